"""A signed copy with what bundles find hard."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "mirror"))

from trial_bundle import FILES
from trial_copy import Copy

from izdat.bundle import read_site
from izdat.release import keys


@pytest.fixture(scope="session")
def signed(tmp_path_factory):
    """A show's signed site, which nobody may change."""
    rounds, keys.ROUNDS = keys.ROUNDS, 2_000  # tests/release has the real lock
    try:
        copy = Copy.made(tmp_path_factory.mktemp("bundle") / "show", now=datetime.now(UTC))
        copy.release(FILES, now=datetime.now(UTC))
    finally:
        keys.ROUNDS = rounds
    return copy


@pytest.fixture(scope="session")
def site(signed):
    return read_site(signed.public, signed.words, now=datetime.now(UTC))


@pytest.fixture
def copy(signed, tmp_path):
    """A copy of its own, to be changed."""
    shutil.copytree(signed.show, tmp_path / "show")
    return Copy(tmp_path / "show", signed.words, signed.keyring)
