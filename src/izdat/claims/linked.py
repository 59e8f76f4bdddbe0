"""A ledger → linked data: schema.org ``Claim`` with ``Quotation``, and PROV-JSON.

https://schema.org/Claim, https://schema.org/Quotation,
https://www.w3.org/submissions/2013/SUBM-prov-json-20130424/
"""

import re
from typing import Any

from izdat.claims.compare import day_of
from izdat.claims.ledger import NOT_ADDED
from izdat.claims.tables import written
from izdat.model.claim import Claim, Ledger
from izdat.text.slugs import slugify

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")


def as_json_ld(ledger: Ledger, address: str) -> list[dict[str, Any]]:
    """Return each claim as a schema.org ``Claim``; ``address`` is the site's, with its last slash.

    Nothing of the relations is lost: they have no term in schema.org, and stand as text in
    ``interpretedAsClaim``'s neighbour ``abstract``; PROV-JSON has them as such.
    """
    related: dict[str, list[str]] = {}
    for each in ledger.relations:
        related.setdefault(each.source, []).append(f"{each.kind} {each.target} ({each.by})")
    return [_claim(claim, address, related.get(claim.key, [])) for claim in ledger.claims]


def _claim(claim: Claim, address: str, related: list[str]) -> dict[str, Any]:
    episode = f"{address}{claim.anchor.episode}/"
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Claim",
        "@id": f"{episode}#{claim.id}",
        "name": written(claim.amount),
        "text": claim.sentence,
        "inLanguage": claim.lang,
        "appearance": _appearance(claim, episode),
        "isBasedOn": {
            "@type": "Quotation",
            "text": claim.anchor.words,
            "spokenByCharacter": {"@type": "Thing", "name": claim.voice_name or "the house"},
        },
    }
    if claim.speaker:
        found["claimInterpreter" if claim.is_editors else "creator"] = {
            "@type": "Thing", "name": claim.speaker,
        }  # fmt: skip
    if claim.measure:
        found["about"] = {
            "@type": "StatisticalVariable",
            "@id": f"{address}claims/{claim.measure}/",
            "name": claim.measure,
        }
    if claim.at:
        found["contentLocation"] = {"@type": "Place", "name": claim.at}
    if claim.when:
        found["temporalCoverage"] = claim.when
    if claim.source:
        found["citation"] = claim.source
    if _DATE.fullmatch(claim.said):
        found["dateCreated"] = claim.said
    if related:
        found["abstract"] = f"{'; '.join(related)}. {NOT_ADDED}"
    return found


def _appearance(claim: Claim, episode: str) -> dict[str, Any]:
    """Return the episode, or, where it is known when the claim is heard, that clip of it."""
    whole = {"@type": "PodcastEpisode", "@id": episode, "url": episode}
    if claim.moment is None:
        return whole
    return {
        "@type": "Clip", "partOf": whole, "startOffset": round(claim.moment.start, 3),
        "endOffset": round(claim.moment.end, 3),
    }  # fmt: skip


def as_prov(ledger: Ledger, address: str) -> dict[str, Any]:
    """Return the ledger as PROV-JSON: claims are entities, speakers agents, relations influences.

    A correction or an update is a revision; every other relation is an influence with its kind.
    """
    prov: dict[str, Any] = {
        "prefix": {
            "izdat": "https://izdat.example/ns#", "show": address,
            "prov": "http://www.w3.org/ns/prov#", "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "entity": {},
        "agent": {
            "izdat:editor": {"prov:type": {"$": "prov:Person", "type": "prov:QUALIFIED_NAME"}},
            "izdat:machine": {
                "prov:type": {"$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"}
            },
        },
        "wasAttributedTo": {}, "wasQuotedFrom": {}, "wasRevisionOf": {}, "wasInfluencedBy": {},
    }  # fmt: skip
    for claim in ledger.claims:
        _entity(prov, claim)
    for number, each in enumerate(ledger.relations, start=1):
        source, target = f"show:{each.source}", f"show:{each.target}"
        facts = {
            "izdat:kind": each.kind, "izdat:assertedBy": f"izdat:{each.by}", "izdat:why": each.why
        }  # fmt: skip
        if each.kind in ("corrects", "updates"):
            prov["wasRevisionOf"][f"_:r{number}"] = {
                "prov:generatedEntity": source, "prov:usedEntity": target, **facts
            }  # fmt: skip
        else:
            prov["wasInfluencedBy"][f"_:r{number}"] = {
                "prov:influencee": source, "prov:influencer": target, **facts
            }  # fmt: skip
    return {key: value for key, value in prov.items() if value}


def _entity(prov: dict[str, Any], claim: Claim) -> None:
    key = f"show:{claim.key}"
    speaker = claim.speaker or "the house"
    agent = f"izdat:speaker-{slugify(speaker) or 'unnamed'}"
    episode = f"show:{claim.anchor.episode}"
    prov["entity"][key] = {
        "prov:type": "izdat:Claim", "prov:value": written(claim.amount),
        "izdat:words": claim.anchor.words, "izdat:measure": claim.measure,
        "izdat:asOf": day_of(claim), "izdat:place": claim.at, "izdat:source": claim.source,
    }  # fmt: skip
    if claim.moment is not None:
        prov["entity"][key]["izdat:heardFrom"] = round(claim.moment.start, 3)
        prov["entity"][key]["izdat:heardUntil"] = round(claim.moment.end, 3)
    prov["entity"].setdefault(episode, {"prov:type": "izdat:Episode"})
    prov["agent"].setdefault(agent, {"prov:label": speaker})
    prov["wasAttributedTo"][f"_:a{len(prov['wasAttributedTo']) + 1}"] = {
        "prov:entity": key, "prov:agent": agent
    }  # fmt: skip
    prov["wasQuotedFrom"][f"_:q{len(prov['wasQuotedFrom']) + 1}"] = {
        "prov:generatedEntity": key, "prov:usedEntity": episode
    }  # fmt: skip
