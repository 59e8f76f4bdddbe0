"""What a step and a task are."""

import inspect
from collections.abc import Callable
from functools import cache
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


def task(version: int) -> Callable[[Function], Function]:
    """Mark a function of a ``Run`` and frozen values as a task: plain Python that calls steps.

    ``version`` goes up by one as a step's does. Any change of izdat's own code has the same
    effect, and costs no more than looking the steps up again.
    """

    def mark(function: Function) -> Function:
        function.task_version = version  # type: ignore[attr-defined]  # read back by run.py
        return function

    return mark


@cache
def name_of(function: Callable[..., Any]) -> str:
    """Return where a step or task is found: ``render.page.render_page``.

    Two of one name would be taken for one another, so the whole name is part of the key.
    """
    return f"{function.__module__.removeprefix('izdat.')}.{function.__qualname__}"


def stage_of(name: str) -> str:
    """Return the stage that a step of this name belongs to: ``render``."""
    return name.partition(".")[0]


def version_of(function: Callable[..., Any], kind: str) -> int:
    """Return the version that ``@step`` or ``@task`` gave; ``kind`` is one of these words.

    Raises ``TypeError`` for a function that was not marked.
    """
    version = getattr(function, f"{kind}_version", None)
    if not isinstance(version, int):
        raise TypeError(f"{name_of(function)} is not marked @{kind}(version=…)")
    return version


@cache
def inputs_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of a step's or task's inputs: all its parameters but the first."""
    return tuple(inspect.signature(function).parameters)[1:]
