r"""Lemma 1: the distance to the feasible set tends to zero, whatever the bounded gradients are.

Setting
    Algorithm 2 with the stochastic gradients of the losses l_j, in d coordinates.
Assumptions
    A3 for every l_j, so that |g| <= G, the largest square root of their constants; A5; a finite
    clip M_c > 0 and alpha > 0. No unbiasedness, no variance and no limit on epsilon is needed.
Claim
    limsup d(w^(k), C_epsilon) = 0 almost surely.
Valid for
    Both remoteness functions, every epsilon > 0, every path (not only almost every one). Of A5
    only gamma_k -> 0 and the divergent sum are used.
Source
    Report, Lemma 1, cited from Leconte et al. without proof; the proof here is our own.
"""

from __future__ import annotations

import random
from functools import cache, partial

import sympy

from askewtheory import kernel
from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, QUADRATIC, QUARTIC, remoteness_in_cell, velocity_of
from askewtheory.provers import Twin, by_hand, certify, conjunction, paths, prove, supported
from proofs_legacy.common import on_every_path, ratio, reals

PSI, SLOPE, G, ALPHA, CLIP = reals("psi slope g alpha M_c")
A, REACH, REST, DELTA = reals("a x t delta")
NUMBERS = [ALPHA > 0, CLIP > 0]


@cache
def inward() -> Outcome:
    """Where psi < 0 the velocity points along psi', by at least min(alpha |psi/psi'|, M_c)."""
    branches = paths(
        lambda psi, slope, g, alpha, clip: velocity_of(psi, slope, g, alpha, clip, PRINTED),
        PSI,
        SLOPE,
        G,
        ALPHA,
        CLIP,
    )
    given = [PSI < 0, sympy.Or(SLOPE > 0, SLOPE < 0), *NUMBERS]
    least = sympy.Min(-ALPHA * PSI, CLIP * sympy.Abs(SLOPE))
    size = sympy.Max(sympy.Abs(G), CLIP)
    return conjunction(
        prove(
            on_every_path(branches, lambda v: v * SLOPE >= least),
            given=given,
            control=Twin(
                "without the clip", on_every_path(branches, lambda v: v * SLOPE >= -ALPHA * PSI)
            ),
        ),
        prove(
            on_every_path(branches, lambda v: sympy.Abs(v) <= size),
            given=given,
            control=Twin(
                "at most |g|", on_every_path(branches, lambda v: sympy.Abs(v) <= sympy.Abs(G))
            ),
        ),
        reason="inward by at least min(alpha |psi/psi'|, M_c), at most max(|g|, M_c)",
    )


def _points(kind: int) -> list[tuple]:
    """Points at distance delta of the feasible set: two sides of a gap, two outer sides.

    x is the inner reach of an interval and D = 2 delta + t the width of the infeasible middle, so
    that gap = 2x + D and r = x (x + D); the free symbols are non-negative. Each point comes with
    its cell, the direction of the set, the levels and epsilon.
    """
    width = 2 * DELTA + REST
    levels, reach = (A, A + 2 * REACH + width), REACH * (REACH + width)
    places = [
        (levels[0] + REACH + DELTA, 1, -1),
        (levels[1] - REACH - DELTA, 1, 1),
        (levels[0] - reach - DELTA, 0, 1),
        (levels[1] + reach + DELTA, 2, -1),
    ]
    epsilon = reach if kind == QUADRATIC else reach**2
    return [(*place, levels, epsilon) for place in places]


@cache
def distance(kind: int) -> Outcome:
    """The unclipped force points to the set and is at least alpha delta, half that if quartic."""
    share = 1 if kind == QUADRATIC else sympy.Rational(1, 2)
    at = {REACH: 1, DELTA: 1, REST: 4, ALPHA: 1}
    symbols, found = [REACH, DELTA, REST, ALPHA], []
    for point, index, sign, levels, epsilon in _points(kind):
        force = sign * ratio(point, index, levels, epsilon, ALPHA, kind)
        psi = remoteness_in_cell(point, index, levels, epsilon, kind)
        excess = sympy.cancel(force - share * ALPHA * DELTA)
        twice = sympy.cancel(force - 2 * share * ALPHA * DELTA)
        found += [
            certify(excess, nonnegative=symbols, control=(twice, at)),
            certify(sympy.expand(-psi), nonnegative=symbols, control=(-DELTA, at)),
        ]
    return conjunction(*found, reason="both sides of a gap and both outer sides")


@cache
def one_step() -> Outcome:
    """An inward move s, gamma m <= s <= the interval's width: delta' <= max(delta - gamma m, 0).

    Inward from distance delta, the new distance is delta - s before the interval, 0 in it, and
    s - delta - width beyond it.
    """
    least, move, width = reals("gamma_m s width")
    after = sympy.Max(DELTA - move, 0, move - DELTA - width)
    given = [DELTA > 0, least > 0, least <= move, move <= width]
    return prove(
        after <= sympy.Max(DELTA - least, 0),
        given=given,
        control=Twin("wider moves", given=[DELTA > 0, least > 0, least <= move, width > 0]),
    )


def experiments() -> Outcome:
    """Adversarial bounded gradients with gamma_k = 1/(k+1): the distance at the end is small."""
    generator, trials, steps, limit = random.Random(1), 40, 4000, 0.02
    worst = first = 0.0
    for trial in range(trials):
        levels, epsilon = (-1.0, 0.0, 1.5), generator.choice([0.03, 0.1, 0.2])
        kind = QUADRATIC if trial % 2 else QUARTIC
        w, clip = generator.uniform(-4.0, 4.0), generator.choice([0.5, 1.0])
        for k in range(steps):
            away = -1.0 if generator.random() < 0.5 else 1.0
            speed = kernel.velocity(w, 2 * away, levels, epsilon, 1.0, clip, kind, PRINTED)
            w += speed * 2 / (k + 1)
            if k == 1:
                first = max(first, _violation(w, levels, epsilon, kind))
        worst = max(worst, _violation(w, levels, epsilon, kind))
    return supported(
        trials=trials,
        worst_margin=limit - worst,
        seed=1,
        passed=worst <= limit < first,
        detail=f"max(0, -psi) after {steps} steps, gradients of size 2 and random sign",
        control=f"not yet after two steps: {first:.3g}",
    )


def _violation(w: float, levels: tuple[float, ...], epsilon: float, kind: int) -> float:
    return max(0.0, -kernel.remoteness(w, levels, epsilon, kind))


@cache
def lemma() -> Outcome:
    """The three ingredients, and the limit by hand."""
    joined = conjunction(
        inward(),
        distance(QUADRATIC),
        distance(QUARTIC),
        one_step(),
        reason="each infeasible coordinate moves inward by at least gamma min(alpha delta/2, M_c)",
    )
    return by_hand(
        joined,
        "limit: A3 says |g| <= G = max_j sqrt(L_j). With B = max(G, M_c) and gamma_k B below every "
        "interval's width, delta_{k+1} <= max(delta_k - gamma_k min(alpha delta_k/2, M_c), gamma_k "
        "B), where a feasible coordinate and one at a midpoint (it moves right by gamma_k M_c) are "
        "included. The sum of gamma_k diverges, so delta_k falls below any eta; gamma_k B < eta "
        "keeps it there. Coordinates "
        "are finitely many",
    )


CLAIM = Claim(
    id="lemma-1",
    title="Convergence to the feasible set",
    source="Report, Lemma 1 (cited)",
    statement=(
        "Under A3 and A5 the distance of the iterates of Algorithm 2 to C_epsilon tends to zero "
        "almost surely."
    ),
    formula=r"\limsup_{k\to\infty} d(w^{(k)}, C_\varepsilon) = 0",
    assumptions=("A3 for every l_j", "A5", "alpha > 0, 0 < M_c < infinity"),
    expected="proved",
    check=lemma,
    steps=(
        Step(
            "lemma-1/inward",
            "An infeasible coordinate off the midpoints moves towards the set.",
            "proved",
            inward,
            r"v\psi' \ge \min(-\alpha\psi, M_c|\psi'|)",
        ),
        Step(
            "lemma-1/distance-quadratic",
            "The force grows at least like the distance (quadratic psi).",
            "proved",
            partial(distance, QUADRATIC),
            r"|\psi/\psi'| \ge \delta",
        ),
        Step(
            "lemma-1/distance-quartic",
            "The force grows at least like half the distance (quartic psi).",
            "proved",
            partial(distance, QUARTIC),
            r"|\psi/\psi'| \ge \delta/2",
        ),
        Step(
            "lemma-1/one-step",
            "The distance after one inward step.",
            "proved",
            one_step,
            r"\delta^+ \le \max(\delta - \gamma m, 0)",
        ),
        Step("lemma-1/runs", "Runs with random gradients.", "supported", experiments),
    ),
)

CLAIMS = (CLAIM,)
