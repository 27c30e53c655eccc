"""One change between two editions, and how two values, texts and lists are compared: the parts of `covis.editions.changes`."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from covis.document import canonical

Kind = Literal["added", "removed", "changed"]
LONG_LIST = 8  # a longer list of numbers is data, and is compared as one thing
COMPARABLE = 4_000  # lines of a file: a unified diff of longer ones would take seconds
HTML_KEYS = {"mathematics", "symbol", "ask", "answer"}


@dataclass(frozen=True)
class Change:
    """`what` changed, in words; `before` and `after` as they read. `lines` (text and code) is a unified diff, without its two heads.

    `form` html: `before` and `after` are the document's own sanitised HTML, or MathML; text: plain text, to be escaped.
    """

    kind: Kind
    what: str
    before: str = ""
    after: str = ""
    lines: tuple[str, ...] = ()
    form: Literal["text", "html"] = "text"


def compared(what: str, was: Any, now: Any, form: Literal["text", "html"] = "text") -> Iterator[Change]:
    if was == now:
        return
    before, after = written(was), written(now)
    yield Change("added" if not before else "removed" if not after else "changed", what, before, after, form=form)


def written(value: Any) -> str:
    """A value as it is read: 0.5, yes, a: 1, b: 2."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {written(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(written(one) for one in value)
    return "" if value is None else str(value)


def diff(what: str, was: str, now: str, kind: Kind | None = None) -> Iterator[Change]:
    if was == now and kind in (None, "changed"):
        return
    before, after = was.splitlines(), now.splitlines()
    if max(len(before), len(after)) > COMPARABLE:
        lines = [f"({len(before)} lines before, {len(after)} now: too long to be compared line by line)"]
    else:
        lines = list(difflib.unified_diff(before, after, lineterm="", n=2))[2:]
    yield Change(kind or ("added" if not was else "removed" if not now else "changed"), what, lines=tuple(lines))


def named(
    was: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]], noun: str, keys: Iterable[str] | Mapping[str, str]
) -> Iterator[Change]:
    """Of things known by a name: those that are gone, those that are new, and each key that reads otherwise (`keys`: only those)."""
    lead = f"{noun} " if noun else ""
    said = dict(keys) if isinstance(keys, Mapping) else {key: "" if len(list(keys)) == 1 else key for key in keys}
    for name, thing in was.items():
        if name not in now:
            yield Change("removed", f"{lead}{plain(name)}", before=_whole(thing, said), form=_form(said))
    for name, thing in now.items():
        if name not in was:
            yield Change("added", f"{lead}{plain(name)}", after=_whole(thing, said), form=_form(said))
            continue
        for key in said or dict.fromkeys([*was[name], *thing]):
            old, new = was[name].get(key), thing.get(key)
            what = f"{lead}{plain(name)}" + (f": {said.get(key, key)}" if said.get(key, key) else "")
            yield from compared(what, old, new, "html" if key in HTML_KEYS else "text")


def _whole(thing: Mapping[str, Any], said: Mapping[str, str]) -> str:
    """A thing that came or went, in a line."""
    if said:
        return str(thing.get(next(iter(said))) or "") if len(said) == 1 else str(thing.get("source", ""))
    return ", ".join(
        f"{key} {written(value)}" for key, value in thing.items() if key not in HTML_KEYS | {"name", "label"} and value not in ("", None)
    )


def _form(said: Mapping[str, str]) -> Literal["text", "html"]:
    return "html" if list(said) == ["mathematics"] else "text"


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(dotted path, scalar) of everything in it; a long list of numbers is one value, as bytes."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from flat(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) > LONG_LIST:
            yield path, canonical(list(value))
        else:
            for number, one in enumerate(value):
                yield from flat(one, f"{path}.{number}")
    else:
        yield path, value


def plain(text: str) -> str:
    """A document's text without its markup, a paragraph a line."""
    broken = re.sub(r"</(p|h[1-6]|li|div|table|tr)>", "\n", text)
    lines = html.unescape(re.sub(r"<[^>]*>", "", broken)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def by(document: Mapping[str, Any], section: str, key: str) -> dict[str, dict[str, Any]]:
    return {str(one.get(key, "")): one for one in dicts(document.get(section))}


def dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
