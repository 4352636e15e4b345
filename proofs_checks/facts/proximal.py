"""The proximal point x^ of a box C: what makes phi(x) = min over y in C of l(y) + M|x - y|^2 fall.

Notation of ``facts.drift``. Psi and S are built from x^; S = d = 0 says that w is stationary.
"""

from __future__ import annotations

from askewtheory.audit.claim import fact
from askewtheory.audit.terms import eq, every, iff, implies, reals
from proofs_checks.formal import FOLDER, theorem

G, LOW, HIGH, W = reals("g lo hi w")
END = every(implies(every(LOW < W, W < HIGH), eq(G, 0)), implies(eq(W, LOW), G >= 0),
            implies(eq(W, HIGH), G <= 0))  # fmt: skip


@fact(
    given={"w is in its interval": every(LOW < HIGH, LOW <= W, W <= HIGH)},
    concludes=iff(every(G * (LOW - W) >= 0, G * (HIGH - W) >= 0), END),
)
def stationary(this):
    """<g, y - w> >= 0 for all y in the box says, in each coordinate, that w is in Z."""
    return this.solvers()


@fact(concludes=lambda: theorem("minimiser.minimiser_exists"))
def exists(this):
    """x^ exists where grad l is M-Lipschitz."""
    return this.formal(FOLDER)


@fact(concludes=lambda: theorem("minimiser.minimiser_unique"))
def unique(this):
    """x^ is unique."""
    return this.formal(FOLDER)


@fact(concludes=lambda: theorem("drift.drift"))
def drift(this):
    """The drift of Psi, whose x^ is the minimiser, for the kernel's velocity and both psi."""
    return this.formal(FOLDER)


@fact(concludes=lambda: theorem("drift.distance"))
def distance(this):
    """Both distance inequalities for the kernel's velocity and both psi."""
    return this.formal(FOLDER)
