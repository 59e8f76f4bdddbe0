"""Copies that are not trusted, and eight words → a copy that is what the show signed."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from izdat.mirror.fetch import Errand, Fetched, fetch
from izdat.mirror.holding import KNOWN, PAGE, STATE, Blocked, Holding, Trust
from izdat.mirror.listed import MIRRORS, listed_in
from izdat.mirror.looked import intact, known_in, recorded
from izdat.mirror.page import page
from izdat.mirror.place import forget_parts, put
from izdat.mirror.proof import layers_of, proof_of, signed_before
from izdat.mirror.rows import PACE, Pace
from izdat.mirror.source import Mirror, SourceFailed
from izdat.mirror.survey import STAGGER, Heard, Release, State, complete, survey
from izdat.model.missing import Missing
from izdat.release import Forged, Untrusted, Verdict
from izdat.release.fingerprint import tidy
from izdat.release.roles import written
from izdat.run.order import ranked
from izdat.run.space import room_in

ROUNDS = 10  # times that a copy may go on to another release while it is copied
MOST_TOLD = 5  # copies, each with what it did wrong
WITHIN = 24 * 3600.0  # seconds for a sync; what was fetched is kept for the next


class Unfinished(Missing):
    """The newest release is whole in no copy, or time is up."""


class NotFresh(Untrusted):
    """What is newest has run out, and only what is fresh was asked for."""

    code = "not-fresh"


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync came to."""

    words: str
    verdict: Verdict
    before: int | None  # the release that was here; None: none
    changed: int  # files that were put in place
    gone: int  # files that were taken away
    received: int  # bytes of files, from all copies
    wasted: int  # bytes of these that were of no use
    near: int  # bytes that were here already, under another name or other tags
    heard: tuple[Heard, ...]
    unmet: str  # why a newer release, of which there are signs, could not be had; "": none


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sync goes about it."""

    require_fresh: bool = False
    within: float = WITHIN  # seconds
    pace: Pace = PACE
    stagger: float = STAGGER
    # Makes a copy of an address that the show has signed; None: no other copy is asked.
    more: Callable[[str], Mirror | None] | None = None
    tell: Callable[[int, int], None] | None = None  # bytes that came, of how many


MANNER = Manner()


def sync(
    mirrors: Sequence[Mirror], folder: Path, words: str | None, *, now: datetime,
    manner: Manner = MANNER,
) -> Synced:  # fmt: skip
    """Bring ``folder`` to the newest release that any of ``mirrors`` has whole.

    ``words``: of the show's first root; None: those of the last time. Raises ``Untrusted`` where
    no copy is what the show signed, ``SourceFailed`` where none answers, ``Unfinished``,
    ``Blocked``, ``Busy``, ``MissingSpace``: the folder is then what it was, and what was fetched is
    kept.
    """
    holding = Holding(folder)
    known = holding.facts(STATE).get("words")
    words = tidy(words) if words is not None else known
    if not isinstance(words, str):
        raise Missing(f"nobody said which show {folder} holds", 'give its words: --root "…"')
    if known is not None and words != known:
        raise Forged(f"{folder} holds the show of {known}, not the one of these words")
    if known is None and not holding.is_empty() and not holding.trust(words).roots:
        raise Blocked(f"{folder} is not empty, and is no copy of a show", "name another folder")
    with holding.locked(), room_in(folder):
        return _Sync(list(mirrors), holding, words, now, manner).run()


class _Sync:
    def __init__(
        self, mirrors: list[Mirror], holding: Holding, words: str, now: datetime, manner: Manner
    ) -> None:
        self._mirrors, self._holding, self._words = mirrors, holding, words
        self._now, self._manner = now, manner
        self._end = time.monotonic() + manner.within
        self._trust = holding.trust(words)
        self._before = holding.release()
        self._heard: tuple[Heard, ...] = ()
        # Copies whose files were not what their proof says, with the heartbeat they had then.
        self._bad: dict[str, tuple[int | None, State, str]] = {}
        self._why = ""  # a release could not be had

    def run(self) -> Synced:
        if self._trust.roots:
            self._trust.judge_of_roots(self._now)  # what lies here must be this show's
        self._add(self._holding.read(MIRRORS))
        synced: Synced | None = None
        tried: set[bytes] = set()
        try:
            for _ in range(ROUNDS):
                surveyed = survey(self._mirrors, self._trust, self._now)
                self._heard = tuple(map(self._corrected, surveyed.heard))
                offers = [offer for offer in surveyed.offers if offer not in tried]
                if not surveyed.offers and self._trust.timestamp is not None:
                    offers = [o for o in (self._trust.timestamp,) if o not in tried]
                if not offers:
                    break
                try:
                    synced = self._try(offers, surveyed.trust, tried)
                except _More:
                    continue
                if synced is not None:
                    return synced
            raise self._nothing()
        finally:
            self._remember(None if synced is None else synced.verdict)

    def _try(self, offers: list[bytes], trust: Trust, tried: set[bytes]) -> Synced | None:
        """Bring the newest of ``offers`` that can be had whole; None: there is none."""
        useful = [m for m, heard in zip(self._mirrors, self._heard, strict=True) if heard.is_of_use]
        for offer in offers:
            tried.add(offer)
            release = complete(
                offer, useful, trust, self._now, self._holding.metadata,
                stagger=self._manner.stagger,
            )  # fmt: skip
            if release is None:
                self._why = "no copy has the whole proof of the newest release"
                continue
            if self._manner.require_fresh and release.verdict.freshness != "fresh":
                raise NotFresh(
                    f"release {release.verdict.release} is {release.verdict.freshness}; it was "
                    f"fresh until {release.verdict.fresh_until:%Y-%m-%d}"
                )
            try:
                synced = self._bring(release, useful, trust, is_newest=len(tried) == 1)
            except _More:
                tried.discard(offer)
                raise
            if synced is not None:
                return synced
        return None

    def _bring(
        self, release: Release, useful: list[Mirror], trust: Trust, *, is_newest: bool
    ) -> Synced | None:
        """Bring the folder to ``release``; None where no copy has all of it.

        Raises ``_More`` where the show names copies that were not asked yet.
        """
        holding = self._holding
        errand = Errand(useful, self._end, self._manner.pace, self._manner.tell)
        known = known_in(holding)
        here = intact(holding, release.files.values(), known)
        before = signed_before(holding, trust, release)
        old = [each for path, each in before.items() if release.files.get(path) != each]
        near = [release.files[path] for path in here]
        near += [before[path] for path in intact(holding, old, known)]
        mirrors = release.files.get(MIRRORS)
        fetched = Fetched()
        if mirrors is not None and self._manner.more is not None:
            if MIRRORS not in here and not mirrors.pieces:
                fetched = fetch([mirrors], errand, holding, known=near, layers={})
            path = fetched.staged.get(MIRRORS, holding.folder / MIRRORS)
            if self._add(path.read_bytes() if path.is_file() else None):
                raise _More
        layers, came = layers_of(release, holding, errand)
        lacking = [
            release.files[path]
            for path in ranked(release.files.keys() - here.keys() - fetched.staged.keys())
        ]
        fetched += came
        fetched += fetch(lacking, errand, holding, known=near, layers=layers)
        beats = {each.name: each.heartbeat for each in self._heard}
        self._bad |= {name: (beats[name], *bad) for name, bad in fetched.bad.items()}
        self._heard = tuple(map(self._corrected, self._heard))
        if fetched.lost:
            self._why = (
                f"no copy has all of release {release.verdict.release}: "
                f"{len(fetched.lost):,} of {len(release.files):,} files are missing, "
                f"the first is {fetched.lost[0]!r:.200}"
            )
            told = [f"{name}: {why}" for name, why in fetched.told.items()]
            self._why += f" ({'; '.join(told[:MOST_TOLD])})" if told else ""
            return None
        if self._before is None:  # after a kill the folder is not empty: it must know whose it is
            self._remember(None)
        proof = proof_of(release, trust, layers, holding, useful)
        gone = put(holding, release, fetched.staged, before, proof)
        here |= recorded(holding, [release.files[path] for path in fetched.staged])
        if here != known:
            holding.write(KNOWN, json.dumps(here).encode())
        holding.write(PAGE, page(release.verdict, self._now))
        if is_newest:
            forget_parts(holding)
        return Synced(
            self._words, release.verdict, self._before, len(fetched.staged), gone,
            fetched.received, fetched.wasted, fetched.near, self._heard, self._why,
        )  # fmt: skip

    def _corrected(self, heard: Heard) -> Heard:
        """Return what was heard of a copy, with what its files have shown.

        One that lags has other files, and does not lie; nor does one that has gone on since.
        """
        beat, state, why = self._bad.get(heard.name, (None, heard.state, heard.why))
        if heard.state != "newest" or beat != heard.heartbeat:
            return heard
        return replace(heard, state=state, why=why)

    def _add(self, data: bytes | None) -> bool:
        """Ask the copies of a signed list from now on; return whether one is new."""
        known = {each.name for each in self._mirrors}
        count = len(self._mirrors)
        if self._manner.more is not None and data is not None:
            for address in listed_in(data):
                more = None if address in known else self._manner.more(address)
                if more is not None:
                    self._mirrors.append(more)
        return len(self._mirrors) > count

    def _nothing(self) -> Exception:
        """Return why there is nothing to take."""
        told = "; ".join(f"{each.name}: {each.why}" for each in self._heard if each.why)
        if self._why:
            late = "time is up: " if time.monotonic() >= self._end else ""
            return Unfinished(
                f"{late}{self._why}" + (f" ({told})" if told else ""),
                "do it again: what was fetched is kept; or name more copies",
            )
        if any(each.state == "wrong" for each in self._heard):
            return Forged(f"no copy is what the show signed: {told}")
        return SourceFailed(f"no copy answers: {told}", "name others")

    def _remember(self, verdict: Verdict | None) -> None:
        """Write down what was heard, for ``izdat mirror status``."""
        if not self._heard:
            return
        facts = {
            "words": self._words, "at": written(self._now),
            "is_done": verdict is not None,
            "heard": [asdict(each) for each in self._heard],
        }  # fmt: skip
        self._holding.write(STATE, json.dumps(facts, indent=1).encode())


class _More(Exception):
    """There are copies that have to be asked first."""
