"""Why the distance to the feasible set tends to zero: bounded steps that go inward (Lemma 1)."""

from __future__ import annotations

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import states
from askewtheory.audit.terms import maximum, prose, reals
from proofs_checks.facts import distance, velocity

DELTA, LEAST, MOVE, WIDTH, SPREAD, GAMMA, C, M, ETA, BALL, PUSH = reals(
    "delta gamma_m s W D gamma c M eta b p"
)
INWARD_STEP = states(
    maximum(DELTA - MOVE, 0, MOVE - DELTA - WIDTH) <= maximum(DELTA - LEAST, 0),
    {"it is outside": DELTA > 0, "the step is inward": LEAST > 0, "by at least gamma m":
     LEAST <= MOVE, "by at most the width": MOVE <= WIDTH},
)  # fmt: skip
"""The distance after one inward step: before the interval, in it, or beyond it."""
ARGUMENT = (
    "limit: let |g| <= G. With B = max(G, M_c) and gamma_k B below every interval's width, "
    "delta_{k+1} <= max(delta_k - gamma_k min(alpha delta_k/2, M_c), gamma_k B): outside by the "
    "line on one step; from a feasible point since the step is at most gamma_k B; and at a "
    "midpoint, equally far from both intervals, since it moves by gamma_k M_c towards the right "
    "one. The sum of gamma_k diverges, so delta_k falls below any eta; gamma_k B < eta keeps it "
    "there. Coordinates are finitely many"
)


@fact(
    given={"the clip is finite and positive": prose("M_c is finite and positive"),
           "gradients are bounded on the run": prose("the gradients on the run are bounded"),
           "stepsizes": prose("gamma_k -> 0 and the sum of gamma_k diverges")},
    concludes=prose("d(w_k, C) -> 0 on every path"),
    parts=lambda: [velocity.five_cases, distance.quadratic, distance.quartic, INWARD_STEP],
)  # fmt: skip
def to_zero(this):
    """Bounded gradients, a finite clip, gamma_k -> 0 with a divergent sum: d(w_k, C) -> 0."""
    return this.hand(ARGUMENT)


SPEED = C + M * SPREAD + (BALL + SPREAD) * ETA
SIZES = {"D is a distance": SPREAD >= 0, "c >= 0": C >= 0, "b >= 0": BALL >= 0, "eta >= 0": ETA >= 0,
         "M > 0": M > 0, "gamma > 0": GAMMA > 0}  # fmt: skip
OVERSHOOT = states(
    maximum(0, DELTA - GAMMA * PUSH, GAMMA * PUSH - DELTA - WIDTH) <= maximum(DELTA, GAMMA * abs(PUSH)),
    {"outside the hull": DELTA >= 0, "the hull has a width": WIDTH >= 0, "gamma > 0": GAMMA > 0,
     "the step is inward": PUSH >= 0},
)  # fmt: skip
"""Outside the hull of C the step is inward: delta^+ <= max(delta, gamma |v|)."""
GROWTH = states(
    maximum(SPREAD, GAMMA * SPEED) <= maximum(SPREAD, 2 * GAMMA * (C + BALL * ETA)),
    {**SIZES, "gamma is small": 2 * GAMMA * (M + ETA) <= 1},
)
"""D is the largest distance to the hull; c + M D bounds M_c and the gradient, (b + D) eta the noise."""
