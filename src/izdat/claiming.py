"""A show, an episode or a text → its claims, or what may be marked as one: ``izdat claims``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from izdat import chain, production, sounds
from izdat.fitting import fitted
from izdat.model.claim import SIGNS, HeardMarks, Ledger
from izdat.model.episode import Episode
from izdat.model.missing import Missing
from izdat.model.place import Place
from izdat.model.problem import Problem, has_errors, in_order
from izdat.model.show import Show
from izdat.model.source import EpisodeSource
from izdat.model.time import SegmentTimes
from izdat.model.voices import Share
from izdat.read.review import Ticked, read_review
from izdat.run import NotKept, Run
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import claims
    from izdat.claims import Suggestion, linked, marking, masking, review, tables
    from izdat.text import front_matter, markdown
else:
    claims = lazy("izdat.claims")
    front_matter = lazy("izdat.text.front_matter")
    linked = lazy("izdat.claims.linked")
    markdown = lazy("izdat.text.markdown")
    marking = lazy("izdat.claims.marking")
    masking = lazy("izdat.claims.masking")
    review = lazy("izdat.claims.review")
    tables = lazy("izdat.claims.tables")

REVIEWS = "review"  # the folder of review files: nothing generated lies among the sources
FORMS = ("csv", "json", "jsonld", "prov", "sqlite")


@dataclass(frozen=True, slots=True)
class ShowLedger:
    show: Show | None
    ledger: Ledger
    problems: tuple[Problem, ...]


def show_ledger(folder: Path) -> ShowLedger:
    """Return every claim of the show in ``folder``, and every problem of its texts.

    A claim has its moment where the last build made the sound in which it is heard, and neither
    the text nor the recording has changed since.
    """
    archive = chain.check(folder)
    if archive.show is None or has_errors(archive.problems):
        return ShowLedger(archive.show, archive.ledger, archive.problems)
    heard: list[HeardMarks] = []
    with Run(folder, dry=True) as here:
        for source, outlined in archive.episodes:
            if outlined.claims or outlined.statements:
                heard += _heard(here.on(source.slug), source, archive.show)
    return ShowLedger(archive.show, claims.with_moments(archive.ledger, heard), archive.problems)


def _heard(here: Run, source: EpisodeSource, show: Show) -> list[HeardMarks]:
    """Return when an episode's marks are heard, as far as kept results tell."""
    episode, times = _kept(here, source, show)
    if episode is None:
        return []
    return [
        claims.heard_marks(source.slug, edition, times[edition.lang])
        for edition in episode.editions
        if edition.lang in times
    ]


def _kept(
    here: Run, source: EpisodeSource, show: Show
) -> tuple[Episode | None, dict[str, tuple[SegmentTimes, ...]]]:
    """Return an episode and the times of its editions that are kept. Nothing is made."""
    episode = None
    try:
        episode = sounds.read(here, source, show).episode
        if episode is None:
            return None, {}
        return episode, production.times_of(here, fitted(here, show, episode), episode)
    except (NotKept, Missing):  # of an engine that is not there, what it made is not known
        return episode, {}


@dataclass(frozen=True, slots=True)
class ShowVoices:
    shares: tuple[Share, ...]
    problems: tuple[Problem, ...] = ()


def show_voices(folder: Path, slug: str | None) -> ShowVoices:
    """Return who says how much in the show in ``folder``, or in one episode of it.

    The length of what the last build did not find in a sound is estimated from its words.
    """
    archive = chain.check(folder)
    if archive.show is None or has_errors(archive.problems):
        return ShowVoices((), archive.problems)
    shares: list[Share] = []
    with Run(folder, dry=True) as here:
        for source, _ in archive.episodes:
            if slug not in (None, source.slug):
                continue
            episode, times = _kept(here.on(source.slug), source, archive.show)
            if episode is not None:
                own = times.get(episode.original.lang, ())
                shares += claims.voice_shares(source.slug, episode, own)
    return ShowVoices(tuple(shares), archive.problems)


def exported(found: ShowLedger, form: str) -> Any:
    """Return the ledger in one of ``FORMS``: text, or values to be written as JSON."""
    address = found.show.address if found.show else ""
    if form == "csv":
        return tables.as_csv(found.ledger)
    if form == "json":
        return tables.as_values(found.ledger)
    if form == "jsonld":
        return linked.as_json_ld(found.ledger, address)
    return linked.as_prov(found.ledger, address)


# ---- what may be marked -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggested:
    """What may be marked in a text, or why the text cannot be read."""

    found: "tuple[Suggestion, ...]"
    problems: tuple[Problem, ...] = ()
    source: str = ""


def suggest_text(path: Path, *, lang: str, now: str, vague: bool) -> Suggested:
    """Return what may be marked in a plain text; offsets are code points of the file as it is."""
    text, problem = _read(path, str(path))
    if problem is not None:
        return Suggested((), (problem,))
    lang = lang or claims.told_language(text)
    return Suggested(claims.suggest(text, lang, now=now, vague=vague), (), text)


def suggest_episode(folder: Path, slug: str, *, lang: str, now: str, vague: bool) -> Suggested:
    """Return what may be marked in an episode's file, less what is marked already."""
    name = f"episodes/{slug}/episode.md"
    source, problem = _read(folder / name, name)
    if problem is not None:
        return Suggested((), (problem,))
    lang = lang or _language(source)
    text = masking.masked(source)
    taken = masking.marked_spans(source)
    found: list[Suggestion] = []
    for part in masking.stretches(source):
        for each in claims.suggest(
            text[part.start : part.end], lang, now=now or part.now, vague=vague
        ):
            start, end = each.start + part.start, each.end + part.start
            if each.kind == "correction" and source.startswith("{", end):
                continue  # it is a note already
            if not any(start < last and first < end for first, last in taken):
                found.append(review.moved(each, start, source[start:end]))
    return Suggested(tuple(found), (), source)


def _language(source: str) -> str:
    yaml = front_matter.split_front_matter(source)[0] or ""
    given = next((line for line in yaml.split("\n") if line.startswith("lang:")), "")
    return given.removeprefix("lang:").strip(" \t'\"") or claims.told_language(source)


def _read(path: Path, name: str) -> tuple[str, Problem | None]:
    """Return the text of a file letter for letter, but for a byte order mark; or what is wrong."""
    place = Place(name)
    limit = 4 * claims.MOST_CHARACTERS
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        message = f"this text is larger than {limit // 1_000_000} MB"
        return "", Problem("file-too-large", place, message, "part it")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return "", Problem("not-utf8", place, "this is not UTF-8", "save the file as UTF-8")


def facts(each: "Suggestion") -> dict[str, Any]:
    """Return a suggestion for a machine."""
    amount = each.amount
    return {
        "kind": each.kind, "start": each.start, "end": each.end, "text": each.text,
        "value": amount.value if amount else None,
        "low": amount.low if amount else None,
        "high": amount.high if amount else None,
        "qualifier": amount.qualifier if amount else "",
        "op": SIGNS[amount.qualifier] if amount else "",
        "unit": amount.unit if amount else "",
        "date": each.date, "reason": each.reason,
    }  # fmt: skip


def review_path(folder: Path, slug: str) -> Path:
    return folder / REVIEWS / f"{slug}.claims.yaml"


def write_review(path: Path, slug: str, suggested: Suggested) -> None:
    """Write a review file whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partly = path.with_name(f"{path.name}.part")
    text = review.review_text(slug, suggested.source, suggested.found)
    partly.write_text(text, encoding="utf-8", newline="\n")
    partly.replace(path)


def has_ticks(path: Path) -> bool:
    """Say whether an editor has ticked anything in the review at ``path``, or may have."""
    if not path.exists():
        return False
    _, ticked, problems = read_review(path, path.name)
    return bool(ticked) or has_errors(problems)


# ---- what an editor ticked ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class AcceptedMarks:
    """How many marks were set; none where there are problems."""

    number: int
    problems: tuple[Problem, ...]


def accept(folder: Path, slug: str, path: Path) -> AcceptedMarks:
    """Set the marks that an editor ticked into the episode's file: all of them, or none."""
    shown = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    episode, ticked, problems = read_review(path, shown)
    if has_errors(problems):
        return AcceptedMarks(0, problems)
    if episode != slug:
        message = f"this review is of the episode {episode[:60]}, not of {slug}"
        hint = f"run: izdat claims accept {episode[:60]}"
        return AcceptedMarks(0, (Problem("review-of-another", Place(shown), message, hint),))
    name = f"episodes/{slug}/episode.md"
    source, problem = _read(folder / name, name)
    if problem is not None:
        return AcceptedMarks(0, (problem,))
    marked, faults = marking.apply_marks(source, [_accepted(each) for each in ticked])
    faults = faults or _new_errors(source, marked, name)
    if faults or not ticked:
        return AcceptedMarks(0, in_order((*problems, *faults)))
    _replace(folder / name, marked)
    return AcceptedMarks(len(ticked), problems)


def _accepted(each: Ticked) -> "marking.Accepted":
    kind: Any = each.kind  # one of review.KINDS, as the reader has seen to
    return marking.Accepted(kind, each.start, each.end, each.text, each.id, each.values, each.place)


def _new_errors(source: str, marked: str, name: str) -> tuple[Problem, ...]:
    """Return the errors that the text has with the marks, and had not without them."""
    old = {(each.code, each.message) for each in _errors(source, name)}
    return tuple(each for each in _errors(marked, name) if (each.code, each.message) not in old)


def _errors(source: str, name: str) -> Sequence[Problem]:
    _, _, body, line = front_matter.split_front_matter(source)
    read = markdown.parse_body(body, file=name, first_line=line, voices=frozenset())
    return [each for each in read.problems if each.severity == "error"]


def _replace(path: Path, text: str) -> None:
    partly = path.with_name(f".{path.name}.part")
    partly.write_bytes(text.encode("utf-8"))
    partly.replace(path)
