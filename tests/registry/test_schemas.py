"""docs/schemas/ is what the models say, and refuses nothing that the loader accepts."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from covis.registry import load, parser, schemas
from tests.registry.galleries import gallery

ROOT = Path(__file__).parents[2]

ACCEPTED = [
    (ROOT / "registry.yaml").read_text(encoding="utf-8"),
    "gallery:\n  title: New\ncourses:\nvisualisations:\n",
    "visualisations:\n  swing: {title: S, level: null, keywords: [], coders: [sam]}\n"
    "courses:\n  P-1: {title: P, year: , visualisations: [swing]}\n  Q1: {title: Q, visualisations: [{id: swing, edition: null}]}\n",
    "gallery: {policy: {accept_via: [oidc]}, demonstration: True}\nvisualisations: {swing: {title: S, responsibilities: {code: both}}}\n",
]
PEOPLE = [
    "name: S\nrole: staff\n",
    "name: S\nrole: student\norcid: 0000-0002-1825-0097\nlinks: ['https://a.b']\nlogin: a@b.c\nexample: true\n",
    "name: S\nrole: staff\nlogin:\n",
]


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads(schemas.schema(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", schemas.SCHEMAS)
def test_no_drift(name: str) -> None:
    path = ROOT / "docs" / "schemas" / f"{name}.schema.json"
    assert path.read_text(encoding="utf-8") == schemas.schema(name), "run: python -m covis.registry.schemas"


@pytest.mark.parametrize("text", ACCEPTED)
def test_the_schema_accepts_what_the_loader_accepts(tmp_path: Path, text: str) -> None:
    assert [
        finding for finding in load(gallery(tmp_path, text)).findings if finding.rule not in ("registry-folder", "registry-people")
    ] == []
    node, _ = parser.read(text)
    assert node is not None
    validator("registry").validate(node.data())


@pytest.mark.parametrize("text", PEOPLE)
def test_the_same_of_people(tmp_path: Path, text: str) -> None:
    assert load(gallery(tmp_path, files={"contributors/kim.yaml": text})).findings == ()
    node, _ = parser.read(text)
    assert node is not None
    validator("contributor").validate(node.data())


@pytest.mark.parametrize(
    "value",
    [
        {"vis": {}},
        {"visualisations": {"A": {"title": "x"}}},
        {"visualisations": {"a": {"title": False}}},
        {"courses": {"P": {"title": "P", "visualisations": [{}]}}},
    ],
)
def test_the_schema_refuses_slips(value: object) -> None:
    assert not validator("registry").is_valid(value)


def test_writing(tmp_path: Path) -> None:
    assert sorted(path.name for path in schemas.write(tmp_path / "x")) == [
        "contributor.schema.json",
        "document.schema.json",
        "registry.schema.json",
    ]
