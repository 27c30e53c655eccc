"""The one place where text becomes HTML without being escaped: what the compiler wrote into a document, and sanitised before."""

from __future__ import annotations

from markupsafe import Markup


def sanitised(html: object) -> Markup:
    """HTML from a document (its text, objectives, equations, symbols), as it is.

    Everywhere else HTML is `Markup("...").format(...)` over a literal template, which escapes whatever is put into it;
    tests/shell/test_html.py holds that. Never call this with what a person typed.
    """
    return Markup(str(html))
