"""A page's HTML → the same for paper: what can be clicked is gone, notes stand below the text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree, html

FOOTNOTE = "below"  # class of what the style puts at the foot of its page
AGAIN = "again"  # of what refers to a footnote that stands already
# Tools of a page, and what hangs on other pages.
_GONE = (
    "//*[contains(concat(' ', @class, ' '), ' tools ')]|//details|//a[@class='back']"
    "|//sup[contains(concat(' ', @class, ' '), ' rel ')]"
)
_KEPT = frozenset({"id", "class", "lang", "dir", "src", "alt", "href", "start", "datetime"})


@dataclass(slots=True)
class Notes:
    """The notes of a zine so far, numbered as the style counts them: as they follow one another."""

    count: int = 0
    numbers: dict[str, int] = field(default_factory=dict)  # by id, of those that have one


def on_paper(page: str, notes: str, prefix: str, counted: Notes) -> str:
    """Return a segment's HTML for paper.

    ``notes``: the items of the page's list of footnotes; each stands where it is first referred
    to, an editors' note where it stands. ``prefix``: before every id, since two episodes may have
    the same. ``counted``: the notes that stand already; those placed here are added. An address
    that a link leads to is told in a note.
    """
    tree = html.fragment_fromstring(page, create_parent="div")
    listed = html.fragment_fromstring(notes, create_parent="div")
    _drop(tree)
    _drop(listed)
    items = {item.get("id", ""): item for item in listed.iterchildren("li")}
    _place_times(tree)
    for note in tree.xpath("//span[@class='note u' or @class='note tn u']"):
        _unbracket(note)
        _close_up(note)
        note.set("class", FOOTNOTE)
    _place_footnotes(tree, items, {name.removeprefix(prefix) for name in counted.numbers})
    for link in list(tree.iter("a")):
        _print_link(link, prefix)
    for element in tree.iter(etree.Element):
        for name in set(element.attrib) - _KEPT:
            del element.attrib[name]
        if "id" in element.attrib:
            element.set("id", prefix + element.get("id", ""))
    _number(tree, counted)
    inner: str = html.tostring(tree, encoding="unicode")
    return inner.removeprefix("<div>").removesuffix("</div>")


def _number(tree: html.HtmlElement, counted: Notes) -> None:
    """Count the notes, and say the number of one that is referred to again."""
    for element in tree.iter("span", "a"):
        if element.get("class") == FOOTNOTE:
            counted.count += 1
            if "id" in element.attrib:
                counted.numbers[element.get("id", "")] = counted.count
        elif element.get("class") == AGAIN:
            element.text = str(counted.numbers.get(element.get("href", "")[1:], ""))


def _drop(tree: html.HtmlElement) -> None:
    for element in tree.xpath(_GONE):
        element.drop_tree()


def _place_times(tree: html.HtmlElement) -> None:
    """Put a time, which stands before its paragraph, into it: the style sets it beside."""
    for time in tree.xpath("//span[@class='at u']"):
        after = time.getnext()
        if after is None or after.tag not in ("p", "li") or (time.tail or "").strip():
            continue
        time.drop_tree()
        time.tail, after.text = after.text, None
        after.insert(0, time)


def _unbracket(note: html.HtmlElement) -> None:
    """Take the brackets from a note that is to stand below the text."""
    note.text = (note.text or "").removeprefix("[")
    if len(note):
        last = note[-1]
        last.tail = (last.tail or "").removesuffix("]")
    else:
        note.text = note.text.removesuffix("]")


def _close_up(note: html.HtmlElement) -> None:
    """Take the blank before a note away: its number stands close to what it is about."""
    before, parent = note.getprevious(), note.getparent()
    if before is not None:
        before.tail = (before.tail or "").rstrip()
    elif parent is not None:
        parent.text = (parent.text or "").rstrip()


def _place_footnotes(
    tree: html.HtmlElement, items: Mapping[str, html.HtmlElement], placed: set[str]
) -> None:
    waiting = tree.xpath("//sup[@class='fn u']")
    while waiting:  # a footnote may refer to another, which then stands beside it
        reference = waiting.pop(0)
        link = reference.find("a")
        name = (link.get("href", "") if link is not None else "").removeprefix("#")
        item = items.get(name)
        if item is None or link is None:
            continue
        if name in placed:
            link.set("class", AGAIN)
            continue
        placed.add(name)
        note = html.Element("span", {"class": FOOTNOTE, "id": name})
        note.text = item.text
        for child in list(item):
            note.append(child)
        for block in note.iter("p", "ul", "ol", "li", "blockquote"):
            block.tag = "span"
            block.set("class", "part")
        note.tail = reference.tail
        reference.tail = None
        parent = reference.getparent()
        if parent is None:
            continue
        inside = any(each.get("class") == FOOTNOTE for each in reference.iterancestors())
        if inside:
            note.set("class", "inner")
        parent.replace(reference, note)
        waiting = [*note.xpath(".//sup[@class='fn u']"), *waiting]


def _print_link(link: html.HtmlElement, prefix: str) -> None:
    target = link.get("href", "")
    if link.get("class") == AGAIN:
        link.set("href", f"#{prefix}{target[1:]}")
        return
    scheme = urlsplit(target).scheme
    if scheme not in ("http", "https"):
        link.drop_tag()
        return
    said = "".join(link.itertext()).strip()
    shown = target.removeprefix("https://").removeprefix("http://").removesuffix("/")
    if said.removeprefix("https://").removeprefix("http://").removesuffix("/") == shown:
        return
    is_inside = any(each.get("class") == FOOTNOTE for each in link.iterancestors())
    note = html.Element("span", {"class": "inner" if is_inside else FOOTNOTE, "dir": "ltr"})
    address = html.Element("span", {"class": "address"})
    address.text = shown
    note.append(address)
    note.tail, link.tail = link.tail, None
    link.addnext(note)
