"""Figures of a run beside those kept in ``results.toml``: which of them are worse?"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.toml")

SMALLER_IS_BETTER = (
    "_ms", "missed", "wrongly_placed", "collapses", "failures", "out_of_order", "written_lost",
    "real_time", "megabytes",
)  # fmt: skip


def kept(benchmark: str) -> dict[str, Any]:
    """Return the table of a benchmark; empty if nothing is kept yet."""
    return tomllib.loads(RESULTS.read_text(encoding="utf-8")).get(benchmark, {})


def worse(measured: dict[str, Any], bounds: dict[str, Any], place: str = "") -> Iterator[str]:
    """Yield a sentence for each figure of ``bounds`` that was measured and came out worse."""
    for name, bound in bounds.items():
        here = f"{place}.{name}" if place else name
        figure = measured.get(name)
        if isinstance(bound, dict) and isinstance(figure, dict):
            yield from worse(figure, bound, here)
        elif isinstance(figure, int | float) and isinstance(bound, int | float):
            if name.endswith(SMALLER_IS_BETTER):
                if not figure <= bound:
                    yield f"{here} is {figure}, was at most {bound}"
            elif not figure >= bound:
                yield f"{here} is {figure}, was at least {bound}"
