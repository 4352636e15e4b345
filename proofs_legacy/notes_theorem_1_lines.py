"""The two properties that the notes name after Theorem 1, and the dual's monotonicity.

Setting
    Deterministic steps of the notes' Theorem 1; lambda_k are the multipliers of (1) at w_k, and
    the Lagrangian is loss - lambda . g for constraints g >= 0.
Source
    Early notes, the list after Theorem 1.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import QUADRATIC, QUARTIC, remoteness_in_cell, slope_in_cell
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy import mfcq
from proofs_legacy.common import Coordinate, equal, reals

WIDE = Coordinate((-1, 1), "3/4", 1, 4)
"""Feasible intervals [-7/4, -1/2] and [1/2, 7/4]."""


def printed_set_quartic() -> Outcome:
    """Definition 1, epsilon = 1/4, loss (w + 2)^2/2 from -3/2: the run rests off the printed Z.

    The ends are -3/2, -r, r and 3/2 with r^2 = 1/2. Printed: gradient = -lambda psi', lambda >= 0.
    """
    quartic, w = Coordinate((-1, 1), "1/4", kind=QUARTIC), sympy.Rational(-3, 2)
    r = sympy.sqrt(sympy.Rational(1, 2))
    rows, hypotheses = [], []
    for end, cell, printed in ((w, 0, False), (-r, 1, True), (r, 1, False), (-w, 2, True)):
        psi = remoteness_in_cell(end, cell, (-1, 1), sympy.Rational(1, 4), QUARTIC)
        slope = sympy.expand(slope_in_cell(end, cell, (-1, 1), QUARTIC))
        rows.append((end, slope, end + 2, printed, not printed))
        word, relation = ("in", "<") if printed else ("not in", ">")
        hypotheses += [
            Check(f"psi({end})", sympy.expand(psi), "==", 0),
            Check(
                f"{end} is {word} the printed Z: gradient psi'",
                sympy.expand((end + 2) * slope),
                relation,
                0,
            ),
        ]
    for level, cell in ((-1, 0), (1, 1)):
        sides = [slope_in_cell(level, side, (-1, 1), QUARTIC) for side in (cell, cell + 1)]
        hypotheses.append(Check(f"psi has no corner at {level}: psi'", sides[0], "==", sides[1]))
    hypotheses += [
        Check("|psi''| <= 8: 2 outside, |4 - 12 w^2| between, at w^2 = 1", abs(4 - 12), "<=", 8),
        Check("the loss is >= 0, its slope 1-Lipschitz; alpha <= L = 8", quartic.alpha, "<=", 8),
        Check("epsilon <= gap^2/4 = gap^4/16 = 1", quartic.epsilon, "<=", 1),
        Check("the gradient vanishes at -2 only: psi(-2)", quartic.psi(-2), "<", 0),
        Check("the run rests: v(-3/2)", quartic.velocity("-3/2", "1/2"), "==", 0),
    ]
    return replay(
        Instance(
            quartic.setting(loss="(w + 2)^2/2", start=w, stepsizes="1/(k + 1)", L=8),
            hypotheses,
            Check("d(w_k, printed Z) -> 0: d(-3/2, -r)", -r - w, "<=", 0),
            header=("end", "psi'", "gradient", "in printed Z", "in Z"),
            rows=rows,
        ),
        control=Instance(
            quartic.setting(start=w), [], Check("with 0 in grad + N: d(-3/2, Z)", w - w, "<=", 0)
        ),
    )


@cache
def multiplier_kept() -> Outcome:
    """w_k in C with multiplier > 0: psi = 0 and psi' v = 0, so v = 0 and the constraint stays.

    Strictly below the limit on epsilon psi' != 0 where psi = 0.
    """
    psi, slope, v, alpha, gamma, w = reals("psi slope v alpha gamma w")
    given = [psi >= 0, psi <= 0, sympy.Ne(slope, 0), equal(slope * v, -alpha * psi)]
    found = prove(
        equal(w + gamma * v, w),
        given=given,
        control=Twin("psi < 0", given=[psi <= 0, *given[2:]]),
    )
    below = conjunction(
        found,
        mfcq.nonzero_slope(QUADRATIC),
        mfcq.on_the_feasible_set(QUADRATIC),
        reason="w_i does not move, and psi' != 0 where psi = 0",
    )
    return by_hand(
        below,
        "complementarity: a positive multiplier has its constraint with equality; D_x at k + 1 "
        "then holds the same index, since w_i did not move",
    )


def multiplier_at_midpoint() -> Outcome:
    """epsilon = 1, w = 0, gradient -1/2, gamma = 1: lambda = 1 is optimal, and psi(1/2) = 1/4."""
    touching = Coordinate((-1, 1), 1)
    psi, slope, gradient = touching.psi(0), touching.slope(0), F(-1, 2)
    weight = sympy.Symbol("lambda", positive=True)
    a, g = (sympy.Rational(str(value)) for value in (slope, gradient))
    dual = sympy.expand(-((weight * a - g) ** 2) / 2 - weight * sympy.Rational(str(psi)))
    after = -gradient
    still = WIDE.psi(F(7, 4) + WIDE.velocity("7/4", gradient))
    return replay(
        Instance(
            touching.setting(w=0, gradient=gradient, stepsize=1, multiplier=1),
            [
                Check("0 < epsilon <= gap^2/4", touching.epsilon, "<=", 1),
                Check("psi(0) = 0: w_k in C, and the constraint acts", psi, "==", 0),
                Check("psi'(0) = 0: V is the line, so v = -gradient", slope, "==", 0),
                Check("(2) is -gradient^2/2 for every lambda", dual + g**2 / 2, "==", 0),
            ],
            Check("lambda = 1 in D at k + 1, so psi(w_{k+1}) <= 0", touching.psi(after), "<=", 0),
            header=("w", "psi", "psi'", "gradient", "w + v", "psi(w + v)"),
            rows=[(0, psi, slope, gradient, after, touching.psi(after))],
        ),
        control=Instance(
            WIDE.setting(w="7/4", gradient=gradient),
            [],
            Check("at the end 7/4 of an interval", still, "<=", 0),
        ),
    )


def multiplier_lost() -> Outcome:
    """epsilon = 3/4, gradient 0, from 1/4 with gamma = alpha = 1: w = 5/8 has psi = 9/64 > 0."""
    w, slope, psi = F(1, 4), WIDE.slope("1/4"), WIDE.psi("1/4")
    weight = -WIDE.alpha * psi / slope**2
    after = w + WIDE.velocity(w, 0)
    outer = F(2) + WIDE.velocity(2, 0)
    return replay(
        Instance(
            WIDE.setting(w=w, gradient=0, stepsize=1),
            [
                Check("gamma alpha <= 1", WIDE.alpha, "<=", 1),
                Check("psi(w_k) < 0", psi, "<", 0),
                Check("lambda_k = -alpha psi/psi'^2 > 0", weight, ">", 0),
            ],
            Check("lambda_k in D at k + 1, so psi(w_{k+1}) <= 0", WIDE.psi(after), "<=", 0),
            header=("w", "psi", "psi'", "lambda", "w + v", "psi(w + v)"),
            rows=[(w, psi, slope, weight, after, WIDE.psi(after))],
        ),
        control=Instance(
            WIDE.setting(w=2),
            [],
            Check("on an outer side, from 2: psi(w + v)", WIDE.psi(outer), "<=", 0),
        ),
    )


def merit_decreases() -> Outcome:
    """Loss w^2/4, alpha = L = 1, no active constraint, gamma = 1: w = 1 goes to 1/2."""
    alpha = F(1)

    def merit(w: F, weight: F = alpha) -> F:
        return w**2 / 4 - (w / 2) ** 2 / (2 * weight)

    before, after = F(1), F(1) + WIDE.velocity(1, F(1, 2))
    low = F(1, 4)
    return replay(
        Instance(
            WIDE.setting(loss="w^2/4", w=before, stepsize=1, L=1),
            [
                Check("gradient w/2 is 1-Lipschitz: 1/2 <= L", F(1, 2), "<=", 1),
                Check("alpha <= L", alpha, "<=", 1),
                Check("psi(1) > 0: lambda_k = 0", WIDE.psi(before), ">", 0),
                Check("w_{k+1}", after, "==", F(1, 2)),
            ],
            Check("L - |grad L|^2/(2 alpha) does not fall", merit(after), ">=", merit(before)),
            header=("w", "loss", "gradient", "loss - gradient^2/(2 alpha)"),
            rows=[(w, w**2 / 4, w / 2, merit(w)) for w in (before, after)],
        ),
        control=Instance(
            WIDE.setting(),
            [],
            Check(
                "with alpha = 1/4, below the convexity 1/2",
                merit(after, low),
                ">=",
                merit(before, low),
            ),
        ),
    )


def dual_decreases() -> Outcome:
    """Gradient 1 - w on [1/2, 3/2] (a triangular wave): from 9/8 the value -|grad|^2/2 falls."""

    def wave(w: F) -> F:
        return 1 - w

    before = F(9, 8)
    after = before + WIDE.velocity(before, wave(before))
    values = [-(wave(w) ** 2) / 2 for w in (before, after)]
    convex = [-((w - 1) ** 2) / 2 for w in (before, before - F(1, 2) * (before - 1))]
    return replay(
        Instance(
            WIDE.setting(
                loss="bounded, with gradient 1 - w on [1/2, 3/2], w - 2 on [3/2, 5/2], period 2",
                w=before,
                stepsize=1,
                L=1,
            ),
            [
                Check("alpha <= L", WIDE.alpha, "<=", 1),
                Check("psi(9/8) > 0: lambda = 0", WIDE.psi(before), ">", 0),
                Check("psi after > 0: lambda = 0", WIDE.psi(after), ">", 0),
                Check("the wave is continuous at 3/2", wave(F(3, 2)), "==", F(3, 2) - 2),
            ],
            Check("d(x_{k+1}) >= d(x_k), d = -|grad|^2/2 by (2)", values[1], ">=", values[0]),
            header=("w", "gradient", "d"),
            rows=[(before, wave(before), values[0]), (after, wave(after), values[1])],
        ),
        control=Instance(
            {"loss": "(w - 1)^2/2", "stepsize": "1/2"},
            [],
            Check("for a convex loss", convex[1], ">=", convex[0]),
        ),
    )


def dual_above() -> Outcome:
    """Loss (w - 1)^2/2 - 100 at its feasible minimiser 1: d = 0 is above f* = -100."""
    w, gradient = F(1), F(0)
    value = -(gradient**2) / 2
    return replay(
        Instance(
            WIDE.setting(loss="(w - 1)^2/2 - 100", w=w, L=1),
            [
                Check("alpha <= L", WIDE.alpha, "<=", 1),
                Check("psi(1) > 0: lambda = 0, and 1 is in C", WIDE.psi(w), ">", 0),
                Check("the gradient w - 1 vanishes: f* = f(1) = -100", w - 1, "==", gradient),
            ],
            Check("d(x_k) <= f*, d = -|grad|^2/2 by (2)", value, "<=", -100),
        ),
        control=Instance(
            WIDE.setting(loss="(w - 1)^2/2 + 100", w=w), [], Check("for f* = 100", value, "<=", 100)
        ),
    )
