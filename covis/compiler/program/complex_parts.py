"""A complex expression as two nodes, its real and its imaginary part, in the shape in which it is written.

SymPy's `as_real_imag` multiplies out first, and a resonance R + i (omega L - 1 / (omega C)) then comes from squares that cancel.
Here a sum stays a sum and a quotient a quotient, so that what is small stays accurate.
"""

from __future__ import annotations

import math

import sympy

from covis.compiler.program.domains import Kind
from covis.compiler.program.nodes import Node, Nodes, Parts

# SymPy class -> function of (x, y) in the library that gives [real, imaginary].
COMPLEX: dict[str, str] = {
    "tan": "complexTan", "tanh": "complexTanh", "log": "complexLog", "asin": "complexAsin", "acos": "complexAcos", "atan": "complexAtan",
    "asinh": "complexAsinh", "acosh": "complexAcosh", "atanh": "complexAtanh", "gamma": "complexGamma", "loggamma": "complexLoggamma",
    "digamma": "complexDigamma", "zeta": "complexZeta",
}  # fmt: skip
# SymPy class -> (function of which it is the reciprocal, or that of the reciprocal).
_RECIPROCAL = {"sec": sympy.cos, "csc": sympy.sin, "cot": sympy.tan, "sech": sympy.cosh, "csch": sympy.sinh, "coth": sympy.tanh}
_OF_RECIPROCAL = {"asec": sympy.acos, "acsc": sympy.asin, "acot": sympy.atan, "asech": sympy.acosh, "acsch": sympy.asinh,
                  "acoth": sympy.atanh}  # fmt: skip

# SymPy class -> (class of the real part, class of the imaginary one, its sign), where the arguments are real.
_HANKEL: dict[str, tuple[type[sympy.Function], type[sympy.Function], int]] = {
    "hankel1": (sympy.besselj, sympy.bessely, 1), "hankel2": (sympy.besselj, sympy.bessely, -1),
    "hn1": (sympy.jn, sympy.yn, 1), "hn2": (sympy.jn, sympy.yn, -1),
}  # fmt: skip
_OF_GAMMAS = ("factorial", "beta", "binomial", "RisingFactorial", "FallingFactorial")


class ComplexError(ValueError):
    """A function of a complex number that has no complex form here; the message is the expression."""


class ComplexParts:
    """Builds the parts of expressions in the nodes of a graph."""

    def __init__(self, graph: Nodes) -> None:
        self.graph = graph
        self._known: dict[tuple[sympy.Basic, bool], Parts] = {}

    def of(self, e: sympy.Expr) -> Parts:
        """(real, imaginary). Raises ComplexError where a function of a complex number has no form here."""
        key = (e, self.graph.plain)
        if key not in self._known:
            self._known[key] = self._of(e)
        return self._known[key]

    def whole(self, e: sympy.Expr) -> tuple[Node, Node]:
        """As `of`, with a zero as a number."""
        real, imaginary = self.of(e)
        return real or self.graph.number(0), imaginary or self.graph.number(0)

    def size(self, e: sympy.Expr) -> Node:
        """The absolute value; that of a product is the product of the factors'."""
        if isinstance(e, sympy.Mul) and len(e.args) > 1:
            return self.graph.product([self.size(factor) for factor in e.args])
        if isinstance(e, sympy.Pow) and e.exp == -1:
            return self.graph.node("div", [self.graph.number(1), self.size(e.base)])
        if isinstance(e, sympy.exp):
            return self._call("Math.exp", self.of(e.args[0])[0] or self.graph.number(0))
        if isinstance(e, sympy.gamma) and self.graph.domains.of(e):
            # Neither overflows nor vanishes before its time.
            return self._call("Math.exp", self.whole(sympy.loggamma(e.args[0]))[0])
        real, imaginary = self.of(e)
        if real is None or imaginary is None:
            return self._call("Math.abs", real or imaginary or self.graph.number(0))
        return self._call("complexAbs", real, imaginary)

    def angle(self, e: sympy.Expr) -> Node:
        """The argument, above -pi and up to pi. A positive factor is left out."""
        if isinstance(e, sympy.Mul) and any(factor.is_positive for factor in e.args):
            return self.angle(sympy.Mul(*(factor for factor in e.args if not factor.is_positive)))
        if isinstance(e, sympy.Pow) and e.exp == -1:
            # The angle of a reciprocal is that of the conjugate.
            real, imaginary = self.whole(e.base)
            return self.graph.angle(self._negative(imaginary), real)
        real, imaginary = self.whole(e)
        return self.graph.angle(imaginary, real)

    def as_real(self, e: sympy.Expr) -> Node:
        """The real part where the imaginary one is within the rounding of the terms; elsewhere a gap."""
        real, imaginary = self.of(e)
        if imaginary is None:
            return real or self.graph.number(0)
        terms = [self.of(term) for term in e.args] if isinstance(e, sympy.Add) else [(real, None)]
        sizes = [self._call("Math.abs", part) for term in terms for part in term if part is not None]
        return self._call("complexReal", real or self.graph.number(0), imaginary, self.graph.sum(sizes or [self.graph.number(0)]))

    def _call(self, name: str, *arguments: Node) -> Node:
        return self.graph.node("call", arguments, name)

    def _both(self, name: str, *arguments: Node) -> Parts:
        """What a function that gives [real, imaginary] gives."""
        both = self._call(name, *arguments)
        return self.graph.node("part", [both], 0), self.graph.node("part", [both], 1)

    def _negative(self, node: Node) -> Node:
        return self.graph.node("neg", [node])

    def _of(self, e: sympy.Expr) -> Parts:
        graph = self.graph
        if graph.domains.of(e) is Kind.REAL:
            return graph.build(e), None
        if e.is_number and not e.has(sympy.Function, sympy.Sum, sympy.Product):
            value = complex(e.evalf(20))
            return (graph.number(value.real) if value.real else None), (graph.number(value.imag) if value.imag else None)
        if isinstance(e, sympy.Add):
            both = [self.of(term) for term in e.args]
            real, imaginary = ([node for part in both if (node := part[k]) is not None] for k in (0, 1))
            return graph.sum(real) if real else None, graph.sum(imaginary) if imaginary else None
        if isinstance(e, sympy.Mul):
            return self._product(e)
        if isinstance(e, sympy.exp):
            return self._exponential(*self.of(e.args[0]))
        if isinstance(e, sympy.Pow):
            return self._power(e.base, e.exp)
        if isinstance(e, sympy.Piecewise):
            return self._piecewise(e)
        if isinstance(e, sympy.Sum | sympy.Product):
            return graph.fold_parts(e)
        return self._function(e)

    def _product(self, e: sympy.Mul) -> Parts:
        """Real factors stay outside."""
        graph = self.graph
        reals = [factor for factor in e.args if graph.domains.of(factor) is Kind.REAL]
        real: Node | None = graph.number(1)
        imaginary: Node | None = None
        for factor in e.args:
            if factor in reals:
                continue
            real, imaginary = self._multiplied((real, imaginary), self.of(factor))
        if not reals:
            return real, imaginary
        outside = graph.build(sympy.Mul(*reals))
        return tuple(part and graph.product([outside, part]) for part in (real, imaginary))  # type: ignore[return-value]

    def _multiplied(self, first: Parts, second: Parts) -> Parts:
        (a, b), (c, d) = first, second
        real = [self._times(a, c), self._times(b, d)]
        imaginary = [node for node in (self._times(a, d), self._times(b, c)) if node is not None]
        terms = [node for node in (real[0], real[1] and self._negative(real[1])) if node is not None]
        return self.graph.sum(terms) if terms else None, self.graph.sum(imaginary) if imaginary else None

    def _times(self, a: Node | None, b: Node | None) -> Node | None:
        if a is None or b is None:
            return None
        one = self.graph.number(1)
        return b if a is one else a if b is one else self.graph.product([a, b])

    def _reciprocal(self, parts: Parts) -> Parts:
        real, imaginary = parts
        one = self.graph.number(1)
        if imaginary is None:
            return self.graph.node("div", [one, real or self.graph.number(0)]), None
        if real is None:
            return None, self._negative(self.graph.node("div", [one, imaginary]))
        return self._both("complexReciprocal", real, imaginary)

    def _exponential(self, real: Node | None, imaginary: Node | None) -> Parts:
        if imaginary is None:
            return self._call("Math.exp", real or self.graph.number(0)), None
        if real is None:
            return self._call("Math.cos", imaginary), self._call("Math.sin", imaginary)
        return self._both("complexExp", real, imaginary)

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> Parts:
        graph = self.graph
        if base == sympy.E:
            return self._exponential(*self.of(exponent))
        if exponent.is_number and exponent.is_negative:
            return self._reciprocal(self._power(base, -exponent))
        if exponent == 1:
            return self.of(base)
        if exponent == sympy.S.Half:
            if graph.domains.of(base) is Kind.REAL:
                node, zero = graph.build(base), graph.number(0)
                up, down = (self._call("Math.max", one, zero) for one in (node, self._negative(node)))
                return self._call("Math.sqrt", up), self._call("Math.sqrt", down)
            return self._both("complexSqrt", *self.whole(base))
        if exponent.is_Integer and exponent <= 8:
            there = found = self.of(base)
            for _ in range(int(exponent) - 1):
                found = self._multiplied(found, there)
            return found
        return self._both("complexPower", *self.whole(base), *self.whole(exponent))

    def _piecewise(self, e: sympy.Piecewise) -> Parts:
        graph = self.graph
        real = imaginary = graph.number(math.nan)
        for value, condition in reversed(e.args):
            parts = self.whole(value)
            if condition == sympy.true:
                real, imaginary = parts
            else:
                chosen = graph.condition(condition)
                real, imaginary = (graph.node("select", [chosen, a, b]) for a, b in zip(parts, (real, imaginary), strict=True))
        return real, imaginary

    def _function(self, e: sympy.Expr) -> Parts:
        """A function of one complex number."""
        name, graph = type(e).__name__, self.graph
        if name == "conjugate":
            real, imaginary = self.of(e.args[0])
            return real, imaginary and self._negative(imaginary)
        if name == "sign":
            size = self.size(e.args[0])
            return tuple(part and graph.node("div", [part, size]) for part in self.of(e.args[0]))  # type: ignore[return-value]
        if name in _RECIPROCAL:
            return self._reciprocal(self.of(_RECIPROCAL[name](e.args[0])))
        if name in _OF_RECIPROCAL:
            return self._inverse(_OF_RECIPROCAL[name].__name__, *self._whole(self._reciprocal(self.of(e.args[0]))))
        if name == "sinc":
            return self._multiplied(self.of(sympy.sin(e.args[0])), self._reciprocal(self.of(e.args[0])))
        if name in ("sin", "cos", "sinh", "cosh"):
            return self._wave(name, *self.of(e.args[0]))
        if name in COMPLEX and len(e.args) == 1:
            return self._inverse(name, *self.whole(e.args[0]))
        return self._special(name, e)

    def _special(self, name: str, e: sympy.Expr) -> Parts:
        graph = self.graph
        if name in _OF_GAMMAS:
            return self.of(e.rewrite(sympy.gamma))
        *orders, last = e.args
        if all(graph.domains.of(order) is Kind.REAL for order in orders):
            if name == "polygamma" and orders == [0]:
                return self._both("complexDigamma", *self.whole(last))
            if name == "polylog":
                return self._both("complexPolylog", graph.build(orders[0]), *self.whole(last))
            if graph.domains.of(last) is Kind.REAL:
                if name == "Ynm":
                    return self._both("harmonic", *map(graph.build, e.args))
                if name in _HANKEL:
                    real, imaginary, sign = _HANKEL[name]
                    part = graph.build(imaginary(*e.args))
                    return graph.build(real(*e.args)), part if sign > 0 else self._negative(part)
        raise ComplexError(str(e))

    def _whole(self, parts: Parts) -> tuple[Node, Node]:
        return parts[0] or self.graph.number(0), parts[1] or self.graph.number(0)

    def _inverse(self, name: str, real: Node, imaginary: Node) -> Parts:
        return self._both(COMPLEX[name], real, imaginary)

    def _wave(self, name: str, real: Node | None, imaginary: Node | None) -> Parts:
        """sin(x + i y) = sin x cosh y + i cos x sinh y, and its relatives."""
        circular = name in ("sin", "cos")
        along, across = (real, imaginary) if circular else (imaginary, real)  # the circular part, the hyperbolic part
        one, zero = self.graph.number(1), None
        cos = one if along is None else self._call("Math.cos", along)
        sin = zero if along is None else self._call("Math.sin", along)
        cosh = one if across is None else self._call("Math.cosh", across)
        sinh = zero if across is None else self._call("Math.sinh", across)
        if name == "sin":
            return self._times(sin, cosh), self._times(cos, sinh)
        if name == "cos":
            imaginary = self._times(sin, sinh)
            return self._times(cos, cosh), imaginary and self._negative(imaginary)
        if name == "sinh":
            return self._times(sinh, cos), self._times(cosh, sin)
        return self._times(cosh, cos), self._times(sinh, sin)
