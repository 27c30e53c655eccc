"""The runtime as one Streamlit component: it is handed addresses and a digest, and fetches the rest itself.

No value goes back to the server: a slider redraws in the browser, and its state lives in the address's fragment.
"""

from __future__ import annotations

import streamlit as st

from covis.catalogue import Item
from covis.shell.html import base
from covis.site.assets import document_url, plotly_url, program_url, runtime_url

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
  import(new URL(component.data.base + "embed.js", location.origin).href).then(
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


def runtime(item: Item) -> None:
    """Mount the visualisation that is shown. The digest is in the key: another edition is another instance."""
    data = {
        "id": item.id,
        "digest": item.digest,
        "base": runtime_url("", base()),
        "document": document_url(item.digest, base()),
        "program": program_url(item.digest, base()),
        "plotly": plotly_url(base()),
    }
    _mount(data=data, key=f"covis-{item.id}-{item.digest[:12]}")
