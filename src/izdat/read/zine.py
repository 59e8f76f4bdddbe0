"""``zine:`` in ``show.yaml`` → how zines are printed."""

from izdat.model.file import File
from izdat.model.show import INKS, PAPERS, ZineSettings
from izdat.read.disk import Disk
from izdat.read.fields import Fields, Reader, list_of, mapping, one_of, one_or_many
from izdat.read.notes import Notes, shown
from izdat.read.yaml import Node, Scalar

MOST_BYTES = 40_000_000  # of a font: one of Chinese has 20 MB
# First bytes of TrueType, OpenType with PostScript's curves, and Apple's TrueType.
_HEADS = (b"\0\1\0\0", b"OTTO", b"true")


def zine_reader(disk: Disk) -> Reader[ZineSettings]:
    """Return a reader of a paper alone, ``zine: a4``, or of paper, ink and fonts."""

    def font(node: Node, key: str, notes: Notes) -> File | None:
        file = disk.file(node, key, notes)
        if file is None:
            return None
        if file.size > MOST_BYTES or not _is_font(file):
            message = f"{key}: {shown(file.path.name)} is no font that can be used"
            hint = "name a .ttf or .otf of at most 40 MB"
            notes.error("not-a-font", node.place, message, hint)
            return None
        return file

    def settings(fields: Fields) -> ZineSettings:
        inks = fields.get("ink", one_or_many(one_of(*INKS), "inks"), ()) or INKS[:1]
        return ZineSettings(
            paper=fields.get("paper", one_of(*PAPERS), PAPERS[0]),
            inks=tuple(dict.fromkeys(inks)),
            fonts=fields.get("fonts", list_of(font, "fonts"), ()),
        )

    read_mapping = mapping(settings, "zine")

    def read(node: Node, key: str, notes: Notes) -> ZineSettings | None:
        if not isinstance(node, Scalar):
            return read_mapping(node, key, notes)
        paper = one_of(*PAPERS)(node, key, notes)
        return None if paper is None else ZineSettings(paper)

    return read


def _is_font(file: File) -> bool:
    try:
        with file.path.open("rb") as stream:
            return file.suffix in (".ttf", ".otf") and stream.read(4) in _HEADS
    except OSError:
        return False
