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
from askewtheory.provers import Check, Instance, Twin, by_hand, prove, replay
from proofs_checks.common import Coordinate, equal, reals

WIDE = Coordinate((-1, 1), "3/4", 1, 4)
"""Feasible intervals [-7/4, -1/2] and [1/2, 7/4]."""


@cache
def multiplier_kept() -> Outcome:
    """w_k in C with multiplier > 0: psi = 0 and psi' v = 0, so v = 0 and the constraint stays."""
    psi, slope, v, alpha, gamma, w = reals("psi slope v alpha gamma w")
    given = [psi >= 0, psi <= 0, sympy.Ne(slope, 0), equal(slope * v, -alpha * psi)]
    found = prove(
        equal(w + gamma * v, w),
        given=given,
        control=Twin("psi < 0", given=[psi <= 0, *given[2:]]),
    )
    return by_hand(
        found,
        "complementarity: a positive multiplier has its constraint with equality; D_x at k + 1 "
        "then holds the same index, since w_i did not move",
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
