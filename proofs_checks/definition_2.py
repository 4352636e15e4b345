r"""Definition 2: the quartic remoteness.

Valid for
    Any increasing levels and any epsilon. The text gives w two domains, the levels and all reals;
    all reals is meant (see ``definition-2/domain``). Unlike the quadratic psi, this one is
    differentiable everywhere; it is twice so only if all gaps are 1.
"""

from __future__ import annotations

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, part, probe, reading
from askewtheory.audit.terms import derivative, eq, every, iff, prose, reals, substitute
from askewtheory.kernel import QUARTIC
from proofs_checks.facts.remoteness import (
    LEVELS,
    ORDER,
    SIDES,
    continuous,
    formula,
    off_levels,
    slope,
)
from proofs_checks.formal import proved

SECOND = [substitute(derivative(slope(reals("w")[0], index, QUARTIC), "w"), {"w": level})
          for level, index in SIDES]  # fmt: skip
"""The one-sided second derivatives: left and right of each level, by rising levels."""


@claim(
    "definition-2", PROVED, title="The quartic remoteness is well defined and continuous",
    source="Report, Definition 2",
    latex=r"\psi_i(w_i;\varepsilon) = \varepsilon - (w_i - q_i^{(j-1)})^2(w_i - q_i^{(j)})^2",
    parts=lambda: [*proved("definition-2/cases"), *proved("definition-2/formula"),
                   *proved("definition-2/continuous")],
)  # fmt: skip
def as_printed(this):
    """The printed cases define one continuous function of w on the real line, the library's psi.

    It is at most epsilon, and equals epsilon exactly at the levels.
    """
    return this.conjunction()


@part("definition-2", PROVED, parts=lambda: proved("definition-2/cases"))
def cases(this):
    """Exactly one case applies to each w."""
    return this.conjunction()


@part("definition-2", PROVED,
      parts=lambda: [*formula(QUARTIC), *proved("definition-2/formula")])  # fmt: skip
def formula_(this):
    """The library's formula is the printed one in each case."""
    return this.conjunction()


@part("definition-2", PROVED, latex=r"\psi_i(q_i^{(j)};\varepsilon) = \varepsilon",
      parts=lambda: proved("definition-2/continuous"))  # fmt: skip
def continuous_(this):
    """psi is continuous, at most epsilon, and equal to epsilon exactly at the levels."""
    return this.conjunction()


@probe("definition-2", PROVED, parts=lambda: proved("definition-2/differentiable-inside"))
def differentiable_inside(this):
    """psi is differentiable off the levels, inside every cell."""
    return this.conjunction()


@probe("definition-2", PROVED, latex=r"\psi'_i(q^{(j)}) = 0",
      parts=lambda: proved("definition-2/differentiable-at-levels"))  # fmt: skip
def differentiable_at_levels(this):
    """psi is differentiable at the levels too, so everywhere; its slope is 0 at the levels."""
    return this.conjunction()


@probe("definition-2", PROVED, latex=r"\psi_i(w) \le 0 \Rightarrow w \notin \mathcal{Q}_i",
      parts=lambda: off_levels(QUARTIC))  # fmt: skip
def slope_where_needed(this):
    """Where psi <= 0, w is no level."""
    return this.conjunction()


@probe("definition-2", REFUTED, latex=r"\psi''_i(q^{(j)}-) = \psi''_i(q^{(j)}+)", given=ORDER,
      concludes=every(*(eq(SECOND[2 * n], SECOND[2 * n + 1]) for n in range(3))),
      severity="hypothesis",
      why="The second derivative jumps at levels unless all gaps are 1.",
      meant="definition-2/twice-differentiable-exactly")  # fmt: skip
def twice_differentiable(this):
    """psi is twice differentiable at the levels too."""
    levels = {"q_1": -1, "q_2": 1, "q_3": 3}
    return this.refuted(levels, instead=eq(SECOND[2], SECOND[3]))


@probe("definition-2", PROVED, given=ORDER,
      latex=r"\psi \in C^2 \iff q^{(j+1)} - q^{(j)} = 1 \text{ for all } j",
      concludes=iff(every(*(eq(SECOND[2 * n], SECOND[2 * n + 1]) for n in range(3))),
                    every(eq(LEVELS[1] - LEVELS[0], 1), eq(LEVELS[2] - LEVELS[1], 1))))  # fmt: skip
def twice_differentiable_exactly(this):
    """Three levels: psi has a second derivative everywhere exactly if both gaps are 1."""
    return this.solvers()


@line("definition-2", ILL_POSED, latex=r"w_i \in \mathcal{Q}_i \text{ and } w_i \in \mathbb{R}",
      concludes=prose("psi_i is defined for w_i in Q_i, i in [d], and for all real w_i, i in [n], "
                      "with j = 2, ..., K in the middle case"),
      severity="misprint",
      why="w_i is introduced as a level, and the definition is for every real number.",
      meant="definition-2/cases")  # fmt: skip
def domain(this):
    """w_i is in Q_i and any real number, i runs to d and to n, j to K (and not to K_i)."""
    return this.ill_posed(
        "two domains and two counts of coordinates are printed, and K has no index; psi is "
        "constant on Q_i",
        "definition-2/domain-levels", "definition-2/cases",
    )  # fmt: skip


@reading("definition-2", PROVED,
      latex=r"w_i \in \mathcal{Q}_i \Rightarrow \psi_i(w_i) = \varepsilon",
      parts=lambda: continuous(QUARTIC))  # fmt: skip
def domain_levels(this):
    """Read with w_i in Q_i, psi is the constant epsilon and measures nothing."""
    return this.conjunction()
