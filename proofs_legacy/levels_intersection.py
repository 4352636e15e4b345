r"""The feasible sets shrink to the levels: the intersection of C_epsilon over epsilon is Q.

Setting
    C_epsilon = {w : psi_i(w_i; epsilon) >= 0 for every coordinate i}; Q is the product of the
    coordinates' levels.
Assumptions
    epsilon runs through (0, 1); one constraint for each coordinate (the text counts both d and n).
Claim
    The intersection of all C_epsilon is Q.
Valid for
    Both remoteness functions, any increasing levels.
Source
    Report, section 3, after Definition 2.
"""

from __future__ import annotations

from functools import cache

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, QUARTIC
from askewtheory.provers import by_hand, conjunction
from proofs_legacy import remoteness_checks as checks


@cache
def levels_stay() -> Outcome:
    """psi = epsilon > 0 at every level, for both kinds."""
    return conjunction(
        checks.continuous(QUADRATIC),
        checks.continuous(QUARTIC),
        reason="psi = epsilon > 0 at every level",
    )


@cache
def others_leave() -> Outcome:
    """A coordinate off the levels has psi < 0 for some epsilon in (0, 1), for both kinds."""
    return conjunction(
        checks.below_every_epsilon(QUADRATIC),
        checks.below_every_epsilon(QUARTIC),
        reason="epsilon = min(1, product)/2 excludes any other point",
    )


def equality() -> Outcome:
    """Both inclusions."""
    joined = conjunction(levels_stay(), others_leave(), reason="both inclusions, both kinds")
    return by_hand(
        joined,
        "several coordinates: C_epsilon and Q are products, and one coordinate off its levels "
        f"excludes the point; {checks.THREE}",
    )


CLAIM = Claim(
    id="levels-intersection",
    title="The intersection of the feasible sets is the set of levels",
    source="Report, section 3",
    statement="The points that are feasible for every epsilon in (0, 1) are exactly the levels.",
    formula=r"\bigcap_{\varepsilon \in (0,1)} C_\varepsilon = \mathcal{Q}",
    assumptions=("increasing levels in each coordinate", "epsilon in (0, 1)"),
    expected="proved",
    check=equality,
    steps=(
        Step(
            "levels-intersection/levels-stay",
            "Every level is feasible for every epsilon.",
            "proved",
            levels_stay,
            r"\mathcal{Q} \subseteq \bigcap C_\varepsilon",
        ),
        Step(
            "levels-intersection/others-leave",
            "Any other point is infeasible for some epsilon.",
            "proved",
            others_leave,
            r"\bigcap C_\varepsilon \subseteq \mathcal{Q}",
        ),
    ),
)

CLAIMS = (CLAIM,)
