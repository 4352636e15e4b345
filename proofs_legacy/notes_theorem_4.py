r"""Notes, Theorem 4: gradient descent and strict saddles, with hypotheses left out.

Setting
    Gradient descent x - gamma grad f(x), random start (any law with a positive density).
Assumptions
    f twice continuously differentiable, strict saddle property; gamma sufficiently small.
Claim
    Almost surely the run converges to a local minimiser or to negative infinity.
Valid for
    With an L-Lipschitz gradient, gamma < 1/L and a law of the start with a density: if the run
    converges, its limit is almost surely no strict saddle. Without the Lipschitz gradient it may
    run away upwards; with it, it may still neither converge nor go to minus infinity.
Source
    Early notes, Theorem 4 (cited from Lee et al., 2016).
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import every, reals

X, H, GAMMA, L = reals("x h gamma L")


def runs_upwards() -> Outcome:
    """f = x^4: for every gamma, starts with x^2 > 1/gamma triple |x| at every step.

    A law with a positive density puts a positive probability on them.
    """
    rows, x = [], F(2)
    for k in range(4):
        rows.append((k, x, 4 * x**3, x**4))
        x -= 4 * x**3
    scale, excess = sympy.Symbol("c", positive=True), sympy.Symbol("s", positive=True)
    square = scale + excess  # x^2 > c = 1/gamma
    factor = sympy.expand((4 * square - scale) / scale)  # |1 - 4 gamma x^2|
    calm = F(1, 2) - F(1, 4) * 4 * F(1, 8)
    return replay(
        Instance(
            {"f": "x^4", "gamma": "1/c, any c > 0", "start": "positive density", "table": "c = 1"},
            [
                Check("strict saddle: f' = 4 x^3 vanishes at 0 only, the minimiser", 0**3, "==", 0),
                Check(
                    "x^2 > c is not a null set, and stays so: (|x'|/|x|)^2",
                    factor**2,
                    ">",
                    1,
                ),
                Check("in the table x_0^2 > c", F(4), ">", 1),
                Check("|x_3|", abs(rows[3][1]), ">", abs(rows[2][1])),
            ],
            Check("|x_{k+1}| <= |x_k| (it converges, or f falls)", factor, "<=", 1),
            header=("k", "x", "f'", "f"),
            rows=rows[:3],
        ),
        control=Instance(
            {"start": "1/2", "gamma": "1/4"},
            [],
            Check("from 1/2: |x_1| <= |x_0|", abs(calm), "<=", F(1, 2)),
        ),
    )


@cache
def bounded_curvature() -> Outcome:
    """For f = -arctan x: |f''| = 2|x|/(1 + x^2)^2 <= 1."""
    return prove(
        every(2 * X <= (1 + X**2) ** 2, -2 * X <= (1 + X**2) ** 2),
        control=Twin("half of it", 4 * X <= (1 + X**2) ** 2),
    )


def no_limit() -> Outcome:
    """f = -arctan x: f' = -1/(1 + x^2) never vanishes, f > -2, and x_k grows without bound."""
    rows, x = [], F(0)
    for k in range(4):
        rows.append((k, x, -1 / (1 + x**2)))
        x += F(1, 2) / (1 + x**2)
    return replay(
        Instance(
            {"f": "-arctan x", "gamma": "1/2 (any)", "start": "0 (any)", "L": 1},
            [
                Check("|f''| <= 1: (1 + x^2)^2 - 2x at x = 1", F(4) - 2, ">=", 0),
                Check("f > -pi/2 > -2: not to minus infinity; 22/7 > pi", F(22, 7) / 2, "<", 2),
                *(Check(f"x_{k + 1} > x_{k}", rows[k + 1][1], ">", rows[k][1]) for k in range(3)),
            ],
            Check("f' = 0 at the limit, for some x", -1 / (1 + X**2), "==", 0),
            header=("k", "x", "f'"),
            rows=rows,
        ),
        control=Instance({"f": "x^2/2"}, [], Check("f = x^2/2: f'(0) = 0", 0, "==", 0)),
    )


@cache
def saddle_avoided() -> Outcome:
    """gamma L < 1: 1 - gamma h > 0 for every curvature |h| <= L, and > 1 for h < 0."""
    given = [GAMMA > 0, L > 0, GAMMA * L < 1, H <= L, H >= -L]
    regular = prove(
        1 - GAMMA * H > 0, given=given, control=Twin("gamma L <= 2", given=[*given[:2], *given[3:]])
    )
    repelling = prove(
        1 - GAMMA * H > 1,
        given=[*given, H < 0],
        control=Twin("h = 0 too", given=[*given, H <= 0]),
    )
    joined = conjunction(regular, repelling, reason="the step is invertible and expands saddles")
    return by_hand(
        joined,
        "stable manifold: x - gamma grad f is a diffeomorphism of R^d, so the starts that converge "
        "to a strict saddle form a countable union of preimages of manifolds of lower dimension, a "
        "null set (the centre-stable manifold theorem is cited)",
    )


CLAIM = Claim(
    id="notes/theorem-4",
    title="Gradient descent avoids strict saddles",
    source="Early notes, Theorem 4 (cited)",
    statement=(
        "If f is C^2 with the strict saddle property, gradient descent from a random start with "
        "sufficiently small constant step converges almost surely to a local minimiser or to "
        "negative infinity."
    ),
    formula=r"x_{k+1} = x_k - \gamma\nabla f(x_k)",
    assumptions=(
        "f twice continuously differentiable",
        "strict saddle property",
        "gamma small",
        "the start is random, with a positive density",
    ),
    expected="refuted",
    check=no_limit,
    steps=(
        Step(
            "notes/theorem-4/lipschitz",
            "No Lipschitz condition on the gradient is needed (unbounded support of the start).",
            "refuted",
            runs_upwards,
        ),
        Step(
            "notes/theorem-4/negative-infinity",
            "With a Lipschitz gradient the run converges or f goes to minus infinity.",
            "refuted",
            no_limit,
        ),
        Step(
            "notes/theorem-4/arctan-smooth",
            "The gradient of -arctan is 1-Lipschitz.",
            "proved",
            bounded_curvature,
        ),
    ),
    repair=Claim(
        id="notes/theorem-4/repaired",
        title="Limits of gradient descent are no strict saddles",
        source="In place of the notes' Theorem 4; Lee et al.",
        statement=(
            "If grad f is L-Lipschitz and gamma < 1/L, the starts from which gradient descent "
            "converges to a strict saddle have measure zero. So if the law of the start has a "
            "density, the run converges and f has the strict saddle property, its limit is almost "
            "surely a local minimiser."
        ),
        formula=r"0 < \gamma < 1/L",
        assumptions=(
            "f twice continuously differentiable, grad f L-Lipschitz",
            "0 < gamma < 1/L",
            "for the limit: the start is random, with a density",
        ),
        expected="proved",
        check=saddle_avoided,
    ),
)

CLAIMS = (CLAIM,)
