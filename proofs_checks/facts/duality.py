"""The velocity problem of one constraint and its dual.

minimise (v + f)^2/2 subject to a v + alpha g >= 0, with f the gradient of the loss, a and g the
gradient and the value of the constraint, lambda its multiplier.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import eq, every, maximum, ne, reals

V, U, FORCE, A, G, ALPHA, T, WEIGHT = reals("v u f a g alpha t lambda")
PRIMAL = (V + FORCE) ** 2 / 2
DUAL = -((WEIGHT * A - FORCE) ** 2) / 2 - ALPHA * WEIGHT * G + FORCE**2 / 2
"""The minimum over v of the Lagrangian; the notes' (2) and the constant f^2/2."""
LAGRANGIAN = PRIMAL - WEIGHT * (A * V + ALPHA * G)
INSIDE = V * A + ALPHA * G >= 0
BEST: Any = {"v is the Lagrangian's minimiser": eq(V, WEIGHT * A - FORCE)}

WEAK = states(DUAL <= PRIMAL, {"v is in V": INSIDE, "the multiplier is >= 0": WEIGHT >= 0})
"""Weak duality."""


def attained() -> list[Statement]:
    """Return: a multiplier closes the gap, where the constraint has a slope and where it has none."""
    best = maximum(0, (A * FORCE - ALPHA * G) / A**2)
    return [
        states(every(INSIDE, eq(DUAL, PRIMAL)), {
            "the constraint has a slope": ne(A, 0), "it acts": G <= 0, "alpha >= 0": ALPHA >= 0,
            "the multiplier is the best": eq(WEIGHT, best), **BEST}),
        states(every(INSIDE, eq(DUAL, PRIMAL)), {
            "no slope": eq(A, 0), "V is not empty": eq(ALPHA * G, 0), "no multiplier": eq(WEIGHT, 0),
            **BEST}),
    ]  # fmt: skip


@fact(parts=lambda: [WEAK, *attained()])
def one_constraint(this):
    """There is no duality gap for one constraint."""
    return this.conjunction()
