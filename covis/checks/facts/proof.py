"""Is an expression zero, by symbolic steps alone? A proof here is a chain of SymPy rewritings that ends in the exact 0.

SymPy's `equals` and `is_zero` try numbers; they are no proof and are not used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

import sympy
from sympy.core.relational import Relational

from covis.authoring.numerical.nth import Nth
from covis.checks.facts.deadline import TooLongError, deadline

Step = Callable[[sympy.Expr], sympy.Expr]
MOST_CASES = 24
MOST_OPERATIONS = 160  # of an expression with which the slow steps are tried
MOST_TERMS = 8  # by which two sums may differ
# These bind symbols. A condition with a bound symbol does not divide the whole expression into cases.
_BINDING = (sympy.Sum, sympy.Product, sympy.Integral, sympy.Derivative, sympy.Limit, sympy.Lambda, sympy.Subs)


@lru_cache(maxsize=32)
def _numerator(expression: sympy.Expr) -> sympy.Expr:
    """Over one denominator, the numerator expanded: enough for every identity of fractions and roots."""
    return sympy.expand(sympy.fraction(sympy.together(sympy.expand(expression)))[0])


@lru_cache(maxsize=32)
def _exponentials(expression: sympy.Expr) -> sympy.Expr:
    """Sines and hyperbolic functions as exponentials, where all of them are products of powers."""
    return sympy.expand(sympy.powsimp(sympy.expand(expression.rewrite(sympy.exp)), deep=True))


def _angles(expression: sympy.Expr) -> sympy.Expr:
    """Sums inside sines taken apart, then cos**2 as 1 - sin**2."""
    apart = sympy.expand(sympy.expand_trig(expression))
    return sympy.expand(
        apart.replace(lambda e: e.is_Pow and isinstance(e.base, sympy.cos) and e.exp.is_Integer and e.exp > 1, _even_cosine)
    )


def _even_cosine(power: sympy.Expr) -> sympy.Expr:
    half, odd = divmod(int(power.exp), 2)
    angle = power.base.args[0]
    return (1 - sympy.sin(angle) ** 2) ** half * sympy.cos(angle) ** odd


def _one_range(expression: sympy.Expr) -> sympy.Expr:
    """Sums over whole numbers whose terms differ only by a shift of the index, as one sum and the terms that only one of them has."""
    index = sympy.Dummy("k", integer=True)
    known: dict[sympy.Expr, tuple[sympy.Expr, sympy.Expr]] = {}
    put: dict[sympy.Expr, sympy.Expr] = {}
    for total in sorted((each for each in expression.atoms(sympy.Sum) if len(each.limits) == 1), key=str):
        old, low, high = total.limits[0]
        if not (low.is_integer and high.is_integer):
            continue
        for shift in (0, 1, -1):
            term = sympy.expand(total.function.xreplace({old: index + shift}))
            if term in known:
                start, end = known[term]
                # Reversed where this sum is the shorter one: SymPy then subtracts the terms.
                more = [(index, low - shift, start - 1), (index, end + 1, high - shift)]
                if all(_few(last - first) for _, first, last in more):
                    put[total] = sympy.Sum(term, (index, start, end)) + sympy.Add(*(sympy.Sum(term, part).doit() for part in more))
                    break
        else:
            term = sympy.expand(total.function.xreplace({old: index}))
            known[term] = low, high
            put[total] = sympy.Sum(term, (index, low, high))
    return sympy.expand(expression.xreplace(put))


def _few(count: sympy.Expr) -> bool:
    count = sympy.expand(count)
    return bool(count.is_Integer and abs(count) <= MOST_TERMS)


def _done(expression: sympy.Expr) -> sympy.Expr:
    """Sums, integrals and derivatives carried out. Raises ValueError where there are none."""
    if not expression.has(sympy.Sum, sympy.Product, sympy.Integral, sympy.Derivative):
        raise ValueError("nothing to carry out")
    return expression.doit()


@lru_cache(maxsize=32)
def _simplified(expression: sympy.Expr) -> sympy.Expr:
    """Of the steps that simplify, several often come to the same expression: SymPy's `simplify` may take seconds."""
    return sympy.simplify(expression)


# Cheapest first.
FIRST: tuple[tuple[str, Step], ...] = (("as it stands", lambda e: e), ("expand", sympy.expand))
PLAIN: tuple[tuple[str, Step], ...] = (
    ("sums over one range, then expand", _one_range),
    ("carry out sums, integrals and derivatives, then expand", lambda e: sympy.expand(e.doit())),
    ("one denominator", _numerator),
    ("expand sines of sums, cos² = 1 - sin²", _angles),
    ("the same over one denominator", lambda e: _angles(_numerator(e))),
)
SLOW: tuple[tuple[str, Step], ...] = (
    ("write with exponentials", _exponentials),
    ("carry out, write with exponentials", lambda e: _exponentials(_done(e))),
    ("logarithms and powers expanded", lambda e: sympy.expand(sympy.expand_log(sympy.expand_power_base(sympy.powdenest(e, force=False))))),
    ("trigsimp", lambda e: sympy.trigsimp(sympy.expand(e))),
    ("the same with exponentials over one denominator", lambda e: _exponentials(_numerator(_exponentials(e)))),
    ("gamma functions and binomials", sympy.gammasimp),
    ("simplify", _simplified),
    ("carry out and simplify", lambda e: _simplified(_done(e))),
    ("write functions with square roots, simplify", lambda e: _simplified(e.rewrite(sympy.sqrt))),
)


def proof_of_zero(expression: sympy.Expr, seconds: float) -> str | None:
    """The step that turned it into an exact 0, or None. Decimals must have been made exact before.

    An expression with a Piecewise is proved in each case of its conditions: within a case the steps have much less to do.
    """
    end = time.process_time() + seconds
    step = _step_to_zero(expression, FIRST, end)
    if step is not None:
        return step
    cases = list(islice(_cases(expression), MOST_CASES + 1))
    if not 1 < len(cases) <= MOST_CASES:
        return _step_to_zero(expression, _further(expression), end)
    steps = []
    for case in cases:
        step = _step_to_zero(case, (*FIRST, *_further(case)), end)
        if step is None:
            return None
        steps.append(step)
    return f"in each of {len(cases)} cases: {'; '.join(dict.fromkeys(steps))}"


def _further(expression: sympy.Expr) -> tuple[tuple[str, Step], ...]:
    """The steps after the first. How many depends on the expression, not on a clock: with a large one the slow steps get nowhere, and
    a sum over points that somebody places has no closed form, which SymPy would look for.
    """
    if expression.has(Nth):
        return PLAIN[:1]
    return PLAIN if expression.count_ops() > MOST_OPERATIONS else (*PLAIN, *SLOW)


def _step_to_zero(expression: sympy.Expr, steps: Sequence[tuple[str, Step]], end: float) -> str | None:
    for name, step in steps:
        left = end - time.process_time()
        if left <= 0:
            return None
        try:
            with deadline(left):
                if step(expression) is sympy.S.Zero:
                    return name
        except TooLongError:
            return None
        except Exception:  # a way of simplifying that does not fit this expression proves nothing
            continue
    return None


def _cases(expression: sympy.Expr) -> Iterator[sympy.Expr]:
    """The expression in each case of the conditions in it: each condition holds or does not. Some cases may be impossible."""
    condition = _condition(expression)
    if condition is None:
        yield expression
        return
    for holds in (True, False):
        case = expression.xreplace({condition: sympy.sympify(holds), condition.negated: sympy.sympify(not holds)})
        yield from _cases(_with_symbol(case, condition if holds else condition.negated))


def _with_symbol(case: sympy.Expr, condition: Relational) -> sympy.Expr:
    """The case with a symbol replaced by what the condition says of it: where a < b, b is a + p with p above zero."""
    apart = sympy.expand(condition.lhs - condition.rhs)
    if isinstance(condition, sympy.Gt | sympy.Ge):
        apart = -apart
    found = []
    for symbol in sorted(apart.free_symbols - _bound(case), key=str):
        factor = apart.coeff(symbol)
        rest = sympy.expand(apart - factor * symbol)
        if factor.is_nonzero and factor.is_Rational and not rest.has(symbol) and symbol.is_real and not symbol.is_integer:
            found.append((symbol, factor, rest))
    if not found:
        return case
    if isinstance(condition, sympy.Ne):
        symbol, _, rest = found[0]
        return case.xreplace({symbol: sympy.Dummy(symbol.name, positive=True)}) if rest == 0 and symbol.is_nonnegative else case
    strict = isinstance(condition, sympy.Lt | sympy.Gt)
    above = 0 if isinstance(condition, sympy.Eq) else sympy.Dummy("p", **{"positive" if strict else "nonnegative": True})
    put = [(symbol, sympy.expand(-(rest + above) / factor)) for symbol, factor, rest in found]
    symbol, value = next((each for each in put if each[1].is_nonnegative), put[0])
    return case.xreplace({symbol: value})


def _condition(expression: sympy.Expr) -> Relational | None:
    """A condition of a Piecewise that divides the whole expression into cases: the first in the order of their texts."""
    bound = _bound(expression)
    found = {
        relation
        for piecewise in expression.atoms(sympy.Piecewise)
        for _, condition in piecewise.args
        for relation in condition.atoms(Relational)
        if not relation.free_symbols & bound
    }
    return min(found, key=str, default=None)


def _bound(expression: sympy.Expr) -> set[sympy.Basic]:
    """The symbols that a part of the expression binds."""
    return {symbol for part in expression.atoms(*_BINDING) for symbol in (*part.bound_symbols, *getattr(part, "variables", ()))}
