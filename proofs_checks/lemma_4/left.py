r"""Lemma 4, first half: below the first midpoint.

Valid for
    L_l a bound on the gradient; A3 as displayed bounds it by the square root of L_l only.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, repair
from askewtheory.audit.terms import every, prose, reals
from proofs_checks.facts import cells, velocity
from proofs_checks.facts.cells import RIGHT, STEP, C, P, S, W, X
from proofs_checks.facts.losses import linear
from proofs_checks.vocabulary import A3_DISPLAYED, Run

(MOST,) = reals("R")
SMALL = {
    "gamma max{L, M_c} is positive": "gamma * max(L, M_c) > 0",
    "it is below q_plus - q_minus": "gamma * max(L, M_c) < q_plus - q_minus",
    "it is below m - q_plus": "gamma * max(L, M_c) < m - q_plus",
}
UP = Run((-1, 1), "3/4", 1, "1/16", loss=linear("-1/4"), start="-5/8", gamma=4,
         constants={"L": "1/16"})  # fmt: skip
"""The loss -w/4, whose squared slope is 1/16."""
MEANT = {
    "R bounds gamma |g|": P <= MOST, "R bounds gamma M_c": C <= MOST,
    "R is below the width": MOST < W, "R is below m - q_plus": MOST < RIGHT,
}  # fmt: skip


@claim(
    "lemma-4/left", REFUTED, title="Confinement to the cell of the first level",
    source="Report, Lemma 4, first half", about="run",
    latex=r"0 < \gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, m - q_+\} \Rightarrow w_i^{(k)} < m",
    given=[A3_DISPLAYED, SMALL, {"it starts below m": "w[0] < m"}], concludes="w[1] < m",
)  # fmt: skip
def as_printed(this):
    """With 0 < gamma max{L_l, M_c} < min{q_+ - q_-, m - q_+} a coordinate below m stays below."""
    return this.refuted(UP, instead="w[1] < m + gamma * G")


@line(
    "lemma-4/left", PROVED,
    given=[STEP, MEANT, {"there is a middle": RIGHT > 0, "x is in the cell": X < W + RIGHT}],
    concludes=X + S < W + RIGHT,
)  # fmt: skip
def reading(this):
    """With L_l a bound on the gradient, one step does not leave the cell."""
    return this.solvers()


@line("lemma-4/left", PROVED, latex=r"w < q_- \Rightarrow v > 0", parts=[velocity.push])
def line_1(this):
    """Left of q_- the coordinate is pushed to the right."""
    return this.conjunction()


@line("lemma-4/left", REFUTED, latex=r"w^+ := w + \gamma\max\{L_\ell, M_c\}", about="run",
      given=[SMALL, {"it starts left of q_minus": "w[0] < q_minus"}],
      concludes="w[1] == w[0] + gamma * max(L, M_c)")  # fmt: skip
def line_2(this):
    """The step is set equal to its bound."""
    rest = Run((-1, 1), "3/4", 1, 1, start=-2, gamma="1/4", constants={"L": 1})
    return this.refuted(rest, instead="w[1] <= w[0] + gamma * max(L, M_c)")


@line("lemma-4/left", PROVED, latex=r"w \le w^+ < q_+",
      given=[STEP, MEANT, {"left of the interval": X < 0}],
      concludes=every(X <= X + S, X + S <= X + MOST, X + MOST < W))  # fmt: skip
def line_2_meant(this):
    """The step is at most its bound."""
    return this.solvers()


@line("lemma-4/left", REFUTED, latex=r"w^+ \le w + \gamma L_\ell < m", about="run",
      given=[A3_DISPLAYED, SMALL, {"it is feasible": "psi(w[0]) >= 0"}],
      concludes="w[1] <= w[0] + gamma * L and w[0] + gamma * L < m")  # fmt: skip
def line_3(this):
    """From [q_-, q_+], with A3 as displayed."""
    return this.refuted(UP.but(gamma=1), instead="w[1] <= w[0] + gamma * G")


@line("lemma-4/left", PROVED,
      given=[STEP, {"feasible": X >= 0, "feasible too": X <= W, "R bounds gamma |g|": P <= MOST,
                    "R is below m - q_plus": MOST < RIGHT}],
      concludes=every(X + S <= X + MOST, X + MOST < W + RIGHT))  # fmt: skip
def line_3_lipschitz(this):
    """The same if L_l bounds the gradient."""
    return this.solvers()


@line("lemma-4/left", REFUTED, about="run", given={"below m": "w[0] < m"},
      concludes="w[0] < q_minus or (q_minus <= w[0] and w[0] <= q_plus)")  # fmt: skip
def cases(this):
    """The two printed cases exhaust the cell: (q_+, m) is left out."""
    return this.refuted(
        UP.but(start="-1/4"), instead="w[0] < q_minus or w[0] <= q_plus or w[0] < m"
    )


@repair(
    "lemma-4/left", title="Confinement to the cell of the first level",
    source="In place of the report's Lemma 4",
    latex=r"\gamma G \le D/2,\quad \gamma M_c \le m - q_-",
    given=[cells.LEFT_END], concludes=prose("a run that starts in (-oo, m) stays there"),
    about="run", parts=[velocity.five_cases, cells.LEFT_END_KEPT],
)  # fmt: skip
def repaired(this):
    """The cell (-oo, m) is mapped to itself by every step, for both psi, so it is never left."""
    return this.hand("coordinates: with x = w - q_- and s = gamma v, the kernel's five cases are "
                     "the hypotheses on a step, since psi < 0 exactly outside of [0, W] and psi' "
                     "points to it there")


@line("lemma-4/left/repaired", PROVED, parts=[velocity.five_cases])
def repaired_velocity(this):
    """What a step of the kernel is."""
    return this.conjunction()


@line("lemma-4/left/repaired", PROVED, given=lambda: cells.one_step("left end").hypotheses,
      concludes=lambda: cells.one_step("left end").conclusion)  # fmt: skip
def repaired_cell(this):
    """One step does not leave the cell; each condition is needed, to 1%."""
    return this.solvers()
