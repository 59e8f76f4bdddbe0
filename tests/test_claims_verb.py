"""`izdat claims`, as a person and as a program calls it."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from izdat import chain
from izdat.claims.masking import marked_spans, masked, stretches
from izdat.cli import main

SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
speech: {engine: none}
"""
EPISODE = """\
---
title: On the pier
published: 2031-04-07T06:00:00+02:00
voices:
  boat: {name: a boat pilot}
---

## 12 nights {#pier}

```source
kind: interview
now: 2030-12-30
signed: 340 pilots
```

@boat 00:14: Since January 2 [about 300]{.claim #f-1 of=ferried when=2031-01-02} crossed. Then
40 boats came [in fact, 45], and “nobody was left behind on the pier,” said a pilot.

1. Rope, 20 metres.
"""


def izdat(*words: str) -> Result:
    return CliRunner().invoke(main, ["claims", *words], catch_exceptions=False)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    episode = tmp_path / "episodes" / "night-1"
    episode.mkdir(parents=True)
    (tmp_path / "show.yaml").write_text(SHOW)
    (episode / "episode.md").write_text(EPISODE)
    return tmp_path


def text_of(show: Path) -> str:
    return (show / "episodes/night-1/episode.md").read_text()


def ticked(show: Path, *texts: str, **changes: str) -> Path:
    """Tick the suggestions with these words in the review, and change keys in them."""
    path = show / "review/night-1.claims.yaml"
    head, *parts = re.split(r"(?=^  - accept: )", path.read_text(), flags=re.MULTILINE)
    for number, part in enumerate(parts):
        if any(f"    text: {json.dumps(text, ensure_ascii=False)}\n" in part for text in texts):
            for key, value in {"accept": "true", **changes}.items():
                part = re.sub(
                    rf"^(  (?:- |  ){key}: ).*$", rf"\g<1>{value}", part, flags=re.MULTILINE
                )
            parts[number] = part
    path.write_text("".join((head, *parts)))
    return path


# ---- the ledger ---------------------------------------------------------------


def test_the_table_says_that_nothing_is_added_up(show: Path) -> None:
    result = izdat("--show", str(show))
    assert result.exit_code == 0
    assert "about 300" in result.stdout
    assert "a boat pilot" in result.stdout
    assert "1 claim. These figures are not added up." in result.stdout


def test_every_form_can_be_written_at_once(show: Path) -> None:
    out = {form: show / f"claims.{form}" for form in ("csv", "jsonld", "prov", "sqlite")}
    options = [word for form, path in out.items() for word in (f"--{form}", str(path))]
    assert izdat("--show", str(show), *options).exit_code == 0
    assert "night-1" in out["csv"].read_text()
    assert json.loads(out["jsonld"].read_text())["@type"] == "Claim"
    assert "show:night-1/f-1" in json.loads(out["prov"].read_text())["entity"]
    database = sqlite3.connect(out["sqlite"])
    assert database.execute("SELECT value FROM claims").fetchall() == [(300.0,)]
    database.close()
    assert json.loads(izdat("--show", str(show), "--json").stdout)["claims"][0]["value"] == 300
    assert izdat("--show", str(show), "--csv", "-").stdout.startswith("measure,id,")


def test_a_show_with_errors_lists_them(show: Path) -> None:
    (show / "claims.yaml").write_text("claims: {f-9: {when: 2031}}\n")
    result = izdat("--show", str(show))
    assert result.exit_code == 1
    assert "claims.yaml:1:10" in result.stderr
    assert "[unknown-claim]" in result.stderr


def test_a_database_cannot_be_printed(show: Path) -> None:
    assert izdat("--show", str(show), "--sqlite", "-").exit_code == 2
    assert izdat("--show", str(show), "--csv", "-", "--prov", "-").exit_code == 2


# ---- suggest ------------------------------------------------------------------


def test_a_plain_text_gives_an_object_a_line_with_exact_offsets(tmp_path: Path) -> None:
    text = "\U0001f6a3 Boats:\r\nmore than two hundred came on April 2, 2031 [in fact, 212].\r\n"
    file = tmp_path / "boats.txt"
    file.write_bytes(text.encode())
    result = izdat("suggest", str(file), "--json", "--lang", "en")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["kind"] for each in found] == ["figure", "date", "correction", "figure"]
    assert all(text[each["start"] : each["end"]] == each["text"] for each in found)
    first, date, correction, _ = found
    assert (first["value"], first["low"], first["high"]) == (200, 200, None)
    assert (first["qualifier"], first["op"]) == ("more than", ">")
    assert date["date"] == "2031-04-02"
    assert correction["value"] == 212


def test_an_episode_gives_a_review_and_its_text_stays(show: Path) -> None:
    result = izdat("suggest", "night-1", "--show", str(show))
    assert result.exit_code == 0
    assert text_of(show) == EPISODE
    review = (show / "review/night-1.claims.yaml").read_text()
    assert 'text: "January 2"' in review
    assert 'when: "2031-01-02"' in review  # the year nearest to the segment's now
    assert 'text: "about 300"' not in review  # it is marked already
    assert 'text: "340"' not in review  # of the source block
    assert "accept: true" not in review.partition("episode:")[2]
    assert chain.check(show).problems == ()


def test_a_ticked_review_is_not_written_over(show: Path) -> None:
    izdat("suggest", "night-1", "--show", str(show))
    ticked(show, "40")
    assert izdat("suggest", "night-1", "--show", str(show)).exit_code == 2
    assert izdat("suggest", "night-1", "--show", str(show), "--replace").exit_code == 0


@pytest.mark.parametrize("words", [["nowhere.txt"], ["x", "--now", "soon"], ["x", "--lang", "1"]])
def test_what_is_wrong_on_the_line_is_said(words: list[str]) -> None:
    assert izdat("suggest", *words).exit_code == 2


def test_a_text_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"40 \xff")
    result = izdat("suggest", str(file))
    assert result.exit_code == 1
    assert "[not-utf8]" in result.stderr


# ---- accept -------------------------------------------------------------------


def test_what_is_ticked_is_marked_and_nothing_else(show: Path) -> None:
    izdat("suggest", "night-1", "--show", str(show))
    ticked(show, "40", of="boats", id="b-1")
    result = izdat("accept", "night-1", "--show", str(show))
    assert result.exit_code == 0
    expected = EPISODE.replace("40 boats", "[40]{.claim #b-1 of=boats} boats")
    assert text_of(show) == expected
    assert chain.check(show).problems == ()


def test_a_correction_becomes_a_note_with_its_claim_inside(show: Path) -> None:
    izdat("suggest", "night-1", "--show", str(show))
    ticked(show, "40", of="boats", id="b-1")
    ticked(show, "[in fact, 45]")
    ticked(show, "45", of="boats", id="b-2", corrects="b-1")
    ticked(show, "January 2", id="storm")
    ticked(show, "“nobody was left behind on the pier,”", by="a pilot")
    result = izdat("accept", "night-1", "--show", str(show))
    assert result.exit_code == 0, result.stderr
    text = text_of(show)
    assert "[in fact, [45]{.claim #b-2 of=boats corrects=b-1}]{.note}" in text
    assert "[January 2]{.event #storm when=2031-01-02}" in text
    archive = chain.check(show)
    assert archive.problems == ()
    assert [each.is_editors for each in archive.ledger.claims] == [False, False, True]
    assert any(r.kind == "corrects" for r in archive.ledger.relations)


def test_words_that_moved_are_never_looked_for_elsewhere(show: Path) -> None:
    izdat("suggest", "night-1", "--show", str(show))
    ticked(show, "40", of="boats", id="b-1")
    edited = EPISODE.replace("Since January 2", "Since 40 January 2")
    (show / "episodes/night-1/episode.md").write_text(edited)
    result = izdat("accept", "night-1", "--show", str(show))
    assert result.exit_code == 1
    assert "[claim-moved]" in result.stderr
    assert text_of(show) == edited


def test_one_mark_that_cannot_be_set_leaves_the_text_as_it_is(show: Path) -> None:
    izdat("suggest", "night-1", "--show", str(show))
    ticked(show, "40", of="boats", id="f-1")  # there is one of this id
    result = izdat("accept", "night-1", "--show", str(show))
    assert result.exit_code == 1
    assert text_of(show) == EPISODE
    ticked(show, "40", id='""')
    assert text_of(show) == EPISODE


def test_a_review_of_another_episode_is_refused(show: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text("episode: night-2\nsuggestions: []\n")
    result = izdat("accept", "night-1", "--show", str(show), "--review", str(path))
    assert result.exit_code == 1
    assert "[review-of-another]" in result.stderr


def test_slips_in_a_review_have_their_line(show: Path) -> None:
    path = show / "r.yaml"
    path.write_text(
        "episode: night-1\nsuggestions:\n"
        "  - {accept: true, kind: figur, start: 1, end: 2, text: a}\n"
        "  - {accept: perhaps, kind: date, start: 1, end: 2, text: a, when: soon}\n"
    )
    result = izdat("accept", "night-1", "--show", str(show), "--review", str(path))
    assert result.exit_code == 1
    assert "r.yaml:3:26" in result.stderr
    assert "[unknown-value]" in result.stderr
    assert "[bad-date]" in result.stderr


# ---- the mask -----------------------------------------------------------------


def test_a_mask_keeps_every_letter_of_the_prose_where_it_is() -> None:
    text = masked(EPISODE)
    assert len(text) == len(EPISODE)
    assert text.count("\n") == EPISODE.count("\n")
    assert "about 300" in text
    assert "2031" not in text
    assert "#f-1" not in text
    assert all(new in (old, " ") for old, new in zip(EPISODE, text, strict=True))


def test_what_a_heading_says_and_what_is_a_note_already_is_not_proposed(show: Path) -> None:
    path = show / "episodes/night-1/episode.md"
    path.write_text(EPISODE.replace("[in fact, 45]", "[in fact, 45]{.note}"))
    result = izdat("suggest", "night-1", "--show", str(show))
    kinds = [line.split()[1] for line in result.stdout.splitlines() if not line.startswith("wrote")]
    assert kinds == ["date", "figure", "figure", "quotation", "figure"]
    review = show / "review/night-1.claims.yaml"
    review.write_text(review.read_text().replace("accept: false", "accept: true"))
    assert izdat("accept", "night-1", "--show", str(show)).exit_code == 0
    archive = chain.check(show)
    assert archive.problems == ()
    assert len(archive.ledger.claims) == 4


def test_segments_speak_from_their_own_day() -> None:
    assert [each.now for each in stretches(EPISODE)] == ["2031-04-07", "2030-12-30"]
    (span,) = marked_spans(EPISODE)
    assert EPISODE[span[0] : span[1]].startswith("[about 300]{.claim")
