"""The licence of a visualisation, as every page of it states it."""

from __future__ import annotations

from markupsafe import Markup


def licence(spdx: str, kind: str) -> Markup:
    """A line with the licence, with a link to its text where SPDX has it; `kind` is the line's class."""
    name = Markup("{}").format(spdx)
    if not spdx.startswith("LicenseRef-"):
        name = Markup('<a href="https://spdx.org/licenses/{0}.html" rel="license noopener" target="_blank">{0}</a>').format(spdx)
    return Markup('<p class="{}">Text, pictures and model under the licence {}.</p>').format(kind, name)
