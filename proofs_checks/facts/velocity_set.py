"""When V(x) = {v : grad g_i.v + alpha g_i >= 0 for all i with g_i <= 0} is empty."""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, eq, every, ne, prose, reals, some
from askewtheory.kernel import remoteness_in_cell, slope_in_cell
from proofs_checks.vocabulary import Run

A, B, W, EPSILON, ALPHA, V, PSI, SLOPE = reals("a b w epsilon alpha v psi slope")
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


G1, G2, S1, S2 = reals("g_1 g_2 s_1 s_2")
FACTOR = -ALPHA * G1 / S1 - ALPHA * G2 / S2
SCALED = states(
    every(FACTOR * S1 >= -ALPHA * G1, FACTOR * S2 >= -ALPHA * G2, -ALPHA * G1 >= 0),
    {"alpha is positive": ALPHA > 0, "the first is violated": G1 <= 0, "the second too": G2 <= 0,
     "u serves the first": S1 > 0, "u serves the second": S2 > 0},
)  # fmt: skip


@fact(concludes=prose("under MFCQ at x a multiple of its direction is in V(x)"), parts=[SCALED])
def scaled(this):
    """MFCQ at x: a large multiple of its direction u is in V."""
    return this.hand("any number of constraints: the factor is the sum of -alpha g_i/(grad g_i.u), "
                     "each term of which serves its own constraint")  # fmt: skip


MIDPOINT = Run((-1, 1), "1/2", steps=0, constants={"x": 0, "u": "u"})
"""Q = {-1, 1}, epsilon = 1/2, x = 0: psi = -1/2 and psi' = 0, whatever the velocity u is."""


ISOLATED = Run((-1, 1), 0, kind="quartic", steps=0, constants={"x": 1, "u": 1})
"""epsilon = 0, quartic: C is {-1, 1}, so that the tangent cone at 1 is {0}."""
