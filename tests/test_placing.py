"""A recording's turns, gains and gaps, as the episode has them."""

import pytest

from izdat.model.mastering import Turn
from izdat.model.report import Cut
from izdat.model.time import Stretch, Timeline
from izdat.placing import cuts, gain_at, placed_course, placed_turn

# Of a recording of 20 s, 2 to 8 s and 10 to 15 s are heard, from 100 s of the episode on.
STRETCHES = (Stretch("pier", 2.0, 100.0, 6.0), Stretch("pier", 10.0, 106.0, 5.0))
INSIDE = Cut(106.0, 2.0, is_inside=True)
COURSE = ((0.0, 0.0), (4.0, 8.0), (12.0, 8.0))


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [(3, 7, (101, 105)), (7, 11, (105, 107)), (8.5, 9.5, (106, 106)), (14, 18, (110, 111))],
)
def test_a_turn_is_where_it_is_heard_and_what_is_cut_out_has_no_length(start, end, wanted):
    turn = placed_turn(Turn("mira", start, end), "pier", Timeline(200.0, STRETCHES))
    assert (turn.speaker, turn.start, turn.end) == ("mira", *wanted)


def test_a_course_goes_on_in_straight_lines_through_a_cut():
    assert placed_course(COURSE, STRETCHES, 1.5) == (
        (100.0, 5.5), (102.0, 9.5), (106.0, 9.5), (106.0, 9.5), (108.0, 9.5), (111.0, 9.5)
    )  # fmt: skip
    assert placed_course((), STRETCHES[:1], -3.0) == ((100.0, -3.0), (106.0, -3.0))


@pytest.mark.parametrize(
    ("at", "gain"), [(-1, 0), (0, 0), (1, 2), (4, 8), (8, 8), (12, 8), (99, 8)]
)
def test_a_gain_holds_before_the_first_point_and_behind_the_last(at, gain):
    assert gain_at(COURSE, at) == gain


def test_a_cut_is_at_each_place_at_which_something_is_gone():
    assert list(cuts(STRETCHES, 20.0)) == [Cut(100.0, 2.0), INSIDE, Cut(111.0, 5.0)]
    assert list(cuts(STRETCHES, 15.04)) == [Cut(100.0, 2.0), INSIDE]
    assert list(cuts((Stretch("pier", 0.0, 7.0, 20.0),), 20.0)) == []
