import importlib.util
from dataclasses import replace
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.text.markdown import parse_body
from izdat.text.normal import normal_footnote, normal_segment
from izdat.text.write import write_body

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
