"""What kind of segment a text is, where its own words say so, and what to call it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from izdat.importer.breaks import CLOSES_SHOW, OPENS_SHOW

# Said in a heading or by the editors who hand over. The first of a pair counts double in headings.
WORDS: tuple[tuple[str, str], ...] = (
    (
        "translation",
        (
            r"this is a translation|translation of (?:the|a)|это перевод"
            r"|перевод (?:стать|текст|выпуск)\w*|est[ae] es una traducción"
            r"|dies ist eine übersetzung|ceci est une traduction"
        ),
    ),
    (
        "interview",
        (
            r"interview(?:s|ed)?\b|(?:we|i) (?:spoke|talked|sat down) (?:with|to)\b"
            r"|in conversation with|conversation with|интервью|беседа с|поговорил\w* с"
            r"|entrevista\w*|conversamos con|conversa com|intervista"
            r"|gespräch mit|entretien|حوار|مقابلة|لقاء مع"
        ),
    ),
    (
        "call",
        (
            r"call (?:to action|for|from|to)\b|call-out|appeal (?:to|from|for)\b"
            r"|following call|this call\b|take to the streets|призыв\w*|воззвание"
            r"|обращение|llamad[oa] (?:a|de|por|para)\b|llamamiento|aufruf|نداء|دعوة إلى|appel (?:à"
            r"|au|de|pour)"
        ),
    ),
    (
        "song",
        (
            r"\bsongs?\b|\bsing(?:s|ing)?\b|lyrics|песн\w+|поют|canci[oó]n(?:es)?|أغنية"
            r"|cantan|\blied(?:er)?\b|chanson"
        ),
    ),
    ("poem", r"\bpoems?\b|poetry|стих\w*|поэм\w+|poemas?|poesía|gedichte?|poème|قصيدة|شعر"),
    (
        "news",
        (
            r"\bnews\b|round-?up|updates?\b|bulletin|headlines|новост\w+|сводк\w+"
            r"|noticias|actualidad|أخبار|nachrichten|meldungen|nouvelles|actualités"
        ),
    ),
    (
        "reflection",
        (
            r"reflect(?:s|ing|ions?)?\b|размышлени\w+|reflexi[oó]n(?:es)?"
            r"|betrachtung(?:en)?|réflexions?"
        ),
    ),
    ("essay", r"\bessays?\b|эссе\b|ensayos?\b|\blessons? from\b|analysis of|анализ\w*|análisis"),
    (
        "letter",
        (
            r"letters\b|letter (?:from|to|by)\b|open letter|письм\w+ (?:из|от)"
            r"|رسالة (?:من|إلى|مفتوحة)|carta (?:d[aeo]s?|desde|abierta|aberta)|brief (?:aus|von)"
            r"|lettre (?:de|ouverte)"
        ),
    ),
    (
        "statement",
        (
            r"statements? (?:from|by|of|on)\b|this statement\b|communiqu[eé]|بيان|заявлени\w+"
            r"|comunicado|erklärung"
            r"|déclaration"
        ),
    ),
    ("story", r"stor(?:y|ies)\b|рассказ\w*|cuentos?\b|erzählung|geschichte|récit"),
    (
        "report",
        (
            r"\breports?\b (?:from|on|by)|reportage|репортаж\w*|отчёт|reportaje"
            r"|informe (?:de|desde)|bericht"
        ),
    ),
)
_COMPILED = tuple((kind, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for kind, words in WORDS)

# What a first or last segment says of itself, less clearly than OPENS_SHOW and CLOSES_SHOW.
WELCOMES = re.compile(
    r"\b(?:welcome|hello|hey|hi|good (?:morning|afternoon|evening)|tonight|today (?:we|i|on)"
    r"|(?:in|on) (?:this|today[’']s) (?:episode|show)|this is (?-i:[A-Z])|i[’']?m (?-i:[A-Z])"
    r""
    r"|this is (?:a|the|our) (?:show|podcast|programme?|radio)|my name is|listening to|coming up"
    r"|здравствуйте|привет|добрый (?:день|вечер)|вы слушаете"
    r"|в (?:этом|сегодняшнем) выпуске|сегодня мы"
    r"|hola|olá|ciao|bem-vind[oa]s|benvenut\w|buenas|bienvenid[oa]s|en este (?:episodio"
    r"|programa)|hoy|hallo|guten|willkommen|in dieser folge|bonjour|bienvenue|dans cet épisode"
    r"|مرحب|أهلا|أهلًا|في هذه الحلقة|معنا اليوم)",
    re.IGNORECASE,
)
SIGNS_OFF = re.compile(
    r"\b(?:good ?night|good ?bye|bye|next (?:time|week|month|episode)|until then|thanks? (?:you )?"
    r"|(?:our )?theme (?:music )?(?:is|was|by)|music (?:in this episode )?(?:is|was|by)"
    r"|(?:produced|edited|hosted|made|brought to you) by|a production of|reading tonight"
    r"|(?:email|write to|write|contact|follow|support|find) us|patreon|(?:part|member) of the"
    r"|that(?:’|')s (?:the|our) (?:news|show|episode|lesson|program\w*)"
    r"|stay (?:safe|dangerous|tuned)"
    r"|до (?:встречи|свидания|скорого)|вот и вс[её]|услышимся"
    r"|пишите нам|подписывайтесь|над выпуском|спасибо"
    r"|hasta (?:aquí|pronto|luego|la)|escr[ií]b[ae]n?nos|síg[au]e?n?os"
    r"|gracias|é tudo|até|obrigad[oa]|escrevam|faz parte da|è tutto|grazie|forma parte de"
    r"|bis (?:bald|zum|dann)|schreibt uns|danke|tschüss|à (?:bientôt|la prochaine)|écrivez-nous"
    r"|merci|إلى اللقاء|شكر|كانت هذه|تابعونا)",
    re.IGNORECASE,
)
OUTRO_TITLE = re.compile(
    r"(?:outro|credits|closing|goodbye|sign[- ]?off|despedida|cierre|créditos|завершение|прощание"
    r"|титры|schluss|abschied|abspann|conclusion|générique|ختام|خاتمة)",
    re.IGNORECASE,
)
NOTES = re.compile(r"(?:show ?)?notes|transcript|links|resources|description", re.IGNORECASE)
LONGEST_OUTRO = 250  # words: who says goodbye is short
GREETS = re.compile(
    r"(?:dear|дорог\w+|уважаем\w+|querid\w+|estimad\w+|lieb\w+|cher\w*|أعزائي|عزيزي)\s[^.?]{1,80}[,!:،]$",
    re.IGNORECASE,
)

# What a segment without a title is called, in the order of KEYS.
KEYS = (
    "intro outro song poem news call interview translation reflection essay letter statement"
    " story report"
).split()
_TITLES = {
    "en": (
        "Introduction|Closing|Song|Poem|News|Call|Interview|Translation|"
        "Reflection|Essay|Letter|Statement|Story|Report|Part|Interview with {}"
    ),
    "ru": (
        "Вступление|Завершение|Песня|Стихи|Новости|Призыв|Интервью|Перевод|"
        "Размышление|Эссе|Письмо|Заявление|Рассказ|Репортаж|Часть|Интервью: {}"
    ),
    "es": (
        "Introducción|Cierre|Canción|Poema|Noticias|Llamado|Entrevista|Traducción|"
        "Reflexión|Ensayo|Carta|Comunicado|Relato|Reportaje|Parte|Entrevista con {}"
    ),
    "de": (
        "Einleitung|Schluss|Lied|Gedicht|Nachrichten|Aufruf|Gespräch|Übersetzung|"
        "Betrachtung|Essay|Brief|Erklärung|Geschichte|Bericht|Teil|Gespräch mit {}"
    ),
    "fr": (
        "Introduction|Conclusion|Chanson|Poème|Nouvelles|Appel|Entretien|Traduction|"
        "Réflexion|Essai|Lettre|Déclaration|Récit|Reportage|Partie|Entretien avec {}"
    ),
}
TITLES = {
    lang: dict(zip([*KEYS, "", "with"], names.split("|"), strict=True))
    for lang, names in _TITLES.items()
}


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
    opens = OPENS_SHOW.match(first) or re.match(r"intro", title, re.IGNORECASE)
    talks = len(set(voices)) >= 2 and len(voices) >= 4
    if is_first and opens and len(voices) < 6 and not (is_last and talks):
        return KindGuess("intro", 0.95, "it welcomes the listener")
    closes = any(CLOSES_SHOW.match(text) for text in (first, *opening[-2:]))
    if is_last and closes and len(voices) < 6 and not talks:
        return KindGuess("outro", 0.9, "it says goodbye")
    if len(set(voices)) >= 2 and len(voices) >= 3:
        return KindGuess("interview", 0.9, f"{len(set(voices))} voices take {len(voices)} turns")
    if len(voices) < 6 and not NOTES.match(title) and not _of_title(title):
        if is_first and not is_last and (said := WELCOMES.search(" ".join(opening[:2])[:400])):
            return KindGuess("intro", 0.7, f"it comes first, and says “{said[0]}”")
        if is_last and not is_first and (why := _signs_off(title, opening)):
            return KindGuess("outro", 0.7, f"it comes last, and says “{why}”")
    scores: dict[str, tuple[float, str]] = {}
    own = [text for text in opening[:3] if not announced or announced not in text]
    texts = [
        (title, 3.0),
        *zip((text[:600] for text in own[:2]), (1.5, 0.8), strict=False),
        (announced, 0.3),
    ]
    for text, weight in texts:
        for kind, pattern in _COMPILED:
            if match := pattern.search(text):
                here = weight * (1.2 - 0.4 * match.start() / max(1, len(text)))
                score, why = scores.get(kind, (0.0, match[0]))
                scores[kind] = (score + here, why)
    if any(GREETS.match(text.strip()) for text in own[:2]):
        score, why = scores.get("letter", (0.0, "its greeting"))
        scores["letter"] = (score + 1.5, why)
    if is_verse and not scores.keys() & {"song", "poem"}:
        scores["poem"] = (1.0, "its lines are verse")
    if not scores:
        return KindGuess("", 0.0, "")
    kind = max(scores, key=lambda k: scores[k][0])
    score, why = scores[kind]
    rest = sum(s for k, (s, _) in scores.items() if k != kind)
    return KindGuess(kind, round(min(0.9, 0.45 + 0.45 * score / (score + rest)), 2), f"“{why}”")


def _of_title(title: str) -> bool:
    return any(pattern.search(title) for _, pattern in _COMPILED)


def _signs_off(title: str, opening: Sequence[str]) -> str:
    """Return the words with which a short text says goodbye; under a title, two are needed."""
    whole = " ".join(opening)
    if len(whole.split()) > LONGEST_OUTRO:
        return ""
    if match := OUTRO_TITLE.match(title):
        return match[0]
    found = list(dict.fromkeys(m[0].lower() for m in SIGNS_OFF.finditer(whole)))
    return found[0] if len(found) >= (2 if title else 1) else ""


def given_title(kind: str, *, lang: str, guest: str = "") -> str:
    """Return a title for a segment that has none."""
    titles = TITLES.get(lang.split("-")[0], TITLES["en"])
    if kind == "interview" and guest:
        return titles["with"].format(guest)
    return titles.get(kind, titles[""])
