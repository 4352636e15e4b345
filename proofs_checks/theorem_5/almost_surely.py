r"""The random index of Theorem 5: independent draws cannot converge almost surely.

Setting
    tau_K takes the value k in {k_0, ..., K} with probability gamma_k/H_K, H_K = gamma_{k_0} + ...
    + gamma_K; the draws for different K are independent (the report does not couple them). A run
    is counted from k_0 on, so k_0 = 0 here; the instances start anywhere on their orbit.
Valid for
    Convergence in probability, and almost surely if all tau_K come from one uniform variable.
    With independent draws w^(k_0) returns for infinitely many K, whatever k_0 is.
Source
    Report, Theorem 5 (ii).
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, fact, line, repair
from askewtheory.audit.terms import choose, eq, every, implies, negation, prose, reals
from proofs_checks.facts.losses import linear
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A3_DISPLAYED, A3_LIPSCHITZ, A5, STRICT, Run, named

QUIET = named("A6, A7: no noise, sigma = 0", "all(ghat[k] == g[k] for k in N)")
FIRST = named("gamma_(k_0) <= min(1, 1/L)", "gamma[0] <= 1 and gamma[0]*L <= 1")
GIVEN = (A3_DISPLAYED, A3_LIPSCHITZ, A5, QUIET, FIRST)
CONVERGES = ("dist_Z(w[0]) == 0 or "
             "converges(gamma[0]/sum(gamma[k] for k in range(0, K + 1)) for K in N)")  # fmt: skip
"""What almost sure convergence along independent draws says of w^(k_0).

By the lemmas of Borel and Cantelli a state at a positive distance is drawn for finitely many K,
almost surely, exactly if the sum of its probabilities gamma_{k_0}/H_K is finite.
"""
HARMONIC = Run(
    (-1, 1), "3/4", loss=linear(-1), start="7/4 + 1/(2*(c + 1))", gamma=["1/(n + c + 2)"],
    family=["7/4 + 1/(2*(n + c + 1))"], constants={"L": 1},
)  # fmt: skip
"""w^(k) = 7/4 + 1/(2(k + 1)) with gamma_k = 1/(k + 2), from k = c on, for every c >= 0.

The loss is -w, and 7/4, where w^(k) tends to, is stationary.
"""


@claim(
    "theorem-5/almost-surely", REFUTED,
    severity="wrong",
    why="With independent draws each index's weights have a divergent sum: early iterates return.",
    title="Almost sure convergence along the random index",
    source="Report, Theorem 5 (ii)", about="run", given=[*GIVEN, STRICT], concludes=CONVERGES,
    latex=r"\lim_{K\to\infty} d(w^{(\tau_K)}, \mathcal{Z}_\varepsilon) = 0 \text{ a.s.}",
    uses=["definition-5", "lemma-1", "section-5/type-4", "theorem-5/descent"],
)  # fmt: skip
def independent_draws(this):
    """Almost surely the distance of w^(tau_K) to the stationary set tends to zero.

    With tau_K drawn at each K with weights proportional to the stepsizes, independently. But H_K <=
    (K - k_0 + 1) gamma_{k_0}, so the probabilities of k_0 have an infinite sum: w^(k_0), which is
    not stationary, returns for ever.
    """
    return this.refuted(HARMONIC, instead="lim(w[k] for k in N) == 7/4",
                        parameters=["c >= 0", "n >= 0"])  # fmt: skip


EARLY, TOTAL, ETA, BEFORE, U, GAMMA = reals("H_k H_K eta H_j U gamma")
DISTANCE, INDEX, LAST, M = reals("d tau nu m")
LENGTH = (BEFORE + GAMMA) / TOTAL - BEFORE / TOTAL


@fact(given=[prose("X_k converges to X almost surely")],
      concludes=prose("X_k converges to X in probability"))  # fmt: skip
def in_probability(this):
    """With X_k the indicator of nu > k, nu the last index at a distance above eta, and X = 0."""
    return this.textbook("almost sure convergence")


@line("theorem-5/almost-surely/repaired", PROVED,
      given={"nu is the last index at a distance above eta":
             implies(DISTANCE > ETA, INDEX <= LAST)},
      concludes=choose(DISTANCE > ETA, 1, 0) <= choose(LAST > M, 1, 0) + choose(INDEX <= M, 1, 0),
      latex=r"\Pr[d_{\tau_K} > \eta] \le \Pr[\nu > m] + \Pr[\tau_K \le m]")  # fmt: skip
def repaired_union(this):
    """A bound by a union, in the indicators of the events: no independence is used.

    d is the distance of w^(tau_K) to Z; take means, let K tend to infinity, then m.
    """
    return this.solvers()


@line("theorem-5/almost-surely/repaired", PROVED,
      given={"H_k is positive": EARLY > 0, "eta > 0": ETA > 0,
             "H_K >= H_k/eta": TOTAL * ETA >= EARLY},
      concludes=EARLY / TOTAL <= ETA)  # fmt: skip
def repaired_weights(this):
    """Every fixed range of indices loses its weight: P(tau_K <= k) = H_k/H_K."""
    return this.solvers()


@line("theorem-5/almost-surely/repaired", PROVED,
      given={"j <= k": BEFORE <= EARLY, "H_k is positive": EARLY > 0,
             "0 < U < 1": every(U > 0, U < 1), "H_K > H_k/U": TOTAL > EARLY / U},
      concludes=negation(BEFORE >= U * TOTAL))  # fmt: skip
def repaired_one_uniform(this):
    """With one uniform variable the index tends to infinity: no j <= k has H_j >= U H_K."""
    return this.solvers()


@line("theorem-5/almost-surely/repaired", PROVED,
      given={"H_K is positive": TOTAL > 0, "gamma is positive": GAMMA > 0},
      concludes=every(eq(LENGTH, GAMMA / TOTAL), LENGTH > 0))  # fmt: skip
def repaired_distribution(this):
    """And it has the printed distribution: H_{k-1} < U H_K <= H_k has the length gamma_k/H_K."""
    return this.solvers()


@repair(
    "theorem-5/almost-surely",
    title="The random index: in probability, or with one uniform variable",
    source="In place of Theorem 5 (ii)", latex=r"\Pr[\tau_K \le k] = H_k/H_K \to 0",
    parts=lambda: [in_probability, repaired_union, repaired_weights, repaired_one_uniform,
                   repaired_distribution, *proved("theorem-5/almost-surely/repaired")],
)  # fmt: skip
def repaired(this):
    """If d(w^(k), Z) -> 0 almost surely then d(w^(tau_K), Z) -> 0 in probability.

    That is so for every joint law of the indices and the run. If d(w^(k), Z) -> 0 in probability
    only, it is so for indices that are independent of the run. And d(w^(tau_K), Z) -> 0 almost
    surely if tau_K = min{k : H_k >= U H_K} with one uniform U.
    """
    return this.conjunction()
