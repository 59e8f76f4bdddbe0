"""Which names a release may hold: those that every disk can, and that lead nowhere else.

Names come signed, but from outside: they are looked at before anything is written, and again when
the show signs, so that no mirror on Windows or on a stick is left without a file.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterable

METADATA = "release"  # the folder of a published site that holds what is signed
PIECES = "pieces"  # the folder in it that holds each file's hashes of pieces, by their root
# What stands in the site beside what is signed: made from it, so that it cannot be in it.
SUMS = "SHA256SUMS"
LONGEST_PART = 255  # bytes: every file system in use
LONGEST_NAME = 1024  # bytes, of a whole path: what is left of 4,096 for the mirror's own folder
DEEPEST = 32  # folders within folders
MOST = 100_000  # files

_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?"
)
_FORBIDDEN = frozenset('\\:*?"<>|')
# Controls, halves of surrogate pairs, marks that turn the direction of writing, private use,
# unassigned: what a reader cannot see, or sees as something else.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def unsafe_names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return each name that a release may not hold, with the reason; none of a sound release."""
    found: list[tuple[str, str]] = []
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for number, name in enumerate(names):
        if number >= MOST:
            return [*found, (name, f"there are more than {MOST:,} files")]
        why = _why_unsafe(name) or _why_taken(name, files, folders)
        if why:
            found.append((name, why))
    found += [
        (files[folded], "it is a file and a folder") for folded in files.keys() & folders.keys()
    ]
    return found


def _why_unsafe(name: str) -> str:
    try:
        length = len(name.encode("utf-8"))
    except UnicodeEncodeError:
        return "it is not text"
    if length > LONGEST_NAME:
        return f"it is longer than {LONGEST_NAME} bytes"
    parts = name.split("/")
    if len(parts) > DEEPEST:
        return f"it lies deeper than {DEEPEST} folders"
    top = parts[0].lower()
    if top == METADATA or top.startswith(SUMS.lower()):
        return "this name is kept for what is signed"
    if unicodedata.normalize("NFC", name) != name:
        return "its letters are not in the composed form (NFC)"
    for part in parts:
        why = _why_part_unsafe(part)
        if why:
            return why
    return ""


def _why_part_unsafe(part: str) -> str:
    if part in ("", ".", ".."):
        return "it leads out of the folder, or nowhere"
    if part[0] in "-. ~":
        return f"a part begins with “{part[0]}”"
    if part[-1] in ". ":
        return "a part ends with a dot or a space"
    if len(part.encode()) > LONGEST_PART:
        return f"a part is longer than {LONGEST_PART} bytes"
    if _RESERVED.fullmatch(part.lower()):
        return "Windows keeps this name for a device"
    for character in part:
        if character in _FORBIDDEN:
            return f"Windows cannot hold “{character}”"
        if unicodedata.category(character) in _UNSEEN:
            return f"it holds a character that cannot be seen, U+{ord(character):04X}"
    return ""


def _why_taken(name: str, files: dict[str, str], folders: dict[str, str]) -> str:
    folded = _folded(name)
    if folded in files:
        return f"on some disks it is the same as {files[folded]!r}"
    files[folded] = name
    folder = posixpath.dirname(name)
    while folder:
        known = folders.setdefault(_folded(folder), folder)
        if known != folder:
            return f"on some disks its folder is the same as {known!r}"
        folder = posixpath.dirname(folder)
    return ""


def _folded(name: str) -> str:
    """Return what a disk that knows no case, or composes letters, takes ``name`` for."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
