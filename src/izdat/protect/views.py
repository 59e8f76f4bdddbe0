"""Bytes → every text that somebody could read out of them.

A file is opened as its reader would open it, and what comes out is opened again: a book is a ZIP of
pages, a page has attributes, an attribute may be an address, an address a picture in base64. All of
it is bounded. What cannot be read is told as such: it is never passed over in silence.
"""

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from izdat.protect import containers
from izdat.protect.containers import Member, Unopened
from izdat.protect.runs import runs_of_base64
from izdat.protect.tags import without_tags

__all__ = ["Unopened", "View", "views", "views_of_name"]

DEEPEST = 6  # containers in one another
MOST_BYTES = 1 << 30  # out of one file
LONGEST_NAME = 200  # of a label

ENCODINGS = ("utf-16-le", "utf-16-be", "cp1251", "koi8-r", "latin-1")
TEXT_START = 1 << 16  # bytes by which a file is taken for a text
_CONTROLS = [bytes([n]) for n in range(32) if n not in b"\t\n\f\r"]
ESCAPED = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
STYLED = re.compile(r"\\([0-9a-fA-F]{2,6})[ \t\r\n\f]?")  # CSS Syntax 3, 4.3.7
PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+|%u([0-9a-fA-F]{4})")
MOST_PERCENT = 4  # times that an address is written in another
TURNED = re.compile("\u202e([^\u202c\n]*)")  # shown from right to left
QUOTED = re.compile(r"=\r?\n|(?:=[0-9A-F]{2})+")
QUOTED_STARTS = ("=C3=", "=C4=", "=C5=", "=D0=", "=D1=", "=D2=", "=D8=", "=D9=")  # of letters
PUNYCODE = re.compile(r"\bxn--[a-z0-9-]{1,59}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class View:
    """A text of a file, and how it was come by: ``zip: chapter.xhtml: html``."""

    label: str
    text: str = field(repr=False)
    is_certain: bool = True  # no guess at an encoding: what is short may be there by chance


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
    for encoding in ("utf-8", *ENCODINGS):
        for start in (0, 1) if encoding.startswith("utf-16") else (0,):
            budget.take(len(data))
            text, what = data[start:].decode(encoding, "replace"), _join(label, encoding)
            if is_text:
                yield from _of_text(what, text, depth, budget)
            else:
                yield View(what, text, is_certain=False)
                yield from _in_base64(what, text, depth, budget) if encoding == "latin-1" else ()


# ---- a text, and what is written in it otherwise ----------------------------


def _of_text(label: str, text: str, depth: int, budget: _Budget) -> Iterator[View]:
    yield View(label or "text", text)
    known = {hash(text)}  # the same comes out of many readers
    for what, seen in _rewritten(text):
        if hash(seen) in known:
            continue
        known.add(hash(seen))
        budget.take(len(seen))
        yield View(_join(label, what), seen)
        if what in ("html", "entities", "json"):  # an address in an attribute, a page in JSON
            for inner, again in _rewritten(seen):
                if hash(again) not in known:
                    known.add(hash(again))
                    budget.take(len(again))
                    yield View(_join(label, f"{what}: {inner}"), again)
    if depth < DEEPEST:
        yield from _in_base64(label, text, depth, budget)


def _rewritten(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text as others read it: (how, text)."""
    for what, sign, read in _READERS:
        if sign in text:
            seen = read(text)
            if seen:
                yield what, seen


def _without_tags(text: str) -> str:
    """Return what a browser shows; a tag inside a line leaves no space."""
    return html.unescape(without_tags(text))


def _unescaped(text: str) -> str:
    if "&" not in text:
        return ""
    found = html.unescape(text)
    return "" if found == text else found


def _from_json(text: str) -> str:
    """Return a text without the escapes of JSON, JavaScript and CSS."""

    def letter(found: re.Match[str]) -> str:
        point = int(found.group(1) or found.group(2) or found.group(3), 16)
        return chr(point) if point < 0x110000 else "\ufffd"

    found = ESCAPED.sub(letter, text)
    found = found.replace("\\/", "/").replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
    # Two halves of one sign, as JSON writes what lies beyond 16 bits.
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _from_percent(text: str) -> str:
    def letters(found: re.Match[str]) -> str:
        if found.group(1):  # as JavaScript once wrote it
            return chr(int(found.group(1), 16))
        return _decoded(unquote_to_bytes(found.group()))

    found = text
    for _ in range(MOST_PERCENT):
        before, found = found, PERCENT.sub(letters, found)
        if found == before:
            break
    return "" if found == text else found


def _from_style(text: str) -> str:
    """Return a text without the escapes of CSS."""

    def letter(found: re.Match[str]) -> str:
        point = int(found.group(1), 16)
        return chr(point) if point < 0x110000 else "\ufffd"

    found = STYLED.sub(letter, text)
    return "" if found == text else found


def _turned(text: str) -> str:
    """Return what is shown from right to left, as it is read."""
    return "\n".join(found.group(1)[::-1] for found in TURNED.finditer(text))


def _from_quoted(text: str) -> str:
    if not any(start in text for start in QUOTED_STARTS):
        return ""

    def letters(found: re.Match[str]) -> str:
        return (
            _decoded(bytes.fromhex(found.group().replace("=", "")))
            if found[0][1] not in "\r\n"
            else ""
        )

    return QUOTED.sub(letters, text)


def _from_punycode(text: str) -> str:
    """Return the labels of addresses that are written in letters of ASCII only for machines."""
    found = []
    for label in PUNYCODE.findall(text):
        try:
            found.append(label[4:].encode("ascii").decode("punycode"))
        except (UnicodeError, ValueError):
            continue
    return "\n".join(found)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


_READERS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("html", "<", _without_tags),
    ("entities", "&", _unescaped),
    ("json", "\\", _from_json),
    ("style", "\\", _from_style),
    ("percent", "%", _from_percent),
    ("turned", "\u202e", _turned),
    ("quoted", "=", _from_quoted),
    ("punycode", "xn--", _from_punycode),
)


def _in_base64(label: str, text: str, depth: int, budget: _Budget) -> Iterator[View]:
    """Yield what is written in base64: a picture in an address, a key, a name in a mail's head."""
    runs: list[str] = []
    others: list[bytes] = []  # in another encoding, or no text
    written = text.encode("utf-8", "replace")
    for start, end in runs_of_base64(written).tolist():
        data = _from_base64(written[start:end])
        if data is None:
            continue
        for member in containers.pictures(data):
            yield from _of_member(_join(label, "base64"), member, depth + 1, budget)
        if containers.is_container(data):
            yield from _of_bytes(_join(label, "base64"), "", data, depth + 1, budget)
        elif _is_text(data):
            runs.append(data.decode("utf-8", "replace"))
        else:
            others.append(data)
    for encoding in ENCODINGS[:-1] if others else ():
        budget.take(sum(map(len, others)))
        seen = "\n".join(data.decode(encoding, "replace") for data in others)
        yield View(_join(label, f"base64: {encoding}"), seen, is_certain=False)
    if runs:
        yield View(_join(label, "base64"), "\n".join(runs))


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
