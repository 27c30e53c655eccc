"""Nodes -> models: every one of pydantic's errors at its line and column, and what can be saved of a value with errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from covis.finding import Finding, Severity
from covis.registry.messages import quoted, shape_words, suggestion
from covis.registry.models import CourseItem, Model, Policy, Responsibilities
from covis.registry.nodes import Node

M = TypeVar("M", bound=Model)
Place = tuple[int, int]
Location = tuple[int | str, ...]

_TAKEN_OUT = object()

INNER: dict[str, type[Model]] = {"policy": Policy, "responsibilities": Responsibilities, "visualisations": CourseItem}
"""The models inside others, by the key they stand at."""


@dataclass
class Report:
    """Collects the findings about one file."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, place: Place, path: Sequence[str], message: str, rule: str, severity: Severity = "error") -> None:
        """`path` is the keys that lead to the value; below `visualisations` the second of them is the id of the finding."""
        id = path[1] if len(path) > 1 and path[0] == "visualisations" and self.file == "registry.yaml" else ""
        words = f"{'.'.join(quoted(key, '') for key in path)}: {message}" if path else message
        self.findings.append(Finding(self.file, *place, words, rule, severity, id))


def validated(model: type[M], node: Node, report: Report, path: tuple[str, ...], place: Place) -> M | None:
    """The model of a node, or None with all its errors reported. `place` is where the node's own key is."""
    try:
        return model.model_validate(node.data())
    except ValidationError as errors:
        _report(model, errors, node, report, path, place)
        return None


def repaired(
    model: type[M], node: Node, report: Report, path: tuple[str, ...], place: Place, fill: Mapping[str, Any]
) -> tuple[M, set[Location]]:
    """The model of a node; with errors (all reported), of what is left of it when they are taken out.

    `fill` supplies what the model cannot do without. Also returned: where values were taken out.
    """
    data = node.data()
    try:
        return model.model_validate(data), set()
    except ValidationError as errors:
        _report(model, errors, node, report, path, place)
        taken: set[Location] = set()
        error = errors
        for _ in range(4):  # an item whose bad id was taken out goes in the second round
            for each in error.errors(include_url=False, include_input=False):
                taken.add(each["loc"])
                data = _without(data, each["loc"])
            data = _purged(data)
            try:
                return model.model_validate({**fill, **data} if isinstance(data, dict) else dict(fill)), taken
            except ValidationError as again:
                error = again
    return model.model_validate(dict(fill)), {*taken, ()}


def _without(data: Any, location: Location) -> Any:
    """Take the value at a location out of the data; where it is missing from an item of a list, the item.

    Items are only marked here, so that those after them stay where the errors say that they are; `_purged` takes them out.
    """
    inner: Any = data
    holder: Any = None
    last: Any = None
    whole = True
    for part in location:
        whole = part in inner if isinstance(inner, dict) else isinstance(inner, list) and isinstance(part, int)
        if not whole:
            break
        holder, last, inner = inner, part, inner[part]
    if isinstance(holder, list):
        holder[last] = _TAKEN_OUT
    elif isinstance(holder, dict):
        if whole or not isinstance(inner, dict):
            del holder[last]
    elif whole:
        return {}
    return data


def _purged(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _purged(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_purged(value) for value in data if value is not _TAKEN_OUT]
    return data


def _report(model: type[Model], errors: ValidationError, node: Node, report: Report, path: tuple[str, ...], place: Place) -> None:
    for error in errors.errors(include_url=False, include_input=False):
        location = tuple(part for part in error["loc"] if part != "[key]")
        inner, where, keys = node, place, path
        names = (*path, *(part for part in location if isinstance(part, str)))
        for part in location:
            if isinstance(part, str) and inner.kind == "mapping" and part in inner.entries:
                keys, parent, inner = (*keys, part), inner, inner.entries[part]
                where = parent.keys[part] if inner.value is None and inner.kind == "scalar" else inner.place()
            elif isinstance(part, int) and inner.kind == "list":
                inner = inner.items[part]
                where = inner.place()
        if inner.faulty and error["type"] not in ("extra_forbidden", "missing"):
            continue
        if error["type"] == "extra_forbidden":
            key = str(location[-1])
            above = [part for part in location[:-1] if isinstance(part, str)]
            known = list((INNER[above[-1]] if above else model).model_fields)
            holder = _at(node, location[:-1])
            words = f"unknown key{suggestion(key, known) or '; known here are ' + ', '.join(known)}"
            report.add(holder.place(key), names, words, "registry-key")
        elif error["type"] == "missing":
            report.add(where, keys, f"{location[-1]} is missing; add `{location[-1]}: ...`", "registry-key")
        else:
            report.add(where, keys, shape_words(error, inner, secret=keys[-1:] == ("login",)), "registry-value")


def _at(node: Node, location: Sequence[int | str]) -> Node:
    for part in location:
        if isinstance(part, int) and node.kind == "list":
            node = node.items[part]
        elif isinstance(part, str) and part in node.entries:
            node = node.entries[part]
    return node
