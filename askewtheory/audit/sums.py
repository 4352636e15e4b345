"""Facts about finite sums, whatever their terms are: what the rule ``sum_fact`` may state."""

from __future__ import annotations

from typing import Any

from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, Term, eq, free_names, over, substitute, term

FACTS = {"constant": 1, "linear": 3, "telescoping": 1, "minimum": 1, "Cauchy-Schwarz": 2}
"""The facts by name, with the number of terms that each is about."""


def following(place: Term) -> Term:
    """Return the next whole number: n for n - 1, as a member has to be named as its readers do."""
    return place.args[0] if place.op == "-" and place.args[1] == term(1) else place + 1


def sum_statement(name: str, index: str, low: Any, high: Any, *bodies: Any) -> Statement:
    """Return a fact for index = a, ..., b with b >= a - 1 (b >= a for the minimum).

    ``constant``: sum c = c (b - a + 1). ``linear``: sum (c f + g) = c sum f + sum g.
    ``telescoping``: sum (f(k+1) - f(k)) = f(b+1) - f(a). ``minimum``: (b - a + 1) min f <= sum f.
    ``Cauchy-Schwarz``: (sum f g)^2 <= (sum f^2)(sum g^2). Bodies: c; c, f, g; f; f; f, g.

    Raises
    ------
    ValueError
        If there is no such fact, or a constant contains the index.
    """
    if type(name) is not str or FACTS.get(name) != len(bodies):
        raise ValueError(f"no fact about sums is called '{name}' with {len(bodies)} terms")
    low, high, parts = term(low), term(high), [term(one) for one in bodies]
    first = parts[0]
    if name in ("constant", "linear") and index in free_names(first):
        raise ValueError(f"{first} is not constant")

    def total(body: Term) -> Term:
        return over("sum", index, low, high, body)

    given: Formula = high >= low - 1
    if name == "constant":
        then = eq(total(first), first * (high - low + 1))
    elif name == "linear":
        then = eq(total(first * parts[1] + parts[2]), first * total(parts[1]) + total(parts[2]))
    elif name == "telescoping":
        step = substitute(first, {index: Term("var", (index,)) + 1}) - first
        ends = substitute(first, {index: following(high)}) - substitute(first, {index: low})
        then = eq(total(step), ends)
    elif name == "minimum":
        given = high >= low
        then = (high - low + 1) * over("least", index, low, high, first) <= total(first)
    else:
        f, g = parts
        then = total(f * g) ** 2 <= total(f**2) * total(g**2)
    return states(then, [given])
