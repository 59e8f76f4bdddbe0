"""Titles, chapters and artwork in Opus and FLAC: Vorbis comments."""

# mutagen has no types for its files.
# mypy: disable-error-code="no-untyped-call"

import io
import shutil
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC, Picture
from mutagen.id3 import PictureType
from mutagen.oggopus import OggOpus
from PIL import Image

from izdat.media.tags import clean, clock, digits
from izdat.model.mastering import Tags
from izdat.model.time import Chapter

MOST_CHAPTERS = 1000  # CHAPTER000 to CHAPTER999

# Stands where the encoder's name and version would.
VENDOR = "izdat"


def tag_opus(
    source: Path, target: Path, tags: Tags, chapters: tuple[Chapter, ...], picture: bytes | None
) -> None:
    """Write ``source``, an Ogg Opus file, to ``target`` with Vorbis comments (RFC 7845, 5.2).

    Chapters are the CHAPTERxxx comments of Xiph's chapter extension; a file can hold a thousand.
    """
    shutil.copyfile(source, target)
    file = OggOpus(target)
    comments: Any = file.tags
    _fill(comments, tags, chapters)
    if picture is not None:
        block = b64encode(_picture(picture).write()).decode("ascii")
        comments.append(("METADATA_BLOCK_PICTURE", block))
    file.save(padding=lambda info: 0)


def tag_flac(
    source: Path, target: Path, tags: Tags, chapters: tuple[Chapter, ...], picture: bytes | None
) -> None:
    """Write ``source``, a FLAC file, to ``target`` with the same comments (RFC 9639, 8.6)."""
    shutil.copyfile(source, target)
    file = FLAC(target)
    if file.tags is None:
        file.add_tags()
    _fill(file.tags, tags, chapters)
    if picture is not None:
        file.add_picture(_picture(picture))
    file.save(padding=lambda info: 0)


def _fill(comments: Any, tags: Tags, chapters: tuple[Chapter, ...]) -> None:
    """Fill mutagen's ``comments``, a list of pairs with a vendor."""
    comments.clear()
    comments.vendor = VENDOR
    comments.extend((key, clean(value)) for key, value in _vorbis(tags))
    for number, chapter in enumerate(chapters[:MOST_CHAPTERS]):
        comments.append((f"CHAPTER{number:03}", clock(chapter.start)))
        comments.append((f"CHAPTER{number:03}NAME", clean(chapter.title)))


def _vorbis(tags: Tags) -> Iterator[tuple[str, str]]:
    pairs = [
        ("TITLE", tags.title), ("ALBUM", tags.show), ("ARTIST", tags.artist), ("DATE", tags.date),
        ("GENRE", tags.genre), ("TRACKNUMBER", digits(tags.number)),
        ("DISCNUMBER", digits(tags.season)), ("LANGUAGE", tags.lang),
        ("DESCRIPTION", tags.description), ("CONTACT", tags.address), ("LICENSE", tags.licence),
    ]  # fmt: skip
    return ((key, value) for key, value in pairs if value)


def _picture(jpeg: bytes) -> Picture:
    """Return a FLAC picture block (RFC 9639, section 8.8)."""
    block = Picture()
    block.type, block.mime, block.desc, block.data = PictureType.COVER_FRONT, "image/jpeg", "", jpeg
    with Image.open(io.BytesIO(jpeg)) as image:
        block.width, block.height = image.size
    block.depth = 24
    return block
