"""A visualisation in a frame of another site: the page, and who may frame it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from covis.catalogue import Item
from covis.registry import Registry
from covis.review import wording
from covis.web import pages
from covis.web.assets import icon_url, runtime_url
from covis.web.middleware.headers import framed_by

_ABOUT = Markup('<meta name="robots" content="noindex">\n<link rel="canonical" href="{}">\n')
_PAGE = pages.HEAD + Markup("""<body class="site-framed">
<main>
<h1>{title}</h1>
{section}</main>
<footer class="site-foot"><p>{state} {credit} <a href="{whole}" target="_blank" rel="noopener">Open the whole page</a></p></footer>
</body>
</html>
""")


def page(item: Item, registry: Registry, base: str, origin: str = "") -> str:
    """/embed/<id> for what may be shown: the picture with its controls, who is responsible for it, and a link to the whole page."""
    title, _ = pages.title_of(item)
    whole = f"{origin}{base}/v/{item.id}"
    modules = ("page/page.js", "frame/framed.js")
    boot = Markup().join(Markup('<script type="module" src="{}"></script>\n').format(runtime_url(name, base)) for name in modules)
    return str(
        _PAGE.format(
            title=title,
            icon=icon_url(base),
            whole=whole,
            sheet=runtime_url("embed.css", base),
            head=_ABOUT.format(whole) + pages.preloads(item, base, "page/page.js") + boot,
            section=pages.section(item, pages.addresses(item, registry, base), link=whole),
            state=wording.fact_check_sentence(item.standing, registry.people),
            credit=pages.credit_line(item),
        )
    )


def policy(origins: Sequence[str]) -> dict[str, str]:
    """The headers of /embed/: the sites that the registry names may frame it."""
    return {"Content-Security-Policy": framed_by(origins)}
