"""Signed metadata, as bytes → what a release is, or a named reason not to trust it. No I/O."""

from izdat.release.changes import Changes, changed
from izdat.release.contents import (
    Audio,
    Digested,
    Entry,
    digest_of,
    digested,
    entries,
    sums_of,
    targets_of,
)
from izdat.release.delegated import Search
from izdat.release.fingerprint import fingerprint, is_fingerprint
from izdat.release.keys import (
    WrongPassphrase,
    locked,
    new_key,
    public_key,
    public_text,
    read_public,
    unlocked,
)
from izdat.release.merkle import PIECE, Pieces
from izdat.release.names import unsafe_names
from izdat.release.parse import LIMITS, read_role, write_role
from izdat.release.trusted import MOST_ROOTS, TrustedRelease, Verdict, followed
from izdat.release.wrong import (
    Expired,
    Forged,
    Incomplete,
    Malformed,
    Mismatched,
    RolledBack,
    UnsafeName,
    Untrusted,
)

__all__ = [
    "LIMITS", "MOST_ROOTS", "PIECE", "Audio", "Changes", "Digested", "Entry", "Expired", "Forged",
    "Incomplete", "Malformed", "Mismatched", "Pieces", "RolledBack", "Search", "TrustedRelease",
    "UnsafeName", "Untrusted", "Verdict", "WrongPassphrase", "changed", "digest_of", "digested",
    "entries", "fingerprint", "followed", "is_fingerprint", "locked", "new_key", "public_key",
    "public_text", "read_public", "read_role", "sums_of", "targets_of", "unlocked",
    "unsafe_names", "write_role",
]  # fmt: skip
