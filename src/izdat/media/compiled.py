"""Functions turned into machine code once, and kept on the disk for the next process."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Return ``function`` compiled by numba, without fast-math: the same result on each machine.

    The machine code is kept beside the module, or in the user's cache folder where that cannot
    be written; where neither can, each process compiles anew.
    """
    try:
        return numba.njit(cache=True, nogil=True)(function)  # type: ignore[no-any-return]  # untyped
    except RuntimeError:  # numba: "cannot cache function: no locator available"
        return numba.njit(nogil=True)(function)  # type: ignore[no-any-return]  # untyped


def is_kept(function: Callable[..., object]) -> bool:
    """Say whether the machine code of a ``compiled`` function lies on the disk already.

    Where it does not, the first call takes seconds. What numba does not tell counts as kept.
    """
    try:
        return Path(function._cache._cache_file._index_path).exists()  # type: ignore[attr-defined]  # numba's own
    except AttributeError:
        return True
