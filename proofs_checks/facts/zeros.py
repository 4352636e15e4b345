"""Where the velocity is zero: on the stationary set, and nowhere outside of the feasible set."""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.provers.trace import on_every_path
from askewtheory.audit.statement import states
from askewtheory.audit.terms import Formula, eq, every, iff, maximum, ne, prose, reals, some
from proofs_checks.facts import velocity
from proofs_checks.facts.velocity import POSITIVE, PSI, SLOPE

GHAT = velocity.GRADIENT
(ONE, TWO, NOISE) = reals("t1 t2 s")
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


@fact(parts=lambda: [
    velocity.inside,
    states(flat(lambda v: eq(v, -GHAT)), {**POSITIVE, "psi is positive": PSI > 0}),
])  # fmt: skip
def inside(this):
    """Where psi > 0, v = -ghat for every ghat, at feasible midpoints too."""
    return this.conjunction()


MEAN = states(eq(-(GHAT + NOISE + GHAT - NOISE) / 2, -GHAT))
BOUNDARY = states(ONE + TWO <= 0, {"the mean of the positive parts is zero":
                                   eq(maximum(ONE, 0) + maximum(TWO, 0), 0)})  # fmt: skip
PUSHED = [
    velocity.push,
    states(flat(lambda v: v > 0), {**POSITIVE, "psi is not positive": PSI <= 0}),
]


@fact(concludes=prose("where psi > 0 the mean velocity is -g"), parts=lambda: [inside, MEAN])
def interior(this):
    """Where psi > 0, v = -ghat, and its mean is -g."""
    return this.hand("expectation: E(-ghat) = -E ghat = -g for any law (A6)")


@fact(
    concludes=prose("where psi < 0, or psi = 0 = psi', the mean velocity is not zero"), parts=PUSHED
)
def never_outside(this):
    """Where psi < 0, s v > 0 for every ghat (v = M_c where psi <= 0 = psi'), so h != 0."""
    return this.hand("expectation: the mean of a positive variable is positive, and the push has one "
                     "sign for every ghat")  # fmt: skip


@fact(concludes=prose("h(w) = 0 implies that w is stationary, with any noise"),
      parts=lambda: [interior, never_outside, velocity.structure, BOUNDARY])  # fmt: skip
def only_if(this):
    """The mean velocity vanishes on the stationary set only."""
    return this.hand(
        "expectation: inside h = -g; outside h is not zero; at an end s v = max(-s ghat, 0) is a "
        "non-negative variable of mean zero, so zero, hence -s ghat <= 0 always and -s g <= 0"
    )
