"""A mirror's folder → what it holds, and what was heard when it was last brought up to date."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from izdat.mirror.check import Checked, check
from izdat.mirror.folder import FolderSource
from izdat.mirror.holding import STATE, Holding
from izdat.mirror.survey import Heard, State
from izdat.model.missing import Missing


class NoMirror(Missing):
    """The folder was never brought up to date as a mirror."""


@dataclass(frozen=True, slots=True)
class Status:
    checked: Checked  # the proof; files were not looked at
    looked: str  # when a newer release was last looked for, ISO 8601, UTC
    is_done: bool  # that look came to its end
    heard: tuple[Heard, ...]


def status(folder: Path, words: str | None, *, now: datetime) -> Status:
    """Return what the mirror in ``folder`` is. Asks nobody.

    ``words``: of the show's first root; None: those that the first sync was given. Raises
    ``Untrusted``, ``NoMirror``.
    """
    facts = Holding(folder).facts(STATE)
    own = facts.get("words")
    words = words or (own if isinstance(own, str) else None)
    if words is None:
        raise NoMirror(f"{folder} is no mirror", "izdat mirror sync makes one")
    checked = check(FolderSource(folder), words, now=now, proof_only=True)
    told = facts.get("heard")
    heard = tuple(filter(None, map(_heard, told if isinstance(told, list) else ())))
    return Status(checked, str(facts.get("at", "")), facts.get("is_done") is True, heard)


def voices(heard: Iterable[Heard]) -> int:
    """Return how many independent copies have the newest release: those of one site are one."""
    return len({each.site for each in heard if each.state == "newest"})


def _heard(found: Any) -> Heard | None:
    if not isinstance(found, dict) or found.keys() != {each.name for each in fields(Heard)}:
        return None
    return Heard(**found) if found["state"] in get_args(State) else None
