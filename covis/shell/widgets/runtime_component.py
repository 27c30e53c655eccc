"""The runtime as one Streamlit component, and HTML with formulas as another.

The runtime gets addresses and a digest, and fetches the rest itself. An edition that is not public has no address: it is
passed inline to the session that may see it, and its program becomes a module of a blob. No value goes back to the server: a slider
redraws in the browser, and its state is in the fragment of the address.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from covis.document import Edition
from covis.shell.context import get_catalogue
from covis.shell.widgets.html import base, checked
from covis.web.assets import about_url, document_url, plotly_url, program_url, runtime_url, shown_url

# Streamlit takes a string without a newline for the path of a file.
_HTML = """<section class="covis">
<p class="cv-stage-wait" role="status">Drawing the visualisation …</p>
</section>
"""

# The runtime is a module of our own origin, imported under a Content-Security-Policy without eval. Streamlit calls this again when the
# theme or the data changes, and `attach` keeps its instance.
_JS = """
export default function (component) {
  let stop, gone = false;
  import(new URL(component.data.base + "page/embed.js", location.origin).href).then(
    (runtime) => { if (!gone) stop = runtime.attach(component); },
  ).catch((error) => {
    console.error(error);
    const wait = component.parentElement.querySelector(".cv-stage-wait");
    if (wait) wait.textContent = "The visualisation could not be loaded. Check the connection and reload the page.";
  });
  return () => { gone = true; stop?.(); };
}
"""

_mount = st.components.v2.component("covis.runtime", html=_HTML, js=_JS, isolate_styles=False)


def runtime(edition: Edition, digest: str, *, inline: bool = False, fragment: bool = True, place: str = "", credit: str = "") -> None:
    """Mount an edition. The digest is in the key: another edition is another instance.

    `inline`: it has no public address. `fragment` false: the address keeps no state of the controls. `place`: where on
    the page, if the same edition is on it twice. `credit`: what saved files say about its makers.
    """
    data: dict[str, Any] = {
        "id": edition.id,
        "digest": digest,
        "base": runtime_url("", base()),
        "plotly": plotly_url(base()),
        "fragment": fragment,
        "credit": credit,
    }
    if inline:
        data["inline"] = edition.document
    else:
        data["about"] = about_url(digest, base())
        if get_catalogue().registry.gallery.embed_origins:
            data["embed"] = f"{base()}/embed/{edition.id}"
        data |= {"document": document_url(digest, base()), "shown": shown_url(digest, base()), "program": program_url(digest, base())}
    _mount(data=data, key=f"covis-{edition.id}-{digest[:12]}{place}")


# `st.html` takes formulas (MathML) out of what it shows. This shows what a document holds, which the compiler has sanitised, as it is.
_PROSE_JS = """
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".cv-prose");
  if (root && root.covisShown !== data.html) root.innerHTML = root.covisShown = data.html;
}
"""
_PROSE = '<div class="cv-prose">\n</div>'
_prose = st.components.v2.component("covis.prose", html=_PROSE, js=_PROSE_JS, isolate_styles=False)


def prose(html: Markup, key: str) -> None:
    """Show HTML with formulas. Raises TypeError for a plain string: nobody has escaped it."""
    _prose(data={"html": checked(html)}, key=key)
