"""A run: what a build calls steps and tasks through."""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import izdat
from izdat.model.missing import Missing
from izdat.run.code import state_of_code
from izdat.run.digesting import Digests
from izdat.run.memory import KEY, Memory, Record
from izdat.run.report import Advanced, Event, Finished, Reporter, Silent
from izdat.run.step import name_of, version_of
from izdat.run.store import Store, files_in
from izdat.run.value import Unreadable
from izdat.run.work import NotKept, Subject, Work, Would, key_of
from izdat.run.workers import Workers, local

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a task: what it is about, and what it is given."""

    about: tuple[str, ...]
    arguments: tuple[Any, ...] = ()


class Stopped(Exception):
    """A dry run cannot go on: what it would need next is not there."""


class Run:
    """Calls steps and tasks, and answers with what is kept wherever it can.

    ``store``: another store than the show's own ``.izdat/store``. ``workers``: where tasks run
    side by side. ``dry``: run nothing, and note in ``would`` what had to run first.

    A context: at its end, however it comes, what was learned is remembered for the next run.
    """

    def __init__(
        self,
        folder: Path,
        *,
        store: Path | None = None,
        workers: Workers | None = None,
        reporter: Reporter | None = None,
        dry: bool = False,
    ) -> None:
        self.folder = folder.absolute()
        self.subject: Subject = ()
        self.would: list[Would] = []
        self._reporter = reporter or Silent()
        self._workers = workers or local(1)
        self._store = Store((store or self.folder / ".izdat" / "store").absolute())
        self._memory: Memory | None = Memory(self.folder / ".izdat" / "memory")
        old = self._memory.find("", ())
        lookups = old.lookups if old else b""
        self._work = Work(self._store, Digests(), lookups, self._reporter.tell, dry)
        self._code = b""
        if not dry:
            self._store.sweep()

    def __call__(
        self, step: Callable[Concatenate[Path, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return the result of a step: the kept one if its inputs are what they were."""
        result: T = self._work.call(step, self.subject, args, kwargs)
        return result

    def on(self, *subject: str) -> "Run":
        """Return this run for a part of its subject: ``here.on("083", "pier")``."""
        part = object.__new__(Run)
        part.__dict__.update(self.__dict__)
        part.subject = (*self.subject, *subject)
        return part

    def each(self, task: Callable[..., T], calls: Sequence[Call]) -> list[T]:
        """Return the task's result for each call, in order. Those to be made run side by side.

        Inside a task, they run one after another.
        """
        memory = self._memory
        if memory is None:
            return [task(self.on(*call.about), *call.arguments) for call in calls]
        jobs = [self._job(task, number, call) for number, call in enumerate(calls)]
        results: dict[int, T] = {}
        missed: list[_Job] = []
        for job in jobs:
            old = memory.find(job.task_name, job.subject)
            found = self._recall(job, old)
            if found is None:
                missed.append(job.remembering(old))
            else:
                results[job.number] = found[0]
        if self._work.is_dry:
            self._ask(missed, results)
        elif missed:
            self._make(missed, len(jobs), results)
        return [results[number] for number in range(len(calls))]

    def is_kept(self, task: Callable[..., Any], call: Call) -> bool:
        """Say whether ``each`` would answer this call without running the task."""
        if self._memory is None:
            return False
        job = self._job(task, 0, call)
        old = self._memory.find(job.task_name, job.subject)
        return old is not None and self._is_current(job, old)

    def complete(self) -> None:
        """Say that the show was built whole: what this run did not use may be cleaned away."""
        if self._memory is not None:
            self._memory.complete()

    def close(self, *, kill: bool = False) -> None:
        """End the run: remember what was learned, let go of the workers."""
        self._workers.close(kill=kill)
        if self._memory is not None and not self._work.is_dry:
            self._memory.remember(self._work.record("", (), b"", b""))
            self._memory.save()
        self._reporter.tell(Finished(self._work.ran, self._work.kept))

    @property
    def ran(self) -> int:
        """How many steps had to run, so far."""
        return self._work.ran

    @property
    def kept(self) -> int:
        """How many steps' results were there, so far; those behind a task's shortcut count."""
        return self._work.kept

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close(kill=kind is not None and not issubclass(kind, Exception))

    # ---- tasks --------------------------------------------------------------

    def _job(self, task: Callable[..., Any], number: int, call: Call) -> "_Job":
        if not self._code:
            self._code = state_of_code()
        digests = [self._work.digests.of(value) for value in call.arguments]
        name = name_of(task)
        key = key_of("task", name, version_of(task, "task"), digests, self._code)
        subject = (*self.subject, *call.about)
        return _Job(
            number, task, name, subject, call.arguments, key, self._store.folder, self.folder
        )

    def _recall(self, job: "_Job", old: Record | None) -> tuple[Any] | None:
        """Return a task's result, in a tuple, by its shortcut; None if it has to be made."""
        if old is None or self._memory is None or not self._is_current(job, old):
            return None
        try:
            value = self._value(job, old)
        except Unreadable:
            return None
        self._memory.remember(old)
        self._work.kept += len(old.used) // KEY
        return (value,)

    def _is_current(self, job: "_Job", old: Record) -> bool:
        return old.key == job.key and self._store.present().issuperset(old.uses())

    def _value(self, job: "_Job", record: Record) -> Any:
        return self._store.read(record.value, lambda: list(files_in(job.arguments)))

    def _make(self, missed: list["_Job"], total: int, results: dict[int, Any]) -> None:
        name = missed[0].task_name
        by_number = {job.number: job for job in missed}

        def take(job: _Job, made: _Done) -> None:
            for event in made.events:
                self._reporter.tell(event)
            results[job.number] = self._value(job, made.record)
            self._store.present().update(made.record.uses())
            self._work.ran += made.ran
            self._work.kept += made.kept
            if self._memory is not None:
                self._memory.remember(made.record)
            self._reporter.tell(Advanced(name, len(results), total))

        def done(number: int, data: bytes) -> None:
            take(by_number[number], pickle.loads(data))  # noqa: S301  # from our own process

        self._reporter.tell(Advanced(name, len(results), total))
        if self._workers.is_worth(len(missed)):
            # What starts processes is not loaded for a build that needs none.
            from izdat.run.executor import run_all

            packed = {job.number: (job.subject, pickle.dumps(job)) for job in missed}
            run_all(self._workers, perform, packed, self._reporter.tell, done)
        else:
            for job in missed:
                take(job, _perform(job, self._reporter.tell))

    def _ask(self, missed: list["_Job"], results: dict[int, Any]) -> None:
        """Note the first step that each task would have to run."""
        for job in missed:
            try:
                made = _perform(job, self._reporter.tell, is_dry=True)
            except NotKept as found:
                self.would.append(found.would)
            else:
                results[job.number] = self._value(job, made.record)
        if self.would:
            raise Stopped


def why(folder: Path, build: Callable[[Run], object], *, store: Path | None = None) -> list[Would]:
    """Return the steps that ``build`` would run first, with their reasons, and run none.

    Steps further on are not told: whether they run depends on what these come to.
    """
    here = Run(folder, store=store, dry=True)
    try:
        build(here)
    except NotKept as found:
        return [*here.would, found.would]
    except Stopped:
        pass
    return here.would


# ---- where a task is run ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Job:
    """A task to be run, here or in another process."""

    number: int
    task: Callable[..., Any]
    task_name: str
    subject: Subject
    arguments: tuple[Any, ...]
    key: bytes
    store: Path
    folder: Path
    remembered: bytes = b""
    version: str = izdat.__version__

    def remembering(self, old: Record | None) -> "_Job":
        if old is None:
            return self
        return _Job(
            self.number, self.task, self.task_name, self.subject, self.arguments, self.key,
            self.store, self.folder, old.lookups,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Done:
    record: Record
    ran: int
    kept: int
    events: tuple[Event, ...]  # those that could not be told live


def perform(data: bytes) -> bytes:
    """Run a task in a process of its own: a pickled job in, what it came to out."""
    # Loaded here only: a build that starts no process does not need it.
    from izdat.run.processes import live, travelling

    job: _Job = pickle.loads(data)  # noqa: S301  # from the process that builds
    if job.version != izdat.__version__:
        raise Missing(
            f"a worker has izdat {izdat.__version__}, the build has {job.version}",
            f"pip install 'izdat=={job.version}' on every worker",
        )
    try:
        return pickle.dumps(_perform(job, live(job.number)))
    except Exception as error:
        # One that cannot be read back would break the pool, and be lost.
        raise travelling(error) from error


def _perform(job: _Job, tell: Callable[[Event], None] | None, is_dry: bool = False) -> _Done:
    events: list[Event] = []
    store = Store(job.store)
    work = Work(store, Digests(), job.remembered, tell or events.append, is_dry)
    here = object.__new__(Run)
    here.__dict__.update(
        folder=job.folder, subject=job.subject, would=[], _work=work, _store=store, _memory=None
    )
    value = store.write(job.task(here, *job.arguments))
    record = work.record(job.task_name, job.subject, job.key, value)
    return _Done(record, work.ran, work.kept, tuple(events))
