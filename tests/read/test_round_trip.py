"""Model → files → the same model."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izdat.model.content import (
    Appearance,
    Claim,
    Emphasis,
    Event,
    Figure,
    Footnote,
    FootnoteRef,
    Listing,
    Note,
    Paragraph,
    Provenance,
    Quotation,
    Quoted,
    Segment,
    Stage,
    Supplied,
    Text,
    Track,
    TranslationCredit,
    Verse,
    Withheld,
)
from izdat.model.episode import Edition, Episode, Resource, Soundbite, Voice
from izdat.model.file import File, file_at
from izdat.model.mix import Mix
from izdat.model.source import EpisodeSource
from izdat.read.episode import House, read_episode
from izdat.read.source import KINDS
from izdat.text.normal import CONTROL, normal_segment
from izdat.text.write import write_episode

FILES = {
    name: File(Path(name), "0" * 64, 0)
    for name in ("a.png", "a b(1).png", "pier.flac", "audio/bed.opus", "pier.words.vtt")
}
VOICES = ("host", "mira", "night-desk")
# What a model may hold and an editor should still hear of; nothing of it changes the model.
WORTH_SAYING = {
    "unprotected-recording", "time-order", "recording-changed", "unknown-voice", "unknown-language",
    "unknown-paragraph", "mix-conflict", "bad-tracks",
}  # fmt: skip

words = st.one_of(
    st.sampled_from(
        ["no", "1984", "2031-04-07", "0o17", "~", "@host", "a: b", "a #b", "- a", "«да»", "'", '"']
    ),
    st.text(max_size=12),
)
line = words.map(lambda given: " ".join(CONTROL.sub("x", given).split())).filter(bool)
lines = line | st.just("")
paragraphs = st.lists(line, max_size=3).map("\n\n".join)
lang = st.sampled_from(["", "fr", "ar", "zh-Hant", "pt-BR"])
date = st.sampled_from(["", "2031", "2031-04", "2031-04-07", "203X", "2031-04-02/2031-04-06"])
address = st.sampled_from(["https://a.example/", "http://b.example:8080/c?d=e&f=%20#g"])
picture = st.sampled_from(["", "a.png", "a b(1).png"])
recording = st.sampled_from(["", "pier.flac", "audio/bed.opus"])
credit = st.builds(TranslationCredit, lines, date, lines)
kinds = st.sampled_from(["link", "discussion"])
times = st.integers(0, 40_000).map(lambda quarters: quarters / 4)  # of a second
lengths = st.integers(1_000, 600_000).map(lambda ms: ms / 1000)
moment = st.datetimes(
    datetime(1901, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC) | st.integers(-840, 840).map(lambda m: timezone(timedelta(minutes=m))),
).map(lambda time: time.replace(microsecond=0))

tracks = st.sets(st.sampled_from(["mira", "night-desk"])).map(
    lambda who: tuple(map(Track, sorted(who), ("pier.flac", "audio/bed.opus")))
)
seconds = st.integers(0, 60).map(lambda quarters: quarters / 4)
mixes = st.builds(
    Mix,
    gain=st.integers(-40, 40).map(lambda halves: halves / 2),
    trim=st.sampled_from(["", "silence"]),
    silences=st.none() | st.sampled_from([0.3, 0.8, 10.0]),
    duck=st.booleans(),
    gate=st.booleans(),
    keep=st.booleans(),
    pause=st.none() | seconds,
    crossfade=seconds,
)
provenance = st.builds(
    Provenance,
    kind=st.sampled_from(["", *KINDS]),
    by=st.lists(st.sampled_from(VOICES) | line, max_size=3).map(tuple),
    first=st.none() | st.builds(Appearance, lines, lang, date, address | st.just("")),
    translation=st.none() | credit,
    published=date,
    now=date,
    signed=lines,
    read_by=st.sampled_from(["", *VOICES]),
    licence=lines,
    consent=lines,
    sha256=st.sampled_from(["", "0" * 64, "a" * 64]),
    audio=recording,
    tracks=tracks,
    music=recording,
    protected=lines,
    mix=mixes,
)
portrait = st.sampled_from(["", "episodes/night-1/a.png"])
voices = st.tuples(
    *(
        st.builds(Voice, st.just(name), line, lines, lang, address, portrait, st.booleans(), lines)
        for name in VOICES
    )
)


plain = st.lists(
    st.sampled_from(["word", "@", "[x]", "*", "й", "مرحبا", "1.", "#", "{", "\\", "<b>", " "]),
    min_size=1,
    max_size=3,
).map(lambda parts: Text("x" + "".join(parts)))
inlines = st.lists(
    plain
    | st.builds(Emphasis, st.tuples(plain))
    | st.builds(Supplied, st.tuples(plain))
    | st.builds(Note, st.tuples(plain), st.sampled_from(["editor", "translator"]))
    | st.builds(Quoted, st.tuples(plain), by=lines)
    | st.builds(Withheld, st.tuples(plain), st.just("p4")),
    min_size=1,
    max_size=3,
).map(tuple)
leaf = st.builds(Paragraph, inlines, st.sampled_from(VOICES), st.none() | times) | st.builds(
    Verse, st.lists(inlines, min_size=1, max_size=2).map(tuple), st.sampled_from(VOICES)
)
block = (
    leaf
    | leaf
    | st.builds(Stage, inlines)
    | st.builds(Quotation, st.tuples(leaf))
    | st.builds(Listing, st.tuples(st.tuples(leaf)), st.none() | st.integers(0, 9))
    | st.builds(Figure, picture.filter(bool), line, lines)
)


@st.composite
def bodies(draw):  # type: ignore[no-untyped-def]
    """Segments and footnotes in normal form, and a claim, an event and a footnote in the first."""
    marked = Paragraph(
        (
            Claim((Text("Forty"),), "homes-1", of="homes", at="Ostrova", when="2031", by="north"),
            Event((Text(" broke"),), "breach"),
            FootnoteRef("lamp"),
        )
    )
    segments = []
    for name in ("call", "pier")[: draw(st.integers(1, 2))]:
        blocks = (marked,) if name == "call" else ()
        blocks += tuple(draw(st.lists(block, max_size=3)))
        own = Segment(name, draw(line), draw(provenance), blocks)
        segments.append(normal_segment(own))
    return tuple(segments), (Footnote("lamp", (Paragraph((Text("A lamp."),)),)),)


@st.composite
def episodes(draw):  # type: ignore[no-untyped-def]
    segments, footnotes = draw(bodies())
    own = draw(voices)
    original = Edition("en", draw(line), draw(paragraphs), own, segments, footnotes)
    editions = [original]
    if draw(st.booleans()):
        editions.append(draw(translations(original)))
    slug = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True)
    return Episode(
        slug="night-1",
        editions=tuple(editions),
        published=draw(st.none() | moment),
        number=draw(st.none() | st.integers(0, 99_999)),
        season=draw(st.none() | st.integers(0, 99)),
        kind=draw(st.sampled_from(["full", "trailer", "bonus"])),
        updated=draw(st.none() | moment),
        draft=draw(st.booleans()),
        guid=draw(lines),
        explicit=draw(st.none() | st.booleans()),
        subjects=draw(st.lists(line, max_size=3).map(tuple)),
        image=draw(picture),
        image_alt=draw(lines),
        licence=draw(lines),
        location=draw(lines),
        audio=draw(recording),
        chapters=draw(st.sampled_from(["segments", "sections"])),
        aliases=draw(st.lists(slug, max_size=2).map(tuple)),
        soundbites=tuple(draw(st.lists(st.builds(Soundbite, times, lengths, lines), max_size=2))),
        resources=tuple(draw(st.lists(st.builds(Resource, address, line, kinds), max_size=2))),
    )


@st.composite
def translations(draw, original: Edition):  # type: ignore[no-untyped-def]
    """An edition with the original's text, for its ids; its own names, credits, recordings."""
    renamed = tuple(
        replace(
            voice,
            name=draw(line),
            role=draw(line) if voice.role else "",
            lang=draw(lang),
            engine_voice=draw(lines),
        )
        for voice in original.voices
    )
    segments = []
    for segment in original.segments:
        own = draw(provenance)
        kept = replace(
            segment.provenance,
            **{
                name: getattr(own, name)
                for name in ("audio", "music", "sha256", "protected", "read_by", "mix")
            },
        )
        segments.append(replace(segment, provenance=kept))
    return Edition(
        "ar", draw(line), draw(paragraphs), renamed, tuple(segments), original.footnotes,
        draw(credit),
    )  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(episodes())
def test_an_episode_that_is_written_and_read_is_the_same(episode: Episode) -> None:
    read = _written_and_read(episode)
    assert read.episode is not None
    errors = {p.code for p in read.problems if p.severity == "error"}
    assert errors <= WORTH_SAYING, read.problems
    assert replace(read.episode, files=()) == episode
    assert all(FILES[name] == file for name, file in read.episode.files if name in FILES)


def _written_and_read(episode: Episode):  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        files = dict(FILES)
        for name, text in write_episode(episode):
            path = Path(folder, name)
            path.write_text(text, encoding="utf-8", newline="\n")
            files[name] = file_at(path)
        source = EpisodeSource(episode.slug, tuple(sorted(files.items())))
        return read_episode(Path(folder), source, House())
