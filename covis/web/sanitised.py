"""The one place where text becomes HTML without being escaped: what the compiler wrote into a document, and sanitised before; data and our
own style sheets inside their elements, where HTML has no escapes.
"""

from __future__ import annotations

import json

from markupsafe import Markup


def sanitised(html: object) -> Markup:
    """HTML from a document (its text, objectives, equations, symbols), as it is.

    Everywhere else HTML is `Markup("...").format(...)` over a literal template, which escapes whatever is put into it;
    tests/shell/test_html.py holds that. Never call this with what a person typed.
    """
    return Markup(str(html))


def data(value: object) -> Markup:
    """JSON for a `<script>` element that holds data: nothing in it can end the element."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))


def style(sheet: str) -> Markup:
    """One of our own style sheets for a `<style>` element."""
    return Markup(sheet.replace("</", "<\\/"))
