"""Rational points that satisfy a scalar statement's hypotheses: for property tests and searches.

Small fractions are drawn at random. Where few of them satisfy the hypotheses, a solver's model is
the start, and some of its coordinates are drawn anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from askewtheory.audit.evaluate import holds
from askewtheory.audit.provers.smtlib import satisfied, script
from askewtheory.audit.provers.solvers import ask
from askewtheory.audit.statement import Statement, point_statement
from askewtheory.audit.terms import free_names

DENOMINATORS = (1, 1, 2, 3, 4, 8)


def points(statement: Statement, count: int, seed: int) -> Iterator[dict[str, Fraction]]:
    """Yield points that satisfy every hypothesis, at most ``count`` of ``20 * count`` drawn.

    Parameters
    ----------
    statement
        A scalar statement.
    count
        How many points are wanted.
    seed
        Of the draws.
    """
    draw = random.Random(seed)
    names, found = list(statement.names), 0
    for attempt in range(20 * count):
        start = None if attempt % 2 == 0 else model(statement, attempt % 7)
        point = dict(start) if start else {}
        changed = names if not start else draw.sample(names, draw.randint(0, min(2, len(names))))
        point |= {name: drawn(draw) for name in changed if name in names}
        point = {name: point.get(name, Fraction(0)) for name in names}
        if all(holds(one, point) is True for one in statement.formulas):
            yield point
            found += 1
            if found == count:
                return


def drawn(draw: random.Random) -> Fraction:
    """Return a small fraction."""
    return Fraction(draw.randint(-12, 12), draw.choice(DENOMINATORS))


@cache
def model(statement: Statement, variant: int) -> dict[str, Fraction] | None:
    """Return a solver's point for the hypotheses; variants fix one coordinate to a small number."""
    formulas = [satisfied(one) for one in statement.formulas]
    used = sorted(set().union(*(free_names(one) for one in formulas)) if formulas else ())
    if not used:
        return None
    fixed = {used[variant % len(used)]: Fraction(variant - 3, 1 + variant % 2)} if variant else {}
    question = script([*formulas, *point_statement(fixed)])
    return ask("z3", question, seconds=5.0, effort=500_000, model=True).model
