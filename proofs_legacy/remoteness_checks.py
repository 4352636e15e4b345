"""Checks that Definitions 2 and 3 share: each takes the kind of the remoteness.

Three levels stand for any number: every cell is left of the first, between two neighbours, or
right of the last level, and every level is first, inner, or last.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import QUARTIC, cell, product_in_cell, remoteness_in_cell, slope_in_cell
from askewtheory.provers import Twin, by_hand, certify_identity, conjunction, paths, prove
from proofs_legacy.common import every, on_every_path, reals

FIRST, INNER, LAST, W, EPSILON = reals("q_1 q_2 q_3 w epsilon")
LEVELS = (FIRST, INNER, LAST)
ORDER = [FIRST < INNER, INNER < LAST]
CELLS = (W < FIRST, every(FIRST <= W, W < INNER), every(INNER <= W, W < LAST), LAST <= W)
THREE = "any number of levels: cells and levels are of three sorts only, and three levels show all"


@cache
def cases_are_exclusive_and_exhaustive() -> Outcome:
    """Exactly one printed case applies to each real w."""
    once = every(
        sympy.Or(*CELLS),
        *(sympy.Not(every(CELLS[i], CELLS[j])) for i in range(4) for j in range(i)),
    )
    closed = every(sympy.Not(every(FIRST <= W, W <= INNER, INNER <= W, W < LAST)))
    found = prove(once, given=ORDER, control=Twin("cells closed on both sides", closed))
    return by_hand(found, THREE)


@cache
def cell_of_the_kernel() -> Outcome:
    """On each way through ``kernel.cell`` the point lies in the printed case of that index."""
    found = paths(lambda w, *levels: cell(w, levels), W, *LEVELS)
    right_closed = (W <= FIRST, every(FIRST < W, W <= INNER), every(INNER < W, W <= LAST), LAST < W)
    return prove(
        on_every_path(found, lambda index: CELLS[int(index)]),
        given=ORDER,
        control=Twin(
            "cells closed on the right",
            on_every_path(found, lambda index: right_closed[int(index)]),
        ),
    )


@cache
def formula(kind: int) -> Outcome:
    """The kernel computes what is printed, case by case."""
    power = 2 if kind == QUARTIC else 1
    inside = (FIRST - W) * (W - INNER)  # as Definition 3 prints it; squared it is Definition 2's
    printed = (
        (0, EPSILON - (FIRST - W) ** power),
        (1, EPSILON - inside**power),
        (3, EPSILON - (W - LAST) ** power),
    )
    return conjunction(
        *(
            certify_identity(
                remoteness_in_cell(W, index, LEVELS, EPSILON, kind), value, control=value + W
            )
            for index, value in printed
        ),
        cell_of_the_kernel(),
        reason="the three printed cases, each where it is printed",
    )


@cache
def continuous(kind: int) -> Outcome:
    """The formulas of the two cells at a level agree there: both give epsilon."""
    found = [
        certify_identity(
            remoteness_in_cell(level, index, LEVELS, EPSILON, kind), EPSILON, control=2 * EPSILON
        )
        for place, level in enumerate(LEVELS)
        for index in (place, place + 1)
    ]
    joined = conjunction(*found, reason="psi = epsilon from both sides at every level")
    return by_hand(joined, f"continuity elsewhere: polynomials inside cells; {THREE}")


def well_defined(kind: int) -> Outcome:
    """One case for each w, the printed formulas, and agreement at the levels."""
    return conjunction(
        cases_are_exclusive_and_exhaustive(),
        formula(kind),
        continuous(kind),
        reason="one case for each w, and the cases agree at the levels",
    )


def differentiable_inside(kind: int) -> Outcome:
    """Psi' is the derivative of psi inside every cell."""
    found = []
    for index in range(4):
        psi = remoteness_in_cell(W, index, LEVELS, EPSILON, kind)
        slope = slope_in_cell(W, index, LEVELS, kind)
        found.append(certify_identity(sympy.diff(psi, W), slope, control=-slope))
    return by_hand(conjunction(*found, reason="the derivative inside each cell"), THREE)


def positive_near_levels(kind: int) -> Outcome:
    """Where psi <= 0, w is no level, so psi' exists: the velocity set uses it nowhere else."""
    found = []
    for index, place in enumerate(CELLS):
        psi = remoteness_in_cell(W, index, LEVELS, EPSILON, kind)
        away = every(*(sympy.Ne(W, level) for level in LEVELS))
        found.append(
            prove(
                away,
                given=[*ORDER, EPSILON > 0, place, psi <= 0],
                control=Twin(
                    "farther than 1 from every level",
                    every(*(sympy.Abs(W - level) > 1 for level in LEVELS)),
                ),
            )
        )
    return conjunction(*found, reason="in every cell")


@cache
def below_every_epsilon(kind: int) -> Outcome:
    """A point that is no level is infeasible for some epsilon in (0, 1)."""
    found = []
    for index, place in enumerate(CELLS):
        product = product_in_cell(W, index, LEVELS)
        subtracted = product**2 if kind == QUARTIC else product
        small = sympy.Min(subtracted, 1) / 2
        psi = remoteness_in_cell(W, index, LEVELS, EPSILON, kind)
        given = [*ORDER, place, *(sympy.Ne(W, level) for level in LEVELS), sympy.Eq(EPSILON, small)]
        twin = Twin("at a level too", given=[*ORDER, place, sympy.Eq(EPSILON, small)])
        if index == 0:  # no level lies in the first cell
            twin = Twin("w <= q_1", given=[*ORDER, W <= FIRST, sympy.Eq(EPSILON, small)])
        found.append(prove(every(EPSILON > 0, EPSILON < 1, psi < 0), given=given, control=twin))
    return conjunction(*found, reason="epsilon = min(1, product)/2 excludes w")
