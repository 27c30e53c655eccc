"""HTML in Python escapes what is put into it. Forgetting to escape is an error, and no page shows a tag that a person typed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from markupsafe import Markup
from streamlit.testing.v1 import AppTest

from covis.catalogue import Catalogue, shared
from covis.feedback.service import RateLimit
from covis.shell.widgets.html import sentence, show
from covis.shell.widgets.runtime_component import prose
from covis.web import pages
from covis.web.export import pages as export
from tests.shell.shell_gallery import REPOSITORY

# Where HTML of a document is put on a page as it is, because the compiler sanitised it.
MAY_TRUST = {
    "covis/shell/desk/reading/changes.py",
    "covis/shell/desk/reading/evidence.py",
    "covis/shell/desk/reading/requests.py",
    "covis/web/about/resource.py",
    "covis/web/course.py",
    "covis/web/pages.py",
    "covis/web/parts.py",
}
HOSTILE = """<img src=x onerror="a()">"'><script>a()</script>&lt;b&gt;"""  # as long as a keyword may be


def trees() -> Iterator[tuple[str, ast.Module]]:
    for room in ("shell", "web"):
        for path in sorted((REPOSITORY / "covis" / room).rglob("*.py")):
            yield path.relative_to(REPOSITORY).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call, with the last part of the name that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""), node


def test_markup_is_made_of_literal_templates_only() -> None:
    wrong = []
    for name, tree in trees():
        for called, node in calls(tree):
            literal = not node.args or (isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str))
            if called == "Markup" and not literal and name != "covis/web/sanitised.py":
                wrong.append(f"{name}:{node.lineno}")
            if called == "sanitised" and name not in MAY_TRUST:
                wrong.append(f"{name}:{node.lineno}")
            if called in ("escape", "unescape") or (called == "html" and name != "covis/shell/widgets/html.py"):
                wrong.append(f"{name}:{node.lineno}")
            if any(keyword.arg == "unsafe_allow_html" for keyword in node.keywords):
                wrong.append(f"{name}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


def test_a_plain_string_is_never_shown() -> None:
    with pytest.raises(TypeError, match=r"markupsafe\.Markup"):
        show("<p>hello</p>")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"markupsafe\.Markup"):
        prose("<p>hello</p>", "key")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Run `a < b` now.", "Run <code>a &lt; b</code> now."),
        ("<b> and `c` and `d`", "&lt;b&gt; and <code>c</code> and <code>d</code>"),
        ("one ` alone", "one ` alone"),
        ("`a` and ` alone", "<code>a</code> and ` alone"),
    ],
)
def test_commands_in_a_sentence(text: str, html: str) -> None:
    assert sentence(text) == Markup(html)


# --- a gallery in which everything that a person can type is hostile


class Tags(HTMLParser):
    """The tags and attributes of a piece of HTML, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found, self.text = list[str](), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"<{tag}>", *(f"{name}={value}" for name, value in attrs if name.startswith("on") or (name, value) == ("src", "x"))]

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(html: str) -> str:
    """The text of a piece of HTML, in which nothing that was typed has become a tag or an attribute."""
    tags = Tags(html)
    assert not [one for one in tags.found if one in ("<script>", "<b>") or "=" in one], html
    return tags.text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    source = (REPOSITORY / "visualisations" / "damped_oscillator" / "__init__.py").read_text(encoding="utf-8")
    for id in ("swing", "broken"):
        folder = root / "visualisations" / id
        folder.mkdir(parents=True)
        text = (REPOSITORY / "visualisations" / "damped_oscillator" / "text.md").read_text(encoding="utf-8")
        (folder / "text.md").write_text(text.replace("- Read the", f"- {HOSTILE}\n- Read the", 1), encoding="utf-8")
        (folder / "__init__.py").write_text(source if id == "swing" else f"raise ValueError({HOSTILE!r})\n", encoding="utf-8")
    entry = {"title": HOSTILE, "summary": HOSTILE, "subject": HOSTILE, "keywords": [HOSTILE], "level": 1}
    registry = {
        "gallery": {"title": HOSTILE, "institution": HOSTILE, "demonstration": True, "maintainers": ["elin"]},
        "courses": {"PHYS1": {"title": HOSTILE, "department": HOSTILE, "visualisations": [{"id": "swing", "note": HOSTILE}, "broken"]}},
        "visualisations": {
            "swing": entry | {"coders": ["ada"], "fact_checkers": ["elin"]},
            "broken": entry | {"coders": ["ada"], "fact_checkers": []},
        },
    }
    (root / "registry.yaml").write_text(yaml.safe_dump(registry, allow_unicode=True), encoding="utf-8")
    (root / "contributors").mkdir()
    for id, role in (("ada", "student"), ("ben", "student"), ("elin", "staff")):
        person = {"name": f"{id} {HOSTILE}", "role": role, "department": HOSTILE, "about": HOSTILE}
        (root / "contributors" / f"{id}.yaml").write_text(yaml.safe_dump(person), encoding="utf-8")
    catalogue = shared(root)
    item = catalogue.items.get("swing", wait=300)
    assert item is not None and item.shown is not None, item
    catalogue.actions.accept("swing", "ada", "cli", note=HOSTILE)
    catalogue.actions.accept("swing", "elin", "cli", note=HOSTILE)
    catalogue.actions.submit("swing", "ada", "cli", note=HOSTILE)
    catalogue.actions.review("swing", "ben", "cli", note=HOSTILE)
    catalogue.actions.request_changes("swing", "elin", "cli", level="low", note=HOSTILE)
    decided = catalogue.actions.decide("swing", "ada", "cli", note=HOSTILE)
    catalogue.actions.agree("swing", "elin", "cli", re=decided.id, note=HOSTILE)
    catalogue.feedback.send("swing", "wrong", document=item.digest, state={}, note=HOSTILE, session=RateLimit(9))
    return root


def words(app: AppTest) -> str:
    """The text of a page. Fails where something that a person typed has become HTML."""
    assert not app.exception
    pieces = [one.proto.body for one in app.get("html")]
    pieces += [str(json.loads(one.proto.json).get("html", "")) for one in app.get("bidi_component") if one.proto.json]
    for one in app.get("page_link"):
        assert not re.search(r"(?<!\\)<", one.proto.label), one.proto.label
    return "\n".join(harmless(piece) for piece in pieces)


@pytest.mark.parametrize("person", ["", "ben", "elin"])
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("browse.browse", {}),
        ("browse.browse", {"q": HOSTILE, "subject": HOSTILE, "page": "<b>"}),
        ("browse.browse", {"q": "nothing <b>like</b> it"}),
        ("course.course", {}),
        ("course.course", {"c": "PHYS1"}),
        ("course.course", {"c": HOSTILE}),
        ("people.people", {}),
        ("people.people", {"p": "ada"}),
        ("people.people", {"p": HOSTILE}),
        ("take_part.take_part", {}),
        ("cohort.cohort", {}),
        ("cohort.cohort", {"c": "PHYS1"}),
        ("cohort.cohort", {"c": HOSTILE}),
    ],
)
def test_no_page_shows_a_tag_that_somebody_typed(
    draw_page: Callable[..., AppTest], hostile: Path, monkeypatch: pytest.MonkeyPatch, name: str, address: dict[str, str], person: str
) -> None:
    monkeypatch.setenv("COVIS_USER", person)
    module, _, _ = name.partition(".")
    text = words(draw_page(module, root=hostile, **address))
    assert text.strip()


@pytest.mark.parametrize("person", ["", "ada", "ben", "elin"])
@pytest.mark.parametrize("id", ["swing", "broken", HOSTILE], ids=["swing", "broken", "unknown"])
def test_no_page_of_a_visualisation_shows_a_tag_that_somebody_typed(
    open_app: Callable[..., AppTest], hostile: Path, monkeypatch: pytest.MonkeyPatch, id: str, person: str
) -> None:
    monkeypatch.setenv("COVIS_USER", person)
    assert HOSTILE in words(open_app(root=hostile, v=id))


def test_the_desk_shows_no_tag_that_somebody_typed(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_ROOT", str(hostile))

    def script() -> None:
        import streamlit as st

        from covis.shell import main
        from covis.shell.desk.overview import desk
        from covis.shell.widgets.html import keep_pages

        pages = {"browse": st.Page(main.home, default=True)}
        pages |= {name: st.Page(getattr(main, name), url_path=name) for name in ("course", "people", "cohort")}
        pages["desk"] = st.Page(desk, url_path="desk")
        keep_pages(pages)
        st.navigation(list(pages.values()), position="hidden")
        desk()

    for person in ("", "ada", "ben", "elin"):
        monkeypatch.setenv("COVIS_USER", person)
        for address in ({}, {"v": "swing"}, {"v": "broken"}, {"v": HOSTILE}):
            app = AppTest.from_function(script, default_timeout=60)
            for key, value in address.items():
                app.query_params[key] = value
            assert words(app.run()).strip()


def test_the_plain_pages_show_no_tag_that_somebody_typed(hostile: Path) -> None:
    catalogue = Catalogue(hostile)
    registry = catalogue.registry
    swing, broken = (catalogue.items.get(id, wait=300) for id in ("swing", "broken"))
    assert swing is not None and broken is not None
    made = {
        "shown": pages.visualisation(swing, registry, ""),
        "pending": pages.pending(swing, registry, ""),
        "broken": pages.broken(broken, registry, ""),
        "entry": pages.broken_entry(HOSTILE, broken.findings, registry, ""),
        "message": pages.message(registry, "", HOSTILE, HOSTILE),
        "browse": export.browse([swing, broken], 0, registry, ""),
        "courses": export.courses([swing], registry, ""),
        "people": export.people([swing], registry, ""),
        "person": export.person("ada", registry.people["ada"], [swing], registry, ""),
    }
    for name, html in made.items():
        html = re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", html)  # data, which nothing in it ends
        own = html.replace('<script type="module" src="/covis/', '<link href="/covis/').replace("</script>\n</head>", "</head>")
        assert HOSTILE in harmless(own), name
