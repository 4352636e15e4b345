r"""Exact penalties that do decrease along the velocity, and why no smooth one can.

Setting
    One infeasible coordinate without noise; P(w) = l(w) + mu sum of max(0, -psi_i), or
    l(w) + mu sum of dist(w_i, C_i); s the sign of psi', A the smallest infeasible width.
    0 < epsilon < min gap^2/4, |g| <= G.
Valid for
    Directional derivatives of the flow without noise, not discrete steps. In a skewed coordinate
    off the midpoints the derivative along v is at most -v^2 exactly if mu >= (v + g)/psi';
    mu >= (G + min(M_c, 2 alpha delta))/min(1, A - 2 delta) suffices for delta <= A/3, (G + M_c) in
    the numerator for A/3 < delta < A/2; with the distance mu >= G + M_c suffices everywhere.
Source
    In place of the Lyapunov function in the proof of Theorem 6.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import PROVED, line, repair
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import every, iff, minimum, reals, some
from proofs_checks.facts import force, velocity
from proofs_checks.formal import proved

OF = "theorem-6/lyapunov/repaired"
G, V, SLOPE, MU, BOUND, TOP, CLIP, LEAST, DELTA, WIDTH, D, P, U = reals(
    "g v slope mu G V M_c m delta A D p u"
)
ALONG = (G - MU * SLOPE) * V
"""Derivative of l + mu max(0, -psi) along v, where psi < 0."""


def skewed(sign: int) -> dict[str, Any]:
    """Return: the velocity points along psi', which has this sign."""
    return {f"psi' has sign {sign}": sign * SLOPE > 0, "v points along psi'": sign * V > 0}


EXACTLY = [states(iff(ALONG <= -(V**2), MU >= (V + G) / SLOPE), skewed(sign)) for sign in (1, -1)]
BOUNDS = {"|g| <= G": abs(G) <= BOUND, "|v| <= V": abs(V) <= TOP}


def sufficient_values() -> list[Statement]:
    """Return: from |psi'| >= m > 0, mu >= (G + V)/m suffices."""
    return [
        states(ALONG <= -(V**2), {**skewed(sign), **BOUNDS, "m is positive": LEAST > 0,
                                  "|psi'| >= m": sign * SLOPE >= LEAST,
                                  "mu >= (G + V)/m": MU * LEAST >= BOUND + TOP})
        for sign in (1, -1)
    ]  # fmt: skip


ON_A_SIDE = {
    "the middles are at least A wide": every(WIDTH > 0, WIDTH <= D),
    "delta >= 0": DELTA >= 0,
    "nearer than half of A": 2 * DELTA < WIDTH,
}
SLOPES = states(
    every(D - 2 * DELTA >= minimum(1, WIDTH - 2 * DELTA),
          some(3 * DELTA > WIDTH, 3 * (WIDTH - 2 * DELTA) >= WIDTH)), ON_A_SIDE)  # fmt: skip
OTHER_BRANCH = states((G - MU * SLOPE) * -G <= -(G**2), {
    "mu is not negative": MU >= 0, "the gradient step points inside": -G * SLOPE >= 0})  # fmt: skip
WITH_DISTANCE = states(
    G * V - MU * abs(V) <= -(V**2),
    {
        "|g| <= G": abs(G) <= BOUND,
        "|v| <= M_c": abs(V) <= CLIP,
        "mu >= G + M_c": MU >= BOUND + CLIP,
    },
)
INCREASES = states((-BOUND + P) * -U > 0, {
    "the gradient points outward": BOUND > 0, "the force points inward": U > 0,
    "the penalty's slope is below G": P < BOUND})  # fmt: skip


@repair(
    "theorem-6/lyapunov",
    title="An exact penalty decreases along the velocity",
    source="In place of the Lyapunov function in the proof of Theorem 6",
    latex=r"(g_i - \mu\psi'_i)v_i \le -v_i^2 \iff \mu \ge (v_i + g_i)/\psi'_i",
    parts=lambda: [
        velocity.push,
        *EXACTLY,
        *sufficient_values(),
        SLOPES,
        OTHER_BRANCH,
        WITH_DISTANCE,
        force.outside_bounds,
        *proved("theorem-6/lyapunov/repaired"),
    ],
)
def repaired(this):
    """Without noise l + mu P falls along v, in each coordinate at a rate of at least v_i^2.

    P is the sum of max(0, -psi_i). In a skewed coordinate off the midpoints that holds exactly if
    mu >= (v_i + g_i)/psi'_i; explicit sufficient values exist for delta < A/2, and mu >= G + M_c
    suffices everywhere, midpoints included, with the sum of the distances for P.
    """
    return this.conjunction()


@line(OF, PROVED, parts=[velocity.push])
def direction(this):
    """Off the midpoints the velocity points along psi'."""
    return this.conjunction()


@line(OF, PROVED, latex=r"\mu \ge (v_i+g_i)/\psi'_i", parts=EXACTLY)
def exactly(this):
    """Off the midpoints, the exact condition on mu."""
    return this.conjunction()


@line(OF, PROVED, latex=r"\mu \ge (G+V)/m", parts=sufficient_values)
def sufficient(this):
    """A sufficient value from bounds on |v|, |g| and |psi'|."""
    return this.conjunction()


@line(OF, PROVED, latex=r"|\psi'_i| \ge \min(1, A - 2\delta)", parts=[SLOPES])
def slope(this):
    """The bound on |psi'| = D - 2 delta on inner sides; it is 1 outside."""
    return this.conjunction()


@line(OF, PROVED, parts=[OTHER_BRANCH])
def gradient_branch(this):
    """The other branch needs nothing of mu."""
    return this.conjunction()


@line(OF, PROVED, latex=r"\mu \ge G + M_c", parts=[WITH_DISTANCE])
def distance(this):
    """With the distance, which falls at rate |v| along v; midpoints included."""
    return this.conjunction()


@line(OF, PROVED, parts=lambda: [INCREASES, *proved(f"{OF}/no-smooth-penalty")])
def no_smooth_penalty(this):
    """No C^1 penalty that vanishes on C can serve.

    Beside the set its slope is below G, while the force alpha delta <= U is positive there.
    """
    return this.conjunction()
