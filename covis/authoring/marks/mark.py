"""The base of every mark. A mark states on its class what the rest of Covis needs to know about it, so that nothing asks for a class.

To add a mark that is made of shapes that Plotly has, write a subclass: which arrays it states (`stated`), which Plotly traces draw
them (`traces`), and whichever of the facts below is not as for a general line. Nothing else need know of it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Literal, TypedDict, Unpack

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy.logic.boolalg import Boolean

from covis.authoring.controls.control import Control
from covis.authoring.outputs import Output, expression
from covis.authoring.palette import OWN, PALETTE, Role
from covis.authoring.place import AuthoringError, here, shown
from covis.authoring.symbols import Constant, Sweep
from covis.document.schema import Form, Statistic
from covis.finding import closest

Drawn = tuple[dict[str, Any], dict[str, Output]]
Array = NDArray[np.float64]
Way = Literal["x", "y", "z", "color"]
Words = list[str | Statistic]
# `number(array, which)` is a live number about an array of the mark: its first, last, least or greatest.
Number = Callable[[str, Literal["first", "last", "min", "max"]], Statistic]
GAP = sympy.nan


class PlainOptions(TypedDict, total=False):
    """The options that every mark takes, but for its colour."""

    name: str
    dash: bool
    opacity: float
    show: bool | Boolean | Control


class MarkOptions(PlainOptions, total=False):
    """The options that every mark takes."""

    color: Role | str | None


class Mark:
    """What is drawn in a plot. The text below goes into the docstring of every mark, so that help() of one is enough.

    Options of every mark
    ---------------------
    name: what the key above the plot and the data table call it; "" leaves it out of the key.
    dash: whether its line is dashed.
    color: a role of the palette: "a" to "h" or "muted"; None (the default) is the next role that no mark of the plot names. "#rrggbb" is
        a fixed colour, such as that of a laser, which is the same on a light and on a dark ground.
    opacity: from 0 (not seen) to 1 (solid).
    show: True, or a condition on controls such as n > 2; a Toggle alone stands for "it is on".

    Raises AuthoringError, with the plugin's line, for an unknown option, with the one that may be meant, and for an argument that is
    not as described here.
    """

    # --- facts about a mark, stated on its class ---

    # Which axis of the plot each stated array is measured on; "z" is height or colour, in a Scene "color" is colour. An array that is not
    # named has a unit of its own.
    measured: ClassVar[Mapping[str, Way]] = {"x": "x", "y": "y"}
    # The arrays of its traces that have another name than the stated ones that fill them.
    drawn_as: ClassVar[Mapping[str, str]] = {}
    # Arrays that no axis measures and that have one unit between them.
    alike: ClassVar[tuple[str, ...]] = ()
    # Whether it is drawn in the colour of a role; if not, its colours are its values'.
    colored: bool = True
    # Whether the plot has a bar that says what its colours mean.
    barred: bool = False
    # Whether a bare number is a place in the plot, in the unit of the axis, as for a point that the author puts somewhere.
    placed: ClassVar[bool] = False
    # Whether the plot's unit and label of y belong to the mark's height or colour, and its two axes are swept.
    has_height: ClassVar[bool] = False
    # Whether the axes must show zero along y and a whole bar at either end of x.
    from_zero: ClassVar[bool] = False
    # Whether it may hide what lies under it: then the marks of its plot are drawn from the last to the first.
    covers: ClassVar[bool] = False
    # Whether its lines are drawn with a gap where they jump or have a pole.
    broken: ClassVar[bool] = False
    # Whether a learner may draw it by hand: one height at each place along its axis.
    drawn_by_hand: ClassVar[bool] = False
    # Whether the last point of its sweep only ends what is drawn, and has no value of its own.
    ends_at_last: bool = False
    # Which attributes are lines of text that a student reads, where {{name}} is filled.
    texts: ClassVar[tuple[str, ...]] = ("name",)
    # Whether it lies in a space that the page itself projects: then all the marks of its plot do.
    spatial: ClassVar[bool] = False
    # What it asks of Plotly's layout.
    layout: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, **options: Unpack[MarkOptions]) -> None:
        self.place = here()
        self._refuse_unknown(options)
        self.name, self.dash, self.color = options.get("name", ""), options.get("dash", False), options.get("color")
        self.opacity = options.get("opacity", 1)
        if not isinstance(self.name, str):
            raise AuthoringError(f"{self.kind}: name={shown(self.name)} is not a text")
        if not isinstance(self.dash, bool):
            raise AuthoringError(f"{self.kind}: dash={shown(self.dash)}; it is True or False")
        if self.color is not None and not (isinstance(self.color, str) and (self.color in PALETTE or OWN.fullmatch(self.color))):
            ways = f"choose one of {', '.join(PALETTE)}, or give a colour of its own as #rrggbb, in small letters"
            raise AuthoringError(f"{self.kind}: color={shown(self.color)} is not a role of the palette; {ways}")
        if isinstance(self.opacity, bool) or not isinstance(self.opacity, int | float) or not 0 <= self.opacity <= 1:
            raise AuthoringError(f"{self.kind}: opacity={shown(self.opacity)}; give a number from 0 to 1")
        self.show = condition(f"{self.kind}: show", options.get("show", True))

    def __init_subclass__(cls, **more: Any) -> None:
        """The signature and the docstring with every option in them, for help() and editors that ask Python."""
        super().__init_subclass__(**more)
        if cls.__doc__ and Mark.__doc__:  # neither is there under python -OO
            _, _, every = inspect.cleandoc(Mark.__doc__).partition("\n\n")
            cls.__doc__ = f"{inspect.cleandoc(cls.__doc__)}\n\n{every}"
        own = [parameter for name, parameter in inspect.signature(cls.__init__).parameters.items() if name != "self"]
        given = [parameter for parameter in own if parameter.kind is not parameter.VAR_KEYWORD]
        rest = [parameter for parameter in own if parameter.kind is parameter.VAR_KEYWORD and parameter.name != "options"]
        known = {parameter.name for parameter in given}
        common = [parameter for parameter in OPTIONS if parameter.name not in known]
        cls.__signature__ = inspect.Signature([*given, *common, *rest])  # type: ignore[attr-defined]

    def _refuse_unknown(self, options: Iterable[str]) -> None:
        common = [parameter.name for parameter in OPTIONS]
        for option in options:
            if option not in common:
                known = [*common, *inspect.signature(type(self)).parameters]
                near = closest(option, known, 1)
                way = f"did you mean {near[0]}=?" if near else f"it takes {', '.join(f'{name}=' for name in dict.fromkeys(known))}"
                raise AuthoringError(f"{self.kind} has no option {option}=; {way}")

    @property
    def kind(self) -> str:
        return type(self).__name__

    @property
    def stated(self) -> dict[str, Output]:
        """The arrays as the author states them: what `snapshot()` reports and the checks compare."""
        raise NotImplementedError

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        """The Plotly traces that draw it, each a template and the outputs that fill its arrays, in a colour #rrggbb.

        `scale` is what `scaling` gave. The last trace is the one in the key.
        """
        raise NotImplementedError

    @property
    def along(self) -> dict[Way, Sweep]:
        """The axes of the plot on which a sweep of its own is laid out: what a Curve is against, the two axes of a Heatmap."""
        return {}

    @property
    def moves(self) -> dict[str, str] | None:
        """The control that each direction moves, by name, where the mark can be dragged: "x" and "y", "along" its path, or its "points"."""
        return None

    # The places along which a hand brings it, where it runs along a path: "x" and "y". They are computed and not drawn.
    path: Mapping[str, Output] = {}

    @property
    def solid(self) -> bool:
        """Whether it is drawn in three dimensions."""
        return False

    @property
    def form(self) -> Form:
        """What it wants its plot to be: a square ("plane"), wide, or a low strip."""
        return "wide" if self.along else "plane"

    @property
    def own_colors(self) -> bool:
        """Whether the author gave colours that a theme leaves as they are."""
        return self.color is not None and self.color not in PALETTE

    def scaling(self, states: Iterable[Mapping[str, Array]]) -> float | None:
        """A factor that its traces are drawn with in every state, from its stated arrays in several states; None: it needs none."""
        return None

    def heights(self, low: float, high: float, title: str) -> dict[str, Any]:
        """What makes its colours or levels mean the same in every state, given the range of z and the title of z."""
        return {}

    def describe(self, number: Number) -> Words:
        """What it shows, for a screen reader, with live numbers between the words."""
        if "y" not in self.stated:
            return []
        return [
            *(self.called + "begins at ", number("y", "first"), ", ends at ", number("y", "last"), "; "),
            *extremes("y", number),
        ]

    @property
    def called(self) -> str:
        """How a description begins."""
        return f" {self.name or self.kind}: "

    def line(self, color: str, **more: Any) -> dict[str, Any]:
        """The template of a line. Where the model has no value there is a gap, and every point is drawn."""
        line = {"color": color, "width": 2, "simplify": False, **({"dash": "dash"} if self.dash else {}), **more}
        return {"type": "scatter", "mode": "lines", "line": line, "opacity": self.opacity, "connectgaps": False}


OPTIONS = tuple(
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default)
    for name, default in (("name", ""), ("dash", False), ("color", None), ("opacity", 1), ("show", True))
)
Mark.__signature__ = inspect.Signature(OPTIONS)  # type: ignore[attr-defined]


def point(which: Literal["first", "last"], number: Number) -> Words:
    """(x, y) in a description."""
    return ["(", number("x", which), ", ", number("y", which), ")"]


def extremes(array: str, number: Number) -> Words:
    """The least and the greatest value in a description."""
    return ["lowest ", number(array, "min"), ", highest ", number(array, "max"), "."]


def condition(owner: str, show: Any) -> Output | None:
    """None for always; else an output that is 1 where the mark is shown and 0 where it is not."""
    if show is True:
        return None
    if isinstance(show, Control):
        show = sympy.Ne(show, 0)
    if not isinstance(show, Boolean):
        raise AuthoringError(f"{owner}={shown(show)} is not a condition; write one such as show=n > 2, or show=toggle")
    return Output((sympy.Piecewise((1, show), (0, True)),), ())


def sweep(owner: str, over: Any, *kinds: type[Sweep]) -> Any:
    """`over`, which must be one of these kinds of sweep."""
    if not isinstance(over, kinds):
        wanted = " or ".join(f"an {kind.__name__}" for kind in kinds)
        raise AuthoringError(f"{owner}: over={shown(over)} is not {wanted}; name the one that the mark is swept along")
    return over


def sweeps(owner: str, over: Any, *kinds: type[Sweep]) -> tuple[Sweep, ...]:
    """As `sweep`, for a mark that may be swept along nothing."""
    return () if over is None else (sweep(owner, over, *kinds),)


def pair(owner: str, value: Any) -> tuple[sympy.Expr, sympy.Expr]:
    """A point (x, y) of expressions."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise AuthoringError(f"{owner} is {shown(value)}; give a point as (x, y)")
    return expression(f"{owner}: x", value[0]), expression(f"{owner}: y", value[1])


def measure(name: str, value: float, unit: str) -> Constant:
    """A number with a unit, for the expressions that a mark makes itself."""
    made = Constant(name, value, label=name, unit=unit)
    made.inner = True
    return made
