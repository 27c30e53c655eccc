"""What a reader would find changed between two editions: plain data, for the command line and for the review desk.

Only the editions are read: documents as plain data (one of a later format is compared as far as it is known), the evidence, and the
plugin's files as they were compiled. Nothing here says whether a change matters: that is the fact-checker's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from covis.document import Edition, listing
from covis.editions.comparison import Change, Kind, alike, by, compared, dicts, diff, flat, named, plain, strings

TEXT = "text.md"
MOST_OF_A_PLOT = 12  # single settings of one plot that are listed one by one


@dataclass(frozen=True)
class Changes:
    """The changes by section, in the order in which a reader meets them. `first`: there is nothing to compare with, so all is added.

    `recompiled`: the team changed nothing, and the bytes are others, since a newer toolchain made them.
    """

    words: tuple[Change, ...] = ()
    text: tuple[Change, ...] = ()
    equations: tuple[Change, ...] = ()
    facts: tuple[Change, ...] = ()
    controls: tuple[Change, ...] = ()
    plots: tuple[Change, ...] = ()
    readouts: tuple[Change, ...] = ()
    presets: tuple[Change, ...] = ()
    questions: tuple[Change, ...] = ()
    code: tuple[Change, ...] = ()
    first: bool = False
    recompiled: bool = False

    @property
    def empty(self) -> bool:
        """Whether a reader would find nothing changed. `recompiled` may still hold."""
        return not any(changes for _, changes in self.sections)

    @property
    def sections(self) -> tuple[tuple[str, tuple[Change, ...]], ...]:
        """(the section's name, its changes), empty ones too."""
        return tuple((one.name, getattr(self, one.name)) for one in fields(self) if one.name in SECTIONS)


SECTIONS = {
    "words": "Title and summary",
    "text": "Text",
    "equations": "Equations",
    "facts": "Facts",
    "controls": "Controls",
    "plots": "Plots",
    "readouts": "Readouts",
    "presets": "Presets",
    "questions": "Questions",
    "code": "Code",
}


def changes(old: Edition | None, new: Edition) -> Changes:
    """What changed from `old` to `new`; with no `old`, everything is added. Pure."""
    before = old.document if old is not None else {}
    after = new.document
    return Changes(
        words=tuple(_words(before, after)),
        text=tuple(_text(old, new)),
        equations=tuple(named(by(before, "equations", "name"), by(after, "equations", "name"), "", ("mathematics",))),
        facts=tuple(_facts(old, new)),
        controls=tuple(_listed(before, after, "controls", "name", "the controls")),
        plots=tuple(_plots(before, after)),
        readouts=tuple(_listed(before, after, "readouts", "label", "the readouts")),
        presets=tuple(_listed(before, after, "presets", "name", "the presets")),
        questions=tuple(_listed(before, after, "questions", "ask", "the questions")),
        code=tuple(_code(old, new)),
        first=old is None,
        recompiled=old is not None and old.source == new.source and old.digest != new.digest and listing(before) == listing(after),
    )


# --- what is written ----------------------------------------------------------------------------------------------------


def _words(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key, what in (("title", "title"), ("summary", "summary")):
        yield from compared(what, before.get(key, ""), after.get(key, ""))
    was_listed, now_listed = listing(before), listing(after)
    for key in was_listed:
        yield from compared(key, was_listed[key], now_listed[key])
    yield from compared("prior knowledge", before.get("prior_knowledge", ""), after.get("prior_knowledge", ""), "html")
    was, now = (strings(side.get("objectives")) for side in (before, after))
    yield from (Change("removed", "objective", before=one, form="html") for one in was if one not in now)
    yield from (Change("added", "objective", after=one, form="html") for one in now if one not in was)


def _text(old: Edition | None, new: Edition) -> Iterator[Change]:
    """As the author wrote it, where both editions keep their files; otherwise as it reads."""
    kept = TEXT in new.files and (old is None or TEXT in old.files)
    was, now = (
        (side.files[TEXT] if kept else plain(str(side.document.get("text", "")))) if side is not None else "" for side in (old, new)
    )
    yield from diff(TEXT if kept else "text", was, now)


def _code(old: Edition | None, new: Edition) -> Iterator[Change]:
    """Every file but the text. Of what is no text only that it changed."""
    if old is not None and not (old.files or old.other_files):
        if old.source != new.source:
            yield Change("changed", "the files (the older edition did not keep its own, so they cannot be compared)")
        return
    was, now = ({path: text for path, text in side.files.items() if path != TEXT} if side is not None else {} for side in (old, new))
    for path in sorted(was.keys() | now.keys()):
        kind: Kind = "added" if path not in was else "removed" if path not in now else "changed"
        yield from diff(path, was.get(path, ""), now.get(path, ""), kind)
    hashes_before = old.other_files if old is not None else {}
    yield from named(
        {path: {"SHA-256": value} for path, value in hashes_before.items()},
        {path: {"SHA-256": value} for path, value in new.other_files.items()},
        "",
        ("SHA-256",),
    )


# --- what is claimed ----------------------------------------------------------------------------------------------------

FACT = {"kind": "kind", "mathematics": "what is expected", "source": "source", "evidence": "evidence"}


def _facts(old: Edition | None, new: Edition) -> Iterator[Change]:
    """A fact is known by its statement; one whose statement alone was rewritten, by its place."""
    both = all(side is None or side.evidence for side in (old, new))  # facts that were not run here have not changed
    was, now = (_stated(side, evidence=both) for side in (old, new))
    for statement in [one for one in now if one not in was]:
        place = now[statement].get("id")
        former = next((other for other, fact in was.items() if other not in now and fact.get("id") == place), None)
        if former is not None and alike(former, statement):
            yield Change("changed", "statement", former, statement)
            was[statement] = was.pop(former)
    yield from named(was, now, "fact", FACT)


def _stated(edition: Edition | None, *, evidence: bool) -> dict[str, dict[str, Any]]:
    if edition is None:
        return {}
    shown = {one.id: one.evidence for one in edition.evidence if evidence}
    return {
        str(fact.get("statement", "")): {**fact, "evidence": shown.get(str(fact.get("id", "")), "")}
        for fact in dicts(edition.document.get("facts"))
    }


# --- what is moved and drawn ----------------------------------------------------------------------------------------------


def _listed(before: Mapping[str, Any], after: Mapping[str, Any], section: str, key: str, words: str) -> Iterator[Change]:
    """A list whose members are known by a key; a change of their order alone is reported too."""
    was, now = by(before, section, key), by(after, section, key)
    yield from named(was, now, "", ())
    common = [name for name in was if name in now]
    moved = [name for name in now if name in was]
    if common != moved:
        yield Change("changed", f"the order of {words}", ", ".join(common), ", ".join(moved))


def _plots(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    was, now = dicts(before.get("plots")), dicts(after.get("plots"))
    for number in range(max(len(was), len(now))):
        plot = (now[number] if number < len(now) else was[number]).get("title") or ""
        name = f"plot {number + 1}" + (f" ({plot})" if plot else "")
        if number >= len(was):
            yield Change("added", name)
        elif number >= len(now):
            yield Change("removed", name)
        else:
            yield from _plot(name, was[number], now[number])


def _plot(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    yield from compared(f"{name}: title", was.get("title", ""), now.get("title", ""))
    yield from compared(f"{name}: description", _template(was), _template(now))
    marks = [[f"{mark.get('name') or 'unnamed'} ({mark.get('kind', '')})" for mark in dicts(side.get("marks"))] for side in (was, now)]
    yield from (Change("removed", f"{name}: {mark}") for mark in marks[0] if mark not in marks[1])
    yield from (Change("added", f"{name}: {mark}") for mark in marks[1] if mark not in marks[0])
    if marks[0] != marks[1]:
        return  # other curves: every setting of every trace would follow
    settings = [dict(flat(side.get("figure", {}))) for side in (was, now)]
    differ = [key for key in {**settings[0], **settings[1]} if settings[0].get(key) != settings[1].get(key)]
    data = [key for key in differ if isinstance(settings[0].get(key, settings[1].get(key)), bytes)]
    single = [key for key in differ if key not in data]
    for key in single[:MOST_OF_A_PLOT]:
        yield from compared(f"{name}: {_setting(key)}", settings[0].get(key), settings[1].get(key))
    if len(single) > MOST_OF_A_PLOT:
        yield Change("changed", f"{name}: {len(single) - MOST_OF_A_PLOT} more settings of the picture")
    if data:
        yield Change("changed", f"{name}: what is drawn at the start")


def _template(plot: Mapping[str, Any]) -> str:
    """The description that a screen reader says, with ... for its live numbers."""
    return "".join(part if isinstance(part, str) else "..." for part in plot.get("description", []))


AXES = {"xaxis": "horizontal axis", "yaxis": "vertical axis", "zaxis": "depth axis"}


def _setting(path: str) -> str:
    """A setting's path in the figure, its axes in words: `layout.xaxis.title.text` is `horizontal axis: title`."""
    steps = [step for step in path.removeprefix("layout.").split(".") if step != "text"]
    return f"{AXES[steps[0]]}: {' '.join(steps[1:])}" if steps[0] in AXES else " ".join(steps)
