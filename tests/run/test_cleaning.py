import os

import pytest
from trial_build import build, tree
from trial_steps import length

from izdat.model.missing import Busy
from izdat.run import Cleaned, Run, building, clean
from izdat.run.store import Store


def results(show):
    return len(Store(show / ".izdat" / "store").present())


def test_what_the_last_build_used_is_kept(show):
    build(show)
    (show / "e1.md").write_text("other")
    build(show)
    assert results(show) == 15
    done = clean(show)
    assert (done.results, done.kept) == (3, 12)
    assert done.size > 3_000 * len("NIGHT 1\0")  # most of it is the sound
    here, _ = build(show)
    assert (here.ran, here.kept) == (0, 12)
    assert clean(show) == Cleaned(0, 0, 12)


def test_what_an_unfinished_build_used_is_kept_beside_what_the_last_whole_one_did(show):
    build(show)
    with Run(show) as here:
        here(length, "more")
    assert clean(show).kept == 13


def test_an_episode_that_is_gone_is_cleaned_away(show):
    build(show)
    (show / "e1.md").unlink()
    build(show)
    assert clean(show).results == 3


def test_of_a_show_never_built_nothing_is_removed(show):
    build(show)
    (show / ".izdat" / "memory").unlink()
    assert clean(show) == Cleaned(0, 0, 12)


def test_nothing_is_cleaned_while_somebody_builds(show):
    build(show)
    with building(show), pytest.raises(Busy):
        clean(show)


def test_what_kills_left_is_swept(show):
    build(show)
    tmp = show / ".izdat" / "store" / "tmp"
    (tmp / "elsewhere-1-a").mkdir()
    os.utime(tmp / "elsewhere-1-a", (0, 0))
    before = tree(show / ".izdat" / "store")
    clean(show)
    assert list(tmp.iterdir()) == []
    assert tree(show / ".izdat" / "store") == before
