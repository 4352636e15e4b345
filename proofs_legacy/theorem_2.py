r"""Theorem 2: a finite-time bound on the velocity for a general constant stepsize.

Setting
    Full gradients, constant stepsize gamma, T + 1 steps.
Assumptions
    A3 with constant L_l; gamma < 1/L, where L is not defined.
Claim
    min |v^(k)|^2 is at most the printed sum; the rate is O(1/T), the limit O(gamma + M_c d(1+L_l)).
Valid for
    L the smoothness of the loss and L_l a bound on its gradient, two constants. A3 gives no
    smoothness, and as displayed it bounds the gradient by the square root of L_l only.
Source
    Report, Theorem 2 and its proof.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import PRINTED, QUADRATIC, velocity
from askewtheory.provers import Check, Instance, ill_posed, replay
from proofs_legacy import theorem_2_lines as lines
from proofs_legacy.orbits import Oscillation, Push
from proofs_legacy.theorem_2_repaired import REPAIRED, printed_follows


def printed(bound: F, gamma: F, alpha: F, clip: F, average_gain: F) -> F:
    """Return the printed right side, d = 1; the gain is (l(w_0) - l(w_{T+1}))/(T + 1)."""
    return (
        2 * average_gain / gamma
        + 4 * alpha * gamma * bound**2
        + 2 * clip * bound
        + gamma * bound * clip**2
        + clip**2
    )


def every_reading_of_l() -> Outcome:
    """A linear loss of slope 1/4: L_l = 1/16 as displayed, smoothness 0; the force goes uphill."""
    run = Push()
    rows = run.rows()
    gain = (rows[0][2] - rows[2][2]) / 2
    value, clip = F(1), F(1)
    right = printed(F(1, 16), run.gamma, F(1), clip, gain)
    repaired = 2 * gain / run.gamma + 2 * clip * F(1, 4) + clip**2
    return replay(
        Instance(
            run.setting(T=1),
            run.hypotheses(),
            Check("min |v_k|^2 <= -1/2 + 1/64 + 1/8 + 1/16 + 1", value, "<=", right),
            header=run.HEADER,
            rows=rows,
            plot={"orbit": [row[4] ** 2 for row in rows[:2]], "bound": right, "label": "|v|^2"},
        ),
        control=Instance(
            run.setting(T=1), [], Check("the repaired bound, equality", value, "<=", repaired)
        ),
    )


def lipschitz_reading() -> Outcome:
    """L = L_l = 1: a coordinate oscillates in its interval with |v| = 1, and the loss stays."""
    run = Oscillation()
    rows = run.rows()
    right = printed(F(1), run.gamma, run.alpha, run.clip, F(0))
    slow = Oscillation(F(1, 4), F(1, 8), F(1))
    large = printed(F(1), slow.gamma, slow.alpha, slow.clip, F(0))
    return replay(
        Instance(
            run.setting(T=1),
            run.hypotheses(),
            Check("min |v_k|^2 <= 0 + 1/8 + 1/4 + 1/256 + 1/64", F(1), "<=", right),
            header=run.HEADER,
            rows=rows,
            plot={"orbit": [row[4] ** 2 for row in rows], "bound": right, "label": "|v|^2"},
        ),
        control=Instance(
            slow.setting(), slow.hypotheses(), Check("with M_c = 1", F(1), "<=", large)
        ),
    )


def undefined() -> Outcome:
    """gamma < 1/L: the statement defines L_l only."""
    return ill_posed(
        "L in gamma < 1/L is not defined; the proof uses L_l",
        ("theorem-2/reading-lipschitz", "theorem-2/reading-smooth", "theorem-2"),
    )


def limit() -> Outcome:
    """A two-cycle of the clipped force with zero loss: v^2 = M_c^2 = (2C + 8)^2 for ever."""
    constant = sympy.Symbol("C", positive=True)
    clip, w, alpha, epsilon = 2 * constant + 8, constant + 4, sympy.S(4), sympy.Rational(3, 4)
    levels = (sympy.S(-1), sympy.S(1))

    def speed(point):
        return velocity(point, sympy.S(0), levels, epsilon, alpha, clip, QUADRATIC, PRINTED)

    rows = [(k, x, speed(x)) for k, x in enumerate((w, -w, w))]
    floor = constant * (1 + clip * sympy.Rational(3, 2))
    whole = clip**2 + clip
    return replay(
        Instance(
            {"levels": levels, "epsilon": epsilon, "alpha": 4, "clip": clip, "stepsize": 1,
             "loss": "0", "L": "1/2", "start": w, "C": "any constant > 0"},
            [
                Check("A3 with L_l = 1/2: slope 0", 0, "<=", sympy.Rational(1, 2)),
                Check("gamma = 1 < 1/L = 2", 1, "<", 2),
                Check("the clip acts: alpha (w - 7/4) >= M_c", alpha * (w - sympy.Rational(7, 4)),
                      ">=", clip),
                Check("w_1 = w_0 + v_0 = -w_0", w + rows[0][2], "==", -w),
                Check("w_2 = w_1 + v_1 = w_0", -w + rows[1][2], "==", w),
            ],
            Check("lim min |v|^2 <= C (gamma + M_c d (1 + L_l))", clip**2, "<=", floor),
            header=("k", "w", "velocity"),
            rows=rows,
        ),
        control=Instance({}, [], Check("with M_c^2 d in the floor", clip**2, "<=", whole)),
    )  # fmt: skip


def rate() -> Outcome:
    """The excess over the printed floor does not decay at all in the oscillation."""
    run = Oscillation()
    constant = sympy.Symbol("C", positive=True, integer=True)
    floor = printed(F(1), run.gamma, run.alpha, run.clip, F(0))
    excess = sympy.Rational(str(1 - floor))
    horizon = 2 * constant  # T + 1
    return replay(
        Instance(
            run.setting(T="2C - 1", C="any whole number"),
            run.hypotheses(),
            Check("min |v|^2 - floor <= C/(T + 1)", excess, "<=", constant / horizon),
            header=run.HEADER,
            rows=run.rows(),
        ),
        control=Instance({}, [], Check("at T + 1 = C", excess, "<=", constant / constant)),
    )


def _line(number: str, statement: str, formula: str, expected: str, check) -> Step:
    return Step(f"theorem-2/line-{number}", statement, expected, check, formula)


DESCENT = (
    r"\ell(w^{(k+1)}) \le \ell(w^{(k)}) - \tfrac{\gamma}{2}\sum_{i\notin S}g_i^2 + "
    r"\gamma\sum_{i\in S}u_i g_i + \tfrac{\gamma^2 L_\ell}{2}\sum_{i\in S}u_i^2"
)

CLAIM = Claim(
    id="theorem-2",
    title="Finite-time convergence, general constant stepsize",
    source="Report, Theorem 2",
    statement=(
        "Under A3 with a constant stepsize gamma < 1/L, the smallest squared velocity of T + 1 "
        "steps is at most the printed sum. It fails whatever L stands for: a linear loss of slope "
        "1/4 meets A3 as displayed with L_l = 1/16 and has smoothness 0. With L = L_l = 1 it "
        "fails for want of smoothness."
    ),
    formula=(
        r"\min_{k \le T}\|v^{(k)}\|^2 \le \frac{2(\ell(w^{(0)}) - \ell(w^{(T+1)}))}{\gamma(T+1)}"
        r" + 4\alpha d\gamma L_\ell^2 + 2M_cL_\ell d + \gamma L_\ell M_c^2 d + M_c^2 d"
    ),
    assumptions=("A3 with L_l, as displayed: |grad l| <= sqrt(L_l)", "0 < gamma < 1/L"),
    expected="refuted",
    check=every_reading_of_l,
    steps=(
        Step(
            "theorem-2/stepsize",
            "The condition on the stepsize: L is not defined.",
            "ill-posed",
            undefined,
            r"\gamma < 1/L",
        ),
        Step(
            "theorem-2/reading-lipschitz",
            "Reading L = L_l (both readings of A3 agree at 1): no smoothness, no descent.",
            "refuted",
            lipschitz_reading,
            r"L = L_\ell",
        ),
        Step(
            "theorem-2/reading-smooth",
            "Reading L = M_s, the smoothness, as a further hypothesis, and |grad l| <= L_l.",
            "proved",
            printed_follows,
            r"L = M_s",
        ),
        Step(
            "theorem-2/rate",
            "The printed floor is approached at rate O(1/T).",
            "refuted",
            rate,
            r"\mathcal{O}(1/T)",
        ),
        Step(
            "theorem-2/transient",
            "The first term of the bound is O(1/T).",
            "proved",
            lines.transient,
            r"2(\ell(w^{(0)}) - \ell(w^{(T+1)}))/(\gamma(T+1)) = \mathcal{O}(1/T)",
        ),
        _line(
            "1",
            "The descent lemma on 'the L_l-smooth function': A3 gives no smoothness.",
            r"\ell(w^{(k+1)}) \le \ell(w^{(k)}) + \gamma v^\top\nabla\ell + "
            r"\tfrac{\gamma^2L_\ell}{2}\|v\|^2",
            "refuted",
            lines.line_1,
        ),
        _line(
            "2",
            "The split into S and its complement: wrong at a midpoint with psi = 0, which is "
            "outside S by Definition 4 and forced by the convention (read without the convention "
            "at midpoints with psi > 0; elsewhere it is right).",
            r"= \ell + \gamma\sum_S u_ig_i - \gamma\sum_{S^c}g_i^2 + \dots",
            "refuted",
            lines.line_2,
        ),
        _line("2-elsewhere", "The split off those midpoints (the same reading).", "", "proved",
              lines.line_2_elsewhere),
        _line("3", "gamma < 1/L_l absorbs half of the gradient term.", DESCENT, "proved",
              lines.line_3),
        _line(
            "4",
            "'The gradient is bounded by L_l': as displayed, A3 bounds it by the square root.",
            r"\le \dots + \gamma\sum_S M_cL_\ell + \tfrac{\gamma^2L_\ell}{2}\sum_S M_c^2",
            "refuted",
            lines.line_4,
        ),
        _line("4-lipschitz", "The same if L_l bounds the gradient.", "", "proved",
              lines.line_4_lipschitz),
        _line("5", "At most d coordinates.",
              r"\le \dots + \gamma M_cL_\ell d + \tfrac{\gamma^2L_\ell M_c^2d}{2}", "proved",
              lines.line_5),
        _line("6", "Summed over k.", r"\tfrac{\gamma}{2}\sum_k\sum_{S^c}g_i^2 \le \dots", "proved",
              lines.line_6),
        _line(
            "7",
            "The squares of the forces added. The term 2(T+1) alpha d gamma^2 L_l^2 has no cause; "
            "as it is not negative the line still follows.",
            r"\tfrac{\gamma}{2}\sum_k(\dots) \le \dots + 2(T+1)\alpha d\gamma^2L_\ell^2 + \dots",
            "proved",
            lines.line_7,
        ),
        _line("8", "Divided by gamma (T+1)/2.", r"\min_k(\dots) \le \dots", "proved",
              lines.line_8),
        _line("9", "The bracket is the squared velocity, given the split of line 2 (so not at its "
              "midpoints).", r"\min_k\|v^{(k)}\|^2 \le \dots", "proved", lines.bracket),
        _line(
            "10",
            "The limit: the floor has a term M_c^2 d, which is not O(M_c d); nor does it hold.",
            r"\min_k\|v^{(k)}\|^2 \to \mathcal{O}(\gamma + M_cd(1+L_\ell))",
            "refuted",
            limit,
        ),
    ),
    repair=REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)
