"""Findings and the editor's wishes → what is done, and doing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, log10

from izdat.master.clean.denoise import denoised
from izdat.master.clean.findings import Findings
from izdat.master.clean.frames import Samples
from izdat.master.clean.hum import without_hum
from izdat.master.clean.mend import mended
from izdat.master.clean.rumble import without_offset, without_rumble
from izdat.master.clean.sibilance import softened
from izdat.master.clean.sides import SIDES, on_both
from izdat.model.mastering import Treatment
from izdat.model.show import CLEANERS, CleanSettings

# From here on a thing is cleaned away, in dB beside the voice. Clean recordings (TIMIT, and the
# best of LibriVox) have an offset of -67, rumble of -44 and s sounds of -5 at most.
OFFSET = -50.0
RUMBLE = -40.0
HUM = -60.0
NOISE = -27.0
SIBILANCE = -3.0

NOISY = 0.6  # share of the recording in which what is heard in the pauses may be noise
UNSTEADY = 1.9  # dB; what is less steady may be music
SHARPEST = -9.0  # dB beside the voice, what is left of an s that is too sharp
MOST = 12.0  # dB that noise is turned down by: what is left keeps the room alive


@dataclass(frozen=True, slots=True)
class Cleaning:
    """All that is done to a recording."""

    findings: Findings
    treatments: tuple[Treatment, ...]  # one of each kind, in the order of the work

    def has(self, kind: str) -> bool:
        """Say whether the cleaner of that name works."""
        return any(t.kind == kind and t.is_applied for t in self.treatments)


def decided(found: Findings, settings: CleanSettings | None = None) -> Cleaning:
    """Return what is to be done about ``found``. Nothing, where there is no sound."""
    wishes = settings or CleanSettings()
    treatments = []
    for kind in CLEANERS:
        level, is_due, detail = _judged(kind, found)
        wish = getattr(wishes, kind)
        is_applied = level > -inf and found.voice > 0 and (is_due if wish is None else wish)
        treatments.append(Treatment(kind, is_applied, level, detail))
    return Cleaning(found, tuple(treatments))


def cleaned(blocks: Iterator[Samples], cleaning: Cleaning) -> Iterator[Samples]:
    """Yield ``blocks``, float32 (channels, n), cleaned; as many samples as come in.

    ``blocks`` must be the recording that ``cleaning.findings`` are of, at the same rate and with
    the same channels. What comes out does not depend on how it was cut into blocks, and is the
    same bit by bit where nothing is to be done.
    """
    found = cleaning.findings
    if cleaning.has("clicks"):  # first: a filter would draw each of them out
        blocks = mended(blocks, found.rate, found.clicks)
    if cleaning.has("offset"):
        blocks = without_offset(blocks, found.offset)
    if cleaning.has("rumble"):
        blocks = without_rumble(blocks, found.rate)
    if cleaning.has("hum") and found.hum is not None:
        blocks = without_hum(blocks, found.rate, found.hum)
    if cleaning.has("noise") and found.noise is not None:
        blocks = denoised(blocks, found.rate, found.noise, most=MOST)
    if cleaning.has("sibilance"):
        blocks = softened(blocks, found.rate, threshold=found.voice * 10 ** (SHARPEST / 10))
    if cleaning.has("sides") and found.side is not None:  # last: the others heard the silence, too
        blocks = on_both(blocks, found.side.heard)
    return blocks


def _judged(kind: str, found: Findings) -> tuple[float, bool, str]:
    """Return how much there is of a kind of dirt, whether that is too much, and what it is."""
    if kind == "clicks":
        count = len(found.clicks)
        if not count:
            return -inf, False, ""
        minutes = found.length / found.rate / 60
        return count / minutes, True, f"{count} clicks"
    if kind == "offset":
        level = _beside(max((abs(o) for o in found.offset), default=0.0) ** 2, found)
        return level, level > OFFSET, "offset"
    if kind == "rumble":
        level = _beside(found.rumble, found)
        return level, level > RUMBLE, "below 60 Hz"
    if kind == "hum":
        if found.hum is None:
            return -inf, False, ""
        level = _beside(found.hum.power, found)
        return level, level > HUM, f"{found.hum.frequency:.2f} Hz × {len(found.hum.harmonics)}"
    if kind == "noise":
        if found.noise is None:
            return -inf, False, ""
        # What the hum gives to the quiet moments goes with the hum.
        power = found.noise.power - (found.hum.power if found.hum else 0.0)
        level = _beside(max(power, found.noise.power / 10), found)
        is_noise = found.noise.share >= NOISY and found.noise.unsteadiness <= UNSTEADY
        return level, level > NOISE and is_noise, f"-{MOST:.0f} dB at most"
    if kind == "sides":
        if found.side is None:
            return -inf, False, ""
        heard, silent = SIDES[found.side.heard], SIDES[1 - found.side.heard]
        return found.side.level, True, f"{silent} is silent: {heard} on both"
    level = _beside(found.sibilance.power, found) if found.sibilance else -inf
    return level, level > SIBILANCE, f"above 4.5 kHz, to {SHARPEST:.0f} dB"


def _beside(power: float, found: Findings) -> float:
    """Return ``power`` in dB beside the voice."""
    if power <= 0 or found.voice <= 0:
        return -inf
    return 10 * log10(power / found.voice)
