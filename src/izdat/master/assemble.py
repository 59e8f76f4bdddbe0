"""Parts in order → one programme at its loudness, with a timeline exact to the sample."""

from math import isfinite
from pathlib import Path

from izdat.master.layout import laid_out, timeline
from izdat.master.level import MUSIC_UNDER_SPEECH, corrected, on_grid, part_gain
from izdat.master.pieces import Pieces, limiting_under, loudness_under
from izdat.master.sources import Sources
from izdat.model.mastering import Part
from izdat.model.programme import Programme, Score, Setting
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness
from izdat.run.step import step

MOST_HEARINGS = 6
# Codecs add to the peaks, MP3 at 128 kbit/s 0.8 dB (measured): the programme leaves them room, so
# that one limiter serves all, and one encoding is nearly always enough.
OVERSHOOT = 1.0


@step(version=7)
def assemble(folder: Path, parts: tuple[Part, ...], sound: SoundSettings) -> Programme:
    """Return the programme of ``parts``, heard in this order with ``sound.pause`` between them.

    ``parts`` is all that is heard: ``arrange`` has put intro, outro and stings in their places,
    with the segment ``""`` (those of ``sound`` are not added here). Each part comes to the
    programme's loudness, what is no segment two LU under it; the whole to ``sound.target`` within
    0.1 LU, its true peaks at or under ``sound.true_peak``, with room for what a codec adds. Where
    both cannot be had, the ceiling holds and ``Programme.loudness`` says what came out. Nothing
    is written to ``folder``.

    Raises ``Unreadable`` for a recording that ``inspect_recording`` would not have passed, and
    ``ValueError`` for no parts.
    """
    if not parts:
        raise ValueError("an episode without parts has no sound")
    gains = tuple(_gain(part, sound.target) for part in parts)
    slots = laid_out(parts, _lengths(parts, sound.channels), sound.pause)
    pieces = Pieces(Score(parts, gains, slots, sound.channels, sound.target))
    loudness = loudness_under(pieces.heard(told=(0, 0.5)))
    lower = OVERSHOOT + 0.05 if _is_high(loudness, sound) else 0.05
    setting = Setting(on_grid(part_gain(loudness, sound.target)), round(sound.true_peak - lower, 2))
    for _ in range(MOST_HEARINGS):
        heard = pieces.heard(setting, told=(0.5, 1))
        loudness = loudness_under(heard)
        better = corrected(setting, loudness, target=sound.target, true_peak=sound.true_peak)
        if better is None:
            break
        setting = better
    return Programme(
        pieces.score, setting, timeline(parts, slots), loudness,
        limiting_under(heard, pieces.score.length),
    )  # fmt: skip


def _gain(part: Part, target: float) -> float:
    """Return the gain in dB that a part gets before the whole is turned."""
    if part.is_kept:
        return 0.0
    under = 0.0 if part.segment else MUSIC_UNDER_SPEECH
    return on_grid(part_gain(part.loudness, target - under)) + part.gain


def _lengths(parts: tuple[Part, ...], channels: int) -> list[int]:
    """Return how many samples are heard of each part."""
    sources = Sources(channels)
    return [
        sum(piece.end - piece.start for piece in part.pieces)
        or part.length
        or sources.length(part.recording.file.path)
        for part in parts
    ]


def _is_high(loudness: Loudness, sound: SoundSettings) -> bool:
    """Say whether what codecs add may pass the ceiling."""
    if not isfinite(loudness.true_peak):
        return False
    over: float = loudness.true_peak + sound.target - loudness.integrated + OVERSHOOT
    return over > sound.true_peak
