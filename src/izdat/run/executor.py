"""Runs tasks side by side through an executor, and takes care of those whose process dies."""

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from izdat.model.missing import Missing
from izdat.run.report import Event, Lost
from izdat.run.workers import Inbox, Workers

TRIES = 2  # of a task whose process dies at work


class WorkerLost(Missing):
    """A process died at work, twice: most often because memory was short."""


def run_all(
    workers: Workers,
    function: Callable[[bytes], bytes],
    jobs: Mapping[int, tuple[tuple[str, ...], bytes]],
    tell: Callable[[Event], None],
    done: Callable[[int, bytes], None],
) -> None:
    """Run ``function`` for each of ``jobs``, number → (subject, what to give); ``done`` takes each.

    A task lost with its process is run once more. When one fails, those at work are let
    finish, the rest is not begun, and the first error by order is raised.
    """
    round_ = _Round(workers, function, jobs, tell, done)
    deaths: Counter[int] = Counter()
    while round_.waiting and not round_.failed:
        suspects = round_.go()
        if suspects is None:
            continue
        deaths.update(suspects)
        guilty = [i for i in sorted(suspects) if deaths[i] >= TRIES]
        if guilty:
            names = "; ".join(" ".join(jobs[i][0]) for i in guilty)
            raise WorkerLost(
                f"a process died twice while it worked on: {names}",
                "perhaps memory was short: do it again with --jobs 1",
            )
        tell(Lost(tuple(jobs[i][0] for i in sorted(suspects))))
    if round_.failed:
        raise round_.failed[min(round_.failed)]


class _Round:
    """Tasks given to an executor, until it broke or all are done."""

    def __init__(
        self,
        workers: Workers,
        function: Callable[[bytes], bytes],
        jobs: Mapping[int, tuple[tuple[str, ...], bytes]],
        tell: Callable[[Event], None],
        done: Callable[[int, bytes], None],
    ) -> None:
        self.workers, self.function, self.jobs = workers, function, jobs
        self.tell, self.done = tell, done
        self.waiting = set(jobs)
        self.failed: dict[int, BaseException] = {}
        self._begun: set[int] = set()

    def go(self) -> set[int] | None:
        """Return the tasks that were at work when a process died; None if none did."""
        inbox: Inbox = SimpleQueue()
        self._begun = set()
        is_broken = False
        try:
            futures = self._submit(self.workers.open(inbox), inbox)
            is_broken = len(futures) < len(self.waiting)
            outstanding = len(futures)
            while outstanding:
                kind, what = inbox.get()
                if kind == "event":
                    self._hear(what)
                    continue
                outstanding -= 1
                is_broken |= self._end(what, futures[what])
                if self.failed:
                    for future in futures:
                        future.cancel()
        except BaseException:
            self.workers.close(kill=True)
            raise
        if is_broken:
            self.workers.close()
        else:
            self.workers.settle()
        with suppress(Empty):
            while True:
                kind, what = inbox.get_nowait()
                if kind == "event":
                    self._hear(what)
        if not is_broken:
            return None
        return (self._begun & self.waiting) or set(self.waiting)

    def _submit(self, executor: Executor, inbox: Inbox) -> dict[Future[bytes], int]:
        futures: dict[Future[bytes], int] = {}
        with suppress(BrokenExecutor):  # died while it was being given work
            for i in sorted(self.waiting):
                futures[executor.submit(self.function, self.jobs[i][1])] = i
        for future in futures:
            future.add_done_callback(lambda ended: inbox.put(("end", ended)))
        return futures

    def _hear(self, message: Any) -> None:
        if isinstance(message, int):
            self._begun.add(message)
        else:
            self.tell(message)

    def _end(self, future: "Future[bytes]", i: int) -> bool:
        """Take in what a task came to; return whether its process died."""
        try:
            result = future.result()
        except CancelledError:
            return False
        except BrokenExecutor:
            return True
        except Exception as error:  # whatever a task raises is raised again, in order, by run_all
            if type(error).__name__ == "KilledWorker":  # Dask's, after tries of its own
                error = WorkerLost(
                    f"processes died while they worked on: {' '.join(self.jobs[i][0])}",
                    "perhaps memory was short: give each worker more",
                )
            self.failed[i] = error
            self.waiting.discard(i)
            return False
        self.waiting.discard(i)
        self.done(i, result)
        return False
