"""The one writer of RSS: its namespaces, and elements whose text XML can hold."""

import re
from functools import cache

from lxml import etree
from lxml.etree import _Element

# Clients compare these letter by letter: no slash more or less.
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}

# XML 1.0, section 2.2: what is no character of a document.
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def new_rss() -> tuple[_Element, _Element]:
    """Return an empty ``rss`` element and its ``channel``."""
    rss = etree.Element("rss", {"version": "2.0"}, nsmap=NAMESPACES)
    return rss, etree.SubElement(rss, "channel")


def add(parent: _Element, tag: str, text: str = "", /, **attributes: str) -> _Element:
    """Append ``tag``, ``title`` or ``itunes:title``, with its text and attributes.

    An empty attribute is left out. An underscore in an attribute's name stands for a hyphen.
    """
    element = etree.SubElement(parent, _name(tag))
    if text:
        element.text = characters(text)
    for name, value in attributes.items():
        if value:
            element.set(name.rstrip("_").replace("_", "-"), characters(value))
    return element


def add_text(parent: _Element, tag: str, text: str, /, **attributes: str) -> None:
    """Append ``tag`` if there is a text for it."""
    if text:
        add(parent, tag, text, **attributes)


def characters(text: str) -> str:
    """Return ``text`` without what no XML document may hold."""
    return _NO_CHARACTER.sub("", text)


def cut_text(text: str, most: int) -> str:
    """Return ``text`` in at most ``most`` bytes of UTF-8, cut at a word, with an ellipsis."""
    data = text.encode()
    if len(data) <= most:
        return text
    kept = data[: most - len("…".encode())].decode(errors="ignore")
    word = re.match(r"(?s).*(?=\s)", kept)
    return (word[0] if word and word[0].strip() else kept).rstrip() + "…"


@cache
def _name(tag: str) -> str:
    prefix, colon, local = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else tag
