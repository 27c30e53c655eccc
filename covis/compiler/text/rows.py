"""LaTeX in rows: where a long equation may break, since browsers do not break displayed mathematics."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import sympy

# An equation of so many characters of LaTeX is not broken, whatever it looks like.
LINE = 90
# About so many letters fit on a line of the page.
WIDTH = 52
_COMMAND = re.compile(r"\\(?:mathrm|text|operatorname|left|right|bigl|bigr|begin|end|quad)\b|\\[,; ]|[{}_^\s]")
_NAMED = re.compile(r"\\[A-Za-z]+")
_FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")


def rows(*equations: Sequence[str]) -> str:
    """Equations as LaTeX, each from its pieces: one line where there is one that is short, else rows aligned at the first piece.

    A row takes as many pieces as fit; every equation begins a row of its own.
    """
    lines = [line for pieces in equations for line in _filled(pieces)]
    if len(lines) == 1:
        return lines[0][1].strip()
    body = r" \\ ".join(f"& {line}" if first else rf"& \quad {line}" for first, line in lines)
    return rf"\begin{{aligned}} {body} \end{{aligned}}"


def _filled(pieces: Sequence[str]) -> list[tuple[bool, str]]:
    """(whether it begins the equation, the line)."""
    lines, line = [], ""
    for piece in pieces:
        # What follows the equals sign stays with it, however long it is.
        if line and not line.endswith("=") and width(line) + width(piece) > WIDTH:
            lines.append(line)
            line = piece
        else:
            line = f"{line} {piece}" if line else piece
    return [(k == 0, one) for k, one in enumerate([*lines, line])]


def width(tex: str) -> int:
    """About how many letters wide LaTeX is set."""
    flat = _FRACTION.sub(lambda found: max(found.groups(), key=len), tex)
    return len(_COMMAND.sub("", _NAMED.sub(lambda found: "" if _COMMAND.fullmatch(found[0]) else "m", flat)))


def terms(expression: sympy.Basic, tex: Callable[[sympy.Basic], str]) -> list[str]:
    """LaTeX of an expression, in pieces between which a line may break: the terms of a sum, each with its sign."""
    whole = tex(expression)
    if not isinstance(expression, sympy.Add) or len(whole) <= LINE:
        return [whole]
    ordered = sorted(expression.as_ordered_terms(), key=lambda term: term.could_extract_minus_sign())
    pieces = []
    for k, term in enumerate(ordered):
        negative = term.could_extract_minus_sign()
        part = -term if negative else term
        inner = rf"\left({tex(part)}\right)" if part.is_Add or isinstance(part, sympy.Piecewise) else tex(part)
        pieces.append(f"- {inner}" if negative else f"+ {inner}" if k else inner)
    return pieces


def continued(sign: str, pieces: Sequence[str]) -> list[str]:
    return [f"{sign} {pieces[0]}", *pieces[1:]]


def bracketed(pieces: Sequence[str]) -> list[str]:
    """Pieces in brackets that may be in different lines."""
    return [rf"\bigl({pieces[0]}", *pieces[1:-1], rf"{pieces[-1]}\bigr)"]


def displayed(tex: str) -> str:
    """With fractions and sums at their full size, as in a display."""
    return rf"\displaystyle {tex}"
