"""`verify.html` in a real browser, from the disk, beside what izdat says of the same copies."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from trial_copy import Copy, signed_anew

from izdat.mirror import FolderSource, Untrusted, check
from izdat.sign import Desk, propose, rotate, verifier

JUDGES = Path(__file__).parents[1] / "judges"
BROWSERS = {
    "chromium": ("ask_verifier.py", os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium")),
    "firefox": ("ask_firefox.py", os.environ.get("IZDAT_FIREFOX", "firefox-esr")),
}
OTHER_WORDS = "lusab-babad-gutih-tugad-gutuk-bisog-mudof-sakat"


def test_the_page_is_small_and_asks_nobody():
    page = verifier()["verify.html"]
    assert len(page) < 10_000
    assert b"default-src 'none'" in page
    for way_out in (b"fetch(", b"XMLHttp", b"WebSocket", b"import(", b" src=", b"innerHTML"):
        assert way_out not in page


def bend(copy: Copy, what: str) -> str:
    """Do to the copy what a stranger could; return the words to check it against."""
    release = copy.public / "release"
    if what == "other words":
        return OTHER_WORDS
    if what == "changed byte":
        path = copy.public / "083/audio.mp3"
        data = bytearray(path.read_bytes())
        data[1_000_000] ^= 1
        path.write_bytes(data)
    elif what == "shorter":
        path = copy.public / "index.html"
        path.write_bytes(path.read_bytes()[:-1])
    elif what == "missing":
        (copy.public / "empty.txt").unlink()
    elif what == "another file":
        (copy.public / "evil.html").write_text("<script>")
    elif what == "no proof":
        shutil.rmtree(release)
    elif what == "no heartbeat":
        (release / "timestamp.json").unlink()
    elif what == "signature changed":
        path = release / "timestamp.json"
        found = json.loads(path.read_bytes())
        found["signatures"][0]["sig"] = "00" * 64
        path.write_text(json.dumps(found))
    elif what == "targets changed":
        path = release / "1.targets.json"
        path.write_bytes(path.read_bytes().replace(b'"length":18', b'"length":17'))
    elif what == "heartbeat of a stranger":
        signed_anew(release / "timestamp.json", lambda signed: signed.update(version=9))
    elif what == "root of a stranger":
        signed_anew(release / "1.root.json", lambda signed: signed.update(version=1))
    elif what == "rotated by a stranger":
        (copy.show.parent / "eve").mkdir()
        now = datetime.now(UTC)
        eve = Copy.made(copy.show.parent / "eve" / "show", now=now)
        desk = Desk(eve.show)
        other = propose(desk, eve.keyring, now=now, new_heartbeat="eve")
        rotate(desk, eve.keyring, eve.public, other, now=now)
        # All is sound under her second root; the first is the show's.
        shutil.copy(release / "1.root.json", eve.public / "release")
        shutil.rmtree(copy.public)
        shutil.copytree(eve.public, copy.public)
    return copy.words


# What is done, and how the page's answer begins.
COPIES = {
    "nothing": "authentic: release 1, 5 files; whole",
    "other words": "not authentic: forged",
    "changed byte": "authentic: release 1, 5 files; NOT whole",
    "shorter": "authentic: release 1, 5 files; NOT whole",
    "missing": "authentic: release 1, 5 files; NOT whole",
    "another file": "authentic: release 1, 5 files; NOT whole",
    "no proof": "not authentic: incomplete",
    "no heartbeat": "not authentic: incomplete",
    "signature changed": "not authentic: forged",
    "targets changed": "not authentic: mismatched",
    "heartbeat of a stranger": "not authentic: forged",
    "root of a stranger": "not authentic: forged",
    "rotated by a stranger": "not authentic: forged",
}


def izdat_says(folder: Path, words: str) -> str:
    try:
        check(FolderSource(folder), words, now=datetime.now(UTC))
    except Untrusted as error:
        return f"not authentic: {error.code}"
    return "authentic"


@pytest.fixture(scope="module")
def copies(tmp_path_factory) -> list[tuple[str, Path]]:
    """Return the words to check each of ``COPIES`` against, and its folder; last a stale one."""
    folder = tmp_path_factory.mktemp("copies")
    (folder / "show").mkdir()
    first = Copy.made(folder / "show" / "a", now=datetime.now(UTC))
    made = []
    for what in COPIES:
        copy = Copy(folder / what / "show", first.words, first.keyring)
        shutil.copytree(first.show, copy.show)
        made.append((bend(copy, what), copy.public))
    (folder / "old").mkdir()
    old = Copy.made(folder / "old" / "show", now=datetime.now(UTC) - timedelta(days=40))
    return [*made, (old.words, old.public)]


def missing(what: str) -> None:
    reason = f"{what} is not installed: tests/judges/install.sh installs it"
    if os.environ.get("IZDAT_JUDGES") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.mark.judge
@pytest.mark.slow
@pytest.mark.parametrize("browser", BROWSERS)
def test_a_browser_and_izdat_say_the_same_of_every_copy(browser, copies, tmp_path):
    script, program = BROWSERS[browser]
    if shutil.which(program) is None:
        missing(program)
    page = tmp_path / "verify.html"
    page.write_bytes(verifier()["verify.html"])
    said = subprocess.run(
        [sys.executable, JUDGES / script, page], input=json.dumps(copies, default=str),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    *told, stale = json.loads(said.stdout)
    for (what, begins), (words, folder), found in zip(COPIES.items(), copies, told, strict=False):
        assert found["said"].startswith(begins), (what, found)
        assert found["asked"] == [], what
        assert found["said"].startswith(izdat_says(folder, words)), what
        if found["said"].startswith("authentic"):
            own = check(FolderSource(folder), words, now=datetime.now(UTC))
            names = sorted([*(fault.path for fault in own.faults), *own.unsigned])
            assert sorted(line.split(" ")[0] for line in found["list"]) == names, what
    assert len(told) == len(COPIES)
    assert told[0]["said"].splitlines()[1].startswith("fresh: said on")
    assert "stale since" in stale["said"]
