"""The set {psi >= 0} that the cycling example calls [q_-, q_+], for Q = {-1, 1}."""

from __future__ import annotations

from typing import Any

import sympy

from askewtheory.claims import Outcome
from askewtheory.kernel import QUADRATIC, remoteness_in_cell
from askewtheory.provers import Check, Instance, Twin, conjunction, prove, replay
from proofs_legacy.common import Coordinate, equal, every, reals

W, EPSILON = reals("w epsilon")
CELLS = ((0, W < -1), (1, every(W >= -1, W < 1)), (2, W >= 1))
SIZES = [EPSILON > 0, EPSILON <= 1]


def one_interval() -> Outcome:
    """epsilon = 3/4: the midpoint 0, between the feasible levels -1 and 1, has psi = -1/4 < 0."""
    gap, touching = Coordinate((-1, 1), "3/4"), Coordinate((-1, 1), 1)
    return replay(
        Instance(
            gap.setting(),
            [
                Check("psi(-1) >= 0, so q_- <= -1", gap.psi(-1), ">=", 0),
                Check("psi(1) >= 0, so q_+ >= 1", gap.psi(1), ">=", 0),
            ],
            Check("0 in [q_-, q_+], so psi(0) >= 0", gap.psi(0), ">=", 0),
            header=("w", "psi"),
            rows=[(w, gap.psi(w)) for w in (-1, 0, 1)],
        ),
        control=Instance(
            touching.setting(), [], Check("epsilon = 1: psi(0)", touching.psi(0), ">=", 0)
        ),
    )


def _psi(w: Any, index: int, epsilon: Any) -> Any:
    return remoteness_in_cell(w, index, (sympy.S(-1), sympy.S(1)), epsilon, QUADRATIC)


def interval_ends() -> Outcome:
    """psi >= 0 gives |w| <= 1 + epsilon, with equality reached; at epsilon = 1 and conversely."""

    def within(reach: Any) -> Any:
        return every(*(
            sympy.Implies(every(place, _psi(W, index, EPSILON) >= 0), sympy.Abs(W) <= reach)
            for index, place in CELLS
        ))  # fmt: skip

    def filled(epsilon: Any) -> Any:
        return every(*(
            sympy.Implies(every(place, sympy.Abs(W) <= 1 + epsilon), _psi(W, index, epsilon) >= 0)
            for index, place in CELLS
        ))  # fmt: skip

    end, half = 1 + EPSILON, sympy.Rational(1, 2)
    return conjunction(
        prove(within(end), given=SIZES, control=Twin("the levels", within(sympy.S.One))),
        prove(
            every(equal(_psi(-end, 0, EPSILON), 0), equal(_psi(end, 2, EPSILON), 0)),
            given=SIZES,
            control=Twin("at -1", equal(_psi(-sympy.S.One, 0, EPSILON), 0)),
        ),
        prove(filled(sympy.S.One), control=Twin("epsilon = 1/2", filled(half))),
        reason="both ends; at epsilon = 1 no point between them is infeasible",
    )
