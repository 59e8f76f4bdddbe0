"""What kind of segment a text is, where its own words say so, and what to call it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from izdat.importer.breaks import CLOSES_SHOW, OPENS_SHOW

# Said in a heading or by the editors who hand over. The first of a pair counts double in headings.
WORDS: tuple[tuple[str, str], ...] = (
    ("translation", r"this is a translation|translation of (?:the|a)|это перевод|перевод (?:стать|текст|выпуск)\w*|est[ae] es una traducción|dies ist eine übersetzung|ceci est une traduction"),
    ("interview", r"interview(?:s|ed)?\b|(?:we|i) (?:spoke|talked|sat down) (?:with|to)\b|in conversation with|conversation with|интервью|беседа с|поговорил\w* с|entrevista\w*|conversamos con|gespräch mit|entretien"),
    ("call", r"call (?:to action|for|from|to)\b|call-out|appeal (?:to|from|for)\b|following call|this call\b|take to the streets|призыв\w*|воззвание|обращение|llamad[oa] (?:a|de|por|para)\b|llamamiento|aufruf|appel (?:à|au|de|pour)"),
    ("song", r"\bsongs?\b|\bsing(?:s|ing)?\b|lyrics|песн\w+|поют|canci[oó]n(?:es)?|cantan|\blied(?:er)?\b|chanson"),
    ("poem", r"\bpoems?\b|poetry|стих\w*|поэм\w+|poemas?|poesía|gedichte?|poème"),
    ("news", r"\bnews\b|round-?up|updates?\b|bulletin|headlines|новост\w+|сводк\w+|noticias|actualidad|nachrichten|meldungen|nouvelles|actualités"),
    ("reflection", r"reflect(?:s|ing|ions?)?\b|размышлени\w+|reflexi[oó]n(?:es)?|betrachtung(?:en)?|réflexions?"),
    ("essay", r"\bessays?\b|эссе\b|ensayos?\b|\blessons? from\b|analysis of|анализ\w*|análisis"),
    ("letter", r"letters\b|letter (?:from|to|by)\b|open letter|письм\w+ (?:из|от)|carta (?:de|desde|abierta)|brief (?:aus|von)|lettre (?:de|ouverte)"),
    ("statement", r"statements? (?:from|by|of)\b|communiqué|заявлени\w+|comunicado|erklärung|déclaration"),
    ("story", r"stor(?:y|ies)\b|рассказ\w*|cuentos?\b|erzählung|geschichte|récit"),
    ("report", r"\breports?\b (?:from|on|by)|reportage|репортаж\w*|отчёт|reportaje|informe (?:de|desde)|bericht"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for kind, words in WORDS)

TITLES = {
    "en": {"intro": "Introduction", "outro": "Closing", "song": "Song", "poem": "Poem", "news": "News", "call": "Call", "interview": "Interview", "translation": "Translation", "reflection": "Reflection", "essay": "Essay", "letter": "Letter", "statement": "Statement", "story": "Story", "report": "Report", "": "Part", "with": "Interview with {}"},
    "ru": {"intro": "Вступление", "outro": "Завершение", "song": "Песня", "poem": "Стихи", "news": "Новости", "call": "Призыв", "interview": "Интервью", "translation": "Перевод", "reflection": "Размышление", "essay": "Эссе", "letter": "Письмо", "statement": "Заявление", "story": "Рассказ", "report": "Репортаж", "": "Часть", "with": "Интервью: {}"},
    "es": {"intro": "Introducción", "outro": "Cierre", "song": "Canción", "poem": "Poema", "news": "Noticias", "call": "Llamado", "interview": "Entrevista", "translation": "Traducción", "reflection": "Reflexión", "essay": "Ensayo", "letter": "Carta", "statement": "Comunicado", "story": "Relato", "report": "Reportaje", "": "Parte", "with": "Entrevista con {}"},
    "de": {"intro": "Einleitung", "outro": "Schluss", "song": "Lied", "poem": "Gedicht", "news": "Nachrichten", "call": "Aufruf", "interview": "Gespräch", "translation": "Übersetzung", "reflection": "Betrachtung", "essay": "Essay", "letter": "Brief", "statement": "Erklärung", "story": "Geschichte", "report": "Bericht", "": "Teil", "with": "Gespräch mit {}"},
    "fr": {"intro": "Introduction", "outro": "Conclusion", "song": "Chanson", "poem": "Poème", "news": "Nouvelles", "call": "Appel", "interview": "Entretien", "translation": "Traduction", "reflection": "Réflexion", "essay": "Essai", "letter": "Lettre", "statement": "Déclaration", "story": "Récit", "report": "Reportage", "": "Partie", "with": "Entretien avec {}"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindGuess:
    kind: str  # "": the text does not say
    confidence: float
    why: str


def guess_kind(
    title: str,
    opening: Sequence[str],
    *,
    voices: Sequence[str],
    is_first: bool,
    is_last: bool,
    is_verse: bool,
    announced: str = "",
) -> KindGuess:
    """Return the kind of a segment from its title, its first paragraphs and who speaks in it.

    ``voices``: the voice of each turn, in order. ``announced``: what the editors who introduce
    several texts call them; weaker than what each says of itself.
    """
    first = opening[0] if opening else ""
    if is_first and (OPENS_SHOW.match(first) or re.match(r"intro", title, re.IGNORECASE)):
        if len(voices) < 6:
            return KindGuess("intro", 0.95, "it welcomes the listener")
    if is_last and (CLOSES_SHOW.match(first) or any(CLOSES_SHOW.match(t) for t in opening[-2:])):
        if len(voices) < 6:
            return KindGuess("outro", 0.9, "it says goodbye")
    if len(set(voices)) >= 2 and len(voices) >= 3:
        return KindGuess("interview", 0.9, f"{len(set(voices))} voices take {len(voices)} turns")
    scores: dict[str, tuple[float, str]] = {}
    own = [text for text in opening[:3] if not announced or announced not in text]
    texts = [(title, 3.0), *zip((text[:600] for text in own[:2]), (1.5, 0.8)), (announced, 0.3)]
    for text, weight in texts:
        for kind, pattern in _COMPILED:
            if match := pattern.search(text):
                here = weight * (1.2 - 0.4 * match.start() / max(1, len(text)))
                score, why = scores.get(kind, (0.0, match[0]))
                scores[kind] = (score + here, why)
    if is_verse and not scores.keys() & {"song", "poem"}:
        scores["poem"] = (1.0, "its lines are verse")
    if not scores:
        return KindGuess("", 0.0, "")
    kind = max(scores, key=lambda k: scores[k][0])
    score, why = scores[kind]
    rest = sum(s for k, (s, _) in scores.items() if k != kind)
    return KindGuess(kind, round(min(0.9, 0.45 + 0.45 * score / (score + rest)), 2), f"“{why}”")


def given_title(kind: str, *, lang: str, guest: str = "") -> str:
    """Return a title for a segment that has none."""
    titles = TITLES.get(lang.split("-")[0], TITLES["en"])
    if kind == "interview" and guest:
        return titles["with"].format(guest)
    return titles.get(kind, titles[""])
