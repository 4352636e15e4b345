r"""Notes, Algorithm 3: dual gradient ascent and its signs.

Setting
    Section 4: minimise l(x) subject to g(x) <= 0. x_k in argmin l + lambda . g; lambda <-
    max(lambda + gamma_k g(x_k), 0). Section 2 has the same problem with g(x) >= 0.
Assumptions
    lambda_0 >= 0, and the minimiser exists.
Claim
    The printed update is a projected ascent step on the dual function of the section's problem.
Valid for
    g <= 0. For the g >= 0 of (P) both signs must be turned (g concave). Convexity alone gives no
    minimiser, and not every stepsize converges.
Source
    Early notes, section 4, Algorithm 3, Assumption 5 and the remark after it.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import numpy as np
import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.dual_ascent import dual_ascent
from askewtheory.muehlebach_jordan import Constraint
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    conjunction,
    prove,
    replay,
    supported,
)
from proofs_legacy.common import equal, reals

WEIGHT, OTHER, G, LOSS, DUAL, HIGHER = reals("lambda mu g l q p")


@cache
def supergradient() -> Outcome:
    """q(mu) <= l(x) + mu g(x) = q(lambda) + (mu - lambda) g(x), for x minimising at lambda."""
    given = [equal(DUAL, LOSS + WEIGHT * G), HIGHER <= LOSS + OTHER * G]
    statement = HIGHER <= DUAL + (OTHER - WEIGHT) * G
    return prove(statement, given=given, control=Twin("mu arbitrary", given=given[:1]))


@cache
def weak() -> Outcome:
    """q(lambda) <= l(x) for feasible x."""
    given = [DUAL <= LOSS + WEIGHT * G, WEIGHT >= 0]
    return prove(DUAL <= LOSS, given=[*given, G <= 0], control=Twin("x infeasible", given=given))


def ascent() -> Outcome:
    """g(x_k) is a supergradient of the dual at lambda, and max(., 0) projects on lambda >= 0."""
    y, z = reals("y z")
    positive = sympy.Max(y, 0)
    projected = prove(
        (positive - y) * (z - positive) >= 0,
        given=[z >= 0],
        control=Twin("for every z", given=[]),
    )
    joined = conjunction(supergradient(), weak(), projected, reason="a projected ascent step")
    return by_hand(joined, "several constraints: the same lines with sums over the constraints")


def _run(sign: int, stepsize: F, count: int) -> list[tuple[int, F, F, F]]:
    """Loss (x - 2)^2/2 with g = 1 - x: rows (k, lambda, x, g); sign -1 turns both signs."""
    rows, weight = [], F(0)
    for k in range(count):
        x = 2 + sign * weight  # argmin of (x - 2)^2/2 + sign lambda (1 - x)
        rows.append((k, weight, x, 1 - x))
        weight = max(weight + stepsize * sign * (1 - x), F(0))
    return rows


def sign_for_p() -> Outcome:
    """(x - 2)^2/2 with g = 1 - x >= 0: the printed update rests at lambda = 0, x = 2."""
    rows, turned = _run(1, F(1, 2), 4), _run(-1, F(1, 2), 12)
    return replay(
        Instance(
            {"loss": "(x - 2)^2/2", "g": "1 - x, feasible where g >= 0", "stepsize": "1/2"},
            [
                Check("lambda_0 >= 0", rows[0][1], ">=", 0),
                Check("the run rests: lambda_1 = lambda_0", rows[1][1], "==", rows[0][1]),
                Check("and x_2 = x_1", rows[1][2], "==", rows[0][2]),
            ],
            Check("x is feasible in the limit: g(x) >= 0", rows[3][3], ">=", 0),
            header=("k", "lambda", "x", "g"),
            rows=rows,
        ),
        control=Instance(
            {},
            [],
            Check("with both signs turned, after 12 steps", turned[-1][3], ">=", F(-1, 1000)),
        ),
    )


def no_minimiser() -> Outcome:
    """l = x, g = -x <= 0, lambda = 0: l falls below every number."""
    number = sympy.Symbol("x", real=True)
    return replay(
        Instance(
            {"loss": "x (convex, smooth)", "g": "-x", "lambda": 0},
            [Check("lambda >= 0", 0, ">=", 0)],
            Check("some x minimises l + 0 g: its value against x - 1", number, "<=", number - 1),
        ),
        control=Instance(
            {"lambda": 1},
            [],
            Check("with lambda = 1: x - x = 0 everywhere", number - number, "<=", 0),
        ),
    )


def any_stepsize() -> Outcome:
    """x^2/2 with 1 - x <= 0: x = lambda; gamma = 2 gives lambda = 0, 2, 0, 2, ..."""

    def run(stepsize: F, count: int) -> list[tuple[int, F, F]]:
        rows, weight = [], F(0)
        for k in range(count):
            rows.append((k, weight, 1 - weight))
            weight = max(weight + stepsize * (1 - weight), F(0))
        return rows

    rows, small = run(F(2), 5), run(F(1), 5)
    return replay(
        Instance(
            {"loss": "x^2/2", "g": "1 - x", "stepsize": 2, "lambda": 0},
            [Check("period 2: lambda_2 = lambda_0", rows[2][1], "==", rows[0][1])],
            Check("lambda converges: lambda_1 = lambda_0", rows[1][1], "==", rows[0][1]),
            header=("k", "lambda = x", "g"),
            rows=rows,
        ),
        control=Instance({}, [], Check("with gamma = 1", small[2][1], "==", small[1][1])),
    )


def remark() -> Outcome:
    """f convex, g convex, lambda >= 0: second differences of f are >= 0, of -lambda g <= 0."""
    second_f, second_g = reals("f_2 g_2")
    return prove(
        sympy.And(second_f >= 0, -WEIGHT * second_g <= 0),
        given=[second_f >= 0, second_g >= 0, WEIGHT >= 0],
        control=Twin(
            "f - lambda g is convex",
            second_f - WEIGHT * second_g >= 0,
        ),
    )


def runs() -> Outcome:
    """Random quadratic programs: the run reaches their KKT points."""
    generator, trials, worst, start = np.random.default_rng(4), 20, 0.0, 0.0
    for _ in range(trials):
        centre = generator.normal(size=3)
        rows = generator.normal(size=(2, 3))
        rows /= np.linalg.norm(rows, axis=1)[:, None]
        level = generator.normal(size=2) * 0.3
        constraints = [
            Constraint(lambda x, a=a, b=b: a @ x - b, lambda x, a=a: a)
            for a, b in zip(rows, level, strict=True)
        ]

        def argmin(weights, rows=rows, centre=centre):
            return centre - rows.T @ weights

        run = dual_ascent(argmin, constraints, np.zeros(2), 0.5, 1500)
        weights, value = run.multipliers[-1], run.values[-1]
        worst = max(worst, value.max(), float(np.abs(weights * value).max()))
        start = max(start, run.values[0].max())
    return supported(
        trials=trials,
        worst_margin=1e-4 - worst,
        seed=4,
        passed=worst <= 1e-4 < start,
        detail="largest violation and complementarity of |x - c|^2/2 with two constraints",
        control=f"violated before the first step by {start:.3g}",
    )


CLAIM = Claim(
    id="notes/algorithm-3",
    title="Dual gradient ascent",
    source="Early notes, Algorithm 3",
    statement=(
        "For the problem of section 4 (g <= 0), x_k in argmin l + lambda . g and lambda <- "
        "max(lambda + gamma g(x_k), 0) is a projected ascent step on the dual function."
    ),
    formula=r"\lambda^{(k)} = \max\{\lambda^{(k-1)} + \gamma_k g(x^{(k)}), 0\}",
    assumptions=("lambda_0 >= 0", "the minimiser exists"),
    expected="proved",
    check=ascent,
    steps=(
        Step(
            "notes/algorithm-3/sign-for-p",
            "The same update serves the notes' problem (P), where feasible means g >= 0.",
            "refuted",
            sign_for_p,
        ),
        Step(
            "notes/algorithm-3/minimiser",
            "For convex, continuously differentiable l (Assumption 5) the minimiser exists.",
            "refuted",
            no_minimiser,
        ),
        Step(
            "notes/algorithm-3/stepsize",
            "It converges for any stepsizes (none are restricted).",
            "refuted",
            any_stepsize,
        ),
        Step(
            "notes/algorithm-3/remark",
            "With g convex and g >= 0 required, f - lambda g is convex plus concave.",
            "proved",
            remark,
        ),
        Step(
            "notes/algorithm-3/runs",
            "Runs on convex quadratic programs reach their solutions.",
            "supported",
            runs,
        ),
    ),
)

CLAIMS = (CLAIM,)
