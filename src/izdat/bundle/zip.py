"""A signed copy → a ZIP that opens in a browser once it is unpacked, or is checked as it is."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from izdat.bundle.site import Site
from izdat.bundle.whole import whole

# The oldest day that a ZIP can tell: when it was made is no one's concern, and would differ.
_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX = 3  # the system that made it: APPNOTE.TXT, section 4.4.2
_PLAIN_FILE = 0o100644 << 16


def write_zip(site: Site, target: Path, *, tell: Callable[[int], None] | None = None) -> None:
    """Write ``target``: the same bytes for the same release, on every machine.

    Nothing is packed: sound cannot be, and what is packed depends on the packer's version.
    ``tell`` is given the bytes that were written so far. Raises ``NotAsSigned``, ``MissingSpace``;
    then no file is there, or the one from before.
    """
    done = 0
    with (
        whole(target, site.size) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True) as archive,
    ):
        for entry in site.in_order:
            member = zipfile.ZipInfo(entry.path, _DAY)
            member.create_system = _UNIX
            member.external_attr = _PLAIN_FILE
            member.file_size = entry.size  # beforehand: decides whether it needs ZIP64
            with archive.open(member, "w") as into:
                for block in site.blocks(entry):
                    into.write(block)
                    done += len(block)
                    if tell is not None:
                        tell(done)
