"""Bytes → every text that somebody could read out of them.

A file is opened as its reader would open it, and what comes out is opened again: a book is a ZIP of
pages, a page has attributes, an attribute may be an address, an address a picture in base64. All of
it is bounded. What cannot be read is told as such: it is never passed over in silence.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from izdat.protect import containers
from izdat.protect.containers import Member, Unopened
from izdat.protect.rewriting import Reading, readings
from izdat.protect.runs import encoded_runs

__all__ = ["Unopened", "View", "views", "views_of_name"]

DEEPEST = 6  # containers in one another
MOST_BYTES = 1 << 30  # out of one file
LONGEST_NAME = 200  # of a label

ENCODINGS = ("utf-16-le", "utf-16-be", "cp1251", "koi8-r", "latin-1")
# Only of what reads as a text: among bytes at random each finds words of its own.
TEXT_ENCODINGS = ("cp866", "mac-cyrillic", "iso8859-5", "cp1250")
TEXT_START = 1 << 16  # bytes by which a file is taken for a text
_CONTROLS = [bytes([n]) for n in range(32) if n not in b"\t\n\f\r"]
ENCODED_IN = ("json", "percent", "quoted", "entities")  # readings in which base64 comes to light
MOST_READ = 3  # readings of one another: an escape in an attribute in a page


@dataclass(frozen=True, slots=True)
class View:
    """A text of a file, and how it was come by: ``zip: chapter.xhtml: html``."""

    label: str
    text: str = field(repr=False)
    is_certain: bool = True  # no guess at an encoding: what is short may be there by chance
    source: str | None = field(default=None, repr=False)  # of which it is a reading
    readings: tuple[Reading, ...] = field(default=(), repr=False)  # from the last to the first

    @property
    def is_apart(self) -> bool:
        """Whether words were divided into others."""
        return bool(self.readings) and self.readings[0].how == "apart"

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Return where in ``source`` that is written which is read from one place to another."""
        for reading in self.readings:
            start, end = reading.written(start, end)
        return start, end


class _Budget:
    def __init__(self) -> None:
        self.left = MOST_BYTES

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise Unopened("more comes out of it than is ever published")


def views(name: str, data: bytes) -> Iterator[View]:
    """Yield every text of a file called ``name``. Raises ``Unopened`` where one cannot be read."""
    yield from _of_bytes("", name, data, 0, _Budget())


def views_of_name(name: str) -> Iterator[View]:
    """Yield what a file's name says, and its address."""
    yield from _of_text("name", name, DEEPEST, _Budget())


def _of_bytes(label: str, name: str, data: bytes, depth: int, budget: _Budget) -> Iterator[View]:
    if depth > DEEPEST:
        raise Unopened("it holds files in files in files")
    budget.take(len(data))
    inside = containers.open_it(name, data)
    if inside is None:
        yield from _as_text(label, data, depth, budget)
        return
    for member in inside:
        yield from _of_member(_join(label, member.label), member, depth, budget)


def _of_member(label: str, member: Member, depth: int, budget: _Budget) -> Iterator[View]:
    if member.text is not None:
        yield from _of_text(label, member.text, depth + 1, budget)
    elif member.is_plain:
        budget.take(len(member.data))
        yield from _as_text(label, member.data, depth + 1, budget)
    else:
        yield from _of_bytes(label, member.name, member.data, depth + 1, budget)


def _as_text(label: str, data: bytes, depth: int, budget: _Budget) -> Iterator[View]:
    """Yield ``data`` in each encoding that it may be in."""
    try:
        text = data.decode("utf-8-sig")
        is_utf8 = "\0" not in text[:TEXT_START]
    except UnicodeDecodeError:
        is_utf8 = False
    if is_utf8:
        yield from _of_text(label, text, depth, budget)
        return
    # In an old encoding, or no text at all: then each byte may begin a letter of two.
    is_text = sum(data.count(sign) for sign in _CONTROLS) * 64 < len(data)
    for encoding in ("utf-8", *ENCODINGS, *(TEXT_ENCODINGS if is_text else ())):
        for start in (0, 1) if encoding.startswith("utf-16") else (0,):
            budget.take(len(data))
            text, what = data[start:].decode(encoding, "replace"), _join(label, encoding)
            if is_text:
                yield from _of_text(what, text, depth, budget)
            else:
                yield View(what, text, is_certain=False)
                yield from (
                    _encoded(what, text, depth, budget, set()) if encoding == "latin-1" else ()
                )
    for member in () if is_text else containers.packed_among(data):
        yield from _of_member(_join(label, member.label), member, depth + 1, budget)


# ---- a text, and what is written in it otherwise ----------------------------


def _of_text(label: str, text: str, depth: int, budget: _Budget) -> Iterator[View]:
    runs: set[bytes] = set()  # that were looked at: the same stands in many readings
    whole = View(label or "text", text)
    yield whole
    if depth < DEEPEST:
        yield from _encoded(label, text, depth, budget, runs)
    for view in _read(whole, label, {hash(text)}, budget):
        yield view
        if depth < DEEPEST and view.readings[0].how in ENCODED_IN:
            yield from _encoded(view.label, view.text, depth, budget, runs)


def _read(seen: View, label: str, known: set[int], budget: _Budget) -> Iterator[View]:
    """Yield what is read in a text, and in that again; ``known`` are texts given before."""
    for reading in readings(seen.text):
        if hash(reading.text) in known:
            continue
        known.add(hash(reading.text))
        budget.take(len(reading.text))
        view = View(
            _join(label, reading.how),
            reading.text,
            source=seen.text if seen.source is None else seen.source,
            readings=(reading, *seen.readings),
        )
        yield view
        if len(view.readings) < MOST_READ and reading.how != "apart":
            yield from _read(view, view.label, known, budget)


def _encoded(
    label: str, text: str, depth: int, budget: _Budget, known: set[bytes]
) -> Iterator[View]:
    """Yield what is written in base64 (a picture in an address, a key, a name in a mail's head), or
    in hexadecimal digits; not what is ``known``.
    """
    texts: list[str] = []
    others: list[bytes] = []  # in another encoding, or no text
    written = text.encode("utf-8", "replace")
    label = _join(label, "base64")
    for start, end, is_hex in encoded_runs(written).tolist():
        run = written[start:end]
        if run in known:
            continue
        known.add(run)
        if is_hex:
            spelled = bytes.fromhex(_digits(run))
            if _is_text(spelled):
                texts.append(spelled.decode("utf-8", "replace"))
        data = _from_base64(run)
        if data is None:
            continue
        for member in containers.pictures(data):
            yield from _of_member(label, member, depth + 1, budget)
        if containers.is_container(data):
            yield from _of_bytes(label, "", data, depth + 1, budget)
        elif _is_text(data):
            texts.append(data.decode("utf-8", "replace"))
        else:
            others.append(data)
    for encoding in ENCODINGS[:-1] if others else ():
        budget.take(sum(map(len, others)))
        seen = "\n".join(data.decode(encoding, "replace") for data in others)
        yield View(_join(label, encoding), seen, is_certain=False)
    if texts:
        budget.take(sum(map(len, texts)))
        yield from _of_text(label, "\n".join(texts), depth + 1, budget)


def _digits(run: bytes) -> str:
    """Return an even number of hexadecimal digits."""
    digits = run.decode("ascii").replace("\r", "").replace("\n", "")
    return digits[: len(digits) // 2 * 2]


def _from_base64(run: bytes) -> bytes | None:
    clean = re.sub(rb"[\r\n=]", b"", run).replace(b"-", b"+").replace(b"_", b"/")
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return None


def _is_text(data: bytes) -> bool:
    """Say whether most of ``data`` reads as a text: what is random in base64 does not."""
    text = data[:4096].decode("utf-8", "replace")
    strange = sum(c == "\ufffd" or (c < " " and c not in "\t\r\n") for c in text)
    return strange * 8 < len(text)


def _join(label: str, more: str) -> str:
    return (f"{label}: {more}" if label else more)[:LONGEST_NAME]
