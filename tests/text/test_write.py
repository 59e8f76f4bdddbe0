from dataclasses import replace

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from izdat.model.content import (
    Claim,
    Emphasis,
    Footnote,
    FootnoteRef,
    Listing,
    Paragraph,
    Provenance,
    Quotation,
    Rule,
    Segment,
    Strong,
    Text,
    Verse,
)
from izdat.text.markdown import parse_body
from izdat.text.normal import normal_footnote, normal_segment
from izdat.text.write import write_body
from tests.text import models

_VOICES = frozenset(models.VOICES)
_ALL_NOTES = Paragraph(tuple(FootnoteRef(label) for label in models.NOTES))
_ALL_CLAIMS = Paragraph(tuple(Claim((Text("x"),), name) for name in models.CLAIMS))


def _read(markdown):
    return parse_body(markdown, file="episode.md", first_line=1, voices=_VOICES)


def _whole(segments, footnotes):
    """Make a body that refers to nothing that is not there, in normal form."""
    names = models.Names()
    first = replace(segments[0], blocks=(_ALL_CLAIMS, _ALL_NOTES, *segments[0].blocks))
    names.claims = []
    named = [names.of(replace(first, blocks=first.blocks[1:])), *map(names.of, segments[1:])]
    named[0] = replace(named[0], blocks=(_ALL_CLAIMS, *named[0].blocks))
    normal = [normal_segment(segment) for segment in named]
    normal = [replace(s, title=s.title or "Untitled") for s in normal]
    notes = []
    for label, footnote in zip(models.NOTES, footnotes, strict=True):
        own = normal_footnote(replace(names.of(footnote), label=label))
        notes.append(own if own.blocks else replace(own, blocks=(Paragraph((Text("x"),)),)))
    return normal, notes


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(models.segments, models.footnotes)
def test_what_is_written_reads_back_the_same(segments, footnotes):
    segments, footnotes = _whole(segments, footnotes)
    markdown = write_body(segments, footnotes)
    body = _read(markdown)
    assert not body.problems, (str(body.problems[0]), markdown)
    assert [(s.id, s.title) for s in body.segments] == [(s.id, s.title) for s in segments]
    for read, segment in zip(body.segments, segments, strict=True):
        assert read.blocks == segment.blocks, markdown
        given = yaml.safe_load(read.source_yaml) if read.source_yaml else {}
        assert given.get("kind", "") == segment.provenance.kind
    assert body.footnotes == tuple(footnotes), markdown
    again = [
        Segment(r.id, r.title, s.provenance, r.blocks)
        for r, s in zip(body.segments, segments, strict=True)
    ]
    assert write_body(again, body.footnotes) == markdown
