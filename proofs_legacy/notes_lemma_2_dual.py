r"""Notes, Lemma 2, second part: the printed dual (2).

Setting
    (1) as in the first part. (2): maximise -|lambda . grad g(x) - f(x)|^2/2 - alpha lambda . g(x)
    over lambda >= 0.
Assumptions
    V is not empty; alpha >= 0.
Claim
    (2) is the dual of (1).
Valid for
    (2) with the gradient of f in place of f(x), multipliers of the constraints in I(x) only, and
    the constant +|grad f|^2/2 if values are compared.
Source
    Early notes, Lemma 2, (2).
"""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.muehlebach_jordan import velocity
from askewtheory.provers import Check, Instance, by_hand, conjunction, ill_posed, replay, supported
from proofs_legacy.common import Coordinate
from proofs_legacy.notes_lemma_2 import constant, duality, minimiser

HALF = Coordinate((-1, 1), "1/2")


def value_for_gradient() -> Outcome:
    """Loss w, w = -3/2: f = -3/2, grad f = 1; (2) picks lambda = 0, whose v = -1 is not in V."""
    w, loss, gradient = F(-3, 2), F(-3, 2), F(1)
    slope, psi = HALF.slope(w), HALF.psi(w)
    weight = sympy.Symbol("lambda", positive=True)

    def printed(multiplier):
        return -((multiplier * slope - loss) ** 2) / 2 - HALF.alpha * multiplier * psi

    drop = sympy.expand(sympy.Rational(-9, 8) - printed(weight))
    v = 0 * slope - gradient
    correct = 1 * slope - gradient
    return replay(
        Instance(
            HALF.setting(loss="w", w=w),
            [
                Check("psi(-3/2) = 0: V = {psi' v >= 0}", psi, "==", 0),
                Check("V is not empty: v = 0", 0 * slope, ">=", 0),
                Check("(2) at lambda = 0", printed(0), "==", F(-9, 8)),
                Check("(2) at 0 minus (2) at any lambda > 0", drop, ">", 0),
            ],
            Check("v = lambda psi' - grad f at lambda = 0 is in V", v * slope, ">=", 0),
            header=("lambda", "(2)", "(2) with grad f", "v"),
            rows=[
                (0, printed(0), -(gradient**2) / 2, v),
                (1, printed(1), -((slope - gradient) ** 2) / 2, correct),
            ],
        ),
        control=Instance(
            HALF.setting(loss="w", w=w),
            [],
            Check("with grad f the maximiser is lambda = 1: v", correct * slope, ">=", 0),
        ),
    )


def inactive_multipliers() -> Outcome:
    """w = 5/4, grad f = -1: nothing acts, v = 1; lambda = 3/4 of the inactive one gives 1/4."""
    w, gradient = F(5, 4), F(-1)
    slope, psi = HALF.slope(w), HALF.psi(w)
    weight = sympy.Symbol("lambda", positive=True)

    def reading(multiplier):
        return -((multiplier * slope - gradient) ** 2) / 2 - HALF.alpha * multiplier * psi

    best = F(3, 4)
    lead = sympy.expand(sympy.Rational(str(reading(best))) - reading(weight))
    square = sympy.expand((weight - sympy.Rational(3, 4)) ** 2 / 2)
    return replay(
        Instance(
            HALF.setting(loss="-w", w=w),
            [
                Check("psi(5/4) > 0: I is empty, (1) has value 0 at v = 1", psi, ">", 0),
                Check("(2) at 3/4 minus (2) at lambda = (lambda - 3/4)^2/2", lead, "==", square),
            ],
            Check("max of (2) + |grad f|^2/2 = 0", reading(best) + gradient**2 / 2, "==", 0),
            header=("lambda", "(2) with grad f", "v"),
            rows=[(m, reading(m), m * slope - gradient) for m in (F(0), best)],
        ),
        control=Instance(
            HALF.setting(),
            [],
            Check("with lambda = 0 (inactive)", reading(F(0)) + gradient**2 / 2, "==", 0),
        ),
    )


def missing_constant() -> Outcome:
    """w = 3/2, grad f = 1: (1) has value 0 at v = -1; (2) with grad f has maximum -1/2."""
    w, gradient = F(3, 2), F(1)
    slope, psi = HALF.slope(w), HALF.psi(w)
    weight = sympy.Symbol("lambda", positive=True)
    reading = -((weight * slope - gradient) ** 2) / 2
    lead = sympy.expand(sympy.Rational(-1, 2) - reading)
    return replay(
        Instance(
            HALF.setting(loss="w", w=w),
            [
                Check("psi(3/2) = 0", psi, "==", 0),
                Check("v = -1 is in V", -slope, ">=", 0),
                Check("(2) with grad f at 0 minus at any lambda > 0", lead, ">", 0),
            ],
            Check("max of (2) = min of (1) = 0", F(-1, 2), "==", 0),
        ),
        control=Instance(
            HALF.setting(), [], Check("with +|grad f|^2/2", F(-1, 2) + gradient**2 / 2, "==", 0)
        ),
    )


def types() -> Outcome:
    """lambda . grad g(x) is a vector, f(x) a number."""
    return ill_posed(
        "for n > 1 the norm's argument is a vector minus the number f(x)",
        [
            "notes/lemma-2-dual-formula/inactive",
            "notes/lemma-2-dual-formula/constant",
            "notes/lemma-2-dual-formula/repaired",
        ],
    )


def program() -> Outcome:
    """Random problems: the dual value at the multipliers, and at none of 200 others, is the primal.

    The multipliers come from the quadratic program as Algorithm 1 solves it.
    """
    generator, trials, worst, gap = np.random.default_rng(3), 60, 0.0, 0.0
    for _ in range(trials):
        n, m = generator.integers(1, 5), generator.integers(1, 5)
        rows, inward = generator.normal(size=(m, n)), generator.normal(size=n)
        rows[rows @ inward < 0] *= -1
        values, gradient = -generator.random(m), generator.normal(size=n)
        found = velocity(np.zeros(n), gradient, values, rows, alpha=0.7)
        others = found.multipliers + generator.random((200, m))

        def dual(weights, rows=rows, values=values, gradient=gradient):
            inner = weights @ rows - gradient
            return -(inner**2).sum(-1) / 2 - 0.7 * weights @ values + (gradient**2).sum() / 2

        primal = float(((found.velocity + gradient) ** 2).sum() / 2)
        worst = max(worst, abs(primal - float(dual(found.multipliers))) / (1 + primal))
        worst = max(worst, float((dual(others) - primal).max()) / (1 + primal))
        gap = max(gap, primal - float(dual(0 * found.multipliers)))
    return supported(
        trials=trials,
        worst_margin=1e-8 - worst,
        seed=3,
        passed=worst <= 1e-8 < gap,
        detail="primal value minus dual value at the solver's multipliers, relative",
        control=f"lambda = 0 leaves a gap of {gap:.3g}",
    )


def repaired() -> Outcome:
    """The inner minimum in closed form, and no gap."""
    joined = conjunction(minimiser(), constant(), duality(), reason="closed form and no gap")
    return by_hand(joined, "vectors: |sum lambda_i grad g_i - grad f|^2 as for numbers")


CLAIM = Claim(
    id="notes/lemma-2-dual-formula",
    title="The dual of the velocity problem in closed form",
    source="Early notes, Lemma 2, (2)",
    statement=(
        "The dual of (1) is to maximise -|lambda . grad g(x) - f(x)|^2/2 - alpha lambda . g(x) "
        "over lambda >= 0 (read in dimension 1, where the types match)."
    ),
    formula=r"\max_{\lambda \ge 0} -\tfrac12\|\lambda^\top\nabla g(x) - f(x)\|^2 - "
    r"\alpha\lambda^\top g(x)",
    assumptions=("V is not empty", "alpha >= 0"),
    expected="refuted",
    check=value_for_gradient,
    steps=(
        Step(
            "notes/lemma-2-dual-formula/types",
            "The formula in more than one dimension.",
            "ill-posed",
            types,
        ),
        Step(
            "notes/lemma-2-dual-formula/inactive",
            "Reading: grad f for f, and lambda_i >= 0 for all constraints, active or not.",
            "refuted",
            inactive_multipliers,
        ),
        Step(
            "notes/lemma-2-dual-formula/constant",
            "Reading: grad f for f; the values of (1) and (2) are equal. (The notes' proof names "
            "the constant that separates them; (2) does not.)",
            "refuted",
            missing_constant,
        ),
    ),
    repair=Claim(
        id="notes/lemma-2-dual-formula/repaired",
        title="The dual with the gradient, active multipliers and the constant",
        source="In place of the notes' (2)",
        statement=(
            "Where V is not empty, the value of (1) is the maximum over lambda >= 0, lambda_i = 0 "
            "for i not in I(x), of |grad f|^2/2 - |sum lambda_i grad g_i - grad f|^2/2 - alpha "
            "sum lambda_i g_i, and v = sum lambda_i grad g_i - grad f at a maximiser."
        ),
        formula=r"\max_{\lambda \in D_x,\ \lambda \ge 0} \tfrac12|\nabla f|^2 - \tfrac12|\lambda"
        r"^\top\nabla g - \nabla f|^2 - \alpha\lambda^\top g",
        expected="proved",
        check=repaired,
        steps=(
            Step(
                "notes/lemma-2-dual-formula/repaired/program",
                "Against the quadratic program, with several constraints.",
                "supported",
                program,
            ),
        ),
    ),
)

CLAIMS = (CLAIM,)
