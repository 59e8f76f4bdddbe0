import os
import subprocess
import sys
import time

import pytest

from izdat.model.missing import Busy
from izdat.run import building, holder

HOLD = """
import sys, time
from pathlib import Path
from izdat.run import building
with building(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(show):
    """Another process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, show], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()


def test_a_second_build_says_who_builds(show, other):
    with pytest.raises(Busy, match=f"process {other.pid} on "), building(show):
        pass
    assert holder(show).process == other.pid


def test_a_second_build_waits_and_is_told_once_for_whom(show, other):
    told = []

    def waiting(who):
        told.append(who)
        other.stdin.close()  # now the other ends

    with building(show, wait=20, waiting=waiting):
        assert [who.process for who in told] == [other.pid]


def test_a_killed_build_holds_no_lock(show, other):
    other.kill()
    other.wait()
    with building(show):
        pass


def test_waiting_ends(show, other):
    began = time.monotonic()
    with pytest.raises(Busy), building(show, wait=0.3):
        pass
    assert 0.2 < time.monotonic() - began < 5


def test_nobody_holds_what_nobody_holds(show):
    assert holder(show) is None
    with building(show):
        assert holder(show).process == os.getpid()
    assert holder(show) is None


@pytest.mark.parametrize("text", ["", "x", "[]", '{"process": "x"}', "{" * 9999])
def test_a_lock_with_anything_in_it_is_a_lock(show, text):
    (show / ".izdat").mkdir()
    (show / ".izdat" / "lock").write_text(text)
    with building(show), pytest.raises(Busy), building(show):
        pass
