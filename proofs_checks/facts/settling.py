"""Lemma 5' and Corollary 1': how soon a coordinate comes within gamma G of its interval, and stays.

One coordinate outside its interval of width W, at distance delta, on the side of an infeasible
middle of width D (or on an outer side); t is the length of its inward step. P = gamma G,
C = gamma M_c, K = gamma alpha and q = gamma tau with tau = min(alpha gamma G, M_c). What is assumed
of t is what ``facts.velocity`` and ``facts.force`` prove of the kernel.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import (
    Formula,
    Term,
    eq,
    every,
    implies,
    maximum,
    minimum,
    reals,
    some,
    term,
)
from proofs_checks.facts import cells, distance, force, velocity
from proofs_checks.facts.cells import C, P, S, W, X

DELTA, T, D, RATE, Q, A = reals("delta t D K q a")
BEYOND = (DELTA - T, term(0), T - DELTA - W)
"""The distance after the step is the largest: short of the interval, in it, beyond its far end."""
BASIC: Any = {"outside": DELTA > 0, "inward": T > 0, "the interval has a width": W > 0,
              "P is a length": P >= 0, "C is positive": C > 0, "q is a length": Q >= 0}  # fmt: skip
SHORT: Any = {"no longer than the gradient's or the force's step": some(T <= P, T <= C)}
FAR: Any = {"from delta >= gamma G on, at least gamma tau": implies(DELTA >= P, T >= Q)}
INTERVAL: Any = {"gamma M_c <= W + gamma G": C <= W + P}


def after_at_most(*limits: Any) -> Formula:
    """Return: the distance after the step is at most the largest of ``limits``."""
    return every(*(some(*(part <= limit for limit in limits)) for part in BEYOND))


@fact(given={**BASIC, **SHORT, **FAR, **INTERVAL}, concludes=after_at_most(DELTA - Q, P))
def interval_step(this):
    """gamma M_c <= W + gamma G: delta^+ <= max(delta - gamma tau, gamma G)."""
    return this.solvers()


OFF = {"off the midpoint": 2 * DELTA < D,
       "a gradient step, or the force, which the clip may shorten": some(
           T <= P, every(T * (D - 2 * DELTA) <= RATE * DELTA * (D - DELTA), T <= C))}  # fmt: skip
MIDDLE = {"at the midpoint": eq(2 * DELTA, D), "the convention": eq(T, C)}
OUTER = {"a gradient step or the force": some(T <= P, T <= RATE * DELTA)}
CALM: Any = {"gamma alpha is positive": RATE > 0, "gamma alpha <= 1/2": 2 * RATE <= 1}
INNER: Any = {"gamma M_c <= W + D/2": 2 * C <= 2 * W + D}
TAU: Any = {"tau <= alpha gamma G": RATE * P >= Q}


@fact(parts=[
    states(after_at_most(DELTA - Q, P), {**BASIC, **FAR, **place, **CALM, **INNER, **TAU})
    for place in (OFF, MIDDLE)
])  # fmt: skip
def contraction_step(this):
    """gamma alpha <= 1/2 and gamma M_c <= W + D/2: the same, inner sides, midpoints included."""
    return this.conjunction()


@fact(given={**BASIC, **FAR, **OUTER, **CALM}, concludes=after_at_most(DELTA - Q, P))
def contraction_outer(this):
    """The same on an outer side, where the force is alpha delta."""
    return this.solvers()


@fact(
    given={"gamma alpha is positive": RATE > 0, "C is positive": C > 0, "P is a length": P >= 0,
           "delta >= gamma G": DELTA >= P, "q = gamma tau": eq(Q, minimum(RATE * P, C))},
    concludes=minimum(RATE * DELTA, C) >= Q,
)  # fmt: skip
def least_force(this):
    """From delta >= gamma G on gamma min(alpha delta, M_c) is at least gamma tau."""
    return this.solvers()


@fact(parts=[least_force, velocity.push, distance.quadratic, distance.quartic])
def least_step(this):
    """So is the step, since |u| >= alpha delta; for the quartic psi with half of alpha."""
    return this.conjunction()


GAMMA, L, ALPHA, CLIP, U, G = reals("gamma L alpha M_c U G")
VALUE: Any = {"alpha, gamma, L and M_c are positive": every(ALPHA > 0, GAMMA > 0, L > 0, CLIP > 0)}


@fact(parts=[
    force.lower, force.outer,
    states(minimum(U, CLIP) >= minimum(ALPHA * GAMMA * L, CLIP),
           {**VALUE, "d >= gamma L": DELTA >= GAMMA * L, "the force": U >= ALPHA * DELTA}),
    states(eq(minimum(U, CLIP), minimum(ALPHA * GAMMA * L, CLIP)),
           {**VALUE, "d = gamma L": eq(DELTA, GAMMA * L), "an outer side": eq(U, ALPHA * DELTA)}),
])  # fmt: skip
def tau(this):
    """The least clipped force over d >= gamma L is min(alpha gamma L, M_c).

    It is a lower bound, and attained on outer sides, which every coordinate has.
    """
    return this.conjunction()


def outside(x: Any) -> Term:
    """Return the distance of x to [0, W]."""
    return maximum(-x, 0, x - W)


FEASIBLE: Any = {"feasible": every(X >= 0, X <= W)}


@fact(given={**cells.STEP, **FEASIBLE}, concludes=outside(X + S) <= P)
def feasible_step(this):
    """A feasible coordinate leaves by at most gamma G."""
    return this.solvers()


# --- a sharper count: a = gamma alpha, half of it for the quartic psi -----------------------------


def _sharper(given: Any) -> list[Statement]:
    facts = {
        **given,
        "0 < a < 1": every(A > 0, A < 1),
        "the least step": some(A * DELTA <= T, C <= T),
    }
    shorter, clipped = (1 - A) * DELTA, DELTA - C
    return [
        states(after_at_most(shorter, P), {**facts, "the clip does not act": A * DELTA <= C}),
        states(after_at_most(clipped, P), {**facts, "the clip acts": A * DELTA > C}),
    ]


LESS: Any = {"a <= gamma alpha": A <= RATE}


@fact(parts=lambda: [
    *_sharper({**BASIC, **SHORT, **INTERVAL}),
    *_sharper({**BASIC, **OFF, **CALM, **LESS, **INNER}),
    *_sharper({**BASIC, **MIDDLE, **CALM, **LESS, **INNER}),
    *_sharper({**BASIC, **OUTER, **CALM, **LESS}),
])  # fmt: skip
def sharper_step(this):
    """One step multiplies delta by 1 - a, or shortens it by gamma M_c, or ends within gamma G.

    Under either alternative: gamma M_c <= W + gamma G, or gamma alpha <= 1/2 (inner sides with
    gamma M_c <= W + D/2, and outer sides).
    """
    return this.conjunction()
