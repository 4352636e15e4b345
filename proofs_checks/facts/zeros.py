"""Where the velocity without noise is zero: on the stationary set."""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.provers.trace import on_every_path
from askewtheory.audit.statement import states
from askewtheory.audit.terms import Formula, eq, every, iff, ne, some
from proofs_checks.facts import velocity
from proofs_checks.facts.velocity import POSITIVE, PSI, SLOPE

GHAT = velocity.GRADIENT
STATIONARY = some(every(PSI > 0, eq(GHAT, 0)), every(eq(PSI, 0), -GHAT * SLOPE <= 0))
"""The gradient vanishes inside, or points outward (or vanishes) at an end."""


def slanted(says: Any) -> Formula:
    """Return ``says`` of the velocity on every path with psi' != 0."""
    return on_every_path(velocity.velocity_paths(), says)


def flat(says: Any) -> Formula:
    """Return ``says`` of the velocity on every path with psi' = 0."""
    return on_every_path(velocity.velocity_paths(flat=True), says)


@fact(parts=lambda: [
    states(slanted(lambda v: iff(eq(v, 0), STATIONARY)), {**POSITIVE, "no midpoint": ne(SLOPE, 0)}),
    states(flat(lambda v: iff(eq(v, 0), every(PSI > 0, eq(GHAT, 0)))),
           {**POSITIVE, "psi is not zero": ne(PSI, 0)}),
])  # fmt: skip
def without_noise(this):
    """s(g, w) = 0 exactly on Z, where psi and psi' do not vanish together."""
    return this.conjunction()
