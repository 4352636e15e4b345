r"""Theorem 5: stochastic gradients, Robbins-Monro stepsizes, a random index.

Setting
    Algorithm 2 with unbiased ghat; tau_K is drawn with weights gamma_k from k_0, ..., K.
Assumptions
    A3, A5, A6, A7, 0 < epsilon <= min gap^2/4.
Claim
    (i) From some k_0 on d(w, C) <= delta and |u| <= 2 alpha delta, with gamma_{k_0} <= min(1, 1/L);
    (ii) d(w^(tau_K), Z_epsilon) -> 0 almost surely.
Valid for
    Below the limit epsilon < min gap^2/4: (i) for every delta > 0 almost surely with a random k_0;
    (ii) in probability for locally Lipschitz gradients (the repair, with a rate). At the limit a
    run can return for ever to a feasible midpoint, where the force is M_c.
Source
    Report, Theorem 5; the descent inequality is in ``theorem_5_descent``, the random index in
    ``theorem_5_almost_surely``.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import GRADIENT, QUADRATIC, remoteness_in_cell
from askewtheory.provers import (
    Check,
    Instance,
    by_hand,
    conjunction,
    ill_posed,
    replay,
)
from proofs_legacy import lemma_1, near
from proofs_legacy.common import Coordinate
from proofs_legacy.midpoint_orbit import CELL as TOUCHING
from proofs_legacy.midpoint_orbit import never_stationary
from proofs_legacy.theorem_5_almost_surely import independent_draws
from proofs_legacy.theorem_5_parts import PARTS
from proofs_legacy.theorem_5_repaired import REPAIRED

CELL = Coordinate((-1, 1), "3/4", 1, 1)
END = F(7, 4)


def statement_i() -> Outcome:
    """delta is never introduced in Theorem 5."""
    return ill_posed(
        "delta is not introduced: not which delta, nor whether k_0 may depend on it or on chance",
        ("theorem-5/i-random", "theorem-5/i-fixed", "theorem-5/i-fixed-finite-sum"),
    )


def random_start() -> Outcome:
    """Almost surely a (random) k_0 exists for every delta > 0."""
    parts = conjunction(
        near.push(),
        near.size(),
        near.outside_bounds(),
        reason="pushed towards the set, |u| bounded",
    )
    return by_hand(
        parts,
        "from the push to the limit: gamma_k max(|ghat|, M_c) -> 0 almost surely (Markov, A5, A7); "
        "outside C the distance to the interval that the force points to shrinks by at least "
        "gamma_k min(alpha delta_i, M_c) while no step overshoots by more than its length, and "
        "sum gamma_k = infinity, so every delta_i -> 0; then |u_i| <= 2 alpha delta_i once "
        "delta_i <= D/3 (D > 0 below the limit), and the squares add up",
    )


def fixed_start() -> Outcome:
    """Unbounded noise, P(xi = 2^n) = P(xi = -2^n) = (7/2)/8^n: no step is sure to end near C."""
    n = sympy.Symbol("n", positive=True)
    weights = sympy.summation(7 / sympy.Integer(8) ** n, (n, 1, sympy.oo))
    variance = sympy.summation(7 * sympy.Rational(1, 2) ** n, (n, 1, sympy.oo))
    rows, hypotheses = [], []
    for k, power, w in ((0, 3, F(3, 2)), (1, 4, F(2)), (2, 5, F(1, 4)), (3, 5, F(-2))):
        xi = next(
            sign * F(2) ** power
            for sign in (1, -1)
            if CELL.branch(w, sign * F(2) ** power) == GRADIENT
        )
        after = w + CELL.velocity(w, xi) / (k + 1)
        rows.append((k, w, xi, after, abs(after) - END))
        hypotheses.append(Check(f"k = {k}: distance of w^(k+1) > 1", abs(after) - END, ">", 1))
    far = F(8) - 2 * (END + 1)
    hypotheses += [
        Check("A3: loss 0", 0, "<=", 1),
        Check("A6, A7: the weights add up to", weights, "==", 1),
        Check("A7: E xi^2 = sigma^2 =", variance, "==", 7),
        Check("in general gamma_k 2^n >= 8 for 2^n >= 8(k+1), and 8 > 2(7/4 + delta)", far, ">", 0),
        Check("a midpoint is left at once: v(0) = M_c", CELL.velocity(0, 0), "==", CELL.clip),
    ]
    setting = CELL.setting(
        loss="0", noise="xi = 2^n or -2^n, each (7/2)/8^n", stepsizes="1/(k+1)", delta=1
    )
    chance = 7 / (2 * sympy.Integer(8) ** n)
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("P(d(w^(k+1), C) > delta | w^(k)) = 0, which is (7/2)/8^n", chance, "<=", 0),
            header=("k", "w^(k)", "ghat = xi", "w^(k+1)", "distance to C"),
            rows=rows,
        ),
        control=Instance(
            setting,
            [],
            Check(
                "noise bounded by 1, from 3/2 at k = 3: distance", F(3, 2) + F(1, 4) - END, "<=", 0
            ),
        ),
    )


def fixed_start_finite_sum() -> Outcome:
    """Bounded stochastic gradients: Lemma 1 holds on every path, at a rate that is the same."""
    return by_hand(
        conjunction(lemma_1.lemma(), near.outside_bounds(), reason="Lemma 1 on every path"),
        "one k_0 for all paths: |ghat| <= G and the start bound every step, so the number of steps "
        "that the push needs depends on the stepsizes, the start and G only",
    )


def limit_case() -> Outcome:
    """epsilon = gap^2/4, loss w, steps 1, 1, 1/2, 1/2, ...: u = M_c at 0 for every even k."""
    delta, n = F(1, 4), sympy.Symbol("n", positive=True)
    steps = [F(1, k // 2 + 1) for k in range(9)]
    bound, x = 2 * TOUCHING.alpha * delta, sympy.Symbol("x", positive=True)
    inside = sympy.expand(remoteness_in_cell(x, 1, TOUCHING.levels, TOUCHING.epsilon, QUADRATIC))
    rows = TOUCHING.orbit(0, lambda _: F(1), steps)[:-1]
    below = CELL.orbit(0, lambda _: F(1), steps)[:-1]
    hypotheses = [
        Check("0 < epsilon <= gap^2/4 = 1", TOUCHING.epsilon, "<=", 1),
        Check("A3: slope 1, L = 1; gamma_0 <= min(1, 1/L)", steps[0], "<=", 1),
        Check("A5: gamma_{2n-2} = 1/n <= 2/(2n-1), square-summable", 2 * n - 1, "<=", 2 * n),
        Check("A5: gamma_{2n-1} = 1/n >= 1/(2n), the sum diverges", 1 / n, ">=", 1 / (2 * n)),
        Check("A6, A7: no noise, sigma^2 = 0", 0, "<=", 0),
        Check("d(0, C) = 0: psi(0)", TOUCHING.psi(0), "==", 0),
        Check("psi(x) = x^2 > 0 for 0 < x < 1: v = -g", inside, "==", x**2),
        Check("psi(1) > 0: v = -g", TOUCHING.psi(1), ">", 0),
        Check("the update at 0 is the force", TOUCHING.branch(0, 1), ">", GRADIENT),
        Check("0 + (1/n) M_c - (1/n) g = 0 for every n: w_{2n} = 0", 1 / n - 1 / n, "==", 0),
        *(Check(f"w_{k}", w, "==", 0) for k, w, _, _ in rows if k % 2 == 0),
    ]
    setting = {"loss": "w", "noise": "none", "start": 0, "stepsizes": "1, 1, 1/2, 1/2, ..."}
    text = "|u^(8)| <= 2 alpha delta, delta = 1/4 (the same for every even k and delta < 1/2)"
    return replay(
        Instance(
            TOUCHING.setting(**setting, delta=delta),
            hypotheses,
            Check(text, abs(rows[-1][3]), "<=", bound),
            header=("k", "w", "g", "v"),
            rows=rows,
        ),
        control=Instance(
            CELL.setting(**setting, delta=delta),
            [Check("below the limit the update at 0 is the force too", CELL.branch(0, 1), ">",
                   GRADIENT),
             Check("w_8 = 1/2, an end: the update is the force", CELL.branch("1/2", 1), ">",
                   GRADIENT)],
            Check("|u^(8)| <= 2 alpha delta", abs(below[-1][3]), "<=", bound),
        ),
    )  # fmt: skip


CLAIM = Claim(
    id="theorem-5",
    title="Convergence along a random index, with Lipschitz losses",
    source="Report, Theorem 5",
    statement=(
        "Under A3, A5, A6, A7 and epsilon <= min gap^2/4: (i) the iterates end within delta of the "
        "feasible set with forces of at most 2 alpha delta, (ii) the distance to the stationary "
        "set tends to zero almost surely along a random index."
    ),
    formula=r"\lim_{K\to\infty} d(w^{(\tau_K)}, \mathcal{Z}_\varepsilon) = 0 \text{ a.s.}",
    assumptions=(
        "A3, A5, A6, A7",
        "0 < epsilon <= min gap^2/4",
        "tau_K independent for different K (not said in the report; limit-case does without)",
    ),
    expected="refuted",
    check=independent_draws,
    steps=(
        Step(
            "theorem-5/i",
            "Statement (i): delta has no definition.",
            "ill-posed",
            statement_i,
            r"\exists k_0\,\forall k \ge k_0:\ d(w^{(k)}, C_\varepsilon) \le \delta",
        ),
        Step(
            "theorem-5/i-random",
            "(i) read: below the limit epsilon < min gap^2/4, for every delta > 0, almost surely "
            "there is a (random) k_0.",
            "proved",
            random_start,
        ),
        Step(
            "theorem-5/i-limit-case",
            "The same at epsilon = gap^2/4: at a feasible midpoint the force is M_c.",
            "refuted",
            limit_case,
            r"\|u^{(k)}\| \le 2\alpha\delta",
        ),
        Step(
            "theorem-5/i-fixed",
            "(i) read: for every delta > 0 there is a k_0 that does not depend on chance, as the "
            "expectations from k_0 on need it, for any ghat with A6 and A7.",
            "refuted",
            fixed_start,
        ),
        Step(
            "theorem-5/i-fixed-finite-sum",
            "The same, below the limit epsilon < min gap^2/4, if ghat is a mean of gradients of "
            "the l_j, each of which satisfies A3.",
            "proved",
            fixed_start_finite_sum,
        ),
        Step(
            "theorem-5/ii",
            "Statement (ii), below the limit on epsilon, with independent draws.",
            "refuted",
            independent_draws,
        ),
        Step(
            "theorem-5/limit-case",
            "Statement (ii) at epsilon = gap^2/4, in any mode of convergence and however the "
            "tau_K are coupled: w^(k) >= 0 for every k, and Z = {-2}.",
            "refuted",
            never_stationary,
        ),
        *PARTS,
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)
