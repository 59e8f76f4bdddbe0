"""A show's own fonts are looked at, and its templates are held in a sandbox."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from izdat.model.file import file_at
from izdat.model.problem import Problem
from izdat.model.publication import SiteFacts
from izdat.model.show import Font, Licence, Show, Template, Theme
from izdat.render import sandbox
from izdat.render.fonts import font_problems
from izdat.render.frame import Frame, Meta, environment, rendered, template_problems
from izdat.render.own_templates import BrokenTemplate
from izdat.render.theme import ASSETS, render_assets

SHOW = Show(
    "Ferry & Co", "https://ferry.example/", "en", "About boats.", licence=Licence("CC0-1.0")
)
FACTS = SiteFacts("assets/style-1.css", "assets/player-1.js", "assets/icon-1.svg")
REAL = (ASSETS / "card-mono.woff2").read_bytes()


def font(folder: Path, data: bytes, licence: bytes = b"Free.", **more: str) -> Font:
    (folder / "own.woff2").write_bytes(data)
    (folder / "OFL.txt").write_bytes(licence)
    return Font(file_at(folder / "own.woff2"), "text", file_at(folder / "OFL.txt"), **more)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def with_head(position: int, form: str, value: int) -> bytes:
    data = bytearray(REAL)
    struct.pack_into(form, data, position, value)
    return bytes(data)


# ---- fonts ----------------------------------------------------------------------


def test_a_font_is_published_as_it_is_with_its_licence_and_a_rule(tmp_path: Path) -> None:
    own = font(tmp_path, REAL, weight="300 900", style="italic")
    assert font_problems((own,)) == ()
    facts, outputs = render_assets(tmp_path / "out", replace(SHOW, theme=Theme(fonts=(own,))))
    by_suffix = {Path(output.path).suffix: tmp_path / "out" / output.path for output in outputs}
    assert by_suffix[".woff2"].read_bytes() == REAL
    assert by_suffix[".txt"].read_bytes() == b"Free."
    sheet = (tmp_path / "out" / facts.stylesheet).read_text()
    assert f"url({by_suffix['.woff2'].name})" in sheet
    assert "font-weight:300 900;font-style:italic" in sheet
    assert '--own-text:"own text",' in sheet
    assert "--own-type:" not in sheet.replace("var(--own-type", "")


def test_a_page_may_load_fonts_only_where_the_show_has_some(tmp_path: Path) -> None:
    plain = Frame(SHOW, FACTS, "en", "index.html", Meta("Ferry"))
    assert "font-src" not in plain.policy
    show = replace(SHOW, theme=Theme(fonts=(font(tmp_path, REAL),)))
    assert "font-src 'self' file:" in replace(plain, show=show).policy


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is not WOFF2"),
        (b"wOF2", "is not WOFF2"),
        (b"\0\1\0\0" + REAL[4:], "is not WOFF2"),  # TrueType
        (REAL[:-1], "its head does not fit"),
        (REAL + b"x", "its head does not fit"),
        (with_head(20, ">I", len(REAL) + 1), "its head does not fit"),
        (with_head(12, ">H", 0), "its head does not fit"),
        (with_head(4, ">4s", b"ttcf"), "is a collection"),
        (with_head(16, ">I", 16_000_001), "unpacks to 16,000,001 bytes"),
        (with_head(44, ">I", 1), "holds private data"),
        (REAL[:200] + bytes(len(REAL) - 200), "FreeType does not read it"),
    ],
)
def test_a_font_that_is_not_as_it_should_be_is_refused(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    (found,) = font_problems((font(tmp_path, data),))
    assert found.code == "font-unreadable"
    assert reason in found.message


def test_a_font_needs_a_licence_that_is_a_text(tmp_path: Path) -> None:
    for licence in (b"", b" \n", REAL, b"x" * 100_001):
        own = font(tmp_path, REAL, licence)
        assert codes(font_problems((own,))) == ["font-without-licence"]


def test_fonts_are_not_too_large_alone_or_together(tmp_path: Path) -> None:
    own = font(tmp_path, REAL)
    large = replace(own, file=replace(own.file, size=500_001))
    assert codes(font_problems((large, own))) == ["font-too-large"]
    half = replace(own, file=replace(own.file, size=400_000))
    assert codes(font_problems((half, half))) == []
    assert codes(font_problems((half, half, half))) == ["font-too-large"]


# ---- templates ------------------------------------------------------------------


def show(**templates: str) -> Show:
    own = tuple(Template(f"{name}.html", text) for name, text in sorted(templates.items()))
    return replace(SHOW, theme=Theme(templates=own))


def page(template: str, given: Show, **values: object) -> str:
    return rendered(
        f"{template}.html", Frame(given, FACTS, "en", "index.html", Meta("Ferry")), **values
    )


def broken(template: str, given: Show, **values: object) -> Problem:
    with pytest.raises(BrokenTemplate) as caught:
        page(template, given, **values)
    assert caught.value.problem.code == "template-broken"
    return caught.value.problem


def test_a_template_stands_in_for_izdats_or_changes_a_block_of_it() -> None:
    given = show(
        base='{% extends "izdat/base.html" %}{% block footer %}{{ page.title }}{% endblock %}',
        not_found="<h1>{{ t('Search') }}</h1>",
    )
    assert template_problems(given) == ()
    assert page("not_found", given) == "<h1>Search</h1>"
    people = page("people", given, people=())
    assert "</main>\nFerry &amp; Co</body>" in people
    assert '<footer class="site">' not in people
    assert '<header class="site">' in people


def test_a_show_without_templates_has_no_sandbox() -> None:
    assert not isinstance(environment(), sandbox.Sandbox)
    assert isinstance(environment(show(about="").theme.templates), sandbox.Sandbox)


def test_what_a_template_writes_is_escaped_whatever_it_says() -> None:
    for text in (
        "{{ '<b>' }}",
        "{{ '<b>' ~ page.title }}",
        "{{ '%s'|format('<b>') }}",
        "{{ ['<b>', page.title]|join('<i>') }}",
        "{{ page.title|replace('&', '<b>') }}",
        "{{ t('Search')|replace('Search', '<b>') }}",
        "{% set x %}{{ '<b>' }}{% endset %}{{ x }}",
        "{{ ('<b>'|escape).unescape() }}",
        "{{ t('Search').format('<b>') + '<b>' }}",
    ):
        assert "<b>" not in page("about", show(about=text)), text
        assert "<i>" not in page("about", show(about=text)), text


def test_what_is_joined_is_escaped_once() -> None:
    text = "{{ ['<', t('A & B')]|join(' & ') }}"
    assert page("about", show(about=text)) == "&lt; &amp; A &amp; B"


@pytest.mark.parametrize(
    "text",
    [
        "{{ '<b>'|safe }}",
        "{% autoescape false %}{{ '<b>' }}{% endautoescape %}",
        "{{ page.__class__ }}",
        "{{ page.show.image.path }}",
        "{{ page.show.image.path.read_text() }}",
        "{{ page.words.catalogue.install() }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ '{0.__class__}'.format(page) }}",
        "{{ page.link.__globals__ }}",
        "{{ page.meta.title.zfill(5) }}",
        "{{ page.title.encode().hex() }}",
        "{{ 'x'|center(99) }}",
        "{{ lipsum(9) }}",
        "{{ page.nothing }}",
        "{{ nothing }}",
        "{% include 'nothing.html' %}",
        "{% extends '../../etc/passwd' %}",
        "{% include 'about.html' %}",
    ],
)
def test_what_a_template_must_not_do_is_a_problem_of_its_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    given = replace(show(about=f"\n\n{text}"), image=file_at(tmp_path / "secret.png"))
    found = broken("about", given)
    assert str(found.place) == "templates/about.html:3"


def growing(first: str, step: str) -> str:
    """Return a template that does ``step`` to ``n.x`` ninety-nine times."""
    return f"{{% set n = namespace(x={first}) %}}{{% for a in range(99) %}}{step}{{% endfor %}}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "turns"),
        ("{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}", "in a circle"),
        (growing("'x'", "{% set n.x = n.x ~ n.x %}"), "letters"),
        (growing("'x'", "{% set n.x = n.x + n.x %}"), "letters"),
        (growing("'x'", "{% set n.x = n.x|replace('x', 'xx') %}"), "letters"),
        (growing("'x'", "{% set n.x = [n.x, n.x]|join %}"), "letters"),
        (growing("'x'", "{% set y %}{{ n.x }}{{ n.x }}{% endset %}{% set n.x = y %}"), "letters"),
        (growing("7", "{% set n.x = n.x * n.x %}"), "is for numbers below"),
        ("{{ 9 ** 9999999 }}", "small powers"),
        ("{{ 'x' * 999999999 }}", "is for numbers below"),
        ("{{ '%999999999d'|format(1) }}", "wide at most"),
        ("{{ '%*d'|format(999999999, 1) }}", "wide at most"),
        ("{{ '%99999999d' % 1 }}", "is for numbers below"),
        ("{% set x = 'x'.join(range(9)) %}", "unsafe"),
    ],
)
def test_a_template_comes_to_an_end(
    text: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "MOST_TURNS", 30_000)  # for the test's own time
    monkeypatch.setattr(sandbox, "MOST_LETTERS", 1_000_000)
    found = broken("about", show(about=text))
    assert found.place.file == "templates/about.html"
    assert reason in found.message


def test_a_page_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MOST_LETTERS", 5_000)
    text = "{% for a in range(99) %}{{ '%99d'|format(1) }}{% endfor %}"
    assert "letters" in broken("about", show(about=text)).message


def test_a_mistake_is_told_with_its_line_before_a_page_is_made() -> None:
    given = show(
        about='{% extends "izdat/about.html" %}\n{% block main %}\n{{ t|loud }}{% endblock %}',
        base="{% if %}",
        people='\n{% include "part.html" %}\n{% include "izdat/nothing.html" %}',
        part="",
    )
    told = [(str(problem.place), problem.code) for problem in template_problems(given)]
    assert told == [
        ("templates/about.html:3", "template-broken"),
        ("templates/base.html:1", "template-broken"),
        ("templates/people.html:3", "template-broken"),
    ]


def test_a_template_that_nobody_names_is_told() -> None:
    (found,) = template_problems(show(about_us="x", about='{% include "part.html" %}', part=""))
    assert (found.code, found.severity, found.place.file) == (
        "template-unused",
        "warning",
        "templates/about_us.html",
    )


def test_a_mistake_in_izdats_own_templates_is_no_problem_of_the_show() -> None:
    with pytest.raises(TypeError):
        page("people", show(about=""), people=3)
