"""A total and its parts → whether the claims about the parts bear out the one about the total.

That a sum fits is said of claims of one speaker or of several; the sum itself is never published
as a figure, for nobody has claimed it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from izdat.claims.compare import Interval, day_of, interval
from izdat.model.claim import Claim, Measure, Relation

_MOST_SUMS = 10_000  # choices of one claim from each part; more are of no use to anybody


def supports(
    groups: Mapping[str, Sequence[Claim]], measures: Sequence[Measure]
) -> Iterator[Relation]:
    """Yield a relation from each part's claim to the total's that their sum bears out.

    Only claims of one place and one day are put together, each an exact one.
    """
    for measure in measures:
        parts = [[c for c in groups.get(part, ()) if _is_exact(c)] for part in measure.parts]
        if len(parts) < 2 or not all(parts):
            continue
        for chosen in islice(product(*parts), _MOST_SUMS):
            if len({(each.at, day_of(each)) for each in chosen}) > 1:
                continue
            total = sum(each.amount.value or 0 for each in chosen)
            for claim in groups.get(measure.id, ()):
                is_of_one = (claim.at, day_of(claim)) == (chosen[0].at, day_of(chosen[0]))
                whole = interval(claim.amount)
                if is_of_one and whole is not None and _holds(whole, total):
                    yield from _supporting(chosen, claim, total)


def _is_exact(claim: Claim) -> bool:
    return claim.amount.value is not None and not claim.amount.qualifier


def _holds(whole: Interval, total: float) -> bool:
    # Floats of money and shares: what differs behind nine digits is the same.
    return whole.holds(total) or whole.holds(round(total, 9))


def _supporting(chosen: Sequence[Claim], claim: Claim, total: float) -> Iterator[Relation]:
    for each in chosen:
        others = ", ".join(other.key for other in chosen if other is not each)
        why = f"with {others} it makes {total:g}, which the other allows"
        yield Relation("supports by arithmetic", each.key, claim.key, "machine", why)
