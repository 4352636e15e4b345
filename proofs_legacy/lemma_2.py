r"""Lemma 2: near a feasible interval the skewing force is at most twice alpha times the distance.

Setting
    Quadratic remoteness (Definition 3), one coordinate, levels q^(1) < ... < q^(K). [q_-, q_+] is
    the part of C_epsilon between the two midpoints beside an inner level q^(j).
Assumptions
    0 < epsilon <= min gap^2 / 4; 0 < delta_1 < (q^(j) + q^(j+1) - 2 q_+)/3, the same on the left.
Claim
    |alpha psi / psi'| <= 2 alpha delta_1 at q_+ + delta_1, the same on the left, and equality with
    alpha delta on the two outer sides.
Valid for
    The force before the clip. At epsilon = gap^2/4 no delta_1 is admissible in that gap.
Source
    Report, Lemma 2 and its proof; the remark after it is in ``lemma_2_remark``.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, remoteness_in_cell, slope_in_cell
from askewtheory.provers import Twin, certify_identity, conjunction, prove, vacuous
from proofs_legacy import lemma_2_lines as lines
from proofs_legacy.common import equal, every, ratio, reals
from proofs_legacy.lemma_2_lines import (
    ALPHA,
    AT,
    DELTA,
    EPSILON,
    FORCE,
    HALF,
    INNER,
    LEFT,
    LEFT_GAP,
    LEVEL,
    LEVELS,
    Q_MINUS,
    Q_PLUS,
    RIGHT,
    RIGHT_GAP,
    SMALL_LEFT,
)
from proofs_legacy.lemma_2_repaired import REPAIRED

FAR = AT | {DELTA: sympy.Rational(2, 5)}
"""D = 1 and delta = 2/5: the force is three times alpha delta."""


@cache
def part_a() -> Outcome:
    """|alpha psi / psi'| <= 2 alpha delta on the right of an inner level."""
    return prove(
        sympy.Abs(FORCE) <= 2 * ALPHA * DELTA,
        given=INNER,
        control=Twin("delta < D/2 only", given=[*RIGHT_GAP, *HALF, ALPHA > 0], hint=FAR),
    )


@cache
def part_b() -> Outcome:
    """The same on the left of an inner level."""
    force = ratio(Q_MINUS - DELTA, 1, LEVELS, EPSILON, ALPHA)
    return prove(
        sympy.Abs(force) <= 2 * ALPHA * DELTA,
        given=[*LEFT_GAP, *SMALL_LEFT, ALPHA > 0],
        control=Twin("delta < D/2 only", given=[*LEFT_GAP, *HALF, ALPHA > 0], hint=FAR),
    )


def ends() -> Outcome:
    """The ends q_- and q_+ by the width D are where psi vanishes between level and midpoint."""
    sides = ((Q_PLUS, 2, RIGHT_GAP, RIGHT), (Q_MINUS, 1, LEFT_GAP, LEFT))
    return conjunction(
        *(
            prove(
                every(
                    equal(remoteness_in_cell(end, index, LEVELS, EPSILON, QUADRATIC), 0),
                    sympy.Abs(end - LEVEL) <= sympy.Abs(neighbour - LEVEL) / 2,
                ),
                given=gap,
                control=Twin(
                    "strictly before the midpoint",
                    sympy.Abs(end - LEVEL) < sympy.Abs(neighbour - LEVEL) / 2,
                ),
            )
            for end, index, gap, neighbour in sides
        ),
        reason="both ends are zeros of psi, at the midpoint if epsilon = gap^2/4",
    )


@cache
def outer_sides() -> Outcome:
    """The force is alpha delta, exactly, beyond both end levels' feasible intervals."""
    right = ratio(RIGHT + EPSILON + DELTA, 3, LEVELS, EPSILON, ALPHA)
    left = ratio(LEFT - EPSILON - DELTA, 0, LEVELS, EPSILON, ALPHA)
    given = [ALPHA > 0, DELTA > 0, EPSILON > 0]
    return conjunction(
        *(
            prove(
                sympy.Eq(sympy.Abs(force), ALPHA * DELTA),
                given=given,
                control=Twin(
                    "equal to 2 alpha delta", sympy.Eq(sympy.Abs(force), 2 * ALPHA * DELTA)
                ),
            )
            for force in (right, left)
        ),
        reason="both outer sides",
    )


def lemma() -> Outcome:
    """Parts (a) and (b) and the outer sides."""
    return conjunction(part_a(), part_b(), outer_sides(), reason="parts (a), (b) and outer sides")


def equality_case() -> Outcome:
    """At epsilon = gap^2/4 the printed range of delta_1 is empty."""
    sides = ((INNER, RIGHT - LEVEL), ([*LEFT_GAP, *SMALL_LEFT, ALPHA > 0], LEVEL - LEFT))
    touching = (every(*given, equal(4 * EPSILON, gap**2)) for given, gap in sides)
    strict = [every(*given, 4 * EPSILON < gap**2) for given, gap in sides]
    return vacuous(given=[sympy.Or(*touching)], control=Twin("epsilon < gap^2/4", given=strict))


def symmetry() -> Outcome:
    """Reflection carries the left side of a level to its right side: psi even, psi' odd."""
    w = reals("w")[0]
    mirrored = tuple(-level for level in reversed(LEVELS))
    pairs = [
        (f(w, 1, LEVELS, *more), sign * f(-w, 2, mirrored, *more))
        for f, sign, more in (
            (remoteness_in_cell, 1, (EPSILON, QUADRATIC)),
            (slope_in_cell, -1, (QUADRATIC,)),
        )
    ]
    return conjunction(
        *(certify_identity(one, other, control=-other) for one, other in pairs),
        reason="psi(w; Q) = psi(-w; -Q) and psi'(w; Q) = -psi'(-w; -Q)",
    )


def _line(number: int, statement: str, formula: str, expected: str, check) -> Step:
    return Step(f"lemma-2/line-{number}", statement, expected, check, formula)


CLAIM = Claim(
    id="lemma-2",
    title="A distance bound on the skewing force",
    source="Report, Lemma 2",
    statement=(
        "At distance delta of an inner level's feasible interval, less than a third of the "
        "infeasible width, the unclipped force is at most 2 alpha delta; beyond the end levels it "
        "equals alpha delta."
    ),
    formula=(
        r"\left|\frac{-\alpha\psi_i(q_+ + \delta_1;\varepsilon)}{\psi'_i(q_+ + \delta_1;"
        r"\varepsilon)}\right| \le 2\alpha\delta_1"
    ),
    assumptions=(
        "quadratic psi, alpha > 0",
        "0 < epsilon <= min gap^2/4",
        "2 <= j <= K - 1, 0 < delta_1 < (q^(j) + q^(j+1) - 2 q_+)/3, likewise delta_2",
        "for the outer sides: delta_1, delta_2 > 0",
    ),
    expected="proved",
    check=lemma,
    steps=(
        Step(
            "lemma-2/a",
            "Right of an inner level.",
            "proved",
            part_a,
            r"|\alpha\psi/\psi'|(q_+ + \delta_1) \le 2\alpha\delta_1",
        ),
        Step(
            "lemma-2/b",
            "Left of an inner level.",
            "proved",
            part_b,
            r"|\alpha\psi/\psi'|(q_- - \delta_2) \le 2\alpha\delta_2",
        ),
        Step(
            "lemma-2/outer",
            "Outer sides of the end levels.",
            "proved",
            outer_sides,
            r"|\alpha\psi/\psi'| = \alpha\delta",
        ),
        Step(
            "lemma-2/equality-case",
            "Case epsilon = gap^2/4 of parts (a) and (b): the interval touches the midpoint, so "
            "the printed range of delta_1 is empty.",
            "vacuous",
            equality_case,
            r"\varepsilon = \Delta^2/4,\ 0 < \delta_1 < 0",
        ),
        Step(
            "lemma-2/ends",
            "The ends of the interval are zeros of psi, between the level and the midpoints.",
            "proved",
            ends,
            r"q^{(j)} + q^{(j+1)} - 2q_+ = D = \sqrt{\Delta^2 - 4\varepsilon}",
        ),
        Step("lemma-2/symmetry", "By symmetry, (a) is enough.", "proved", symmetry),
        _line(
            1,
            "psi vanishes at q_+, written with the levels j-1 and j.",
            r"\psi_i(q_+) = \varepsilon - (q_+ - q^{(j-1)})(q^{(j)} - q_+) = 0",
            "refuted",
            lines.line_1,
        ),
        _line(
            2,
            "The slope of psi right of the level (inside the cell).",
            r"\psi'_i(w) = 2w - q^{(j+1)} - q^{(j)}",
            "proved",
            lines.line_2,
        ),
        _line(
            3,
            "psi at the perturbed point.",
            r"\psi_i(q_+ + \delta_1) = \varepsilon + (q_+ + \delta_1 - q^{(j)})"
            r"(q_+ + \delta_1 - q^{(j+1)})",
            "proved",
            lines.line_3,
        ),
        _line(
            4,
            "Expanded.",
            r"= \varepsilon + (q_+ - q^{(j)})(q_+ - q^{(j+1)}) + "
            r"\delta_1(2q_+ - q^{(j+1)} - q^{(j)}) + \delta_1^2",
            "proved",
            lines.line_4,
        ),
        _line(
            5,
            "The constant term vanishes (by the corrected line 1).",
            r"= \delta_1(2q_+ - q^{(j+1)} - q^{(j)}) + \delta_1^2",
            "proved",
            lines.line_5,
        ),
        _line(6, "It is negative.", r"< 0", "proved", lines.line_6),
        _line(
            7,
            "The slope at the perturbed point, printed with delta_1 instead of 2 delta_1.",
            r"\psi'_i(q_+ + \delta_1) = 2q_+ + \delta_1 - q^{(j+1)} - q^{(j)}",
            "refuted",
            lines.line_7,
        ),
        _line(
            8,
            "The slope there is negative (by the upper limit on delta_1; the printed reason, "
            "delta_1 > 0, does not give it).",
            r"\psi'_i(q_+ + \delta_1) < 0",
            "proved",
            lines.line_8,
        ),
        _line(
            9,
            "The ratio without absolute values.",
            r"\left|\frac{-\alpha\psi_i}{\psi'_i}\right| = \frac{\alpha\delta_1(2q_+ - q^{(j)} - "
            r"q^{(j+1)} + \delta_1)}{(2q_+ - q^{(j)} - q^{(j+1)}) + 2\delta_1}",
            "proved",
            lines.line_9,
        ),
        _line(
            10,
            "delta_1 dropped from the numerator.",
            r"\le \frac{\alpha\delta_1(2q_+ - q^{(j)} - q^{(j+1)})}"
            r"{(2q_+ - q^{(j)} - q^{(j+1)}) + 2\delta_1}",
            "proved",
            lines.line_10,
        ),
        _line(
            11,
            "Division: a factor 2 is lost. The right side is the value of line 9; without line 10 "
            "the proof would be right, with it (the value reaches 3 alpha delta) it is not.",
            r"= \alpha\delta_1 - \frac{\alpha\delta_1^2}"
            r"{(2q_+ - q^{(j)} - q^{(j+1)}) + 2\delta_1}",
            "refuted",
            lines.line_11,
        ),
        _line(
            12,
            "The value printed in line 11 is at most 2 alpha delta_1.",
            r"\le 2\alpha\delta_1 \text{ since } \delta_1 \le (q^{(j)} + q^{(j+1)} - 2q_+)/3",
            "proved",
            lines.line_12,
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)
