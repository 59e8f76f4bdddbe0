"""The picture of what mastering did: what it shows, and that it stays small."""

import re
from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import pytest
from lxml import etree

from izdat.model.colour import PAPER, contrast
from izdat.model.file import file_at
from izdat.model.mastering import Treatment, Turn
from izdat.model.report import SOURCE, Cut, Deed, SegmentReport, SoundReport, SpeakerReport
from izdat.model.sound import Limiting, Loudness
from izdat.render import sound_panels, sound_picture

NAMES = {"host": "The Night Ferry", "x17": "a witness <who> stays & waits", "": ""}
LEVEL = Loudness(-16.0, -1.0)


def a_report(tmp_path: Path, *, seconds: float, segments: int, turn: float) -> SoundReport:
    """Return a report of equal segments in which the voices of ``NAMES`` take turns."""
    rng = np.random.default_rng(83)
    path = tmp_path / "a.peaks.dat"
    pairs = rng.integers(1, 128, round(seconds * 10))[:, None] * np.array([-1, 1])
    path.write_bytes(bytes(24) + pairs.astype(np.int8).tobytes())
    length = seconds / segments
    made = []
    for n in range(segments):
        start = n * length
        starts = np.arange(start, start + length - turn / 2, turn).tolist()
        voices = [list(NAMES)[k % 3] for k in range(len(starts))]
        gains = [(at, round(float(rng.uniform(-5, 9)), 2)) for at in starts]
        cut = Deed("cut", "2.0 s of silence", start, "trim: silence", SOURCE, is_there=True)
        made.append(
            SegmentReport(
                f"s{n}", f"Segment {n}", "a.wav", LEVEL, LEVEL,
                (Treatment("hum", True, -20.0, "50 Hz"), Treatment("noise", False, -inf)),
                tuple(SpeakerReport(voice, LEVEL, LEVEL) for voice in dict.fromkeys(voices)),
                ((start, start + length),),
                tuple(Turn(v, a, a + turn * 0.9) for v, a in zip(voices, starts, strict=True)),
                tuple(gains), (Cut(start, 2.0),), (cut,),
            )
        )  # fmt: skip
    whole = range(int(seconds))
    return SoundReport(
        "en", "A “long” night", LEVEL, -16.0, seconds,
        Limiting(3.0, 0.1, tuple((n, 1.5) for n in whole if n % 3 == 0)), tuple(made), (),
        tuple(NAMES.items()),
        tuple(-inf if n % 100 == 99 else round(-16 + 5 * np.sin(n / 7), 1) for n in whole),
        file_at(path),
    )  # fmt: skip


def drawn(report: SoundReport) -> etree._Element:
    return etree.fromstring(sound_picture.alone(report).encode())


def texts(tree: etree._Element, name: str) -> list[str]:
    return [each.text or "" for each in tree.iter(f"{{*}}{name}")]


def downwards(path: etree._Element) -> list[tuple[float, float, float]]:
    """Return (x, top, bottom) of each stroke, as a browser would draw them."""
    x = y = 0.0
    found = []
    number = r"(-?[\d.]+)"
    for dx, dy, height in re.findall(rf"m{number} ?{number}v{number}", path.get("d")):
        x, y = x + float(dx), y + float(dy)
        found.append((x, y, y + float(height)))
        y += float(height)
    return found


@pytest.fixture
def report(tmp_path: Path) -> SoundReport:
    return a_report(tmp_path, seconds=120, segments=2, turn=8)


def test_it_is_an_image_with_a_name_and_a_description(report: SoundReport) -> None:
    tree = drawn(report)
    assert tree.get("role") == "img"
    names = {each.get("id"): each.text for each in tree if each.get("id")}
    assert set(tree.get("aria-labelledby").split()) == set(names)
    assert names["sound_title_"] == "The sound of “A “long” night”"
    assert "2:00 at -16.0 LUFS" in names["sound_desc_"]


def test_it_names_voices_as_they_are_published_and_never_by_their_ids(report: SoundReport) -> None:
    tree = drawn(report)
    said = texts(tree, "text")
    assert {"The Night Ferry", NAMES["x17"], "the house"} <= set(said)
    assert "x17" not in sound_picture.alone(report)


def test_it_shows_which_line_undoes_what(report: SoundReport) -> None:
    titles = texts(drawn(report), "title")
    assert sum("to undo it, take trim: silence out of" in each for each in titles) == 2


def test_the_waveform_has_a_stroke_for_each_column_in_the_colour_of_who_is_heard(
    report: SoundReport,
) -> None:
    strokes = {}
    for path in drawn(report).find(".//{*}g[@transform='translate(.5)']"):
        for x, _, _ in downwards(path):
            strokes[round(x)] = path.get("stroke")
    assert sorted(strokes) == list(range(900))
    for segment in report.segments:
        for turn in segment.turns:
            middle = int((turn.start + turn.end) / 2 / 120 * 900)
            number = list(NAMES).index(turn.speaker)
            assert strokes[middle] == sound_panels.COLOURS[number]
    assert sound_panels.NOBODY in strokes.values()  # between the turns


def test_loudness_is_drawn_where_it_is_and_silence_is_a_gap() -> None:
    path = sound_panels.curve([(0, 10.0), (1, 10.5), (2, inf), (3, 4.0), (4, 4.0)])
    assert path == "M0 10l1 0.5M3 4l1 0"


def test_each_limited_second_has_its_stroke(report: SoundReport) -> None:
    strokes = [p for p in drawn(report).iter("{*}path") if p.get("stroke-width") == "7.5"]
    found = sorted(x for path in strokes for x, _, _ in downwards(path))
    assert found == pytest.approx([(n * 3 + 0.5) * 7.5 for n in range(40)], abs=0.3)
    assert {bottom - top for path in strokes for _, top, bottom in downwards(path)} == {6.0}
    calm = replace(report, limiting=Limiting())
    assert "limited by 1 dB and more: nowhere" in texts(drawn(calm), "text")


def test_music_is_drawn_where_it_rises_with_the_line_that_leaves_it_low(
    report: SoundReport,
) -> None:
    about = "how far the music under a voice has risen, dB"
    assert about not in texts(drawn(report), "text")
    course = ((0.0, 0.0), (20.0, 0.0), (21.0, 8.0), (30.0, 8.0), (31.0, 0.0), (60.0, 0.0))
    deed = Deed("ducked", "its music rises", 20.0, "duck: false", SOURCE)
    first, second = report.segments
    ducked = replace(first, music=course, deeds=(*first.deeds, deed))
    low = replace(second, music=((60.0, 0.0), (120.0, 0.0)))
    tree = drawn(replace(report, segments=(ducked, low)))
    assert about in texts(tree, "text")
    assert "how far music has risen" in next(tree.iter("{*}desc")).text

    def bed(title: str) -> list[tuple[float, float]]:
        """Return the points of the line that a pointer calls ``title``, as a browser has them."""
        (group,) = (g for g in tree.iter("{*}g") if (g.findtext("{*}title") or "") == title)
        moves = re.findall(r"[Ml](-?[\d.]+) ?(-?[\d.]+)", group.find("{*}path").get("d"))
        xs, ys = np.cumsum(np.float64(moves), axis=0).T
        return list(zip(xs, ys - ys[0], strict=True))

    said = "ducked: its music rises (to undo it, write duck: false in its source block)"
    wanted = [(at * 7.5, -20 * gain / 8) for at, gain in course]
    assert np.allclose(bed(said), wanted, atol=0.3)
    assert bed("its music lies low throughout") == [(450, 0), (900, 0)]


def test_four_hours_are_no_more_than_150_kb(tmp_path: Path) -> None:
    long = a_report(tmp_path, seconds=4 * 3600, segments=40, turn=6)
    assert 50_000 < len(sound_picture.inline(long).encode()) <= 150_000
    assert drawn(long).get("width") == "3234"


def test_an_episode_of_a_moment_is_drawn_too(tmp_path: Path) -> None:
    short = a_report(tmp_path, seconds=0.2, segments=1, turn=0.2)
    assert drawn(replace(short, short_term=(), limiting=Limiting())).get("width") == "934"


def test_every_colour_can_be_seen_on_either_paper() -> None:
    for colour in (*sound_panels.COLOURS, sound_panels.NOBODY):
        assert min(contrast(colour, paper) for paper in PAPER.values()) >= 3, colour
