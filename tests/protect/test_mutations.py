"""Every form of a name in every kind of place: a hit each time, and not a word of it told."""

from datetime import date
from pathlib import Path

import pytest
from hiding_places import FORMS, PLACES
from protect_list import write_list

from izdat.protect import Published, read_list
from izdat.protect.matching import Matcher
from izdat.protect.scan import _look

# What a place cannot hold: another alphabet, or the end of a line.
LEAST = {"latin-1": 40, "cp1251": 50, "koi8-r": 50, "pdf page": 40, "address of cp1251": 50}


@pytest.fixture(scope="module")
def matcher(tmp_path_factory) -> Matcher:
    listed, problems = read_list(write_list(tmp_path_factory.mktemp("secret") / "list.yaml"))
    assert listed is not None, problems
    return Matcher(listed, date(2031, 4, 7))


def test_there_are_enough_forms_and_places():
    assert len(FORMS) == len(set(FORMS)) > 75
    assert len(PLACES) > 60


@pytest.mark.parametrize("what", PLACES)
def test_a_name_is_found_in_every_form_in(what: str, matcher: Matcher, tmp_path: Path):
    tried, missed, told = 0, [], []
    for number, form in enumerate(FORMS):
        try:
            name, data = PLACES[what](form)
        except (UnicodeEncodeError, ValueError):
            continue
        path = tmp_path / f"{number}"
        path.write_bytes(data)
        found = _look(Published(name, path), "file 1 of 1", matcher)
        tried += 1
        if not any(hit.person == "p4" for hit in found.hits) or found.unread:
            missed.append(form)
        told += [hit for hit in found.hits if form.casefold() in str(hit).casefold()]
    assert not missed
    assert not told
    assert tried >= LEAST.get(what, len(FORMS) - 3)
