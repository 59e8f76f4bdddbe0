"""What lies in a show's folder, before and just after it is read."""

from dataclasses import dataclass, field
from datetime import datetime

from izdat.model.episode import Episode
from izdat.model.file import File
from izdat.model.place import NOWHERE, Place
from izdat.model.problem import Problem
from izdat.model.show import Show


@dataclass(frozen=True, slots=True)
class EpisodeSource:
    """An episode's folder: every file in it by its bytes, sorted by name."""

    slug: str
    files: tuple[tuple[str, File], ...]  # ("episode.md", …), ("audio/pier.flac", …)


@dataclass(frozen=True, slots=True)
class ReadShow:
    """``show.yaml`` as read. ``show`` is None if it cannot be made sense of."""

    show: Show | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadEpisode:
    """An episode as read. ``episode`` is None if it cannot be made sense of."""

    episode: Episode | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of an episode as must be known to check it against the others."""

    slug: str
    title: str
    langs: tuple[str, ...]
    number: int | None
    season: int | None
    kind: str
    draft: bool
    published: datetime | None
    guid: str
    aliases: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)
