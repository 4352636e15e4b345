r"""Notes, Theorem 1: its Assumption 1 cannot hold for the quadratic remoteness.

Setting
    Deterministic ASkewSGD for the constraints g_i = psi_i of the notes' Definition 3.
Assumptions
    Assumption 1: the loss and g are continuously differentiable with L-Lipschitz gradients, the
    loss is bounded below; Assumption 3: gamma_k > 0, sum infinite, gamma_k -> 0;
    0 < epsilon <= min gap^2/4; alpha <= L.
Claim
    loss(w_k) converges and d(w_k, Z) -> 0.
Valid for
    Nothing as printed: psi has a corner at every level. With Definition 1's psi, which has none,
    the printed sign of Z makes it false. Asking differentiability of the loss only,
    with the signs of the notes put right and epsilon strictly below the limit, it holds, see
    ``notes_theorem_1_repaired``.
Source
    Early notes, Theorem 1 and the two properties after it.
"""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, QUARTIC, slope_in_cell
from askewtheory.provers import Check, Instance, Twin, prove, replay, vacuous
from proofs_legacy import notes_formula
from proofs_legacy import notes_theorem_1_lines as lines
from proofs_legacy.common import equal, reals
from proofs_legacy.notes_theorem_1_lines import WIDE
from proofs_legacy.notes_theorem_1_repaired import REPAIRED, repaired, velocity_vanishes

A, B = reals("a b")


def corner() -> Outcome:
    """Both one-sided slopes at the first level a are equal: 1 = -(b - a)."""

    def smooth(kind: int) -> Any:
        left, right = (slope_in_cell(A, index, (A, B), kind) for index in (0, 1))
        return equal(left, right)

    return vacuous(
        given=[A < B, smooth(QUADRATIC)],
        control=Twin("the quartic psi", given=[A < B, smooth(QUARTIC)]),
    )


def alpha_restricts_nothing() -> Outcome:
    """A Lipschitz constant may be enlarged: max(L, alpha) is one too, and alpha <= it."""
    change, distance, constant, alpha = reals("n r L alpha")
    larger = sympy.Max(constant, alpha)
    return prove(
        sympy.And(change <= larger * distance, alpha <= larger),
        given=[change <= constant * distance, distance >= 0],
        control=Twin("with L itself", sympy.And(change <= constant * distance, alpha <= constant)),
    )


def printed_set() -> Outcome:
    """Loss (w + 2)^2/2 from -7/4: the run rests at the minimiser, 5/4 away from the printed Z."""
    w = F(-7, 4)
    gradient = w + 2
    ends = [F(-7, 4), F(-1, 2), F(1, 2), F(7, 4)]
    outward = [-1, 1, -1, 1]  # N at these ends is this ray
    printed = [e for e, ray in zip(ends, outward, strict=True) if (e + 2) * ray >= 0]
    right = [e for e, ray in zip(ends, outward, strict=True) if -(e + 2) * ray >= 0]
    rows = [(e, WIDE.psi(e), e + 2, e in printed, e in right) for e in ends]
    return replay(
        Instance(
            WIDE.setting(loss="(w + 2)^2/2", start=w, stepsizes="1/(k + 1)", L=1),
            [
                Check("alpha <= L", WIDE.alpha, "<=", 1),
                *(Check(f"psi({e}) = 0: an end of C", WIDE.psi(e), "==", 0) for e in ends),
                Check("the gradient vanishes at -2 only: psi(-2) < 0", WIDE.psi(-2), "<", 0),
                Check("the run rests: v at the start", WIDE.velocity(w, gradient), "==", 0),
            ],
            Check("d(w_k, printed Z) -> 0", min(abs(w - e) for e in printed), "<=", 0),
            header=("end", "psi", "gradient", "in printed Z", "in Z"),
            rows=rows,
        ),
        control=Instance(
            WIDE.setting(start=w),
            [],
            Check("with 0 in grad + N: d(w_k, Z)", min(abs(w - e) for e in right), "<=", 0),
        ),
    )


def strict_formula() -> Outcome:
    """The same loss from 7/4: the strict inequality stops the run where the gradient is 15/4."""
    w = F(7, 4)
    gradient, psi, slope = w + 2, WIDE.psi(w), WIDE.slope(w)
    chosen = notes_formula.printed(psi, slope, gradient, WIDE.alpha, WIDE.clip)
    proper = WIDE.velocity(w, gradient)
    return replay(
        Instance(
            WIDE.setting(loss="(w + 2)^2/2", start=w, stepsizes="1/(k + 1)", L=1),
            [
                Check("alpha <= L", WIDE.alpha, "<=", 1),
                Check("psi(7/4) = 0", psi, "==", 0),
                Check("the printed velocity is zero: the run rests", chosen, "==", 0),
            ],
            Check("w is stationary: grad = lambda psi', lambda >= 0", gradient / slope, ">=", 0),
            header=("w", "psi", "psi'", "gradient", "v"),
            rows=[(w, psi, slope, gradient, chosen)],
        ),
        control=Instance(
            WIDE.setting(start=w), [], Check("with >= 0 the run moves: -v", -proper, ">=", 1)
        ),
    )


def no_first_step() -> Outcome:
    """Start 0 with epsilon = 3/4: psi = -1/4, psi' = 0, V is empty."""
    v = sympy.Symbol("v", real=True)
    psi, slope = WIDE.psi(0), WIDE.slope(0)
    return replay(
        Instance(
            WIDE.setting(start=0),
            [
                Check("0 < epsilon <= gap^2/4", WIDE.epsilon, "<=", 1),
                Check("psi(0) < 0", psi, "<", 0),
            ],
            Check(
                "some v is in V: psi' v >= -alpha psi",
                v * sympy.Rational(str(slope)),
                ">=",
                sympy.Rational(str(-psi)),
            ),
        ),
        control=Instance(
            WIDE.setting(start="1/4"),
            [],
            Check("from 1/4, v = 1", WIDE.slope("1/4") * 1, ">=", -WIDE.alpha * WIDE.psi("1/4")),
        ),
    )


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"notes/theorem-1/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="notes/theorem-1",
    title="Convergence of the deterministic algorithm",
    source="Early notes, Theorem 1",
    statement=(
        "Under Assumptions 1 and 3, 0 < epsilon <= min gap^2/4 and alpha <= L, loss(w_k) "
        "converges and d(w_k, Z_epsilon) -> 0 almost surely."
    ),
    formula=r"\lim_{k\to\infty} d(w_k, \mathcal{Z}_\varepsilon) = 0",
    assumptions=(
        "loss and g = psi-hat (Definition 3) continuously differentiable, gradients L-Lipschitz",
        "loss bounded below",
        "gamma_k > 0, sum infinite, gamma_k -> 0",
        "0 < epsilon <= min gap^2/4, alpha <= L",
    ),
    expected="vacuous",
    check=corner,
    steps=(
        _step("alpha", "alpha <= L excludes no alpha.", "proved", alpha_restricts_nothing),
        _step(
            "printed-set",
            "Reading: differentiability of the loss only, Z with its printed sign.",
            "refuted",
            printed_set,
        ),
        _step(
            "definition-1",
            "Reading: psi of Definition 1 (quartic, continuously differentiable with a Lipschitz "
            "gradient), Z with its printed sign.",
            "refuted",
            lines.printed_set_quartic,
        ),
        _step(
            "strict-formula",
            "Reading: Z with the right sign, the velocity by the notes' strict formula.",
            "refuted",
            strict_formula,
        ),
        _step("first-step", "Every start has a first step.", "refuted", no_first_step),
        _step(
            "steps-to-zero",
            "Reading: all signs right, epsilon strictly below the limit, gamma_k -> 0 only.",
            "proved",
            repaired,
        ),
        _step(
            "multiplier",
            "For w_k in C and epsilon strictly below the limit (psi' != 0 where psi = 0), lambda_k "
            "is feasible for the dual at k + 1.",
            "proved",
            lines.multiplier_kept,
        ),
        _step(
            "multiplier-limit",
            "The same for epsilon = gap^2/4 and every optimal lambda_k.",
            "refuted",
            lines.multiplier_at_midpoint,
        ),
        _step(
            "multiplier-near",
            "The same for w_k near C, in the cell of its interval, and gamma alpha <= 1.",
            "refuted",
            lines.multiplier_lost,
        ),
        _step(
            "merit",
            "For fixed lambda_k, L - |grad L|^2/(2 alpha) increases from x_k to x_{k+1}.",
            "refuted",
            lines.merit_decreases,
            r"\mathcal{L}(x, \lambda_k) - \|\nabla_x\mathcal{L}(x, \lambda_k)\|^2/2\alpha",
        ),
        _step(
            "dual-increases",
            "The dual value of (1), by (2) with the gradient, increases along the run.",
            "refuted",
            lines.dual_decreases,
        ),
        _step(
            "dual-bound",
            "That dual value is bounded above by f* = min over C of f.",
            "refuted",
            lines.dual_above,
            r"d(x_k) \le f^*",
        ),
        _step(
            "velocity",
            "Reading: all signs right, epsilon strictly below the limit, gamma_k -> 0. Then v_k "
            "tends to zero (by other means than the dual).",
            "proved",
            velocity_vanishes,
            r"v_k \to 0",
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)
