"""The meter against every signal of EBU Tech 3341 and 3342 that can be synthesised exactly."""

from itertools import groupby, product

import pytest

from ebu_cases import CASES, izdat_values

RATES = (8_000, 16_000, 22_050, 32_000, 44_100, 48_000)
FAST = (96_000, 192_000)  # where whole minutes would take seconds
NUMBERED = {
    number: tuple(cases) for number, cases in groupby(CASES, lambda case: case.name.split(".")[0])
}
SHORT = [f"3341-{n}" for n in range(12, 24)]


def test_all_that_can_be_synthesised_are_there() -> None:
    assert [*NUMBERED] == [
        *(f"3341-{n}" for n in (*range(1, 7), *range(9, 24))),
        *(f"3342-{n}" for n in range(1, 5)),
    ]
    assert sum(len(case.checks) for case in CASES) == 105


@pytest.mark.parametrize(("rate", "number"), [*product(RATES, NUMBERED), *product(FAST, SHORT)])
def test_the_meter_says_what_the_ebu_says(rate: int, number: str) -> None:
    for case in NUMBERED[number]:
        for check, value in zip(case.checks, izdat_values(case, rate), strict=True):
            assert check.holds(value), (case.name, check, value)
