"""Words → lines set in a font, drawn the same on every machine, in every script that has letters.

Pillow shapes Arabic only where the system has FriBiDi, so that two machines would draw two
pictures. Here letters are joined (arabic_reshaper) and put in the order they are seen in (bidi)
beforehand, and Pillow only draws one after another.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from arabic_reshaper import ArabicReshaper
from bidi import get_display
from PIL import ImageFont

# Latin, Cyrillic, Greek; and Arabic, Hebrew, Armenian, Georgian: assets/card-fonts.txt.
SHIPPED = ("card-mono.woff2", "card-sans.woff2")
ASSETS = Path(__file__).parent / "assets"
ELLIPSIS = "…"
MOST_LETTERS = 300  # of words: more fit on no card in any size
# Marks above a letter are not placed, and left out, as titles have them rarely.
_RESHAPER = ArabicReshaper({"delete_harakat": True, "support_zwj": True})
_ABSENT = "\U0010fffd"  # no font has it: how a font draws what it has not
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Zs", "Cc"})  # categories without a shape of their own

Fonts = tuple[bytes, ...]  # files to choose from, the first best


@dataclass(frozen=True, slots=True)
class Setting:
    """How words fit into a place."""

    font: bytes
    size: int  # pixels
    lines: tuple[str, ...]  # in the order in which they are seen, left to right
    leading: int  # pixels from line to line


def shipped() -> Fonts:
    """Return the fonts that every show has."""
    return tuple((ASSETS / name).read_bytes() for name in SHIPPED)


def fitted(
    words: str, fonts: Fonts, direction: str, *, width: int, height: int, sizes: tuple[int, ...]
) -> Setting | None:
    """Return ``words`` in the largest of ``sizes`` in which they fit; None where no font has them.

    In the smallest, what does not fit is cut off with an ellipsis.
    """
    words = " ".join(unicodedata.normalize("NFC", words[:MOST_LETTERS]).split())
    font = next((font for font in fonts if _has(font, seen(words, direction))), None)
    if font is None or not words:
        return None
    for size in sizes:
        leading = round(size * 1.2)
        lines = _broken(words, font, size, direction, width)
        if len(lines) * leading <= height:
            even = _balanced(words, lines, font, size, direction)
            return Setting(font, size, tuple(seen(line, direction) for line in even), leading)
    kept = lines[: max(1, height // leading)]
    while _width(kept[-1] + ELLIPSIS, font, size, direction) > width and kept[-1]:
        kept[-1] = kept[-1][:-1].rstrip()
    kept[-1] += ELLIPSIS
    return Setting(font, size, tuple(seen(line, direction) for line in kept), leading)


def seen(line: str, direction: str) -> str:
    """Return a line as it is seen from left to right, its letters joined."""
    if all(ord(letter) < 0x590 for letter in line):
        return line
    return str(get_display(_RESHAPER.reshape(line), base_dir="R" if direction == "rtl" else "L"))


@lru_cache(maxsize=16)
def sized(font: bytes, size: int) -> ImageFont.FreeTypeFont:
    """Return a font in a size, in pixels."""
    return ImageFont.truetype(BytesIO(font), size, layout_engine=ImageFont.Layout.BASIC)


def _broken(words: str, font: bytes, size: int, direction: str, width: float) -> list[str]:
    """Return ``words`` in lines no wider than ``width``; a word that is wider is broken."""
    lines: list[str] = []
    line = ""
    for word in _pieces(words, font, size, direction, width):
        longer = f"{line} {word}" if line else word
        if line and _width(longer, font, size, direction) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def _pieces(words: str, font: bytes, size: int, direction: str, width: float) -> Iterator[str]:
    for word in words.split(" "):
        piece = ""
        for letter in word:
            if piece and _width(piece + letter, font, size, direction) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _balanced(words: str, lines: list[str], font: bytes, size: int, direction: str) -> list[str]:
    """Return the lines made as even as they can be without being more."""
    low, high = 0.0, max(_width(line, font, size, direction) for line in lines)
    best = lines
    for _ in range(8):  # to within a few pixels
        middle = (low + high) / 2
        tried = _broken(words, font, size, direction, middle)
        is_whole = " ".join(tried) == words  # no word was broken for it
        if is_whole and len(tried) <= len(lines):
            best, high = tried, middle
        else:
            low = middle
    return best


def _width(line: str, font: bytes, size: int, direction: str) -> float:
    return sized(font, size).getlength(seen(line, direction))


def _has(font: bytes, letters: str) -> bool:
    """Say whether a font draws every letter as something else than a letter that it has not."""
    return all(_knows(font, letter) for letter in set(letters))


@lru_cache(maxsize=4096)
def _knows(font: bytes, letter: str) -> bool:
    if unicodedata.category(letter) in _UNSEEN:
        return True
    drawn = sized(font, 16)
    return bytes(drawn.getmask(letter)) != bytes(drawn.getmask(_ABSENT))
