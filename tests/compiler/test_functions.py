"""The functions of programs (covis/compiler/program/library) against mpmath at 40 digits and against SciPy, in V8.

`PYTHONPATH=. python tests/compiler/test_functions.py` prints the table of docs/functions.md.
"""

from __future__ import annotations

import base64
import cmath
import json
import math
import random
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy

from covis.compiler.program.functions import ABOUT, ARGUMENTS, FUNCTIONS, NEEDS, SOURCE, closure

mp = mpmath.mp
Point = tuple[float, ...]
TABLE = Path(__file__).parents[2] / "docs" / "functions.md"


# ------------------------------------------------------------------------------------------------------------------ running


@contextmanager
def v8(names: Iterable[str]) -> Iterator[Any]:
    from py_mini_racer import MiniRacer

    context = MiniRacer()  # closed again: an open one can hold the interpreter up at its end
    try:
        context.eval("\n".join(SOURCE[name] for name in closure(names)) + "\n0")
        yield context
    finally:
        context.close()


def javascript(name: str, points: Sequence[Point]) -> list[Any]:
    """The function at every point, in one go, with no block but those that it needs."""
    text = json.dumps(points)
    with v8([name]) as context:
        got = context.eval(f"JSON.stringify({text}.map((a) => String({name}(...a))))")
    return [number(value.replace("Infinity", "inf")) for value in json.loads(str(got))]


def number(text: str) -> Any:
    """What JavaScript gave: a number, or a pair [real, imaginary]."""
    parts = [float(part) for part in text.split(",")]
    return parts[0] if len(parts) == 1 else complex(*parts)


# ------------------------------------------------------------------------------------------------------------------- points


def flat(rng: random.Random, low: float, high: float, count: int) -> list[float]:
    return [low, high, *(rng.uniform(low, high) for _ in range(count - 2))]


def spread(rng: random.Random, low: float, high: float, count: int, signs: bool = False) -> list[float]:
    """Sizes from low to high, evenly in their logarithms."""
    sizes = [low, high, *(math.exp(rng.uniform(math.log(low), math.log(high))) for _ in range(count - 2))]
    return [size * (rng.choice((-1, 1)) if signs else 1) for size in sizes]


def beside(places: Iterable[float], rng: random.Random) -> list[float]:
    """Points near zeros, poles and seams, down to the last digit."""
    out = []
    for place in places:
        out += [place, math.nextafter(place, math.inf), math.nextafter(place, -math.inf)]
        out += [place + rng.choice((-1, 1)) * 10 ** rng.uniform(-14, -1) for _ in range(12)]
    return out


def ones(values: Iterable[float]) -> list[Point]:
    return [(value,) for value in values]


def orders(rng: random.Random, xs: Iterable[float], halves: bool = False, negative: bool = False, last: int = 60) -> list[Point]:
    """Each x with a random order, small ones more often, and the first x with every order."""
    xs = list(xs)
    points: list[Point] = []
    for k, x in enumerate(xs):
        n: float = k if k <= last else rng.choice((rng.randint(0, last), rng.randint(0, 5)))
        if halves and k % 2:
            n = min(n, last - 1) + 0.5
        if negative and k % 3 == 0:
            n = -n
        points.append((n, x))
    return points


def sixtyfourths(rng: random.Random, low: float, high: float, count: int) -> list[float]:
    """Multiples of 1/64: sums of them are exact, so that what is tested is the function and not the sum."""
    return [rng.randint(int(64 * low), int(64 * high)) / 64 for _ in range(count)]


# ------------------------------------------------------------------------------------------------- what is compared with what

Reference = Callable[..., Any]
Scale = Callable[..., Any]
Draw = Callable[[random.Random], Sequence[Point]]
Case = tuple[Draw, Reference, Scale | None]


def swing(*args: Any) -> Any:
    """The size of J, Y beyond their order."""
    n, x = args
    return mp.sqrt(2 / (mp.pi * max(abs(x), 1))) if abs(x) > abs(n) else 0


def reference_legendre(n: Any, m: Any, x: Any) -> Any:
    """(-1)^m (1 - x^2)^(m/2) times the mth derivative of P_n; negative m: DLMF 14.9.3. By the exact recurrence, not by legenp."""
    if abs(m) > n:
        return mp.mpf(0)
    size = abs(int(m))
    s = mp.sqrt(1 - x * x)
    here, below = (-1) ** size * mp.fac2(2 * size - 1) * s**size, mp.mpf(0)
    for k in range(size, int(n)):
        here, below = ((2 * k + 1) * x * here - (k + size) * below) / (k - size + 1), here
    return here if m >= 0 else (-1) ** size * here * mp.fac(n - size) / mp.fac(n + size)


def ladder(first: Callable[..., tuple[Any, Any]], step: Callable[..., Any]) -> Reference:
    """A polynomial of order n by its recurrence with 40 digits: quicker than mpmath's hypergeometric sums."""

    def value(n: Any, *args: Any) -> Any:
        below, here = first(*args)
        for k in range(int(n)):
            below, here = here, step(k, *args, here, below)
        return here

    return value


hermite = ladder(lambda x: (mp.mpf(0), mp.mpf(1)), lambda k, x, here, below: 2 * x * here - 2 * k * below)
laguerre = ladder(
    lambda a, x: (mp.mpf(0), mp.mpf(1)), lambda k, a, x, here, below: ((2 * k + 1 + a - x) * here - (k + a) * below) / (k + 1)
)
gegenbauer = ladder(
    lambda a, x: (mp.mpf(0), mp.mpf(1)), lambda k, a, x, here, below: (2 * (k + a) * x * here - (k + 2 * a - 1) * below) / (k + 1)
)
legendre = ladder(lambda x: (mp.mpf(0), mp.mpf(1)), lambda k, x, here, below: ((2 * k + 1) * x * here - k * below) / (k + 1))
chebyshevu = ladder(lambda x: (mp.mpf(0), mp.mpf(1)), lambda k, x, here, below: 2 * x * here - below)
chebyshevt = ladder(lambda x: (x, mp.mpf(1)), lambda k, x, here, below: 2 * x * here - below)


def before(function: Reference, factor: Callable[..., Any] = lambda *args: 1) -> Scale:
    """The order below: where f_n passes through zero, f_(n-1) has the size of its swing."""
    return lambda n, *args: abs(function(n - 1, *args) * factor(n, *args)) if n >= 1 else 0


def upwards(function: Reference, sign: int) -> Reference:
    """Whole orders from orders 0 and 1 by the recurrence, stable for Y and K: mpmath takes limits there, slowly."""

    def value(n: Any, x: Any) -> Any:
        if n != mp.floor(n):
            return function(n, x)
        below, here = function(0, x), function(1, x)
        for k in range(1, int(abs(n))):
            below, here = here, 2 * k / x * here + sign * below
        size = here if n else below
        return -size if sign < 0 and n < 0 and n % 2 else size

    return value


besselk, bessely = upwards(mp.besselk, 1), upwards(mp.bessely, -1)


def binomial(n: Any, k: Any) -> Any:
    if k == mp.floor(k):
        return mp.mpf(1) if n == k else mp.mpf(0) if k < 0 else mp.ff(n, k) / mp.fac(k)
    return mp.binomial(n, k)


def bessel(count: int, **kinds: Any) -> Callable[[random.Random], list[Point]]:
    def points(rng: random.Random) -> list[Point]:
        xs = flat(rng, 0.1, 100, count) + spread(rng, 1e-3, 1e6, count // 2) + spread(rng, 1.9, 70, count // 2)
        return orders(rng, xs, **kinds)

    return points


def cases() -> dict[str, Case]:
    line: Callable[..., Draw] = lambda low, high, count=1500: lambda rng: ones(flat(rng, low, high, count))  # noqa: E731
    wide: Callable[..., Draw] = lambda low, high, count=1500: lambda rng: ones(spread(rng, low, high, count, signs=True))  # noqa: E731
    both: Callable[..., Draw] = lambda *parts: lambda rng: [point for part in parts for point in part(rng)]  # noqa: E731
    near: Callable[..., Draw] = lambda *places: lambda rng: ones(beside(places, rng))  # noqa: E731
    whole: Callable[..., Draw] = lambda low, high: lambda rng: ones(float(k) for k in range(low, high))  # noqa: E731
    poly: Callable[..., Draw] = lambda low, high: lambda rng: orders(rng, flat(rng, low, high, 800) + beside([-1, 0, 1], rng))  # noqa: E731
    three: Callable[..., list[Point]] = lambda rng, points, middle: [(n, middle(rng), x) for n, x in points]  # noqa: E731
    return {
        "square": (wide(1e-9, 1e9), lambda x: x**2, None),
        "cube": (wide(1e-9, 1e9), lambda x: x**3, None),
        "power": (lambda rng: [(x, rng.randint(0, 64)) for x in spread(rng, 1e-3, 1e3, 1500, True)], lambda x, n: x ** int(n), None),
        "realRoot": (
            lambda rng: [(x, rng.choice((3, 5, 7))) for x in spread(rng, 1e-300, 1e300, 1000, True)],
            lambda x, n: mp.sign(x) * mp.root(abs(x), int(n)),
            None,
        ),
        "sec": (line(-50, 50), mp.sec, None),
        "csc": (line(-50, 50), mp.csc, None),
        "cot": (line(-50, 50), mp.cot, None),
        "sinc": (both(line(-50, 50), wide(1e-9, 1e6)), mp.sinc, None),
        "asec": (both(wide(1, 1e6), near(1, -1)), mp.asec, None),
        "acsc": (both(wide(1, 1e6), near(1, -1)), mp.acsc, None),
        "acot": (wide(1e-9, 1e9), lambda x: mp.atan(1 / x), None),
        "sech": (line(-300, 300), mp.sech, None),
        "csch": (both(line(-300, 300), wide(1e-9, 1)), mp.csch, None),
        "coth": (both(line(-30, 30), wide(1e-9, 1)), mp.coth, None),
        "asech": (both(line(1e-9, 1), near(1)), mp.asech, None),
        "acsch": (wide(1e-300, 1e9), mp.acsch, None),
        "acoth": (both(wide(1.0000001, 1e9), near(1, -1)), mp.acoth, None),
        "frac": (line(0, 1000), lambda x: x - mp.floor(x), None),
        "mod": (
            lambda rng: [(x, y) for x, y in zip(flat(rng, -50, 50, 1500), flat(rng, -9, 9, 1500), strict=True)],
            lambda x, y: x - y * mp.floor(x / y),
            lambda x, y: abs(y),
        ),
        "gamma": (
            both(line(-30, 30), line(-170, 171.6, 1000), wide(1e-300, 1, 300), near(-1, -2, -20, 0.5, 1.5, 15), whole(1, 171)),
            mp.gamma,
            None,
        ),
        "loggamma": (both(line(1e-3, 30), wide(1e-300, 1e300), near(0.5, 1, 1.5, 2, 2.5, 15)), lambda x: mp.loggamma(x), None),
        "factorial": (both(line(-30, 30), line(-1, 170, 1000), near(-1, -2, 1), whole(0, 171)), mp.factorial, None),
        "factorial2": (
            lambda rng: ones([*map(float, range(301)), *(-float(k) for k in range(1, 60, 2))]),
            lambda n: mp.fac2(n) if n > 0 else mp.mpf(1) if n == 0 else (-1) ** int((-n - 1) / 2) / mp.fac2(-n - 2),
            None,
        ),
        "risingFactorial": (
            lambda rng: (
                [(x, rng.randint(-20, 60)) for x in sixtyfourths(rng, -40, 40, 1000)]
                + list(zip(sixtyfourths(rng, 0.5, 40, 500), sixtyfourths(rng, -0.4, 20, 500), strict=True))
            ),
            lambda x, k: mp.rf(x, k),
            None,
        ),
        "fallingFactorial": (
            lambda rng: (
                [(x, rng.randint(-20, 60)) for x in sixtyfourths(rng, -40, 40, 1000)]
                + list(zip(sixtyfourths(rng, 20, 60, 500), sixtyfourths(rng, -0.4, 18, 500), strict=True))
            ),
            lambda x, k: mp.ff(x, k),
            None,
        ),
        "beta": (
            lambda rng: (
                list(zip(spread(rng, 1e-3, 400, 1500), spread(rng, 1e-3, 400, 1500), strict=True))
                + list(zip(sixtyfourths(rng, -12, 12, 500), sixtyfourths(rng, -12, 40, 500), strict=True))
            ),
            mp.beta,
            None,
        ),
        "binomial": (
            lambda rng: (
                [(float(n), float(rng.randint(0, n))) for n in range(1000)]
                + [(x, float(rng.randint(-2, 60))) for x in flat(rng, -60, 60, 1000)]
                + list(zip(sixtyfourths(rng, 0, 60, 500), sixtyfourths(rng, 0, 60, 500), strict=True))
            ),
            binomial,
            None,
        ),
        "digamma": (
            both(line(-30, 30), wide(1e-9, 1e9), near(-1, -2, -13, 1.4616321449683622, 12)),
            mp.digamma,
            lambda x: mp.mpf(1),
        ),
        "polygamma": (
            lambda rng: orders(rng, flat(rng, -30, 60, 500) + spread(rng, 1e-3, 1e3, 500), last=20),
            lambda n, x: mp.psi(int(n), x),
            lambda n, x: mp.factorial(n) * mp.mpf(2) ** (n + 1) if x < 0 or n == 0 else 0,
        ),
        "zeta": (both(line(-40, 70, 500), near(-2, 0, 1, 2)), mp.zeta, None),
        "erf": (both(line(-7, 7), wide(1e-300, 1), near(-1.5, 1.5)), mp.erf, None),
        "erfc": (both(line(-7, 26.5, 2500), wide(1e-300, 1), near(1.5, -1.5, 26)), mp.erfc, None),
        "erfi": (both(line(-26, 26), wide(1e-300, 1), near(6.3)), mp.erfi, None),
        "erfinv": (both(line(-0.999, 0.999, 300), wide(1e-300, 1, 200), near(-0.5, 0.5)), lambda y: invert_erf(y), None),
        "erfcinv": (
            both(line(1e-3, 1.999, 300), lambda rng: ones(spread(rng, 1e-300, 1, 300)), near(0.5, 1, 1.5)),
            lambda p: invert_erfc(p),
            None,
        ),
        "fresnelc": (both(line(-9, 9, 700), wide(1e-3, 1e4, 300), near(1.6)), mp.fresnelc, None),
        "fresnels": (both(line(-9, 9, 700), wide(1e-3, 1e4, 300), near(1.6)), mp.fresnels, None),
        "expint": (
            lambda rng: [(n - rng.choice((0, 0, 8)), x) for n, x in orders(rng, spread(rng, 1e-6, 700, 1000), last=30)],
            mp.expint,
            None,
        ),
        "ei": (both(line(-50, 100), wide(1e-9, 700), near(0.37250741078136663, -1, 40)), mp.ei, lambda x: 1 if x > 0.1 else 0),
        "li": (
            both(line(1e-3, 30), lambda rng: ones(spread(rng, 1e-9, 1e300, 800)), near(1, 1.4513692348833810)),
            mp.li,
            lambda x: 1 if x > 1.01 else 0,
        ),
        "si": (both(line(-60, 60), wide(1e-9, 1e6), near(4)), mp.si, None),
        "ci": (both(line(0.01, 60), lambda rng: ones(spread(rng, 1e-9, 1e6, 800)), near(4, 0.6165)), mp.ci, lambda x: 1 / max(x, 1)),
        "shi": (both(line(-60, 60), wide(1e-9, 700), near(5)), mp.shi, None),
        "chi": (both(line(0.01, 60), lambda rng: ones(spread(rng, 1e-9, 700, 800)), near(5, 0.5238)), mp.chi, lambda x: mp.mpf(1)),
        "besselj": (
            lambda rng: (
                bessel(500)(rng)
                + bessel(500, halves=True, negative=True)(rng)
                + [(float(rng.randint(-60, 60)), x) for x in flat(rng, -90, 90, 200)]
            ),
            mp.besselj,
            swing,
        ),
        "bessely": (lambda rng: bessel(150)(rng) + bessel(150, halves=True, negative=True)(rng), bessely, swing),
        "besseli": (
            lambda rng: [
                (n, x)
                for n, x in bessel(500)(rng)
                + bessel(300, halves=True, negative=True)(rng)
                + [(float(rng.randint(-60, 60)), x) for x in flat(rng, -90, 90, 200)]
                if abs(x) < 700
            ],
            lambda n, x: mp.besseli(abs(n) if n == mp.floor(n) else n, x),
            lambda n, x: mp.besselk(n, x) if n < 0 and n != mp.floor(n) else 0,
        ),
        "besselk": (
            lambda rng: [
                (n, x)
                for n, x in bessel(150)(rng) + bessel(150, halves=True, negative=True)(rng) + [(k / 3, 0.1 + k) for k in range(30)]
                if x < 700
            ],
            besselk,
            None,
        ),
        "sphericalj": (
            bessel(300),
            lambda n, x: mp.sqrt(mp.pi / (2 * x)) * mp.besselj(n + 0.5, x),
            lambda n, x: 1 / max(x, 1) if x > n else 0,
        ),
        "sphericaly": (
            bessel(300),
            lambda n, x: mp.sqrt(mp.pi / (2 * x)) * mp.bessely(n + 0.5, x),
            lambda n, x: 1 / max(x, 1) if x > n else 0,
        ),
        "legendre": (both(poly(-1, 1), poly(-5, 5)), legendre, before(legendre)),
        "assocLegendre": (
            lambda rng: (
                [(n, float(rng.randint(-int(n), int(n))), x) for n, x in orders(rng, [*flat(rng, -1, 1, 1200), -0.999, 0.999])]
                + [(n, 2.0 * rng.randint(0, int(n) // 2), x) for n, x in orders(rng, flat(rng, 1, 3, 200))]
            ),
            reference_legendre,
            lambda n, m, x: abs(reference_legendre(n - 1, m, x)) if n > abs(m) and m >= 0 else legendre_scale(n, m, x),
        ),
        "hermite": (both(poly(-12, 12), poly(-1, 1)), hermite, before(hermite, lambda n, x: mp.sqrt(2 * n))),
        "laguerre": (
            poly(0, 250),
            lambda n, x: laguerre(n, mp.mpf(0), x),
            before(lambda n, x: laguerre(n, mp.mpf(0), x)),
        ),
        "assocLaguerre": (
            lambda rng: three(rng, poly(0, 250)(rng), lambda rng: rng.choice((0.5, 1.0, rng.randint(0, 20), rng.uniform(0, 20)))),
            laguerre,
            before(laguerre),
        ),
        "chebyshevt": (both(poly(-1, 1), poly(-5, 5)), chebyshevt, lambda n, x: 1 if abs(x) <= 1 else 0),
        "chebyshevu": (both(poly(-1, 1), poly(-5, 5)), chebyshevu, before(chebyshevu)),
        "gegenbauer": (
            lambda rng: three(rng, both(poly(-1, 1), poly(-3, 3))(rng), lambda rng: rng.choice((0.5, 1.0, 2.0, rng.uniform(0.5, 9)))),
            gegenbauer,
            before(gegenbauer),
        ),
        "lambertw": (
            lambda rng: (
                ones(
                    flat(rng, -0.3678, 10, 800)
                    + spread(rng, 1e-300, 1e300, 500)
                    + [-1 / math.e + 10 ** rng.uniform(-16, -1) for _ in range(300)]
                )
                + [(-x, -1.0) for x in spread(rng, 1e-300, 0.36787944, 500)]
                + [(-1 / math.e + 10 ** rng.uniform(-15, -1), -1.0) for _ in range(300)]
            ),
            lambda x, branch=0: mp.lambertw(x, int(branch)),
            None,
        ),
        "ellipticK": (both(line(-50, 0.9999), wide(1e-9, 0.99), near(1)), mp.ellipk, None),
        "ellipticE": (both(line(-50, 0.9999), wide(1e-9, 0.99), near(1)), mp.ellipe, None),
        **{
            f"airy{kind}": (both(line(-30, 30, 200), line(-3, 3, 100), wide(1e-9, 1e3, 60), near(-10, -1, 1, 10)), reference, size)
            for kind, reference, size in AIRY
        },
        "jacobi": (
            lambda rng: [
                (n, rng.choice((0.5, rng.uniform(-0.9, 9))), rng.choice((1.0, rng.uniform(-0.9, 9))), x)
                for n, x in orders(rng, flat(rng, -1, 1, 250) + flat(rng, -3, 3, 60) + beside([-1, 1], rng))
            ],
            jacobi,
            lambda n, a, b, x: abs(jacobi(n - 1, a, b, x)) if n >= 1 else 0,
        ),
        "polylog": (
            lambda rng: (
                [
                    (rng.choice(ORDERS), x)
                    for x in flat(rng, -1, 1, 260)
                    + [-(10 ** rng.uniform(-3, 1)) for _ in range(60)]
                    + [1 - 10 ** rng.uniform(-12, -1) for _ in range(40)]
                ]
                + [(rng.choice((-2.0, -1.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)), -(10 ** rng.uniform(1, 30))) for _ in range(30)]
            ),
            polylog,
            None,
        ),
        "harmonicReal": (sphere, lambda n, m, theta, phi: real_harmonic(n, m, theta, phi), lambda *args: 1),
        "harmonic": (sphere, lambda n, m, theta, phi: harmonic(n, m, theta, phi), lambda *args: 1),
        "complexLoggamma": (plane, lambda x, y: mp.loggamma(mp.mpc(x, y)), lambda x, y: 1),
        "complexGamma": (plane, lambda x, y: mp.gamma(mp.mpc(x, y)), None),
        "complexDigamma": (plane, lambda x, y: mp.digamma(mp.mpc(x, y)), lambda x, y: 1),
        "complexZeta": (
            lambda rng: [(rng.choice((0.5, rng.uniform(-5, 5))), y) for y in flat(rng, -100, 100, 300)],
            lambda x, y: mp.zeta(mp.mpc(x, y)),
            lambda x, y: 1,
        ),
        "complexPolylog": (
            lambda rng: [
                (abs(rng.choice(ORDERS)), size * math.cos(turn), size * math.sin(turn))
                for size, turn in zip(flat(rng, 0.01, 0.999, 300), flat(rng, -3.1, 3.1, 300)[::-1], strict=True)
            ],
            lambda s, x, y: polylog(s, mp.mpc(x, y)),
            None,
        ),
    }


AIRY: list[tuple[str, Reference, Scale]] = [
    ("ai", mp.airyai, lambda x: abs(x) ** -0.25 / 2 if x < -1 else 0),
    ("aiprime", lambda x: mp.airyai(x, derivative=1), lambda x: abs(x) ** 0.25 / 2 if x < -1 else 0),
    ("bi", mp.airybi, lambda x: abs(x) ** -0.25 / 2 if x < -1 else 0),
    ("biprime", lambda x: mp.airybi(x, derivative=1), lambda x: abs(x) ** 0.25 / 2 if x < -1 else 0),
]
ORDERS = [-4.0, -2.5, -1.0, 0.0, 0.5, 1.0, 1.5, 1.7, 2.0, 2.5, 3.0, 3.75, 5.0, 8.0, 12.5]


def jacobi(n: Any, a: Any, b: Any, x: Any) -> Any:
    """The recurrence DLMF 18.9.2 with 40 digits."""
    here, below = (a + 1) + (a + b + 2) * (x - 1) / 2, mp.mpf(1)
    if n == 0:
        return below
    for k in range(1, int(n)):
        c = 2 * k + a + b
        above = (c + 1) * ((c + 2) * c * x + (a - b) * (a + b)) * here - 2 * (k + a) * (k + b) * (c + 2) * below
        here, below = above / (2 * (k + 1) * (k + a + b + 1) * c), here
    return here


@cache
def zetas(s: float) -> list[Any]:
    with mp.workdps(40):
        return [mp.zeta(s - k) if s - k != 1 else mp.mpf(0) for k in range(160)]


def polylog(s: Any, z: Any) -> Any:
    """With 40 digits, as mpmath's own takes minutes: the series, or that in powers of log z; below -12 inversion or the integral."""
    if mp.im(z) == 0 and z < -12:
        if s < 0:
            return (-1) ** int(1 - s) * polylog(s, 1 / z)
        if s == mp.floor(s):
            inverse = -((2j * mp.pi) ** int(s)) / mp.fac(s) * mp.bernpoly(int(s), 0.5 + mp.log(-z) / (2j * mp.pi))
            return mp.re(inverse) - (-1) ** int(s) * polylog(s, 1 / z)
        m = mp.log(-z)
        return -mp.quad(lambda x: x ** (s - 1) / (1 + mp.exp(x - m)), [0, m / 2, m, m + 20, m + 120]) / mp.gamma(s)
    if abs(z) <= 0.5:
        return mp.fsum(z**k / mp.mpf(k) ** s for k in range(1, 140))
    log = mp.log(z)
    if z == 1:
        return mp.zeta(s) if s > 1 else mp.inf
    total = mp.fsum(zeta * log**k / mp.fac(k) for k, zeta in enumerate(zetas(float(s))))
    if s > 0 and s == mp.floor(s):
        n = int(s)
        return total + log ** (n - 1) / mp.fac(n - 1) * (mp.harmonic(n - 1) - mp.log(-log))
    return total + mp.gamma(1 - s) * (-log) ** (s - 1)


def plane(rng: random.Random) -> Sequence[Point]:
    return [(x, y) for x, y in zip(flat(rng, -50, 50, 200), reversed(flat(rng, -50, 50, 200)), strict=True)] + [
        (x, rng.uniform(-3, 3)) for x in flat(rng, -5, 5, 200)
    ]


def sphere(rng: random.Random) -> Sequence[Point]:
    return [(n, float(rng.randint(-int(n), int(n))), theta, rng.uniform(-4, 4)) for n, theta in orders(rng, flat(rng, 0, math.pi, 300))] + [
        (3.0, 2.0, theta, 1.0) for theta in flat(rng, -9, 9, 20)
    ]


def harmonic(n: Any, m: Any, theta: Any, phi: Any) -> Any:
    """By the exact recurrence, as in reference_legendre."""
    size = mp.sqrt((2 * n + 1) / (4 * mp.pi) * mp.fac(n - m) / mp.fac(n + m))
    return size * reference_legendre(n, m, mp.cos(theta)) * mp.expj(m * phi)


def real_harmonic(n: Any, m: Any, theta: Any, phi: Any) -> Any:
    value = harmonic(n, m, theta, phi)
    return mp.re(value) if m == 0 else mp.sqrt(2) * (mp.re(value) if m > 0 else mp.im(value))


def legendre_scale(n: Any, m: Any, x: Any) -> Any:
    """The swing of P_n^m for m <= 0: that of positive m with the factor of DLMF 14.9.3."""
    return 0 if n == abs(m) else abs(reference_legendre(n - 1, -m, x)) * mp.fac(n + m) / mp.fac(n - m)


def invert_erf(y: Any) -> Any:
    return mp.erfinv(y)


def invert_erfc(p: Any) -> Any:
    """By Newton's steps on log erfc from a double: mpmath has no erfcinv."""
    if p > 1:
        return -invert_erfc(2 - p)
    if p == 1:
        return mp.mpf(0)
    if p > 0.5:
        return mp.erfinv(1 - p)
    from scipy.special import erfcinv

    x = mp.mpf(float(erfcinv(float(p))))
    for _ in range(4):
        x += (mp.log(mp.erfc(x)) - mp.log(p)) * mp.erfc(x) / (2 / mp.sqrt(mp.pi) * mp.exp(-x * x))
    return x


CASES = cases()
# Functions that give [real, imaginary].
PAIRS = frozenset("complexLoggamma complexGamma complexDigamma complexZeta complexPolylog harmonic".split())


def references(name: str) -> list[tuple[Point, Any, Any]]:
    """(point, mpmath's value, the size that an error is measured by); points where there is no finite real value are left out."""
    points, function, scale = CASES[name]
    out = []
    with mp.workdps(40):
        for point in points(random.Random(name)):
            exact = tuple(map(mp.mpf, point))
            try:
                value = mp.mpmathify(function(*exact))
            except (ZeroDivisionError, ValueError, OverflowError):
                continue
            if not mp.isfinite(value) or (value != 0 and not 1e-290 < abs(value) < 1e307):
                continue
            if name not in PAIRS:
                if mp.im(value) != 0:
                    continue
                value = mp.re(value)
            size = max(abs(value), scale(*exact) if scale else 0)
            out.append((point, value, size))
    return out


@cache
def cached(name: str) -> list[tuple[Point, Any, Any]]:
    return references(name)


def worst(name: str, values: Sequence[float]) -> tuple[float, Point]:
    error = 0.0
    at: Point = ()
    for (point, value, size), got in zip(cached(name), values, strict=True):
        here = math.inf if not cmath.isfinite(got) else float(abs(mp.mpmathify(got) - value) / size) if size else abs(got)
        if here > error:
            error, at = here, point
    return error, at


def bound(name: str) -> float:
    """The accuracy that its comment promises."""
    found = re.search(r"Accuracy: (?:(exact)|(\d+e-\d+))", ABOUT[name])
    assert found, f"{name} promises no accuracy"
    return 0.0 if found[1] else float(found[2])


# -------------------------------------------------------------------------------------------------------------------- SciPy

SYMPY = {function: name for name, function in FUNCTIONS.items() if function in CASES}


def scipy_values(name: str, points: Sequence[Point]) -> np.ndarray | None:
    """What sympy.lambdify gives with SciPy; None where it has no printing."""
    takes = len(points[0])
    symbols = sympy.symbols(f"x0:{takes}", real=True)
    cls = getattr(sympy, SYMPY[name])
    try:
        function = sympy.lambdify(symbols, cls(*symbols, evaluate=False), modules=["scipy", "numpy"])
        with np.errstate(all="ignore"):
            got = function(*(np.array(column) for column in zip(*points, strict=True)))
            return np.array(got, dtype=complex).real if got is not None else None
    except (NameError, TypeError, NotImplementedError, AttributeError, ValueError, RuntimeError):
        return None


@cache
def compared(name: str) -> tuple[float, float, Point, float] | None:
    """(the largest difference of JavaScript and SciPy, SciPy's largest error, where, JavaScript's error there)."""
    sample = [entry for entry in cached(name) if len(entry[0]) == len(cached(name)[0][0])]
    sample = random.Random(1).sample(sample, min(300, len(sample)))
    points = [point for point, _, _ in sample]
    theirs = scipy_values(name, points)
    if theirs is None:
        return None
    ours = javascript(name, points)
    difference = error = mine = 0.0
    at: Point = ()
    for (point, value, size), a, b in zip(sample, ours, theirs, strict=True):
        a_off = float(abs(mp.mpf(a) - value) / size) if size else abs(a)
        b_off = (float(abs(mp.mpf(float(b)) - value) / size) if size else abs(b)) if math.isfinite(b) else math.inf
        if b_off < 1e-10:
            difference = max(difference, float(abs(a - b) / size) if size else abs(a - b))
        if b_off > error:
            error, at, mine = b_off, point, a_off
    return difference, error, at, mine


# -------------------------------------------------------------------------------------------------------------------- table


def shown(value: float) -> str:
    return "0" if value == 0 else "none" if math.isinf(value) else f"{value:.0e}"


def table() -> list[str]:
    """The rows of docs/functions.md."""
    classes = {function: name for name, function in FUNCTIONS.items()}
    rows = ["| JavaScript | SymPy | promised | measured | points | SciPy's own error |", "|---|---|---|---|---|---|"]
    for name in CASES:
        points = [point for point, _, _ in cached(name)]
        error, _ = worst(name, javascript(name, points))
        scipy = compared(name) if name in SYMPY else None
        theirs = "" if scipy is None else shown(scipy[1])
        if scipy and scipy[1] > 1e-10:
            theirs += " at (" + ", ".join(f"{x:.4g}" for x in scipy[2]) + ")"
        rows.append(f"| `{name}` | {classes.get(name, '')} | {shown(bound(name))} | {shown(error)} | {len(points)} | {theirs} |")
    return rows


def written() -> list[str]:
    return [line for line in TABLE.read_text(encoding="utf-8").split("## Accuracy")[1].splitlines() if line.startswith("| `")]


# -------------------------------------------------------------------------------------------------------------------- tests


@pytest.mark.slow
@pytest.mark.parametrize("name", list(CASES))
def test_agrees_with_mpmath(name: str) -> None:
    points = [point for point, _, _ in cached(name)]
    assert len(points) >= 300
    error, at = worst(name, javascript(name, points))
    assert error <= bound(name), f"{name}{at}: {error:.1e}, promised {bound(name):.0e}"
    assert bound(name) <= 1e-12


@pytest.mark.parametrize("name", list(SYMPY.values()))
def test_agrees_with_scipy(name: str) -> None:
    """To 1e-9 wherever SciPy itself is right to 1e-10; where it is not, ours is."""
    found = compared(FUNCTIONS[name])
    if found is None:
        assert name in WITHOUT_SCIPY
        return
    difference, error, at, ours = found
    assert difference < 1e-9
    assert error < 1e-10 or ours < 1e-12, f"both wrong at {at}"
    assert error < 1e-10 or name in SCIPY_IS_WORSE, f"SciPy is wrong at {at}: {error:.1e}"


# SymPy 1.14 has no SciPy printing of these (or none that runs on arrays).
WITHOUT_SCIPY = {"polylog", "Znm", "expint", "li", "Shi", "Chi", "elliptic_k", "elliptic_e"}

# Beside zeros and poles, in far arguments, or where SciPy has another convention: see docs/functions.md.
SCIPY_IS_WORSE = """csch coth acsch acoth loggamma factorial FallingFactorial binomial zeta assoc_legendre LambertW""".split()


def test_the_conventions_are_sympys() -> None:
    """mpmath is what the functions are measured by; SymPy's own values say that it is the same function."""
    unknown = set()
    for name, cls in SYMPY.items():
        with mp.workdps(40):
            for point, value, size in random.Random(2).sample(cached(name), 6):
                if any(0 < abs(x) < 1e-9 or abs(x) > 60 for x in point):
                    continue
                exact = [sympy.Integer(int(x)) if x == int(x) else sympy.Rational(x) for x in point]
                if name == "factorial2" and point[0] < 0:
                    continue
                number = sympy.re(getattr(sympy, cls)(*exact).evalf(30))
                if not number.is_Number:
                    unknown.add(cls)
                    continue
                there = mp.mpmathify(str(number))
                assert abs(there - value) <= 1e-20 * size, (cls, point)
    assert unknown <= {"erfcinv"}, "SymPy has no number for it"


EDGES = [
    # (call, value); poles as SciPy has them, NaN where there is no real value
    ("gamma(0)", math.inf), ("gamma(-0)", -math.inf), ("gamma(-3)", math.nan), ("gamma(172)", math.inf), ("gamma(-250.5)", 0.0),
    ("gamma(NaN)", math.nan), ("loggamma(0)", math.inf), ("loggamma(-0.5)", math.nan), ("loggamma(1)", 0.0), ("loggamma(2)", 0.0),
    ("factorial(0)", 1.0), ("factorial(20)", 2432902008176640000.0), ("factorial(-1)", math.inf), ("factorial(-2)", math.nan),
    ("factorial(171)", math.inf), ("factorial2(-1)", 1.0), ("factorial2(-3)", -1.0), ("factorial2(-2)", math.nan),
    ("factorial2(0.5)", math.nan), ("binomial(5, 2)", 10.0), ("binomial(5, -1)", 0.0), ("binomial(5, 7)", 0.0),
    ("binomial(-2, 3)", -4.0), ("binomial(60, 30)", 118264581564861424.0), ("beta(1, 1)", 1.0), ("digamma(0)", -math.inf),
    ("digamma(-2)", math.nan), ("polygamma(1, 0)", math.inf), ("polygamma(0.5, 1)", math.nan), ("zeta(1)", math.inf),
    ("zeta(0)", -0.5), ("zeta(-2)", 0.0), ("zeta(Infinity)", 1.0),
    ("erf(Infinity)", 1.0), ("erf(-Infinity)", -1.0), ("erf(0)", 0.0), ("erfc(-Infinity)", 2.0), ("erfc(Infinity)", 0.0),
    ("erfc(NaN)", math.nan), ("erf(NaN)", math.nan), ("erfi(30)", math.inf), ("erfi(-Infinity)", -math.inf),
    ("erfinv(1)", math.inf), ("erfinv(-1)", -math.inf), ("erfinv(1.1)", math.nan), ("erfinv(0)", 0.0),
    ("erfcinv(0)", math.inf), ("erfcinv(2)", -math.inf), ("erfcinv(1)", 0.0), ("erfcinv(-1)", math.nan),
    ("fresnels(Infinity)", 0.5), ("fresnelc(-Infinity)", -0.5), ("fresnels(0)", 0.0), ("expint(1, 0)", math.inf),
    ("expint(3, 0)", 0.5), ("expint(1, -1)", math.nan), ("expint(1, Infinity)", 0.0), ("ei(0)", -math.inf),
    ("ei(-Infinity)", 0.0), ("ei(Infinity)", math.inf), ("li(0)", 0.0), ("li(1)", -math.inf), ("li(-1)", math.nan),
    ("si(Infinity)", math.pi / 2), ("si(-Infinity)", -math.pi / 2), ("si(0)", 0.0), ("ci(0)", -math.inf), ("ci(-1)", math.nan),
    ("ci(Infinity)", 0.0), ("shi(0)", 0.0), ("shi(-800)", -math.inf), ("chi(0)", -math.inf), ("chi(-1)", math.nan),
    ("besselj(0, 0)", 1.0), ("besselj(3, 0)", 0.0), ("besselj(0.3, 1)", 0.74022247928102047), ("besselj(0.3, -1)", math.nan),
    ("besselj(2.5, 0)", 0.0), ("besselj(-0.3, 0)", math.inf), ("bessely(0.3, 0)", -math.inf), ("besselj(-2.5, 3)", 0.3690407300737979),
    ("airyai(0)", 0.355028053887817239), ("airyai(Infinity)", 0.0), ("airybi(Infinity)", math.inf), ("airyai(-Infinity)", 0.0),
    ("airyaiprime(0)", -0.258819403792806798), ("airyai(NaN)", math.nan), ("jacobi(2, 1, 1, 1)", 3.0), ("jacobi(1.5, 1, 1, 1)", math.nan),
    ("jacobi(0, -3, 2, 1)", 1.0), ("polylog(2, 1)", math.pi**2 / 6), ("polylog(1, 1)", math.inf), ("polylog(2, 1.5)", math.nan),
    ("polylog(2, 0)", 0.0), ("polylog(NaN, 0.5)", math.nan), ("harmonicReal(1, 0.5, 1, 1)", math.nan), ("harmonicReal(1, 2, 1, 1)", 0.0),
    ("complexGamma(1, 0)[0]", 1.0), ("complexZeta(0, 0)[0]", -0.5), ("complexLoggamma(0, 0)[0]", math.inf),
    ("besselj(0.5, -1)", math.nan),
    ("besselj(60, 1e-300)", 0.0), ("besselj(2, Infinity)", 0.0), ("besselj(1, NaN)", math.nan), ("besselj(NaN, 1)", math.nan),
    ("bessely(0, 0)", -math.inf), ("bessely(2, 0)", -math.inf), ("bessely(1, -1)", math.nan), ("bessely(60, 1e-10)", -math.inf),
    ("bessely(3, Infinity)", 0.0), ("besseli(0, 0)", 1.0), ("besseli(2, 0)", 0.0), ("besseli(0, 800)", math.inf),
    ("besseli(0.5, -1)", math.nan), ("besselk(0, 0)", math.inf), ("besselk(1, -1)", math.nan), ("besselk(2, 800)", 0.0),
    ("besselk(60, 1e-10)", math.inf), ("besselk(1, NaN)", math.nan), ("besselk(0, Infinity)", 0.0),
    ("sphericalj(0, 0)", 1.0), ("sphericalj(2, 0)", 0.0), ("sphericaly(0, 0)", -math.inf), ("sphericalj(0.5, 1)", 0.55152162024809182),
    ("legendre(-1, 0.5)", math.nan), ("legendre(1.5, 0.5)", math.nan), ("legendre(60, 1)", 1.0), ("legendre(59, -1)", -1.0),
    ("assocLegendre(1, 1, 0)", -1.0), ("assocLegendre(2, 3, 0.5)", 0.0), ("assocLegendre(3, 1, 2)", math.nan),
    ("assocLegendre(3, -1, -1)", 0.0), ("hermite(3, 2)", 40.0), ("hermite(-1, 2)", math.nan), ("laguerre(2, 0)", 1.0),
    ("laguerre(0.5, 0)", math.nan), ("assocLaguerre(2, 1, 0)", 3.0), ("chebyshevt(3, 2)", 26.0), ("chebyshevt(-3, 2)", 26.0),
    ("chebyshevt(60, 1)", 1.0), ("chebyshevt(0.5, 1)", math.nan), ("chebyshevu(3, 1)", 4.0), ("chebyshevu(-2, 1)", math.nan),
    ("gegenbauer(2, 1, 1)", 3.0), ("gegenbauer(0.5, 1, 1)", math.nan), ("legendre(NaN, 1)", math.nan), ("hermite(Infinity, 1)", math.nan),
    ("lambertw(0)", 0.0), ("lambertw(Infinity)", math.inf), ("lambertw(-1 / Math.E)", -1.0), ("lambertw(-0.4)", math.nan),
    ("lambertw(0, -1)", -math.inf), ("lambertw(1, -1)", math.nan), ("lambertw(1, 1)", math.nan), ("lambertw(NaN)", math.nan),
    ("ellipticK(1)", math.inf), ("ellipticK(2)", math.nan), ("ellipticE(1)", 1.0), ("ellipticE(1.5)", math.nan),
    ("asec(0.5)", math.nan), ("asec(Infinity)", math.pi / 2), ("acsc(-1)", -math.pi / 2), ("acot(0)", math.pi / 2),
    ("acsc(Infinity)", 0.0), ("asech(0)", math.inf), ("asech(-0.5)", math.nan), ("asech(1.5)", math.nan), 
    ("acsch(1e-308)", 709.889355822726),
    ("acoth(1)", math.inf), ("acoth(0.5)", math.nan), ("acoth(-Infinity)", 0.0), ("sech(1000)", 0.0), ("sinc(0)", 1.0),
    ("mod(-1, 3)", 2.0), ("mod(1, -3)", -2.0), ("mod(6, 3)", 0.0), ("heaviside(0, 0.5)", 0.5), ("heaviside(-1, 0.5)", 0.0),
    ("heaviside(NaN, 1)", math.nan), ("frac(-0.25)", 0.75), ("realRoot(-8, 3)", -2.0), ("realRoot(-4, 2)", math.nan),
    ("realRoot(-32, 5)", -2.0), ("power(2, 10)", 1024.0), ("power(3, 0)", 1.0), ("cube(-2)", -8.0),
    ("linspace(0, 1, 5)[1]", 0.25), ("linspace(0, 0.3, 4)[3]", 0.3), ("logspace(1, 100, 3)[1]", 10.0),
]  # fmt: skip


def test_edges() -> None:
    wrong = []
    with v8(SOURCE) as context:
        for call, expected in EDGES:
            got = float(str(context.eval(f"String({call})")).replace("Infinity", "inf"))
            if not (got == pytest.approx(expected, rel=1e-14, abs=0) or (math.isnan(got) and math.isnan(expected))):
                wrong.append((call, got, expected))
    assert not wrong


def test_floats_come_back_to_the_bit() -> None:
    numbers = [0.0, -0.0, 1.5, math.pi, 1e-40, -3.4e38, math.inf, math.nan, *(random.Random(3).gauss(0, 1e3) for _ in range(1000))]
    with v8(["floats"]) as context:
        for count in (0, 1, 2, 3, len(numbers)):
            data = struct.pack(f"<{count}f", *numbers[:count])
            text = base64.b64encode(data).decode()
            got = json.loads(str(context.eval(f"JSON.stringify(Array.from(new Uint8Array(floats('{text}').buffer)))")))
            assert bytes(got) == data


def test_a_program_holds_only_what_it_uses() -> None:
    assert closure([]) == closure(["Math.sin", "nonsense"]) == []
    assert closure(["logspace"]) == ["linspace", "logspace"]
    assert closure(["erf"]) == ["gauss", "erfSeries", "erfcFraction", "erf"]
    assert len(closure(["besselk"])) == 1
    assert sum(len(SOURCE[name]) for name in SOURCE) < 60_000
    for name, needs in NEEDS.items():
        assert needs <= set(closure([name]))


def test_every_block_is_one_line_without_comments_and_hides_no_other() -> None:
    for name, source in SOURCE.items():
        assert source.startswith(f"const {name} = ") and source.endswith(";") and "\n" not in source
        assert "//" not in source and "/*" not in source
        assert "Accuracy" in ABOUT[name] or "A shared piece" in ABOUT[name], name
        local = re.findall(r"(?:const|let|for \((?:const|let)) ([^=;]*)=", source[len("const ") :])
        words = {word for part in local for word in re.findall(r"\w+", part)} | set(
            re.findall(r"(\w+) = ", source[len(f"const {name} = ") :])
        )
        assert not words & set(SOURCE), f"{name} has a local name that is also a block"


def test_every_sympy_function_has_its_javascript() -> None:
    for name, function in FUNCTIONS.items():
        assert hasattr(sympy, name) or name == "Draw", name
        assert function.startswith("Math.") or function in SOURCE
    assert set(ARGUMENTS) <= set(FUNCTIONS)
    public = {name for name in SOURCE if "A shared piece" not in ABOUT[name]}
    assert public - set(CASES) == {"heaviside", "linspace", "logspace", "floats", "draw", "nth"}


def test_the_table_in_the_docs_is_this_one() -> None:
    rows = {row.split("`")[1]: [cell.strip() for cell in row.split("|")] for row in written()}
    assert list(rows) == list(CASES)
    for name, cells in rows.items():
        assert cells[2] == {function: cls for cls, function in FUNCTIONS.items()}.get(name, "")
        assert cells[3] == shown(bound(name))
        assert float(cells[4]) <= bound(name)
        assert int(cells[5]) == len(cached(name))


if __name__ == "__main__":
    print("\n".join(table()))
