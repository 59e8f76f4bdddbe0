"""An episode's pictures → files of its folder, and what its pages say of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from izdat.model.content import Block, Figure, Listing, Quotation
from izdat.model.episode import Episode
from izdat.model.problem import Problem
from izdat.model.publication import Output
from izdat.render import addresses, pictures

THUMBNAIL = 600  # pixels: an episode's own artwork on its page, two for each of 300


@dataclass(frozen=True, slots=True)
class EpisodePictures:
    """An episode's published pictures."""

    outputs: tuple[Output, ...]
    by_name: Mapping[str, tuple[str, int, int, tuple[int, str] | None]]  # paths in the site
    cover: str = ""  # path of a small one


def picture_problems(episode: Episode) -> tuple[Problem, ...]:
    """Return what is wrong with an episode's artwork and figures, judged by their headers."""
    named = [(figure.src, figure.place) for figure in figures(episode)]
    if episode.image:
        named.append((episode.image, episode.place))
    found = []
    for name, place in dict(named).items():
        file = episode.file(name)
        problem = pictures.picture_problem(file, place) if file else None
        if problem is not None:
            found.append(problem)
    return tuple(found)


def render_pictures(folder: Path, episode: Episode) -> EpisodePictures:
    """Return an episode's pictures, written below ``folder``; unreadable ones are left out."""
    base = addresses.episode(episode.slug, "", "")
    outputs: list[Output] = []
    by_name: dict[str, tuple[str, int, int, tuple[int, str] | None]] = {}
    for name in dict.fromkeys(figure.src for figure in figures(episode)):
        file = episode.file(name)
        image = pictures.opened(file) if file else None
        if file is None or image is None:
            continue
        keep_png = file.suffix in (".png", ".gif") or image.mode == "RGBA"
        stem = re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-")[:40] or "picture"
        made = pictures.encoded(image, pictures.WIDE, keep_png)
        path = f"{base}{pictures.picture_name(file, pictures.WIDE, made.suffix, stem)}"
        outputs.append(Output(path, pictures.write(made, folder / path)))
        small = None
        if made.width > pictures.NARROW * 1.25:
            less = pictures.encoded(image, pictures.NARROW, keep_png)
            small_name = pictures.picture_name(file, pictures.NARROW, less.suffix, stem)
            outputs.append(
                Output(f"{base}{small_name}", pictures.write(less, folder / f"{base}{small_name}"))
            )
            small = (less.width, f"{base}{small_name}")
        by_name[name] = (path, made.width, made.height, small)
    cover, covers = _cover(folder, base, episode)
    return EpisodePictures((*outputs, *covers), by_name, cover)


def _cover(folder: Path, base: str, episode: Episode) -> tuple[str, list[Output]]:
    """Return the path of the artwork as the page shows it, and its files."""
    file = episode.file(episode.image) if episode.image else None
    image = pictures.opened(file) if file else None
    if file is None or image is None:
        return "", []
    small = f"{base}{pictures.picture_name(file, THUMBNAIL, '.jpg', 'cover')}"
    outputs = []
    for width, path in ((pictures.COVER, f"{base}{pictures.cover_name(file)}"), (THUMBNAIL, small)):
        made = pictures.encoded(image, width, keep_png=False)
        outputs.append(Output(path, pictures.write(made, folder / path)))
    return small, outputs


def _in(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    for block in blocks:
        match block:
            case Figure():
                yield block
            case Quotation():
                yield from _in(block.blocks)
            case Listing():
                for item in block.items:
                    yield from _in(item)
            case _:
                pass


def figures(episode: Episode) -> Iterator[Figure]:
    """Yield the figures of all editions, in order."""
    for edition in episode.editions:
        for segment in edition.segments:
            yield from _in(segment.blocks)
