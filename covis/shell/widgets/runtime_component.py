"""The runtime as one Streamlit component, and HTML with formulas as another.

The runtime gets addresses and a digest, and fetches the rest itself. An edition that is not public has no address: it is
passed inline to the session that may see it, and its program becomes a module of a blob. No value goes back to the server: a slider
redraws in the browser, and its state is in the fragment of the address.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from covis.document import Edition
from covis.shell.context import get_catalogue
from covis.shell.widgets.component import component
from covis.shell.widgets.html import base, checked
from covis.web.assets import about_url, document_url, plotly_url, program_url, runtime_url, shown_url, single_url

_HTML = """<section class="covis">
<p class="cv-stage-wait" role="status"
 data-failed="The visualisation could not be loaded. Check the connection and reload the page.">Drawing the visualisation …</p>
</section>
"""
_mount = component("runtime", _HTML)


def runtime(edition: Edition, digest: str, *, inline: bool = False, fragment: bool = True, place: str = "", credit: str = "") -> None:
    """Mount an edition. The digest is in the key: another edition is another instance.

    `inline`: it has no public address. `fragment` false: the address keeps no state of the controls. `place`: where on
    the page, if the same edition is on it twice. `credit`: what saved files say about its makers.
    """
    data: dict[str, Any] = {
        "id": edition.id,
        "digest": digest,
        "base": runtime_url("", base()),
        "module": runtime_url("page/embed.js", base()),
        "plotly": plotly_url(base()),
        "fragment": fragment,
        "credit": credit,
    }
    if inline:
        data["inline"] = edition.document
    else:
        data |= {"about": about_url(digest, base()), "single": single_url(digest, base())}
        if get_catalogue().registry.gallery.embed_origins:
            data["embed"] = f"{base()}/embed/{edition.id}"
        data |= {"document": document_url(digest, base()), "shown": shown_url(digest, base()), "program": program_url(digest, base())}
    _mount(data=data, key=f"covis-{edition.id}-{digest[:12]}{place}")


_prose = component("prose", '<div class="cv-prose"></div>', Path(__file__).parent / "prose.js")


def prose(html: Markup, key: str) -> None:
    """Show HTML with formulas. Raises TypeError for a plain string: nobody has escaped it."""
    _prose(data={"html": checked(html)}, key=key)
