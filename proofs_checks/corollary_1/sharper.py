r"""Corollary 1'': a stepsize never below that of Corollary 1', sharp for the quadratic psi.

Setting
    One coordinate in the basin [m_left, m_right) of a level with feasible interval [q_-, q_+]; D is
    the smaller of its infeasible middles; delta the distance to the interval.
Valid for
    Inner levels as stated; for an end level, with the one inner side that it has.
Source
    Our own: at least as strong as Corollary 1' of the repairs, and equal where D/(3G) binds. Above
    it, exact witnesses break the conclusion (``askewtheory.stepsize.sharpness``).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, part, probe
from askewtheory.audit.provers.trace import on_every_path
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, Term, eq, every, ne, reals, some
from askewtheory.grid import Grid
from askewtheory.stepsize.cells import cells
from askewtheory.stepsize.maximum import sharp
from proofs_checks.facts import distance, force, intervals
from proofs_checks.facts.losses import linear
from proofs_checks.facts.velocity import ALPHA, CLIP, GRADIENT, PSI, SLOPE, velocity_paths
from proofs_checks.formal import proved
from proofs_checks.vocabulary import CONSTANT, Run, named

LEFT, LOWER, UPPER, RIGHT, W, BOUND, GAMMA = reals("m_left q_minus q_plus m_right w G gamma")
PLACE = some(
    every(W < LOWER, PSI < 0, SLOPE >= 0), every(eq(W, LOWER), eq(PSI, 0), SLOPE > 0),
    every(W > LOWER, W < UPPER, PSI > 0), every(eq(W, UPPER), eq(PSI, 0), SLOPE < 0),
    every(W > UPPER, PSI < 0, SLOPE < 0),
)  # fmt: skip
"""Where w is, with the signs that this gives (``facts.intervals``, ``facts.distance``)."""
EVERYWHERE: Any = {
    "psi and psi' have their signs": PLACE,
    "alpha, M_c and gamma are positive": every(ALPHA > 0, CLIP > 0, GAMMA > 0),
    "|g| <= G": every(BOUND >= 0, abs(GRADIENT) <= BOUND),
    "the interval is in its basin": every(LEFT < LOWER, LOWER < UPPER, UPPER < RIGHT),
    "w is in the basin": every(LEFT <= W, W < RIGHT),
    "gamma (M_c - G) <= q_plus - q_minus": GAMMA * (CLIP - BOUND) <= UPPER - LOWER,
}  # fmt: skip
THIRD: Any = {
    "gamma G <= D_l/3": 3 * GAMMA * BOUND <= 2 * (LOWER - LEFT),
    "gamma G <= D_r/3": 3 * GAMMA * BOUND <= 2 * (RIGHT - UPPER),
}
REACH = GAMMA * BOUND


def after(says: Callable[[Term], Formula], given: Any, middle: bool = True) -> list[Statement]:
    """Return ``says(w + gamma v)`` for the kernel's velocity, off the midpoints and at them.

    ``middle`` is false where the hypotheses leave no midpoint.
    """
    found = [(velocity_paths(), {"no midpoint": ne(SLOPE, 0)})]
    if middle:
        flat = {"a midpoint": eq(SLOPE, 0), "infeasible": PSI <= 0}
        found.append((velocity_paths(flat=True), flat))
    return [
        states(on_every_path(ways, lambda v: says(W + GAMMA * v)), {**EVERYWHERE, **given, **at})
        for ways, at in found
    ]


def _settling() -> list[Statement]:
    """Return, from both sides: a gain of the force, and no more than gamma G beyond the far end.

    |psi| >= delta |psi'| is Lemma 2's lower bound (inner sides) and identity (outer sides).
    """
    left, right = LOWER - W, W - UPPER
    found = []
    for given, delta, inward, end in (
        ({"far left": every(W < LOWER, left > REACH),
          "|psi| >= delta |psi'|": -PSI >= left * SLOPE}, left, 1, UPPER),
        ({"far right": every(W > UPPER, right > REACH),
          "|psi| >= delta |psi'|": PSI <= right * SLOPE}, right, -1, LOWER),
    ):  # fmt: skip

        def moves(w: Term, delta: Any = delta, inward: int = inward, end: Any = end) -> Formula:
            gain = inward * (w - W)
            enough = some(gain >= GAMMA * ALPHA * delta, gain >= GAMMA * CLIP)
            return every(enough, inward * (w - end) <= REACH)

        found += after(moves, given, middle=inward == 1)  # a midpoint is in the basin on its right
    return found


@part("corollary-1/sharper", PROVED, parts=lambda: after(
    lambda w: every(LEFT <= w, w < RIGHT), THIRD))  # fmt: skip
def basin(this):
    """The basin is kept."""
    return this.conjunction()


@part("corollary-1/sharper", PROVED, parts=lambda: after(
    lambda w: every(LOWER - w <= REACH, w - UPPER <= REACH),
    {"delta <= gamma G": every(LOWER - W <= REACH, W - UPPER <= REACH)}))  # fmt: skip
def settled(this):
    """delta <= gamma G is kept."""
    return this.conjunction()


@part("corollary-1/sharper", PROVED, parts=_settling)
def settling(this):
    """A far point gains the force, gamma min(alpha delta, M_c) or more."""
    return this.conjunction()


@claim(
    "corollary-1/sharper", PROVED, printed=False,
    title="The admissible stepsize that is sharp for the quadratic remoteness",
    source="Beyond the report: Corollary 1''",
    latex=r"\gamma \le \min\left\{\frac{D}{3G},\ \frac{q_+ - q_-}{(M_c - G)^+}\right\}",
    parts=lambda: [basin, settled, settling, *intervals.SEPARATED.values(), distance.quadratic,
                   force.lower, force.outer, *proved("corollary-1/sharper")],
)  # fmt: skip
def statement(this):
    """If gamma G <= D/3 and gamma (M_c - G) <= q_+ - q_-, a coordinate keeps its basin and settles.

    It reaches distance gamma G as fast as Lemma 5' says and keeps it. Each step satisfies the same
    hypotheses again.
    """
    return this.conjunction()


MORE = Fraction(101, 100)


@probe("corollary-1/sharper", REFUTED, about="run",
      given=[CONSTANT,
             named("1% more than the maximum", "gamma == more * min(D/(3*G), W/(M_c - G))"),
             named("more is 1%", "more == 101/100"),
             named("it starts within gamma G", "d[0] <= gamma*G")],
      concludes="d[1] <= gamma*G")  # fmt: skip
def one_percent_more(this):
    """The same with a stepsize larger by 1%: Q = {-1, 1}, epsilon = 16/25, G = 1, M_c = 4.

    Just outside the interval the clipped force throws the coordinate across it.
    """
    epsilon, bound, clip = Fraction(16, 25), Fraction(1), Fraction(4)
    around = list(cells(Grid.binary(), epsilon, "quadratic"))
    top = sharp(around, clip=clip, gradient_bound=bound).value
    run = Run((-1, 1), epsilon, 8000, clip, loss=linear(bound), start="-1641/1000",
              gamma=top * MORE, constants={"more": MORE})  # fmt: skip
    return this.refuted(run, instead="d[1] <= gamma*M_c - W")
