"""Several copies that may lie → which release is the newest that anybody signed, and who lags."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeVar

from tuf.api.metadata import Timestamp

from izdat.mirror.holding import Trust
from izdat.mirror.source import Line, Mirror, SourceFailed, Unsound, read_some
from izdat.release import (
    LIMITS,
    MOST_ROOTS,
    Entry,
    Incomplete,
    RolledBack,
    TrustedRelease,
    Untrusted,
    Verdict,
    read_role,
)
from izdat.release.names import METADATA

STAGGER = 2.0  # seconds after which another copy is asked for the same
State = Literal["newest", "behind", "wrong", "silent"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What one copy is, by its own proof and by the files it gave."""

    name: str
    site: str  # copies of one site are one voice
    state: State  # "wrong": what it offers is not what the show signed; "silent": no answer
    why: str = ""
    release: int | None = None
    heartbeat: int | None = None  # number: the higher, the newer

    @property
    def is_of_use(self) -> bool:
        return self.state in ("newest", "behind")


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What all copies said together."""

    trust: Trust  # with every root that any of them had
    heard: tuple[Heard, ...]  # in the order of the copies
    offers: tuple[bytes, ...]  # heartbeats that hold, the newest first


@dataclass(frozen=True, slots=True)
class Release:
    """A release whose proof is complete."""

    verdict: Verdict
    files: dict[str, Entry]
    judge: TrustedRelease
    timestamp: bytes
    snapshot: bytes
    targets: bytes


def survey(mirrors: Sequence[Mirror], trust: Trust, now: datetime) -> Surveyed:
    """Ask every copy at once for its roots and its heartbeat, and judge them.

    Roots come first and from anywhere: who signs the heartbeats may have changed, and a copy that
    hides that must not keep the others' word from being taken.
    """
    if not mirrors:
        return Surveyed(trust, (), ())
    with ThreadPoolExecutor(len(mirrors)) as pool:
        walks = list(pool.map(lambda mirror: _asked(mirror, _Walk(trust, now)), mirrors))
        longest = max((walk.roots for walk in walks), key=len)
        trust = replace(trust, roots=tuple(longest))
        if not longest:
            return Surveyed(
                trust, tuple(walk.heard(m) for walk, m in zip(walks, mirrors, strict=True)), ()
            )
        beats = list(
            pool.map(
                lambda pair: _asked(pair[0], _Beat(trust, now)) if pair[1].is_of_use else pair[1],
                zip(mirrors, walks, strict=True),
            )
        )
    newest = max((beat.heartbeat or 0 for beat in beats if beat.is_of_use), default=0)
    newest = max(newest, _number(trust, now))
    heard = tuple(beat.heard(mirror, newest) for beat, mirror in zip(beats, mirrors, strict=True))
    found = {beat.data: beat.heartbeat or 0 for beat in beats if beat.data is not None}
    return Surveyed(trust, heard, tuple(sorted(found, key=lambda data: -found[data])))


def complete(
    timestamp: bytes,
    mirrors: Sequence[Mirror],
    trust: Trust,
    now: datetime,
    here: Callable[[str, str], bytes | None],
    *,
    stagger: float = STAGGER,
) -> Release | None:
    """Return the release that a heartbeat leads to; None where no copy has the rest of its proof.

    ``here`` gives metadata that this machine has already, by name and role. What a copy gives is
    pinned by what is above it, so that it does not matter which one gives it.
    """
    judge = trust.judge(now)
    if not judge.add_timestamp(timestamp) and trust.timestamp is not None:
        timestamp = trust.timestamp  # of the same number: the one that was seen first
    found: list[bytes] = []

    def need(name: str, role: str, limit: int, take: Callable[[bytes], object]) -> bool:
        def holds(data: bytes | None) -> bool:
            if data is None:
                return False
            try:
                take(data)
            except Untrusted:
                return False
            found.append(data)
            return True

        return holds(here(name, role)) or first_that_holds(
            mirrors, lambda line: read_some(line, f"{METADATA}/{name}", limit), holds, stagger
        )

    files: list[dict[str, Entry]] = []
    if not need(judge.snapshot_name, "snapshot", judge.snapshot_limit, judge.add_snapshot):
        return None
    if not need(
        judge.targets_name, "targets", judge.targets_limit,
        lambda data: files.append(judge.add_targets(data)),
    ):  # fmt: skip
        return None
    return Release(judge.verdict(), files[0], judge, timestamp, *found)


class _Asked:
    """What came of asking one copy something."""

    def __init__(self) -> None:
        self.wrong: Untrusted | None = None
        self.silent: Exception | None = None
        self.data: bytes | None = None
        self.heartbeat: int | None = None
        self.release: int | None = None

    @property
    def is_of_use(self) -> bool:
        return self.wrong is None and self.silent is None

    def ask(self, line: Line) -> None:
        raise NotImplementedError

    def heard(self, mirror: Mirror, newest: int = 0) -> Heard:
        state: State = "newest"
        why = ""
        if self.silent is not None:
            state, why = "silent", str(self.silent).partition("\n")[0]
        elif isinstance(self.wrong, RolledBack):
            state, why = "behind", str(self.wrong)
        elif self.wrong is not None:
            state, why = "wrong", f"{self.wrong} [{self.wrong.code}]"
        elif self.heartbeat is None:
            state, why = "silent", "nobody knows yet what it would have to say"
        elif self.heartbeat < newest:
            state = "behind"
            why = f"its heartbeat is number {self.heartbeat}, {newest} is the newest"
        return Heard(mirror.name, mirror.site, state, why, self.release, self.heartbeat)


class _Walk(_Asked):
    """Follows a copy's roots from those that are known to its newest."""

    def __init__(self, trust: Trust, now: datetime) -> None:
        super().__init__()
        self._trust, self._now = trust, now
        self.roots = list(trust.roots)

    def ask(self, line: Line) -> None:
        judge = self._trust.judge_of_roots(self._now) if self.roots else None
        while len(self.roots) < MOST_ROOTS:
            name = f"{METADATA}/{len(self.roots) + 1}.root.json"
            data = read_some(line, name, LIMITS["root"])
            if data is None:
                break
            if judge is None:
                judge = TrustedRelease(data, now=self._now, words=self._trust.words)
            else:
                judge.add_root(data)
            self.roots.append(data)
        if not self.roots:
            raise Incomplete(f"there is no {METADATA}/1.root.json: this is no signed copy")


class _Beat(_Asked):
    """Asks a copy for its heartbeat."""

    def __init__(self, trust: Trust, now: datetime) -> None:
        super().__init__()
        self._judge = trust.judge(now)

    def ask(self, line: Line) -> None:
        data = read_some(line, f"{METADATA}/timestamp.json", LIMITS["timestamp"])
        if data is None:
            raise Incomplete(f"there is no {METADATA}/timestamp.json")
        try:
            self._judge.add_timestamp(data)
        finally:
            self._note(data)
        self.data = data

    def _note(self, data: bytes) -> None:
        signed = read_role(data, Timestamp).signed
        release = signed.unrecognized_fields.get("release")
        self.heartbeat = signed.version
        self.release = release if type(release) is int else None


Question = TypeVar("Question", bound=_Asked)


def _asked(mirror: Mirror, question: Question) -> Question:
    line = mirror.line()
    try:
        question.ask(line)
    except Untrusted as error:
        question.wrong = error
    except (SourceFailed, Unsound) as error:
        question.silent = error
    finally:
        line.close()
    return question


def first_that_holds(
    mirrors: Sequence[Mirror],
    ask: Callable[[Line], bytes | None],
    holds: Callable[[bytes | None], bool],
    stagger: float = STAGGER,
) -> bool:
    """Ask one copy after another until an answer holds; a slow one is not waited for.

    The next is asked when the last has failed, or has not answered for ``stagger`` seconds.
    """
    waiting = list(mirrors)
    running: dict[Future[bytes | None], Line] = {}
    pool = ThreadPoolExecutor(max(1, len(waiting)))
    try:
        while waiting or running:
            if waiting:
                line = waiting.pop(0).line()
                running[pool.submit(ask, line)] = line
            done, _ = wait(
                running, timeout=stagger if waiting else None, return_when=FIRST_COMPLETED
            )
            for future in done:
                running.pop(future).close()
                error = future.exception()
                if error is not None and not isinstance(error, (SourceFailed, Unsound)):
                    raise error
                if error is None and holds(future.result()):
                    return True
        return False
    finally:
        for line in running.values():
            line.cut()
        pool.shutdown()


def _number(trust: Trust, now: datetime) -> int:
    """Return the number of the heartbeat that is known; 0 for none."""
    if trust.timestamp is None:
        return 0
    try:
        trust.judge_of_roots(now).add_timestamp(trust.timestamp)
        return read_role(trust.timestamp, Timestamp).signed.version
    except Untrusted:
        return 0
