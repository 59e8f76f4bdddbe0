"""A word is heard at one moment, whoever says it: page, captions, chapters, book, print."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from five_times import of_book, of_captions, of_chapters, of_page, of_print
from izdat.cli import main
from izdat.render.zine import MissingTypesetter, typesetter

HUNDREDTH = 5  # milliseconds by which a page, which counts in hundredths, may be off
EDITIONS = [
    ("when-the-river-came-in", "en", "", 300),
    ("when-the-river-came-in", "ar", "ar", 200),
    ("on-the-pier", "en", "", 100),
]


@pytest.mark.parametrize(("slug", "lang", "inner", "least"), EDITIONS)
def test_all_tell_the_same_moment_for_the_same_word(
    example: Path, slug: str, lang: str, inner: str, least: int
) -> None:
    public = example / "public"
    folder = public / slug / inner
    page, captions = of_page(folder), of_captions(folder / "transcript.vtt")
    words, segments, pages = of_book(public / slug / f"{slug}.epub", lang)
    assert len(words) > least
    assert page.keys() == captions.keys() == words.keys()
    assert captions == words
    assert max(abs(page[word] - words[word]) for word in words) <= HUNDREDTH
    assert segments == of_chapters(folder / "chapters.json")
    # A page begins with the first word of its minute: none before it is as late.
    heard = sorted([*words.values(), *segments.values()])
    assert len(pages) > 1
    for minute, moment in pages:
        assert moment == min(each for each in heard if each >= minute * 60_000)


@pytest.fixture(scope="module")
def printed(once: Callable[..., Path], example: Path) -> Path:
    """The example, with zines."""
    try:
        typesetter()
        assert shutil.which("pdftotext"), "poppler-utils is not here"
    except (MissingTypesetter, AssertionError) as error:
        if os.environ.get("IZDAT_JUDGES") == "required":
            raise
        pytest.skip(f"no zine can be set and read back here: {error}")

    def build(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(example, folder)
        shutil.rmtree(folder / "episodes" / "what-the-water-left")  # nothing more to be set
        shutil.rmtree(folder / "episodes" / "a-draft")
        with (folder / "show.yaml").open("a") as settings:
            settings.write("zine: a4\n")
        result = CliRunner().invoke(main, ["build", str(folder), "--future", "-j", "1", "--quiet"])
        assert result.exit_code == 0, result.output

    return once("example-with-zines", build)


@pytest.mark.parametrize(("slug", "lang", "inner", "_"), EDITIONS)
def test_the_list_of_printed_pages_tells_it_too(
    printed: Path, slug: str, lang: str, inner: str, _: int
) -> None:
    public = printed / "public"
    words, segments, _ = of_book(public / slug / f"{slug}.epub", lang)
    begins = {name: moment for (name, before), moment in words.items() if before == 0}
    listed, missing = of_print(public / slug / inner)
    assert len(begins) >= 9
    assert listed == begins | segments
    assert missing == set()
