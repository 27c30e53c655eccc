"""The look of Streamlit's pages as one style sheet, which the server hands to `covis.web`."""

from __future__ import annotations

from pathlib import Path

from covis.web.assets import PARTS_SHEET, runtime_hash

HERE = Path(__file__).parent


def style_sheet() -> bytes:
    """The tokens of the runtime and its rules for formulas, css/base.css, what the plain pages show too, what all pages share, then the
    pages and the review desk.

    Later rules win, so the second part of a long sheet is named after the first: tabs.css, tabs_changes.css.
    """
    sheets = [
        HERE.parent / "runtime" / "css" / "tokens.css",
        HERE.parent / "runtime" / "css" / "mathematics.css",
        HERE / "css" / "base.css",
        PARTS_SHEET,
        *sorted(HERE.glob("css/*.css")),
        *sorted(HERE.glob("css/pages/*.css")),
        *sorted(HERE.glob("css/desk/*.css")),
    ]
    joined = b"\n".join(sheet.read_bytes() for sheet in dict.fromkeys(sheets))
    # The runtime's sheets are in css/ beside fonts/; this one is served in a folder beside that of the runtime.
    return joined.replace(b'url("../fonts/', f'url("../{runtime_hash()}/fonts/'.encode())
