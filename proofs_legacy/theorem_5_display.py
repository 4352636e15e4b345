"""Theorem 5, last part of the proof: projection on the set and the last display."""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
from askewtheory.losses.formulas import huber_slope
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    certify_identity,
    conjunction,
    prove,
    replay,
)
from proofs_legacy.common import Coordinate, reals
from proofs_legacy.definition_5 import EXAMPLE, types

CELL = Coordinate((-1, 1), "3/4", 1, 1)
"""Feasible: [-7/4, -1/2] and [1/2, 7/4]."""
END = F(7, 4)


def smoothness_line() -> Outcome:
    """A Huber loss of width 1/16 at the end: the gradient changes by 1 > 4 delta."""
    width, w = F(1, 16), END + F(1, 16)
    at_w, at_end = (huber_slope(x, width, END, F(1)) for x in (w, END))
    delta = w - END
    estimates = (at_w - 1, at_w + 1)
    hypotheses = [
        Check(
            "A3 with L = 4: samples Huber +- w, squared slope",
            (1 + abs(at_w)) ** 2,
            "<=",
            4,
        ),
        Check("d(w, C) <= delta", delta, "<=", F(1, 16)),
        Check("type 4: v = -g", CELL.velocity(w, at_w), "==", -at_w),
        Check("type 4: v-hat = u = -alpha delta for ghat = 0", CELL.velocity(w, 0), "==", -delta),
        Check("A6: ghat is 0 or 2", (estimates[0] + estimates[1]) / 2, "==", at_w),
    ]
    setting = CELL.setting(loss="Huber: width 1/16, center 7/4, slope 1", w=w, L=4)
    printed = Check("|grad l(w) - grad l(w-bar)| <= L delta", abs(at_w - at_end), "<=", 4 * delta)
    repaired = Check("with the smoothness 16", abs(at_w - at_end), "<=", 16 * delta)
    return replay(
        Instance(
            setting,
            hypotheses,
            printed,
            header=("w", "w-bar", "g(w)", "g(w-bar)", "L delta"),
            rows=[(w, END, at_w, at_end, 4 * delta)],
        ),
        control=Instance(setting, hypotheses, repaired),
    )


def triangle() -> Outcome:
    """|x| <= |y| + c gives x^2 <= y^2 + 2 c |y| + c^2."""
    x, y, c = reals("x y c")
    given = [x >= 0, y >= 0, c >= 0]
    return conjunction(
        prove(x <= y + c, given=[*given, x - y <= c], control=Twin("x <= y", x <= y)),
        prove(
            x**2 <= y**2 + 2 * c * y + c**2,
            given=[*given, x <= y + c],
            control=Twin("without the cross term", x**2 <= y**2 + c**2),
        ),
        reason="the triangle inequality, squared",
    )


def first_equality() -> Outcome:
    """A squared norm is the sum of squares (two coordinates; [n] is printed for [d])."""
    one, two = reals("g_1 g_2")
    norm = sympy.Matrix([one, two]).dot(sympy.Matrix([one, two]))
    return certify_identity(norm, one**2 + two**2, control=(one + two) ** 2)


def split_by_types() -> Outcome:
    """w = -2, ghat = g = -1/8 = -u: all four types apply, and the square is counted three times."""
    w, gradient = F(-2), F(-1, 8)
    found = types(EXAMPLE, w, gradient, gradient)
    groups = ({1, 2}, {3}, {4})
    counted = sum(gradient**2 for group in groups if group & set(found))
    single = types(EXAMPLE, w, -1, -1)
    once = sum(F(1) for group in groups if group & set(single))
    hypotheses = [
        Check("A3: |g| = 1/8, L = 1", abs(gradient), "<=", 1),
        Check("d(w, C) = 1/4 <= delta", -w - END, "<=", F(1, 4)),
        Check("|u| <= 2 alpha delta", EXAMPLE.clip, "<=", F(1, 2)),
        Check("all four types apply", len(found), "==", 4),
    ]
    return replay(
        Instance(
            EXAMPLE.setting(loss="-w/8", noise="none", w=w),
            hypotheses,
            Check("g^2 = sum over 1, 2 + sum over 3 + sum over 4", gradient**2, "==", counted),
            header=("w", "g", "u", "types", "g^2", "three sums"),
            rows=[(w, gradient, EXAMPLE.clip, "1, 2, 3, 4", gradient**2, counted)],
        ),
        control=Instance(
            EXAMPLE.setting(loss="-w", w=w), [], Check("with g = -1: counted once", once, "==", 1)
        ),
    )


def type_3_gradient() -> Outcome:
    """l = -w, w = 7/4 for ever: type 3, gradient 1, while the bound tends to 1/4."""
    delta, rows = F(1, 10), CELL.orbit(END, lambda w: -1, [1, F(1, 2), F(1, 3)])
    bound = 2 * delta + (2 * delta) ** 2 + delta**2
    hypotheses = [
        Check("A3 with L = 1", 1, "<=", 1),
        Check("A6, A7: no noise", 0, "<=", 0),
        Check("d(w, C) = 0: psi(7/4)", CELL.psi(END), "==", 0),
        *(
            Check(f"w_{k} = 7/4, velocity u = 0 (type 3)", row[3], "==", 0)
            for k, row in enumerate(rows)
        ),
        Check("7/4 is stationary: g psi' > 0", -CELL.slope(END), ">", 0),
    ]
    setting = CELL.setting(loss="-w", start=END, delta=delta, L=1)
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("E|g|^2 <= 2 alpha delta + (2 alpha delta)^2 + L^2 delta^2", F(1), "<=", bound),
            header=("k", "w", "g", "v"),
            rows=rows,
            plot={
                "orbit": [row[2] ** 2 for row in rows],
                "bound": bound,
                "label": "squared gradient at w_k = 7/4, and the printed bound",
            },
        ),
        control=Instance(
            setting, hypotheses, Check("the velocity does obey it", rows[0][3] ** 2, "<=", bound)
        ),
    )


def type_4_gradient() -> Outcome:
    """e = g - gbar, |e| <= c = L delta: g^2 <= gbar^2 + 2 c |gbar| + e^2 in each coordinate."""
    mean, change, c = reals("gbar e c")
    scalar = prove(
        (mean + change) ** 2 <= mean**2 + 2 * c * sympy.Abs(mean) + change**2,
        given=[c >= 0, sympy.Abs(change) <= c],
        control=Twin("c |gbar| once", (mean + change) ** 2 <= mean**2 + c * sympy.Abs(mean)
                     + change**2),
    )  # fmt: skip
    return by_hand(
        scalar,
        "sum over the coordinates of type 4: there the e^2 add up to at most c^2, as they do over "
        "all coordinates; then the expectation",
    )


def wrong_letter() -> Outcome:
    """2 a delta is carried over as 2 alpha delta, but a >= 2dL alpha."""
    alpha, delta, smooth = F(1), F(1, 10), F(1)
    a = 2 * smooth * alpha + 2 * alpha**2 * delta
    hypotheses = [Check("a >= 2dL alpha + 2d alpha^2 delta (d = L = 1)", a, ">=", F(11, 5))]
    setting = {"alpha": alpha, "delta": delta, "L": smooth, "d": 1, "a": a}
    return replay(
        Instance(
            setting, hypotheses, Check("2 a delta <= 2 alpha delta", 2 * a * delta, "<=", F(1, 5))
        ),
        control=Instance(setting, hypotheses, Check("a <= 3", a, "<=", 3)),
    )


def delta_stays() -> Outcome:
    """delta bounds d(w^(k), C) from k_0 on, so it does not depend on K."""
    distance = F(2) - END
    setting = CELL.setting(loss="w", start=2, k_0=0)
    hypotheses = [
        Check("psi(2) < 0", CELL.psi(2), "<", 0),
        Check("delta >= d(w^(k_0), C) = 1/4", distance, "==", F(1, 4)),
    ]
    return replay(
        Instance(
            setting, hypotheses, Check("lim of delta as K -> oo, k_0 fixed", distance, "<=", 0)
        ),
        control=Instance(setting, [], Check("delta = 0 if w_0 is in C", CELL.psi(1), ">=", 0)),
    )
