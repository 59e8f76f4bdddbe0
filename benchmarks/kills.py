"""kill -9 at every system call that writes, of signing and of bundling (row 19, docs/release.md).

``python benchmarks/kills.py [sign] [zip] [usb] [torrent] [zim]``: needs strace. For each command
and each call the run is killed as that call begins; then what is there is judged, and the command
is given again. Prints one line for each command and call: kills, torn files, resumes that failed,
and how many bytes more than it lacked a stick was given, at worst.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from izdat.bundle import read_site
from izdat.mirror import (
    FolderSource,
    Source,
    TorrentSource,
    ZimSource,
    ZipSource,
    check,
    check_torrent,
)
from izdat.model.file import file_at
from izdat.model.publication import Output
from izdat.release import Untrusted, fingerprint, keys
from izdat.run import publish as put
from izdat.sign import Desk, Keyring, prepare, publish, sign_release, start, verifier

CALLS = (
    "openat", "write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync", "rename",
    "renameat2", "unlink", "unlinkat", "mkdir", "rmdir", "link", "symlink", "chmod", "utimensat",
)  # fmt: skip
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
KEYS = ("kills", "torn", "failed")
PASSPHRASE = "four words of anna"
OLD = {"index.html": b"<p>The Night Ferry", "083/audio.mp3": b"ID3" * 500_000}
NEW = OLD | {"index.html": b"<p>Another night", "084/audio.mp3": b"ID3x" * 700_000}
SOURCE = Path(__file__).parents[1] / "src"


@dataclass
class Row:
    kills: int = 0
    torn: int = 0
    failed: int = 0
    extra: int = 0  # bytes, at worst


@dataclass
class Trial:
    """A command, the folder in which it works, and how what it left is judged."""

    name: str
    words: list[str]
    folder: Path
    is_torn: Callable[[], bool]
    is_done: Callable[[], bool]
    wanted: dict[str, bytes] = field(default_factory=dict)  # of a stick: what it will hold
    rows: dict[str, Row] = field(default_factory=dict)


def run(trial: Trial, *strace: str, trace: Path | None = None) -> subprocess.CompletedProcess[str]:
    reader, writer = os.pipe()
    os.write(writer, PASSPHRASE.encode())
    os.close(writer)
    words = [word.replace("{passphrase}", str(reader)) for word in trial.words]
    command = [sys.executable, "-m", "izdat", *words]
    if strace:
        out = ["-o", str(trace)] if trace else ["-o", os.devnull]
        command = ["strace", "-f", "-qq", "--seccomp-bpf", *out, *strace, *command]
    try:
        return subprocess.run(
            command, pass_fds=[reader], check=False, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": f"{SOURCE}:{os.environ.get('PYTHONPATH', '')}",
                 "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    finally:
        os.close(reader)


def places(trial: Trial, work: Path) -> dict[str, list[int]]:
    """Return of each call which ones write, counted as strace counts: in each thread."""
    trace = work / "trace"
    assert run(trial, "-e", f"trace={','.join(CALLS)}", trace=trace).returncode == 0
    seen: Counter[tuple[str, str]] = Counter()
    found: dict[str, set[int]] = {}
    for line in trace.read_text(errors="replace").splitlines():
        match = re.match(r"(\d+) +(\w+)\(", line)
        if match is None:
            continue
        thread, call = match.groups()
        seen[thread, call] += 1
        if call != "openat" or WRITES.search(line):
            found.setdefault(call, set()).add(seen[thread, call])
    return {call: sorted(numbers) for call, numbers in found.items()}


def kill_everywhere(trial: Trial, work: Path) -> None:
    before = work / "before"
    shutil.rmtree(before, ignore_errors=True)
    shutil.copytree(trial.folder, before)

    def again() -> None:
        shutil.rmtree(trial.folder)
        shutil.copytree(before, trial.folder)

    calls = places(trial, work)
    for call, numbers in calls.items():
        row = trial.rows.setdefault(call, Row())
        for number in numbers:
            again()
            killed = run(trial, "-e", f"inject={call}:signal=SIGKILL:when={number}")
            if killed.returncode == 0:
                continue  # a thread that did less this time
            row.kills += 1
            row.torn += trial.is_torn()
            needed = lacking(trial)
            result = run(trial)
            if result.returncode != 0 or not trial.is_done() or leftovers(trial.folder):
                row.failed += 1
                print(trial.name, call, number, result.stderr[-300:], file=sys.stderr)
            if trial.wanted:  # what is one file begins anew
                row.extra = max(row.extra, written(result.stdout) - needed)
        tell(trial.name, call, [row])


def lacking(trial: Trial) -> int:
    """Return how many bytes a killed run had not written yet, of what a stick is to hold."""
    total = 0
    for name, data in trial.wanted.items():
        path = trial.folder / name
        partial = path.with_name(f".izdat-{path.name}")
        if not path.is_file() or path.read_bytes() != data:
            total += len(data) - (partial.stat().st_size if partial.is_file() else 0)
    return total


def written(said: str) -> int:
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return sum(each["bytes"] for each in told if each["event"] == "bundled")


def tree(folder: Path) -> dict[str, int]:
    return {p.relative_to(folder).as_posix(): p.stat().st_size for p in folder.rglob("*")
            if p.is_file()}  # fmt: skip


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".izdat-*") if path.is_file()]


# ---- what is tried ---------------------------------------------------------------


def build(show: Path, files: dict[str, bytes]) -> None:
    made = show.parent / "made"
    made.mkdir(exist_ok=True)
    outputs = []
    for number, (name, data) in enumerate(files.items()):
        path = made / f"{number}-{os.urandom(4).hex()}"
        path.write_bytes(data)
        outputs.append(Output(name, file_at(path)))
    put(outputs, show / "public", show)


def signed(show: Path, keyring: Keyring) -> None:
    desk = Desk(show)
    prepared = prepare(desk, show / "public", verifier())
    sign_release(desk, keyring, prepared, now=datetime.now(UTC))
    publish(desk, keyring, show / "public", prepared, now=datetime.now(UTC))


def release_of(folder: Path, words: str, *, whole: bool) -> int | None:
    """Return which release a listener sees; None where it is torn."""
    try:
        found = check(FolderSource(folder), words, now=datetime.now(UTC), proof_only=not whole)
    except Untrusted:
        return None
    return found.verdict.release if found.is_whole or not whole else None


def main(wanted: list[str]) -> None:
    keys.ROUNDS = 2_000  # of the lock on the disk: what is killed is the writing
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        show = work / "show"
        show.mkdir()
        keyring = Keyring(work / "keys", PASSPHRASE)
        root = start(Desk(show), keyring, name="anna", others=[], threshold=1,
                     now=datetime.now(UTC))  # fmt: skip
        words = fingerprint(root)
        build(show, OLD)
        signed(show, keyring)
        shutil.copytree(show / "public", work / "old")
        print("| command | call | kills | torn | failed resumes | extra bytes |")
        print("|---|---|---|---|---|---|")
        build(show, NEW)
        if "sign" in wanted:
            trial = Trial(
                "sign", ["sign", "release", str(show), "--yes", "--keys", str(work / "keys"),
                         "--passphrase-fd", "{passphrase}"], show,
                lambda: release_of(show / "public", words, whole=False) is None,
                lambda: release_of(show / "public", words, whole=True) == 2,
            )  # fmt: skip
            kill_everywhere(trial, work)
            total(trial)
        else:
            signed(show, keyring)
        for kind in wanted:
            if kind != "sign":
                trial = bundle_trial(kind, show, words, work)
                kill_everywhere(trial, work)
                total(trial)


def bundle_trial(kind: str, show: Path, words: str, work: Path) -> Trial:
    folder = work / kind
    folder.mkdir()
    site = read_site(show / "public", words, now=datetime.now(UTC))
    if kind == "usb":
        shutil.copytree(work / "old", folder / "stick")
        stick = folder / "stick"
        sizes = {each.path: each for each in site.in_order}
        old = {p: (work / "old" / p).read_bytes() for p in tree(work / "old")}
        new = {p: (show / "public" / p).read_bytes() for p in sizes}

        def torn() -> bool:
            return any(
                path.read_bytes() not in (old.get(name), new.get(name))
                for path in stick.rglob("*")
                if path.is_file() and not path.name.startswith(".izdat-")
                for name in [path.relative_to(stick).as_posix()]
            )  # fmt: skip

        command = ["bundle", "usb", str(stick), "--show", str(show), "--json"]
        wanted = {f"stick/{name}": data for name, data in new.items()}
        return Trial(
            kind, command, folder, torn, lambda: release_of(stick, words, whole=True) == 2, wanted
        )
    target = folder / f"a.{kind}"
    target.write_bytes(b"before")

    def is_whole() -> bool:
        try:
            if kind == "torrent":
                found = check_torrent(TorrentSource(target), words, now=datetime.now(UTC))
            else:
                source: Source = ZipSource(target) if kind == "zip" else ZimSource(target)
                found = check(source, words, now=datetime.now(UTC))
        except Exception:
            return False
        return found.is_whole and found.verdict.release == 2

    return Trial(
        kind, ["bundle", kind, str(target), "--show", str(show)], folder,
        lambda: target.read_bytes() != b"before" and not is_whole(), is_whole,
    )  # fmt: skip


def total(trial: Trial) -> None:
    tell(f"**{trial.name}**", "all", list(trial.rows.values()))


def tell(name: str, call: str, rows: list[Row]) -> None:
    kills, torn, failed = (sum(getattr(row, key) for row in rows) for key in KEYS)
    extra = max((row.extra for row in rows), default=0)
    print(f"| {name} | {call} | {kills} | {torn} | {failed} | {extra:,} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or ["sign", "zip", "usb", "torrent", "zim"])
