r"""Notes, Lemma 3: the tangent cone of C is what the gradients say.

Setting
    C = {g >= 0}, g continuously differentiable; T(x) holds the limits of (x_j - x)/t_j with x_j in
    C, x_j -> x, t_j decreasing to 0; I(x) = {i : g_i(x) <= 0}.
Assumptions
    MFCQ at x (the notes' standing Assumption 2, which the proof uses).
Claim
    For x in C: T(x) = {d : grad g_i . d >= 0 for all i in I(x)}.
Valid for
    As stated. The proof's curve x + t l(t) is wrong in two lines (its derivative at 0 is dx, and it
    can leave C); the curve x + t l(s) with s fixed serves.
Source
    Early notes, Definition 5, Lemma 3, and the display after it.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, QUARTIC, remoteness_in_cell, slope_in_cell
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    certify_identity,
    conjunction,
    ill_posed,
    prove,
    replay,
)
from proofs_legacy.common import equal, reals

A, B, W, H, EPSILON = reals("a b w h epsilon")
ALONG, INWARD, T, LIPSCHITZ, VALUE, START = reals("p q t L g_j g")


@cache
def quotient() -> Outcome:
    """g_i(x_j) >= 0 and g_i(x) <= 0: the difference quotient in t_j is not negative."""
    return prove(
        (VALUE - START) / T >= 0,
        given=[VALUE >= 0, START <= 0, T > 0],
        control=Twin("g_i(x) > 0 too", given=[VALUE >= 0, T > 0]),
    )


@cache
def combination() -> Outcome:
    """grad.dx >= 0 and grad.dy > 0 give grad.(dx + t dy) > 0 for t > 0."""
    return prove(
        ALONG + T * INWARD > 0,
        given=[ALONG >= 0, INWARD > 0, T > 0],
        control=Twin("t = 0 too", given=[ALONG >= 0, INWARD > 0, T >= 0]),
    )


@cache
def fixed_direction() -> Outcome:
    """g(x + t d) >= t grad.d - L t^2/2 >= 0 for t <= 2 grad.d/L: the straight line stays in C."""
    found = prove(
        T * INWARD - LIPSCHITZ * T**2 / 2 >= 0,
        given=[INWARD > 0, LIPSCHITZ > 0, T >= 0, T * LIPSCHITZ <= 2 * INWARD],
        control=Twin("any t", given=[INWARD > 0, LIPSCHITZ > 0, T >= 0]),
    )
    return by_hand(
        found,
        "several constraints: those with g_i(x) > 0 stay positive by continuity, and the smallest "
        "bound on t serves the others; Taylor's formula with an L-Lipschitz gradient",
    )


@cache
def closed() -> Outcome:
    """The distance of l(t) from dx is t |dy|, below any r > 0 for small t; T is closed."""
    size, radius = reals("n r")
    found = prove(
        T * size < radius,
        given=[T > 0, radius > 0, size >= 0, T * (size + 1) < radius],
        control=Twin("any t", given=[T > 0, radius > 0, size >= 0]),
    )
    return by_hand(found, "closedness: a diagonal sequence of the sequences that define T")


@cache
def intervals() -> Outcome:
    """For C_epsilon itself: both directions at an end of a feasible interval, on inner sides."""
    psi = remoteness_in_cell(W + H, 1, (A, B), EPSILON, QUADRATIC)
    slope = slope_in_cell(W, 1, (A, B), QUADRATIC)
    here = remoteness_in_cell(W, 1, (A, B), EPSILON, QUADRATIC)
    given = [A < B, A <= W, W < B, EPSILON > 0, equal(here, 0)]
    into = prove(psi >= 0, given=[*given, slope * H >= 0], control=Twin("any h", given=given))
    back = prove(
        slope * H >= 0,
        given=[*given, psi >= 0, H**2 < slope**2],
        control=Twin("h of any size", given=[*given, psi >= 0]),
    )
    quartic = slope_in_cell(W, 1, (A, B), QUARTIC)
    factor = 2 * (EPSILON - here)
    same = certify_identity(quartic, factor * slope, control=-factor * slope)
    return conjunction(into, back, same, reason="ends of feasible intervals")


@cache
def lemma() -> Outcome:
    """Both directions; general g by hand from the scalar parts."""
    joined = conjunction(
        quotient(), combination(), fixed_direction(), closed(), intervals(), reason="scalar parts"
    )
    return by_hand(
        joined,
        "limits: (g_i(x_j) - g_i(x))/t_j tends to grad g_i(x) . dx; conversely dx + s dy is a "
        "tangent along a straight line for each s > 0, and s -> 0",
    )


def wrong_derivative() -> Outcome:
    """dx = (1, 0), dy = (0, 1), t = 1: l(1) = (1, 1), but the curve starts with (1, 0)."""
    t = sympy.Symbol("t")
    curve = [t * 1, t * t * 1]  # x = 0: t l(t) = t (dx + t dy)
    start = [sympy.diff(part, t).subs(t, 0) for part in curve]
    fixed = sympy.diff(t * (0 + 1 * 1), t).subs(t, 0)  # second component of t l(1)
    return replay(
        Instance(
            {"g": "x_2 (one constraint)", "x": (0, 0), "dx": (1, 0), "dy": (0, 1), "t": 1},
            [
                Check("grad g . dx >= 0", 0, ">=", 0),
                Check("grad g . dy > 0", 1, ">", 0),
                Check("first component of gamma'(0)", start[0], "==", 1),
            ],
            Check("second component: gamma'(0) = l(1)", start[1], "==", 1),
            header=("t", "gamma_1", "gamma_2"),
            rows=[(0, 0, 0), ("1/10", "1/10", "1/100"), (1, 1, 1)],
        ),
        control=Instance({"s": 1}, [], Check("with l(s), s = 1 fixed", fixed, "==", 1)),
    )


def curve_leaves() -> Outcome:
    """g = x_2 - 2 x_1^2, dx = (1, 0), dy = (0, 1): g(gamma(t)) = t^2 - 2 t^2 < 0."""
    t = sympy.Symbol("t", positive=True)
    along = sympy.expand(t * t - 2 * t**2)
    return replay(
        Instance(
            {"g": "x_2 - 2 x_1^2", "x": (0, 0), "dx": (1, 0), "dy": (0, 1)},
            [
                Check("g(0) = 0: x in C", 0, "==", 0),
                Check("MFCQ everywhere: grad g . (0, 1) = 1 > 0", 1, ">", 0),
                Check("grad g(0) . dx >= 0", 0, ">=", 0),
            ],
            Check("gamma(t) = (t, t^2) is in C for small t > 0: g", along, ">=", 0),
            header=("t", "gamma", "g"),
            rows=[("1/2", "(1/2, 1/4)", "-1/4"), ("1/10", "(1/10, 1/100)", "-1/100")],
        ),
        control=Instance(
            {"s": 1}, [], Check("x + t l(1) = (t, t), t = 1/4: g", F(1, 4) - 2 * F(1, 16), ">=", 0)
        ),
    )


def not_clarke() -> Outcome:
    """C = {x_1 x_2 = 0}: T(0) holds (1, 0) and (0, 1), not their mean; Clarke's cone is convex."""
    t = sympy.Symbol("t", positive=True)
    return replay(
        Instance(
            {"g": "(x_1 x_2, -x_1 x_2)", "x": (0, 0)},
            [
                Check("(t, 0) in C: (1, 0) is in T(0)", t * 0, "==", 0),
                Check("(0, t) in C: (0, 1) is in T(0)", 0 * t, "==", 0),
            ],
            Check("their mean stays in C: x_1 x_2 at (t/2, t/2), over t^2", (t / 2) ** 2, "==", 0),
        ),
        control=Instance(
            {"g": "x_2"}, [], Check("for the half-plane x_2 >= 0: x_2 at the mean", t / 2, ">=", 0)
        ),
    )


def without_qualification() -> Outcome:
    """g = x^3 at x = 0: every d has grad . d = 0 >= 0, but C = [0, inf) and -1 is no tangent."""
    t = sympy.Symbol("t", positive=True)
    return replay(
        Instance(
            {"g": "x^3", "x": 0, "d": -1},
            [
                Check("x in C: g(0)", 0, "==", 0),
                Check("grad g(0) d = 0 >= 0", 3 * 0**2 * -1, ">=", 0),
            ],
            Check("C has points on the side of d: g(-t)", (-t) ** 3, ">=", 0),
        ),
        control=Instance({"g": "x", "d": 1}, [], Check("g = x, d = 1: g(t)", t, ">=", 0)),
    )


def no_division() -> Outcome:
    """x_j - x is a vector, and may be zero."""
    return ill_posed(
        "the line divides by the vector x_j - x (and for n = 1 by zero if x_j = x)",
        ["notes/lemma-3/quotient"],
    )


def no_condition() -> Outcome:
    """The braces hold no condition on the multipliers' image, and x is used twice."""
    return ill_posed(
        "T is written {x : grad g_i(x) . x >= 0}, with x the point and the direction, and N as "
        "{lambda in R^d : vector}, a set of multipliers without a condition",
        ["notes/lemma-3", "notes/lemma-3/normal-cone"],
    )


def normal_cone() -> Outcome:
    """-lambda a with lambda >= 0 has non-positive products with all d that have a.d >= 0."""
    product, weight = reals("s lambda")
    found = prove(
        -weight * product <= 0,
        given=[product >= 0, weight >= 0],
        control=Twin("lambda of either sign", given=[product >= 0]),
    )
    return by_hand(
        found, "Farkas: every vector with non-positive products is such a sum; sums of constraints"
    )


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"notes/lemma-3/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="notes/lemma-3",
    title="The tangent cone from the gradients",
    source="Early notes, Lemma 3",
    statement=(
        "At a feasible x satisfying MFCQ, dx is in the tangent cone if and only if "
        "grad g_i(x) . dx >= 0 for every i in I(x)."
    ),
    formula=r"T_C(x) = \{\delta x : \nabla g_i(x)\,\delta x \ge 0\ \forall i \in I(x)\}",
    assumptions=("g continuously differentiable", "x in C", "MFCQ at x"),
    expected="proved",
    check=lemma,
    steps=(
        _step(
            "definition-5",
            "For any closed C, the cone that Definition 5 describes is Clarke's tangent cone.",
            "refuted",
            not_clarke,
        ),
        _step(
            "only-if-line-2",
            "The product of (g(x_j) - g(x))/(x_j - x) and (x_j - x)/t_j is at least 0.",
            "ill-posed",
            no_division,
            r"\frac{g(x_j) - g(x)}{x_j - x}\cdot\frac{x_j - x}{t_j} \ge 0",
        ),
        _step(
            "quotient",
            "Reading: (g_i(x_j) - g_i(x))/t_j >= 0, because g_i(x_j) >= 0 >= g_i(x).",
            "proved",
            quotient,
        ),
        _step(
            "if-line-1",
            "l(t) = dx + t dy has grad g_i . l(t) > 0 for all t > 0.",
            "proved",
            combination,
            r"\nabla g_i(x)\,\ell(t) > 0",
        ),
        _step(
            "if-line-2",
            "The curve x + t l(t) lies in C for small t >= 0.",
            "refuted",
            curve_leaves,
            r"\gamma(t) = x + t\,\ell(t) \in C",
        ),
        _step(
            "if-line-3",
            "The curve x + t l(t) has derivative l(t) at 0.",
            "refuted",
            wrong_derivative,
            r"\ell(t) = \gamma'(0)",
        ),
        _step(
            "fixed-direction",
            "Reading: for fixed s > 0, x + t l(s) lies in C for small t, so l(s) is in T(x).",
            "proved",
            fixed_direction,
        ),
        _step("if-line-4", "T(x) is closed and l(t) -> dx, so dx is in T(x).", "proved", closed),
        _step(
            "without-mfcq",
            "The converse without MFCQ (which the statement does not mention).",
            "refuted",
            without_qualification,
        ),
        _step("display", "The display of T and N after the lemma.", "ill-posed", no_condition),
        _step(
            "normal-cone",
            "Reading: the normal cone is {-sum lambda_i grad g_i(x), lambda >= 0}.",
            "proved",
            normal_cone,
            r"N_C(x) = \{-\sum_{i \in I(x)} \lambda_i \nabla g_i(x),\ \lambda \ge 0\}",
        ),
    ),
)

CLAIMS = (CLAIM,)
