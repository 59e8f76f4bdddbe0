"""The longest common subsequence of two lists of words."""

from hypothesis import given
from hypothesis import strategies as st

from izdat.align.match import MOST_DIFFERENCES, atoms, matches


def longest(a, b):
    """The length of the longest common subsequence, by the table of every textbook."""
    row = [0] * (len(b) + 1)
    for x in a:
        new = [0]
        for j, y in enumerate(b):
            new.append(row[j] + 1 if x == y else max(new[-1], row[j + 1]))
        row = new
    return row[-1]


words = st.lists(st.sampled_from("abcd"), max_size=25)


@given(words, words)
def test_as_many_words_match_as_can(ours, theirs):
    pairs = matches(ours, theirs)
    assert len(pairs) == longest(ours, theirs)
    assert all(ours[i] == theirs[j] for i, j in pairs)
    assert pairs == sorted(set(pairs))
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


def test_long_texts_that_differ_a_little_match():
    ours = [str(i) for i in range(20_000)]
    theirs = [word for word in ours if int(word) % 50]
    assert len(matches(ours, theirs)) == len(theirs)


def test_texts_that_have_nothing_in_common_are_given_up():
    assert matches(["a"] * MOST_DIFFERENCES, ["b"] * MOST_DIFFERENCES) is None
    assert matches([], ["b"] * (MOST_DIFFERENCES + 1)) is None


def test_words_are_compared_without_case_marks_and_hyphens():
    assert atoms("Well‑Known") == ("well", "known")
    assert atoms("don’t") == atoms("DON'T")
    assert atoms("10,000") == ("10000",)
    assert atoms("ﬁne") == ("fine",)
    assert atoms("€") == ("€",)
