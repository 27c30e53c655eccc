"""MathML as a line of plain text, for screen readers, terminals and labels; and as the little HTML that Plotly sets."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from xml.etree.ElementTree import Element

_ACCENTS = {
    "ˆ": "\u0302", "^": "\u0302", "~": "\u0303", "˜": "\u0303", "˙": "\u0307", "¨": "\u0308", "⃛": "\u20db", "→": "\u20d7", "¯": "\u0304",
    "‾": "\u0304", "ˉ": "\u0304", "ˇ": "\u030c", "˘": "\u0306", "…": "\u20db", "´": "\u0301", "`": "\u0300", "˚": "\u030a",
}  # fmt: skip
_WORDS = {"\u0302": "hat", "\u0303": "tilde", "\u20d7": "vector", "\u0304": "overline", "←": "vector to the left", "↔": "vector both ways"}
_BRACES = "⏞⏟⎴⎵⏜⏝"
_ENCLOSED = {"top": "overline", "bottom": "underline"}
_STRIKES = ("diagonalstrike", "horizontalstrike")
_INVISIBLE = {"\u2061": " ", "\u2062": " ", "\u2063": "", "\u2064": ""}
_FACTOR = re.compile(
    r"\d+(?:\.\d+)?|[^\W\d][\u0300-\u036f\u20d0-\u20ff]*[\u2070-\u209c²³¹ᵃ-ᶿ]*(?:[_^][^\W_]+)*|\([^()]*\)"
)  # what needs no brackets
_TIGHT = re.compile(r"(?<=[(\[|]) | (?=[)\],;.^_])")


def formula_text(formula: Element) -> str:
    """A formula as a line of text: `x_0 e^(-γ t)`, `(a + b)/(2γ)`, `√(ω_0^2 - γ^2)`."""
    return _tidy(_Plain().text(formula))


def formula_html(formula: Element) -> str:
    """A formula in the HTML that Plotly sets in titles and labels: indices, powers and italics; the rest as in `formula_text`."""
    return _tidy(_Html().text(formula))


def formula_line(formula: Element) -> str:
    """A formula as a line of text with raised and lowered characters where Unicode has them: `x₀²`, `Eₖ`."""
    return _tidy(_Line().text(formula))


_RAISED = dict(zip("0123456789+-=()abcdefghijklmnoprstuvwxyzβγδθφχ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵝᵞᵟᶿᵠᵡ", strict=True))
_LOWERED = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))


def raised(power: str) -> str:
    """A power in Unicode's raised characters; with ^ before it where there are none."""
    return _translated(power, _RAISED) or f"^{_bracketed(power)}"


def lowered(index: str) -> str:
    """An index in Unicode's lowered characters; with _ before it where there are none."""
    return _translated(index, _LOWERED) or (f"_{index}" if re.fullmatch(r"[^\W_]+", index) else f"_({index})")


def _translated(text: str, characters: dict[str, str]) -> str:
    return "".join(characters[one] for one in text) if set(text) <= set(characters) else ""  # a space would be lost


def _bracketed(text: str) -> str:
    return text if len(text) < 2 or _FACTOR.fullmatch(text) else f"({text})"


def _tidy(text: str) -> str:
    return _TIGHT.sub("", " ".join(text.split()))


class _Plain:
    """Writes MathML as text, element by element."""

    def text(self, element: Element) -> str:
        tag = element.tag.rpartition("}")[2]
        written = getattr(self, f"_{tag}", None)
        return str(written(element)) if written else self._row(list(element))

    # --- what a kind of text does in its own way ---

    def letter(self, element: Element) -> str:
        return element.text or ""

    def plain(self, text: str) -> str:
        return text

    def below(self, base: str, index: str) -> str:
        return f"{base}_{index}" if re.fullmatch(r"[^\W_]+", index) else f"{base}_({index})"

    def above(self, base: str, power: str) -> str:
        return f"{base}^{self._bracketed(power)}"

    # --- rows ---

    def _row(self, children: list[Element]) -> str:
        if len(children) > 2 and (children[0].text, children[-1].text, children[-1].tag) == ("{", None, "mo"):
            children = children[1:-1]  # cases: the brace has no partner
        out, before = "", None
        for child in children:
            # Letters that stand together are factors, and no word: m c, and not mc.
            if (before is not None and self._is_letter(before) and self._is_letter(child) and not self._is_upright_d(before)) or (
                before is not None and child.tag != before.tag and "mtext" in (child.tag, before.tag)
            ):
                out += " "
            out += self.text(child)
            before = child
        return out

    def _is_letter(self, element: Element) -> bool:
        while element.tag in ("msub", "msup", "msubsup", "mover", "munder", "mrow", "mstyle", "mpadded") and len(element):
            element = element[0]
        return element.tag == "mi"

    def _is_upright_d(self, element: Element) -> bool:
        while element.tag in ("mrow", "mstyle", "msup") and len(element):
            element = element[0]
        return element.get("mathvariant") == "normal" and element.text in ("d", "∂")

    # --- leaves ---

    def _mi(self, element: Element) -> str:
        text = element.text or ""
        return self.letter(element) if len(text) < 2 else f" {self.plain(unicodedata.normalize('NFKC', text))} "

    def _mn(self, element: Element) -> str:
        return self.plain(element.text or "")

    def _mtext(self, element: Element) -> str:
        return self.plain(unicodedata.normalize("NFKC", element.text or ""))  # a no-break space, too, becomes a plain one

    def _mspace(self, element: Element) -> str:
        width = element.get("width", "")
        return "" if not width or re.match(r"-|0(?![.\d])", width) else " "

    def _mphantom(self, element: Element) -> str:
        return ""

    def _mo(self, element: Element) -> str:
        text = element.text or ""
        text = _INVISIBLE.get(text, text).replace("−", "-").replace("∣", "|")
        if text in (",", ";"):
            return f"{text} "
        tight = element.get("fence") or element.get("form") or element.get("lspace") == element.get("rspace") == "0em"
        if not text.strip() or tight or text in "()[]{}|‖⟨⟩!./∫∮∬∭∑∏∇∂" or text in ("lim", "°"):
            return self.plain(text)
        return f" {self.plain(text)} "

    # --- structures ---

    def _parts(self, element: Element) -> list[str]:
        return [_tidy(self.text(child)) for child in element]

    def _bracketed(self, text: str) -> str:
        return _bracketed(text)

    def _mfrac(self, element: Element) -> str:
        above, below = self._parts(element)
        if re.match(r"0(?![.\d])", element.get("linethickness", "1")):
            return f"{above} choose {below}"
        return f"{self._bracketed(above)}/{self._bracketed(below)} "

    def _msqrt(self, element: Element) -> str:
        return f"√({_tidy(self._row(list(element)))})"

    def _mroot(self, element: Element) -> str:
        inside, index = self._parts(element)
        return f"{ {'3': '∛', '4': '∜'}.get(index, f'root {index} of ') }({inside})"

    def _scripts(self, base: str, below: str, above: str) -> str:
        out = base.rstrip()
        out = self.below(out, below) if below else out
        if above and not above.strip("′*†‡°∘⊤ "):
            return out + above.replace("∘", "°").replace(" ", "") + " "
        return (self.above(out, above) if above else out) + " "

    def _msub(self, element: Element) -> str:
        base, below = self._parts(element)
        return self._scripts(base, below, "")

    def _msup(self, element: Element) -> str:
        base, above = self._parts(element)
        return self._scripts(base, "", above)

    def _msubsup(self, element: Element) -> str:
        return self._scripts(*self._parts(element))

    def _munderover(self, element: Element) -> str:
        return self._scripts(*self._parts(element))

    def _munder(self, element: Element) -> str:
        base, below = self._parts(element)
        return base if below in _BRACES else self._scripts(base, below, "")

    def _mover(self, element: Element) -> str:
        base, above = self._parts(element)
        if above in _BRACES:
            return base
        accent = _ACCENTS.get(above)
        if accent and len(base.replace("</i>", "").replace("<i>", "")) == 1:
            letter = re.search(r"[^<>](?=</i>|$)", base)
            return unicodedata.normalize("NFC", base[: letter.end()] + accent + base[letter.end() :]) if letter else base
        if element[1].tag == "mo" and (accent or above in _WORDS):
            return f"{_WORDS.get(accent or above, 'accent')}({base})"
        return self._scripts(base, "", above)

    def _mmultiscripts(self, element: Element) -> str:
        out, scripts, before = _tidy(self.text(element[0])), [], False
        for child in element[1:]:
            if child.tag == "mprescripts":
                before = True
            else:
                scripts.append((before, _tidy(self.text(child))))
        for kind in (False, True):
            one = [text for place, text in scripts if place is kind]
            for below, above in zip(one[::2], one[1::2], strict=False):
                out = self._scripts("", below, above) + out if kind else self._scripts(out, below, above)
        return out

    def _menclose(self, element: Element) -> str:
        inside, notation = _tidy(self._row(list(element))), element.get("notation", "")
        if any(strike in notation for strike in _STRIKES):
            return f"cancelled({inside})"
        return f"{_ENCLOSED[notation]}({inside})" if notation in _ENCLOSED else inside

    def _mtable(self, element: Element) -> str:
        rows = [" ".join(filter(None, (_tidy(self.text(cell)) for cell in row))) for row in element]
        return "; ".join(row for row in rows if row)


class _Line(_Plain):
    """The same, with raised and lowered characters."""

    def below(self, base: str, index: str) -> str:
        return base + lowered(index)

    def above(self, base: str, power: str) -> str:
        return base + raised(power)


class _Html(_Plain):
    """The same in Plotly's HTML."""

    def letter(self, element: Element) -> str:
        text = escape(element.text or "", quote=False)
        return text if element.get("mathvariant") == "normal" or not text.isalpha() else f"<i>{text}</i>"

    def plain(self, text: str) -> str:
        return escape(text, quote=False)

    def below(self, base: str, index: str) -> str:
        return f"{base}<sub>{index}</sub>"

    def above(self, base: str, power: str) -> str:
        return f"{base}<sup>{power}</sup>"

    def _bracketed(self, text: str) -> str:
        bare = re.sub(r"<su[bp]>[^<>]*</su[bp]>|<[^<>]*>", "", text)
        return text if len(bare) < 2 or re.fullmatch(r"[\d.]+|\([^()]*\)|√\([^()]*\)", bare) else f"({text})"
