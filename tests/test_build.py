"""Whole builds of the example show, as a person runs them."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "night-ferry"
IGNORED = shutil.ignore_patterns("public", ".izdat")


def izdat(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "izdat", *words],
        env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def tree(public: Path) -> dict[str, str]:
    """Return every published file by its digest."""
    return {
        file.relative_to(public).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(public.rglob("*"))
        if file.is_file()
    }


def small_show(folder: Path) -> Path:
    """Return a copy of the example's first episode, in English and one codec, quick to build."""
    shutil.copytree(EXAMPLE, folder, ignore=IGNORED)
    for name in ("on-the-pier", "what-the-water-left"):
        shutil.rmtree(folder / "episodes" / name)
    (folder / "show.yaml").write_text(
        "title: The Night Ferry\naddress: https://nightferry.example/\nlang: en\n"
        "description: Voices from a town under water.\n"
        "voices:\n  host: {name: The Night Ferry, role: host}\n"
        "protect: false\n"
        "sound: {opus: 0}\n"
        "epub: {sound: true, text: true}\n"
    )
    (folder / "episodes" / "when-the-river-came-in" / "episode.ar.md").unlink()
    return folder


@pytest.fixture(scope="session")
def built(once: Callable[..., Path]) -> Path:
    """``small_show``, built once."""

    def build(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        made = izdat("build", str(small_show(folder)), "--future")
        assert made.returncode == 0, made.stderr

    return once("small-show", build)


@pytest.fixture
def show(built: Path, tmp_path: Path) -> Path:
    """A copy of ``small_show`` as a build has left it."""
    return shutil.copytree(built, tmp_path / "show")


@pytest.mark.slow
def test_two_builds_elsewhere_give_the_same_bytes(tmp_path: Path, built: Path) -> None:
    """Of all that has to do with sound; test_golden.py asks it of every kind of page."""
    other = tmp_path / "a longer name with spaces" / "другое"
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}
    old = os.umask(0o077)
    try:
        made = izdat("build", str(small_show(other)), "--future", "--jobs", "1", **elsewhere)
    finally:
        os.umask(old)
    assert made.returncode == 0, made.stderr
    one, two = tree(built / "public"), tree(other / "public")
    assert one == two
    assert {Path(name).suffix for name in one} >= {".mp3", ".dat", ".epub", ".vtt", ".jpg", ".xml"}
    modes = {p.stat().st_mode & 0o777 for p in (other / "public").rglob("*") if p.is_file()}
    assert modes == {0o644}


@pytest.mark.slow
def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    show = small_show(tmp_path / "show")
    command = [sys.executable, "-m", "izdat", "build", str(show), "--future", "--json"]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    began = first.stdout.readline()  # it has the lock, and has all its sound before it
    second = subprocess.run(command, capture_output=True, text=True, check=True)
    output = began + first.communicate()[0]
    assert first.returncode == 0
    told, heard = ([json.loads(line) for line in each.splitlines()]
                   for each in (output, second.stdout))  # fmt: skip
    assert [event for event in heard if event["event"] == "waiting"] != []
    assert heard[-1]["steps"] == 0
    assert told[-1]["steps"] > 10


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path: Path, built: Path) -> None:
    distributed = pytest.importorskip("distributed")
    spread = small_show(tmp_path / "spread")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL"
    ) as cluster:
        command = [sys.executable, "-m", "izdat", "build", str(spread), "--future"]
        build = subprocess.Popen(
            [*command, "--cluster", cluster.scheduler_address],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not list((spread / ".izdat").rglob("*.wav")):
            time.sleep(0.02)
        os.kill(cluster.workers[0].process.pid, signal.SIGKILL)
        _, errors = build.communicate(timeout=300)
    assert build.returncode == 0, errors
    assert tree(spread / "public") == tree(built / "public")


@pytest.mark.slow
def test_only_what_follows_from_an_edit_is_done_again(show: Path) -> None:
    episode = show / "episodes" / "when-the-river-came-in" / "episode.md"
    episode.write_text(episode.read_text().replace("kitchen cooked", "kitchen has cooked"))
    lines = izdat("build", str(show), "--future", "--json").stdout.splitlines()
    events = [json.loads(line) for line in lines]
    spoken = [e for e in events if e["event"] == "ran" and e["stage"] == "speak"]
    assert [e["subject"][-1] for e in spoken] == ["news"]
    assert spoken[0]["reason"] == "spoken changed"


@pytest.mark.slow
def test_a_new_bit_rate_encodes_again_and_does_nothing_else_to_the_sound(show: Path) -> None:
    settings = show / "show.yaml"
    settings.write_text(settings.read_text().replace("opus: 0", "opus: 0, mp3: 96"))
    lines = izdat("build", str(show), "--future", "--json").stdout.splitlines()
    ran = [e["step"] for e in map(json.loads, lines) if e["event"] == "ran"]
    assert {name for name in ran if name.startswith(("speak", "master"))} == {
        "master.mp3.encode_mp3",
        "master.tag.tag_mp3",
    }


@pytest.mark.slow
def test_an_edit_of_what_is_not_spoken_makes_no_sound_again(show: Path) -> None:
    episode = show / "episodes" / "when-the-river-came-in" / "episode.md"
    episode.write_text(episode.read_text().replace("the count of beds", "the number of beds"))
    lines = izdat("build", str(show), "--future", "--json").stdout.splitlines()
    stages = {e["stage"] for e in map(json.loads, lines) if e["event"] == "ran"}
    assert stages <= {"read", "claims", "render"}
    assert "render" in stages


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "recording-empty"),
        (b"a text with another name\n" * 50, "recording-not-audio"),
        ((b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e"
         b"\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00"), "recording-no-sound"),
    ],
)  # fmt: skip
def test_a_recording_that_is_none_is_told_at_its_line(
    tmp_path: Path, data: bytes, code: str
) -> None:
    show = small_show(tmp_path / "show")
    episode = show / "episodes" / "when-the-river-came-in" / "episode.md"
    text = episode.read_text().replace("kind: poem\n", "kind: poem\naudio: poem.wav\n")
    episode.write_text(text)
    (episode.parent / "poem.wav").write_bytes(data)
    result = izdat("build", str(show), "--future", "--jobs", "1")
    assert result.returncode == 1
    line = text.splitlines().index("audio: poem.wav") + 1
    assert f"episodes/when-the-river-came-in/episode.md:{line}:" in result.stderr
    assert "poem.wav, of segment poem: " in result.stderr
    assert f"[{code}]" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (show / "public").exists()


def test_a_recording_that_asks_for_a_disguise_is_not_published(tmp_path: Path) -> None:
    show = tmp_path / "show"
    shutil.copytree(EXAMPLE, show, ignore=IGNORED)
    episode = show / "episodes" / "on-the-pier" / "episode.md"
    lines = [x for x in episode.read_text().splitlines() if not x.startswith("protected:")]
    episode.write_text("\n".join(lines) + "\n")
    result = izdat("build", str(show), "--future")
    assert result.returncode == 1
    assert "[unprotected-recording]" in result.stderr
    assert not (show / "public").exists()
