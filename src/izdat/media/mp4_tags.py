"""Titles, chapters and artwork in M4A."""

# mutagen has no types for its files.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from izdat.media.encode import mp4_options
from izdat.media.languages import three_letters
from izdat.media.tags import clean, cut, milliseconds
from izdat.model.mastering import Tags
from izdat.model.time import Chapter

# For what has no atom of its own: Apple's free form, under the names that MusicBrainz Picard uses.
FREE_FORM = "----:com.apple.iTunes:"

MOST_TITLE = 255  # bytes of a chapter's title, which Nero's list gives a length of one byte


def tag_m4a(
    source: Path, target: Path, tags: Tags, chapters: tuple[Chapter, ...], picture: bytes | None
) -> None:
    """Write ``source``, AAC in MP4, to ``target`` with an ``ilst`` of tags and with chapters.

    The packets are copied. Chapters are there twice: as a track of text, for QuickTime, Apple's
    players and FFmpeg, and as Nero's ``chpl``, whose number is of one byte: the first 255.
    """
    _copied(source, target, chapters, three_letters(tags.lang) if tags.lang else "")
    file = MP4(target)
    if file.tags is None:
        file.add_tags()
    atoms: Any = file.tags
    atoms.clear()
    for key, value in _texts(tags):
        atoms[key] = [clean(value)]
    for key, value in _free_forms(tags):
        atoms[FREE_FORM + key] = [MP4FreeForm(clean(value).encode(), AtomDataType.UTF8)]
    for key, number in (("trkn", tags.number), ("disk", tags.season)):
        if number is not None:
            atoms[key] = [(number, 0)]
    if picture is not None:
        atoms["covr"] = [MP4Cover(picture, MP4Cover.FORMAT_JPEG)]
    file.save(padding=lambda info: 0)


def _copied(source: Path, target: Path, chapters: tuple[Chapter, ...], lang: str) -> None:
    with av.open(str(source)) as given:
        sound = given.streams.audio[0]
        options = mp4_options(sound.rate)
        with av.open(str(target), "w", format="ipod", options=options) as made:
            stream = made.add_stream_from_template(sound)
            if lang:
                stream.metadata["language"] = lang
            made.set_chapters(
                [
                    {
                        "id": number,
                        "start": milliseconds(chapter.start),
                        "end": milliseconds(chapter.end),
                        "time_base": Fraction(1, 1000),
                        "metadata": {"title": cut(clean(chapter.title), MOST_TITLE)},
                    }
                    for number, chapter in enumerate(chapters)
                ]
            )
            for packet in given.demux(sound):
                if packet.size:  # the last is the demuxer's way to say that there are no more
                    packet.stream = stream
                    made.mux(packet)


def _texts(tags: Tags) -> Iterator[tuple[str, str]]:
    pairs = (
        ("\xa9nam", tags.title), ("\xa9alb", tags.show), ("\xa9ART", tags.artist),
        ("\xa9day", tags.date), ("\xa9gen", tags.genre), ("desc", tags.description),
    )  # fmt: skip
    return ((key, value) for key, value in pairs if value)


def _free_forms(tags: Tags) -> Iterator[tuple[str, str]]:
    pairs = (("LANGUAGE", tags.lang), ("WEBSITE", tags.address), ("LICENSE", tags.licence))
    return ((key, value) for key, value in pairs if value)
