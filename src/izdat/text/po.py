"""Strings ↔ gettext's PO, which Weblate, Poedit and every translator's tool open.

A key is an entry's context, so that the same words may be translated twice in two ways. What was
translated from other words is marked fuzzy, as these tools mean it, and is not taken back.
"""

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

MOST_BYTES = 8_000_000  # of a PO file: an episode of a million words


@dataclass(frozen=True, slots=True)
class Entry:
    """One string of a PO file."""

    key: str
    original: str
    translation: str  # empty: there is none, or it is fuzzy
    line: int  # of the file, from 1


def write_strings(
    originals: Mapping[str, str],
    translations: Mapping[str, str],
    *,
    lang: str,
    name: str,
    changed: Collection[str] = (),
) -> str:
    """Return the PO file; it holds no date, so that the same strings are the same bytes."""
    catalog = Catalog(domain=None, header_comment=f"# {name}, {lang}")
    for key, original in originals.items():
        flags = ["fuzzy"] if key in changed and translations.get(key) else []
        catalog.add(original, translations.get(key, ""), context=key, flags=flags)
    stream = io.BytesIO()
    write_po(stream, catalog, width=0, omit_header=True)
    head = (
        f'# {name}, {lang}\nmsgid ""\nmsgstr ""\n"Language: {lang}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return head + stream.getvalue().decode("utf-8")


def read_strings(text: str) -> tuple[Entry, ...]:
    """Return the entries of a PO file. Raises ``ValueError``, in words, for one that is none."""
    try:
        # The header is left to be: it may name a character set that we have decoded already.
        catalog = read_po(io.StringIO(text), ignore_obsolete=True, abort_invalid=True)
    except (PoFileError, LookupError, ValueError) as error:
        raise ValueError(f"this is no PO file: {str(error)[:200]}") from error
    found = []
    for message in catalog:
        if not isinstance(message.id, str) or not message.id or not message.context:
            continue
        said = message.string if isinstance(message.string, str) and not message.fuzzy else ""
        found.append(Entry(message.context, message.id, said, message.lineno or 1))
    return tuple(found)
