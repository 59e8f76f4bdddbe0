"""Marks and claims.yaml → the ledger; what does not fit is told with its line."""

import importlib.util
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from making_claims import claim

from izdat import chain
from izdat.claims.gather import sentence_around
from izdat.claims.ledger import make_ledger
from izdat.model.claim import ClaimDetails, Ledger, LedgerFile, Measure, Relation
from izdat.text.plain import Mark, mark_spans, plain_text, shown_text
from izdat.text.spoken_marks import spoken_marks

_spec = importlib.util.spec_from_file_location(
    "making", Path(__file__).parents[1] / "text" / "making.py"
)
assert _spec is not None
assert _spec.loader is not None
making = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(making)

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
  mira: {name: Mira Vale}
  boat: {name: a boat pilot}
---

## The pier {#pier}

```source
kind: interview
now: 2031-04-06
```

@boat: It rained. [About  three
hundred]{.claim #f-1 of=ferried at=Ostrova} [in fact, [340]{.claim #f-2 of=ferried corrects=f-1
src="ferry log"}]{.note} since Wednesday. Then it stopped.

@mira: The prefect says [*forty*]{.claim #h-1 of=homes by="the prefect"} homes.[^n]

[^n]: The register has [312]{.claim #h-2 of=homes disputes=h-1}.
"""


def write(folder: Path, ledger: str = "", text: str = EPISODE) -> Path:
    episode = folder / "episodes" / "night-1"
    episode.mkdir(parents=True, exist_ok=True)
    (folder / "show.yaml").write_text(SHOW)
    (episode / "episode.md").write_text(text)
    if ledger:
        (folder / "claims.yaml").write_text(ledger)
    return folder


def read(folder: Path) -> tuple[Ledger, list[str]]:
    archive = chain.check(folder)
    return archive.ledger, [f"{p.place} {p.code}" for p in archive.problems]


def test_a_mark_is_a_claim_with_its_speaker_its_day_and_its_words(tmp_path: Path) -> None:
    ledger, problems = read(write(tmp_path))
    assert problems == []
    first, second, third, fourth = ledger.claims
    assert first.key == "night-1/f-1"
    assert (first.amount.value, first.amount.qualifier) == (300, "about")
    assert (first.voice, first.speaker, first.said) == ("boat", "a boat pilot", "2031-04-06")
    assert first.anchor.words == "About three hundred"
    assert first.sentence == "About three hundred [in fact, 340] since Wednesday."
    assert (second.is_editors, second.speaker, second.source) == (True, "the editors", "ferry log")
    assert (third.speaker, third.voice) == ("the prefect", "mira")
    assert (fourth.is_editors, fourth.anchor.paragraph) == (True, 0)


def test_a_correction_stays_beside_what_it_corrects(tmp_path: Path) -> None:
    ledger, _ = read(write(tmp_path))
    corrects = Relation("corrects", "night-1/f-2", "night-1/f-1", "editor", "the mark says so")
    assert corrects in ledger.relations
    assert {each.id for each in ledger.claims} >= {"f-1", "f-2"}
    pairs = [(r.source, r.target) for r in ledger.relations]
    assert len(pairs) == len(set(pairs))  # where an editor has spoken, the machine is silent


def test_claims_yaml_says_more_of_a_claim_and_its_measure(tmp_path: Path) -> None:
    ledger, problems = read(
        write(
            tmp_path,
            """\
measures:
  homes: {title: Homes under water, unit: homes, cumulative: true, window: 2031-04-01/..}
claims:
  h-1: {words: forty, when: 2031-04-05, counted: habitable, note: on the radio}
  night-1/h-2: {refines: h-1}
""",
        )
    )
    assert problems == []
    third = ledger.claims[2]
    assert (third.when, third.counted, third.note) == ("2031-04-05", "habitable", "on the radio")
    assert ledger.measures[1].title == "Homes under water"
    assert ledger.measures[1].cumulative is True
    assert any(r.kind == "refines" and r.by == "editor" for r in ledger.relations)


def test_words_that_are_no_longer_there_are_told_and_not_found_elsewhere(tmp_path: Path) -> None:
    ledger, problems = read(write(tmp_path, "claims:\n  h-1: {words: fifty, when: 2031-04-05}\n"))
    assert problems == ["claims.yaml:2:3 claim-words-changed"]
    assert ledger.claims[2].when == ""


def test_every_slip_of_claims_yaml_has_its_line(tmp_path: Path) -> None:
    _, problems = read(
        write(
            tmp_path,
            """\
measures:
  homes: {parts: [hoses], windw: 2031}
  sheep: {title: Sheep}
claims:
  h-9: {when: 2031-04-05}
  h-1: {when: yesterday, disputes: h-7}
  -x: {note: no id}
  h-2: {disputes: h-2}
""",
        )
    )
    assert problems == [
        "claims.yaml:2:3 unknown-measure",
        "claims.yaml:2:27 unknown-key",
        "claims.yaml:3:3 unknown-measure",
        "claims.yaml:5:3 unknown-claim",
        "claims.yaml:6:3 unknown-claim",
        "claims.yaml:6:15 bad-date",
        "claims.yaml:7:3 bad-id",
        "claims.yaml:8:3 unknown-claim",
    ]


def test_an_amount_that_cannot_be_read_is_told_at_its_mark(tmp_path: Path) -> None:
    text = EPISODE.replace("of=homes by=", "of=homes n=many by=")
    _, problems = read(write(tmp_path, text=text))
    assert problems == ["episodes/night-1/episode.md:20:25 bad-amount"]
    text = EPISODE.replace("of=homes by=", "of=homes op=ca by=")
    _, problems = read(write(tmp_path, text=text))
    assert problems == ["episodes/night-1/episode.md:20:25 bad-amount"]


def test_an_id_of_two_episodes_must_say_which() -> None:
    claims = [claim("40", "x", episode="one"), claim("50", "x", episode="two")]
    _, problems = make_ledger(claims, LedgerFile(claims=(ClaimDetails("x", when="2031"),)))
    assert [each.code for each in problems] == ["ambiguous-claim"]
    ledger, problems = make_ledger(claims, LedgerFile(claims=(ClaimDetails("two/x", when="2031"),)))
    assert problems == ()
    assert [each.when for each in ledger.claims] == ["", "2031"]


def test_parts_that_make_up_a_total_bear_it_out() -> None:
    claims = [
        claim("340", "all", measure="people"),
        claim("140", "women", measure="women"),
        claim("200", "men", measure="men"),
        claim("more than 300", "most", measure="people"),
        claim("900", "wrong", measure="people"),
    ]
    people = Measure("people", parts=("women", "men"))
    ledger, _ = make_ledger(claims, LedgerFile(measures=(people,)))
    found = {(r.source, r.target) for r in ledger.relations if r.kind == "supports by arithmetic"}
    assert found == {
        (f"night-1/{part}", f"night-1/{whole}")
        for part in ("women", "men")
        for whole in ("all", "most")
    }


@given(st.lists(st.sampled_from(["40", "about 40", "more than 40", "a lot", "200"]), max_size=8))
def test_no_claim_is_lost_merged_or_added_to_another(words: list[str]) -> None:
    claims = [claim(each, f"c{number}") for number, each in enumerate(words)]
    ledger, problems = make_ledger(claims, LedgerFile())
    assert ledger.claims == tuple(claims)
    assert problems == ()
    known = {each.key for each in claims}
    assert all({r.source, r.target} <= known for r in ledger.relations)


@given(st.permutations(["40", "about 40", "more than 40", "a lot", "200"]))
def test_the_ledger_is_the_same_for_the_same_claims(words: list[str]) -> None:
    claims = [claim(each, each.replace(" ", "-")) for each in words]
    one = make_ledger(claims, LedgerFile())[0]
    assert one == make_ledger(claims, LedgerFile())[0]


# ---- anchors -------------------------------------------------------------------


@given(st.integers(0, 2**32))
def test_a_span_holds_exactly_the_words_of_its_claim(seed: int) -> None:
    maker = making.Maker(seed)
    for _ in range(5):
        inlines = maker.inlines()
        text = shown_text(inlines)
        for span in mark_spans(inlines):
            assert isinstance(span.mark, Mark)
            words = text[span.start : span.end]
            assert words.strip(" ") == shown_text(span.mark.children)
        assert len(spoken_marks(inlines)) == len(mark_spans(inlines))  # in one order, too


def test_a_sentence_ends_where_it_does() -> None:
    text = "It rained. D. Orr counted 3.5 boats! “So many?” Nobody knew."
    start = text.index("3.5")
    assert sentence_around(text, start, start + 3).endswith("3.5 boats!")
    assert sentence_around(text, 0, 2) == "It rained."
    assert plain_text(()) == ""


def test_a_measure_cannot_lead_out_of_the_site(tmp_path: Path) -> None:
    for measure in ('"../../../x"', '"a/b"', '".."', '"дома"'):
        text = EPISODE.replace("of=ferried corrects", f"of={measure} corrects")
        archive = chain.check(write(tmp_path, text=text))
        assert "bad-id" in [problem.code for problem in archive.problems], measure
        assert {claim.measure for claim in archive.ledger.claims} == {"ferried", "", "homes"}


def test_measures_that_differ_in_capitals_alone_are_told() -> None:
    claims = [claim("40", "a", measure="homes"), claim("41", "b", measure="Homes")]
    (problem,) = make_ledger(claims, LedgerFile())[1]
    assert problem.code == "name-collision"
    assert make_ledger(claims[:1], LedgerFile())[1] == ()
