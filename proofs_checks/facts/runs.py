"""Exact runs that several statements of section 5.1 share.

*Oscillation*: a feasible coordinate jumps across the minimum of a loss with bounded slope, for
ever: Lipschitz continuity bounds the velocity and forces no descent. *Push*: a linear loss, and a
coordinate that the clipped force pushes uphill: its loss has smoothness 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from askewtheory.audit.evaluate import value
from askewtheory.audit.terms import term
from proofs_checks.facts.losses import huber_loss, linear
from proofs_checks.vocabulary import Run

OSCILLATION = Run((-1, 1), "3/4", "1/8", "1/8", loss=huber_loss("1/8", -1), start="-7/8",
                  gamma="1/4", forever=True, constants={"L": 1, "T": 1})  # fmt: skip
"""-7/8 and -9/8 by turns: Huber loss of slope 1 and width gamma/2 around the level -1."""
PUSH = Run((-1, 1), "1/2", 1, 1, loss=linear("-1/4"), start=5, steps=2,
           constants={"L": "1/16", "T": 1})  # fmt: skip
"""5, 4, 3: the loss -w/4, and the clipped force moves w left, uphill."""


def picture(run: Run, member: str, bound: Any, label: str, count: int = 4) -> Mapping[str, Any]:
    """Return the data of a picture: members of a sequence, and a bound on the smallest of them."""
    names = run.names()
    orbit = [value(term(member), {**names, "k": k}) for k in range(count)]
    return {"orbit": orbit, "bound": value(term(bound), names), "label": label}


MIDPOINT = Run((-1, 1), 1, "1/10", "1/2", loss=linear("1/2"), start=0, gamma="step",
               family=["0", "step/2"], constants={"L": "1/2"})  # fmt: skip
"""epsilon = gap^2/4: 0, gamma/2, 0, ... with any stepsize: by convention the force at 0 is M_c."""
MIDPOINT_FORCE = "if_(branch_at[k] != 0, abs(v[k]), 0)"
"""|u_i| of a coordinate in S, the midpoint included."""
