"""Random text models, with everything in their words that Markdown could take for a mark."""

from dataclasses import replace

from hypothesis import strategies as st

from izdat.model.content import (
    Claim,
    Code,
    Emphasis,
    Event,
    Figure,
    Footnote,
    FootnoteRef,
    Foreign,
    Heading,
    LineBreak,
    Link,
    Listing,
    Note,
    Paragraph,
    Provenance,
    Quotation,
    Quoted,
    Rule,
    Segment,
    Stage,
    Strong,
    Supplied,
    Text,
    Verse,
    Withheld,
)

VOICES = ("host", "mira", "night-desk")
CLAIMS = ("c-one", "c-two", "c-three")
NOTES = ("lamp", "2", "engine.b")

HOSTILE = st.sampled_from(
    [
        "@", "@host: ", "[", "]", "{", "}", "*", "**", "_", "__", "`", "``", "#", "## ", ">", "> ",
        "1. ", "1)", "23.", "- ", "+ ", "-", "---", "===", "\\", "<", "<b>", "<!--", "&", "&amp;",
        "&#65;", "|", "|--|", "~", "~~~", '"', "'", "!", "(", ")", "(x)", ":", ": ", "^", "^x",
        "{.note}", "{.stage}", "[^lamp]", "[^2]:", "[a]: b", "http://a.b/c", "<https://a.b>",
        " ", "  ", "\t", "\n", "\u00a0", "\u2003", "\u3000", "\u200d", "مرحبا", "“", "”", "。",
        "日本", "é", "e\u0301", "🙂", "👩‍👩‍👧", "a", "b c", "word", "x_y", "5", "$", "%", "=", ".", "…",
        "```source", "    code", "!", "![a](b)", "\r", "\x00", "\u2028", "\x85",
    ]
)  # fmt: skip
words = st.lists(HOSTILE, min_size=1, max_size=6).map("".join) | st.text(max_size=8)
text = words.map(Text)
value = st.one_of(
    st.just(""),
    st.sampled_from(["homes", "a b", 'say "x"', "a\\b", "x/y", "[z]", "}", "`", "«да»", "a=b"]),
    st.text(alphabet='ab "\\{}[]`*é', max_size=6).map(lambda v: " ".join(v.split())),
)
when = st.sampled_from(["", "2031", "2031-04-02/2031-04-06", "203X", "2031-04-02/.."])
reference = st.sampled_from(["", *CLAIMS, "c-one c-two"])
lang = st.sampled_from(["fr", "ar", "zh-Hant", "ckb"])
href = st.sampled_from(
    ["https://a.b/c", "http://a.b/(c)", "mailto:a@b.c", "x.md#y", "?a=1&copy;=2", "a_b*c`d", "."]
)


def _containers(children: st.SearchStrategy) -> st.SearchStrategy:
    inside = st.lists(children, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        inside.map(Emphasis),
        inside.map(Strong),
        inside.map(Supplied),
        st.builds(Link, inside, href, value),
        st.builds(Foreign, inside, lang),
        st.builds(Note, inside, st.sampled_from(["editor", "translator"])),
        st.builds(
            Claim, inside, st.just(""), of=value, at=value, when=when, by=value,
            corrects=reference, disputes=reference, updates=reference, agrees=reference,
            src=value, n=value, op=value,
        ),
        st.builds(Event, inside, st.just(""), at=value, when=when, by=value, src=value),
        st.builds(Quoted, inside, st.just(""), by=value, when=when, src=value),
        st.builds(Withheld, inside, st.sampled_from(["p4", "someone"])),
    )  # fmt: skip


leaves = st.one_of(
    text, text, text, st.just(LineBreak()), words.map(Code), st.sampled_from(NOTES).map(FootnoteRef)
)
inline = st.recursive(leaves, _containers, max_leaves=8)
inlines = st.lists(inline, min_size=1, max_size=5).map(tuple)
voice = st.sampled_from(["", *VOICES])
at = st.none() | st.integers(0, 10_000_000).map(lambda ms: ms / 1000)
source = st.sampled_from(["", "", "call:3"])
paragraph = st.builds(Paragraph, inlines, voice, at, source)
leaf_blocks = st.one_of(
    paragraph,
    paragraph,
    st.builds(Verse, st.lists(inlines, min_size=1, max_size=3).map(tuple), voice, at, source),
    st.builds(Stage, inlines),
    st.builds(Heading, st.integers(3, 6), words, st.just("")),
    st.builds(Figure, st.sampled_from(["a.png", "a b(1).png", "<é>\\.png"]), words, words),
    st.just(Rule()),
)


def _blocks(children: st.SearchStrategy) -> st.SearchStrategy:
    some = st.lists(children, min_size=1, max_size=3).map(tuple)
    items = st.lists(some, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        some.map(Quotation),
        st.builds(Listing, items, st.none() | st.sampled_from([0, 1, 7, 999_999_998])),
    )


block = st.recursive(leaf_blocks, _blocks, max_leaves=5)
blocks = st.lists(block, max_size=4).map(tuple)
provenance = st.builds(
    Provenance, kind=st.sampled_from(["", "call", "song"]), by=st.sampled_from([(), ("host",)])
)
segments = st.lists(
    st.builds(Segment, st.just(""), words, provenance, blocks), min_size=1, max_size=3
)
footnotes = st.lists(
    st.builds(Footnote, st.just(""), st.lists(block, min_size=1, max_size=3).map(tuple)),
    min_size=len(NOTES),
    max_size=len(NOTES),
)


class Names:
    """Gives every node that needs one an id of its own; claims take the known ones first."""

    def __init__(self) -> None:
        self.count = 0
        self.claims = list(CLAIMS)

    def next(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}x"

    def of(self, node):  # type: ignore[no-untyped-def]  # any node, or a tuple of them
        if isinstance(node, tuple):
            return tuple(self.of(one) for one in node)
        if not hasattr(node, "__dataclass_fields__"):
            return node
        changes = {}
        for name in ("children", "blocks", "items", "lines"):
            if hasattr(node, name):
                changes[name] = self.of(getattr(node, name))
        if isinstance(node, Claim):
            changes["id"] = self.claims.pop(0) if self.claims else self.next("k")
        elif isinstance(node, Event | Heading | Segment):
            changes["id"] = self.next("k")
        return replace(node, **changes)
