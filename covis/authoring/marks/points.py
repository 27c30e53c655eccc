"""Things at places of a plot: Points, the point that a hand drags, Handle, and words, Label."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Unpack

from covis.authoring.controls.placed import Placed
from covis.authoring.controls.slider import RangeControl, Slider
from covis.authoring.marks.mark import Drawn, Mark, MarkOptions, Number, PlainOptions, Words, pair, point, sweeps
from covis.authoring.marks.values import Color, Valued
from covis.authoring.numerical.nth import Nth
from covis.authoring.outputs import Output, closure, expression, free_symbols
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Axis, Index

PATH = 241  # places along the path of a Handle: a hand goes between them, too


class Points(Valued):
    """Dots at (x, y).

    x, y: two expressions or numbers; or two equally long lists of them, for a dot each. They are in the units of the plot's axes; a bare
        number is a place on the axis.
    over: None, or an Axis or Index: then there is a dot (or a list of dots) for each of its members.
    color: as of every mark; or an expression, or a list of one for each dot, whose value the colour shows, in the plot's `z_unit`.

    It takes name, dash, opacity and show as every mark.

    >>> Points([0, 1 / gamma], [1, exp(-1)], name="start, and one lifetime")
    """

    placed = True
    measured: ClassVar = {"x": "x", "y": "y", "color": "z"}

    def __init__(self, x: Any, y: Any, *, over: Axis | Index | None = None, color: Color = None, **options: Unpack[PlainOptions]) -> None:
        xs, ys = (list(value) if isinstance(value, list | tuple) else [value] for value in (x, y))
        if len(xs) != len(ys):
            raise AuthoringError(f"{self.kind}: {len(xs)} values of x and {len(ys)} of y; give as many of each")
        self.take(color, len(xs), options)
        self.over = sweeps(self.kind, over, Axis, Index)
        self.xs = tuple(expression(f"{self.kind}: x", value) for value in xs)
        self.ys = tuple(expression(f"{self.kind}: y", value) for value in ys)

    @property
    def moves(self) -> dict[str, str] | None:
        """The Placed whose points these are, each of them: then the plot is where a student adds and removes them."""
        found = self.xs[0].args[1] if len(self.xs) == 1 and isinstance(self.xs[0], Nth) else None
        if not isinstance(found, Placed) or [sweep.bounds for sweep in self.over] != [(1, found)]:
            return None
        return {"points": found.name} if (self.xs[0], self.ys[0]) == found.at(self.over[0]) else None

    @property
    def stated(self) -> dict[str, Output]:
        return self.with_values({"x": Output(self.xs, self.over), "y": Output(self.ys, self.over)})

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        stated = self.stated
        marker, arrays = self.marker(color, {"x": stated["x"], "y": stated["y"]}, size=8)
        return [({"type": "scatter", "mode": "markers", "marker": marker, "opacity": self.opacity}, arrays)]

    def describe(self, number: Number) -> Words:
        if self.over or len(self.xs) > 1:
            return self.told(super().describe(number), number)
        return self.told([self.called + "at ", *point("first", number), "."], number)


class Handle(Mark):
    """A point to drag, with a pointer or the arrow keys.

    x, y: where it is, in the units of the plot's axes; a bare number is a place on the axis. A Slider there moves with the point in that
        direction; a number or an expression stays. Without `moves`, at least one of the two is a Slider.
    moves: None, or a Slider or Clock in the formulas x and y: the point runs along the path that it takes from one end of that control to
        the other, and a hand moves the control to the nearest place on it. On a path that ends where it begins, a hand can go round.

    It takes name, dash, color, opacity and show as every mark.

    Raises AuthoringError, with the plugin's line, where nothing would move, or where `moves` is inside a Trajectory or another source.

    >>> Handle(x=p, y=f.subs(t, p), name="drag me")
    >>> Handle(x=cos(angle), y=sin(angle), moves=angle, name="turn me")
    """

    placed = True

    def __init__(self, *, x: Any, y: Any, moves: RangeControl | None = None, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.x, self.y = expression(f"{self.kind}: x", x), expression(f"{self.kind}: y", y)
        self.control = moves
        self.path = self._path(moves) if moves is not None else {}
        if not self.moves:
            raise AuthoringError(
                f"{self.kind}: neither x nor y is a Slider; use Points for a point that nobody drags, or name the control with moves="
            )

    def _path(self, control: Any) -> dict[str, Output]:
        if not isinstance(control, RangeControl):
            raise AuthoringError(f"{self.kind}: moves={shown(control)} is not a Slider or a Clock; name the control that a hand moves")
        name = control.name
        low, high = control.form.ends
        step = getattr(control, "step", None)
        points = PATH if step is None else min(PATH, round((high - low) / step) + 1)
        along = Axis(f"{name}_along", low, high, points=points, label=control.label, unit=control.unit)
        if not free_symbols(self.x) | free_symbols(self.y) >= {control}:
            raise AuthoringError(f"{self.kind}: moves={name}, and neither x nor y holds {name}; write them as formulas of {name}")
        path = {"x": self.x.xreplace({control: along}), "y": self.y.xreplace({control: along})}
        if control in closure(free_symbols(path["x"]) | free_symbols(path["y"])):
            raise AuthoringError(
                f"{self.kind}: moves={name}, and {name} is inside a Trajectory or another source, so its path is not known; "
                f"write x and y as formulas of {name}"
            )
        return {way: Output((place,), (along,)) for way, place in path.items()}

    @property
    def moves(self) -> dict[str, str]:
        if self.control is not None:
            return {"along": self.control.name}
        return {way: value.name for way, value in (("x", self.x), ("y", self.y)) if isinstance(value, Slider)}

    @property
    def stated(self) -> dict[str, Output]:
        return {"x": Output((self.x,), ()), "y": Output((self.y,), ())}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        marker = {"color": color, "size": 16, "line": {"color": "#FFFFFF", "width": 2}}
        return [({"type": "scatter", "mode": "markers", "marker": marker, "opacity": self.opacity, "cliponaxis": False}, self.stated)]

    def describe(self, number: Number) -> Words:
        return [self.called + "at ", *point("first", number), "."]


Side = Literal["above", "below", "left", "right"]
# Plotly's word for each side, and the space between the words and the point, where a dot may be.
SIDES: dict[Side, tuple[str, str, str]] = {
    "above": ("top center", "", ""),
    "below": ("bottom center", "", ""),
    "left": ("middle left", "", "\u2002"),
    "right": ("middle right", "\u2002", ""),
}


class Label(Mark):
    """A few words in the plot, and a number in them if there is one to follow.

    text: the words, not empty. With `value`, {} stands once in them, where the number is.
    at: the point (x, y) beside which they are drawn: expressions or numbers in the units of the plot's axes.
    value: None, or an expression of controls whose number is shown, in its own unit.
    digits: how many significant digits of it, 1 to 15.
    side: on which side of the point they are drawn: "above", "below", "left" or "right".

    It takes name, dash, color, opacity and show as every mark.

    >>> Label("one lifetime: {} s", at=(1 / gamma, exp(-1)), value=1 / gamma)
    """

    placed = True
    texts = ("name", "text")

    def __init__(
        self, text: str, *, at: Any, value: Any = None, digits: int = 3, side: Side = "above", **options: Unpack[MarkOptions]
    ) -> None:
        super().__init__(**options)
        if not isinstance(text, str) or not text.strip():
            raise AuthoringError(f"{self.kind}: the text is {shown(text)}; give a word")
        if value is not None and text.count("{}") != 1:
            raise AuthoringError(f"{self.kind}: with value=, write {{}} once in the text, where its number stands")
        if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 15:
            raise AuthoringError(f"{self.kind}: digits={shown(digits)}; give a whole number from 1 to 15")
        if side not in list(SIDES):  # a list, since `side` may be what has no hash
            raise AuthoringError(f"{self.kind}: side={shown(side)}; choose one of {', '.join(SIDES)}")
        self.side: Side = side
        self.text, self.at, self.digits = text, pair(f"{self.kind}: at", at), digits
        self.value = None if value is None else expression(f"{self.kind}: value", value)

    @property
    def stated(self) -> dict[str, Output]:
        live = {} if self.value is None else {"value": Output((self.value,), ())}
        return {"x": Output((self.at[0],), ()), "y": Output((self.at[1],), ()), **live}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        position, before, after = SIDES[self.side]
        text = f"{before}{self.text}{after}"
        style = {"textposition": position, "textfont": {"color": color}, "hoverinfo": "skip", "opacity": self.opacity}
        stated = self.stated
        if self.value is None:
            return [({"type": "scatter", "mode": "text", "text": [text], **style}, stated)]
        words = text.replace("{}", f"%{{customdata:.{self.digits}~r}}")
        arrays = {"x": stated["x"], "y": stated["y"], "customdata": stated["value"]}
        return [({"type": "scatter", "mode": "text", "texttemplate": words, **style}, arrays)]

    def describe(self, number: Number) -> Words:
        before, live, after = self.text.partition("{}") if self.value is not None else (self.text, "", "")
        return [f" “{before}", *([number("value", "first")] if live else []), f"{after}” is at ", *point("first", number), "."]
