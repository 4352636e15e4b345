"""The proximal point x^ of a box C: what makes phi(x) = min over y in C of l(y) + M|x - y|^2 fall.

Notation of ``facts.drift``. Psi and S are built from x^; S = d = 0 says that w is stationary.
"""

from __future__ import annotations

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, iff, implies, minimum, prose, reals
from proofs_checks.facts import drift, force

G, Z, LOW, HIGH, W, X, Y, OTHER, SLOPE, CURVED = reals("g z lo hi w x y x_next A B")
SHORT = minimum(1, -SLOPE / (2 * CURVED + 1))
END = every(implies(every(LOW < W, W < HIGH), eq(G, 0)), implies(eq(W, LOW), G >= 0),
            implies(eq(W, HIGH), G <= 0))  # fmt: skip


@fact(
    given={"w is in its interval": every(LOW < HIGH, LOW <= W, W <= HIGH)},
    concludes=iff(every(G * (LOW - W) >= 0, G * (HIGH - W) >= 0), END),
)
def stationary(this):
    """<g, y - w> >= 0 for all y in the box says, in each coordinate, that w is in Z."""
    return this.solvers()


@fact(parts=[
    states(every(SHORT > 0, SHORT <= 1, SHORT * SLOPE + SHORT**2 * CURVED < 0),
           {"it falls": SLOPE < 0, "B >= 0": CURVED >= 0}),
    states(eq((X - Y) ** 2 + (X - Z) ** 2, 2 * (X - (Y + Z) / 2) ** 2 + (Y - Z) ** 2 / 2)),
    states(eq((OTHER - Y) ** 2, (X - Y) ** 2 + 2 * (OTHER - X) * (X - Y) + (OTHER - X) ** 2)),
])  # fmt: skip
def quadratics(this):
    """What the minimiser needs: t A + t^2 B < 0 for some t in (0, 1], and two expansions."""
    return this.conjunction()


@fact(
    given=[prose("grad l is M-Lipschitz on N, M > 0, and C is a box")],
    concludes=prose(
        "x^ exists and is unique, <grad l(x^) + 2M(x^ - w), p - x^> >= 0, |grad l(w) - grad l(x^)|"
        " <= M|w - x^| and phi(w^+) <= phi(w) + 2M<w^+ - w, w - x^> + M|w^+ - w|^2"),
    parts=[quadratics],
)  # fmt: skip
def proximal(this):
    """The minimiser x^ over a box, and what ``drift.BOX`` says of it."""
    return this.hand(
        "minimiser over a box: N is convex, so the M-Lipschitz gradient gives |l(y) - l(x) - "
        "<grad l(x), y - x>| <= (M/2)|y - x|^2 there; with the second identity y -> l(y) + "
        "M|w - y|^2 is strongly convex between any two points of C and their middle, so a "
        "minimising sequence in the compact C converges to the only minimiser x^. If A = "
        "<grad l(x^) + 2M(x^ - w), y - x^> < 0 for a y in C, the first line with B = "
        "(3M/2)|y - x^|^2 gives a better point x^ + t(y - x^) of C. w and x^ are in N. At w^+ the "
        "value of x^ bounds phi(w^+), and the third identity expands it"
    )


@fact(parts=[drift.distance, proximal, drift.drift, force.outside_bounds, force.quartic_bounds])
def pathwise(this):
    """Distance and drift, for both psi."""
    return this.conjunction()
