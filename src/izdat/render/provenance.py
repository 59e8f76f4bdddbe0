"""Where a segment comes from → the entries of a definition list."""

from collections.abc import Callable, Iterator, Mapping

from markupsafe import Markup, escape

from izdat.model.content import Appearance, Provenance, TranslationCredit
from izdat.model.episode import Voice
from izdat.render.days import dated
from izdat.render.html import is_safe
from izdat.render.interface import Interface
from izdat.text.languages import direction, language_name

KINDS = {
    "appeal": "Appeal",
    "chronicle": "Chronicle",
    "correction": "Correction",
    "music": "Music",
    "obituary": "Obituary",
    "review": "Review",
    "story": "Story",
    "call": "Call",
    "news": "News",
    "interview": "Interview",
    "essay": "Essay",
    "reflection": "Reflection",
    "translation": "Translation",
    "poem": "Poem",
    "song": "Song",
    "intro": "Introduction",
    "outro": "Closing words",
    "letter": "Letter",
    "report": "Report",
    "statement": "Statement",
    "speech": "Speech",
    "announcement": "Announcement",
    "discussion": "Discussion",
    "reading": "Reading",
    "testimony": "Testimony",
}

# What somebody does in an episode, in the words that shows mostly use; others stay as written.
ROLES = frozenset(
    {
        "author", "collective author", "editor", "guest", "host", "interviewer", "journalist",
        "letter writer", "musician", "narrator", "news collective", "poet", "reader", "reporter",
        "singer", "singers", "speaker", "translator", "witness",
    }
)  # fmt: skip

COMMA, RTL_COMMA = Markup(", "), Markup("، ")

Entry = tuple[Markup, Markup]  # what, and its value


def comma(lang: str) -> Markup:
    """Return the comma of a language, by the way it is read."""
    return RTL_COMMA if direction(lang) == "rtl" else COMMA


def entries(
    source: Provenance, voices: Mapping[str, Voice], words: Interface, lang: str
) -> tuple[Entry, ...]:
    """Return what is known of a segment's origin, in the order in which it happened."""

    def name(id: str) -> Markup:
        voice = voices.get(id)
        return apart(voice.name if voice else id)

    join = comma(lang).join

    digest = Markup("<code>{}</code>").format(source.sha256) if source.sha256 else ""
    found: list[tuple[str, Markup | str]] = [
        ("Kind", words.say(KINDS[source.kind]) if source.kind in KINDS else source.kind),
        ("By", join(name(each) for each in source.by)),
        ("First appeared", join(_appearance(source.first, lang)) if source.first else ""),
        ("Translated", join(_translation(source.translation, name, lang))),
        ("Published", dated(source.published, lang)),
        ("Speaks from", dated(source.now, lang)),
        ("Signed", apart(source.signed)),
        ("Read by", name(source.read_by) if source.read_by else ""),
        ("Consent", apart(source.consent)),
        ("Licence", apart(source.licence)),
        ("Voices protected by", apart(source.protected)),
        ("SHA-256 of the recording received", digest),
    ]
    return tuple((words.say(label), escape(value)) for label, value in found if value)


def role(written: str, words: Interface) -> str:
    """Return a role in the words of the interface, where they have it, else as written."""
    return words.plain(written) if words.is_native and written in ROLES else written


def apart(words: str) -> Markup:
    """Return words whose script may run the other way, kept from turning what stands beside."""
    return Markup("<bdi>{}</bdi>").format(words) if words else Markup("")


def _appearance(first: Appearance, lang: str) -> Iterator[Markup]:
    where = apart(first.where or first.url)
    if first.url and is_safe(first.url):
        where = Markup('<a href="{}">{}</a>').format(first.url, where)
    language = language_name(first.lang, lang) if first.lang and first.lang != lang else ""
    yield from (part for part in (where, apart(language), dated(first.date, lang)) if part)


def _translation(
    credit: TranslationCredit | None, name: Callable[[str], Markup], lang: str
) -> Iterator[Markup]:
    if credit is not None:
        by = name(credit.by) if credit.by else Markup("")
        yield from (part for part in (by, dated(credit.date, lang), apart(credit.of)) if part)
