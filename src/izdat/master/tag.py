"""An encoded episode + what is known about it → the file that is published."""

from collections.abc import Callable
from pathlib import Path

from izdat.media.artwork import artwork as embedded
from izdat.media.id3_tags import tag_mp3 as write_mp3
from izdat.media.mp4_tags import tag_m4a as write_m4a
from izdat.media.vorbis_tags import tag_flac as write_flac
from izdat.media.vorbis_tags import tag_opus as write_opus
from izdat.model.file import File, file_at
from izdat.model.mastering import EncodedSound, Tags
from izdat.model.sound import Enclosure
from izdat.model.time import Chapter
from izdat.run.step import step

Writer = Callable[[Path, Path, Tags, tuple[Chapter, ...], bytes | None], None]
DIGITS = 8  # of the digest in a name


@step(version=2)
def tag_mp3(
    folder: Path,
    encoded: EncodedSound,
    slug: str,
    tags: Tags,
    chapters: tuple[Chapter, ...],
    artwork: File | None = None,
) -> Enclosure:
    """Return ``encoded`` with tags, chapters and artwork, named for what is in it.

    The name is never used for other bytes: a listener's half-loaded file goes on from the same.
    Raises ``Unreadable`` for artwork that is no picture.
    """
    return _tagged(folder, encoded, slug, tags, chapters, artwork, write_mp3, "audio/mpeg")


@step(version=2)
def tag_opus(
    folder: Path,
    encoded: EncodedSound,
    slug: str,
    tags: Tags,
    chapters: tuple[Chapter, ...],
    artwork: File | None = None,
) -> Enclosure:
    """As ``tag_mp3``, for Ogg Opus."""
    return _tagged(folder, encoded, slug, tags, chapters, artwork, write_opus, "audio/ogg")


@step(version=1)
def tag_m4a(
    folder: Path,
    encoded: EncodedSound,
    slug: str,
    tags: Tags,
    chapters: tuple[Chapter, ...],
    artwork: File | None = None,
) -> Enclosure:
    """As ``tag_mp3``, for AAC in MP4."""
    # Apple asks for this name in feeds; every browser knows it beside the registered audio/mp4.
    return _tagged(folder, encoded, slug, tags, chapters, artwork, write_m4a, "audio/x-m4a")


@step(version=1)
def tag_flac(
    folder: Path,
    encoded: EncodedSound,
    slug: str,
    tags: Tags,
    chapters: tuple[Chapter, ...],
    artwork: File | None = None,
) -> Enclosure:
    """As ``tag_mp3``, for FLAC."""
    return _tagged(folder, encoded, slug, tags, chapters, artwork, write_flac, "audio/flac")


def _tagged(
    folder: Path,
    encoded: EncodedSound,
    slug: str,
    tags: Tags,
    chapters: tuple[Chapter, ...],
    artwork: File | None,
    write: Writer,
    mime: str,
) -> Enclosure:
    picture = None if artwork is None else embedded(artwork)
    path = folder / f"tagged{encoded.file.suffix}"
    write(encoded.file.path, path, tags, chapters, picture)
    digest = file_at(path).sha256
    named = path.rename(folder / f"{slug}-{digest[:DIGITS]}{encoded.file.suffix}")
    file = File(named, digest, named.stat().st_size)
    return Enclosure(file, named.name, mime, encoded.codec, encoded.bit_rate, encoded.duration)
