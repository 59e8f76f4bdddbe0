"""A translation ↔ a PO file: ``izdat translate export`` and ``import``.

The way back takes ids, voices, order and marks from the original, so that none is lost on the way;
a string in which a mark is lost or added is told at its line, and then nothing is written.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from izdat.model.content import Provenance, Segment
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.place import Place
from izdat.model.problem import Problem, has_errors
from izdat.text.front_matter import split_front_matter
from izdat.text.po import MOST_BYTES, Entry, read_strings, write_strings
from izdat.text.restore import Rebuilt, rebuilt
from izdat.text.strings import explicit, quiet, strings
from izdat.text.translated import digests, progress, written_seen
from izdat.text.write import write_body
from izdat.text.write_yaml import write_translation

INHERITED = (
    "kind", "by", "first", "translation", "published", "now", "signed", "licence", "consent",
)  # fmt: skip  # of a segment's provenance: a translation has the original's


def exported(episode: Episode, lang: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the PO file of an episode's translation into ``lang``, begun or not."""
    original, existing = episode.original, episode.edition(lang)
    if existing is not None and not _fits(original, existing):
        return "", (_misfit(existing),)
    originals = strings(original)
    done = strings(existing, originals=False) if existing else {}
    text = write_strings(
        originals,
        # A heading that stands as in the original waits to be translated.
        {key: said for key, said in done.items() if "/" not in key or said != originals.get(key)},
        lang=lang,
        name=episode.slug,
        changed=progress(original, existing).changed if existing else (),
    )
    return text, ()


@dataclass(frozen=True, slots=True)
class Imported:
    """The files that a PO file makes; empty where there are errors."""

    text: str  # of episode.<lang>.md
    seen: str  # of episode.<lang>.seen
    taken: int  # strings that were taken
    problems: tuple[Problem, ...]


def imported(episode: Episode, lang: str, po: Path, source: str) -> Imported:
    """Return the translation with the strings of the file ``po`` put in.

    ``source``: the translation's file as it is, if there is one. A string that is empty or fuzzy
    leaves what was there; one whose original has changed since is not taken, and told.
    """
    original, existing = episode.original, episode.edition(lang)
    if existing is not None and not _fits(original, existing):
        return _failed(_misfit(existing))
    entries, problem = _entries(po)
    if problem is not None:
        return _failed(problem)
    originals = strings(original)
    given = strings(existing, originals=False) if existing else {}
    lines: dict[str, int] = {}
    problems = []
    for entry in entries:
        place = Place(po.name, entry.line, 1)
        if originals.get(entry.key) != entry.original:
            message = f"{entry.key[:60]} is no string of the original as it is now"
            hint = "export it again, and translate what has changed"
            problems.append(Problem("po-outdated", place, message, hint, "warning"))
        elif entry.translation and entry.translation != given.get(entry.key):
            given[entry.key] = entry.translation
            lines[entry.key] = entry.line
    made = rebuilt(original, given, existing)
    problems += [
        Problem(code, Place(po.name, lines[key], 1), f"{key}: {message}", _HINTS[code])
        for key, code, message in made.wrong
        if key in lines
    ]
    if not made.title:
        message = "the title is not translated"
        problems.append(Problem("po-without-title", Place(po.name), message, "translate: title"))
    if has_errors(problems):
        return _failed(*problems)
    seen = dict(existing.seen) if existing else {}
    now = digests(original)
    taken = {entry.key for entry in entries if originals.get(entry.key) == entry.original}
    done = {entry.key for entry in entries if entry.translation}
    seen |= {key: now[key] for key in taken & done & set(now)}
    seen = {key: seen[key] for key in now if key in seen}
    return Imported(_text(original, existing, lang, made, source), written_seen(seen), len(lines),
                    tuple(problems))  # fmt: skip


_HINTS = {
    "bad-string": "see docs/markup.md",
    "mark-lost": "set it around the words that it is of",
    "mark-added": "take it out",
}


def _failed(*problems: Problem) -> Imported:
    return Imported("", "", 0, problems)


def _entries(po: Path) -> tuple[tuple[Entry, ...], Problem | None]:
    place = Place(po.name)
    with po.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        message = f"this file is larger than {MOST_BYTES // 1_000_000} MB"
        return (), Problem("file-too-large", place, message, "part it")
    try:
        return read_strings(data.decode("utf-8-sig")), None
    except UnicodeDecodeError:
        return (), Problem("not-utf8", place, "this is not UTF-8", "save the file as UTF-8")
    except ValueError as wrong:
        return (), Problem("bad-po", place, str(wrong), "export it again: izdat translate export")


def _fits(original: Edition, existing: Edition) -> bool:
    """Say whether the translation is what its strings and the original make."""
    made = rebuilt(original, strings(existing, originals=False), existing)
    return made.segments == tuple(map(explicit, existing.segments)) and (
        made.footnotes == existing.footnotes
    )


def _misfit(existing: Edition) -> Problem:
    message = "this translation has another shape than the original, and no PO file can hold it"
    hint = "give it the original's paragraphs, lists and notes, or go on by hand"
    return Problem("translation-of-another-shape", existing.place, message, hint)


def _text(
    original: Edition, existing: Edition | None, lang: str, made: Rebuilt, source: str
) -> str:
    is_front_kept = existing is not None and (made.title, made.summary) == (
        existing.title, existing.summary,
    )  # fmt: skip
    front = split_front_matter(source)[0] if is_front_kept else None
    if front is None:
        edition = existing or replace(original, lang=lang, translation=None, voices=())
        front = write_translation(
            replace(
                edition, title=made.title, summary=made.summary,
                voices=_own_voices(original, edition),
            )
        )  # fmt: skip
    first = {segment.id: segment for segment in original.segments}
    segments = [
        replace(quiet(segment), provenance=_own(segment, first[segment.id]))
        for segment in made.segments
    ]
    return f"---\n{front.rstrip()}\n---\n\n{write_body(segments, made.footnotes)}"


def _own(segment: Segment, first: Segment) -> Provenance:
    """Return what a translated segment says of itself, without what it has of the original."""
    nothing = Provenance()
    same = {
        name: getattr(nothing, name)
        for name in INHERITED
        if getattr(segment.provenance, name) == getattr(first.provenance, name)
    }
    return replace(segment.provenance, **same)


def _own_voices(original: Edition, edition: Edition) -> tuple[Voice, ...]:
    """Return the voices as far as the translation calls them otherwise."""
    found = []
    for voice in edition.voices:
        first = original.voice(voice.id)
        if first is None:
            continue
        own = Voice(
            voice.id,
            voice.name if voice.name != first.name else "",
            voice.role if voice.role != first.role else "",
            lang=voice.lang,
            url=voice.url if voice.url != first.url else "",
            engine_voice=voice.engine_voice,
        )
        if own != Voice(voice.id, ""):
            found.append(own)
    return tuple(found)
