import sys
from pathlib import Path

import pytest

# Worker processes find the trial steps by their module's name, as they find izdat's.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def still_code(monkeypatch):
    """The code stands still in a test, even if somebody edits it meanwhile."""
    monkeypatch.setattr("izdat.run.run.state_of_code", lambda: b"code")


@pytest.fixture
def show(tmp_path):
    folder = tmp_path / "show"
    folder.mkdir()
    for n in range(4):
        (folder / f"e{n}.md").write_text(f"night {n}")
    return folder
