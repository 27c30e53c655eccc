"""What search engines, course sites and citations read about a visualisation: a schema.org LearningResource, as JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from markupsafe import Markup

from covis.catalogue import Item
from covis.registry import Contributor, Registry
from covis.review import wording
from covis.web.assets import thumbnail_png_url
from covis.web.sanitised import data, sanitised

Resource = dict[str, Any]


def resource(item: Item, registry: Registry, base: str, origin: str) -> Resource:
    """The resource that `item` shows. `origin`: scheme and host, so that addresses are whole. Needs an item that may be shown."""
    assert item.shown is not None
    document, gallery, standing = item.shown.document, registry.gallery, item.standing
    subject = [part.strip() for part in item.entry.subject.split("/") if part.strip()]
    found: Resource = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "url": f"{origin}{base}/v/{item.id}",
        "name": str(document.get("title", item.entry.title)),
        "description": str(document.get("summary", item.entry.summary)),
        "inLanguage": "en",
        "learningResourceType": "interactive visualisation",
        "interactivityType": "active",
        "isAccessibleForFree": True,
        "educationalLevel": f"Year {item.entry.level}" if item.entry.level is not None else "",
        "about": subject,
        "keywords": list(item.entry.keywords),
        "teaches": [sanitised(objective).striptags() for objective in document.get("objectives", ())],
        "author": _people(item.coders),
        "contributor": _people(item.fact_checkers),
        "publisher": {"@type": "Organization", "name": gallery.institution} if gallery.institution else "",
        "isPartOf": {"@type": "CollectionPage", "name": gallery.title, "url": f"{origin}{base}/"},
        "license": _licence(item.entry.licence),
        "creativeWorkStatus": wording.fact_check_sentence(standing, registry.people),
        "identifier": {"@type": "PropertyValue", "propertyID": "SHA-256 of the document", "value": item.digest},
        "image": f"{origin}{thumbnail_png_url(item.digest, base)}",
    }
    for number, release in wording.versions(standing):
        if release.document == item.digest:
            found |= {"version": str(number), "datePublished": release.at.astimezone(UTC).date().isoformat()}
    return {name: value for name, value in found.items() if value not in ("", [])}


def script(found: Resource) -> Markup:
    """The resource in a page's head. A block of data is not run, so the policy that forbids inline scripts lets it be."""
    return Markup('<script type="application/ld+json">{}</script>\n').format(data(found))


def _people(people: Sequence[tuple[str, Contributor]]) -> list[Resource]:
    return [
        {"@type": "Person", "name": person.name} | ({"@id": f"https://orcid.org/{person.orcid}"} if person.orcid else {})
        for _, person in people
    ]


def _licence(spdx: str) -> str:
    """Its address where SPDX has its text, its id elsewhere."""
    return spdx if spdx.startswith("LicenseRef-") else f"https://spdx.org/licenses/{spdx}.html"
