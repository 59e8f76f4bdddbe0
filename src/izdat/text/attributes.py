"""``{.class #id key=value}`` → what stands in it, each with its position.

The grammar is the one of mdit-py-plugins (``mdit_py_plugins.attrs``), without comments; that
parser says neither where a value stands nor what it dropped, and an editor needs both.
"""

import re
from dataclasses import dataclass

from izdat.text.slugs import nearest


@dataclass(frozen=True, slots=True)
class Attribute:
    """``kind`` is "class", "id" or "key"; ``position`` is where it starts in the source."""

    kind: str
    name: str  # the class, "id", or the key
    value: str  # for a class the empty string
    position: int


@dataclass(frozen=True, slots=True)
class AttributeList:
    attributes: tuple[Attribute, ...]
    end: int  # just after the closing brace


@dataclass(frozen=True, slots=True)
class AttributeSlip:
    """Why a list cannot be read."""

    position: int
    message: str
    hint: str


_ITEM = re.compile(
    r"""
    (?: \.(?P<class>[^\W_][\w-]*)
      | \#(?P<id>[^\s!"\#$%&'()*+,./;<=>?@\[\]^`{|}~]+)
      | (?P<key>[A-Za-z][\w:-]*)=(?: "(?P<quoted>(?:[^"\\]|\\.)*)" | (?P<bare>[A-Za-z0-9_:-]+) )
    )
    (?= [ \t\n}] )
    """,
    re.VERBOSE | re.DOTALL,
)
_SPACES = re.compile(r"[ \t\n]+")
_TOKEN = re.compile(r"[^\s}]*")
_BARE_VALUE = re.compile(r"([A-Za-z][\w:-]*)=([^\s\"}]+)")
_LONGEST = 4_000  # characters of one list: far more than any claim needs


def read_attributes(source: str, start: int) -> AttributeList | AttributeSlip:
    """Return the list whose opening brace is ``source[start]``, or why it is none."""
    found: list[Attribute] = []
    position = start + 1
    limit = start + _LONGEST
    while True:
        if after := _SPACES.match(source, position):
            position = after.end()
        if source.startswith("}", position):
            return AttributeList(tuple(found), position + 1)
        item = _ITEM.match(source, position)
        if item is None or position > limit:
            return _slip(source, start, position)
        if item["class"]:
            found.append(Attribute("class", item["class"], "", position))
        elif item["id"]:
            found.append(Attribute("id", "id", item["id"], position))
        else:
            value = item["bare"] or re.sub(r"\\([\\\"])", r"\1", item["quoted"] or "")
            found.append(
                Attribute("key", item["key"], _SPACES.sub(" ", value).strip(" "), position)
            )
        position = item.end()


def write_attributes(items: list[tuple[str, str]], *, classes: str = "", id: str = "") -> str:
    """Return ``{.class #id key=value}``; what has no value is left out."""
    parts = [f".{classes}"] if classes else []
    if id:
        parts.append(f"#{id}")
    for key, value in items:
        if not value:
            continue
        if re.fullmatch(r"[A-Za-z0-9_-]+", value):
            parts.append(f"{key}={value}")
        else:
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            parts.append(f'{key}="{escaped}"')
    return "{" + " ".join(parts) + "}"


def _slip(source: str, start: int, position: int) -> AttributeSlip:
    rest = source[position : position + 200]
    if not rest.strip():
        return AttributeSlip(start, "this list of attributes is not closed", "close it with }")
    token = _TOKEN.match(rest)
    word = token[0] if token else ""
    key, has_value, _ = word.partition("=")
    # A value is not repeated: it might be the name that was to be withheld.
    what = f"the value of {key[:40]}" if has_value else _short(word)
    if any(mark in word for mark in "“”„«»‘’"):
        hint = 'values stand between straight quotation marks: by="the prefect"'
        return AttributeSlip(position, f"{what} cannot be read", hint)
    if found := _BARE_VALUE.match(rest):
        return AttributeSlip(
            position,
            f"the value of {found[1]} must stand between quotation marks",
            f'write {found[1]}="…"',
        )
    if re.match(r"[A-Za-z][\w:-]*=\"", rest):
        return AttributeSlip(position, "this value is not closed", 'close it with "')
    if re.match(r"[A-Za-z][\w:-]*\s*=", rest):
        hint = "no space around =, and a value after it"
        return AttributeSlip(position, f"{what} cannot be read", hint)
    # Only a short word can be a mark's name; on hostile input guessing would cost time.
    if len(word) <= 10 and (
        near := nearest(word, ("claim", "event", "quote", "note", "tn", "withheld"))
    ):
        return AttributeSlip(position, f"{what} cannot be read", f"write .{near}")
    hint = 'a list is made of .class, #id and key="value", with spaces between'
    return AttributeSlip(position, f"{what} cannot be read", hint)


def _short(word: str) -> str:
    return repr(word if len(word) <= 40 else word[:39] + "…")
