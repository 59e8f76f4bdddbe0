"""Books are without a fault for EPUBCheck, and for Ace by DAISY, who asks whom they shut out."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.judge

# English and Arabic with their sounds, a picture, verse, footnotes, a name withheld.
WHOLE = "what-the-water-left/what-the-water-left.epub"
TEXT = "on-the-pier/on-the-pier-text.epub"
SERIOUS = frozenset({"serious", "critical"})


def rewritten(book: Path, target: Path, name: str, change: Callable[[str], str]) -> Path:
    """Return a copy of ``book`` in which one file is another."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w") as copy:
        for each in source.infolist():
            data = source.read(each)
            if each.filename == name:
                text = data.decode()
                assert change(text) != text
                data = change(text).encode()
            copy.writestr(each, data)
    return target


@pytest.mark.parametrize("name", [WHOLE, TEXT])
def test_epubcheck_finds_no_error_and_no_warning(
    example: Path, epubcheck: Callable[[Path], list[str]], name: str
) -> None:
    assert epubcheck(example / "public" / name) == []


def test_epubcheck_does_find_what_is_wrong(
    example: Path, tmp_path: Path, epubcheck: Callable[[Path], list[str]]
) -> None:
    # A judge that never says no would pass anything.
    wrong = rewritten(
        example / "public" / WHOLE, tmp_path / "wrong.epub", "EPUB/p1-1.smil",
        lambda text: text.replace('p1-1.xhtml#_1.0"', 'p1-1.xhtml#gone"', 1),
    )  # fmt: skip
    assert any("p1-1.smil" in each for each in epubcheck(wrong))


def impacts(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (document, impact, rule) of all that Ace objects to."""
    return [
        (document["earl:testSubject"]["url"], found["earl:test"]["earl:impact"],
         found["earl:test"]["dct:title"])
        for document in report["assertions"]
        for found in document["assertions"]
    ]  # fmt: skip


def test_ace_finds_nothing_serious(example: Path, ace: Callable[[Path], dict[str, Any]]) -> None:
    report = ace(example / "public" / WHOLE)
    assert len(report["data"]["images"]) > 0
    assert [each for each in impacts(report) if each[1] in SERIOUS] == []
    present = report["a11y-metadata"]["present"]
    assert {f"schema:{each}" for each in (
        "accessMode", "accessibilityFeature", "accessibilityHazard", "accessibilitySummary",
        "accessModeSufficient",
    )} <= set(present)  # fmt: skip


def test_ace_does_find_what_is_serious(
    example: Path, tmp_path: Path, ace: Callable[[Path], dict[str, Any]]
) -> None:
    wrong = rewritten(
        example / "public" / WHOLE, tmp_path / "wrong.epub", "EPUB/title.xhtml",
        lambda text: text.replace(" alt=", " data-was="),
    )  # fmt: skip
    assert any(each[1] in SERIOUS and "alt" in each[2] for each in impacts(ace(wrong)))
