"""The times of words → when a claim is heard, in each edition's own sound."""

import json
import wave
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from izdat.claims.gather import Gathered, gather_claims
from izdat.claims.ledger import make_ledger
from izdat.claims.moments import heard_marks, with_moments
from izdat.cli import main
from izdat.model.claim import LedgerFile, Moment
from izdat.model.content import Provenance, Segment
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime
from izdat.text.front_matter import split_front_matter
from izdat.text.markdown import parse_body
from izdat.text.spoken import inlines_of, numbered, spoken_segment
from izdat.text.spoken_marks import spoken_marks

ORIGINAL = """\
## The pier {#pier}

@boat: It [really] rained. [About *three*
hundred]{.claim #f-1 of=ferried} [in fact, [340]{.claim #f-2 of=ferried corrects=f-1}]{.note} since
[Wednesday]{.event #day when=2031-04-02}, [“come [all forty]{.claim #f-3 of=boats}”]{.quote by=x}.
"""
RUSSIAN = """\
## Пирс {#pier}

@boat: Шёл дождь. [Около четырёхсот]{.claim #f-1 of=ferried by="он"} со
[среды]{.event #day when=2031-04-02}, [«идите все»]{.quote by="икс"}.
"""


def edition(text: str, lang: str, name: str) -> Edition:
    _, _, body, line = split_front_matter(text)
    read = parse_body(body, file="episode.md", first_line=line, voices=frozenset({"boat"}))
    assert not read.problems
    segments = tuple(
        Segment(each.id, each.title, Provenance(), each.blocks) for each in read.segments
    )
    return Edition(lang, "", "", (Voice("boat", name),), segments, read.footnotes)


EPISODE = Episode(
    "night-1", (edition(ORIGINAL, "en", "a pilot"), edition(RUSSIAN, "ru", "лоцман")), None
)


def gathered(tmp_path: Path) -> Gathered:
    return gather_claims(tmp_path, EPISODE)


def times(known: Edition, *, words: bool = True) -> SegmentTimes:
    """Return a second for each word, from second 10 on."""
    said = spoken_segment(known.segments[0], known.lang, headings=False).paragraphs[0]
    own = tuple(WordTime(10.0 + n, 10.5 + n) for n in range(len(said.words)))
    return SegmentTimes("pier", (ParagraphTimes(1, 9.0, 99.0, own if words else ()),))


def test_a_claim_is_heard_where_its_words_are() -> None:
    # It rained. About three hundred since Wednesday, “come all forty”.
    heard = heard_marks("night-1", EPISODE.original, [times(EPISODE.original)], sound="a.mp3")
    found = {anchor.words: (at.start, at.end) for anchor, at in heard.moments}
    assert found == {
        "About three hundred": (12.0, 14.5),
        "Wednesday": (16.0, 16.5),
        "“come all forty”": (17.0, 19.5),
        "all forty": (18.0, 19.5),
    }  # and not 340, which nobody says


def test_without_times_of_words_the_paragraph_is_the_moment() -> None:
    heard = heard_marks("night-1", EPISODE.original, [times(EPISODE.original, words=False)])
    assert {at for _, at in heard.moments} == {Moment(9.0, 99.0)}
    known = times(EPISODE.original, words=False)
    absent = replace(known, paragraphs=(replace(known.paragraphs[0], is_absent=True),))
    assert heard_marks("night-1", EPISODE.original, [absent]).moments == ()
    unknown = replace(known, paragraphs=(ParagraphTimes(1),))
    assert heard_marks("night-1", EPISODE.original, [unknown]).moments == ()


def test_a_claim_and_its_translation_are_one_claim_with_a_moment_each(tmp_path: Path) -> None:
    found = gathered(tmp_path)
    assert [claim.id for claim in found.claims] == ["f-1", "f-2", "f-3"]
    russian = EPISODE.editions[1]
    heard = [heard_marks("night-1", each, [times(each)]) for each in (EPISODE.original, russian)]
    ledger = make_ledger(found.claims, LedgerFile(), found.statements)[0]
    first, second, _ = with_moments(ledger, heard).claims
    assert first.moment == Moment(12.0, 14.5)
    (rendering,) = first.renderings
    assert (rendering.edition, rendering.voice_name, rendering.reported_by) == (
        "ru",
        "лоцман",
        "он",
    )
    assert (rendering.anchor.words, rendering.moment) == ("Около четырёхсот", Moment(12.0, 13.5))
    assert second.moment is None
    assert [(s.kind, s.id, s.reported_by) for s in ledger.statements] == [
        ("event", "day", ""), ("quotation", "", "x"),
    ]  # fmt: skip
    words = [[each.anchor.words for each in said.renderings] for said in ledger.statements]
    assert words == [["среды"], ["«идите все»"]]  # a quotation needs no id


def test_quotations_without_ids_are_paired_only_where_there_are_as_many(tmp_path: Path) -> None:
    more = edition(RUSSIAN.replace("[«идите", "[«да»]{.quote by=y} [«идите"), "ru", "лоцман")
    episode = replace(EPISODE, editions=(EPISODE.original, more))
    *_, quotation = gather_claims(tmp_path, episode).statements
    assert quotation.renderings == ()


def test_a_translation_that_says_another_number_is_told_of(tmp_path: Path) -> None:
    (problem,) = gathered(tmp_path).problems
    assert (problem.code, problem.severity) == ("translated-amount", "warning")
    assert "300 in the original and 400 in ru" in problem.message


def test_spoken_marks_hold_the_words_of_their_marks() -> None:
    for each in EPISODE.editions:
        said = spoken_segment(each.segments[0], each.lang, headings=False).paragraphs[0]
        leaf = next(leaf for _, leaf in numbered(each.segments[0].blocks))
        spans = spoken_marks(inlines_of(leaf))
        words = [said.text[span[0] : span[1]] for span in spans if span]
        if each.lang == "en":
            assert words == ["About three hundred", "Wednesday", "“come all forty”", "all forty"]
            assert spans[1] is None


SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
speech: {engine: none}
align: {engine: none}
sound: {mp3: 32, opus: 0, channels: 1}
"""
NIGHT = """\
---
title: On the pier
published: 2031-04-07T06:00:00+02:00
voices:
  boat: {name: a boat pilot}
---

## The pier {#pier}

```source
kind: interview
audio: pier.wav
```

@boat 0:01: [About 300]{.claim #f-1 of=ferried} crossed.
"""
WORDS = """\
WEBVTT

pier-1
00:00:01.000 --> 00:00:02.500
About<00:00:01.250> 300<00:00:02.000> crossed.
"""


def test_after_a_build_the_verb_tells_when_each_claim_is_heard(tmp_path: Path) -> None:
    episode = tmp_path / "episodes" / "night-1"
    episode.mkdir(parents=True)
    (tmp_path / "show.yaml").write_text(SHOW)
    (episode / "episode.md").write_text(NIGHT)
    (episode / "pier.words.vtt").write_text(WORDS)
    with wave.open(str(episode / "pier.wav"), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(8000)
        writer.writeframes(b"\x10\x20" * 32000)

    def heard() -> tuple[float | None, float | None]:
        told = CliRunner().invoke(main, ["claims", "--show", str(tmp_path), "--json"])
        (claim,) = json.loads(told.stdout)["claims"]
        return claim["heard_from"], claim["heard_until"]

    assert heard() == (None, None)  # nothing was built: nothing is made to tell it
    assert not list(tmp_path.glob("public/**/*.mp3"))
    built = CliRunner().invoke(main, ["build", "--future", str(tmp_path)], catch_exceptions=False)
    assert built.exit_code == 0, built.output
    assert heard() == (1.0, 2.0)
    moved = WORDS.replace("<00:00:02.000>", "<00:00:02.250>")
    (episode / "pier.words.vtt").write_text(moved)
    assert heard() == (None, None)  # the build's is no longer true
