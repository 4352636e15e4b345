r"""Definition 3: the quadratic remoteness, with kinks at the levels.

Valid for
    Any increasing levels and any epsilon. The text gives w two domains, the levels and all reals;
    all reals is meant, as for Definition 2. psi is not differentiable at a level.
"""

from __future__ import annotations

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, part, probe, reading
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import derivative, eq, prose
from askewtheory.kernel import QUADRATIC, QUARTIC
from proofs_checks.facts.force import quartic_force
from proofs_checks.facts.remoteness import (
    FIRST,
    INNER,
    LAST,
    ORDER,
    W,
    continuous,
    formula,
    off_levels,
    psi,
    slope,
)
from proofs_checks.formal import proved

LEFT, RIGHT = slope(INNER, 1, QUADRATIC), slope(INNER, 2, QUADRATIC)


@claim(
    "definition-3", PROVED, title="The quadratic remoteness is well defined and continuous",
    source="Report, Definition 3",
    latex=r"\psi_i(w_i;\varepsilon) = \varepsilon - (q_i^{(j-1)} - w_i)(w_i - q_i^{(j)})",
    parts=lambda: [*proved("definition-2/cases"), *proved("definition-3/formula"),
                   *proved("definition-2/continuous")],
)  # fmt: skip
def as_printed(this):
    """The printed cases define one continuous function of w on the real line, the library's psi.

    It is at most epsilon, and equals epsilon exactly at the levels.
    """
    return this.conjunction()


@part("definition-3", PROVED, parts=lambda: proved("definition-2/cases"))
def cases(this):
    """Exactly one case applies to each w."""
    return this.conjunction()


@part("definition-3", PROVED,
      parts=lambda: [*formula(QUADRATIC), *proved("definition-3/formula")])  # fmt: skip
def formula_(this):
    """The library's formula is the printed one in each case."""
    return this.conjunction()


@part("definition-3", PROVED, latex=r"\psi_i(q_i^{(j)};\varepsilon) = \varepsilon",
      parts=lambda: proved("definition-2/continuous"))  # fmt: skip
def continuous_(this):
    """psi is continuous, at most epsilon, and equal to epsilon exactly at the levels."""
    return this.conjunction()


@probe("definition-3", PROVED, latex=r"\psi'_i(w) = 2w - q^{(j-1)} - q^{(j)}",
      parts=lambda: proved("definition-2/differentiable-inside"))  # fmt: skip
def differentiable_inside(this):
    """psi is differentiable off the levels, inside every cell."""
    return this.conjunction()


@probe("definition-3", REFUTED, latex=r"\psi'_i(q^{(j)}-) = \psi'_i(q^{(j)}+)", given=ORDER,
      concludes=eq(LEFT, RIGHT),
      severity="boundary",
      why="The slope jumps at the levels, where psi > 0 and no slope is used.",
      meant="definition-3/slope-where-needed")  # fmt: skip
def differentiable_at_levels(this):
    """psi is differentiable at the levels too, as a constraint of the MJ algorithm should be."""
    levels = {"q_1": -1, "q_2": 1, "q_3": 3}
    return this.refuted(levels, instead=eq(LEFT - RIGHT, LAST - FIRST))


@probe("definition-3", PROVED, latex=r"\psi_i(w) \le 0 \Rightarrow w \notin \mathcal{Q}_i",
      parts=lambda: off_levels(QUADRATIC))  # fmt: skip
def slope_where_needed(this):
    """psi' exists wherever psi <= 0, which is all that the velocity set reads."""
    return this.conjunction()


def degrees() -> list[Statement]:
    """Return: in a gap the third derivative of one psi is 0, the fourth of the other -24."""
    found = []
    for kind, order, value in ((QUADRATIC, 3, 0), (QUARTIC, 4, -24)):
        one = psi(W, 1, kind)
        for _ in range(order):
            one = derivative(one, "w")
        found.append(states(eq(one, value)))
    return found


@line("definition-3", PROVED, parts=lambda: [*degrees(), quartic_force])
def lower_order(this):
    """psi has a lower order than that of Definition 2: degree 2 instead of 4 in a gap.

    Its force, as bounded in Lemma 2, has the same order: up to a factor of 2.
    """
    return this.conjunction()


@line("definition-3", ILL_POSED, latex=r"w_i \in \mathcal{Q}_i \text{ and } w_i \in \mathbb{R}",
      concludes=prose("psi_i is defined for w_i in Q_i, and for all real w_i"),
      severity="misprint",
      why="w_i is introduced as a level, and the definition is for every real number.",
      meant="definition-3/cases")  # fmt: skip
def domain(this):
    """w_i is in Q_i, and it is any real number."""
    return this.ill_posed("two domains are printed", "definition-3/domain-levels",
                          "definition-3/cases")  # fmt: skip


@reading("definition-3", PROVED,
      latex=r"w_i \in \mathcal{Q}_i \Rightarrow \psi_i(w_i) = \varepsilon",
      parts=lambda: continuous(QUADRATIC))  # fmt: skip
def domain_levels(this):
    """Read with w_i in Q_i, psi is the constant epsilon and measures nothing."""
    return this.conjunction()
