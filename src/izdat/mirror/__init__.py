"""A copy, from anywhere, and the words of a root → whether it is what the show signed."""

from izdat.mirror.check import Checked, Fault, check
from izdat.mirror.folder import FolderSource
from izdat.mirror.source import Source, SourceFailed, Unsound
from izdat.mirror.url import UrlSource
from izdat.mirror.zip import ZipSource
from izdat.release import TrustedRelease, Untrusted, Verdict

__all__ = [
    "Checked", "Fault", "FolderSource", "Source", "SourceFailed", "TrustedRelease", "Unsound",
    "Untrusted", "UrlSource", "Verdict", "ZipSource", "check",
]  # fmt: skip
