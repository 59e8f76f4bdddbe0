"""No published file is larger than the page says, and none is of a kind that it does not name."""

import gzip
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "render.md"
PACKED = {".html", ".js", ".css", ".svg", ".txt", ".vtt", ".srt", ".md", ".json", ".xml"}

Row = tuple[tuple[str, ...], int | None]


def rows() -> list[Row]:
    """Return the page's rows as (names, bytes at most), those that are named closer first."""
    section = PAGE.read_text("utf-8").partition("\n## Sizes\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| (`.+?`) \| ([\d,]*) ?\|", section, re.MULTILINE)
    return [
        (tuple(re.findall(r"`(.+?)`", names)), int(most.replace(",", "")) if most else None)
        for names, most in found
    ]


def sent(file: Path) -> int:
    data = file.read_bytes()
    return len(gzip.compress(data, 9) if file.suffix in PACKED else data)


def too_large(public: Path, table: list[Row]) -> list[str]:
    wrong = []
    for file in sorted(path for path in public.rglob("*") if path.is_file()):
        row = next((row for row in table if any(fnmatch(file.name, name) for name in row[0])), None)
        if row is None:
            wrong.append(f"{file.name}: no row")
        elif row[1] is not None and sent(file) > row[1]:
            wrong.append(f"{file.name}: {sent(file)} above {row[1]}")
    return wrong


def test_no_file_of_the_example_is_larger_than_its_row_allows(example: Path) -> None:
    table = rows()
    assert len(table) > 15
    assert too_large(example / "public", table) == []


def test_what_is_larger_or_unknown_is_told(tmp_path: Path) -> None:
    (tmp_path / "style-1.css").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "tracker.wasm").write_bytes(b"x")
    (tmp_path / "a.mp3").write_bytes(bytes(999))
    table: list[Row] = [(("style-*.css",), 100), (("*.mp3",), None)]
    told = too_large(tmp_path, table)
    assert [each.partition(":")[0] for each in told] == ["style-1.css", "tracker.wasm"]


@pytest.mark.parametrize("name", ["index.html", "player-1.js", "style-1.css"])
def test_what_every_reader_loads_has_a_row_of_its_own(name: str) -> None:
    (most,) = [row[1] for row in rows() if any(fnmatch(name, each) for each in row[0])]
    assert most is not None
