"""Times as files for phoneticians and editors: what is written reads back as it was."""

import re

from hypothesis import given
from hypothesis import strategies as st

from izdat.align import labels, textgrid
from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime
from izdat.text.words import find_words

Interval = tuple[float, float, str]


def paragraph(number: int, text: str) -> SpokenParagraph:
    words = tuple(Word(text[a:b], a, b, "en") for a, b in find_words(text))
    return SpokenParagraph(number, "", "en", text, words)


def read_textgrid(text: str) -> tuple[float, dict[str, list[Interval]]]:
    """Return the duration, and each tier's intervals: all that the long text form holds."""
    head, *tiers = re.split(r"^    item \[\d+\]:\n", text, flags=re.MULTILINE)
    assert head.startswith('File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\n')
    duration = float(re.search(r"^xmax = (.*)$", head, flags=re.MULTILINE)[1])
    assert f"size = {len(tiers)}\n" in head
    found = {}
    for tier in tiers:
        name = re.search(r'name = "(.*)"', tier)[1]
        parts = re.findall(
            r"intervals \[(\d+)\]:\n +xmin = (.*)\n +xmax = (.*)\n +text = \"((?:[^\"]|\"\")*)\"\n",
            tier,
        )
        assert f"intervals: size = {len(parts)}\n" in tier
        assert [int(number) for number, *_ in parts] == list(range(1, len(parts) + 1))
        found[name] = [(float(a), float(b), t.replace('""', '"')) for _, a, b, t in parts]
    return duration, found


def covers(intervals: list[Interval], duration: float) -> bool:
    edges = [0.0, *(end for _, end, _ in intervals)]
    starts = [start for start, _, _ in intervals]
    return starts == edges[:-1] and edges[-1] == duration and all(a < b for a, b, _ in intervals)


SAID = 'She said "no boats", twice.'
SPOKEN = SpokenSegment("pier", "en", (paragraph(1, SAID), paragraph(2, "Да")))
TIMES = SegmentTimes(
    "pier",
    (
        ParagraphTimes(
            1, 0.5, 3.0,
            (WordTime(0.5, 0.75), WordTime(0.75, 1), None, WordTime(1.5, 2), WordTime(2.5, 3)),
        ),
        ParagraphTimes(2, 3.25, 4.0, (WordTime(3.25, 4.0),)),
    ),
)  # fmt: skip


def test_a_textgrid_holds_paragraphs_and_words_from_beginning_to_end() -> None:
    duration, tiers = read_textgrid(textgrid(SPOKEN, TIMES, 5.0))
    assert duration == 5.0
    assert tiers["paragraphs"] == [
        (0.0, 0.5, ""),
        (0.5, 3.0, SAID),
        (3.0, 3.25, ""),
        (3.25, 4.0, "Да"),
        (4.0, 5.0, ""),
    ]
    words = [(start, end, text) for start, end, text in tiers["words"] if text]
    assert words == [
        (0.5, 0.75, "She"), (0.75, 1.0, "said"), (1.5, 2.0, "boats"), (2.5, 3.0, "twice"),
        (3.25, 4.0, "Да"),
    ]  # fmt: skip
    assert all(covers(intervals, duration) for intervals in tiers.values())


def test_labels_are_a_line_a_word() -> None:
    assert labels(SPOKEN, TIMES).splitlines() == [
        "0.500000\t0.750000\tShe",
        "0.750000\t1.000000\tsaid",
        "1.500000\t2.000000\tboats",
        "2.500000\t3.000000\ttwice",
        "3.250000\t4.000000\tДа",
    ]


def test_without_any_time_a_textgrid_is_silence() -> None:
    nothing = SegmentTimes("pier", (ParagraphTimes(1), ParagraphTimes(2)))
    assert labels(SPOKEN, nothing) == ""
    _, tiers = read_textgrid(textgrid(SPOKEN, nothing, 1.5))
    assert tiers == {"paragraphs": [(0.0, 1.5, "")], "words": [(0.0, 1.5, "")]}


TIME = st.floats(0, 20)


@given(st.lists(st.tuples(TIME, TIME), min_size=1, max_size=12), st.floats(0.001, 18))
def test_any_times_cut_the_recording_into_intervals_without_gap_or_overlap(found, duration) -> None:
    spoken = SpokenSegment("s", "en", (paragraph(1, " ".join("w" for _ in found)),))
    words = tuple(WordTime(min(pair), max(pair)) for pair in found)
    times = SegmentTimes("s", (ParagraphTimes(1, words[0].start, words[-1].end, words),))
    end, tiers = read_textgrid(textgrid(spoken, times, duration))
    assert abs(end - duration) < 1e-6
    assert covers(tiers["words"], end)
