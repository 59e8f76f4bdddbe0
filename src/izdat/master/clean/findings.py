"""A recording, heard once → all that may have to be cleaned away from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from izdat.master.clean.clicks import Click, ClickFinder, order
from izdat.master.clean.frames import Samples, Stretches, framed
from izdat.master.clean.hum import NOMINAL, Hum, HumFinder
from izdat.master.clean.noise import Noise, NoiseFinder
from izdat.master.clean.rumble import RumbleFinder
from izdat.master.clean.sibilance import Sibilance, SibilanceFinder
from izdat.master.clean.sides import OneSide, one_side
from izdat.master.clean.slow import Slow
from izdat.media.decode import gathered

HOP = 0.016  # seconds from frame to frame; a frame is twice as long
TOGETHER = 500  # frames: 8 s, in which a voice pauses
SLOWLY = 1 << 13  # samples at the slow rate taken together


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a recording. Powers are mean squares, full scale 1.0."""

    rate: int  # Hz
    length: int  # samples
    voice: float  # power, from 80 Hz to 8 kHz, of the moments in which somebody speaks
    offset: tuple[float, ...]  # of each channel, full scale 1.0
    rumble: float  # power from 4 to 45 Hz, of what is always there
    hum: Hum | None
    clicks: tuple[Click, ...]
    noise: Noise | None
    sibilance: Sibilance | None
    side: OneSide | None = None


def findings(blocks: Iterator[Samples], rate: int, channels: int) -> Findings:
    """Return what is found in a recording: float32 blocks (channels, n) at ``rate`` Hz."""
    finder = _Finder(rate, channels)
    for block in gathered(blocks):  # sums, too, must not depend on how the sound was cut
        finder.add(block)
    return finder.result()


class _Finder:
    def __init__(self, rate: int, channels: int) -> None:
        hop = next_fast_len(round(HOP * rate / 2), real=True) * 2
        self._rate, self._hop, self._size = rate, hop, 2 * hop
        self._length = 0
        self._sums = np.zeros(channels)
        self._squares = np.zeros(channels)
        self._window = np.hanning(self._size + 1)[:-1].astype(np.float32)
        self._energy = np.float32(np.sum(self._window.astype(np.float64) ** 2))
        self._frames = Stretches(self._size, hop, together=TOGETHER)
        self._clicks = [ClickFinder(rate, hop, channel) for channel in range(channels)]
        self._noise = NoiseFinder(rate, self._size)
        self._sibilance = SibilanceFinder(rate, self._size)
        self._slow = Slow(rate)
        times, margin = self._slow.times, self._slow.margin * self._slow.times
        self._slowly = Stretches(SLOWLY * times + 2 * margin, SLOWLY * times, together=1)
        self._rumble = RumbleFinder(self._slow.rate)
        self._hums = [HumFinder(self._slow.rate, nominal) for nominal in NOMINAL]
        # The first frame's middle half, and the filter's middle, begin with the sound.
        list(self._frames.add(np.zeros((channels, hop // 2), dtype=np.float32)))
        list(self._slowly.add(np.zeros((channels, margin), dtype=np.float32)))

    def add(self, block: Samples) -> None:
        self._length += block.shape[1]
        self._sums += block.sum(axis=1, dtype=np.float64)
        self._squares += np.square(block).sum(axis=1, dtype=np.float64)
        for stretch in self._frames.add(block):
            self._look(stretch)
        for stretch in self._slowly.add(block):
            self._look_slowly(stretch)

    def _look(self, stretch: Samples) -> None:
        spectra = rfft(framed(stretch, self._size, self._hop) * self._window)
        powers = spectra.real**2 + spectra.imag**2
        for finder, channel, power in zip(self._clicks, stretch, powers, strict=True):
            lags = irfft(power, self._size)[:, : order(self._rate) + 1]
            finder.add(channel, lags.astype(np.float64))
        mean = powers.mean(axis=0) / self._energy
        self._noise.add(mean)
        self._sibilance.add(mean)

    def _look_slowly(self, stretch: Samples) -> None:
        slow = self._slow.down(stretch)
        self._rumble.add(slow)
        for hum in self._hums:
            hum.add(slow)

    def result(self) -> Findings:
        self._finish()
        voice = self._noise.voice()
        hums = [hum for finder in self._hums if (hum := finder.result())]
        sibilance = self._sibilance.result()
        clicks = [c for f in self._clicks for c in f.result(self._length, sqrt(voice))]
        means = self._sums / max(self._length, 1)
        powers = self._squares / max(self._length, 1) - means**2
        return Findings(
            rate=self._rate,
            length=self._length,
            voice=voice,
            offset=tuple(map(float, means)),
            rumble=self._rumble.result(),
            hum=max(hums, key=lambda hum: hum.power, default=None),
            clicks=tuple(sorted(clicks, key=lambda click: (click.start, click.channel))),
            noise=self._noise.result(),
            sibilance=sibilance,
            side=one_side(powers.tolist()),
        )

    def _finish(self) -> None:
        """Look at the last stretches, which are shorter."""
        rest = self._frames.rest()
        if rest is not None and rest.shape[1] >= self._size:
            self._look(rest[:, : rest.shape[1] - (rest.shape[1] - self._size) % self._hop])
        rest = self._slowly.rest()
        margin = 2 * self._slow.margin * self._slow.times
        if rest is not None and rest.shape[1] >= margin + self._slow.times:
            self._look_slowly(rest[:, : rest.shape[1] - rest.shape[1] % self._slow.times])
