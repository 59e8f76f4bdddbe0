"""Where a segment comes from → the entries of a definition list."""

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from izdat.model.content import Appearance, Provenance, TranslationCredit
from izdat.model.episode import Voice
from izdat.render.days import dated
from izdat.render.html import is_safe
from izdat.render.interface import Interface
from izdat.text.languages import language_name

KINDS = {
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

Entry = tuple[Markup, Markup]  # what, and its value


def entries(
    source: Provenance, voices: Mapping[str, Voice], words: Interface, lang: str
) -> tuple[Entry, ...]:
    """Return what is known of a segment's origin, in the order in which it happened."""

    def name(id: str) -> str:
        voice = voices.get(id)
        return voice.name if voice else id

    def day(date: str) -> Markup:
        return dated(date, lang)

    found: list[tuple[str, Markup | str]] = [
        ("Kind", words.say(KINDS[source.kind]) if source.kind in KINDS else source.kind),
        ("By", ", ".join(name(each) for each in source.by)),
        ("First appeared", _appearance(source.first, lang, day) if source.first else ""),
        ("Translated", _translation(source.translation, name, day) if source.translation else ""),
        ("Published", day(source.published)),
        ("Speaks from", day(source.now)),
        ("Signed", source.signed),
        ("Read by", name(source.read_by) if source.read_by else ""),
        ("Consent", source.consent),
        ("Licence", source.licence),
        ("Voices protected by", source.protected),
    ]
    listed = [(words.say(label), escape(value)) for label, value in found if value]
    if source.sha256:
        digest = Markup("<code>{}</code>").format(source.sha256)
        listed.append((words.say("SHA-256 of the recording received"), digest))
    return tuple(listed)


def _appearance(first: Appearance, lang: str, day: Callable[[str], Markup]) -> Markup:
    where: str | Markup = first.where or first.url
    if first.url and is_safe(first.url):
        where = Markup('<a href="{}">{}</a>').format(first.url, where)
    language = language_name(first.lang, lang) if first.lang and first.lang != lang else ""
    return Markup(", ").join(part for part in (where, language, day(first.date)) if part)


def _translation(
    credit: TranslationCredit, name: Callable[[str], str], day: Callable[[str], Markup]
) -> Markup:
    return Markup(", ").join(
        part for part in (name(credit.by) if credit.by else "", day(credit.date), credit.of) if part
    )
