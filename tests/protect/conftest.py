"""A folder that is scanned."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from protect_list import LIST, write_list

from izdat.protect import Scanned, files_of, read_list, scan


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., Scanned]:
    """Scan files, given by name, for the people of a list."""
    secret = tmp_path / "secret"
    secret.mkdir()

    def looked(files: dict[str, bytes | str], text: str = LIST, day: date = date(2031, 4, 7)):
        folder = tmp_path / "public"
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        listed, problems = read_list(write_list(secret / "list.yaml", text), (folder,))
        assert listed is not None, problems
        return scan(files_of(folder), listed, day)

    return looked
