"""kill -9, or a full disk, at every system call that writes (rows 18 and 19, docs/release.md).

``python benchmarks/kills.py [--full] [sign] [sync] [first] [resume] [put] [zip] [usb] [torrent]
[zim]``: needs strace. Each command is struck once at each call (``strike.py``): killed as the call
begins, or with ``--full`` told by it that the disk is full. Prints a line for each command and
call: blows, torn files, runs after them that failed, full disks that were not told as such, and at
worst how many bytes more were moved than without a blow: of a mirror, over the network; of a
stick, onto it.
"""

import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
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
    sync,
)
from izdat.model.file import file_at
from izdat.model.publication import Output
from izdat.release import Untrusted, fingerprint, keys
from izdat.run import publish as put
from izdat.serve import Server
from izdat.sign import Desk, Keyring, prepare, publish, sign_release, start, verifier
from strike import Trial, run, strike_everywhere

PASSPHRASE = "four words of anna"
OLD = {"index.html": b"<p>The Night Ferry", "083/audio.mp3": b"ID3" * 500_000, "a.txt": b"a"}
NEW = {
    "index.html": b"<p>Another night", "083/audio.mp3": OLD["083/audio.mp3"],
    "084/audio.mp3": bytes(range(256)) * 11_000, "085/audio.mp3": bytes(range(255)) * 7_000,
}  # fmt: skip
MIRROR = frozenset({"sync", "first", "resume", "put"})
ALL = ("sign", *sorted(MIRROR), "zip", "usb", "torrent", "zim")
Files = dict[str, bytes]


def tree(folder: Path) -> Files:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*")
            if p.is_file() and not p.name.startswith(".izdat-")}  # fmt: skip


def build(show: Path, files: Files) -> None:
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


def is_torn(folder: Path, old: Files, new: Files) -> bool:
    """Say whether any file is neither what it was nor what it will be."""
    return any(data not in (old.get(name), new.get(name)) for name, data in tree(folder).items())


# ---- what is tried ---------------------------------------------------------------


def sign_trial(show: Path, words: str, work: Path) -> Trial:
    command = ["sign", "release", str(show), "--yes", "--keys", str(work / "keys"),
               "--passphrase-fd", "{passphrase}"]  # fmt: skip
    return Trial(
        "sign", command, show,
        lambda: release_of(show / "public", words, whole=False) is None,
        lambda: release_of(show / "public", words, whole=True) == 2,
        passphrase=PASSPHRASE,
    )  # fmt: skip


def mirror_trial(kind: str, addresses: list[str], words: str, work: Path, new: Files) -> Trial:
    """``sync``: to the second release; ``first``: into an empty folder.

    ``resume``, ``put``: what a sync does after it was killed in the middle of the fetching, or
    of putting in place.
    """
    folder = work / kind
    folder.mkdir()
    copy = folder / "copy"
    if kind != "first":
        sync([FolderSource(work / "old")], copy, words, now=datetime.now(UTC))

    def of_site() -> Files:
        return {name: data for name, data in tree(copy).items()
                if not name.startswith("release/mirror")}  # fmt: skip

    old = of_site()

    def torn() -> bool:
        seen = of_site()
        if any(data not in (old.get(name), new.get(name)) for name, data in seen.items()):
            return True
        is_begun = kind == "first" and "release/timestamp.json" not in seen
        return not is_begun and release_of(copy, words, whole=False) is None

    def is_done() -> bool:
        parts = copy / "release/mirror/parts"
        is_tidy = not parts.is_dir() or not any(parts.iterdir())
        return is_tidy and release_of(copy, words, whole=True) == 2

    command = ["mirror", "sync", *addresses, str(copy), "--root", words, "--only-named", "--quiet"]
    trial = Trial(kind, command, folder, torn, is_done, is_asking=True)
    middle = {"resume": ("pwrite64", 2), "put": ("rename", 4)}.get(kind)
    if middle is not None:
        call, number = middle
        inject = f"inject={call}:signal=SIGKILL:when={number}"
        killed = run(trial, work, "-e", inject, traced=call)
        if killed.code == 0 or is_done():
            raise RuntimeError(f"{kind} was not killed in the middle")
    return trial


def stick_trial(show: Path, words: str, work: Path, new: Files) -> Trial:
    folder = work / "usb"
    stick = folder / "stick"
    shutil.copytree(work / "old", stick)
    old = tree(stick)
    site = read_site(show / "public", words, now=datetime.now(UTC))
    wanted = {each.path: new[each.path] for each in site.in_order}

    def lacking() -> int:
        """Return how many bytes of the release are not on the stick yet."""
        total = 0
        for name, data in wanted.items():
            path = stick / name
            partial = path.with_name(f".izdat-{path.name}")
            if not path.is_file() or path.read_bytes() != data:
                total += len(data) - (partial.stat().st_size if partial.is_file() else 0)
        return total

    return Trial(
        "usb", ["bundle", "usb", str(stick), "--show", str(show), "--json", "--delete"], folder,
        lambda: is_torn(stick, old, wanted),
        lambda: release_of(stick, words, whole=True) == 2,
        lacking, written,
    )  # fmt: skip


def written(said: str) -> int:
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return sum(each["bytes"] for each in told if each["event"] == "bundled")


def file_trial(kind: str, show: Path, words: str, work: Path) -> Trial:
    folder = work / kind
    folder.mkdir()
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


def served(folder: Path, count: int) -> list[str]:
    """Return addresses at which ``folder`` is served until this process ends."""
    servers = [Server(folder, port=0, is_live=False) for _ in range(count)]
    for server in servers:
        threading.Thread(target=server.run, daemon=True).start()
    return [server.address.rstrip("/") for server in servers]


def main(wanted: list[str], strike: Callable[[Trial, Path], None]) -> None:
    keys.ROUNDS = 2_000  # of the lock on the disk: what is struck is the writing
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
        print("| command | call | blows | torn | failed after | unclear | extra bytes |")
        print("|---|---|---|---|---|---|---|")
        build(show, NEW)
        if "sign" in wanted:
            strike(sign_trial(show, words, work), work)
        signed(show, keyring)
        new = tree(show / "public")
        addresses = served(show / "public", 2) if MIRROR & set(wanted) else []
        for kind in wanted:
            if kind in MIRROR:
                strike(mirror_trial(kind, addresses, words, work, new), work)
            elif kind == "usb":
                strike(stick_trial(show, words, work, new), work)
            elif kind != "sign":
                strike(file_trial(kind, show, words, work), work)


if __name__ == "__main__":
    is_full = "--full" in sys.argv
    main(
        [word for word in sys.argv[1:] if word != "--full"] or list(ALL),
        lambda trial, work: strike_everywhere(trial, work, "full" if is_full else "kill"),
    )
