"""What is counted: an arrest is no imprisonment, and a wounded is no dead."""

import re
from functools import cache, lru_cache

from izdat.model.claim import Claim

# Words that news uses one for the other, and that are not the same. By their stems, a row a term.
_TERMS: dict[str, str] = {
    "arrested": r"arrest\w*|арест\w*|заарешт\w*|арешт\w*|arrestad\w*",
    "detained": r"detain\w*|detention\w*|задерж\w*|затрим\w*|detenid\w*",
    "imprisoned": r"imprison\w*|jailed|prisoners?|behind bars|заключ[её]н\w*|ув.?язнен\w*|"
    r"encarcelad\w*|pres[oa]s",
    "convicted": r"convict\w*|sentenced|осужд[её]н\w*|засуджен\w*|condenad\w*",
    "charged": r"charged|indicted|обвин[её]н\w*|обвинувач\w*|acusad\w*",
    "dead": r"dead|deaths?|killed|died|погиб\w*|убит\w*|загибл\w*|вбит\w*|muert\w*|fallecid\w*",
    "wounded": r"wounded|injured|ранен\w*|поранен\w*|herid\w*",
    "missing": r"missing|disappeared|пропавш\w*|зниклих|зникл\w*|desaparecid\w*",
    "displaced": r"displaced|переселен\w*|переміщен\w*|desplazad\w*",
    "refugees": r"refugees?|беженц\w*|біженц\w*|refugiad\w*",
    "houses": r"houses?|homes?|дом(?:а|ов|ах)?|будин\w+|casas?",
    "families": r"famil(?:y|ies)|семе[йи]\w*|сем(?:ья|ьи|ей)|родин\w*|familias?",
}  # fmt: skip
_REACH = 40  # letters behind a claim in which what it counts is looked for


@cache
def _term(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_TERMS[name]})(?!\w)", re.IGNORECASE)


def term_of(claim: Claim) -> str:
    """Return what a claim counts: as ``claims.yaml`` says, or the first term behind its words.

    Empty where neither tells.
    """
    return claim.counted.casefold() or _term_behind(claim.anchor.words, claim.sentence)


@lru_cache(maxsize=4096)  # a claim is compared with hundreds
def _term_behind(words: str, sentence: str) -> str:
    at = sentence.find(words)
    if at < 0:
        return ""
    end = at + len(words)
    window = sentence[at : end + _REACH]
    # What stands behind the next number, or the next part of the sentence, is that one's.
    stop = re.search(r"\d|[;:—–]|,\s|\s(?:and|but|и|но|та|але|y|pero)\s", window[end - at :])
    if stop is not None:
        window = window[: end - at + stop.start()]
    found = [(match.start(), name) for name in _TERMS if (match := _term(name).search(window))]
    return min(found)[1] if found else ""
