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
# What a letter ends with: "With love and rage," above the name, "Your Ignat" in the same line.
CLOSING = re.compile(
    r"(?:with|in|yours?|sincerely|respectfully|regards|love|solidarity|warmly|until|till|cheers"
    r"|best|faithfully|fraternally|за|с|со|ваш\w*|твой|твоя|обнимаю|до встречи|искренне|con|un|una"
    r"|abrazos?|saludos|salud|atentamente|hasta|en|mit|liebe|solidarisch\w*|herzlich\w*|viele|eure?"
    r"|ihre?|avec|amitiés|cordialement|solidairement|votre|com|um|مع|تحياتي|المخلصة?|دمتم)\b",
    re.IGNORECASE,
)
YOURS = re.compile(
    r"(?:yours?,? (?!own)|ваша? |твой |твоя |vuestr[oa] |(?:tu|su) (?:amig|compañer)[oa]"
    r"|eure?r? |dein[e]? |ihre?r? |votre |ton ami|صديقكم |أخوكم |أختكم |رفيقكم )",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"(?:dear|hello|hi|to|greetings|дорог\w+|здравствуй\w*|привет\w*|querid\w+|hola|a|lieb\w+"
    r"|hallo|an|cher\w*|bonjour|à|إلى|أعزائي)\b",
    re.IGNORECASE,
)
MOTTO = re.compile(r"[“\"«„‘].*[”\"»“’]", re.DOTALL)
LONGEST_CLOSING = 6  # words


def find_signatures(passages: Sequence[Passage], parts: Parts, *, normal_gap: int) -> Found:
    """Return the passages that sign what stands above them."""
    found: dict[int, Part] = {}
    decisions = []
    for i, passage in enumerate(passages):
        if i in parts or i == 0 or passage.kind not in ("text", "quote"):
            continue
        is_last = _is_last(passages, parts, i, normal_gap=normal_gap)
        if passage.kind == "quote" and not (is_last and _ends_quotation(passages, i)):
            continue
        signs = _dashed(passages, i, is_last=is_last) or _closed(passages, i, is_last=is_last)
        if not signs and i - 1 in found and _stands_under(passage):
            signs = (0, found[i - 1].confidence)
        if not signs:
            continue
        start, confidence = signs
        end = len(passage.text.rstrip())
        found[i] = Part("signature", start, end, confidence=round(confidence, 2))
        decisions.append(
            Decision(
                passage.line,
                "signature",
                f"“{wording.shown(passage.text)}” signs the text above it: moved to `signed`",
                round(confidence, 2),
                "type it as the segment's last paragraph and take `signed` out",
            )
        )
    return Found(found, tuple(decisions))


def _is_last(passages: Sequence[Passage], parts: Parts, i: int, *, normal_gap: int) -> bool:
    """Say whether something new begins below."""
    if i + 1 == len(passages):
        return True
    following = passages[i + 1]
    if _stands_under(following) and i + 2 < len(passages):
        return _is_last(passages, parts, i + 1, normal_gap=normal_gap)
    is_separator = i + 1 in parts and parts[i + 1].kind == "separator"
    return following.gap > normal_gap or following.kind in ("heading", "rule") or is_separator


def _ends_quotation(passages: Sequence[Passage], i: int) -> bool:
    return i + 1 == len(passages) or passages[i + 1].kind in ("heading", "rule")


def _dashed(passages: Sequence[Passage], i: int, *, is_last: bool) -> tuple[int, float] | None:
    """Return where the name begins after a dash or "signed", and how sure that is."""
    text = passages[i].text
    match = DASH.match(text) or SIGNED.match(text)
    if not match or _is_one_of_many(passages, i):
        return None
    if not _is_name(text[match.end() :].strip(), is_last=is_last):
        return None
    above = passages[i - 1].text.strip("*_ ")
    if not is_last and MOTTO.fullmatch(above):
        return None  # whose words a motto gives
    is_prose_above = len(wording.words(passages[i - 1].text)) >= 4
    return match.end(), (0.95 if is_last else 0.6) - (0.0 if is_prose_above else 0.2)


def _closed(passages: Sequence[Passage], i: int, *, is_last: bool) -> tuple[int, float] | None:
    """Return the same of a name without a dash, under the words that close a letter."""
    text = passages[i].text.strip()
    if not _is_name(text, is_last=is_last) or text[-1] in ".?!…:;,":
        return None
    above = closing_words(passages[i - 1].text)
    if above and CLOSING.match(above):
        return 0, 0.9 if is_last else 0.75
    if above and is_last and not GREETING.match(above):
        return 0, 0.7
    is_below_prose = passages[i].gap <= 1 and wording.ends_sentence(passages[i - 1].text)
    if is_last and is_below_prose and YOURS.match(text):
        return 0, 0.75
    return None


def closing_words(text: str) -> str:
    """Return the words that close a letter at the end of ``text``: few, and before a comma."""
    text = text.rstrip()
    if not text.endswith((",", "،")):
        return ""
    last = re.split(r"[.!?…]\s+", text)[-1].strip()
    return last if 1 <= len(wording.words(last)) <= LONGEST_CLOSING else ""


def _stands_under(passage: Passage) -> bool:
    """Say whether a line is a signature's place and day; apart from it, it needs both."""
    is_near = passage.gap == 0 or bool(re.search(r"\w, .*\d", passage.text))
    return is_near and passage.kind in ("text", "quote") and _is_place(passage.text)


def _is_place(text: str) -> bool:
    """Say whether a line may give the place and the day under a signature."""
    return (
        len(wording.words(text)) <= 8
        and not wording.ends_sentence(text)
        and _is_name(text, is_last=False)
        and bool(re.search(r"\d{4}|,", text))
    )


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
