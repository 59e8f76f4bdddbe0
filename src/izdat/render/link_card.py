"""A title and artwork → the picture that others show of a link (Open Graph), 1200 × 630 pixels.

Drawn from a card's own words and the show's look alone, so that a corrected paragraph draws none
anew. A title in letters that no font at hand has is left out rather than drawn as boxes.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from izdat.model.colour import CONTRAST as ENOUGH
from izdat.model.colour import PAPER, least_contrast, mixed
from izdat.model.file import File
from izdat.model.publication import EpisodeCard, LinkCard, Output
from izdat.model.show import Show
from izdat.model.sound import Production
from izdat.render import lettering, pictures
from izdat.render.frame import CARD
from izdat.render.site_file import FOLDER, site_file
from izdat.run.step import step
from izdat.text.languages import direction

WIDTH, HEIGHT = CARD
EDGE = 64  # pixels between the words and the card's edge
INK, HOUSE = "#1b1c20", "#27408b"  # as in assets/style.css
TITLE = tuple(range(84, 35, -6))  # pixels
NAME = (34, 30, 26)
TAPE = 18  # pixels: how high the chapters are drawn
MOST_MARKS = 60  # chapters that can be told from one another
RECIPE = 1  # goes up when the same words shall be drawn otherwise: names depend on it
QUALITY = 90  # JPEG, at full resolution of colour: letters fray below


@dataclass(frozen=True, slots=True)
class Look:
    """What of a show is seen on its cards."""

    accent: str  # "#rrggbb"
    artwork: File | None
    fonts: tuple[File, ...]


def look(show: Show, artwork: File | None) -> Look:
    """Return how a show's cards look; ``artwork``: an episode's own, else the show's."""
    accent = show.theme.accent
    is_readable = bool(accent) and least_contrast(accent, "light") >= ENOUGH
    own = sorted(show.theme.fonts, key=lambda font: (font.use != "type", font.style != "normal"))
    return Look(
        accent if is_readable else HOUSE, artwork or show.image, tuple(font.file for font in own)
    )


def episode_cards(
    show: Show, card: EpisodeCard, productions: tuple[Production, ...], look: Look
) -> tuple[LinkCard, ...]:
    """Return what stands on the cards of an episode, one for each edition."""
    tapes = {sound.lang: _marks(sound) for sound in productions}
    own = tapes.get(card.original.lang, ())
    return tuple(
        _named(
            LinkCard(
                edition.lang,
                edition.title,
                show.title_in(edition.lang),
                f"{edition.path}card-",
                tapes.get(edition.lang, own),
            ),
            look,
        )
        for edition in card.editions
    )


def site_cards(show: Show, look: Look) -> tuple[LinkCard, ...]:
    """Return what stands on the cards of the site's other pages, one for each language."""
    return tuple(
        _named(LinkCard(lang, show.title_in(lang), "", f"{FOLDER}card-{lang.lower()}-"), look)
        for lang in dict.fromkeys((show.lang, *show.languages))
    )


def _named(card: LinkCard, look: Look) -> LinkCard:
    """Return a card whose path ends with a digest of all that is on it."""
    files = [file.sha256 for file in (look.artwork, *look.fonts) if file]
    recipe = repr((RECIPE, look.accent, files, card.lang, card.title, card.show, card.tape))
    digest = hashlib.sha256(recipe.encode()).hexdigest()[:8]
    return replace(card, path=f"{card.path}{digest}.jpg")


def _marks(sound: Production) -> tuple[tuple[float, float], ...]:
    if sound.duration <= 0 or len(sound.chapters) > MOST_MARKS:
        return ()
    return tuple(
        (
            round(chapter.start / sound.duration, 4),
            round((chapter.end - chapter.start) / sound.duration, 4),
        )
        for chapter in sound.chapters
    )


@step(version=1)
def render_link_card(folder: Path, look: Look, card: LinkCard) -> tuple[Output, ...]:
    """Return the picture, written below ``folder``; none where there would be nothing on it."""
    data = drawn(look, card)
    return (site_file(folder, card.path, data),) if data else ()


def drawn(look: Look, card: LinkCard) -> bytes:
    """Return the card as a JPEG; nothing where there is neither artwork nor a letter to draw."""
    paper = PAPER["light"]
    is_rtl = direction(card.lang) == "rtl"
    artwork = _squared(look.artwork) if look.artwork else None
    left = EDGE if artwork is None or not is_rtl else HEIGHT + EDGE
    width = WIDTH - 2 * EDGE - (HEIGHT if artwork else 0)
    fonts = (*(file.path.read_bytes() for file in look.fonts), *lettering.shipped())
    name = _fit(card.show, fonts, card.lang, width, 44, NAME)
    title = _fit(card.title, fonts, card.lang, width, HEIGHT - 4 * EDGE - 20, TITLE)
    if artwork is None and title is None:
        return b""
    image = Image.new("RGB", (WIDTH, HEIGHT), paper)
    if artwork is not None:
        image.paste(artwork, (0 if is_rtl else WIDTH - HEIGHT, 0))
    draw = ImageDraw.Draw(image)
    shadow = mixed(look.accent, paper, 0.35)
    if name is not None:  # the name as it stands above every page: with a shadow of the accent
        _put(draw, name, left + 3, EDGE - 5, width, is_rtl, shadow)
        _put(draw, name, left, EDGE - 8, width, is_rtl, INK)
    if title is not None:
        top = EDGE + 76
        draw.rectangle((left, top - 18, left + width, top - 17), fill=INK)
        _put(draw, title, left, top + 8, width, is_rtl, INK)
    _tape(draw, card.tape, left, width, is_rtl, look.accent)
    stream = BytesIO()
    image.save(stream, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return stream.getvalue()


def _fit(
    words: str, fonts: lettering.Fonts, lang: str, width: int, height: int, sizes: tuple[int, ...]
) -> lettering.Setting | None:
    return lettering.fitted(words, fonts, direction(lang), width=width, height=height, sizes=sizes)


def _put(
    draw: ImageDraw.ImageDraw, words: lettering.Setting, left: int, top: int, width: int,
    is_rtl: bool, ink: str,
) -> None:  # fmt: skip
    font = lettering.sized(words.font, words.size)
    at = left + width if is_rtl else left
    for number, line in enumerate(words.lines):
        anchor = "ra" if is_rtl else "la"
        draw.text((at, top + number * words.leading), line, font=font, fill=ink, anchor=anchor)


def _tape(
    draw: ImageDraw.ImageDraw, marks: tuple[tuple[float, float], ...], left: int, width: int,
    is_rtl: bool, accent: str,
) -> None:  # fmt: skip
    """Draw the chapters as the player does: each as long as it is heard."""
    bottom = HEIGHT - EDGE
    for start, length in marks or ((0.0, 1.0),):
        first, last = left + start * width, left + (start + length) * width
        if is_rtl:
            first, last = 2 * left + width - last, 2 * left + width - first
        draw.rectangle((round(first), bottom - TAPE, max(round(first), round(last) - 4), bottom),
                       fill=accent)  # fmt: skip


@lru_cache(maxsize=2)
def _squared(file: File) -> Image.Image | None:
    image = pictures.opened(file)
    if image is None:
        return None
    small = pictures.squared(image, HEIGHT)
    if small.width < HEIGHT:
        small = small.resize((HEIGHT, HEIGHT), Image.Resampling.LANCZOS)
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, PAPER["light"])
        paper.paste(small, mask=small.getchannel("A"))
        return paper
    return small
