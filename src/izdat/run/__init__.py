"""Steps and their inputs → results that are kept: runs what has to run, and tells about it."""

from importlib import import_module
from typing import TYPE_CHECKING

from izdat.run.kept import Kept, kept_parts
from izdat.run.report import (
    Advanced,
    Event,
    Finished,
    Lost,
    Progress,
    Ran,
    Reporter,
    Silent,
    Started,
    progress,
)
from izdat.run.step import step, task

if TYPE_CHECKING:
    from izdat.run.cleaning import Cleaned, clean
    from izdat.run.digesting import digest
    from izdat.run.executor import WorkerLost
    from izdat.run.files import FileDigests
    from izdat.run.lock import Holder, building, holder
    from izdat.run.order import UnsafePath
    from izdat.run.publishing import Published, publish
    from izdat.run.run import Call, Run, why
    from izdat.run.store import Damaged
    from izdat.run.work import NotKept, Would
    from izdat.run.workers import Workers, cluster, local

# Where each name is found, so that a stage that only marks its steps loads nothing more.
_MODULES = {
    "Call": "run", "Cleaned": "cleaning", "Damaged": "store", "FileDigests": "files",
    "Holder": "lock", "NotKept": "work", "Published": "publishing", "Run": "run",
    "UnsafePath": "order",
    "WorkerLost": "executor", "Workers": "workers", "Would": "work", "building": "lock",
    "clean": "cleaning", "cluster": "workers", "digest": "digesting", "holder": "lock",
    "local": "workers", "publish": "publishing", "why": "run",
}  # fmt: skip

__all__ = [
    "Advanced", "Call", "Cleaned", "Damaged", "Event", "FileDigests", "Finished", "Holder", "Kept",
    "Lost", "NotKept", "Progress", "Published", "Ran", "Reporter", "Run", "Silent", "Started",
    "UnsafePath", "WorkerLost", "Workers", "Would", "building", "clean", "cluster", "digest",
    "holder", "kept_parts", "local", "progress", "publish", "step", "task", "why",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'izdat.run' has no attribute {name!r}")
    return getattr(import_module(f"izdat.run.{_MODULES[name]}"), name)
