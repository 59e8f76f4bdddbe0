"""Titles, chapters and artwork in MP3: an ID3v2.3 tag."""

# mutagen has no types for its frames and files.
# mypy: disable-error-code="no-untyped-call"

import io
import shutil
from pathlib import Path

from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    TALB,
    TCON,
    TDRC,
    TIT2,
    TLAN,
    TPE1,
    TPOS,
    TRCK,
    TXXX,
    WOAS,
    CTOCFlags,
    Encoding,
    Frame,
    PictureType,
)  # fmt: skip

from izdat.media.languages import three_letters
from izdat.media.tags import clean, digits, milliseconds
from izdat.model.mastering import Tags
from izdat.model.time import Chapter

# Room behind an ID3 tag, so that a tag editor can write in place.
PADDING = 4096  # bytes

ID3_HEADER = 10  # bytes before the first frame

# What a CTOC frame can name (ID3v2 Chapter Frame Addendum 1.0, section 3.2: one byte).
MOST_CHILDREN = 255


def tag_mp3(
    source: Path, target: Path, tags: Tags, chapters: tuple[Chapter, ...], picture: bytes | None
) -> None:
    """Write ``source``, an MP3 without tags, to ``target`` behind an ID3v2.3 tag.

    2.3 and not 2.4: every player of the last twenty years reads it, car radios and Windows
    among them, and the chapter frames are the same in both.
    """
    frames = [*_id3_frames(tags, picture), *_id3_chapters(chapters)]
    body = b"".join(map(_frame_bytes, frames)) + bytes(PADDING)
    with source.open("rb") as sound, target.open("wb") as out:
        out.write(b"ID3" + bytes([3, 0, 0]) + _syncsafe(len(body)) + body)
        shutil.copyfileobj(sound, out, 1 << 20)


def _frame_bytes(frame: Frame) -> bytes:
    """Return one frame as ID3v2.3; a date becomes its two frames.

    Each is written on its own, as mutagen sorts the frames of a tag by their length, and players
    show chapters in the order of the file.
    """
    id3 = ID3()
    id3.add(frame)
    id3.update_to_v23()
    out = io.BytesIO()
    id3.save(out, v1=0, v2_version=3, padding=lambda info: 0)
    return out.getvalue()[ID3_HEADER:]


def _syncsafe(size: int) -> bytes:
    """Return a size in four bytes of seven bits (ID3v2.3, section 3.1)."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _id3_frames(tags: Tags, picture: bytes | None) -> list[Frame]:
    lang = three_letters(tags.lang) if tags.lang else ""
    utf16 = Encoding.UTF16
    texts = (
        (TIT2, tags.title), (TALB, tags.show), (TPE1, tags.artist), (TDRC, tags.date),
        (TCON, tags.genre), (TRCK, digits(tags.number)), (TPOS, digits(tags.season)),
        (TLAN, lang),
    )  # fmt: skip
    frames: list[Frame] = [kind(encoding=utf16, text=[clean(text)]) for kind, text in texts if text]
    if tags.description:
        text = clean(tags.description)
        frames.append(COMM(encoding=utf16, lang=lang or "und", desc="", text=[text]))
    if tags.address:
        frames.append(WOAS(url=clean(tags.address)))
    if tags.licence:
        frames.append(TXXX(encoding=utf16, desc="LICENSE", text=[clean(tags.licence)]))
    if picture is not None:
        frames.append(
            APIC(
                encoding=Encoding.LATIN1,
                mime="image/jpeg",
                type=PictureType.COVER_FRONT,
                desc="",
                data=picture,
            )
        )
    return frames


def _id3_chapters(chapters: tuple[Chapter, ...]) -> list[Frame]:
    """Return the chapters and their table; one of more than 255 is a table of tables."""
    frames: list[Frame] = []
    names = [f"ch{number}" for number in range(len(chapters))]
    for name, chapter in zip(names, chapters, strict=True):
        title = TIT2(encoding=Encoding.UTF16, text=[clean(chapter.title)])
        frames.append(
            CHAP(
                element_id=name,
                start_time=milliseconds(chapter.start),
                end_time=milliseconds(chapter.end),
                # all ones: the byte offsets are not given
                start_offset=0xFFFFFFFF,
                end_offset=0xFFFFFFFF,
                sub_frames=[title],
            )
        )
    if len(names) > MOST_CHILDREN:
        groups = [names[i : i + MOST_CHILDREN] for i in range(0, len(names), MOST_CHILDREN)]
        names = [f"toc{number}" for number in range(len(groups))][:MOST_CHILDREN]
        for name, group in zip(names, groups, strict=False):
            frames.append(_contents(name, CTOCFlags.ORDERED, group))
    if names:
        frames.append(_contents("toc", CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED, names))
    return frames


def _contents(name: str, flags: int, children: list[str]) -> Frame:
    return CTOC(element_id=name, flags=flags, child_element_ids=children, sub_frames=[])
