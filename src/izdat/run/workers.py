"""Where tasks run side by side: in processes of this machine, or on a cluster.

Both are a ``concurrent.futures.Executor``; nothing else of a build differs between them.
"""

import os
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol

from izdat.model.missing import Missing

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from izdat.run.processes import Processes

Inbox = SimpleQueue[tuple[str, Any]]


class Workers(Protocol):
    """A source of executors."""

    def is_worth(self, tasks: int) -> bool:
        """Say whether so many tasks should be given to it, and not be run in line."""

    def open(self, inbox: Inbox) -> "Executor":
        """Return the executor; what its tasks tell goes to ``inbox`` meanwhile."""

    def settle(self) -> None:
        """Return when all that ended tasks told is in the inbox."""

    def close(self, *, kill: bool = False) -> None:
        """Let go of the executor; it may be opened again. ``kill``: do not wait for its tasks."""


class Local:
    """Processes of this machine, started when there is work for them."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._processes: Processes | None = None

    def is_worth(self, tasks: int) -> bool:
        # One task is sooner done than a process is started.
        return self.jobs > 1 and tasks > 1

    def open(self, inbox: Inbox) -> "Executor":
        if self._processes is None:
            # Loaded here only: a build that finds all it needs starts no process.
            from izdat.run.processes import Processes

            self._processes = Processes(self.jobs)
        self._processes.inbox = inbox
        return self._processes.pool

    def settle(self) -> None:
        if self._processes is not None:
            self._processes.settle()

    def close(self, *, kill: bool = False) -> None:
        if self._processes is not None:
            self._processes.close(kill=kill)
            self._processes = None


def local(jobs: int = 0) -> Workers:
    """Return up to ``jobs`` processes of this machine; 0: as many as it has processors for us."""
    if jobs <= 0:
        affinity = getattr(os, "sched_getaffinity", None)
        jobs = len(affinity(0)) if affinity else os.cpu_count() or 1
    return Local(jobs)


class Cluster:
    """A Dask cluster that shares the show's folder, under the same path, and izdat's version."""

    def __init__(self, address: str) -> None:
        try:
            # Heavy, and an extra: without a cluster it is never imported.
            from distributed import Client
        except ImportError as error:
            remedy = "pip install 'izdat[cluster]'"
            raise Missing("a cluster needs Dask, which is not installed", remedy) from error
        try:
            self._client: Any = Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise Missing(
                f"no cluster answers at {address}",
                "start one: dask scheduler, then on each machine: dask worker " + address,
            ) from error
        self._executor: Executor | None = None

    def is_worth(self, tasks: int) -> bool:
        return tasks > 0

    def open(self, inbox: Inbox) -> "Executor":
        if self._executor is None:
            self._executor = self._client.get_executor()
        return self._executor

    def settle(self) -> None:
        pass  # what its tasks tell comes with their results

    def close(self, *, kill: bool = False) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=not kill)
            self._executor = None
        self._client.close()


def cluster(address: str) -> Workers:
    """Return the Dask cluster at ``address``, ``tcp://host:8786``. Raises ``Missing``."""
    return Cluster(address)
