"""Work side by side in threads, with results in their order: their number changes no byte.

Threads, for codecs and compiled code let go of the interpreter while they work: nothing has to be
pickled, and a step that runs in a process of the build's own starts no further ones.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

MOST = 4  # threads: each holds some sound in memory


def processors() -> int:
    """Return how many processors there are for us, at most ``MOST``."""
    affinity = getattr(os, "sched_getaffinity", None)
    return min(len(affinity(0)) if affinity else os.cpu_count() or 1, MOST)


def side_by_side(
    begin: Callable[[Executor, Given], "Future[Made]"], given: Iterable[Given], workers: int = 0
) -> Iterator[Made]:
    """Yield what ``begin`` has made of each of ``given``, in order; ``workers`` at once.

    0: as many as there are ``processors``. ``given`` is asked for little more than they are at.
    """
    workers = workers if workers > 0 else processors()
    waiting: deque[Future[Made]] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        for each in given:
            waiting.append(begin(pool, each))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
