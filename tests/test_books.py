"""Books in a build, and a book of several episodes: ``izdat epub``."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from izdat import chain, run
from izdat.cli import main
from izdat.run.report import Silent
from izdat.schedule import Options

NOW = datetime(2032, 1, 1, tzinfo=UTC)
SECOND = """\
---
number: 84
title: At home
published: 2031-04-08T06:00:00+02:00
---

## The door {#door}

It was open. Lenka kept the key.
"""


LISTED = "people:\n  p4:\n    names: [Olena Kovalenko]\n    also: [Lenka]\n"


def write_list(path: Path) -> Path:
    path.write_text(LISTED)
    path.chmod(0o600)
    return path


def build(show: Path, listed: Path | None = None) -> chain.Built:
    return chain.build(show, Options(now=NOW), workers=run.local(1), report=Silent(), listed=listed)


def asking(show: Path, *wanted: str) -> Path:
    """Let a show ask for books, and for no mended name."""
    settings = show / "show.yaml"
    settings.write_text(
        f"{settings.read_text()}epub: {{{', '.join(f'{each}: true' for each in wanted)}}}\n"
    )
    return show


def names(book: Path) -> list[str]:
    with zipfile.ZipFile(book) as archive:
        return archive.namelist()


@pytest.mark.usefixtures("one_process")
def test_a_build_makes_the_books_that_the_show_asks_for_and_none_anew(
    fake: object, recorded_show: Path
) -> None:
    show = asking(recorded_show, "sound", "text")
    assert [p for p in build(show).problems if p.severity == "error"] == []
    folder = show / "public" / "083"
    page = html.parse(folder / "index.html")
    linked = {link.get("href"): link.text for link in page.iter("a") if link.get("download") == ""}
    assert linked["083.epub"] == "EPUB that reads itself aloud"
    assert linked["083-text.epub"] == "EPUB, text only"
    (sound,) = (name for name in names(folder / "083.epub") if name.endswith(".mp3"))
    with zipfile.ZipFile(folder / "083.epub") as book:
        # The very file that the page plays: whoever has checked one need not check the other.
        assert book.read(sound) == (folder / sound.removeprefix("EPUB/")).read_bytes()
    assert not [name for name in names(folder / "083-text.epub") if name.endswith(".mp3")]
    before = (folder / "083.epub").read_bytes()
    assert build(show).steps == 0
    episode = show / "episodes" / "083" / "episode.md"
    episode.write_text(episode.read_text().replace("Nobody came back", "Nobody turned round"))
    build(show)
    assert (folder / "083.epub").read_bytes() != before
    with zipfile.ZipFile(folder / "083-text.epub") as book:
        assert b"Nobody turned round" in book.read("EPUB/p1-2.xhtml")


@pytest.fixture
def two(recorded_show: Path) -> Path:
    """A show with a second episode, which nobody has recorded."""
    (recorded_show / "episodes" / "084").mkdir()
    (recorded_show / "episodes" / "084" / "episode.md").write_text(SECOND)
    return recorded_show


@pytest.mark.usefixtures("one_process")
def test_nothing_is_published_if_a_book_alone_names_somebody(two: Path, tmp_path: Path) -> None:
    listed = write_list(tmp_path / "listed.yaml")
    (two / "episodes" / "083" / "episode.md").unlink()
    (two / "episodes" / "083").rename(tmp_path / "away")
    found = build(asking(two, "text"), listed)
    files = {problem.place.file for problem in found.problems if problem.code == "protected-name"}
    assert "public/084/084-text.epub" in files
    assert not (two / "public").exists()


@pytest.mark.usefixtures("one_process")
def test_a_book_of_several_episodes(fake: object, two: Path, tmp_path: Path) -> None:
    target = tmp_path / "both.epub"
    words = ["epub", "084", "083", "--show", str(two), "--out", str(target)]
    told = CliRunner().invoke(main, [*words, "--title", "Two nights"])
    assert told.exit_code == 0, told.output
    assert "both.epub: reads itself aloud" in told.output
    with zipfile.ZipFile(target) as book:
        package, title = book.read("EPUB/package.opf"), book.read("EPUB/title.xhtml")
    assert b"<dc:title>Two nights</dc:title>" in package
    assert title.index(b"At home") < title.index(b"On the pier")
    assert {name for name in names(target) if name.endswith(".smil")} == {
        "EPUB/p2-1.smil", "EPUB/p2-2.smil"
    }  # fmt: skip
    assert {each.name for each in tmp_path.iterdir()} == {"both.epub", "show"}
    again = CliRunner().invoke(main, words)
    assert (again.exit_code, "--replace" in again.output) == (2, True)
    told = CliRunner().invoke(main, [*words, "--replace", "--text"])
    assert "text only" in told.output
    assert not [name for name in names(target) if name.endswith(".mp3")]


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["085"], "there is no episode 085"),
        (["084", "--lang", "ar"], "084 is in none of ar"),
        (["draft"], "draft is a draft: give it a day first"),
    ],
)
def test_what_cannot_be_in_a_book_is_told(
    two: Path, tmp_path: Path, given: list[str], said: str
) -> None:
    draft = two / "episodes" / "draft"
    draft.mkdir()
    (draft / "episode.md").write_text(SECOND.replace("published: 2031-04-08T06:00:00+02:00\n", "")
                                      .replace("number: 84\n", ""))  # fmt: skip
    target = tmp_path / "a.epub"
    told = CliRunner().invoke(main, ["epub", *given, "--show", str(two), "--out", str(target)])
    assert told.exit_code == 2
    assert said in told.output
    assert not target.exists()


@pytest.mark.usefixtures("one_process")
def test_a_book_that_names_somebody_is_not_written(two: Path, tmp_path: Path) -> None:
    listed = write_list(tmp_path / "listed.yaml")
    target = tmp_path / "a.epub"
    words = ["epub", "084", "--show", str(two), "--out", str(target), "--protect", str(listed)]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 1
    assert "[protected-name]" in told.output
    assert "Lenka" not in told.output
    assert not target.exists()
