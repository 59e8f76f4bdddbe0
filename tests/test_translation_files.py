"""A translation goes to a translator's tool as a PO file and comes back: nothing is lost."""

import re
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner, Result

from izdat import chain
from izdat.cli import main

EXAMPLE = Path(__file__).parent.parent / "examples" / "night-ferry"
SHOW = """\
title: Ferry
address: https://ferry.example/
lang: en
languages: [en, ru]
description: Boats.
speech: {engine: none}
voices:
  mira: {name: Mira}
"""
ENGLISH = """\
---
title: On the pier
lang: en
published: 2031-04-07T06:00:00+00:00
---

## A call {#call}

```source
kind: call
```

@mira 00:01: Bring [forty]{.claim #f-1 of=lamps} lanterns,
said [a *neighbour*]{.withheld who=p4}.[^a]

- Rope.
- [Sit]{.quote by="a pilot"} *down*, at [the quay](https://quay.example/).

{.stage}
A motor.

### The night {#night}

{.verse}
Sit down.
Sit still.

Then [fifty]{.claim #f-2 of=lamps updates=f-1} came.

[^a]: From the log.
"""
RUSSIAN = {
    "title": "На пирсе",
    "call": "Призыв",
    "call:1": "Несите [сорок]{.claim #f-1 of=lamps}, сказал [*сосед*]{.withheld who=p4}.[^a]",
    "call:2": "Верёвку.",
    "call:3": 'У [причала](https://quay.example/) *[сядьте]{.quote by="лоцман"}*.',
    "call/stage-1": "Мотор.",
    "call/night": "Ночь",
    "call:4": "Сядьте.\nСидите тихо.\nВсе.",
    "call:5": "Потом пришло [пятьдесят]{.claim #f-2 of=lamps updates=f-1}.",
    "^a:1": "Из журнала.",
}


def izdat(*words: str) -> Result:
    return CliRunner().invoke(main, ["translate", *words], catch_exceptions=False)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    episode = tmp_path / "show" / "episodes" / "one"
    episode.mkdir(parents=True)
    (tmp_path / "show" / "show.yaml").write_text(SHOW)
    (episode / "episode.md").write_text(ENGLISH)
    return tmp_path / "show"


def export(show: Path, episode: str = "one", lang: str = "ru") -> Path:
    path = show.parent / f"{episode}.po"
    told = izdat("export", episode, lang, "--show", str(show), "--out", str(path))
    assert told.exit_code == 0, told.output
    return path


def fill(po: Path, said: dict[str, str]) -> None:
    """Translate as a translator's tool would: read the file, set strings, write it."""
    with po.open("rb") as stream:
        catalogue = read_po(stream)
    for message in catalogue:
        if message.context in said:
            message.string = said[message.context]
            message.flags.discard("fuzzy")
    with po.open("wb") as out:
        write_po(out, catalogue, width=76)


def take(show: Path, po: Path, episode: str = "one", lang: str = "ru") -> Result:
    return izdat("import", episode, lang, str(po), "--show", str(show))


def errors(show: Path) -> list[str]:
    return [str(each) for each in chain.check(show).problems if each.severity == "error"]


def translated(show: Path) -> str:
    return (show / "episodes/one/episode.ru.md").read_text()


def test_the_strings_are_the_originals_words_with_their_marks(show: Path) -> None:
    with export(show).open("rb") as stream:
        catalogue = read_po(stream)
    assert [each.context for each in catalogue if each.id] == list(RUSSIAN)
    by_key = {each.context: each.id for each in catalogue if each.id}
    assert by_key["call:1"] == (
        "Bring [forty]{.claim #f-1 of=lamps} lanterns, said [a *neighbour*]{.withheld who=p4}.[^a]"
    )
    assert by_key["call:4"] == "Sit down.\nSit still."
    assert "mira" not in "".join(by_key.values())


def test_a_translation_made_of_a_po_file_is_read_without_an_error(show: Path) -> None:
    po = export(show)
    fill(po, RUSSIAN)
    told = take(show, po)
    assert told.exit_code == 0, told.output
    assert errors(show) == []
    text = translated(show)
    assert "{#call}" in text
    assert "### Ночь {#night}" in text
    assert "@mira" in text
    assert "from=" not in text  # it is whole: its order says what translates what
    assert "kind:" not in text  # where a segment comes from is the original's to say
    told = izdat("status", str(show))
    assert re.search(r"one +ru +complete +5/5", told.output)
    # From which words it was translated is known without an editor's word.
    file = show / "episodes/one/episode.md"
    file.write_text(file.read_text().replace("- Rope.", "- More rope."))
    assert "stale" in izdat("status", str(show)).output


def test_once_more_out_and_in_changes_nothing(show: Path) -> None:
    po = export(show)
    fill(po, RUSSIAN)
    told = take(show, po)
    assert told.exit_code == 0, told.output
    before = translated(show)
    assert take(show, export(show)).exit_code == 0
    assert translated(show) == before


def test_what_is_translated_so_far_says_what_it_translates(show: Path) -> None:
    po = export(show)
    fill(po, {key: RUSSIAN[key] for key in ("title", "call", "call:3", "call:5")})
    told = take(show, po)
    assert told.exit_code == 0, told.output
    assert errors(show) == []
    assert izdat("status", str(show)).output.split()[2:4] == ["partial", "2/5"]
    assert "updates" not in translated(show)
    fill(po, {"call:1": RUSSIAN["call:1"], "^a:1": RUSSIAN["^a:1"]})
    told = take(show, po)
    assert told.exit_code == 0, told.output
    text = translated(show)
    assert text.index("сорок") < text.index("сядьте") < text.index("пятьдесят")
    assert "updates=f-1" in text  # the claim f-1 is translated by now, and may be named


@pytest.mark.parametrize(
    ("key", "said", "code"),
    [
        ("call:1", "Несите сорок фонарей, сказал [сосед]{.withheld who=p4}.[^a]", "mark-lost"),
        ("call:1", "Несите [сорок]{.claim #f-1 of=lamps}, сказал сосед.[^a]", "mark-lost"),
        ("call:1", "[Сорок]{.claim #f-1 of=lamps}, [сосед]{.withheld who=p4}.", "mark-lost"),
        ("call:3", "[Сядьте]{.quote} у причала.", "mark-lost"),
        ("call:2", "[Верёвку]{.claim #f-9 of=lamps}.", "mark-added"),
        ("call:2", "[Верёвку](https://evil.example/).", "mark-added"),
        ("call:2", "- Верёвку.", "bad-string"),
        ("call:2", "Верёвку.\n\n## Ещё {#more}", "bad-string"),
        ("call:2", "@mira: Верёвку.", "bad-string"),
        ("call:2", "<script>alert(1)</script>", "bad-string"),
        ("title", "[На пирсе](https://evil.example/)", "bad-string"),
    ],
)
def test_a_lost_mark_is_told_at_its_line_and_nothing_is_written(
    show: Path, key: str, said: str, code: str
) -> None:
    po = export(show)
    fill(po, RUSSIAN | {key: said})
    told = take(show, po)
    assert told.exit_code == 1, told.output
    assert f"[{code}]" in told.output
    line = int(re.search(r"one\.po:(\d+)", told.output)[1])
    assert f'msgctxt "{key}"' in "\n".join(po.read_text().split("\n")[line - 2 : line + 1])
    assert not (show / "episodes/one/episode.ru.md").exists()
    assert not list(show.rglob("*.seen"))


def test_a_string_of_other_words_than_the_originals_is_not_taken(show: Path) -> None:
    po = export(show)
    fill(po, RUSSIAN)
    file = show / "episodes/one/episode.md"
    file.write_text(file.read_text().replace("- Rope.", "- More rope."))
    told = take(show, po)
    assert told.exit_code == 0
    assert "[po-outdated]" in told.output
    assert "Верёвку" not in translated(show)


def test_what_has_changed_is_fuzzy_and_a_fuzzy_string_is_not_taken(show: Path) -> None:
    po = export(show)
    fill(po, RUSSIAN)
    told = take(show, po)
    assert told.exit_code == 0, told.output
    file = show / "episodes/one/episode.md"
    file.write_text(file.read_text().replace("- Rope.", "- More rope."))
    po = export(show)
    with po.open("rb") as stream:
        assert [each.context for each in read_po(stream) if each.id and each.fuzzy] == ["call:2"]
    told = take(show, po)
    assert told.exit_code == 0, told.output
    assert "stale" in izdat("status", str(show)).output
    fill(po, {"call:2": "Ещё верёвку."})
    told = take(show, po)
    assert told.exit_code == 0, told.output
    assert "complete" in izdat("status", str(show)).output
    assert "Ещё верёвку." in translated(show)


def test_the_examples_translations_go_out_and_come_back(tmp_path: Path) -> None:
    show = tmp_path / "show"
    shutil.copytree(EXAMPLE, show, ignore=shutil.ignore_patterns("public", ".izdat"))
    shutil.rmtree(show / "episodes" / "on-the-pier")
    for episode in ("when-the-river-came-in", "what-the-water-left"):
        file = show / "episodes" / episode / "episode.ar.md"
        front = file.read_text().split("\n## ")[0]
        before = chain.check(show)
        told = take(show, export(show, episode, "ar"), episode, "ar")
        assert told.exit_code == 0, told.output
        assert file.read_text().split("\n## ")[0] == front  # as its editor wrote it
        after = chain.check(show)
        assert [o.outline for _, o in after.episodes] == [o.outline for _, o in before.episodes]
        assert [str(p).split(": ")[1] for p in after.problems if p.severity == "error"] == []


def test_a_translation_of_another_shape_is_left_alone(show: Path) -> None:
    file = show / "episodes/one/episode.ru.md"
    file.write_text("---\ntitle: Один\n---\n\n## Призыв {#call}\n\nРаз.\n\nДва.\n\nТри.\n")
    before = file.read_text()
    told = izdat("export", "one", "ru", "--show", str(show), "--out", "-")
    assert told.exit_code == 1
    assert "[translation-of-another-shape]" in told.output
    po = show.parent / "empty.po"
    po.write_text("")
    assert take(show, po).exit_code == 1
    assert file.read_text() == before


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'msgid "Bring', "bad-po"),
        (b'msgctxt "a"\nnonsense', "bad-po"),
        (b"\xff\xfe\x00", "not-utf8"),
        (b"#" * 8_000_001, "file-too-large"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=no-such\\n"\n', "po-without-title"),
    ],
)
def test_a_file_that_is_no_po_file_is_a_problem(show: Path, data: bytes, code: str) -> None:
    po = show.parent / "bad.po"
    po.write_bytes(data)
    told = take(show, po)
    assert told.exit_code == 1
    assert f"[{code}]" in told.output


def test_an_episode_is_not_translated_into_its_own_language(show: Path) -> None:
    for words in (("one", "en"), ("..", "ru"), ("two", "ru"), ("one", "no such")):
        told = izdat("export", *words, "--show", str(show), "--out", "-")
        assert told.exit_code == 2, words
