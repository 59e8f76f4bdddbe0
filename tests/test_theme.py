"""The page about a show's own look is true: its example is built, and a broken one is told of."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from izdat.render.frame import TEMPLATES
from izdat.render.theme import ASSETS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "theme.md").read_text("utf-8")
BLOCK = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Izdat = Callable[..., subprocess.CompletedProcess[str]]


def izdat(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "izdat", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small show with the look of the page's example, built."""
    folder = tmp_path_factory.mktemp("themed") / "show"
    assert izdat("new", str(folder), "--title", "The Night Ferry").returncode == 0
    (folder / "fonts").mkdir()
    shutil.copy(ASSETS / "card-mono.woff2", folder / "fonts" / "Crossing-Bold.woff2")
    shutil.copy(ASSETS / "card-fonts.txt", folder / "fonts" / "LICENCE.txt")
    shutil.copy(ROOT / "examples" / "night-ferry" / "artwork.png", folder)
    show = folder / "show.yaml"
    text = show.read_text().replace("{engine: espeak}", "{engine: none}")
    show.write_text(f"{text}\nsubtitle: Under water\n")
    for name, text in BLOCK.findall(PAGE):
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        with file.open("a", encoding="utf-8") as stream:
            stream.write(text)
    told = izdat("build", "--quiet", "--jobs", "1", str(folder))
    assert (told.returncode, told.stderr) == (0, "")
    return folder


def test_the_example_of_the_page_is_built_and_looks_so(themed: Path) -> None:
    public = themed / "public"
    pages = {
        path.relative_to(public).as_posix(): path.read_text() for path in public.rglob("*.html")
    }
    foot = "The Night Ferry is made by six people in a boathouse."
    for name, text in pages.items():
        # The player for other sites and what leads elsewhere have no foot.
        assert (foot in text) == ('<footer class="site">' in text), name
    assert "“Under water”" in pages["about/index.html"]
    (sheet,) = public.glob("assets/style-*.css")
    style = sheet.read_text()
    (font,) = public.glob("assets/font-type-*.woff2")
    assert f"url({font.name})" in style
    assert "#1f5f4a" in style
    assert "#8fd6b8" in style
    assert len(list(public.glob("assets/font-licence-*.txt"))) == 1


def test_a_corrected_paragraph_draws_no_card_anew(themed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "show"
    shutil.copytree(themed, folder)
    text = folder / "episodes" / "first" / "episode.md"
    before = {path: path.read_bytes() for path in (folder / "public").rglob("*card-*.jpg")}
    assert len(before) == 2  # the episode's, and the site's
    text.write_text(f"{text.read_text()}\nOne more paragraph.\n")
    told = izdat("build", "--json", "--jobs", "1", str(folder))
    ran = {each["step"] for each in map(json.loads, told.stdout.splitlines())
           if each["event"] == "ran"}  # fmt: skip
    assert any(step.endswith("render_pages") for step in ran)
    assert not any(step.endswith("render_link_card") for step in ran)
    text.write_text(text.read_text().replace("title: ", "title: Once more, ", 1))
    told = izdat("build", "--json", "--jobs", "1", str(folder))
    lines = [line for line in told.stdout.splitlines() if "render_link_card" in line]
    assert sum('"ran"' in line for line in lines) == 1
    after = {path: path.read_bytes() for path in (folder / "public").rglob("*card-*.jpg")}
    assert len(set(after) & set(before)) == 1


def test_every_template_and_block_stands_on_the_page() -> None:
    for template in TEMPLATES.glob("*.html"):
        assert f"`{template.name}`" in PAGE, template.name
    for name, said in re.findall(r"^\| `(\w+\.html)`[^|]*\|[^|]*\|([^|]*)\|$", PAGE, re.MULTILINE):
        blocks = set(re.findall(r"{% block (\w+)", (TEMPLATES / name).read_text("utf-8")))
        own = blocks - (set() if name == "base.html" else {"main", "script", "body", "metadata"})
        assert set(re.findall(r"`(\w+)`", said)) == own, name


def test_a_mistake_that_only_a_page_shows_ends_the_build(themed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "show"
    shutil.copytree(themed, folder)
    before = (folder / "public" / "index.html").read_bytes()
    for name in ("about", "episode"):
        (folder / "templates" / f"{name}.html").write_text("\n{{ page.titel }}")
        assert izdat("check", str(folder)).returncode == 0
        told = izdat("build", "--quiet", "--jobs", "1", str(folder))
        assert told.returncode == 1
        assert f"templates/{name}.html:2: " in told.stdout + told.stderr
        assert "template-broken" in told.stdout + told.stderr
        assert "Traceback" not in told.stderr
        (folder / "templates" / f"{name}.html").unlink()
    assert (folder / "public" / "index.html").read_bytes() == before


def test_a_mistake_of_syntax_or_of_a_font_is_told_by_check(themed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "show"
    shutil.copytree(themed, folder, ignore=shutil.ignore_patterns("public", ".izdat"))
    (folder / "templates" / "about.html").write_text("\n\n{% block %}")
    (folder / "fonts" / "Crossing-Bold.woff2").write_bytes(b"wOF2")
    told = izdat("check", str(folder))
    assert told.returncode == 1
    assert "templates/about.html:3: " in told.stderr
    assert re.search(r"show\.yaml:\d+:\d+: the font .* \[font-unreadable\]", told.stderr)
