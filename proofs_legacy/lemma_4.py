r"""Lemma 4: with a small stepsize a coordinate never leaves the cell of an end level.

Setting
    One coordinate, the first (left) or last (right) level, m the one midpoint beside it.
Assumptions
    A3. Left: 0 < gamma max{L_l, M_c} < min{q_+ - q_-, m - q_+}. Right, as printed:
    0 < gamma max{L_l, M_c} < min{q_+ - q_-, m - q_-}.
Claim
    Once on the level's side of m, the coordinate stays there.
Valid for
    Left: if L_l bounds the gradient (A3 as displayed bounds it by the square root). Right: nothing,
    since m - q_- <= 0; with q_- - m and a bounded gradient it is true.
Source
    Report, Lemma 4 and its proof (printed for the left end).
"""

from __future__ import annotations

from fractions import Fraction as F

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, Twin, conjunction, prove, replay, vacuous
from proofs_legacy import cell_moves
from proofs_legacy.cell_moves import LEFT, RIGHT, STEP, C, P, W, X
from proofs_legacy.common import Coordinate, every, reals

MOST, GAMMA, SPEED, MIDPOINT, Q_MINUS = reals("R gamma B m q_-")
CELL = Coordinate((-1, 1), "3/4", 1, "1/16")
"""Feasible: [-7/4, -1/2] and [1/2, 7/4]; m = 0; D = 1."""


def _leave(gamma: str) -> tuple:
    """One gradient step from -5/8 on the loss -w/4."""
    rows = CELL.orbit("-5/8", lambda _: F(-1, 4), [F(gamma)])
    hypotheses = [
        Check("A3 as displayed, L = 1/16: slope squared", F(1, 4) ** 2, "<=", F(1, 16)),
        Check("psi(-7/4) = 0: q_-", CELL.psi("-7/4"), "==", 0),
        Check("psi(-1/2) = 0: q_+", CELL.psi("-1/2"), "==", 0),
        Check("gamma max{L, M_c} > 0", F(gamma) / 16, ">", 0),
        Check("gamma max{L, M_c} < q_+ - q_-", F(gamma) / 16, "<", F(5, 4)),
        Check("gamma max{L, M_c} < m - q_+", F(gamma) / 16, "<", F(1, 2)),
        Check("w_0 < m", rows[0][1], "<", 0),
    ]
    return rows, hypotheses


def left_as_displayed() -> Outcome:
    """Loss -w/4 has L = 1/16 as displayed: with gamma = 4 a feasible coordinate crosses 0."""
    rows, hypotheses = _leave("4")
    slow, kept = _leave("1")
    table = {"header": ("k", "w", "g", "v"), "rows": rows}
    setting = CELL.setting(loss="-w/4", L="1/16", start="-5/8")
    return replay(
        Instance(
            setting | {"stepsize": 4},
            hypotheses,
            Check("w_1 < m = 0", rows[1][1], "<", 0),
            plot={"orbit": [row[1] for row in rows], "bound": 0, "label": "w"},
            **table,
        ),
        control=Instance(
            setting | {"stepsize": 1},
            [*kept, Check("gamma |g| <= D/2", F(1, 4), "<=", F(1, 2))],
            Check("w_1 < m with gamma = 1", slow[1][1], "<", 0),
        ),
    )


def left_reading() -> Outcome:
    """With |grad l| <= L_l the left half holds."""
    small = [P <= MOST, C <= MOST, MOST < W, MOST < RIGHT, RIGHT > 0, X < W + RIGHT]
    return cell_moves.kept(
        prove(
            X + STEP < W + RIGHT,
            given=[*cell_moves.facts(), *small],
            control=Twin("without m - q_+", given=[*cell_moves.facts(), *small[:3], *small[4:]]),
        )
    )


def right_reading() -> Outcome:
    """With q_- - m, and |grad l| <= L_l, the right half holds."""
    small = [P <= MOST, C <= MOST, MOST < W, MOST < LEFT, LEFT > 0, X > -LEFT]
    return cell_moves.kept(
        prove(
            X + STEP > -LEFT,
            given=[*cell_moves.facts(), *small],
            control=Twin("without q_- - m", given=[*cell_moves.facts(), *small[:3], *small[4:]]),
        )
    )


def right_condition() -> Outcome:
    """[q_-, q_+] lies right of m, so that m - q_- <= 0."""
    base = [GAMMA > 0, SPEED > 0, Q_MINUS >= MIDPOINT]
    return vacuous(
        given=[*base, GAMMA * SPEED < MIDPOINT - Q_MINUS],
        control=Twin("q_- - m in its place", given=[*base, GAMMA * SPEED < Q_MINUS - MIDPOINT]),
    )


def pushed_right() -> Outcome:
    """Left of the first interval psi < 0 and psi' > 0, so v > 0."""
    return conjunction(
        cell_moves.geometry(), cell_moves.velocity_facts(), reason="v psi' > 0 where psi < 0"
    )


def equals_bound() -> Outcome:
    """w_1 := w_0 + gamma max{L, M_c}: the step is shorter where the force is."""
    coordinate = Coordinate((-1, 1), "3/4", 1, 1)
    w, gamma = F(-2), F(1, 4)
    after = w + gamma * coordinate.velocity(w, 0)
    hypotheses = [
        Check("gamma max{L, M_c} < q_+ - q_-", gamma, "<", F(5, 4)),
        Check("gamma max{L, M_c} < m - q_+", gamma, "<", F(1, 2)),
        Check("w < q_- = -7/4", w, "<", F(-7, 4)),
    ]
    setting = coordinate.setting(loss="0", L=1, start=w, stepsize=gamma)
    return replay(
        Instance(
            setting, hypotheses,
            Check("w_1 = w_0 + gamma max{L, M_c}", after, "==", w + gamma),
            header=("k", "w", "v"), rows=[(0, w, coordinate.velocity(w, 0)), (1, after, "")],
        ),
        control=Instance(setting, [], Check("w_1 <= that", after, "<=", w + gamma)),
    )  # fmt: skip


def right_bound() -> Outcome:
    """What is meant: w_0 <= w_1 <= w_0 + gamma max{L, M_c} < q_+."""
    left = [X < 0, P <= MOST, C <= MOST]
    return prove(
        every(X <= X + STEP, X + STEP <= X + MOST, X + MOST < W),
        given=[*cell_moves.facts(), *left, MOST < W],
        control=Twin("R <= 2W", given=[*cell_moves.facts(), *left, MOST <= 2 * W]),
    )


def feasible_step() -> Outcome:
    """The second case with |g| <= L."""
    inside = [X >= 0, X <= W, P <= MOST, MOST < RIGHT]
    return prove(
        every(X + STEP <= X + MOST, X + MOST < W + RIGHT),
        given=[*cell_moves.facts(), *inside],
        control=Twin("R <= D", given=[*cell_moves.facts(), *inside[:-1], MOST <= 2 * RIGHT]),
    )


def feasible_step_as_displayed() -> Outcome:
    """w_1 <= w_0 + gamma L: the gradient is only bounded by the square root of L."""
    rows, hypotheses = _leave("1")
    setting = CELL.setting(loss="-w/4", L="1/16", start="-5/8", stepsize=1)
    after, w = rows[1][1], rows[0][1]
    return replay(
        Instance(
            setting, [*hypotheses, Check("psi(w_0) > 0", CELL.psi(w), ">", 0)],
            Check("w_1 <= w_0 + gamma L", after, "<=", w + F(1, 16)),
            header=("k", "w", "g", "v"), rows=rows,
        ),
        control=Instance(setting, [], Check("with sqrt(L)", after, "<=", w + F(1, 4))),
    )  # fmt: skip


def missing_case() -> Outcome:
    """w_0 in (q_+, m) is in neither printed case."""
    w = F(-1, 4)
    cases = int(w < F(-7, 4)) + int(F(-7, 4) <= w <= F(-1, 2))
    inside = int(F(-7, 4) <= F(-1) <= F(-1, 2))
    return replay(
        Instance(
            CELL.setting(w=w),
            [Check("w < m", w, "<", 0), Check("psi(w) < 0", CELL.psi(w), "<", 0)],
            Check("printed cases that hold w", cases, ">=", 1),
            header=("w", "q_-", "q_+", "m"), rows=[(w, F(-7, 4), F(-1, 2), 0)],
        ),
        control=Instance({}, [], Check("printed cases that hold -1", inside, ">=", 1)),
    )  # fmt: skip


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"lemma-4/{name}", statement, expected, check, formula)


LEFT_CLAIM = Claim(
    id="lemma-4/left",
    title="Confinement to the cell of the first level",
    source="Report, Lemma 4, first half",
    statement=(
        "With 0 < gamma max{L_l, M_c} < min{q_+ - q_-, m - q_+} a coordinate below m stays below. "
        "True if L_l bounds the gradient; A3 as displayed bounds it by the square root of L_l, "
        "which is larger where L_l < 1."
    ),
    formula=(
        r"0 < \gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, m - q_+\} \Rightarrow w_i^{(k)} < m"
    ),
    assumptions=("A3 as displayed", "the condition on gamma", "w_i^(k_0) < m"),
    expected="refuted",
    check=left_as_displayed,
    steps=(
        _step("left/reading", "With L_l a bound on the gradient.", "proved", left_reading),
        _step("left/line-1", "Left of q_- the coordinate is pushed to the right.", "proved",
              pushed_right, r"w < q_- \Rightarrow v > 0"),
        _step("left/line-2", "The step is set equal to its bound.", "refuted", equals_bound,
              r"w^+ := w + \gamma\max\{L_\ell, M_c\}"),
        _step("left/line-2-meant", "The step is at most its bound.", "proved", right_bound,
              r"w \le w^+ < q_+"),
        _step("left/line-3", "From [q_-, q_+], with A3 as displayed.", "refuted",
              feasible_step_as_displayed, r"w^+ \le w + \gamma L_\ell < m"),
        _step("left/line-3-lipschitz", "The same if L_l bounds the gradient.", "proved",
              feasible_step),
        _step("left/cases", "The two printed cases exhaust the cell: (q_+, m) is left out.",
              "refuted", missing_case),
    ),
    repair=cell_moves.LEMMA_4_LEFT,
)  # fmt: skip

RIGHT_CLAIM = Claim(
    id="lemma-4/right",
    title="Confinement to the cell of the last level",
    source="Report, Lemma 4, second half",
    statement=(
        "With 0 < gamma max{L_l, M_c} < min{q_+ - q_-, m - q_-}, as printed, a coordinate above m "
        "stays above. The last number is not positive."
    ),
    formula=(
        r"0 < \gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, m - q_-\} \Rightarrow w_i^{(k)} > m"
    ),
    assumptions=("A3", "the condition on gamma", "w_i^(k_0) > m"),
    expected="vacuous",
    check=right_condition,
    steps=(
        _step("right/reading", "With q_- - m, and L_l a bound on the gradient.", "proved",
              right_reading, r"\gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, q_- - m\}"),
    ),
    repair=cell_moves.LEMMA_4_RIGHT,
)  # fmt: skip

CLAIMS = (LEFT_CLAIM, RIGHT_CLAIM)
