"""The lines of Theorem 6's Claim that do follow, as statements over the reals."""

from __future__ import annotations

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import QUADRATIC
from askewtheory.provers import Twin, by_hand, certify_identity, conjunction, prove
from proofs_legacy import mfcq, near
from proofs_legacy.common import equal, on_every_path, reals
from proofs_legacy.theorem_6_mean_field import interior

G, PSI, SLOPE, ALPHA, CLIP, SIGN = reals("g psi slope alpha M_c sign")
GRADIENT_OF_L = G + ALPHA * PSI * SLOPE
FORCE = -ALPHA * PSI / SLOPE
INFEASIBLE = [PSI <= 0, ALPHA > 0]
HOLDS = [*INFEASIBLE, -G * SLOPE >= -ALPHA * PSI]
FAILS = [*INFEASIBLE, sympy.Ne(SLOPE, 0), -G * SLOPE < -ALPHA * PSI]


def case_1() -> Outcome:
    """psi > 0: h = -g, [grad L] = g as min(0, psi) = 0, and g(-g) = -(-g)^2."""
    gradient = G + ALPHA * sympy.Min(0, PSI) * SLOPE
    loss = prove(
        equal(gradient, G),
        given=[PSI > 0],
        control=Twin("psi of either sign", given=[ALPHA > 0]),
    )
    product = certify_identity(G * -G, -((-G) ** 2), control=G**2)
    return conjunction(interior(), loss, product, reason="h = -g, grad L = g, product -h^2")


def null_set() -> Outcome:
    """Where psi <= 0, psi' = 0 at midpoints only: finitely many numbers for each coordinate."""
    return by_hand(
        mfcq.nonzero_slope(QUADRATIC),
        "measure: the set is a finite union of hyperplanes w_i = m, each of measure zero",
    )


def a_product() -> Outcome:
    """(g + alpha psi psi')(-g) = -g^2 - alpha psi psi' g."""
    right = -(G**2) - ALPHA * PSI * SLOPE * G
    return certify_identity(GRADIENT_OF_L * -G, right, control=-right)


def a_where() -> Outcome:
    """-alpha psi psi' g <= -alpha^2 psi^2 under the gradient condition."""
    return prove(
        -ALPHA * PSI * SLOPE * G <= -((ALPHA * PSI) ** 2),
        given=HOLDS,
        control=Twin("without the condition", given=INFEASIBLE),
    )


def a_bound() -> Outcome:
    """-g^2 - alpha psi psi' g <= -g^2 - alpha^2 psi^2 <= -g^2."""
    first = prove(
        GRADIENT_OF_L * -G <= -(G**2) - (ALPHA * PSI) ** 2,
        given=HOLDS,
        control=Twin("without the condition", given=INFEASIBLE),
    )
    second = prove(
        -(G**2) - (ALPHA * PSI) ** 2 <= -(G**2),
        given=INFEASIBLE,
        control=Twin("strictly", -(G**2) - (ALPHA * PSI) ** 2 < -(G**2)),
    )
    return conjunction(first, second, reason="both inequalities")


def b_force() -> Outcome:
    """The kernel's velocity is -alpha psi/psi' where the condition fails and the clip does not act.

    So the product with the gradient of L is the printed one.
    """
    base = [near.PSI <= 0, near.ALPHA > 0, near.CLIP > 0, sympy.Ne(near.SLOPE, 0)]
    force = -near.ALPHA * near.PSI
    given = [*base, -near.GRADIENT * near.SLOPE < force]
    slope_of_l = near.GRADIENT + near.ALPHA * near.PSI * near.SLOPE
    return prove(
        on_every_path(
            near.velocity_paths(),
            lambda v: equal(slope_of_l * v * near.SLOPE, slope_of_l * force),
        ),
        given=[*given, near.CLIP * sympy.Abs(near.SLOPE) >= force],
        control=Twin("the clip may act", given=given),
    )


def b_product() -> Outcome:
    """(g + alpha psi psi')(-alpha psi/psi') = -alpha psi g/psi' - alpha^2 psi^2."""
    right = -ALPHA * PSI * G / SLOPE - (ALPHA * PSI) ** 2
    printed = -ALPHA * PSI * G / SLOPE - ALPHA**2 * PSI
    return certify_identity(GRADIENT_OF_L * FORCE, right, control=printed)


def b_reversed() -> Outcome:
    """If the condition fails, the corrected line 2 is at least -alpha^2 psi^2 (1/psi'^2 + 1)."""
    left = -ALPHA * PSI * G / SLOPE - (ALPHA * PSI) ** 2
    bound = -((ALPHA * PSI) ** 2) * (1 / SLOPE**2 + 1)
    return prove(
        left >= bound,
        given=FAILS,
        control=Twin("strictly (psi = 0)", left > bound),
    )


def b_last() -> Outcome:
    """-alpha^2 psi^2 (1/psi'^2 + 1) <= -(alpha psi/psi')^2 = -u^2."""
    bound = -((ALPHA * PSI) ** 2) * (1 / SLOPE**2 + 1)
    return conjunction(
        prove(
            bound <= -((ALPHA * PSI / SLOPE) ** 2),
            given=[ALPHA > 0, sympy.Ne(SLOPE, 0)],
            control=Twin("strictly (psi = 0)", bound < -((ALPHA * PSI / SLOPE) ** 2)),
        ),
        certify_identity(-((ALPHA * PSI / SLOPE) ** 2), -(FORCE**2), control=FORCE**2),
        reason="the inequality and the square of the force",
    )


def clip_factor() -> Outcome:
    """x (s M_c) = x u (s M_c/u)."""
    u, x = reals("u x")
    return certify_identity(x * SIGN * CLIP, x * u * (SIGN * CLIP / u), control=x * u * SIGN * CLIP)


def clip_simplified() -> Outcome:
    """-u^2 s M_c/u = (alpha psi/psi') s M_c for u = -alpha psi/psi'."""
    left = -((ALPHA * PSI / SLOPE) ** 2) * SIGN * CLIP / FORCE
    right = ALPHA * PSI / SLOPE * SIGN * CLIP
    return certify_identity(left, right, control=-right)


def clip_bound() -> Outcome:
    """-u s M_c <= -s^2 M_c^2 for |u| >= M_c and s the sign of u."""
    u = reals("u")[0]
    given = [CLIP > 0, equal(SIGN**2, 1), SIGN * u > 0]
    return prove(
        -u * SIGN * CLIP <= -(SIGN**2) * CLIP**2,
        given=[*given, sympy.Abs(u) >= CLIP],
        control=Twin("without |u| >= M_c", given=given),
    )


def clip_sign() -> Outcome:
    """-s^2 M_c^2 = -M_c^2."""
    return prove(
        equal(-(SIGN**2) * CLIP**2, -(CLIP**2)),
        given=[equal(SIGN**2, 1), CLIP > 0],
        control=Twin("s in [-1, 1]", given=[SIGN**2 <= 1, CLIP > 0]),
    )
