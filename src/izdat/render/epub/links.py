"""A page's links → a book's: within it, or to the web; ids and letters that XML allows."""

import re
from collections.abc import Mapping
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from izdat.render.epub.marked import XHTML
from izdat.render.html import is_safe

A = f"{{{XHTML}}}a"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HOST = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)*\.?(:\d{1,5})?")
# What no address may hold as it is (RFC 3986, section 2), and a % that no two digits follow.
_UNFIT = re.compile(r"[\x00-\x20\"<>\\^`{|}\x7f\[\]]|%(?![0-9A-Fa-f]{2})")


def without_controls(text: str) -> str:
    """Return ``text`` without what no XML may hold (XML 1.0, section 2.2)."""
    return _NOT_XML.sub("", text)


def xml_id(id: str) -> str:
    """Return an id that XML allows: a digit may not come first. No id of a text begins so."""
    return f"_{id}" if id[:1].isdigit() else id


def relink(root: etree._Element, page: str, known: Mapping[str, str]) -> None:
    """Turn the links of a document into a book's.

    ``page``: the full address of the page that the text is from; ``known``: the document in which
    each id stands. A link that leads nowhere keeps its words.
    """
    for link in root.iter(A):
        href = link.get("href")
        if href is None:
            continue
        where = _where(href, page, known)
        if where is None:
            del link.attrib["href"]
            for name in ("role", "aria-label", "hreflang", "title"):
                link.attrib.pop(name, "")
        else:
            link.set("href", where)


def _where(href: str, page: str, known: Mapping[str, str]) -> str | None:
    if href.startswith("#"):
        place = unquote(href[1:])
        return f"{known[place]}#{xml_id(place)}" if place in known else None
    if not is_safe(href):
        return None
    if urlsplit(href).scheme != "mailto":
        href = urljoin(page, href)
        if not _HOST.fullmatch(urlsplit(href).netloc):
            return None
    address, mark, rest = href.partition("#")
    return f"{_fit(address)}{mark}{_fit(rest).replace('#', '%23')}"


def _fit(part: str) -> str:
    return _UNFIT.sub(lambda found: f"%{ord(found[0]):02X}", part)
