"""Inlines → HTML. Everything that is not spoken carries the class ``u``.

Strings are joined by hand here, and escaped by hand, because a page has ten thousand words; the
frame around them is a template with automatic escaping.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from izdat.model.content import (
    Claim,
    Code,
    Emphasis,
    Event,
    FootnoteRef,
    Foreign,
    Inline,
    LineBreak,
    Link,
    Note,
    Quoted,
    Strong,
    Supplied,
    Text,
    Withheld,
)
from izdat.render.interface import Interface
from izdat.text.languages import direction

SCHEMES = frozenset({"http", "https", "mailto"})
CHANGED_NOTE = "changed_"  # id of the words that say what stands for a translation grown old
WITHHELD_NOTE = "withheld_"  # id of the words at the end that say why; no segment's id ends so


@dataclass(slots=True)
class Script:
    """What the text of one page is written with, and what it has used so far."""

    lang: str
    interface: Interface
    link: Callable[[str], str]  # a link of the episode's folder → one of this page
    footnotes: dict[str, int] = field(default_factory=dict)  # label → number, as first referred to
    references: dict[str, int] = field(default_factory=dict)  # label → how often referred to
    known_footnotes: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()  # their ids
    ids: set[str] = field(default_factory=set)
    number: int = 0  # of the paragraph last written, in its segment
    word_times: list[str] = field(default_factory=list)  # of each element with data-t, as written
    marks: set[str] = field(default_factory=set)  # "supplied", "note", "tn", "withheld",
    #   "unsure", "changed"
    told: Mapping[str, str] = field(default_factory=dict)  # claim's id → where it is told of

    def new_id(self, id: str) -> str:
        """Return the attribute ``id="…"``, or nothing if the page has that id already."""
        if not id or id in self.ids:
            return ""
        self.ids.add(id)
        return f' id="{quoted(id)}"'


def text(words: str) -> str:
    """Return ``words`` as HTML text."""
    if "&" in words:
        words = words.replace("&", "&amp;")
    if "<" in words:
        words = words.replace("<", "&lt;")
    if ">" in words:
        words = words.replace(">", "&gt;")
    return words


def quoted(words: str) -> str:
    """Return ``words`` as the value of an attribute in double quotes."""
    return text(words).replace('"', "&quot;")


def is_safe(href: str) -> bool:
    """Say whether a link may stand on a page: http, https, mailto, or within the site."""
    if any(ord(character) <= 32 for character in href) or href.startswith(("//", "\\", "/\\")):
        return False
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(parts.netloc)
    return parts.scheme in SCHEMES or (not parts.scheme and ":" not in parts.path.split("/")[0])


def inlines(nodes: tuple[Inline, ...], script: Script) -> str:
    """Return ``nodes`` as HTML."""
    if len(nodes) == 1 and type(nodes[0]) is Text:
        return text(nodes[0].text)
    return "".join([WRITERS[type(node)](node, script) for node in nodes])


def lang_attributes(lang: str, around: str) -> str:
    """Return `` lang="…" dir="…"`` for words in ``lang``; nothing where it is the one around."""
    if not lang or lang == around:
        return ""
    turned = "" if direction(lang) == direction(around) else f' dir="{direction(lang)}"'
    return f' lang="{quoted(lang)}"{turned}'


def _text(node: Text, script: Script) -> str:
    return text(node.text)


def _break(node: LineBreak, script: Script) -> str:
    return "<br>"


def _emphasis(node: Emphasis, script: Script) -> str:
    return f"<em>{inlines(node.children, script)}</em>"


def _strong(node: Strong, script: Script) -> str:
    return f"<strong>{inlines(node.children, script)}</strong>"


def _code(node: Code, script: Script) -> str:
    return f"<code>{text(node.text)}</code>"


def _link(node: Link, script: Script) -> str:
    words = inlines(node.children, script)
    if not is_safe(node.href):
        return words
    title = f' title="{quoted(node.title)}"' if node.title else ""
    return f'<a href="{quoted(script.link(node.href))}"{title}>{words}</a>'


def _foreign(node: Foreign, script: Script) -> str:
    around = script.lang
    attributes = lang_attributes(node.lang, around)
    script.lang = node.lang
    words = inlines(node.children, script)
    script.lang = around
    return f"<i{attributes}>{words}</i>"


def _supplied(node: Supplied, script: Script) -> str:
    script.marks.add("supplied")
    return f'<span class="supplied u">[{inlines(node.children, script)}]</span>'


def _note(node: Note, script: Script) -> str:
    words = inlines(node.children, script)
    if node.by == "translator":
        script.marks.add("tn")
        sign = script.interface.say("tr.")
        return f'<span class="note tn u" role="note">[{words} <small>—{sign}</small>]</span>'
    script.marks.add("note")
    return f'<span class="note u" role="note">[{words}]</span>'


def _footnote(node: FootnoteRef, script: Script) -> str:
    if node.label not in script.known_footnotes:
        return ""
    number = script.footnotes.setdefault(node.label, len(script.footnotes) + 1)
    times = script.references[node.label] = script.references.get(node.label, 0) + 1
    name = quoted(script.interface.plain("Footnote %(n)s", n=number))
    return (
        f'<sup class="fn u"><a href="#fn_{number}" id="fnref_{number}_{times}"'
        f' role="doc-noteref" aria-label="{name}">{number}</a></sup>'
    )


def _marked(kind: str) -> Callable[[Any, Script], str]:
    def write(node: Claim | Event | Quoted, script: Script) -> str:
        name = script.new_id(node.id)
        words = f'<span class="{kind}"{name}>{inlines(node.children, script)}</span>'
        if kind != "claim" or node.id not in script.told:
            return words
        why = quoted(script.interface.plain("Who says otherwise?"))
        link = quoted(script.told[node.id])
        return (
            f'{words}<sup class="u rel"><a class="why" href="{link}" aria-label="{why}">⇄</a></sup>'
        )

    return write


def _withheld(node: Withheld, script: Script) -> str:
    script.marks.add("withheld")
    why = quoted(script.interface.plain("Name withheld"))
    return (
        f'<span class="withheld">{inlines(node.children, script)}</span>'
        f'<sup class="u"><a class="why" href="#{WITHHELD_NOTE}" aria-label="{why}">°</a></sup>'
    )


WRITERS: dict[type, Callable[[Any, Script], str]] = {
    Text: _text,
    LineBreak: _break,
    Emphasis: _emphasis,
    Strong: _strong,
    Code: _code,
    Link: _link,
    Foreign: _foreign,
    Supplied: _supplied,
    Note: _note,
    FootnoteRef: _footnote,
    Claim: _marked("claim"),
    Event: _marked("event"),
    Quoted: _marked("quote"),
    Withheld: _withheld,
}
