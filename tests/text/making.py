"""Makes random text models, with everything in their words that Markdown could take for a mark.

From one seed, with ``random``: a hundred times faster than a strategy for every node.
"""

from random import Random

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

HOSTILE = (
    "@", "@host: ", "[", "]", "{", "}", "*", "**", "_", "__", "`", "``", "#", "## ", ">", "> ",
    "1. ", "1)", "23.", "- ", "+ ", "-", "---", "===", "\\", "<", "<b>", "<!--", "&", "&amp;",
    "&#65;", "|", "|--|", "~", "~~~", '"', "'", "!", "(", ")", "(x)", ":", ": ", "^", "^x",
    "{.note}", "{.stage}", "[^lamp]", "[^2]:", "[a]: b", "http://a.b/c", "<https://a.b>",
    " ", "  ", "\t", "\n", "\u00a0", "\u2003", "\u3000", "\u200d", "مرحبا", "“", "”", "。",
    "日本", "é", "e\u0301", "🙂", "👩‍👩‍👧", "a", "b c", "word", "x_y", "5", "$", "%", "=", ".", "…",
    "```source", "    code", "![a](b)", "\r", "\x00", "\u2028", "\x85", "\u202e", "İ", "ß",
)  # fmt: skip
VALUES = (
    "", "", "", "homes", "a b", 'say "x"', "a\\b", "x/y", "[z]", "}", "`", "«да»", "a=b", "\\", "é",
)  # fmt: skip
HREFS = (
    "https://a.b/c", "http://a.b/(c)", "mailto:a@b.c", "x.md#y", "?a=1&copy;=2", "a_b*c`d", ".",
    "https://é.x/[1]", "https://a.b/&#65;",
)  # fmt: skip
WHENS = ("", "", "2031", "2031-04-02/2031-04-06", "203X", "2031-04-02/..")


class Maker:
    """Makes one body; every id in it is its own."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def body(self) -> tuple[list[Segment], list[Footnote]]:
        first = Paragraph(
            (
                *(Claim((Text("x"),), name) for name in CLAIMS),
                *(FootnoteRef(label) for label in NOTES),
            )
        )
        segments = []
        for index in range(self.random.randint(1, 3)):
            blocks = tuple(self.block(2) for _ in range(self.random.randint(0, 4)))
            kind = self.random.choice(("", "call", "song"))
            own = (first, *blocks) if not index else blocks
            title = "T" + self.words()
            segments.append(Segment(self.name(), title, Provenance(kind=kind), own))
        notes = []
        for label in NOTES:
            blocks = tuple(self.block(2) for _ in range(self.random.randint(0, 2)))
            notes.append(Footnote(label, (*blocks, Paragraph((Text("x"),)))))
        return segments, notes

    def name(self) -> str:
        self.count += 1
        return f"k{self.count}x"

    def words(self) -> str:
        return "".join(self.random.choice(HOSTILE) for _ in range(self.random.randint(1, 5)))

    def inlines(self, depth: int = 3) -> tuple:
        return tuple(self.inline(depth) for _ in range(self.random.randint(1, 4)))

    def inline(self, depth: int):  # type: ignore[no-untyped-def]  # any inline
        pick, value = self.random.choice, lambda: self.random.choice(VALUES)
        kind = self.random.randint(0, 17 if depth else 7)
        if kind <= 4:
            return Text(self.words())
        if kind == 5:
            return LineBreak()
        if kind == 6:
            return Code(self.words().replace("]:", "]"))  # see text/normal.py
        if kind == 7:
            return FootnoteRef(pick(NOTES))
        inner = self.inlines(depth - 1)
        if kind <= 10:
            return Emphasis(inner)
        if kind <= 12:
            return Strong(inner)
        if kind == 13:
            return pick((Supplied(inner), Withheld(inner, "p4"), Note(inner, "translator")))
        if kind == 14:
            return Link(inner, pick(HREFS), value())
        if kind == 15:
            return pick((Foreign(inner, "zh-Hant"), Note(inner)))
        if kind == 16:
            return Claim(
                inner, self.name(), of=pick(("", "homes", "Homes_2")), at=value(),
                when=pick(WHENS), by=value(), corrects=pick(("", *CLAIMS, "c-one c-two")),
                src=value(), n=value(), op=value(),
            )  # fmt: skip
        quoted = Quoted(inner, pick(("", self.name())), by=value(), src=value())
        return pick((quoted, Event(inner, self.name(), at=value(), when=pick(WHENS), by=value())))

    def block(self, depth: int):  # type: ignore[no-untyped-def]  # any block
        pick = self.random.choice
        voice, source = pick(("", *VOICES)), pick(("", "", "call:3"))
        at = pick((None, None, self.random.randint(0, 10_000_000) / 1000))
        kind = self.random.randint(0, 11 if depth else 8)
        if kind <= 3:
            return Paragraph(self.inlines(), voice, at, source)
        if kind == 4:
            lines = tuple(self.inlines() for _ in range(self.random.randint(1, 3)))
            return Verse(lines, voice, at, source)
        if kind == 5:
            return Stage(self.inlines())
        if kind == 6:
            return Heading(self.random.randint(3, 6), self.words(), pick(("", self.name())))
        if kind == 7:
            src = pick(("a.png", "a b(1).png", "<é>\\.png", "&amp;.png"))
            return Figure(src, self.words(), self.words())
        if kind == 8:
            return Rule()
        many = self.random.randint(1, 3)
        if kind == 9:
            return Quotation(tuple(self.block(depth - 1) for _ in range(many)))
        items = tuple(
            tuple(self.block(depth - 1) for _ in range(self.random.randint(0, 2)))
            for _ in range(many)
        )
        return Listing(items, pick((None, None, 0, 1, 7, 999_999_998)))
