"""Tells a person, a pipe or a machine how a build goes: a bar, a line an event, or JSON."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, TextIO

from izdat.run.lock import Holder
from izdat.run.report import Advanced, Event, Lost, Progress, Ran, Reporter, Started

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class Building(Reporter):
    """A reporter that can also say for whom a build waits."""

    def waiting(self, holder: Holder) -> None:
        """Say that another process builds this show."""


class Quiet(Building):
    def tell(self, event: Event) -> None:
        pass


class Lines(Building):
    """One plain line a step, for pipes and logs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def tell(self, event: Event) -> None:
        if isinstance(event, Ran):
            self._stream.write(f"{line(event)}\n")
        elif isinstance(event, Lost):
            names = ", ".join(" ".join(subject) for subject in event.subjects)
            self._stream.write(f"a process died at work; once more: {names}\n")

    def waiting(self, holder: Holder) -> None:
        self._stream.write(f"waiting: {holder} builds this show\n")
        self._stream.flush()


class Machine(Building):
    """One JSON object a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def tell(self, event: Event) -> None:
        if not isinstance(event, Progress):
            self._write(type(event).__name__.lower(), asdict(event))

    def waiting(self, holder: Holder) -> None:
        self._write("waiting", asdict(holder))

    def _write(self, name: str, facts: dict[str, object]) -> None:
        self._stream.write(json.dumps({"event": name, **facts}, ensure_ascii=False) + "\n")


class Terminal(Building):
    """A bar for all episodes, one for each step that takes its time, and a line for each done."""

    SLOW = 0.5  # seconds: a step that takes less leaves no line

    def __init__(self, bars: "Bars") -> None:
        self._bars = bars
        self._running: dict[tuple[str, tuple[str, ...]], TaskID] = {}
        self._all: dict[str, TaskID] = {}

    def tell(self, event: Event) -> None:
        if isinstance(event, Advanced):
            name = event.task.rpartition(".")[2].replace("_", " ")
            if name not in self._all:
                self._all[name] = self._bars.add_task(name, total=event.total)
            self._bars.update(self._all[name], completed=event.done, total=event.total)
            return
        if isinstance(event, Lost):
            self._bars.console.print("a process died at work; doing its part once more")
            return
        if not isinstance(event, Started | Progress | Ran):
            return
        key = (event.step, event.subject)
        if isinstance(event, Started):
            self._running[key] = self._bars.add_task(_title(event), total=1.0)
        elif key in self._running and isinstance(event, Progress):
            title = f"{_title(event)}  {event.doing}".rstrip()
            self._bars.update(self._running[key], completed=event.fraction, description=title)
        elif isinstance(event, Ran):
            if key in self._running:
                self._bars.remove_task(self._running.pop(key))
            if event.seconds >= self.SLOW:
                self._bars.console.print(line(event), highlight=False, markup=False)

    def waiting(self, holder: Holder) -> None:
        self._bars.console.print(f"waiting: {holder} builds this show")


def _title(event: Started | Progress) -> str:
    return f"{event.stage}  {' '.join(event.subject)}"


def line(event: Ran) -> str:
    """Return a step that ran as one line: ``align  083 pier  12.4 s  (transcript changed)``."""
    subject = " ".join(event.subject)
    return f"{event.stage:<8}{subject:<32}{event.seconds:6.1f} s  ({event.reason})"


@contextmanager
def reporter(*, as_json: bool, quiet: bool, to: TextIO | None = None) -> Iterator[Building]:
    """Give the reporter that fits where the output goes: ``to``, or the standard output."""
    stream = to or sys.stdout
    if as_json:
        yield Machine(stream)
    elif quiet:
        yield Quiet()
    elif not stream.isatty():
        yield Lines(stream)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichBars

        # The time: what is left, by the pace so far; what it took, once it is done.
        columns = (
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
        )  # fmt: skip
        console = Console(file=stream)  # loaded here: pipes need none of it
        with RichBars(*columns, transient=True, console=console) as bars:
            yield Terminal(bars)


@contextmanager
def moving(
    title: str, *, as_json: bool, quiet: bool, to: TextIO | None = None
) -> Iterator[Callable[[int, int], None]]:
    """Give what shows how many bytes of how many are there: a bar in a terminal, else nothing.

    It may be called from several threads, and late: the bar does not go back.
    """
    stream = to or sys.stdout
    if as_json or quiet or not stream.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )
    from rich.progress import Progress as RichBars

    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
        TimeRemainingColumn(),
    )  # fmt: skip
    with RichBars(*columns, transient=True, console=Console(file=stream)) as bars:
        task = bars.add_task(title, total=None)
        most = 0

        def tell(done: int, total: int) -> None:
            nonlocal most
            # Another total is another haul: of hashes first, then of files.
            most = done if bars.tasks[0].total != total else max(most, done)
            bars.update(task, completed=most, total=total)

        yield tell
