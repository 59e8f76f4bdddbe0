"""What all tests share."""

import os

import pytest
from hypothesis import settings

# A shared machine may stall at any moment: no example is judged by the clock. In CI every run tries
# the same examples, so that a change is not blamed for what chance found; elsewhere they are new.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-write", action="store_true", help="write the golden published tree anew"
    )
