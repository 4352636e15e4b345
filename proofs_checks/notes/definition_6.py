r"""Notes, Definition 6: the velocity set is never empty.

Valid for
    Points without a coordinate at a midpoint with psi < 0. MFCQ (Assumption 2) fails at those.
Source
    Early notes, Definition 6; the argument is the one after Condition A.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, probe, repair
from proofs_checks.facts.velocity_set import ISOLATED, MIDPOINT, tangent_cone
from proofs_checks.formal import proved


@claim(
    "notes/definition-6", REFUTED,
    severity="boundary", meant="notes/definition-6/repaired",
    why="At an infeasible midpoint psi' is 0, and no velocity serves.",
    changes=["no coordinate is at a midpoint with psi < 0"],
    title="The velocity set is never empty", about="run",
    source="Early notes, Definition 6", latex=r"V_\alpha(x) \ne \emptyset \text{ for all } x",
    given={"alpha > 0": "alpha > 0", "epsilon is positive and below the limit":
           "0 < epsilon and 4*epsilon < Delta^2", "the constraint acts": "psi(x) <= 0"},
    concludes="u*slope(x) + alpha*psi(x) >= 0",
    uses=["notes/lemma-3", "notes/mfcq-on-c"],
)  # fmt: skip
def as_printed(this):
    """V_alpha(x) is guaranteed to be non-empty for any x: no velocity u serves at a midpoint."""
    return this.refuted(MIDPOINT, instead="slope(x) == 0 and psi(x) < 0")


@line("notes/definition-6", PROVED, parts=[tangent_cone])
def cone(this):
    """Under MFCQ, for x in C: V(x) is the tangent cone."""
    return this.conjunction()


@line("notes/definition-6", PROVED, parts=lambda: proved("notes/condition-a/scaling"))
def scaling(this):
    """Under MFCQ at x, scaling its direction gives a point of V(x)."""
    return this.conjunction()


@probe("notes/definition-6", REFUTED, about="run",
      given={"x is feasible": "psi(x) >= 0", "u is in V(x)": "u*slope(x) + alpha*psi(x) >= 0",
             "u goes to the right": "u > 0", "h is positive": "h > 0"},
      concludes="psi(x + h) >= 0",
      severity="boundary",
      why=("At epsilon = 0 the set is the levels alone, and the qualification fails "
           "there."),
      meant="notes/definition-6/cone")  # fmt: skip
def zero_epsilon(this):
    """The same without MFCQ, for epsilon = 0: V(x) has u > 0, but C no point right of x."""
    return this.refuted(ISOLATED.but(h="1/10"), instead="psi(x + h) < 0")


@repair(
    "notes/definition-6", title="The velocity set is empty exactly at infeasible midpoints",
    source="In place of the notes' Definition 6",
    parts=lambda: proved("notes/condition-a/repaired"),
    latex=r"V = \emptyset \iff \exists i:\ \psi_i < 0 = \psi'_i",
)  # fmt: skip
def repaired(this):
    """V(w) is empty if and only if some coordinate lies at a midpoint with psi < 0."""
    return this.conjunction()
