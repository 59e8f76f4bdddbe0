"""What somebody may send to cost time. The work may grow with the text, not with its square."""

import time
from collections.abc import Callable

import pytest

from izdat.text.markdown import Body, parse_body

SMALL, LARGE = 4_000, 24_000  # characters: six times the text; a square would take 36 times as long
MOST = 24  # times as long: what outgrows a cache that others use too has taken 19
SHORTEST = 0.010  # seconds of processor time, under which a ratio says nothing


def repeated(unit: str) -> Callable[[int], str]:
    return lambda size: unit * (size // len(unit))


def nested(opening: str, closing: str) -> Callable[[int], str]:
    def make(size: int) -> str:
        count = size // (len(opening) + len(closing))
        return opening * count + "a" + closing * count

    return make


def stairs(size: int) -> str:
    """Return lists inside lists, each two columns further in."""
    lines: list[str] = []
    total = 0
    while total < size:
        lines.append("  " * len(lines) + "- x\n")
        total += len(lines[-1])
    return "\n\n" + "".join(lines)


def footnotes(size: int) -> str:
    count = size // 30
    named = "".join(f"x[^{n}]\n\n" for n in range(count))
    return named + "".join(f"[^{n}]: n\n\n" for n in range(count))


def claims(size: int) -> str:
    return " ".join(f"[x]{{.claim #c{n} of=x disputes=d{n}}}" for n in range(size // 30))


def backticks(size: int) -> str:
    return " ".join("`" * n for n in range(1, int((2 * size) ** 0.5)))


UNITS = (
    "[a]{", "[a]{x=", '[a]{x="', "[x]{.claim ", "[x]{.claim #c when=", "[x]{#a ", "[x]{.a ",
    "[x]{.claim}", "[x]{#a}", "]{", "{", "}", "{.claim ", "\n{.stage}\n", "\n{",
    "[a](", "[a](<", '[a](b "', "[a](((", "![", "![a](b", "[", "]", "[]", "[a][b]",
    "[^a]", "[^", "\n[^a]: ", "\n[a]: ", "\n\n@a: x", "@a: ", "\n@a: ", "\n\n@zz: x",
    "*a **a ", "*a", "a**b", "_a *a ", "***a ", "_a_*b*", "__a__**b**", "*[a]{.x}*", "[*a*]{.x}",
    "*[a*]", "`", "``a`", "[a`b]`", "> ", "- ", "\n> ", "\n   - ", "- > ", "\n1. ",
    "\n# ", "\n## ", "\n###### a", "\n## a {#a} ", "<a", "<!--", "<a@b.c>", "&#", "\\", "a\\\n*b*",
    "\n```", "\n~~~source\n", "a|b\n", "\n---", "a", "\u0627", "\u200f", "\x00",
)  # fmt: skip

INPUTS: dict[str, Callable[[int], str]] = {
    **{repr(unit): repeated(unit) for unit in UNITS},
    "brackets in brackets": nested("[", "]"),
    "notes in notes": nested("[", "]{.note}"),
    "links in links": nested("[", "](b)"),
    "emphasis in emphasis": nested("*a _b ", " d_ e*"),
    "parentheses in an address": lambda size: "[a](b" + nested("(", ")")(size) + ")",
    "runs of backticks": backticks,
    "lists in lists": stairs,
    "footnotes": footnotes,
    "claims that dispute nothing": claims,
    "a long value": lambda size: '[x]{.claim #c src="' + "a" * size + '"}',
    "many values": lambda size: "[x]{" + "a=b " * (size // 4) + "}",
    "line breaks in emphasis": lambda size: "*" + "a\\\n" * (size // 3) + "*",
}


def seconds(text: str) -> float:
    """Return the processor time of this process, which a busy machine lengthens little."""
    began = time.process_time()
    body = parse_body("## T {#t}\n\n@a: " + text, file="e.md", first_line=1, voices=frozenset("a"))
    assert isinstance(body, Body)
    return time.process_time() - began


@pytest.mark.parametrize("name", INPUTS)
def test_hostile_text_costs_no_more_than_its_share(name: str) -> None:
    make = INPUTS[name]
    small, large = make(SMALL), make(LARGE)
    ratio = float("inf")
    for _ in range(3):  # the best of three: a collection of garbage in one of them is no square
        ratio = min(ratio, seconds(large) / max(seconds(small), SHORTEST))
        if ratio <= MOST:
            return
    pytest.fail(f"six times the text takes {ratio:.0f} times as long")
