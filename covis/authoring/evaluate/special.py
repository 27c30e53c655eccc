"""Special functions for NumPy, complex where they have a value: those that SymPy does not print for SciPy, or not for all arguments.

They are made another way than the browser's, so that the one checks the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from covis.authoring.evaluate.functions import binomial

Numeric = Any  # a NumPy array or number: of floats or complex numbers


def _is_complex(*values: Numeric) -> bool:
    return any(np.iscomplexobj(value) for value in values)


def _loggamma(z: Numeric) -> Numeric:
    z = np.asarray(z)
    return special.loggamma(z.astype(complex) if not _is_complex(z) and np.any(z < 0) else z)


def _of_gammas(real: Callable[..., Numeric], logarithm: Callable[..., Numeric]) -> Callable[..., Numeric]:
    """SciPy's function for real arguments; for complex ones the exponential of log gammas."""
    return lambda *given: np.exp(logarithm(*(np.asarray(value, dtype=complex) for value in given))) if _is_complex(*given) else real(*given)


def _polygamma(n: Numeric, z: Numeric) -> Numeric:
    if not _is_complex(z):
        return special.polygamma(np.asarray(n).astype(int), z)
    return np.where(np.asarray(n) == 0, special.digamma(z), np.nan)


def _spherical(bessel: Callable[[Numeric, Numeric], Numeric]) -> Callable[[Numeric, Numeric], Numeric]:
    """sqrt(pi / (2 x)) times a Bessel function of order n + 1/2; of negative x for whole n."""

    def call(n: Numeric, x: Numeric) -> Numeric:
        size = np.sqrt(math.pi / 2 / np.abs(x)) * bessel(np.asarray(n) + 0.5, np.abs(x))
        whole = np.floor(n) == n
        # f_n(-x) = (-1)^n f_n(x) for the first kind, (-1)^(n + 1) f_n(x) for the second.
        sign = np.where(np.mod(n, 2) == 0, 1.0, -1.0) * (1 if bessel is special.jv else -1)
        return np.where(np.asarray(x) < 0, np.where(whole, sign * size, np.nan), size)

    return call


_jn, _yn = _spherical(special.jv), _spherical(special.yv)


def _first_spherical(n: Numeric, x: Numeric) -> Numeric:
    return np.where(np.asarray(x) == 0, np.where(np.asarray(n) == 0, 1.0, np.where(np.asarray(n) > 0, 0.0, np.nan)), _jn(n, x))


def _harmonic(n: Numeric, m: Numeric, theta: Numeric, phi: Numeric) -> Numeric:
    n, m = np.asarray(n), np.asarray(m)
    whole = (n == np.floor(n)) & (m == np.floor(m)) & (n >= 0)
    # SciPy's is defined for angles theta from 0 to pi: elsewhere the sine counts by its size.
    angle = np.arccos(np.clip(np.cos(theta), -1, 1))
    value = special.sph_harm_y(np.where(whole, n, 0).astype(int), np.where(whole, m, 0).astype(int), angle, phi)
    return np.where(whole, value, np.nan)


def _real_harmonic(n: Numeric, m: Numeric, theta: Numeric, phi: Numeric) -> Numeric:
    value = _harmonic(n, m, theta, phi)
    return np.where(m == 0, value.real, math.sqrt(2) * np.where(np.asarray(m) > 0, value.real, value.imag))


def zeta(s: Numeric) -> Numeric:
    """Riemann's zeta: of complex s by Borwein's second algorithm (CMS Conf. Proc. 27, 2000), below 0 by reflection; |Im s| up to 300."""
    if not _is_complex(s):
        return np.asarray(special.zeta(np.asarray(s, dtype=float)))
    s = np.asarray(s)
    below = s.real < 0
    mirrored = np.where(below, 1 - s, s)
    n = int(40 + min(300.0, np.max(np.abs(s.imag), initial=0, where=np.isfinite(s.imag))))
    terms = np.array(
        [math.factorial(n + i - 1) * 4**i / (math.factorial(n - i) * math.factorial(2 * i)) for i in range(n + 1)], dtype=float
    )
    weights = 1 - np.cumsum(terms)[:n] / np.sum(terms)
    k = np.arange(n)
    total = np.sum(weights * (-1.0) ** k * (k + 1.0) ** -np.asarray(mirrored)[..., None], axis=-1)
    value = total / (1 - 2 ** (1 - mirrored))
    reflected = 2 * (2 * math.pi) ** (s - 1) * np.sin(math.pi * s / 2) * special.gamma(mirrored) * value
    return np.where(np.abs(s.imag) <= 300, np.where(below, reflected, value), np.nan)


def _precise_polylog(s: Numeric, z: Numeric) -> complex:
    import mpmath

    try:
        value = complex(mpmath.fp.polylog(float(s), complex(z) if np.imag(z) else float(np.real(z))))
    except (ValueError, ZeroDivisionError, OverflowError, mpmath.NoConvergence):
        return complex(math.nan, math.nan)
    return value


# t = exp(u - exp(-u)) and the trapezoidal rule.
_U = np.arange(-4.2, 5.6, 0.03)
_T, _WEIGHT = np.exp(_U - np.exp(-_U)), 0.03 * (1 + np.exp(-_U))


def polylog(s: Numeric, z: Numeric) -> Numeric:
    """Li_s(z): up to |z| = 1/2 its series, beyond the integral DLMF 25.12.11 for s >= 1/2 where its pole is far enough, else mpmath."""
    s, z = np.broadcast_arrays(np.asarray(s, dtype=float), np.asarray(z))
    if z.ndim == 0:
        return polylog(s[None], z[None])[0]
    if not _is_complex(z) and np.any(z > 1):
        z = z.astype(complex)
    value = np.full(z.shape, np.nan, dtype=np.result_type(z, float))
    known = np.isfinite(s) & np.isfinite(z)
    near = known & (np.abs(z) <= 0.5) & (s > -10)
    if near.any():
        k = np.arange(1, 130.0)
        value[near] = np.sum(z[near][:, None] ** k * k ** -s[near][:, None], axis=-1)
    with np.errstate(all="ignore"):
        place = np.log(np.where(z == 0, 1, z).astype(complex))
    far = known & ~near & (s >= 0.5) & (s <= 30) & (np.abs(np.angle(place)) > 0.7) & (z != 1)
    if far.any():
        powers = _T ** s[far][:, None] * _WEIGHT
        value[far] = z[far] / special.gamma(s[far]) * np.sum(powers / (np.exp(np.minimum(_T, 600)) - z[far][:, None]), axis=-1)
    for at in zip(*np.nonzero(known & ~near & ~far), strict=True):
        found = _precise_polylog(s[at], z[at])
        value[at] = found if _is_complex(z) else found.real
    return value


# SymPy class -> function.
SPECIAL: dict[str, Callable[..., Numeric]] = {
    "gamma": special.gamma,
    "loggamma": _loggamma,
    "factorial": _of_gammas(lambda x: special.gamma(x + 1.0), lambda z: special.loggamma(z + 1)),
    "beta": _of_gammas(special.beta, lambda a, b: special.loggamma(a) + special.loggamma(b) - special.loggamma(a + b)),
    "binomial": _of_gammas(binomial, lambda n, k: special.loggamma(n + 1) - special.loggamma(k + 1) - special.loggamma(n - k + 1)),
    "RisingFactorial": _of_gammas(special.poch, lambda x, k: special.loggamma(x + k) - special.loggamma(x)),
    "polygamma": _polygamma,
    "digamma": special.digamma,
    "zeta": zeta,
    "jn": _first_spherical,
    "yn": _yn,
    "hankel1": special.hankel1,
    "hankel2": special.hankel2,
    "hn1": lambda n, x: _first_spherical(n, x) + 1j * _yn(n, x),
    "hn2": lambda n, x: _first_spherical(n, x) - 1j * _yn(n, x),
    "Ynm": _harmonic,
    "Znm": _real_harmonic,
    "polylog": polylog,
    "expint": lambda n, x: np.where(np.asarray(n) >= 0, special.expn(np.maximum(n, 0).astype(int), x), np.nan),
    "li": lambda x: special.expi(np.log(x)),
    "Shi": lambda x: special.shichi(x)[0],
    "Chi": lambda x: np.where(np.asarray(x) >= 0, special.shichi(x)[1], np.nan),
    "elliptic_k": special.ellipk,
}
