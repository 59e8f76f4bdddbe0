"""Processes of this machine that run tasks, and tell what they do while they do it."""

import multiprocessing
import os
import pickle
import select
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue

from izdat.run.report import Event
from izdat.run.workers import Inbox

# The largest message that several processes may write into one pipe without a lock: a lock
# would be held for ever by a process that is killed.
ATOMIC = getattr(select, "PIPE_BUF", 4096) - 4  # bytes; 4 are the message's own length

SETTLE = b"settle"  # no pickle begins so
TOO_LONG = 10.0  # seconds; a report that is late is no reason to hang


class Processes:
    """A pool of processes, a pipe for what they tell, and one whose end ends them."""

    def __init__(self, jobs: int) -> None:
        self.inbox: Inbox = SimpleQueue()
        # A fork of a process with threads may hang: a clean one is started instead.
        has_server = "forkserver" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if has_server else "spawn")
        if has_server:
            context.set_forkserver_preload([])
        self._hear, self._say = context.Pipe(duplex=False)
        self._alive, self._life = context.Pipe(duplex=False)
        self.pool = ProcessPoolExecutor(jobs, context, _begin, (self._say, self._alive))
        self._settled = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def settle(self) -> None:
        """Return when all that was told before this call is in the inbox."""
        # A pipe keeps its order: when our own message comes out, theirs have.
        self._settled.clear()
        self._say.send_bytes(SETTLE)
        self._settled.wait(TOO_LONG)

    def close(self, *, kill: bool) -> None:
        """End the processes; return when all that they told is in the inbox."""
        if kill:
            self._life.close()
        self.pool.shutdown(cancel_futures=True)
        with suppress(OSError):
            self._say.send_bytes(b"")
        self._listener.join()
        for pipe in (self._hear, self._say, self._alive, self._life):
            pipe.close()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while message := self._hear.recv_bytes():
                if message == SETTLE:
                    self._settled.set()
                else:
                    event = pickle.loads(message)  # noqa: S301  # from our own processes
                    self.inbox.put(("event", event))


# ---- in a process that works ----------------------------------------------------

_channel: Connection | None = None


def _begin(say: Connection, alive: Connection) -> None:
    """Prepare a process: it leaves Ctrl-C to the one that builds, and does not outlive it."""
    global _channel
    _channel = say
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def end_with_parent() -> None:
        with suppress(EOFError, OSError):
            alive.recv_bytes()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()


def live(number: int) -> Callable[[Event], None] | None:
    """Say that task ``number`` begins; return where its events go at once, if there is such."""
    channel = _channel
    if channel is None:
        return None

    def send(message: object) -> None:
        data = pickle.dumps(message)
        if len(data) <= ATOMIC:
            with suppress(OSError):  # nobody listens any more
                channel.send_bytes(data)

    send(number)
    return send


def travelling(error: Exception) -> Exception:
    """Return ``error``, or what tells the same and can be sent to another process."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own
    except Exception:  # whatever an exception's own constructor may raise
        return RuntimeError("".join(traceback.format_exception(error)))
    return error
