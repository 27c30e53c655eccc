"""What a chat shows of a shared address: its own title, text and picture, and nothing that not everybody may see."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.requests import Request

from covis.catalogue import Catalogue
from covis.web import Site
from covis.web.about.sharing import origin_of, png

ID = "damped_oscillator"
NAMES = {"browse": "", "course": "course", "people": "people", "take_part": "take-part", "cohort": "cohort", "desk": "desk"}


def asked(path: str, query: str = "", host: str = "gallery.example") -> Request:
    scope = {"type": "http", "method": "GET", "scheme": "https", "path": path, "query_string": query.encode(), "server": ("x", 443)}
    return Request({**scope, "headers": [(b"host", host.encode())]})


@pytest.fixture(scope="module")
def site(shared_gallery: Path) -> Site:
    catalogue = Catalogue(shared_gallery)
    assert catalogue.items.get(ID, wait=300)
    return Site(catalogue, names=NAMES)


def content(head: str, name: str) -> str:
    found = re.search(rf'(?:property|name)="{re.escape(name)}" content="([^"]*)"', head)
    return found[1] if found else ""


def test_a_visualisation_has_its_title_text_and_picture(site: Site) -> None:
    title, head, body = site.about(asked("/", f"v={ID}"))
    item = site.catalogue.items.get(ID)
    assert item is not None
    assert title.startswith(f"{item.entry.title} · ")
    assert item.entry.title in body and item.entry.summary in body
    assert content(head, "og:url") == f"https://gallery.example/?v={ID}"
    assert content(head, "og:image") == f"https://gallery.example/thumb/{item.digest}.png"
    assert content(head, "twitter:card") == "summary_large_image"
    assert content(head, "description") == content(head, "og:description") != ""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("query", ["", "v=unknown", "c=unknown&p=unknown", "v=%3Cscript%3E"])
def test_every_page_says_what_it_is(site: Site, name: str, query: str) -> None:
    title, head, body = site.about(asked(f"/{NAMES[name]}", query))
    assert not body
    assert title and content(head, "description") and "<script" not in head
    assert not content(head, "og:image")


def test_a_person_and_a_course_have_their_names(site: Site) -> None:
    registry = site.catalogue.registry
    code, course = next(iter(registry.courses.items()))
    assert site.about(asked("/course", f"c={code}"))[0].startswith(course.title)
    login, person = next(iter(registry.people.items()))
    assert site.about(asked("/people", f"p={login}"))[0].startswith(person.name)


@pytest.mark.parametrize("host", ['a"><script>', "a b", "", "a/b", "a" * 300])
def test_a_host_that_is_none_is_never_written(host: str) -> None:
    assert origin_of(asked("/", host=host)) == ""


def test_a_thumbnail_becomes_a_png_in_its_colours(site: Site) -> None:
    item = site.catalogue.items.get(ID)
    assert item is not None and item.shown is not None
    picture = png(item.shown.document["thumbnail"])
    assert picture.startswith(b"\x89PNG") and len(picture) > 4_000
    mixed = 'svg{--covis-scale-0:#000000;--covis-scale-1:#ffffff;}@media x</style><rect width="320" height="200" '
    mixed += 'fill="color-mix(in srgb, var(--covis-scale-1) 50%, var(--covis-scale-0))"/></svg>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><style>{mixed}'
    assert png(svg) == png(svg.replace("color-mix(in srgb, var(--covis-scale-1) 50%, var(--covis-scale-0))", "#808080"))
