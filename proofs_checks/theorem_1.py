r"""Theorem 1, as cited: false at equality of the printed limit on epsilon.

Setting
    Algorithm 2 with the quartic remoteness of Definition 2 and the printed update, its convention
    s_i = M_c at a midpoint included.
Valid for
    epsilon strictly below the limit, with a locally Lipschitz gradient and indices drawn uniformly
    and independently; see the repair.
Source
    Report, Theorem 1, cited from Leconte et al.; the sentence on the modified version in section 5.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, UNDECIDED, claim, line, repair
from askewtheory.audit.terms import prose
from proofs_checks.facts import distance, drift, force, proximal, stochastic, velocity
from proofs_checks.facts.losses import linear
from proofs_checks.vocabulary import (
    A3_DISPLAYED,
    A3_LIPSCHITZ,
    A5,
    CLOSED,
    QUARTIC_CLOSED,
    Run,
    named,
)

A4 = named("A4: the loss is smooth of every order (linear)", "M_s == 0")
EITHER = (A3_DISPLAYED, A3_LIPSCHITZ, A4, A5)
CONVERGES = ("limsup(l[k] for k in N) == liminf(l[k] for k in N) and "
             "limsup(d_Z[k] for k in N) == 0")  # fmt: skip
TRAPPED = Run((-1, 1), 1, kind="quartic", loss=linear(1), start=0, family=["0", "1/(n + 1)"],
              gamma=["1/(n + 1)", "1/(n + 1)"], constants={"L": 1})  # fmt: skip
"""0, 1, 0, 1/2, 0, 1/3, ...: up by the convention, down by the gradient; Z = {-2}."""
INSTEAD = "limsup(d[k] for k in N) == 0 and limsup(l[k] for k in N) == liminf(l[k] for k in N)"


@claim(
    "theorem-1", REFUTED, title="Asymptotic convergence with bounded gradients",
    source="Report, Theorem 1 (cited)", about="run",
    latex=r"\lim_{k\to\infty} d(w^{(k)}, \mathcal{Z}_\varepsilon) = 0",
    given=[EITHER, QUARTIC_CLOSED], concludes=CONVERGES,
)  # fmt: skip
def as_printed(this):
    """Almost surely l(w^(k)) converges and the distance to the stationary set tends to zero.

    Under A3, A4, A5 and 0 < epsilon <= min gap^4/16. With s_i = M_c at a midpoint; the instance has
    one sample and satisfies A3 in both readings.
    """
    return this.refuted(TRAPPED, instead=INSTEAD, parameters=["n >= 0"])


@line("theorem-1", REFUTED, about="run", given=[EITHER, CLOSED], concludes=CONVERGES)
def modified_version(this):
    """The theorem (and so its proof) still holds with the quadratic psi and its limit gap^2/4."""
    return this.refuted(TRAPPED.but(kind="quadratic"), instead=INSTEAD, parameters=["n >= 0"])


SAMPLES = named(
    "the loss is the mean of s_1 w and s_2 w, and always the first is drawn",
    "all(grad(w[k]) == (s_1 + s_2)/2 and ghat[k] == s_1 for k in N)",
)
BOUNDS = named("A3 for both, in both readings",
               "s_1^2 <= L and s_2^2 <= L and abs(s_1) <= L and abs(s_2) <= L")  # fmt: skip


@line("theorem-1", REFUTED, about="run", given=[SAMPLES, BOUNDS, A4, A5, QUARTIC_CLOSED],
      concludes=CONVERGES)  # fmt: skip
def sampling(this):
    """How the indices j_i are drawn does not matter (no assumption mentions it).

    l_1 = w and l_2 = -3w: w rests at -7/4, where the loss -w is not stationary.
    """
    run = Run(
        (-1, 1),
        "9/16",
        kind="quartic",
        loss=linear(-1),
        start="-7/4",
        noise=[2],
        family=["-7/4"],
        gamma=["1/(n + 1)"],
        constants={"s_1": 1, "s_2": -3, "L": 9},
    )
    return this.refuted(run, instead=INSTEAD, parameters=["n >= 0"])


@line("theorem-1", UNDECIDED, concludes=prose("Sard's theorem makes A4 necessary for the proof"))
def sard(this):
    """Sard's theorem makes A4 necessary for the cited proof."""
    return this.undecided(
        "the sentence is about a proof that the report cites and does not print; tried: for "
        "functions of d variables Sard's theorem needs d derivatives in general, but the repair "
        "shows that the conclusion holds without A4 if the gradient is locally Lipschitz"
    )


GIVEN: Any = [
    prose("0 < epsilon < min gap^4/16 (quadratic psi: gap^2/4), alpha > 0, 0 < M_c < infinity"),
    prose("A3 for every l_j, in either reading, and the gradient of the loss is locally Lipschitz"),
    prose("each index is drawn uniformly and independently of the past, and A5"),
]


@repair(
    "theorem-1", title="Convergence with bounded gradients, strictly below the limit",
    source="In place of the report's Theorem 1", about="run",
    latex=r"\lim_{k\to\infty} d(w^{(k)}, \mathcal{Z}_\varepsilon) = 0",
    given=GIVEN, concludes=prose("almost surely l(w_k) converges and d(w_k, Z_epsilon) -> 0"),
    parts=[velocity.five_cases, velocity.structure, distance.quadratic, distance.quartic,
           force.outside_bounds, force.quartic_bounds, drift.distance, proximal.proximal,
           drift.drift, proximal.stationary, stochastic.martingale],
)  # fmt: skip
def repaired(this):
    """Almost surely loss(w_k) converges and d(w_k, Z_epsilon) -> 0, strictly below the limit.

    Let epsilon < min gap^4/16 (quadratic psi: gap^2/4), every l_j satisfy A3 and the gradient be
    locally Lipschitz (A4 gives it for d >= 2), each index be drawn uniformly and independently of
    the past, and A5 hold. A4 and coercivity are not needed. For the printed rule, whose convention
    acts at every midpoint with psi <= 0.
    """
    return this.hand(
        "convergence: A3 bounds every stochastic gradient, |ghat| <= G, so gamma_k |v| -> 0. A "
        "midpoint is left by a step of length gamma_k M_c; from some k on no basin is left, and "
        "delta_i^+ <= max(delta_i - gamma_k min(alpha delta_i/2, M_c), gamma_k |v_i|) with sum "
        "gamma_k = infinity brings w into N of one box for good, with delta_i -> 0. xi = ghat - "
        "grad l(w) is bounded and has mean zero given the past, so sum gamma_k <xi_k, z_k> (of "
        "every box, z set to 0 off its N) and the vector series sum gamma_k xi_k converge almost "
        "surely, and sum gamma_k^2 |ghat_k|^2 is finite. The drift then reads A_(k+1) <= A_k - B_k "
        "+ e_k, where sum e_k converges and A is bounded below: A_k - sum of e_j before k "
        "decreases, so Psi converges and sum gamma_k S_k^2 is finite. In a window where the "
        "stepsizes add up to T, w moves by at most G T, a noise sum that tends to 0, one step and "
        "one distance, so S_k^2 <= 2 S_j^2 + c for its ends if T is small: with sum gamma_k = "
        "infinity this makes S -> 0. S = d = 0 says x^ = w in C, which is stationarity; S and d "
        "are continuous on the compact N, so d(w_k, Z) -> 0. l(w) - phi(w) -> 0 as w - x^ -> 0, "
        "and phi = Psi - kappa d^2 converges, so l(w_k) does"
    )


@line("theorem-1/repaired", PROVED, latex=r"v = -\max(g, u)", parts=[velocity.structure])
def repaired_velocity(this):
    """Near an interval the velocity is minus a maximum."""
    return this.conjunction()


@line("theorem-1/repaired", PROVED, latex=r"-v(\delta + z) \ge r\delta^2 + gz",
      parts=[drift.inner_product])  # fmt: skip
def repaired_drift(this):
    """The drift of one infeasible coordinate; r is alpha (quadratic psi) or alpha/2 (quartic)."""
    return this.conjunction()
