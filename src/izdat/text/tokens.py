"""A body → markdown-it's block tokens. Inlines are left to text/inlines.py."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

# A list is two levels, a quotation one. Below this markdown-it drops what it meets; long before
# that text/blocks.py has reported that it is too deep.
_DEEPEST = 48


def block_tokens(source: str) -> list[Token]:
    """Return the block tokens of ``source``, whose line ends are ``\\n``.

    A line that is one list of attributes is a token ``attributes``; footnotes stay where they
    are written; definitions of links are text. Raw HTML is a token, to be refused.
    """
    tokens: list[Token] = []
    _MARKDOWN.block.parse(source, _MARKDOWN, {}, tokens)
    return tokens


def _attributes_rule(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """Take a line that is one list of attributes; whether it can be read is seen later."""
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if not state.src.startswith("{", start) or state.is_code_block(line):
        return False
    content = state.src[start:end].rstrip()
    if not content.endswith("}"):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.map = [line, line + 1]
        token.content = content
        state.line = line + 1
    return True


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST})
    footnote_plugin(markdown, inline=False, move_to_end=False)
    markdown.block.ruler.before("fence", "attributes", _attributes_rule)
    markdown.disable("reference")
    return markdown


_MARKDOWN = _markdown()
