"""The claims of all episodes, and ``claims.yaml`` → the show's ledger, with every relation.

Claims are kept as they are, each by itself: none is left out for a later one, merged with another,
or added to it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from izdat.claims.arithmetic import supports
from izdat.claims.compare import compare
from izdat.model.claim import (
    Claim,
    ClaimDetails,
    Ledger,
    LedgerFile,
    Measure,
    Relation,
    Statement,
)
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.text.slugs import nearest

NOT_ADDED = "These figures are not added up."  # every group says so
MOST_COMPARED = 400  # claims of a measure; all pairs of more are for nobody to read


def make_ledger(
    given: Sequence[Claim], file: LedgerFile, statements: Sequence[Statement] = ()
) -> tuple[Ledger, tuple[Problem, ...]]:
    """Return the ledger, and what ``claims.yaml`` says that does not fit the claims."""
    problems: list[Problem] = []
    keys = {claim.key: claim for claim in given}
    by_id = _by_id(keys)
    details = _details(file, keys, by_id, problems)
    claims = tuple(_with(claim, details.get(claim.key)) for claim in given)
    measures = _measures(file, claims, problems)
    relations = [*_of_marks(claims), *_of_details(details, keys, by_id, problems)]
    relations += _of_machine(claims, measures, relations)
    relations.sort(key=lambda each: (each.source, each.target, each.kind, each.by))
    return Ledger(measures, claims, tuple(relations), tuple(statements)), tuple(problems)


def by_episode(ledger: Ledger) -> dict[str, Ledger]:
    """Return what a ledger has of each episode: its claims, those related to them, and how."""
    keys: dict[str, set[str]] = defaultdict(set)
    relations: dict[str, list[Relation]] = defaultdict(list)
    for claim in ledger.claims:
        keys[claim.anchor.episode].add(claim.key)
    for each in ledger.relations:
        for episode in {each.source.partition("/")[0], each.target.partition("/")[0]}:
            relations[episode].append(each)
            keys[episode].update((each.source, each.target))
    place = {claim.key: number for number, claim in enumerate(ledger.claims)}
    found = {}
    for episode, own in keys.items():
        claims = tuple(ledger.claims[n] for n in sorted(place[key] for key in own if key in place))
        used = {claim.measure for claim in claims}
        measures = tuple(each for each in ledger.measures if each.id in used)
        found[episode] = Ledger(measures, claims, tuple(relations[episode]))
    return found


def _by_id(keys: Mapping[str, Claim]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, claim in keys.items():
        found[claim.id].append(key)
    return found


def _resolved(
    name: str, place: Place, keys: Mapping[str, Claim], by_id: Mapping[str, list[str]],
    problems: list[Problem],
) -> str | None:  # fmt: skip
    """Return the key of the claim called ``name``: "id" or "episode/id"; else say what is wrong."""
    if name in keys:
        return name
    candidates = by_id.get(name, [])
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        message = f"{name[:60]} is a claim of {len(candidates)} episodes"
        hint = f"write {' or '.join(sorted(candidates)[:3])}"
        problems.append(Problem("ambiguous-claim", place, message, hint))
        return None
    close = nearest(name, [*by_id, *keys])
    hint = f"did you mean {close}?" if close else "name a claim that is marked in an episode"
    message = f"there is no claim {name[:60]} in any episode"
    problems.append(Problem("unknown-claim", place, message, hint))
    return None


def _details(
    file: LedgerFile, keys: Mapping[str, Claim], by_id: Mapping[str, list[str]],
    problems: list[Problem],
) -> dict[str, ClaimDetails]:  # fmt: skip
    found: dict[str, ClaimDetails] = {}
    for each in file.claims:
        key = _resolved(each.id, each.place, keys, by_id, problems)
        if key is None:
            continue
        words = keys[key].anchor.words
        if each.words and each.words != words:
            message = f"the words of {each.id} are no longer “{each.words[:60]}”"
            hint = f"they are “{words[:60]}” now: read the claim again, then write these"
            problems.append(Problem("claim-words-changed", each.place, message, hint))
            continue  # what was said of other words is not said of these
        if key in found:
            message = f"{each.id} is the claim {key}, which stands here already"
            problems.append(Problem("ambiguous-claim", each.place, message, "join the two"))
            continue
        found[key] = each
    return found


def _with(claim: Claim, details: ClaimDetails | None) -> Claim:
    """Return the claim with what ``claims.yaml`` adds; what the mark says stays."""
    if details is None:
        return claim
    return replace(
        claim,
        when=claim.when or details.when,
        at=claim.at or details.at,
        reported_by=claim.reported_by or details.by,
        source=claim.source or details.src,
        counted=details.counted,
        note=details.note,
    )


def _measures(
    file: LedgerFile, claims: Sequence[Claim], problems: list[Problem]
) -> tuple[Measure, ...]:
    """Return the measures that are described or claimed about, by id."""
    found = {measure.id: measure for measure in file.measures}
    used = {claim.measure for claim in claims if claim.measure}
    for measure in file.measures:
        for part in measure.parts:
            if part not in found and part not in used:
                close = nearest(part, [*found, *used])
                hint = f"did you mean {close}?" if close else "name a measure that has claims"
                message = f"parts: there is no measure {part[:60]}"
                problems.append(Problem("unknown-measure", measure.place, message, hint))
        if measure.id not in used:
            close = nearest(measure.id, list(used))
            hint = f"did you mean {close}?" if close else "delete it, or mark a claim about it"
            message = f"no claim is about the measure {measure.id}"
            place = measure.place
            problems.append(Problem("unknown-measure", place, message, hint, "warning"))
    for name in used - set(found):
        found[name] = Measure(name)
    _check_names(sorted(used), claims, problems)
    return tuple(found[name] for name in sorted(found))


def _check_names(used: Sequence[str], claims: Sequence[Claim], problems: list[Problem]) -> None:
    """Note measures whose pages would be one file on a disk that ignores case."""
    seen: dict[str, str] = {}
    for name in used:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            place = next(claim.place for claim in claims if claim.measure == name)
            message = f"the measures {other} and {name} differ in capital letters alone"
            problems.append(Problem("name-collision", place, message, "call them by one name"))


def _of_marks(claims: Sequence[Claim]) -> Iterator[Relation]:
    for claim in claims:
        for kind, ids in claim.references:
            for name in ids:
                target = f"{claim.anchor.episode}/{name}"
                yield Relation(kind, claim.key, target, "editor", "the mark says so")


def _of_details(
    details: Mapping[str, ClaimDetails], keys: Mapping[str, Claim],
    by_id: Mapping[str, list[str]], problems: list[Problem],
) -> Iterator[Relation]:  # fmt: skip
    for key, each in details.items():
        for kind, name in each.relations:
            # An id alone means the claim of the same episode, if there is one.
            own = f"{keys[key].anchor.episode}/{name}"
            target = own if own in keys else _resolved(name, each.place, keys, by_id, problems)
            if target == key:
                message = f"{each.id} cannot relate to itself"
                hint = "name the other claim"
                problems.append(Problem("unknown-claim", each.place, message, hint))
            elif target is not None:
                yield Relation(kind, key, target, "editor", "claims.yaml says so")


def _of_machine(
    claims: Sequence[Claim], measures: Sequence[Measure], said: Sequence[Relation]
) -> Iterator[Relation]:
    """Yield what a comparison finds, for pairs about which no editor has spoken."""
    spoken = {frozenset((each.source, each.target)) for each in said}
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.measure:
            groups[claim.measure].append(claim)
    described = {measure.id: measure for measure in measures}
    for name in sorted(groups):
        group = groups[name][:MOST_COMPARED]
        for first, second in combinations(group, 2):
            if frozenset((first.key, second.key)) in spoken:
                continue
            found = compare(first, second, described.get(name))
            if found is None:
                continue
            # Between equals it is the one that comes later in the show that relates back.
            is_reversed = found.is_mutual or found.is_reversed
            source, target = (second, first) if is_reversed else (first, second)
            yield Relation(found.kind, source.key, target.key, "machine", found.why)
    yield from supports(groups, measures)
