"""How claims relate → HTML: in a ledger's rows, and below the paragraphs of a transcript."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from izdat.model.claim import Claim, Ledger, Measure, RelationKind, ToldClaims
from izdat.render import addresses
from izdat.render.claim_words import KINDS, ClaimWords, fragment, place_of, shown_in
from izdat.render.html import lang_attributes
from izdat.render.provenance import comma

MOST_NAMED = 8  # claims of one kind; how many more there are is told
_ORDER = {kind: number for number, kind in enumerate(KINDS)}

# (kind, whether the claim is the relation's source) → the other claims
Related = Mapping[tuple[RelationKind, bool], list[Claim]]


def related(ledger: Ledger) -> dict[str, Related]:
    """Return, for each claim's key, the claims to which it relates, by kind and direction."""
    claims = {claim.key: claim for claim in ledger.claims}
    found: dict[str, dict[tuple[RelationKind, bool], dict[str, Claim]]] = {}
    for each in ledger.relations:
        source, target = claims.get(each.source), claims.get(each.target)
        if source is None or target is None:
            continue
        for own, other, is_source in ((source, target, True), (target, source, False)):
            # What is said alike from both sides stands in one list.
            kind = (each.kind, is_source or KINDS[each.kind][0] == KINDS[each.kind][1])
            found.setdefault(own.key, defaultdict(dict))[kind][other.key] = other
    return {
        key: {kind: list(others.values()) for kind, others in sorted(kinds.items(), key=_order)}
        for key, kinds in found.items()
    }


def _order(item: tuple[tuple[RelationKind, bool], object]) -> tuple[int, bool]:
    (kind, is_source), _ = item
    return _ORDER[kind], not is_source


def relation_list(
    others: Related, words: ClaimWords, link: Callable[[Claim], str], *, most: int = MOST_NAMED
) -> Markup:
    """Return a definition list of the claims to which one relates; nothing where there are none.

    ``most``: how many of each kind are named.
    """
    parts = []
    for (kind, is_source), claims in others.items():
        named = [_named(claim, words, link) for claim in claims[:most]]
        if len(claims) > most:
            more = words.interface.say("and %(n)s more", n=len(claims) - most)
            named.append(Markup("<dd>{}</dd>").format(more))
        label = words.label(kind, is_source=is_source)
        parts.append(Markup("<div><dt>{}</dt> {}</div>\n").format(label, Markup(" ").join(named)))
    if not parts:
        return Markup("")
    return Markup('<dl class="related">\n{}</dl>\n').format(Markup("").join(parts))


def _named(claim: Claim, words: ClaimWords, link: Callable[[Claim], str]) -> Markup:
    shown = shown_in(claim, words.lang)
    attributes = Markup(lang_attributes(shown.edition, words.lang))  # noqa: S704  # escaped there
    day = words.day(claim.as_of)
    return Markup('<dd><a href="{}"{}>{}</a> {}{}</dd>').format(
        link(claim), attributes, shown.anchor.words, words.speaker(claim, shown),
        comma(words.lang) + day if day else "",
    )  # fmt: skip


# ---- in a transcript ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What a transcript tells of its claims; nothing by default."""

    # (segment, number of the paragraph) → what stands below it
    below: Mapping[tuple[str, int], str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)  # claim's id → where it is told of


def told_in(
    told: ToldClaims, words: ClaimWords, *, page: str, show_lang: str, is_draft: bool,
    home_lang: str,
) -> Told:  # fmt: skip
    """Return what the transcript ``page`` tells of the claims that stand in it."""
    measures = {measure.id: measure for measure in told.ledger.measures}
    kinds = related(told.ledger)

    def link(claim: Claim) -> str:
        shown = shown_in(claim, words.lang)
        if claim.anchor.episode == told.episode and shown.edition == words.lang:
            return f"#{fragment(claim, shown)}"
        return addresses.relative(place_of(claim, shown), page)

    def row(claim: Claim) -> str:
        """Return the link to the ledger's row; a draft has none, for no list tells of it."""
        if is_draft or not claim.measure:
            return ""
        folder = addresses.measure(claim.measure, home_lang, show_lang)
        return addresses.relative(f"{addresses.page(folder)}#{addresses.row(claim.key)}", page)

    entries: dict[tuple[str, int], list[tuple[Claim, Markup]]] = {}
    links: dict[str, str] = {}
    for claim in told.ledger.claims:
        shown = shown_in(claim, words.lang)
        if claim.anchor.episode != told.episode or shown.edition != words.lang:
            continue
        others = kinds.get(claim.key, {})
        if not others and not row(claim):
            continue
        place = (shown.anchor.segment, shown.anchor.paragraph)
        if not shown.anchor.paragraph:  # a footnote's: the ledger itself tells
            if row(claim):
                links[claim.id] = row(claim)
            continue
        links[claim.id] = f"#{_entry_id(claim)}"
        listed = relation_list(others, words, link)
        measure = measures.get(claim.measure)
        entry = _entry(claim, shown.anchor.words, measure, row(claim), listed, words, show_lang)
        entries.setdefault(place, []).append((claim, entry))
    below = {
        place: _below((claim for claim, _ in own), (entry for _, entry in own), kinds, words)
        for place, own in entries.items()
    }
    return Told(below, links)


def _entry_id(claim: Claim) -> str:
    return f"claim_{claim.id}_"


def _entry(
    claim: Claim, said: str, measure: Measure | None, row: str, listed: Markup,
    words: ClaimWords, show_lang: str,
) -> Markup:  # fmt: skip
    about = Markup("")
    if measure is not None:
        name = words.measure(measure, show_lang)
        about = Markup(' · <a href="{}">{}</a>').format(row, name) if row else Markup(" · ") + name
    return Markup('<div id="{}">\n<p><b>{}</b>{}</p>\n{}</div>\n').format(
        _entry_id(claim), said, about, listed
    )


def _below(
    claims: Iterable[Claim], entries: Iterable[Markup], kinds: Mapping[str, Related],
    words: ClaimWords,
) -> str:  # fmt: skip
    keys = {
        other.key
        for claim in claims
        for others in kinds.get(claim.key, {}).values()
        for other in others
    }
    own = words.interface
    summary = own.say("In the ledger of claims")
    if keys:
        summary = own.say("Other claims: %(n)s", n=len(keys))
    note = Markup("<p>{}</p>\n").format(own.say("These figures are not added up."))
    below = Markup('<details class="told u"><summary>{}</summary>\n{}{}</details>\n').format(
        summary, Markup("").join(entries), note
    )
    return str(below)  # what is joined to it is HTML already, and must not be escaped
