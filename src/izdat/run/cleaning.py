"""Removes kept results that the last build did not use."""

from dataclasses import dataclass
from pathlib import Path

from izdat.run.lock import building
from izdat.run.memory import read_records
from izdat.run.store import Store


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning did."""

    results: int  # removed
    size: int  # bytes that this freed
    kept: int  # results


def clean(folder: Path, *, store: Path | None = None, wait: float = 0.0) -> Cleaned:
    """Remove what the last build of the show in ``folder`` did not use, and what kills left.

    Of a show that was never built nothing is known, and no result is removed. Raises ``Busy``
    if somebody builds it, and goes on building longer than ``wait`` seconds.
    """
    folder = folder.absolute()
    keeper = Store((store or folder / ".izdat" / "store").absolute())
    with building(folder, wait):
        records = read_records(folder / ".izdat" / "memory")
        used = {key for record in records.values() for key in record.uses()}
        used |= {part for key in used for part in keeper.parts_of(key)}
        unused = sorted(keeper.present() - used) if records else []
        size = sum(keeper.discard(key) for key in unused)
        keeper.sweep()
        return Cleaned(len(unused), size, len(keeper.present()))
