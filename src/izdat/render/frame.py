"""What stands around every page: its head, the way through the site, its foot."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from izdat.model.file import File
from izdat.model.problem import Problem
from izdat.model.publication import Output, SiteFacts
from izdat.model.show import Show, Template
from izdat.render import addresses, own_templates
from izdat.render.days import dated, day_of_year
from izdat.render.html import is_safe, lang_attributes
from izdat.render.interface import Interface, interface
from izdat.render.sandbox import Sandbox
from izdat.text.dates import clock, format_date, format_duration
from izdat.text.languages import direction, language_name

TEMPLATES = Path(__file__).parent / "templates"

CARD = (1200, 630)  # pixels: of the picture that others show of a link, as Open Graph asks
LONGEST_TITLE = 70  # characters; search engines and tabs cut longer ones

# ``file:`` lets the page read its own stylesheet from a disk, where Firefox takes 'self' for
# nobody; a page from a host can open no file anyway. No 'unsafe-inline': there is no inline code.
# ``blob:`` is a sound file that the player fetched whole, where a host sends no part of one.
POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file:;"
    " media-src 'self' file: blob:; frame-src 'self' file:; connect-src 'self' file:;"
    " base-uri 'none'; form-action 'none'"
)


SCRIPTS = "script-src 'self' file:"
NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Version:
    """The same page in another language."""

    lang: str
    name: str  # of the language, in itself
    path: str  # file in the site


@dataclass(frozen=True, slots=True)
class Meta:
    """What the head says of a page to machines."""

    title: str
    description: str = ""
    kind: str = "website"  # Open Graph's type
    image: str = ""  # artwork, as a path in the site
    image_alt: str = ""
    card: str = ""  # path of the picture drawn of the page's title and artwork
    published: str = ""  # ISO 8601
    updated: str = ""
    json_ld: Markup = NOTHING
    alternates: tuple[tuple[str, str, str], ...] = ()  # (MIME type, title, path in the site)
    is_hidden: bool = False  # from search engines
    is_draft: bool = False  # its day is not known yet


@dataclass(frozen=True, slots=True)
class Preview:
    """The picture that others show of a link to a page."""

    path: str  # in the site
    width: int  # pixels; 0: not known
    height: int
    alt: str

    @property
    def is_wide(self) -> bool:
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's place in the site, and how it speaks. Templates know it as ``page``."""

    show: Show
    built: SiteFacts
    lang: str
    path: str  # the page's file
    meta: Meta
    versions: tuple[Version, ...] = ()  # this one among them, if there is more than one
    is_anywhere: bool = False  # shown at any address: links start at the host's root
    is_search: bool = False  # it reads an index, for which it runs WebAssembly

    @property
    def words(self) -> Interface:
        return interface(self.lang)

    @property
    def dir(self) -> str:
        return direction(self.lang)

    @property
    def words_lang(self) -> str:
        """The language of dates and names: the page's, or English where the words are English."""
        return self.lang if self.words.is_native else self.words.lang

    @property
    def home_lang(self) -> str:
        """The language of the site that this page belongs to."""
        return self.lang if self.lang in site_languages(self.show) else self.show.lang

    @property
    def title(self) -> str:
        return self.show.title_in(self.lang)

    @property
    def head_title(self) -> str:
        """The page's title with the show's, as long as a tab or a bookmark can hold both."""
        own = self.meta.title
        both = own if own == self.title else f"{own} – {self.title}"
        if len(both) <= LONGEST_TITLE:
            return both
        return own if len(own) <= LONGEST_TITLE else f"{own[: LONGEST_TITLE - 1].rstrip()}…"

    @property
    def onion(self) -> str:
        """The same page where the show's onion service has it."""
        return addresses.absolute(self.show.onion, self.path)

    @property
    def preview(self) -> Preview | None:
        """The page's own card, else the site's in its language, else artwork, else none."""
        meta = self.meta
        card = meta.card or (
            "" if meta.is_hidden else dict(self.built.cards).get(self.home_lang, "")
        )
        if card:
            words = meta.title if meta.card else self.title
            shown = [words, *([self.title] if words != self.title else []), meta.image_alt]
            alt = ". ".join(each.rstrip(".") for each in shown if each)
            return Preview(card, *CARD, alt)
        side = next((side for side, path in self.built.artwork if path == meta.image), 0)
        return Preview(meta.image, side, side, meta.image_alt) if meta.image else None

    @property
    def policy(self) -> str:
        policy = POLICY
        if self.is_search:
            scripts = f"{SCRIPTS} 'wasm-unsafe-eval'"
            policy = f"{policy.replace(SCRIPTS, scripts)}; worker-src 'self' file:"
        return f"{policy}; font-src 'self' file:" if self.show.theme.fonts else policy

    def date(self, when: datetime) -> Markup:
        """Return a day in words; in English, and marked so, where the words are English."""
        return self._marked(format_date(when, self.words_lang))

    def day(self, when: datetime) -> Markup:
        """Return a day without its year."""
        return self._marked(day_of_year(when, self.words_lang))

    def duration(self, seconds: float) -> Markup:
        return self._marked(format_duration(seconds, self.words_lang))

    def edtf(self, date: str) -> Markup:
        return dated(date, self.words_lang)

    def language(self, lang: str) -> str:
        """Return what a language is called on this page."""
        return language_name(lang, self.words_lang)

    def own_name(self, lang: str) -> str:
        """Return what a language is called by those who speak it."""
        return language_name(lang, lang)

    def link(self, target: str) -> str:
        """Return the link to ``target``, a file of the site, from this page."""
        if self.is_anywhere:
            return f"{_root(self.show.address)}{target}"
        return addresses.relative(target, self.path)

    def absolute(self, target: str) -> str:
        return addresses.absolute(self.show.address, target)

    def home(self) -> str:
        return self.link(addresses.page(addresses.home(self.home_lang, self.show.lang)))

    def archive(self) -> str:
        return self.link(addresses.page(addresses.archive(self.home_lang, self.show.lang)))

    def people(self) -> str:
        return self.link(addresses.page(addresses.people(self.home_lang, self.show.lang)))

    def search(self) -> str:
        return self.link(addresses.page(addresses.search(self.home_lang, self.show.lang)))

    def names(self) -> str:
        return self.link(addresses.page(addresses.names(self.home_lang, self.show.lang)))

    def ledger(self) -> str:
        return self.link(addresses.page(addresses.ledger(self.home_lang, self.show.lang)))

    def voices(self, slug: str = "") -> str:
        folder = addresses.voices(self.home_lang, self.show.lang, slug)
        return self.link(addresses.page(folder))

    def about(self) -> str:
        return self.link(addresses.page(addresses.about(self.home_lang, self.show.lang)))

    def feed(self) -> str:
        return addresses.feed(self.home_lang, self.show.lang)

    def atom(self) -> str:
        return addresses.atom(self.home_lang, self.show.lang)

    def json_feed(self) -> str:
        return addresses.json_feed(self.home_lang, self.show.lang)

    def _marked(self, words: str) -> Markup:
        return self.words.marked(escape(words))

    def in_lang(self, lang: str) -> Markup:
        """Return the attributes of an element in ``lang`` on this page."""
        return Markup(lang_attributes(lang, self.lang))  # noqa: S704  # built from escaped parts

    def artwork(self, width: int) -> str:
        """Return the link to the smallest artwork at least ``width`` pixels wide, or nothing."""
        path = artwork_path(self.built, width)
        return self.link(path) if path else ""


def artwork_path(built: SiteFacts, width: int) -> str:
    """Return the path of the smallest artwork at least ``width`` wide, else the widest, else ""."""
    wide = [path for size, path in built.artwork if size >= width]
    return wide[-1] if wide else built.artwork[0][1] if built.artwork else ""


def site_languages(show: Show) -> tuple[str, ...]:
    """Return the languages that the site has a home in, the show's own first."""
    return (show.lang, *(lang for lang in show.languages if lang != show.lang))


def versions(paths: Iterable[tuple[str, str]]) -> tuple[Version, ...]:
    """Return a page's versions from (language, file); none where there is only one."""
    found = tuple(Version(lang, language_name(lang, lang), path) for lang, path in paths)
    return found if len(found) > 1 else ()


def rendered(template: str, page: Frame, **values: object) -> str:
    """Return the page that ``template`` makes."""
    given = {"page": page, "t": page.words.say, **values}
    own = page.show.theme.templates
    if own:
        return own_templates.rendered_within(environment(own), template, given)
    return environment().get_template(template).render(given)


def write_page(folder: Path, path: str, html: str) -> Output:
    """Write a page below ``folder`` and return it as a file of the site."""
    return write_bytes(folder, path, html.encode())


def write_bytes(folder: Path, path: str, data: bytes) -> Output:
    """Write a file below ``folder`` and return it as a file of the site."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return Output(path, File(target, hashlib.sha256(data).hexdigest(), len(data)))


@lru_cache(maxsize=2)  # one show is built at a time; tests build two
def environment(own: tuple[Template, ...] = ()) -> Environment:
    """Return the templates, compiled once a process; with ``own`` ones, all in a sandbox."""
    options: dict[str, Any] = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "auto_reload": False,
    }
    if own:
        made: Environment = Sandbox(own_templates.Loader(own, TEMPLATES), **options)
    else:
        made = Environment(
            loader=FileSystemLoader(TEMPLATES, encoding="utf-8"), autoescape=True, **options
        )
    made.filters["paragraphs"] = paragraphs
    made.filters["size"] = size
    made.filters["level"] = level
    made.filters["clock"] = clock
    made.tests["safe_link"] = is_safe
    return made


def template_problems(show: Show) -> tuple[Problem, ...]:
    """Return what is wrong with the show's own templates before any page is made."""
    own = show.theme.templates
    if not own:
        return ()
    built_in = frozenset(path.name for path in TEMPLATES.glob("*.html"))
    return own_templates.template_problems(own, lambda: environment(own), built_in)


def paragraphs(words: str) -> list[str]:
    """Return the paragraphs of a text that blank lines divide."""
    return [part.strip() for part in words.replace("\r\n", "\n").split("\n\n") if part.strip()]


def level(value: float) -> str:
    """Return a level with one decimal, and a minus that is one; a dash for silence."""
    return f"{value:.1f}".replace("-", "−") if isfinite(value) else "–"


def size(count: int) -> str:
    """Return a number of bytes as people write it, in units of 1,000 (IEC 80000-13)."""
    if count < 1000:
        return f"{count} B"
    amount = float(count)
    for unit in ("kB", "MB"):
        amount /= 1000
        if amount < 999.5:
            return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"
    return f"{amount / 1000:.1f} GB"


def _root(address: str) -> str:
    """Return the path of the show's address, with both its slashes."""
    path = address.partition("://")[2].partition("/")[2]
    return f"/{path}" if not path or path.endswith("/") else f"/{path}/"
