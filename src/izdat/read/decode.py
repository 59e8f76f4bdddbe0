"""The bytes of a text file → its text, or why they are none."""

import re
from pathlib import Path

from izdat.model.file import File
from izdat.model.place import Place
from izdat.read.notes import Notes

MOST_BYTES = 8 << 20  # of one text file: about a hundred hours of speech

_SAMPLE = 65536  # bytes looked at to guess an encoding


def read_text(file: File, name: str, notes: Notes) -> str | None:
    """Return the text of ``file``, without a byte order mark and with ``\\n`` at each line's end.

    ``name`` is what problems call it. None if it is no text; the reason is then in ``notes``.
    """
    if is_too_large(file.size, name, notes):
        return None
    data = read_bytes(file.path, name, notes, MOST_BYTES)
    return None if data is None else decode(data, name, notes)


def is_too_large(size: int, name: str, notes: Notes) -> bool:
    """Say whether a text of ``size`` bytes is too large to be read; note it if it is."""
    if size <= MOST_BYTES:
        return False
    notes.error(
        "file-too-large",
        Place(name),
        f"this text is {size / 1e6:.0f} MB large; at most {MOST_BYTES >> 20} MiB are read",
        "is it a recording under a wrong name?",
    )
    return True


def read_bytes(path: Path, name: str, notes: Notes, most: int) -> bytes | None:
    """Return the first ``most`` bytes of the file at ``path``; None, noted, if it is unreadable."""
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        notes.error(
            "file-unreadable",
            Place(name),
            f"this cannot be read: {(error.strerror or 'input or output error').lower()}",
            "check that it is a file and that you may read it",
        )
        return None


def decode(data: bytes, name: str, notes: Notes) -> str | None:
    """Return ``data``, read as UTF-8, as text; None, noted, if it is not UTF-8 text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        _not_utf8(Place(name, 1, 1), "UTF-16", name, notes)
        return None
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        guess = _seems_utf16(data) or _seems_single_byte(data)
        _not_utf8(_place(data, error.start, name), guess, name, notes)
        return None
    if "\0" in text:
        _nul(data, name, notes)
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _place(data: bytes, index: int, name: str) -> Place:
    before = data[:index].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _not_utf8(place: Place, guess: str, name: str, notes: Notes) -> None:
    new = name.rsplit("/", 1)[-1]
    notes.error(
        "not-utf8",
        place,
        f"this is not UTF-8; it seems to be {guess}",
        f"save the file as UTF-8, or: iconv -f {guess} -t UTF-8 {new} > new-{new}",
    )


def _nul(data: bytes, name: str, notes: Notes) -> None:
    place = _place(data, data.find(b"\0"), name)
    if guess := _seems_utf16(data):
        _not_utf8(place, guess, name, notes)
    else:
        notes.error("nul-byte", place, "a NUL byte stands here", "is this a text? Delete the byte")


def _seems_utf16(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if len(sample) < 4:
        return ""
    if sample[1::2].count(0) > len(sample) // 5:
        return "UTF-16LE"
    if sample[0::2].count(0) > len(sample) // 5:
        return "UTF-16BE"
    return ""


def _seems_single_byte(data: bytes) -> str:
    """Guess by how the high bytes stand: words of them are Cyrillic, single ones Latin."""
    sample = data[:_SAMPLE]
    high = len(re.findall(rb"[\x80-\xff]", sample))
    in_words = sum(len(run) for run in re.findall(rb"[\xc0-\xff]{3,}", sample))
    if in_words * 2 > high:
        return "WINDOWS-1251"
    return "WINDOWS-1252" if re.search(rb"[\x80-\x9f]", sample) else "ISO-8859-1"
