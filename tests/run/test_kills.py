"""A build that is killed at random moments, again and again."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import trial_build
from trial_build import build, tree

from izdat.run.store import Store

KILLS = 55
EPISODES = 6
TEXTS = ("one", "two")


def start(show, jobs, wait=0):
    return subprocess.Popen(
        [sys.executable, trial_build.__file__, show, str(jobs), str(wait)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=Path(trial_build.__file__).parent,
    )  # fmt: skip


def write_show(show, text):
    for n in range(EPISODES):
        (show / f"e{n}.md").write_text(f"{text} {n}")


def sound_results(store):
    """How many results there are; each must be whole."""
    keys = list(store.keys())
    for key in keys:
        assert store.get(key, list) is not None, store.path(key)
    return len(keys)


def begin(show):
    """Start a build in a process of its own, at once; return its number."""
    process = os.fork()
    if process == 0:
        try:
            build(show)
            os._exit(0)
        finally:
            os._exit(1)
    return process


@pytest.fixture
def expected(tmp_path):
    """The site of an undisturbed build of each text."""
    sites = {}
    for text in TEXTS:
        show = tmp_path / text
        show.mkdir()
        write_show(show, text)
        build(show)
        sites[text] = tree(show / "public")
    return sites


def check_whole(show, expected):
    """Say whether any file is new; each must be old or new, and a page has its sound."""
    found = {n: data for n, data in tree(show / "public").items() if not n.startswith(".izdat-")}
    for name, data in found.items():
        assert any(site.get(name) == data for site in expected.values()), name
        if name.endswith("index.html"):
            assert name.replace("index.html", f"{name.partition('/')[0]}.mp3") in found
    return found


def check_completes(show, expected, text):
    write_show(show, text)
    for _ in range(2):
        process = start(show, 2)
        output, errors = process.communicate()
        assert process.returncode == 0, errors
        assert tree(show / "public") == expected[text]
    assert output.split() == ["0", str(3 * EPISODES)]
    assert list((show / ".izdat" / "store" / "tmp").iterdir()) == []


@pytest.mark.slow
def test_a_kill_at_any_moment_tears_nothing(tmp_path, expected):
    show = tmp_path / "show"
    show.mkdir()
    write_show(show, "one")
    began = time.monotonic()
    os.waitpid(begin(show), 0)
    whole = time.monotonic() - began  # how long an undisturbed build takes here
    store = Store(show / ".izdat" / "store")
    chance = random.Random(7)
    killed = 0
    seen = set()
    for n in range(10 * KILLS):
        if killed == KILLS:
            break
        # From one text to the other, so that each file of the site has to be replaced; now
        # and then from nothing.
        write_show(show, TEXTS[(n // 3 + 1) % 2])
        if n % 3 == 0:
            shutil.rmtree(show / ".izdat" / "store", ignore_errors=True)
        if n % 30 == 0:
            shutil.rmtree(show / "public", ignore_errors=True)
        process = begin(show)
        time.sleep(chance.uniform(0, 1) * whole)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        killed += os.WIFSIGNALED(status)
        # The machine is now busy, now idle: aim at all of a build's length, whatever it is.
        whole *= 1.05 if os.WIFSIGNALED(status) else 0.8
        found = check_whole(show, expected)
        seen.add((sound_results(store), len(found), found.get("e3/index.html")))
    assert killed == KILLS
    assert len(seen) >= 8  # it was met in many different states
    check_completes(show, expected, "two")
    assert sound_results(store) >= 3 * EPISODES


@pytest.mark.slow
def test_a_kill_while_processes_work_tears_nothing(tmp_path, expected):
    show = tmp_path / "show"
    show.mkdir()
    store = Store(show / ".izdat" / "store")
    chance = random.Random(8)
    for n in range(8):
        write_show(show, TEXTS[n % 2])
        if n % 2:
            shutil.rmtree(show / ".izdat" / "store", ignore_errors=True)
        process = start(show, 2)
        time.sleep(chance.uniform(0.2, 1.2))
        process.kill()
        process.communicate()
        check_whole(show, expected)
        sound_results(store)
    check_completes(show, expected, "one")


def test_of_two_builds_at_once_the_second_waits_and_has_nothing_to_do(tmp_path):
    show = tmp_path / "show"
    show.mkdir()
    write_show(show, "one")
    both = [start(show, 1, wait=30), start(show, 1, wait=30)]
    outputs = sorted(process.communicate()[0].split() for process in both)
    assert outputs == [["0", str(3 * EPISODES)], [str(3 * EPISODES), "0"]]


def test_two_shows_that_build_into_one_store_at_once_both_come_out(tmp_path):
    shows = [tmp_path / "a", tmp_path / "b"]
    for show in shows:
        (show / ".izdat").mkdir(parents=True)
        (show / ".izdat" / "store").symlink_to(tmp_path / "shared")
        write_show(show, "one")
    (tmp_path / "shared").mkdir()
    both = [start(show, 2) for show in shows]
    for process in both:
        assert process.communicate()[0], process.stderr
    assert tree(shows[0] / "public") == tree(shows[1] / "public")
    assert len(tree(shows[0] / "public")) == 2 * EPISODES
