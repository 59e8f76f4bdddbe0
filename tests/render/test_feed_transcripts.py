"""Captions and transcripts, from words whose times are known."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from izdat.model.content import (
    Emphasis,
    Footnote,
    FootnoteRef,
    Listing,
    Note,
    Paragraph,
    Provenance,
    Quotation,
    Segment,
    Stage,
    Supplied,
    Text,
    Verse,
)
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.show import Show
from izdat.model.sound import Production
from izdat.model.spoken import SpokenSegment
from izdat.model.time import Chapter, ParagraphTimes, SegmentTimes, WordTime
from izdat.render.cues import RUN_LIMIT, Token, turns
from izdat.render.lines import captions, line_text, wrapped
from izdat.render.srt import srt
from izdat.render.transcript_json import transcript_json
from izdat.render.transcripts import render_transcripts, timed_forms
from izdat.render.vtt import vtt
from izdat.render.written_transcript import written_transcript
from izdat.text.spoken import spoken_segment

SHOW = Show("The Night Ferry", "https://ferry.example/", "en", "A show.")
MIRA = Voice("mira", "Mira Vale", "interviewer")
BOAT = Voice("boat", "a boat pilot", "witness")


def paragraph(text: str, voice: str = "mira") -> Paragraph:
    return Paragraph((Text(text),), voice=voice)


def segment(*blocks: Paragraph, id: str = "pier") -> Segment:
    return Segment(id, "On the pier", Provenance(), blocks)


def edition(*segments: Segment, footnotes: tuple[Footnote, ...] = ()) -> Edition:
    return Edition("en", "On the pier", "A pilot counts.", (MIRA, BOAT), segments, footnotes)


def worded(spoken: SpokenSegment, start: float = 0.0, step: float = 0.5) -> SegmentTimes:
    """Give each word ``step`` seconds, of which it is heard for four fifths."""
    paragraphs = []
    for each in spoken.paragraphs:
        words = []
        for _ in each.words:
            words.append(WordTime(start, start + step * 0.8))
            start += step
        first, last = (words[0].start, words[-1].end) if words else (None, None)
        paragraphs.append(ParagraphTimes(each.number, first, last, tuple(words)))
    return SegmentTimes(spoken.segment, tuple(paragraphs))


def heard(*segments: Segment) -> tuple[tuple[SpokenSegment, ...], Production]:
    spoken = tuple(spoken_segment(each, "en", headings=False) for each in segments)
    times, start = [], 0.0
    for each in spoken:
        times.append(worded(each, start))
        start = max((p.end or start for p in times[-1].paragraphs), default=start) + 1
    chapters = tuple(
        Chapter((t.paragraphs[0].start or 0), start, t.segment, t.segment) for t in times
    )
    return spoken, Production("en", (), start, chapters, tuple(times))


def by_hand(
    *given: tuple[float | None, float | None], duration: float, starts: float | None = 0.0
) -> tuple[tuple[SpokenSegment, ...], Production]:
    """Return a segment of as many paragraphs as there are times, and its production."""
    own = segment(*(paragraph(f"Words of {n}.") for n in range(1, len(given) + 1)))
    times = tuple(ParagraphTimes(n, *time) for n, time in enumerate(given, start=1))
    chapters = () if starts is None else (Chapter(starts, duration, "On the pier", "pier"),)
    production = Production("en", (), duration, chapters, (SegmentTimes("pier", times),))
    return (spoken_segment(own, "en", headings=False),), production


def name(voice: str) -> str:
    return {"mira": "Mira Vale", "boat": "a boat pilot"}.get(voice, "The Night Ferry")


# ---- turns ------------------------------------------------------------------


def test_words_with_times_keep_them_to_the_millisecond() -> None:
    spoken, production = heard(segment(paragraph("Boats came, at last.")))
    (turn,) = turns(spoken, production)
    assert [(t.text, t.start, t.end) for t in turn.passages[0].tokens] == [
        ("Boats", 0, 400), ("came,", 500, 900), ("at", 1000, 1400), ("last.", 1500, 1900),
    ]  # fmt: skip
    assert turn.anchor == "pier-1"


def test_signs_before_a_word_stay_with_it() -> None:
    spoken, production = heard(segment(paragraph("She said “come” (twice).")))
    (turn,) = turns(spoken, production)
    assert [t.text for t in turn.passages[0].tokens] == ["She", "said", "“come”", "(twice)."]


def test_a_paragraph_ends_where_the_next_begins_if_its_end_is_not_known() -> None:
    found = turns(*by_hand((2.0, None), (7.5, None), duration=12.0))
    assert [(turn.start, turn.end) for turn in found] == [(2000, 7500), (7500, 12000)]


def test_a_known_end_is_kept() -> None:
    found = turns(*by_hand((2.0, 5.0), (7.5, 9.0), duration=12.0))
    assert [(turn.start, turn.end) for turn in found] == [(2000, 5000), (7500, 9000)]


def test_paragraphs_without_a_time_stand_with_the_one_before() -> None:
    found = turns(*by_hand((2.0, None), (None, None), (9.0, None), duration=12.0))
    assert [(turn.start, turn.end, len(turn.passages)) for turn in found] == [
        (2000, 9000, 2), (9000, 12000, 1),
    ]  # fmt: skip


def test_paragraphs_before_the_first_time_begin_with_the_chapter() -> None:
    found = turns(*by_hand((None, None), (9.0, None), duration=12.0, starts=1.0))
    assert [(turn.start, turn.end) for turn in found] == [(1000, 9000), (9000, 12000)]


def test_without_a_known_beginning_there_are_no_cues_at_all() -> None:
    assert turns(*by_hand((None, None), (9.0, None), duration=12.0, starts=None)) == ()


def test_a_run_too_long_to_follow_gives_no_cues_at_all() -> None:
    limit = RUN_LIMIT / 1000
    assert turns(*by_hand((0.0, None), (limit, None), duration=limit + 1))
    assert turns(*by_hand((0.0, None), (limit + 0.1, None), duration=limit + 1)) == ()


def part_of(times: SegmentTimes, *known: int) -> SegmentTimes:
    """Return ``times`` as if of the first paragraph only the words ``known`` had been found."""
    first = times.paragraphs[0]
    words = tuple(w if n in known else None for n, w in enumerate(first.words))
    found = [w for w in words if w]
    own = replace(first, start=found[0].start, end=found[-1].end, words=words)
    return replace(times, paragraphs=(own, *times.paragraphs[1:]))


def test_a_word_without_a_time_is_heard_between_its_neighbours() -> None:
    spoken, production = heard(segment(paragraph("Then boats came, at last.")))
    production = replace(production, times=(part_of(production.times[0], 1, 3),))
    (turn,) = turns(spoken, production)
    assert turn.is_worded
    assert [(t.text, t.start, t.end, t.is_timed) for t in turn.passages[0].tokens] == [
        ("Then", 500, 500, False), ("boats", 500, 900, True), ("came,", 900, 1500, False),
        ("at", 1500, 1900, True), ("last.", 1900, 1900, False),
    ]  # fmt: skip
    cue = "00:00:00.500 --> 00:00:01.900\n<v Mira Vale>Then boats came, <00:00:01.500>at last.\n"
    assert cue in vtt((turn,), name)
    assert "Then boats came" in srt((turn,), name)


def test_a_paragraph_that_is_not_in_the_recording_is_in_no_cue() -> None:
    spoken, production = heard(
        segment(paragraph("Boats came."), paragraph("Nobody."), paragraph("At last."))
    )
    first, _, last = production.times[0].paragraphs
    last = replace(
        last,
        start=first.end,
        words=tuple(replace(w, start=first.end or 0) for w in last.words if w),
    )
    times = SegmentTimes("pier", (first, ParagraphTimes(2, is_absent=True), last))
    found = turns(spoken, replace(production, times=(times,)))
    assert [turn.anchor for turn in found] == ["pier-1", "pier-3"]
    unknown = replace(times, paragraphs=(first, ParagraphTimes(2), last))
    assert turns(spoken, replace(production, times=(unknown,))) == ()


def test_what_is_not_spoken_is_no_cue() -> None:
    blocks = (
        Paragraph(
            (
                Text("My "),
                Supplied((Text("brother"),)),
                Text(" steered."),
            ),
            voice="boat",
        ),
        Stage((Text("A motor coughs."),)),
        Paragraph((Note((Text("in fact, 340"),)),), voice="boat"),
        Paragraph((Text("We rowed."), FootnoteRef("engine")), voice="boat"),
    )
    spoken, production = heard(Segment("pier", "On the pier", Provenance(), blocks))
    told = transcript_json(turns(spoken, production), name)
    said = [each["body"] for each in json.loads(told)["segments"]]
    assert said == ["My steered.", "We rowed."]


# ---- forms ------------------------------------------------------------------


def test_webvtt_is_written_as_it_should_be() -> None:
    spoken, production = heard(
        segment(paragraph("Boats <came> & went --> away."), paragraph("Yes.", "boat"))
    )
    assert vtt(turns(spoken, production), name) == (
        "WEBVTT\n"
        "\n"
        "pier-1\n"
        "00:00:00.000 --> 00:00:01.900\n"
        "<v Mira Vale>Boats <00:00:00.500>&lt;came&gt; &amp; <00:00:01.000>went --&gt;"
        " <00:00:01.500>away.\n"
        "\n"
        "pier-2\n"
        "00:00:02.000 --> 00:00:02.400\n"
        "<v a boat pilot>Yes.\n"
    )


def test_several_voices_in_one_cue_are_each_closed() -> None:
    own = segment(paragraph("And then?"), paragraph("We rowed.", "boat"))
    times = SegmentTimes("pier", (ParagraphTimes(1, 1.0), ParagraphTimes(2)))
    production = Production("en", (), 5.0, (Chapter(0, 5, "On the pier", "pier"),), (times,))
    found = turns((spoken_segment(own, "en", headings=False),), production)
    assert "<v Mira Vale>And then?</v>\n<v a boat pilot>We rowed.</v>\n" in vtt(found, name)


def test_a_time_inside_a_cue_never_stands_still() -> None:
    own = segment(paragraph("One two three"))
    words = (WordTime(1.0, 1.0), WordTime(1.0, 1.0), WordTime(1.0, 1.0))
    times = SegmentTimes("pier", (ParagraphTimes(1, 1.0, 1.0, words),))
    production = Production("en", (), 5.0, (), (times,))
    text = vtt(turns((spoken_segment(own, "en", headings=False),), production), name)
    assert "00:00:01.000 --> 00:00:01.001\n<v Mira Vale>One two three\n" in text


def test_srt_names_a_voice_where_it_changes() -> None:
    spoken, production = heard(
        segment(paragraph("Boats came."), paragraph("They went."), paragraph("Yes.", "boat"))
    )
    assert srt(turns(spoken, production), name) == (
        "1\n00:00:00,000 --> 00:00:00,900\nMira Vale: Boats came.\n\n"
        "2\n00:00:01,000 --> 00:00:01,900\nThey went.\n\n"
        "3\n00:00:02,000 --> 00:00:02,400\na boat pilot: Yes.\n"
    )


def test_srt_is_not_cut_at_times_that_nobody_knows() -> None:
    spoken, production = by_hand((2.0, 5.0), duration=12.0)
    assert srt(turns(spoken, production), name)
    long = segment(paragraph("These are more words than fit on two lines of a caption, by far."))
    spoken = (spoken_segment(long, "en", headings=False),)
    assert srt(turns(spoken, production), name) == ""
    assert vtt(turns(spoken, production), name).count(" --> ") == 1


@pytest.mark.parametrize(("width", "lines"), [(65, 2), (32, 2), (12, 1)])
@given(
    texts=st.lists(
        st.text(alphabet="abc .,!?“”—أب漢 ", min_size=1, max_size=200), min_size=1, max_size=3
    )
)
def test_captions_fit_and_lose_nothing(texts: list[str], width: int, lines: int) -> None:
    own = [" ".join(text.split()) or "a" for text in texts]
    spoken, production = heard(segment(*map(paragraph, own)))
    for turn in turns(spoken, production):
        for passage in turn.passages:
            made = list(captions("mira", passage.tokens, width=width, lines=lines))
            for caption in made:
                assert 1 <= len(caption.lines) <= lines
                assert all(1 <= len(line_text(line)) <= width for line in caption.lines)
                assert caption.start < caption.end
            shown = "".join(caption.text for caption in made).replace(" ", "")
            said = "".join(token.text for token in passage.tokens)
            assert shown == said.replace(" ", "")
            assert [c.start for c in made] == sorted(c.start for c in made)


@given(text=st.text(alphabet="ab <>&-\n", max_size=80))
def test_no_words_can_break_out_of_a_cue(text: str) -> None:
    spoken, production = heard(segment(paragraph(" ".join(text.split()) or "a")))
    written = vtt(turns(spoken, production), name)
    assert written.count("\n\n") == written.count(" --> ")
    body = written.replace("<v Mira Vale>", "").replace(" --> ", " ")
    assert "-->" not in body


def test_a_word_longer_than_a_line_is_cut() -> None:
    lines = list(wrapped([Token("a" * 70, True, 0, 1000)], 32))
    assert [len(line_text(line)) for line in lines] == [32, 32, 6]


# ---- files ------------------------------------------------------------------


def episode(*editions: Edition) -> Episode:
    return Episode("on-the-pier", editions, datetime(2031, 4, 14, 6, tzinfo=UTC))


def test_without_sound_there_is_text_and_nothing_that_needs_times(tmp_path: Path) -> None:
    own = episode(edition(segment(paragraph("Boats came."))))
    outputs = render_transcripts(tmp_path, SHOW, own, ())
    assert [output.path for output in outputs] == [
        "on-the-pier/transcript.txt", "on-the-pier/transcript.md",
    ]  # fmt: skip


def test_with_sound_and_no_times_there_are_chapters_and_text(tmp_path: Path) -> None:
    own = episode(edition(segment(paragraph("Boats came."))))
    silent = Production("en", (), 60.0, (Chapter(0.0, 60.0, "On the pier", "pier"),), ())
    paths = [output.path for output in render_transcripts(tmp_path, SHOW, own, (silent,))]
    assert paths[2:] == ["on-the-pier/chapters.json"]
    assert timed_forms(SHOW, own.original, silent) == ()


def test_with_times_every_form_is_there_and_foretold(tmp_path: Path) -> None:
    own = segment(paragraph("Boats came."))
    _, production = heard(own)
    outputs = render_transcripts(tmp_path, SHOW, episode(edition(own)), (production,))
    forms = {output.path.rpartition(".")[2] for output in outputs}
    assert forms == {"txt", "md", "json", "vtt", "srt"}
    assert set(timed_forms(SHOW, edition(own), production)) == {"json", "vtt", "srt"}
    for output in outputs:
        assert output.file.path == tmp_path / output.path
        assert output.file.size == output.file.path.stat().st_size


def test_a_translation_has_its_own_folder(tmp_path: Path) -> None:
    arabic = replace(edition(segment(paragraph("جاءت القوارب."))), lang="ar")
    own = episode(edition(segment(paragraph("Boats came."))), arabic)
    paths = [output.path for output in render_transcripts(tmp_path, SHOW, own, ())]
    assert "on-the-pier/ar/transcript.txt" in paths


def test_chapters_are_whole_milliseconds(tmp_path: Path) -> None:
    own = episode(edition(segment(paragraph("Boats came."))))
    chapters = (Chapter(0.0, 12.3456, "One", "pier"), Chapter(12.3456, 60.0, "Two", ""))
    outputs = render_transcripts(tmp_path, SHOW, own, (Production("en", (), 60.0, chapters, ()),))
    written = json.loads(outputs[2].file.path.read_text())
    assert written["version"] == "1.2.0"
    assert written["chapters"] == [
        {
            "startTime": 0,
            "endTime": 12.346,
            "title": "One",
            "url": "https://ferry.example/on-the-pier/#pier",
        },
        {
            "startTime": 12.346,
            "endTime": 60,
            "title": "Two",
            "url": "https://ferry.example/on-the-pier/",
        },
    ]


def test_plain_text_reads_as_the_page_does() -> None:
    blocks = (
        paragraph("How many?"),
        Paragraph((Text("My "), Supplied((Text("brother"),)), Text(" steered.")), voice="boat"),
        Paragraph((Text("It stopped."), FootnoteRef("engine")), voice="boat"),
        Stage((Text("A motor coughs."),)),
        Verse(((Text("Pull, sister,"),), (Text("pull."),)), voice="boat"),
        Listing(((paragraph("One.", ""),), (paragraph("Two.", ""),)), start=1),
    )
    note = Footnote("engine", (paragraph("Ferry log.", ""),))
    own = edition(
        Segment("pier", "On the pier", Provenance(by=("boat",)), blocks), footnotes=(note,)
    )
    text = written_transcript(
        own, show="The Night Ferry", date="2031-04-14", page="", house="", form="txt"
    )
    assert text == (
        "On the pier\n===========\n\nThe Night Ferry · 2031-04-14\n\nA pilot counts.\n\n"
        "On the pier\n-----------\n\na boat pilot\n\n"
        "Mira Vale: How many?\n\n"
        "a boat pilot: My [brother] steered.\n\n"
        "It stopped.[1]\n\n"
        "(A motor coughs.)\n\n"
        "Pull, sister,\npull.\n\n"
        "1. One.\n2. Two.\n\n"
        "[1] Ferry log.\n"
    )


@given(text=st.text(alphabet="ab *_[]<>`#+-=~&;!()\\1.: lt", min_size=1, max_size=60))
def test_markdown_shows_the_very_words(text: str) -> None:
    words = " ".join(text.split()) or "a"
    own = edition(Segment("pier", "", Provenance(), (Quotation((paragraph(words, ""),)),)))
    written = written_transcript(own, show="", date="", page="", house="", form="md")
    tokens = MarkdownIt("commonmark").parse(written)
    shown = [
        "".join(child.content for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    ]
    assert shown[-1] == words


def test_markdown_keeps_emphasis_and_leaves_out_marks() -> None:
    blocks = (Paragraph((Text("Then "), Emphasis((Text("we"),)), Text(" rowed [so]."))),)
    own = edition(Segment("pier", "Pier", Provenance(), blocks))
    written = written_transcript(own, show="", date="", page="", house="", form="md")
    assert written.endswith("Then *we* rowed \\[so\\].\n")
    assert "{#" not in written
