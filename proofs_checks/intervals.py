r"""The feasible set as one interval per level: true below the printed limit on epsilon only.

Valid for
    epsilon strictly below the limit, and only there: at the limit two intervals touch, above it
    they merge.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, reading, repair
from askewtheory.kernel import QUADRATIC, QUARTIC
from proofs_checks.facts.intervals import SEPARATED, ends, inner_gap, outer_sides, split
from proofs_checks.formal import proved
from proofs_checks.vocabulary import CLOSED, QUARTIC_CLOSED, UP_TO_ONE, Run

TOUCHING = Run((-1, 1), 1)


@claim(
    "intervals", REFUTED,
    severity="hypothesis", meant="intervals/repaired",
    why="Where epsilon reaches a quarter of a squared gap, neighbouring intervals merge.",
    changes=["4 epsilon < gap^2 for every gap (quartic psi: 4 sqrt(epsilon) < gap^2)"],
    title="The feasible set is one interval per level",
    source="Report, implied by section 3 and Lemmas 2 to 5", about="run",
    latex=r"C_{\varepsilon,i} = \bigsqcup_{j=1}^{K_i} [q_-^{(j)}, q_+^{(j)}]",
    given=[UP_TO_ONE], concludes="K_C == K",
    uses=["definition-2", "definition-3"],
)  # fmt: skip
def as_printed(this):
    """For epsilon in (0, 1] the feasible set of a coordinate is K disjoint intervals."""
    return this.refuted(Run((0, 1), "1/2"), instead="K_C <= K and psi((q[1] + q[2])/2) >= 0")


@reading("intervals", REFUTED, latex=r"\varepsilon \le \Delta^2/4", about="run",
      given=[UP_TO_ONE, CLOSED], concludes="K_C == K",
      severity="boundary",
      why="At epsilon = gap^2/4 two neighbouring intervals touch.",
      meant="intervals/repaired")  # fmt: skip
def lemma_2_condition(this):
    """The same under Lemma 2's condition, equality included."""
    return this.refuted(TOUCHING, instead="K_C <= K and psi((q[1] + q[2])/2) == 0")


@reading("intervals", REFUTED, latex=r"\varepsilon \le \Delta^4/16", about="run",
      given=[UP_TO_ONE, QUARTIC_CLOSED], concludes="K_C == K",
      severity="boundary",
      why="At epsilon = gap^4/16 two neighbouring intervals touch.",
      meant="intervals/repaired")  # fmt: skip
def theorem_1_condition(this):
    """The same for the quartic psi under Theorem 1's condition, equality included."""
    instead = "K_C <= K and psi((q[1] + q[2])/2) == 0"
    return this.refuted(TOUCHING.but(kind="quartic"), instead=instead)


@repair(
    "intervals", title="One interval per level, exactly below the limit",
    source="In place of the report's section 3",
    latex=r"\varepsilon < \min\Delta^2/4 \text{ (quadratic)},\quad \varepsilon < \min\Delta^4/16"
    r" \text{ (quartic)}",
    parts=lambda: [SEPARATED[QUADRATIC], SEPARATED[QUARTIC], *proved("intervals/repaired")],
)  # fmt: skip
def repaired(this):
    """One interval for each level, exactly if 4 r < gap^2 for every gap.

    Here r = epsilon (quadratic) or its square root (quartic). In such a gap the intervals end at
    distance (gap - D)/2 of its levels, D^2 = gap^2 - 4 r, and the outer sides at distance r. A gap
    with gap^2 <= 4 r is feasible throughout.
    """
    return this.conjunction()


@line("intervals/repaired", PROVED, parts=lambda: [*inner_gap(QUADRATIC), *ends(QUADRATIC)])
def repaired_gap_quadratic(this):
    """The feasible part of one gap, quadratic psi."""
    return this.conjunction()


@line("intervals/repaired", PROVED, parts=lambda: outer_sides(QUADRATIC))
def repaired_outer_quadratic(this):
    """The outer sides, quadratic psi."""
    return this.conjunction()


@line("intervals/repaired", PROVED, parts=lambda: split(QUADRATIC))
def repaired_split_quadratic(this):
    """A gap splits exactly below the limit, quadratic psi."""
    return this.conjunction()


@line("intervals/repaired", PROVED, parts=lambda: [*inner_gap(QUARTIC), *ends(QUARTIC)])
def repaired_gap_quartic(this):
    """The feasible part of one gap, quartic psi."""
    return this.conjunction()


@line("intervals/repaired", PROVED, parts=lambda: outer_sides(QUARTIC))
def repaired_outer_quartic(this):
    """The outer sides, quartic psi."""
    return this.conjunction()


@line("intervals/repaired", PROVED, parts=lambda: split(QUARTIC))
def repaired_split_quartic(this):
    """A gap splits exactly below the limit, quartic psi."""
    return this.conjunction()
