"""Episodes → the files of their zine in each ink: pages, sheets, and what begins on which page."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from lxml.html import document_fromstring

from izdat.model.publication import Output, SiteFacts
from izdat.model.show import Show, ZineSettings
from izdat.model.zine import MadeZine, PageStart, Printing, ZineFile, ZinePart
from izdat.render import theme
from izdat.render.chapters import seconds
from izdat.render.frame import Frame, Meta, rendered, write_bytes
from izdat.render.own_markup import check_markup, refuse, taking_part
from izdat.render.zine.apart import NotSet, typeset_apart
from izdat.render.zine.paper import Notes
from izdat.render.zine.sheets import booklet, finished
from izdat.render.zine.typeset import SCHEME, NoLetters, Typeset, typeset
from izdat.render.zine.view import cover_picture, paper_episode, starts
from izdat.run.step import step
from izdat.text.languages import direction

MOST_LETTERS = 3_000_000  # of HTML: 500 pages, some minutes and a gigabyte of memory
PAGES = {"a4": "148mm 210mm", "letter": "5.5in 8.5in"}  # half of the sheet that is folded
TEMPLATE = "zine.html"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@step(version=2)
def render_zine(
    folder: Path,
    show: Show,
    parts: tuple[ZinePart, ...],
    settings: ZineSettings,
    stem: str,
    printing: Printing,
) -> MadeZine:
    """Return the zine of ``parts``, all in one language, written below ``folder``.

    ``stem``: its path in the site, without an ending. Raises ``MissingTypesetter``.
    """
    files: list[ZineFile] = []
    made: Typeset | None = None
    lang = parts[0].lang
    is_rtl = direction(lang) == "rtl"
    title = _title(show, parts)
    for ink in settings.inks:
        try:
            made = _typeset(show, parts, settings, ink, printing.fingerprint)
        except NoLetters as error:
            return MadeZine((), missing=error.letters)
        if made is None:
            return MadeZine((), is_too_long=True)
        pages = finished(
            made.pdf, title=title, author=show.author or show.title_in(lang), lang=lang,
            day=_day(parts), is_rtl=is_rtl,
        )  # fmt: skip
        sheets = booklet(pages, settings.paper, is_rtl=is_rtl)
        inked = "" if ink == "colour" else f"-{ink}"
        for is_booklet, data in ((False, pages), (True, sheets)):
            path = f"{stem}-zine{'-booklet' if is_booklet else ''}{inked}.pdf"
            written = write_bytes(folder, path, data)
            files.append(ZineFile(lang, written, ink, is_booklet, made.pages))
    if made is None:
        return MadeZine(())
    found = tuple(_starts(parts, made))
    return MadeZine(tuple(files), found, _page_list(folder, f"{stem}-zine.json", made, found))


def prefix(number: int) -> str:
    """Return what stands before the ids of the zine's n-th episode, from 0."""
    return f"e{number}_"


def _typeset(
    show: Show, parts: tuple[ZinePart, ...], settings: ZineSettings, ink: str, fingerprint: str
) -> Typeset | None:
    """Return a zine's pages in one ink; None: it is too long."""
    is_grey = ink == "black"
    resources: dict[str, bytes] = {}
    html = _html(show, parts, resources, ink=ink, fingerprint=fingerprint)
    if len(html) > MOST_LETTERS:
        return None
    style = _style(show, settings.paper, is_grey=is_grey)
    own = taking_part(show.theme.templates, TEMPLATE)
    if own is None:
        return typeset(html, style, resources, settings.fonts)
    tree = document_fromstring(html)
    check_markup(own, tree, pictures={f"{SCHEME}:{name}" for name in resources})
    try:
        return typeset_apart(html, style, resources, settings.fonts)
    except NotSet as error:
        raise refuse(own, str(error)) from None


def _html(
    show: Show,
    parts: tuple[ZinePart, ...],
    resources: dict[str, bytes],
    *,
    ink: str,
    fingerprint: str,
) -> str:
    """Return a zine as HTML; what it shows is put in ``resources``. Raises ``BrokenTemplate``."""
    is_grey = ink == "black"
    lang = parts[0].lang
    title = _title(show, parts)
    notes = Notes()
    episodes = tuple(
        paper_episode(show, part, prefix(number), resources, notes, is_grey=is_grey)
        for number, part in enumerate(parts)
    )
    cover, cover_words = cover_picture(show, parts, resources, is_grey=is_grey)
    # A zine is no page of the site: what it links to is linked as from the home page.
    page = Frame(show, SiteFacts("", "", ""), lang, "index.html", Meta(title))
    return rendered(
        TEMPLATE, page, show=show, title=title, episodes=episodes, cover=cover,
        cover_words=cover_words, fingerprint=fingerprint.replace("-", " "), ink=ink,
        marks=frozenset().union(*(each.text.marks for each in episodes)),
    )  # fmt: skip


def _style(show: Show, paper: str, *, is_grey: bool) -> str:
    """Return the style sheet of a zine."""
    style = (theme.ASSETS / "zine.css").read_text("utf-8").replace("/*page*/", PAGES[paper])
    if is_grey:
        return style + (theme.ASSETS / "zine-black.css").read_text("utf-8")
    return style.replace("#27408b", show.theme.accent) if show.theme.accent else style


def _title(show: Show, parts: tuple[ZinePart, ...]) -> str:
    if len(parts) > 1:
        return show.title_in(parts[0].lang)
    edition = parts[0].episode.edition(parts[0].lang) or parts[0].episode.original
    return edition.title


def _day(parts: tuple[ZinePart, ...]) -> date:
    """Return the day that the zine is of: of the last change of any of its episodes."""
    days = [part.episode.updated or part.episode.published or EPOCH for part in parts]
    return max(days).date()


def _starts(parts: tuple[ZinePart, ...], made: Typeset) -> Iterator[PageStart]:
    times = {}
    for number, part in enumerate(parts):
        own = prefix(number)
        edition = part.episode.edition(part.lang) or part.episode.original
        known = starts(part, own)
        ids = {f"{own}{segment.id}" for segment in edition.segments}
        for each in {*known, *ids}:
            times[each] = (part.episode.slug, each.removeprefix(own), known.get(each))
    for place, page in made.places:
        if place in times:
            slug, name, start = times[place]
            yield PageStart(page, name, slug, start)


def _page_list(folder: Path, path: str, made: Typeset, found: tuple[PageStart, ...]) -> Output:
    pages: list[dict[str, object]] = [
        {
            "page": page,
            "begins": [
                {"episode": each.episode, "id": each.id}
                | ({} if each.start is None else {"start": seconds(each.start)})
                for each in found
                if each.page == page
            ],
        }
        for page in range(1, made.pages + 1)
    ]
    data = json.dumps({"pages": pages}, ensure_ascii=False, indent=1)
    return write_bytes(folder, path, f"{data}\n".encode())
