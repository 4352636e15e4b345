"""The cases of psi at three levels q_1 < q_2 < q_3, which stand for any number of them.

Every cell is left of the first, between two neighbours, or right of the last level, and every level
is first, inner, or last. Each function takes the kind of psi and returns statements.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.provers.trace import on_every_path, paths
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import (
    Term,
    eq,
    every,
    minimum,
    ne,
    reals,
    term,
)
from askewtheory.kernel import QUARTIC, cell, product_in_cell, remoteness_in_cell, slope_in_cell

FIRST, INNER, LAST, W, EPSILON = reals("q_1 q_2 q_3 w epsilon")
LEVELS = (FIRST, INNER, LAST)
ORDER: Any = {"the levels increase": every(FIRST < INNER, INNER < LAST)}
POSITIVE: Any = {"epsilon is positive": EPSILON > 0}
CELLS = (W < FIRST, every(FIRST <= W, W < INNER), every(INNER <= W, W < LAST), LAST <= W)
SIDES = [(level, index) for place, level in enumerate(LEVELS) for index in (place, place + 1)]
"""Each level with the cells on both sides of it."""


def psi(w: Any, index: int, kind: int) -> Term:
    """Return psi by the formula of one cell."""
    return remoteness_in_cell(w, index, LEVELS, EPSILON, kind)


def slope(w: Any, index: int, kind: int) -> Term:
    """Return psi' by the formula of one cell."""
    return term(slope_in_cell(w, index, LEVELS, kind))


def formula(kind: int) -> list[Statement]:
    """Return: the kernel's formulas are the printed ones, each in the printed case."""
    power = 2 if kind == QUARTIC else 1
    inside = (FIRST - W) * (W - INNER)  # as Definition 3 prints it; squared it is Definition 2's
    printed = ((0, FIRST - W), (1, inside), (3, W - LAST))
    ways = paths(lambda w, *levels: cell(w, levels), W, *LEVELS)
    return [
        *(states(eq(psi(W, index, kind), EPSILON - one**power)) for index, one in printed),
        states(on_every_path(ways, lambda index: CELLS[int(index.args[0])]), ORDER),
    ]


def continuous(kind: int) -> list[Statement]:
    """Return: the formulas of the two cells at a level agree there, both give epsilon."""
    return [states(eq(psi(level, index, kind), EPSILON)) for level, index in SIDES]


def off_levels(kind: int) -> list[Statement]:
    """Return: where psi <= 0, w is no level."""
    away = every(*(ne(W, level) for level in LEVELS))
    return [
        states(away, {**ORDER, **POSITIVE, "w is in the cell": CELLS[index],
                      "psi is not positive": psi(W, index, kind) <= 0})
        for index in range(4)
    ]  # fmt: skip


def excluded(kind: int) -> list[Statement]:
    """Return: any w off the levels is infeasible for epsilon = min(1, product)/2."""
    found = []
    for index in range(4):
        product = product_in_cell(W, index, LEVELS)
        small = minimum(product**2 if kind == QUARTIC else product, 1) / 2
        away = {f"w is not q_{n}": ne(W, level) for n, level in enumerate(LEVELS, 1)}
        given: Any = {**ORDER, "w is in the cell": CELLS[index], **away,
                      "epsilon is small": eq(EPSILON, small)}  # fmt: skip
        found.append(states(every(EPSILON > 0, EPSILON < 1, psi(W, index, kind) < 0), given))
    return found
