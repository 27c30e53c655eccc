"""A course as a SCORM 1.2 package for a learning platform: one unit (SCO) a visualisation. docs/decisions/scorm.md says why."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from covis.catalogue import Item
from covis.registry import Registry
from covis.web import assets, pages
from covis.web.about.resource import resource
from covis.web.export.files import drawn, shared
from covis.web.export.single import gallery_name

ENTRY = "frame/scorm.js"
_SCHEMAS = Path(__file__).parent / "scorm_schemas"  # the standard wants them in the package
_NEVER_CHANGED = (1980, 1, 1, 0, 0, 0)  # the time of every file, so that equal packages are equal bytes

_MANIFEST = Markup("""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{identifier}" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd
    http://www.imsglobal.org/xsd/imsmd_rootv1p2p1 imsmd_rootv1p2p1.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="course">
<organization identifier="course">
<title>{title}</title>
{items}</organization>
</organizations>
<resources>
{units}<resource identifier="shared" type="webcontent" adlcp:scormtype="asset">
{shared}</resource>
</resources>
</manifest>
""")
_ITEM = Markup('<item identifier="item-{id}" identifierref="unit-{id}" isvisible="true"><title>{title}</title></item>\n')
_UNIT = Markup("""<resource identifier="unit-{id}" type="webcontent" adlcp:scormtype="sco" href="{page}">
{files}<dependency identifierref="shared"/>
</resource>
""")
_FILE = Markup('<file href="{}"/>\n')
_PAGE = pages.HEAD + Markup("""<body>
{demonstration}<header class="site-head">{gallery}<span>{institution}</span></header>
<main id="main">
<p class="site-kept" role="status"></p>
{body}</main>
</body>
</html>
""")


def package(identifier: str, title: str, items: Sequence[Item], registry: Registry) -> bytes:
    """The package, a zip, with these visualisations in this order. Each of them may be shown. Where COVIS_PUBLIC_URL is set, its pages link
    to the gallery there.
    """
    common = dict(shared())
    units = {item.id: dict(_unit(item, registry)) for item in items}
    manifest = _MANIFEST.format(
        identifier=f"covis-{re.sub(r'[^A-Za-z0-9._-]', '-', identifier)}",
        title=title,
        items=Markup().join(_ITEM.format(id=item.id, title=pages.title_of(item)[0]) for item in items),
        units=Markup().join(_UNIT.format(id=item.id, page=_place(item), files=_listed(units[item.id])) for item in items),
        shared=_listed(common),
    )
    files: dict[str, bytes] = {"imsmanifest.xml": str(manifest).encode()} | common
    for schema in sorted(_SCHEMAS.glob("*.xsd")):
        files[schema.name] = schema.read_bytes()
    for unit in units.values():
        files |= unit
    return _zipped(files)


def _place(item: Item) -> str:
    return f"v/{item.id}.html"


def _unit(item: Item, registry: Registry) -> Iterable[tuple[str, bytes]]:
    """The page of a visualisation, and what only it needs."""
    public = os.environ.get("COVIS_PUBLIC_URL", "").rstrip("/")
    gallery = registry.gallery
    addresses = {**pages.addresses(item, registry, ".."), "document": "", "single": "", "home": f"{public}/" if public else "", "embed": ""}
    if public and gallery.embed_origins:
        addresses["embed"] = f"{public}/embed/{item.id}"
    boot = Markup('<script type="module" src="{}"></script>\n').format(assets.runtime_url(ENTRY, ".."))
    page = _PAGE.format(
        title=pages.title_of(item)[0],
        icon=assets.icon_url(".."),
        sheet=assets.runtime_url("web.css", ".."),
        head=pages.preloads(item, "..", ENTRY) + boot,
        demonstration=pages.DEMONSTRATION if gallery.demonstration else "",
        gallery=gallery_name(registry, public),
        institution=gallery.institution,
        body=pages.article(item, registry, pages.section(item, addresses, f"{public}/v/{item.id}" if public else "")),
    )
    yield _place(item), str(page).encode()
    yield from drawn(item, resource(item, registry, "", public))


def _listed(files: Mapping[str, bytes]) -> Markup:
    return Markup().join(_FILE.format(path) for path in files)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _NEVER_CHANGED)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path], compresslevel=9)
    return held.getvalue()
