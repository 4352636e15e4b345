r"""The stationary set by signs: printed as an equivalence, true in one direction.

Setting
    Z = {w in C_epsilon : 0 in -grad - N(w)}, N(w) = {-sum lambda_i grad psi_i, lambda_i >= 0} over
    the constraints with psi_i <= 0.
Assumptions
    Those of section 3.
Claim
    w in Z if and only if grad_i = 0 where psi_i > 0 and sign(grad_i) = sign(psi'_i) where
    psi_i = 0.
Valid for
    The direction from signs to Z. A boundary point with grad_i = 0 is in Z without the signs being
    equal.
Source
    Report, section 3, the set Z_epsilon.
"""

from __future__ import annotations

import itertools
from functools import cache
from typing import Any

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import (
    QUADRATIC,
    QUARTIC,
    product_in_cell,
    remoteness_in_cell,
    slope_in_cell,
)
from askewtheory.losses.formulas import quadratic_slope
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import KINDS, Coordinate, equal, every, reals

G, SLOPE, MULTIPLIER, PSI = reals("g slope lambda psi")
SIGN_G = sympy.Piecewise((1, G > 0), (-1, G < 0), (0, True))
SIGN_SLOPE = sympy.Piecewise((1, SLOPE > 0), (-1, SLOPE < 0), (0, True))


def minimiser_on_the_boundary() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/5, loss (w - 6/5)^2/2: its minimiser 6/5 is the feasible end."""
    coordinate = Coordinate((-1, 1), "1/5")
    w = coordinate.levels[1] + coordinate.epsilon
    gradient, slope = quadratic_slope(w, 1, w), coordinate.slope(w)
    outside = quadratic_slope(w, 1, w + 1)
    return replay(
        Instance(
            coordinate.setting(loss="(w - 6/5)^2/2", w=w),
            [
                Check("psi(6/5) = 0", coordinate.psi(w), "==", 0),
                Check("0 = -grad + lambda psi' with lambda = 0 >= 0: w is in Z", gradient, "==", 0),
            ],
            Check("sign(grad) = sign(psi')", _sign(gradient), "==", _sign(slope)),
            header=("w", "psi", "gradient", "psi'"),
            rows=[(w, coordinate.psi(w), gradient, slope)],
        ),
        control=Instance(
            coordinate.setting(loss="(w - 11/5)^2/2", w=w),
            [Check("psi(6/5) = 0", coordinate.psi(w), "==", 0)],
            Check("with grad = -1: sign(grad) = sign(psi')", _sign(outside), "==", _sign(slope)),
        ),
    )


def _sign(value: Any) -> int:
    return (value > 0) - (value < 0)


def infeasible_point() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/5, w = 0: psi < 0, so both sign conditions ask for nothing."""
    coordinate = Coordinate((-1, 1), "1/5")
    inside = coordinate.psi(1)
    return replay(
        Instance(
            coordinate.setting(loss="w", w=0),
            [
                Check("psi(0) is not > 0: the first condition is void", coordinate.psi(0), "<=", 0),
                Check("psi(0) is not = 0: the second one too", -coordinate.psi(0), ">", 0),
            ],
            Check("w in Z, so w in C: psi(w) >= 0", coordinate.psi(0), ">=", 0),
            header=("w", "psi"),
            rows=[(0, coordinate.psi(0))],
        ),
        control=Instance(
            coordinate.setting(loss="constant", w=1),
            [],
            Check("a stationary point of C: psi(1) >= 0", inside, ">=", 0),
        ),
    )


def signs_suffice() -> Outcome:
    """Equal signs give a multiplier: grad = lambda psi' with lambda = grad/psi' >= 0."""
    off = prove(
        every(equal(G, (G / SLOPE) * SLOPE), G / SLOPE >= 0),
        given=[equal(SIGN_G, SIGN_SLOPE), sympy.Ne(SLOPE, 0)],
        control=Twin("any signs", given=[sympy.Ne(SLOPE, 0)]),
    )
    flat = prove(
        equal(G, 0 * MULTIPLIER),
        given=[equal(SIGN_G, SIGN_SLOPE), equal(SLOPE, 0)],
        control=Twin("any signs", given=[equal(SLOPE, 0)]),
    )
    return conjunction(off, flat, reason="a multiplier exists, at psi' = 0 too")


def product_sign() -> Outcome:
    """grad = lambda psi', lambda >= 0: exactly if grad psi' >= 0, and grad = 0 if psi' = 0."""
    rule = every(G * SLOPE >= 0, sympy.Or(SLOPE > 0, SLOPE < 0, equal(G, 0)))
    necessary = prove(
        rule,
        given=[equal(G, MULTIPLIER * SLOPE), MULTIPLIER >= 0],
        control=Twin("lambda of either sign", given=[equal(G, MULTIPLIER * SLOPE)]),
    )
    enough = prove(
        every(equal(G, (G / SLOPE) * SLOPE), G / SLOPE >= 0),
        given=[rule, sympy.Ne(SLOPE, 0)],
        control=Twin("grad psi' >= -1", given=[G * SLOPE >= -1, sympy.Ne(SLOPE, 0)]),
    )
    flat = prove(
        equal(G, 0 * MULTIPLIER),
        given=[rule, equal(SLOPE, 0)],
        control=Twin("without the second part", given=[G * SLOPE >= 0, equal(SLOPE, 0)]),
    )
    return conjunction(necessary, enough, flat, reason="both directions, psi' = 0 included")


def repaired() -> Outcome:
    """The rule where psi = 0, the cone {0} where psi > 0, and that N is the normal cone."""
    interior = prove(
        equal(G, 0),
        given=[equal(G, MULTIPLIER * SLOPE), equal(MULTIPLIER, 0)],
        control=Twin("any multiplier", given=[equal(G, MULTIPLIER * SLOPE)]),
    )
    joined = conjunction(
        product_sign(), interior, normal_cone(), reason="where psi = 0, and where psi > 0"
    )
    return by_hand(joined, "several coordinates: the inclusion splits, one equation for each")


@cache
def normal_cone() -> Outcome:
    """At a feasible point with psi = 0 the inward direction psi' is feasible, -psi' is not.

    Checked at the ends of a gap and outside, to first order: psi' != 0 unless w is a midpoint,
    which is interior to the feasible set and has the cone {0}.
    """
    a, b, w, step = reals("a b w h")
    cells = ((0, [w < a]), (1, [a <= w, w < b]), (2, [w >= b]))
    found = []
    for kind, (index, place) in itertools.product(KINDS.values(), cells):
        # psi = 0 says that epsilon is the product (squared if quartic), which is thus not zero
        product = product_in_cell(w, index, (a, b))
        slope = slope_in_cell(w, index, (a, b), kind)
        statement = sympy.Ne(slope, 0)
        if index == 1:
            statement = sympy.Equivalent(equal(slope, 0), equal(2 * w, a + b))
        given = [a < b, *place, product > 0]
        found.append(prove(statement, given=given, control=Twin("psi' = 2", equal(slope, 2))))
    near = [a < b, 2 * step <= b - a, 2 * step >= a - b]  # the quartic psi falls again outside
    for kind, power in ((QUADRATIC, 1), (QUARTIC, 2)):
        limit = ((b - a) ** 2 / 4) ** power
        beside = remoteness_in_cell((a + b) / 2 + step, 1, (a, b), limit, kind)
        found.append(prove(beside >= 0, given=near, control=Twin("psi > 0", beside > 0)))
    joined = conjunction(*found, reason="psi' vanishes on the boundary of a cell at midpoints only")
    return by_hand(
        joined,
        "the cone of a product of intervals: one ray -psi'_i at an end, {0} inside, and C_epsilon "
        "is such a product near each of its points",
    )


def kkt_sign() -> Outcome:
    """0 in -grad - N means grad = sum lambda_i grad psi_i: the first-order condition for psi >= 0.

    A step dw with psi' dw >= 0 then does not decrease the loss to first order.
    """
    step = reals("dw")[0]
    given = [equal(G, MULTIPLIER * SLOPE), SLOPE * step >= 0]
    return prove(
        G * step >= 0,
        given=[*given, MULTIPLIER >= 0],
        control=Twin("the opposite sign", given=[*given, MULTIPLIER <= 0]),
    )


REPAIRED = Claim(
    id="stationarity-signs/repaired",
    title="The stationary set by products",
    source="In place of the sign rule in section 3",
    statement=(
        "w in C_epsilon is stationary if and only if grad_i = 0 where psi_i > 0, and where "
        "psi_i = 0: grad_i psi'_i >= 0, with grad_i = 0 if psi'_i = 0."
    ),
    formula=r"\psi_i = 0 \Rightarrow [\nabla\ell(w)]_i\,\psi'_i(w_i) \ge 0",
    assumptions=("w in C_epsilon",),
    expected="proved",
    check=repaired,
)

CLAIM = Claim(
    id="stationarity-signs",
    title="The stationary set by signs",
    source="Report, section 3",
    statement=(
        "w is stationary if and only if grad_i = 0 where psi_i > 0 and grad_i has the sign of "
        "psi'_i where psi_i = 0."
    ),
    formula=r"w \in \mathcal{Z}_\varepsilon \iff \mathrm{sign}([\nabla\ell(w)]_i) = "
    r"\mathrm{sign}(\psi'_i(w_i)) \text{ where } \psi_i = 0",
    assumptions=("w in C_epsilon, as in the definition of Z",),
    expected="refuted",
    check=minimiser_on_the_boundary,
    steps=(
        Step(
            "stationarity-signs/only-if",
            "Stationary points have equal signs on the boundary.",
            "refuted",
            minimiser_on_the_boundary,
        ),
        Step(
            "stationarity-signs/if",
            "Equal signs on the boundary (and grad_i = 0 inside) make a point of C_epsilon "
            "stationary.",
            "proved",
            signs_suffice,
        ),
        Step(
            "stationarity-signs/if-anywhere",
            "The same for any w: the printed equivalence does not repeat that w is in C_epsilon.",
            "refuted",
            infeasible_point,
        ),
        Step(
            "stationarity-signs/normal-cone",
            "The printed N is the normal cone of C_epsilon at its points.",
            "proved",
            normal_cone,
            r"N_{C_\varepsilon} = \{-\sum \lambda_i \nabla g_i,\ \lambda_i \ge 0\}",
        ),
        Step(
            "stationarity-signs/kkt",
            "The printed inclusion is the first-order condition of the constrained problem.",
            "proved",
            kkt_sign,
            r"0 \in -\nabla\ell(w) - N_{C_\varepsilon}(w)",
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)
