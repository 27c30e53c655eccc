"""The mathematical functions of programs: their JavaScript, what each needs of the others, and which SymPy function each one is.

The JavaScript is in the folder `library`, one file a family (special functions in `special/`) and one block a function; a program
holds only the blocks that it uses, so an old document runs for ever and a small one stays small.

Each block is one `const name = (...) => { ... };` under a comment: what it is, how it is computed, and "Accuracy", the bound that
tests/compiler/test_functions.py holds it to against mpmath at 40 digits: the error relative to the function's size there, where the
size near a zero is that of the neighbouring swing. Arguments are real and in SymPy's order; where the real function has no value the
answer is NaN. DLMF is the Digital Library of Mathematical Functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from covis.authoring.evaluate.noise import SCRIPT

# The families in the order in which a program holds their blocks.
_FAMILIES = (
    *"small special/gamma special/error special/integrals special/bessel special/airy special/orthogonal special/polylog".split(),
    *"random others complex special/complex events numerical run grid members".split(),
)
_LIBRARY = Path(__file__).parent / "library"
_TEXT = "\n".join((_LIBRARY / f"{family}.js").read_text(encoding="utf-8") for family in _FAMILIES) + "\n"


def _code(text: str) -> str:
    """Without comments, indentation and line ends that JavaScript does not need: one line a block."""
    lines = (line.strip() for line in text.splitlines())
    return " ".join(line for line in lines if line and not line.startswith("//"))


def _comment(text: str) -> str:
    return " ".join(line.strip().removeprefix("* ").removeprefix("*").rstrip() for line in text.split("\n")).strip()


def _blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """(name, comment, body) of each block: `/** comment */`, then `const name = body;`, then an empty line or the end."""
    for part in text.split("/**")[1:]:
        comment, _, code = part.partition("*/\nconst ")
        name, equals, rest = code.partition(" = ")
        body, end, _ = f"{rest}\n".partition(";\n\n")
        if equals and end:
            yield name, comment, f"{body};"


_BLOCKS = list(_blocks(_TEXT))

# Name -> what a source of numbers needs of a program, in the lines of its file: integrators, sequences, interpolation.
INTEGRATORS: dict[str, str] = {"settled": SCRIPT} | {
    name: f"const {name} = {body}" for name, _, body in _blocks((_LIBRARY / "integrators.js").read_text(encoding="utf-8") + "\n")
}

# Name -> its block: one line of JavaScript, `const name = ...;`, no comment. Each block comes after those that it uses.
SOURCE: dict[str, str] = {name: _code(f"const {name} = {body}") for name, _, body in _BLOCKS}

# Name -> what its comment says: definition, method, accuracy.
ABOUT: dict[str, str] = {name: _comment(comment) for name, comment, _ in _BLOCKS}

# Name -> the other blocks that its text names. No local name in the library may be that of a block.
NEEDS: dict[str, frozenset[str]] = {
    name: frozenset(word for word in re.findall(r"(?<![.\w$])[A-Za-z]\w*", source) if word in SOURCE and word != name)
    for name, source in SOURCE.items()
}


def closure(names: Iterable[str]) -> list[str]:
    """The blocks that a program which uses `names` must hold, in the order of the file."""
    needed: set[str] = set()
    waiting = [name for name in names if name in SOURCE]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += NEEDS[name]
    return [name for name in SOURCE if name in needed]


# SymPy class -> JavaScript function; JavaScript's own where they are as good. The arguments are SymPy's, in SymPy's order, with
# these differences, which the graph sees to:
#   Heaviside     always two here: the value at 0 is 1/2 where SymPy's has one argument
#   LambertW      one, or two with the branch (0 or -1)
#   Min, Max      any number
#   log           one (SymPy turns log(x, b) into log(x)/log(b))
#   zeta          one: zeta(s, a) has no JavaScript
#   elliptic_e    one: the incomplete elliptic_e(z, m) has none
#   loggamma, expint, besselj, ...: where SymPy's value is complex, NaN
_SAME = "exp log sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh floor sign".split()
_OURS = "sec csc cot sinc asec acsc acot sech csch coth asech acsch acoth frac".split()
_SPECIAL = """gamma loggamma factorial factorial2 binomial beta digamma polygamma zeta erf erfc erfi erfinv erfcinv fresnelc fresnels
    expint li besselj bessely besseli besselk legendre hermite laguerre chebyshevt chebyshevu gegenbauer
    jacobi airyai airybi airyaiprime airybiprime polylog""".split()
FUNCTIONS: dict[str, str] = (
    {name: f"Math.{name}" for name in _SAME}
    | {name: name for name in (*_OURS, *_SPECIAL)}
    | {
        "Abs": "Math.abs",
        "ceiling": "Math.ceil",
        "Min": "Math.min",
        "Max": "Math.max",
        "Mod": "mod",
        "Heaviside": "heaviside",
        "RisingFactorial": "risingFactorial",
        "FallingFactorial": "fallingFactorial",
        "Ei": "ei",
        "Si": "si",
        "Ci": "ci",
        "Shi": "shi",
        "Chi": "chi",
        "jn": "sphericalj",
        "yn": "sphericaly",
        "assoc_legendre": "assocLegendre",
        "assoc_laguerre": "assocLaguerre",
        "LambertW": "lambertw",
        "elliptic_k": "ellipticK",
        "elliptic_e": "ellipticE",
        "Znm": "harmonicReal",
        "Draw": "draw",
    }
)

_WHOLE_ORDER = "its order is a whole number, 0 or above"
_WHOLE_BELOW = "where x is negative its order is a whole number"
# SymPy class -> where it has a number here, for messages; docs/functions.md says it at length.
LIMITS: dict[str, str] = (
    dict.fromkeys("legendre hermite laguerre chebyshevu gegenbauer assoc_laguerre jacobi".split(), _WHOLE_ORDER)
    | dict.fromkeys(("assoc_legendre", "Ynm", "Znm"), "its orders n and m are whole numbers, n 0 or above")
    | dict.fromkeys("besselj besseli jn yn".split(), _WHOLE_BELOW)
    | dict.fromkeys("bessely besselk hankel1 hankel2 airy".split(), "x is above 0")
    | {
        "chebyshevt": "its order is a whole number",
        "polygamma": "its order is a whole number, 0 to 150; of a complex number only order 0",
        "factorial2": "it is of whole numbers",
        "expint": "its order is a whole number, and x is not below 0",
        "polylog": "z is at most 1, or in re(...), im(...) or Abs(...) a complex z with Abs(log(z)) < 4.4",
        "loggamma": "x is above 0, or stands in re(...) or im(...)",
        "elliptic_k": "m is below 1",
        "elliptic_e": "m is at most 1",
        "LambertW": "x is not below -1/e (branch 0) or from -1/e to 0 (branch -1)",
    }
)


def limits(names: Iterable[str]) -> str:
    """What the functions of these SymPy classes need to have a number, and the way out; "" where they have no limit."""
    known = [f"{name} has a number only where {LIMITS[name]}" for name in sorted(set(names)) if name in LIMITS]
    return f"{'; '.join(known)}: change the range of a control, or tabulate SciPy's function with Samples" if known else ""


# SymPy class -> how many arguments its JavaScript takes, where SymPy's may have others.
ARGUMENTS: dict[str, tuple[int, ...]] = {"zeta": (1,), "elliptic_e": (1,), "LambertW": (1, 2)}
