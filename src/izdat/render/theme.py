"""A show's artwork and colours → the files that every page names.

Each name holds a prefix of the digest, so that a copy may be kept for ever.
"""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from izdat.model.colour import CONTRAST, contrast, least_contrast, luminance
from izdat.model.problem import Problem
from izdat.model.publication import Output, SiteFacts
from izdat.model.show import Show
from izdat.render import addresses, fonts, pictures
from izdat.render.frame import template_problems
from izdat.render.html import text
from izdat.render.site_file import FOLDER, named, site_file
from izdat.run.step import step

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
DESIGN = ("assets", "templates", "words")
# Published script → the sources that it is joined from, which share one function.
SCRIPTS = {"player": ("page", "words", "player"), "beside": ("beside",), "search": ("search",)}
KEEPER, WORKER = "offline", "worker"  # scripts of a show that lets episodes be kept
# Pixels: feeds want 1400 to 3000; previews 1200; pages 600 and 300 (two for each of 300 and 150).
ARTWORK = (3000, 1400, 1200, 600, 300)


@step(version=2)
def render_assets(
    folder: Path, show: Show, design: str = ""
) -> tuple[SiteFacts, tuple[Output, ...]]:
    """Return the names of stylesheet, script, icon and artwork, and these, below ``folder``.

    ``design``: of ``design()``. It goes into what every page is made from, so that a changed
    template or word makes the pages anew.
    """
    own_fonts, faces = fonts.render_fonts(folder, show.theme.fonts)
    style = (ASSETS / "style.css").read_text("utf-8") + accents(show) + faces
    claims = (ASSETS / "claims.css").read_text("utf-8")
    outputs = [
        *own_fonts,
        named(folder, "style", ".css", compact(style).encode()),
        named(folder, "claims", ".css", compact(claims).encode()),
        *(named(folder, stem, ".js", script(*names)) for stem, names in SCRIPTS.items()),
        named(folder, "icon", ".svg", icon(show).encode()),
    ]
    if show.offline:
        outputs.append(named(folder, KEEPER, ".js", script(KEEPER)))
        outputs.append(site_file(folder, addresses.WORKER, script(WORKER)))
    image = pictures.opened(show.image) if show.image else None
    if image is not None:
        for side in ARTWORK:
            if side <= min(image.size) or side == ARTWORK[-1] or _is_whole(side, image.size):
                made = pictures.encoded(pictures.squared(image, side), side, keep_png=False)
                outputs.append(named(folder, f"artwork-{made.width}", ".jpg", made.data))
    written = tuple(sorted(outputs, key=lambda output: output.path))
    return replace(site_facts(written), design=design), written


def theme_problems(show: Show) -> tuple[Problem, ...]:
    """Return why the show's own fonts and templates cannot be used."""
    return (*fonts.font_problems(show.theme.fonts), *template_problems(show))


def design() -> str:
    """Return a digest of the templates, styles, scripts and words that pages are made with."""
    digest = hashlib.sha256()
    for file in sorted(each for name in DESIGN for each in (HERE / name).rglob("*.*")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def site_facts(assets: tuple[Output, ...]) -> SiteFacts:
    """Return the names of what ``render_assets`` wrote, for the other steps."""

    def one(stem: str) -> str:
        found = (each.path for each in assets if each.path.startswith(f"{FOLDER}{stem}-"))
        return next(found, "")

    artwork = {}
    for each in assets:
        found = re.fullmatch(rf"{FOLDER}artwork-(\d+)-[0-9a-f]+\.jpg", each.path)
        if found:
            artwork[int(found[1])] = each.path
    return SiteFacts(
        stylesheet=one("style"),
        script=one("player"),
        beside=one("beside"),
        finder=one("search"),
        keeper=one(KEEPER),
        icon=one("icon"),
        claims_sheet=one("claims"),
        artwork=tuple(sorted(artwork.items(), reverse=True)),
    )


def accents(show: Show) -> str:
    """Return the rules for the show's own colours, each only where its text can be read.

    Paper is printed in black.
    """
    light, dark = show.theme.accent, show.theme.accent_dark
    is_dark = bool(dark) and least_contrast(dark, "dark") >= CONTRAST
    rules = ""
    if light and least_contrast(light, "light") >= CONTRAST:
        # It must not reach the dark scheme, which has the house's where the show has none.
        where = "screen" if is_dark else "screen and (prefers-color-scheme:light)"
        rules += f"@media {where}{{:root{{--accent:{light}}}}}\n"
    if is_dark:
        rules += f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}\n"
    return rules


def icon(show: Show) -> str:
    """Return the show's first letter on its colour, as SVG."""
    colour = show.theme.accent if luminance(show.theme.accent) is not None else "#27408b"
    ink = "#fff" if contrast("#fff", colour) >= CONTRAST else "#000"
    letter = next((character for character in show.title if character.isalnum()), "i").upper()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="4" fill="{colour}"/>'
        f'<text x="16" y="23" font-family="monospace" font-size="20" font-weight="bold"'
        f' text-anchor="middle" fill="{ink}">{text(letter)}</text></svg>\n'
    )


def without_comments(style: str) -> str:
    """Return a stylesheet or a script without its comments and its indents."""
    bare = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip()) + "\n"


def compact(style: str) -> str:
    """Return a stylesheet without what only its authors need: comments, indents, spaces.

    It has no brace, comma or semicolon in a string.
    """
    bare = re.sub(r"\s*([{};,])\s*|\s+(>)\s+|\s+(?=!)", r"\1\2", without_comments(style))
    return re.sub(r"([a-z]): ", r"\1:", bare.replace(";}", "}"))


def script(*names: str) -> bytes:
    """Return scripts of ``assets`` joined in one function, without their comments and indents.

    They hold no string or expression with ``/*`` in it.
    """
    joined = "\n".join((ASSETS / f"{name}.js").read_text("utf-8") for name in names)
    return f'(() => {{\n"use strict";\n{without_comments(joined)}}})();\n'.encode()


def _is_whole(side: int, size: tuple[int, int]) -> bool:
    """Say whether ``side`` is the first size that takes the whole of a smaller picture."""
    return side == min((each for each in ARTWORK if each >= min(size)), default=0)
