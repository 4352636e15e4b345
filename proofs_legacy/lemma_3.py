r"""Lemma 3: with a small stepsize a coordinate never leaves the cell of an inner level.

Setting
    One coordinate, an inner level q^(j); [q_-, q_+] its feasible interval, m_l and m_r the
    midpoints beside it; constant stepsize gamma.
Assumptions
    A3, and 0 < gamma max{L_l, M_c} < min{q_+ - q_-, q_- - m_l, m_l - q_+}.
Claim
    Once in (m_l, m_r), the coordinate stays there.
Valid for
    Nothing as printed: m_l - q_+ < 0. With m_r - q_+ in its place, and L_l a bound on the gradient,
    it is true. The lines of the proof are judged under that reading, since none can be otherwise.
Source
    Report, Lemma 3 and its proof.
"""

from __future__ import annotations

from fractions import Fraction as F

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, remoteness_in_cell
from askewtheory.provers import Check, Instance, Twin, conjunction, prove, replay, vacuous
from proofs_legacy import cell_moves, lemma_2_repaired, near
from proofs_legacy.cell_moves import LEFT, RIGHT, STEP, C, P, W, X
from proofs_legacy.common import Coordinate, equal, every, reals
from proofs_legacy.orbits import Push

BELOW, LEVEL, ABOVE, Q_PLUS, EPSILON, GAMMA, SPEED, MOST = reals("a b c q_+ epsilon gamma B R")
CELL = Coordinate((-2, 0, 2), "3/4", 1, 1)
"""Feasible around 0: [-1/2, 1/2]; midpoints -1 and 1; D = 1."""


def condition() -> Outcome:
    """0 < gamma max{L_l, M_c} < m_l - q_+ has no solution, since q_+ is not left of the level."""
    levels = (BELOW, LEVEL, ABOVE)
    order = [BELOW < LEVEL, LEVEL < ABOVE, GAMMA > 0, SPEED > 0]
    feasible = prove(
        equal(remoteness_in_cell(LEVEL, 2, levels, EPSILON, QUADRATIC), EPSILON),
        given=[BELOW < LEVEL, LEVEL < ABOVE],
        control=Twin("half of epsilon", equal(
            remoteness_in_cell(LEVEL, 2, levels, EPSILON, QUADRATIC), EPSILON / 2)),
    )  # fmt: skip
    given = [*order, LEVEL <= Q_PLUS, GAMMA * SPEED < (BELOW + LEVEL) / 2 - Q_PLUS]
    meant = [*order, LEVEL <= Q_PLUS, GAMMA * SPEED < (LEVEL + ABOVE) / 2 - Q_PLUS]
    return conjunction(
        feasible,
        vacuous(given=given, control=Twin("m_r - q_+ in its place", given=meant)),
        reason="the level is feasible, so q_+ >= q^(j) > m_l",
    )


def reading() -> Outcome:
    """With m_r - q_+, and |grad l| <= L_l: the open cell is kept."""
    small = [P <= MOST, C <= MOST, MOST < W, MOST < LEFT, MOST < RIGHT]
    inside = [LEFT > 0, RIGHT > 0, X > -LEFT, X < W + RIGHT]
    cell = prove(
        every(X + STEP > -LEFT, X + STEP < W + RIGHT),
        given=[*cell_moves.facts(), *inside, *small],
        control=Twin("without the third term", given=[
            *cell_moves.facts(), *inside, *small[:-1], RIGHT > 0]),
    )  # fmt: skip
    return cell_moves.kept(cell)


def gradient_bound() -> Outcome:
    """|grad l| <= L_l: A3 as displayed gives the square root."""
    run = Push()
    rows = run.rows()
    table = {"header": run.HEADER, "rows": rows[:1]}
    return replay(
        Instance(
            run.setting(),
            run.hypotheses()[:1],
            Check("|grad l| <= L_l", abs(rows[0][3]), "<=", F(1, 16)),
            **table,
        ),
        control=Instance(run.setting(), [], Check("<= sqrt(L_l)", abs(rows[0][3]), "<=", F(1, 4))),
    )


def speed() -> Outcome:
    """|v| <= max{L, M_c} if |g| <= L, at a midpoint too."""
    return conjunction(
        cell_moves.velocity_facts(), near.size(), reason="every branch, the convention included"
    )


def pushed_right() -> Outcome:
    """Left of q_- the slope is positive and psi < 0, so v > 0; at m_l the convention says +M_c."""
    return conjunction(
        lemma_2_repaired.remoteness_identity(),
        lemma_2_repaired.slope_identity(),
        cell_moves.velocity_facts(),
        reason="v psi' > 0 where psi < 0; on the right of q_- - D/2 the slope is D - 2 delta > 0",
    )


def _step() -> tuple:
    w, gamma = F(-3, 4), F(1, 4)
    v = CELL.velocity(w, 0)
    hypotheses = [
        Check("gamma max{L, M_c} = 1/4 < q_+ - q_-", gamma, "<", 1),
        Check("gamma max{L, M_c} < q_- - m_l", gamma, "<", F(1, 2)),
        Check("gamma max{L, M_c} < m_r - q_+ (as meant)", gamma, "<", F(1, 2)),
        Check("psi(-1/2) = 0: q_- = -1/2", CELL.psi("-1/2"), "==", 0),
        Check("m_l = -1 <= w", -1, "<=", w),
        Check("w < q_-", w, "<", F(-1, 2)),
    ]
    rows = [(0, w, CELL.psi(w), CELL.slope(w), v), (1, w + gamma * v, "", "", "")]
    return w, gamma, v, hypotheses, {"header": ("k", "w", "psi", "psi'", "v"), "rows": rows}


def equals_bound() -> Outcome:
    """w_1 := w_0 + gamma max{L, M_c}: the step is at most that, not equal to it."""
    w, gamma, v, hypotheses, table = _step()
    setting = CELL.setting(loss="0", L=1, stepsize=gamma, start=w)
    return replay(
        Instance(setting, hypotheses,
                 Check("w_1 = w_0 + gamma max{L, M_c}", w + gamma * v, "==", w + gamma), **table),
        control=Instance(setting, [], Check("w_1 <= that", w + gamma * v, "<=", w + gamma)),
    )  # fmt: skip


def right_bound() -> Outcome:
    """What is meant: w_0 <= w_1 <= w_0 + gamma max{L, M_c} < q_+."""
    left = [X < 0, X >= -LEFT, LEFT > 0, P <= MOST, C <= MOST]
    return prove(
        every(X <= X + STEP, X + STEP <= X + MOST, X + MOST < W),
        given=[*cell_moves.facts(), *left, MOST < W],
        control=Twin("R <= 2W", given=[*cell_moves.facts(), *left, MOST <= 2 * W]),
    )


def mirrored_line() -> Outcome:
    """w_0 - gamma max{M_l, M_c} <= q_-: the wrong way round, with M_l = L_l and with M_l = 0."""
    w, gamma = F(3, 4), F(1, 4)
    v = CELL.velocity(w, 0)
    _, _, _, hypotheses, _ = _step()
    setting = CELL.setting(loss="0", L=1, M="1 = L, or 0 = smoothness", stepsize=gamma, start=w)
    largest = max(F(0), CELL.clip)
    return replay(
        Instance(
            setting,
            [*hypotheses[:3], Check("q_+ < w", F(1, 2), "<", w), Check("w < m_r", w, "<", 1),
             Check("max{M_l, M_c} is the same with M_l = L_l", max(F(1), CELL.clip), "==",
                   largest)],
            Check("w_0 - gamma max{M_l, M_c} <= q_-", w - gamma * largest, "<=", F(-1, 2)),
            header=("k", "w", "v", "w - gamma max"),
            rows=[(0, w, v, w - gamma * largest), (1, w + gamma * v, "", "")],
        ),
        control=Instance(
            setting, [], Check(">= q_-", -(w - gamma * largest), "<=", F(1, 2))
        ),
    )  # fmt: skip


def feasible_step() -> Outcome:
    """In [q_-, q_+]: m_l < w - gamma L <= w_1 <= w + gamma L < m_r, given |g| <= L."""
    inside = [X >= 0, X <= W, P <= MOST, LEFT > 0, RIGHT > 0, MOST < LEFT, MOST < RIGHT]
    chain = every(
        -LEFT < X - MOST, X - MOST <= X + STEP, X + STEP <= X + MOST, X + MOST < W + RIGHT
    )
    return prove(
        chain,
        given=[*cell_moves.facts(), *inside],
        control=Twin("R <= D_r", given=[*cell_moves.facts(), *inside[:-1], MOST <= 2 * RIGHT]),
    )


def _line(number: str, statement: str, formula: str, expected: str, check) -> Step:
    return Step(f"lemma-3/line-{number}", statement, expected, check, formula)


CLAIM = Claim(
    id="lemma-3",
    title="Confinement to the cell of an inner level",
    source="Report, Lemma 3",
    statement=(
        "With 0 < gamma max{L_l, M_c} below the interval's width, q_- - m_l and, as printed, "
        "m_l - q_+, a coordinate in (m_l, m_r) stays there. The last number is negative."
    ),
    formula=(
        r"0 < \gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, q_- - m_l, m_l - q_+\} \Rightarrow "
        r"w_i^{(k)} \in (m_l, m_r)"
    ),
    assumptions=("A3", "2 <= j <= K - 1", "the condition on gamma", "w_i^(k_0) in (m_l, m_r)"),
    expected="vacuous",
    check=condition,
    steps=(
        Step(
            "lemma-3/reading",
            "With m_r - q_+ as the last term and L_l a bound on the gradient.",
            "proved",
            reading,
            r"\gamma\max\{L_\ell, M_c\} < \min\{q_+ - q_-, q_- - m_l, m_r - q_+\}",
        ),
        _line("1", "The gradient is bounded by L_l; A3 as displayed gives the square root.",
              r"\|\nabla\ell(w^{(k)})\| \le L_\ell", "refuted", gradient_bound),
        _line("2", "The velocity, given line 1.", r"|v_i^{(k)}| \le \max\{L_\ell, M_c\}",
              "proved", speed),
        _line("3", "From [m_l, q_-) the coordinate is pushed to the right.",
              r"m_l \le w < q_- \Rightarrow v > 0", "proved", pushed_right),
        _line("4", "The step is set equal to its bound.",
              r"w_i^{(k_0+1)} := w_i^{(k_0)} + \gamma\max\{L_\ell, M_c\}", "refuted", equals_bound),
        _line("4-meant", "The step is at most its bound.",
              r"w_i^{(k_0)} \le w_i^{(k_0+1)} < q_+", "proved", right_bound),
        _line("5", "From (q_+, m_r) it is pushed to the left.", r"q_+ < w < m_r \Rightarrow v < 0",
              "proved", pushed_right),
        _line("6", "The mirrored line: M_l for L_l, and <= q_- for >= q_- (wrong with M_l = L_l "
              "and with M_l the smoothness; only a large M_l would make it true).",
              r"w_i^{(k_0)} - \gamma\max\{M_\ell, M_c\} \le q_-", "refuted", mirrored_line),
        _line("7", "From [q_-, q_+], given line 1.",
              r"m_l < w - \gamma L_\ell \le w^+ \le w + \gamma L_\ell < m_r", "proved",
              feasible_step),
        _line("8", "Induction over k (under the reading).", "", "proved", reading),
    ),
    repair=cell_moves.LEMMA_3,
)  # fmt: skip

CLAIMS = (CLAIM,)
