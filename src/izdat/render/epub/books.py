"""An episode and its sound → its books, as the show asks; and a book of several episodes."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from izdat.model.episode import Edition, Episode
from izdat.model.file import File
from izdat.model.publication import Book, Output
from izdat.model.show import Show
from izdat.model.sound import Enclosure, Production
from izdat.render import addresses, pictures
from izdat.render.blocks import PagePicture
from izdat.render.episode_pictures import render_pictures
from izdat.render.epub.about import about
from izdat.render.epub.container import write_epub
from izdat.render.epub.documents import Bound, bind, clips_of, front
from izdat.render.epub.package import Picture, package
from izdat.run.step import step

# What a book may hold (EPUB 3.3, section 3.2), the form that most reading systems play first.
CODECS = ("mp3", "m4a", "opus")
COVER = "cover.jpg"
COVER_WIDTH = 1400  # pixels: shops and libraries show no larger one
PICTURES = "pictures/"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An episode for a book: which of its editions, and their sound."""

    episode: Episode
    langs: tuple[str, ...]  # of its editions, in the book's order
    productions: tuple[Production, ...]

    def editions(self) -> Iterator[tuple[Edition, Production | None]]:
        sounds = {each.lang: each for each in self.productions}
        for lang in self.langs:
            edition = self.episode.edition(lang)
            if edition is not None:
                yield edition, sounds.get(lang)


@step(version=1)
def render_books(
    folder: Path, show: Show, episode: Episode, productions: tuple[Production, ...], design: str
) -> tuple[Book, ...]:
    """Return the books that ``show.epub`` asks for, written below ``folder``.

    ``design``: of ``theme.design()``. A book that could read nothing aloud is made without sound.
    """
    asked = show.epub
    langs = tuple(edition.lang for edition in episode.editions)
    found = []
    for own in (langs,) if asked.together else tuple((lang,) for lang in langs):
        chosen = Chosen(episode, own, productions)
        has_sound = asked.sound and can_be_heard(show, chosen)
        kinds = [True] if has_sound else []
        if asked.text or (asked.sound and not has_sound):
            kinds.append(False)
        for kind in kinds:
            path = addresses.book(episode.slug, own[0], langs[0], has_sound=kind)
            file = make_book(folder / path, show, (chosen,), has_sound=kind)
            found.append(Book(Output(path, file), own, kind))
    return tuple(found)


def can_be_heard(show: Show, chosen: Chosen) -> bool:
    """Say whether a book of an episode would read anything aloud."""
    return any(
        bound.sound is not None and any(clips_of(bound))
        for edition, production in chosen.editions()
        for bound in (_bound(show, chosen.episode, edition, production),)
    )


def make_book(
    target: Path, show: Show, chosen: Sequence[Chosen], *, has_sound: bool, title: str = ""
) -> File:
    """Write a book of one or several episodes, and return it.

    ``title``: of a book of several; the show's where none is given.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as room:
        cover = _cover(show, chosen)
        drawn = {each.episode.slug: _pictures(each, Path(room)) for each in chosen}
        bounds = [
            _bound(
                show, each.episode, edition, production,
                has_sound=has_sound, drawn=drawn[each.episode.slug],
            )
            for each in chosen
            for edition, production in each.editions()
        ]  # fmt: skip
        is_only = len(bounds) == 1
        on_page = COVER if cover else ""
        parts = [
            bind(bound, number, is_only=is_only, cover=on_page if is_only else "")
            for number, bound in enumerate(bounds, start=1)
        ]
        if len(chosen) == 1:
            title = bounds[0].edition.title
        title = title or show.title_in(bounds[0].edition.lang)
        first = None if is_only else front(bounds[0], title, parts, on_page)
        kind = "sound" if has_sound else "text"
        shown = {picture.name: picture for each in drawn.values() for picture in each.files}
        items = package(about(parts, title, kind), parts, first, cover, list(shown.values()))
        return write_epub(target, items)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An episode's pictures, as a book has them."""

    files: tuple[Picture, ...] = ()
    by_name: dict[str, PagePicture] = field(default_factory=dict)


def _bound(
    show: Show,
    episode: Episode,
    edition: Edition,
    production: Production | None,
    *,
    has_sound: bool = True,
    drawn: _Drawn | None = None,
) -> Bound:
    return Bound(
        show, episode, edition, production,
        sound=_sound(production) if has_sound else None,
        pictures=drawn.by_name if drawn else {},
    )  # fmt: skip


def _sound(production: Production | None) -> Enclosure | None:
    known = {each.codec: each for each in production.enclosures} if production else {}
    return next((known[codec] for codec in CODECS if codec in known), None)


def _cover(show: Show, chosen: Sequence[Chosen]) -> Picture | None:
    """Return the cover: the artwork of the only episode, else of the show."""
    file = show.image
    if len(chosen) == 1 and chosen[0].episode.image:
        file = chosen[0].episode.file(chosen[0].episode.image) or file
    image = pictures.opened(file) if file else None
    if image is None:
        return None
    return Picture(COVER, pictures.encoded(image, COVER_WIDTH, keep_png=False).data)


def _pictures(chosen: Chosen, room: Path) -> _Drawn:
    made = render_pictures(room, replace(chosen.episode, image=""))
    files = {output.path: output.file for output in made.outputs}
    found, by_name = {}, {}
    for name, (path, width, height, _) in made.by_name.items():
        inside = f"{PICTURES}{PurePosixPath(path).name}"
        found[inside] = Picture(inside, files[path])
        by_name[name] = PagePicture(inside, width, height)
    return _Drawn(tuple(found.values()), by_name)
