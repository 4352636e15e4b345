"""The tangent cone of C = {g >= 0} from the gradients, under MFCQ (the notes' Lemma 3).

T(x) holds the limits of (x_j - x)/t_j with x_j in C, x_j -> x and t_j > 0 tending to 0;
I(x) = {i : g_i(x) <= 0}. On a line, p = grad g.dx, q = grad g.dy and L is a Lipschitz constant of
the gradient there.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import eq, prose, reals
from askewtheory.kernel import QUADRATIC, QUARTIC, remoteness_in_cell, slope_in_cell

A, B, W, H, EPSILON = reals("a b w h epsilon")
ALONG, INWARD, T, LIPSCHITZ, VALUE, START, SIZE, RADIUS = reals("p q t L g_j g n radius")

QUOTIENT = states((VALUE - START) / T >= 0, {
    "x_j is feasible": VALUE >= 0, "i is in I(x)": START <= 0, "t_j is positive": T > 0})  # fmt: skip
COMBINATION = states(ALONG + T * INWARD > 0, {
    "dx is allowed": ALONG >= 0, "dy goes inward": INWARD > 0, "t is positive": T > 0})  # fmt: skip
STRAIGHT = states(T * INWARD - LIPSCHITZ * T**2 / 2 >= 0, {
    "d goes inward": INWARD > 0, "L is positive": LIPSCHITZ > 0, "t >= 0": T >= 0,
    "t is small": T * LIPSCHITZ <= 2 * INWARD})  # fmt: skip
NEAR = states(T * SIZE < RADIUS, {
    "t is positive": T > 0, "|dy| is a length": SIZE >= 0, "t is small": T * (SIZE + 1) < RADIUS,
})  # fmt: skip


def at_ends() -> list[Statement]:
    """Return: at an end of an interval in a gap, allowed directions are those with psi' h >= 0."""
    psi = remoteness_in_cell(W + H, 1, (A, B), EPSILON, QUADRATIC)
    slope: Any = slope_in_cell(W, 1, (A, B), QUADRATIC)
    here = remoteness_in_cell(W, 1, (A, B), EPSILON, QUADRATIC)
    quartic = slope_in_cell(W, 1, (A, B), QUARTIC)
    given = {"a is left of b": A < B, "w is in the gap": A <= W, "and left of b": W < B,
             "epsilon is positive": EPSILON > 0, "psi(w) = 0": eq(here, 0)}  # fmt: skip
    return [
        states(psi >= 0, {**given, "h is allowed": slope * H >= 0}),
        states(slope * H >= 0, {**given, "w + h is feasible": psi >= 0, "h is short": H**2 < slope**2}),
        states(eq(quartic, 2 * (EPSILON - here) * slope)),
    ]  # fmt: skip


@fact(concludes=prose("a straight line whose gradient products are positive stays in C at first"),
      parts=[STRAIGHT])  # fmt: skip
def straight_line(this):
    """For fixed d with grad g_i.d > 0, x + t d is in C for small t >= 0."""
    return this.hand(
        "several constraints: g_i(x + t d) >= t grad g_i.d - L t^2/2 by Taylor's formula with an "
        "L-Lipschitz gradient; constraints with g_i(x) > 0 stay positive by continuity, and the "
        "smallest bound on t serves the others"
    )


@fact(concludes=prose("the tangent cone is closed"), parts=[NEAR])
def closed(this):
    """A limit of tangents is a tangent."""
    return this.hand("a diagonal sequence: of the sequences that define the tangents of a "
                     "convergent sequence, one takes later and later members")  # fmt: skip


@fact(
    concludes=prose("under MFCQ at a feasible x the tangents are the d with grad g_i.d >= 0, i in I"),
    parts=lambda: [QUOTIENT, COMBINATION, straight_line, closed, *at_ends()],
)  # fmt: skip
def cone(this):
    """The tangent cone is what the gradients say."""
    return this.hand(
        "limits: (g_i(x_j) - g_i(x))/t_j >= 0 tends to grad g_i(x).dx; conversely, with dy from "
        "MFCQ, dx + s dy is a tangent along a straight line for each s > 0, and s -> 0"
    )
