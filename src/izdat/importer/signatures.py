"""Who signed a text: "—The North Bank" under its last paragraph."""

import re
from collections.abc import Sequence

from izdat.importer import wording
from izdat.importer.passage import Decision, Found, Part, Parts, Passage

DASH = re.compile(r"(?:[—–―‒]|--?)\s*(?=[^\W_\d])")
SIGNED = re.compile(
    r"(?:signed|подпись|подписали|firmado|firma|gezeichnet|gez\.|signé)\s*[:,]\s*", re.IGNORECASE
)
LONGEST = 14  # words: a signature is a name, perhaps a place and a date


def find_signatures(passages: Sequence[Passage], parts: Parts, *, normal_gap: int) -> Found:
    """Return the passages that sign what stands above them."""
    found: dict[int, Part] = {}
    decisions = []
    for i, passage in enumerate(passages):
        match = DASH.match(passage.text) or SIGNED.match(passage.text)
        if i in parts or i == 0 or not match or passage.kind not in ("text", "quote"):
            continue
        name = passage.text[match.end() :].strip()
        is_last = (
            i + 1 == len(passages)
            or passages[i + 1].gap > normal_gap
            or passages[i + 1].kind in ("heading", "rule")
        )
        if not _is_name(name, is_last=is_last) or _is_one_of_many(passages, i):
            continue
        is_prose_above = len(wording.words(passages[i - 1].text)) >= 4
        confidence = 0.95 if is_last else 0.6
        if not is_prose_above:
            confidence -= 0.2
        found[i] = Part("signature", match.end(), len(passage.text.rstrip()), confidence=confidence)
        decisions.append(
            Decision(
                passage.line,
                "signature",
                f"“{wording.shown(passage.text)}” signs the text above it: moved to `signed`",
                confidence,
                "type it as the segment's last paragraph and take `signed` out",
            )
        )
    return Found(found, tuple(decisions))


def _is_one_of_many(passages: Sequence[Passage], i: int) -> bool:
    """Say whether a neighbour begins with the same dash: lines of dialogue, or a list."""
    sign = passages[i].text[0]
    return any(
        0 <= k < len(passages) and passages[k].text[0] == sign and DASH.match(passages[k].text)
        for k in (i - 1, i + 1)
    )


def _is_name(text: str, *, is_last: bool) -> bool:
    found = wording.words(text)
    if not 1 <= len(found) <= LONGEST or wording.INNER_SENTENCE.search(text):
        return False
    if text[0].islower() or (text.endswith((".", "?", "!", "…", ":", ";", ",")) and len(found) > 3):
        return False
    capitals = sum(w[0].isupper() or w[0].isdigit() or w.lower() in wording.SMALL for w in found)
    return capitals * 2 >= len(found) or (is_last and len(found) <= 8)
