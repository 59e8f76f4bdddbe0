"""``theme:`` in ``show.yaml``, and the folder ``templates`` → how a show's pages look."""

import os
import re
from pathlib import Path

from izdat.model.colour import CONTRAST, least_contrast, readable
from izdat.model.place import Place
from izdat.model.show import FONT_USES, TEMPLATES, Font, Template, Theme
from izdat.read.decode import decode, read_bytes
from izdat.read.disk import Disk
from izdat.read.fields import Fields, Reader, line, list_of, mapping, one_of
from izdat.read.notes import Notes, shown
from izdat.read.paths import LEFTOVER
from izdat.read.values import colour
from izdat.read.yaml import Node

MOST_FONTS = 8
MOST_TEMPLATES = 64  # izdat has thirty
MOST_TEMPLATE = 100_000  # bytes; izdat's largest has 12,000

_WEIGHT = re.compile(r"([1-9]\d{0,2}|1000)(?: ([1-9]\d{0,2}|1000))?")  # CSS Fonts 4, section 2.2
_TEMPLATE = re.compile(r"[a-z][a-z0-9_-]{0,60}\.html")


def read_theme(fields: Fields, disk: Disk) -> Theme:
    """Return what ``theme:`` says."""
    accents = {}
    for scheme, key in (("light", "accent"), ("dark", "accent-dark")):
        accents[scheme] = fields.get(key, colour, "")
        _check_contrast(accents[scheme], scheme, key, fields)
    fonts = fields.get("fonts", list_of(_font(disk), "{file, for, licence}"), ())
    if len(fonts) > MOST_FONTS:
        message = f"fonts: there are {len(fonts)}, and the most is {MOST_FONTS}"
        hint = "a variable font has all weights in one file: weight: 300 900"
        fields.notes.error("too-many-fonts", fields.place_of("fonts"), message, hint)
    return Theme(accents["light"], accents["dark"], fonts[:MOST_FONTS])


def _check_contrast(accent: str, scheme: str, key: str, fields: Fields) -> None:
    if not accent or (found := least_contrast(accent, scheme)) >= CONTRAST:
        return
    message = f"{key}: {accent} stands out from the {scheme} paper by {found:.1f} : 1 only"
    hint = (
        f'it is not used, as {CONTRAST} : 1 is the least; write {key}: "{readable(accent, scheme)}"'
    )
    fields.notes.warning("accent-contrast", fields.place_of(key), message, hint)


def _font(disk: Disk) -> Reader[Font]:
    def read(fields: Fields) -> Font | None:
        file = fields.need("file", disk.file, None)
        use = fields.need("for", one_of(*FONT_USES), "")
        licence = fields.need("licence", disk.file, None)
        weight = fields.get("weight", _weight, "400")
        style = fields.get("style", one_of("normal", "italic"), "normal")
        if file is None or licence is None or not use:
            return None
        return Font(file, use, licence, weight, style, fields.place_of("file"))

    return mapping(read, "fonts")


def _weight(node: Node, key: str, notes: Notes) -> str | None:
    """Read how heavy a font is: ``400``, or ``300 900`` of a variable one."""
    value = line(node, key, notes)
    found = None if value is None else _WEIGHT.fullmatch(value)
    if value is None or (found and int(found[1]) <= int(found[2] or found[1])):
        return value
    hint = "write a number from 1 to 1000, or the range of a variable font: 300 900"
    notes.error("bad-weight", node.place, f"{key}: {shown(value)} is no weight of a font", hint)
    return None


def read_templates(folder: Path, notes: Notes) -> tuple[Template, ...]:
    """Return the templates of the show in ``folder``, by name; links are not followed."""
    try:
        with os.scandir(folder / TEMPLATES) as entries:
            found = sorted((e for e in entries if not LEFTOVER.fullmatch(e.name)), key=_name)
    except FileNotFoundError:
        return ()
    except OSError as error:
        reason = (error.strerror or "unknown").lower()
        message = f"this cannot be read as a folder: {reason}"
        notes.error("file-unreadable", Place(TEMPLATES), message, "check that you may read it")
        return ()
    if len(found) > MOST_TEMPLATES:
        message = f"there are {len(found)} files here, and the most is {MOST_TEMPLATES}"
        notes.error("too-many-files", Place(TEMPLATES), message, "move them elsewhere")
        return ()
    return tuple(t for entry in found if (t := _template(entry, notes)) is not None)


def _template(entry: os.DirEntry[str], notes: Notes) -> Template | None:
    place = Place(f"{TEMPLATES}/{shown(entry.name)[1:-1]}")
    if not _TEMPLATE.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
        message = "this is no template: a file called a to z, 0 to 9, - and _, and .html"
        notes.error("not-a-template", place, message, "rename it, or move it elsewhere")
        return None
    data = read_bytes(Path(entry.path), place.file, notes, MOST_TEMPLATE + 1)
    if data is not None and len(data) > MOST_TEMPLATE:
        message = f"this template has more than {MOST_TEMPLATE:,} bytes"
        notes.error("template-too-large", place, message, "divide it: {% include %}")
        return None
    text = None if data is None else decode(data, place.file, notes)
    return None if text is None else Template(entry.name, text)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
