r"""Definition 3: the quadratic remoteness, well defined and continuous, with kinks at the levels.

Setting
    One coordinate, levels q^(1) < ... < q^(K) (the order is not printed, but both figures use it).
Assumptions
    epsilon in (0, 1]. The text gives w two domains, the levels and all reals; all reals is meant.
Claim
    The cases define one continuous function psi on the real line.
Valid for
    Any increasing levels and any epsilon. psi is not differentiable at a level.
Source
    Report, Definition 3.
"""

from __future__ import annotations

from functools import partial

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, slope_in_cell
from askewtheory.provers import Check, Instance, replay
from proofs_legacy import remoteness_checks as checks
from proofs_legacy.common import Coordinate

COORDINATE = Coordinate((-1, 1), "1/5")


def kink() -> Outcome:
    """At the level 1 of {-1, 1} the derivative is 2 from the left and -1 from the right."""
    left = slope_in_cell(COORDINATE.levels[1], 1, COORDINATE.levels, QUADRATIC)
    right = slope_in_cell(COORDINATE.levels[1], 2, COORDINATE.levels, QUADRATIC)
    inside = slope_in_cell(COORDINATE.levels[1] / 2, 1, COORDINATE.levels, QUADRATIC)
    hypotheses = [
        Check("epsilon > 0", COORDINATE.epsilon, ">", 0),
        Check("epsilon <= 1", COORDINATE.epsilon, "<=", 1),
        Check("psi(1) = epsilon", COORDINATE.psi(1), "==", COORDINATE.epsilon),
    ]
    return replay(
        Instance(
            COORDINATE.setting(w=1),
            hypotheses,
            Check("left derivative = right derivative at w = 1", left, "==", right),
            header=("w", "left derivative", "right derivative"),
            rows=[(1, left, right)],
        ),
        control=Instance(
            COORDINATE.setting(w="1/2"),
            hypotheses,
            Check("the same inside a cell, at w = 1/2", inside, "==", COORDINATE.slope("1/2")),
        ),
    )


CLAIM = Claim(
    id="definition-3",
    title="The quadratic remoteness is well defined and continuous",
    source="Report, Definition 3",
    statement="The printed cases define one continuous function of w on the real line.",
    formula=r"\psi_i(w_i;\varepsilon) = \varepsilon - (q_i^{(j-1)} - w_i)(w_i - q_i^{(j)})",
    assumptions=("q^(1) < ... < q^(K)", "epsilon in (0, 1]"),
    expected="proved",
    check=partial(checks.well_defined, QUADRATIC),
    steps=(
        Step(
            "definition-3/cases",
            "Exactly one case applies to each w.",
            "proved",
            checks.cases_are_exclusive_and_exhaustive,
        ),
        Step(
            "definition-3/formula",
            "The library's formula is the printed one in each case.",
            "proved",
            partial(checks.formula, QUADRATIC),
        ),
        Step(
            "definition-3/continuous",
            "psi is continuous: it equals epsilon at each level from both sides.",
            "proved",
            partial(checks.continuous, QUADRATIC),
            r"\psi_i(q_i^{(j)};\varepsilon) = \varepsilon",
        ),
        Step(
            "definition-3/differentiable-inside",
            "psi is differentiable inside every cell.",
            "proved",
            partial(checks.differentiable_inside, QUADRATIC),
            r"\psi'_i(w) = 2w - q^{(j-1)} - q^{(j)}",
        ),
        Step(
            "definition-3/differentiable-at-levels",
            "psi is differentiable at the levels too, as a constraint function of the projected "
            "velocity method should be.",
            "refuted",
            kink,
            r"\psi'_i(q^{(j)}-) = \psi'_i(q^{(j)}+)",
        ),
        Step(
            "definition-3/slope-where-needed",
            "psi' exists wherever psi <= 0, which is all that the velocity set reads.",
            "proved",
            partial(checks.positive_near_levels, QUADRATIC),
            r"\psi_i(w) \le 0 \Rightarrow w \notin \mathcal{Q}_i",
        ),
    ),
)

CLAIMS = (CLAIM,)
