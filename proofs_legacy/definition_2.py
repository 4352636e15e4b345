r"""Definition 2: the quartic remoteness, well defined, continuous and once differentiable.

Setting
    One coordinate, levels q^(1) < ... < q^(K) (the order is not printed, but it is meant).
Assumptions
    epsilon in (0, 1]. The text gives w two domains, the levels and all reals; all reals is meant.
Claim
    The cases define one continuous function psi on the real line.
Valid for
    Any increasing levels and any epsilon. Unlike the quadratic psi, this one is differentiable
    everywhere: both one-sided slopes vanish at a level.
Source
    Report, Definition 2.
"""

from __future__ import annotations

from functools import partial

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUARTIC, slope_in_cell
from askewtheory.provers import by_hand, certify_identity, conjunction
from proofs_legacy import remoteness_checks as checks
from proofs_legacy.remoteness_checks import LEVELS, THREE


def flat_at_levels() -> Outcome:
    """At every level the slope is 0 from both sides."""
    found = [
        certify_identity(slope_in_cell(level, index, LEVELS, QUARTIC), sympy.S.Zero, control=level)
        for place, level in enumerate(LEVELS)
        for index in (place, place + 1)
    ]
    joined = conjunction(*found, reason="both one-sided slopes vanish at every level")
    return by_hand(joined, THREE)


CLAIM = Claim(
    id="definition-2",
    title="The quartic remoteness is well defined and continuous",
    source="Report, Definition 2",
    statement="The printed cases define one continuous function of w on the real line.",
    formula=r"\psi_i(w_i;\varepsilon) = \varepsilon - (w_i - q_i^{(j-1)})^2(w_i - q_i^{(j)})^2",
    assumptions=("q^(1) < ... < q^(K)", "epsilon in (0, 1]"),
    expected="proved",
    check=partial(checks.well_defined, QUARTIC),
    steps=(
        Step(
            "definition-2/cases",
            "Exactly one case applies to each w.",
            "proved",
            checks.cases_are_exclusive_and_exhaustive,
        ),
        Step(
            "definition-2/formula",
            "The library's formula is the printed one in each case.",
            "proved",
            partial(checks.formula, QUARTIC),
        ),
        Step(
            "definition-2/continuous",
            "psi is continuous: it equals epsilon at each level from both sides.",
            "proved",
            partial(checks.continuous, QUARTIC),
            r"\psi_i(q_i^{(j)};\varepsilon) = \varepsilon",
        ),
        Step(
            "definition-2/differentiable-inside",
            "psi is differentiable inside every cell.",
            "proved",
            partial(checks.differentiable_inside, QUARTIC),
        ),
        Step(
            "definition-2/differentiable-at-levels",
            "psi is differentiable at the levels too, with slope 0.",
            "proved",
            flat_at_levels,
            r"\psi'_i(q^{(j)}) = 0",
        ),
        Step(
            "definition-2/slope-where-needed",
            "Where psi <= 0, w is no level.",
            "proved",
            partial(checks.positive_near_levels, QUARTIC),
            r"\psi_i(w) \le 0 \Rightarrow w \notin \mathcal{Q}_i",
        ),
    ),
)

CLAIMS = (CLAIM,)
