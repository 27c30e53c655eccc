"""Plain pages as HTML. Every template escapes what is put into it; a document's text was sanitised when it was compiled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from markupsafe import Markup

from covis.catalogue import Item
from covis.document import Edition, canonical
from covis.finding import Finding
from covis.registry import Contributor, Registry
from covis.review import wording
from covis.web.about.resource import resource, script
from covis.web.about.sharing import Shared, tags
from covis.web.assets import (
    SCENES,
    about_url,
    document_url,
    icon_url,
    kind_modules,
    modules,
    plotly_url,
    program_url,
    runtime_url,
    shown_url,
    single_url,
    thumbnail_url,
)
from covis.web.licence import licence
from covis.web.middleware.origins import SIGN_OUT
from covis.web.sanitised import sanitised

_NOTHING = Markup()
_NOT_SHOWN = frozenset(("program", "thumbnail", "equations"))

PENDING = "The visualisation is being compiled. This page will show it in a moment."
RETRY = "The visualisation could not be prepared. The gallery is trying again, and this page will show it when it is ready."

HEAD = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="{icon}">
<link rel="stylesheet" href="{sheet}">
{head}</head>
""")
_PAGE = HEAD + Markup("""<body>
<a class="site-skip" href="#main">Skip to the content</a>
{demonstration}<header class="site-head"><a class="site-gallery" href="{home}">{gallery}</a><span>{institution}</span></header>
<main id="main">
{body}</main>
<footer class="site-foot">
<p>Every visualisation is co-owned by a student coder and a staff fact-checker. <a href="{home}">See the gallery</a></p>
</footer>
</body>
</html>
""")
DEMONSTRATION = Markup(
    '<p class="site-demonstration" role="note"><strong>Demonstration gallery.</strong> '
    "People marked as examples are invented, and their signatures mean nothing.</p>\n"
)


def page(registry: Registry, base: str, title: str, body: Markup, *, head: Markup = _NOTHING, sheet: str = "web.css") -> str:
    """A whole page: the head, the gallery's name, the body, the footer."""
    gallery = registry.gallery
    return str(
        _PAGE.format(
            title=f"{title} · {gallery.title}",
            sheet=runtime_url(sheet, base),
            head=head,
            demonstration=DEMONSTRATION if gallery.demonstration else "",
            icon=icon_url(base),
            home=f"{base}/",
            gallery=gallery.title,
            institution=gallery.institution,
            body=body,
        )
    )


def visualisation(item: Item, registry: Registry, base: str, origin: str = "", onward: Markup = _NOTHING) -> str:
    """/v/<id> for something that may be shown.

    `origin`: scheme and host, for chats, which need whole addresses. `onward`: links that stand below it.
    """
    title, summary = title_of(item)
    body = article(item, registry, section(item, addresses(item, registry, base))) + onward
    boot = Markup('<script type="module" src="{}"></script>\n').format(runtime_url("page/page.js", base))
    told = tags(Shared(title, summary, registry.gallery.title, item.digest), origin=origin, path=f"{base}/v/{item.id}", base=base)
    known = script(resource(item, registry, base, origin))
    return page(registry, base, title, body, head=told + known + preloads(item, base, "page/page.js") + boot)


def article(item: Item, registry: Registry, section: Markup) -> Markup:
    """What a page says of a visualisation, round its root."""
    title, summary = title_of(item)
    return Markup("""<div class="site-lead">
<h1>{title}</h1>
<p class="site-summary">{summary}</p>
</div>
<div class="site-about">{state}</div>
{section}
{versions}""").format(
        title=title,
        summary=summary,
        state=_state(item, registry),
        section=section,
        versions=_versions(item, registry),
    )


def addresses(item: Item, registry: Registry, base: str) -> dict[str, str]:
    """Where the runtime finds what it needs, by the name of the root's attribute."""
    return {
        "document": document_url(item.digest, base),
        "shown": shown_url(item.digest, base),
        "program": program_url(item.digest, base),
        "plotly": plotly_url(base),
        "home": f"{base}/",
        "about": about_url(item.digest, base),
        "embed": f"{base}/embed/{item.id}" if registry.gallery.embed_origins else "",
        "single": single_url(item.digest, base),
        "still": thumbnail_url(item.digest, base),
    }


def shown_part(edition: Edition) -> bytes:
    """The document as a page loads it."""
    return canonical({name: part for name, part in edition.document.items() if name not in _NOT_SHOWN})


def section(item: Item, addresses: Mapping[str, str], link: str = "") -> Markup:
    """The root of a visualisation, which the runtime fills. `link`: the page to name to others, where this is not it."""
    assert item.shown is not None
    given = {**addresses, "link": link, "credit": credit_line(item)}
    still = given.pop("still")
    return Markup("""<section class="covis" data-covis="{id}"{given} aria-label="{title}">
<p class="site-still">Drawing the visualisation …</p>
<noscript><img src="{still}" alt="A still picture of it" width="320" height="200">
<p>The visualisation moves with JavaScript, which is off in this browser. What it says:</p>{text}</noscript>
</section>""").format(
        title=title_of(item)[0],
        id=item.id,
        given=Markup().join(Markup(' data-{}="{}"').format(name, value) for name, value in given.items() if value),
        still=still,
        text=sanitised(item.shown.document.get("text", "")),
    )


_EARLY = Markup("""<div id="cv-early" role="status">
<style>
#cv-early {{ position: fixed; inset: 0; z-index: 1000000; display: flex; flex-direction: column; gap: 0.75rem; padding: 8.5rem 1rem 1rem;
  max-inline-size: 60rem; margin-inline: auto; font: 1rem / 1.5 system-ui, sans-serif; color: light-dark(#1b2130, #e8ecf4);
  background: light-dark(#ffffff, #10141d); box-shadow: 0 0 0 100vmax light-dark(#ffffff, #10141d); color-scheme: light dark; }}
#cv-early p {{ margin: 0; }}
#cv-early p:first-of-type {{ font: 600 1.4rem / 1.15 Georgia, serif; }}
#cv-early a {{ color: light-dark(#3a3fb5, #a9b4ff); }}
#cv-early img {{ inline-size: 100%; block-size: auto; max-block-size: 50svh; object-fit: contain; }}
</style>
<p>{title}</p>
<p>{summary}</p>
<img src="{still}" alt="A still picture of it" width="320" height="200" fetchpriority="high">
<p><a href="{plain}">Start now, without the gallery around it</a></p>
</div>
""")


def early(item: Item, base: str) -> Markup:
    """What Streamlit's page of a visualisation shows until Streamlit has drawn it; runtime/shell/shell.js takes it away."""
    title, summary = title_of(item)
    return _EARLY.format(title=title, summary=summary, still=thumbnail_url(item.digest, base), plain=f"{base}/v/{item.id}")


def preloads(item: Item, base: str, entry: str) -> Markup:
    """Links to everything that the first drawing of a visualisation needs, so that a browser asks for all of it at once."""
    assert item.shown is not None
    kinds = (str(control["kind"]) for control in item.shown.document["controls"])
    space = any(plot.get("scene") for plot in item.shown.document["plots"])
    names = dict.fromkeys([*modules(entry), *kind_modules(kinds), *(modules(SCENES) if space else ())])
    scripts = [*(runtime_url(name, base) for name in names), program_url(item.digest, base)]
    data = Markup('<link rel="preload" as="fetch" crossorigin href="{}">\n').format(shown_url(item.digest, base))
    return data + Markup().join(Markup('<link rel="modulepreload" href="{}">\n').format(url) for url in scripts)


def pending(item: Item, registry: Registry, base: str) -> str:
    """While it is compiled, or retried after a temporary failure: the page reloads itself, without a script."""
    body = Markup('<h1>{}</h1>\n<p role="status">{}</p>\n').format(item.entry.title, RETRY if item.retry else PENDING)
    if item.retry:
        body += Markup("<p>For the team:</p>\n{}").format(_findings(item.findings))
    refresh = Markup('<meta http-equiv="refresh" content="{}">\n').format(again(item))
    return page(registry, base, item.entry.title, body, head=refresh)


def again(item: Item) -> int:
    """After how many seconds a pending page should be requested again."""
    return max(2, ceil(item.retry))


def broken(item: Item, registry: Registry, base: str) -> str:
    """Nothing can be shown: what is wrong, where, and who owns it."""
    body = Markup("""<h1>{title}</h1>
<h2>This visualisation cannot be shown at the moment</h2>
<p>Something in its folder is wrong. {whose} The rest of the gallery works.</p>
{findings}<p>For the team: <code>covis check {id}</code> shows the same.</p>
{credit}""").format(title=item.entry.title, whose=_whose(item), findings=_findings(item.findings), id=item.id, credit=_credit(item))
    return page(registry, base, item.entry.title, body)


def broken_entry(id: str, findings: Sequence[Finding], registry: Registry, base: str) -> str:
    """The registry's entry has an error."""
    listed = Markup("<p>For the registry's team:</p>\n{}").format(_findings(findings)) if findings else ""
    body = Markup("""<h1>{id} cannot be shown at the moment</h1>
<p>Its entry in the registry has a mistake. The rest of the gallery works.</p>
{listed}""").format(id=id, listed=listed)
    return page(registry, base, id, body)


def message(registry: Registry, base: str, title: str, text: str) -> str:
    """A page with one message and a link back to the gallery."""
    body = Markup('<h1>{}</h1>\n<p>{}</p>\n<p><a href="{}">Back to the gallery</a></p>\n').format(title, text, f"{base}/")
    return page(registry, base, title, body)


def sign_out(registry: Registry, base: str) -> str:
    """Asks for confirmation: the link then comes from a page of this server, which `SameOrigin` checks."""
    body = Markup("""<h1>Sign out?</h1>
<p>You came here from another site or typed the address, so you have not been signed out yet.</p>
<p><a href="{}">Sign out</a></p>
<p><a href="{}">Stay signed in, and go to the gallery</a></p>
""").format(f"{base}{SIGN_OUT}", f"{base}/")
    return page(registry, base, "Sign out?", body)


def sign_in(registry: Registry, base: str) -> str:
    text = "A link on another site led you here, so you have not been signed in. The sign-in button is at the top of every page."
    return message(registry, base, "Sign in from the gallery", text)


def title_of(item: Item) -> tuple[str, str]:
    """Title and summary as they are in what is shown: a signed edition keeps those that were signed."""
    document = item.shown.document if item.shown is not None else {}
    return str(document.get("title", item.entry.title)), str(document.get("summary", item.entry.summary))


def _state(item: Item, registry: Registry) -> Markup:
    """The status of the fact-check, who made and checked it, and what else a reader should know before relying on it.

    On a phone all but the status is folded away (css/web.css).
    """
    standing = item.standing
    first, more = wording.fact_check(standing, registry.people)
    if not item.is_release:
        more = "Read it with care: no member of staff has signed it off as correct."
    block = Markup(
        '<p class="site-state" data-status="{}"><strong>{}</strong></p>\n'
        '<details class="site-more"><summary>Who made it</summary>{}{}</details>\n'
    ).format(standing.status, first, _credit(item), Markup("<p>{}</p>").format(more) if more else "")
    for event in standing.open_disputes:
        who = registry.people[event.by].name if event.by in registry.people else event.by
        block += Markup(
            '<div class="site-dispute" role="alert"><p><strong>Disputed.</strong> {}: “{}”</p>'
            "<p>It stays up while its partners look into it. Do not rely on it yet.</p></div>\n"
        ).format(who, event.note)
    return block


def _versions(item: Item, registry: Registry) -> Markup:
    """The licence, and every version that was signed off, the newest first."""
    rows = [
        Markup("<li>Version {}. {}</li>").format(number, wording.signed_sentence(release, registry.people))
        for number, release in wording.versions(item.standing)
    ]
    listed = Markup("<ul>{}</ul>").format(Markup().join(rows)) if rows else Markup()
    return Markup('<div class="site-versions">{}{}</div>\n').format(licence(item.entry.licence, "site-licence"), listed)


def _credit(item: Item) -> Markup:
    """Both partners, side by side and with equal weight."""
    return Markup('<dl class="site-credit">{}{}</dl>\n').format(
        _partner("Coded by", "student coder", item.coders),
        _partner("Fact-checked by" if item.is_release else "Fact-checker", "staff fact-checker", item.fact_checkers),
    )


def credit_line(item: Item) -> str:
    """Who made it, who checked it and the licence, in one line of text for files that are saved."""
    checked = "Fact-checked by" if item.is_release else "Fact-checker"
    named = [
        f"{label} {', '.join(person.name for _, person in people)}"
        for label, people in (("Coded by", item.coders), (checked, item.fact_checkers))
        if people
    ]
    return "; ".join([*named, item.entry.licence])


def _partner(label: str, role: str, people: Sequence[tuple[str, Contributor]]) -> Markup:
    names = Markup("<br>").join(
        Markup("{}{}").format(person.name, Markup(" <small>(example)</small>") if person.example else "") for _, person in people
    )
    return Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(label, names or f"Looking for a {role}")


def _whose(item: Item) -> str:
    people = [
        f"{person.name} ({word})" for word, folk in (("coder", item.coders), ("fact-checker", item.fact_checkers)) for _, person in folk
    ]
    return f"It is owned by {' and '.join(people)}." if people else "It has no partners yet."


def _findings(findings: Sequence[Finding]) -> Markup:
    rows = [
        Markup("<li><code>{}</code> {}</li>").format(finding.place, finding.message) for finding in findings if finding.severity == "error"
    ]
    return Markup('<ul class="site-findings">{}</ul>\n').format(Markup().join(rows))
