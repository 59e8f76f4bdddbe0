"""What a page says of its episode: length, number, season, network, contact, licence, dates."""

import re
from collections.abc import Sequence
from dataclasses import replace

from izdat.importer import wording
from izdat.importer.contact import find_contact
from izdat.importer.header import HEADER
from izdat.importer.header_words import DATE, NUMBER, SEASON
from izdat.importer.passage import Decision, Facts, Passage

HASH_NUMBER = re.compile(r"(?:^|\s)[#№]\s?(?P<number>\d{1,5})\b")
NETWORK = (
    re.compile(
        r"\b(?:members?|part|affiliates?) of (?:the )?(?P<name>(?:[A-ZА-Я][\w’'&.-]*\s+){1,5}"
        r"(?:[Nn]etwork|[Cc]ollective|[Ff]ederation))"
    ),
    re.compile(
        r"\b(?:production of|brought to you by|produced by|presented by|a project of)"
        r" (?:the )?(?P<name>(?:[A-ZА-Я][\w’'&.-]*\s+){1,4}(?:[Nn]etwork|[Cc]ollective"
        r"|[Ff]ederation|Media|Radio|Press|Audio|Productions))"
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
APPEARED = re.compile(
    r"[^.!?]{0,160}\b(?:(?:originally|first) (?:appeared|published|released"
    r"|aired)|(?:was |were )?published (?:by|an?|in|on)|released (?:a|an|the"
    r"|on)"
    r"|translat(?:ion|ed) (?:of|by|from)|впервые (?:опубликован|вышел)\w*"
    r"|опубликова\w+|перев(?:од|ел|едено)\w*"
    rf"|(?:se )?public(?:ó|ado|ada|aron)|traduc\w+)\b[^.!?]{{0,200}}[.!?]"
    rf"|[^.!?]{{0,80}}\bon {DATE},? the [^.!?]{{0,100}}(?:released|published"
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
MOST_FACTS = 200_000  # characters of a passage that are searched


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
        if re.search(DATE, sentence, re.IGNORECASE) or re.search(
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
