"""Instances with sequences: periodic ones, and orbits of the recurrences among the hypotheses."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from askewtheory.audit.evaluate import UndefinedError, UnknownError, value
from askewtheory.audit.orbits import Cycle
from askewtheory.audit.sampling import drawn
from askewtheory.audit.statement import Statement, conjuncts
from askewtheory.audit.terms import BOUND, Formula, Term, free_names, walk

LONGEST = 40
"""Steps after which an orbit counts as one that does not return."""
LARGEST = 10**40


def sequences_of(statement: Statement) -> set[str]:
    """Return the names of which a statement has members, such as ``w[k]``."""
    nodes = (node for one in (*statement.formulas, statement.conclusion) for node in walk(one))
    return {node.args[0] for node in nodes if node.op == "at"}


def drawn_sequences(
    statement: Statement, draw: random.Random, until: float
) -> Iterator[dict[str, Any]]:
    """Yield values for every name of a statement that has sequences.

    Parameters
    ----------
    statement, draw, until
        The statement, the source of the draws, and when to stop.
    """
    sequences = sorted(sequences_of(statement))
    numbers = [name for name in statement.names if name not in sequences]
    whole = _indices(statement) & set(numbers)
    steps = dict(_recurrences(statement))
    while time.monotonic() < until:
        given: dict[str, Any] = {
            name: Fraction(draw.randint(0, 8)) if name in whole else drawn(draw) for name in numbers
        }
        given |= {name: _periodic(draw) for name in sequences if name not in steps}
        first = {name: [drawn(draw)] for name in steps}
        _begin(statement, first, given)
        yield given | _orbit(steps, first, given)


def _periodic(draw: random.Random) -> Cycle:
    first = tuple(drawn(draw) for _ in range(draw.choice((0, 0, 1, 2, 4))))
    return Cycle(first, tuple(drawn(draw) for _ in range(draw.choice((1, 1, 2, 3)))))


def _indices(statement: Statement) -> set[str]:
    """Return the names that indices are made of: they are whole numbers."""
    found: set[str] = set()
    for one in (*statement.formulas, statement.conclusion):
        for node in walk(one):
            if node.op == "at":
                found |= free_names(node.args[1])
            if node.op in BOUND:
                found |= free_names(node.args[1]) | (free_names(node.args[2]) if node.args[2]
                                                     is not None else set())  # fmt: skip
    return found


def _recurrences(statement: Statement) -> Iterator[tuple[str, tuple[str, Term]]]:
    """Yield ``all(w[k+1] == term for k in N)`` among the hypotheses: name, index and term."""
    for one in (part for formula in statement.formulas for part in conjuncts(formula)):
        if one.op != "forall" or one.args[2] is not None or one.args[1] != Term("num", (0,)):
            continue
        index, body = one.args[0], one.args[3]
        ahead = Term("var", (index,)) + 1
        for part in conjuncts(body):
            if part.op != "==":
                continue
            for left, right in (part.args, part.args[::-1]):
                if left.op == "at" and left.args[1] == ahead:
                    yield left.args[0], (index, right)
                    break


def _begin(statement: Statement, first: dict[str, list[Any]], given: dict[str, Any]) -> None:
    """Take first members from hypotheses ``w[0] == term``."""
    for one in (part for formula in statement.formulas for part in conjuncts(formula)):
        if one.op != "==":
            continue
        for left, right in (one.args, one.args[::-1]):
            if left.op == "at" and left.args[0] in first and left.args[1] == Term("num", (0,)):
                with contextlib.suppress(UndefinedError, UnknownError):
                    first[left.args[0]] = [value(right, given)]
                break


def _orbit(
    steps: dict[str, tuple[str, Term]], first: dict[str, list[Any]], given: dict[str, Any]
) -> dict[str, Any]:
    """Return the orbits: periodic once their state returns, and otherwise as far as computed.

    Where a term names its index, or another sequence, a state that returns need not go on alike.
    """
    members, seen = first, {}
    free = all(free_names(term) <= {*steps, *_constant(given), index}
               for index, term in steps.values())  # fmt: skip
    alone = free and not any(_names_index(index, term) for index, term in steps.values())
    for k in range(LONGEST):
        state = tuple(members[name][k] for name in sorted(members))
        if alone and state in seen:
            start = seen[state]
            return {name: Cycle(tuple(one[:start]), tuple(one[start:k]))
                    for name, one in members.items()}  # fmt: skip
        seen[state] = k
        try:
            after = {name: value(term, {**given, **members, index: Fraction(k)})
                     for name, (index, term) in steps.items()}  # fmt: skip
        except (UndefinedError, UnknownError):
            break
        if any(abs(one) > LARGEST or one.denominator > LARGEST for one in after.values()):
            break
        for name, one in after.items():
            members[name].append(one)
    return {name: tuple(one) for name, one in members.items()}


def _constant(given: dict[str, Any]) -> set[str]:
    return {name for name, one in given.items() if isinstance(one, Fraction)}


def _names_index(index: str, node: Any) -> bool:
    """Tell whether a term uses its index other than to name a member of now."""
    if node.op == "at":
        return node.args[1] != Term("var", (index,))
    if node.op == "var":
        return node.args[0] == index
    return any(_names_index(index, one) for one in node.args if isinstance(one, Term | Formula))
