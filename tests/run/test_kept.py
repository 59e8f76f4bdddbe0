"""What a step keeps beside its result is there for its next run, and as long as its result."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from trial_steps import in_parts

from izdat.run import Kept, Run, clean, kept_parts
from izdat.run.store import Store

WORDS = ("night", "ferry", "harbour")


def run(show, words):
    with Run(show) as here:
        made = here(in_parts, words)
        here.complete()
    return made


def test_a_step_finds_what_it_kept_for_other_inputs(show):
    assert run(show, WORDS) == 3
    assert run(show, (*WORDS[1:], "lamp")) == 1


def test_parts_are_cleaned_away_with_the_last_result_that_is_made_of_them(show):
    run(show, WORDS)
    run(show, (*WORDS[1:], "lamp"))
    assert clean(show).kept == 4  # the result, and its three parts
    assert run(show, (*WORDS[1:], "lamp")) == 1  # found
    assert clean(show).kept == 4  # its step has not run, and its parts are known all the same
    assert run(show, WORDS) == 1  # "night" is gone


def test_a_step_that_is_called_alone_keeps_nothing(tmp_path):
    assert in_parts(tmp_path, WORDS) == 3
    assert in_parts(tmp_path, (*WORDS, *WORDS)) == 3
    assert not list(tmp_path.iterdir())
    assert kept_parts() is not kept_parts()


def test_what_is_not_sound_is_not_there(tmp_path):
    kept = Kept(Store(tmp_path))
    kept.put(b"1" * 32, "one")
    assert Kept(Store(tmp_path)).get(b"1" * 32) == "one"
    value = next(tmp_path.rglob("value"))
    value.write_bytes(value.read_bytes()[:-1])
    assert Kept(Store(tmp_path)).get(b"1" * 32) is None
    kept.put(b"1" * 32, "one")
    assert kept.get(b"1" * 32) == "one"


def test_what_is_no_frozen_value_is_refused(tmp_path):
    with pytest.raises(TypeError):
        Kept(Store(tmp_path)).put(b"1" * 32, ["one"])
    assert not list((tmp_path / "tmp").iterdir())


def test_several_threads_may_keep(tmp_path):
    kept = Kept(Store(tmp_path))

    def put(n):
        key = bytes([n % 20]) * 32
        kept.put(key, n % 20)
        return kept.get(key)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(put, range(200))) == [n % 20 for n in range(200)]
    assert len(kept.used()) == 20
