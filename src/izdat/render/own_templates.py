"""Templates of a show's own: held in a sandbox, and each of their faults a problem with its place.

A theme may come from a stranger. So a template sees words, numbers and izdat's own values, never a
path or anything that reads or writes; what it writes is escaped whatever it says; and it ends: each
turn of a loop counts, and so does each letter.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateError, TemplateSyntaxError, meta
from jinja2.exceptions import TemplateNotFound

from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.show import TEMPLATES, Template
from izdat.render.sandbox import check_length, turns

BUILT_IN = "izdat/"  # izdat's template of a name: {% extends "izdat/about.html" %}


class BrokenTemplate(Exception):
    """A page could not be made with a template of the show's own."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def template_problems(
    templates: tuple[Template, ...], made: Callable[[], Environment], built_in: frozenset[str]
) -> tuple[Problem, ...]:
    """Return what is wrong with templates before any page is made, each at its line.

    ``made`` makes the environment that they stand in; ``built_in`` are izdat's own.
    """
    found = []
    named: set[str] = set()
    environment = made()
    for template in templates:
        try:
            environment.get_template(template.name)
            parsed = environment.parse(template.text)
        except TemplateError as error:
            found.append(_problem_of(error, template.path))
            continue
        named.update(name for name in meta.find_referenced_templates(parsed) if name)
    known = built_in | {template.name for template in templates}
    for template in templates:
        if template.name not in built_in and template.name not in named and not found:
            message = f"izdat has no template {template.name}, and no other of the show names it"
            hint = f"izdat's are: {', '.join(sorted(built_in))}"
            place = Place(template.path)
            found.append(Problem("template-unused", place, message, hint, "warning"))
    for name in sorted(named):
        if name.removeprefix(BUILT_IN) not in known:
            message = f"a template names {name}, which is not there"
            found.append(Problem("template-broken", _naming(name, templates), message))
    return tuple(found)


def rendered_within(environment: Environment, name: str, values: Mapping[str, object]) -> str:
    """Return a page made with a show's own templates. Raises ``BrokenTemplate``."""
    token = turns.set(0)
    try:
        parts: list[str] = []
        letters = 0
        for part in environment.get_template(name).generate(values):
            letters += len(part)
            check_length(letters)
            parts.append(part)
        return "".join(parts)
    except BrokenTemplate:
        raise
    except Exception as error:  # whatever a template of the show does wrong
        place = _place_in(error)
        if place is None and not isinstance(error, TemplateError):
            raise  # no template of the show took part: izdat's own fault
        raise BrokenTemplate(_problem_of(error, f"{TEMPLATES}/{name}", place)) from error
    finally:
        turns.reset(token)


# ---- where it went wrong ------------------------------------------------------


def _problem_of(error: Exception, file: str, place: Place | None = None) -> Problem:
    if isinstance(error, TemplateSyntaxError) and error.lineno:
        name = error.filename if error.filename and error.filename.startswith(TEMPLATES) else file
        place = Place(name, error.lineno)
    if isinstance(error, TemplateNotFound):
        message = f"a template names {error.message}, which is not there"
    elif isinstance(error, RecursionError):
        message = "the templates name one another in a circle"
    else:
        message = (str(error) or type(error).__name__).splitlines()[0]
    hint = "docs/theme.md tells what a template may do and which values it has"
    return Problem("template-broken", place or Place(file), message[:300], hint)


def _place_in(error: BaseException) -> Place | None:
    """Return the innermost line of a show's own template that took part in an error."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith(f"{TEMPLATES}/"):
            found = Place(name, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _naming(name: str, templates: tuple[Template, ...]) -> Place:
    """Return the first line that names ``name``."""
    for template in templates:
        for number, line in enumerate(template.text.splitlines(), 1):
            if f'"{name}"' in line or f"'{name}'" in line:
                return Place(template.path, number)
    return Place(TEMPLATES)


class Loader(BaseLoader):
    """A show's templates first, then izdat's; ``izdat/NAME`` is izdat's whatever the show has."""

    def __init__(self, own: tuple[Template, ...], built_in: Path) -> None:
        self.own = {template.name: template for template in own}
        self.built_in = {path.name: path for path in sorted(built_in.glob("*.html"))}

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        if template in self.own:
            found = self.own[template]
            return found.text, found.path, lambda: True
        path = self.built_in.get(template.removeprefix(BUILT_IN))
        if path is None:
            raise TemplateNotFound(template)
        return path.read_text("utf-8"), str(path), lambda: True
