"""A signed copy → a ZIM, which Kiwix shows on phones and on servers without a network."""

import mimetypes
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from izdat.bundle.front import front_of
from izdat.bundle.site import Site
from izdat.bundle.whole import partial
from izdat.media.icon import icon
from izdat.model.missing import Missing, MissingSpace
from izdat.release import Entry
from izdat.run.durable import sync_folder
from izdat.run.space import megabytes, room_in
from izdat.text.languages import three_letters

if TYPE_CHECKING:
    from libzim.writer import Creator

FIRST = "index.html"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
# Not by the machine's own tables: the same release has the same types everywhere.
_TYPES = mimetypes.MimeTypes(filenames=())
for _type, _ending in (
    ("audio/ogg", ".opus"), ("audio/mp4", ".m4a"), ("text/vtt", ".vtt"), ("audio/flac", ".flac"),
    ("application/json", ".json"), ("text/markdown", ".md"), ("application/xml", ".xml"),
    ("image/webp", ".webp"), ("application/x-subrip", ".srt"), ("text/javascript", ".js"),
):  # fmt: skip
    _TYPES.add_type(_type, _ending)


class MissingZim(Missing):
    """libzim is not installed."""


class ZimUnwritten(Missing):
    """libzim gave up, and does not say why: it knows of a full disk only sometimes."""


def write_zim(site: Site, target: Path) -> None:
    """Write ``target``. Two of one release differ in the number that every ZIM is given.

    Nothing is packed, so that it can be checked without libzim, and nobody can pack a bomb into
    what izdat reads. Raises ``MissingZim``, ``NotAsSigned``, ``MissingSpace``, ``ZimUnwritten``.
    """
    try:
        from libzim import writer
    except ImportError:
        raise MissingZim("a ZIM needs libzim", "pip install 'izdat[zim]'") from None
    free = shutil.disk_usage(target.parent).free
    if free < site.size:
        raise MissingSpace(
            f"{target.parent} has {megabytes(free)} free, and {megabytes(site.size)} are needed",
            "free some space",
        )
    temporary = partial(target)
    growing = temporary.with_name(f"{temporary.name}.tmp")  # as libzim calls it
    wrong: list[BaseException] = []
    with room_in(target.parent, site.size):
        try:
            for left in (temporary, growing):
                left.unlink(missing_ok=True)
            creator = writer.Creator(temporary).config_verbose(False).config_nbworkers(1)
            creator.config_compression(writer.Compression.none).config_indexing(False, "eng")
            with creator:
                _fill(site, creator, writer, wrong)
            if wrong:
                raise wrong[0]
            with temporary.open("rb") as stream:
                os.fsync(stream.fileno())
            temporary.replace(target)
        except BaseException as error:
            for left in (temporary, growing):
                with suppress(OSError):
                    left.unlink()
            if wrong and error is not wrong[0]:
                raise wrong[0] from error
            # The second: it could not give the file its name, and said nothing.
            if isinstance(error, RuntimeError | FileNotFoundError):
                raise ZimUnwritten(
                    f"libzim could not write {target}; most often the disk is full. It says: "
                    f"{error!s:.200}",
                    "free some space, or use another folder, then do it again",
                ) from error
            raise
        sync_folder(target.parent)


def _fill(site: Site, creator: "Creator", writer: Any, wrong: list[BaseException]) -> None:
    first = b""
    picture: bytes | None = None
    for entry in site.files:
        if entry.path == FIRST:
            first = b"".join(site.blocks(entry))
        elif picture is None and entry.path.startswith("assets/artwork-"):
            picture = b"".join(site.blocks(entry))
    front = front_of(first)
    creator.set_mainpath(FIRST)
    for entry in (*site.files, *site.proof):
        creator.add_item(_item(site, entry, writer, wrong))
    creator.add_illustration(48, icon(picture))
    issued = site.verdict.issued
    told = {
        "Title": front.title,
        "Description": front.description,
        "Language": three_letters(front.lang) or "und",
        "Name": f"izdat_{site.words}",
        "Creator": front.title,
        "Publisher": "izdat",
        "Date": f"{issued:%Y-%m-%d}" if issued else "1970-01-01",
    }
    for name, value in told.items():
        creator.add_metadata(name, value)


def _item(site: Site, entry: Entry, writer: Any, wrong: list[BaseException]) -> Any:
    """Return a file as libzim takes it, which asks for its bytes on a thread of its own.

    What is raised there ends the program: it is kept in ``wrong``, and raised where izdat waits.
    """
    kind = _TYPES.guess_type(entry.path)[0] or "application/octet-stream"

    class Content(writer.ContentProvider):  # type: ignore[misc]  # libzim tells no types
        def get_size(self) -> int:
            return entry.size

        def gen_blob(self) -> Iterator[Any]:
            given = 0
            try:
                for block in site.blocks(entry):
                    given += len(block)
                    yield writer.Blob(block)
            except Exception as error:
                wrong.append(error)
            while given < entry.size:  # libzim waits for as many bytes as were promised
                block = bytes(min(1 << 20, entry.size - given))
                given += len(block)
                yield writer.Blob(block)
            if not entry.size:
                yield writer.Blob(b"")

    class Item(writer.Item):  # type: ignore[misc]  # as above
        def get_path(self) -> str:
            return entry.path

        def get_title(self) -> str:
            return ""

        def get_mimetype(self) -> str:
            return kind

        def get_contentprovider(self) -> Any:
            return Content()

        def get_hints(self) -> dict[Any, int]:
            return {
                writer.Hint.FRONT_ARTICLE: int(kind in _PAGES), writer.Hint.COMPRESS: 0
            }  # fmt: skip

    return Item()
