r"""Theorem 3: a finite-time bound with a small constant stepsize.

Setting
    Full gradients, constant stepsize gamma, T + 1 steps from k_1 on.
Assumptions
    A3; gamma < 1/L_l and k_1 as in Corollary 1.
Claim
    min |v^(k)|^2 is at most the printed sum; the rate is O(1/T) and the limit O(gamma).
Valid for
    Smooth losses with gamma <= 1/M_s and gamma <= 2, |grad l| <= L_l, and Corollary 1'. A3 alone
    gives no descent: a feasible coordinate can oscillate with |v| = 1 for ever.
Source
    Report, Theorem 3 and its proof.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, Twin, conjunction, prove, replay
from proofs_legacy import stepsize_limit, theorem_2_repaired
from proofs_legacy import theorem_2_lines as before
from proofs_legacy import theorem_3_lines as lines
from proofs_legacy.common import equal, reals
from proofs_legacy.orbits import Oscillation
from proofs_legacy.theorem_2_repaired import BASIC, GAMMA, ROOT, SMOOTH, G, N, X, Y

(ALPHA,) = reals("alpha")
REPAIRED_FLOOR = 4 * ALPHA * ROOT * GAMMA * G**2 + 4 * ALPHA**2 * ROOT**2 * GAMMA**2 * G**2
"""The repaired terms without the first; ``askewtheory.bounds`` is tested against them."""


def floor(alpha: F, gamma: F, bound: F) -> F:
    """Return the printed terms without the first, d = 1."""
    return (
        4 * alpha * gamma * bound**2
        + 4 * alpha**2 * gamma**3 * bound**3
        + 8 * alpha**2 * gamma * bound**2
    )


def oscillation_conditions(run: Oscillation) -> list[Check]:
    """Return Corollary 1's conditions on gamma, as printed for a first level and as repaired."""
    return [
        Check("Corollary 1 (a): gamma max{L, M_c} < q_+ - q_-", run.gamma, "<", F(5, 4)),
        Check("Corollary 1 (a): gamma max{L, M_c} < m - q_+", run.gamma, "<", F(1, 2)),
        Check("Lemma 2: gamma L <= D/3", run.gamma, "<=", F(1, 3)),
        Check("k_1 = 0: d(w_k, C) = 0 <= gamma L", 0, "<=", run.gamma),
    ]


def no_smoothness() -> Outcome:
    """|v_k| = 1 and the loss constant, against 161/1024."""
    run = Oscillation()
    rows = run.rows()
    right = floor(run.alpha, run.gamma, F(1))
    bold = Oscillation(alpha=F(1))
    return replay(
        Instance(
            run.setting(k_1=0, T=1),
            [*run.hypotheses(), *oscillation_conditions(run)],
            Check("min |v_k|^2 <= 0 + 1/8 + 1/1024 + 1/32", F(1), "<=", right),
            header=run.HEADER,
            rows=rows,
            plot={"orbit": [row[4] ** 2 for row in rows], "bound": right, "label": "|v|^2"},
        ),
        control=Instance(
            bold.setting(), bold.hypotheses(),
            Check("with alpha = 1", F(1), "<=", floor(F(1), bold.gamma, F(1))),
        ),
    )  # fmt: skip


def smooth_reading() -> Outcome:
    """Smoothness 0, |grad l| <= L and gamma = 4 > 2: the added squares are too small."""
    coordinate, gamma, bound, u, gain, hypotheses, setting, table = lines.pushed()
    alpha = coordinate.alpha
    repaired = 2 * gain / gamma + 4 * alpha * gamma * bound**2 + 4 * (alpha * gamma * bound) ** 2
    return replay(
        Instance(
            setting, hypotheses,
            Check("v_1^2 <= 2 (l(w_1) - l(w_2))/gamma + ...", u * u, "<=",
                  2 * gain / gamma + floor(alpha, gamma, bound)),
            **table,
        ),
        control=Instance(setting, [], Check("the repaired bound", u * u, "<=", repaired)),
    )  # fmt: skip


def small_smooth_reading() -> Outcome:
    """With gamma <= 1/M_s, gamma <= 2, |grad l| <= L_l, Corollary 1': the printed bound holds."""
    dimension = ROOT**2
    printed = (
        4 * ALPHA * dimension * GAMMA * G**2
        + 4 * ALPHA**2 * dimension * GAMMA**3 * G**3
        + 8 * ALPHA**2 * dimension * GAMMA * G**2
    )
    weaker = prove(
        REPAIRED_FLOOR <= printed,
        given=[*BASIC, ALPHA > 0, GAMMA <= 2],
        control=Twin("gamma <= 4", given=[*BASIC, ALPHA > 0, GAMMA <= 4]),
    )
    return conjunction(theorem(), weaker, reason="the repaired bound is at most the printed one")


def rate() -> Outcome:
    """The excess over the printed floor does not decay in the oscillation."""
    run = Oscillation()
    constant = sympy.Symbol("C", positive=True, integer=True)
    excess = sympy.Rational(str(1 - floor(run.alpha, run.gamma, F(1))))
    return replay(
        Instance(
            run.setting(T="2C - 1", C="any whole number"),
            [*run.hypotheses(), *oscillation_conditions(run)],
            Check("min |v|^2 - floor <= C/(T + 1)", excess, "<=", constant / (2 * constant)),
            header=run.HEADER, rows=run.rows(),
        ),
        control=Instance({}, [], Check("at T + 1 = C", excess, "<=", constant / constant)),
    )  # fmt: skip


def theorem() -> Outcome:
    """Theorem 2' with 2 alpha gamma G in place of M_c, from k_1 on."""
    return conjunction(
        stepsize_limit.corollary(),
        theorem_2_repaired.theorem(),
        reason="Corollary 1' bounds every force by 2 alpha gamma G; Theorem 2' uses only that",
    )


def attained() -> Outcome:
    """Equality: T = 0, every coordinate at distance gamma G = D/3, pushed uphill, linear loss."""
    force = 2 * ALPHA * GAMMA * G
    rise = GAMMA * force * G * ROOT
    bound = -2 * rise / GAMMA + REPAIRED_FLOOR
    return prove(
        equal(force**2 * ROOT**2, bound),
        given=[*BASIC, ALPHA > 0],
        control=Twin("4 alpha sqrt(d) gamma G^2 smaller by 1%",
                     force**2 * ROOT**2 <= bound - ALPHA * ROOT * GAMMA * G**2 / 25),
    )  # fmt: skip


def implies_weaker() -> Outcome:
    """It implies the form with 4 alpha^2 d gamma^2 G^2 (1 + gamma M_s)."""
    squares = 4 * ALPHA**2 * ROOT**2 * GAMMA**2 * G**2
    return prove(
        sympy.Implies(N <= X - Y + squares, N <= X - Y + squares * (1 + GAMMA * SMOOTH)),
        given=[*BASIC, ALPHA > 0],
        control=Twin("1 - gamma M_s", sympy.Implies(
            N <= X - Y + squares, N <= X - Y + squares * (1 - GAMMA * SMOOTH))),
    )  # fmt: skip


def _repaired_step(name: str, statement: str, check) -> Step:
    return Step(f"theorem-3/repaired/{name}", statement, "proved", check)


REPAIRED = Claim(
    id="theorem-3/repaired",
    title="Finite-time bound with two constants, small stepsize",
    source="In place of the report's Theorem 3",
    statement=(
        "If |grad l| <= G and grad l is M_s-Lipschitz, gamma <= min(gamma_max, 1/M_s) and k_1 is "
        "as in Lemma 5', then the bound below holds, for both psi; equality is attained for every "
        "d. It is sharper than the form with a factor 1 + gamma M_s in the last term."
    ),
    formula=(
        r"\min_{k_1 \le k \le k_1+T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(k_1)}) - "
        r"\ell(w^{(k_1+T+1)}))}{\gamma(T+1)} + 4\alpha\sqrt{d}\,\gamma G^2 + "
        r"4\alpha^2 d\gamma^2 G^2"
    ),
    assumptions=(
        "|grad l| <= G, grad l is M_s-Lipschitz",
        "0 < epsilon < min gap^2/4",
        "0 < gamma <= min(gamma_max, 1/M_s)",
    ),
    expected="proved",
    check=theorem,
    steps=(
        _repaired_step("force", "Every force is at most 2 alpha gamma G from k_1 on.",
                       stepsize_limit.corollary),
        _repaired_step("one-step", "One step, forces bounded by any number.",
                       theorem_2_repaired.one_step),
        _repaired_step("sharp", "Equality for linear losses.", attained),
        _repaired_step("weaker", "It implies the form with 1 + gamma M_s.", implies_weaker),
    ),
)  # fmt: skip


def _line(number: str, statement: str, formula: str, expected: str, check) -> Step:
    return Step(f"theorem-3/line-{number}", statement, expected, check, formula)


CLAIM = Claim(
    id="theorem-3",
    title="Finite-time convergence, small constant stepsize",
    source="Report, Theorem 3",
    statement=(
        "Under A3, with gamma < 1/L_l and k_1 as in Corollary 1, the smallest squared velocity of "
        "T + 1 steps from k_1 on is at most the printed sum."
    ),
    formula=(
        r"\min_{k_1 \le k \le k_1+T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(k_1)}) - "
        r"\ell(w^{(k_1+T+1)}))}{\gamma(T+1)} + 4\alpha d\gamma L_\ell^2 + "
        r"4\alpha^2d\gamma^3L_\ell^3 + 8\alpha^2d\gamma L_\ell^2"
    ),
    assumptions=("A3", "gamma < 1/L_l, gamma and k_1 as in Corollary 1"),
    expected="refuted",
    check=no_smoothness,
    steps=(
        Step("theorem-3/smooth", "With smoothness added, gamma <= 1/M_s, and |grad l| <= L_l.",
             "refuted", smooth_reading),
        Step("theorem-3/smooth-small", "With smoothness, gamma <= min(1/M_s, 2) and Corollary 1'.",
             "proved", small_smooth_reading),
        Step("theorem-3/rate", "The printed floor is approached at rate O(1/T).", "refuted", rate,
             r"\mathcal{O}(1/T)"),
        Step("theorem-3/limit", "The limit is O(gamma), the constant free to depend on the loss.",
             "refuted", lines.limit, r"\min_k\|v^{(k)}\|^2 \to \mathcal{O}(\gamma)"),
        _line("1", "The descent inequality of Theorem 2, under A3.",
              r"\ell(w^{(k+1)}) \le \ell(w^{(k)}) - \tfrac{\gamma}{2}\sum_{S^c}g_i^2 + \dots",
              "refuted", lines.line_1),
        _line("2", "Forces bounded by 2 alpha gamma L_l: Corollary 1 has a further sqrt(d).",
              r"\le \dots + \gamma\sum_S(2\alpha\gamma L_\ell)L_\ell + "
              r"\tfrac{\gamma^2L_\ell}{2}\sum_S(2\alpha\gamma L_\ell)^2", "refuted", lines.line_2),
        _line("3", "At most d coordinates.", r"\le \dots + \gamma(2\alpha\gamma L_\ell)L_\ell d + "
              r"\tfrac{\gamma^2L_\ell}{2}(2\alpha\gamma L_\ell)^2d", "proved", lines.line_3),
        _line("4", "Multiplied out.",
              r"\le \dots + 2\alpha d\gamma^2L_\ell^2 + 2\alpha^2d\gamma^4L_\ell^3", "proved",
              lines.line_4),
        _line("5", "Summed over k.", r"\tfrac{\gamma}{2}\sum_k\sum_{S^c}g_i^2 \le \dots", "proved",
              lines.line_5),
        _line("6", "The squares of the forces added: 4 gamma^2 for 2 gamma^3, which is too little "
              "for gamma > 2.", r"\dots + 4(T+1)\alpha^2d\gamma^2L_\ell^2", "refuted",
              lines.line_6),
        _line("6-small", "Line 6 for gamma <= 2.", "", "proved", lines.line_6_small),
        _line("7", "Divided by gamma (T+1)/2.", r"\min_k(\dots) \le \dots", "proved",
              lines.line_7),
        _line("8", "The bracket is the squared velocity, given the split of Theorem 2's line 2 (so "
              "not at its midpoints).", r"\min_k\|v^{(k)}\|^2 \le \dots", "proved",
              before.bracket),
        _line("9", "The limit, given line 8.", r"\to \mathcal{O}(\gamma)", "proved",
              lines.line_9),
    ),
    repair=REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)
