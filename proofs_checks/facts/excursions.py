r"""Deterministic convergence with gamma_k -> 0 alone: its scalar parts and the written proof.

Setting
    Steps w + gamma v with the report's formula (quadratic psi), no noise; C the feasible set; the
    loss has an M-Lipschitz gradient; 0 < epsilon < min gap^2/4; alpha > 0, 0 < M_c < infinity;
    gamma_k > 0, gamma_k -> 0, sum gamma_k = infinity (not square-summable).
Claim
    loss(w_k) converges and d(w_k, Z) -> 0, Z = {w in C : 0 in grad l + N_C(w)}; v_k -> 0.
Proof (n coordinates; lines marked * are the facts below)
    1. |grad l| grows linearly and every coordinate outside C moves inward, so w_k is bounded; by
       Lemma 1 and confinement w_k is, from some k on, near one box C, where the force U has
       alpha delta <= U <= 2 alpha delta, and d_k = |w_k - P_C w_k| -> 0. G bounds every |g_i|
       there, and W is the least width of the box. Start late, so that gamma is small throughout.
    2.* p = P_C w, D = p^+ - p: g_i D_i <= -D_i^2/gamma for every coordinate.
    3.* Phi(w) = l(p): Phi^+ <= Phi - |D|^2/(2 gamma) + gamma M^2 d^2.
    4.* A coordinate exits at e if it is inside at e and not at e + 1; rho = |g_i(w_e)|. Outside,
       alpha gamma delta^2 <= delta^2 - (delta^+)^2, and it re-enters by a gradient step only, which
       points inward. With E_k the sum of (gamma_k g_i)^2 over the exits at k, E the sum of the E_k
       and A = d^2 at the start: sum gamma d^2 <= (A + E)/alpha; so by 3 the gain, the sum of
       |D|^2/(2 gamma), is at most a constant plus (M^2/alpha)(A + E).
    5. Let i exit at e, with g_i = -rho; let s be the first index of the last stretch up to e on
       which i is inside and g_i <= -rho/2. On it |D_i| = gamma |g_i|. The ranges from s - 1 to e of
       one coordinate are disjoint; only for its first exit can s be the start itself.
    6.* If i is beyond the other end at s - 1 it crosses half of its width: the gain is at least
       rho W/8. Otherwise g_i(w_(s-1)) > -rho/2, and w moves by rho/(2M) from s - 1 to e. If p moves
       by rho/(4M) the gain in the range is at least rho^2/(64 M): tau is the time from s to e.
    7.* Otherwise d_e + d_(s-1) >= rho/(4M). Either d_e >= rho/(16M), and gamma^2 rho^2 is at most
       256 M^2 gamma^2 d_e^2; or rho^2 <= 32 M^2 (d_(s-1)^2 - d_e^2), whose sum over disjoint ranges
       is at most A + E.
    8. Add up: E <= constant + (a factor that tends to 0 with gamma) (gain + A + E). With 4, and
       gamma so small that the factor of E is at most 1/2, E, the gain and sum gamma d^2 are finite.
       So Phi converges, as it is bounded below, and loss(w_k) - Phi -> 0, as d -> 0.
    9. Over a time T fixed sum |D| <= (sum |D|^2/gamma)^(1/2) (2T)^(1/2) -> 0: w moves slowly.
       If p_k -> p* not in Z along a subsequence, some coordinate has |g_j| >= 2 eta and room 2 eta
       at p*. By the slow motion this lasts with eta; j is inside after a time delta/eta -> 0 and
       then moves at speed eta or more: a contradiction.
   10. v_k -> 0: let |v_i| >= 2 eta for infinitely many e. U <= 2 alpha delta -> 0, so v_i = -g_i
       for late e; say g_i = -rho. Take s as in 5; s is late with e, since i moves by at least eta
       times the time from s to e and its width is finite. If i is beyond the far end at e, or at
       s - 1, then from there on it moves inward and inside for a fixed time, at speed eta/2 or
       more: against 9. Otherwise i is inside at e, and 6 and 7 apply as to an exit: d_e + d_(s-1)
       -> 0 excludes 7, and the gain in a late range is at least rho^2/(64 M). But the whole gain is
       finite.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import states
from askewtheory.audit.terms import every, maximum, minimum, prose, reals, some
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
GIVEN = {
    "the loss alone is smooth": prose("the loss has an M-Lipschitz gradient"),
    "epsilon is strictly below the limit": "0 < epsilon and 4*epsilon < Delta^2",
    "alpha > 0": "alpha > 0",
    "the clip is finite and positive": prose("M_c is finite and positive"),
    "stepsizes": prose("gamma_k > 0, gamma_k -> 0 and the sum of gamma_k diverges"),
}


def _parts() -> list[Any]:
    return [approach.OVERSHOOT, approach.GROWTH, *proved("lemma-1/clipped"), velocity.structure,
            *PROJECTION, DESCENT, *EXCURSION, *GAIN, DISTANCE]  # fmt: skip


@fact(given=GIVEN, concludes=prose("loss(w_k) converges and d(w_k, Z) -> 0"), parts=_parts)
def convergence(this):
    """Deterministic convergence, steps tending to zero."""
    return this.hand("sums over exits and the limit: lines 1, 4, 5, 8 and 9 of the module's proof")


@fact(given=GIVEN, concludes=prose("v_k -> 0"), parts=_parts)
def velocity_vanishes(this):
    """The velocity tends to zero too."""
    return this.hand("velocity: line 10 of the module's proof, on top of lines 1 to 9")
