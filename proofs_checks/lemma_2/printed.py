r"""Lemma 2: near a feasible interval the skewing force is at most twice alpha times the distance.

Quadratic psi, an inner level q with neighbours q_left and q_right; D is the width of the infeasible
middle beside it, so that q + q_right - 2 q_+ and 2 q_- - q - q_left are D.

Valid for
    The force before the clip. At epsilon = gap^2/4 no delta_1 is admissible in that gap.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, VACUOUS, claim, line, part, probe
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, derivative, eq, every, reals, some, term
from askewtheory.kernel import QUADRATIC, remoteness_in_cell, slope_in_cell

LEFT, LEVEL, RIGHT = reals("q_left q q_right")
D, DELTA, EPSILON, ALPHA, W = reals("D delta epsilon alpha w")
LEVELS = (LEFT, LEVEL, RIGHT)
Q_PLUS, Q_MINUS = (LEVEL + RIGHT - D) / 2, (LEFT + LEVEL + D) / 2
GAPS: Any = {"the levels increase": every(LEFT < LEVEL, LEVEL < RIGHT),
             "epsilon is positive": EPSILON > 0, "D is a width": D >= 0}  # fmt: skip
RIGHT_GAP: Any = {**GAPS, "D is that on the right": eq(D**2, (RIGHT - LEVEL) ** 2 - 4 * EPSILON)}
LEFT_GAP: Any = {**GAPS, "D is that on the left": eq(D**2, (LEVEL - LEFT) ** 2 - 4 * EPSILON)}
SMALL: Any = {"delta_1 is positive": DELTA > 0,
              "delta_1 is small": DELTA < (LEVEL + RIGHT - 2 * Q_PLUS) / 3}  # fmt: skip
SMALL_LEFT: Any = {"delta_2 is positive": DELTA > 0,
                   "delta_2 is small": DELTA < (2 * Q_MINUS - LEVEL - LEFT) / 3}  # fmt: skip
FORCED: Any = {"alpha is positive": ALPHA > 0}
INNER: Any = {**RIGHT_GAP, **SMALL, **FORCED}
INNER_LEFT: Any = {**LEFT_GAP, **SMALL_LEFT, **FORCED}
POINT = Q_PLUS + DELTA
AT = {"q_left": -2, "q": 0, "q_right": 2, "D": 1, "delta": "1/4", "epsilon": "3/4", "alpha": 1}
"""q_+ = 1/2; delta = 1/4 < D/3."""


def psi(w: Any, index: int) -> Term:
    """Return psi(w) by the formula of a cell."""
    return remoteness_in_cell(w, index, LEVELS, EPSILON, QUADRATIC)


def slope(w: Any, index: int) -> Term:
    """Return psi'(w) by the formula of a cell."""
    return term(slope_in_cell(w, index, LEVELS, QUADRATIC))


def size(w: Any, index: int) -> Term:
    """Return |alpha psi/psi'|."""
    return abs(-ALPHA * psi(w, index) / slope(w, index))


@part("lemma-2", PROVED, latex=r"|\alpha\psi/\psi'|(q_+ + \delta_1) \le 2\alpha\delta_1",
      given=INNER, concludes=size(POINT, 2) <= 2 * ALPHA * DELTA)  # fmt: skip
def a(this):
    """Right of an inner level."""
    return this.solvers()


@part("lemma-2", PROVED, latex=r"|\alpha\psi/\psi'|(q_- - \delta_2) \le 2\alpha\delta_2",
      given=INNER_LEFT, concludes=size(Q_MINUS - DELTA, 1) <= 2 * ALPHA * DELTA)  # fmt: skip
def b(this):
    """Left of an inner level."""
    return this.solvers()


def beyond() -> list[Statement]:
    """Return: the force is alpha delta beyond both end levels' intervals."""
    given = {**FORCED, "delta is positive": DELTA > 0, "epsilon is positive": EPSILON > 0}
    sides = ((RIGHT + EPSILON + DELTA, 3), (LEFT - EPSILON - DELTA, 0))
    return [states(eq(size(*side), ALPHA * DELTA), given) for side in sides]


@part("lemma-2", PROVED, latex=r"|\alpha\psi/\psi'| = \alpha\delta", parts=beyond)
def outer(this):
    """Outer sides of the end levels."""
    return this.conjunction()


@claim(
    "lemma-2", PROVED, title="A distance bound on the skewing force", source="Report, Lemma 2",
    latex=r"\left|\frac{-\alpha\psi_i(q_+ + \delta_1;\varepsilon)}{\psi'_i(q_+ + \delta_1;"
    r"\varepsilon)}\right| \le 2\alpha\delta_1", parts=[a, b, outer],
    uses=["definition-3", "intervals"],
)  # fmt: skip
def as_printed(this):
    """Less than a third of the infeasible width away, the unclipped force is at most 2 alpha delta.

    delta is the distance to an inner level's feasible interval; beyond the end levels the force
    equals alpha delta.
    """
    return this.conjunction()


@probe("lemma-2", VACUOUS, latex=r"\varepsilon = \Delta^2/4,\ 0 < \delta_1 < 0",
      given={"the hypotheses of (a) or (b), with epsilon = gap^2/4": some(
          every(*INNER.values(), eq(4 * EPSILON, (RIGHT - LEVEL) ** 2)),
          every(*INNER_LEFT.values(), eq(4 * EPSILON, (LEVEL - LEFT) ** 2)))},
      concludes=size(POINT, 2) <= 2 * ALPHA * DELTA,
      severity="boundary",
      why="At epsilon = gap^2/4 the range printed for delta_1 is empty.")  # fmt: skip
def equality_case(this):
    """Case epsilon = gap^2/4 of parts (a) and (b): the printed range of delta_1 is empty.

    The interval touches the midpoint.
    """
    return this.vacuous(instead=[*INNER.values(), 4 * EPSILON < (RIGHT - LEVEL) ** 2])


def end_zeros() -> list[Statement]:
    """Return: psi is zero at both ends, which lie between the level and the midpoints."""
    sides = ((Q_PLUS, 2, RIGHT_GAP, RIGHT), (Q_MINUS, 1, LEFT_GAP, LEFT))
    return [
        states(every(eq(psi(end, index), 0), abs(end - LEVEL) <= abs(neighbour - LEVEL) / 2), gap)
        for end, index, gap, neighbour in sides
    ]  # fmt: skip


@probe("lemma-2", PROVED, parts=end_zeros,
      latex=r"q^{(j)} + q^{(j+1)} - 2q_+ = D = \sqrt{\Delta^2 - 4\varepsilon}")  # fmt: skip
def ends(this):
    """The ends of the interval are zeros of psi, between the level and the midpoints."""
    return this.conjunction()


def mirrored() -> list[Statement]:
    """Return: psi(w; Q) = psi(-w; -Q) and psi'(w; Q) = -psi'(-w; -Q)."""
    other = tuple(-level for level in reversed(LEVELS))
    return [
        states(eq(psi(W, 1), remoteness_in_cell(-W, 2, other, EPSILON, QUADRATIC))),
        states(eq(slope(W, 1), -term(slope_in_cell(-W, 2, other, QUADRATIC)))),
    ]


@line("lemma-2", PROVED, parts=mirrored)
def symmetry(this):
    """By symmetry, (a) is enough."""
    return this.conjunction()


END = 2 * Q_PLUS - RIGHT - LEVEL
"""psi' at q_+: minus the width D of the infeasible middle."""
LINE_9 = ALPHA * DELTA * (END + DELTA) / (END + 2 * DELTA)
LINE_10 = ALPHA * DELTA * END / (END + 2 * DELTA)
LINE_11 = ALPHA * DELTA - ALPHA * DELTA**2 / (END + 2 * DELTA)
PRODUCT = EPSILON + (POINT - LEVEL) * (POINT - RIGHT)


@line("lemma-2", REFUTED, given=RIGHT_GAP,
      latex=r"\psi_i(q_+) = \varepsilon - (q_+ - q^{(j-1)})(q^{(j)} - q_+) = 0",
      concludes=eq(EPSILON - (Q_PLUS - LEFT) * (LEVEL - Q_PLUS), 0),
      severity="misprint",
      why="The levels j - 1 and j are printed for j and j + 1.")  # fmt: skip
def line_1(this):
    """psi vanishes at q_+, written with the levels j-1 and j; q_+ is in [q^(j), q^(j+1))."""
    return this.refuted(AT, instead=eq(EPSILON - (Q_PLUS - LEVEL) * (RIGHT - Q_PLUS), 0))


@line("lemma-2", PROVED, latex=r"\psi'_i(w) = 2w - q^{(j+1)} - q^{(j)}",
      parts=[states(eq(derivative(psi(W, 2), "w"), 2 * W - RIGHT - LEVEL)),
             states(eq(slope(W, 2), 2 * W - RIGHT - LEVEL))])  # fmt: skip
def line_2(this):
    """The slope of psi right of the level (inside the cell): the derivative, and the kernel's."""
    return this.conjunction()


@line("lemma-2", PROVED, parts=[states(eq(psi(POINT, 2), PRODUCT)),
                                states(every(LEVEL <= POINT, POINT < RIGHT), INNER)],
      latex=r"\psi_i(q_+ + \delta_1) = \varepsilon + (q_+ + \delta_1 - q^{(j)})"
      r"(q_+ + \delta_1 - q^{(j+1)})")  # fmt: skip
def line_3(this):
    """psi at the perturbed point, which is in the cell right of the level."""
    return this.conjunction()


@line("lemma-2", PROVED,
      latex=r"= \varepsilon + (q_+ - q^{(j)})(q_+ - q^{(j+1)}) + "
      r"\delta_1(2q_+ - q^{(j+1)} - q^{(j)}) + \delta_1^2",
      concludes=eq(PRODUCT, EPSILON + (Q_PLUS - LEVEL) * (Q_PLUS - RIGHT)
                   + DELTA * END + DELTA**2))  # fmt: skip
def line_4(this):
    """Expanded."""
    return this.certificate()


@line("lemma-2", PROVED, latex=r"= \delta_1(2q_+ - q^{(j+1)} - q^{(j)}) + \delta_1^2",
      given=INNER, concludes=eq(psi(POINT, 2), DELTA * END + DELTA**2))  # fmt: skip
def line_5(this):
    """The constant term vanishes (by the corrected line 1)."""
    return this.solvers()


@line("lemma-2", PROVED, latex=r"< 0", given=INNER, concludes=DELTA * END + DELTA**2 < 0)
def line_6(this):
    """It is negative."""
    return this.solvers()


@line("lemma-2", REFUTED, given=INNER, concludes=eq(slope(POINT, 2), END + DELTA),
      latex=r"\psi'_i(q_+ + \delta_1) = 2q_+ + \delta_1 - q^{(j+1)} - q^{(j)}",
      severity="misprint",
      why="delta_1 is printed for 2 delta_1.")  # fmt: skip
def line_7(this):
    """The slope at the perturbed point, printed with delta_1 instead of 2 delta_1."""
    return this.refuted(AT, instead=eq(slope(POINT, 2), END + 2 * DELTA))


@line("lemma-2", PROVED, latex=r"\psi'_i(q_+ + \delta_1) < 0", given=INNER,
      concludes=slope(POINT, 2) < 0)  # fmt: skip
def line_8(this):
    """The slope there is negative, by the upper limit on delta_1."""
    return this.solvers()


@line("lemma-2", REFUTED, latex=r"\delta_1 > 0 \Rightarrow \psi'_i(q_+ + \delta_1) < 0",
      given={**RIGHT_GAP, "delta_1 is positive": DELTA > 0},
      concludes=slope(POINT, 2) < 0,
      severity="gap",
      why="The sign needs the upper limit on delta_1, which the lemma does assume.",
      meant="lemma-2/line-8")  # fmt: skip
def line_8_reason(this):
    """The printed reason, delta_1 > 0, gives it."""
    return this.refuted({**AT, "delta": 1}, instead=eq(slope(POINT, 2), END + 2 * DELTA))


@line("lemma-2", PROVED, given=INNER, concludes=eq(size(POINT, 2), LINE_9),
      latex=r"\left|\frac{-\alpha\psi_i}{\psi'_i}\right| = \frac{\alpha\delta_1(2q_+ - q^{(j)} - "
      r"q^{(j+1)} + \delta_1)}{(2q_+ - q^{(j)} - q^{(j+1)}) + 2\delta_1}")  # fmt: skip
def line_9(this):
    """The ratio without absolute values: numerator and denominator are negative."""
    return this.solvers()


@line("lemma-2", PROVED, given=INNER, concludes=LINE_9 <= LINE_10,
      latex=r"\le \frac{\alpha\delta_1(2q_+ - q^{(j)} - q^{(j+1)})}"
      r"{(2q_+ - q^{(j)} - q^{(j+1)}) + 2\delta_1}")  # fmt: skip
def line_10(this):
    """delta_1 dropped from the numerator."""
    return this.solvers()


@line("lemma-2", REFUTED, given=INNER, concludes=eq(LINE_10, LINE_11),
      latex=r"= \alpha\delta_1 - \frac{\alpha\delta_1^2}"
      r"{(2q_+ - q^{(j)} - q^{(j+1)}) + 2\delta_1}",
      severity="gap",
      why=("The right side is the value of line 9 and not of line 10; from line 9 "
           "the bound follows."))  # fmt: skip
def line_11(this):
    """Division: a factor 2 is lost. The right side is the value of line 9, not of line 10.

    Without line 10 the proof would be right, with it (the value reaches 3 alpha delta) it is not.
    """
    corrected = ALPHA * DELTA - 2 * ALPHA * DELTA**2 / (END + 2 * DELTA)
    return this.refuted(AT, instead=eq(LINE_10, corrected))


@line("lemma-2", PROVED, given=INNER, concludes=LINE_11 <= 2 * ALPHA * DELTA,
      latex=r"\le 2\alpha\delta_1 \text{ since } \delta_1 \le "
      r"(q^{(j)} + q^{(j+1)} - 2q_+)/3")  # fmt: skip
def line_12(this):
    """The value printed in line 11 is at most 2 alpha delta_1."""
    return this.solvers()
