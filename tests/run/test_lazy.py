"""A module that is loaded when it is first used, and once."""

import subprocess
import sys

import pytest

from izdat.run.lazy import lazy

ONCE = """
import sys
from izdat.run.lazy import lazy
serve = lazy("izdat.serve")
assert "izdat.serve.server" not in sys.modules, "loaded at once"
from izdat.serve.server import Server
assert sys.modules["izdat.serve.server"].Server is Server
assert serve.Server is Server, "loaded twice"
serve.Server = 1
import izdat.serve
assert izdat.serve.Server == 1
"""


def test_it_is_loaded_when_it_is_asked_for_and_once() -> None:
    done = subprocess.run([sys.executable, "-c", ONCE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_not_there_is_told_at_once() -> None:
    with pytest.raises(ModuleNotFoundError):
        lazy("izdat.nowhere")
