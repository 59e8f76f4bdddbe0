"""What a run tells while it works. Nothing here prints: a ``Reporter`` decides what is seen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Started:
    """A step has to run, and begins."""

    stage: str  # "align"
    step: str  # "align.words.align_words"
    subject: tuple[str, ...]  # ("083", "pier")
    reason: str  # "transcript changed"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running step is."""

    stage: str
    step: str
    subject: tuple[str, ...]
    fraction: float  # 0 to 1
    doing: str = ""  # what just now, where the step says so


@dataclass(frozen=True, slots=True)
class Ran:
    """A step has run, and its result is kept."""

    stage: str
    step: str
    subject: tuple[str, ...]
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Advanced:
    """Of the tasks that run side by side, ``done`` have their result."""

    task: str  # "tasks.publish_episode"
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A process died at work. What it was doing is done once more."""

    subjects: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A run is over."""

    ran: int  # steps
    kept: int  # steps whose result was there, with those that a task's shortcut stood for


Event = Started | Progress | Ran | Advanced | Lost | Finished


class Reporter(Protocol):
    """Is told, in the process that runs the build and in one thread at a time."""

    def tell(self, event: Event) -> None: ...


class Silent:
    """A reporter that says nothing."""

    def tell(self, event: Event) -> None:
        pass


Told = Callable[[float, str], None]

_progress: ContextVar[Told | None] = ContextVar("progress", default=None)


def progress(fraction: float, doing: str = "") -> None:
    """Tell how far the step that calls this is, from 0 to 1, and what it does just now.

    Cheap; call it as often as liked.
    """
    told = _progress.get()
    if told is not None:
        told(fraction, doing)


@contextmanager
def progress_to(told: Told) -> Iterator[None]:
    """Let ``progress`` speak to ``told`` inside: at each hundredth, and at each new doing."""
    last = -1
    last_doing = ""

    def sparing(fraction: float, doing: str) -> None:
        nonlocal last, last_doing
        hundredth = max(last, int(min(max(fraction, 0.0), 1.0) * 100))
        if hundredth > last or doing != last_doing:
            last, last_doing = hundredth, doing
            told(hundredth / 100, doing)

    token = _progress.set(sparing)
    try:
        yield
    finally:
        _progress.reset(token)
