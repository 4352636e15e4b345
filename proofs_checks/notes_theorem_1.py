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
    Nothing as printed: psi has a corner at every level. Asking differentiability of the loss only,
    with both signs of the notes put right, strictly below the limit and square-summable steps, it
    holds; without square-summability it is not decided here.
Source
    Early notes, Theorem 1 and the two properties after it.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache
from typing import Any

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.evidence import Verdict
from askewtheory.kernel import QUADRATIC, QUARTIC, slope_in_cell
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay, vacuous
from proofs_checks import drift, lemma_1, notes_formula
from proofs_checks.common import Coordinate, equal, reals

A, B = reals("a b")
WIDE = Coordinate((-1, 1), "3/4", 1, 4)
"""Feasible intervals [-7/4, -1/2] and [1/2, 7/4]."""


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


def steps_to_zero() -> Outcome:
    """What was tried without square-summable steps."""
    return Outcome(
        Verdict.UNDECIDED,
        "with gamma_k -> 0 alone the averages of |v_k|^2 tend to zero (drift inequality), but the "
        "errors gamma_k^2 need not sum; tried: a descent argument for runs that settle outside an "
        "end (works), and counterexamples in one dimension (none exists: critical values have "
        "measure zero); from three dimensions on, losses with a Lipschitz gradient can have an "
        "interval of critical values, and neither a proof nor an exact orbit was found",
    )


@cache
def multiplier_kept() -> Outcome:
    """w_k in C with multiplier > 0: psi = 0 and psi' v = 0, so v = 0 and the constraint stays."""
    psi, slope, v, alpha, gamma, w = reals("psi slope v alpha gamma w")
    given = [psi >= 0, psi <= 0, sympy.Ne(slope, 0), equal(slope * v, -alpha * psi)]
    found = prove(
        equal(w + gamma * v, w),
        given=given,
        control=Twin("psi < 0", given=[psi <= 0, *given[2:]]),
    )
    return by_hand(
        found,
        "complementarity: a positive multiplier has its constraint with equality; D_x at k + 1 "
        "then holds the same index, since w_i did not move",
    )


def multiplier_lost() -> Outcome:
    """epsilon = 3/4, gradient 0, from 1/4 with gamma = alpha = 1: w = 5/8 has psi = 9/64 > 0."""
    w, slope, psi = F(1, 4), WIDE.slope("1/4"), WIDE.psi("1/4")
    weight = -WIDE.alpha * psi / slope**2
    after = w + WIDE.velocity(w, 0)
    outer = F(2) + WIDE.velocity(2, 0)
    return replay(
        Instance(
            WIDE.setting(w=w, gradient=0, stepsize=1),
            [
                Check("gamma alpha <= 1", WIDE.alpha, "<=", 1),
                Check("psi(w_k) < 0", psi, "<", 0),
                Check("lambda_k = -alpha psi/psi'^2 > 0", weight, ">", 0),
            ],
            Check("lambda_k in D at k + 1, so psi(w_{k+1}) <= 0", WIDE.psi(after), "<=", 0),
            header=("w", "psi", "psi'", "lambda", "w + v", "psi(w + v)"),
            rows=[(w, psi, slope, weight, after, WIDE.psi(after))],
        ),
        control=Instance(
            WIDE.setting(w=2),
            [],
            Check("on an outer side, from 2: psi(w + v)", WIDE.psi(outer), "<=", 0),
        ),
    )


def merit_decreases() -> Outcome:
    """Loss w^2/4, alpha = L = 1, no active constraint, gamma = 1: w = 1 goes to 1/2."""
    alpha = F(1)

    def merit(w: F, weight: F = alpha) -> F:
        return w**2 / 4 - (w / 2) ** 2 / (2 * weight)

    before, after = F(1), F(1) + WIDE.velocity(1, F(1, 2))
    low = F(1, 4)
    return replay(
        Instance(
            WIDE.setting(loss="w^2/4", w=before, stepsize=1, L=1),
            [
                Check("gradient w/2 is 1-Lipschitz: 1/2 <= L", F(1, 2), "<=", 1),
                Check("alpha <= L", alpha, "<=", 1),
                Check("psi(1) > 0: lambda_k = 0", WIDE.psi(before), ">", 0),
                Check("w_{k+1}", after, "==", F(1, 2)),
            ],
            Check("L - |grad L|^2/(2 alpha) does not fall", merit(after), ">=", merit(before)),
            header=("w", "loss", "gradient", "loss - gradient^2/(2 alpha)"),
            rows=[(w, w**2 / 4, w / 2, merit(w)) for w in (before, after)],
        ),
        control=Instance(
            WIDE.setting(),
            [],
            Check(
                "with alpha = 1/4, below the convexity 1/2",
                merit(after, low),
                ">=",
                merit(before, low),
            ),
        ),
    )


def dual_decreases() -> Outcome:
    """Gradient 1 - w on [1/2, 3/2] (a triangular wave): from 9/8 the value -|grad|^2/2 falls."""

    def wave(w: F) -> F:
        return 1 - w

    before = F(9, 8)
    after = before + WIDE.velocity(before, wave(before))
    values = [-(wave(w) ** 2) / 2 for w in (before, after)]
    convex = [-((w - 1) ** 2) / 2 for w in (before, before - F(1, 2) * (before - 1))]
    return replay(
        Instance(
            WIDE.setting(
                loss="bounded, with gradient 1 - w on [1/2, 3/2], w - 2 on [3/2, 5/2], period 2",
                w=before,
                stepsize=1,
                L=1,
            ),
            [
                Check("alpha <= L", WIDE.alpha, "<=", 1),
                Check("psi(9/8) > 0: lambda = 0", WIDE.psi(before), ">", 0),
                Check("psi after > 0: lambda = 0", WIDE.psi(after), ">", 0),
                Check("the wave is continuous at 3/2", wave(F(3, 2)), "==", F(3, 2) - 2),
            ],
            Check("d(x_{k+1}) >= d(x_k), d = -|grad|^2/2 by (2)", values[1], ">=", values[0]),
            header=("w", "gradient", "d"),
            rows=[(before, wave(before), values[0]), (after, wave(after), values[1])],
        ),
        control=Instance(
            {"loss": "(w - 1)^2/2", "stepsize": "1/2"},
            [],
            Check("for a convex loss", convex[1], ">=", convex[0]),
        ),
    )


def repaired() -> Outcome:
    """Approach to the set and the drift inequality without noise; limits by hand."""
    joined = conjunction(
        lemma_1.inward(), drift.drift(), reason="inward steps, and the drift without noise"
    )
    return by_hand(
        joined,
        "limits: an L-smooth loss has a gradient of linear growth, so with gamma_k -> 0 every "
        "coordinate is bounded (it moves inward outside C) and ends in the neighbourhood N; there "
        "Psi falls by 2 M^2 gamma S^2 up to summable errors, hence Psi converges, S -> 0 and "
        "d(w_k, C) -> 0, and w_k differs from a stationary point by S + d in the limit",
    )


REPAIRED = Claim(
    id="notes/theorem-1/repaired",
    title="Deterministic convergence with square-summable steps",
    source="In place of the notes' Theorem 1",
    statement=(
        "Let the loss have an L-Lipschitz gradient, 0 < epsilon < min gap^2/4, any alpha > 0, "
        "sum gamma_k = infinity, sum gamma_k^2 < infinity, steps x + gamma v with the report's "
        "formula (its convention at infeasible midpoints included). Then loss(w_k) converges and "
        "d(w_k, Z) -> 0 for Z = {w in C : 0 in grad + N}."
    ),
    formula=r"\lim_{k\to\infty} d(w_k, \mathcal{Z}_\varepsilon) = 0",
    assumptions=("the loss alone is differentiable", "epsilon strictly below the limit"),
    expected="proved",
    check=repaired,
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
        "loss and g = psi continuously differentiable, gradients L-Lipschitz",
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
            "strict-formula",
            "Reading: Z with the right sign, the velocity by the notes' strict formula.",
            "refuted",
            strict_formula,
        ),
        _step("first-step", "Every start has a first step.", "refuted", no_first_step),
        _step(
            "steps-to-zero",
            "Reading: all signs right, epsilon strictly below the limit, gamma_k -> 0 only.",
            "undecided",
            steps_to_zero,
        ),
        _step(
            "multiplier",
            "For w_k in C, lambda_k is feasible for the dual at k + 1.",
            "proved",
            multiplier_kept,
        ),
        _step(
            "multiplier-near",
            "The same for w_k near C, in the cell of its interval, and gamma alpha <= 1.",
            "refuted",
            multiplier_lost,
        ),
        _step(
            "merit",
            "For fixed lambda_k, L - |grad L|^2/(2 alpha) increases from x_k to x_{k+1}.",
            "refuted",
            merit_decreases,
            r"\mathcal{L}(x, \lambda_k) - \|\nabla_x\mathcal{L}(x, \lambda_k)\|^2/2\alpha",
        ),
        _step(
            "dual-increases",
            "The dual value of (1), by (2) with the gradient, increases along the run.",
            "refuted",
            dual_decreases,
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)
