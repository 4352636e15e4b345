"""One step near one box C of feasible intervals: distance and drift, for any stochastic gradient.

Setting
    N is the sup-norm neighbourhood of C within delta* = min(A/3, M_c/(2 alpha)), A the narrowest
    infeasible middle; w is in N, p = P_C w, d = |w - p|. phi(x) = min over y in C of
    l(y) + M|x - y|^2, with minimiser x^; z = p - x^ at w, S = |z|; kappa = (M/a)(M - 2a)^+ and
    Psi = phi + kappa d^2. grad l is M-Lipschitz on N.
Force
    a delta <= U <= b delta on N: a = alpha (quadratic psi) or alpha/2 (quartic psi), b = 2 alpha;
    the clip does not act there.
Coordinates
    Each is oriented so that w_i - p_i = delta_i >= 0; then t_i is ghat_i, g_i and h_i the gradient
    at w and at x^, v_i the velocity. Reflecting a coordinate changes none of the sums. w^+ may
    leave N. No index set appears, so nothing is selected.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit import rules
from askewtheory.audit.claim import fact
from askewtheory.audit.statement import states
from askewtheory.audit.summing import summed
from askewtheory.audit.terms import (
    Term,
    eq,
    every,
    for_all,
    maximum,
    reals,
    some,
    substitute,
    term,
)
from proofs_checks.facts import velocity
from proofs_checks.facts.sums import DIM, INDEX, total

DELTA, Z, T, U, V, G, H = reals("delta z t U v g h")
GAMMA, A, B, WIDTH, DEPTH, M, KAPPA = reals("gamma a b W c M kappa")
AFTER = reals("delta_after")[0]
NEAR: Any = {"outside or at an end": DELTA >= 0, "a is positive": A > 0,
             "a delta <= U": A * DELTA <= U, "U <= b delta": U <= B * DELTA,
             "a <= b": A <= B}  # fmt: skip
STEP: Any = {"gamma is positive": GAMMA > 0, "gamma b <= 1": GAMMA * B <= 1,
             "the interval has a width": WIDTH > 0}  # fmt: skip
WITHIN: Any = {"gamma is positive": GAMMA > 0, "the interval has a width": WIDTH > 0,
               "inside, c from the end": every(DEPTH >= 0, DEPTH <= WIDTH)}  # fmt: skip
PUSH = maximum(T, U)
"""How fast a coordinate moves inward: v = -max(ghat, U)."""


def after(outward: Any) -> Term:
    """Return the distance of a coordinate that lies ``outward`` of one end of its interval."""
    return maximum(0, outward, -outward - WIDTH)


OUTSIDE = after(DELTA - GAMMA * PUSH)
INSIDE = after(-DEPTH - GAMMA * T)
SHRINKS = (1 - A * GAMMA) * DELTA**2 + GAMMA**2 * T**2


@fact(parts=[
    states(maximum(DELTA, GAMMA * abs(T)) >= OUTSIDE, {**NEAR, **STEP}),
    states(GAMMA * abs(T) >= INSIDE, WITHIN),
])  # fmt: skip
def distance_maximum(this):
    """delta^+ <= max(delta, gamma |ghat|), from outside and from inside."""
    return this.conjunction()


@fact(parts=[
    states(SHRINKS >= OUTSIDE**2, {**NEAR, **STEP}),
    states(INSIDE**2 <= GAMMA**2 * T**2, WITHIN),
])  # fmt: skip
def distance_square(this):
    """(delta^+)^2 <= (1 - a gamma) delta^2 + gamma^2 ghat^2, from outside and from inside."""
    return this.conjunction()


@fact(
    given={"outside or at an end": DELTA >= 0, "z >= 0 there": Z >= 0, "a is positive": A > 0,
           "a delta <= U": A * DELTA <= U},
    concludes=PUSH * (DELTA + Z) >= A * DELTA**2 + T * Z,
)  # fmt: skip
def inner_product(this):
    """-v(delta + z) >= a delta^2 + ghat z: inward is towards x^."""
    return this.solvers()


@fact(given=NEAR, concludes=PUSH**2 <= T**2 + B**2 * DELTA**2)
def square_of_velocity(this):
    """v^2 <= ghat^2 + b^2 delta^2."""
    return this.solvers()


# --- sums over the coordinates --------------------------------------------------------------------


def at(one: Any) -> Any:
    """Return a term or formula about one coordinate as one about coordinate i."""
    names = {"delta": DELTA, "z": Z, "t": T, "U": U, "v": V, "g": G, "h": H, "delta_after": AFTER}
    return substitute(one, {name: value[INDEX] for name, value in names.items()})


def over(body: Any) -> Term:
    """Return the sum of a term about one coordinate over all d."""
    return total(at(body), "i", 1, DIM)


MANY: Any = {"there are d coordinates": DIM >= 1}


@fact(
    given={**MANY, "each coordinate": for_all("i", 1, at(AFTER**2 <= SHRINKS))},
    concludes=(1 - A * GAMMA) * over(DELTA**2) + GAMMA**2 * over(T**2) - over(AFTER**2) >= 0,
)
def distance_sum(this):
    """The squared distances of the coordinates to the box add up to d^2."""
    return this.summed()


E_, C_, S_ = DELTA**2, DELTA * Z, Z**2
EITHER: Any = {
    "inside, or beside an end": some(
        every(eq(DELTA, 0), eq(V, -T)),
        every(DELTA >= 0, Z >= 0, eq(V, -PUSH), A * DELTA <= U, U <= B * DELTA))}  # fmt: skip
NUMBERS: Any = {"M is positive": M > 0, "a is positive": A > 0, "a <= b": A <= B,
                "gamma is positive": GAMMA > 0, "kappa >= 0": KAPPA >= 0,
                "kappa = (M/a)(M - 2a)^+, or more": M * (M - 2 * A) <= KAPPA * A}  # fmt: skip
PHI, PHI_AFTER, SQUARE = reals("phi phi_after D_after")
BOX: Any = {
    "x^ minimises over a box: <h + 2M(x^ - w), z> >= 0":
        over(H * Z) - 2 * M * (over(C_) + over(S_)) >= 0,
    "|g - h|^2 <= M^2 |w - x^|^2":
        M**2 * (over(E_) + 2 * over(C_) + over(S_)) - over((G - H) ** 2) >= 0,
    "(d^+)^2 <= (1 - a gamma) d^2 + gamma^2 |ghat|^2":
        (1 - A * GAMMA) * over(E_) + GAMMA**2 * over(T**2) - SQUARE >= 0,
    "phi(w^+) <= l(x^) + M|w^+ - x^|^2":
        PHI + 2 * M * GAMMA * over(V * (DELTA + Z)) + M * GAMMA**2 * over(V**2) - PHI_AFTER >= 0,
}  # fmt: skip
BOUND = (PHI + KAPPA * over(E_) - 2 * M**2 * GAMMA * over(S_) - 2 * M * GAMMA * over((T - G) * Z)
         + GAMMA**2 * ((M + KAPPA) * over(T**2) + M * B**2 * over(E_)))  # fmt: skip
ALONG = [
    (-2 * M * GAMMA, V * (DELTA + Z)), (-2 * M * GAMMA, (T - G) * Z), (-2 * M * GAMMA, H * Z),
    (GAMMA, (G - H) ** 2), (-(M * GAMMA**2), V**2), (M * GAMMA**2, T**2),
    (KAPPA * A * GAMMA + M * GAMMA**2 * B**2 - M**2 * GAMMA, E_), (2 * M**2 * GAMMA, C_),
    (M**2 * GAMMA, S_),
]  # fmt: skip
"""What one coordinate adds to the bound, once the four facts about the box are taken off."""
PARTS = (-V * (DELTA + Z) >= A * E_ + T * Z, V**2 <= T**2 + B**2 * E_, C_ >= 0)
"""Inward is towards x^; the length of v; and C is convex."""


ADDS = sum((factor * body for factor, body in ALONG), term(0)) >= 0


@fact(given={**NUMBERS, **EITHER}, concludes=ADDS)
def coordinate(this):
    """Each coordinate adds to the bound what is not negative."""
    known = this.statement.formulas
    lipschitz, _, _, gamma, _, kappa, _ = known
    inward, length, convex = PARTS
    last = states(ADDS, [lipschitz, gamma, kappa, inward, length, convex])
    return this.chain(
        *(states(one, known) for one in PARTS),
        rules.certificate(last, [
            (2, [0, 1, 3]), (1, [0, 1, 1, 4]), (2, [0, 0, 1, 5]),
            ((G - H + M * Z) ** 2, [1]), (DELTA**2, [1, 2]),
        ]),
    )  # fmt: skip


@fact(
    given={
        **MANY,
        **NUMBERS,
        **BOX,
        "each coordinate": for_all("i", 1, at(some(*EITHER.values()))),
    },
    concludes=PHI_AFTER + KAPPA * SQUARE <= BOUND,
)
def drift(this):
    """Psi(w^+) <= Psi(w) - 2 M^2 gamma S^2 - 2 M gamma <ghat - g, z> + gamma^2 [...]."""
    known = this.statement.formulas
    each = known[-1].args[3]
    numbers = [*NUMBERS.values()]
    fixed = this.statement.under([known[0], *numbers, known[-1]]).concluding(
        sum((factor * over(body) for factor, body in ALONG), term(0)) >= 0
    )
    moved = rules.instance(
        states(at(ADDS), [*numbers, each]),
        coordinate.judgement,
        {name: reals(name)[0][INDEX] for name in ("delta", "z", "t", "U", "v", "g", "h")},
    )
    sums = summed(fixed, [moved])
    last = states(this.statement.conclusion, [*numbers, *BOX.values(), fixed.conclusion])
    return this.chain(sums, rules.certificate(last, [
        (1, [9]), (1, [4, 8]), (1, [3, 7]), (2, [0, 3, 6]), (1, [10]),
    ]))  # fmt: skip


@fact(parts=[velocity.inside, velocity.structure, distance_maximum, distance_square, distance_sum])
def distance(this):
    """Both distance inequalities, for the kernel's velocity, and their sum over coordinates."""
    return this.conjunction()
