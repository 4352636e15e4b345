r"""Lemma 4, second half: above the last midpoint.

Valid for
    Nothing as printed, since m - q_- <= 0; with q_- - m and a bounded gradient it is true.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, VACUOUS, claim, line, reading, repair
from proofs_checks.facts import cells, distance, velocity
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A3_LIPSCHITZ

MEANT = cells.all_steps("right end, as meant")
GIVEN = {
    "the interval is right of m, by its definition": "m <= q_minus and q_minus <= q_plus",
    "gamma max{L, M_c} is positive": "gamma * max(L, M_c) > 0",
    "it is below q_plus - q_minus": "gamma * max(L, M_c) < q_plus - q_minus",
}
BELOW = "gamma * max(L, M_c) < m - q_minus"


@claim(
    "lemma-4/right", VACUOUS,
    severity="misprint", meant="lemma-4/right/reading",
    why="m - q_- is not positive, so that no stepsize meets the printed condition.",
    changes=["q_- - m in place of m - q_-", "L_l bounds the gradient"],
    title="Confinement to the cell of the last level",
    source="Report, Lemma 4, second half", about="run",
    latex=r"0 < \gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, m - q_-\} \Rightarrow w_i^{(k)} > m",
    given=[A3_LIPSCHITZ, GIVEN, {"it is below m - q_minus": BELOW}],
    concludes="implies(w[0] > m, all(w[k] > m for k in N))",
    uses=["lemma-3", "lemma-4/left"],
)  # fmt: skip
def as_printed(this):
    """With a small gamma max{L_l, M_c} a coordinate above m stays above.

    Small is, as printed: positive and below q_+ - q_- and m - q_-. The last number is not positive,
    whatever A3 means.
    """
    return this.vacuous(instead=["G <= L", *GIVEN.values(), "gamma * max(L, M_c) < q_minus - m"])


@reading("lemma-4/right", PROVED, given=MEANT.hypotheses, concludes=MEANT.conclusion,
      latex=r"\gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, q_- - m\}")  # fmt: skip
def reading_(this):
    """With q_- - m, and L_l a bound on the gradient, no step leaves the cell."""
    return cells.kept("right end, as meant")


@repair(
    "lemma-4/right", title="Confinement to the cell of the last level",
    source="In place of the report's Lemma 4",
    latex=r"\gamma G \le D/2,\quad \gamma M_c \le q_+ - m",
    parts=lambda: [cells.RIGHT_END_KEPT, *proved("lemma-4/right/repaired")],
)  # fmt: skip
def repaired(this):
    """The cell [m, oo) is mapped to itself by every step, for both psi, so it is never left."""
    return this.conjunction()


@line("lemma-4/right/repaired", PROVED, parts=[velocity.five_cases])
def repaired_velocity(this):
    """What a step of the kernel is."""
    return this.conjunction()


@line("lemma-4/right/repaired", PROVED, parts=[distance.quadratic, distance.quartic])
def repaired_geometry(this):
    """The force points to the interval, both psi."""
    return this.conjunction()


@line("lemma-4/right/repaired", PROVED, given=lambda: cells.one_step("right end").hypotheses,
      concludes=lambda: cells.one_step("right end").conclusion)  # fmt: skip
def repaired_cell(this):
    """One step does not leave the cell; with 1% more the cell can be left."""
    return this.solvers()
