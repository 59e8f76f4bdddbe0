"""``*`` and ``_`` in a paragraph → markdown-it's delimiters, and those that nothing closes."""

from collections.abc import Callable

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize
from markdown_it.rules_inline.state_inline import Delimiter

Emphases = list[tuple[Delimiter, int]]  # each * and _, and where it stands
Warn = Callable[[str, int, str, str], None]  # code, position, message, hint

_OPENING = ("[", '"', "“", "«", "„")


def read_emphasis(state: StateInline, silent: bool, emphases: Emphases) -> bool:
    """Read a run of marks as markdown-it does, and append each with its position."""
    position, before = state.pos, len(state.delimiters)
    is_read = tokenize(state, silent)
    for number, delimiter in enumerate(state.delimiters[before:]):
        emphases.append((delimiter, position + number))
    return is_read


def warn_of_open_emphasis(source: str, emphases: Emphases, warn: Warn) -> None:
    """Warn of each ``*word`` that nothing closes, once markdown-it has paired the marks.

    Of ``3 * 4``, ``snake_case`` and ``forty*`` nothing is said: they are more often meant.
    """
    last = -2
    for delimiter, position in emphases:
        if delimiter.end >= 0 or not delimiter.open or delimiter.close:
            continue
        is_told, last = last == position - 1, position  # with the mark right before it
        if is_told:
            continue
        mark, end = source[position], position
        while source.startswith(mark, end):
            end += 1
        after = source[end : end + 1]
        if after.isalnum() or after in _OPENING:
            hint = f"close it with {mark} behind the words; a literal {mark} is \\{mark}"
            message = f"this {mark} opens an emphasis that is never closed"
            warn("emphasis-unclosed", position, message, hint)
