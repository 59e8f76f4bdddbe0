"""The words of the interface, in the reader's language where we have them, else in English.

Catalogues are gettext's PO files (``words/<lang>.po``): every translator's tool opens them, and
their plural rules travel with them. They are compiled in memory when first asked for.
"""

import gettext
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from izdat.text.languages import direction

LANGUAGES = ("en", "ar", "es", "ru", "uk")
FALLBACK = "en"

# What ``assets/player.js`` says; it has no words of its own.
SCRIPT_WORDS = {
    "play": "Play",
    "pause": "Pause",
    "back": "Back 15 seconds",
    "forward": "Forward 30 seconds",
    "speed": "Speed",
    "chapters": "Chapters",
    "follow": "Follow the voice",
    "text": "Language of the text",
    "more": "More",
    "sleep": "Sleep timer",
    "nap_chapter": "To the end of the chapter",
    "minutes": "# min",
    "asleep": "Stopped by the sleep timer",
    "volume": "Volume",
    "mute": "Mute",
    "link": "Copy a link to this moment",
    "paragraphs": "Paragraphs",
    "words": "From a time in the text: word by word",
    "place": "Place in the episode",
    "copy": "Copy the quotation",
    "copied": "Copied",
    "select": "Select words in the transcript first",
    "resume": "You stopped here last time",
    "failed": "The sound could not be loaded",
    "whole": "This host cannot skip: the whole file is being fetched",
    "unread": "The translation could not be loaded",
}
# What ``assets/offline.js`` says; "#" is a size, or a number from 0 to 99.
OFFLINE_WORDS = {
    "keep": "Keep for offline (#)",
    "keeping": "Being fetched: #\u202f%",
    "kept": "Kept in this browser: this page and its sound open without a connection",
    "drop": "Keep it no longer",
    "others": "Also kept here:",
    "full": "There is no room for it in this browser",
    "failed": "It could not be fetched",
}
WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Interface:
    """The interface's words for a page in ``page_lang``; they are in ``lang``."""

    lang: str
    page_lang: str
    catalogue: gettext.NullTranslations

    @property
    def is_native(self) -> bool:
        """Say whether the words are in the page's own language."""
        return self.lang == _base(self.page_lang)

    def plain(self, message: str, **values: object) -> str:
        """Return the words as plain text, for a title or an attribute."""
        return self.catalogue.gettext(message) % values

    def plain_count(self, one: str, many: str, n: int, **values: object) -> str:
        """Return the words for ``n`` things as plain text; ``%(n)s`` in them is the number."""
        return self.catalogue.ngettext(one, many, n) % {"n": n, **values}

    def say(self, message: str, **values: object) -> Markup:
        """Return the words as HTML, marked with their language where it is not the page's."""
        return self.marked(escape(self.catalogue.gettext(message)) % values)

    def count(self, one: str, many: str, n: int, **values: object) -> Markup:
        """Return the words for ``n`` things as HTML."""
        return self.marked(escape(self.catalogue.ngettext(one, many, n)) % {"n": n, **values})

    def script_words(self) -> str:
        """Return what the player's script says, as JSON, with the words' language first."""
        return self._said(SCRIPT_WORDS)

    def offline_words(self) -> str:
        """Return what the script says that keeps an episode, in the same way."""
        return self._said(OFFLINE_WORDS)

    def _said(self, words: Mapping[str, str]) -> str:
        said = {name: self.catalogue.gettext(message) for name, message in words.items()}
        lang = {} if self.is_native else {"lang": self.lang, "dir": direction(self.lang)}
        return json.dumps(lang | said, ensure_ascii=False, separators=(",", ":"))

    def marked(self, words: Markup) -> Markup:
        """Return ``words`` in a span with their language where it is not the page's."""
        if self.is_native:
            return words
        return Markup('<span lang="{}" dir="{}">{}</span>').format(
            self.lang, direction(self.lang), words
        )


@cache
def interface(lang: str) -> Interface:
    """Return the words for a page in ``lang``, a BCP 47 tag: English ones if we have no others."""
    base = _base(lang)
    known = base if base in LANGUAGES else FALLBACK
    return Interface(known, lang, catalogue(known))


@cache
def catalogue(lang: str) -> gettext.NullTranslations:
    """Return the compiled words of one of ``LANGUAGES``; English stands in the source itself."""
    if lang == FALLBACK:
        return gettext.NullTranslations()
    with (WORDS / f"{lang}.po").open("rb") as stream:
        words = read_po(stream, locale=lang)
    compiled = io.BytesIO()
    write_mo(compiled, words)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _base(lang: str) -> str:
    return lang.partition("-")[0].lower()
