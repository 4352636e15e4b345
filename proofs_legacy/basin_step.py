"""One step of the kernel around one level: what the sharper Corollary 1 rests on.

A basin [m_left, m_right) holds a feasible interval [q_-, q_+]. Left of it psi < 0 and psi' >= 0
(zero at an infeasible midpoint only), right of it psi < 0 and psi' < 0, inside psi > 0, and at its
ends psi = 0 with psi' pointing inward. ``signs`` proves this from the kernel, in gaps and on outer
sides; the other checks take it as hypotheses and put the kernel's own branches in place of the
velocity.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import PRINTED, QUADRATIC, remoteness_in_cell, slope_in_cell, velocity_of
from askewtheory.provers import Twin, conjunction, paths, prove
from proofs_legacy.common import every, on_every_path, reals

LEFT, LOWER, UPPER, RIGHT, W = reals("m_left q_minus q_plus m_right w")
PSI, SLOPE, G, BOUND, CLIP, GAMMA, ALPHA = reals("psi slope g G M_c gamma alpha")
A, B, D, EPSILON = reals("a b D epsilon")

NUMBERS = [ALPHA > 0, CLIP > 0, GAMMA > 0, BOUND >= 0, sympy.Abs(G) <= BOUND]
ORDER = [LEFT < LOWER, LOWER < UPPER, UPPER < RIGHT]
BELOW = every(W < LOWER, PSI < 0, SLOPE >= 0)
ABOVE = every(W > UPPER, PSI < 0, SLOPE < 0)
INSIDE = every(W > LOWER, W < UPPER, PSI > 0)
AT_LOWER = every(sympy.Eq(W, LOWER), sympy.Eq(PSI, 0), SLOPE > 0)
AT_UPPER = every(sympy.Eq(W, UPPER), sympy.Eq(PSI, 0), SLOPE < 0)
PLACE = sympy.Or(BELOW, AT_LOWER, INSIDE, AT_UPPER, ABOVE)
"""Where w is, with the signs that this gives."""

Statement = Callable[[Any], Any]


@cache
def branches(midpoint: bool = False) -> tuple:
    """Return the kernel's velocity as branches in psi, psi', g, alpha and the clip.

    With ``midpoint`` they are those of psi' = 0: the solvers assume that a denominator is not
    zero, so that the midpoint is a case of its own.
    """
    if midpoint:
        return tuple(
            paths(
                lambda psi, g, alpha, clip: velocity_of(psi, 0, g, alpha, clip, PRINTED),
                PSI, G, ALPHA, CLIP,
            )
        )  # fmt: skip
    return tuple(
        paths(
            lambda psi, slope, g, alpha, clip: velocity_of(psi, slope, g, alpha, clip, PRINTED),
            PSI, SLOPE, G, ALPHA, CLIP,
        )
    )  # fmt: skip


def after_a_step(statement: Statement, midpoint: bool = False) -> Any:
    """Return the formula that ``statement(v)`` holds for the kernel's velocity v."""
    return on_every_path(branches(midpoint), statement)


def holds_after_a_step(
    statement: Statement, given: list, weakened: str, twin_given: list, midpoints: bool
) -> Outcome:
    """Prove ``statement(v)`` for the kernel's velocity, off the midpoints and at them."""
    off = prove(
        after_a_step(statement),
        given=[sympy.Ne(SLOPE, 0), *given],
        control=Twin(weakened, given=[sympy.Ne(SLOPE, 0), *twin_given]),
        timeout=20,
    )
    if not midpoints:
        return off
    at = [sympy.Eq(SLOPE, 0), PSI <= 0]
    middle = prove(
        after_a_step(statement, midpoint=True),
        given=[*at, *given],
        control=Twin(
            "the force points left there",
            sympy.Implies(PSI <= 0, statement(-CLIP)),
            given=[*at, *NUMBERS, *ORDER, PLACE],
        ),
    )
    return conjunction(off, middle, reason="for every branch of the kernel, midpoints included")


@cache
def signs() -> Outcome:
    """In a gap psi < 0 on the middle of width D, > 0 off it, psi' as w - m; and on outer sides."""
    psi = remoteness_in_cell(W, 1, (A, B), EPSILON, QUADRATIC)
    slope = slope_in_cell(W, 1, (A, B), QUADRATIC)
    offset = 2 * W - A - B
    given = [A < B, W >= A, W <= B, EPSILON > 0, D > 0, sympy.Eq(D**2, (B - A) ** 2 - 4 * EPSILON)]
    middle = every(
        sympy.Equivalent(psi < 0, sympy.Abs(offset) < D),
        sympy.Equivalent(psi > 0, sympy.Abs(offset) > D),
    )
    twin = sympy.Equivalent(psi < 0, 2 * sympy.Abs(offset) < D)
    example = {A: -1, B: 1, EPSILON: sympy.Rational(3, 4), D: 1}
    return conjunction(
        prove(middle, given=given, control=Twin("half of it", twin, hint=example)),
        prove(
            every(sympy.Equivalent(slope > 0, offset > 0), sympy.Equivalent(slope < 0, offset < 0)),
            given=given,
            control=Twin("psi' > 0 on the whole middle", sympy.Implies(psi < 0, slope > 0)),
        ),
        _outer_signs(0, (A - EPSILON) - W, 1),
        _outer_signs(2, W - (B + EPSILON), -1),
        reason="from the kernel's formulas in one gap and on both outer sides",
    )


def _outer_signs(index: int, beyond: Any, sign: int) -> Outcome:
    """Prove that psi < 0 beyond the outer end, > 0 before it, and that psi' points inward."""
    psi = remoteness_in_cell(W, index, (A, B), EPSILON, QUADRATIC)
    slope = sympy.sympify(slope_in_cell(W, index, (A, B), QUADRATIC))
    return prove(
        every(
            sympy.Equivalent(psi < 0, beyond > 0),
            sympy.Equivalent(psi > 0, beyond < 0),
            sign * slope > 0,
        ),
        given=[A < B, EPSILON > 0],
        control=Twin("the end at the level", sympy.Equivalent(psi < 0, beyond + EPSILON > 0)),
    )


def stays(
    given: list, conclusion: Statement, weakened: str, twin_given: list, midpoints: bool = True
) -> Outcome:
    """Prove ``conclusion(w + gamma v)`` after one step from any place; the twin assumes less.

    ``midpoints`` is false where the hypotheses leave no midpoint, so that nothing is to be shown.
    """
    everywhere = [PLACE, *ORDER, *NUMBERS]
    return holds_after_a_step(
        lambda v: conclusion(W + GAMMA * v),
        [*everywhere, *given],
        weakened,
        [*everywhere, *twin_given],
        midpoints,
    )
