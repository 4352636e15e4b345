r"""Notes, Algorithm 2, line 7: the sign of the step.

Setting
    Algorithm 2 computes the velocity s in V nearest to minus the gradient, and steps to
    x - gamma s.
Valid for
    x + gamma s; as printed the sign is reversed.
Source
    Early notes, Algorithm 2, line 7.
"""

from __future__ import annotations

from askewtheory.audit.claim import REFUTED, claim, part, repair
from askewtheory.audit.statement import states
from askewtheory.audit.terms import reals
from proofs_checks.facts import velocity
from proofs_checks.facts.losses import linear
from proofs_checks.vocabulary import CONSTANT, Run

(G,) = reals("ghat")
FEASIBLE = Run((-1, 1), "1/2", loss=linear(1), start=1, gamma="1/4")
"""The loss w at w = 1, in the interval: the printed step goes to 5/4."""
OUTSIDE = Run((-1, 1), "1/2", start=2, gamma="1/4")
"""Zero loss at w = 2, right of the interval's end 3/2: the printed step goes to 17/8."""
STATEMENT = {"about": "run", "given": [CONSTANT, {"x is feasible": "psi(w[0]) > 0"}],
             "concludes": "loss(w[0] - gamma*v[0]) <= loss(w[0])"}  # fmt: skip
DOWN = "loss(w[0] + gamma*v[0]) <= loss(w[0])"


@claim("notes/algorithm-2-sign", REFUTED,
       severity="misprint", meant="notes/algorithm-2-sign/repaired",
       why="The velocity is close to minus the gradient, so that the step is + gamma v.",
       changes=["x + gamma v in place of x - gamma v"],
       title="The sign of the step in Algorithm 2",
       source="Early notes, Algorithm 2, line 7",
       latex=r"x^{(k+1)} = x^{(k)} - \gamma_k v_k", **STATEMENT,
       uses=["notes/explicit-formula"])  # fmt: skip
def as_printed(this):
    """The step x - gamma v, v nearest to minus the gradient, decreases the loss to first order.

    That is where x is feasible; where it is not, x - gamma v approaches C.
    """
    return this.refuted(FEASIBLE, instead=DOWN)


@part(
    "notes/algorithm-2-sign",
    REFUTED,
    **STATEMENT,
    severity="misprint",
    why="The step is + gamma v.",
    meant="notes/algorithm-2-sign/repaired",
)
def feasible(this):
    """Where x is feasible the step is a gradient descent step."""
    return this.refuted(FEASIBLE, instead=DOWN)


@part("notes/algorithm-2-sign", REFUTED, about="run",
      given=[CONSTANT, {"x is infeasible": "psi(w[0]) < 0"}],
      concludes="dist(w[0] - gamma*v[0]) <= dist(w[0])",
      severity="misprint",
      why="The step is + gamma v.",
      meant="notes/algorithm-2-sign/repaired")  # fmt: skip
def infeasible(this):
    """Where x is infeasible the step approaches C."""
    return this.refuted(OUTSIDE, instead="dist(w[0] + gamma*v[0]) <= dist(w[0])")


@repair("notes/algorithm-2-sign", title="The step x + gamma v",
        source="In place of line 7; the report's Algorithm 2",
        latex=r"x^{(k+1)} = x^{(k)} + \gamma_k v_k",
        parts=[velocity.inside, velocity.push, states(-G * G <= 0)])  # fmt: skip
def repaired(this):
    """Along +v = -g the loss does not increase to first order where psi > 0.

    Where psi < 0, off the midpoints, psi increases: s v > 0 for s the sign of psi'.
    """
    return this.conjunction()
