r"""Lemma 4, first half: below the first midpoint.

Valid for
    L_l a bound on the gradient; A3 as displayed bounds it by the square root of L_l only.
"""

from __future__ import annotations

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, probe, reading, repair
from askewtheory.audit.terms import every
from askewtheory.kernel import QUADRATIC
from proofs_checks.facts import cells, distance, velocity
from proofs_checks.facts.cells import BOUNDED, MOST, ON_RIGHT, RIGHT, STEP, P, S, W, X
from proofs_checks.facts.losses import linear
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A3_CONTRADICTS, A3_DISPLAYED, A3_PRINTED, Run

SMALL = {
    "gamma max{L, M_c} is positive": "gamma * max(L, M_c) > 0",
    "it is below q_plus - q_minus": "gamma * max(L, M_c) < q_plus - q_minus",
    "it is below m - q_plus": "gamma * max(L, M_c) < m - q_plus",
}
START = {"it starts below m": "w[0] < m"}
FEASIBLE = {"it is feasible": "psi(w[0]) >= 0", "in the first interval": "w[0] <= q_plus"}
INSIDE = {"feasible": X >= 0, "feasible too": X <= W, "R bounds gamma |g|": P <= MOST,
          "R is below m - q_plus": MOST < RIGHT}  # fmt: skip
UP = Run((-1, 1), "3/4", 1, "1/16", loss=linear("-1/4"), start="-5/8", gamma=4,
         constants={"L": "1/16"})  # fmt: skip
"""The loss -w/4, whose squared slope is 1/16."""
MEANT = cells.all_steps("left end, as meant")
STAYS = "all(w[k] < m for k in N)"


@claim(
    "lemma-4/left", ILL_POSED,
    severity="misprint", meant="lemma-4/left/reading",
    why="A3 contradicts itself: its words bound the gradient by L, its display by sqrt(L).",
    changes=["L_l bounds the gradient"],
    title="Confinement to the cell of the first level",
    source="Report, Lemma 4, first half", about="run",
    latex=r"0 < \gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, m - q_+\} \Rightarrow w_i^{(k)} < m",
    given=[A3_PRINTED, SMALL, START], concludes=STAYS,
    uses=["lemma-3"],
)  # fmt: skip
def as_printed(this):
    """With 0 < gamma max{L_l, M_c} < min{q_+ - q_-, m - q_+} a coordinate below m stays below."""
    return this.ill_posed(A3_CONTRADICTS, "lemma-4/left/as-displayed", "lemma-4/left/reading")


@reading(
    "lemma-4/left",
    REFUTED,
    about="run",
    given=[A3_DISPLAYED, SMALL, START],
    concludes=STAYS,
    severity="misprint",
    why="The squared display of A3 bounds the gradient by sqrt(L_l) only.",
    meant="lemma-4/left/reading",
)
def as_displayed(this):
    """With A3 as displayed, so that the gradient is at most the square root of L_l."""
    return this.refuted(UP.but(forever=True), instead="w[1] < m + gamma * G")


@reading("lemma-4/left", PROVED, given=MEANT.hypotheses, concludes=MEANT.conclusion)
def reading_(this):
    """With L_l a bound on the gradient, no step leaves the cell."""
    return cells.kept("left end, as meant")


@line("lemma-4/left", PROVED, latex=r"w < q_- \Rightarrow v > 0",
      parts=lambda: [distance.pushed(distance.OUTER[0], QUADRATIC)])  # fmt: skip
def line_1(this):
    """Left of q_- the coordinate is pushed to the right."""
    return this.conjunction()


@line("lemma-4/left", REFUTED, latex=r"w^+ := w + \gamma\max\{L_\ell, M_c\}", about="run",
      given=[SMALL, {"it starts left of q_minus": "w[0] < q_minus"}],
      concludes="w[1] == w[0] + gamma * max(L, M_c)",
      severity="misprint",
      why="The step is set equal to its bound, where at most is meant.",
      meant="lemma-4/left/line-2-meant")  # fmt: skip
def line_2(this):
    """The step is set equal to its bound."""
    rest = Run((-1, 1), "3/4", 1, 1, start=-2, gamma="1/4", constants={"L": 1})
    return this.refuted(rest, instead="w[1] <= w[0] + gamma * max(L, M_c)")


@reading("lemma-4/left", PROVED, latex=r"w \le w^+ < q_+",
      given=[STEP, BOUNDED, {"left of the interval": X < 0}],
      concludes=every(X <= X + S, X + S <= X + MOST, X + MOST < W))  # fmt: skip
def line_2_meant(this):
    """The step is at most its bound."""
    return this.solvers()


@line("lemma-4/left", ILL_POSED, latex=r"w^+ \le w + \gamma L_\ell < m", about="run",
      given=[A3_PRINTED, SMALL, FEASIBLE],
      concludes="w[1] <= w[0] + gamma * L and w[0] + gamma * L < m",
      severity="misprint",
      why=("A3 contradicts itself: its words bound the gradient by L_l, its display "
           "by sqrt(L_l)."),
      meant="lemma-4/left/line-3-lipschitz")  # fmt: skip
def line_3(this):
    """From [q_-, q_+], by A3."""
    return this.ill_posed(
        A3_CONTRADICTS, "lemma-4/left/line-3-displayed", "lemma-4/left/line-3-lipschitz"
    )


@reading("lemma-4/left", REFUTED, about="run", given=[A3_DISPLAYED, SMALL, FEASIBLE],
      concludes="w[1] <= w[0] + gamma * L and w[0] + gamma * L < m",
      severity="misprint",
      why="The squared display of A3 bounds the gradient by sqrt(L_l) only.",
      meant="lemma-4/left/line-3-lipschitz")  # fmt: skip
def line_3_displayed(this):
    """From [q_-, q_+], with A3 as displayed."""
    return this.refuted(UP.but(gamma=1), instead="w[1] <= w[0] + gamma * G")


@reading("lemma-4/left", PROVED, given=[STEP, INSIDE],
      concludes=every(X + S <= X + MOST, X + MOST < W + RIGHT))  # fmt: skip
def line_3_lipschitz(this):
    """The same if L_l bounds the gradient."""
    return this.solvers()


@line("lemma-4/left", REFUTED, about="run", given={"below m": "w[0] < m"},
      concludes="w[0] < q_minus or (q_minus <= w[0] and w[0] <= q_plus)",
      severity="gap",
      why=("The case (q_+, m) is left out; there the step goes left, and the lemma "
           "stands."))  # fmt: skip
def cases(this):
    """The two printed cases exhaust the cell: (q_+, m) is left out."""
    return this.refuted(
        UP.but(start="-1/4"), instead="w[0] < q_minus or w[0] <= q_plus or w[0] < m"
    )


@probe("lemma-4/left", PROVED, given=[STEP, BOUNDED, ON_RIGHT,
                                     {"in the case left out": every(X > W, X < W + RIGHT)}],
      concludes=X + S < W + RIGHT)  # fmt: skip
def cases_third(this):
    """From (q_+, m), the case left out, the step goes left and stays in the cell."""
    return this.solvers()


@repair(
    "lemma-4/left", title="Confinement to the cell of the first level",
    source="In place of the report's Lemma 4",
    latex=r"\gamma G \le D/2,\quad \gamma M_c \le m - q_-",
    parts=lambda: [cells.LEFT_END_KEPT, *proved("lemma-4/left/repaired")],
)  # fmt: skip
def repaired(this):
    """The cell (-oo, m) is mapped to itself by every step, for both psi, so it is never left."""
    return this.conjunction()


@line("lemma-4/left/repaired", PROVED, parts=[velocity.five_cases])
def repaired_velocity(this):
    """What a step of the kernel is."""
    return this.conjunction()


@line("lemma-4/left/repaired", PROVED, parts=[distance.quadratic, distance.quartic])
def repaired_geometry(this):
    """The force points to the interval, both psi."""
    return this.conjunction()


@line("lemma-4/left/repaired", PROVED, given=lambda: cells.one_step("left end").hypotheses,
      concludes=lambda: cells.one_step("left end").conclusion)  # fmt: skip
def repaired_cell(this):
    """One step does not leave the cell; each condition is needed, to 1%."""
    return this.solvers()
