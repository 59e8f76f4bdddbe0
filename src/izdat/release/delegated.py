"""A file's path, and targets that hand some paths on to others' keys → who signs the file, if any.

izdat signs no such releases; other programs' do (TUF 1.0.34, section 5.6.7). Like the judge it
belongs to, this reads and writes nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from tuf.api.metadata import MetaFile, Signed, Targets

from izdat.release.contents import Entry, entries
from izdat.release.parse import LIMITS, read_role
from izdat.release.signatures import compare, verify
from izdat.release.wrong import Malformed, Mismatched

MOST_ROLES = 32  # looked into for one file: each can cost a fetch of as much as all the targets


class Search:
    """Looks for one file, role by role: a role's own files first, then those it delegates to.

    Those stand in the order of the delegator, and each brings its own before the next one's turn;
    one that terminates is the last. No role is looked into twice. While ``role`` is not None, give
    its metadata to ``add``. A step that raises ``Untrusted`` changes nothing.
    """

    def __init__(
        self, path: str, targets: Targets, meta: Mapping[str, MetaFile], *,
        check_expiry: Callable[[Signed, str], None], versioned: Callable[[str, int], str],
    ) -> None:  # fmt: skip
        self.entry: Entry | None = None  # what was signed for the path, once it is found
        # When the first signature runs out of those that were looked at.
        self.fresh_until: datetime = targets.expires
        self._path = path
        self._meta = meta
        self._check_expiry = check_expiry
        self._versioned = versioned
        self._seen: set[str] = set()
        self._waiting: list[tuple[Targets, str]] = []  # who delegates, to whom; the next one last
        self._look(targets, entries(targets))

    @property
    def role(self) -> str | None:
        """The role whose metadata is wanted next; None: the search is over."""
        return self._waiting[-1][1] if self._waiting else None

    @property
    def name(self) -> str:
        """What that metadata is called. A role's name can hold anything, also “/” and “..”."""
        role = self._next()[1]
        return self._versioned(role, self._meta_of(role).version)

    @property
    def limit(self) -> int:
        """The most bytes that it can have."""
        return self._meta_of(self._next()[1]).length or LIMITS["targets"]

    def add(self, data: bytes) -> None:
        """Take the metadata of ``role``."""
        delegator, role = self._next()
        if len(self._seen) >= MOST_ROLES:
            raise Malformed(f"more than {MOST_ROLES} roles may sign {self._path!r:.200}")
        meta = self._meta_of(role)
        compare(role, meta, data)
        new = read_role(data, Targets)
        verify(delegator, new, role)
        if new.signed.version != meta.version:
            raise Mismatched(f"{role:.200} {meta.version} was wanted, this is {new.signed.version}")
        self._check_expiry(new.signed, role)
        found = entries(new.signed)
        self._waiting.pop()
        self._seen.add(role)
        self.fresh_until = min(self.fresh_until, new.signed.expires)
        self._look(new.signed, found)

    def _look(self, targets: Targets, found: Mapping[str, Entry]) -> None:
        self.entry = found.get(self._path)
        if self.entry is not None:
            self._waiting.clear()
            return
        ahead: list[tuple[Targets, str]] = []
        if targets.delegations is not None:
            for role, is_last in targets.delegations.get_roles_for_target(self._path):
                ahead.append((targets, role))
                if is_last:
                    self._waiting.clear()
                    break
        self._waiting += reversed(ahead)
        while self._waiting and self._waiting[-1][1] in self._seen:
            self._waiting.pop()

    def _next(self) -> tuple[Targets, str]:
        if not self._waiting:
            raise RuntimeError("the search is over")
        return self._waiting[-1]

    def _meta_of(self, role: str) -> MetaFile:
        meta = self._meta.get(f"{role}.json")
        if meta is None:
            raise Mismatched(f"the snapshot does not name {role!r:.200}, to whom files are handed")
        return meta
