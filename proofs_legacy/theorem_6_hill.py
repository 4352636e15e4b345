"""A loss with a local maximum inside the feasible set: its stationary set is not stable."""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
from askewtheory.losses.formulas import huber, huber_slope, quadratic, quadratic_slope
from askewtheory.provers import Check, Instance, replay
from proofs_legacy.common import Coordinate

CELL = Coordinate((-1, 1), "3/4", 1, 1)
HILL = "y^2/2 - 2 Huber(y; width 1/8, slope 1/8) with y = w - 1: coercive, 1-smooth"


def hill(w: F) -> F:
    """A loss with a local maximum at 1 and minima at 3/4 and 5/4; its slope is 1-Lipschitz."""
    return quadratic(w, F(1), F(1)) - 2 * huber(w, F(1, 8), F(1), F(1, 8))


def hill_slope(w: F) -> F:
    """y - 2 clip(y, 1/8): -y near 1, y -+ 1/4 beyond."""
    return quadratic_slope(w, F(1), F(1)) - 2 * huber_slope(w, F(1, 8), F(1), F(1, 8))


def _hill_hypotheses() -> list[Check]:
    return [
        Check("epsilon < gap^2/4 = 1", CELL.epsilon, "<", 1),
        Check("no noise: sigma^2 = 0", 0, "<=", 0),
        Check("A2: l' has slope -1 on [7/8, 9/8]", (hill_slope(F(9, 8)) - 0) / F(1, 8), "==", -1),
        Check("A2: and 1 beyond", (hill_slope(F(3)) - hill_slope(F(2))) / 1, "==", 1),
        Check("A1: l = y^2/2 - |y|/4 + 1/64 beyond, coercive; l(5)", hill(F(5)), "==", F(449, 64)),
        Check("Z: slope 0 at 1", hill_slope(F(1)), "==", 0),
        Check("Z: slope 0 at 3/4", hill_slope(F(3, 4)), "==", 0),
        Check("Z: slope 0 at 5/4", hill_slope(F(5, 4)), "==", 0),
        Check("[7/8, 9/8] is feasible: psi(9/8)", CELL.psi(F(9, 8)), ">", 0),
        Check("psi(7/8)", CELL.psi(F(7, 8)), ">", 0),
    ]


def unstable_point() -> Outcome:
    """From 1 + xi, y = xi e^t reaches 1/8 for every xi > 0: distance 1/8 from Z."""
    xi = sympy.Symbol("xi", positive=True)
    time = sympy.log(1 / (8 * xi))
    reached = sympy.simplify(xi * sympy.exp(time))
    distance = min(abs(F(9, 8) - point) for point in (F(1), F(5, 4), F(3, 4)))
    hypotheses = [
        *_hill_hypotheses(),
        Check(
            "w' = h = y for 0 <= y <= 1/8: h at 1 + 1/16",
            CELL.velocity(F(17, 16), hill_slope(F(17, 16))),
            "==",
            F(1, 16),
        ),
        Check("so y(t) = xi e^t; at t = ln(1/(8 xi)) it is", reached, "==", F(1, 8)),
        Check("start within xi of Z: |1 + xi - 1|", xi, "<=", xi),
        Check("d(9/8, Z)", distance, "==", F(1, 8)),
    ]
    setting = CELL.setting(loss=HILL, start="1 + xi, any 0 < xi < 1/8", ball="1/16")
    valley = hill_slope(F(5, 4) + F(1, 16))
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("d(w(t), Z) <= 1/16 for all t", distance, "<=", F(1, 16)),
            header=("w", "l'(w)", "h(w)"),
            rows=[
                (w, hill_slope(w), CELL.velocity(w, hill_slope(w)))
                for w in (F(1), F(17, 16), F(9, 8), F(5, 4))
            ],
            plot={
                "orbit": [F(2**k, 512) for k in range(7)],
                "bound": F(1, 16),
                "label": "d(w(t), Z) from xi = 1/512 at t = 0, ln 2, 2 ln 2, ...",
            },
        ),
        control=Instance(
            setting, [], Check("beside the minimum 5/4 the flow returns: slope > 0", valley, ">", 0)
        ),
    )


def choice_of_xi() -> Outcome:
    """L(1) = 0 is above L(17/16) = -1/512 on the ball's boundary: no xi is small enough."""
    top, side = hill(F(1)), hill(F(17, 16))
    hypotheses = [
        *_hill_hypotheses(),
        Check("17/16 is on the boundary of the 1/16-ball of Z", F(17, 16) - 1, "==", F(1, 16)),
        Check("no penalty there: psi(17/16) > 0", CELL.psi(F(17, 16)), ">", 0),
        Check("1 is in Z, hence in every B_xi(Z)", hill_slope(F(1)), "==", 0),
    ]
    bottom, beyond = hill(F(5, 4)), hill(F(5, 4) + F(1, 16))
    return replay(
        Instance(
            CELL.setting(loss=HILL, start=1, ball="1/16"),
            hypotheses,
            Check("L(1) < min of L on the boundary <= L(17/16)", top, "<", side),
        ),
        control=Instance(
            CELL.setting(loss=HILL), [], Check("at the minimum 5/4", bottom, "<", beyond)
        ),
    )
