"""How a build is told: to a pipe, to a machine, to a terminal."""

import io
import json

from rich.console import Console
from rich.progress import Progress as Bars

from izdat.progress import Lines, Machine, Terminal, moving
from izdat.run.lock import Holder
from izdat.run.report import Advanced, Lost, Progress, Ran, Started

SUBJECT = ("083", "pier")
RAN = Ran("align", "align.words.align_words", SUBJECT, "transcript changed", 12.44)


def test_a_pipe_gets_one_plain_line_a_step() -> None:
    out = io.StringIO()
    told = Lines(out)
    told.tell(Started("align", "align.words.align_words", SUBJECT, "transcript changed"))
    told.tell(RAN)
    assert out.getvalue().split() == "align 083 pier 12.4 s (transcript changed)".split()


def test_a_pipe_hears_who_builds_and_what_died() -> None:
    out = io.StringIO()
    told = Lines(out)
    told.waiting(Holder(7, "laptop", "2031-04-07T06:00:00Z"))
    told.tell(Lost((SUBJECT,)))
    first, second = out.getvalue().splitlines()
    assert "process 7 on laptop" in first
    assert "083 pier" in second


def test_a_machine_gets_an_object_a_line() -> None:
    out = io.StringIO()
    told = Machine(out)
    told.tell(RAN)
    told.tell(Progress("align", "align.words.align_words", SUBJECT, 0.5))
    facts = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(facts) == 1
    assert facts[0]["event"] == "ran"
    assert facts[0]["subject"] == ["083", "pier"]


def test_a_terminal_shows_what_runs_and_keeps_a_line_of_what_took_its_time() -> None:
    out = io.StringIO()
    bars = Bars(console=Console(file=out, width=100), auto_refresh=False)
    told = Terminal(bars)
    told.tell(Started("align", "align.words.align_words", SUBJECT, "first time"))
    told.tell(Progress("align", "align.words.align_words", SUBJECT, 0.5))
    told.tell(Advanced("tasks.publish_episode", 1, 3))
    assert [task.description for task in bars.tasks] == ["align  083 pier", "publish episode"]
    assert bars.tasks[0].completed == 0.5
    told.tell(Progress("align", "align.words.align_words", SUBJECT, 0.6, "preparing"))
    assert bars.tasks[0].description == "align  083 pier  preparing"
    told.tell(RAN)
    assert [task.description for task in bars.tasks] == ["publish episode"]
    assert "transcript changed" in out.getvalue()


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bytes_that_move_are_a_bar_in_a_terminal_and_nothing_elsewhere() -> None:
    screen = Screen()
    with moving("fetch", as_json=False, quiet=False, to=screen) as tell:
        tell(96, 96)
        tell(30_000_000, 60_000_000)
        tell(20_000_000, 60_000_000)  # of a thread that is late
    assert "fetch" in screen.getvalue()
    assert "30.0/60.0 MB" in screen.getvalue().replace("\x1b[32m", "").replace("\x1b[0m", "")
    for out, quiet, as_json in ((io.StringIO(), False, False), (Screen(), True, False),
                                (Screen(), False, True)):  # fmt: skip
        with moving("fetch", as_json=as_json, quiet=quiet, to=out) as tell:
            tell(1, 2)
        assert not out.getvalue()
