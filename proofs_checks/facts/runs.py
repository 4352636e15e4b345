"""Exact runs that several statements of section 5.1 share.

*Oscillation*: a feasible coordinate jumps across the minimum of a loss with bounded slope, for
ever: Lipschitz continuity bounds the velocity and forces no descent. *Push*: a linear loss, and a
coordinate that the clipped force pushes uphill: its loss has smoothness 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.audit.claim import fact
from askewtheory.audit.terms import Formula, eq, every, reals, term
from proofs_checks.facts.losses import ZERO, Loss, huber_loss, linear
from proofs_checks.vocabulary import A3_DISPLAYED, A3_LIPSCHITZ, CONSTANT, Run, named

(ROOT,) = reals("root")

OSCILLATION = Run((-1, 1), "3/4", "1/8", "1/8", loss=huber_loss("1/8", -1), start="-7/8",
                  gamma="1/4", forever=True, constants={"L": 1, "T": 1})  # fmt: skip
"""-7/8 and -9/8 by turns: Huber loss of slope 1 and width gamma/2 around the level -1."""
PUSH = Run((-1, 1), "1/2", 1, 1, loss=linear("-1/4"), start=5, steps=2,
           constants={"L": "1/16", "T": 1})  # fmt: skip
"""5, 4, 3: the loss -w/4, and the clipped force moves w left, uphill."""


MIDPOINT = Run((-1, 1), 1, "1/10", "1/2", loss=linear("1/2"), start=0, gamma="s",
               family=["0", "s/2"], constants={"L": "1/2"})  # fmt: skip
"""epsilon = gap^2/4: 0, gamma/2, 0, ... with any stepsize: by convention the force at 0 is M_c."""
MIDPOINT_FORCE = "if_(branch_at[k] != 0, abs(v[k]), 0)"
"""|u_i| of a coordinate in S, the midpoint included."""


PUSHED = Run((-1, 1), "55/64", "1/6", "1/12", loss=linear("-1/16"), start="-47/125", gamma=4,
             steps=2, constants={"L": "1/16", "k_1": 1, "T": 0})  # fmt: skip
"""D = 3/4: a step out of the interval, to distance 249/1000; gamma = 4 > 2, smoothness 0."""


@fact(
    given={"the root of the distance": ROOT**4 <= 1, "it is positive": ROOT >= 0},
    concludes=ROOT <= 1,
)
def root_bound(this):
    """Up to |w + 1| = 1 the slope |w + 1|^(1/4) is at most 1; beyond, it is 1."""
    return this.solvers()


def root_run(root: str, **constants: Any) -> Run:
    """Return the two-cycle -1 +- root^4, whose gradients are +- root; the stepsize is 2 root^3.

    The loss is (4/5) |w + 1|^(5/4) up to |w + 1| = 1, of slope 1 beyond. That ``root`` is the
    fourth root of the distance to -1, and below 1, is proved.
    """
    x = term(root)
    loss = Loss(
        "(4/5)|w + 1|^(5/4) up to |w + 1| = 1, slope 1 beyond",
        lambda w: w - w + term("4/5") * x**5, lambda w: w - w + x if w > -1 else w - w - x,
        Fraction(1), None, (root_bound,),
    )  # fmt: skip
    forms = [str(x**4 - 1), str(-(x**4) - 1)]
    owes = (*(eq(x**4, abs(term(form) + 1)) for form in forms), every(x > 0, x < 1))
    return Run((-1, 1), "3/4", "1/8", "1/8", loss=loss, start=forms[0], family=forms, cell=-1,
               gamma=str(2 * x**3), constants={"L": 1, **constants}, owes=owes)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two coordinates of one separable problem: every name of theirs, with _1 or _2."""

    first: Run
    second: Run

    about = "two coordinates"

    def names(self) -> dict[str, Any]:
        """Return both runs' names; what they share has no number."""
        pairs = ((1, self.first.names()), (2, self.second.names()))
        shared = ("gamma", "alpha", "M_c", "epsilon", *self.first.constants)
        both = {f"{name}_{i}": one for i, found in pairs for name, one in found.items()}
        return both | {name: pairs[0][1][name] for name in shared}

    def obligations(self) -> Iterator[Formula]:
        """Yield nothing: each is computed step by step."""
        return iter(())

    def setting(self) -> dict[str, Any]:
        """Return the choices of both."""
        one, two = self.first.setting(), self.second.setting()
        return one | {f"{name} of w_2": two[name] for name in ("loss", "start")}

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return rows k, w, g, v of both."""
        rows = zip(self.first.table()[1], self.second.table()[1], strict=True)
        return ("k", "w_1", "g_1", "v_1", "w_2", "g_2", "v_2"), [(*a, *b[1:]) for a, b in rows]


_OUT = Run((-1, 1), "3/4", "1/2", 1, loss=linear(-1), start="-11/20", gamma="9/20",
           constants={"L": 1})  # fmt: skip
PAIR = Pair(_OUT, _OUT.but(loss=ZERO, start=-1))
"""d = 2: w_1 leaves its interval, w_2 rests at its level; the loss is -w_1."""


# --- what statements of section 5.1 say, for one coordinate ---------------------------------------

EITHER = (A3_DISPLAYED, A3_LIPSCHITZ, CONSTANT)
"""A3 in both readings; an instance that satisfies it decides both."""
NEAR = (f"limsup(d[k] for k in N) <= gamma*L and "
        f"limsup({MIDPOINT_FORCE} for k in N) <= 2*alpha*gamma*L")  # fmt: skip
"""From some k_1 on d <= gamma L and |u| <= 2 alpha gamma L; the upper limits ask for less."""
STILL = (f"limsup(d[k] for k in N) <= gamma*G and "
         f"limsup({MIDPOINT_FORCE} for k in N) <= M_c")  # fmt: skip
CONDITIONS = (
    named("Corollary 1: gamma max{L, M_c} < q_plus - q_minus",
          "gamma*max(L, M_c) < q_plus - q_minus"),
    named("and < m - q_plus", "gamma*max(L, M_c) < m - q_plus"),
    named("Lemma 2: gamma L <= D/3", "gamma*L <= D/3"),
)  # fmt: skip
_AS_THERE = "d[k] <= gamma*L and (branch_at[k] == 0 or abs(v[k]) <= 2*alpha*gamma*L)"
FROM_K1 = named("k_1 is as in Corollary 1", f"all({_AS_THERE} for k in N)")
FROM_K1_SHOWN = named("k_1 is as in Corollary 1, for the steps shown",
                      f"all({_AS_THERE} for k in range(k_1, k_1 + T + 1))")  # fmt: skip
LEAST = "min(v[k]^2 for k in range(k_1, k_1 + T + 1))"
FIRST_TERM = "2*(l[k_1] - l[k_1 + T + 1])/(gamma*(T + 1))"
