"""V(x) = {v : grad g_i.v + alpha g_i >= 0 for all i with g_i <= 0}: when empty, when a cone."""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, eq, iff, ne, reals, some
from askewtheory.kernel import remoteness_in_cell, slope_in_cell
from proofs_checks.formal import proved
from proofs_checks.vocabulary import Run

A, B, W, EPSILON, V, SLOPE, PSI, ALPHA = reals("a b w epsilon v slope psi alpha")
ORDER: Any = {"a is left of b": A < B, "epsilon is not negative": EPSILON >= 0}
CELLS: tuple[tuple[int, dict[str, Formula]], ...] = (
    (0, {"left of the levels": W < A}),
    (1, {"in a gap": A <= W, "left of b": W < B}),
    (2, {"right of the levels": W >= B}),
)


def flat_only_at_midpoints(kind: int) -> list[Statement]:
    """Return: where psi < 0, psi' is zero at a midpoint only."""
    found = []
    for index, cell in CELLS:
        psi = remoteness_in_cell(W, index, (A, B), EPSILON, kind)
        slope = slope_in_cell(W, index, (A, B), kind)
        sloped = ne(slope, 0)
        says = some(sloped, eq(2 * W, A + B)) if index == 1 else sloped
        found.append(states(says, {**ORDER, **cell, "psi is negative": psi < 0}))
    return found


MIDPOINT = Run((-1, 1), "1/2", steps=0, constants={"x": 0, "u": "u"})
"""Q = {-1, 1}, epsilon = 1/2, x = 0: psi = -1/2 and psi' = 0, whatever the velocity u is."""


ISOLATED = Run((-1, 1), 0, kind="quartic", steps=0, constants={"x": 1, "u": 1})
"""epsilon = 0, quartic: C is {-1, 1}, so that the tangent cone at 1 is {0}."""


@fact(parts=lambda: [*proved("mfcq/tangent-cone"), states(
    iff(V * SLOPE >= -ALPHA * PSI, V * SLOPE >= 0),
    {"w is in C": PSI >= 0, "i is in I(w)": PSI <= 0})])  # fmt: skip
def tangent_cone(this):
    """At points of C where MFCQ holds V is the tangent cone of C."""
    return this.conjunction()
