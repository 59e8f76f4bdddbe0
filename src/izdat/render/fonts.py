"""A show's own fonts → files of the site, the rules that name them, and what is wrong with them.

A font is taken as WOFF2 only: every browser of the last ten years reads it, and nothing else is as
small. It is published as it is, so it is looked at first: by its head, and by FreeType, which reads
it as a browser does.
"""

import struct
from io import BytesIO
from pathlib import Path

from PIL import ImageFont

from izdat.model.file import File
from izdat.model.problem import Problem
from izdat.model.publication import Output
from izdat.model.show import Font
from izdat.render.site_file import named

MOST_BYTES = 500_000  # of one font; Latin, Cyrillic and Arabic in one weight fit in half of it
MOST_IN_ALL = 1_000_000
MOST_UNPACKED = 16_000_000
MOST_LICENCE = 100_000  # bytes; the GPL has 35,000
# W3C, "WOFF File Format 2.0", section 4.1: signature, flavor, length, tables, reserved, size once
# unpacked, size of what is packed, version, place and sizes of metadata, place and size of private
# data.
HEAD = struct.Struct(">4s4sIHHIIHHIIIII")
COLLECTION = b"ttcf"  # a flavor: several fonts in a file, which no stylesheet can tell apart


def font_problems(fonts: tuple[Font, ...]) -> tuple[Problem, ...]:
    """Return why some of a show's fonts cannot be published."""
    found = [problem for font in fonts if (problem := _problem(font)) is not None]
    whole = sum(font.file.size for font in fonts)
    if not found and whole > MOST_IN_ALL:
        message = f"the fonts have {whole:,} bytes together; the most is {MOST_IN_ALL:,}"
        found.append(Problem("font-too-large", fonts[0].place, message, _SMALLER))
    return tuple(found)


def render_fonts(folder: Path, fonts: tuple[Font, ...]) -> tuple[tuple[Output, ...], str]:
    """Return the fonts with their licences, written below ``folder``, and the rules for the sheet.

    The rules stand in a sheet in the same folder.
    """
    outputs: dict[str, Output] = {}
    rules = ""
    for font in fonts:
        made = named(folder, f"font-{font.use}", ".woff2", font.file.path.read_bytes())
        text = font.licence.path.read_bytes()
        licence = named(folder, "font-licence", ".txt", text)
        outputs |= {made.path: made, licence.path: licence}
        name = made.path.rpartition("/")[2]
        rules += (
            f'@font-face{{font-family:"own {font.use}";src:url({name}) format("woff2");'
            f"font-weight:{font.weight};font-style:{font.style};font-display:fallback}}\n"
        )
    used = dict.fromkeys(font.use for font in fonts)
    names = ";".join(f'--own-{use}:"own {use}",' for use in used)
    return tuple(outputs.values()), f"{rules}:root{{{names}}}\n" if names else ""


def _problem(font: Font) -> Problem | None:
    name = font.file.path.name
    if font.file.size > MOST_BYTES:
        message = f"the font {name} has {font.file.size:,} bytes; the most is {MOST_BYTES:,}"
        return Problem("font-too-large", font.place, message, _SMALLER)
    if font.licence.size > MOST_LICENCE or not _is_text(font.licence):
        message = f"the licence {font.licence.path.name} is no text of a licence"
        hint = "name the text that came with the font: OFL.txt, LICENSE.txt"
        return Problem("font-without-licence", font.place, message, hint)
    reason = _unreadable(font.file)
    if reason:
        hint = "save it again as WOFF2: pyftsubset FONT.ttf --unicodes='*' --flavor=woff2"
        return Problem("font-unreadable", font.place, f"the font {name} {reason}", hint)
    return None


def _unreadable(file: File) -> str:
    """Return why a font cannot be used; "" if it can."""
    data = file.path.read_bytes()
    if len(data) < HEAD.size or data[:4] != b"wOF2":
        return "is not WOFF2"
    _, flavor, length, tables, _, unpacked, packed, *_, private = HEAD.unpack_from(data)
    if flavor == COLLECTION:
        return "is a collection of several fonts"
    if length != len(data) or packed > length or not tables:
        return "is damaged: its head does not fit its length"
    if unpacked > MOST_UNPACKED:
        return f"unpacks to {unpacked:,} bytes; the most is {MOST_UNPACKED:,}"
    if private:
        return "holds private data, which nobody can read"
    try:
        ImageFont.truetype(BytesIO(data), 32, layout_engine=ImageFont.Layout.BASIC).getmask("a")
    except (OSError, ValueError, MemoryError):
        return "is damaged: FreeType does not read it"
    return ""


def _is_text(file: File) -> bool:
    try:
        return bool(file.path.read_bytes().decode().strip())
    except UnicodeDecodeError:
        return False


_SMALLER = "leave letters out that no page shows: pyftsubset FONT.ttf --unicodes=U+0-24F,U+400-4FF"
