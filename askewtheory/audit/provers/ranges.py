"""What sums, minima and quantifiers over ranges of one body have to do with each other.

An inverted range is empty, like every range that ends before it begins: of no terms the sum is 0,
and all is true; there is no least of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import combinations, product
from typing import Any

from askewtheory.audit import polynomial
from askewtheory.audit.provers.smtlib import defined
from askewtheory.audit.terms import (
    Formula,
    Term,
    eq,
    every,
    free_names,
    implies,
    maximum,
    minimum,
    substitute,
)

MANY = 5
"""Ranges of one body that are compared."""


def renamed(node: Any) -> Any:
    """Return a bound term or formula with an index of which no name is free in it."""
    index, low, high, body = node.args
    try:
        return type(node)(node.op, (_ANY, low, high, substitute(body, {index: _ANY})))
    except ValueError:  # it would be captured
        return node


_ANY = "any__index"


def of_ranges(nodes: Iterable[Any]) -> Iterator[Formula]:
    """Yield how what is said of ranges of one body fits together, where they meet or overlap."""
    bodies: dict[Any, dict[Any, None]] = {}
    for node in nodes:
        if node.op in _COVERED or (node.op == "sum" and node.args[2] is not None):
            index, *_, body = renamed(node).args
            if index == _ANY:
                bodies.setdefault((node.op, body), {})[node] = None
    for (op, body), alike in bodies.items():
        if op == "sum":
            yield from _sums(list(alike)[:MANY], body)
        else:
            for parts in product(list(alike)[:MANY], repeat=3):
                yield from _covered(*parts)


def _sums(nodes: list[Any], body: Term) -> Iterator[Formula]:
    """Yield each sum as the difference of two that begin at one place, wherever that is."""
    places: dict[Term, Term] = {}
    for node in nodes:
        _, low, high, inside = node.args
        if node.args[0] not in free_names(inside):
            yield implies(high >= low, eq(node, inside * (high - low + 1)))
        first, last = (
            places.setdefault(place, Term("call", (f"sum of {body}", place)))
            for place in (low, high + 1)
        )
        yield implies(high >= low - 1, eq(node, last - first))
    for (one, before), (other, after) in combinations(places.items(), 2):
        for place, start, end in ((one, before, after), (other, after, before)):
            if _is_next(place, other if place is one else one):
                with suppress(ValueError):  # it would be captured
                    yield from _step(start, substitute(body, {_ANY: place}), end)


def _step(start: Term, last: Term, end: Term) -> Iterator[Formula]:
    exists, more = defined(last), eq(end, start + last)
    yield more if exists is None else implies(exists, more)


def _is_next(place: Term, after: Term) -> bool:
    above, _ = polynomial.quotient(after - place)
    return above == {(): 1}


def _covered(one: Any, other: Any, whole: Any) -> Iterator[Formula]:
    """Yield what two ranges, which may be one, say of a range within both together."""
    (low, end), (start, high), (first, last) = (node.args[1:3] for node in (one, other, whole))
    if (last is None and high is not None) or whole in (one, other):
        return
    within = [low <= first]
    within += [] if high is None else [last <= high]
    within += [] if end is None or one == other else [start <= end + 1]
    if whole.op == "forall":
        yield implies(every(*within, one, other), whole)
        return
    ends = [(a, b) for a, b in ((low, end), (start, high), (first, last)) if b is not None]
    there = every(*within, *(b >= a for a, b in ends), eq(0, 0))
    least = whole.op == "least"
    bound = (minimum if least else maximum)(one, other)
    yield implies(there, whole >= bound if least else whole <= bound)


_COVERED = ("forall", "least", "largest")
