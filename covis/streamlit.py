"""A visualisation in your own Streamlit app: `covis.streamlit.visualisation("damped_oscillator")` is one line, and returns the state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from covis.notebook import shown_item
from covis.web.export.single import single

_HTML = """<iframe title="" allow="fullscreen" style="width: 100%; border: 0; display: block"></iframe>
"""
_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


@st.cache_resource(show_spinner="Preparing the visualisation", max_entries=32)
def _prepared(id: str, root: str | None, current: bool) -> dict[str, Any]:
    """What the component needs; the same for all sessions until the app starts again."""
    catalogue, item = shown_item(id, root, current=current)
    assert item.shown is not None
    start = {control["name"]: control["start"] for control in item.shown.document["controls"]}
    return {"page": single(item, catalogue.registry).decode(), "title": item.entry.title, "digest": item.digest, "start": start}


def visualisation(
    id: str, *, root: str | Path | None = None, current: bool = False, height: int = 760, key: str | None = None
) -> dict[str, Any]:
    """Show a visualisation here, and return the state of its controls, name -> value: a number in the unit of the code, the key of a
    choice, true or false. The app runs again when the reader rests after a change.

    id: its name in the registry.
    root: the gallery's folder; otherwise COVIS_ROOT, or the nearest parent of the current folder with a registry.yaml.
    current: what the folder holds now, signed or not; otherwise what the gallery shows. Either is read once, when the app first shows it.
    height: in pixels.
    key: where the same visualisation is on the page twice, another key for each.

    Raises ValueError as `covis.notebook.show` does.
    """
    data = {**_prepared(id, str(root) if root is not None else None, current), "height": height}
    mount = st.components.v2.component("covis.visualisation", html=_HTML, js=_SCRIPT, isolate_styles=False)
    result = mount(
        data=data,
        key=key or f"covis-visualisation-{id}",
        default={"controls": data["start"]},
        on_controls_change=lambda: None,
        height=height,
    )
    return dict(result.controls or data["start"])
