"""The fonts that zines are set in: those of two wheels, and a show's own; never a machine's.

What a machine happens to have would make another zine of the same show, page by page.
"""

import shutil
from collections.abc import Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from izdat.model.file import File

# Source Serif 4 has the letters of Latin, Cyrillic and Greek, Amiri those of Arabic, set as naskh.
WHEELS = ("fontpkg-source-serif-4", "fontpkg-amiri")
MOST_BYTES = 40_000_000  # of a show's font: one of Chinese has 20 MB
_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir></fontconfig>
"""


def wheel_folders() -> list[Path]:
    """Return the folders of the fonts that were installed with izdat.

    Raises ``ModuleNotFoundError`` where one is not.
    """
    found = []
    for wheel in WHEELS:
        spec = find_spec(wheel.replace("-", "_"))
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(wheel)
        found.append(Path(spec.submodule_search_locations[0]) / "files")
    return found


def wheel_versions() -> list[str]:
    return [f"{wheel} {version(wheel)}" for wheel in WHEELS]


def configured(folder: Path, own: Iterable[File]) -> tuple[Path, list[Path]]:
    """Return Fontconfig's configuration, written into ``folder``, and all fonts that it names.

    ``own``: the show's fonts; they are copied, since their folder may hold anything.
    """
    copies = folder / "fonts"
    copies.mkdir()
    for number, file in enumerate(own):
        shutil.copyfile(file.path, copies / f"{number}{file.suffix}")
    folders = [*wheel_folders(), copies]
    written = folder / "fonts.conf"
    names = "".join(f"<dir>{escape(str(each))}</dir>" for each in folders)
    written.write_text(_CONFIGURATION.format(folders=names, cache=escape(str(folder / "cache"))))
    return written, sorted(
        font for each in folders for font in each.iterdir() if font.suffix in (".ttf", ".otf")
    )


def families(fonts: Iterable[Path]) -> list[str]:
    """Return the families of a show's fonts, as a style sheet names them."""
    from fontTools.ttLib import TTFont

    found: dict[str, None] = {}
    for font in fonts:
        with TTFont(font, lazy=True, fontNumber=0) as read:
            found[str(read["name"].getDebugName(16) or read["name"].getDebugName(1))] = None
    return list(found)


def without_font(letters: str, fonts: Iterable[Path]) -> str:
    """Return those of ``letters`` that none of ``fonts`` has, in the order of their numbers."""
    from fontTools.ttLib import TTFont

    wanted = {ord(each) for each in letters if not _is_unseen(each)}
    for font in fonts:
        if not wanted:
            break
        with TTFont(font, lazy=True, fontNumber=0) as read:
            wanted -= set(read.getBestCmap() or ())
    return "".join(map(chr, sorted(wanted)))


def _is_unseen(letter: str) -> bool:
    """Say whether nothing is drawn for a letter: blanks, and marks of direction and joining."""
    return (
        letter.isspace()
        or letter in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
        or ("\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069")
        or "\ufe00" <= letter <= "\ufe0f"
    )
