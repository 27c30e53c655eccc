"""Where mathematics begins and ends in Markdown: the one rule, for the check and for the page.

`$...$` is a formula when no space follows the first $ and none precedes the last, and no digit follows the last: `2$\\pi$` and `500$\\,$nm`
hold formulas, `US$ 5`, `$5 and $6` and `$100 is more than` do not (as in pandoc). `$$...$$` and `\\[...\\]` are displayed, `\\(...\\)`
is in the line. `\\$` is always a dollar sign. What looks like a formula that was not closed is an error, and so is a heading without a
space after its #.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath.index import math_block_dollar

PROBLEM = "problem"
"""The type of a token that is an error: `content` is what to look for in the text, `meta["message"]` what is wrong."""
FORMULAS = ("math_inline", "math_inline_double", "math_block", "amsmath")
_CLOSED_BY = {r"\(": r"\)", r"\[": r"\]"}
_LIKE_LATEX = re.compile(r"\\[A-Za-z]|[_^]")
_NO_SPACE = re.compile(r"(?:##{1,5}|#(?=[^\W\d_]))[^#\s]")
_NOT_CLOSED = r"a formula is opened by {0} here and not closed; write {0} at its end, without a space inside it, or \$ for a dollar sign"


def delimiters(md: MarkdownIt) -> None:
    """A plugin for markdown-it: tokens math_inline, math_inline_double, math_block and amsmath, and those of PROBLEM."""
    md.inline.ruler.before("escape", "math_inline", _read_formula)
    md.block.ruler.before("fence", "math_block", math_block_dollar(allow_labels=False, allow_blank_lines=True))
    md.use(amsmath_plugin)
    md.core.ruler.after("inline", "heading_space", _headings)


def _read_formula(state: StateInline, silent: bool) -> bool:
    """The rule of markdown-it for a formula inside a paragraph."""
    source, start = state.src[: state.posMax], state.pos
    opened = next((mark for mark in ("$$", "$", r"\(", r"\[") if source.startswith(mark, start)), "")
    if not opened:
        return False
    closed = _CLOSED_BY.get(opened, opened)
    begin = start + len(opened)
    end = _closing(source, begin, closed)
    content = source[begin : end if end >= 0 else len(source)]
    if opened == "$":
        after = source[end + 1 : end + 2]
        is_formula = end >= 0 and bool(content) and content == content.strip() and "`" not in content and not after.isdigit()
    else:
        is_formula = end >= 0 and bool(content.strip())
    if is_formula:
        if not silent:
            token = state.push("math_inline_double" if opened in ("$$", r"\[") else "math_inline", "math", 0)
            token.content, token.markup = content, opened
        state.pos = end + len(closed)
        return True
    if opened == "$$" or (opened == "$" and _LIKE_LATEX.search(content.partition("`")[0])):
        if not silent:
            token = state.push(PROBLEM, "", 0)
            token.content, token.meta = opened + content.partition("\n")[0][:40], {"message": _NOT_CLOSED.format(opened)}
        state.pos = begin
        return True
    if opened != "$":
        return False  # \( and \[ are a bracket, as always in Markdown
    if not silent:
        state.pending += "$"
    state.pos = begin
    return True


def _closing(source: str, begin: int, mark: str) -> int:
    """Where the first `mark` is that no backslash stands before; -1 where there is none."""
    at = source.find(mark, begin)
    while at >= 0 and (at - len(source[begin:at].rstrip("\\")) - begin) % 2:
        at = source.find(mark, at + 1)
    return at


def _headings(state: StateCore) -> None:
    """A paragraph's line that begins as a heading would, but for the space: Markdown prints its #."""
    for token in state.tokens:
        if token.type == "inline" and token.map is not None:
            for line in token.content.split("\n"):
                if _NO_SPACE.match(line):
                    level = line[: len(line) - len(line.lstrip("#"))]
                    message = f'a heading needs a space: write "{level} {line[len(level) :].strip()[:40]}"'
                    token.children = [*(token.children or []), Token(PROBLEM, "", 0, content=line[:40], meta={"message": message})]
