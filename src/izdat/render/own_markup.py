"""What a show's own template wrote for paper or for a book → what of it may not stand there.

A page has a policy by which a browser loads nothing and runs nothing, whatever stands in it. What
sets a zine, and what reads a book, know no such policy: so what they get is looked through. izdat's
own templates are not.
"""

from collections.abc import Collection, Iterator
from typing import cast

from lxml import etree

from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.show import Template
from izdat.render.html import is_safe
from izdat.render.own_templates import BrokenTemplate

ELEMENTS = frozenset(
    "html head title body header footer main nav section article aside div p h1 h2 h3 h4 h5 h6 "
    "ol ul li dl dt dd figure figcaption blockquote pre hr br a abbr b bdi bdo cite code del dfn "
    "em i img ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr "
    "table caption colgroup col thead tbody tfoot tr th td".split()
)
ATTRIBUTES = frozenset(
    "id class lang dir title role hidden alt width height datetime start reversed value scope "
    "headers colspan rowspan hreflang rel "
    "{http://www.w3.org/XML/1998/namespace}lang {http://www.idpf.org/2007/ops}type".split()
)
# What stands in a head, word for word.
HEAD = frozenset(
    {
        ("meta", (("charset", "utf-8"),)),
        ("link", (("href", "style.css"), ("rel", "stylesheet"), ("type", "text/css"))),
    }
)
XHTML = "{http://www.w3.org/1999/xhtml}"
DEEPEST = 60  # elements in one another; izdat's own have ten


def taking_part(templates: tuple[Template, ...], *names: str) -> Template | None:
    """Return the first of ``names`` that the show has a template of its own for."""
    own = {template.name: template for template in templates}
    return next((own[name] for name in names if name in own), None)


def refuse(template: Template, message: str) -> BrokenTemplate:
    """Return that what a template wrote cannot be used."""
    hint = "docs/theme.md tells what may stand in a zine and in a book"
    return BrokenTemplate(Problem("template-broken", Place(template.path), message[:300], hint))


def check_markup(
    template: Template,
    root: etree._Element,
    *,
    pictures: Collection[str],
    links: Collection[str] | None = (),
) -> None:
    """Raise ``BrokenTemplate`` where a document holds what it may not.

    ``pictures``: the addresses that it may show; ``links``: those that it may lead to, beside
    places in itself and the web. None: whoever has the document next sees to its links.
    """
    for fault in _faults(root, pictures, links):
        raise refuse(template, f"what this template writes is not for paper or books: {fault}")


def _faults(
    root: etree._Element, pictures: Collection[str], links: Collection[str] | None
) -> Iterator[str]:
    ids: set[str] = set()
    for element, depth in _with_depth(root):
        if depth > DEEPEST:
            yield f"more than {DEEPEST} elements within one another"
        if not isinstance(element.tag, str):
            if element.tag is not etree.Comment:
                yield f"an entity or an instruction: {str(element)[:40]}"
            continue
        name = element.tag.removeprefix(XHTML)  # what is of another namespace keeps its own
        if (name, tuple(sorted(element.items()))) in HEAD:
            continue
        if name not in ELEMENTS:
            yield f"<{name}>"
        for key, value in cast("list[tuple[str, str]]", element.items()):
            if key == "src" and name == "img":
                if value not in pictures:
                    yield f"a picture that is not of the episode, {value}"
            elif key == "href" and name == "a":
                if links is not None and not _leads_well(value, links):
                    yield f"a link to {value}"
            elif key not in ATTRIBUTES and not key.startswith("aria-"):
                yield f"{key}= in <{name}>"
        if (own := element.get("id")) is not None:
            if own in ids:
                yield f"the id {own} twice"
            ids.add(own)


def _with_depth(root: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """Yield each node, in any order, with how many stand around it."""
    waiting = [(root, 0)]
    while waiting:
        element, depth = waiting.pop()
        yield element, depth
        if depth <= DEEPEST:
            waiting.extend((child, depth + 1) for child in element)


def _leads_well(href: str, links: Collection[str]) -> bool:
    is_elsewhere = href.startswith(("http://", "https://", "mailto:")) and is_safe(href)
    return href.startswith("#") or href in links or is_elsewhere
