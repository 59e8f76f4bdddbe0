"""Which episodes are shown, and where drafts stand."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from izdat import schedule
from izdat.model.source import Outline
from izdat.schedule import Options

NOON = datetime(2031, 4, 7, 12, tzinfo=UTC)


def outline(slug: str, days: int | None, *, draft: bool = False) -> Outline:
    published = None if days is None else NOON + timedelta(days=days)
    return Outline(slug, slug.title(), ("en",), None, None, "full", draft, published, "", ())


ALL = [outline("a", -2), outline("b", 3), outline("c", -1), outline("d", -5, draft=True)]
ALL.append(outline("e", None))


def slugs(outlines: list[Outline]) -> str:
    return "".join(each.slug for each in outlines)


def test_the_newest_comes_first_and_nothing_before_its_day() -> None:
    assert slugs(schedule.shown(ALL, Options(NOON))) == "ca"
    assert slugs(schedule.shown(ALL, Options(NOON, future=True))) == "bca"
    assert slugs(schedule.shown(ALL, Options(NOON + timedelta(days=3)))) == "bca"


def test_episodes_of_one_moment_have_a_stable_order() -> None:
    same = [outline("x", 0), outline("z", 0), outline("y", 0)]
    assert slugs(schedule.shown(same, Options(NOON))) == "zyx"


def test_what_has_no_date_or_says_so_is_a_draft() -> None:
    assert slugs(schedule.drafts(ALL)) == "de"


def test_neighbours_are_the_older_and_the_newer() -> None:
    near = schedule.neighbours(schedule.shown(ALL, Options(NOON, future=True)))
    assert [(n.previous and n.previous[1], n.next and n.next[1]) for n in near] == [
        ("C", None),
        ("A", "B"),
        (None, "C"),
    ]
    assert schedule.neighbours([]) == []


def test_a_draft_has_an_address_that_only_the_secret_gives(tmp_path: Path) -> None:
    secret = schedule.draft_secret(tmp_path)
    assert len(secret) == 32
    assert schedule.draft_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / ".izdat" / "drafts.key").stat().st_mode) == 0o600
    address = schedule.draft_address(outline("d", None), secret)
    assert address == schedule.draft_address(outline("d", -5), secret)
    assert address != schedule.draft_address(outline("d", None), bytes(32))
    assert "d" not in address.removeprefix("drafts/") or len(address) == len("drafts/") + 24
