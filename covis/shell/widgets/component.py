"""Streamlit components of our own. The JavaScript of each is in a file, where it is type-checked, linted and formatted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

# What most of them do: it imports the module of the runtime at `data["module"]` and calls its `attach`.
_MODULE = Path(__file__).parent / "module.js"


def component(name: str, html: str, script: Path = _MODULE) -> Any:
    """A component, to be called with `data=` and `key=`; it shares the styles of the page.

    An element of `html` with data-failed shows that text where the module cannot be loaded.
    """
    # Streamlit takes a string without a newline for the path of a file.
    return st.components.v2.component(f"covis.{name}", html=f"{html}\n", js=script.read_text(encoding="utf-8"), isolate_styles=False)
