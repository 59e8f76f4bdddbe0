"""How fast a copy is made, kept and verified, beside programs that check less.

    python benchmarks/bench_mirror.py [--sync 2] [--archive 12] [--rounds 3] [--work DIR] [--json]

*Sync*: a site of so many GB (noise; five of seven bytes in files of 60 MB) is fetched from three
web servers on this machine (nginx, a port each) by ``izdat mirror sync``, which checks every piece,
by ``aria2c`` from the same three at once, and by ``rsync`` from its own server. aria2c is told the
names of all files; neither checks anything that was signed.

*Archive*: 200 MP3s and 2,000 small files, of so many GB together. The sound is a hole in a sparse
file behind a head of its own, so that no two are the same; the copy holds every byte of it. Timed
are a sync with nothing new; the bytes that a picture of 300 kB in each MP3 moves; and ``izdat
verify`` beside ``sha256sum -c`` and ``openssl dgst``.

Each program runs by itself, in turn, with an empty folder; medians of wall seconds, and the most
memory that one process of it held.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np

from izdat.model.file import file_at
from izdat.model.publication import Output
from izdat.release import fingerprint, keys
from izdat.run import publish as put
from izdat.sign import Desk, Keyring, prepare, publish, sign_release, start, verifier

GB = 10**9
EPISODE = 60_000_000  # bytes of an MP3
PAGE = 10_000  # bytes of a small file
COVER = 300_000  # bytes
EPISODES, PAGES = 200, 2_000  # of the archive
PORTS = (28_601, 28_602, 28_603)
RSYNC_PORT = 28_604
PASSPHRASE = "four words of anna"
SERVER = """
daemon off; pid {work}/nginx.pid; error_log {work}/nginx.log; worker_processes 2; user root;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; keepalive_requests 100000; types {{ }}
  client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3;
  uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5;
  {servers}
}}
"""


@dataclass
class Times:
    """How long each round took, and the most memory in it."""

    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    @property
    def middle(self) -> float:
        return round(median(self.seconds), 2)


@dataclass
class Site:
    """A show that was built and signed."""

    show: Path
    words: str
    keyring: Keyring

    @property
    def public(self) -> Path:
        return self.show / "public"

    @classmethod
    def started(cls, work: Path) -> "Site":
        show = work / "show"
        show.mkdir(parents=True)
        keyring = Keyring(work / "keys", PASSPHRASE)
        root = start(Desk(show), keyring, name="anna", others=[], threshold=1, now=_now())
        return cls(show, fingerprint(root), keyring)

    def release(self, folder: Path) -> None:
        """Build all that is in ``folder``, and sign it as the next release."""
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        put([Output(path.relative_to(folder).as_posix(), file_at(path)) for path in files],
            self.public, self.show)  # fmt: skip
        desk = Desk(self.show)
        prepared = prepare(desk, self.public, verifier())
        sign_release(desk, self.keyring, prepared, now=_now())
        publish(desk, self.keyring, self.public, prepared, now=_now())


def _now() -> datetime:
    return datetime.now(UTC)


# ---- what is copied ----------------------------------------------------------


def noise(folder: Path, size: int) -> None:
    """Write ``size`` bytes of noise, in large files and small ones."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(83)
    large = max(size * 5 // 7 // EPISODE, 1)
    for number in range(large):
        (folder / f"{number}.mp3").write_bytes(chance.bytes(min(EPISODE, size)))
    rest = max(size - large * EPISODE, 0)
    middle = rest * 9 // 10 // 100
    for number in range(100):
        (folder / f"{number}.opus").write_bytes(chance.bytes(middle))
    for number in range(rest // 10 // PAGE):
        (folder / f"{number}.html").write_bytes(chance.bytes(PAGE))


def archive(folder: Path, size: int) -> None:
    """Write 200 sparse MP3s and 2,000 small files."""
    folder.mkdir(parents=True)
    length = (size - PAGES * PAGE) // EPISODES
    for number in range(EPISODES):
        with (folder / f"{number}.mp3").open("wb") as file:
            file.write(_tag(b"TIT2", b"\3" + b"%d" % number) + b"\xff\xfb\x94\x64%d" % number)
            file.truncate(length)
    for number in range(PAGES):
        (folder / f"{number}.html").write_bytes(b"%06d" % number * (PAGE // 6))


def with_covers(folder: Path) -> None:
    """Put a picture of its own before the sound of each MP3."""
    chance = np.random.default_rng(84)
    for path in folder.glob("*.mp3"):
        sound = path.with_suffix(".sound")
        path.rename(sound)
        head = 10 + len(_frame(b"TIT2", b"\3" + path.stem.encode()))
        picture = b"\0image/jpeg\0\3\0" + chance.bytes(COVER)
        tag = _tag(b"TIT2", b"\3" + path.stem.encode(), b"APIC", picture)
        with sound.open("rb") as old, path.open("wb") as new:
            old.seek(head)
            new.write(tag + old.read(100))
            new.truncate(len(tag) + sound.stat().st_size - head)
        sound.unlink()


def _tag(*frames: bytes) -> bytes:
    """Return an ID3v2.4 tag of frames, each a name and what it holds."""
    body = b"".join(map(_frame, frames[::2], frames[1::2]))
    return b"ID3\4\0\0" + _seven(len(body)) + body


def _frame(name: bytes, data: bytes) -> bytes:
    return name + _seven(len(data)) + b"\0\0" + data


def _seven(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


# ---- who copies it -----------------------------------------------------------


@contextmanager
def serving(public: Path, work: Path) -> Iterator[list[str]]:
    """Serve ``public`` three times by nginx, and once by rsync."""
    servers = " ".join(f"server {{ listen 127.0.0.1:{port}; root {public}; }}" for port in PORTS)
    (work / "nginx.conf").write_text(SERVER.format(work=work, servers=servers))
    (work / "rsyncd.conf").write_text(f"use chroot = no\nuid = root\n[site]\npath = {public}\n")
    daemon = ["rsync", "--daemon", "--no-detach", f"--port={RSYNC_PORT}", "--address=127.0.0.1",
              f"--config={work}/rsyncd.conf"]  # fmt: skip
    with ExitStack() as stack:
        for command in (["nginx", "-c", f"{work}/nginx.conf"], daemon):
            process = stack.enter_context(subprocess.Popen(command))
            stack.callback(process.terminate)
        time.sleep(1)
        yield [f"http://127.0.0.1:{port}" for port in PORTS]


def timed(command: Sequence[str | Path], times: Times, folder: Path | None = None) -> str:
    """Run a command, with ``folder`` empty at first; return what it said."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    os.sync()
    with tempfile.TemporaryFile("w+") as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), stdout=said, stderr=subprocess.STDOUT, process_group=0
        )
        watch = threading.Thread(target=_watch, args=(process, times))
        watch.start()
        status = process.wait()
        times.seconds.append(time.perf_counter() - begun)
        watch.join()
        said.seek(0)
        words = said.read()
    if status:
        raise SystemExit(f"{command[0]} failed: {words[-2000:]}")
    return words


def _watch(process: subprocess.Popen[bytes], times: Times) -> None:
    """Note the most memory that a process of the group held (``VmHWM``)."""
    while process.poll() is None:
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, ValueError):
                if os.getpgid(int(folder.name)) == process.pid:
                    lines = (folder / "status").read_text().splitlines()
                    most = next((int(each.split()[1]) for each in lines if "VmHWM:" in each), 0)
                    times.megabytes = max(times.megabytes, round(most * 1024 / 1e6))
        time.sleep(0.05)


def izdat(*words: str | Path) -> list[str | Path]:
    return [sys.executable, "-m", "izdat", *words]


def sync(work: Path, size: int, rounds: int) -> dict[str, dict[str, float]]:
    """Fetch a site of ``size`` bytes from three servers."""
    noise(work / "made", size)
    site = Site.started(work)
    site.release(work / "made")
    names = [path.relative_to(site.public).as_posix() for path in site.public.rglob("*")
             if path.is_file()]  # fmt: skip
    copy = work / "copy"
    times = {who: Times() for who in ("izdat", "aria2c", "rsync")}
    with serving(site.public, work) as addresses:
        listed = work / "listed"
        lines = ["\t".join(f"{each}/{name}" for each in addresses) for name in names]
        listed.write_text("".join(map("{}\n  out={}\n".format, lines, names)))
        peers: dict[str, list[str | Path]] = {
            "izdat": izdat("mirror", "sync", "--quiet", *addresses, copy, "--root", site.words),
            "aria2c": ["aria2c", "-q", "-i", listed, "-d", copy, "-j", "8", "-x", "4", "-s", "3",
                       "-k", "1M", "--file-allocation=none"],
            "rsync": ["rsync", "-a", f"rsync://127.0.0.1:{RSYNC_PORT}/site/", copy],
        }  # fmt: skip
        for _ in range(rounds):
            for who, command in peers.items():
                timed(command, times[who], copy)
                _must_be_whole(copy, site.public, names)
    return _beside(times, size)


def kept(work: Path, size: int, rounds: int) -> dict[str, dict[str, float]]:
    """Keep and verify a copy of an archive of ``size`` bytes."""
    made = work / "made"
    archive(made, size)
    site = Site.started(work)
    site.release(made)
    copy = work / "copy"
    command = izdat("mirror", "sync", "--json", site.public, copy, "--root", site.words)
    timed(command, Times(), copy)
    nothing = Times()
    for _ in range(rounds):
        timed(command, nothing)
    times = {who: Times() for who in ("izdat", "sha256sum", "openssl")}
    names = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file())
    peers: dict[str, list[str | Path]] = {
        "izdat": izdat("verify", copy, "--root", site.words),
        "sha256sum": ["sh", "-c", f"cd {copy} && sha256sum --quiet -c SHA256SUMS"],
        "openssl": ["sh", "-c", f"cd {copy} && find . -type f -exec openssl dgst -sha256 {{}} +"],
    }
    for _ in range(rounds):
        for who, peer in peers.items():
            timed(peer, times[who])
    found = _beside(times, size)
    found["nothing new"] = {"seconds": nothing.middle, "megabytes": nothing.megabytes,
                            "files": len(names)}  # fmt: skip
    with_covers(made)
    site.release(made)
    covered = Times()
    said = timed(command, covered)
    moved = next(told["received"] for line in said.splitlines() if line.startswith("{")
                 if "received" in (told := json.loads(line)))  # fmt: skip
    found["covers"] = {"seconds": covered.middle, "megabytes": covered.megabytes,
                       "moved_megabytes": round(moved / 1e6, 1)}  # fmt: skip
    return found


def _must_be_whole(copy: Path, public: Path, names: Sequence[str]) -> None:
    for name in names:
        if (copy / name).stat().st_size != (public / name).stat().st_size:
            raise SystemExit(f"{name} was not fetched whole: this measures nothing")


def _beside(times: dict[str, Times], size: int) -> dict[str, dict[str, float]]:
    own = times["izdat"].middle
    return {
        who: {
            "seconds": each.middle, "megabytes_a_second": round(size / 1e6 / each.middle),
            "times_izdat": round(each.middle / own, 2), "megabytes": each.megabytes,
        }
        for who, each in times.items()
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sync", type=float, default=2, help="GB")
    parser.add_argument("--archive", type=float, default=12, help="GB")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, help="a folder with room for three of each")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    missing = [name for name in ("nginx", "rsync", "aria2c") if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"needs {', '.join(missing)} (Debian: nginx-light, rsync, aria2)")
    keys.ROUNDS = 2_000  # of the lock on the key: it is not what is measured
    parts: dict[str, tuple[Callable[[Path, int, int], dict[str, dict[str, float]]], float]] = {
        "sync": (sync, asked.sync), "archive": (kept, asked.archive),
    }  # fmt: skip
    found = {}
    for name, (measure, size) in parts.items():
        if size:
            with tempfile.TemporaryDirectory(dir=asked.work) as work:
                found[name] = measure(Path(work), round(size * GB), asked.rounds)
    if asked.json:
        print(json.dumps(found, indent=1))
    for part, rows in {} if asked.json else found.items():
        for who, figures in rows.items():
            print(part, who, " ".join(f"{key} {value:g}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
