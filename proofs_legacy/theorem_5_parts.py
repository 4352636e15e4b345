"""Theorem 5, second and third part of the proof: types 3 and 4, and the last display.

The prose of these parts is checked like a displayed line, since the conclusion rests on it. [c_-,
c_+] is read as the feasible interval to which the tail of the coordinate belongs.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome, Step
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    conjunction,
    prove,
    replay,
)
from proofs_legacy import near
from proofs_legacy import theorem_5_display as display
from proofs_legacy.common import equal, every, reals
from proofs_legacy.definition_5 import by_branch
from proofs_legacy.midpoint_orbit import CELL as TOUCHING
from proofs_legacy.midpoint_orbit import never_stationary
from proofs_legacy.theorem_5_display import CELL

W, NEXT, LOW, HIGH, D, ALPHA, DELTA, U = reals("w w_next c_minus c_plus d alpha delta u")
LAMBDA, G, SLOPE = reals("lambda g slope")


def type_3() -> Outcome:
    """u_i <= 2 alpha delta is part of statement (i)."""
    return prove(
        2 * ALPHA * DELTA >= U,
        given=[sympy.Abs(U) <= 2 * ALPHA * DELTA, ALPHA > 0, DELTA >= 0],
        control=Twin("alpha delta", ALPHA * DELTA >= U),
    )


def trichotomy() -> Outcome:
    """To change sides without a visit, a step must be longer than the interval."""
    jump = prove(
        NEXT - W > HIGH - LOW,
        given=[LOW < HIGH, W < LOW, NEXT > HIGH],
        control=Twin("twice as long", NEXT - W > 2 * (HIGH - LOW)),
    )
    return by_hand(
        jump,
        "steps tend to zero: gamma_k|v| <= gamma_k max(|ghat|, M_c), and by Markov's inequality "
        "P(gamma_k|ghat| > c) <= gamma_k^2 E|ghat|^2/c^2 is summable (A3, A5, A7), so almost "
        "surely only finitely many steps are longer than the interval",
    )


def subsequence() -> Outcome:
    """Outside (c_-, c_+) one end is as far away as the interval."""
    distance = sympy.Max(0, LOW - W, W - HIGH)
    scalar = prove(
        sympy.Or(equal(sympy.Abs(W - LOW), distance), equal(sympy.Abs(W - HIGH), distance)),
        given=[LOW < HIGH, sympy.Or(W <= LOW, W >= HIGH)],
        control=Twin("inside as well", given=[LOW < HIGH]),
    )
    return by_hand(
        scalar,
        "limits: if the coordinate is outside (c_-, c_+) infinitely often and its distance tends "
        "to zero, one end is a limit point; if it converges, that end is the limit",
    )


def violation() -> Outcome:
    """With psi' != 0: g = lambda psi' for some lambda >= 0 unless -g psi' > 0."""
    ends = sympy.Ne(SLOPE, 0)
    solvable = prove(
        every(sympy.Eq(G, (G / SLOPE) * SLOPE), G / SLOPE >= 0),
        given=[ends, -G * SLOPE <= 0],
        control=Twin("for all g", given=[ends]),
    )
    impossible = prove(
        -G * SLOPE <= 0,
        given=[ends, LAMBDA >= 0, sympy.Eq(G, LAMBDA * SLOPE)],
        control=Twin("lambda of either sign", given=[ends, sympy.Eq(G, LAMBDA * SLOPE)]),
    )
    return conjunction(solvable, impossible, reason="the condition of Karush, Kuhn and Tucker")


def violation_at_midpoint() -> Outcome:
    """epsilon = gap^2/4: at the common end 0 psi' = 0, so -g psi' = 0 for the gradient 1."""
    slope = TOUCHING.slope(0)
    hypotheses = [
        Check("epsilon <= gap^2/4 = 1", TOUCHING.epsilon, "<=", 1),
        Check("psi(0) = 0: an end of [-2, 0] and of [0, 2]", TOUCHING.psi(0), "==", 0),
        Check("0 is not stationary: g = 1, lambda psi' = 0 for every lambda", F(1), "!=", slope),
    ]
    other = CELL.slope(F(1, 2))
    return replay(
        Instance(
            TOUCHING.setting(loss="w", w=0),
            hypotheses,
            Check("-g psi' > 0 at a point that is not stationary", -1 * slope, ">", 0),
        ),
        control=Instance(
            CELL.setting(loss="-w", w="1/2"),
            [Check("g psi' < 0: not stationary", -1 * other, "<", 0)],
            Check("-g psi' > 0 below the limit", other, ">", 0),
        ),
    )


def update_taken() -> Outcome:
    """At c_- = 1/2 with g = -1 and noise 2: for ghat = 1 the update is u = 0, not -g = 1."""
    w, gradient, estimate = F(1, 2), F(-1), F(1)
    taken = CELL.velocity(w, estimate)
    hypotheses = [
        Check("psi(c_-) = 0", CELL.psi(w), "==", 0),
        Check("the condition is violated: -g psi' > 0", -gradient * CELL.slope(w), ">", 0),
        Check("A6: (1 - 3)/2 = g", (estimate + F(-3)) / 2, "==", gradient),
        Check("A7 with sigma^2 = 4", (estimate - gradient) ** 2, "<=", 4),
    ]
    rows = [("1/2", one, CELL.velocity(w, one)) for one in (estimate, F(-3))]
    return replay(
        Instance(
            CELL.setting(loss="-w", w=w, ghat="1 or -3"),
            hypotheses,
            Check("the update taken is -g", taken, "==", -gradient),
            header=("probability", "ghat", "v-hat"),
            rows=rows,
        ),
        control=Instance(
            CELL.setting(loss="-w", w=w),
            hypotheses[:2],
            Check("without noise it is -g", CELL.velocity(w, gradient), "==", -gradient),
        ),
    )


def no_convergence() -> Outcome:
    """s v >= -s ghat beside an end, so the coordinate is pushed away for ever."""
    force = near.both_signs(
        lambda v, s: s * v >= -s * near.GRADIENT,
        [*near.INFEASIBLE, near.FORCE <= near.CLIP],
        "s v > -s ghat",
        lambda v, s: s * v > -s * near.GRADIENT,
    )
    return by_hand(
        force,
        "the sum: near c_- every increment towards the inside is at least -gamma s ghat (equality "
        "where psi > 0); its mean tends to gamma|g(w^oo)| > 0 with sum infinity, and the noise "
        "sums to a finite limit (A5, A6, A7), so w_i does not converge to c_-",
    )


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"theorem-5/{name}", statement, expected, check, formula)


PARTS = (
    _step("type-3", "Type 3: the update is at most 2 alpha delta.", "proved", type_3,
          r"v_i = u_i \le 2\alpha\delta"),
    _step("type-4-infeasible", "Type 4 needs psi <= 0 (u is the direction of the other branch).",
          "proved", by_branch, r"\psi_i \le 0"),
    _step("three-cases", "Eventually the coordinate stays left, stays right, or visits the "
          "interval infinitely often.", "proved", trichotomy),
    _step("subsequence", "If it is not eventually inside, an end is a limit point, and the limit "
          "if there is one (whether there is one is left open).", "proved", subsequence),
    _step("otherwise-empty", "If it is eventually inside, psi > 0 and type 4 does not occur.",
          "proved", by_branch, r"\hat S_4 = \emptyset"),
    _step("violation", "Below the limit, c_- is not stationary exactly if -g psi' > 0.", "proved",
          violation, r"-g_i\psi'_i(c_-) > 0"),
    _step("violation-limit-case", "The same at epsilon = gap^2/4.", "refuted",
          violation_at_midpoint, r"-g_i\psi'_i(c_-) > 0"),
    _step("update-taken", "At such a point the algorithm takes an update -g != 0.", "refuted",
          update_taken, r"\hat v_i = -g_i \ne 0"),
    _step("no-convergence", "The coordinate does not converge to such a point (not for the "
          "printed reason).", "proved", no_convergence),
    _step("smoothness", "Lipschitz continuity of the loss used as smoothness.", "refuted",
          display.smoothness_line, r"\|\nabla\ell(w) - \nabla\ell(\bar w)\| \le L\delta"),
    _step("display.triangle", "From there to the squared norm.", "proved", display.triangle,
          r"\|\nabla\ell(w)\|^2 \le \|\nabla\ell(\bar w)\|^2 + 2L\delta\|\nabla\ell(\bar w)\| + "
          r"L^2\delta^2"),
    _step("display-1", "The squared norm as a sum.", "proved", display.first_equality),
    _step("display-2", "The sum split by types, which may overlap.", "refuted",
          display.split_by_types,
          r"\mathbb E\|g\|^2 = \mathbb E\sum_{\hat S_1\cup\hat S_2} + \mathbb E\sum_{\hat S_3} + "
          r"\mathbb E\sum_{\hat S_4}"),
    _step("display-3-type-3", "On type 3 the squared gradient is at most (2 alpha delta)^2: that "
          "is a bound on the update, not on the gradient.", "refuted", display.type_3_gradient,
          r"\mathbb E\sum_{\hat S_3} g_i^2 \le (2\alpha\delta)^2"),
    _step("display-3-type-4", "On type 4, given the line above for the whole gradients: the "
          "squared gradient at w by the gradient at its projection.", "proved",
          display.type_4_gradient,
          r"\mathbb E\sum_{\hat S_4} g_i^2 \le L^2\delta^2 + 2L\delta\,\mathbb E\sum_{\hat S_4} "
          r"|\bar g_i| + \mathbb E\sum_{\hat S_4} \bar g_i^2"),
    _step("display-3-letter", "2 a delta becomes 2 alpha delta.", "refuted", display.wrong_letter,
          r"2a\delta \le 2\alpha\delta"),
    _step("display-4", "delta -> 0 as K -> infinity.", "refuted", display.delta_stays,
          r"K \to \infty \Rightarrow \delta \to 0"),
    _step("arbitrarily-close", "Hence the iterates come arbitrarily close to a stationary point: "
          "at epsilon = gap^2/4 they need not.", "refuted", never_stationary),
)  # fmt: skip
"""The steps, in the order of the text."""
