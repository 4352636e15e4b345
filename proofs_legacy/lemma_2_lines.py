"""The lines of the printed proof of Lemma 2, and the symbols and hypotheses in force there."""

from __future__ import annotations

from typing import Any

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import QUADRATIC, remoteness_in_cell, slope_in_cell
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    certify_identity,
    conjunction,
    prove,
    replay,
)
from proofs_legacy.common import Coordinate, ratio, reals

LEFT, LEVEL, RIGHT = reals("q_left q q_right")
D, DELTA, EPSILON, ALPHA = reals("D delta epsilon alpha")
LEVELS = (LEFT, LEVEL, RIGHT)
# the ends of the level's interval, by the width D of the infeasible middle beside it
Q_PLUS = (LEVEL + RIGHT - D) / 2
Q_MINUS = (LEFT + LEVEL + D) / 2
GAPS = [LEFT < LEVEL, LEVEL < RIGHT, EPSILON > 0, D >= 0]
RIGHT_GAP = [*GAPS, sympy.Eq(D**2, (RIGHT - LEVEL) ** 2 - 4 * EPSILON)]
LEFT_GAP = [*GAPS, sympy.Eq(D**2, (LEVEL - LEFT) ** 2 - 4 * EPSILON)]
# q^(j) + q^(j+1) - 2 q_+ and 2 q_- - q^(j) - q^(j-1) are D
SMALL = [DELTA > 0, 3 * DELTA < LEVEL + RIGHT - 2 * Q_PLUS]
SMALL_LEFT = [DELTA > 0, 3 * DELTA < 2 * Q_MINUS - LEVEL - LEFT]
HALF = [DELTA > 0, 2 * DELTA < D]
POINT = Q_PLUS + DELTA
INNER = [*RIGHT_GAP, *SMALL, ALPHA > 0]

PSI = remoteness_in_cell(POINT, 2, LEVELS, EPSILON, QUADRATIC)
SLOPE = slope_in_cell(POINT, 2, LEVELS, QUADRATIC)
FORCE = ratio(POINT, 2, LEVELS, EPSILON, ALPHA)
SLOPE_AT_END = 2 * Q_PLUS - RIGHT - LEVEL  # minus the width D of the infeasible middle
LINE_10 = ALPHA * DELTA * SLOPE_AT_END / (SLOPE_AT_END + 2 * DELTA)
LINE_11 = ALPHA * DELTA - ALPHA * DELTA**2 / (SLOPE_AT_END + 2 * DELTA)

EXAMPLE = Coordinate((-2, 0, 2), "3/4")
"""q_+ = 1/2, D = 1; delta = 1/4 < 1/3."""
AT: dict[Any, Any] = {
    LEFT: -2,
    LEVEL: 0,
    RIGHT: 2,
    D: 1,
    DELTA: sympy.Rational(1, 4),
    EPSILON: sympy.Rational(3, 4),
    ALPHA: 1,
}


def _equality(printed: sympy.Expr, true: sympy.Expr, given: list | None = None) -> Outcome:
    """Prove ``printed == true`` under the hypotheses in force."""
    return prove(
        sympy.Eq(true, printed),
        given=INNER if given is None else given,
        control=Twin("one more delta^2", sympy.Eq(true, printed + DELTA**2), hint=AT),
    )


def _example_line(text: str, left: sympy.Expr, printed: sympy.Expr, corrected: sympy.Expr):
    """Replay one line at Q = {-2, 0, 2}, epsilon = 3/4, delta = 1/4, alpha = 1."""
    values = [_exact(part) for part in (left, printed, corrected)]
    hypotheses = [
        Check("0 < epsilon", EXAMPLE.epsilon, ">", 0),
        Check("epsilon <= gap^2/4", EXAMPLE.epsilon, "<=", 1),
        Check("psi(q_+) = 0 at q_+ = 1/2", EXAMPLE.psi("1/2"), "==", 0),
        Check("0 < delta_1", _exact(DELTA), ">", 0),
        Check(
            "delta_1 < (q^(j) + q^(j+1) - 2 q_+)/3", _exact(DELTA), "<", _exact(-SLOPE_AT_END / 3)
        ),
    ]
    setting = EXAMPLE.setting(j=2, q_plus="1/2", delta_1="1/4")
    table = {
        "header": ("left side", "printed right side", "corrected right side"),
        "rows": (tuple(values),),
    }
    wrong = Check(text, values[0], "==", values[1])
    right = Check(f"{text}, corrected", values[0], "==", values[2])
    return replay(
        Instance(setting, hypotheses, wrong, **table), control=Instance(setting, hypotheses, right)
    )


def _exact(expression: sympy.Expr) -> sympy.Expr:
    return sympy.sympify(expression).subs(AT)


def line_1() -> Outcome:
    """The cell of q_+ is [q^(j), q^(j+1)); the printed product takes q^(j-1) and q^(j)."""
    printed = EPSILON - (Q_PLUS - LEFT) * (LEVEL - Q_PLUS)
    true = remoteness_in_cell(Q_PLUS, 2, LEVELS, EPSILON, QUADRATIC)
    return _example_line(
        "psi(q_+) = 0 = eps - (q_+ - q^(j-1))(q^(j) - q_+)", sympy.S.Zero, printed, true
    )


def line_2() -> Outcome:
    """psi'(w) = 2w - q^(j+1) - q^(j) inside the cell right of the level."""
    w = reals("w")[0]
    psi = remoteness_in_cell(w, 2, LEVELS, EPSILON, QUADRATIC)
    printed = 2 * w - RIGHT - LEVEL
    return conjunction(
        certify_identity(sympy.diff(psi, w), printed, control=printed + LEVEL),
        certify_identity(slope_in_cell(w, 2, LEVELS, QUADRATIC), printed, control=-printed),
        reason="the derivative of psi inside the cell, and the kernel's psi'",
    )


def line_3() -> Outcome:
    """psi(q_+ + delta) from the formula of the cell right of the level."""
    printed = EPSILON + (POINT - LEVEL) * (POINT - RIGHT)
    inside = prove(
        sympy.And(LEVEL <= POINT, POINT < RIGHT),
        given=INNER,
        control=Twin("below q_+", sympy.And(LEVEL <= POINT, POINT < Q_PLUS)),
    )
    return conjunction(
        certify_identity(PSI, printed, control=printed + DELTA),
        inside,
        reason="q_+ + delta_1 lies in the cell, and the formula is the cell's",
    )


def line_4() -> Outcome:
    """Expansion in delta."""
    before = EPSILON + (POINT - LEVEL) * (POINT - RIGHT)
    constant = EPSILON + (Q_PLUS - LEVEL) * (Q_PLUS - RIGHT)
    after = constant + DELTA * SLOPE_AT_END + DELTA**2
    return certify_identity(before, after, control=after + DELTA**2)


def line_5() -> Outcome:
    """The constant term is psi(q_+), which is zero (in the corrected form of line 1)."""
    return _equality(DELTA * SLOPE_AT_END + DELTA**2, PSI)


def line_6() -> Outcome:
    """psi(q_+ + delta) < 0."""
    return prove(
        DELTA * SLOPE_AT_END + DELTA**2 < 0,
        given=INNER,
        control=Twin("delta > 0 without an upper limit", given=[*RIGHT_GAP, DELTA > 0]),
    )


def line_7() -> Outcome:
    """psi' at q_+ + delta has 2 delta, printed with one delta."""
    return _example_line(
        "psi'(q_+ + delta_1) = 2 q_+ + delta_1 - q^(j+1) - q^(j)",
        SLOPE,
        SLOPE_AT_END + DELTA,
        SLOPE_AT_END + 2 * DELTA,
    )


def line_8() -> Outcome:
    """psi'(q_+ + delta) < 0: by the upper limit on delta, not because delta > 0."""
    return prove(
        SLOPE < 0,
        given=INNER,
        control=Twin("from delta > 0 alone", given=[*RIGHT_GAP, DELTA > 0]),
    )


def line_9() -> Outcome:
    """Numerator and denominator are negative, so the absolute value is their ratio."""
    printed = ALPHA * DELTA * (SLOPE_AT_END + DELTA) / (SLOPE_AT_END + 2 * DELTA)
    return _equality(printed, sympy.Abs(FORCE))


def line_10() -> Outcome:
    """Dropping delta in the numerator of a ratio of two negative numbers enlarges it."""
    before = ALPHA * DELTA * (SLOPE_AT_END + DELTA) / (SLOPE_AT_END + 2 * DELTA)
    return prove(
        before <= LINE_10,
        given=INNER,
        control=Twin("smaller instead", before >= LINE_10),
    )


def line_11() -> Outcome:
    """The identity lacks a factor 2: the right side is the value of line 9, not of line 10."""
    corrected = ALPHA * DELTA - 2 * ALPHA * DELTA**2 / (SLOPE_AT_END + 2 * DELTA)
    return _example_line("line 10 = alpha delta - alpha delta^2/(...)", LINE_10, LINE_11, corrected)


def line_12() -> Outcome:
    """The value printed in line 11 is at most 2 alpha delta (that of line 10 reaches 3)."""
    return prove(
        LINE_11 <= 2 * ALPHA * DELTA,
        given=INNER,
        control=Twin("from the value of line 10", LINE_10 <= 2 * ALPHA * DELTA),
    )
