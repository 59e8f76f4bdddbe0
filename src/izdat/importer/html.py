"""A saved web page → passages. What is not the page's main text is left out, and told."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from izdat.importer import wording
from izdat.importer.header import page_title
from izdat.importer.passage import Decision, Mark, MarkKind, Passage, PassageKind, Source

# Never words of the text, whatever they hold.
SILENT = frozenset(
    (
        "script style noscript template svg math iframe object embed canvas audio "
        "video source track head link meta title"
    ).split()
)
# The page's own furniture: its words are left out and told.
FURNITURE = frozenset(
    "nav footer aside form button select textarea input label menu dialog".split()
)
FURNITURE_ROLES = frozenset(
    "navigation banner contentinfo search complementary menu dialog alert".split()
)
FURNITURE_NAMES = re.compile(
    (
        r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|share|sharing|sharedaddy"
        r"|social|cookies?|consent|newsletter|subscribe|comments?|respond|related|relatedposts"
        r"|pagination|pager|skip-link|screen-reader-text|visually-hidden|sr-only|advert|ads|promo"
        r"|entry-meta|post-meta|article-meta|posted-on|byline|cat-links|tags-links|post-tags"
        r"|article-tag|author-(?:bio|box|card|name)|toolbar|top-?bar|popup|modal"
        r"|footer|colophon|copyright"
        r"|player|powerpress|audio-(?:card|title|duration|player))(?:[-_ ]|$)"
    ),
    re.IGNORECASE,
)
PLAYERS = re.compile(r"player|powerpress|audio", re.IGNORECASE)
MOST_FURNITURE = 0.4  # of the main text's words; what holds more is the text, whatever its name
BLOCKS = frozenset(
    (
        "p div section article main header h1 h2 h3 h4 h5 h6 ul ol li dl dt dd "
        "blockquote pre table tr td th tbody thead figure figcaption hr address "
        "center details summary body html fieldset nav aside footer form"
    ).split()
)
STRONG, EMPHASIS = frozenset({"b", "strong"}), frozenset({"i", "em", "cite"})
DEEPEST = 120  # elements inside one another; three calls each, of Python's thousand


@dataclass(slots=True)
class Walk:
    """Gathers passages while the tree is walked, depth first."""

    passages: list[Passage] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    line: int = 0
    lines: list[tuple[int, int]] = field(default_factory=list)  # (offset, line) after line breaks
    kind: PassageKind = "text"
    level: int = 0
    number: int = 0
    gap: int = 1
    left_out: set[etree._Element] = field(default_factory=set)
    words: int = 0  # of the main element
    players: list[str] = field(default_factory=list)  # what stands in players that are left out

    def say(self, text: str | None, line: int) -> None:
        if not text:
            return
        folded = re.sub(r"[ \t\n\r\f]+", " ", text.replace("\ufeff", ""))
        if self.text.endswith((" ", "\n")) or not self.text:
            folded = folded.lstrip(" ")
        if folded and not self.text.strip():
            self.line = line
        elif folded.strip() and self.text.endswith("\n"):
            lead = text[: len(text) - len(text.lstrip())]
            self.lines.append((len(self.text), line + lead.count("\n")))
        self.text += folded

    def close(self) -> None:
        """End the passage; a line break inside it parts it, as lines of verse or of an address."""
        whole, marks, starts = self.text, self.marks, self.lines
        self.text, self.marks, self.lines = "", [], []
        lines = whole.split("\n")
        at, first = 0, True
        for line in lines:
            text = line.strip()
            if text:
                lead = at + len(line) - len(line.lstrip())
                own = tuple(
                    Mark(max(0, m.start - lead), min(len(text), m.end - lead), m.kind, m.href)
                    for m in marks
                    if m.start < lead + len(text) and m.end > lead
                )
                gap = self.gap if first else 0
                level = self.number if self.kind == "numbered" else self.level
                number = max((n for start, n in starts if start <= lead), default=self.line)
                self.passages.append(Passage(number, text, gap, self.kind, level, marks=own))
                first, self.gap = False, 1
            at += len(line) + 1


def read_html(text: str) -> Source:
    """Return the main text of a page: headings, lists, quotations, links, bold and italics.

    The parser reads nothing from elsewhere: no entities, no network, no huge trees.
    """
    parser = lxml_html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return Source("html", ())
    main = _main(root)
    walk = Walk(words=_words(main))
    walk.decisions += _outside(root, main)
    _element(walk, main, depth=0)
    walk.close()
    lang = (
        (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
        .split("-")[0]
        .lower()
    )
    return Source(
        "html",
        tuple(walk.passages),
        tuple(walk.decisions),
        lang=lang if re.fullmatch("[a-z]{2,3}", lang) else "",
        title=_title(root),
        lost=_lost(walk, main),
        players=tuple(walk.players),
    )


def _title(root: etree._Element) -> str:
    """Return the page's title as its head gives it, without the site's name."""
    for path in (".//meta[@property='og:title']", ".//title"):
        for element in root.findall(path):
            if title := (element.get("content") or element.text or "").strip():
                return page_title(title)
    return ""


def _lost(walk: Walk, main: etree._Element) -> str:
    """Return where the passages part from the page's text, read a second way; "": nowhere.

    Letters are compared, not words: a page may hold one word in two elements.
    """
    said: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(main, events=("start", "end")):
        is_silent = (
            element.tag in SILENT or element in walk.left_out or not isinstance(element.tag, str)
        )
        if event == "start":
            silent += is_silent
            if not silent:
                said.append(element.text or "")
        else:
            silent -= is_silent
            if not silent and element is not main:
                said.append(element.tail or "")
    kept = "".join("".join(p.text.split()) for p in walk.passages if p.kind != "rule")
    whole = "".join("".join(said).replace("\ufeff", "").split())
    if kept == whole:
        return ""
    at = next(
        (i for i, (a, b) in enumerate(zip(kept, whole, strict=False)) if a != b),
        min(len(kept), len(whole)),
    )
    return whole[at : at + 40] or kept[at : at + 40]


def _line(element: etree._Element, above: int) -> int:
    """Return the element's line; libxml2 counts to 65,535 in old versions, and not in all."""
    line = element.sourceline
    return line if isinstance(line, int) else above


def _words(element: etree._Element) -> int:
    return sum(len(text.split()) for text in _texts(element))


def _texts(element: etree._Element) -> Iterator[str]:
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in SILENT and node.text:
            yield node.text
        if node is not element and node.tail:
            parent = node.getparent()
            if parent is not None and parent.tag not in SILENT:
                yield node.tail


def _main(root: etree._Element) -> etree._Element:
    """Return the element that holds the page's text: named so by the page, or the fullest."""
    body = root.find(".//body")
    body = root if body is None else body
    whole = _words(body)
    for path in (".//main", ".//*[@role='main']", ".//*[@itemprop='articleBody']", ".//article"):
        found = body.findall(path)
        fullest = max(found, key=_words, default=body)
        others = sum(_words(e) for e in found if e is not fullest and fullest not in e.iter())
        words = _words(fullest)
        if found and others * 2 <= words and (words * 2 >= whole or words >= 150):
            return fullest
    return body


def _outside(root: etree._Element, main: etree._Element) -> list[Decision]:
    """Tell of everything that stands beside the main text, and of what holds no words at all."""
    decisions = []
    element = main
    while (parent := element.getparent()) is not None and parent.tag != "html":
        for other in parent:
            words = 0 if other is element or other.tag in SILENT else _words(other)
            if words:
                decisions.append(_left_out(other, words, "stands outside the page's main text"))
        element = parent
    silent = Counter(str(e.tag) for e in root.iter() if e.tag in ("script", "style", "iframe"))
    if silent:
        told = ", ".join(f"{n} <{tag}>" for tag, n in sorted(silent.items()))
        decisions.append(Decision(0, "no-words", f"{told}: left out", 1.0))
    return decisions


def _left_out(element: etree._Element, words: int, why: str) -> Decision:
    shown = wording.shown(" ".join(" ".join(_texts(element)).split()))
    return Decision(
        _line(element, 0),
        "page-furniture",
        f"<{element.tag}> with {words} words, “{shown}”, {why}: left out",
        0.85,
        "copy the words from the page",
    )


def _kept(element: etree._Element, words: int) -> Decision:
    return Decision(
        _line(element, 0),
        "kept-furniture",
        f"<{element.tag}> is named or hidden like a part of the page around the text, but holds"
        f" {words} words, the most of it: kept",
        0.7,
        "take out of `episode.md` what is not the episode's",
    )


def _names(element: etree._Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _is_furniture(element: etree._Element) -> bool:
    if element.tag in FURNITURE or element.get("role", "").lower() in FURNITURE_ROLES:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if re.search(r"display:\s*none", element.get("style", "")):
        return True
    return element.tag not in ("main", "article", "body") and bool(
        FURNITURE_NAMES.search(_names(element))
    )


def _element(walk: Walk, element: etree._Element, *, depth: int) -> None:
    """Take an element's words; a tail belongs to the parent and is taken there."""
    tag = element.tag
    line = _line(element, 0)
    if not isinstance(tag, str) or tag in SILENT:
        return
    if depth > DEEPEST:
        walk.left_out.add(element)
        walk.decisions.append(
            Decision(
                line,
                "too-deep",
                f"{_words(element)} words stand in more than {DEEPEST} elements: left out",
                0.9,
                "copy them from the page",
            )
        )
        return
    if depth and _is_furniture(element):
        words = _words(element)
        if words <= MOST_FURNITURE * walk.words or element.tag in ("select", "textarea"):
            if words:
                walk.decisions.append(_left_out(element, words, "is no part of the text"))
            if PLAYERS.search(_names(element)):
                walk.players.append(" ".join(" ".join(_texts(element)).split()))
            walk.left_out.add(element)
            return
        walk.decisions.append(_kept(element, words))
    if tag == "br":
        walk.text = walk.text.rstrip(" ") + ("\n" if walk.text.strip() else "")
        return
    if tag == "hr":
        walk.close()
        walk.passages.append(Passage(line, "* * *", 1, "rule"))
        return
    if tag in BLOCKS:
        _block(walk, element, line=line, depth=depth)
        return
    start = len(walk.text)
    _children(walk, element, line=line, depth=depth)
    _mark(walk, element, start)


def _mark(walk: Walk, element: etree._Element, start: int) -> None:
    kind: MarkKind
    if element.tag == "a":
        kind = "link"
    elif element.tag in STRONG:
        kind = "strong"
    elif element.tag in EMPHASIS:
        kind = "emphasis"
    else:
        return
    if start < len(walk.text) and walk.text[start:].strip():
        walk.marks.append(Mark(start, len(walk.text), kind, (element.get("href") or "").strip()))


def _children(walk: Walk, element: etree._Element, *, line: int, depth: int) -> None:
    walk.say(element.text, line)
    for child in element:
        _element(walk, child, depth=depth + 1)
        walk.say(child.tail, _line(child, line))


def _block(walk: Walk, element: etree._Element, *, line: int, depth: int) -> None:
    walk.close()
    tag = str(element.tag)
    before = (walk.kind, walk.level, walk.number)
    if re.fullmatch("h[1-6]", tag):
        walk.kind, walk.level = "heading", int(tag[1])
    elif tag == "blockquote":
        walk.kind = "quote"
    elif tag in ("ul", "ol"):
        walk.number = (_integer(element.get("start"), 1) - 1) if tag == "ol" else 0
        walk.kind = "numbered" if tag == "ol" else "item"
    elif tag == "li":
        parent = element.getparent()
        walk.kind = "numbered" if parent is not None and parent.tag == "ol" else "item"
        walk.number += 1
        before = (before[0], before[1], walk.number)
    elif tag == "pre":
        walk.text = ""
    _children(walk, element, line=line, depth=depth)
    walk.close()
    walk.kind, walk.level, walk.number = before


def _integer(text: str | None, default: int) -> int:
    try:
        number = int(text or default)
    except ValueError:
        return default
    return number if 0 <= number < 10_000 else default
