"""Lemma 5' at every step: how many it takes, by induction, and the sum over coordinates.

Symbols as in ``facts.settling`` and ``facts.cells``; q = gamma tau.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from askewtheory.audit import rules
from askewtheory.audit.claim import Entry, fact
from askewtheory.audit.statement import Hypothesis, Statement, states
from askewtheory.audit.terms import (
    Formula,
    Term,
    eq,
    every,
    for_all,
    implies,
    maximum,
    reals,
    some,
    substitute,
)
from askewtheory.audit.theorem import Judgement
from proofs_checks.facts import cells, sums
from proofs_checks.facts.cells import C, P, S, W, X
from proofs_checks.facts.settling import CALM, INTERVAL, RATE, TAU, A, Q, outside

K = cells.K
Distance = Callable[[Any], Term]
Side = Callable[[Term, Term, Term], Formula]


def falls(distance_at: Distance) -> Formula:
    """Return: at every step the distance falls by q, or is at most gamma G."""
    return for_all("k", 0, distance_at(K + 1) <= maximum(distance_at(K) - Q, P))


def late(distance_at: Distance) -> Formula:
    """Return: from k q >= delta_0 - gamma G on the distance is at most gamma G."""
    return for_all("k", 0, implies(K * Q >= distance_at(0) - P, distance_at(K) <= P))


def prove_late(given: Statement, distance_at: Distance) -> list[Judgement]:
    """Prove, from ``falls`` among the hypotheses: delta_n <= max(delta_0 - n q, P), hence late."""
    bound = distance_at(K) <= maximum(distance_at(0) - K * Q, P)
    base = rules.solvers(states(substitute(bound, {"k": 0}), []))
    one = falls(distance_at).args[3]
    step = rules.solvers(states(substitute(bound, {"k": K + 1}), [Q > 0, one, bound]))
    whole = given.concluding(for_all("k", 0, bound))
    last = states(late(distance_at), [whole.conclusion])
    member = rules.solvers(states(last.conclusion.args[3], [bound]))
    return [rules.induction(whole, base, step), rules.generalisation(last, member)]


def _delta(k: Any) -> Term:
    return reals("delta")[0][k]


def _x(k: Any) -> Term:
    return outside(reals("x")[0][k])


@fact(
    given={"q is positive": Q > 0, "P is a length": P >= 0, "one step": falls(_delta)},
    concludes=late(_delta),
)
def count(this):
    """n gamma tau >= delta_0 - gamma G steps suffice, and from then on delta <= gamma G."""
    return this.chain(*prove_late(this.statement, _delta))


def at_least_tau() -> Formula:
    """Return: from delta >= gamma G on, a step is at least gamma tau."""
    return implies(every(outside(X) > 0, outside(X) >= P), abs(S) >= Q)


FAR: Any = {"q is positive": Q > 0, "from delta >= gamma G on, at least gamma tau": at_least_tau()}


def _inner(delta: Term, step: Term, half: Term) -> Formula:
    """Return what a step is on an inner side whose middle is 2 half wide: see ``settling.OFF``."""
    wide = 2 * half
    force = every(step * (wide - 2 * delta) <= RATE * delta * (wide - delta), step <= C)
    return some(every(delta < half, some(step <= P, force)), every(eq(delta, half), eq(step, C)))


def _outer(delta: Term, step: Term, half: Term) -> Formula:
    """Return what a step is on an outer side."""
    return some(step <= P, step <= RATE * delta)


def _calm(left: Side, right: Side) -> dict[str, Formula]:
    """Return the second alternative, gamma alpha <= 1/2, by what lies on either side."""
    limits = {
        "gamma M_c <= W + D_l/2": C <= W + cells.LEFT,
        "gamma M_c <= W + D_r/2": C <= W + cells.RIGHT,
    }
    for name, side in zip(tuple(limits), (left, right), strict=True):
        if side is _outer:
            del limits[name]
    forced = {
        "left of it, to the right": implies(X < 0, every(S > 0, left(-X, S, cells.LEFT))),
        "right of it, to the left": implies(X > W, every(S < 0, right(X - W, -S, cells.RIGHT))),
    }
    return {**cells.STEP, **forced, **FAR, **CALM, **TAU, **limits}


ALTERNATIVES: dict[str, Any] = {
    "interval": {**cells.STEP, **FAR, **INTERVAL},
    "calm, inner level": _calm(_inner, _inner),
    "calm, first level": _calm(_outer, _inner),
    "calm, last level": _calm(_inner, _outer),
}
"""What a step is under Lemma 5's two alternatives, for a coordinate anywhere."""


def _any_step(given: Any) -> Entry:
    @fact(given=given, concludes=outside(X + S) <= maximum(outside(X) - Q, P))
    def any_step(this):
        """One step of a coordinate anywhere, feasible or not."""
        return this.solvers()

    return any_step


ANY_STEP = {name: _any_step(given) for name, given in ALTERNATIVES.items()}


def _settles(name: str) -> Entry:
    @fact(given={**cells.at_every_step(ALTERNATIVES[name]), **cells.MOVES}, concludes=late(_x))
    def settles(this):
        """A run whose steps are the kernel's is within gamma G after the count, and stays there."""
        known = [one.args[3] if one.op == "forall" else one for one in this.statement.formulas]
        moved = states(outside(cells.X_K + cells.S_K) <= maximum(_x(K) - Q, P), known)
        put = {"x": cells.X_K, "s": cells.S_K}
        made = rules.instance(moved, ANY_STEP[name].judgement, put)
        one = falls(_x)
        then = rules.solvers(states(one.args[3], [moved.conclusion, known[-1]]))
        member = rules.chain(states(one.args[3], known), [made, then])
        each = rules.generalisation(this.statement.concluding(one), member)
        return this.chain(each, *prove_late(this.statement.having(one), _x))

    return settles


SETTLES = {name: _settles(name) for name in ALTERNATIVES}


@fact(
    given=lambda: [
        *(
            one
            for one in cast(Statement, SETTLES["interval"].statement).hypotheses
            if one.formula != (C <= W + P)
        ),
        Hypothesis(C < W, "gamma M_c is below the width"),
    ],
    concludes=late(_x),
)
def settles_as_meant(this):
    """The same with gamma max{L, M_c} < q_+ - q_-, as Lemma 4 asks."""
    return this.chain(states(C <= W + P, [P >= 0, C < W]), SETTLES["interval"])


DELTA_I = reals("delta")[0][sums.INDEX]


@fact(
    given={"each coordinate": for_all("i", 1, every(DELTA_I >= 0, DELTA_I <= P)),
           "d >= 1": sums.DIM >= 1, "P is a length": P >= 0},
    concludes=sums.total(DELTA_I**2, "i", 1, sums.DIM) <= P**2 * sums.DIM,
)  # fmt: skip
def euclidean(this):
    """The square of the distance of d coordinates is at most (gamma G)^2 d."""
    return this.summed(states(DELTA_I**2 <= P**2, [DELTA_I >= 0, DELTA_I <= P]))


POWER = reals("p")[0]


@fact(
    given={
        "a < 1": A < 1, "P is a length": P >= 0, "delta_0 is a length": _delta(0) >= 0,
        "p_k = (1 - a)^k": every(eq(POWER[0], 1)),
        "p_(k+1)": for_all("k", 0, eq(POWER[K + 1], (1 - A) * POWER[K])),
        "one step": for_all("k", 0, _delta(K + 1) <= maximum((1 - A) * _delta(K), P)),
        "0 < a": A > 0,
    },
    concludes=for_all("k", 0, every(POWER[K] >= 0, _delta(K) <= maximum(POWER[K] * _delta(0), P))),
)  # fmt: skip
def geometric(this):
    """By induction delta_k <= max((1 - a)^k delta_0, gamma G)."""
    less, size, start, first, power, one, positive = this.statement.formulas
    body = this.statement.conclusion.args[3]
    base = rules.solvers(states(substitute(body, {"k": 0}), [start, first]))
    members = [power.args[3], one.args[3]]
    step = states(substitute(body, {"k": K + 1}), [less, positive, size, start, *members, body])
    return this.induction(base, rules.solvers(step))
