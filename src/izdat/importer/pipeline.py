"""The rules in their order: bytes → passages → parts → breaks → segments → files, proved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from izdat.importer import wording
from izdat.importer.assemble import Assembled, assemble
from izdat.importer.breaks import Break, find_breaks, normal_gap
from izdat.importer.classify import find_parts
from izdat.importer.encoding import Decoded, decode
from izdat.importer.facts import find_facts
from izdat.importer.forms import read_form
from izdat.importer.header import player_length
from izdat.importer.language import guess_language
from izdat.importer.passage import Decision, Facts, Part, Passage, Source
from izdat.importer.quotations import Spanning, find_quotations
from izdat.importer.report import write_report
from izdat.importer.stripped_links import find_stripped_links
from izdat.importer.timed_words import write_words
from izdat.importer.verify import Difference, differences, expected_words, written_words
from izdat.model.content import Segment
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.text.front_matter import split_front_matter
from izdat.text.markdown import parse_body
from izdat.text.write import write_episode

LARGEST = 20_000_000  # bytes: a thousand hours of speech; more is no transcript
FEW_SIGNS = 20  # control characters that a page may have, however short
LONGEST = 20_000  # characters of a paragraph: half an hour of speech
EPISODE, REPORT = "episode.md", "import-report.md"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gives. Nothing is written to disk."""

    files: tuple[tuple[str, str], ...]  # (name in the episode's folder, text)
    problems: tuple[Problem, ...]
    decisions: tuple[Decision, ...]
    facts: Facts
    form: str = ""  # what the input was taken for
    encoding: str = ""
    segments: tuple[Segment, ...] = ()

    def file(self, name: str) -> str:
        """Return a file's text; empty if there is none of that name."""
        return dict(self.files).get(name, "")


def import_transcript(
    data: bytes,
    *,
    name: str,
    slug: str,
    number: int | None = None,
    lang: str | None = None,
    published: datetime | None = None,
) -> Imported:
    """Return ``episode.md`` and ``import-report.md`` for a saved page, and what is wrong with them.

    ``data`` is text, HTML, WebVTT, SRT, Podcasting 2.0 JSON or Whisper JSON; ``name`` is the
    file's. ``published`` (with an offset) is the episode's day, which no page is trusted to tell;
    without it the episode is a draft. Where words have times of their own, a ``….words.vtt`` is
    among the files. Never raises: an input that cannot be used is a Problem, and then there are no
    files. The words of ``episode.md`` are the input's but for the edits that the report lists; if
    reading it back shows that they are not, the Problem ``import-lost-text`` says where.
    """
    place = Place(name)
    if len(data) > LARGEST:
        return _refused(
            Problem(
                "import-too-large",
                place,
                f"the file has {len(data)} bytes; a transcript has fewer than {LARGEST}",
                "import its parts one by one",
            )
        )
    decoded = decode(data)
    if _is_binary(decoded):
        return _refused(
            Problem(
                "import-not-text",
                place,
                "the file is no text: a recording, a picture or a printed page, perhaps",
                "save the page as text or as HTML, and import that",
            )
        )
    source = read_form(decoded.text, name=name)
    if not source.words:
        source = replace(source, passages=tuple(p for q in source.passages for p in _parted(q)))
    if not source.passages:
        return _refused(
            Problem(
                "import-empty",
                place,
                "there are no words in this file",
                "save the page as text, and look at what was saved",
            )
        )
    lengths = [length for text in source.players if (length := player_length(text))]
    facts = Facts(title=source.title, duration=lengths[0] if len(set(lengths)) == 1 else None)
    decisions = (*_of_decoding(decoded), _of_day(published))
    read = _Reading(source, name, slug, number, lang, published, facts, decisions)
    return read.imported(decoded)


def _is_binary(decoded: Decoded) -> bool:
    """Say whether more than one character in twenty is of no script at all."""
    signs = decoded.controls + decoded.unreadable
    return signs > FEW_SIGNS and signs * 20 > len(decoded.text)


def _parted(passage: Passage) -> list[Passage]:
    """Return a passage in pieces that a paragraph can hold, cut between words if it has any."""
    pieces: list[Passage] = []
    at, text = 0, passage.text
    while len(text) - at > LONGEST:
        end = text.rfind(" ", at, at + LONGEST) + 1
        end = end if end > at else at + LONGEST
        pieces.append(_piece(passage, at, end))
        at = end
    return [*pieces, _piece(passage, at, len(text))] if pieces else [passage]


def _piece(passage: Passage, start: int, end: int) -> Passage:
    marks = tuple(
        replace(m, start=max(0, m.start - start), end=min(end, m.end) - start)
        for m in passage.marks
        if m.start < end and m.end > start
    )
    gap = passage.gap if not start else 1
    return replace(passage, text=passage.text[start:end], marks=marks, gap=gap)


def _refused(problem: Problem) -> Imported:
    return Imported((), (problem,), (), Facts())


def _of_day(published: datetime | None) -> Decision:
    day = f"its day is {published.isoformat()}, as given" if published else "it is a draft"
    undo = "write the day on which it first appeared, as `published:`"
    return Decision(0, "published", day, 0.1, undo)


def _of_title(facts: Facts, source: Source, of_parts: Sequence[Decision]) -> tuple[Decision, ...]:
    if not source.title or any(d.rule == "episode-title" for d in of_parts):
        return ()
    return (
        Decision(
            0,
            "page-title",
            f"the title “{wording.shown(facts.title)}” is from the web page's head",
            0.7,
            "change `title` in the front matter",
        ),
    )


def _of_decoding(decoded: Decoded) -> tuple[Decision, ...]:
    found = []
    if decoded.confidence < 1:
        found.append(
            Decision(
                0,
                "encoding",
                f"the file is read as {decoded.encoding}",
                round(decoded.confidence, 2),
                "save it as UTF-8 and import it again if letters are wrong",
            )
        )
    if decoded.unreadable:
        found.append(
            Decision(
                0,
                "unreadable-bytes",
                f"{decoded.unreadable} bytes were no text: each is a �",
                0.9,
                "search for � and type what belongs there",
            )
        )
    if decoded.controls:
        found.append(
            Decision(
                0,
                "control-characters",
                f"{decoded.controls} control characters were taken out; none is a word",
                0.99,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Written:
    """The episode as text, what reading it back found, and where its words part."""

    made: Assembled
    text: str
    problems: tuple[Problem, ...]
    different: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One import, from passages on."""

    source: Source
    name: str
    slug: str
    number: int | None
    lang: str | None
    published: datetime | None
    facts: Facts
    decisions: tuple[Decision, ...]
    has_notes: bool = True  # whether footnotes are looked for

    def imported(self, decoded: Decoded) -> Imported:
        passages = self.source.passages
        lang, of_lang = self._language()
        parts, voices, facts, of_parts = find_parts(
            passages, facts=self.facts, is_timed=self.source.is_timed, has_notes=self.has_notes
        )
        of_title = _of_title(facts, self.source, of_parts)
        gap = normal_gap(passages)
        breaks, of_breaks = find_breaks(passages, parts, gap=gap)
        spans, of_quotations = find_quotations(passages, parts)
        facts, of_facts = find_facts(passages, facts)
        if not breaks:
            return _refused(
                Problem(
                    "import-empty",
                    Place(self.name),
                    "there are only signs of the page in this file, no text",
                    "save the page as text, and look at what was saved",
                )
            )
        known = (self, passages, parts, breaks, voices, spans, lang, facts)
        written = _write(*known, has_marks=True)
        if written.different:  # bold or italics that Markdown cannot say, inside a word perhaps
            plain = _write(*known, has_marks=False)
            written = min(written, plain, key=lambda w: len(w.different))
        if self.has_notes and any(p.code == "unused-footnote" for p in written.problems):
            # What looked like a reference is none, in brackets that are never closed perhaps.
            return replace(self, has_notes=False).imported(decoded)
        made, text, different = written.made, written.text, written.different
        decisions = _in_order(
            (
                *self.decisions,
                *self.source.decisions,
                *of_lang,
                *of_title,
                *of_parts,
                *of_breaks,
                *made.decisions,
                *of_quotations,
                *find_stripped_links(passages, parts),
                *of_facts,
            )
        )
        edits = tuple(sorted(dict.fromkeys(made.edits), key=lambda e: (e.passage, e.start, e.end)))
        report = write_report(
            name=self.name,
            decisions=decisions,
            edits=edits,
            passages=passages,
            facts=facts,
            different=different,
            words=sum(len(p.text.split()) for p in passages),
        )
        files = [(EPISODE, text), (REPORT, report)]
        if words := write_words(self.source.words):
            files.append((f"{self.slug}.words.vtt", words))
        problems = (*_lost(different, name=self.name), *written.problems)
        if self.source.lost:
            problems = (
                Problem(
                    "import-lost-text",
                    Place(self.name),
                    f"words of the page did not come through, from “{self.source.lost}” on",
                    "do not publish the file before you have put them back",
                ),
                *problems,
            )
        return Imported(
            tuple(files),
            problems,
            decisions,
            facts,
            self.source.form,
            decoded.encoding,
            made.segments,
        )

    def _language(self) -> tuple[str, tuple[Decision, ...]]:
        if self.lang:
            return self.lang, ()
        if self.source.lang:
            return self.source.lang, (
                Decision(
                    0,
                    "language",
                    f"the input says that its language is {self.source.lang}",
                    0.9,
                    "change `lang` in the front matter",
                ),
            )
        lang, sure = guess_language(" ".join(p.text for p in self.source.passages))
        return lang, (
            Decision(
                0,
                "language",
                f"the language looks like {lang}",
                sure,
                "change `lang` in the front matter",
            ),
        )


def _write(
    reading: _Reading,
    passages: Sequence[Passage],
    parts: dict[int, Part],
    breaks: Sequence[Break],
    voices: tuple[Voice, ...],
    spans: Sequence[Spanning],
    lang: str,
    facts: Facts,
    *,
    has_marks: bool,
) -> _Written:
    """Return the episode as text, read back and compared."""
    made = assemble(
        passages, parts, breaks, voices=voices, quotations=spans, lang=lang, has_marks=has_marks
    )
    title = facts.title or (f"Episode {facts.number}" if facts.number else reading.slug)
    edition = Edition(lang, title, "", voices, made.segments, made.footnotes)
    number = facts.number if reading.number is None else reading.number
    episode = Episode(
        reading.slug,
        (edition,),
        reading.published,
        number=number,
        season=facts.season,
        draft=reading.published is None,
    )
    text = write_episode(episode)[0][1]
    _, _, source, line = split_front_matter(text)
    body = parse_body(source, file=EPISODE, first_line=line, voices=frozenset(v.id for v in voices))
    different = differences(expected_words(passages, made.edits), written_words(body))
    return _Written(made, text, body.problems, different)


def _lost(different: Sequence[Difference], *, name: str) -> list[Problem]:
    return [
        Problem(
            "import-lost-text",
            Place(name, d.line),
            f"the input has “{' '.join(d.missing[:8])}” here, and {EPISODE} has"
            f" “{' '.join(d.added[:8])}”",
            "do not publish the file before you have mended it",
        )
        for d in different
    ]


def _in_order(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(dict.fromkeys(decisions), key=lambda d: (d.line, d.rule != "segment")))
