"""Claims → the words in which pages tell of them, in the reader's language."""

from dataclasses import dataclass

from babel.numbers import format_decimal
from markupsafe import Markup, escape

from izdat.model.claim import (
    Amount,
    Claim,
    Measure,
    Number,
    Qualifier,
    RelationKind,
    Rendering,
    Statement,
)
from izdat.render import addresses
from izdat.render.days import dated
from izdat.render.html import lang_attributes
from izdat.render.interface import Interface, interface
from izdat.text.languages import locale

AMOUNTS: dict[Qualifier, str] = {
    "at least": "at least %(n)s", "more than": "more than %(n)s", "up to": "up to %(n)s",
    "less than": "less than %(n)s", "almost": "almost %(n)s", "about": "about %(n)s",
}  # fmt: skip

# What a claim does to another, and what the other is told of it.
KINDS: dict[RelationKind, tuple[str, str]] = {
    "corrects": ("Corrects", "Corrected by"),
    "disputes": ("Disputes", "Disputed by"),
    "updates": ("Updates", "Updated by"),
    "later": ("Later than", "Earlier than"),
    "agrees": ("Agrees with", "Agreed with by"),
    "repeats": ("Repeats", "Repeated by"),
    "refines": ("Says more exactly", "Said more exactly by"),
    "loses the qualifier": ("Without the qualifier of", "Without its qualifier in"),
    "supports by arithmetic": ("Part of the sum", "The sum of"),
    "cannot be ordered": ("Not to be ordered with", "Not to be ordered with"),
    "other scope": ("Of another scope than", "Of another scope than"),
    "other term": ("Counts by another word than", "Counts by another word than"),
    "compatible": ("Can be true beside", "Can be true beside"),
}

REASONS: dict[RelationKind, str] = {
    "corrects": "The editors say that this figure takes the place of the other.",
    "disputes": "Both are of one day, or count what can only grow, and cannot both be true.",
    "updates": "The same speaker, as of a later day.",
    "later": "Another speaker, as of a later day: nothing is taken back.",
    "agrees": "The editors say that the two agree.",
    "repeats": "The same amount.",
    "refines": "It lies within the other, and says more.",
    "loses the qualifier": "The same number without “more than” or “about”.",
    "supports by arithmetic": "Exact figures of all parts, of one place and day, fit the whole.",
    "cannot be ordered": "Not both can be true, and it is not known which is the later.",
    "other scope": "Another place, another unit, or other days.",
    "other term": "One counts the arrested, for example, the other the imprisoned.",
    "compatible": "Both can be true, and neither says more.",
}

HOUSE = "the editors"


def shown_in(said: Claim | Statement, lang: str) -> Rendering:
    """Return what a page in ``lang`` shows: that language's words, or else the original's."""
    for each in said.renderings:
        if each.edition == lang:
            return each
    return Rendering(
        said.edition, said.anchor, said.sentence, said.voice_name, said.reported_by, said.moment
    )


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """How a page in ``lang`` speaks of claims."""

    lang: str
    house: str  # the show's title: what nobody else says, it says

    @property
    def interface(self) -> Interface:
        return interface(self.lang)

    @property
    def words_lang(self) -> str:
        return self.lang if self.interface.is_native else self.interface.lang

    def number(self, value: Number) -> str:
        return str(format_decimal(value, locale=locale(self.words_lang)))

    def amount(self, amount: Amount) -> str:
        """Return an amount in words: "more than 200", "30 to 40", "no number"."""
        own = self.interface
        if amount.value is not None:
            written = self._with_unit(self.number(amount.value), amount.unit)
            form = AMOUNTS.get(amount.qualifier)
            return own.plain(form, n=written) if form else written
        if amount.low is not None and amount.high is not None:
            low, high = self.number(amount.low), self.number(amount.high)
            return self._with_unit(
                own.plain("%(low)s to %(high)s", low=low, high=high), amount.unit
            )
        if amount.low is not None:
            return own.plain(
                AMOUNTS["at least"], n=self._with_unit(self.number(amount.low), amount.unit)
            )
        return own.plain("no number")

    def _with_unit(self, written: str, unit: str) -> str:
        return f"{written}\u202f{unit}" if unit else written

    def label(self, kind: RelationKind, *, is_source: bool) -> Markup:
        return self.interface.say(KINDS[kind][0 if is_source else 1])

    def speaker(self, said: Claim | Statement, shown: Rendering) -> Markup:
        """Return whose words they are, in their language."""
        reported = shown.reported_by or said.reported_by
        if reported:
            return self.in_lang(reported, shown.edition if shown.reported_by else said.edition)
        if said.is_editors:
            return self.interface.say(HOUSE)
        if shown.voice_name:
            return self.in_lang(shown.voice_name, shown.edition)
        return escape(self.house)

    def teller(self, said: Claim | Statement, shown: Rendering) -> Markup:
        """Return who tells of another's words; nothing where they are the voice's own."""
        if not (shown.reported_by or said.reported_by) or not shown.voice_name:
            return Markup("")
        return self.in_lang(shown.voice_name, shown.edition)

    def plain_speaker(self, said: Claim | Statement, shown: Rendering) -> str:
        own = self.interface.plain(HOUSE) if said.is_editors else shown.voice_name
        return shown.reported_by or said.reported_by or own or self.house

    def in_lang(self, words: str, lang: str) -> Markup:
        """Return ``words`` with their language, where it is not the page's; none stay none."""
        attributes = lang_attributes(lang, self.lang)
        if not (words and attributes):
            return escape(words)
        return Markup("<span{}>{}</span>").format(Markup(attributes), words)  # noqa: S704

    def day(self, edtf: str) -> Markup:
        return self.interface.marked(dated(edtf, self.words_lang)) if edtf else Markup("")

    def measure(self, measure: Measure, show_lang: str) -> Markup:
        """Return what a measure is called."""
        own = dict(measure.titles).get(self.lang)
        if own:
            return escape(own)
        return self.in_lang(measure.title or measure.id, show_lang)

    def plain_measure(self, measure: Measure) -> str:
        return dict(measure.titles).get(self.lang) or measure.title or measure.id

    def unit(self, measure: Measure, show_lang: str) -> Markup:
        own = dict(measure.units).get(self.lang)
        return escape(own) if own else self.in_lang(measure.unit, show_lang)


def place_of(said: Claim | Statement, shown: Rendering) -> str:
    """Return where words stand: a file of the site, and the place in it."""
    anchor = shown.anchor
    folder = addresses.episode(anchor.episode, shown.edition, said.edition)
    return f"{addresses.page(folder)}#{fragment(said, shown)}"


def fragment(said: Claim | Statement, shown: Rendering) -> str:
    return said.id or addresses.anchor(shown.anchor.segment, shown.anchor.paragraph)
