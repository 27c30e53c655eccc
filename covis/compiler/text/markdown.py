"""text.md and the short texts -> sanitised HTML with MathML. No script runs in the page to set mathematics."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from mdit_py_plugins.dollarmath import dollarmath_plugin

from covis.compiler.text.latex import mathml

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
_FIELD = re.compile(r"\{\{\s*(value\s*:)?\s*([^{}]*?)\s*\}\}")
# Stand around the number of a field while Markdown is made of the text; characters that no text has a use for.
_OPEN, _CLOSE = "\ue000", "\ue001"


class TextError(ValueError):
    """Something in a text cannot be set; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _markdown(errors: list[tuple[str, str]]) -> MarkdownIt:
    """Markdown with LaTeX. What cannot be set goes to `errors`: a piece of the source that tells where, and the message."""
    md = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "replacements", "smartquotes"])

    def set_math(content: str, options: dict[str, object]) -> str:
        try:
            if _OPEN in content:
                raise ValueError("a {{field}} cannot stand inside $...$; close the formula before it")
            return mathml(content, display=bool(options.get("display_mode")))
        except ValueError as error:
            lines = content.partition(_OPEN)[0].strip().splitlines()
            errors.append((lines[0].strip() if lines else "", str(error)))
            return ""

    md.use(dollarmath_plugin, renderer=set_math, double_inline=True, allow_digits=False)

    def math_block(self: RendererHTML, tokens: object, idx: int, options: object, env: object) -> str:
        return f'<div class="equation">{set_math(str(tokens[idx].content).strip(), {"display_mode": True})}</div>\n'  # type: ignore[index]

    def math_inline(self: RendererHTML, tokens: object, idx: int, options: object, env: object) -> str:
        return set_math(str(tokens[idx].content), {})  # type: ignore[index]

    def image(self: RendererHTML, tokens: object, idx: int, options: object, env: object) -> str:
        errors.append(("![", "a text holds no images: what is shown is plotted, so that it can be checked; take the image out"))
        return ""

    md.add_render_rule("image", image)
    md.add_render_rule("math_block", math_block)
    md.add_render_rule("math_inline", math_inline)
    return md


def clean(html: str) -> str:
    """Only what a text needs: no script, style, form or event handler gets through."""
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer")


def inline(text: str) -> str:
    """A sentence of Markdown (an objective, a question) as sanitised HTML without a paragraph around it. Raises TextError."""
    slip = re.search(r"[\a\b\f\r\t\v]", text)
    if slip:
        raise TextError(
            0, f'{text[:60]!r} holds {slip[0]!r}: Python read a backslash as a sign of its own; write LaTeX in a raw string, r"..."'
        )
    errors: list[tuple[str, str]] = []
    html = _markdown(errors).renderInline(_plain(text).strip())
    if errors:
        raise TextError(0, errors[0][1])
    return clean(html)


def render(source: str, fields: Callable[[str, bool], str], known: list[str]) -> tuple[str, list[TextError]]:
    """text.md as sanitised HTML, and everything in it that could not be set.

    `fields(name, live)` gives the HTML of `{{name}}`, or with `live` of `{{value: name}}`; it raises KeyError for a name that is not
    there, ValueError for one that cannot be shown so.
    """
    errors: list[TextError] = []
    made: list[str] = []
    written = _plain(source).split("\n")
    lines = []
    for number, line in enumerate(written, 1):

        def replace(match: re.Match[str], number: int = number) -> str:
            live, name = bool(match[1]), match[2]
            try:
                made.append(fields(name, live))
            except KeyError:
                near = difflib.get_close_matches(name, known, 1)
                way = f"did you mean {near[0]}?" if near else f"the names of the plugin are {', '.join(known) or 'none'}"
                errors.append(TextError(number, f"{match[0]}: the plugin has no module-level name {name!r}; {way}"))
                return ""
            except ValueError as error:
                errors.append(TextError(number, f"{match[0]}: {error}"))
                return ""
            return f"{_OPEN}{len(made) - 1}{_CLOSE}"

        lines.append(_FIELD.sub(replace, line))
    unset: list[tuple[str, str]] = []
    html = _markdown(unset).render("\n".join(lines))
    for piece, message in unset:
        errors.append(TextError(next((k for k, line in enumerate(written, 1) if piece and piece in line), 0), message))
    # A field that stands alone in a paragraph is a displayed equation, which no paragraph may hold.
    html = re.sub(f"<p>{_OPEN}(\\d+){_CLOSE}</p>", lambda match: made[int(match[1])], html)
    html = re.sub(f"{_OPEN}(\\d+){_CLOSE}", lambda match: _flat(made[int(match[1])]), html)
    return clean(html), sorted(errors, key=lambda error: error.line)


def _plain(text: str) -> str:
    """Lines that end in LF, without the characters that stand around fields."""
    return re.sub("\r\n?", "\n", text).replace(_OPEN, "").replace(_CLOSE, "")


def _flat(html: str) -> str:
    """A field inside a sentence: the equation alone, set in the line."""
    found = re.match(r'<div class="equation">(.*?)</div>', html, flags=re.S)
    return found[1].replace('display="block"', 'display="inline"') if found else html
