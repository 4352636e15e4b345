r"""Assumptions A2 and A3: neither is a case of the other, and their constants are square roots.

Setting
    A2: |grad(x) - grad(y)|^2 <= M |x - y|^2. A3: |loss(x) - loss(y)|^2 <= L |x - y|^2, both for
    a continuously differentiable loss.
Assumptions
    The displays as printed, with squared norms.
Claim
    A3 is a special case of A2, and it rules out many functions such as the quadratic one.
Valid for
    The second half only. A3 bounds the gradient (by the square root of L); A2 bounds its change
    (by the square root of M). On a bounded set A2 implies A3, never the reverse.
Source
    Report, Assumptions 2 and 3 and the remark after Theorem 1.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.evidence import Verdict
from askewtheory.losses.formulas import power_slope, quadratic, quadratic_slope
from askewtheory.provers import Check, Instance, Twin, by_hand, conjunction, prove, replay
from proofs_legacy.common import reals

HALF = sympy.Rational(1, 2)
BOUND, X, Y, ROOT = reals("L x y r")


@cache
def square_root_gradient() -> Outcome:
    """A loss with gradient sign(w) min(|w|, 1)^(1/2): bounded by 1, not Lipschitz at 0."""
    constant = sympy.Symbol("M", positive=True)

    def gradient(w: sympy.Expr) -> sympy.Expr:
        return power_slope(w, HALF, 0, 1)

    rows = []
    for n in (1, 2, 10, 100):
        point = sympy.Rational(1, n * n)
        quotient = gradient(point) ** 2 / point**2
        rows.append((point, gradient(point), quotient))
    # at w = 1/(M+1) < 1 the gradient is the root of w: the squared quotient is 1/w = M + 1
    point = 1 / (constant + 1)
    quotient = sympy.simplify((point**HALF) ** 2 / point**2)
    far = sympy.Rational(9, 4)
    return replay(
        Instance(
            {
                "loss": "(2/3)|w|^(3/2) for |w| <= 1, |w| - 1/3 beyond",
                "L": 1,
                "x": "1/(M+1)",
                "y": 0,
                "M": "any constant > 0",
            },
            [
                Check("gradient at 1/4 is 1/2", gradient(sympy.Rational(1, 4)), "==", HALF),
                Check("continuous at 1: the gradient is 1", gradient(sympy.S(1)), "==", 1),
                Check(
                    "A3 with L = 1: |grad| <= 1, its value from |w| = 1 on", gradient(far), "<=", 1
                ),
                Check("M > 0", constant, ">", 0),
            ],
            Check("|grad(x) - grad(0)|^2 / |x|^2 <= M", quotient, "<=", constant),
            header=("x", "gradient", "squared quotient"),
            rows=rows,
        ),
        control=Instance(
            {"x": "9/4", "y": 1},
            [],
            Check(
                "away from 0, between 1 and 9/4",
                (gradient(far) - gradient(sympy.S(1))) ** 2,
                "<=",
                (far - 1) ** 2,
            ),
        ),
    )


def quadratic_ruled_out() -> Outcome:
    """For w^2/2 and any L, |loss(x) - loss(0)|^2 > L x^2 at x = 2L + 2."""
    change = quadratic(X, 1, 0) - quadratic(0, 1, 0)
    return prove(
        change**2 > BOUND * X**2,
        given=[BOUND > 0, sympy.Eq(X, 2 * BOUND + 2)],
        control=Twin("at x = 1", given=[BOUND > 0, sympy.Eq(X, 1)]),
    )


def squared_smoothness() -> Outcome:
    """Curvature 1/2 satisfies the display of A2 with M = 1/4, and is not 1/4-smooth."""
    return _squared("M", lambda w: quadratic_slope(w, Fraction(1, 2), 0), "loss w^2/4: gradient")


def squared_lipschitz() -> Outcome:
    """Slope 1/2 satisfies the display of A3 with L = 1/4, and is not 1/4-Lipschitz."""
    return _squared("L", lambda w: w / 2, "loss w/2: value")


def _squared(name: str, function, what: str) -> Outcome:
    constant, x, y = Fraction(1, 4), Fraction(2), Fraction(0)
    change, distance = abs(function(x) - function(y)), x - y
    setting = {"what": what, name: constant, "x": x, "y": y}
    return replay(
        Instance(
            setting,
            [
                Check("the display at x = 2, y = 0", change**2, "<=", constant * distance**2),
                Check("the display for all x, y: slope^2", Fraction(1, 2) ** 2, "<=", constant),
            ],
            Check(f"|change| <= {name} |x - y|", change, "<=", constant * distance),
            header=("x", "y", "|change|", f"{name}|x-y|", f"sqrt({name})|x-y|"),
            rows=[(x, y, change, constant * distance, distance / 2)],
        ),
        control=Instance(
            setting,
            [],
            Check(f"|change| <= sqrt({name}) |x - y|", change, "<=", Fraction(1, 2) * distance),
        ),
    )


def root_constants() -> Outcome:
    """t^2 <= L s^2 with t, s >= 0 says t <= sqrt(L) s, and nothing smaller."""
    change, distance = reals("t s")
    given = [change >= 0, distance >= 0, ROOT >= 0, sympy.Eq(ROOT**2, BOUND)]
    return prove(
        sympy.Equivalent(change**2 <= BOUND * distance**2, change <= ROOT * distance),
        given=given,
        control=Twin(
            "the constant itself",
            sympy.Equivalent(change**2 <= BOUND * distance**2, change <= BOUND * distance),
        ),
    )


@cache
def bounded_set() -> Outcome:
    """Within radius R of the origin A2 bounds the gradient by |grad(0)| + sqrt(M) R."""
    start, here, radius, size = reals("g_0 g R w")
    given = [
        sympy.Abs(here - start) <= ROOT * sympy.Abs(size),
        sympy.Abs(size) <= radius,
        ROOT >= 0,
    ]
    found = prove(
        sympy.Abs(here) <= sympy.Abs(start) + ROOT * radius,
        given=given,
        control=Twin("without the start", sympy.Abs(here) <= ROOT * radius),
    )
    return by_hand(found, "several coordinates: the same two lines with Euclidean norms")


def repaired() -> Outcome:
    """Roots, the ball, and the two directions that fail on the whole space."""
    roots = by_hand(
        root_constants(),
        "from values to gradients: a limit of difference quotients along the gradient; back, the "
        "mean value theorem on a convex set",
    )
    found = conjunction(
        roots, bounded_set(), quadratic_ruled_out(), reason="roots, the ball, A2 without A3"
    )
    unsmooth = square_root_gradient()  # A3 without A2
    if unsmooth.verdict is not Verdict.REFUTED:
        return Outcome(Verdict.UNDECIDED, "the example of A3 without A2 was not reproduced")
    return replace(found, evidence=(*found.evidence, *unsmooth.evidence))


REPAIRED = Claim(
    id="a3-implies-a2/repaired",
    title="What A2 and A3 say, and how they relate",
    source="In place of the remark after Theorem 1",
    statement=(
        "A3 bounds the gradient by sqrt(L), A2 makes it sqrt(M)-Lipschitz. On a ball of radius R, "
        "A2 bounds the gradient by |grad(0)| + sqrt(M) R, so that it implies A3 there; neither "
        "implies the other on the whole space."
    ),
    formula=r"\|\nabla\ell\| \le \sqrt{L},\quad \|\nabla\ell(x) - \nabla\ell(y)\| \le"
    r" \sqrt{M}\,\|x-y\|",
    assumptions=("A2, respectively A3, as printed",),
    expected="proved",
    check=repaired,
    steps=(
        Step(
            "a3-implies-a2/repaired/roots",
            "The constants are the square roots.",
            "proved",
            root_constants,
            r"t^2 \le L s^2 \iff t \le \sqrt{L}\,s",
        ),
        Step(
            "a3-implies-a2/repaired/bounded-set",
            "On a bounded set A2 bounds the gradient.",
            "proved",
            bounded_set,
        ),
    ),
)

CLAIM = Claim(
    id="a3-implies-a2",
    title="A3 as a special case of A2",
    source="Report, remark after Theorem 1",
    statement=(
        "Every loss that satisfies A3 satisfies A2; as a consequence A3 rules out many functions, "
        "such as the quadratic one."
    ),
    formula=r"\text{A3} \Rightarrow \text{A2}",
    assumptions=("A2 and A3 as displayed", "continuously differentiable losses"),
    expected="refuted",
    check=square_root_gradient,
    steps=(
        Step(
            "a3-implies-a2/special-case",
            "A3 implies A2.",
            "refuted",
            square_root_gradient,
        ),
        Step(
            "a3-implies-a2/quadratic",
            "A3 rules out the quadratic loss.",
            "proved",
            quadratic_ruled_out,
            r"\tfrac14 x^4 > L x^2",
        ),
        Step(
            "a3-implies-a2/squared-norms-a2",
            "The display of A2 says M-smooth.",
            "refuted",
            squared_smoothness,
            r"\|\nabla\ell_j(x) - \nabla\ell_j(y)\|^2 \le M_{\ell_j}\|x-y\|^2",
        ),
        Step(
            "a3-implies-a2/squared-norms-a3",
            "The display of A3 says L-Lipschitz.",
            "refuted",
            squared_lipschitz,
            r"|\ell_j(x) - \ell_j(y)|^2 \le L_{\ell_j}\|x-y\|^2",
        ),
    ),
    repair=REPAIRED,
)

CLAIMS = (CLAIM,)
