r"""The two one-step inequalities near one box of feasible intervals: distance and drift, pathwise.

Setting
    C is one box of feasible intervals, N its sup-norm delta*-neighbourhood with
    delta* = min(A/3, M_c/(2 alpha)); p = P_C w, d = |w - p|, delta_i the distance of coordinate i.
    phi(x) = min over y in C of l(y) + M|x - y|^2 with minimiser y = x^, z = p - x^, S = |z|;
    kappa = (M/a)(M - 2a)^+, Psi(w) = phi(w) + kappa d^2.
Assumptions
    w in N, grad l is M-Lipschitz on N, 0 < gamma <= 1/b, where a delta <= U <= b delta on N is the
    force (quadratic psi: a = alpha, b = 2 alpha; quartic: a = alpha/2, b = 2 alpha).
Claim
    (delta_i^+)^2 <= (1 - a gamma) delta_i^2 + gamma^2 ghat_i^2, delta_i^+ <= max(delta_i, gamma
    |ghat_i|), and Psi(w^+) <= Psi(w) - 2 M^2 gamma S^2 - 2 M gamma <ghat - g, z>
    + gamma^2 [(M + kappa)|ghat|^2 + M b^2 d^2], for *any* vector ghat.
Valid for
    The printed rule and both psi; w^+ may leave N. No index set appears, so nothing is selected.
Source
    In place of the descent inequality in the proof of Theorem 5.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Twin, by_hand, certify, conjunction, prove
from proofs_legacy import drift_plane, near
from proofs_legacy.common import reals
from proofs_legacy.drift_examples import exact_trials

DELTA, Z, T, U, GAMMA, A, B, WIDTH, DEPTH = reals("delta z t U gamma a b W c")
PUSH = sympy.Max(T, U)
"""s v, where t = -s ghat: how fast the coordinate moves towards its interval."""

NEAR = [DELTA >= 0, A > 0, A * DELTA <= U, U <= B * DELTA, A <= B]
STEP = [GAMMA > 0, GAMMA * B <= 1, WIDTH > 0]


def _after(outward: sympy.Expr) -> sympy.Expr:
    """Return the distance of a coordinate that lies ``outward`` of one end of its interval."""
    return sympy.Max(0, outward, -outward - WIDTH)


OUTSIDE = _after(DELTA - GAMMA * PUSH)
INSIDE = _after(-DEPTH - GAMMA * T)


@cache
def distance_maximum() -> Outcome:
    """delta^+ <= max(delta, gamma |ghat|), from outside and from inside."""
    outside = prove(
        sympy.Max(DELTA, GAMMA * sympy.Abs(T)) >= OUTSIDE,
        given=[*NEAR, *STEP],
        control=Twin("gamma |ghat| alone", GAMMA * sympy.Abs(T) >= OUTSIDE),
    )
    inside = prove(
        GAMMA * sympy.Abs(T) >= INSIDE,
        given=[GAMMA > 0, DEPTH >= 0, DEPTH <= WIDTH, WIDTH > 0],
        control=Twin("half of it", GAMMA * sympy.Abs(T) >= 2 * INSIDE),
    )
    return conjunction(outside, inside, reason="from outside and from inside the interval")


@cache
def distance_square() -> Outcome:
    """(delta^+)^2 <= (1 - a gamma) delta^2 + gamma^2 ghat^2."""
    bound = (1 - A * GAMMA) * DELTA**2 + GAMMA**2 * T**2
    nudged = (1 - A * GAMMA) * DELTA**2 + sympy.Rational(99, 100) * GAMMA**2 * T**2
    outside = prove(
        bound >= OUTSIDE**2,
        given=[*NEAR, *STEP],
        control=Twin("(1 - 2 a gamma) delta^2", bound - A * GAMMA * DELTA**2 >= OUTSIDE**2),
    )
    inside = prove(
        INSIDE**2 <= GAMMA**2 * T**2,
        given=[GAMMA > 0, DEPTH >= 0, DEPTH <= WIDTH, WIDTH > 0],
        control=Twin("a constant smaller by 1%", nudged.subs(DELTA, 0) >= INSIDE**2),
    )
    return conjunction(outside, inside, reason="from outside and from inside the interval")


@cache
def distance() -> Outcome:
    """Both distance inequalities, on the kernel's velocity."""
    parts = conjunction(
        near.structure(), distance_maximum(), distance_square(), reason="s v = max(-s ghat, U)"
    )
    return by_hand(
        parts, "sum over coordinates: distances to a box add up coordinate by coordinate"
    )


@cache
def inner_product() -> Outcome:
    """-v(delta + z) >= a delta^2 + ghat z, coordinate by coordinate, z >= 0 outside and at ends."""
    return prove(
        PUSH * (DELTA + Z) >= A * DELTA**2 + T * Z,
        given=[DELTA >= 0, Z >= 0, A > 0, A * DELTA <= U],
        control=Twin(
            "a constant larger by 1%",
            sympy.Rational(101, 100) * A * DELTA**2 + T * Z <= PUSH * (DELTA + Z),
        ),
    )


@cache
def square_of_velocity() -> Outcome:
    """v^2 <= ghat^2 + b^2 delta^2."""
    return prove(
        PUSH**2 <= T**2 + B**2 * DELTA**2,
        given=NEAR,
        control=Twin("ghat^2 alone", PUSH**2 <= T**2),
    )


@cache
def young() -> Outcome:
    """|e + z| S <= (d^2 + 2c + 2 S^2)/2 for e = w - p, c = <e, z>, |e + z|^2 = d^2 + 2c + S^2."""
    n, d, s, c = reals("n d S c")
    return prove(
        n * s <= (d**2 + 2 * c + 2 * s**2) / 2,
        given=[n >= 0, s >= 0, d >= 0, sympy.Eq(n**2, d**2 + 2 * c + s**2)],
        control=Twin("1% less of S^2", n * s <= (d**2 + 2 * c + sympy.Rational(99, 50) * s**2) / 2),
    )


@cache
def combination() -> Outcome:
    """The ingredients add up to the drift, for M >= 2a and for M <= 2a."""
    gamma, a, m, b, d2, s2, c, ghat2 = reals("gamma a m b d2 S2 c ghat2")
    slack = reals("s1 s2 s3 s4 s5")
    selected = reals("R")[0]  # <ghat - g, z>, of either sign: it must cancel
    symbols = [gamma, a, m, b, d2, s2, c, ghat2, *slack]
    found = []
    for lipschitz, kappa, low in (
        (2 * a + m, (2 * a + m) * m / a, a),
        (a, sympy.S.Zero, (a + m) / 2),
    ):
        young_term = (d2 + 2 * c + 2 * s2) / 2 - slack[0]
        slope_term = 2 * lipschitz * (s2 + c) - lipschitz * young_term + slack[1]
        product = -low * d2 - selected - slope_term - slack[2]
        speed = ghat2 + b**2 * d2 - slack[3]
        after = (1 - low * gamma) * d2 + gamma**2 * ghat2 - slack[4]
        step = 2 * lipschitz * gamma * product + lipschitz * gamma**2 * speed + kappa * (after - d2)
        claimed = (
            -2 * lipschitz**2 * gamma * s2
            - 2 * lipschitz * gamma * selected
            + gamma**2 * ((lipschitz + kappa) * ghat2 + lipschitz * b**2 * d2)
        )
        margin = sympy.cancel(claimed - step)
        weaker = sympy.cancel(margin - lipschitz**2 * gamma * s2 / 100)
        one = dict.fromkeys(symbols, 0) | {gamma: 1, a: 1, s2: 1}
        found.append(certify(margin, nonnegative=symbols, control=(weaker, one)))
    return conjunction(*found, reason="kappa = (M/a)(M - 2a) and kappa = 0")


@cache
def drift() -> Outcome:
    """The drift inequality."""
    parts = conjunction(
        distance_square(),
        inner_product(),
        square_of_velocity(),
        young(),
        combination(),
        reason="all scalar parts",
    )
    return by_hand(
        parts,
        "phi and the box: phi(w^+) <= l(x^) + M|w^+ - x^|^2 because x^ is in C; x^ minimises over "
        "a box, so <grad l(x^) - 2M(w - x^), p - x^> >= 0, which with <w - p, z> = c >= 0 and the "
        "M-Lipschitz gradient (Cauchy-Schwarz) gives <g, z> >= 2M(S^2 + c) - M|w - x^|S; the "
        "scalar inequalities are added over the coordinates",
    )


def whole() -> Outcome:
    """Distance and drift, for both psi."""
    return conjunction(
        distance(),
        drift(),
        near.quartic_bounds(),
        reason="distance and drift, pathwise; by hand: phi, the box and sums over coordinates",
    )


def _step(name: str, statement: str, check, formula: str = "", expected: str = "proved") -> Step:
    return Step(f"theorem-5/descent/repaired/{name}", statement, expected, check, formula)


REPAIRED = Claim(
    id="theorem-5/descent/repaired",
    title="Distance and drift in one step, for any stochastic gradient",
    source="In place of the descent inequality in the proof of Theorem 5",
    statement=(
        "Within delta* of one box of feasible intervals and for gamma <= 1/(2 alpha), the squared "
        "distance contracts up to gamma^2 ghat^2, and Psi decreases by 2 M^2 gamma S^2 up to a "
        "term of mean zero and terms of order gamma^2, whatever ghat is."
    ),
    formula=(
        r"\Psi(w^+) \le \Psi(w) - 2M^2\gamma S^2 - 2M\gamma\langle\hat g - g, z\rangle + "
        r"\gamma^2[(M+\kappa)|\hat g|^2 + 4M\alpha^2 d^2]"
    ),
    assumptions=(
        "0 < epsilon < min gap^2/4 (quartic psi: gap^4/16), w within delta* = min(A/3, "
        "M_c/(2 alpha)) of the box",
        "the gradient is M-Lipschitz on that neighbourhood",
        "0 < gamma <= 1/(2 alpha)",
    ),
    expected="proved",
    check=whole,
    steps=(
        _step(
            "velocity",
            "Where psi <= 0 and the clip does not act, the velocity towards the interval is the "
            "larger of the stochastic gradient's and the force.",
            near.structure,
            r"s v = \max(-s\hat g, U)",
        ),
        _step(
            "distance-maximum",
            "The distance grows at most to gamma |ghat|.",
            distance_maximum,
            r"\delta^+ \le \max(\delta, \gamma|\hat g|)",
        ),
        _step(
            "distance-square",
            "The squared distance contracts.",
            distance_square,
            r"(\delta^+)^2 \le (1-\alpha\gamma)\delta^2 + \gamma^2\hat g^2",
        ),
        _step(
            "inner-product",
            "Moving towards the interval moves towards the minimiser; the constant is sharp.",
            inner_product,
            r"-v(\delta+z) \ge \alpha\delta^2 + \hat g z",
        ),
        _step(
            "velocity-square",
            "The squared velocity.",
            square_of_velocity,
            r"v^2 \le \hat g^2 + 4\alpha^2\delta^2",
        ),
        _step("young", "Young's inequality with the cross term.", young),
        _step("combination", "The sum of the parts, with visible signs.", combination),
        _step(
            "quartic",
            "For the quartic psi the force is half to once the quadratic one, so a = alpha/2 and "
            "b = 2 alpha.",
            near.quartic_bounds,
            r"\tfrac12 \le |\psi_4\psi_2'|/|\psi_4'\psi_2| \le 1",
        ),
        _step(
            "exact-trials",
            "Distance, drift, and the drift's expectation under two-point noise, in exact "
            "fractions, with x^ in closed form for a quadratic loss.",
            exact_trials,
            "",
            "supported",
        ),
        _step(
            "exact-trials-plane",
            "The drift for two coupled coordinates and indefinite losses, in exact fractions.",
            drift_plane.exact_trials,
            "",
            "supported",
        ),
        _step(
            "kappa",
            "Cases that need kappa: with 2a for a in it (for the quartic psi, the quadratic one's "
            "kappa) the drift fails.",
            drift_plane.kappa_decides,
            r"\kappa = (M/a)(M-2a)^+",
            "supported",
        ),
    ),
)
