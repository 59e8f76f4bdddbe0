"""Figures of a run beside those kept in ``results.toml``: which of them are worse?"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.toml")

SMALLER_IS_BETTER = (
    "_ms", "missed", "wrongly_placed", "collapses", "failures", "out_of_order", "written_lost",
    "real_time", "megabytes", "noise_db", "larger", "opened", "a_minute", "swell_db",
    "cpu_seconds", "error_db", "apart_db", "db_a_second", "lost_db", "closed",
)  # fmt: skip


def kept(benchmark: str) -> dict[str, Any]:
    """Return the table of a benchmark; empty if nothing is kept yet."""
    return tomllib.loads(RESULTS.read_text(encoding="utf-8")).get(benchmark, {})


KEPT = {
    "easy": (
        "start_mean_ms", "start_median_ms", "start_within_50", "edges_mean_ms", "missed",
        "sure", "sure_within_50", "out_of_order",
    ),
    "hard": (
        "within_100", "collapses", "wrongly_placed", "unwritten_found", "written_lost",
        "out_of_order",
    ),
    "spoken": ("start_within_50", "missed"),
    "episode": ("start_within_50", "start_within_100", "missed"),
    "clean": (
        "gain", "least_gain", "least_si_sdr", "gates_opened", "swell_db", "taken_out_db", "found",
        "false_clicks_a_minute", "find_cpu_seconds", "clean_cpu_seconds",
    ),
    "read": ("lines_found", "boundaries_in_dips"),
}  # fmt: skip


def as_toml(benchmark: str, results: dict[str, dict[str, dict[str, Any]]]) -> str:
    """Return the figures of a run that are worth keeping, as they stand in ``results.toml``."""
    lines = []
    for part, rows in results.items():
        if rows:
            lines.append(f"\n[{benchmark}.{part}]")
        for name, figures in rows.items():
            own = (n for n in KEPT[part] if figures.get(n) is not None)
            cells = ", ".join(f"{n} = {figures[n]}" for n in own)
            key = name if name.isalnum() else f'"{name}"'
            lines.append(f"{key} = {{ {cells} }}")
    return "\n".join(lines).lstrip()


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
