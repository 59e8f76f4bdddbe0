"""Trees walked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.align.forest import Forest


def forest_of(*trees, columns=2):
    """Return a forest of trees written as (column, threshold, not above, above) or a number."""
    nodes, roots = [], []

    def put(place, tree):
        if isinstance(tree, tuple):
            column, threshold, *children = tree
            left = len(nodes)
            nodes[place] = (column, threshold, left, 0)
            nodes.extend([None, None])
            for n, child in enumerate(children):
                put(left + n, child)
        else:
            nodes[place] = (-1, 0, 0, tree)

    for tree in trees:
        roots.append(len(nodes))
        nodes.append(None)
        put(roots[-1], tree)
    feature, threshold, left, value = zip(*nodes, strict=True)
    return Forest(
        np.array(feature, dtype=np.int16), np.array(threshold, dtype=np.float32),
        np.array(left, dtype=np.int32), np.array(value, dtype=np.float32),
        np.array(roots, dtype=np.int32), columns,
    )  # fmt: skip


def walked(tree, row):
    while isinstance(tree, tuple):
        column, threshold, low, high = tree
        tree = high if row[column] > np.float32(threshold) else low
    return tree


TREE = (0, 0.5, (1, 2.0, 10, 20), 30)


def test_a_row_goes_right_where_it_is_above_and_left_where_it_is_not():
    rows = np.array([[0, 2], [0, 2.5], [0.5, 3], [0.6, 0]], dtype=np.float32)
    assert forest_of(TREE).of(rows).tolist() == [10, 20, 20, 30]


def test_a_forest_says_the_mean_of_its_trees():
    rows = np.array([[0, 0], [1, 0]], dtype=np.float32)
    assert forest_of(TREE, 4.0, (0, 0.5, 1, 2)).of(rows).tolist() == [5, 12]


def test_evidence_of_another_size_is_refused():
    with pytest.raises(ValueError, match="3 columns, and grown on 2"):
        forest_of(TREE).of(np.zeros((1, 3), dtype=np.float32))


def test_no_rows_have_no_answers():
    assert forest_of(TREE).of(np.zeros((0, 2), dtype=np.float32)).shape == (0,)


NUMBER = st.floats(-8, 8, width=16)
TREES = st.recursive(
    NUMBER, lambda child: st.tuples(st.integers(0, 1), NUMBER, child, child), max_leaves=12
)


@given(
    st.lists(TREES, min_size=1, max_size=4),
    st.lists(st.lists(NUMBER, min_size=2, max_size=2), min_size=1, max_size=5),
)
def test_each_row_is_walked_through_each_tree(trees, rows):
    found = forest_of(*trees).of(np.array(rows, dtype=np.float32))
    expected = [np.mean([walked(tree, row) for tree in trees]) for row in rows]
    assert found == pytest.approx(np.array(expected), abs=1e-5)
