"""One step relative to a level's interval [0, W], and when a cell is never left.

x is the position, s one step; H_left and H_right are half the widths of the infeasible middles,
P = gamma G the longest gradient step, C = gamma M_c the longest step of the force, R a bound on
both. ``STEP`` says of
s what ``facts.velocity`` proves of the kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from askewtheory.audit import rules
from askewtheory.audit.claim import Entry, fact
from askewtheory.audit.provers.trace import on_every_path
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import (
    Formula,
    eq,
    every,
    for_all,
    free_names,
    implies,
    reals,
    some,
    substitute,
)
from askewtheory.audit.theorem import Judgement
from proofs_checks.facts import velocity

X, S, W, LEFT, RIGHT, P, C, MOST = reals("x s W H_left H_right P C R")

STEP = {
    "the interval has a width": W > 0,
    "P is a length": P >= 0,
    "C is positive": C > 0,
    "inside, a gradient step": implies(every(X > 0, X < W), abs(S) <= P),
    "at the left end, inward": implies(eq(X, 0), every(S >= 0, S <= P)),
    "at the right end, inward": implies(eq(X, W), every(S <= 0, S >= -P)),
    "left of it, to the right": implies(X < 0, every(S > 0, some(S <= P, S <= C))),
    "right of it, to the left": implies(X > W, every(S < 0, some(-P <= S, -C <= S))),
}
"""A step of the kernel from x, for either psi."""
SMALL = {
    "gamma G <= D_l/2": P <= LEFT,
    "gamma G <= D_r/2": P <= RIGHT,
    "gamma M_c <= q_plus - m_l": C <= W + LEFT,
    "gamma M_c <= m_r - q_minus": C <= W + RIGHT,
}


def at_every_step(given: Mapping[str, Formula]) -> dict[str, Any]:
    """Return hypotheses on x and s as hypotheses on x[k] and s[k] for every k >= 0."""
    members = {"x": X_K, "s": S_K}
    found = {}
    for name, one in given.items():
        if free_names(one) & members.keys():
            found[f"{name}, at every step"] = for_all("k", 0, substitute(one, members))
        else:
            found[name] = one
    return found


def at_step(given: Mapping[str, Formula]) -> dict[str, Any]:
    """Return hypotheses on x and s as hypotheses on x[k] and s[k]."""
    return {name: substitute(one, {"x": X_K, "s": S_K}) for name, one in given.items()}


K = reals("k")[0]
X_K, S_K, X_NEXT = reals("x")[0][K], reals("s")[0][K], reals("x")[0][K + 1]
X_0 = reals("x")[0][0]
MOVES = {"x moves by s": for_all("k", 0, eq(X_NEXT, X_K + S_K))}

V, GAMMA, BOUND = reals("v gamma G")
SIGNS = {
    "left of it psi < 0 <= psi'": implies(X < 0, every(velocity.PSI < 0, velocity.SLOPE >= 0)),
    "at the left end psi = 0 < psi'": implies(
        eq(X, 0), every(eq(velocity.PSI, 0), velocity.SLOPE > 0)),
    "inside psi > 0": implies(every(X > 0, X < W), velocity.PSI > 0),
    "at the right end psi = 0 > psi'": implies(
        eq(X, W), every(eq(velocity.PSI, 0), velocity.SLOPE < 0)),
    "right of it psi and psi' < 0": implies(X > W, every(velocity.PSI < 0, velocity.SLOPE < 0)),
}  # fmt: skip
"""What ``facts.distance`` and ``facts.intervals`` prove of psi in a level's cell.

psi' = 0 at the midpoint that belongs to the cell, the left one.
"""


@fact(
    given=lambda: {
        **SIGNS, **velocity.POSITIVE, "the interval has a width": W > 0,
        "v is the kernel's": on_every_path(velocity.velocity_paths(), lambda one: eq(V, one)),
        "G bounds the gradient": abs(velocity.GRADIENT) <= BOUND, "gamma is positive": GAMMA > 0,
        "s is a step": eq(S, GAMMA * V), "P is gamma G": eq(P, GAMMA * BOUND),
        "C is gamma M_c": eq(C, GAMMA * velocity.CLIP),
    },
    concludes=every(*STEP.values()),
)  # fmt: skip
def kernel_step(this):
    """A step of the kernel from a level's cell is what ``STEP`` says, whatever the gradient."""
    return this.solvers()


LEFT_END = {"there is a middle on the right": RIGHT > 0, "gamma G <= D/2": P <= RIGHT,
            "gamma M_c <= m - q_minus": C <= W + RIGHT}  # fmt: skip
RIGHT_END = {"there is a middle on the left": LEFT > 0, "gamma G <= D/2": P <= LEFT,
             "gamma M_c <= q_plus - m": C <= W + LEFT}  # fmt: skip
INNER = {"there is a middle on the left": LEFT > 0, "there is a middle on the right": RIGHT > 0,
         **SMALL}  # fmt: skip
BOUNDED = {"R bounds gamma |g|": P <= MOST, "R bounds gamma M_c": C <= MOST,
           "R is below the width": MOST < W}  # fmt: skip
ON_LEFT = {"there is a middle on the left": LEFT > 0, "R is below q_minus - m_l": MOST < LEFT}
ON_RIGHT = {"there is a middle on the right": RIGHT > 0, "R is below m_r - q_plus": MOST < RIGHT}
CELLS = {
    "inner": (INNER, every(X >= -LEFT, X < W + RIGHT)),
    "left end": (LEFT_END, X < W + RIGHT),
    "right end": (RIGHT_END, X >= -LEFT),
    "inner, as meant": ({**BOUNDED, **ON_LEFT, **ON_RIGHT}, every(X > -LEFT, X < W + RIGHT)),
    "left end, as meant": ({**BOUNDED, **ON_RIGHT}, X < W + RIGHT),
    "right end, as meant": ({**BOUNDED, **ON_LEFT}, X > -LEFT),
}
"""For each kind of cell: a small stepsize, and when x is in it; also as the report means it."""


def one_step(kind: str) -> Statement:
    """Return: a step from the cell ends in it."""
    small, cell = CELLS[kind]
    return states(substitute(cell, {"x": X + S}), {**STEP, **small, "x is in the cell": cell})


def within(cell: Formula) -> dict[str, Any]:
    """Return what ``STEP`` says of a step from within the cell; of others it is not asked."""
    return {f"{name}, from the cell": implies(cell, one) if free_names(one) & {"x", "s"} else one
            for name, one in STEP.items()}  # fmt: skip


def all_steps(kind: str) -> Statement:
    """Return: a run that starts in the cell stays there."""
    small, cell = CELLS[kind]
    start = {"it starts in the cell": substitute(cell, {"x": X_0})}
    return states(
        for_all("k", 0, substitute(cell, {"x": X_K})),
        {**at_every_step(within(cell)), **MOVES, **small, **start},
    )


def kept(kind: str) -> Judgement:
    """Return that a run stays in the cell, by induction over its steps."""
    small, cell = CELLS[kind]
    whole = all_steps(kind)
    start = substitute(cell, {"x": X_0})
    base = rules.solvers(states(start, {"it starts in the cell": start}))
    step = rules.solvers(
        states(substitute(cell, {"x": X_NEXT}),
               {**at_step(within(cell)), "x moves by s": eq(X_NEXT, X_K + S_K), **small,
                "x is in the cell": substitute(cell, {"x": X_K})})
    )  # fmt: skip
    return rules.induction(whole, base, step)


def _fact(kind: str) -> Entry:
    @fact(given=lambda: all_steps(kind).hypotheses, concludes=lambda: all_steps(kind).conclusion)
    def cell_kept(this):
        """A run whose steps are the kernel's stays in the cell where it starts."""
        return kept(kind)

    return cell_kept


INNER_KEPT, LEFT_END_KEPT, RIGHT_END_KEPT, *_ = map(_fact, CELLS)
