"""Pages of every kind are accessible to pa11y, in every language of the interface."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from izdat.render.interface import LANGUAGES

pytestmark = pytest.mark.judge

EXAMPLE = Path(__file__).parents[2] / "examples" / "night-ferry"
Said = Callable[[list[Path]], dict[str, list[str]]]


def build_five(folder: Path) -> None:
    """Build the example without its sound, with a home in every language of the interface."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("public", ".izdat"))
    silent = ("audio:", "  intro:", "  outro:")
    for file in [folder / "show.yaml", *folder.rglob("episode.md")]:
        text = file.read_text().replace("engine: espeak", "engine: none")
        text = text.replace("languages: [en, ar]", f"languages: [{', '.join(LANGUAGES)}]")
        lines = [line for line in text.splitlines() if not line.startswith(silent)]
        file.write_text("\n".join(lines) + "\n")
    command = [sys.executable, "-m", "izdat", "build", "--future", "--quiet", "--jobs", "1"]
    told = subprocess.run([*command, folder], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


@pytest.mark.slow
def test_pa11y_finds_no_error_on_any_kind_of_page_in_any_language(
    once: Callable[..., Path],
    example: Path,
    kinds: Callable[[Path], list[str]],
    pa11y_said: Said,
) -> None:
    silent, heard = once("judged-five", build_five) / "public", example / "public"
    # Pages that have a player are those of the example with its sound; it has two languages.
    pages = [silent / path for path in kinds(silent)]
    pages += [heard / path for path in kinds(heard) if b"<audio" in (heard / path).read_bytes()]
    said = pa11y_said(pages)
    assert len(said) == 2 * len(pages) > 120
    assert {page: wrong for page, wrong in said.items() if wrong} == {}


def test_pa11y_does_find_errors(tmp_path: Path, pa11y_said: Said) -> None:
    # A judge that never says no would pass anything.
    wrong = "<p style='color:#999;background:#aaa'>x</p><img src='x.png'>"
    (tmp_path / "wrong.html").write_text(f"<!DOCTYPE html><html lang=en><title>x</title>{wrong}")
    said = pa11y_said([tmp_path / "wrong.html"])
    assert len(said) == 2
    for found in said.values():
        assert any("1_4_3" in each for each in found)  # contrast
        assert any("1_1_1" in each for each in found)  # words for a picture
