"""Output that a stream's encoding cannot hold is spelt out (γ as gamma, x₀ as x_0), never an error: pipes on Windows are not UTF-8."""

from __future__ import annotations

import codecs
import re
import sys
import unicodedata

_SPELT = {
    "✓": "ok",
    "✗": "FAILS",
    "−": "-",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "√": "sqrt",
    "∑": "sum",
}
_SPELT |= {"∫": "integral", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "·": "*", "×": "x", "∞": "infinity", "′": "'", "∂": "d"}


def spelt(sign: str) -> str:
    """One sign in ASCII."""
    if sign in _SPELT:
        return _SPELT[sign]
    name = unicodedata.name(sign, "")
    if greek := re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", name):
        return greek[2].lower() if greek[1] == "SMALL" else greek[2].capitalize()
    plain = "".join(_SPELT.get(one, one) for one in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(one))
    mark = "^" if "SUPERSCRIPT" in name else "_" if "SUBSCRIPT" in name else ""
    return mark + plain if plain and plain.isascii() else "" if unicodedata.combining(sign) else "?"


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(spelt(sign) for sign in error.object[error.start : error.end]), error.end


def tolerant() -> None:
    """From now on standard output and error spell out what they cannot hold."""
    codecs.register_error("covis", _spell)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="covis")
