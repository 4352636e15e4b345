"""Corollary 1': the largest admissible stepsize, what its proof needs, and why no more will do.

Symbols as in ``settling``: W the width of the level's interval, D the narrower infeasible middle
beside it, P = gamma G, C = gamma M_c, B = max(G, M_c).
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy import cell_moves, lemma_2_remark, near, settling
from proofs_legacy.common import Coordinate, every, reals
from proofs_legacy.settling import DELTA, C, D, P, W

GAMMA, G, CLIP, ALPHA = reals("gamma G M_c alpha")
SIZES = [GAMMA > 0, G > 0, CLIP > 0, W > 0, D > 0]
SPEED = sympy.Max(G, CLIP)
PLAIN = [GAMMA * SPEED <= W, 2 * GAMMA * SPEED <= D, 3 * GAMMA * G <= D]


@cache
def cell_kept() -> Outcome:
    """gamma G <= D/3 and gamma M_c <= W + gamma G keep the cell, inner and end levels."""
    x, step, left, right = cell_moves.X, cell_moves.STEP, cell_moves.LEFT, cell_moves.RIGHT
    width, p, c = cell_moves.W, cell_moves.P, cell_moves.C
    small = [3 * p <= 2 * left, 3 * p <= 2 * right, c <= width + p]
    wide = [p <= 2 * left, 3 * p <= 2 * right, c <= width + p]
    twin = Twin("gamma G <= D", given=[*cell_moves.facts(), *cell_moves.INNER_CELL, *wide])
    inner = prove(
        every(x + step >= -left, x + step < width + right),
        given=[*cell_moves.facts(), *cell_moves.INNER_CELL, *small],
        control=twin,
    )
    first = prove(
        x + step < width + right,
        given=[*cell_moves.facts(), right > 0, x < width + right, *small[1:]],
        control=Twin("gamma G <= D", given=[
            *cell_moves.facts(), right > 0, x < width + right, p <= 2 * right, small[2]]),
    )  # fmt: skip
    return conjunction(inner, first, reason="inner levels; end levels by reflection")


@cache
def force_bound() -> Outcome:
    """d_i <= gamma G <= D/3 gives |u_i| <= 2 alpha gamma G; the quartic force is not larger."""
    return conjunction(
        lemma_2_remark.one_coordinate(), near.quartic_force(), reason="both psi, all sides"
    )


def plain_implies_sharp() -> Outcome:
    """gamma <= min{W/B, D/(2B), D/(3G)} gives gamma G <= D/3 and gamma M_c <= W + gamma G."""
    return prove(
        every(3 * GAMMA * G <= D, GAMMA * CLIP <= W + GAMMA * G),
        given=[*SIZES, *PLAIN],
        control=Twin(
            "and conversely gamma B <= W", GAMMA * SPEED <= W,
            given=[*SIZES, 3 * GAMMA * G <= D, GAMMA * CLIP <= W + GAMMA * G],
        ),
    )  # fmt: skip


def annealing() -> Outcome:
    """gamma <= min{1/(2 alpha), D/(2B), D/(3G)} meets Lemma 5', second alternative."""
    given = [*SIZES, ALPHA > 0, 2 * GAMMA * ALPHA <= 1, *PLAIN[1:]]
    scalar = prove(
        every(2 * GAMMA * CLIP <= 2 * W + D, 2 * GAMMA * G <= D, 2 * GAMMA * ALPHA <= 1),
        given=given,
        control=Twin("without D/(2B)", given=[*given[:-2], PLAIN[2]]),
    )
    return conjunction(
        scalar,
        settling.contraction_step(),
        settling.contraction_outer(),
        reason="no term vanishes with epsilon",
    )


def beyond_a_third() -> Outcome:
    """D/3 < gamma G < D/2: at distance gamma G the force exceeds 2 alpha gamma G."""
    given = [D > 0, ALPHA > 0, P > 0, 2 * P < D]
    scalar = prove(
        ALPHA * P * (D - P) / (D - 2 * P) > 2 * ALPHA * P,
        given=[*given, 3 * P > D],
        control=Twin("gamma G >= D/3", given=[*given, 3 * P >= D]),
    )
    return by_hand(
        scalar,
        "nearby: a feasible start close enough to the end of the interval lands this far out on a "
        "linear loss of slope G, and alpha can be so small that the clip does not act; from "
        "gamma G >= D/2 on the force is unbounded there, or the cell is left",
    )


def beyond_the_interval() -> Outcome:
    """gamma M_c > W + gamma G: a coordinate just outside is thrown beyond gamma G."""
    given = [W > 0, P >= 0, C > W + P, DELTA > 0]
    return prove(
        C - DELTA - W > P,
        given=[*given, DELTA < C - W - P],
        control=Twin("any delta", given=given),
    )


def _instance(stepsize: F) -> Instance:
    """One step from a feasible point, 1/1000 inside the end -1/2, on the loss -w."""
    coordinate = Coordinate((-1, 1), "3/4", "1/2", 1)
    start = F(-501, 1000)
    rows = coordinate.orbit(start, lambda _: F(-1), [stepsize])
    force = abs(rows[1][3])
    return Instance(
        coordinate.setting(loss="-w", G=1, start=start, stepsize=stepsize),
        [Check("psi(w_0) > 0", coordinate.psi(start), ">", 0),
         Check("psi(w_1) < 0", coordinate.psi(rows[1][1]), "<", 0)],
        Check("|u_1| <= 2 alpha gamma G", force, "<=", stepsize),
        header=("k", "w", "g", "v"), rows=rows,
    )  # fmt: skip


def one_percent_more() -> Outcome:
    """gamma = 1.01 D/(3G): the force exceeds 2 alpha gamma G."""
    return replay(_instance(F(101, 300)), control=_instance(F(100, 300)))


def _throw(stepsize: F) -> Instance:
    """One step from 1/1000 left of -7/4: W = 5/4, M_c = 27/20, G = 1/10, so W/(M_c - G) = 1."""
    coordinate = Coordinate((-1, 1), "3/4", 2000, "27/20")
    start = F(-7, 4) - F(1, 1000)
    rows = coordinate.orbit(start, lambda _: F(1, 10), [stepsize])
    beyond = rows[1][1] + F(1, 2)
    return Instance(
        coordinate.setting(loss="w/10", G="1/10", start=start, stepsize=stepsize),
        [Check("d(w_0) <= gamma G", F(1, 1000), "<=", stepsize / 10),
         Check("gamma G <= D/3", stepsize / 10, "<=", F(1, 3))],
        Check("d(w_1) <= gamma G", beyond, "<=", stepsize / 10),
        header=("k", "w", "g", "v"), rows=rows,
    )  # fmt: skip


def one_percent_wider() -> Outcome:
    """gamma = 1.01 W/(M_c - G): the force throws the coordinate beyond gamma G."""
    return replay(_throw(F(101, 100)), control=_throw(F(1)))


@cache
def corollary() -> Outcome:
    """The cell is kept, the distance settles, the force is bounded."""
    return by_hand(
        conjunction(
            cell_moves.velocity_facts(),
            cell_kept(),
            settling.interval_step(),
            settling.least_step(),
            settling.feasible_step(),
            settling.count(),
            force_bound(),
            reason="cell kept, d_i <= gamma G from k_1 on, |u_i| <= 2 alpha gamma G",
        ),
        "induction over k: and d(w, C) <= gamma G sqrt(d) by summing squares over coordinates",
    )


def _step(name: str, statement: str, check, formula: str = "", expected: str = "proved") -> Step:
    return Step(f"corollary-1/repaired/{name}", statement, expected, check, formula)


REPAIRED = Claim(
    id="corollary-1/repaired",
    title="The largest admissible stepsize",
    source="In place of the report's Corollary 1",
    statement=(
        "Every gamma <= gamma_max keeps the cells, and from Lemma 5's k_1 on d_i <= gamma G and "
        "|u_i| <= 2 alpha gamma G, whatever the dimension; the term D/(3G) is sharp. What the "
        "proof needs is gamma <= min{D/(3G), (q_+ - q_-)/(M_c - G)^+}, which is never smaller, and "
        "with alpha free and the quadratic psi the largest: 1% more fails (claim "
        "corollary-1/sharper)."
    ),
    formula=(
        r"\gamma_{\max} = \min\left\{\frac{q_+ - q_-}{B}, \frac{D}{2B}, \frac{D}{3G}\right\},"
        r"\quad B = \max(G, M_c)"
    ),
    assumptions=(
        "0 < epsilon < min gap^2/4 (sqrt(epsilon) if psi is quartic), alpha > 0, M_c > 0",
        "|grad l| <= G, G > 0",
        "the minimum over the levels whose cells hold the start, or over all levels; no D terms "
        "if there is one level only",
    ),
    expected="proved",
    check=corollary,
    steps=(
        _step("cell", "The cell is kept.", cell_kept),
        _step("distance", "One step of the distance.", settling.interval_step,
              r"\delta^+ \le \max(\delta - \gamma\tau, \gamma G)"),
        _step("force", "The force.", force_bound, r"|u_i| \le 2\alpha\gamma G"),
        _step("enough", "gamma_max gives what the proof needs; the converse is false.",
              plain_implies_sharp,
              r"\gamma \le \min\{D/(3G), (q_+ - q_-)/(M_c - G)^+\}"),
        _step("annealing", "With 1/(2 alpha) in place of (q_+ - q_-)/B.", annealing,
              r"\gamma \le \min\{1/(2\alpha), D/(2B), D/(3G)\}"),
        _step("sharp-force", "Above D/(3G) the force bound fails.", beyond_a_third),
        _step("sharp-interval", "Above (q_+ - q_-)/(M_c - G) the distance bound fails.",
              beyond_the_interval),
        _step("one-percent-force", "gamma = 1.01 D/(3G) is admissible.", one_percent_more,
              expected="refuted"),
        _step("one-percent-interval", "gamma = 1.01 (q_+ - q_-)/(M_c - G) is admissible.",
              one_percent_wider, expected="refuted"),
    ),
)  # fmt: skip
