"""In which order a site's files are written, and which paths a site may hold.

A page must never be seen without its sound, its pictures, its transcripts. So what is pointed at
is written before what points, and goes after it.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterable

MEDIA = frozenset(
    {".mp3", ".opus", ".ogg", ".oga", ".m4a", ".m4b", ".flac", ".wav", ".mp4", ".webm", ".epub",
     ".pdf", ".zip", ".torrent"}
)  # fmt: skip
DATA = frozenset({".vtt", ".srt", ".txt", ".md", ".json"})
PAGES = frozenset({".html", ".htm", ".xhtml"})
# What readers and crawlers look at first.
POINTERS = re.compile(r"(feed[^/]*\.(xml|json)|sitemap[^/]*|robots\.txt|[^/]*\.opml|[^/]*\.rss)")

# What nearly every path is: short parts of harmless letters, with no dot at either end.
_PART = r"[a-z0-9_](?:[a-z0-9_.-]{0,200}[a-z0-9_-])?"
PLAIN = re.compile(rf"{_PART}(?:/{_PART})*")
LONGEST_NAME = 255  # bytes, of one part of a path, on every file system in use
TEMPORARY = ".izdat-"  # begins the names of files that are being written


class UnsafePath(ValueError):
    """A file of the site has a name that no site may hold: a mistake of a stage."""


def ranked(paths: Iterable[str]) -> list[str]:
    """Return ``paths`` in the order of writing; the order of removal is the reverse."""
    ranks = {path: _rank(path) for path in paths}
    own = {posixpath.dirname(path) for path, rank in ranks.items() if rank in (0, 2)}

    def key(path: str) -> tuple[int, str]:
        rank = ranks[path]
        # An episode's page lies beside its transcripts. Other pages point at episodes.
        is_other = rank == 3 and posixpath.dirname(path) not in own
        return (4 if is_other else rank, path)

    return sorted(ranks, key=key)


def _rank(path: str) -> int:
    name = posixpath.basename(path)
    if POINTERS.fullmatch(name):
        return 5
    suffix = posixpath.splitext(name)[1].lower()
    if suffix in MEDIA:
        return 0
    if suffix in DATA:
        return 2
    return 3 if suffix in PAGES else 1


def check_paths(paths: Iterable[str]) -> None:
    """Raise ``UnsafePath`` for a path outside the site, or two that are one on some disk."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        if not PLAIN.fullmatch(path):
            _check(path)
        folded = _folded(path)
        if folded in files:
            raise UnsafePath(f"{path!r} and {files[folded]!r} are one file on some disks")
        files[folded] = path
        folder = posixpath.dirname(path)
        while folder and folders.get(_folded(folder)) != folder:
            known = folders.setdefault(_folded(folder), folder)
            if known != folder:
                raise UnsafePath(f"{folder!r} and {known!r} are one folder on some disks")
            folder = posixpath.dirname(folder)
    for folded in files.keys() & folders.keys():
        raise UnsafePath(f"{files[folded]!r} is a file and a folder")


def _check(path: str) -> None:
    for part in path.split("/"):
        if (
            part in ("", ".", "..")
            or part.startswith(TEMPORARY)
            or part[-1] in ". "
            or any(c in '\\:*?"<>|' or unicodedata.category(c) in ("Cc", "Cs") for c in part)
            or len(part.encode("utf-8", "surrogatepass")) > LONGEST_NAME
        ):
            raise UnsafePath(f"{path!r} is no path of a site")


def _folded(path: str) -> str:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
