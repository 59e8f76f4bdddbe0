"""Episodes' documents → the index that the search page reads: static files, made by Pagefind.

Pagefind makes an index whole and knows no adding. So the archive, the oldest episode first, is cut
where the number of episodes reaches a multiple of 64, 512 or 4,096: a part before the last such
cut changes only when one of its episodes does, and a new episode makes anew the small part alone.
A reader's browser asks all parts and joins what they say.
"""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from izdat.model.file import File
from izdat.model.missing import Missing
from izdat.model.publication import Output, SearchText
from izdat.render import addresses
from izdat.render.site_file import site_file
from izdat.run.step import step

BASE = 8  # a part grows so many times before it is closed; two or three parts for any archive
SMALLEST = 64  # episodes: of 10,000 words, indexed in some 2 s
LARGEST = 4096
PATIENCE = 3600  # seconds: 10 million words take half a minute
ENTRY = "pagefind-entry.json"  # the first file that a browser reads
# What a page needs of a bundle; the rest is Pagefind's own design.
WANTED = (
    "pagefind.js", "pagefind-worker.js", ENTRY, "wasm.*.pagefind",
    "*.pf_meta", "index/*.pf_index", "fragment/*.pf_fragment",
)  # fmt: skip
REMEDY = "pip install pagefind_bin"


class MissingIndexer(Missing):
    """Pagefind is not installed."""


@dataclass(frozen=True, slots=True)
class SearchPart:
    """Episodes that are indexed together. ``number`` is from 0, that of the oldest."""

    number: int
    texts: tuple[File, ...]


def search_parts(episodes: Sequence[Sequence[SearchText]]) -> tuple[SearchPart, ...]:
    """Return the parts of an archive. ``episodes``: the oldest first, each with its editions."""
    cuts, size = {0, len(episodes)}, SMALLEST
    while size <= LARGEST:
        cuts.add(len(episodes) // size * size)
        size *= BASE
    ends = sorted(cuts)
    return tuple(
        SearchPart(
            number, tuple(text.file for each in episodes[start:end] for text in each)
        )
        for number, (start, end) in enumerate(pairwise(ends))
    )  # fmt: skip


@step(version=1)
def render_search(folder: Path, part: SearchPart) -> tuple[Output, ...]:
    """Return the files of one part's index, below ``folder``; they are the same on each machine.

    Raises ``MissingIndexer``.
    """
    with tempfile.TemporaryDirectory() as scratch:
        pages, bundle = Path(scratch, "pages"), Path(scratch, "bundle")
        for text in part.texts:
            for name, html in json.loads(text.path.read_bytes()):
                page = pages / name
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text(html, encoding="utf-8")
        _index(pages, bundle)
        found = sorted({file for wanted in WANTED for file in bundle.glob(wanted)})
        place = addresses.search_index(part.number)
        return tuple(
            site_file(folder, f"{place}{file.relative_to(bundle).as_posix()}", _bytes(file))
            for file in found
            if file.name != "wasm.unknown.pagefind" or _needs_unknown(bundle)
        )


def _bytes(file: Path) -> bytes:
    """Return a file's bytes; Pagefind writes its languages in an order of chance."""
    if file.name != ENTRY:
        return file.read_bytes()
    entry = json.loads(file.read_bytes())
    return json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()


def _needs_unknown(bundle: Path) -> bool:
    """Say whether a language of the index has no stemmer of its own."""
    languages = json.loads((bundle / ENTRY).read_bytes())["languages"]
    return any(language["wasm"] is None for language in languages.values())


def _index(pages: Path, bundle: Path) -> None:
    command = (_program(), "--site", str(pages), "--output-path", str(bundle), "--silent")
    told = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    if told.returncode:
        raise RuntimeError(f"pagefind: {told.stderr.decode(errors='replace')[-2000:]}")


def _program() -> str:
    """Return where Pagefind's program is. Raises ``MissingIndexer``."""
    try:
        from pagefind_bin import get_executable  # a wheel that holds the program and nothing else
    except ImportError as error:
        raise MissingIndexer(
            "Pagefind, which makes the search, is not installed", REMEDY
        ) from error
    return str(get_executable())
