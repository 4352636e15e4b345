r"""Corollary 1'': a stepsize never below that of Corollary 1', sharp for the quadratic psi.

Setting
    One coordinate in the basin [m_left, m_right) of a level with feasible interval [q_-, q_+]; D is
    the smaller of its infeasible middles; delta the distance to the interval.
Assumptions
    |grad l| <= G, 0 < epsilon < min gap^2/4, gamma G <= D/3 and gamma (M_c - G) <= q_+ - q_-.
Claim
    The basin is kept; delta <= gamma G is kept; while delta > gamma G, a step either brings it to
    at most gamma G or shortens it by gamma min(alpha delta, M_c). So k_1 is that of Lemma 5', and
    |u| <= 2 alpha gamma G from there on (Lemma 2').
Valid for
    Inner levels as stated; for an end level, with the one inner side that it has.
Source
    Our own: at least as strong as Corollary 1' of the repairs, and equal where D/(3G) binds. Above
    it, exact witnesses break the conclusion (``askewtheory.stepsize.sharpness``).
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache
from typing import Any

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.grid import Grid
from askewtheory.provers import Check, Instance, by_hand, conjunction, replay
from askewtheory.stepsize.cells import cells, distance_to
from askewtheory.stepsize.maximum import sharp
from askewtheory.stepsize.sharpness import witness
from proofs_legacy import lemma_2_repaired
from proofs_legacy.basin_step import (
    ABOVE,
    ALPHA,
    BELOW,
    BOUND,
    CLIP,
    GAMMA,
    LEFT,
    LOWER,
    PSI,
    RIGHT,
    SLOPE,
    UPPER,
    W,
    signs,
    stays,
)
from proofs_legacy.common import every

REACH = GAMMA * BOUND
INSIDE = [LEFT <= W, W < RIGHT]
THIRD = [3 * REACH <= 2 * (LOWER - LEFT), 3 * REACH <= 2 * (RIGHT - UPPER)]
WIDTH = GAMMA * (CLIP - BOUND) <= UPPER - LOWER
LONGER = 100 * GAMMA * (CLIP - BOUND) <= 101 * (UPPER - LOWER)


@cache
def basin() -> Outcome:
    """One step keeps [m_left, m_right)."""
    far = [3 * REACH <= 4 * (LOWER - LEFT), 3 * REACH <= 4 * (RIGHT - UPPER)]
    return stays(
        [*INSIDE, *THIRD, WIDTH],
        lambda w: every(LEFT <= w, w < RIGHT),
        "a gradient step twice as long",
        [*INSIDE, *far, WIDTH],
    )


@cache
def settled() -> Outcome:
    """delta <= gamma G is kept."""
    near = [LOWER - W <= REACH, W - UPPER <= REACH]
    return stays(
        [*INSIDE, *near, WIDTH],
        lambda w: every(LOWER - w <= REACH, w - UPPER <= REACH),
        "a width smaller by 1%",
        [*INSIDE, *near, LONGER],
    )


@cache
def settling() -> Outcome:
    """A far point moves inward by gamma min(alpha delta, M_c) or more, not past gamma G beyond.

    |psi| >= delta |psi'| is Lemma 2's lower bound (inner sides) and identity (outer sides).
    """
    left, right = LOWER - W, W - UPPER
    outcomes = []
    for place, delta, inward, end in (
        (every(BELOW, -PSI >= left * SLOPE, left > REACH), left, 1, UPPER),
        (every(ABOVE, PSI <= right * SLOPE, right > REACH), right, -1, LOWER),
    ):

        def moves(w: Any, delta: Any = delta, inward: int = inward, end: Any = end) -> Any:
            gain = inward * (w - W)
            enough = sympy.Or(gain >= GAMMA * ALPHA * delta, gain >= GAMMA * CLIP)
            return every(enough, inward * (w - end) <= REACH)

        wide = GAMMA * (CLIP - BOUND) <= 3 * (UPPER - LOWER)
        outcomes.append(
            stays(
                [*INSIDE, place, WIDTH],
                moves,
                "a third of the width",
                [*INSIDE, place, wide],
                midpoints=inward == 1,  # a midpoint belongs to the basin on its right
            )
        )
    return conjunction(*outcomes, reason="from both sides")


def sharpness() -> Outcome:
    """1% above the maximum of Q = {-1, 1}, epsilon = 16/25, G = 1, M_c = 4: an orbit unsettles.

    The control takes the same step from the same start with the maximum itself.
    """
    grid, bound = Grid.binary(), F(1)
    numbers: dict[str, Any] = {"clip": F(4), "gradient_bound": bound}
    epsilon: Any = F(16, 25)
    around = cells(grid, epsilon, "quadratic")
    top = sharp(list(around), **numbers).value
    found = witness(grid, epsilon, **numbers, stepsize=top * F(101, 100))
    assert found is not None
    assert witness(grid, epsilon, **numbers, stepsize=top) is None
    _, start, speed, far = found.instance.rows[0]
    after = distance_to(around[grid.nearest(start)], start + top * speed)
    at_the_maximum = Instance(
        {**found.instance.setting, "stepsize": top},
        [Check("start within gamma G", far, "<=", top * bound)],
        Check("the same start at the maximum: d(w_1) <= gamma G", after, "<=", top * bound),
    )
    return replay(found.instance, control=at_the_maximum)


def statement() -> Outcome:
    """All three one-step facts, the signs that they rest on, and the induction."""
    return by_hand(
        conjunction(
            basin(),
            settled(),
            settling(),
            signs(),
            lemma_2_repaired.lower_bound(),
            lemma_2_repaired.outer(),
            reason="every step, every branch; |psi| >= delta |psi'| on every side",
        ),
        "induction over the steps: each step satisfies the same hypotheses",
    )


CLAIMS = (
    Claim(
        id="corollary-1/sharper",
        title="The admissible stepsize that is sharp for the quadratic remoteness",
        source="Beyond the report: Corollary 1''",
        statement="If gamma G <= D/3 and gamma (M_c - G) <= q_+ - q_-, a coordinate keeps its "
        "basin, reaches distance gamma G as fast as Lemma 5' says and keeps it.",
        formula=r"\gamma \le \min\left\{\frac{D}{3G},\ \frac{q_+ - q_-}{(M_c - G)^+}\right\}",
        assumptions=("|grad l| <= G", "0 < epsilon < min gap^2/4", "alpha, M_c, gamma > 0"),
        expected="proved",
        check=statement,
        printed=False,
        steps=(
            Step("corollary-1/sharper/basin", "the basin is kept", "proved", basin),
            Step("corollary-1/sharper/settled", "delta <= gamma G is kept", "proved", settled),
            Step("corollary-1/sharper/settling", "a far point gains the force", "proved",
                 settling),
            Step("corollary-1/sharper/one-percent-more", "the same with a stepsize larger by 1%",
                 "refuted", sharpness),
        ),
    ),
)  # fmt: skip
