"""Exact sequences of which the limit is known: eventually periodic, or rational in the index.

A sequence of *period* p is given by p terms in ``n`` (constants for a cycle): its member at
``p n + r`` is the r-th term. A cycle comes from a step function whose state returns
(:func:`cycle`); a family in closed form from a model that states, as obligations, that each of its
steps is one for all n, which solvers then prove.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any

from askewtheory.audit import polynomial
from askewtheory.audit.provers.smtlib import defined
from askewtheory.audit.terms import (
    BOUND,
    RELATIONS,
    Formula,
    Term,
    choose,
    eq,
    every,
    free_names,
    mapped,
    maximum,
    minimum,
    some,
    substitute,
    term,
    walk,
)
from askewtheory.exact import INFINITE, compare


class UndefinedError(ArithmeticError):
    """A value does not exist: a division by zero, or a limit that there is none of."""


class UnknownError(Exception):
    """The instance does not decide a formula: a name without a value, a limit nobody knows."""


Value = Callable[[Any, Mapping[str, Any]], Any]
"""What evaluates a term where names have values; :mod:`audit.evaluate` passes its own."""


def listed(one: Any) -> str:
    """Return a number, or the coordinates of a vector in brackets."""
    return f"({', '.join(map(str, one))})" if isinstance(one, tuple) else str(one)


@dataclass(frozen=True)
class Cycle:
    """An eventually periodic sequence: ``first`` members, then ``again`` for ever."""

    first: tuple[Any, ...]
    again: tuple[Any, ...]

    def at(self, k: int) -> Any:
        """Return the member of index k."""
        if k < len(self.first):
            return self.first[k]
        return self.again[(k - len(self.first)) % len(self.again)]

    def __str__(self) -> str:
        """Return the sequence for readers: ``1, then 2, 3 for ever``."""
        begin, again = (", ".join(map(listed, part)) for part in (self.first, self.again))
        return f"{begin}, then {again} for ever" if begin else f"{again} for ever"

    def mapped(self, function: Callable[[Any], Any]) -> Cycle:
        """Return the sequence of the images."""
        return Cycle(tuple(map(function, self.first)), tuple(map(function, self.again)))


def cycle(step: Callable[[Any], Any], start: Any, longest: int = 1000) -> Cycle:
    """Return the orbit of ``start`` once its state has returned exactly.

    Raises
    ------
    UndefinedError
        If no state returns within ``longest`` steps.
    """
    seen: dict[Any, int] = {}
    states = [start]
    while states[-1] not in seen:
        seen[states[-1]] = len(states) - 1
        if len(states) > longest:
            raise UndefinedError(f"no state returned within {longest} steps")
        states.append(step(states[-1]))
    begin = seen[states[-1]]
    return Cycle(tuple(states[:begin]), tuple(states[begin:-1]))


@dataclass(frozen=True)
class Family:
    """Members in closed form: at k = p n + r the r-th of p terms in n."""

    forms: tuple[Term, ...]
    index: str

    def __str__(self) -> str:
        """Return the sequence for readers."""
        return f"{', '.join(map(listed, self.forms))} for {self.index} = 0, 1, ..."

    def at(self, k: int) -> Any:
        """Return the member of index k, as a term."""
        n, place = divmod(k, len(self.forms))
        return substitute(self.forms[place], {self.index: n})


class Constant(Fraction):
    """A number that is also the constant sequence: ``gamma`` and ``gamma[k]``."""

    def at(self, k: Any) -> Fraction:
        """Return the number."""
        return Fraction(self)


Sequence = Cycle | Family | Constant


def _along(sequence: Sequence, period: int, place: int, index: str) -> Any:
    """Return the member at ``period * n + place`` as a number or a term in n (n large enough)."""
    if isinstance(sequence, Constant):
        return Fraction(sequence)
    if isinstance(sequence, Cycle):
        return sequence.again[(place - len(sequence.first)) % len(sequence.again)]
    own = len(sequence.forms)
    n = Term("var", (index,)) * (period // own) + place // own
    return substitute(sequence.forms[place % own], {sequence.index: n})


def _periods(sequences: list[Any], body: Any) -> tuple[int, int]:
    """Return how long the sequences' beginnings last, and their common period."""
    for one in sequences:
        if not isinstance(one, Cycle | Family | Constant):
            raise UnknownError(f"'{body}' for all indices needs sequences of known form")
    cycles = [one for one in sequences if isinstance(one, Cycle)]
    repeated = [getattr(one, "again", getattr(one, "forms", (0,))) for one in sequences]
    lengths = [len(one) for one in repeated]
    return max((len(one.first) for one in cycles), default=0), reduce(lcm, lengths, 1)


def beginning(index: str, body: Any, names: Mapping[str, Any]) -> int:
    """Return from which index on the sequences that a body names repeat."""
    found = [names[name] for name in _sequences(index, body) if name in names]
    return max((len(one.first) for one in found if isinstance(one, Cycle)), default=0)


def _environments(
    index: str, body: Any, names: Mapping[str, Any]
) -> tuple[int, list[dict[str, Any]]]:
    """Return the indices before the repetition, and for each residue the names along it.

    Along a residue the index is ``period * n + place`` and each shifted member has a name.
    """
    used = _sequences(index, body)
    if any(isinstance(one, _Shifted) for one in names.values()):
        raise UnknownError(f"'{body}' is about all indices within what is about all indices")
    before, period = _periods([names[name] for name in used], body)
    period = max(period, 1)
    found = []
    for place in range(before, before + period):
        n = Term("var", (RUNNING,))
        inner: dict[str, Any] = {**names, index: n * period + place}
        for name in used:
            inner[name] = _Shifted(names[name], index, period, place)
        found.append(inner)
    return before, found


UNDEFINED = term(1) / 0
"""What a value is where conditions on parameters do not hold that it needs."""
RUNNING = "n"
"""The name of the index along a residue, which may be stated to be >= 0."""


@dataclass(frozen=True)
class _Shifted:
    """A sequence along one residue: asked at ``period * n + place + c`` it answers in n."""

    sequence: Sequence
    index: str
    period: int
    place: int

    def at(self, k: Any) -> Any:
        """Return the member at an index that is a term in n."""
        if not isinstance(k, Term):
            return self.sequence.at(int(k))
        if isinstance(one := self.sequence, Cycle) and not one.first and len(one.again) == 1:
            return one.again[0]  # the same at every index, such as 2 k
        shift = 0
        if k.op == "+" and k.args[1].op == "num" and k.args[0].op == "+":
            shift, k = k.args[1].args[0], k.args[0]
            if shift.denominator != 1 or shift < 0:
                raise UnknownError(f"a member needs a whole number from 0 on, got {k} + {shift}")
            shift = int(shift)
        if k != Term("var", (RUNNING,)) * self.period + self.place:
            raise UnknownError(
                f"a member at {k} is not known: of all k, an instance has those at k, k + 1, ..."
            )
        place, ahead = (self.place + shift) % self.period, (self.place + shift) // self.period
        found = _along(self.sequence, self.period, place, RUNNING)
        if isinstance(found, Term) and ahead:
            return substitute(found, {RUNNING: Term("var", (RUNNING,)) + ahead})
        return found


def representatives(
    index: str, start: int, body: Any, names: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return environments that stand for every index >= start of ``body``.

    Indices before the repetition are whole numbers; the others are residues, with members in n.
    """
    before, found = _environments(index, body, names)
    if not _sequences(index, body):
        raise UnknownError(f"'{body}' for every {index} names no sequence")
    return [{**names, index: Fraction(k)} for k in range(start, max(start, before))] + found


def limit(op: str, index: str, body: Any, names: Mapping[str, Any], value: Value) -> Any:
    """Return the limit, lower or upper limit, or the limit of the averages, of a body in an index.

    Raises
    ------
    UndefinedError
        If it does not exist.
    UnknownError
        If the sequences' form does not decide it.
    """
    names = _without(index, names)
    if body.op == "/" and all(_partial_sum(index, part) for part in body.args):
        return _weighted(index, body, names, value)
    _, residues = _environments(index, body, names)
    if not _sequences(index, body):
        raise UnknownError(f"'{body}' names no sequence")
    if defined(body, ((index, term(0), None),)) is not None:
        _require_everywhere(body, [value(body, inner) for inner in residues], value)
    found = [at_infinity(value(body, inner), value) for inner in residues]
    if op == "average":
        if any(one in INFINITE for one in found):
            raise UnknownError(f"the averages of '{body}' are not known")
        return sum(found, Fraction(0)) / len(found)
    if any(isinstance(one, Term) for one in found):
        return _of_parameters(op, body, found)
    low, high = found[0], found[0]
    for one in found[1:]:
        low = one if compare(one, low) < 0 else low
        high = one if compare(one, high) > 0 else high
    if op == "lim" and compare(low, high) != 0:
        raise UndefinedError(f"'{body}' has no limit: it tends to {low} and to {high}")
    return high if op == "limsup" else low


def _without(index: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return the names without one that an index hides: what is bound has no other value."""
    return {name: one for name, one in names.items() if name != index}


def _require_everywhere(body: Any, found: list[Any], value: Value) -> None:
    """Refuse a body that divides, and is not seen to be defined for all n >= 0."""
    for one in found:
        if isinstance(one, Term):
            known = every(*_nonzero(_quotient(one)[1]), eq(0, 0))
            if free_names(known) or value(choose(known, 1, 0), {}) != 1:
                raise UnknownError(f"'{body}' is not known to be defined at every index")


def _weighted(index: str, body: Any, names: Mapping[str, Any], value: Value) -> Any:
    """Return the limit of (f_0 + ... + f_T)/(g_0 + ... + g_T), as Stolz and Cesaro have it.

    The limit is that of f/g summed over a period, if g > 0 has a divergent series and f and g
    vanish, so that where a period is cut off does not matter.
    """
    (inner, f), (other, g) = (_partial_sum(index, part) or ("", None) for part in body.args)
    if other != inner and inner in free_names(g):
        raise UnknownError(f"'{body}' has {inner} as an index and as a name")
    g = substitute(g, {other: Term("var", (inner,))})
    before, residues = _environments(inner, Term("+", (f, g)), names)
    parts = [[term(value(one, at)) for at in residues] for one in (f, g)]
    conditions, slow = [], False
    for place, one in enumerate((*parts[0], *parts[1])):
        above, below = _quotient(one)
        gap = polynomial.degree(above, RUNNING) - polynomial.degree(below, RUNNING)
        if before or (above and gap >= 0):
            raise UnknownError(f"the terms of '{body}' do not vanish")
        lead = [polynomial.written(polynomial.leading(part, RUNNING)) for part in (above, below)]
        conditions += _everywhere(one)
        if place >= len(parts[0]):
            slow = slow or gap == -1
            conditions.append(lead[0] * lead[1] > 0)
    if not slow:
        raise UnknownError(f"the series of the weights '{g}' is not known to diverge")
    fixed = every(*(one for one in conditions if not free_names(one)), eq(0, 0))
    if value(choose(fixed, 1, 0), {}) != 1:
        raise UnknownError(f"the weights '{g}' are not positive for large {RUNNING}")
    above, below = (reduce(lambda a, b: a + b, part) for part in parts)
    found = _finite(above / below, value)
    whole = choose(every(*conditions), found, UNDEFINED)
    return whole if free_names(whole) else value(whole, {})


def _of_parameters(op: str, body: Any, found: list[Any]) -> Any:
    """Return the limit where the residues' limits are terms in parameters."""
    if op == "lim" and len(set(found)) > 1:
        raise UnknownError(f"whether '{body}' has a limit depends on parameters")
    return (maximum if op == "limsup" else minimum)(*found)


def at_infinity(one: Any, value: Value) -> Any:
    """Return the limit of a term in n as n grows: of quotients of polynomials, and of those."""
    if not isinstance(one, Term):
        return one
    if not free_names(one):
        return value(one, {})
    if RUNNING not in free_names(one):
        return one  # the same for all n
    if free_names(one) != {RUNNING}:
        return _limit_of_parameters(one)
    if any(node.op == "ite" for node in walk(one)):
        return at_infinity(_settled(one), value)
    if one.op in ("abs", "min", "max"):
        return value(Term(one.op, tuple(_finite(part, value) for part in one.args)), {})
    if one.op in ("+", "-", "*", "neg", "^") and any(
        n.op in ("abs", "min", "max") for n in walk(one)
    ):
        parts = tuple(_finite(part, value) if isinstance(part, Term) else part for part in one.args)
        return value(Term(one.op, parts), {})
    above, below = _quotient(one)
    gap = polynomial.degree(above, RUNNING) - polynomial.degree(below, RUNNING)
    tops = [polynomial.leading(part, RUNNING).get((), Fraction(0)) for part in (above, below)]
    if gap < 0:
        return Fraction(0)
    return tops[0] / tops[1] if gap == 0 else (1 if tops[0] * tops[1] > 0 else -1) * INFINITE[0]


def _quotient(one: Term) -> tuple[polynomial.Polynomial, polynomial.Polynomial]:
    if any(node.op in (*BOUND, "at", "call") for node in walk(one)):
        raise UnknownError(f"the growth of {one} is not known")
    try:
        return polynomial.quotient(one)
    except (TypeError, ValueError):
        raise UnknownError(f"the growth of {one} is not known") from None


def _limit_of_parameters(one: Term) -> Term:
    """Return the quotient of the leading coefficients, which parameters may contain."""
    above, below = _quotient(one)
    if polynomial.degree(above, RUNNING) > polynomial.degree(below, RUNNING):
        raise UnknownError(f"the limit of {one} depends on parameters")
    low = polynomial.leading(below, RUNNING)
    if polynomial.degree(above, RUNNING) < polynomial.degree(below, RUNNING):
        return term(0) / polynomial.written(low)
    return polynomial.written(polynomial.leading(above, RUNNING)) / polynomial.written(low)


def _settled(one: Any) -> Any:
    """Return a term as it is for all large n: each ``if_`` is decided by leading coefficients."""
    if isinstance(one, Term) and one.op == "ite":
        return _settled(one.args[1] if _eventually(one.args[0]) else one.args[2])
    return mapped(one, _settled)


def _eventually(condition: Formula) -> bool:
    """Tell whether a condition holds for all large n; if not, it fails for all large n."""
    op, args = condition.op, condition.args
    if op in ("and", "or"):
        return (all if op == "and" else any)(_eventually(part) for part in args)
    if op == "not":
        return not _eventually(args[0])
    if op not in RELATIONS:
        raise UnknownError(f"whether '{condition}' holds for large {RUNNING} is not known")
    above, below = _quotient(_settled(args[0]) - _settled(args[1]))
    sign = 0
    if above:
        tops = [polynomial.leading(part, RUNNING)[()] for part in (above, below)]
        sign = 1 if tops[0] * tops[1] > 0 else -1
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "==": sign == 0,
            "!=": sign != 0}[op]  # fmt: skip


def _finite(one: Term, value: Value) -> Term:
    found = at_infinity(one, value)
    if found in INFINITE:
        raise UnknownError(f"{one} grows without bound")
    return term(found)


def series_converges(
    index: str, body: Any, names: Mapping[str, Any], value: Value
) -> tuple[bool, list[Formula]]:
    """Tell whether the series of a body converges: quotients of polynomials in n, of one sign.

    Along each residue the body has to be eventually of one sign; it then behaves like n to the
    difference of the degrees. With parameters that is so under conditions on them, which are
    returned too.
    """
    names = _without(index, names)
    if (
        body.op == "/"
        and _partial_sum(index, body.args[1])
        and index not in free_names(body.args[0])
    ):
        return False, _over_partial_sums(index, body, names, value)
    _, residues = _environments(index, body, names)
    gaps, tops, conditions = [], [], []
    for inner in residues:
        above, below = _quotient(term(value(body, inner)))
        conditions += _nonzero(below)
        if above:
            gaps.append(polynomial.degree(above, RUNNING) - polynomial.degree(below, RUNNING))
            lead = [polynomial.leading(part, RUNNING) for part in (above, below)]
            if all(set(part) == {()} for part in lead):
                tops.append(lead[0][()] * lead[1][()] > 0)
                continue
            first, last = (polynomial.written(part) for part in lead)
            tops.append(True)
            conditions.append(first * last > 0)
    slow = [top for gap, top in zip(gaps, tops, strict=True) if gap >= -1]
    if len(set(slow)) > 1:
        raise UnknownError(f"the series of '{body}' has terms of both signs")
    return not slow, conditions


def _everywhere(one: Term) -> list[Formula]:
    """Return that a term is defined for all n >= 0, as sums need; nothing where that is visible."""
    below = [node.args[1] for node in walk(one) if node.op == "/"]
    condition = defined(one)
    return [] if condition is None or all(map(_visible, below)) else [condition]


def _visible(one: Term) -> bool:
    """Tell whether a polynomial in n alone has a positive constant and no negative coefficient."""
    try:
        above, _ = polynomial.quotient(one)
    except TypeError:
        return False
    names = {name for monomial in above for name, _ in monomial}
    return names <= {RUNNING} and () in above and polynomial.signless(above) == 1


def _nonzero(below: polynomial.Polynomial) -> list[Formula]:
    """Return when a denominator is not 0 for any n >= 0: no coefficient changes its sign."""
    degree = polynomial.degree(below, RUNNING)
    parts = [polynomial.written(polynomial.coefficient(below, RUNNING, power))
             for power in range(degree + 1)]  # fmt: skip
    if degree < 1 and not free_names(parts[0]):
        return []
    same = [every(parts[0] > 0, *(part >= 0 for part in parts[1:])),
            every(parts[0] < 0, *(part <= 0 for part in parts[1:]))]  # fmt: skip
    return [some(*same)]


def _partial_sum(index: str, one: Any) -> tuple[str, Any] | None:
    """Return the index and the terms of sum(f(j) for j in range(0, index + 1)), or None."""
    if one.op != "sum" or one.args[1] != term(0):
        return None
    k = Term("var", (index,))
    return (one.args[0], one.args[3]) if one.args[2] in (k, k + 1 - 1) else None


def _over_partial_sums(
    index: str, body: Any, names: Mapping[str, Any], value: Value
) -> list[Formula]:
    """Return when a series of a/(f(0) + ... + f(k)), a > 0, diverges: f is positive and bounded.

    The partial sums are then at most a constant times k + 1. Here f = c/(b_0 + b_1 n + ...) with
    c > 0, b_0 > 0 and b_1, b_2, ... >= 0.
    """
    inner, member = _partial_sum(index, body.args[1]) or ("", body)
    before, residues = _environments(inner, member, names)
    conditions = [term(value(body.args[0], names)) > 0]
    for one in residues:
        above, below = _quotient(term(value(member, one)))
        if before or polynomial.degree(above, RUNNING) > 0:
            raise UnknownError(f"'{member}' is not known to be positive and bounded")
        conditions += [polynomial.written(above) > 0, *_everywhere(term(value(member, one)))]
        for power in range(polynomial.degree(below, RUNNING) + 1):
            part = polynomial.written(polynomial.coefficient(below, RUNNING, power))
            conditions.append(part >= 0 if power else part > 0)
    return conditions


def _sequences(index: str, body: Any) -> list[str]:
    """Return the sequences of which ``body`` names members by the index."""
    found = [node.args[0] for node in walk(body) if node.op == "at" and index in free_names(node)]
    return list(dict.fromkeys(found))
