"""The first-order condition of min l over {psi >= 0}: multipliers, signs and the normal cone.

One coordinate: g is the gradient, ``slope`` is psi', ``lambda`` a multiplier, dw a direction.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import eq, every, iff, ne, prose, reals, some
from askewtheory.kernel import (
    QUADRATIC,
    QUARTIC,
    product_in_cell,
    remoteness_in_cell,
    slope_in_cell,
)

G, SLOPE, MULTIPLIER, DW, A, B, W, H = reals("g slope lambda dw a b w h")
MULTIPLE: Any = {"the gradient is a multiple of psi'": eq(G, MULTIPLIER * SLOPE)}
RULE = every(G * SLOPE >= 0, some(SLOPE > 0, SLOPE < 0, eq(G, 0)))
"""grad psi' >= 0, and grad = 0 if psi' = 0."""

FIRST_ORDER = states(G * DW >= 0, {
    **MULTIPLE, "the multiplier is >= 0": MULTIPLIER >= 0, "dw is allowed": SLOPE * DW >= 0})  # fmt: skip
"""A multiplier >= 0: an allowed direction does not lower the loss to first order."""
PRODUCTS: list[Any] = [
    states(RULE, {**MULTIPLE, "the multiplier is >= 0": MULTIPLIER >= 0}),
    states(every(eq(G, (G / SLOPE) * SLOPE), G / SLOPE >= 0), {"the rule": RULE, "off a midpoint":
                                                               ne(SLOPE, 0)}),
    states(eq(G, 0 * MULTIPLIER), {"the rule": RULE, "at a midpoint": eq(SLOPE, 0)}),
]  # fmt: skip
"""A multiplier >= 0 exists exactly if grad psi' >= 0, and grad = 0 where psi' = 0."""
INTERIOR = states(eq(G, 0), {**MULTIPLE, "nothing acts": eq(MULTIPLIER, 0)})


def edges(kind: int) -> list[Statement]:
    """Return: where psi = 0, psi' is zero at a midpoint only, near which psi is not negative."""
    found = []
    for index, place in ((0, [W < A]), (1, [A <= W, W < B]), (2, [W >= B])):
        product = product_in_cell(W, index, (A, B))  # epsilon, or its square root, where psi = 0
        slope = slope_in_cell(W, index, (A, B), kind)
        says = iff(eq(slope, 0), eq(2 * W, A + B)) if index == 1 else ne(slope, 0)
        found.append(states(says, [A < B, *place, product > 0]))
    power = 1 if kind == QUADRATIC else 2
    limit = ((B - A) ** 2 / 4) ** power
    beside = remoteness_in_cell((A + B) / 2 + H, 1, (A, B), limit, kind)
    return [*found, states(beside >= 0, [A < B, 2 * H <= B - A, 2 * H >= A - B])]


@fact(
    concludes=prose("N = {-sum lambda_i psi'_i, lambda_i >= 0} is the normal cone of C at its points"),
    parts=lambda: [*edges(QUADRATIC), *edges(QUARTIC)],
)  # fmt: skip
def normal_cone(this):
    """The printed N is the normal cone: one ray at an end, {0} inside and at touching midpoints."""
    return this.hand(
        "a product of intervals: near each of its points C is such a product, whose normal cone is "
        "the ray of -psi'_i at an end, and {0} inside, a feasible midpoint included"
    )
