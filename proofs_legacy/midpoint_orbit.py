"""The limit case epsilon = gap^2/4: a run that returns to a feasible midpoint for ever.

Q = {-1, 1}, epsilon = 1, so C = [-2, 2] and psi(0) = 0. The report sets the velocity to +M_c at a
midpoint by convention. With a loss of slope 1 around 0 and the stepsizes 1, 1, 1/2, 1/2, 1/3, ...
the run is 0, 1, 0, 1/2, 0, 1/3, ...: up by the convention, down by the gradient.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import QUADRATIC, remoteness_in_cell
from askewtheory.losses.formulas import huber, huber_slope
from askewtheory.provers import Check, Instance, replay
from proofs_legacy.common import Coordinate

CELL = Coordinate((-1, 1), 1, 1, 1)
LOSS = "Huber: width 1, center -4, slope 1; so w + 7/2 for w >= -3"


def _slope(w: F) -> F:
    return huber_slope(w, F(1), F(-4), F(1))


def never_stationary() -> Outcome:
    """The loss is coercive, 1-Lipschitz and 1-smooth; there is no noise; Z = {-2}."""
    n, rest = sympy.Symbol("n", positive=True), sympy.Symbol("m", nonnegative=True)
    rows = CELL.orbit(0, _slope, [F(1, k // 2 + 1) for k in range(8)])
    expected = [0 if k % 2 == 0 else F(1, k // 2 + 1) for k in range(9)]
    between = sympy.expand(
        sympy.cancel(n**2 * remoteness_in_cell(1 / n, 1, (-1, 1), 1, QUADRATIC)).subs(n, rest + 1)
    )
    hypotheses = [
        Check("0 < epsilon <= gap^2/4 = 1 and <= 1", CELL.epsilon, "<=", 1),
        Check(
            "A1: l(w) = |w + 4| - 1/2 off [-5, -3], so l(-10)",
            huber(F(-10), F(1), F(-4), F(1)),
            ">",
            5,
        ),
        Check("A2, A3: slope and smoothness slope/width = 1, squares too", 1, "<=", 1),
        Check("A5: gamma_{2n-2} = 1/n <= 2/(2n-1), square-summable", 2 * n - 1, "<=", 2 * n),
        Check("A5: gamma_{2n-1} = 1/n >= 1/(2n), the sum diverges", 1 / n, ">=", 1 / (2 * n)),
        Check("gamma_0 <= min(1, 1/L)", 1, "<=", 1),
        Check("A6, A7: no noise, sigma^2 = 0", 0, "<=", 0),
        Check("d(w, C) = 0 <= delta at 0", CELL.psi(0), ">=", 0),
        Check("w = 0 is the midpoint: s = M_c", CELL.velocity(0, 1), "==", CELL.clip),
        Check("n^2 psi(1/n) = 1 > 0 for n = m + 1: s = -g there", between, ">", 0),
        Check("psi(1) = 1 > 0 at the level, n = 1", CELL.psi(1), ">", 0),
        Check("0 + (1/n) M_c - (1/n) g = 0 for every n", 1 / n - 1 / n, "==", 0),
        *(Check(f"w_{k}", row[1], "==", expected[k]) for k, row in enumerate(rows)),
        Check("g = 1 on C, so w in Z needs psi = 0, psi' > 0: psi(-2)", CELL.psi(-2), "==", 0),
        Check("psi'(-2) > 0: -2 is in Z", CELL.slope(-2), ">", 0),
        Check("psi'(0) = 0: 0 is not in Z", CELL.slope(0), "==", 0),
        Check("psi'(2) < 0: 2 is not in Z", CELL.slope(2), "<", 0),
    ]
    below = Coordinate((-1, 1), "3/4", 1, 1)
    return replay(
        Instance(
            CELL.setting(loss=LOSS, noise="none", start=0, stepsizes="1, 1, 1/2, 1/2, 1/3, ..."),
            hypotheses,
            Check("lim d(w^(k), Z) along k = 0, 2, 4, ...: w = 0, Z = {-2}", 2, "<=", 0),
            header=("k", "w", "g", "v"),
            rows=rows,
            plot={"orbit": [row[1] for row in rows], "bound": -2, "label": "Z"},
        ),
        control=Instance(
            below.setting(),
            [Check("below the limit the midpoint is infeasible: psi(0)", below.psi(0), "<", 0)],
            Check("and left for good: v(1/10)", below.velocity("1/10", 1), ">", 0),
        ),
    )
