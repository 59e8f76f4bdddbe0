"""Two releases → what is different between them, in words an editor can judge before signing."""

from collections.abc import Mapping
from dataclasses import dataclass

from izdat.release.contents import Entry


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths, each sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    new_bytes: int  # of what is added or changed and was not there under another name
    size: int  # bytes, of the whole release

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def lines(self, most: int = 20) -> list[str]:
        """Return a line for each of the first ``most`` files of a kind, then a sum."""
        told: list[str] = []
        for word, paths in (
            ("added", self.added), ("changed", self.changed), ("removed", self.removed)
        ):  # fmt: skip
            told += [f"{word:<8} {path}" for path in paths[:most]]
            if len(paths) > most:
                told.append(f"{word:<8} … and {len(paths) - most:,} more")
        told.append(
            f"{len(self.added):,} added, {len(self.changed):,} changed, {len(self.removed):,} "
            f"removed; {self.new_bytes / 1e6:,.1f} MB new of {self.size / 1e6:,.1f} MB"
        )
        return told


def changed(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Changes:
    """Return what ``after`` has that ``before`` had not, or not so, and the other way round."""
    added = tuple(sorted(after.keys() - before.keys()))
    other = tuple(
        sorted(p for p in after.keys() & before.keys() if after[p].sha256 != before[p].sha256)
    )
    known = {each.sha256 for each in before.values()}
    new = {after[p].sha256: after[p].size for p in (*added, *other)}
    return Changes(
        added, other, tuple(sorted(before.keys() - after.keys())),
        sum(size for sha256, size in new.items() if sha256 not in known),
        sum(each.size for each in after.values()),
    )  # fmt: skip
