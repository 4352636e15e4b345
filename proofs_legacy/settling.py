"""Lemma 5': how soon a coordinate comes within gamma G of its interval, and that it stays there.

One coordinate outside its interval of width W, at distance delta, on the side of an infeasible
middle of width D (or on an outer side); t is the length of its inward step. P = gamma G,
C = gamma M_c, k = gamma alpha and q = gamma tau with tau = min(alpha gamma G, M_c). What is assumed
of t is what ``cell_moves.velocity_facts`` and Lemma 2' prove of the kernel.
"""

from __future__ import annotations

from functools import cache

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import Twin, by_hand, conjunction, prove
from proofs_legacy import cell_moves, lemma_2_repaired, near
from proofs_legacy.common import equal, every, reals

DELTA, T, W, D, P, C, K, Q, START, COUNT, A = reals("delta t W D P C k q delta_0 n a")
BEYOND = (DELTA - T, sympy.S.Zero, T - DELTA - W)
"""The distance after the step is the largest: short of the interval, in it, beyond its far end."""
BASIC = [DELTA > 0, T > 0, W > 0, P >= 0, C > 0, Q >= 0]
LENGTH = [sympy.Or(T <= P, T <= C), sympy.Implies(DELTA >= P, T >= Q)]


def after_at_most(*limits: sympy.Basic) -> sympy.Basic:
    """Return the formula: the distance after the step is at most the largest of ``limits``."""
    return every(*(sympy.Or(*(part <= limit for limit in limits)) for part in BEYOND))


@cache
def interval_step() -> Outcome:
    """gamma M_c <= W + gamma G: delta^+ <= max(delta - gamma tau, gamma G)."""
    return prove(
        after_at_most(DELTA - Q, P),
        given=[*BASIC, *LENGTH, C <= W + P],
        control=Twin(
            "gamma M_c larger by 1%", given=[*BASIC, *LENGTH, 100 * C <= 101 * (W + P), P > 0]
        ),
    )


def _forced(middle: bool = False) -> list:
    """Return what is known on an inner side, at the midpoint or off it.

    The length of a forced step is |u| <= alpha delta (D - delta)/(D - 2 delta), clipped at M_c; at
    the midpoint, delta = D/2, the convention says M_c.
    """
    off = every(T * (D - 2 * DELTA) <= K * DELTA * (D - DELTA), T <= C)
    place = [equal(2 * DELTA, D), equal(T, C)] if middle else [2 * DELTA < D, sympy.Or(T <= P, off)]
    return [*BASIC, K > 0, *place]


@cache
def contraction_step() -> Outcome:
    """gamma alpha <= 1/2 and gamma M_c <= W + D/2: the same, inner sides, midpoints included."""
    found = []
    for middle in (False, True):
        given = [*_forced(middle), LENGTH[1], K * P >= Q]
        found.append(
            prove(
                after_at_most(DELTA - Q, P),
                given=[*given, 2 * K <= 1, 2 * C <= 2 * W + D],
                control=Twin("without the limit on gamma M_c", given=[*given, 2 * K <= 1]),
            )
        )
    return conjunction(*found, reason="off the midpoint, and at it")


@cache
def contraction_outer() -> Outcome:
    """The same on an outer side, where the force is alpha delta."""
    given = [*BASIC, K > 0, sympy.Or(T <= P, T <= K * DELTA), LENGTH[1]]
    return prove(
        after_at_most(DELTA - Q, P),
        given=[*given, 2 * K <= 1],
        control=Twin("gamma alpha <= 4", given=[*given, K <= 4]),
    )


@cache
def least_step() -> Outcome:
    """From delta >= gamma G on the step is at least gamma tau, as alpha delta <= |u|."""
    scalar = prove(
        sympy.Min(K * DELTA, C) >= Q,
        given=[K > 0, C > 0, P >= 0, DELTA >= P, equal(Q, sympy.Min(K * P, C))],
        control=Twin("delta >= P/2", given=[K > 0, C > 0, P > 0, 2 * DELTA >= P,
                                            equal(Q, sympy.Min(K * P, C))]),
    )  # fmt: skip
    return conjunction(
        scalar, near.push(), cell_moves.geometry(), reason="t >= gamma min(alpha delta, M_c)"
    )


@cache
def tau() -> Outcome:
    """The infimum of the clipped force over d >= gamma L is min(alpha gamma L, M_c)."""
    return by_hand(
        conjunction(
            least_step(), lemma_2_repaired.outer(), reason="a lower bound, attained on outer sides"
        ),
        "infimum: every coordinate has outer sides, where |u| = alpha d, so d = gamma L attains it",
    )


@cache
def feasible_step() -> Outcome:
    """A feasible coordinate leaves by at most gamma G."""
    x, step = cell_moves.X, cell_moves.STEP
    inside = [x >= 0, x <= cell_moves.W]
    outside = sympy.Max(-(x + step), 0, x + step - cell_moves.W)
    return prove(
        outside <= cell_moves.P,
        given=[*cell_moves.facts(), *inside],
        control=Twin("99/100 gamma G", 100 * outside <= 99 * cell_moves.P),
    )


@cache
def count() -> Outcome:
    """n gamma tau >= delta_0 - gamma G steps suffice."""
    scalar = prove(
        equal(sympy.Max(START - COUNT * Q, P), P),
        given=[COUNT >= 0, Q > 0, P >= 0, COUNT * Q >= START - P],
        control=Twin("half as many", given=[COUNT >= 0, Q > 0, P >= 0, 2 * COUNT * Q >= START - P]),
    )
    return by_hand(scalar, "induction over k: delta_n <= max(delta_0 - n gamma tau, gamma G)")


def _sharper(given: list) -> Outcome:
    """Prove both phases of the sharper count; a = gamma alpha, half of it for the quartic psi."""
    facts = [*given, A > 0, A < 1, sympy.Or(A * DELTA <= T, C <= T)]
    shorter, clipped = (1 - A) * DELTA, DELTA - C
    return conjunction(
        prove(
            sympy.Implies(A * DELTA <= C, after_at_most(shorter, P)),
            given=facts,
            control=Twin("(1 - 2a) delta", sympy.Implies(
                A * DELTA <= C, after_at_most(shorter - A * DELTA, P))),
        ),
        prove(
            sympy.Implies(A * DELTA > C, after_at_most(clipped, P)),
            given=facts,
            control=Twin("2 C", sympy.Implies(
                A * DELTA > C, after_at_most(clipped - C, P))),
        ),
        reason="one factor, or one decrement, per step",
    )  # fmt: skip


@cache
def geometric() -> Outcome:
    """While a delta <= M_c and a < 1, delta^+ <= max((1 - a) delta, gamma G), a = gamma alpha.

    Under either alternative: gamma M_c <= W + gamma G, or gamma alpha <= 1/2 (inner sides with
    gamma M_c <= W + D/2, and outer sides).
    """
    limit, outer = [A <= K, 2 * K <= 1], [*BASIC, K > 0, sympy.Or(T <= P, T <= K * DELTA)]
    return by_hand(
        conjunction(
            _sharper([*BASIC, LENGTH[0], C <= W + P]),
            _sharper([*_forced(), *limit, 2 * C <= 2 * W + D]),
            _sharper([*_forced(middle=True), *limit, 2 * C <= 2 * W + D]),
            _sharper([*outer, *limit]),
            reason="one factor, or one decrement, per step, under either alternative",
        ),
        "logarithm: (1 - a)^n d <= gamma G from n >= ln(d/(gamma G))/(-ln(1 - a)) on",
    )


@cache
def lemma() -> Outcome:
    """Both alternatives."""
    return by_hand(
        conjunction(
            cell_moves.velocity_facts(),
            interval_step(),
            contraction_step(),
            contraction_outer(),
            least_step(),
            feasible_step(),
            count(),
            reason="one step under either condition, then the count",
        ),
        "induction over k: each coordinate stays in its cell (Lemmas 3', 4'), and within gamma G "
        "once it is there; the Euclidean distance is at most gamma G sqrt(d)",
    )


def _step(name: str, statement: str, check, formula: str = "") -> Step:
    return Step(f"lemma-5/repaired/{name}", statement, "proved", check, formula)


REPAIRED = Claim(
    id="lemma-5/repaired",
    title="Each coordinate settles within gamma G of its interval",
    source="In place of the report's Lemma 5",
    statement=(
        "Let the cells be kept (Lemmas 3' and 4', with their conditions) and either "
        "gamma M_c <= q_+ - q_- + gamma G (so in particular gamma B <= q_+ - q_-, "
        "B = max(G, M_c)) or gamma alpha <= 1/2. With tau = min(alpha gamma G, M_c) each "
        "coordinate has d_i <= gamma G from k_1 on. For the quartic psi halve alpha in tau."
    ),
    formula=(
        r"k_1 = k_0 + \left\lceil\frac{\max(0, d_i(k_0) - \gamma G)}{\gamma\tau}\right\rceil"
    ),
    assumptions=(
        "0 < epsilon < gap^2/4, |grad l| <= G, G > 0, alpha > 0, 0 < M_c < infinity",
        "gamma G <= D/2 and gamma M_c <= q_+ - q_- + D/2 on inner sides",
        "gamma M_c <= q_+ - q_- + gamma G, or gamma alpha <= 1/2",
    ),
    expected="proved",
    check=lemma,
    steps=(
        _step("interval", "One step, first alternative; 1% more breaks it.", interval_step,
              r"\delta^+ \le \max(\delta - \gamma\tau, \gamma G)"),
        _step("contraction", "One step, second alternative, inner side (its midpoint too); the "
              "limit on gamma M_c is needed.", contraction_step, r"\gamma\alpha \le 1/2"),
        _step("contraction-outer", "One step, second alternative, outer side.", contraction_outer),
        _step("least-step", "Steps from delta >= gamma G on are at least gamma tau.", least_step,
              r"t \ge \gamma\min(\alpha\gamma G, M_c)"),
        _step("feasible", "From inside a coordinate leaves by at most gamma G.", feasible_step),
        _step("count", "How many steps.", count),
        _step(
            "geometric",
            "Sharper for gamma alpha < 1, under either alternative: constant decrements gamma M_c "
            "down to M_c/alpha, then a factor 1 - gamma alpha (both counts are 0 where they would "
            "be negative; alpha/2 for the quartic psi).",
            geometric,
            r"\left\lceil\frac{(d_0 - M_c/\alpha)^+}{\gamma M_c}\right\rceil + \left\lceil"
            r"\frac{\ln(\min(d_0, M_c/\alpha)/(\gamma G))^+}{-\ln(1-\gamma\alpha)}\right\rceil",
        ),
    ),
)  # fmt: skip
