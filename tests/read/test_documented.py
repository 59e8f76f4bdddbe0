"""Each code that reading can give has its heading, and each category its line."""

import re
from pathlib import Path

from izdat.read import paths
from izdat.read.categories import CATEGORIES, CATEGORY_PATHS
from izdat.read.show import NAME as SHOW_NAME
from izdat.read.source import KINDS

ROOT = Path(__file__).parents[2]
_CODE = re.compile(
    r"(?:\.(?:error|warning)\(|_matching\(\s*_[A-Z0-9]+,|Problem\(|return)\s*\"([a-z0-9]+(?:-[a-z0-9]+)+)\""
)


def test_every_code_of_the_readers_has_its_heading() -> None:
    source = "".join(path.read_text() for path in (ROOT / "src/izdat/read").glob("*.py"))
    page = ROOT / "docs/problems.md"
    headings = set(re.findall(r"^### ([a-z0-9-]+)$", page.read_text(), flags=re.MULTILINE))
    codes = set(_CODE.findall(source))
    assert len(codes) > 60
    assert codes - headings == set()


def test_every_category_stands_on_the_page() -> None:
    page = (ROOT / "docs/read.md").read_text(encoding="utf-8")
    for category, parts in CATEGORIES.items():
        assert f"- {category}" + (f": {', '.join(parts)}" if parts else "") in page
    assert len(CATEGORY_PATHS) == 110  # as Apple counts them


def test_the_kinds_of_segments_are_in_order_and_once() -> None:
    assert list(KINDS) == sorted(set(KINDS))


def test_names_of_the_readers_own_files_are_portable() -> None:
    assert paths.name_fault(SHOW_NAME) == ""
