"""The Markdown of text.md -> sanitised HTML with MathML. No script runs in the page to set mathematics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from covis.compiler.text.latex import mathml
from covis.finding import closest

_MATHML = (
    "math mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd mfenced mstyle "
    "mpadded mphantom menclose semantics".split()
)
_TAGS = set("p h2 h3 h4 ul ol li em strong code pre blockquote a table thead tbody tr th td hr br div span output sub sup".split()) | set(
    _MATHML
)
_LAYOUT = {
    "display",
    "mathvariant",
    "stretchy",
    "fence",
    "form",
    "lspace",
    "rspace",
    "width",
    "separator",
    "accent",
    "columnalign",
    "xmlns",
}
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href"},
    "output": {"data-value", "data-digits", "data-control"},
    **{
        tag: _LAYOUT | {"minsize", "maxsize", "linethickness", "depth", "height", "voffset", "scriptlevel", "displaystyle"}
        for tag in _MATHML
    },
}
_ATTRIBUTES["math"] = _ATTRIBUTES["math"] | {"alttext"}
FIELD = re.compile(r"\{\{([^{}\n]*)\}\}")  # what is in it: `field`
# The HTML of `{{name}}`, or of `{{value: name}}` where the second argument is true.
Fields = Callable[[str, bool], str]


def field(inside: str) -> tuple[bool, str]:
    """What is between {{ and }}: whether it is a live value (`value: name`), and the name."""
    kind, colon, name = inside.partition(":")
    live = bool(colon) and kind.strip() == "value"
    return live, (name if live else inside).strip()


class TextError(ValueError):
    """Something in a text cannot be set; `line` and `column` count from 1, 0 where the column is not known."""

    def __init__(self, line: int, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


def _markdown(fail: Callable[[Token, str, str], None], field: Callable[[Token], str] | None = None) -> MarkdownIt:
    """Markdown with LaTeX, and with fields where `field` gives the HTML of one.

    `fail(token, piece, message)` is called for what cannot be set; `piece` is what to look for in the lines of the token's block.
    """
    md = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "replacements", "smartquotes"])
    md.use(dollarmath_plugin, double_inline=True, allow_digits=False, allow_labels=False)

    def add(name: str, render: Callable[[Token], str]) -> None:
        md.add_render_rule(name, lambda self, tokens, idx, options, env: render(tokens[idx]))

    def formula(before: str, after: str, *, display: bool) -> Callable[[Token], str]:
        def render(token: Token) -> str:
            content = token.content.strip()
            try:
                if field is not None and FIELD.search(content):
                    raise ValueError("a {{field}} cannot be inside $...$; close the formula before it")
                return before + mathml(content, display=display) + after
            except ValueError as error:
                fail(token, content.partition("\n")[0].strip(), str(error))
                return before + after

        return render

    def image(token: Token) -> str:
        fail(token, "![", "a text holds no images: what is shown is plotted, so that it can be checked; take the image out")
        return ""

    add("math_inline", formula("", "", display=False))
    add("math_inline_double", formula('<div class="math inline">', "</div>", display=True))
    add("math_block", formula('<div class="equation">', "</div>\n", display=True))
    add("image", image)
    if field is not None:
        # A field is a token of its own from the beginning: nothing that a text holds can be taken for one afterwards.
        md.inline.ruler.before("escape", "field", _read_field)
        md.core.ruler.after("inline", "field_alone", _displayed)
        add("field", field)
    md.core.ruler.push("lines", _lines)
    return md


def _read_field(state: StateInline, silent: bool) -> bool:
    """The rule of markdown-it for {{name}} and {{value: name}}. The token's content is the name: quotes beside it turn as beside a word."""
    found = FIELD.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        live, name = field(found[1])
        token = state.push("field", "", 0)
        token.content, token.markup, token.meta = name, found[0], {"live": live}
    state.pos = found.end()
    return True


def _displayed(state: StateCore) -> None:
    """A field that is alone in a paragraph is a displayed equation, which no paragraph may hold."""
    tokens: list[Token] = []
    for token in state.tokens:
        children = token.children or []
        if len(children) == 1 and children[0].type == "field" and tokens[-1].type == "paragraph_open" and not tokens[-1].hidden:
            tokens[-1] = children[0]
            tokens[-1].map, tokens[-1].block = token.map, True
        elif not (token.type == "paragraph_close" and tokens[-1].type == "field"):
            tokens.append(token)
    state.tokens = tokens


def _lines(state: StateCore) -> None:
    """Every inline token knows the lines of its block."""
    for token in state.tokens:
        for child in token.children or ():
            child.map = token.map


def clean(html: str) -> str:
    """Only what a text needs: no script, style, form or event handler gets through."""
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer")


class Reading:
    """A text while it is set: its tokens, and everything in it that cannot be set.

    `fields` raises KeyError for a name that is not there, ValueError for one that cannot be shown so; `known` are the names that there are.
    """

    def __init__(self, source: str, fields: Fields, known: list[str]) -> None:
        self.errors: list[TextError] = []
        self.lines = re.split("\r\n?|\n", source)
        self._fields, self._known = fields, known
        self._reported: Counter[tuple[int, str]] = Counter()
        self._markdown = _markdown(self._fail, self._field)
        self._environment: dict[str, Any] = {}
        self.tokens = self._markdown.parse(source, self._environment)

    def html(self, tokens: Sequence[Token]) -> str:
        """Some of the tokens, from the beginning of a block to its end, as sanitised HTML."""
        return clean(self._markdown.renderer.render(tokens, self._markdown.options, self._environment))

    def place(self, token: Token, piece: str = "") -> tuple[int, int]:
        """The line and the column, from 1, at which a token begins, or at which `piece` is first written in it."""
        first, end = token.map or (0, 0)
        for number in range(first, min(end, len(self.lines))):
            written = self.lines[number]
            at = written.find(piece) if piece else len(written) - len(written.lstrip())
            if at >= 0 and written.strip():
                return number + 1, at + 1
        return first + 1, 0

    def refuse(self, line: int, column: int, message: str) -> None:
        self.errors.append(TextError(line, message, column))

    def _fail(self, token: Token, piece: str, message: str) -> None:
        first, end = token.map or (0, 0)
        numbers = range(first, min(end, len(self.lines))) if piece else ()
        places = [(number, found.start()) for number in numbers for found in re.finditer(re.escape(piece), self.lines[number])]
        before = self._reported[first, piece]  # how often the same piece of the same block was reported
        self._reported[first, piece] += 1
        line, column = places[min(before, len(places) - 1)] if places else (first, -1)
        self.refuse(line + 1, column + 1, message)

    def _field(self, token: Token) -> str:
        name = token.content
        try:
            html = self._fields(name, token.meta["live"])
        except KeyError:
            near = closest(name, self._known, 1)
            way = f"did you mean {near[0]}?" if near else f"the names of the plugin are {', '.join(self._known) or 'none'}"
            self._fail(token, token.markup, f"{token.markup}: the plugin has no module-level name {name!r}; {way}")
            return ""
        except ValueError as error:
            self._fail(token, token.markup, f"{token.markup}: {error}")
            return ""
        return html + "\n" if token.block else _flat(html)


def render(source: str, fields: Fields, known: list[str]) -> tuple[str, list[TextError]]:
    """A text as sanitised HTML, and everything in it that could not be set. For `fields` and `known` see `Reading`."""
    reading = Reading(source, fields, known)
    html = reading.html(reading.tokens)
    return html, sorted(reading.errors, key=lambda error: error.line)


def _flat(html: str) -> str:
    """A field inside a sentence: the equation alone, set in the line."""
    found = re.match(r'<div class="equation">(.*?)</div>', html, flags=re.S)
    return found[1].replace('display="block"', 'display="inline"') if found else html
