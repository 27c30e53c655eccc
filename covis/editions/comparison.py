"""One change between two editions, and how two values, texts and lists are compared: the parts of `covis.editions.changes`."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from covis.document import canonical
from covis.review.markup import without_formulas

Kind = Literal["added", "removed", "changed"]
LONG_LIST = 8  # a longer list of numbers is data, and is compared as one thing
COMPARABLE = 4_000  # lines of a file that are compared one by one
STEPS = 2_000_000  # pairs of equal lines that one comparison looks at; what is left then counts as changed
ALIKE = 200  # characters of two sentences by which they are compared
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
        lines = list(_unified(before, after))
    yield Change(kind or ("added" if not was else "removed" if not now else "changed"), what, lines=tuple(lines))


class _Bounded(difflib.SequenceMatcher[str]):
    """difflib's comparison with an end: many lines that are there many times, as in a file made for it, would take it hours."""

    a: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        super().__init__(None, before, after)
        pairs = (len(self.b2j.get(line, ())) + 1 for line in before)
        self._sum, self.steps = [0, *accumulate(pairs)], 0

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> difflib.Match:
        self.steps += self._sum[len(self.a) if ahi is None else ahi] - self._sum[alo]
        return super().find_longest_match(alo, ahi, blo, bhi) if self.steps <= STEPS else difflib.Match(alo, blo, 0)


def opcodes(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """What was kept, replaced, added and removed, as difflib's opcodes; bounded in what it costs."""
    return list(_Bounded(before, after).get_opcodes())


def _unified(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The parts of a unified diff, with two lines around each change, without its two heads."""
    for group in _Bounded(before, after).get_grouped_opcodes(2):
        (_, a, _, b, _), (_, _, a_end, _, b_end) = group[0], group[-1]
        yield f"@@ -{_range(a, a_end)} +{_range(b, b_end)} @@"
        for kind, i, i_end, j, j_end in group:
            if kind == "equal":
                yield from (f" {line}" for line in before[i:i_end])
            else:
                yield from (f"-{line}" for line in before[i:i_end])
                yield from (f"+{line}" for line in after[j:j_end])


def _range(start: int, end: int) -> str:
    """Lines as a unified diff counts them: "12,3", "12" for one, "11,0" for none after line 11."""
    return str(start + 1) if end - start == 1 else f"{start + (end > start)},{end - start}"


def alike(one: str, other: str) -> bool:
    """Whether two sentences have more than half in common, by their first ALIKE characters."""
    return difflib.SequenceMatcher(None, one[:ALIKE], other[:ALIKE]).ratio() > 0.5


def named(
    was: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]], noun: str, keys: Iterable[str] | Mapping[str, str]
) -> Iterator[Change]:
    """Of things known by a name: those that are gone, those that are new, and each key that reads otherwise (`keys`: only those)."""
    lead = f"{noun} " if noun else ""
    fields = dict(keys) if isinstance(keys, Mapping) else {key: "" if len(list(keys)) == 1 else key for key in keys}
    for name, thing in was.items():
        if name not in now:
            yield Change("removed", f"{lead}{name}", before=_whole(thing, fields), form=_form(fields))
    for name, thing in now.items():
        if name not in was:
            yield Change("added", f"{lead}{name}", after=_whole(thing, fields), form=_form(fields))
            continue
        for key in fields or dict.fromkeys([*was[name], *thing]):
            old, new = was[name].get(key), thing.get(key)
            what = f"{lead}{name}" + (f": {fields.get(key, key)}" if fields.get(key, key) else "")
            yield from compared(what, old, new, "html" if key in HTML_KEYS else "text")


def _whole(thing: Mapping[str, Any], fields: Mapping[str, str]) -> str:
    """A thing that came or went, in a line."""
    if fields:
        return str(thing.get(next(iter(fields))) or "") if len(fields) == 1 else str(thing.get("source", ""))
    return ", ".join(
        f"{key} {written(value)}" for key, value in thing.items() if key not in HTML_KEYS | {"name", "label"} and value not in ("", None)
    )


def _form(fields: Mapping[str, str]) -> Literal["text", "html"]:
    return "html" if list(fields) == ["mathematics"] else "text"


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
    """A document's HTML without its markup, formulas as a line of text, a paragraph a line. Not for what is plain text already."""
    broken = re.sub(r"</(p|h[1-6]|li|div|table|tr)>", "\n", without_formulas(text))
    lines = html.unescape(re.sub(r"<[^<>]*>", "", broken)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def by(document: Mapping[str, Any], section: str, key: str) -> dict[str, dict[str, Any]]:
    """The things of a section by a key of theirs, as text: a question is known by its words, not by its markup."""
    return {plain(str(one.get(key, ""))) if key in HTML_KEYS else str(one.get(key, "")): one for one in dicts(document.get(section))}


def dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
