"""Lines of the notes' proof of Lemma 2: Slater points, and convexity of the velocity problem."""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import Coordinate, reals
from proofs_legacy.mfcq import half_space

V, U, FORCE, A, G, ALPHA, T = reals("v u f a g alpha t")
"""Velocities, gradient of the loss, gradient and value of one constraint."""

PRIMAL = (V + FORCE) ** 2 / 2


def no_slater() -> Outcome:
    """Q = {-1, 1}, epsilon = 1, w = 0: psi = psi' = 0; V is the line, but 0 v + 0 > 0 never."""
    coordinate, v = Coordinate((-1, 1), 1), sympy.Symbol("v", real=True)
    slope, psi = coordinate.slope(0), coordinate.psi(0)
    return replay(
        Instance(
            coordinate.setting(w=0, v="any"),
            [
                Check("0 < epsilon <= gap^2/4", coordinate.epsilon, "<=", 1),
                Check("psi(0) = 0: the constraint is in I", psi, "==", 0),
                Check("V is not empty: v = 0", 0 * slope + coordinate.alpha * psi, ">=", 0),
            ],
            Check("psi' v + alpha psi > 0 for some v", v * sympy.Rational(str(slope)), ">", 0),
            header=("w", "psi", "psi'"),
            rows=[(0, psi, slope)],
        ),
        control=Instance(
            coordinate.setting(w=2, v=-1),
            [Check("psi(2) = 0", coordinate.psi(2), "==", 0)],
            Check("at the outer end, v = -1", -coordinate.slope(2), ">", 0),
        ),
    )


def slater() -> Outcome:
    """grad g_i . u > 0 for the active i: 1 + sum of -alpha g_i/(grad g_i . u) times u is one."""
    other, along, beside = reals("h s_1 s_2")
    factor = -ALPHA * G / along - ALPHA * other / beside
    given = [ALPHA >= 0, G <= 0, other <= 0, along > 0, beside > 0]
    found = prove(
        sympy.And((1 + factor) * along + ALPHA * G > 0, (1 + factor) * beside + ALPHA * other > 0),
        given=given,
        control=Twin("without the 1", factor * along + ALPHA * G > 0),
    )
    return by_hand(found, "any number of constraints: the factor is 1 plus the sum over all")


def no_equality() -> Outcome:
    """n = 1, g = (x, x + 1), x = -2: equality asks for v = 2 alpha and for v = alpha."""
    alpha, values = F(1), (F(-2), F(-1))
    needed = [-alpha * value / 1 for value in values]
    return replay(
        Instance(
            {"g": "(x, x + 1)", "x": -2, "alpha": alpha},
            [
                Check("both constraints are in I: g_1", values[0], "<=", 0),
                Check("g_2", values[1], "<=", 0),
                Check("MFCQ at every x: grad g_i . 1 = 1", 1, ">", 0),
                Check("V = {v >= 2} is not empty", max(needed), ">=", min(needed)),
            ],
            Check("v from g_1 = v from g_2", needed[0], "==", needed[1]),
            header=("i", "g_i", "v"),
            rows=[(i + 1, values[i], needed[i]) for i in range(2)],
        ),
        control=Instance(
            {"g": "(x, y) in the plane"},
            [],
            Check("one constraint for each coordinate: a v + alpha g", 1 * 2 - 2, "==", 0),
        ),
    )


def equality_on_the_levels() -> Outcome:
    """One constraint a coordinate: v = -alpha psi/psi' solves it, any v if psi = psi' = 0."""
    solves = prove(
        sympy.Eq((-ALPHA * G / A) * A + ALPHA * G, 0),
        given=[sympy.Ne(A, 0)],
        control=Twin("half of it", sympy.Eq((-ALPHA * G / A) / 2 * A + ALPHA * G, 0)),
    )
    nonempty = [sympy.Eq(A, 0), G <= 0, ALPHA > 0, V * A + ALPHA * G >= 0]
    flat = prove(
        sympy.Eq(U * A + ALPHA * G, 0),
        given=nonempty,
        control=Twin("V may be empty", given=nonempty[:3]),
    )
    return conjunction(solves, flat, reason="psi' != 0, and psi = psi' = 0")


def strict() -> Outcome:
    """a v + alpha g = 0 and a u > 0 give a (v + t u) + alpha g > 0 for t > 0."""
    given = [sympy.Eq(A * V + ALPHA * G, 0), A * U > 0]
    return prove(
        A * (V + T * U) + ALPHA * G > 0,
        given=[*given, T > 0],
        control=Twin("t = 0 too", given=[*given, T >= 0]),
    )


def convex() -> Outcome:
    """The objective lies below its chords, and half-spaces are convex."""
    mixed = T * V + (1 - T) * U
    chord = T * PRIMAL + (1 - T) * (U + FORCE) ** 2 / 2
    found = prove(
        (mixed + FORCE) ** 2 / 2 <= chord,
        given=[T >= 0, T <= 1],
        control=Twin("t > 1 too", given=[T >= 0]),
    )
    return conjunction(found, half_space(), reason="objective and set are convex")
