"""A command, and one system call after another at which it is killed or told that the disk is full.

strace does it (``-e inject``). After each blow what is there is judged as a listener does, and the
command is given again.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Blow = Literal["kill", "full"]

WRITING = (
    "openat", "write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync", "rename",
    "renameat2", "unlink", "unlinkat", "mkdir", "rmdir", "link", "symlink", "chmod", "utimensat",
)  # fmt: skip
# A kill between two calls that write leaves what a kill at the second leaves; what a kill costs a
# mirror is seen where it asks and reads.
ASKING = ("connect", "sendto", "recvfrom")
# Calls for which a disk needs room.
FILLING = (
    "openat", "write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync", "rename",
    "renameat2", "mkdir", "link", "symlink",
)  # fmt: skip
_OPENS = {"kill": re.compile(r"O_WRONLY|O_RDWR|O_CREAT"), "full": re.compile(r"O_CREAT")}
_TALK = re.compile(r"write\([12],")  # what a command says is no disk's
_CALL = re.compile(r"(\d+) +(\w+)\(")
_CAME = re.compile(r"recvfrom\(.*= (\d+)$|recvfrom resumed>.*= (\d+)$", re.MULTILINE)
SOURCE = Path(__file__).parents[1] / "src"
LONGEST = 120.0  # seconds for a run of a second


@dataclass
class Row:
    """What came of all the blows at one call."""

    blows: int = 0
    torn: int = 0
    failed: int = 0  # runs after it that did not come to the end, or left something behind
    unclear: int = 0  # a full disk that was not told as one
    extra: int = 0  # bytes, at worst


def silent() -> int:
    return 0


@dataclass
class Trial:
    """A command, the folder in which it works, and how what it left is judged."""

    name: str
    words: list[str]
    folder: Path
    is_torn: Callable[[], bool]
    is_done: Callable[[], bool]
    # Bytes that the command has yet to write, and what it says it wrote; None: not counted.
    lacking: Callable[[], int] | None = None
    written: Callable[[str], int] = lambda said: 0
    is_asking: bool = False  # it fetches: what comes from the network is counted
    passphrase: str = ""
    rows: dict[str, Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    came: int  # bytes from the network


def run(trial: Trial, work: Path, *strace: str, traced: str = "") -> Ran:
    """Run a trial's command; with ``strace``, under it. The trace is left in ``work``."""
    reader, writer = os.pipe()
    os.write(writer, trial.passphrase.encode())
    os.close(writer)
    words = [word.replace("{passphrase}", str(reader)) for word in trial.words]
    command = [sys.executable, "-m", "izdat", *words]
    trace = work / "trace"
    trace.unlink(missing_ok=True)
    calls = [call for call in (traced, "recvfrom" if trial.is_asking else "") if call]
    if calls:
        # Not --seccomp-bpf: with it strace 6.1 miscounts the calls of threads, and strikes none.
        command = ["strace", "-f", "-qq", "-o", str(trace),
                   "-e", f"trace={','.join(calls)}", *strace, *command]  # fmt: skip
    try:
        done = subprocess.run(
            command, pass_fds=[reader], check=False, capture_output=True, text=True,
            timeout=LONGEST,
            env={**os.environ, "PYTHONPATH": f"{SOURCE}:{os.environ.get('PYTHONPATH', '')}",
                 "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    finally:
        os.close(reader)
    text = trace.read_text(errors="replace") if trial.is_asking else ""
    came = sum(int(one or two) for one, two in _CAME.findall(text))
    return Ran(done.returncode, done.stdout, done.stderr, came)


def places(trial: Trial, work: Path, blow: Blow) -> tuple[Mapping[str, list[int]], int]:
    """Return where a blow can fall, counted as strace counts: of each call, in each thread.

    Also how many bytes a run without a blow fetches.
    """
    calls = FILLING if blow == "full" else WRITING + (ASKING if trial.is_asking else ())
    done = run(trial, work, traced=",".join(calls))
    if done.code != 0:
        raise RuntimeError(f"{trial.name} does not even run: {done.err}")
    seen: Counter[tuple[str, str]] = Counter()
    found: dict[str, set[int]] = {}
    for line in (work / "trace").read_text(errors="replace").splitlines():
        match = _CALL.match(line)
        if match is None or match[2] not in calls:
            continue
        thread, call = match.groups()
        seen[thread, call] += 1
        if call == "openat" and not _OPENS[blow].search(line):
            continue
        if call == "mkdir" and "EEXIST" in line:
            continue  # nothing is made
        if blow == "full" and _TALK.search(line):
            continue
        found.setdefault(call, set()).add(seen[thread, call])
    return {call: sorted(numbers) for call, numbers in found.items()}, done.came


def strike_everywhere(trial: Trial, work: Path, blow: Blow) -> None:
    """Strike once at each place, from the same beginning; print a line for each call."""
    before = work / "before"
    shutil.rmtree(before, ignore_errors=True)
    shutil.copytree(trial.folder, before)

    def again() -> None:
        shutil.rmtree(trial.folder)
        shutil.copytree(before, trial.folder)

    calls, whole = places(trial, work, blow)
    for call, numbers in calls.items():
        row = trial.rows.setdefault(call, Row())
        for number in numbers:
            again()
            what = "signal=SIGKILL" if blow == "kill" else "error=ENOSPC"
            struck = run(trial, work, "-e", f"inject={call}:{what}:when={number}", traced=call)
            if struck.code == 0 and blow == "kill":
                continue  # a thread that did less this time
            row.blows += 1
            row.torn += trial.is_torn()
            if blow == "full":
                row.unclear += not _is_clear(struck, trial, f"{call} {number}")
            lacking = trial.lacking() if trial.lacking else 0
            after = run(trial, work)
            if after.code != 0 or not trial.is_done() or leftovers(trial.folder):
                row.failed += 1
                print(trial.name, call, number, after.err[-300:], file=sys.stderr)
            if trial.lacking:
                row.extra = max(row.extra, trial.written(after.out) - lacking)
            elif trial.is_asking:
                row.extra = max(row.extra, struck.came + after.came - whole)
        tell(trial.name, call, [row])
    tell(f"**{trial.name}**", "all", list(trial.rows.values()))
    again()


def _is_clear(struck: Ran, trial: Trial, where: str) -> bool:
    """Say whether a full disk was told as one, or did not matter: then all must be done."""
    if struck.code == 0:
        clear = trial.is_done()
    else:
        clear = "is full" in struck.out + struck.err and "Traceback" not in struck.err
    if not clear:
        print(trial.name, where, struck.code, struck.out[-200:], struck.err[-600:], file=sys.stderr)
    return clear


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".izdat-*") if path.is_file()]


def tell(name: str, call: str, rows: list[Row]) -> None:
    blows, torn, failed, unclear = (
        sum(getattr(row, key) for row in rows) for key in ("blows", "torn", "failed", "unclear")
    )
    extra = max((row.extra for row in rows), default=0)
    print(f"| {name} | {call} | {blows} | {torn} | {failed} | {unclear} | {extra:,} |", flush=True)
