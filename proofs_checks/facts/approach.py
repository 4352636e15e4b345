"""Why iterates stay bounded: outside the hull of the feasible set they go inward."""

from __future__ import annotations

from askewtheory.audit.statement import states
from askewtheory.audit.terms import maximum, reals

DELTA, WIDTH, SPREAD, GAMMA, C, M, ETA, BALL, PUSH = reals("delta W D gamma c M eta b p")
SPEED = C + M * SPREAD + (BALL + SPREAD) * ETA
SIZES = {
    "D is a distance": SPREAD >= 0,
    "c >= 0": C >= 0,
    "b >= 0": BALL >= 0,
    "eta >= 0": ETA >= 0,
    "M > 0": M > 0,
    "gamma > 0": GAMMA > 0,
}
OVERSHOOT = states(
    maximum(0, DELTA - GAMMA * PUSH, GAMMA * PUSH - DELTA - WIDTH)
    <= maximum(DELTA, GAMMA * abs(PUSH)),
    {
        "outside the hull": DELTA >= 0,
        "the hull has a width": WIDTH >= 0,
        "gamma > 0": GAMMA > 0,
        "the step is inward": PUSH >= 0,
    },
)
"""Outside the hull of C the step is inward: delta^+ <= max(delta, gamma |v|)."""
GROWTH = states(
    maximum(SPREAD, GAMMA * SPEED) <= maximum(SPREAD, 2 * GAMMA * (C + BALL * ETA)),
    {**SIZES, "gamma is small": 2 * GAMMA * (M + ETA) <= 1},
)
"""D is the largest distance to the hull.

c + M D bounds M_c and the gradient, (b + D) eta the noise.
"""
