"""Jinja's sandbox, narrower: what a show's own template sees, and an end to whatever it does."""

import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import date, timedelta
from gettext import NullTranslations
from pathlib import PurePath
from typing import Any

from jinja2 import BaseLoader, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

MOST_TURNS = 1_000_000  # of the loops of one page; a page of ten thousand names takes 40,000
MOST_LETTERS = 32_000_000  # of one page, and of any text on the way to it
WIDEST = 999  # places of a formatted value

# Jinja's filters that neither undo the escaping nor make much of little.
FILTERS = frozenset(
    "abs batch capitalize count d default dictsort e escape first float groupby int items "
    "last length list lower map max min reject rejectattr reverse round select selectattr "
    "slice sort striptags sum title trim truncate unique upper urlencode wordcount".split()
)
GLOBALS = frozenset({"range", "dict", "cycler", "joiner", "namespace"})
_WORDS = (str, int, float, tuple, dict, date, timedelta, type(None))
# What of a text's own methods makes a long one out of a short one.
_PADDING = frozenset({"center", "expandtabs", "ljust", "rjust", "zfill", "replace", "join"})

turns: ContextVar[int] = ContextVar("turns", default=0)  # that the page at hand has taken


class Sandbox(ImmutableSandboxedEnvironment):
    """The templates of a show that has some of its own, izdat's among them."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self, loader: BaseLoader, **options: Any) -> None:
        super().__init__(loader=loader, autoescape=True, **options)
        self.filters = {name: self.filters[name] for name in sorted(FILTERS)} | {
            "format": formatted,
            "join": joined_by,
            "replace": replaced,
        }
        self.globals = {name: self.globals[name] for name in sorted(GLOBALS)}
        self.concat = concatenated  # type: ignore[method-assign]  # what gathers a macro's words

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if not super().is_safe_attribute(obj, attr, value):
            return False
        if isinstance(value, PurePath | NullTranslations) or attr in _PADDING:
            return False
        return isinstance(obj, _WORDS) or type(obj).__module__.startswith(("izdat.", "jinja2."))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator in ("*", "**", "%") and not all(_is_small(each) for each in (left, right)):
            raise SecurityError(f"“{operator}” is for numbers below a million million")
        if operator == "**" and right > 64:
            raise SecurityError("“**” is for small powers")
        if operator == "+" and isinstance(left, str | tuple | list):
            check_length(len(left) + len(right))
        return super().call_binop(context, operator, left, right)

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        *more: Any,
        **else_: Any,
    ) -> str:
        for bad in source.find_all((nodes.ScopedEvalContextModifier, nodes.EvalContextModifier)):
            message = "a template cannot switch off that its words are escaped"
            raise TemplateSyntaxError(message, bad.lineno, name, filename)
        for body, line in _bodies(source):
            turn = nodes.Call(nodes.EnvironmentAttribute("turn"), [], [], None, None, lineno=line)
            body.insert(0, nodes.ExprStmt(turn, lineno=line))
        counted = _Counted().visit(source)
        return super()._generate(counted, name, filename, *more, **else_)

    def turn(self) -> None:
        """Count a turn of a loop, a call of a macro, a block."""
        taken = turns.get() + 1
        turns.set(taken)
        if taken > MOST_TURNS:
            raise SecurityError(f"a page took more than {MOST_TURNS:,} turns of loops")

    def joined(self, *parts: object) -> str:
        """Return what ``~`` joins."""
        check_length(sum(len(str(part)) for part in parts))
        return markup_join(parts)


class _Counted(NodeTransformer):
    """Puts a counting call in the place of ``~``."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja's name for it
        self.generic_visit(node)
        joined = nodes.EnvironmentAttribute("joined")
        return nodes.Call(joined, node.nodes, [], None, None, lineno=node.lineno)


def _bodies(source: nodes.Template) -> Iterator[tuple[list[nodes.Node], int]]:
    """Yield what is run again and again, each with its line."""
    yield source.body, source.lineno
    for node in source.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)):
        yield node.body, node.lineno  # type: ignore[attr-defined]  # each of these has one


def concatenated(parts: Any) -> str:
    """Return the pieces of a page, a block or a macro as one text."""
    whole = "".join(parts)
    check_length(len(whole))
    return whole


def formatted(pattern: str, *values: object, **named: object) -> str:
    """Return ``pattern % values``; no value is wider than ``WIDEST``."""
    if re.search(r"%[^a-zA-Z%]*(?:\*|\d{4})", pattern):
        raise SecurityError(f"a format is {WIDEST} wide at most")
    return pattern % (named or values)


def joined_by(values: Any, between: str = "") -> str:
    """Return ``values`` with ``between`` between them, escaped."""
    parts = list(values)
    check_length(sum(len(str(part)) for part in parts) + len(parts) * len(between))
    escaped = Markup.escape(between)
    return escaped.join(parts)


def replaced(words: str, old: str, new: str) -> str:
    """Return ``words`` with ``new`` for every ``old``."""
    words = words if isinstance(words, str) else str(words)
    check_length(len(words) + (words.count(old) + 1) * len(new))
    return words.replace(old, new)


def check_length(letters: int) -> None:
    if letters > MOST_LETTERS:
        raise SecurityError(f"a page has more than {MOST_LETTERS:,} letters")


def _is_small(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < 1e12
