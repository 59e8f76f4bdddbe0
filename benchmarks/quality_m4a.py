"""AAC by FFmpeg's two coders: how much noise each leaves, what it adds to the peaks, what it costs.

python benchmarks/quality_m4a.py [--minutes 2] [--data DIR] [--json]

Real voices one after another, and the conversation of ``hard_tape.py``, which is harder than any.
Both are limited as mastering does it. ``snr_db`` is that of the usual window, by the upper edge of
each band in Hz; ``lost_error_db`` how much quieter the whole is, ``peaks_error_db`` by how much its
true peak is higher. Fails when the coder that izdat uses is worse than kept in ``results.toml``.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np

from hard_tape import RATE, programme
from izdat.master.level import measure
from izdat.master.limiter import limited
from izdat.media import encode
from izdat.media.decode import decode
from izdat.media.resample import resample
from kept_figures import kept, worse
from speech_data import DEFAULT_DATA, load
from speech_data import RATE as DATA_RATE

BLOCK = 65_536  # samples
FORMATS = ((2, 64), (2, 96), (1, 64))  # channels, kbit/s
CODERS = ("fast", "twoloop")
EDGES = (100, 300, 800, 1500, 2500, 4000, 6000, 8000)  # Hz; the voices have no more
LOUD = 0.1  # RMS of an utterance, of full scale
CEILING = -1.35  # dBTP
WINDOW = 2048  # samples

Samples = np.ndarray  # float32, shape (channels, n), full scale ±1.0


def blocks(whole: np.ndarray) -> Iterator[np.ndarray]:
    for at in range(0, len(whole), BLOCK):
        yield (whole[at : at + BLOCK].T / np.float32(32768)).astype(np.float32)


def snr(sound: Samples, heard: Samples) -> list[float]:
    """Return the signal-to-noise ratio in dB of the usual window, band by band."""
    given, noise = spectra(sound[0]), spectra((sound - heard)[0])
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    bands = ((low <= hertz) & (hertz < high) for low, high in pairwise(EDGES))
    ratios = (given[:, band].sum(axis=1) / noise[:, band].sum(axis=1) for band in bands)
    return [round(float(np.median(10 * np.log10(ratio))), 1) for ratio in ratios]


def spectra(channel: np.ndarray) -> np.ndarray:
    """Return the power of each window, shape (windows, frequencies); never nothing."""
    windows = np.lib.stride_tricks.sliding_window_view(channel, WINDOW)[:: WINDOW // 2]
    return np.abs(np.fft.rfft(windows * np.hanning(WINDOW), axis=1)) ** 2 + 1e-12


def judged(sound: Samples, coder: str, kbps: int, path: Path) -> dict[str, Any]:
    channels, length = sound.shape
    encode.AAC_CODER = coder
    began = time.process_time()
    encode.encode_m4a(path, blocks_of(sound), RATE, channels, kbps, length=length)
    spent = time.process_time() - began
    heard = np.concatenate(list(decode(path, RATE, channels)), axis=1)
    before, after = (measure(iter([each]), RATE, channels) for each in (sound, heard))
    return {
        "snr_db": dict(zip(map(str, EDGES[1:]), snr(sound, heard), strict=True)),
        "lost_error_db": round(before.integrated - after.integrated, 2),
        "peaks_error_db": round(after.true_peak - before.true_peak, 2),
        "hour_cpu_seconds": round(spent * 3600 * RATE / length, 1),
    }


def blocks_of(sound: Samples) -> Any:
    return iter(np.array_split(sound, sound.shape[1] // 65_536 + 1, axis=1))


def voices(data: Path, minutes: int) -> Samples:
    spoken = [each.samples for each in load(data)]
    whole = np.concatenate([each * (LOUD / np.sqrt(np.mean(each**2))) for each in spoken])
    wide = resample(whole.astype(np.float32), DATA_RATE, RATE)[: minutes * 60 * RATE]
    return np.stack([wide, wide])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=2)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        whole = np.concatenate(
            list(blocks(programme(Path(name, "whole"), options.minutes))), axis=1
        )
        sounds = {"programme": whole}
        if options.data.is_dir():
            sounds["voices"] = voices(options.data, options.minutes)
        for what, sound in sounds.items():
            quiet = limited(sound, RATE, CEILING)[0]
            results[what] = {}
            for (channels, kbps), coder in product(FORMATS, CODERS):
                key = f"{coder}, {channels}, {kbps}"
                figures = judged(quiet[:channels], coder, kbps, Path(name, "a.m4a"))
                results[what][key] = figures
                if not options.json:
                    print(f"{what}, {key}: {figures}", flush=True)
    if options.json:
        print(json.dumps(results))
    failures = list(worse(results, kept("quality_m4a")))
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
