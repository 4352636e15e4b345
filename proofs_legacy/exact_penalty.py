r"""Exact penalties that do decrease along the velocity, and why no smooth one can.

Setting
    One infeasible coordinate without noise; P(w) = l(w) + mu sum of max(0, -psi_i), or
    l(w) + mu sum of dist(w_i, C_i); s the sign of psi', A the smallest infeasible width.
Assumptions
    0 < epsilon < min gap^2/4, |g| <= G.
Claim
    In a skewed coordinate off the midpoints (psi' != 0) the derivative along v is at most -v^2
    exactly if mu >= (v + g)/psi';
    mu >= (G + min(M_c, 2 alpha delta))/min(1, A - 2 delta) suffices for delta <= A/3, (G + M_c) in
    the numerator for A/3 < delta < A/2; with the distance mu >= G + M_c suffices everywhere.
Valid for
    Directional derivatives of the flow without noise, not discrete steps.
Source
    In place of the Lyapunov function in the proof of Theorem 6.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Twin, by_hand, conjunction, prove
from proofs_legacy import lemma_2_repaired, near
from proofs_legacy.common import every, reals

G, V, SLOPE, MU, BOUND, CLIP, LEAST, ALPHA, DELTA, WIDTH, D = reals(
    "g v slope mu G M_c m alpha delta A D"
)
ALONG = (G - MU * SLOPE) * V
"""Derivative of l + mu max(0, -psi) along v, where psi < 0."""


def _signs(statement, given: list, weakened: str, twin) -> Outcome:
    """Prove a statement for a velocity that points along psi', psi' > 0 and psi' < 0."""
    found = []
    for sign in (1, -1):
        direction = [sign * SLOPE > 0, sign * V > 0]
        found.append(
            prove(
                statement(sign),
                given=[*given, *direction],
                control=Twin(weakened, twin(sign)),
            )
        )
    return conjunction(*found, reason="psi' > 0 and psi' < 0")


@cache
def exactly() -> Outcome:
    """The derivative is <= -v^2 if and only if mu >= (v + g)/psi'."""
    return _signs(
        lambda s: sympy.Equivalent(ALONG <= -(V**2), MU >= (V + G) / SLOPE),
        [],
        "a constant smaller by 1%",
        lambda s: sympy.Implies(100 * MU >= 99 * (V + G) / SLOPE, ALONG <= -(V**2)),
    )


@cache
def sufficient() -> Outcome:
    """|v| <= V, |g| <= G, |psi'| >= m: mu >= (G + V)/m suffices."""
    top = reals("V")[0]
    base = [sympy.Abs(G) <= BOUND, sympy.Abs(V) <= top, LEAST > 0]
    return _signs(
        lambda s: sympy.Implies(
            sympy.And(s * SLOPE >= LEAST, MU * LEAST >= BOUND + top), ALONG <= -(V**2)
        ),
        base,
        "G + V without |psi'|",
        lambda s: sympy.Implies(MU >= BOUND + top, ALONG <= -(V**2)),
    )


@cache
def slope_bound() -> Outcome:
    """|psi'| = D - 2 delta >= A - 2 delta >= A/3 on inner sides for delta <= A/3, and 1 outside."""
    scalar = prove(
        every(
            D - 2 * DELTA >= sympy.Min(1, WIDTH - 2 * DELTA),
            sympy.Or(3 * DELTA > WIDTH, 3 * (WIDTH - 2 * DELTA) >= WIDTH),
        ),
        given=[WIDTH > 0, WIDTH <= D, DELTA >= 0, 2 * DELTA < WIDTH],
        control=Twin("D below A", given=[WIDTH > 0, D > 0, DELTA >= 0, 2 * DELTA < WIDTH]),
    )
    return conjunction(
        lemma_2_repaired.slope_identity(), scalar, reason="|psi'| >= min(1, A - 2 delta) > 0"
    )


@cache
def gradient_branch() -> Outcome:
    """Where v = -g and -g psi' >= 0, any mu >= 0 gives at most -g^2."""
    along = (G - MU * SLOPE) * -G
    return prove(
        along <= -(G**2),
        given=[MU >= 0, -G * SLOPE >= 0],
        control=Twin("g of either sign", given=[MU >= 0]),
    )


@cache
def with_distance() -> Outcome:
    """dist falls at rate |v| along v: g v - mu |v| <= -v^2 for mu >= G + M_c, at midpoints too."""
    given = [sympy.Abs(G) <= BOUND, sympy.Abs(V) <= CLIP]
    return prove(
        G * V - MU * sympy.Abs(V) <= -(V**2),
        given=[*given, MU >= BOUND + CLIP],
        control=Twin("mu >= 99% of it", given=[*given, 100 * MU >= 99 * (BOUND + CLIP)]),
    )


@cache
def no_smooth_penalty() -> Outcome:
    """A penalty of slope p < G outward leaves (-G + p)(-u) > 0 beside the set."""
    slope, force = reals("p u")
    scalar = prove(
        (-BOUND + slope) * -force > 0,
        given=[BOUND > 0, force > 0, slope < BOUND],
        control=Twin("slope <= G", given=[BOUND > 0, force > 0, slope <= BOUND]),
    )
    return by_hand(
        scalar,
        "the slope at the set: a C^1 penalty that vanishes on C has slope zero at its ends, so its "
        "slope is below G close to them, while the force alpha delta <= U is positive there",
    )


def whole() -> Outcome:
    """All parts."""
    return conjunction(
        near.push(),
        exactly(),
        sufficient(),
        slope_bound(),
        gradient_branch(),
        with_distance(),
        near.outside_bounds(),
        reason="exact condition, both sufficient ones, and the other branch",
    )


def _step(name: str, statement: str, check, formula: str = "") -> Step:
    return Step(f"theorem-6/lyapunov/repaired/{name}", statement, "proved", check, formula)


REPAIRED = Claim(
    id="theorem-6/lyapunov/repaired",
    title="An exact penalty decreases along the velocity",
    source="In place of the Lyapunov function in the proof of Theorem 6",
    statement=(
        "Without noise, the derivative of l + mu sum max(0, -psi_i) along v is at most -v_i^2 in a "
        "skewed coordinate off the midpoints exactly if mu >= (v_i + g_i)/psi'_i; explicit "
        "sufficient values exist for delta < A/2, and mu >= G + M_c suffices everywhere, midpoints "
        "included, for l + mu times the distance."
    ),
    formula=r"(g_i - \mu\psi'_i)v_i \le -v_i^2 \iff \mu \ge (v_i + g_i)/\psi'_i",
    assumptions=(
        "0 < epsilon < min gap^2/4",
        "no noise, |g_i| <= G",
        "psi_i < 0, and for max(0, -psi_i) psi'_i != 0 (off the midpoints)",
    ),
    expected="proved",
    check=whole,
    steps=(
        _step("direction", "Off the midpoints the velocity points along psi'.", near.push),
        _step("exactly", "Off the midpoints, the exact condition on mu; 99% of it fails.", exactly,
              r"\mu \ge (v_i+g_i)/\psi'_i"),
        _step("sufficient", "A sufficient value from bounds on |v|, |g| and |psi'|.", sufficient,
              r"\mu \ge (G+V)/m"),
        _step("slope", "The bound on |psi'|.", slope_bound,
              r"|\psi'_i| \ge \min(1, A - 2\delta)"),
        _step("gradient-branch", "The other branch needs nothing of mu.", gradient_branch),
        _step("distance", "With the distance, midpoints included; 99% of it fails.",
              with_distance, r"\mu \ge G + M_c"),
        _step("no-smooth-penalty", "No C^1 penalty that vanishes on C can serve.",
              no_smooth_penalty),
    ),
)  # fmt: skip
