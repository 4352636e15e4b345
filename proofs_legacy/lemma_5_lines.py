"""The proof of Lemma 5, sentence by sentence."""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import GRADIENT, PRINTED, SKEW_ALONG, branch_of
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    conjunction,
    paths,
    prove,
    replay,
)
from proofs_legacy import cell_moves, near, settling
from proofs_legacy.common import Coordinate, equal, every, reals
from proofs_legacy.settling import BASIC, DELTA, LENGTH, C, P, Q, T, W

CELL = Coordinate((-1, 1), "3/4", 1, 1)
"""The interval of -1 is [-7/4, -1/2] and its cell (-oo, 0)."""
GAMMA = F(1, 4)


def distance(w: F) -> F:
    """Return the distance to [-7/4, -1/2]."""
    return max(F(-7, 4) - w, F(0), w + F(1, 2))


def small_stepsize(gamma: F = GAMMA, bound: F = F(1), clip: F = F(1)) -> list[Check]:
    """Return Lemma 4's condition on gamma in that cell."""
    step = gamma * max(bound, clip)
    return [
        Check("gamma max{L, M_c} > 0", step, ">", 0),
        Check("gamma max{L, M_c} < q_+ - q_-", step, "<", F(5, 4)),
        Check("gamma max{L, M_c} < m - q_+", step, "<", F(1, 2)),
    ]


def inside_as_displayed() -> Outcome:
    """From a feasible point the distance can be gamma sqrt(L) > gamma L."""
    slow = Coordinate((-1, 1), "3/4", "1/8", "1/16")
    rows = slow.orbit("-9/16", lambda _: F(-1, 4), [1])
    after = distance(rows[1][1])
    setting = slow.setting(loss="-w/4", L="1/16", stepsize=1, start="-9/16")
    return replay(
        Instance(
            setting,
            [
                Check("A3 as displayed, L = 1/16: slope squared", F(1, 16), "<=", F(1, 16)),
                *small_stepsize(F(1), F(1, 16), F(1, 16)),
                Check("psi(w_0) > 0", slow.psi("-9/16"), ">", 0),
            ],
            Check("d(w_1, C) <= gamma L", after, "<=", F(1, 16)),
            header=("k", "w", "g", "v"),
            rows=rows,
        ),
        control=Instance(setting, [], Check("<= gamma sqrt(L)", after, "<=", F(1, 4))),
    )


def inside() -> Outcome:
    """With |g_i| <= L: each distance is at most gamma L, their norm at most gamma L sqrt(d)."""
    return by_hand(
        settling.feasible_step(), "sum over coordinates: d squares, each at most (gamma L)^2"
    )


def force_activates() -> Outcome:
    """An infeasible coordinate whose gradient points inward strongly takes the gradient step."""
    w, g = F(-17, 8), F(-1)
    v = CELL.velocity(w, g)
    force = CELL.ratio(w)
    setting = CELL.setting(loss="-w", L=1, stepsize=GAMMA, w=w)
    weak = Coordinate((-1, 1), "3/4", 4, 2)
    return replay(
        Instance(
            setting,
            [*small_stepsize(), Check("psi(w) < 0", CELL.psi(w), "<", 0),
             Check("branch of the kernel: gradient", CELL.branch(w, g), "==", GRADIENT)],
            Check("v = u", v, "==", force),
            header=("w", "psi", "psi'", "g", "u", "v"),
            rows=[(w, CELL.psi(w), CELL.slope(w), g, force, v)],
        ),
        control=Instance(
            weak.setting(), [], Check("with alpha = 4", weak.velocity(w, g), "==", weak.ratio(w))
        ),
    )  # fmt: skip


def _near() -> tuple:
    """At distance 1/8 < gamma L = 1/4, on the outer side, with zero gradient."""
    w = F(-15, 8)
    v = CELL.velocity(w, 0)
    tau = min(CELL.alpha * GAMMA, CELL.clip)
    hypotheses = [*small_stepsize(), Check("psi(w) < 0", CELL.psi(w), "<", 0),
                  Check("tau = min(alpha gamma L, M_c)", tau, "==", F(1, 4))]  # fmt: skip
    table = {
        "header": ("k", "w", "distance", "v"),
        "rows": [(0, w, distance(w), v), (1, w + GAMMA * v, distance(w + GAMMA * v), "")],
    }
    return w, v, tau, hypotheses, CELL.setting(loss="0", L=1, stepsize=GAMMA, w=w), table


def correction() -> Outcome:
    """Closer than gamma L the force is less than tau."""
    _, v, tau, hypotheses, setting, table = _near()
    far = CELL.velocity(F(-17, 8), 0)
    return replay(
        Instance(setting, hypotheses, Check("gamma |v| >= gamma tau", GAMMA * v, ">=", GAMMA * tau),
                 **table),
        control=Instance(setting, [], Check("at distance 3/8", GAMMA * far, ">=", GAMMA * tau)),
    )  # fmt: skip


def diminishes() -> Outcome:
    """On an inner side |u| = alpha delta (D - delta)/(D - 2 delta) increases with delta."""
    near, far, width = reals("delta_1 delta_2 D")
    given = [near > 0, near <= far, 2 * far < width]

    def force(x: sympy.Expr) -> sympy.Expr:
        return x * (width - x) / (width - 2 * x)

    return prove(
        force(near) <= force(far),
        given=given,
        control=Twin("delta_2 = delta_1 allowed, strictly", force(near) < force(far)),
    )


def gradient_is_stronger() -> Outcome:
    """An infeasible coordinate in S+, with |g| = 1/4 < |u| = 3/8."""
    w, g = F(-17, 8), F(-1, 4)
    force = abs(CELL.ratio(w))
    setting = CELL.setting(loss="-w/4", L=1, stepsize=GAMMA, w=w)
    row = (w, CELL.psi(w), CELL.slope(w), g, CELL.ratio(w), CELL.velocity(w, g))
    strong = CELL.branch(w, F(-1))
    return replay(
        Instance(
            setting,
            [Check("A3 with L = 1: |g|", abs(g), "<=", 1), *small_stepsize(),
             Check("psi(w) < 0", CELL.psi(w), "<", 0),
             Check("branch of the kernel: S+", CELL.branch(w, g), "==", SKEW_ALONG)],
            Check("|g| >= |u|", abs(g), ">=", force),
            header=("w", "psi", "psi'", "g", "u", "v"), rows=[row],
        ),
        control=Instance(
            CELL.setting(loss="-w", L=1, w=w),
            [Check("branch of the kernel: gradient", strong, "==", GRADIENT)],
            Check("with g = -1: |g| >= |u|", 1, ">=", force),
        ),
    )  # fmt: skip


def gradient_branch() -> Outcome:
    """Where psi <= 0 and the kernel takes the gradient branch, -g points inward and |g| >= |u|."""
    psi, slope, g, alpha, u = near.PSI, near.SLOPE, near.GRADIENT, near.ALPHA, near.FORCE
    codes = paths(
        lambda p, s, g, a, clip: branch_of(p, s, g, a, clip, PRINTED),
        psi, slope, g, alpha, near.CLIP,
    )  # fmt: skip

    def whenever(statement: sympy.Basic) -> sympy.Basic:
        return every(*(sympy.Implies(path.condition, statement)
                       for path in codes if int(path.value) == GRADIENT))  # fmt: skip

    found = [
        prove(
            whenever(every(-sign * g >= u, sympy.Abs(g) >= u)),
            given=[*near.INFEASIBLE, sign * slope > 0, equal(u * sign * slope, -alpha * psi)],
            control=Twin("1% more", whenever(100 * sympy.Abs(g) >= 101 * u)),
        )
        for sign in (1, -1)
    ]
    return conjunction(*found, reason="psi' > 0 and psi' < 0; the clip only shortens u")


def decrease() -> Outcome:
    """d_i(k+1) <= d_i(k) - tau gamma fails closer than gamma L."""
    w, v, tau, hypotheses, setting, table = _near()
    before, after = distance(w), distance(w + GAMMA * v)
    printed = Check("d(w_1) <= d(w_0) - tau gamma", after, "<=", before - tau * GAMMA)
    return replay(
        Instance(setting, hypotheses, printed, **table),
        control=Instance(setting, [], Check("d(w_1) <= d(w_0)", after, "<=", before)),
    )


def decrease_far() -> Outcome:
    """For d_i >= gamma L and no overshoot, d_i(k+1) <= max(0, d_i(k) - tau gamma)."""
    given = [*BASIC, *LENGTH, DELTA >= P]
    return prove(
        settling.after_at_most(DELTA - Q, sympy.S.Zero),
        given=[*given, C <= W, P <= W],
        control=Twin("with overshoot", given=[*given, T >= W]),
    )


def of_order_gamma() -> Outcome:
    """A fixed problem, gamma <= W/M_c: delta^+ <= max(delta - gamma tau, R), R = gamma max(L, G).

    L is the report's constant and G the bound on the gradient, so that both readings of A3 count.
    """
    gamma, bound, letter, clip, reach = reals("gamma G L M_c R")
    fixed = [gamma > 0, bound >= 0, letter > 0, equal(P, gamma * bound), equal(C, gamma * clip)]
    given = [
        *BASIC, *fixed, equal(reach, gamma * sympy.Max(letter, bound)), LENGTH[0],
        sympy.Implies(DELTA >= gamma * letter, T >= Q),
    ]  # fmt: skip
    step = prove(
        settling.after_at_most(DELTA - Q, reach),
        given=[*given, gamma * clip <= W],
        control=Twin("any gamma", given=given),
    )
    return by_hand(
        conjunction(
            cell_moves.velocity_facts(), step, settling.least_step(), settling.feasible_step(),
            settling.count(), reason="each coordinate comes within gamma max(L_l, G)",
        ),
        "limit: W/M_c > 0 does not depend on gamma, so that every small gamma is at most it; then "
        "the distance is at most gamma max(L_l, G) sqrt(d), a constant times gamma",
    )  # fmt: skip
