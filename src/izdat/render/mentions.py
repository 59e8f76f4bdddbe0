"""An episode → whom and what it speaks of, as its editors marked it: for the index of names.

Nothing is guessed from the text. Names are those of voices, of who made a segment and of who is
reported to have said something; places are those of claims and events and of the episode.
"""

from collections.abc import Iterable, Iterator

from izdat.model.content import Claim, Code, Event, FootnoteRef, Inline, LineBreak, Quoted, Text
from izdat.model.episode import Edition, Episode
from izdat.model.publication import Mention
from izdat.render import addresses
from izdat.text.spoken import inlines_of, numbered


def mentions(episode: Episode) -> tuple[Mention, ...]:
    """Return what each edition speaks of, each thing once, with where it is spoken of first."""
    found: dict[tuple[str, str, str], Mention] = {}
    for edition in episode.editions:
        for mention in _of(episode, edition):
            if mention.name:
                found.setdefault((mention.lang, mention.kind, mention.name), mention)
    return tuple(found.values())


def _of(episode: Episode, edition: Edition) -> Iterator[Mention]:
    lang = edition.lang
    names = {voice.id: voice.name for voice in edition.voices}
    if edition is episode.original:
        for subject in episode.subjects:
            yield Mention("subject", subject, lang)
        yield Mention("place", episode.location, lang)
    for segment in edition.segments:
        for by in segment.provenance.by:
            yield Mention("name", names.get(by, by), lang, segment.id)
        for number, leaf in numbered(segment.blocks):
            here = addresses.anchor(segment.id, number)
            yield Mention("name", names.get(leaf.voice, ""), lang, here)
            for mark in _marks(inlines_of(leaf)):
                yield Mention("name", names.get(mark.by, mark.by), lang, here)
                if not isinstance(mark, Quoted):
                    yield Mention("place", mark.at, lang, here)


def _marks(inlines: Iterable[Inline]) -> Iterator[Claim | Event | Quoted]:
    for inline in inlines:
        if isinstance(inline, Claim | Event | Quoted):
            yield inline
        if not isinstance(inline, Text | Code | LineBreak | FootnoteRef):
            yield from _marks(inline.children)
