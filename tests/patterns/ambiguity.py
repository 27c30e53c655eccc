"""Which regular expressions a backtracking matcher may need more than linear time for: counted on the automaton, never on a clock.

The theory is that of Weber and Seidl (1991), and of Weideman et al. (2016) for backtracking: the time is linear unless there are two states
p and q and a word v such that v leads from p to p, from p to q and from q to q. Then v repeated n times has n places at which a matcher may
cross from p to q, and it tries each one. A search is a match that may begin anywhere, so it has one more state p that reads everything.

A state is a character position of the expression and the class of the character read last, so that ^, $ and \\b are known exactly.
Lookarounds count as always true, which can only report too much. A counted repetition is no loop: it costs a constant factor.

Tried first: regexploit (no release since 2021, does not see that a search begins anywhere) and redoctor (0.1.5 calls `<math\\b.*?</math>`
linear and has no answer for `\\S+@\\S+\\.\\w+`).
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

START, ACCEPT = 0, 1
MOST_REPEATED = 1000  # a counted repetition above this is not a constant factor any more
_SAMPLES = "aZk09_ -\n\r\t\x00éß²\u2028\ue000\U0001d465"
_CATEGORIES = {
    ops.CATEGORY_DIGIT: r"\d",
    ops.CATEGORY_NOT_DIGIT: r"\D",
    ops.CATEGORY_SPACE: r"\s",
    ops.CATEGORY_NOT_SPACE: r"\S",
    ops.CATEGORY_WORD: r"\w",
    ops.CATEGORY_NOT_WORD: r"\W",
}
Guard = Any  # one of the parser's AT codes, or None for a lookaround, of which nothing is known


class UnsupportedError(ValueError):
    """Something of which this analysis cannot tell the cost, such as a back-reference."""


@dataclass
class _Automaton:
    """Thompson's construction: `chars` are edges that read a character, `empty` edges that read none and may have a guard."""

    flags: int
    sample: frozenset[str]
    empty: dict[int, list[tuple[int, Guard, bool]]] = field(default_factory=lambda: defaultdict(list))
    chars: dict[int, tuple[frozenset[str], int]] = field(default_factory=dict)
    last: int = ACCEPT

    def state(self) -> int:
        self.last += 1
        return self.last

    def skip(self, one: int, other: int, guard: Guard = None, *, guarded: bool = False) -> None:
        self.empty[one].append((other, guard, guarded))

    def sequence(self, parts: Iterable[tuple[Any, Any]], start: int) -> int:
        for op, value in parts:
            start = self.part(op, value, start)
        return start

    def part(self, op: Any, value: Any, start: int) -> int:
        if op in (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN):
            before, after = self.state(), self.state()
            self.skip(start, before)
            self.chars[before] = (frozenset(char for char in self.sample if _reads(op, value, char, self.flags)), after)
            return after
        if op is ops.BRANCH:
            after = self.state()
            for way in value[1]:
                begin = self.state()
                self.skip(start, begin)
                self.skip(self.sequence(way, begin), after)
            return after
        if op is ops.SUBPATTERN:
            _, added, removed, inside = value
            if added or removed:
                raise UnsupportedError("flags inside a pattern: give them to the function")
            return self.sequence(inside, start)
        if op is ops.ATOMIC_GROUP:
            return self.sequence(value, start)
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            return self.repeat(*value, start)
        if op is ops.AT:
            after = self.state()
            self.skip(start, after, value, guarded=True)
            return after
        if op in (ops.ASSERT, ops.ASSERT_NOT):
            if value[1].getwidth()[1] > MOST_REPEATED:
                raise UnsupportedError("a lookaround without a bound, which may read to the end at every place")
            after = self.state()
            self.skip(start, after, guarded=True)
            return after
        raise UnsupportedError(f"{op} is not analysed: write the expression in another way")

    def repeat(self, least: int, most: Any, inside: Any, start: int) -> int:
        endless = most is ops.MAXREPEAT
        if max(least, 0 if endless else most) > MOST_REPEATED:
            raise UnsupportedError(f"a repetition of more than {MOST_REPEATED} times")
        for _ in range(min(least, 2)):
            start = self.sequence(inside, start)
        after = self.state()
        if endless:
            begin = self.state()
            self.skip(start, begin)
            self.skip(begin, after)
            self.skip(self.sequence(inside, begin), begin)
            return after
        self.skip(start, after)
        for _ in range(min(most - least, 2)):
            start = self.sequence(inside, start)
            self.skip(start, after)
        return after


def _reads(op: Any, value: Any, char: str, flags: int) -> bool:
    variants = {one for one in (char, char.lower(), char.upper()) if len(one) == 1} if flags & re.I else {char}  # not ß as SS
    if op is ops.ANY:
        return char != "\n" or bool(flags & re.S)
    if op is ops.LITERAL:
        return chr(value) in variants
    if op is ops.NOT_LITERAL:
        return chr(value) not in variants
    negated = value[0][0] is ops.NEGATE
    return negated != any(_in(item, argument, one, flags) for item, argument in value for one in variants)


def _in(item: Any, argument: Any, char: str, flags: int) -> bool:
    if item is ops.LITERAL:
        return char == chr(argument)
    if item is ops.RANGE:
        return argument[0] <= ord(char) <= argument[1]
    return item is ops.CATEGORY and re.fullmatch(_CATEGORIES[argument], char, flags & re.A) is not None


def _sample(tree: Any) -> Iterator[str]:
    """Characters on both sides of every border that the expression draws between characters."""
    if isinstance(tree, parser.SubPattern):
        tree = tree.data
    if isinstance(tree, list | tuple):
        for number, one in enumerate(tree):
            if one in (ops.LITERAL, ops.NOT_LITERAL, ops.RANGE) and number == 0 and len(tree) == 2:
                borders = tree[1] if isinstance(tree[1], tuple) else (tree[1],)
                yield from (chr(max(0, min(0x10FFFF, code + step))) for code in borders for step in (-1, 0, 1))
            else:
                yield from _sample(one)


def _holds(guard: Guard, guarded: bool, before: str, after: str, flags: int) -> bool:
    """Whether a guard may hold between the character before ("" at the start) and the character after."""
    if not guarded or guard is None:
        return True
    several = bool(flags & re.M)
    if guard in (ops.AT_BEGINNING, ops.AT_BEGINNING_STRING):
        return not before or (several and guard is ops.AT_BEGINNING and before == "\n")
    if guard in (ops.AT_END, ops.AT_END_STRING):
        return guard is ops.AT_END and after == "\n"  # the end itself is no place at which something is read
    words = [re.match(r"\w", char, flags & re.A) is not None for char in (before, after)]
    return (words[0] != words[1]) == (guard is ops.AT_BOUNDARY)


State = tuple[int, str]  # where the matcher is, and what it has read last


@dataclass
class _Matcher:
    """The states that read a character each, with the number of ways between them (2 for more than one)."""

    automaton: _Automaton
    letters: list[str]
    prefix: bool
    _steps: dict[State, dict[State, int]] = field(default_factory=dict)

    def steps(self, state: State) -> dict[State, int]:
        """The states after one more character, with the ways to each."""
        if state not in self._steps:
            ways: dict[State, int] = defaultdict(int)
            if state[0] == START and self.prefix:
                for letter in self.letters:
                    ways[START, letter] += 1
            for letter in self.letters:
                self._follow(state[0], state[1], letter, frozenset(), ways)
            self._steps[state] = dict(ways)
        return self._steps[state]

    def _follow(self, at: int, before: str, letter: str, seen: frozenset[tuple[int, int]], ways: dict[State, int]) -> None:
        """Every way that takes no empty edge twice: round an outer loop and back into the inner one is a way of its own."""
        if at in self.automaton.chars:
            reads, after = self.automaton.chars[at]
            if letter in reads:
                ways[after, letter] = min(2, ways[after, letter] + 1)
        for other, guard, guarded in self.automaton.empty.get(at, ()):
            if (at, other) not in seen and _holds(guard, guarded, before, letter, self.automaton.flags):
                self._follow(other, before, letter, seen | {(at, other)}, ways)

    def accepts(self, at: int) -> bool:
        """Whether a match is certain from here, whatever follows."""
        found, left = {at}, [at]
        while left:
            for other, _, guarded in self.automaton.empty.get(left.pop(), ()):
                if not guarded and other not in found:
                    found.add(other)
                    left.append(other)
        return ACCEPT in found


def slow(pattern: str | bytes, flags: int = 0, *, search: bool, full: bool = False) -> str:
    """Why this expression may need more than linear time, "" where it does not.

    `search`: it may begin anywhere. `full`: it must end where the text ends. Raises UnsupportedError, and re.error.
    """
    matcher = _matcher(pattern, flags, search=search)
    reached: set[State] = {(START, "")}
    left = list(reached)
    while left:
        for other in matcher.steps(left.pop()):
            if other not in reached:
                reached.add(other)
                left.append(other)
    component = _components(reached, matcher)
    cyclic = [state for state in reached if any(component[other] == component[state] for other in matcher.steps(state))]
    for state in cyclic:
        if any(count > 1 and component[other] == component[state] for other, count in matcher.steps(state).items()):
            return f"a loop around a loop, repeated on {state[1]!r}"
    for p in cyclic:
        for q in cyclic:
            if p == q or p[1] != q[1] or (not full and matcher.accepts(q[0])):
                continue
            if word := _crossing(p, q, component, matcher):
                where = (
                    "a search that may begin anywhere in what a loop reads" if p[0] == START and search else "two loops read the same text"
                )
                return f"{where}, such as {word!r} repeated"
    return ""


def _matcher(pattern: str | bytes, flags: int, *, search: bool, text: str = "") -> _Matcher:
    tree = parser.parse(pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern, flags)
    automaton = _Automaton(flags | tree.state.flags, frozenset(_SAMPLES) | frozenset(_sample(tree)) | frozenset(text))
    automaton.skip(automaton.sequence(tree, START), ACCEPT)
    return _Matcher(automaton, _classes(automaton), search)


def steps(pattern: str | bytes, text: str, flags: int = 0, *, search: bool, full: bool = False, most: int = 2_000_000) -> int:
    """How many characters a backtracking matcher reads before it finds a match or gives up: each of its ways, one after another.

    It stops counting at `most`.
    """
    automaton = _matcher(pattern, flags, search=False, text=text).automaton
    count = 0

    def ways(at: int, place: int, seen: frozenset[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """(state, place) after one more character on each way from here; (ACCEPT, place) where the expression ends."""
        if at == ACCEPT:
            yield ACCEPT, place
        elif at in automaton.chars:
            reads, after = automaton.chars[at]
            if place < len(text) and text[place] in reads:
                yield after, place + 1
        before, following = text[place - 1 : place], text[place : place + 1]
        for other, guard, guarded in automaton.empty.get(at, ()):
            if (at, other) not in seen and _may(guard, guarded, before, following, automaton.flags):
                yield from ways(other, place, seen | {(at, other)})

    for begin in range(len(text) + 1) if search else (0,):
        stack = [ways(START, begin, frozenset())]
        while stack:
            here = next(stack[-1], None)
            if here is None:
                stack.pop()
                continue
            count += 1
            if count >= most or (here[0] == ACCEPT and (not full or here[1] == len(text))):
                return count
            if here[0] != ACCEPT:
                stack.append(ways(*here, frozenset()))
        count += 1
    return count


def _may(guard: Guard, guarded: bool, before: str, following: str, flags: int) -> bool:
    at_end = guard in (ops.AT_END, ops.AT_END_STRING)
    return (at_end and not following) or (_holds(guard, guarded, before, following or " ", flags))


def _classes(automaton: _Automaton) -> list[str]:
    """One character of each kind that no edge and no guard tells apart."""
    kinds: dict[Any, str] = {}
    for char in sorted(automaton.sample):
        kind = (tuple(char in reads for reads, _ in automaton.chars.values()), char == "\n", re.match(r"\w", char) is not None)
        kinds.setdefault(kind, char)
    return list(kinds.values())


def _crossing(p: State, q: State, component: dict[State, int], matcher: _Matcher) -> str:
    """A shortest word that leads from p to p, from p to q and from q to q; "" where there is none."""
    begin, end = (p, p, q), (p, q, q)
    words, left = {begin: ""}, deque([begin])
    while left:
        one, two, three = here = left.popleft()
        for first in matcher.steps(one):
            if component[first] != component[p]:
                continue
            for third in matcher.steps(three):
                if third[1] != first[1] or component[third] != component[q]:
                    continue
                for second in matcher.steps(two):
                    now = (first, second, third)
                    if second[1] == first[1] and now not in words:
                        words[now] = words[here] + first[1]
                        if now == end:
                            return words[now]
                        left.append(now)
    return ""


def _components(states: set[State], matcher: _Matcher) -> dict[State, int]:
    """The strongly connected component of each state (Kosaraju's two passes)."""
    order: list[State] = []
    seen: set[State] = set()
    for root in states:
        stack = [(root, iter(matcher.steps(root)))] if root not in seen else []
        seen.add(root)
        while stack:
            state, rest = stack[-1]
            following = next((other for other in rest if other not in seen), None)
            if following is None:
                order.append(state)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(matcher.steps(following))))
    back: dict[State, list[State]] = defaultdict(list)
    for state in states:
        for other in matcher.steps(state):
            back[other].append(state)
    component: dict[State, int] = {}
    for number, root in enumerate(reversed(order)):
        left = [root] if root not in component else []
        while left:
            state = left.pop()
            if state not in component:
                component[state] = number
                left.extend(other for other in back[state] if other not in component)
    return component
