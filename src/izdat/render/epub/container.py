"""Files → an EPUB: a ZIP of the same bytes on every machine (EPUB 3.3, section 4: OCF).

Nothing is packed: sound cannot be, and what is packed depends on the packer's version. A text of
105 minutes is 0.1 MB as it is.
"""

import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from izdat.model.file import File, file_at

MIMETYPE = "application/epub+zip"
CONTENT = "EPUB/"  # folder of everything but the container's own two files
PACKAGE = f"{CONTENT}package.opf"
# The oldest day that a ZIP can tell: when it was made is no one's concern, and would differ.
_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX = 3  # the system that made it: APPNOTE.TXT, section 4.4.2
_PLAIN_FILE = 0o100644 << 16
_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n'
    f'<rootfiles><rootfile full-path="{PACKAGE}"'
    ' media-type="application/oebps-package+xml"/></rootfiles>\n</container>\n'
)


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a book."""

    name: str  # below ``CONTENT``
    content: bytes | File


def write_epub(target: Path, items: Iterable[Item]) -> File:
    """Write the book whose package document is among ``items``, and return it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, content in _members(items):
            member = zipfile.ZipInfo(name, _DAY)
            member.create_system = _UNIX
            member.external_attr = _PLAIN_FILE
            if isinstance(content, bytes):
                archive.writestr(member, content)
                continue
            member.file_size = content.size  # beforehand: decides whether it needs ZIP64
            with content.path.open("rb") as stream, archive.open(member, "w") as into:
                shutil.copyfileobj(stream, into, 1 << 20)
    return file_at(target)


def _members(items: Iterable[Item]) -> Iterator[tuple[str, bytes | File]]:
    """Yield every file by its name, the one by which a book is known first (section 4.3)."""
    yield "mimetype", MIMETYPE.encode()
    yield "META-INF/container.xml", _CONTAINER.encode()
    for item in items:
        yield f"{CONTENT}{item.name}", item.content
