"""Lemma 2': any share theta < 1/2 of the infeasible width, on every inner side; sharp at 1/3.

Setting, source
    As in ``lemma_2``; levels a < b are the ends of one gap, inner or at the end of the grid, and
    D > 0 is the width of its infeasible middle, D^2 = gap^2 - 4 epsilon.
Valid for
    The force before the clip; the clip only shortens it.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, remoteness_in_cell, slope_in_cell
from askewtheory.provers import Twin, conjunction, prove
from proofs_legacy.common import ratio, reals

A, B, D, DELTA, EPSILON, ALPHA, THETA = reals("a b D delta epsilon alpha theta")
LEVELS = (A, B)
# q_+ = (a + b - D)/2 and q_- = (a + b + D)/2 are the roots of psi in the gap
SIDES = (((A + B - D) / 2 + DELTA, -1), ((A + B + D) / 2 - DELTA, 1))
GAP = [A < B, EPSILON > 0, D > 0, sympy.Eq(D**2, (B - A) ** 2 - 4 * EPSILON)]
NEAR = [DELTA > 0, 2 * DELTA < D]
EXAMPLE = {A: -1, B: 1, EPSILON: sympy.Rational(3, 4), D: 1, ALPHA: 1}
THIRD = sympy.Rational(1, 3)


def _both_sides(statement, given: list, weakened: str, twin, hint: dict) -> Outcome:
    """Prove ``statement(point, sign of the side)`` right of q_+ and left of q_-."""
    return conjunction(
        *(
            prove(
                statement(*side),
                given=given,
                control=Twin(weakened, twin(*side), hint=EXAMPLE | hint),
            )
            for side in SIDES
        ),
        reason="right of q_+ and left of q_-",
    )


def remoteness_identity() -> Outcome:
    """|psi| = delta (D - delta), and psi <= 0."""

    def statement(scale: int):
        return lambda point, _: sympy.Eq(
            -remoteness_in_cell(point, 1, LEVELS, EPSILON, QUADRATIC), scale * DELTA * (D - DELTA)
        )

    return _both_sides(statement(1), [*GAP, *NEAR], "twice that", statement(2), {})


def slope_identity() -> Outcome:
    """psi' points to the interval and |psi'| = D - 2 delta."""

    def statement(count: int):
        return lambda point, sign: sympy.Eq(
            slope_in_cell(point, 1, LEVELS, QUADRATIC), sign * (D - count * DELTA)
        )

    return _both_sides(statement(2), [*GAP, *NEAR], "D - delta", statement(1), {})


def slope_square() -> Outcome:
    """psi'^2 = 4 psi + gap^2 - 4 epsilon everywhere in the gap."""
    w = reals("w")[0]
    psi = remoteness_in_cell(w, 1, LEVELS, EPSILON, QUADRATIC)
    square = slope_in_cell(w, 1, LEVELS, QUADRATIC) ** 2
    return prove(
        sympy.Eq(square, 4 * psi + (B - A) ** 2 - 4 * EPSILON),
        control=Twin("2 psi", sympy.Eq(square, 2 * psi + (B - A) ** 2 - 4 * EPSILON)),
    )


def lower_bound() -> Outcome:
    """|u| >= alpha delta."""
    return _both_sides(
        lambda point, _: _size(point) >= ALPHA * DELTA,
        [*GAP, *NEAR, ALPHA > 0],
        "a constant of 101/100",
        lambda point, _: _size(point) >= sympy.Rational(101, 100) * ALPHA * DELTA,
        {},
    )


@cache
def upper_bound() -> Outcome:
    """delta <= theta D gives |u| <= alpha delta (1 - theta)/(1 - 2 theta)."""
    share = [THETA >= 0, 2 * THETA < 1, DELTA >= 0, DELTA <= THETA * D]
    bound = ALPHA * DELTA * (1 - THETA) / (1 - 2 * THETA)
    nudged = sympy.Rational(99, 100) * bound
    return _both_sides(
        lambda point, _: _size(point) <= bound,
        [*GAP, *share, ALPHA > 0],
        "a constant smaller by 1%",
        lambda point, _: _size(point) <= nudged,
        {THETA: THIRD, DELTA: THIRD},
    )


def attained() -> Outcome:
    """At delta = D/3 the force is 2 alpha delta exactly: theta = 1/3 is sharp."""
    at_third = [*GAP, ALPHA > 0, sympy.Eq(3 * DELTA, D)]
    return _both_sides(
        lambda point, _: sympy.Eq(_size(point), 2 * ALPHA * DELTA),
        at_third,
        "at most 1.98 alpha delta",
        lambda point, _: _size(point) <= sympy.Rational(99, 50) * ALPHA * DELTA,
        {DELTA: THIRD},
    )


@cache
def outer() -> Outcome:
    """|u| = alpha delta beyond the feasible intervals of the end levels."""
    given = [A < B, EPSILON > 0, ALPHA > 0, DELTA >= 0]
    found = []
    for point, index in ((B + EPSILON + DELTA, 2), (A - EPSILON - DELTA, 0)):
        size = sympy.Abs(ratio(point, index, LEVELS, EPSILON, ALPHA))
        twin = Twin("twice that", sympy.Eq(size, 2 * ALPHA * DELTA))
        found.append(prove(sympy.Eq(size, ALPHA * DELTA), given=given, control=twin))
    return conjunction(*found, reason="both outer sides")


def _size(point: sympy.Expr) -> sympy.Expr:
    return sympy.Abs(ratio(point, 1, LEVELS, EPSILON, ALPHA))


def whole() -> Outcome:
    """The upper bound and the outer sides."""
    return conjunction(upper_bound(), outer(), reason="inner sides and outer sides")


REPAIRED = Claim(
    id="lemma-2/repaired",
    title="The distance bound on every inner side, with its sharp constant",
    source="Strengthens the report's Lemma 2",
    statement=(
        "On any inner side, those of the end levels too, a point at distance delta of its "
        "interval, delta <= theta D with 0 <= theta < 1/2, has an unclipped force of at most "
        "alpha delta (1 - theta)/(1 - 2 theta); theta = 1/3 gives 2 alpha delta, and no smaller "
        "constant does. On an outer side the force is alpha delta."
    ),
    formula=r"|u| \le \alpha\delta\,\frac{1-\theta}{1-2\theta}",
    assumptions=(
        "0 < epsilon < gap^2/4 for the gap in question, D = sqrt(gap^2 - 4 epsilon)",
        "0 <= delta <= theta D, 0 <= theta < 1/2",
        "alpha > 0",
    ),
    expected="proved",
    check=whole,
    steps=(
        Step(
            id="lemma-2/repaired/remoteness",
            statement="psi = -delta (D - delta) at distance delta inside the gap.",
            formula=r"|\psi| = \delta(D-\delta)",
            expected="proved",
            check=remoteness_identity,
        ),
        Step(
            id="lemma-2/repaired/slope",
            statement="psi' points to the interval, with size D - 2 delta.",
            formula=r"|\psi'| = D - 2\delta",
            expected="proved",
            check=slope_identity,
        ),
        Step(
            id="lemma-2/repaired/slope-square",
            statement="The square of the slope in terms of psi.",
            formula=r"\psi'^2 = 4\psi + \Delta^2 - 4\varepsilon",
            expected="proved",
            check=slope_square,
        ),
        Step(
            id="lemma-2/repaired/lower",
            statement="The unclipped force is at least alpha delta.",
            formula=r"|u| \ge \alpha\delta",
            expected="proved",
            check=lower_bound,
        ),
        Step(
            id="lemma-2/repaired/upper",
            statement="The bound for a share theta of the infeasible width.",
            formula=r"|u| \le \alpha\delta\,\frac{1-\theta}{1-2\theta}",
            expected="proved",
            check=upper_bound,
        ),
        Step(
            id="lemma-2/repaired/sharp",
            statement="At delta = D/3 the force equals 2 alpha delta; 1.98 is refuted.",
            formula=r"|u| = 2\alpha\delta \text{ at } \delta = D/3",
            expected="proved",
            check=attained,
        ),
        Step(
            id="lemma-2/repaired/outer",
            statement="On the outer sides the force is alpha delta.",
            formula=r"|u| = \alpha\delta",
            expected="proved",
            check=outer,
        ),
    ),
)
