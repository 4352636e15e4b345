r"""Theorem 6: stochastic gradients of a coercive smooth loss, almost sure convergence.

Setting
    Algorithm 2 with unbiased stochastic gradients; h is the mean velocity, xi = v-hat - h.
Valid for
    epsilon strictly below the limit (the repair, with a different proof). At equality a feasible
    midpoint has the velocity +M_c by convention, and a run can return to it for ever.
Source
    Report, Theorem 6; parts of its proof are in ``lyapunov``, ``mean_field_zero``, ``penalty_c1``
    and ``stable``.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, probe, reading
from askewtheory.audit.terms import eq, reals
from proofs_checks.facts import velocity
from proofs_checks.facts.losses import huber_loss, quadratic_loss
from proofs_checks.facts.mean_field import Field
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A2_DISPLAYED, A2_LIPSCHITZ, A5, CLOSED, Run

ONE, TWO, FORCE = reals("t1 t2 U")
RETURNS = Run((-1, 1), 1, loss=huber_loss(1, -4), start=0, family=["0", "1/(n + 1)"],
              gamma=["1/(n + 1)", "1/(n + 1)"], constants={"M": 1})  # fmt: skip
"""0, 1, 0, 1/2, 0, 1/3, ...: up by the convention, down by the gradient; the loss is coercive."""
STATEMENT: dict[str, Any] = {
    "about": "run",
    "given": [A2_DISPLAYED, A2_LIPSCHITZ, A5, CLOSED,
              {"A1: the loss is coercive (beside -4 it grows with slope 1)":
               "loss(-10) >= 5 and loss(10) >= 13",
               "A6, A7: no noise": "all(ghat[k] == g[k] for k in N)"}],
    "concludes": "lim(d_Z[k] for k in N) == 0",
}  # fmt: skip
RETURN = "liminf(d_Z[k] for k in N) == 2"


@claim(
    "theorem-6",
    REFUTED,
    severity="boundary",
    meant="theorem-6/repaired",
    why="At epsilon = gap^2/4 the convention can drive a run off a midpoint, again and again.",
    changes=["epsilon < min gap^2/4 in place of <="],
    title="Almost sure convergence for coercive smooth losses",
    source="Report, Theorem 6",
    latex=r"\lim_{k\to\infty} d(w^{(k)}, \mathcal Z_\varepsilon) = 0 \text{ a.s.}",
    **STATEMENT,
    uses=[
        "theorem-6/lyapunov",
        "theorem-6/mean-field-zero",
        "theorem-6/penalty-c1",
        "theorem-6/stable",
    ],
)
def as_printed(this):
    """The distance of the iterates to the stationary set tends to zero almost surely.

    Under A1, A2, A5, A6, A7, epsilon <= min gap^2/4, and s_i = M_c at a midpoint.
    """
    return this.refuted(RETURNS, instead=RETURN, parameters=["n >= 0"])


@probe(
    "theorem-6",
    REFUTED,
    **STATEMENT,
    severity="boundary",
    why="At epsilon = gap^2/4 a run can leave the midpoint and return for ever.",
    meant="theorem-6/repaired",
)
def limit_case(this):
    """The statement at epsilon = gap^2/4."""
    return this.refuted(RETURNS, instead=RETURN, parameters=["n >= 0"])


@line("theorem-6", PROVED, latex=r"\mathbb E[\xi^{(k)}|\mathcal F_k] = 0",
      concludes=eq(((ONE - (ONE + TWO) / 2) + (TWO - (ONE + TWO) / 2)) / 2, 0))  # fmt: skip
def decomposition(this):
    """v-hat = h + xi with a martingale difference xi: by the definition of h (two outcomes)."""
    return this.certificate()


@line("theorem-6", PROVED, parts=lambda: proved("theorem-6/bounded"))
def bounded(this):
    """The iterates are bounded almost surely (claimed without proof), for every epsilon > 0.

    The gradient grows at most linearly, A5 holds, and E[|xi|^2 | past] <= sigma^2 (1 + |w|^2).
    """
    return this.conjunction()


SPREAD = "((velocity(x, grad(x) + sigma) - h(x))^2 + (velocity(x, grad(x) - sigma) - h(x))^2)/2"


@line(
    "theorem-6",
    REFUTED,
    latex=r"\mathbb E[\|\xi^{(k)}\|^2|\mathcal F_k] \le \sigma^2",
    about="mean field",
    given={"A2: the loss is smooth": "M_s >= 0", "sigma^2 is the variance of ghat": "sigma^2 >= 0"},
    concludes=f"{SPREAD} <= sigma^2",
    severity="hypothesis",
    why="It holds where the clip does not act.",
    meant="theorem-6/noise-variance-near",
)
def noise_variance(this):
    """The noise xi has variance at most sigma^2.

    Where the clip acts, a small change of ghat changes the velocity by a large step.
    """
    field = Field((-1, 1), "3/4", 1, "1/4", loss=quadratic_loss("1/2"), sigma="1/4",
                  constants={"x": 4})  # fmt: skip
    return this.refuted(field, instead=f"{SPREAD} == 1")


@reading(
    "theorem-6",
    PROVED,
    parts=lambda: [velocity.structure, *proved("theorem-6/noise-variance-near")],
)
def noise_variance_near(this):
    """The same where the clip does not act: s v = max(-s ghat, U) is 1-Lipschitz in ghat."""
    return this.conjunction()


@line("theorem-6", REFUTED, about="run",
      given=[CLOSED, {"x is an infeasible midpoint": "slope(x) == 0 and psi(x) < 0",
                      "y is any point left of it, close enough": "-1/16 <= y and y < 0",
                      "a continuous h changes little": "bound == 1"}],
      concludes="abs(velocity(x, 0) - velocity(y, 0)) <= bound",
      severity="gap",
      why=("h jumps at infeasible midpoints, so that the theorem does not apply; the"
           " limit stands."),
      meant="theorem-6/repaired")  # fmt: skip
def kushner_clark_continuity(this):
    """Kushner and Clark's theorem applies: h is continuous.

    h jumps by 2 M_c at an infeasible midpoint: it is M_c there and -M_c at every y close to it.
    """
    run = Run((-1, 1), "3/4", steps=0, constants={"x": 0, "y": "y", "bound": 1})
    return this.refuted(run, instead="abs(velocity(x, 0) - velocity(y, 0)) == 2*M_c",
                        parameters=["-1/16 <= y", "y < 0"])  # fmt: skip


@line(
    "theorem-6",
    REFUTED,
    **STATEMENT,
    severity="gap",
    why="The conditions listed do not suffice, as the case epsilon = gap^2/4 shows.",
    meant="theorem-6/repaired",
)
def kushner_clark(this):
    """The listed conditions imply convergence: in the limit case all of them hold, and it fails.

    Z = {-2} attracts every solution almost everywhere of the flow (by hand: h > 0 left of -2, h(-2)
    = 0, h = -1 on (-2, 2] but at the point 0, and h < 0 right of 2; a solution almost everywhere
    cannot stay at 0, where h = 1). Through 0 there is no classical solution.
    """
    return this.refuted(RETURNS, instead=RETURN, parameters=["n >= 0"])
