"""The members of an ensemble: states with an index, `theta[k]` of SymPy's IndexedBase, and what one member's rule says of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Constant, Index, Sweep


class Other(sympy.Function):
    """Other(state, member, first): in the rule of one member, a state of another one; `first` is the number of the first member."""

    nargs = (3,)
    is_real = True
    is_finite = True

    @property
    def place(self) -> sympy.Expr:
        """The place of the member, counted from 0."""
        made: sympy.Expr = self.args[1] - self.args[2]
        return made


class Members(sympy.Function):
    """Members(state): the states of all members, in which one is looked up."""

    nargs = (1,)


def state_of(given: Any, each: Index | None) -> Any:
    """The plain symbol that stands for a state: of theta[k] and of theta, an IndexedBase, it is the label. Anything else as it is."""
    if isinstance(given, sympy.Indexed) and given.indices == (each,):
        given = given.base
    return given.label if isinstance(given, sympy.IndexedBase) and each is not None else given


def stated(owner: str, key: str, given: Any, each: Index | None) -> dict[Any, Any]:
    """What is given for each state of a source, by the plain symbols that stand for the states."""
    if not isinstance(given, Mapping) or not given:
        raise AuthoringError(f"{owner}: {key} is a mapping from each state to its expression, such as {{x: ...}}")
    made = {state_of(state, each): value for state, value in given.items()}
    for state in made:
        if isinstance(state, sympy.Indexed | sympy.IndexedBase):
            way = "name the Index: each= of a Trajectory or Iterates"
            if each is not None:
                way = f"the state of the member {each} is {state.base.label}[{each}]"
            raise AuthoringError(f"{owner}: the state {state} is one of many; {way}")
        if not isinstance(state, sympy.Symbol) or isinstance(state, Control | Sweep | Constant):
            raise AuthoringError(f"{owner}: the state {shown(state)} is not a plain symbol; make it with sympy.symbols")
    return made


def of_member(given: Any, each: Index | None) -> tuple[Any, sympy.Expr | None]:
    """A state and the member of it that is meant, as run[theta[3]] says; None where it is the one that the Index counts."""
    if each is not None and isinstance(given, sympy.Indexed) and len(given.indices) == 1 and given.indices != (each,):
        return given.base, given.indices[0]
    return given, None


def own(owner: str, value: Any, states: Mapping[Any, int] | tuple[Any, ...], each: Index | None) -> sympy.Expr:
    """An expression in which the states are plain symbols, and those of other members are Other."""
    made = expression(owner, value)
    found: dict[sympy.Basic, sympy.Basic] = {}
    for indexed in made.atoms(sympy.Indexed):
        if each is None:
            raise AuthoringError(
                f"{owner} holds {indexed}, a state of one of many; name the Index that counts them: each= of a Trajectory or Iterates"
            )
        if indexed.base.label not in states or len(indexed.indices) != 1:
            names = ", ".join(f"{state}[{each}]" for state in states)
            raise AuthoringError(f"{owner} holds {indexed}, which is no state; the states are {names}")
        (member,) = indexed.indices
        found[indexed] = indexed.base.label if member == each else Other(indexed.base.label, member, each.first)
    stated: sympy.Expr = made.xreplace(found)
    return stated


def with_index(value: sympy.Expr, states: Iterable[sympy.Symbol], each: Index) -> sympy.Expr:
    """An expression of `own`, with its states as an author writes them: x[k] and x[j]."""
    put: dict[sympy.Basic, sympy.Basic] = {other: sympy.IndexedBase(other.args[0])[other.args[1]] for other in value.atoms(Other)}
    put |= {state: sympy.IndexedBase(state)[each] for state in states}
    stated: sympy.Expr = value.xreplace(put)
    return stated


def refuse_counting(owner: str, made: sympy.Expr, each: Index | None) -> None:
    """In the rule of member k, the state of member k inside a sum over k would mean two things."""
    for fold in made.atoms(sympy.Sum, sympy.Product):
        if any(limit[0] == each for limit in fold.limits):
            way = 'count with another one: j = symbols("j", integer=True), and x[j] of x = IndexedBase("x") is the state of member j'
            raise AuthoringError(f"{owner}: the {type(fold).__name__} counts with {each}, which numbers the members; {way}")


def index_of(owner: str, each: Any, over: Any) -> Index | None:
    """`each=` of a source or a line: the Index of which each member has a run of its own."""
    if each is not None and not isinstance(each, Index):
        raise AuthoringError(f"{owner}: each={shown(each)} is not an Index; name the one that counts the members")
    if each is not None and each == over:
        raise AuthoringError(f"{owner}: each={each} is what it runs along; count the members with an Index of their own")
    return each


def in_common(rules: Sequence[sympy.Expr], states: Sequence[sympy.Symbol], each: Index) -> tuple[list[sympy.Expr], dict[Any, Any]]:
    """Functions that the rules take of a member's own states and of those of others, such as sin(x[k]) and sin(x[j]) in a Sum.

    Gives each once, of the member's own states, and what is put into the rules for it: a new symbol, which stands for its value, or
    an Other of that symbol.
    """
    found: dict[sympy.Expr, sympy.Symbol] = {}
    put: dict[Any, Any] = {}
    functions = {f for rule in rules for f in rule.atoms(sympy.Function) if f.atoms(Other) and not isinstance(f, Other)}
    for function in sorted(functions, key=lambda f: (-f.count_ops(), str(f))):
        others = function.atoms(Other)
        places = {other.args[1:] for other in others}
        rest = function.xreplace(dict.fromkeys(others, sympy.S.Zero)).free_symbols if len(places) == 1 else {each}
        if rest & {*states, each, *places.pop()[0].free_symbols}:
            continue
        mine = function.xreplace({other: other.args[0] for other in others})
        if any(rule.has(mine) for rule in rules):
            (other, *_) = others
            put[mine] = found.setdefault(mine, sympy.Symbol(f"shared{len(found)}"))
            put[function] = Other(put[mine], *other.args[1:])
    return list(found), put
