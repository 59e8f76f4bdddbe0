"""How two claims relate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_claims import claim

from izdat.claims.compare import Comparison, Interval, compare, interval, order_of
from izdat.claims.terms import term_of
from izdat.model.claim import Amount, Claim, Measure

TOTAL = Measure("homes", cumulative=True)
SNAPSHOT = Measure("homes", cumulative=False)


def kind(first: Claim, second: Claim, measure: Measure | None = None) -> str:
    found = compare(first, second, measure)
    return found.kind if found else "nothing"


def test_the_same_amount_repeats() -> None:
    assert kind(claim("forty"), claim("40", "b")) == "repeats"
    assert kind(claim("more than 200"), claim("over two hundred", "b")) == "repeats"


def test_an_amount_within_another_refines_it() -> None:
    found = compare(claim("312"), claim("more than two hundred", "b"))
    assert found is not None
    assert (found.kind, found.is_reversed) == ("refines", False)
    found = compare(claim("more than two hundred"), claim("312", "b"))
    assert found is not None
    assert (found.kind, found.is_reversed) == ("refines", True)


def test_the_bare_number_of_a_qualified_one_loses_the_qualifier() -> None:
    first = claim("more than two hundred", said="2031-04-02")
    second = claim("two hundred", "b", said="2031-04-05")
    found = compare(second, first)
    assert found is not None
    assert (found.kind, found.is_reversed) == ("loses the qualifier", False)
    assert "more than" in found.why


def test_who_said_the_exact_number_first_has_lost_nothing() -> None:
    exact = claim("340", said="2031-04-02")
    about = claim("about 340", "b", said="2031-04-05")
    assert kind(exact, about) == "refines"


def test_of_one_day_what_cannot_both_be_true_is_disputed() -> None:
    assert kind(claim("forty"), claim("at least 260", "b")) == "disputes"


def test_a_later_total_of_one_speaker_updates_and_of_another_is_later() -> None:
    first = claim("200", when="2031-04-02", voice_name="Desk")
    second = claim("312", "b", when="2031-04-05", voice_name="Desk")
    other = claim("312", "b", when="2031-04-05", voice_name="Prefect")
    assert kind(second, first, TOTAL) == "updates"
    assert kind(other, first, TOTAL) == "later"


def test_a_total_that_fell_is_disputed() -> None:
    first = claim("312", when="2031-04-02", voice_name="Desk")
    second = claim("200", "b", when="2031-04-05", voice_name="Desk")
    assert kind(second, first, TOTAL) == "disputes"


def test_totals_without_their_days_cannot_be_ordered() -> None:
    first, second = claim("200", said=""), claim("312", "b", when="2031-04-05")
    assert kind(first, second, TOTAL) == "cannot be ordered"


def test_a_month_and_a_day_in_it_cannot_be_ordered() -> None:
    first, second = claim("200", when="2031-04"), claim("312", "b", when="2031-04-05")
    assert order_of(first, second) is None
    assert kind(first, second, TOTAL) == "cannot be ordered"


def test_figures_of_two_days_that_are_no_total_have_another_scope() -> None:
    first, second = claim("200", when="2031-04-02"), claim("90", "b", when="2031-04-05")
    assert kind(first, second, SNAPSHOT) == "other scope"


def test_other_places_windows_and_units_are_another_scope() -> None:
    assert kind(claim("200", at="Ostrova"), claim("90", "b", at="Vesna")) == "other scope"
    week = claim("200", when="2031-04-01/2031-04-07")
    half = claim("90", "b", when="2031-04-04/2031-04-07")
    assert kind(week, half) == "other scope"
    assert kind(claim("5%"), claim("200", "b")) == "other scope"


def test_an_arrest_is_no_imprisonment() -> None:
    first = claim("4419", sentence="Police arrested 4419 protesters.")
    first_after = claim("4419", sentence="4419 were arrested that day.")
    second = claim("10,000", "b", sentence="Over 10,000 demonstrators imprisoned since.")
    assert term_of(first_after) == "arrested"
    assert term_of(second) == "imprisoned"
    assert kind(first_after, second) == "other term"
    assert kind(claim("40", counted="detained"), claim("40", "b", counted="arrested")) == (
        "other term"
    )
    assert term_of(first) == ""  # it stands before the figure: an editor says counted:


def test_the_term_is_that_of_the_own_figure() -> None:
    sentence = "almost 500 people dead and more than 1500 wounded"
    assert term_of(claim("almost 500", sentence=sentence)) == "dead"
    assert term_of(claim("more than 1500", sentence=sentence)) == "wounded"


def test_a_vague_claim_relates_to_no_number_by_itself() -> None:
    assert compare(claim("a lot of"), claim("40", "b")) is None


def test_claims_of_two_measures_are_not_compared() -> None:
    assert compare(claim("40"), claim("40", "b", measure="boats")) is None
    assert compare(claim("40", measure=""), claim("40", "b", measure="")) is None


# ---- properties ---------------------------------------------------------------

WORDS = st.sampled_from(
    ["40", "41", "about 40", "almost 40", "more than 40", "at least 40", "up to 40", "a lot",
     "fewer than 40", "between 30 and 50", "200", "about 210", "thousands", "40%", "0"]
)  # fmt: skip
DAYS = st.sampled_from(
    ["", "2031-04-02", "2031-04-05", "2031-04", "2031", "203X", "2031-04-02/2031-04-05",
     "2031-04-03/2031-04-05", "2031-21", "2031-04-02/.."]
)  # fmt: skip


@st.composite
def claims(draw: st.DrawFn, id: str) -> Claim:
    return claim(
        draw(WORDS), id, when=draw(DAYS), said=draw(DAYS),
        at=draw(st.sampled_from(["", "Ostrova", "Vesna"])),
        voice_name=draw(st.sampled_from(["Desk", "Prefect"])),
        counted=draw(st.sampled_from(["", "dead", "wounded"])),
    )  # fmt: skip


MEASURES = st.sampled_from([None, TOTAL, SNAPSHOT])


def mirrored(found: Comparison | None) -> Comparison | None:
    if found is None or found.is_mutual:
        return found
    return Comparison(found.kind, found.why, is_reversed=not found.is_reversed)


@given(claims("a"), claims("b"), MEASURES)
def test_a_comparison_does_not_depend_on_who_is_named_first(
    first: Claim, second: Claim, measure: Measure | None
) -> None:
    assert compare(second, first, measure) == mirrored(compare(first, second, measure))


@given(claims("a"))
def test_nothing_relates_to_itself(it: Claim) -> None:
    assert compare(it, it) is None


@given(claims("a"), claims("b"))
def test_days_are_ordered_both_ways_alike(first: Claim, second: Claim) -> None:
    order, back = order_of(first, second), order_of(second, first)
    assert order is back is None or (order is not None and back == -order)


@given(WORDS)
def test_an_interval_holds_the_number_unless_the_words_shut_it_out(words: str) -> None:
    it = claim(words)
    found = interval(it.amount)
    if found is None or it.amount.value is None:
        return
    is_shut_out = it.amount.qualifier in ("more than", "less than", "almost")
    assert found.holds(float(it.amount.value)) is not is_shut_out


@given(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans()),
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans()),
)
def test_what_is_inside_meets(
    a: tuple[int, int, bool, bool], b: tuple[int, int, bool, bool]
) -> None:
    one = Interval(min(a[:2]), max(a[:2]) + 1, a[2], a[3])
    other = Interval(min(b[:2]), max(b[:2]) + 1, b[2], b[3])
    assert one.meets(other) == other.meets(one)
    if one.is_inside(other):
        assert one.meets(other)
        assert not other.is_inside(one)


def test_a_bound_without_a_number_is_no_interval() -> None:
    assert interval(Amount(qualifier="vague")) is None


@pytest.mark.parametrize(
    ("words", "low", "high"), [("about 300", 270, 330), ("almost 500", 450, 500)]
)
def test_about_and_almost_are_a_tenth(words: str, low: float, high: float) -> None:
    found = interval(claim(words).amount)
    assert found is not None
    assert (found.low, found.high) == (low, high)


WINDOW = Measure("homes", window="2031-04-01/..", cumulative=True)
DAILY = Measure("homes", window="2031-04-01/..", cumulative=False)


@pytest.mark.parametrize(
    ("one", "other", "measure", "kind"),
    [
        # A measure's window is that of claims that say no other.
        ("2031-04-01/2031-04-05", "2031-04-05", WINDOW, "disputes"),
        ("2031-04-03/2031-04-05", "2031-04-05", WINDOW, "other scope"),
        ("2031-04-03/2031-04-05", "2031-04-05", None, "disputes"),  # the other's is not known
        ("2031-04-03/2031-04-05", "2031-04-03/2031-04-05", WINDOW, "disputes"),
        # What can begin on one day is not said to begin on two.
        ("2031-04/2031-04-05", "2031-04-01/2031-04-05", None, "disputes"),
        ("2031-04/2031-04-05", "2031-03-31/2031-04-05", None, "other scope"),
        ("../2031-04-05", "2031-03-31/2031-04-05", None, "disputes"),
        # Where every day has its own figure, one day is not several.
        ("2031-04-05", "2031-04-05", DAILY, "disputes"),
        ("2031-04-01/2031-04-05", "2031-04-05", DAILY, "other scope"),
        ("2031-04-03/2031-04-05", "2031-04-04/2031-04-05", DAILY, "other scope"),
    ],
)
def test_windows_are_compared_as_far_as_they_are_known(
    one: str, other: str, measure: Measure | None, kind: str
) -> None:
    first, second = claim("40", "a", when=one), claim("90", "b", when=other)
    for found in (compare(first, second, measure), compare(second, first, measure)):
        assert found is not None
        assert found.kind == kind
