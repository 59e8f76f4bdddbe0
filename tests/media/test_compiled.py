"""Compiled functions work where their machine code cannot be kept."""

import numba
import pytest

from izdat.media.compiled import compiled


def sourceless():
    """A function from nowhere: numba finds no folder in which to keep its machine code."""
    names: dict[str, object] = {}
    exec(compile("def twice(x):\n    return x + x\n", "<nowhere>", "exec"), names)
    return names["twice"]


def test_numba_alone_refuses_what_it_cannot_keep():
    with pytest.raises(RuntimeError, match="cannot cache"):
        numba.njit(cache=True)(sourceless())


def test_a_function_that_cannot_be_kept_is_compiled_all_the_same():
    assert compiled(sourceless())(21) == 42
