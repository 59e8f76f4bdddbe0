"""One build of a show at a time. A lock that is held by a process, and goes with it."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from izdat.model.missing import Busy
from izdat.run.space import room_in

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PAUSE = 0.1  # seconds between two tries


@dataclass(frozen=True, slots=True)
class Holder:
    """Who builds."""

    process: int
    host: str
    since: str  # ISO 8601, UTC, to the second; "" if it could not be read

    def __str__(self) -> str:
        since = f" since {self.since}" if self.since else ""
        return f"process {self.process} on {self.host}{since}"


@contextmanager
def building(
    folder: Path, wait: float = 0.0, waiting: Callable[[Holder], None] | None = None
) -> Iterator[None]:
    """Hold the show in ``folder`` for one build.

    Another's build is waited for up to ``wait`` seconds, ``waiting`` being told once who that
    is; then ``Busy``. The lock is the operating system's: a killed process holds none.
    """
    path = folder / ".izdat" / "lock"
    with room_in(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        deadline = time.monotonic() + wait
        told = False
        while not taken(lock):
            if time.monotonic() >= deadline:
                raise Busy(
                    f"{_holder(path)} works on this show",
                    "wait until it is done, or end it, and do this again",
                )
            if waiting is not None and not told:
                waiting(_holder(path))
                told = True
            time.sleep(PAUSE)
        with room_in(folder):
            since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            told_by = {"process": os.getpid(), "host": platform.node(), "since": since}
            text = json.dumps(told_by).encode()
            # After the first byte, which is what Windows locks and lets nobody else read.
            os.pwrite(lock, b" " + text, 0) if hasattr(os, "pwrite") else _write(lock, b" " + text)
            os.ftruncate(lock, len(text) + 1)
        yield
    finally:
        os.close(lock)


def holder(folder: Path) -> Holder | None:
    """Return who builds the show in ``folder``; None if nobody does."""
    path = folder / ".izdat" / "lock"
    try:
        lock = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if taken(lock) else _holder(path)
    finally:
        os.close(lock)


def _holder(path: Path) -> Holder:
    try:
        with path.open("rb") as stream:
            stream.seek(1)
            told = json.loads(stream.read(4096))
        return Holder(int(told["process"]), str(told["host"]), str(told["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder(0, "this machine", "")


def _write(lock: int, text: bytes) -> None:
    os.lseek(lock, 0, os.SEEK_SET)
    os.write(lock, text)


if sys.platform == "win32":

    def taken(lock: int) -> bool:
        """Return whether the file open as ``lock`` is ours now; it is held until it is closed."""
        os.lseek(lock, 0, os.SEEK_SET)
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def taken(lock: int) -> bool:
        """Return whether the file open as ``lock`` is ours now; it is held until it is closed."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
