"""Cuts what has taken too long, whatever it is doing then: one thread watches over all."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Held:
    """Something that must be over in time."""

    seconds: float
    cut: Callable[[], None]
    is_over: bool = False

    def check(self) -> None:
        """Raise ``TimeoutError`` if the time is up: what was cut looks like an early end."""
        if self.is_over:
            raise TimeoutError(f"it took more than {self.seconds:.0f} seconds")


class Watchman:
    """Holds any number of deadlines. Its thread runs while there is one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ends: dict[Held, float] = {}
        self._wakes = 0.0  # when the thread looks next
        self._is_awake = False

    @contextmanager
    def over(self, cut: Callable[[], None], seconds: float) -> Iterator[Held]:
        """Call ``cut``, from another thread, if the block is not done within ``seconds``."""
        held = Held(seconds, cut)
        end = time.monotonic() + seconds
        with self._changed:
            self._ends[held] = end
            if not self._is_awake:
                self._is_awake = True
                threading.Thread(target=self._watch, name="deadlines", daemon=True).start()
            elif end < self._wakes:
                self._changed.notify()
        try:
            yield held
        finally:
            with self._changed:
                self._ends.pop(held, None)

    def _watch(self) -> None:
        while True:
            with self._changed:
                now = time.monotonic()
                late = [held for held, end in self._ends.items() if end <= now]
                for held in late:
                    del self._ends[held]
                    held.is_over = True
                if not late:
                    if not self._ends:
                        self._is_awake = False
                        return
                    self._wakes = min(self._ends.values())
                    self._changed.wait(self._wakes - now)
            for held in late:
                held.cut()


WATCHMAN = Watchman()
