r"""Deterministic convergence with gamma_k -> 0 alone: its scalar parts and the written proof.

Setting
    Steps w + gamma v with the report's formula (quadratic psi), no noise; C the feasible set; the
    loss has an M-Lipschitz gradient; 0 < epsilon < min gap^2/4; alpha > 0, 0 < M_c < infinity;
    gamma_k > 0, gamma_k -> 0, sum gamma_k = infinity (not square-summable).
Claim
    loss(w_k) converges and d(w_k, Z) -> 0, Z = {w in C : 0 in grad l + N_C(w)}; v_k -> 0.
Proof (n coordinates; lines marked * are the facts below)
    1. |grad l| grows linearly and every coordinate outside C moves inward, so w_k is bounded, and
       G bounds the gradient there; by Lemma 1 and confinement w_k is, from some k on, near one box
       C where the force U has alpha delta <= U <= 2 alpha delta. Let gamma be small throughout.
    2.* p = P_C w, D = p^+ - p: g_i D_i <= -D_i^2/gamma for every coordinate.
    3.* Phi(w) = l(p): Phi^+ <= Phi - |D|^2/(2 gamma) + gamma M^2 d^2, d = |w - p|.
    4.* An excursion of coordinate i (a longest stretch outside C) starts with a step e from inside,
       delta <= gamma_e rho, rho = |g_i(w_e)|; over it sum gamma delta^2 <= (gamma_e rho)^2/alpha,
       and delta varies by at most 2 gamma_e rho. It ends by a gradient step inward only.
    5.* Before e let s be the start of the last stretch on which g_i is outward by rho/2 or more.
       Unless it is the first excursion of i, or i crosses its whole interval (then the gain
       sum |D|^2/(2 gamma) is at least rho width/8), s comes after the last re-entry, so g_i changes
       by rho/2 from s - 1 to e and w moves by rho/(2M). Let tau be the time from s to e. If tau >=
       1/M, or if p moves by rho/(4M), the gain is at least rho^2/(64 M). Otherwise the distances
       (of others, and of i itself if it re-entered at s - 1) vary by rho/(4M): by Cauchy-Schwarz
       rho^2 <= 512 M n gamma times the sum of rho_x^2 over excursions x begun in the stretch, or
       rho^2 <= 64 M^2 n times the sum of the squared variations in it of the at most n excursions
       under way.
    6. The stretches of one coordinate are disjoint, so those charges add up to at most n^2 (512 M
       gamma + 256 M^2 gamma^2) times the sum of all earlier rho_x^2: a half, for small gamma. Hence
       sum rho^2 <= constant + C gain, and by 4 the errors in 3 are at most a small multiple of the
       gain plus a constant. Phi is bounded below: sum |D|^2/gamma and sum gamma d^2 are finite,
       Phi converges, d -> 0, and loss(w_k) - Phi -> 0.
    7. If p_k -> p* not in Z along a subsequence, some coordinate has |g_j| >= 2 eta and room 2 eta
       at p*. Over a time T fixed, sum |D| <= (sum |D|^2/gamma)^(1/2) (2T)^(1/2) -> 0, so this
       lasts with eta; j is inside after a time delta/eta -> 0 and then moves at speed eta or more:
       a contradiction.
    8. v_k -> 0: if |v_i| >= 2 eta along a subsequence then, as U <= 2 alpha delta -> 0, v_i = -g_i,
       and as in 7 |g_i| >= eta lasts for a time T. If i moved on inside for T/2, the sum of |D|
       would not tend to 0; so it starts an excursion with rho >= eta within that time. But 6 says
       that sum rho^2 is finite.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import states
from askewtheory.audit.terms import maximum, minimum, prose, reals
from proofs_checks.facts import approach, velocity
from proofs_checks.formal import proved

DELTA, DEPTH, WIDTH, G, U, GAMMA, ALPHA, M, RHO, TAU, REST, Q, D, S, R, N = reals(
    "delta c W g U gamma alpha M rho tau r q d S R n"
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
CHARGE = states(
    RHO**2 <= 512 * M * N * GAMMA * R,
    {"M > 0": M > 0, "rho >= 0": RHO >= 0, "the distances vary": RHO <= 16 * M * S,
     "Cauchy-Schwarz": S**2 * M <= 2 * N * GAMMA * R},
)  # fmt: skip
GIVEN = {
    "the loss alone is smooth": prose("the loss has an M-Lipschitz gradient"),
    "epsilon is strictly below the limit": "0 < epsilon and 4*epsilon < Delta^2",
    "alpha > 0": "alpha > 0",
    "the clip is finite and positive": prose("M_c is finite and positive"),
    "stepsizes": prose("gamma_k > 0, gamma_k -> 0 and the sum of gamma_k diverges"),
}


def _parts() -> list[Any]:
    return [approach.OVERSHOOT, approach.GROWTH, *proved("lemma-1/clipped"), velocity.structure,
            *PROJECTION, DESCENT, *EXCURSION, *GAIN, CHARGE]  # fmt: skip


@fact(given=GIVEN, concludes=prose("loss(w_k) converges and d(w_k, Z) -> 0"), parts=_parts)
def convergence(this):
    """Deterministic convergence, steps tending to zero."""
    return this.hand("sums over excursions and the limit: lines 1 and 4 to 7 of the module's proof")


@fact(given=GIVEN, concludes=prose("v_k -> 0"), parts=_parts)
def velocity_vanishes(this):
    """The velocity tends to zero too."""
    return this.hand("velocity: line 8 of the module's proof, on top of lines 1 to 7")
