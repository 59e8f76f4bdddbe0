import sys
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner

from izdat.release import Entry, new_key

sys.path.insert(0, str(Path(__file__).parent))

from trial_press import Press


@pytest.fixture(scope="session")
def keys() -> list[CryptoSigner]:
    return [new_key() for _ in range(6)]


@pytest.fixture
def press(keys: list[CryptoSigner]) -> Press:
    """A solo show that has published one file."""
    press = Press([keys[0]], heart=keys[4])
    press.rotate()
    press.publish(Entry("index.html", 3, "a" * 64))
    return press
