"""What a template of a book wrote → its tree; and whether a show's own template wrote what it must.

The rest of a book leads into its documents and lights their words. So a template of the show's own
decides what stands around the text, and the text stands in it as izdat wrote it.
"""

import re
from collections.abc import Collection

from lxml import etree
from markupsafe import Markup

from izdat.model.show import Template
from izdat.render.epub.links import without_controls
from izdat.render.epub.marked import XHTML
from izdat.render.own_markup import check_markup, refuse

TITLE_ID = "_title"  # of a document's heading; no id of a text begins so
_OWN_IDS = frozenset({TITLE_ID, "_opening", "_heard"})  # that begin so, and a template may write
_VOID = re.compile(r"<(br|hr|img)\b([^<>]*?)/?>")  # the writers of pages write HTML
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_STAND_IN = f'<div xmlns="{XHTML}" id="_whole"/>'


def parsed(written: str) -> etree._Element:
    return etree.fromstring(_VOID.sub(r"<\1\2/>", without_controls(written)), _PARSER)


def check_written(
    own: Template,
    written: str,
    *,
    whole: tuple[str, Markup] | None = None,
    needs: Collection[str] = (),
    pictures: Collection[str] = (),
    links: Collection[str] | None = None,
) -> None:
    """Raise ``BrokenTemplate`` where what a show's own template wrote cannot be in a book.

    ``whole``: what must stand in it once, as it is, and by which name templates know it;
    ``needs``: ids that must be there; ``pictures``, ``links``: see ``check_markup``.
    """
    name, text = whole or ("", Markup(""))
    if text:
        if written.count(text) != 1:
            raise refuse(own, f"{{{{ {name} }}}} must stand in it once, and as it is")
        # What izdat wrote is not looked through.
        written = written.replace(text, _STAND_IN)
    try:
        root = parsed(written)
    except etree.XMLSyntaxError as error:
        raise refuse(own, f"a book is written in XML, and this is none: {error}") from None
    if root.tag != f"{{{XHTML}}}html" or root.getroottree().docinfo.internalDTD is not None:
        raise refuse(own, f'it must begin with <html xmlns="{XHTML}">')
    if not root.findtext(f"{{{XHTML}}}head/{{{XHTML}}}title", "").strip():
        raise refuse(own, "a document of a book has a <title> in its head")
    ids = {element.get("id", "") for element in root.iterfind(".//*[@id]")}
    if text and "_whole" not in ids:
        raise refuse(own, f"{{{{ {name} }}}} must stand in its body")
    if missing := [each for each in needs if each not in ids]:
        raise refuse(own, f'something must have id="{missing[0]}", since others lead there')
    if wrong := sorted(each for each in ids - _OWN_IDS - {"_whole"} if each.startswith("_")):
        raise refuse(own, f"an id that begins with “_” is izdat's: {wrong[0]}")
    check_markup(own, root, pictures=pictures, links=links)


def check_ids(own: Template, root: etree._Element) -> None:
    """Raise ``BrokenTemplate`` where two elements of a whole document have one id."""
    ids = [element.get("id", "") for element in root.iterfind(".//*[@id]")]
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise refuse(own, f"two elements have the id {twice}")
