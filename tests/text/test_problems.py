import re
from pathlib import Path

import pytest

from izdat.text.markdown import parse_body

_ROOT = Path(__file__).parents[2]
_VOICES = frozenset({"host", "mira"})
_SECTION = re.compile(r"^### ([a-z-]+)\n(.*?)(?=^### |\Z)", re.S | re.M)
_EXAMPLE = re.compile(r"^~~~markdown\n(.*?)\n~~~$", re.S | re.M)
_ALL = (_ROOT / "docs/problems.md").read_text(encoding="utf-8")
_PAGE = _ALL.partition("\n## The text of an episode\n")[2].partition("\n## Speaking")[0]
_SECTIONS = _SECTION.findall(_PAGE)


def read(source, voices=_VOICES):
    return parse_body(source, file="e.md", first_line=1, voices=voices)


def told(source):
    """Return code, line and column of each problem."""
    return [(p.code, p.place.line, p.place.column) for p in read(source).problems]


@pytest.mark.parametrize(("code", "section"), _SECTIONS, ids=[code for code, _ in _SECTIONS])
def test_each_documented_problem_is_told_for_its_example(code, section):
    for example in _EXAMPLE.findall(section):
        # What cannot be printed stands in the page as its picture.
        problems = read(example.replace("␁", "\x01")).problems
        assert code in {problem.code for problem in problems}
        assert all(problem.place.line for problem in problems)


def test_every_code_has_its_heading_and_every_heading_its_code():
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (_ROOT / "src/izdat/text").glob("*.py")
    )
    used = set(re.findall(r'(?:warn|report|add|Problem)\(\s*"([a-z-]+)"', sources))
    used |= {"claim-without-id", "event-without-id"}
    assert used == {code for code, _ in _SECTIONS}


HEAD = "## Call {#call}\n\n"


@pytest.mark.parametrize(
    ("source", "code", "line", "column"),
    [
        (HEAD + "one [two", "bracket-unclosed", 3, 5),
        (HEAD + "one\ntwo [three\nfour", "bracket-unclosed", 4, 5),
        (HEAD + "> - one\n>   two [three", "bracket-unclosed", 4, 9),
        (HEAD + "- one\n\n  @hots: two", "unknown-voice", 5, 3),
        (HEAD + "@host: [a]{.clam #x}", "unknown-mark", 3, 12),
        (HEAD + "@host: [a]{.claim #x off=b}", "unknown-attribute", 3, 22),
        (HEAD + "@host: [a]{.claim #x when=2031/2032}", "attributes-unreadable", 3, 22),
        (HEAD + "@host 1:2: a", "bad-time", 3, 7),
        (HEAD + "a[^x]\n\n[^x]: b [c", "bracket-unclosed", 5, 9),
        (HEAD + "### The *wall* {#call}", "duplicate-id", 3, 17),
        (HEAD + "a\n\n  {.stge}\nb", "unknown-mark", 5, 4),
        ("## Call {#call} ##\n\na [b", "bracket-unclosed", 3, 3),
        (HEAD + "1. a\n   b <b>c", "raw-html", 4, 6),
        (HEAD + "مرحبا [أ", "bracket-unclosed", 3, 7),
        (HEAD.replace("\n", "\r\n") + "a\r\nb ]", "bracket-unopened", 4, 3),
        (HEAD + "a\n\n\tb\n", "code-block", 5, 2),
        (HEAD + "x [a](b\nc) [d", "link-unreadable", 3, 3),
    ],
)
def test_a_problem_points_at_the_character_of_the_mark(source, code, line, column):
    assert (code, line, column) in told(source)


def test_the_first_line_moves_every_place():
    body = parse_body(HEAD + "a ]", file="e.md", first_line=10, voices=_VOICES)
    assert (body.problems[0].place.line, body.problems[0].place.column) == (12, 3)


def test_a_missing_id_is_suggested():
    (problem,) = read("## Когда река вошла\n\na").problems
    assert problem.hint == "## Когда река вошла {#kogda-reka-voshla}"


def test_a_misspelt_voice_is_answered_with_the_nearest():
    (problem,) = read(HEAD + "@hots: a").problems
    assert problem.hint == "did you mean @host:?"


def test_a_withheld_name_is_never_repeated_in_a_message():
    for source in ('[a]{.withheld who="Jane Doe"}', "[a]{.withheld who=Jané}"):
        body = read(HEAD + source)
        assert body.problems
        assert "Jan" not in "".join(map(str, body.problems))


def test_problems_are_not_told_without_end():
    body = read(HEAD + "] " * 5000)
    assert len(body.problems) == 501
    assert "too-many-problems" in {problem.code for problem in body.problems}
    assert told(HEAD + "a" * 100_001) == [("paragraph-too-large", 3, 1)]


@pytest.mark.parametrize(
    ("text", "column"),
    [("It *broke at four.", 4), ("**It broke.", 1), ("an _odd one", 4), ("*a* and *b", 9),
     ("It **[broke]{.note} at", 4), ("[so *it was]{.note}", 5)],
)  # fmt: skip
def test_an_emphasis_that_is_never_closed_is_a_warning(text, column):
    (problem,) = read("## Call {#call}\n\n" + text).problems
    assert (problem.code, problem.severity) == ("emphasis-unclosed", "warning")
    assert (problem.place.line, problem.place.column) == (3, column)


@pytest.mark.parametrize(
    "text",
    ["3 * 4", "5*3 = 15", "2 ** 3", "snake_case x_y", "forty* houses", "d**n", "****", "a _ b",
     r"\*All are rough", "*a* **b** _c_ ***d***", "*a **b** c*", "`*a` b", "(____)", "(*)",
     "[*](https://a.example/)", "<https://a.example/_b>", "_a_b_"],
)  # fmt: skip
def test_stars_and_lines_that_are_meant_are_left_alone(text):
    assert not [p for p in read("## Call {#call}\n\n" + text).problems if "emphasis" in p.code]
