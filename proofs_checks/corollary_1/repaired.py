r"""Corollary 1': the largest admissible stepsize, what its proof needs, and why no more will do.

Symbols as in ``facts.settling``: W the width of the level's interval, D the narrower infeasible
middle beside it, P = gamma G, C = gamma M_c, B = max(G, M_c).
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, line, repair
from askewtheory.audit.statement import states
from askewtheory.audit.terms import every, maximum, reals
from proofs_checks.facts import admissible, settling
from proofs_checks.facts.losses import linear
from proofs_checks.facts.settling import ALPHA, CLIP, DELTA, GAMMA, C, D, G, P, W
from proofs_checks.vocabulary import CONSTANT, Run, named

SIZES: Any = {"gamma, G and M_c are positive": every(GAMMA > 0, G > 0, CLIP > 0),
              "widths": every(W > 0, D > 0)}  # fmt: skip
SPEED = maximum(G, CLIP)
HALF: Any = {"gamma B <= D/2": 2 * GAMMA * SPEED <= D, "gamma G <= D/3": 3 * GAMMA * G <= D}


@repair(
    "corollary-1", title="The largest admissible stepsize",
    source="In place of the report's Corollary 1",
    latex=r"\gamma_{\max} = \min\left\{\frac{q_+ - q_-}{B}, \frac{D}{2B}, \frac{D}{3G}\right\},"
    r"\quad B = \max(G, M_c)",
    parts=admissible.COROLLARY_1,
)  # fmt: skip
def corollary(this):
    """Every gamma <= gamma_max keeps the cells, and distances and forces small from k_1 on.

    From Lemma 5's k_1 on d_i <= gamma G and |u_i| <= 2 alpha gamma G, whatever the dimension; the
    term D/(3G) is sharp. What the proof needs is gamma <= min{D/(3G), (q_+ - q_-)/(M_c - G)^+},
    which is never smaller, and with alpha free and the quadratic psi the largest: 1% more fails
    (claim corollary-1/sharper). The minimum is over the levels whose cells hold the start, or over
    all levels; no D terms if there is one level only. epsilon < min gap^2/4 (sqrt(epsilon) if psi
    is quartic).
    """
    return this.conjunction()


@line("corollary-1/repaired", PROVED, parts=admissible.CELLS_KEPT)
def cell(this):
    """The cell is kept."""
    return this.conjunction()


@line("corollary-1/repaired", PROVED, parts=[settling.interval_step],
      latex=r"\delta^+ \le \max(\delta - \gamma\tau, \gamma G)")  # fmt: skip
def distance(this):
    """One step of the distance."""
    return this.conjunction()


@line("corollary-1/repaired", PROVED, latex=r"|u_i| \le 2\alpha\gamma G",
      parts=[admissible.force_bound])  # fmt: skip
def force(this):
    """The force."""
    return this.conjunction()


@line("corollary-1/repaired", PROVED,
      latex=r"\gamma \le \min\{D/(3G), (q_+ - q_-)/(M_c - G)^+\}",
      given={**SIZES, "gamma B <= q_plus - q_minus": GAMMA * SPEED <= W, **HALF},
      concludes=every(3 * GAMMA * G <= D, GAMMA * CLIP <= W + GAMMA * G))  # fmt: skip
def enough(this):
    """gamma_max gives what the proof needs; the converse is false (the table of hypotheses)."""
    return this.solvers()


@line("corollary-1/repaired", PROVED, latex=r"\gamma \le \min\{1/(2\alpha), D/(2B), D/(3G)\}",
      parts=[
          states(every(2 * GAMMA * CLIP <= 2 * W + D, 2 * GAMMA * G <= D, 2 * GAMMA * ALPHA <= 1),
                 {**SIZES, **HALF, "gamma alpha <= 1/2": 2 * GAMMA * ALPHA <= 1}),
          settling.contraction_step, settling.contraction_outer,
      ])  # fmt: skip
def annealing(this):
    """With 1/(2 alpha) in place of (q_+ - q_-)/B: no term vanishes with epsilon."""
    return this.conjunction()


INSIDE, SHORT = reals("eta e")
SIDE: Any = {"alpha is positive": ALPHA > 0, "there is a middle": D > 0, "P > 0": P > 0}


def _force(delta: Any) -> Any:
    return ALPHA * delta * (D - delta) / (D - 2 * delta)


@line("corollary-1/repaired", PROVED, parts=[
    states(_force(P) > 2 * ALPHA * P, {**SIDE, "off the midpoint": 2 * P < D, "above": 3 * P > D}),
    states(_force(P - INSIDE) > 2 * ALPHA * P, {
        **SIDE, "off the midpoint": 2 * P < D,
        "it starts eta inside": every(INSIDE > 0, INSIDE < P),
        "eta is small": INSIDE * (D + 2 * P + INSIDE) < P * (3 * P - D)}),
    states(_force(D / 2 - SHORT) > 2 * ALPHA * P, {
        **SIDE, "short of the midpoint": every(SHORT > 0, 2 * SHORT < D),
        "by little": 4 * SHORT * (4 * P + SHORT) < D**2}),
])  # fmt: skip
def sharp_force(this):
    """Above D/(3G) the force bound fails.

    A start eta inside the end, on a linear loss of slope G, lands at distance gamma G - eta < D/2,
    where the force exceeds 2 alpha gamma G (alpha so small that the clip does not act). From
    gamma G = D/2 on a smaller slope leads as near the midpoint, where the force is unbounded.
    """
    return this.conjunction()


@line("corollary-1/repaired", PROVED, given={
    "the interval has a width": W > 0, "P is a length": P >= 0, "above": C > W + P,
    "just outside": every(DELTA > 0, DELTA < C - W - P),
}, concludes=C - DELTA - W > P)  # fmt: skip
def sharp_interval(this):
    """Above (q_+ - q_-)/(M_c - G) the distance bound fails."""
    return this.solvers()


@line("corollary-1/repaired", REFUTED, about="run",
      given=[CONSTANT, named("1.01 D/(3G)", "gamma == 101/100 * D/(3*G)"),
             named("it starts feasible", "psi(w[0]) > 0")],
      concludes="branch_at[1] == 0 or abs(v[1]) <= 2*alpha*gamma*G")  # fmt: skip
def one_percent_force(this):
    """gamma = 1.01 D/(3G) is admissible."""
    run = Run((-1, 1), "3/4", "1/2", 1, loss=linear(-1), start="-501/1000", gamma="101/300")
    return this.refuted(run, instead="abs(v[1]) <= alpha*d[1]*(D - d[1])/(D - 2*d[1])")


@line("corollary-1/repaired", REFUTED, about="run",
      given=[CONSTANT, named("1.01 (q_+ - q_-)/(M_c - G)", "gamma == 101/100 * W/(M_c - G)"),
             named("gamma G <= D/3", "gamma*G <= D/3"),
             named("it starts within gamma G", "d[0] <= gamma*G")],
      concludes="d[1] <= gamma*G")  # fmt: skip
def one_percent_interval(this):
    """gamma = 1.01 (q_+ - q_-)/(M_c - G) is admissible."""
    run = Run((-1, 1), "3/4", 2000, "27/20", loss=linear("1/10"), start="-1751/1000",
              gamma="101/100")  # fmt: skip
    return this.refuted(run, instead="d[1] <= gamma*M_c - W")
