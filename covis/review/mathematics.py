"""MathML -> a line of readable text for a terminal: x₀, γ < ω₀, √(ω₀² − γ²), (γ sin ωt)/ω."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from covis.review.markup import replaced

_UP = dict(zip("0123456789+−-=()nixT′∘", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱˣᵀ′°", strict=True))
_DOWN = dict(zip("0123456789+−-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_ABOVE = {"˙": "\u0307", ".": "\u0307", "¨": "\u0308", "^": "\u0302", "~": "\u0303", "→": "\u20d7"} | dict.fromkeys("―‾¯_", "\u0304")
_INFIX = set("=<>≤≥≠≈≡∝∼≪≫+−-±∓×÷·⋅∗→⇒⇔∈∉⊂∧∨") | {"mod"}
_SIGNS = set("+−-±∓")
_BIG = set("∑∏∫∮⋃⋂") | {"lim", "max", "min", "sup", "inf"}
_OPEN, _CLOSE = set("([{⟨"), set(")]}⟩")
_MARKS = set(",;")


@dataclass(frozen=True)
class _Part:
    """A piece of a row. `whole`: it can stand beside anything without brackets round it."""

    text: str
    whole: bool = True
    fraction: bool = False


def in_words(html: str) -> str:
    """HTML with every formula in it replaced by its text. What is no well-formed MathML loses its markup only."""
    return replaced(html, "math", lambda whole: _escaped(text_of(whole)))


def text_of(mathml: str) -> str:
    """One `<math>` element as a line of text."""
    try:
        root = ElementTree.fromstring(mathml.replace("&nbsp;", " "))
    except ElementTree.ParseError:
        return re.sub(r"<[^<>]*>", "", mathml)
    return _row(list(root)).text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _part(element: ElementTree.Element) -> _Part:
    """One element, whatever stands in it."""
    kind, children = _name(element), list(element)
    own = " ".join((element.text or "").split())
    if kind in ("mi", "mn", "mo", "ms", "mtext"):
        return _Part((element.text or "").replace("\n", " ") if kind == "mtext" else own)
    if kind == "mspace":
        return _Part(" ")
    if kind in ("mphantom", "annotation", "annotation-xml"):
        return _Part("")
    if kind == "mtable":
        return _Part("; ".join(", ".join(_row(list(cell)).text for cell in line) for line in children))
    if kind == "msqrt":
        return _Part(f"√{_bracketed(_row(children))}")
    needs = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
    if len(children) != needs.get(kind, -1):
        return _row(children)
    parts = [_part(child) for child in children]
    base, first, last = parts[0], parts[1], parts[-1]
    if kind == "mfrac":
        if element.get("linethickness") == "0":
            return _Part(f"{base.text} over {first.text}", whole=False)
        return _Part(f"{_over(base)}/{_under(first)}", whole=False, fraction=True)
    if kind == "mroot":
        sign = {"3": "∛", "4": "∜"}.get(first.text) or _raised(first.text, _UP, "^") + "√"
        return _Part(f"{sign.removeprefix('^')}{_bracketed(base)}")
    if kind == "mover" and first.text in _ABOVE:
        return _Part(unicodedata.normalize("NFC", "".join(sign + _ABOVE[first.text] for sign in base.text)), base.whole)
    if base.text in _BIG:
        low = "" if kind in ("msup", "mover") else first.text
        high = "" if kind in ("msub", "munder") else last.text
        span = " to ".join(part for part in (low, high) if part)
        return _Part(f"{base.text}[{span}] ")
    below = _raised(first.text, _DOWN, "_") if kind in ("msub", "munder", "msubsup", "munderover") else ""
    above = _raised(last.text, _UP, "^") if kind in ("msup", "mover", "msubsup", "munderover") else ""
    return _Part(f"{_bracketed(base, loose=True) if base.text not in _CLOSE else base.text}{below}{above}")


def _row(children: Sequence[ElementTree.Element]) -> _Part:
    """Elements side by side: spaces round relations and words, none round what is multiplied."""
    if len(children) == 1:
        return _part(children[0])
    made = ""
    whole = True
    parts = [(_name(child), _part(child)) for child in children]
    for k, (kind, part) in enumerate(parts):
        text = part.text
        before = made.rstrip()[-1:]
        if kind in ("mo", "mi") and text in _INFIX:
            prefix = text in _SIGNS and (not before or before in _OPEN | _INFIX | _MARKS)
            made = made.rstrip() + (" " if before and not before.isspace() and prefix and before not in _OPEN else "")
            made += text if prefix else f" {text} "
            whole = False
        elif kind == "mo" and text in _MARKS:
            made = f"{made.rstrip()}{text} "
            whole = False
        elif _is_word(kind, text):
            made += ("" if before in _OPEN | {""} or made.endswith(" ") else " ") + text + " "
            whole = False
        elif part.fraction and (_touches(parts[:k][::-1]) or _touches(parts[k + 1 :])):
            made += f"({text})"
            whole = False
        else:
            made += text
            whole = whole and not (text.strip() and k and kind != "mo" and before not in _OPEN)
    text = re.sub(r"(?<=[(\[{⟨]) | (?=[)\]}⟩,.;])", "", " ".join(made.split()))
    return _Part(text, whole or _enclosed(text))


def _is_word(kind: str, text: str) -> bool:
    """A function's name or a named quantity, such as sin, sin² or envelope: it does not run into its neighbours."""
    first = [unicodedata.category(sign) for sign in text.strip()[:2]]
    return kind != "mn" and len(first) == 2 and set(first) <= {"Lu", "Ll", "Lo"}


def _touches(neighbours: Sequence[tuple[str, _Part]]) -> bool:
    """Whether what stands next, spaces apart, is multiplied."""
    for kind, part in neighbours:
        text = part.text.strip()
        if text:
            return not (kind in ("mo", "mi") and text in _INFIX | _OPEN | _CLOSE | _MARKS | set(".|")) and text[0] not in "∑∏∫"
    return False


def _enclosed(text: str) -> bool:
    """Whether one pair of brackets goes round the whole."""
    if len(text) < 2 or text[0] not in _OPEN | {"|"}:
        return False
    if text[0] == "|":
        return text.endswith("|") and "|" not in text[1:-1]
    depth = 0
    for k, sign in enumerate(text):
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth == 0:
            return k == len(text) - 1
    return False


def _bracketed(part: _Part, *, loose: bool = False) -> str:
    """`loose`: brackets only where the part is more than one factor; below a root always round more than one sign."""
    if part.whole or _enclosed(part.text) or (loose and _is_word("mi", part.text) and " " not in part.text):
        return part.text
    return f"({part.text})"


def _over(part: _Part) -> str:
    return f"({part.text})" if (" " in part.text or part.fraction) and not _enclosed(part.text) else part.text


def _under(part: _Part) -> str:
    return part.text if re.match(r"[d∂]\w+$", part.text) and not part.fraction else _bracketed(part)


def _raised(text: str, signs: dict[str, str], mark: str) -> str:
    """An index or exponent: in small signs where there are some for all of it."""
    tight = text.replace(" ", "")
    if tight and all(sign in signs for sign in tight):
        return "".join(signs[sign] for sign in tight)
    return f"{mark}{text}" if len(text) == 1 or _enclosed(text) or (mark == "_" and re.fullmatch(r"\w+", text)) else f"{mark}({text})"
