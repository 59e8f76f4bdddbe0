"""HTML and a style → the pages of a PDF, by WeasyPrint, and what stands on which of them."""

import importlib
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from PIL import ImageFile

from izdat.model.file import File
from izdat.model.missing import Missing
from izdat.render.zine import fonts

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

REMEDY = "pip install 'izdat[zine]', and on Debian: apt install libpango-1.0-0 libpangoft2-1.0-0"
SCHEME = "izdat"  # of what a zine may hold: nothing else is opened, on a disk or elsewhere
VARIANT = "pdf/ua-1"
# Where fonts are read from, and what fontTools writes into them as the time of their last change.
CONFIGURATION, CLOCK = "FONTCONFIG_FILE", "SOURCE_DATE_EPOCH"


class MissingTypesetter(Missing):
    """WeasyPrint, its fonts, or Pango, the system's library that it sets text with."""


class NoLetters(Exception):
    """There are letters for which there is no font."""

    def __init__(self, letters: str) -> None:
        super().__init__(letters)
        self.letters = letters


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF, and where its places are."""

    pdf: bytes
    pages: int
    places: tuple[tuple[str, int], ...]  # (id, page from 1), as they follow one another


def typesetter() -> str:
    """Return what sets zines here, and each part's version: another one sets another zine.

    Raises ``MissingTypesetter``.
    """
    weasyprint = _weasyprint()
    from weasyprint.text.ffi import pango

    parts = [f"weasyprint {weasyprint.__version__}", f"pango {pango.pango_version()}"]
    return ", ".join((*parts, *fonts.wheel_versions()))


def typeset(
    html: str, style: str, resources: Mapping[str, bytes], own_fonts: tuple[File, ...]
) -> Typeset:
    """Return the PDF of ``html``; its pictures are ``izdat:NAME``, NAME a key of ``resources``.

    Raises ``NoLetters`` where no font has them, and ``MissingTypesetter``.
    """
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    with tempfile.TemporaryDirectory(prefix="izdat-zine-") as temporary:
        configuration, files = fonts.configured(Path(temporary), own_fonts)
        if missing := fonts.without_font("".join(set(html)), files):
            raise NoLetters(missing)
        own = fonts.families(file for file in files if file.parent.parent == Path(temporary))
        more = "".join(f', "{family.replace(chr(34), "")}"' for family in own)
        with _environment({CONFIGURATION: str(configuration), CLOCK: "0"}), _silent():
            configured = FontConfiguration()
            sheet = weasyprint.CSS(
                string=style.replace("/*own*/", more), font_config=configured,
                url_fetcher=_fetcher(resources),
            )  # fmt: skip
            document = weasyprint.HTML(
                string=html, base_url=f"{SCHEME}:", url_fetcher=_fetcher(resources)
            ).render(stylesheets=[sheet], font_config=configured, pdf_variant=VARIANT)
            pdf = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=b"izdat")
    places: dict[str, int] = {}  # what runs on over a page's end is where it begins
    for number, page in enumerate(document.pages, 1):
        found = sorted(page.anchors.items(), key=lambda item: (item[1][1], item[1][0], item[0]))
        for name, _ in found:
            places.setdefault(name, number)
    return Typeset(pdf, len(document.pages), tuple(places.items()))


def _fetcher(resources: Mapping[str, bytes]) -> "URLFetcher":
    """Return what gives WeasyPrint the pictures of a zine, and refuses every other address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]  # it has no types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            scheme, _, name = url.partition(":")
            if scheme != SCHEME or name not in resources:
                raise ValueError(f"a zine opens nothing of others: {url}")
            return URLFetcherResponse(url, resources[name])

    return Fetcher()


def _weasyprint() -> ModuleType:
    try:
        import pikepdf  # noqa: F401
        import segno  # noqa: F401

        fonts.wheel_folders()
        with _silent():
            weasyprint = importlib.import_module("weasyprint")
        # It sets this for the whole process; here what is cut off is refused (media/artwork.py).
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    except ModuleNotFoundError as error:
        raise MissingTypesetter(f"a zine needs {error.name or error}", REMEDY) from None
    except OSError:  # cffi's, where a library of the system cannot be opened
        raise MissingTypesetter("a zine needs the library Pango", REMEDY) from None
    return weasyprint


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables for as long as libraries read them."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _silent() -> Iterator[None]:
    """Keep WeasyPrint from writing on the terminal what it does not know of a style."""
    log = logging.getLogger("weasyprint")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
