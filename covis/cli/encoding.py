"""Output that a stream's encoding cannot hold is spelt out (γ as gamma, x₀ as x_0), never an error: pipes on Windows are not UTF-8."""

from __future__ import annotations

import codecs
import re
import sys
import unicodedata

_SPELT = {"✓": "ok", "✗": "FAILS", "√": "sqrt", "∑": "sum", "∫": "integral", "∞": "infinity", "∂": "d", "→": "->", "·": "*", "×": "x"}
_SPELT |= {"−": "-", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~"}
_SPELT |= {"′": "'", "\u0307": "'", "\u0308": "''"}  # the dots of a derivative: they must not be lost


def spelt(sign: str) -> str:
    """One sign in ASCII: `gamma`, `^2`, `_0`, `x''` for x with two dots; an accent in a name is left out."""
    if sign in _SPELT:
        return _SPELT[sign]
    name = unicodedata.name(sign, "")
    if greek := re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", name):
        return greek[2].lower() if greek[1] == "SMALL" else greek[2].capitalize()
    parts = unicodedata.normalize("NFKD", sign)
    if sign < "\u0100" or unicodedata.combining(sign):
        parts = "".join(one for one in parts if not unicodedata.combining(one))
    plain = "".join(part for one in parts if (part := one if one.isascii() else spelt(one) if one != sign else "?") != "?")
    mark = "^" if "SUPERSCRIPT" in name else "_" if "SUBSCRIPT" in name else ""
    return mark + plain if plain or unicodedata.combining(sign) else "?"


def in_ascii(text: str, start: int, end: int) -> str:
    """text[start:end], spelt out; a word that this makes of a sign is set apart from the letters beside it."""
    made = ""
    for k in range(start, end):
        word = spelt(text[k])
        before = made[-1:] or text[max(k - 1, 0) : k]
        if len(word) > 1 and word[0].isalpha() and before.isalnum():
            word = f" {word}"
        after = text[k + 1 : k + 2]
        if len(word) > 1 and word[-1].isalnum() and after.isalnum() and "SCRIPT" not in unicodedata.name(after, ""):
            word += " "
        made += word
    return made


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return in_ascii(error.object, error.start, error.end), error.end


def tolerant() -> None:
    """From now on standard output and error spell out what they cannot hold."""
    codecs.register_error("covis", _spell)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="covis")
