"""Lines of Theorem 6's proof about the zeros of the mean field."""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
from askewtheory.losses.formulas import quadratic_slope
from askewtheory.provers import Check, Instance, Twin, prove, replay
from proofs_legacy import stationarity_signs
from proofs_legacy.common import Coordinate, equal
from proofs_legacy.near import GRADIENT, PSI, SLOPE

CELL = Coordinate((-1, 1), "3/4", 1, 1)
END = F(7, 4)
STATIONARY = sympy.Or(
    sympy.And(PSI > 0, equal(GRADIENT, 0)), sympy.And(equal(PSI, 0), -GRADIENT * SLOPE <= 0)
)


def impossible_case() -> Outcome:
    """At the end 7/4 with g = 0, -g psi' >= 0 does occur, and the point is stationary."""
    gradient = quadratic_slope(END, F(1), END)
    hypotheses = [
        Check("psi(w) = 0", CELL.psi(END), "==", 0),
        Check("g = 0 = 0 psi': w is in Z", gradient, "==", 0),
    ]
    value = -gradient * CELL.slope(END)
    return replay(
        Instance(
            CELL.setting(loss="(w - 7/4)^2/2", w=END),
            hypotheses,
            Check("-g psi' < 0 (that -g psi' >= 0 is impossible)", value, "<", 0),
        ),
        control=Instance(
            CELL.setting(loss="(w - 11/4)^2/2", w=END),
            [],
            Check("for g = -1: -g psi'", CELL.slope(END), "<", 0),
        ),
    )


def impossible_by_signs() -> Outcome:
    """sign(g) = sign(psi') and psi' != 0 give -g psi' < 0."""
    g, slope = stationarity_signs.G, stationarity_signs.SLOPE
    signs = equal(stationarity_signs.SIGN_G, stationarity_signs.SIGN_SLOPE)
    return prove(
        -g * slope < 0,
        given=[signs, sympy.Ne(slope, 0)],
        control=Twin("psi' = 0 too (epsilon = gap^2/4)", given=[signs]),
    )


def signs_missed() -> Outcome:
    """At the end 7/4 with g = 0 and no noise: h = 0, but sign(g) = 0 and sign(psi') = -1."""
    gradient, slope = quadratic_slope(END, F(1), END), CELL.slope(END)
    outward = quadratic_slope(END, F(1), F(11, 4))
    hypotheses = [
        Check("epsilon < gap^2/4 = 1", CELL.epsilon, "<", 1),
        Check("A6, A7: no noise, sigma^2 = 0", 0, "<=", 0),
        Check("psi(w) = 0", CELL.psi(END), "==", 0),
        Check("h(w) = 0", CELL.velocity(END, gradient), "==", 0),
    ]
    return replay(
        Instance(
            CELL.setting(loss="(w - 7/4)^2/2", w=END, noise="none"),
            hypotheses,
            Check("sign(g) = sign(psi')", sympy.sign(gradient), "==", sympy.sign(slope)),
            header=("w", "psi", "psi'", "g", "h"),
            rows=[(END, CELL.psi(END), slope, gradient, CELL.velocity(END, gradient))],
        ),
        control=Instance(
            CELL.setting(loss="(w - 11/4)^2/2", w=END),
            [],
            Check("for g = -1", sympy.sign(outward), "==", sympy.sign(slope)),
        ),
    )


def skipped_range() -> Outcome:
    """psi = -1/4, g = 0: alpha psi < -g psi' < -alpha psi, where h = u is neither case."""
    w, gradient = F(2), F(0)
    psi, slope = CELL.psi(w), CELL.slope(w)
    speed = CELL.velocity(w, gradient)
    hypotheses = [
        Check("psi < 0", psi, "<", 0),
        Check("the first case, -g psi' <= alpha psi, does not hold", -gradient * slope, ">", psi),
    ]
    return replay(
        Instance(
            CELL.setting(loss="(w - 2)^2/2", w=w),
            hypotheses,
            Check("hence h = -g", speed, "==", -gradient),
            header=("w", "psi", "psi'", "g", "h"),
            rows=[(w, psi, slope, gradient, speed)],
        ),
        control=Instance(
            CELL.setting(w=w), [], Check("for g = 1: h = -g", CELL.velocity(w, 1), "==", -1)
        ),
    )


def wrong_sign() -> Outcome:
    """alpha psi > 0 is printed where psi < 0."""
    psi = CELL.psi(2)
    return replay(
        Instance(
            CELL.setting(w=2),
            [Check("psi < 0", psi, "<", 0)],
            Check("alpha psi > 0", CELL.alpha * psi, ">", 0),
        ),
        control=Instance(CELL.setting(w=2), [], Check("-alpha psi > 0", -CELL.alpha * psi, ">", 0)),
    )


def sign_rule() -> Outcome:
    """psi = 0 and -g psi' <= 0 with g = 0: the signs 0 and -1 differ."""
    gradient = quadratic_slope(END, F(1), END)
    slope = CELL.slope(END)
    hypotheses = [
        Check("psi = 0", CELL.psi(END), "==", 0),
        Check("-g psi' <= alpha psi = 0", -gradient * slope, "<=", 0),
    ]
    return replay(
        Instance(
            CELL.setting(loss="(w - 7/4)^2/2", w=END),
            hypotheses,
            Check("sign(g) = sign(psi')", gradient, "==", F(1 if slope > 0 else -1)),
        ),
        control=Instance(
            CELL.setting(w=END), [], Check("weakly: g psi' >= 0", gradient * slope, ">=", 0)
        ),
    )


def satisfactory() -> Outcome:
    """g = 0 = 0 psi' and psi >= 0: stationary."""
    return prove(
        sympy.Or(STATIONARY),
        given=[equal(GRADIENT, 0), PSI >= 0],
        control=Twin("psi of either sign", given=[equal(GRADIENT, 0)]),
    )
