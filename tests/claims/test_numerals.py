"""Number words of every size, spelled out by rule and by two libraries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.claims.numerals import folded, numerals, whole
from izdat.claims.russian import RUSSIAN
from izdat.claims.ukrainian import UKRAINIAN

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def english(number: int, joiner: str) -> str:
    """Spell a number out."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= size:
            rest = number % size
            return f"{english(number // size, joiner)} {name}" + (
                f" {english(rest, joiner)}" if rest else ""
            )
    if number >= 100:
        rest = number % 100
        return f"{ONES[number // 100]} hundred" + (
            f"{joiner}{english(rest, joiner)}" if rest else ""
        )
    if number < 20:
        return ONES[number]
    return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


@given(st.integers(1, 10**12 - 1), st.sampled_from([" ", " and "]))
def test_any_number_that_is_spelled_out_is_read(number: int, joiner: str) -> None:
    found = numerals(english(number, joiner), "en")
    assert [each.value for each in found] == [number]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_text2num_agrees(lang: str) -> None:
    text2num = pytest.importorskip("text_to_num").text2num
    tens = {"en": TENS, "es": "- - - treinta cuarenta cincuenta sesenta".split()}[lang]
    ones = {"en": ONES, "es": "- uno dos tres cuatro cinco seis siete ocho nueve".split()}[lang]
    for ten in tens[3:7]:
        for one in ones[1:10]:
            words = f"{ten}-{one}" if lang == "en" else f"{ten} y {one}"
            assert numerals(words, lang)[0].value == text2num(words, lang)


@pytest.mark.parametrize("words", ["двухсот", "двумстам", "пяти тысяч", "двадцать пять", "трёх"])
def test_number_parser_agrees_on_russian_cases(words: str) -> None:
    parse_number = pytest.importorskip("number_parser").parse_number
    assert numerals(words, "ru")[0].value == parse_number(words, "ru")


def test_forms_of_a_number_are_one_number() -> None:
    for forms, lang in ((RUSSIAN.numbers, "ru"), (UKRAINIAN.numbers, "uk")):
        for word, value in forms.items():
            assert [each.value for each in numerals(word, lang)] == [value], word


def test_two_numbers_side_by_side_are_two() -> None:
    values = [each.value for each in numerals("ten, fifteen, or twenty; two three", "en")]
    assert values == [10, 15, 20, 2, 3]


def test_what_digits_are_a_part_of_is_no_number() -> None:
    text = "tv2 covid-19 12:40 x.org/2022 1st 21st v1.2.3 #5 a_2"
    assert numerals(text, "en") == []


@given(st.text())
def test_a_folded_text_is_as_long_as_it_was(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_are_integers(number: int) -> None:
    assert whole(float(number)) == number
    assert isinstance(whole(float(number)), int)
