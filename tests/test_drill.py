"""docs/drill.md, typed word by word; and what must never be believed or lost, after each attack."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from tuf.api.metadata import Metadata, Targets, Timestamp

from izdat.cli import main
from izdat.mirror import FolderSource, check
from izdat.release import Untrusted, is_fingerprint, keys, read_role
from izdat.release.roles import sign, snapshot_of, targets_expiry, timestamp_of
from izdat.serve import Server

PAGE = Path(__file__).parent.parent / "docs" / "drill.md"
BLOCK = re.compile(r"^```\n(.*?)^```$|<!-- attack: (.*?) -->", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"(\w+)\$ (.*)")
PASSPHRASE = "four words of ours"
ASKING = {"init": "", "key": "", "release": "y\n", "rotate": "y\n", "heartbeat": ""}
LIE = "Everything we said was a lie"
NOW = datetime.now(UTC)


@dataclass
class Line:
    """One line that somebody types, and what must be in the answer."""

    who: str
    typed: str
    answers: list[str] = field(default_factory=list)
    code: int = 0


def steps() -> list[Line | str]:
    """Return the page's lines in order, and the names of attacks between them."""
    found: list[Line | str] = []
    for text, attack in BLOCK.findall(PAGE.read_text()):
        if attack:
            found.append(attack)
        for line in text.splitlines():
            typed = TYPED.fullmatch(line)
            last = found[-1] if found else None
            if typed is not None:
                found.append(Line(*typed.groups()))
            elif isinstance(last, Line) and line.startswith("exit "):
                last.code = int(line.removeprefix("exit "))
            elif isinstance(last, Line):
                last.answers.append(line.strip())
    return found


@dataclass
class World:
    """The machines of the page, as folders below ``folder``."""

    folder: Path
    addresses: dict[str, str]
    words: str = ""

    def here(self, text: str) -> str:
        for name, address in self.addresses.items():
            text = text.replace(name, address)
        for place in ("/media", "/srv", "/home"):
            text = text.replace(place, f"{self.folder}{place}")
        return text.replace("$WORDS", self.words)

    def home(self, who: str) -> Path:
        home = self.folder / "home" / who
        home.mkdir(parents=True, exist_ok=True)
        return home

    def type(self, line: Line) -> None:
        home = self.home(line.who)
        environment = {"IZDAT_KEYS": str(home / "keys")}
        text = self.here(line.typed)
        if text.startswith("izdat "):
            code, said = self._izdat(shlex.split(text)[1:], home, environment)
        else:
            done = subprocess.run(
                ["sh", "-e", "-c", text], cwd=home, env={**os.environ, **environment}, text=True,
                check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            code, said = done.returncode, done.stdout
        assert code == line.code, f"{line.who}$ {text}\n{said}"
        for answer in line.answers:
            assert self.here(answer) in said, f"{line.who}$ {text}\n{said}"
        if line.typed.startswith("izdat sign init"):
            self.words = said.splitlines()[0]
            assert is_fingerprint(self.words)
        if line.typed == "izdat new night-ferry":  # a voice would take its time
            show = home / "night-ferry/show.yaml"
            show.write_text(show.read_text().replace("engine: espeak", "engine: none"))

    def _izdat(self, words: list[str], home: Path, environment: dict[str, str]) -> tuple[int, str]:
        asked = words[1] if words[0] == "sign" else ""
        before = Path.cwd()
        reader, writer = os.pipe()
        os.write(writer, PASSPHRASE.encode())
        os.close(writer)
        try:
            os.chdir(home)
            more = ["--passphrase-fd", str(reader)] if asked in ASKING else []
            result = CliRunner().invoke(
                main, [*words, *more], input=ASKING.get(asked), env=environment
            )
        finally:
            os.chdir(before)
            os.close(reader)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, result.output

    # ---- attacks ---------------------------------------------------------------

    def key(self, folder: Path, name: str):
        """Return somebody's key, as who has its file and the passphrase can."""
        public = next(path for path in folder.glob("*.pub") if f'"{name}"' in path.read_text())
        return keys.unlocked(public.with_suffix(".pem").read_bytes(), PASSPHRASE)

    def with_one_stolen_key(self) -> None:
        """Put up the thief's episode, with every proof that one editor's key can make."""
        thief = self.home("thief") / "night-ferry"
        boris = self.key(self.home("thief") / "keys", "boris")
        proposed = (thief / "release/proposed/targets.json").read_bytes()
        forged = self._pointing_at(proposed, [boris])
        root = {"3.root.json": (thief / "release/proposed/root.json").read_bytes()}
        old = read_role(proposed, Targets).signed
        alone = Targets(version=9, expires=targets_expiry(NOW), targets=old.targets)
        for metadata in (
            {}, root, forged, root | forged, self._pointing_at(sign(alone, [boris]), [boris])
        ):  # fmt: skip
            self._put_up(thief / "public", metadata)
            self.is_refused(self.folder / "srv/fake")

    def with_the_host(self) -> None:
        """Change a page and plant another; sign heartbeats that run ahead, and a release."""
        www = self.folder / "srv/www"
        heart = self.key(self.folder / "srv/keys", "anna: heartbeat")
        page = www / "index.html"
        page.write_text(f"<p>{LIE}")
        shutil.copy(page, www / "planted.html")
        targets = next(iter(sorted((www / "release").glob("*.targets.json"), reverse=True)))
        metadata: Metadata[Targets] = read_role(targets.read_bytes(), Targets)
        del metadata.signed.targets["index.html"]
        before = {path.name: path.read_bytes() for path in (www / "release").glob("*.json")}
        forged = self._pointing_at(sign(metadata.signed, [heart]), [heart])
        self._put_up(www, forged)
        self.is_refused(self.folder / "srv/fake")
        beat = read_role(before["timestamp.json"], Timestamp).signed
        beat.version = 2**40
        (www / "release/timestamp.json").write_bytes(sign(beat, [heart]))
        self.is_refused(www)

    def _pointing_at(self, targets: bytes, signers) -> dict[str, bytes]:
        release = read_role(targets, Targets).signed.version
        snapshot = sign(
            snapshot_of(targets, release=release, expires=targets_expiry(NOW), version=90), signers
        )
        beat = timestamp_of(snapshot, snapshot_version=90, version=90, release=release, now=NOW)
        return {
            f"{release}.targets.json": targets, "90.snapshot.json": snapshot,
            "timestamp.json": sign(beat, signers),
        }  # fmt: skip

    def _put_up(self, public: Path, metadata: dict[str, bytes]) -> None:
        fake = self.folder / "srv/fake"
        shutil.copytree(self.folder / "srv/www", fake, dirs_exist_ok=True)
        shutil.copytree(public, fake, dirs_exist_ok=True)
        for name, data in metadata.items():
            (fake / "release" / name).write_bytes(data)

    def is_refused(self, folder: Path) -> None:
        try:
            found = check(FolderSource(folder), self.words, now=NOW)
        except Untrusted:
            return
        assert not found.is_whole

    # ---- what must hold at every moment ------------------------------------------

    def mirror_is_whole(self, newest: int) -> int:
        """Return which release the mirror holds: whole, the show's, no older than it was."""
        mirror = self.home("mira") / "mirror"
        if not mirror.is_dir():
            return newest
        found = check(FolderSource(mirror), self.words, now=NOW)
        assert found.is_whole
        assert found.verdict.release >= newest
        assert not [path for path in mirror.rglob("*.html") if LIE in path.read_text()]
        return found.verdict.release


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "ROUNDS", 2_000)  # tests/release has the real lock
    servers = {}
    for name, place in (("ferry", "www"), ("fake", "fake")):
        folder = tmp_path / "srv" / place
        folder.mkdir(parents=True)
        servers[f"https://{name}.example"] = Server(folder, port=0, is_live=False)
    (tmp_path / "media/stick").mkdir(parents=True)
    for server in servers.values():
        threading.Thread(target=server.run, daemon=True).start()
    yield World(tmp_path, {name: each.address.rstrip("/") for name, each in servers.items()})
    for server in servers.values():
        server.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the page is typed into a shell")
def test_listeners_believe_no_forgery_and_the_archive_is_never_gone(world):
    newest = 0
    for step in steps():
        if step == "one stolen key":
            world.with_one_stolen_key()
        elif step == "the host is seized":
            world.with_the_host()
        else:
            assert isinstance(step, Line), step
            world.type(step)
        newest = world.mirror_is_whole(newest)
    assert newest == 3
