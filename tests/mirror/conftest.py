"""A signed copy in a folder, and a server that can be told to misbehave."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from trial_copy import Copy, Hostile

from izdat.release import keys


@pytest.fixture(autouse=True)
def quick_locks(monkeypatch):
    """A lock of few rounds; tests/release has the real one."""
    monkeypatch.setattr(keys, "ROUNDS", 2_000)


@pytest.fixture
def copy(tmp_path):
    return Copy.made(tmp_path / "show", now=datetime.now(UTC))


@pytest.fixture
def hostile(copy):
    server = Hostile(copy.public)
    yield server
    server.close()
