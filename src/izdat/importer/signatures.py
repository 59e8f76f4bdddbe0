"""Who signed a text: "—The North Bank" under its last paragraph."""

import re
from collections.abc import Sequence

from izdat.importer import wording
from izdat.importer.passage import Decision, Found, Part, Parts, Passage

DASH = re.compile(r"(?:[—–―‒]|--?)\s*(?=[^\W_\d])")
SIGNED = re.compile(r"(?:signed|подпись|подписали|firmado|firma|gezeichnet|gez\.|signé)\s*[:,]\s*", re.IGNORECASE)  # fmt: skip
LONGEST = 14  # words: a signature is a name, perhaps a place and a date


def find_signatures(passages: Sequence[Passage], parts: Parts, *, normal_gap: int) -> Found:
    """Return the passages that sign what stands above them."""
    found: dict[int, Part] = {}
    decisions = []
    dashes = {i for i, p in enumerate(passages) if DASH.match(p.text)}
    for i, passage in enumerate(passages):
        match = DASH.match(passage.text) or SIGNED.match(passage.text)
        if i in parts or i == 0 or not match or passage.kind not in ("text", "quote"):
            continue
        name = passage.text[match.end() :].strip()
        if not _is_name(name) or {i - 1, i + 1} & dashes:  # lines of dialogue, or a list
            continue
        is_last = i + 1 == len(passages) or passages[i + 1].gap > normal_gap or passages[i + 1].kind in ("heading", "rule")  # fmt: skip
        is_prose_above = len(wording.words(passages[i - 1].text)) >= 4
        confidence = 0.95 if is_last else 0.6
        if not is_prose_above:
            confidence -= 0.2
        found[i] = Part("signature", match.end(), len(passage.text.rstrip()), confidence=confidence)
        decisions.append(Decision(
            passage.line, "signature", f"“{wording.shown(passage.text)}” signs the text above it:"
            " moved to `signed`", confidence, "type it as the segment's last paragraph and take"
            " `signed` out",
        ))  # fmt: skip
    return Found(found, tuple(decisions))


def _is_name(text: str) -> bool:
    found = wording.words(text)
    if not 1 <= len(found) <= LONGEST or wording.INNER_SENTENCE.search(text):
        return False
    if text[0].islower() or (text.endswith((".", "?", "!", "…", ":", ";", ",")) and len(found) > 3):
        return False
    capitals = sum(w[0].isupper() or w[0].isdigit() or w.lower() in wording.SMALL for w in found)
    return capitals * 2 >= len(found)
