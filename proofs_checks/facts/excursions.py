r"""Deterministic convergence with gamma_k -> 0 alone: the scalar parts of its proof.

Setting
    Steps w + gamma v with the report's formula (quadratic psi), no noise; C the feasible set; the
    loss has an M-Lipschitz gradient; 0 < epsilon < min gap^2/4; alpha > 0, 0 < M_c < infinity;
    gamma_k > 0, gamma_k -> 0, sum gamma_k = infinity (not square-summable). p = P_C w, D = p^+ - p,
    d = |w - p|; a coordinate exits at e if it is inside its interval at e and not at e + 1, and
    then rho = |g_i(w_e)|; s begins the last stretch inside on which g_i keeps half of that.
Source
    The written proof of the repair of the notes' Theorem 1; Coq proves the whole of it
    (``formal/excursions.v``, ``vanishing_steps.v``, ``coming_to_rest.v``).
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.statement import states
from askewtheory.audit.terms import every, maximum, minimum, reals, some
from proofs_checks.facts import approach, velocity
from proofs_checks.formal import proved

DELTA, DEPTH, WIDTH, G, U, GAMMA, ALPHA, M, RHO, TAU, REST, Q, D, BEFORE = reals(
    "delta c W g U gamma alpha M rho tau r q d b"
)
SMALL = {"2 alpha gamma < 1": 2 * ALPHA * GAMMA < 1}
FORCED: Any = {"outside": DELTA >= 0, "alpha > 0": ALPHA > 0, "the force": U >= ALPHA * DELTA,
               "near C": U <= 2 * ALPHA * DELTA}  # fmt: skip
OUTSIDE = minimum(0, maximum(DELTA - GAMMA * maximum(G, U), -WIDTH))
INSIDE = minimum(0, maximum(-DEPTH - GAMMA * G, -WIDTH)) + DEPTH
STEP: Any = {"gamma > 0": GAMMA > 0, "the interval has a width": WIDTH > 0}
PROJECTION = [
    states(GAMMA * G * OUTSIDE + OUTSIDE**2 <= 0, {**STEP, **FORCED, **SMALL}),
    states(GAMMA * G * INSIDE + INSIDE**2 <= 0, {**STEP, "inside": DEPTH >= 0, "and at most W deep":
                                                 DEPTH <= WIDTH}),
]  # fmt: skip
"""g D <= -D^2/gamma: from outside (right of the interval) and from inside."""
DESCENT = states(
    -(Q**2) / GAMMA + M * D * Q + M * Q**2 / 2 <= -(Q**2) / (2 * GAMMA) + GAMMA * M**2 * D**2,
    {
        "gamma > 0": GAMMA > 0,
        "M > 0": M > 0,
        "gamma M <= 1/2": 2 * GAMMA * M <= 1,
        "q = |D|": Q >= 0,
        "d is a distance": D >= 0,
    },
)
AFTER = DELTA - GAMMA * maximum(G, U)
BEYOND: Any = {"outside": DELTA > 0, "alpha > 0": ALPHA > 0, "gamma > 0": GAMMA > 0,
               "the force": U >= ALPHA * DELTA}  # fmt: skip
EXCURSION = [
    states(
        ALPHA * GAMMA * DELTA**2 <= DELTA**2 - AFTER**2, {**BEYOND, "still outside": AFTER >= 0}
    ),
    states(
        AFTER > 0, {**BEYOND, "near C": U <= 2 * ALPHA * DELTA, **SMALL, "a forced step": G <= U}
    ),
]
"""A telescoping sum over an excursion, which gradient steps alone end."""
WANTED = RHO**2 / (64 * M)
STRETCH: Any = {"M > 0": M > 0, "tau >= 0": TAU >= 0, "r > 0": REST > 0, "r M <= 1": REST * M <= 1}
GAIN = [
    states(TAU * RHO**2 / 8 >= WANTED, {**STRETCH, "a long stretch": TAU * M >= 1}),
    states(
        RHO**2 / (32 * M**2 * (TAU + REST)) >= WANTED, {**STRETCH, "a short stretch": TAU * M <= 1}
    ),
]
DISTANCE = states(
    some(
        (GAMMA * RHO) ** 2 <= 256 * M**2 * GAMMA**2 * DELTA**2,
        RHO**2 <= 32 * M**2 * (BEFORE**2 - DELTA**2),
    ),
    {
        "M > 0": M > 0,
        "gamma > 0": GAMMA > 0,
        "rho > 0": RHO > 0,
        "distances": every(DELTA >= 0, BEFORE >= 0),
        "p moves by less than rho/(4M)": 4 * M * (DELTA + BEFORE) >= RHO,
    },
)
"""delta = d_e and b = d_(s-1); the first holds if d_e >= rho/(16M)."""


def parts() -> list[Any]:
    """Return what the proof takes from one coordinate, and from Lemma 1."""
    return [approach.OVERSHOOT, approach.GROWTH, *proved("lemma-1/clipped"), velocity.structure,
            *PROJECTION, DESCENT, *EXCURSION, *GAIN, DISTANCE]  # fmt: skip
