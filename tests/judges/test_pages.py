"""Pages are without a fault, for readers of every kind, and ask nothing of another host."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

pytestmark = pytest.mark.judge

HEAVIEST = 150_000  # bytes of HTML, compressed: of a transcript of 105 minutes


def test_html_validate_finds_nothing(public: Path, node_report: dict[str, Any]) -> None:
    assert len(node_report["pages"]) == len(list(public.rglob("*.html"))) > 0
    assert {path: found for path, found in node_report["pages"].items() if found} == {}


def test_the_nu_checker_finds_no_error(nu_report: dict[str, Any]) -> None:
    wrong = [
        f"{message['url']}:{message.get('lastLine')}: {message['message']}"
        for message in nu_report["messages"]
        if message["type"] in {"error", "non-document-error"}
    ]
    assert wrong == []


def test_the_nu_checker_does_find_errors(
    tmp_path: Path, nu_checker: Callable[[Path], dict[str, Any]]
) -> None:
    # A judge that never says no would pass anything.
    (tmp_path / "wrong.html").write_text("<!DOCTYPE html><title>x</title><p></ul></p>")
    assert any(message["type"] == "error" for message in nu_checker(tmp_path)["messages"])


def test_axe_finds_no_violation_on_any_kind_of_page(browser_report: dict[str, Any]) -> None:
    found = {p: seen["violations"] for p, seen in browser_report["pages"].items()}
    assert found
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_no_page_asks_anything_of_another_host(browser_report: dict[str, Any]) -> None:
    for where in ("pages", "disk"):
        for path, seen in browser_report[where].items():
            assert seen["foreign"] == [], path


def test_nothing_fails_under_a_sub_path(browser_report: dict[str, Any]) -> None:
    for path, seen in browser_report["pages"].items():
        assert seen["wrong"] == [], path


def test_pages_open_from_the_disk_with_their_style(browser_report: dict[str, Any]) -> None:
    styled = {seen["font"] for seen in browser_report["disk"].values()}
    for path, seen in browser_report["disk"].items():
        assert seen["wrong"] == [], path
    assert "" not in styled


def test_no_page_is_wider_than_its_screen(browser_report: dict[str, Any]) -> None:
    for path, seen in browser_report["pages"].items():
        assert seen["too_wide"] == 0, path


def test_no_page_is_heavier_than_it_may_be(public: Path) -> None:
    sizes = {page: len(gzip.compress(page.read_bytes(), 9)) for page in public.rglob("*.html")}
    assert {page: size for page, size in sizes.items() if size > HEAVIEST} == {}


def test_without_javascript_the_transcript_is_there(
    public: Path, browser_report: dict[str, Any]
) -> None:
    looked = 0
    for path, seen in browser_report["plain"].items():
        for node in html.document_fromstring((public / path).read_bytes()).iter("p"):
            words = " ".join(node.text_content().split())
            if node.xpath("ancestor::*[@id='transcript_']") and len(words) > 60:
                assert words[:50] in " ".join(seen.split()), path
                looked += 1
    assert looked
