"""A copy, from anywhere, and a root's words → what it is worth; or a mirror made of it."""

from izdat.mirror.check import Checked, Fault, check
from izdat.mirror.folder import FolderSource
from izdat.mirror.holding import OWN, Blocked
from izdat.mirror.rows import Pace
from izdat.mirror.socks import Proxy
from izdat.mirror.source import Line, Mirror, Source, SourceFailed, Unsound
from izdat.mirror.status import NoMirror, Status, status, voices
from izdat.mirror.survey import Heard
from izdat.mirror.sync import Manner, NotFresh, Synced, Unfinished, sync
from izdat.mirror.torrent import TorrentSource, check_torrent
from izdat.mirror.url import UrlSource
from izdat.mirror.zim import ZimSource
from izdat.mirror.zip import ZipSource
from izdat.release import TrustedRelease, Untrusted, Verdict

__all__ = [
    "OWN", "Blocked", "Checked", "Fault", "FolderSource", "Heard", "Line", "Manner", "Mirror",
    "NoMirror", "NotFresh", "Pace", "Proxy", "Source", "SourceFailed", "Status", "Synced",
    "TorrentSource", "TrustedRelease", "Unfinished", "Unsound", "Untrusted", "UrlSource", "Verdict",
    "ZimSource", "ZipSource", "check", "check_torrent", "status", "sync", "voices",
]  # fmt: skip
