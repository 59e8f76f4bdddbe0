"""What is about to be published, looked through for people who must not be named."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.publication import Output
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import protect
else:
    protect = lazy("izdat.protect")

MISSING = "protect-list-missing"
NAMED = "protected-name"
UNREAD = "protect-unread"


def guard(
    outputs: Sequence[Output],
    listed: Path | None,
    *,
    apart_from: tuple[Path, ...],
    withheld_in: Sequence[str],
    today: date,
    folder: str = "public",
) -> tuple[Problem, ...]:
    """Return why ``outputs`` must not be published. With no reason they are clean.

    ``folder`` is where they will stand, in words of whoever is told.

    ``listed`` is the protect list, which lies in none of ``apart_from``; ``withheld_in`` names the
    episodes that withhold a name or disguise a voice: these are not published without a list.
    """
    if listed is None:
        return tuple(
            Problem(
                MISSING,
                Place(f"episodes/{slug}"),
                "somebody is withheld here, and there is no protect list to check the site by",
                "name it: --protect FILE, or IZDAT_PROTECT; or say in show.yaml that nobody knows "
                "the names: protect: false",
            )
            for slug in withheld_in
        )
    people, problems = protect.read_list(listed, apart_from)
    if people is None:
        return tuple(problems)
    files = [protect.Published(each.path, each.file.path, each.file.sha256) for each in outputs]
    return tuple(problems_of(protect.scan(files, people, today), folder))


def problems_of(scanned: "protect.Scanned", folder: str) -> list[Problem]:
    """Return what a scan found as problems, of which none holds a word of a name."""
    hits = [
        Problem(
            NAMED,
            Place(f"{folder}/{hit.file}"),
            f"{hit.person} is named: {hit.view}, bytes {hit.start} to {hit.end}",
            "mend the text it comes from, or allow the words in the protect list, with a reason",
        )
        for hit in scanned.hits
    ]
    unread = [
        Problem(
            UNREAD,
            Place(f"{folder}/{each.file}"),
            f"it cannot be said that nobody is named in it: {each.why}",
            "leave the file out, or make it anew",
        )
        for each in scanned.unread
    ]
    return hits + unread
