"""How far a translation is: told by the verb, by ``check``, and to its readers."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html

from izdat import chain, run
from izdat.cli import main
from izdat.run.report import Silent
from izdat.schedule import Options

SHOW = """\
title: Ferry
address: https://ferry.example/
lang: en
languages: [en, ru, uk]
description: Boats.
speech: {engine: none}
voices:
  mira: {name: Mira}
"""
ENGLISH = """\
---
title: One
lang: en
published: 2031-04-07T06:00:00+00:00
---

## A call {#call}

@mira: Bring rope.

Bring [forty]{.claim #f-1 of=lamps} lanterns.

Sit down.

## The end {#end}

Good night.
"""
RUSSIAN = """\
---
title: Один
---

## Призыв {#call}

@mira: Несите верёвки.

{from="call:3"}
Сядьте.
"""


def izdat(*words: str) -> Result:
    return CliRunner().invoke(main, [*words], catch_exceptions=False)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    episode = tmp_path / "episodes" / "one"
    episode.mkdir(parents=True)
    (tmp_path / "show.yaml").write_text(SHOW)
    (episode / "episode.md").write_text(ENGLISH)
    (episode / "episode.ru.md").write_text(RUSSIAN)
    return tmp_path


def change(show: Path, old: str, new: str, name: str = "episode.md") -> None:
    file = show / "episodes" / "one" / name
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))


def status(show: Path) -> dict[str, dict[str, object]]:
    told = izdat("translate", "status", str(show), "--json")
    assert told.exit_code == 0, told.output
    return {each["lang"]: each for each in map(json.loads, told.stdout.splitlines())}


def accept(show: Path) -> None:
    told = izdat("translate", "accept", "one", "ru", "--show", str(show))
    assert told.exit_code == 0, told.output


def changes(show: Path) -> list[tuple[str, int]]:
    found = chain.check(show).problems
    assert [each for each in found if each.severity == "error"] == []
    return [
        (each.message.split()[0], each.place.line)
        for each in found
        if each.code == "changed-since-translated"
    ]


def test_what_is_not_translated_is_told_paragraph_by_paragraph(show: Path) -> None:
    told = status(show)
    assert (told["ru"]["state"], told["ru"]["translated"], told["ru"]["paragraphs"]) == (
        "partial", 2, 4,
    )  # fmt: skip
    assert told["ru"]["missing"] == ["call:2", "end:1"]
    assert (told["uk"]["state"], told["uk"]["translated"]) == ("none", 0)
    change(show, "{from=", '{from="call:2"}\nНесите фонари.\n\n{from=', "episode.ru.md")
    (show / "episodes/one/episode.ru.md").open("a").write("\n## Конец {#end}\n\nСпокойной ночи.\n")
    assert (status(show)["ru"]["state"], status(show)["ru"]["missing"]) == ("complete", [])


def test_a_change_after_an_editors_word_makes_the_paragraph_stale(show: Path) -> None:
    change(show, "Bring rope.", "Bring more rope.")
    assert changes(show) == []  # nobody has said from which words it was translated
    accept(show)
    assert status(show)["ru"]["accepted"]
    assert changes(show) == []
    change(show, "Sit down.", "Sit down, all.")
    change(show, "Bring [forty]", "Bring [fifty]")  # is not translated
    change(show, "Good night.", "*Good* night!")
    assert changes(show) == [("call:3", 10)]
    assert (status(show)["ru"]["state"], status(show)["ru"]["changed"]) == ("stale", ["call:3"])
    accept(show)
    assert changes(show) == []


def test_emphasis_marks_and_line_breaks_make_nothing_stale(show: Path) -> None:
    accept(show)
    change(show, "Bring rope.", "*Bring*\nrope.")
    assert changes(show) == []


def test_a_broken_line_is_an_error_with_its_place(show: Path) -> None:
    accept(show)
    file = show / "episodes/one/episode.ru.seen"
    file.write_text(file.read_text() + "call:3 yes\n")
    found = [each for each in chain.check(show).problems if each.code == "bad-seen"]
    assert [(each.place.file, each.place.line) for each in found] == [
        ("episodes/one/episode.ru.seen", 4)
    ]


def test_there_is_nothing_to_accept_without_a_translation(show: Path) -> None:
    for words in (("one", "uk"), ("one", "en"), ("two", "ru"), ("../one", "ru")):
        told = izdat("translate", "accept", *words, "--show", str(show))
        assert told.exit_code == 2, words
        assert "there is no translation" in told.output
    assert not list(show.rglob("*.seen"))


def test_readers_are_told_what_is_missing_and_what_has_changed(show: Path) -> None:
    def page() -> html.HtmlElement:
        options = Options(now=datetime(2032, 1, 1, tzinfo=UTC))
        chain.build(show, options, workers=run.local(1), report=Silent())
        return html.document_fromstring((show / "public/one/ru/index.html").read_bytes())

    accept(show)
    before = page()
    notices = [each.text_content() for each in before.find_class("notice")]
    assert "1 абзац не переведён и есть только в оригинале." in notices
    assert not before.xpath("//a[@href='#changed_']")
    change(show, "Sit down.", "Sit down, all.")
    after = page()
    notices = [each.text_content() for each in after.find_class("notice")]
    assert "1 абзац оригинала изменился после перевода; он отмечен знаком ≠." in notices
    (sign,) = after.xpath("//a[@href='#changed_']")
    assert sign.getparent().getparent().get("id") == "call-2"  # it renders call:3
    assert after.get_element_by_id("changed_").text_content().startswith("≠ Слова оригинала")
    # Its words stay whole: the sign is not one of them.
    assert "u" in sign.getparent().classes
