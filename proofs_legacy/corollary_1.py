r"""Corollary 1: some small stepsize brings every start near the feasible set, with a small force.

Setting
    Any start w^(k_0), constant stepsize gamma; epsilon is not limited.
Assumptions
    A3.
Claim
    There are gamma small enough and k_1 with d(w^(k), C) <= gamma L_l sqrt(d) =: delta and
    |u_i^(k)| <= 2 alpha delta for all k >= k_1 >= k_0 and all i.
Valid for
    epsilon < min gap^2/4 and L_l a bound on the gradient. At epsilon = gap^2/4 a run can return to
    the midpoint for ever, whatever gamma is. The proof's stepsizes do not give the claim.
Source
    Report, Corollary 1 and its proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction as F
from functools import cache
from math import ceil
from typing import Any

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, QUADRATIC, velocity
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    conjunction,
    ill_posed,
    paths,
    prove,
    replay,
    vacuous,
)
from proofs_legacy import settling, stepsize_limit
from proofs_legacy.common import Coordinate, equal, on_every_path, reals

LEFT, RIGHT, Q_PLUS, LEVEL, GAMMA, SPEED = reals("m_l m_r q_+ q gamma M")
START = reals("w")[0]
MIDPOINT_CELL = Coordinate((-1, 1), 1, "1/10", "1/2")
"""epsilon = gap^2/4: the intervals touch at the midpoint 0, which is feasible."""


@cache
def up_and_down() -> Outcome:
    """The run 0, gamma/2, 0, ... for every gamma > 0: 1/2 up at the midpoint, 1/2 down at w > 0.

    Off the midpoint every branch of the kernel says -1/2: the gradient's where psi > 0 and where
    the force is at most 1/2, else the force, clipped at M_c = 1/2.
    """
    cell, slope = MIDPOINT_CELL, sympy.Rational(1, 2)
    epsilon, alpha, clip = (sympy.Rational(str(x)) for x in (cell.epsilon, cell.alpha, cell.clip))
    middle = sympy.Rational(str(cell.velocity(0, "1/2")))

    def speed(w: Any) -> Any:
        return velocity(w, slope, cell.levels, epsilon, alpha, clip, QUADRATIC, PRINTED)

    up = prove(
        equal(GAMMA * middle, GAMMA / 2),
        given=[GAMMA > 0],
        control=Twin("down", equal(GAMMA * middle, -GAMMA / 2)),
    )
    down = prove(
        on_every_path(paths(speed, START), lambda v: equal(START + GAMMA * v, 0)),
        given=[GAMMA > 0, equal(2 * START, GAMMA)],
        control=Twin("from w = gamma", given=[GAMMA > 0, equal(START, GAMMA)]),
    )
    return conjunction(up, down, reason="0, gamma/2, 0, ... for every gamma > 0")


def midpoint_checks(shown: F) -> tuple[list[Check], list[tuple]]:
    """Return the hypotheses of the run, and four steps with the stepsize ``shown``."""
    rows = MIDPOINT_CELL.orbit(0, lambda _: F(1, 2), [shown] * 4)
    return [
        Check("A3 as displayed, L_l = 1/4: slope squared", F(1, 2) ** 2, "<=", F(1, 4)),
        Check("psi(0) = 0: the midpoint, feasible", MIDPOINT_CELL.psi(0), "==", 0),
        Check("psi(2) = 0: C = [-2, 2]", MIDPOINT_CELL.psi(2), "==", 0),
        Check("the convention: v(0) = M_c = 1/2, so w_1 = gamma/2", rows[0][3], "==", F(1, 2)),
        Check("v(gamma/2) = -1/2 (for every gamma: the solvers' part)", rows[1][3], "==",
              F(-1, 2)),
        Check("w_2 = w_0", rows[2][1], "==", 0),
        Check("w_4 = w_0", rows[4][1], "==", 0),
    ], rows  # fmt: skip


def return_to_the_midpoint() -> Outcome:
    """epsilon = gap^2/4, loss w/2: 0, gamma/2, 0, ... breaks one of the two claims for every gamma.

    |u| = 1/2 <= gamma/20 at even k needs gamma >= 10, d >= gamma/2 - 2 and d <= gamma/4 at odd k
    need gamma <= 8: the first plus a fifth of the second is never true.
    """
    shown = F(1, 2)
    hypotheses, rows = midpoint_checks(shown)
    gamma = sympy.Symbol("gamma", positive=True)
    half = sympy.Rational(1, 2)
    force, distance = half - gamma / 20, gamma / 2 - 2 - gamma / 4
    below = Coordinate((-1, 1), "3/4", "1/10", "1/2")
    calm = below.orbit("9/16", lambda _: F(1, 2), [F(1, 4)])
    instance = replay(
        Instance(
            MIDPOINT_CELL.setting(loss="w/2", L="1/4", start=0, stepsize="any gamma; table: 1/2"),
            hypotheses,
            Check("(|u| - 2 alpha gamma L) + (d - gamma L)/5 <= 0, with |u| = M_c at even k and "
                  "d >= gamma/2 - 2 at odd k", force + distance / 5, "<=", 0),
            header=("k", "w", "g", "v"),
            rows=rows,
            plot={"orbit": [abs(row[3]) for row in rows], "bound": shown / 20, "label": "|v|"},
        ),
        control=Instance(
            below.setting(loss="w/2", G="1/2", start="9/16", stepsize="1/4"),
            [Check("gamma G <= D/3", F(1, 8), "<=", F(1, 3)),
             Check("psi(w_1) < 0", below.psi(calm[1][1]), "<", 0)],
            Check("epsilon = 3/4: |u_1| <= 2 alpha gamma G", abs(calm[1][3]), "<=", F(1, 40)),
        ),
    )  # fmt: skip
    return conjunction(up_and_down(), instance, reason="for every stepsize")


def set_times_stepsize() -> Outcome:
    """gamma M with M = {L_l, M_c}."""
    return ill_posed(
        "M = {L_l, M_c} is a set, and gamma M is compared with a number; read as its maximum",
        ("corollary-1/case-a", "corollary-1/case-b", "corollary-1/case-c"),
    )


def undefined_ends() -> Outcome:
    """[a_i, b_i] is introduced, q_- and q_+ are used."""
    return ill_posed(
        "the cases define [a_i, b_i] and use q_- and q_+, which are not defined here; read as "
        "a_i and b_i",
        ("corollary-1/case-a", "corollary-1/case-b", "corollary-1/case-c"),
    )


@dataclass(frozen=True)
class _Outward:
    """One gradient step out of an interval with D = 1 beside it, on a linear loss; alpha = 1/2."""

    levels: tuple[int, ...]
    start: F
    gamma: F
    slope: F
    bound: F
    sign: int = 1

    @property
    def coordinate(self) -> Coordinate:
        """The coordinate, M_c = 1."""
        return Coordinate(self.levels, "3/4", "1/2", 1)

    def hypotheses(self, rows: list) -> list[Check]:
        """Return the conditions that the case prints, and where the two points lie."""
        speed = self.gamma * max(self.bound, self.coordinate.clip)
        count = ceil(-self.bound / min(self.coordinate.alpha * self.gamma * self.bound, F(1)))
        return [
            Check("A3 as displayed: slope squared <= L", self.slope**2, "<=", self.bound),
            Check("and |slope| <= L", abs(self.slope), "<=", self.bound),
            Check("gamma max{L, M_c} < q_+ - q_-", speed, "<", F(1)),
            Check("gamma max{L, M_c} < D/2, the distance to each midpoint", speed, "<", F(1, 2)),
            Check("psi(w_0) > 0: feasible", self.coordinate.psi(rows[0][1]), ">", 0),
            Check("psi(w_1) < 0", self.coordinate.psi(rows[1][1]), "<", 0),
            Check("k_1 <= 1: k_0 + ceil(-gamma L/(tau gamma))", count, "<=", 1),
        ]

    def refutation(self, *more: Check) -> Outcome:
        """Replay the step; the force at its end against 2 alpha gamma L."""
        rows = self.coordinate.orbit(self.start, lambda _: self.slope, [self.gamma])
        limit = 2 * self.coordinate.alpha * self.gamma * self.bound
        setting = self.coordinate.setting(
            loss=f"{self.slope}w", L=self.bound, start=self.start, stepsize=self.gamma
        )
        near = abs(self.coordinate.ratio(rows[1][1] - self.sign * F(1, 10)))
        return replay(
            Instance(
                setting,
                [*self.hypotheses(rows), *more],
                Check("|u_1| <= 2 alpha gamma L", abs(rows[1][3]), "<=", limit),
                header=("k", "w", "g", "v"),
                rows=rows,
            ),
            control=Instance(
                setting, [], Check("1/10 closer, within D/3, |u| is small", near, "<=", limit)
            ),
        )


def case_a() -> Outcome:
    """First level: gamma L = 9/20 < D/2, and the force is 3/5 > 9/20."""
    return _Outward((-1, 1), F(-11, 20), F(9, 20), F(-1), F(1)).refutation()


def case_b() -> Outcome:
    """Last level: the mirror image."""
    return _Outward((-1, 1), F(11, 20), F(9, 20), F(1), F(1), -1).refutation()


def case_c_lengths() -> Outcome:
    """Inner level, m_r - q_+ as meant, L = 3/2: gamma < D/3 does not give gamma L <= D/3."""
    gamma = F(13, 40)
    return _Outward((-2, 0, 2), F(99, 200), gamma, F(-6, 5), F(3, 2)).refutation(
        Check("gamma < (q_j + q_{j+1} - 2q_+)/3 = 1/3", gamma, "<", F(1, 3))
    )


def case_c() -> Outcome:
    """gamma M < m_l - q_+ < 0: no gamma > 0."""
    base = [GAMMA > 0, SPEED > 0, LEVEL <= Q_PLUS, LEFT < LEVEL, LEVEL < RIGHT]
    return vacuous(
        given=[*base, GAMMA * SPEED < LEFT - Q_PLUS],
        control=Twin("m_r - q_+ in its place", given=[*base, GAMMA * SPEED < RIGHT - Q_PLUS]),
    )


def first_index() -> Outcome:
    """From a feasible start the printed k_1 is less than k_0."""
    coordinate = Coordinate((-1, 1), "3/4", "1/2", 1)
    gamma = F(1, 4)
    count = ceil((0 - gamma) / (min(coordinate.alpha * gamma, F(1)) * gamma))
    setting = coordinate.setting(loss="w", L=1, stepsize=gamma, w="-1 at k_0", distance=0)
    return replay(
        Instance(
            setting,
            [Check("psi(-1) > 0: d(w, C) = 0", coordinate.psi(-1), ">", 0),
             Check("gamma max{L, M_c} < D/2", gamma, "<", F(1, 2))],
            Check("k_1 - k_0 = ceil(-gamma L/(tau gamma)) >= 0", count, ">=", 0),
            header=("tau", "(d - gamma L)/(tau gamma)"),
            rows=[(F(1, 8), -gamma / (gamma / 8))],
        ),
        control=Instance(setting, [], Check("with max(0, .)", max(count, 0), ">=", 0)),
    )  # fmt: skip


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"corollary-1/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="corollary-1",
    title="Bounding intervals and selection of the stepsize",
    source="Report, Corollary 1",
    statement=(
        "For any start there are gamma small enough and k_1 >= k_0 such that from k_1 on the "
        "distance is at most delta = gamma L_l sqrt(d) and every force at most 2 alpha delta."
    ),
    formula=(
        r"d(w^{(k)}, C_\varepsilon) \le \gamma L_\ell\sqrt{d} =: \delta,\quad "
        r"|u_i^{(k)}| \le 2\alpha\delta \quad\text{for } k \ge k_1"
    ),
    assumptions=(
        "A3, as displayed",
        "epsilon in (0, 1], not limited by the gaps",
        "any start",
        "the force at a midpoint with psi = 0 is M_c, by the report's convention",
    ),
    expected="refuted",
    check=return_to_the_midpoint,
    steps=(
        _step("every-stepsize", "At epsilon = gap^2/4 the run 0, gamma/2, 0, ... that breaks the "
              "claim exists for every gamma > 0.", "proved", up_and_down),
        _step("standard", "For epsilon < min gap^2/4 and |grad l| <= L_l there are such gamma and "
              "k_1.", "proved", stepsize_limit.corollary),
        _step("tau", "tau has the value min(alpha gamma L_l, M_c).", "proved", settling.tau,
              r"\tau = \min(\alpha\gamma L_\ell, M_c)"),
        _step("set", "M = {L_l, M_c} multiplies gamma.", "ill-posed", set_times_stepsize,
              r"\gamma M < \dots"),
        _step("letters", "q_- and q_+ stand for a_i and b_i.", "ill-posed", undefined_ends),
        _step("case-a", "First level: any gamma < eta_i gives the claim. Lemma 2's third of the "
              "middle is missing.", "refuted", case_a,
              r"\eta_i = \sup\{\gamma : \gamma M < \min\{q_+ - q_-, m - q_+\}\}"),
        _step("case-b", "Last level: the same.", "refuted", case_b,
              r"\eta_i = \sup\{\gamma : \gamma M < \min\{q_+ - q_-, q_- - m\}\}"),
        _step("case-c", "Inner level: some 0 < gamma < eta_i is left.", "vacuous", case_c,
              r"\gamma M < m_l - q_+"),
        _step("case-c-lengths", "Inner level, m_r - q_+ as meant: a length is compared with a "
              "stepsize.", "refuted", case_c_lengths, r"\gamma < (q^{(j)} + q^{(j+1)} - 2q_+)/3"),
        _step("first-index", "The printed k_1 is at least k_0.", "refuted", first_index,
              r"k_1 = k_0 + \lceil(d - \gamma L_\ell)/(\tau\gamma)\rceil \ge k_0"),
        _step("choice", "Any gamma with 0 < gamma < min eta_i satisfies the claim.", "refuted",
              case_a, r"0 < \gamma < \min_i\eta_i"),
    ),
    repair=stepsize_limit.REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)
