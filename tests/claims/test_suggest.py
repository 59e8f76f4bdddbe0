"""What may be marked in a text."""

import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.claims.languages import told_language
from izdat.claims.suggest import Suggestion, suggest
from izdat.text.dates import is_edtf

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import quality_claims


def of_kind(kind: str, text: str, lang: str = "en", now: str = "2031-04-14") -> list[Suggestion]:
    return [each for each in suggest(text, lang, now=now) if each.kind == kind]


def figures(text: str, lang: str = "en") -> list[str]:
    return [each.text for each in of_kind("figure", text, lang)]


def dates(text: str, lang: str = "en", now: str = "2031-04-14") -> dict[str, str]:
    return {each.text: each.date for each in of_kind("date", text, lang, now)}


@pytest.mark.parametrize("path", sorted(quality_claims.TEXTS.glob("*.txt")), ids=lambda p: p.stem)
def test_the_invented_texts_give_what_is_marked_in_them(path: Path) -> None:
    text, now, gold = quality_claims.read_marked(path.read_text(encoding="utf-8"))
    found = suggest(text, path.stem, now=now)
    for kind, (recall, precision) in quality_claims.AIMS.items():
        it = quality_claims.score(text, gold, found, kind)
        assert it.recall >= recall, it.missed
        assert it.precision >= precision, it.false
        assert it.right >= quality_claims.RIGHT, it.wrong


def test_what_only_looks_like_a_figure_is_left_alone() -> None:
    text = (
        "Under article 213, and articles 20.2 and 19.3 of the code. In Episode 83, on page 12. "
        "At 5:30 and at 7 p.m. COVID-19, TV2, USSR 2.0, Channel Zero, the Group of Seven. "
        "On the one hand, one by one; no one, one another. Call 555-0142. The 21st of them.\n"
        "  1. Rope.\n2: Boats.\nTen Lessons from Syria\n"
    )
    assert figures(text) == []


def test_one_is_a_figure_where_something_is_counted() -> None:
    assert figures("One woman, one dead protester, and one month’s salary.") == [
        "One",
        "one",
        "one",
    ]
    assert figures("One of them. One thing we know. One can say so. The first one.") == []


def test_a_four_digit_number_is_a_year_or_a_count_by_what_stands_around_it() -> None:
    text = "In 2014 they came. More than 1500 wounded, about 2000 dead, 1800 people in 1987."
    assert list(dates(text).values()) == ["2014", "1987"]
    assert figures(text) == ["More than 1500", "about 2000", "1800"]


def test_dates_are_as_precise_as_their_words() -> None:
    assert dates("On the night of March 2-3; the 8th of March; in April; May 9, 2030.") == {
        "the night of March 2-3": "2031-03-02/2031-03-03",
        "8th of March": "2031-03-08",
        "April": "2031-04",
        "May 9, 2030": "2030-05-09",
    }
    found = dates("The 1990s, the ’70s, the 21st century, (2015-2022), March 2011, spring of 2014.")
    assert list(found.values()) == ["199X", "197X", "20XX", "2015/2022", "2011-03", "2014-21"]


def test_two_days_or_months_share_what_is_said_once() -> None:
    assert dates("On 9 and 10 August, and March 5 and 6.") == {
        "9 and 10 August": "2031-08-09/2031-08-10",
        "March 5 and 6": "2031-03-05/2031-03-06",
    }
    assert dates("From May to July 2011.") == {"May": "2011-05", "July 2011": "2011-07"}
    assert figures("On 9 and 10 August, and March 5 and 6.") == []


def test_a_share_needs_no_of_where_it_can_be_nothing_else() -> None:
    assert figures("Of them two thirds are children, more than half. Half asleep, half a day.") == [
        "two thirds",
        "more than half",
    ]


def test_a_month_is_no_verb() -> None:
    assert dates("May we all march on. They may march in. The march of time.") == {}


def test_the_year_is_the_nearest_to_the_day_of_speaking() -> None:
    assert dates("on December 30", now="2031-01-04") == {"December 30": "2030-12-30"}
    assert dates("on January 2", now="2030-12-30") == {"January 2": "2031-01-02"}
    turn = "from December 30 to January 2"
    assert list(dates(turn, now="2031-01-04").values()) == ["2030-12-30/2031-01-02"]


def test_without_a_day_of_speaking_the_year_is_the_latest_named_or_open() -> None:
    (first, _) = of_kind("date", "On March 6, 2030 or so. On April 7.", now="")[:2]
    assert first.date == "2030-03-06"
    found = of_kind("date", "On April 7, as in 2029.", now="")
    assert found[0].date == "2029-04-07"
    assert "latest year" in found[0].reason
    found = of_kind("date", "On April 7.", now="")
    assert found[0].date == "XXXX-04-07"


def test_a_day_that_the_calendar_has_not_is_no_date() -> None:
    assert dates("on February 30") == {}
    assert dates("on 31.02.2030 or 2030-13-01") == {}


def test_a_correction_says_what_it_corrects() -> None:
    (found,) = of_kind("correction", "About 13,000 people were held [in fact, 13,910].")
    assert found.text == "[in fact, 13,910]"
    assert found.amount is not None
    assert found.amount.value == 13_910
    assert "About 13,000" in found.reason


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("There were 100 — sorry, 120 — of them.", "en", 120),
        ("He lost 200 loaves, or rather 250.", "en", 250),
        ("three thousand [3,200] came", "en", 3200),
        ("about 20 [correction: 24] boats", "en", 24),
        ("300 people [the true number was 340]", "en", 340),
        ("сто человек [на самом деле, 120]", "ru", 120),
        ("сто человек, точнее, 120", "ru", 120),
        ("сто людей [насправді, 120]", "uk", 120),
        ("cien personas [en realidad, 120]", "es", 120),
        ("cien personas, mejor dicho, 120", "es", 120),
    ],
)
def test_corrections_are_found_in_brackets_and_in_speech(text: str, lang: str, value: int) -> None:
    (found,) = of_kind("correction", text, lang)
    assert found.amount is not None
    assert found.amount.value == value


def test_an_aside_or_a_notes_number_is_no_correction() -> None:
    text = "They came [to the river]. It rained.[12] Forty (in fact, she laughed) left [sic]."
    assert of_kind("correction", text) == []


def test_words_in_quotation_marks_are_proposed_with_who_said_them_near() -> None:
    found = of_kind(
        "quotation", "The prefect said: “Nobody has been left behind here.” A “war” it is."
    )
    assert [each.text for each in found] == ["“Nobody has been left behind here.”"]
    assert "said" in found[0].reason


def test_many_is_proposed_only_when_asked_for() -> None:
    text = "A lot of people and several boats."
    assert suggest(text, "en") == ()
    found = suggest(text, "en", vague=True)
    assert [(each.kind, each.text) for each in found] == [
        ("vague", "A lot of"),
        ("vague", "several"),
    ]


def test_a_language_is_told_by_its_frequent_words() -> None:
    assert told_language("The water of the river is high and it is cold.") == "en"
    assert told_language("Вода в реке поднялась, и на улице было холодно.") == "ru"
    assert told_language("Вода в річці піднялася, і надворі було холодно.") == "uk"
    assert told_language("El agua del río subió y la gente se fue de las casas.") == "es"


def test_a_language_without_words_of_ours_has_its_digits() -> None:
    assert figures("Es waren 1.200 Leute, 4,5 % von allen.", "de") == ["1.200", "4,5 %"]


PIECES = st.sampled_from(
    ["more than ", "two ", "hundred ", "and ", "3", "-", "5", ",", ".", "[in fact, ", "]", "March ",
     "6th ", "2022 ", "“", "”", "(", ")", "\n", "half of ", "to ", "between ", "%", "$", "a ",
     "одна ", "тысяч ", "марта ", "’70s ", "century ", "İ", "ſ", "\U0001f642", "dozen ", "of ",
     "thousands "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["en", "ru", "uk", "es", "de"]))
def test_whatever_the_text_spans_are_in_order_and_hold_their_words(text: str, lang: str) -> None:
    found = suggest(text, lang, now="2031-04-14", vague=True)
    starts = [each.start for each in found]
    assert starts == sorted(starts)
    for each in found:
        assert 0 <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.text
        assert each.reason
        if each.kind == "date":
            assert is_edtf(each.date.replace("XXXX", "2000"))
    taken = [(each.start, each.end) for each in found if each.kind in ("figure", "date")]
    assert all(first[1] <= second[0] for first, second in pairwise(taken))


UNITS = (
    "[", "(", "“", "1 ", "one ", "1,000", "March ", "- ", "5-", "two and ", "9", " ", "1.2",
    "thousands of ", "more than ", "‘90s ", "[1", "in fact, ",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_long(unit: str) -> None:
    suggest("1", "en")
    start = time.process_time()
    suggest(unit * (100_000 // len(unit)), "en", now="2031", vague=True)
    assert time.process_time() - start < 5
