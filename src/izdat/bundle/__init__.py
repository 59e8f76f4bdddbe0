"""A signed copy in a folder → one file, or a stick, that carries it with its proof and verifier."""

from izdat.bundle.site import NotAsSigned, Site, read_site, words_of
from izdat.bundle.stick import BadStick, Stick, copy_to_stick
from izdat.bundle.torrent import SeedElsewhere, write_torrent
from izdat.bundle.zim import MissingZim, ZimUnwritten, write_zim
from izdat.bundle.zip import write_zip

__all__ = [
    "BadStick", "MissingZim", "NotAsSigned", "SeedElsewhere", "Site", "Stick", "ZimUnwritten",
    "copy_to_stick", "read_site", "words_of", "write_torrent", "write_zim", "write_zip",
]  # fmt: skip
