"""The document that a page runs, the edition that partners sign, their canonical bytes and digests.

A document is self-contained: figures, the program, text, facts. It holds no credit and no status: those are read live from
the registry and the review log. An edition is immutable; its document digest names exactly what a student sees.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from covis.document.controls import Control
from covis.document.model import Model

FORMAT = 1


# --- plots ------------------------------------------------------------------------------------------------------------


class Binding(Model):
    """Output `output` of the plot's function is drawn as `data[trace][array]`. One that no control moves is drawn once."""

    trace: int
    array: str
    output: int
    moves: bool = True


Form = Literal["plane", "wide", "strip"]


class Mark(Model):
    """One mark as the author stated it. `arrays` names its outputs (x, y, z, u, v, low, high), which `snapshot()` reports.

    `color` is the role in the palette; `trace` is the first of the `traces` Plotly traces that draw it; `show` an output (0 or 1), null
    for always.
    """

    kind: str
    name: str
    trace: int
    traces: int = 1
    color: str | None = None
    arrays: dict[str, int]
    show: int | None = None
    handle: dict[str, str] | None = Field(
        default=None,
        description="the control that each of x and y of a Handle moves, or that moves along its path; or that places Points",
    )
    path: dict[str, int] = Field(
        default={},
        description="for a Handle with a path: its outputs x and y, from the lowest to the highest state of the control",
        exclude_if=lambda path: not path,  # documents without one stay as they were
    )
    form: Form | None = Field(default=None, description="what it wants its plot to be; null in documents made before it was stated")
    scales: dict[str, float] = Field(default={}, description="arrays that the page shows in another unit: each number times this")
    own_colors: bool | None = Field(default=None, description="whether its traces keep the colours that the figure gives them")


class Statistic(Model):
    """A number in a description, taken from a mark's array as drawn."""

    mark: int
    array: str
    stat: Literal["first", "last", "min", "max", "at_min", "at_max"] = Field(description="at_min, at_max: the x of the least, the greatest")
    unit: str = ""
    scale: float = Field(default=1, description="a number times this is one of `unit`")
    digits: int = 3


class LiveValue(Model):
    """A number in a text: entry `value` of the program's `values(c, s)`, or a control's state by its name."""

    value: int | str
    unit: str = ""
    digits: int = 3


class Scene(Model):
    """How a plot in three dimensions is seen: the page projects it itself.

    `view`: azimuth and elevation at the start, in degrees. `edges`: the lengths of the edges of its box along x, y and z.
    """

    view: tuple[float, float]
    edges: tuple[float, float, float]


class Plot(Model):
    """One plot: a Plotly figure with the default state's data inside, and how the program's outputs move it.

    `description` is for screen readers: literal strings with live numbers between them.
    """

    title: str = ""
    figure: dict[str, Any]
    shapes: list[list[int]] = Field(description="of every output: its length, or the rows and columns of a grid (row after row)")
    bindings: list[Binding]
    marks: list[Mark]
    description: list[str | Statistic | LiveValue]
    scene: Scene | None = Field(default=None, description="for a plot that the page projects; null in the plane and where Plotly draws")
    height: float | None = Field(
        default=None,
        exclude_if=lambda height: height is None,  # documents without one stay as they were
        description="the share of the usual height that it takes on the page; null for the usual height",
    )


# --- the rest -----------------------------------------------------------------------------------------------------------


class Readout(Model):
    """`digits` significant digits; 0 for a whole number."""

    label: str
    unit: str = ""
    scale: float = Field(default=1, description="a number times this is one of `unit`")
    digits: int = 3


class Preset(Model):
    """A named state; controls that are not named go to their start."""

    name: str
    controls: dict[str, float | bool | str]


class Question(Model):
    """`ask` and `answer` are sanitised HTML; the answer opens after the learner commits to a prediction.

    `sketch` is the curve that the learner may draw as they expect it: the number of its plot, and of its mark there.
    """

    ask: str
    answer: str
    preset: str | None = None
    sketch: list[int] | None = Field(default=None, exclude_if=lambda place: place is None)  # documents without one stay as they were


class Fact(Model):
    """What the visualisation claims, in words and in printed mathematics (MathML, "" where it has none), and the source of it."""

    id: str
    kind: str
    statement: str
    mathematics: str = ""
    source: str


class Equation(Model):
    """A printed equation of the model: its module-level name and its MathML."""

    name: str
    mathematics: str


class Document(Model):
    """Format 1. The program is one ES module that exports

    `format` (1); `prepare(c) -> s`; `plots`: a list of functions `(c, s) -> [Float64Array, ...]`, the outputs that bindings and
    marks name; `readouts(c, s) -> number[]`; `values(c, s) -> number[]`. `c` maps every control's name to a number.
    All are pure: same `c`, same numbers.
    """

    format: Literal[1] = 1
    id: str
    title: str
    summary: str
    subject: str = Field(default="", description="where the gallery lists it, with level and keywords; none in older documents")
    level: int | None = None
    keywords: list[str] = Field(default=[])
    objectives: list[str] = Field(description="sanitised HTML")
    prior_knowledge: str = Field(default="", description="sanitised HTML")
    controls: list[Control]
    plots: list[Plot]
    readouts: list[Readout] = Field(default=[])
    presets: list[Preset] = Field(default=[])
    questions: list[Question] = Field(default=[])
    text: str = Field(description='sanitised HTML with MathML; <output data-value="0" data-digits="3"> is entry 0 of values(c, s)')
    equations: list[Equation] = Field(default=[])
    facts: list[Fact] = Field(default=[])
    program: str
    thumbnail: str = Field(description="SVG")


class Evidence(Model):
    """What running a fact showed. `outcome` is one of the words of the vocabulary; `detail` gives the numbers.

    `versions` are those of the packages that it was made with.
    """

    id: str
    statement: str
    outcome: Literal["proved", "agrees", "matches", "holds", "fails", "not established"]
    evidence: str = Field(description="the outcome in words: 'proved; agrees at 200 points within 3e-15'")
    detail: dict[str, Any] = Field(default={})
    line: int = 0
    versions: dict[str, str] = Field(default={})

    @property
    def established(self) -> bool:
        return self.outcome not in ("fails", "not established")

    @property
    def refused(self) -> bool:
        """Whether it keeps an edition from being submitted: it fails, or could not be run (`detail` then holds "error").

        A fact that was run and is not established is a warning: a fact-checker establishes it another way.
        """
        return self.outcome == "fails" or (self.outcome == "not established" and "error" in self.detail)


class Edition(Model):
    """An immutable edition. `document` is kept as plain data, so that one of a later format is stored and served as it is."""

    id: str
    source: str = Field(description="fingerprint: what the team wrote")
    document: dict[str, Any]
    evidence: list[Evidence] = Field(default=[])
    findings: list[dict[str, Any]] = Field(default=[], description="what the checks found that does not block: warnings")
    toolchain: dict[str, str] = Field(default={})
    files: dict[str, str] = Field(default={}, description="the plugin's text files as they were compiled; none in older editions")
    other_files: dict[str, str] = Field(default={}, description="SHA-256 of those that are no text, or too long to keep")

    @property
    def digest(self) -> str:
        """The document digest: names the bytes that are shown."""
        return digest(self.document)

    @property
    def files_fit(self) -> bool:
        """Whether the files kept are those that the fingerprint names; true of an older edition, which keeps none."""
        if not self.files and not self.other_files:
            return True
        hashes = {path: file_hash(text.encode()) for path, text in self.files.items()} | self.other_files
        return source_of(hashes, str(self.document.get("title", "")), str(self.document.get("summary", ""))) == self.source


def listing(of: Mapping[str, Any]) -> dict[str, Any]:
    """Where the gallery lists it: the subject, the level and the keywords of a document; empty in one that was made before it had them."""
    return {"subject": str(of.get("subject") or ""), "level": of.get("level"), "keywords": [str(word) for word in of.get("keywords") or ()]}


def file_hash(content: bytes) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def source_of(hashes: Mapping[str, str], title: str, summary: str) -> str:
    """The fingerprint: of every file's hash by its path, and of the registry's title and summary."""
    return digest({"covis source": 2, "files": dict(hashes), "title": title, "summary": summary})


def canonical(value: Mapping[str, Any] | list[Any]) -> bytes:
    """The one way to write a value as bytes: UTF-8 JSON, keys sorted, no spaces, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(value: Mapping[str, Any] | list[Any]) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
