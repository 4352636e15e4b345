r"""Theorem 1, as cited: false at equality of the printed limit, and where sampling is biased.

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

from askewtheory.audit.claim import PROVED, REFUTED, UNDECIDED, claim, line, probe, repair
from askewtheory.audit.terms import prose
from proofs_checks.facts import drift, velocity
from proofs_checks.facts.losses import linear
from proofs_checks.formal import proved
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
    "theorem-1", REFUTED,
    severity="boundary", meant="theorem-1/repaired",
    why="At epsilon = gap^4/16 a run can return to midpoints for ever; how to sample is left open.",
    changes=["the indices are drawn uniformly and independently of the past",
             "epsilon < min gap^4/16 in place of <= (quadratic psi: gap^2/4)",
             "in one dimension the gradient is locally Lipschitz, which A4 gives in two or more"],
    title="Asymptotic convergence with bounded gradients",
    source="Report, Theorem 1 (cited)", about="run",
    latex=r"\lim_{k\to\infty} d(w^{(k)}, \mathcal{Z}_\varepsilon) = 0",
    given=[EITHER, QUARTIC_CLOSED], concludes=CONVERGES,
    uses=["lemma-1", "stationarity-signs"],
)  # fmt: skip
def as_printed(this):
    """Almost surely l(w^(k)) converges and the distance to the stationary set tends to zero.

    Under A3, A4, A5 and 0 < epsilon <= min gap^4/16. With s_i = M_c at a midpoint; the instance has
    one sample and satisfies A3 in both readings.
    """
    return this.refuted(TRAPPED, instead=INSTEAD, parameters=["n >= 0"])


@line(
    "theorem-1",
    REFUTED,
    about="run",
    given=[EITHER, CLOSED],
    concludes=CONVERGES,
    severity="boundary",
    why="At epsilon = gap^2/4 a run can return to midpoints for ever; how to sample is left open.",
    meant="theorem-1/repaired",
)
def modified_version(this):
    """The theorem (and so its proof) still holds with the quadratic psi and its limit gap^2/4."""
    return this.refuted(TRAPPED.but(kind="quadratic"), instead=INSTEAD, parameters=["n >= 0"])


SAMPLES = named(
    "the loss is the mean of s_1 w and s_2 w, and always the first is drawn",
    "all(grad(w[k]) == (s_1 + s_2)/2 and ghat[k] == s_1 for k in N)",
)
BOUNDS = named("A3 for both, in both readings",
               "s_1^2 <= L and s_2^2 <= L and abs(s_1) <= L and abs(s_2) <= L")  # fmt: skip


@probe("theorem-1", REFUTED, about="run", given=[SAMPLES, BOUNDS, A4, A5, QUARTIC_CLOSED],
      concludes=CONVERGES,
      severity="hypothesis",
      why="That the indices are drawn uniformly and independently must be assumed.",
      meant="theorem-1/repaired")  # fmt: skip
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


@repair(
    "theorem-1", title="Convergence with bounded gradients, strictly below the limit",
    source="In place of the report's Theorem 1",
    latex=r"\lim_{k\to\infty} d(w^{(k)}, \mathcal{Z}_\varepsilon) = 0",
    parts=lambda: [proved("a3-implies-a2/repaired")[0], *proved("theorem-1/repaired")],
)  # fmt: skip
def repaired(this):
    """Almost surely loss(w_k) converges and d(w_k, Z_epsilon) -> 0, strictly below the limit.

    Let epsilon < min gap^4/16 (quadratic psi: gap^2/4), every l_j satisfy A3 and the gradient be
    locally Lipschitz (A4 gives it for d >= 2), each index be drawn uniformly and independently of
    the past, and A5 hold. A4 and coercivity are not needed. For the printed rule, whose convention
    acts at every midpoint with psi <= 0.
    """
    return this.conjunction()


@line("theorem-1/repaired", PROVED, latex=r"v = -\max(g, u)", parts=[velocity.structure])
def repaired_velocity(this):
    """Near an interval the velocity is minus a maximum."""
    return this.conjunction()


@line("theorem-1/repaired", PROVED, latex=r"-v(\delta + z) \ge r\delta^2 + gz",
      parts=[drift.inner_product])  # fmt: skip
def repaired_drift(this):
    """The drift of one infeasible coordinate; r is alpha (quadratic psi) or alpha/2 (quartic)."""
    return this.conjunction()
