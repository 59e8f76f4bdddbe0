"""What a step and a task are."""

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def step(version: int) -> Callable[[Function], Function]:
    """Mark a function of an empty folder and frozen values as a step.

    ``version`` goes up by one when the same input shall give another result: what was kept
    under the old number is then made again.
    """

    def mark(function: Function) -> Function:
        function.step_version = version  # type: ignore[attr-defined]  # read back by run.py
        return function

    return mark
