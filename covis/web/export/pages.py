"""The pages that only an exported gallery has, because Streamlit draws them otherwise: browse, courses, people. The parts of them are the
same (`covis/web/parts.py`), and so are their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from covis.catalogue import Item
from covis.registry import Contributor, Registry
from covis.registry.models import Course
from covis.web import parts, search
from covis.web.about.sharing import Shared, tags
from covis.web.assets import modules, runtime_url
from covis.web.pages import page

SHEET, SCRIPT = "gallery.css", "browse/browse.js"
_NOTHING = Markup()
NAVIGATION = (("", "Browse"), ("c/", "Courses"), ("p/", "People"))


def browse(items: Sequence[Item], waiting: int, registry: Registry, base: str) -> str:
    """The first page, with every card. A script searches in them; without it all are there. `waiting`: how many are not shown yet."""
    offered = search.choices(items, registry)
    fields = Markup().join(_select(name, *search.FILTERS[name], values) for name, values in offered.items() if values)
    fields += _select("sort", search.SORT, search.AS_LISTED, search.SORTS)
    body = Markup("""<div class="site-lead"><h1>{heading}</h1><p class="site-summary">{lead}</p></div>
<form class="site-search" role="search" hidden data-index="{index}">
<label><span>{label}</span><input type="search" name="q" placeholder="{hint}" maxlength="{longest}" autocomplete="off"></label>
{fields}</form>
<div class="site-chips">{chips}</div>
<div class="site-counted"><h2 class="site-count" role="status" data-some="{some}" data-all="{all}" data-one="{one}">{count}</h2>
<p class="site-clear" hidden><a data-query href="?">{clear}</a></p></div>
<div class="site-empty" hidden data-title="{nothing}" data-instead="{instead}" data-without="{without}" data-keep="{keep}"
  data-every="{every}"></div>
<ul class="site-cards">{cards}</ul>
<nav class="site-pages" aria-label="Pages of cards" hidden></nav>
<p>{waiting}</p>
""").format(
        heading=search.HEADING,
        lead=search.LEAD,
        index=f"{base}/search.json",
        label=search.LABEL,
        hint=search.HINT,
        longest=search.LONGEST,
        fields=fields,
        chips=_chips(items, registry, base),
        some=search.COUNT_FOUND,
        all=search.COUNT,
        one=search.COUNT_ONE,
        count=(search.COUNT_ONE if len(items) == 1 else search.COUNT).format(all=len(items)),
        clear=search.CLEAR,
        nothing=search.NOTHING,
        instead=search.INSTEAD,
        without=search.WITHOUT,
        keep=search.KEEP,
        every=search.EVERYTHING,
        cards=_cards(items, base, 3),
        waiting=search.in_progress(waiting),
    )
    preload = Markup('<link rel="preload" as="fetch" crossorigin href="{}/search.json">\n').format(base)
    scripts = Markup().join(Markup('<link rel="modulepreload" href="{}">\n').format(runtime_url(name, base)) for name in modules(SCRIPT))
    boot = Markup('<script type="module" src="{}"></script>\n').format(runtime_url(SCRIPT, base))
    return _page(registry, base, "Visualisations", body, here="", about=search.LEAD, head=preload + scripts + boot)


def index(items: Sequence[Item], registry: Registry) -> list[dict[str, Any]]:
    """search.json: what the script searches, in the order of the cards (runtime/browse/search.js: Entry)."""
    ranks = search.ranks(items)
    return [
        {
            "id": item.id,
            "title": search.plain(item.entry.title),
            "text": search.text_of(item, registry),
            "course": search.courses_of(item.id, registry),
            "subject": item.entry.subject,
            "level": str(item.entry.level),
            "status": item.standing.status,
            "person": list(item.entry.owners),
            "rank": {name: places[item.id] for name, places in ranks.items()},
        }
        for item in items
    ]


def onward(item: Item, items: Sequence[Item], registry: Registry, base: str) -> Markup:
    """Links under a visualisation to those before and after it."""
    return Markup().join(
        Markup("<h2>{}</h2>\n<ul>{}</ul>\n").format(
            heading,
            Markup().join(Markup('<li><a href="{}/v/{}/">{}</a></li>').format(base, other.id, parts.title(other)) for other in near),
        )
        for heading, near in parts.related(item, items, registry).items()
    )


def courses(items: Sequence[Item], registry: Registry, base: str) -> str:
    """All courses."""
    here = {item.id: item for item in items}
    cards = Markup()
    for code, known in registry.courses.items():
        members = [here[member.id] for member in known.visualisations if member.id in here]
        cards += Markup("""<li class="site-card"><div class="site-strip" aria-hidden="true">{pictures}</div>
<p class="cv-eyebrow">{code}</p><h2><a href="{address}">{title}</a></h2><p>{facts}</p><p>{number}</p></li>
""").format(
            pictures=Markup().join(parts.picture(item, base) for item in members[:3]),
            code=code,
            address=f"{base}/c/{code}/",
            title=known.title,
            facts=course_facts(known),
            number=_number(len(members)),
        )
    lead = "The visualisations of each course, in teaching order."
    body = Markup('<div class="site-lead"><h1>Courses</h1><p class="site-summary">{}</p></div>\n<ul class="site-cards">{}</ul>\n{}').format(
        lead, cards, "" if cards else Markup("<p>No courses yet.</p>\n")
    )
    return _page(registry, base, "Courses", body, here="c/", about=lead)


def people(items: Sequence[Item], registry: Registry, base: str) -> str:
    """Everybody. A login is never shown."""
    cards = Markup()
    for id, person in sorted(registry.people.items(), key=lambda pair: search.plain(pair[1].name)):
        owned = sum(id in item.entry.owners for item in items)
        cards += Markup("""<li class="site-card">{avatar}<h2><a href="{address}">{name}</a></h2><p>{facts}</p><p>{count}{example}</p></li>
""").format(
            avatar=parts.avatar(person),
            address=f"{base}/p/{id}/",
            name=person.name,
            facts=", ".join(part for part in (person.role.capitalize(), person.department) if part),
            count=_number(owned) if owned else "None yet",
            example=parts.example(person),
        )
    lead = "Every visualisation has two owners: a student who codes it, and a member of staff who is responsible for its facts."
    body = Markup('<div class="site-lead"><h1>People</h1><p class="site-summary">{}</p></div>\n<ul class="site-cards">{}</ul>\n').format(
        lead, cards
    )
    return _page(registry, base, "People", body, here="p/", about=lead)


def person(id: str, known: Contributor, items: Sequence[Item], registry: Registry, base: str) -> str:
    """One person: what they co-own, with whom, and their own links."""
    owned = [item for item in items if id in item.entry.owners]
    facts = (known.role.capitalize(), known.department, "maintainer of this gallery" if id in registry.gallery.maintainers else "")
    addresses = [*([f"https://orcid.org/{known.orcid}"] if known.orcid else []), *known.links]
    links = Markup().join(Markup('<li><a href="{0}" rel="noopener noreferrer">{0}</a></li>').format(url) for url in addresses)
    body = Markup("""<div class="site-lead"><h1>{name}{example}</h1><p class="site-summary">{facts}</p></div>
<p>{about}</p>
<ul>{links}</ul>
<h2>Co-owns</h2>
{none}<ul>{responsibilities}</ul>
<ul class="site-cards">{cards}</ul>
""").format(
        name=known.name,
        example=parts.example(known),
        facts=" · ".join(part for part in facts if part),
        about=known.about,
        links=links,
        none="" if owned else Markup("<p>No visualisation yet.</p>\n"),
        responsibilities=Markup().join(parts.responsibilities(id, item) for item in owned),
        cards=_cards(owned, base, 3),
    )
    return _page(registry, base, known.name, body, here="p/", about=known.about or f"What {known.name} made for {registry.gallery.title}.")


def course_facts(course: Course) -> str:
    return " · ".join(part for part in (course.department, f"Year {course.year}" if course.year is not None else "") if part)


def _page(registry: Registry, base: str, title: str, body: Markup, *, here: str, about: str, head: Markup = _NOTHING) -> str:
    told = tags(Shared(title, about, registry.gallery.title), origin="", path="", base=base)
    links = Markup().join(
        Markup('<a href="{}/{}"{}>{}</a>').format(base, to, Markup(' aria-current="page"') if to == here else "", label)
        for to, label in NAVIGATION
    )
    navigation = Markup('<nav class="site-nav" aria-label="Gallery">{}</nav>\n').format(links)
    return page(registry, base, title, navigation + body, head=told + head, sheet=SHEET)


def _cards(items: Sequence[Item], base: str, level: int) -> Markup:
    return Markup().join(_card(item, base, level) for item in items)


def _card(item: Item, base: str, level: int) -> Markup:
    """One visualisation as a card; the title is the link, and covers it."""
    return Markup("""<li class="site-card" data-id="{id}">{picture}<p class="cv-eyebrow">{subject}</p>
<h{level}><a href="{address}">{title}</a></h{level}>{words}{credit}</li>
""").format(
        id=item.id,
        picture=parts.status_picture(item, base),
        subject=parts.subject_line(item),
        level=level,
        address=f"{base}/v/{item.id}/",
        title=parts.title(item),
        words=parts.words(item),
        credit=parts.credit_lines(item),
    )


def _select(name: str, label: str, anything: str, offered: search.Choices) -> Markup:
    options = Markup().join(Markup('<option value="{}">{}</option>').format(value, text) for value, text in offered.items())
    return Markup('<label><span>{}</span><select name="{}"><option value="">{}</option>{}</select></label>\n').format(
        label, name, anything, options
    )


def _chips(items: Sequence[Item], registry: Registry, base: str) -> Markup:
    subjects, codes = search.chips(items, registry)
    rows = Markup()
    if subjects:
        links = Markup().join(
            Markup('<a data-query href="?{}">{} {}</a>').format(urlencode({"subject": subject}), subject, number)
            for subject, number in subjects
        )
        rows += Markup("<p>Subjects {}</p>").format(links)
    if codes:
        links = Markup().join(
            Markup('<a href="{}/c/{}/">{} {}</a>').format(base, code, registry.courses[code].title, number)
            for code, number in codes[: search.MOST_CHIPS]
        )
        if len(codes) > search.MOST_CHIPS:
            links += Markup('<a href="{}/c/">All {} courses</a>').format(base, len(codes))
        rows += Markup("<p>Courses {}</p>").format(links)
    return rows


def _number(number: int) -> str:
    return (search.COUNT_ONE if number == 1 else search.COUNT).format(all=number)
