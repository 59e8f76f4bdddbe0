"""What a page says of its episode: length, number, season, network, contact, licence, dates."""

import re
from collections.abc import Sequence
from dataclasses import replace

from izdat.importer import wording
from izdat.importer.contact import find_contact
from izdat.importer.passage import Decision, Facts, Found, Part, Parts, Passage

_LISTEN = (
    r"(?:(?:listen(?: to)?|play|download|stream|hear)\b(?: (?:the|this|our"
    r"|full))*(?: (?:episode|show|podcast|audio|here|now))*"
    r"|(?:слушать|послушать|скачать|прослушать)(?: (?:этот|весь))?(?: (?:выпуск|эпизод|подкаст))?"
    r"|(?:escuch\w+|oír|descarg\w+)(?: (?:el|este))?(?: (?:episodio|programa|podcast))?"
    r"|(?:(?:diese )?(?:folge|episode) )?(?:an)?hören|écouter(?: (?:l[’']|cet )?épisode)?"
    r"|duration|length|runtime|running time|run time|длительность"
    r"|продолжительность|хронометраж|duración|dauer|länge|durée)"
)
_HOURS = r"(?:h|hrs?|hours?|ч|час\w*|horas?|std|stunden?|heures?)"
_MINUTES = r"(?:m|min|mins|minutes?|мин|минут\w*|minutos?|minuten?)"
DURATION_LINE = re.compile(
    rf"{_LISTEN}?\s*[:—–\-|·(]*\s*(?:(?P<h>\d{{1,2}})\s*{_HOURS}\b\.?\s*(?:and |и |y |und )?)?"
    rf"(?:(?P<m>\d{{1,3}})\s*{_MINUTES}\b\.?)?(?:\s*(?P<s>\d{{1,2}})\s*(?:s|sec|seconds|сек)\b\.?)?"
    rf"(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?\s*\)?(?:\s*(?:long|read|listen))?",
    re.IGNORECASE,
)
PLAYER_LINE = re.compile(
    _LISTEN + r"[\s:—–\-|·.]*(?:here|now|below|mp3|ogg|opus)?\.?", re.IGNORECASE
)
_EPISODE = (
    r"(?:episode|ep\.?|show|выпуск|эпизод|серия|episodio|programa|folge|épisode|aflevering|odcinek)"
)
NUMBER = re.compile(
    rf"\b{_EPISODE}\s*(?:number|no\.?|nr\.?|№|#)?\s*(?P<number>\d{{1,5}})\b(?!\s*(?:min|мин)|:\d)",
    re.IGNORECASE,
)
HASH_NUMBER = re.compile(r"(?:^|\s)[#№]\s?(?P<number>\d{1,5})\b")
SEASON = re.compile(
    (
        r"\b(?:season|сезон|temporada|staffel|saison)\s*#?(?P<season>\d{1,2})\b"
        r"|\bS(?P<short>\d{1,2})\s?E(?P<number>\d{1,4})\b"
    ),
    re.IGNORECASE,
)
NETWORK = (
    re.compile(
        r"\b(?:members?|part"
        r"|affiliates?) of (?:the )?(?P<name>(?:[A-ZА-Я][\w’'&.-]*\s+){1,5}(?:Podcast "
        r"|Radio |Media )?(?:Network|Collective|Federation))"
    ),
    re.compile(
        (
            r"(?:участни\w+|част\w+|вход\w+ в|член\w*) (?:в )?(?:сет\w+"
            r"|сообществ\w+)\s+[«“\"]?(?P<name>[A-ZА-ЯЁ][\w-]*(?: [A-ZА-ЯЁ][\w-]*){0,4})"
        ),
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:miembros?|parte) de la (?P<name>(?:[Rr]ed"
        r"|Federación)(?: (?:de )?[A-ZÁÉÍÓÚÑ][\w-]*){1,5})"
    ),
    re.compile(
        r"(?:Mitglied|Teil) (?:des|der"
        r"|von) (?P<name>(?:[A-ZÄÖÜ][\w-]*\s?){1,5}(?:Netzwerks?|Network))"
    ),
)
LICENCE = re.compile(
    r"\b(?:CC0|CC[ -]BY(?:[ -](?:NC|SA|ND)){0,2}(?:[ -]\d\.\d)?)\b"
    r"|Creative Commons [A-Z][\w-]+(?:[ -][A-Z][\w-]+){0,4}(?: \d\.\d)?(?: International)?"
    r"|\b(?:anti-?copyright|copyleft|public domain|общественное достояние|dominio público)\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
    r"|январ\w+|феврал\w+|март\w*|апрел\w+|ма[яйе]|июн\w+|июл\w+|август\w*"
    r"|сентябр\w+|октябр\w+|ноябр\w+|декабр\w+"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
_DATE = (
    rf"(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|\d{{1,2}}\.? (?:de )?{_MONTH}(?: (?:de )?\d{{4}})?"
    rf"|\d{{4}}-\d{{2}}-\d{{2}})"
)
APPEARED = re.compile(
    r"[^.!?]{0,160}\b(?:(?:originally|first) (?:appeared|published|released"
    r"|aired)|(?:was |were )?published (?:by|an?|in|on)|released (?:a|an|the"
    r"|on)"
    r"|translat(?:ion|ed) (?:of|by|from)|впервые (?:опубликован|вышел)\w*"
    r"|опубликова\w+|перев(?:од|ел|едено)\w*"
    rf"|(?:se )?public(?:ó|ado|ada|aron)|traduc\w+)\b[^.!?]{{0,200}}[.!?]"
    rf"|[^.!?]{{0,80}}\bon {_DATE},? the [^.!?]{{0,100}}(?:released|published"
    rf"|posted|issued)[^.!?]{{0,80}}[.!?]",
    re.IGNORECASE,
)
LANGUAGES = {
    "Russian": "ru",
    "Ukrainian": "uk",
    "Belarusian": "be",
    "English": "en",
    "Spanish": "es",
    "Arabic": "ar",
    "French": "fr",
    "German": "de",
    "Italian": "it",
    "Portuguese": "pt",
    "Persian": "fa",
    "Farsi": "fa",
    "Greek": "el",
    "Turkish": "tr",
    "Polish": "pl",
    "Hebrew": "he",
    "Kurdish": "ku",
    "Chinese": "zh",
    "Japanese": "ja",
}
FIRST_LANGUAGE = re.compile(
    r"\b(?:originally|first) (?:appeared|published|written"
    rf"|released) in (?P<lang>{'|'.join(LANGUAGES)})\b"
    rf"|\btranslated from (?:the )?(?P<from>{'|'.join(LANGUAGES)})\b"
)
FURNITURE = re.compile(
    r"(?:share|tweet|subscribe|rss|download|menu|search|home|back to top"
    r"|previous|next|skip to (?:main )?content|print|transcript|full transcript"
    r"|episode transcript"
    r"|поделиться|подписаться|меню|поиск|расшифровка|стенограмма|compartir"
    r"|suscr[ií]bete|transcripción|teilen|abonnieren|transkript"
    r"|transcription)[\s:.…»→]*",
    re.IGNORECASE,
)
HEADER = 8  # passages at the top that may still be the page's own furniture
MOST_FACTS = 200_000  # characters of a passage that are searched


def find_furniture(passages: Sequence[Passage], parts: Parts) -> tuple[Found, Facts]:
    """Return the lines that belong to the page, not to the episode, and what they say of it."""
    found: dict[int, Part] = {}
    decisions: list[Decision] = []
    facts = Facts()
    for i in _front_matter(passages):
        found[i] = Part("furniture", 0, 0)
        decisions.append(
            Decision(
                passages[i].line,
                "front-matter",
                f"“{wording.shown(passages[i].text)}” stands in the page's front matter: taken out",
                0.9,
                "copy what you need into the front matter of `episode.md`",
            )
        )
    for i, passage in enumerate(passages):
        if i in parts or i in found or len(passage.text) > 150:
            continue
        what, facts = _furniture(passage.text.strip("*_# "), i, facts)
        if what:
            found[i] = Part("furniture", 0, 0)
            decisions.append(
                Decision(
                    passage.line,
                    "page-furniture",
                    f"“{wording.shown(passage.text)}” is {what}, not part of the text: taken out",
                    0.9,
                    "type the line back in",
                )
            )
    return Found(found, tuple(decisions)), facts


def _front_matter(passages: Sequence[Passage]) -> range:
    """Return the YAML block that a page from a static site begins with; mostly nothing."""
    if not passages or passages[0].text != "---" or passages[0].line != 1:
        return range(0)
    for i, passage in enumerate(passages[1:60], start=1):
        if passage.text == "---":
            return range(i + 1)
        if passage.gap or not (passage.indent or re.match(r"[\w-]+:(?:\s|$)|-\s", passage.text)):
            break
    return range(0)


def _furniture(text: str, index: int, facts: Facts) -> tuple[str, Facts]:
    if (match := DURATION_LINE.fullmatch(text)) and (duration := _duration(match)):
        is_labelled = bool(re.match(_LISTEN, text, re.IGNORECASE))
        if index < HEADER or is_labelled:
            return "the episode's length", replace(facts, duration=facts.duration or duration)
    if index < HEADER:
        if PLAYER_LINE.fullmatch(text):
            return "a link of the player", facts
        if FURNITURE.fullmatch(text):
            return "a sign of the page", facts
        if re.fullmatch(
            rf"(?:{NUMBER.pattern}|[#№]\s?(?P<hash>\d{{1,5}}))[.:]?", text, re.IGNORECASE
        ):
            number = int(re.search(r"\d+", text)[0])  # type: ignore[index]  # the pattern has one
            return "the episode's number", replace(facts, number=number)
        if season := re.fullmatch(
            rf"(?:{SEASON.pattern})(?:\W{{1,3}}{_EPISODE}\s*#?(?P<in_season>\d{{1,4}}))?[.:]?",
            text,
            re.IGNORECASE,
        ):
            number = int(season["in_season"] or season["number"] or 0)
            return "the episode's season and number", replace(
                facts,
                season=int(season["season"] or season["short"]),
                number=number or facts.number,
            )
    elif re.fullmatch(
        r"(?:full |episode )?transcript:?|расшифровка:?|transcripción:?|transkript:?",
        text,
        re.IGNORECASE,
    ):
        return "a sign of the page", facts
    return "", facts


def _duration(match: re.Match[str]) -> float:
    if match["clock"]:
        parts = match["clock"].split(":")
        # "105:00" and "1:45:00" are clear; "1:45" of an episode is hours and minutes.
        if len(parts) == 3:
            return wording.seconds(match["clock"])
        first, second = int(parts[0]), int(parts[1])
        return float(first * 3600 + second * 60 if first < 4 else first * 60 + second)
    hours, minutes, rest = (int(match[g] or 0) for g in "hms")
    return float(hours * 3600 + minutes * 60 + rest)


def find_title(passages: Sequence[Passage], parts: Parts, facts: Facts) -> tuple[Found, Facts]:
    """Return the page's own title, which stands above everything and is the episode's."""
    body = [
        i
        for i, p in enumerate(passages)
        if i not in parts or parts[i].kind not in ("furniture", "separator", "label")
    ]
    headings = [i for i in body if i in parts and parts[i].kind == "heading"]
    if not headings or headings[0] != body[0] or len(body) < 3:
        return Found(), facts
    first, part = headings[0], parts[headings[0]]
    text = " ".join(passages[first].text[part.start : part.end].split())
    names_number = NUMBER.search(text) or re.match(r"[#№]\s?\d", text)
    is_highest = (
        part.level == 1 and not any(parts[i].level == 1 for i in headings[1:]) and len(headings) > 1
    )
    if not (names_number or is_highest):
        return Found(), facts
    decision = Decision(
        passages[first].line,
        "episode-title",
        f"“{wording.shown(text)}” is the episode's title: moved to the front matter",
        0.85,
        "type it as a heading above the first segment",
    )
    return Found({first: Part("furniture", 0, 0)}, (decision,)), replace(facts, title=text)


def find_facts(passages: Sequence[Passage], facts: Facts) -> tuple[Facts, tuple[Decision, ...]]:
    """Return ``facts`` with what the running text says, and a decision for each."""
    decisions: list[Decision] = []

    def note(passage: Passage, name: str, what: str, confidence: float, undo: str = "") -> None:
        decisions.append(
            Decision(
                passage.line,
                name,
                what,
                confidence,
                undo or "nothing was written; this is for you to use",
            )
        )

    if facts.duration:
        note(passages[0], "duration", f"the episode lasts {facts.duration / 60:g} minutes", 0.95)
    for i, passage in enumerate(passages):
        text = passage.text[:MOST_FACTS]
        if match := SEASON.search(text):
            season = int(match["season"] or match["short"])
            if not facts.season and (i < HEADER or match["short"]):
                facts = replace(
                    facts, season=season, number=facts.number or int(match["number"] or 0) or None
                )
                note(
                    passage,
                    "season",
                    f"season {season}",
                    0.8,
                    "change `season` in the front matter",
                )
        number = NUMBER.search(text) or (
            HASH_NUMBER.search(text) if i < HEADER and len(text) < 100 else None
        )
        if number and not facts.number:
            facts = replace(facts, number=int(number["number"]))
            note(
                passage,
                "number",
                f"episode number {facts.number}, from “{wording.shown(number[0])}”",
                0.85,
                "change `number` in the front matter",
            )
        for pattern in NETWORK:
            if (match := pattern.search(text)) and not facts.network:
                facts = replace(facts, network=" ".join(match["name"].split()))
                note(
                    passage,
                    "network",
                    f"the show belongs to “{facts.network}”",
                    0.85,
                    "put `network` into show.yaml if it is so",
                )
        if not facts.contact and (contact := find_contact(text)):
            facts = replace(facts, contact=contact)
            note(
                passage,
                "contact",
                f"the show is reached at {contact}",
                0.85,
                "put `contact` into show.yaml if it is so",
            )
        if (match := LICENCE.search(text)) and not facts.licence:
            facts = replace(facts, licence=match[0])
            note(
                passage,
                "licence",
                f"licence: “{match[0]}”",
                0.6,
                "put `licence` into the front matter if it is meant for the episode",
            )
        if i < MOST_FACTS:
            _appearances(passage, text, note)
    return facts, tuple(decisions)


def _appearances(passage: Passage, text: str, note: "object") -> None:
    if len(text) > 4000:
        return
    for match in APPEARED.finditer(text):
        sentence = match[0].strip()
        if re.search(_DATE, sentence, re.IGNORECASE) or re.search(
            r"originally|first (?:appeared|published)|translat|перев|впервые|traduc",
            sentence,
            re.IGNORECASE,
        ):
            note(
                passage,
                "provenance",
                (
                    f"“{wording.shown(sentence, longest=120)}”: put who, where and when into "
                    "the segment's `source`"
                ),
                0.6,
            )  # type: ignore[operator]


def first_language(text: str) -> str:
    """Return the language that ``text`` says something first appeared in; mostly empty."""
    match = FIRST_LANGUAGE.search(text)
    return LANGUAGES[match["lang"] or match["from"]] if match else ""
