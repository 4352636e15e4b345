r"""Notes, Theorem 3: multipliers exist, and form a compact set, under MFCQ.

Setting
    minimise f over C = {x : g(x) <= 0}; x* a local minimiser.
Assumptions
    f and g continuously differentiable (the notes' Assumption 1); MFCQ at x*, which section 2.1
    writes for g >= 0: grad g_i . u > 0 for all i with g_i <= 0. The direction -u serves here.
Claim
    Some lambda >= 0 satisfies the KKT conditions at x*; the set of all of them is compact.
Valid for
    As stated (general dimension by hand: Gordan's theorem).
Source
    Early notes, section 4 and Theorem 3.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import equal, every, reals

SLOPE, F_SLOPE, U, G, WEIGHT, BOUND = reals("s f u g lambda B")


@cache
def one_multiplier() -> Outcome:
    """No d with g' d < 0 and f' d < 0 (d = -g' suffices) gives lambda = -f'/g' >= 0."""
    return prove(
        every(-F_SLOPE / SLOPE >= 0, equal(F_SLOPE + (-F_SLOPE / SLOPE) * SLOPE, 0)),
        given=[sympy.Ne(SLOPE, 0), F_SLOPE * -SLOPE >= 0],
        control=Twin("for any f'", given=[sympy.Ne(SLOPE, 0)]),
    )


@cache
def descent() -> Outcome:
    """If f' d < 0 and g' d < 0, small steps are feasible and lower: f d t + M t^2 < 0."""
    t, bend = reals("t M")
    return prove(
        F_SLOPE * t + bend * t**2 < 0,
        given=[F_SLOPE < 0, bend > 0, t > 0, t * bend < -F_SLOPE],
        control=Twin("any t", given=[F_SLOPE < 0, bend > 0, t > 0]),
    )


@cache
def bounded() -> Outcome:
    """With grad g_i . d <= -1 for the active i: sum lambda_i <= grad f . d."""
    first, second, a, b = reals("lambda_1 lambda_2 a_1 a_2")
    along = equal(F_SLOPE + first * a + second * b, 0)
    signs = [first >= 0, second >= 0]
    return prove(
        first + second <= F_SLOPE,
        given=[*signs, a <= -1, b <= -1, along],
        control=Twin("without the direction", given=[*signs, along]),
    )


@cache
def sign() -> Outcome:
    """Assumption 2's direction u, turned round, decreases every g_i with g_i <= 0."""
    return prove(SLOPE * -U < 0, given=[SLOPE * U > 0], control=Twin("u itself", SLOPE * U < 0))


@cache
def theorem() -> Outcome:
    """The scalar parts; Gordan's theorem and compactness by hand."""
    joined = conjunction(
        sign(), descent(), one_multiplier(), bounded(), reason="scalar parts of the argument"
    )
    return by_hand(
        joined,
        "Gordan: at a local minimiser no d has grad f . d < 0 and grad g_i . d < 0 for all active "
        "i, so mu_0 grad f + sum mu_i grad g_i = 0 with mu >= 0 not all zero; MFCQ excludes mu_0 = "
        "0. The multipliers form a closed set, bounded by the direction, zero where g_i < 0",
    )


@cache
def inner_supremum() -> Outcome:
    """sup over lambda >= 0 of lambda g is 0 for g <= 0 and infinite for g > 0."""
    feasible = prove(
        WEIGHT * G <= 0,
        given=[G <= 0, WEIGHT >= 0],
        control=Twin("g > 0 too", given=[WEIGHT >= 0]),
    )
    beyond = prove(
        every((BOUND / G) * G >= BOUND, BOUND / G >= 0),
        given=[G > 0, BOUND > 0],
        control=Twin("g of any sign", given=[sympy.Ne(G, 0), BOUND > 0]),
    )
    joined = conjunction(feasible, beyond, reason="the penalty is 0 or infinite")
    return by_hand(joined, "several constraints: the suprema add up")


def unqualified() -> Outcome:
    """f = x, g = x^2 at x* = 0: the only feasible point, but 1 + lambda 0 = 0 has no solution."""
    weight = sympy.Symbol("lambda", nonnegative=True)
    other = sympy.Symbol("x", real=True, nonzero=True)
    return replay(
        Instance(
            {"f": "x", "g": "x^2", "x*": 0},
            [
                Check("g(0) <= 0", 0**2, "<=", 0),
                Check("no other point is feasible: g(x), x != 0", other**2, ">", 0),
                Check("g'(0)", 2 * 0, "==", 0),
            ],
            Check("f' + lambda g' = 0 for some lambda >= 0", 1 + weight * 0, "==", 0),
        ),
        control=Instance({"g": "-x"}, [], Check("g = -x: lambda = 1", 1 + 1 * -1, "==", 0)),
    )


CLAIM = Claim(
    id="notes/theorem-3",
    title="Multipliers under MFCQ",
    source="Early notes, Theorem 3",
    statement=(
        "At a local minimiser x* of f over {g <= 0} satisfying MFCQ, Lagrange multipliers exist "
        "(not necessarily unique) and form a compact set."
    ),
    formula=r"\nabla f(x^*) + \sum_i \lambda_i^* \nabla g_i(x^*) = 0,\ \lambda^* \ge 0,\ "
    r"\lambda_i^* g_i(x^*) = 0",
    assumptions=("f, g continuously differentiable", "MFCQ at x*"),
    expected="proved",
    check=theorem,
    steps=(
        Step(
            "notes/theorem-3/primal",
            "The problem is the inf over x of the sup over lambda >= 0 of the Lagrangian.",
            "proved",
            inner_supremum,
            r"\inf_x \sup_{\lambda \ge 0} f(x) + \sum_i \lambda_i g_i(x)",
        ),
        Step(
            "notes/theorem-3/sign",
            "MFCQ as written for g >= 0 serves for g <= 0, with the direction reversed.",
            "proved",
            sign,
        ),
        Step("notes/theorem-3/exists", "One active constraint.", "proved", one_multiplier),
        Step(
            "notes/theorem-3/compact",
            "The multipliers are bounded.",
            "proved",
            bounded,
            r"\sum_i \lambda_i \le \nabla f \cdot d",
        ),
        Step(
            "notes/theorem-3/without-mfcq",
            "Multipliers exist without MFCQ.",
            "refuted",
            unqualified,
        ),
    ),
)

CLAIMS = (CLAIM,)
