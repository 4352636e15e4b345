"""Lines of Theorem 5's descent: the descent lemma, the force term, and what follows by algebra.

``kept`` is the sum of squared gradients over types 1 and 2, ``n`` the number of other coordinates.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
from askewtheory.losses.formulas import huber, huber_slope
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    certify_identity,
    conjunction,
    prove,
    replay,
)
from proofs_legacy.common import reals
from proofs_legacy.theorem_5_display import CELL, END

GAMMA, L, KEPT, NUMBER, D, ALPHA, DELTA, SIGMA2 = reals("gamma L kept n d alpha delta sigma2")
RANGE = [GAMMA > 0, L > 0, KEPT >= 0, NUMBER >= 0, NUMBER <= D, ALPHA > 0, DELTA >= 0]
FORCES = (
    2 * ALPHA * DELTA * L * GAMMA * NUMBER + GAMMA**2 * L / 2 * 4 * ALPHA**2 * DELTA**2 * NUMBER
)
REST = 2 * D * L * GAMMA * ALPHA * DELTA + 2 * D * L * GAMMA**2 * ALPHA**2 * DELTA**2


def line_4() -> Outcome:
    """-gamma(1 - gamma L/2) <= -gamma/2 for gamma_k L <= 1, and n <= d coordinates are skewed."""
    left = -GAMMA * KEPT + GAMMA**2 * L / 2 * (KEPT + SIGMA2) + FORCES
    right = -GAMMA / 2 * KEPT + L * GAMMA**2 * SIGMA2 / 2 + REST
    return prove(
        left <= right,
        given=[*RANGE, SIGMA2 >= 0, GAMMA * L <= 1],
        control=Twin("gamma L <= 2 only", given=[*RANGE, SIGMA2 >= 0, GAMMA * L <= 2]),
    )


def strict_half() -> Outcome:
    """gamma_{k_0} = 1/L is allowed by statement (i), and 1 - gamma L/2 = 1/2 is not above 1/2."""
    gamma, bound = F(1, 2), F(2)
    hypotheses = [Check("gamma_{k_0} <= min(1, 1/L)", gamma, "<=", min(F(1), 1 / bound))]
    value = 1 - gamma * bound / 2
    return replay(
        Instance(
            {"gamma_{k_0}": gamma, "L": bound},
            hypotheses,
            Check("1 - gamma_{k_0} L/2 > 1/2", value, ">", F(1, 2)),
        ),
        control=Instance({}, hypotheses, Check(">= instead", value, ">=", F(1, 2))),
    )


def later_step() -> Outcome:
    """l = w in the interior, no noise, L = 1: gamma_{k_0} = 1, then gamma = 4 (A5 allows it)."""
    found = []
    for gamma in (F(4), F(1)):
        hypotheses = [Check("gamma_{k_0} <= min(1, 1/L)", F(1), "<=", 1)]
        line_3 = -gamma + gamma**2 / 2  # g = 1, sigma = 0, no coordinate is skewed
        check = Check("-gamma + gamma^2 L/2 <= -gamma/2", line_3, "<=", -gamma / 2)
        found.append(
            Instance({"loss": "w", "L": 1, "gamma_{k_0}": 1, "gamma_k": gamma}, hypotheses, check)
        )
    return replay(found[0], control=found[1])


def constant_a() -> Outcome:
    """2dL alpha + 2d alpha^2 delta >= 2dL(alpha + gamma alpha^2 delta) for gamma L <= 1."""
    left = 2 * D * L * ALPHA + 2 * D * ALPHA**2 * DELTA
    right = 2 * D * L * (ALPHA + GAMMA * ALPHA**2 * DELTA)
    given = [D >= 1, L > 0, ALPHA > 0, DELTA >= 0, GAMMA > 0]
    return prove(
        left >= right,
        given=[*given, GAMMA * L <= 1],
        control=Twin("gamma L <= 2 only", given=[*given, GAMMA * L <= 2]),
    )


def line_5() -> Outcome:
    """Rearranged, and the two force terms collected in a gamma delta (given line 4)."""
    before, after, a = reals("E E_next a")
    bound = before - GAMMA / 2 * KEPT + L * GAMMA**2 * SIGMA2 / 2 + REST
    claimed = before - after + L * GAMMA**2 * SIGMA2 / 2 + a * GAMMA * DELTA
    enough = a >= 2 * D * L * (ALPHA + GAMMA * ALPHA**2 * DELTA)
    return prove(
        claimed >= GAMMA / 2 * KEPT,
        given=[*RANGE, after <= bound, enough],
        control=Twin("a >= 2dL alpha only", given=[*RANGE, after <= bound, a >= 2 * D * L * ALPHA]),
    )


def line_6() -> Outcome:
    """Given line 5 of two steps, kept_k = (gamma_k/2) E sum g_i^2: the sum telescopes."""
    first, second, third, g0, g1, kept0, kept1, a = reals("E1 E2 E3 g0 g1 kept0 kept1 a")

    def extra(squares: sympy.Expr, total: sympy.Expr) -> sympy.Expr:
        return L * SIGMA2 / 2 * squares + a * DELTA * total

    bound = first - third + extra(g0**2 + g1**2, g0 + g1)
    scalar = prove(
        kept0 + kept1 <= bound,
        given=[L > 0, DELTA >= 0, SIGMA2 > 0, a > 0, g0 > 0, g1 > 0,
               kept0 <= first - second + extra(g0**2, g0),
               kept1 <= second - third + extra(g1**2, g1)],
        control=Twin("half of the noise", kept0 + kept1 <= bound - L * SIGMA2 / 4 * g0**2),
    )  # fmt: skip
    return by_hand(scalar, "more than two steps: by induction, the losses telescope")


def line_7() -> Outcome:
    """E over tau = the weighted sum: gamma_k/H = (2/H)(gamma_k/2), term by term."""
    h, x = reals("H x")
    return certify_identity(GAMMA / h * x, 2 / h * (GAMMA / 2 * x), control=GAMMA / h * x / 2)


def line_8() -> Outcome:
    """Given line 6: times 2/H, and (2 a delta/H) sum gamma = 2 a delta."""
    total, left, first, last, squares, a = reals("H T E1 E2 Q a")
    given = [total > 0, left <= first - last + L * SIGMA2 / 2 * squares + a * DELTA * total]
    bound = 2 / total * (first - last) + L * SIGMA2 / total * squares + 2 * a * DELTA
    joined = conjunction(
        prove(
            2 * left / total <= bound,
            given=given,
            control=Twin("a delta only", 2 * left / total <= bound - a * DELTA),
        ),
        vanishing(),
        reason="2/H times line 6; the rest of the bound is O(1/H)",
    )
    return by_hand(
        joined,
        "limit: H tends to infinity, the sum of squares is finite (A5), and E l(w^(K+1)) stays "
        "bounded, since l is Lipschitz (A3), d(w^(K+1), C) <= delta and C is bounded",
    )


def vanishing() -> Outcome:
    """If H >= (range of E l + L sigma^2 sum gamma^2)/eta then the rest is at most 2 eta."""
    total, spread, noise, eta = reals("H R N eta")
    return prove(
        2 * spread / total + noise / total <= 2 * eta,
        given=[total > 0, eta > 0, spread >= 0, noise >= 0, total * eta >= spread + noise],
        control=Twin("at most eta", 2 * spread / total + noise / total <= eta),
    )


def line_1() -> Outcome:
    """The descent lemma needs a Lipschitz gradient; A3 bounds the gradient only."""
    width, center, w, gamma = F(1, 8), F(1), F(9, 8), F(1, 2)
    slope = huber_slope(w, width, center, F(1))
    velocity = CELL.velocity(w, slope)
    after = w + gamma * velocity
    value, later = (huber(x, width, center, F(1)) for x in (w, after))
    bound = value + gamma * velocity * slope + gamma**2 / 2 * velocity**2
    smooth = value + gamma * velocity * slope + gamma**2 * 8 / 2 * velocity**2
    hypotheses = [
        Check("A3 with L = 1: the slope is at most", abs(slope), "<=", 1),
        Check("psi(w) > 0", CELL.psi(w), ">", 0),
        Check("no noise: sigma = 0, ghat = g = 1", slope, "==", 1),
        Check("gamma <= min(1, 1/L)", gamma, "<=", 1),
    ]
    setting = CELL.setting(loss="Huber, width 1/8, center 1, slope 1", w=w, gamma=gamma, L=1)
    printed = Check("l(w^+) <= l + gamma v g + gamma^2 L v^2/2", later, "<=", bound)
    repaired = Check("with the smoothness M = 8 in place of L", later, "<=", smooth)
    return replay(
        Instance(
            setting,
            hypotheses,
            printed,
            header=("w", "g", "v", "w^+", "l(w)", "l(w^+)", "bound"),
            rows=[(w, slope, velocity, after, value, later, bound)],
        ),
        control=Instance(setting, hypotheses, repaired),
    )


def force_term() -> Outcome:
    """A3 with squares allows |g| = sqrt(L) > L: then u g exceeds 2 alpha delta L."""
    w, slope, bound = F(2), F(-1, 4), F(1, 16)
    force, delta = CELL.velocity(w, slope), F(1, 4)
    setting = CELL.setting(loss="-w/4", w=w, g=slope, L=bound, delta=delta)
    hypotheses = [
        Check("A3: |l(x) - l(y)|^2 = (x - y)^2/16 <= L (x - y)^2", slope**2, "<=", bound),
        Check("d(w, C) = w - 7/4 <= delta", w - END, "<=", delta),
        Check("the force acts: v = u = -alpha delta", force, "==", -delta),
        Check("|u| <= 2 alpha delta", abs(force), "<=", 2 * delta),
    ]
    printed = Check("u g <= 2 alpha delta L", force * slope, "<=", 2 * delta * bound)
    repaired = Check("u g <= 2 alpha delta G with G = 1/4", force * slope, "<=", 2 * delta / 4)
    return replay(
        Instance(
            setting,
            hypotheses,
            printed,
            header=("w", "g", "u", "u g", "2 alpha delta L"),
            rows=[(w, slope, force, force * slope, 2 * delta * bound)],
        ),
        control=Instance(setting, hypotheses, repaired),
    )
