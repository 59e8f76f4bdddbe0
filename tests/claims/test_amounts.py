"""What a claim's words say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.claims.amounts import OPERATORS, read_amount
from izdat.model.claim import NOTHING, Amount

ENGLISH = {
    "More than two hundred": (200, "more than"),
    "over 4000 protesters": (4000, "more than"),
    "approaching 10,000": (10_000, "almost"),
    "up to 15 years": (15, "up to"),
    "no more than twelve": (12, "up to"),
    "not less than forty": (40, "at least"),
    "a dozen": (12, ""),
    "About three hundred": (300, "about"),
    "30 people or so": (30, "about"),
    "at least 4419 protesters": (4419, "at least"),
    "fewer than 7": (7, "less than"),
    "1.2 million": (1_200_000, ""),
    "half a million": (500_000, ""),
    "two and a half thousand": (2500, ""),
    "one hundred and fifty-three": (153, ""),
    "one million two hundred thousand and three": (1_200_003, ""),
    "1,234,567.5": (1_234_567.5, ""),
    "4,5": (4.5, ""),
    "3,000+": (3000, "at least"),
    "forty": (40, ""),
    "500k": (500_000, ""),
}
OTHERS = {
    ("ru", "двухсот"): (200, ""),
    ("ru", "более двухсот тысяч"): (200_000, "more than"),
    ("ru", "полторы тысячи"): (1500, ""),
    ("ru", "1,2 млн"): (1_200_000, ""),
    ("ru", "до 15 лет"): (15, "up to"),
    ("ru", "почти пятистам"): (500, "almost"),
    ("ru", "12 345,6"): (12_345.6, ""),
    ("uk", "понад двохсот"): (200, "more than"),
    ("uk", "п’ятсот"): (500, ""),
    ("uk", "щонайменше 1,5 тис."): (1500, "at least"),
    ("es", "1,2 millones"): (1_200_000, ""),
    ("es", "unos 1.500"): (1500, "about"),
    ("es", "dos mil millones"): (2_000_000_000, ""),
    ("es", "treinta y cinco"): (35, ""),
    ("es", "más de doscientas"): (200, "more than"),
    ("es-MX", "1,500"): (1500, ""),
    ("es", "1,500"): (1.5, ""),
    ("de", "1,2"): (1.2, ""),
    ("de", "1.200"): (1200, ""),
    ("ar", "340"): (340, ""),
}


@pytest.mark.parametrize("words", ENGLISH)
def test_english_words_say_their_value_and_qualifier(words: str) -> None:
    amount = read_amount(words, "en")
    assert amount is not None
    assert (amount.value, amount.qualifier) == ENGLISH[words]


@pytest.mark.parametrize(("lang", "words"), OTHERS)
def test_words_are_read_by_their_language(lang: str, words: str) -> None:
    amount = read_amount(words, lang)
    assert amount is not None
    assert (amount.value, amount.qualifier) == OTHERS[lang, words]


@pytest.mark.parametrize(
    ("lang", "words", "low", "high"),
    [
        ("en", "between 3 and 5", 3, 5),
        ("en", "between 30 and 40 people", 30, 40),
        ("en", "3 to 5 million", 3_000_000, 5_000_000),
        ("en", "10–15", 10, 15),
        ("en", "two or three", 2, 3),
        ("ru", "от 5 до 10", 5, 10),
        ("uk", "від 5 до 10 тисяч", 5000, 10_000),
        ("es", "entre 5 y 10", 5, 10),
    ],
)
def test_a_range_has_two_ends_and_no_value(lang: str, words: str, low: int, high: int) -> None:
    assert read_amount(words, lang) == Amount(None, low, high, "between")


def test_bounds_are_those_that_the_words_give() -> None:
    assert read_amount("at least 5", "en") == Amount(5, 5, None, "at least")
    assert read_amount("up to 5", "en") == Amount(5, None, 5, "up to")
    assert read_amount("5", "en") == Amount(5, 5, 5, "")
    assert read_amount("about 5", "en") == Amount(5, None, None, "about")


def test_thousands_are_a_size_without_a_number() -> None:
    assert read_amount("thousands", "en") == Amount(None, 2000, None, "vague")
    assert read_amount("tens of thousands", "en") == Amount(None, 20_000, None, "vague")
    assert read_amount("сотни тысяч", "ru") == Amount(None, 200_000, None, "vague")
    assert read_amount("several hundred", "en") == Amount(None, 200, None, "vague")


def test_per_cent_and_money_are_units() -> None:
    assert read_amount("4%", "en") == Amount(4, 4, 4, "", "%")
    assert read_amount("twenty per cent", "en") == Amount(20, 20, 20, "", "%")
    assert read_amount("$5 million", "en") == Amount(5_000_000, 5_000_000, 5_000_000, "", "$")
    assert read_amount("half of them", "en") == Amount(50, 50, 50, "", "%")


def test_words_without_a_number_are_a_vague_claim() -> None:
    assert read_amount("a lot of", "en") == NOTHING
    assert read_amount("nobody has been left behind", "en") == NOTHING


def test_n_and_op_win_over_the_words() -> None:
    assert read_amount("a street full", "en", n="340") == Amount(340, 340, 340, "")
    assert read_amount("more than 200", "en", n="210") == Amount(210, 210, None, "more than")
    assert read_amount("200", "en", op=">=") == Amount(200, 200, None, "at least")
    assert read_amount("some", "en", n="30..40") == Amount(None, 30, 40, "between")
    assert read_amount("more than 200", "en", op="=") == Amount(200, 200, 200, "")


def test_n_and_op_that_cannot_be_read_are_none() -> None:
    assert read_amount("200", "en", n="many") is None
    assert read_amount("200", "en", op="roughly so") is None
    assert read_amount("many", "en", op=">=") is None
    assert read_amount("200", "en", n="9" * 400) is None
    assert read_amount("200", "en", n="40..30") is None


@given(st.integers(0, 10**15))
def test_digits_say_their_number_whatever_stands_between_thousands(number: int) -> None:
    for text, lang in ((f"{number:,}", "en"), (f"{number:,}".replace(",", "\u00a0"), "ru")):
        amount = read_amount(text, lang)
        assert amount is not None
        assert amount.value == number


@given(st.text(max_size=200), st.sampled_from(["en", "ru", "uk", "es", "de"]), st.text(max_size=8))
def test_whatever_is_written_it_is_read_or_refused(words: str, lang: str, n: str) -> None:
    amount = read_amount(words, lang, n=n)
    assert amount is None or isinstance(amount, Amount)
    if amount and amount.low is not None and amount.high is not None:
        assert amount.low <= amount.high


def test_every_operator_can_be_given() -> None:
    assert all(read_amount("200", "en", op=op) is not None for op in OPERATORS)
