"""Theorem 5*: rates in expectation along the random index, near one box of feasible intervals.

Notation as in ``facts.drift`` and ``facts.proximal``: N, delta*, Psi, S, kappa; H is the sum of
gamma_k and Gamma_2 that of gamma_k^2 over the steps from k_0 on (here k = 0 ... T), tau drawn with
probability gamma_k/H, n coordinates. D[k], s[k] and P[k] are the expectations of d^2, S^2 and Psi
at w^(k); a = alpha (quadratic psi) or alpha/2 (quartic psi).
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, SUPPORTED, line, repair
from askewtheory.audit.statement import states
from askewtheory.audit.terms import (
    choose,
    eq,
    every,
    for_all,
    maximum,
    reals,
    substitute,
)
from proofs_checks.facts import drift, force, proximal, trials, velocity
from proofs_checks.facts.sums import K, T, total
from proofs_checks.formal import proved

A, M, BOUND, STAR, LEAST, COST, ALPHA, C = reals("a M B delta_star m c alpha bound")
D, P, DELTA = (reals(name)[0] for name in ("D", "P", "delta"))
S_K, GAMMA_K, HAT_K = (reals(name)[0][K] for name in ("s", "gamma", "ghat"))
SOME: Any = {"there is a step": T >= 0}
STAYS = DELTA[K] <= STAR
BOUNDED: Any = {
    "it starts in N": DELTA[0] <= STAR,
    "each step": for_all("k", 0, every(
        DELTA[K + 1] <= maximum(DELTA[K], GAMMA_K * abs(HAT_K)), abs(HAT_K) <= BOUND,
        GAMMA_K > 0, GAMMA_K * BOUND <= STAR)),
}  # fmt: skip


@line("theorem-5/repaired", PROVED, given=BOUNDED, concludes=for_all("k", 0, STAYS))
def stays(this):
    """The run stays in N: max(delta, gamma |ghat|) <= delta* if gamma B <= delta*."""
    start, each = this.statement.formulas
    base = states(substitute(STAYS, {"k": 0}), [start])
    step = states(substitute(STAYS, {"k": K + 1}), [*each.args[3].args, STAYS])
    return this.induction(base, step)


SQUARES = total(GAMMA_K * D[K])
APART = D[0] + BOUND**2 * total(GAMMA_K**2)


@line("theorem-5/repaired", PROVED, given={
    **SOME, "a distance": D[T + 1] >= 0, "the mean of the distance recursion": for_all(
        "k", 0, D[K + 1] <= (1 - A * GAMMA_K) * D[K] + GAMMA_K**2 * BOUND**2),
}, concludes=A * SQUARES <= APART,
    latex=r"\mathbb E d_\tau^2 \le (d_{k_0}^2 + \Gamma_2B_2^2)/(\alpha H)")  # fmt: skip
def distance(this):
    """The distance bound, times a*H."""
    return this.summed()


F, RIGHT = reals("F X")


@line("theorem-5/repaired", PROVED, parts=[
    distance, force.quartic_bounds, drift.distance,
    states(ALPHA * F <= 2 * RIGHT, {"a = alpha/2": eq(2 * A, ALPHA), "the bound": A * F <= RIGHT}),
], latex=r"\mathbb E d_\tau^2 \le 2(d_{k_0}^2 + \Gamma_2B_2^2)/(\alpha H)")  # fmt: skip
def distance_quartic(this):
    """Twice that for the quartic psi, whose distances contract by a = alpha/2."""
    return this.conjunction()


@line("theorem-5/repaired", PROVED, given={
    **SOME, "Psi >= min l over C": P[T + 1] >= LEAST, "the mean of the drift": for_all(
        "k", 0, P[K + 1] <= P[K] - 2 * M**2 * GAMMA_K * S_K + GAMMA_K**2 * COST),
}, concludes=2 * M**2 * total(GAMMA_K * S_K)
    <= P[0] - LEAST + COST * total(GAMMA_K**2))  # fmt: skip
def stationarity(this):
    """The bound on S, times 2 M^2 H; c = (M + kappa) B_2^2 + 4 M alpha^2 n (delta*)^2."""
    return this.summed()


@line("theorem-5/repaired", PROVED, latex=r"\kappa = (2M/\alpha)(M - \alpha)^+", parts=[
    stationarity, drift.drift, velocity.structure, force.quartic_bounds,
    states(eq((M / A) * maximum(M - 2 * A, 0), (2 * M / ALPHA) * maximum(M - ALPHA, 0)),
           {"a = alpha/2": eq(2 * A, ALPHA), "alpha is positive": ALPHA > 0, "M > 0": M > 0}),
])  # fmt: skip
def stationarity_quartic(this):
    """For the quartic psi the same bound on S, with kappa for alpha/2.

    The drift holds for any a with a delta <= U <= 2 alpha delta; a enters kappa only.
    """
    return this.conjunction()


GAMMA, HAT = reals("gamma ghat")


@line("theorem-5/repaired", PROVED, given={"delta* is positive": STAR > 0, "gamma > 0": GAMMA > 0},
      concludes=choose(GAMMA * abs(HAT) > STAR, 1, 0) * STAR**2 <= (GAMMA * HAT) ** 2)  # fmt: skip
def escape(this):
    """Unbounded noise leaves N by a step with gamma |ghat_i| > delta* only: Markov's inequality."""
    return this.solvers()


@repair(
    "theorem-5", title="Rates in expectation along the random index",
    source="In place of Theorem 5",
    latex=r"\mathbb E S_\tau^2 \le \frac{\Psi(w_{k_0}) - \min_C\ell + \Gamma_2[(M+\kappa)B_2^2 + "
    r"4M\alpha^2 n\delta_*^2]}{2M^2H},\quad "
    r"\mathbb E d_\tau^2 \le \frac{d_{k_0}^2 + \Gamma_2B_2^2}{\alpha H}",
    parts=lambda: [stays, distance, distance_quartic, stationarity, stationarity_quartic, escape,
                   proximal.exists, proximal.stationary,
                   *proved("theorem-5/repaired")],
)  # fmt: skip
def theorem(this):
    """From w_{k_0} in N, with bounded ghat and small steps, the run stays in N at these rates.

    |ghat_i| <= B_inf, E|ghat|^2 <= B_2^2 and gamma_k <= min(1/(2 alpha), delta*/B_inf). For tau
    drawn with probability gamma_k/H, E S_tau^2 and E d_tau^2 are O((1 + Gamma_2)/H): a rate for S
    and d, which are both 0 in Z only. Z holds the minimisers of the loss over the box, so it is not
    empty. If (1 + Gamma_2)/H -> 0 as the number of steps grows, then d(w_tau, Z) -> 0 in
    probability: for each eta > 0, P(d(w_tau, Z) >= eta) is at most a constant times
    (1 + Gamma_2)/H. Noise without a bound leaves N with a probability of at most
    B_2^2 Gamma_2/(delta*)^2.
    """
    return this.conjunction()


@line("theorem-5/repaired", SUPPORTED, parts=[distance, stationarity])
def exact_expectations(this):
    """Both bounds against exact expectations over all outcomes of two-point noise."""
    found, control = trials.rates(8)
    return this.supported(found, control=control, seed=0, detail=(
        "both psi, all 2^8 noise sequences, exact fractions, no random numbers (control: the bound "
        "on S divided by 20)"))  # fmt: skip
