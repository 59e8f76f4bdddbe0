"""Which episodes a site shows, in which order, and where its drafts stand."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from izdat.model.publication import Neighbours
from izdat.model.source import Outline
from izdat.render import addresses


@dataclass(frozen=True, slots=True)
class Options:
    """What an editor asks of a build. ``now`` decides which episodes' day has come."""

    now: datetime
    drafts: bool = False
    future: bool = False


def shown(outlines: Iterable[Outline], options: Options) -> list[Outline]:
    """Return the episodes that the site shows, the newest first."""
    dated = [
        (outline.published, outline.slug, outline)
        for outline in outlines
        if outline.published is not None and not outline.draft
    ]
    due = [each for each in dated if options.future or each[0] <= options.now]
    return [outline for _, _, outline in sorted(due, key=lambda each: each[:2], reverse=True)]


def drafts(outlines: Iterable[Outline]) -> list[Outline]:
    """Return the episodes that are not ready: they say so, or have no date."""
    return [outline for outline in outlines if outline.draft or outline.published is None]


def neighbours(order: Sequence[Outline]) -> list[Neighbours]:
    """Return what stands before and after each episode; ``order`` is newest first."""
    names = [(addresses.episode(each.slug, "", ""), each.title) for each in order]
    older = [*names, None][1:]
    newer = [None, *names][: len(names)]
    return [Neighbours(previous=o, next=n) for o, n in zip(older, newer, strict=True)]


def draft_address(outline: Outline, secret: bytes) -> str:
    """Return where a draft stands: an address that only who was told can know."""
    name = hashlib.blake2b(outline.slug.encode(), key=secret, digest_size=12).hexdigest()
    return f"{addresses.DRAFTS}{name}"


def draft_secret(folder: Path) -> bytes:
    """Return what makes drafts' addresses unguessable: 32 bytes, made once, beside the store."""
    path = folder / ".izdat" / "drafts.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()
