"""What a paragraph's source shows to be meant as something else."""

import re

from izdat.text.inlines import Passage, label

_TABLE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.M)
_DEFINITION = re.compile(r"^[ \t]{0,3}\[(?!\^)((?:[^\[\]\n\\]|\\.){1,200})\]:[ \t]*\S", re.M)


def find_definitions(source: str) -> set[str]:
    """Return the labels that a body defines as links, as they compare."""
    if "]:" not in source:
        return set()
    return {label(found[1]) for found in _DEFINITION.finditer(source)}


def check_lines(passage: Passage) -> None:
    """Report what looks like a mark at the start of a line, but cannot be one there."""
    source = passage.source
    if source.startswith("{"):
        hint = r"the list stands on a line of its own; a literal { is \{"
        passage.report("attributes-misplaced", 0, "this list belongs to nothing", hint)
    at = source.find("\n")
    while at >= 0:
        _check_line(passage, at + 1)
        at = source.find("\n", at + 1)
    if "|" in source and (found := _TABLE.search(source)):
        passage.report("table", found.start(), "tables are not part of a text", "use a list")
    if "]:" in source:
        for found in _DEFINITION.finditer(source):
            hint = r"write [words](https://…) where the words stand; a literal [ is \["
            message = "a link is defined here, away from its words"
            passage.report("reference-definition", found.start(1) - 1, message, hint)


def _check_line(passage: Passage, start: int) -> None:
    while passage.source.startswith((" ", "\t"), start):
        start += 1
    if passage.source.startswith("@", start):
        hint = r"put an empty line before it; a literal @ is \@"
        message = "a speaker's mark stands inside a paragraph"
        passage.report("speaker-inside", start, message, hint)
    elif passage.source.startswith("{", start):
        end = passage.source.find("\n", start)
        line = passage.source[start:] if end < 0 else passage.source[start:end]
        if line.rstrip().endswith("}"):
            hint = r"put an empty line before it; a literal { is \{"
            message = "a line of attributes stands inside a paragraph"
            passage.report("attributes-misplaced", start, message, hint)
