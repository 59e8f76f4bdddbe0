import importlib.util
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.model.content import (
    Appearance,
    Paragraph,
    Provenance,
    Segment,
    Text,
    TranslationCredit,
)
from izdat.model.episode import Edition, Episode, Resource, Soundbite, Voice
from izdat.text.markdown import parse_body
from izdat.text.normal import normal_footnote, normal_segment
from izdat.text.write import write_body, write_episode
from izdat.text.write_yaml import write_string

_spec = importlib.util.spec_from_file_location("making", Path(__file__).with_name("making.py"))
making = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(making)


def check_round_trip(seed):
    """Say what differs after writing and reading; the empty string if nothing does."""
    segments, footnotes = making.Maker(seed).body()
    segments = [normal_segment(segment) for segment in segments]
    footnotes = [normal_footnote(footnote) for footnote in footnotes]
    markdown = write_body(segments, footnotes)
    voices = frozenset(making.VOICES)
    body = parse_body(markdown, file="episode.md", first_line=1, voices=voices)
    if body.problems:
        return f"{body.problems[0]}\n{markdown}"
    for read, segment in zip(body.segments, segments, strict=True):
        given = yaml.safe_load(read.source_yaml) if read.source_yaml else {}
        if given.get("kind", "") != segment.provenance.kind:
            return f"{given}\n{markdown}"
        if (read.id, read.title) != (segment.id, segment.title):
            return f"{read.title!r} {segment.title!r}\n{markdown}"
        for got, wanted in zip(read.blocks, segment.blocks, strict=False):
            if got != wanted:
                return f"got    {got}\nwanted {wanted}\n{markdown}"
        if len(read.blocks) != len(segment.blocks):
            return f"{len(read.blocks)} blocks\n{markdown}"
    for got, wanted in zip(body.footnotes, footnotes, strict=True):
        if got != wanted:
            return f"got    {got}\nwanted {wanted}\n{markdown}"
    again = [replace(s, blocks=r.blocks) for r, s in zip(body.segments, segments, strict=True)]
    return "" if write_body(again, body.footnotes) == markdown else f"unstable\n{markdown}"


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_written_reads_back_the_same(seed):
    assert check_round_trip(seed) == ""


@settings(deadline=None)
@given(st.text(max_size=12) | st.sampled_from(["no", "1984", "0x1f", "a: b", "a #b", "~", "=", ""]))
def test_every_string_of_front_matter_reads_back_as_that_string(text):
    written = write_string(text)
    assert yaml.load("{a: " + written + ", b: 1}", yaml.BaseLoader) == {"a": text, "b": "1"}
    assert "\n" not in written
    if written == text and not text[:1].isdigit():
        assert yaml.safe_load(written) == text


def test_a_letter_between_two_marks_keeps_neither_from_working():
    assert check_round_trip(2172) == ""


def test_an_episode_is_written_as_its_files():
    voice = Voice("host", "The Night Ferry", role="host", disguise=True, engine_voice="en-gb")
    original = Edition(
        "en",
        "When the river: came in",
        "no",
        (voice,),
        (
            Segment(
                "call",
                "Bring rope",
                Provenance(
                    kind="call",
                    by=("host", "x: y"),
                    first=Appearance("a wall", "ru", "2031-04-02", "https://a.example/"),
                    translation=TranslationCredit("Flood Desk", "2031-04-04"),
                    read_by="host",
                ),
                (Paragraph((Text("Neighbours!"),), "host", 3.25),),
            ),
        ),
    )
    arabic = Edition("ar", "حين", "", (), (), translation=TranslationCredit("مكتب"))
    episode = Episode(
        "night-1",
        (original, arabic),
        datetime(2031, 4, 7, 6, tzinfo=timezone(timedelta(hours=2))),
        number=12,
        explicit=False,
        subjects=("flood", "mutual aid"),
        soundbites=(Soundbite(14.0, 8.0, "Across"),),
        resources=(Resource("https://a.example/1", "Talk", "discussion"),),
    )
    assert write_episode(episode) == (
        (
            "episode.md",
            """---
number: 12
title: "When the river: came in"
lang: en
published: 2031-04-07T06:00:00+02:00
summary: "no"
voices:
  host: {name: The Night Ferry, role: host, disguise: true, voice: en-gb}
subjects: [flood, mutual aid]
explicit: false
soundbites:
  - {start: "0:14", duration: 8, title: Across}
resources:
  - {url: "https://a.example/1", title: Talk, kind: discussion}
---

## Bring rope {#call}

```source
kind: call
by: [host, "x: y"]
first: {where: a wall, lang: ru, date: 2031-04-02, url: "https://a.example/"}
translation: {by: Flood Desk, date: 2031-04-04}
read-by: host
```

@host 0:03.250: Neighbours!
""",
        ),
        ("episode.ar.md", "---\nlang: ar\ntitle: حين\ntranslation: {by: مكتب}\n---\n"),
    )
