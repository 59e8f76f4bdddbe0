"""A translation beside its original → how far it is, paragraph by paragraph.

A translation does not say from which words it was made. An editor does: ``izdat translate accept``
writes beside ``episode.ar.md`` what the original's paragraphs were (``episode.ar.seen``, a line
each: ``call:3`` and the digest of its words). A paragraph whose words are others by now has
changed since it was translated.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from izdat.model.content import Paragraph, Verse
from izdat.model.episode import Edition
from izdat.text.plain import shown_text
from izdat.text.spoken import inlines_of, numbered

DIGITS = 16  # of a SHA-256: one of 10 million paragraphs is mistaken for another in 10⁶ shows
HEADER = "# The original's paragraphs as they were when they were translated.\n"
_LINE = re.compile(r"(\S+:\d+) ([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a translation is. Paragraphs are called as the original has them: ``call:3``."""

    total: int  # paragraphs of the original
    missing: tuple[str, ...] = ()  # nothing translates them
    changed: tuple[str, ...] = ()  # translated from other words

    @property
    def state(self) -> str:
        """``stale`` where something has changed, else ``partial`` or ``complete``."""
        if self.changed:
            return "stale"
        return "partial" if self.missing else "complete"


def progress(original: Edition, translation: Edition) -> Progress:
    """Return how far ``translation`` is."""
    first = digests(original)
    translated = {key for key, _ in keyed(translation)}
    seen = dict(translation.seen)
    return Progress(
        len(first),
        tuple(key for key in first if key not in translated),
        tuple(
            key
            for key, digest in first.items()
            if key in translated and seen.get(key, digest) != digest
        ),
    )


def keyed(edition: Edition) -> Iterator[tuple[str, Paragraph | Verse]]:
    """Yield every paragraph with the key of the original's that it is or renders."""
    for segment in edition.segments:
        for number, leaf in numbered(segment.blocks):
            yield leaf.source or f"{segment.id}:{number}", leaf


def digests(edition: Edition) -> dict[str, str]:
    """Return the digest of each paragraph's words as a page shows them, by its key."""
    return {
        key: hashlib.sha256(shown_text(inlines_of(leaf)).encode()).hexdigest()[:DIGITS]
        for key, leaf in keyed(edition)
    }


def seen_file(original: Edition, translation: Edition) -> str:
    """Return the file that says: what is translated was translated from these words."""
    translated = {key for key, _ in keyed(translation)}
    return written_seen({k: v for k, v in digests(original).items() if k in translated})


def written_seen(seen: Mapping[str, str]) -> str:
    """Return the file that says it, from keys and digests."""
    return HEADER + "".join(f"{key} {digest}\n" for key, digest in seen.items())


def read_seen(text: str) -> tuple[tuple[tuple[str, str], ...], tuple[int, ...]]:
    """Return what such a file says, as (key, digest), and the lines (from 1) that say nothing."""
    found, wrong = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match:
            found.append((match[1], match[2]))
        else:
            wrong.append(number)
    return tuple(found), tuple(wrong)
