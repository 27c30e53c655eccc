"""What a good registry gives, what a broken one still gives, and that nothing makes the loader raise."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covis.registry import inputs, load, parser
from covis.registry.models import Contributor
from tests.registry.galleries import ENTRY, FILES, gallery

ROOT = Path(__file__).parents[2]

COURSES = ENTRY + (
    "  lens:\n    title: Lens\n    coders: [robin]\n"
    "courses:\n  P1:\n    title: Waves\n    year: 1\n    visualisations: [lens, {id: swing, note: Before lecture 7}]\n"
    "gallery: {title: Mine, maintainers: [alex]}\n"
)
LENS = {"visualisations/lens/__init__.py": ""}


def words(registry: object) -> list[str]:
    return [str(finding) for finding in registry.findings]  # type: ignore[attr-defined]


def test_a_good_registry_gives_no_finding(tmp_path: Path) -> None:
    registry = load(gallery(tmp_path, COURSES, LENS))
    assert registry.findings == () and registry.broken == {}
    assert list(registry.entries) == ["swing", "lens"] and list(registry.people) == ["alex", "robin", "sam"]
    assert [(item.id, item.note) for item in registry.courses["P1"].visualisations] == [("lens", ""), ("swing", "Before lecture 7")]
    assert registry.entries["lens"].fact_checkers == [], "no fact-checker: looking for a partner"
    assert (registry.line("swing"), registry.line("lens"), registry.line("none")) == (2, 6, 0)
    assert registry.gallery.title == "Mine" and registry.gallery.maintainers == ["alex"]


def test_the_gallery_that_ships_is_good() -> None:
    registry = load(ROOT)
    assert [text for text in words(registry) if "visualisations/" not in text] == []
    assert registry.gallery.demonstration and all(person.example for person in registry.people.values())
    assert {person.role for person in registry.people.values()} == {"student", "staff"}
    for path in [ROOT / "registry.yaml", *(ROOT / "contributors").glob("*.yaml")]:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        schema = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / schema).is_file(), first


@pytest.mark.parametrize("text", ["\ufeff" + COURSES, COURSES.replace("\n", "\r\n"), "---\n" + COURSES, COURSES + "...\n"])
def test_editors_habits_are_fine(tmp_path: Path, text: str) -> None:
    registry = load(gallery(tmp_path, text, LENS))
    assert registry.findings == () and len(registry.entries) == 2


@pytest.mark.parametrize("text", ["gallery:\n  title: New\ncourses:\nvisualisations:\n", "gallery: {title: New}\n", "visualisations: {}\n"])
def test_a_gallery_may_be_empty(tmp_path: Path, text: str) -> None:
    assert load(gallery(tmp_path, text, {"visualisations/swing/__init__.py": None})).findings == ()


def test_anchors_and_merge_keys(tmp_path: Path) -> None:
    text = (
        "visualisations:\n  swing: &base\n    title: Swing\n    coders: &team [sam]\n    fact_checkers: [alex]\n"
        "  lens:\n    <<: *base\n    title: Lens\n    coders: *team\n"
    )
    registry = load(gallery(tmp_path, text, LENS))
    assert registry.findings == ()
    assert registry.entries["lens"].title == "Lens" and registry.entries["lens"].owners == ("sam", "alex")


def test_all_errors_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    text = ENTRY + "    chekers: [alex]\n    level: one\n  lens:\n    title: no\n    coders: [nobody]\n  good:\n    title: Good\n"
    files = {**LENS, "visualisations/good/x": "", "contributors/kim.yaml": "name: 7\nrole: boss\n"}
    registry = load(gallery(tmp_path, text, files))
    places = [(finding.file, finding.line, finding.column, finding.id) for finding in registry.findings]
    assert places == [
        ("contributors/kim.yaml", 1, 7, ""),
        ("contributors/kim.yaml", 2, 7, ""),
        ("registry.yaml", 6, 5, "swing"),
        ("registry.yaml", 7, 12, "swing"),
        ("registry.yaml", 9, 12, "lens"),
    ]
    assert list(registry.entries) == ["good"] and set(registry.broken) == {"swing", "lens"}
    assert len(registry.broken["swing"]) == 2 and registry.line("lens") == 8


def test_a_course_keeps_what_can_be_shown(tmp_path: Path) -> None:
    text = (
        ENTRY
        + "courses:\n  P1:\n    titel: x\n    visualisations: [7, {note: x, id: Bad, edition: y}, {id: swing, note: 3}, gone, swing]\n"
    )
    registry = load(gallery(tmp_path, text))
    assert len(registry.findings) == 8
    assert [item.id for item in registry.courses["P1"].visualisations] == ["swing"] and registry.courses["P1"].title == "P1"


def test_a_course_may_name_a_broken_entry(tmp_path: Path) -> None:
    registry = load(gallery(tmp_path, ENTRY + "    levl: 1\ncourses:\n  P1: {title: P, visualisations: [swing]}\n"))
    assert len(registry.findings) == 1 and registry.courses["P1"].visualisations[0].id == "swing"


@pytest.mark.parametrize(
    ("policy", "visibility", "accept_via"),
    [
        ("{visibility: signed}", "signed_off", ["oidc", "cli", "git"]),
        ("{visibilty: signed_off}", "signed_off", ["oidc", "cli", "git"]),
        ("{accept_via: oidc}", "all", ["oidc"]),
        ("{accept_via: [oicd]}", "all", []),
        ("signed_off", "signed_off", ["oidc"]),
        ("{peer_reviews: two}", "all", ["oidc", "cli", "git"]),
    ],
)
def test_a_slip_in_the_policy_shows_no_more_than_was_meant(tmp_path: Path, policy: str, visibility: str, accept_via: list[str]) -> None:
    registry = load(gallery(tmp_path, ENTRY + f"gallery:\n  title: Mine\n  policy: {policy}\n"))
    assert len(registry.findings) == 1 and registry.gallery.title == "Mine"
    assert (registry.gallery.policy.visibility, registry.gallery.policy.accept_via) == (visibility, accept_via)


@pytest.mark.parametrize(
    "text", ["galery: {policy: {visibility: signed_off}}\n", "gallery: 7\n", "gallery: [\n", "gallery: {polcy: {visibility: signed_off}}\n"]
)
def test_a_gallery_that_cannot_be_read_is_strict(tmp_path: Path, text: str) -> None:
    registry = load(gallery(tmp_path, text))
    assert registry.gallery.policy.visibility == "signed_off" and not registry.gallery.demonstration


def test_a_broken_contributor_hides_nobody(tmp_path: Path) -> None:
    files = {
        "contributors/alex.yaml": "name: Dr Alex\nrole: staf\norcid: x\n",
        "contributors/sam.yaml": "name: [\n",
        "contributors/kim.yaml": "- x",
    }
    registry = load(gallery(tmp_path, files=files))
    assert {finding.file for finding in registry.findings} == set(files)
    assert "swing" in registry.entries and "kim" not in registry.people
    assert (registry.people["alex"].name, registry.people["alex"].role, registry.people["sam"].role) == ("Dr Alex", "staff", "student")


def test_an_example_that_cannot_be_read_counts_as_one(tmp_path: Path) -> None:
    registry = load(gallery(tmp_path, files={"contributors/alex.yaml": "name: Dr Alex\nrole: staff\nexample: yes\n"}))
    assert len(registry.findings) == 1 and registry.people["alex"].example


def test_logins_compare_without_case_and_are_never_shown(tmp_path: Path) -> None:
    registry = load(gallery(tmp_path, files={"contributors/sam.yaml": "name: Sam\nrole: student\nlogin: Sam@Secret.org\n"}))
    assert registry.person_by_login(" sam@secret.ORG") == "sam"
    assert registry.person_by_login("") is None and registry.person_by_login("alex@secret.org") is None
    assert "ecret" not in repr(registry) and "ecret" not in registry.people["sam"].model_dump_json()


def test_private_logins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = gallery(tmp_path / "gallery", files={"contributors/robin.yaml": "name: Robin\nrole: student\nlogin: robin@secret.org\n"})
    private = tmp_path / "logins.yaml"
    monkeypatch.setenv("COVIS_LOGINS", str(private))
    assert [str(one) for one in load(root).private] == [f"{private}: there is no such file; write it, or change what names it"]
    private.write_text("sam: sam@secret.org\nalex: ALEX@secret.org\n")
    registry = load(root)
    assert registry.findings == registry.private == () and str(private) in inputs(root)
    assert [registry.person_by_login(f"{id}@secret.org") for id in ("sam", "alex", "robin")] == ["sam", "alex", "robin"]
    private.write_text("sam: Robin@secret.org\nrobin: other@secret.org\nsma: x@secret.org\nx@secret.org: sam\nalex: 7\nsam: y@secret.org\n")
    registry = load(root)
    assert registry.findings == () and [str(one) for one in registry.private] == [
        f"{private}:1:6: sam has the same login as robin (contributors/robin.yaml, line 3); one of the two is wrong",
        f"{private}:2:8: robin has another login in contributors/robin.yaml, line 3; keep one of the two",
        f'{private}:3:1: nobody has the id "sma"; did you mean sam?',
        f"{private}:4:1: this key is nobody's id; write `id: address`",
        f"{private}:5:7: alex: this is read as a number; put it in quotes",
        f"{private}:6:1: this key is given twice, first on line 1; keep one of the two",
    ]
    assert registry.person_by_login("robin@secret.org") is None, "what two claim is neither's"
    private.write_text("sam: robin@secret.org\n")
    assert load(root).findings == () and len(load(root).private) == 1


def test_files_that_are_no_files(tmp_path: Path) -> None:
    assert words(load(tmp_path / "nowhere"))[0].startswith("registry.yaml: there is no such file")
    root = gallery(tmp_path, None, {"registry.yaml/x": "", "contributors/kim.yaml": None})
    assert words(load(root)) == ["registry.yaml: this is a folder, and a file is wanted; move the folder away"]
    other = gallery(tmp_path / "other")
    (other / "contributors" / "kim.yaml").symlink_to("kim.yaml")
    assert len(load(other).findings) == 1 and "swing" in load(other).entries
    third = gallery(tmp_path / "third", files={**dict.fromkeys(FILES), "contributors": "x", "visualisations": "x"})
    assert [finding.file for finding in load(third).findings] == ["contributors", *["registry.yaml"] * 3]


def test_300_entries_load_fast(tmp_path: Path) -> None:
    entries = "".join(
        f"  v{i}:\n    title: What friction does to a swing\n    summary: Trade damping against frequency.\n    level: 1\n"
        f"    keywords: [oscillation, damping]\n    coders: [s{i}]\n    fact_checkers: [alex]\n"
        for i in range(300)
    )
    files = {f"contributors/s{i}.yaml": "name: S\nrole: student\n" for i in range(300)} | {f"visualisations/v{i}/x": "" for i in range(300)}
    root = gallery(tmp_path, "visualisations:\n" + entries, {**files, "visualisations/swing/__init__.py": None})
    took = []
    for _ in range(3):
        start = time.perf_counter()
        registry = load(root)
        took.append(time.perf_counter() - start)
    assert registry.findings == () and len(registry.entries) == 300
    assert min(took) < 0.5, f"{min(took):.2f} s"


def test_the_parser_in_python_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = gallery(tmp_path, COURSES + "x: [\n")
    fast = load(root)
    monkeypatch.setattr(parser, "LOADER", yaml.SafeLoader)
    assert words(load(root)) == words(fast)


# --- nothing makes it raise -----------------------------------------------------------------------------------------------

HARD = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PIECES = [
    "\n",
    "  ",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "? ",
    "| ",
    "> ",
    '"',
    "'",
    "\\",
    "#",
    "%",
    "\t",
    "---\n",
    "~",
    "no",
    "9" * 20,
]
PIECES += [
    "visualisations:",
    "courses:",
    "gallery:",
    "policy:",
    "swing",
    "sam",
    "id",
    "\x00",
    "\ufeff",
    "\u2028",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
]


def assert_sound(root: Path) -> None:
    """What `Registry` promises, whatever the files say."""
    registry = load(root)
    assert list(registry.findings) == sorted(registry.findings)
    assert all(finding.message and finding.line >= 0 and "Traceback" not in finding.message for finding in registry.findings)
    assert not registry.entries.keys() & registry.broken.keys()
    assert {name for entry in registry.entries.values() for name in entry.owners} | set(registry.gallery.maintainers) <= set(
        registry.people
    )
    shown = registry.entries.keys() | registry.broken.keys()
    assert all(item.id in shown for course in registry.courses.values() for item in course.visualisations)
    assert all(isinstance(person, Contributor) for person in registry.people.values())


@HARD
@given(st.binary(max_size=300), st.binary(max_size=100))
def test_random_bytes_never_raise(tmp_path: Path, registry: bytes, person: bytes) -> None:
    assert_sound(gallery(tmp_path, registry, {"contributors/sam.yaml": person}))


@HARD
@given(st.lists(st.tuples(st.integers(0, len(COURSES)), st.integers(0, 12), st.sampled_from(PIECES)), max_size=5), st.sampled_from(PIECES))
def test_mutated_registries_never_raise(tmp_path: Path, edits: list[tuple[int, int, str]], name: str) -> None:
    text = COURSES
    for start, cut, piece in edits:
        text = text[:start] + piece + text[start + cut :]
    assert_sound(gallery(tmp_path, text, {**LENS, "contributors/sam.yaml": f"name: {name}\nrole: student\n"}))


@HARD
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["visualisations", "swing", "title", "coders", "gallery", "policy", "courses", "id", "maintainers"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_values_of_any_shape_never_raise(tmp_path: Path, value: object) -> None:
    assert_sound(
        gallery(tmp_path, yaml.safe_dump({"visualisations": value, "gallery": value, "courses": {"P1": value}}, allow_unicode=True))
    )
