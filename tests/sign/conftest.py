import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from trial_editor import Editor, build

from izdat.release import keys


@pytest.fixture(autouse=True)
def quick_locks(monkeypatch):
    """A lock of few rounds: these tests open keys a hundred times. tests/release has the rest."""
    monkeypatch.setattr(keys, "ROUNDS", 2_000)


@pytest.fixture
def show(tmp_path):
    """A show with two built files, and nobody yet who may sign."""
    folder = tmp_path / "show"
    folder.mkdir()
    build(folder, {"index.html": b"<p>The Night Ferry", "083/audio.mp3": b"ID3" * 500_000})
    return folder


@pytest.fixture
def anna(tmp_path, show):
    return Editor("anna", show, tmp_path / "anna-keys")
