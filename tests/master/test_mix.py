"""What the mix sheet says is heard, and whatever it says the timeline is exact."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izdat.master.arrange import Frame, arrange
from izdat.master.assemble import assemble
from izdat.master.layout import laid_out, timeline
from izdat.master.loudness import loudness
from izdat.master.pieces import Pieces
from izdat.media.encode import encode_flac
from izdat.model.file import File, file_at
from izdat.model.mastering import Part, Span
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness, Recording

RATE = 48_000
SOUND = SoundSettings(pause=0.5)
NOTHING = Recording(File(Path(), "", 0), "")


def bare(segment, **mix) -> Part:
    return Part(segment, NOTHING, Loudness(-20, -3), **mix)


def test_a_gain_is_heard_beside_the_other_parts(tmp_path, part, sine, heard) -> None:
    parts = (part("a", sine(2)), replace(part("b", sine(2, db=-31)), gain=2.0))
    made = assemble(tmp_path, parts, SOUND)
    sound = heard(made)
    one, two = (loudness(piece, RATE).integrated for piece in np.split(sound, [110_000], axis=1))
    assert two - one == pytest.approx(2, abs=0.05)


def test_what_is_kept_gets_the_one_gain_of_the_programme(tmp_path, part, sine, heard) -> None:
    own = [sine(2, db=-30, hz=700)[0], sine(2, db=-24, hz=500)[0]]
    kept = [
        replace(part(name, one[None]), is_kept=True) for name, one in zip("bc", own, strict=True)
    ]
    made = assemble(tmp_path, (part("a", sine(3)), *kept), SOUND)
    sound = heard(made)[0]
    pieces = [sound[round(s.episode_start * RATE) :][: 2 * RATE] for s in made.timeline.stretches]
    gain = (pieces[1] @ own[0]) / (own[0] @ own[0])
    for piece, one in zip(pieces[1:], own, strict=True):
        assert piece == pytest.approx(gain * one, abs=1e-6)


def test_a_crossfade_is_of_equal_power_and_moves_what_follows(tmp_path, part, heard) -> None:
    random = np.random.default_rng(5)
    one, two = (0.1 * random.standard_normal((1, 4 * RATE)).astype(np.float32) for _ in "ab")
    parts = (part("a", one), replace(part("b", two), crossfade=2.0), part("c", one))
    made = assemble(tmp_path, parts, SOUND)
    assert [s.episode_start for s in made.timeline.stretches] == [0, 2, 6.5]
    assert made.timeline.duration == 10.5
    sound = heard(made)[0]
    assert len(sound) == 10.5 * RATE
    seconds = [10 * np.log10(np.mean(piece**2)) for piece in np.split(sound[: 6 * RATE], 24)]
    assert seconds[1:-1] == pytest.approx([seconds[1]] * 22, abs=0.5)


def test_a_sting_is_heard_between_segments_but_where_one_says_otherwise() -> None:
    frame = Frame(bare(""), bare("", gain=1), bare("", gain=2), crossfade=3)
    segments = (bare("a"), bare("b"), bare("c", pause=0.3), bare("d", crossfade=1))
    joins = [(p.segment, p.gain, p.pause, p.crossfade) for p in arrange(segments, frame)]
    assert joins == [
        ("", 0, None, 0), ("a", 0, None, 3), ("", 1, 0, 0), ("b", 0, 0, 0), ("c", 0, 0.3, 0),
        ("d", 0, None, 1), ("", 2, None, 3),
    ]  # fmt: skip
    assert arrange(segments, Frame()) == segments


def test_a_piece_is_heard_where_the_timeline_says(tmp_path, part, speech, heard) -> None:
    clicks = 1e-4 * np.random.default_rng(0).standard_normal((1, 96_000)).astype(np.float32)
    clicks[0, [12_345, 80_000]] = 0.5
    own = replace(part("b", clicks), pieces=(Span(5_000, 20_000), Span(70_000, 90_000)))
    made = assemble(tmp_path, (part("a", speech(1)), own), SOUND)
    sound = np.abs(heard(made)[0])
    start = round(made.timeline.start("b") * RATE)
    found = start + np.flatnonzero(sound[start:] > 0.1)
    for at in (12_345, 80_000):
        assert round(made.timeline.to_episode("b", at / RATE) * RATE) in found
    assert len(sound) == start + 35_000
    assert made.timeline.to_episode("b", 1.0) == (start + 15_000) / RATE


# ---- whatever the sheet says -------------------------------------------------------------------

gaps = st.none() | st.floats(0, 3)


@st.composite
def sheets(draw, longest=200_000):  # type: ignore[no-untyped-def]
    """Parts with their lengths in samples before they are cut."""
    made = []
    for number in range(draw(st.integers(1, 5))):
        length = draw(st.integers(2000, longest))
        pieces = ()
        if draw(st.booleans()):
            cuts = sorted(draw(st.sets(st.integers(0, length // 500), min_size=2, max_size=6)))
            pieces = tuple(Span(a * 500, b * 500) for a, b in zip(cuts[::2], cuts[1::2]))  # noqa: B905 - an odd one is left
        segment = draw(st.sampled_from(["", f"s{number}"]))
        mix = {
            "pause": draw(gaps),
            "crossfade": draw(st.sampled_from([0.0, 0.0, 0.01, 0.4, 2.0])),
            "gain": draw(st.floats(-20, 20)),
            "is_kept": draw(st.booleans()),
            "pieces": pieces,
        }
        made.append((segment, length, mix))
    return made


def left(length, pieces):
    return sum(p.end - p.start for p in pieces) if pieces else length


@given(sheets(), st.floats(0, 5))
def test_any_sheet_gives_a_monotone_timeline(sheet, pause) -> None:
    parts = [bare(segment, **mix) for segment, _, mix in sheet]
    lengths = [left(length, mix["pieces"]) for _, length, mix in sheet]
    slots = laid_out(parts, lengths, pause)
    made = timeline(parts, slots)
    assert slots[0].start == 0
    for before, slot in pairwise(slots):
        assert slot.start >= before.start + before.length // 2  # never a third at once
        assert slot.start == before.end - slot.overlap or slot.overlap == 0
        assert slot.end >= before.end
    whole = sum(lengths) + sum(b.start - a.end for a, b in pairwise(slots))
    assert made.duration == whole / RATE
    starts = [s.episode_start for s in made.stretches]
    assert starts == sorted(starts)
    for stretch in made.stretches:
        assert 0 <= stretch.episode_start <= made.duration - stretch.duration + 1e-9
    for segment in {s.segment for s in made.stretches}:
        times = [made.to_episode(segment, at / 7) for at in range(40)]
        assert times == sorted(times)


@given(sheets(12_000), st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_sheet_fills_its_timeline_and_silence_stays_silent(sheet, is_silent) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        parts = []
        for number, (segment, length, mix) in enumerate(sheet):
            path = folder / f"{number}.flac"
            noise = np.random.default_rng(number).uniform(-0.3, 0.3, (1, length))
            encode_flac(path, iter([np.float32(noise * (not is_silent))]), RATE, 1)
            told = Loudness(-np.inf if is_silent else -15.0, -10.0)
            parts.append(Part(segment, Recording(file_at(path), segment), told, **mix))
        made = assemble(folder, tuple(parts), SOUND)
        sound = np.concatenate(list(Pieces(made.score).stream(made.setting)), axis=1)
    assert sound.shape[1] == round(made.timeline.duration * RATE)
    assert sound.any() != is_silent
