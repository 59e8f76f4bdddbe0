"""Claims, events and quotations → what a page of the ledger shows of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from izdat.model.claim import Claim, Rendering, Statement, ToldIn
from izdat.model.show import Show
from izdat.render import addresses
from izdat.render.blocks import time_link
from izdat.render.claim_words import ClaimWords, place_of, shown_in
from izdat.render.frame import NOTHING, Frame
from izdat.render.html import lang_attributes

REACH = 160  # letters of a sentence on either side of a claim; more is for the transcript


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim or a statement as a page of the ledger shows it."""

    id: str
    words: str
    figure: str
    before: str  # the sentence around the words
    after: str
    attributes: Markup  # the language of the words, where it is not the page's
    link: str
    title: str  # of the episode
    time: Markup
    speaker: Markup
    teller: Markup
    day: Markup
    place: str
    counted: str
    source: str
    note: Markup
    related: Markup = NOTHING
    is_corrected: bool = False
    is_quotation: bool = False


class Telling:
    """What the entries of one page are made with."""

    def __init__(self, show: Show, lang: str, editions: Iterable[ToldIn], frame: Frame) -> None:
        self.show = show
        self.frame = frame
        self.words = ClaimWords(lang, show.title_in(lang))
        self._editions = {(each.episode, each.edition): each for each in editions}

    def shown(self, said: Claim | Statement) -> Rendering:
        return shown_in(said, self.words.lang)

    def link(self, said: Claim | Statement) -> str:
        return self.frame.link(place_of(said, self.shown(said)))

    def entry(self, said: Claim | Statement, **more: object) -> Entry:
        shown, words = self.shown(said), self.words
        told = self._editions.get((said.anchor.episode, shown.edition))
        before, after = _around(shown)
        counted, note = (said.counted, said.note) if isinstance(said, Claim) else ("", "")
        figure = words.amount(said.amount) if isinstance(said, Claim) else ""
        when = said.as_of if isinstance(said, Claim) else said.when
        return Entry(
            id=addresses.row(f"{said.anchor.episode}/{said.id}") if said.id else "",
            words=shown.anchor.words,
            figure=figure,
            before=before,
            after=after,
            attributes=Markup(lang_attributes(shown.edition, words.lang)),  # noqa: S704  # escaped
            link=self.link(said),
            title=told.title if told else said.anchor.episode,
            time=self._time(shown, told),
            speaker=words.speaker(said, shown),
            teller=words.teller(said, shown),
            day=words.day(when),
            place=said.at,
            counted=counted,
            source=said.source,
            note=words.in_lang(note, self.show.lang),
            is_quotation=isinstance(said, Statement) and said.kind == "quotation",
            **more,  # type: ignore[arg-type]  # the fields that only a measure's table has
        )

    def _time(self, shown: Rendering, told: ToldIn | None) -> Markup:
        if shown.moment is None:
            return Markup("")
        sound = self.frame.link(told.sound) if told and told.sound else ""
        return Markup(time_link(shown.moment.start, sound).strip())  # noqa: S704  # numbers, quoted


def _around(shown: Rendering) -> tuple[str, str]:
    """Return what stands around the words in their sentence, as far as a row has room."""
    before, found, after = shown.sentence.partition(shown.anchor.words)
    if not found:
        return "", ""
    if len(before) > REACH:
        before = f"… {before[-REACH:].partition(' ')[2]}"
    if len(after) > REACH:
        after = f"{after[:REACH].rpartition(' ')[0]} …"
    return before, after
