"""Theorem 5*: rates in expectation along the random index, near one box of feasible intervals.

Setting, notation
    As in ``drift``: N, delta*, Psi, S, kappa; H = sum of gamma_k and Gamma_2 = sum of gamma_k^2
    over the steps from k_0 on, tau drawn with probability gamma_k/H, n coordinates.
Source
    In place of Theorem 5.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Twin, by_hand, conjunction, prove
from proofs_legacy import drift, near
from proofs_legacy.common import reals
from proofs_legacy.drift_examples import expected_rates

GAMMA, DISTANCE, STAR, ESTIMATE, BOUND = reals("gamma delta delta_star ghat B")


@cache
def stays() -> Outcome:
    """max(delta, gamma |ghat|) <= delta* for gamma B <= delta*: the run stays in N."""
    given = [GAMMA > 0, DISTANCE >= 0, DISTANCE <= STAR, sympy.Abs(ESTIMATE) <= BOUND]
    return prove(
        sympy.Max(DISTANCE, GAMMA * sympy.Abs(ESTIMATE)) <= STAR,
        given=[*given, GAMMA * BOUND <= STAR],
        control=Twin("gamma B <= 1.01 delta*", given=[*given, 100 * GAMMA * BOUND <= 101 * STAR]),
    )


def _summed(low: sympy.Expr, square: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr, list]:
    """Return gamma_0 D_0 + gamma_1 D_1, D_0 + (gamma_0^2 + gamma_1^2) B^2, and two steps' facts."""
    g0, g1, d0, d1, d2 = reals("g0 g1 D0 D1 D2")
    given = [
        d2 >= 0,
        d1 <= (1 - low * g0) * d0 + g0**2 * square,
        d2 <= (1 - low * g1) * d1 + g1**2 * square,
    ]
    return g0 * d0 + g1 * d1, d0 + (g0**2 + g1**2) * square, given


@cache
def distance_rate() -> Outcome:
    """alpha gamma D <= D - D^+ + gamma^2 B^2, summed over two steps; the last D is >= 0."""
    alpha, square = reals("alpha B2")
    average, bound, given = _summed(alpha, square)
    return prove(
        alpha * average <= bound,
        given=[alpha > 0, *given],
        control=Twin("1% more", sympy.Rational(101, 100) * alpha * average <= bound),
    )


@cache
def quartic_distance_rate() -> Outcome:
    """With alpha/2 for alpha, as for the quartic psi, the bound on E d^2 doubles."""
    alpha, square = reals("alpha B2")
    average, bound, given = _summed(alpha / 2, square)
    scalar = prove(
        alpha * average <= 2 * bound,
        given=[alpha > 0, *given],
        control=Twin("as for the quadratic psi", alpha * average <= bound),
    )
    return conjunction(
        scalar, near.quartic_bounds(), drift.distance(), reason="distances contract by a = alpha/2"
    )


@cache
def escape() -> Outcome:
    """Markov: the indicator of gamma |ghat| > c is at most (gamma ghat/c)^2."""
    c = reals("c")[0]
    square = (GAMMA * ESTIMATE) ** 2
    indicator = sympy.Piecewise((1, GAMMA * sympy.Abs(ESTIMATE) > c), (0, True))
    return prove(
        indicator * c**2 <= square,
        given=[c > 0, GAMMA > 0],
        control=Twin("(1.01 c)^2", indicator * c**2 * sympy.Rational(10201, 10000) <= square),
    )


@cache
def stationary_part() -> Outcome:
    """From the drift: 2 M^2 gamma S^2 <= Psi - Psi^+ + gamma^2 (...), summed over two steps."""
    m, e0, e1, e2, low, s0, s1 = reals("M E0 E1 E2 l S0 S1")
    g0, g1, constant = reals("g0 g1 c")
    given = [
        m > 0,
        g0 > 0,
        g1 > 0,
        e1 <= e0 - 2 * m**2 * g0 * s0 + g0**2 * constant,
        e2 <= e1 - 2 * m**2 * g1 * s1 + g1**2 * constant,
        e2 >= low,
    ]
    average = g0 * s0 + g1 * s1
    bound = e0 - low + (g0**2 + g1**2) * constant
    return prove(
        2 * m**2 * average <= bound,
        given=given,
        control=Twin("1% more", sympy.Rational(202, 100) * m**2 * average <= bound),
    )


@cache
def quartic_stationarity() -> Outcome:
    """The drift holds for any a with a delta <= U <= 2 alpha delta: alpha/2 for the quartic psi."""
    return conjunction(
        stationary_part(),
        drift.drift(),
        near.structure(),
        near.quartic_bounds(),
        reason="the drift with a = alpha/2, which enters kappa only, summed",
    )


def whole() -> Outcome:
    """Drift, stay, sums."""
    parts = conjunction(
        drift.distance(),
        drift.drift(),
        near.outside_bounds(),
        stays(),
        distance_rate(),
        quartic_distance_rate(),
        quartic_stationarity(),
        escape(),
        reason="drift, distance, and their sums",
    )
    averages = by_hand(
        parts,
        "expectations: z depends on w only, so E<ghat - g, z> = 0; Psi >= min l over C; d^2 <= n "
        "delta*^2 on N; T steps like two; dividing by 2 M^2 H and alpha H gives the averages",
    )
    return by_hand(
        averages,
        "from S and d to Z: by Markov's inequality S_tau and d_tau tend to 0 in probability as H "
        "grows and Gamma_2 does not; S and d are continuous on the compact N, and S = d = 0 says "
        "w = x^ in C, which is stationarity, so S + d has a positive minimum where d(w, Z) >= eta",
    )


REPAIRED = Claim(
    id="theorem-5/repaired",
    title="Rates in expectation along the random index",
    source="In place of Theorem 5",
    statement=(
        "From w_{k_0} in N, with |ghat_i| <= B_inf, E|ghat|^2 <= B_2^2 and gamma_k <= "
        "min(1/(2 alpha), delta*/B_inf), the run stays in N and, for tau drawn with probability "
        "gamma_k/H, E S_tau^2 and E d_tau^2 are O((1 + Gamma_2)/H): a rate for S and d, which "
        "are both 0 in Z only. So d(w_tau, Z) tends to 0 in probability. Noise without a bound "
        "leaves N with probability at most B_2^2 Gamma_2/delta*^2."
    ),
    formula=(
        r"\mathbb E S_\tau^2 \le \frac{\Psi(w_{k_0}) - \min_C\ell + \Gamma_2[(M+\kappa)B_2^2 + "
        r"4M\alpha^2 n\delta_*^2]}{2M^2H},\quad "
        r"\mathbb E d_\tau^2 \le \frac{d_{k_0}^2 + \Gamma_2B_2^2}{\alpha H}"
    ),
    assumptions=(
        "0 < epsilon < min gap^2/4 (quartic psi: gap^4/16), gradient M-Lipschitz on N",
        "A5, A6, E|ghat|^2 <= B_2^2, |ghat_i| <= B_inf",
        "gamma_k <= min(1/(2 alpha), delta*/B_inf)",
    ),
    expected="proved",
    check=whole,
    steps=(
        Step("theorem-5/repaired/stays", "The run stays in N.", "proved", stays),
        Step("theorem-5/repaired/distance", "The distance bound.", "proved", distance_rate),
        Step("theorem-5/repaired/distance-quartic", "Twice that for the quartic psi.",
             "proved", quartic_distance_rate,
             r"\mathbb E d_\tau^2 \le 2(d_{k_0}^2 + \Gamma_2B_2^2)/(\alpha H)"),
        Step("theorem-5/repaired/stationarity", "The bound on S.", "proved", stationary_part),
        Step("theorem-5/repaired/stationarity-quartic",
             "For the quartic psi the same bound on S, with kappa for alpha/2.",
             "proved", quartic_stationarity, r"\kappa = (2M/\alpha)(M - \alpha)^+"),
        Step("theorem-5/repaired/escape", "Unbounded noise.", "proved", escape),
        Step(
            "theorem-5/repaired/exact-expectations",
            "Both bounds against exact expectations over all outcomes of two-point noise.",
            "supported",
            expected_rates,
        ),
    ),
)  # fmt: skip
