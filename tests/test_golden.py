"""The example show without its sound, published: every file as it was last agreed on.

Sound is left out because an encoder may differ in its last bit from processor to processor.
After a change of the site that is meant, `make golden` writes the tree anew: read the diff.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "night-ferry"
GOLDEN = Path(__file__).parent / "golden"
# The stylesheet and the script are sources of the project; pages name them by their digests.
TEXT = {".html", ".xml", ".json", ".txt", ".md", ".vtt", ".srt", ".svg"}


def silent_show(folder: Path) -> Path:
    """Copy the example's text; no recording, and nobody speaks."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("public", ".izdat"))
    for file in [folder / "show.yaml", *folder.rglob("episode.md")]:
        text = file.read_text().replace("engine: espeak", "engine: none")
        lines = text.splitlines()
        silent = ("audio:", "  intro:", "  outro:")
        file.write_text("\n".join(x for x in lines if not x.startswith(silent)) + "\n")
    return folder


def published(public: Path) -> dict[str, str]:
    return {
        file.relative_to(public).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(public.rglob("*"))
        if file.suffix in TEXT
    }


def build(show: Path, **environment: str) -> Path:
    """Return what is published of ``show``."""
    done = subprocess.run(
        [sys.executable, "-m", "izdat", "build", str(show), "--future", "--jobs", "1"],
        env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return show / "public"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(silent_show(tmp_path_factory.mktemp("golden") / "show"))


def test_the_published_tree_is_the_golden_one(public: Path, request: pytest.FixtureRequest) -> None:
    found = published(public)
    if request.config.getoption("--golden-write"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for name, text in found.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name).write_text(text, encoding="utf-8")
        pytest.skip("the golden tree was written anew, not compared")
    wanted = published(GOLDEN)
    assert set(found) == set(wanted)
    for name, text in found.items():
        assert text == wanted[name], name


def test_a_build_elsewhere_gives_the_same_bytes(public: Path, tmp_path: Path) -> None:
    """Of every file, also of pictures, fonts and books; test_build.py asks it of sound."""
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}
    other = build(silent_show(tmp_path / "a longer name with spaces" / "другое"), **elsewhere)
    one, two = (
        {path.relative_to(site).as_posix(): path.read_bytes()
         for path in site.rglob("*") if path.is_file()}
        for site in (public, other)
    )  # fmt: skip
    assert one.keys() == two.keys()
    assert [name for name, data in one.items() if two[name] != data] == []
    assert {Path(name).suffix for name in one} >= {".epub", ".jpg", ".css", ".js"}
