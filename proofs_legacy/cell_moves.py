"""Lemmas 3' and 4': when a cell is never left.

One coordinate relative to its level's interval [0, W]: x is the position, s one step. H_left and
H_right are half the widths of the infeasible middles (both for an inner level, one for an end
level), P = gamma G the longest gradient step and C = gamma M_c the longest step of the force. What
is assumed of s is what :func:`velocity_facts` proves of the kernel, for either psi.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, QUADRATIC, QUARTIC, velocity_of
from askewtheory.provers import Twin, by_hand, conjunction, paths, prove
from proofs_legacy import lemma_1, near
from proofs_legacy.common import equal, every, on_every_path, reals

PSI, SLOPE, GRADIENT, ALPHA, CLIP = reals("psi slope ghat alpha M_c")
X, STEP, W, LEFT, RIGHT, P, C = reals("x s W H_left H_right P C")


@cache
def velocity_facts() -> Outcome:
    """What a step is: -g inside, inward or 0 at an end, inward outside, M_c at a midpoint."""
    positive = [ALPHA > 0, CLIP > 0]
    branches = near.velocity_paths()
    flat = paths(
        lambda psi, g, alpha, clip: velocity_of(psi, sympy.S.Zero, g, alpha, clip, PRINTED),
        PSI,
        GRADIENT,
        ALPHA,
        CLIP,
    )

    def shown(found: list, statement, given: list, weakened: str, twin) -> Outcome:
        return prove(
            on_every_path(found, statement),
            given=[*positive, *given],
            control=Twin(weakened, on_every_path(found, twin)),
        )

    inside = shown(
        branches, lambda v: equal(v, -GRADIENT), [PSI > 0], "v = g", lambda v: equal(v, GRADIENT)
    )
    at_end = shown(
        branches,
        lambda v: every(v * SLOPE >= 0, sympy.Abs(v) <= sympy.Abs(GRADIENT)),
        [equal(PSI, 0), sympy.Ne(SLOPE, 0)],
        "v psi' > 0",
        lambda v: v * SLOPE > 0,
    )
    middle = shown(
        flat, lambda v: equal(v, CLIP), [PSI <= 0], "v = M_c/2", lambda v: equal(2 * v, CLIP)
    )
    return conjunction(
        inside, at_end, middle, near.push(), near.size(), reason="five cases of the kernel"
    )


@cache
def geometry() -> Outcome:
    """For both psi the slope points to the interval: the unclipped force is an inward push."""
    return conjunction(
        lemma_1.distance(QUADRATIC), lemma_1.distance(QUARTIC), reason="quadratic and quartic psi"
    )


def facts() -> list:
    """Return what :func:`velocity_facts` says of the step s at x."""
    return [
        W > 0,
        P >= 0,
        C > 0,
        sympy.Implies(every(X > 0, X < W), sympy.Abs(STEP) <= P),
        sympy.Implies(equal(X, 0), every(STEP >= 0, STEP <= P)),
        sympy.Implies(equal(X, W), every(STEP <= 0, STEP >= -P)),
        sympy.Implies(X < 0, every(STEP > 0, sympy.Or(STEP <= P, STEP <= C))),
        sympy.Implies(X > W, every(STEP < 0, sympy.Or(-P <= STEP, -C <= STEP))),
    ]


INNER_CELL = [LEFT > 0, RIGHT > 0, X >= -LEFT, X < W + RIGHT]
INNER_SMALL = [P <= LEFT, P <= RIGHT, C <= W + LEFT, C <= W + RIGHT]


def inner_cell() -> Outcome:
    """[m_l, m_r) is mapped to itself."""
    return prove(
        every(X + STEP >= -LEFT, X + STEP < W + RIGHT),
        given=[*facts(), *INNER_CELL, *INNER_SMALL],
        control=Twin(
            "gamma G larger by 1%",
            given=[*facts(), *INNER_CELL, 100 * P <= 101 * LEFT, *INNER_SMALL[1:]],
        ),
    )


def inner_cell_force() -> Outcome:
    """The condition on gamma M_c cannot be relaxed by 1% either (with gamma G <= D/2 kept)."""
    nudged = [*INNER_SMALL[:2], 100 * C <= 101 * (W + LEFT), 100 * C <= 101 * (W + RIGHT)]
    return prove(
        every(X + STEP >= -LEFT, X + STEP < W + RIGHT),
        given=[*facts(), *INNER_CELL, *INNER_SMALL],
        control=Twin("gamma M_c larger by 1%", given=[*facts(), *INNER_CELL, *nudged]),
    )


def left_end_cell() -> Outcome:
    """(-oo, m) is mapped to itself: gamma G <= D/2 and gamma M_c <= W + D/2 = m - q_-."""
    inside = [RIGHT > 0, X < W + RIGHT]
    return prove(
        X + STEP < W + RIGHT,
        given=[*facts(), *inside, P <= RIGHT, C <= W + RIGHT],
        control=Twin(
            "gamma G larger by 1%",
            given=[*facts(), *inside, 100 * P <= 101 * RIGHT, C <= W + RIGHT],
        ),
    )


def right_end_cell() -> Outcome:
    """[m, oo) is mapped to itself: gamma G <= D/2 and gamma M_c <= W + D/2 = q_+ - m."""
    inside = [LEFT > 0, X >= -LEFT]
    return prove(
        X + STEP >= -LEFT,
        given=[*facts(), *inside, P <= LEFT, C <= W + LEFT],
        control=Twin(
            "gamma G larger by 1%",
            given=[*facts(), *inside, 100 * P <= 101 * LEFT, C <= W + LEFT],
        ),
    )


def kept(*cells: Outcome) -> Outcome:
    """Join the facts about one step with what they give for a cell; the induction by hand."""
    return by_hand(
        conjunction(velocity_facts(), geometry(), *cells, reason="the cell is mapped to itself"),
        "induction over k: each step starts in the cell again",
    )


def _repair(claim: str, title: str, cell: str, formula: str, steps: dict) -> Claim:
    return Claim(
        id=claim,
        title=title,
        source="In place of the report's Lemmas 3 and 4",
        statement=f"The cell {cell} is mapped to itself by every step, for both psi.",
        formula=formula,
        assumptions=(
            "0 < epsilon < gap^2/4 for each gap beside the level (sqrt(epsilon) if psi is quartic)",
            "|grad l| <= G, alpha > 0, M_c > 0",
            "gamma G is at most half the narrower infeasible middle beside the level",
            "gamma M_c is at most the distance from an end of the interval to the far midpoint",
        ),
        expected="proved",
        check=lambda: kept(next(iter(steps.values()))[1]()),
        steps=(
            Step(f"{claim}/velocity", "What a step of the kernel is.", "proved", velocity_facts),
            Step(
                f"{claim}/geometry", "The force points to the interval, both psi.", "proved",
                geometry,
            ),
            *(Step(f"{claim}/{name}", words, "proved", check)
              for name, (words, check) in steps.items()),
        ),
    )  # fmt: skip


LEMMA_3 = _repair(
    "lemma-3/repaired",
    "Confinement to the cell of an inner level",
    "[m_l, m_r)",
    r"\gamma G \le \tfrac12\min(D_l, D_r),\quad \gamma M_c \le \min(m_r - q_-, q_+ - m_l)",
    {
        "cell": ("One step; with 1% more gamma G the cell can be left.", inner_cell),
        "force": ("With 1% more gamma M_c it can be left too.", inner_cell_force),
    },
)

LEMMA_4_LEFT = _repair(
    "lemma-4/left/repaired",
    "Confinement to the cell of the first level",
    "(-oo, m)",
    r"\gamma G \le D/2,\quad \gamma M_c \le m - q_-",
    {"cell": ("One step; with 1% more the cell can be left.", left_end_cell)},
)

LEMMA_4_RIGHT = _repair(
    "lemma-4/right/repaired",
    "Confinement to the cell of the last level",
    "[m, oo)",
    r"\gamma G \le D/2,\quad \gamma M_c \le q_+ - m",
    {"cell": ("One step; with 1% more the cell can be left.", right_end_cell)},
)
