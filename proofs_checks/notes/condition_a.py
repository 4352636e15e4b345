r"""Notes, Condition A: when the velocity set is empty.

Setting
    V(x) = {v : grad g_i.v + alpha g_i >= 0 for all i with g_i <= 0}, alpha > 0, for the constraints
    g_i = psi_i of the notes' Definition 1 (quartic) or Definition 3 (quadratic).
Valid for
    V(w) is empty exactly if a coordinate lies at a midpoint *with psi < 0*. Where MFCQ holds, V is
    not empty.
Source
    Early notes, Condition A and the argument after it.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, part, probe, repair
from proofs_checks.facts.velocity_set import ISOLATED, MIDPOINT, tangent_cone
from proofs_checks.formal import proved

AT_MIDDLE = "2*x == q[1] + q[2]"
HYPOTHESES = {"epsilon in [0, 1]": "0 <= epsilon and epsilon <= 1", "alpha > 0": "alpha > 0"}
ACTS = {"the constraint acts": "psi(x) <= 0"}
EMPTY = "not (psi(x) > 0 or u*slope(x) + alpha*psi(x) >= 0)"
"""u, any velocity, is not in V(x)."""
SOME = "u*slope(x) + alpha*psi(x) >= 0"
"""u is in V(x) where its constraint acts."""


@claim(
    "notes/condition-a", REFUTED,
    severity="hypothesis", meant="notes/condition-a/repaired",
    why="A midpoint with psi > 0 is feasible, and there V is the whole line.",
    changes=["psi < 0 at the midpoint"],
    title="When the velocity set is empty", about="run",
    source="Early notes, Condition A",
    latex=r"V_\alpha(w) = \emptyset \iff \exists i:\ w^i = (q_j^i + q_{j+1}^i)/2",
    given=[HYPOTHESES, {"x is a midpoint": AT_MIDDLE}], concludes=EMPTY,
    uses=["notes/lemma-3", "notes/mfcq-on-c"],
)  # fmt: skip
def as_printed(this):
    """V(w) is empty if and only if some coordinate of w is the midpoint of its levels.

    A midpoint may be feasible, with psi > 0: there nothing acts, and V is the whole line.
    """
    run = MIDPOINT.but(levels=(0, 1), epsilon="1/4", kind="quartic", x="1/2")
    return this.refuted(run, instead="psi(x) > 0 and slope(x) == 0")


@part("notes/condition-a", REFUTED, about="run",
      given=[HYPOTHESES, ACTS, {"x is a midpoint": AT_MIDDLE}], concludes=EMPTY,
      severity="boundary",
      why="At psi = psi' = 0 every velocity is in V (quartic psi).",
      meant="notes/condition-a/repaired")  # fmt: skip
def if_touching(this):
    """A midpoint with psi = 0 leaves V empty (quartic psi)."""
    return this.refuted(MIDPOINT.but(epsilon=1, kind="quartic"), instead="psi(x) == 0")


@part("notes/condition-a", REFUTED, about="run",
      given=[HYPOTHESES, ACTS, {"x is a midpoint": AT_MIDDLE}], concludes=EMPTY,
      severity="boundary",
      why="At psi = psi' = 0 every velocity is in V (quadratic psi).",
      meant="notes/condition-a/repaired")  # fmt: skip
def if_touching_quadratic(this):
    """A midpoint with psi = 0 leaves V empty (quadratic psi)."""
    return this.refuted(MIDPOINT.but(epsilon=1), instead="psi(x) == 0")


@part("notes/condition-a", PROVED, parts=lambda: proved("notes/condition-a/repaired"))
def only_if(this):
    """If V is empty, some coordinate is at a midpoint (both psi)."""
    return this.conjunction()


@line("notes/condition-a", PROVED, parts=[tangent_cone])
def cone(this):
    """Under MFCQ, for x in C: V(x) is the tangent cone."""
    return this.conjunction()


@line("notes/condition-a", PROVED, parts=lambda: proved("notes/condition-a/scaling"))
def scaling(this):
    """Under MFCQ at x, scaling its direction gives a point of V(x)."""
    return this.conjunction()


@probe("notes/condition-a", REFUTED, about="run",
      given=[HYPOTHESES, {"x is feasible": "psi(x) >= 0", "u is in V(x)": SOME,
                          "u goes to the right": "u > 0", "h is positive": "h > 0"}],
      concludes="psi(x + h) >= 0",
      severity="boundary",
      why=("At epsilon = 0 the set is the levels alone, and the qualification fails "
           "there."),
      meant="notes/condition-a/cone")  # fmt: skip
def zero_epsilon(this):
    """The same without MFCQ, for the smallest epsilon allowed (0): u would be a tangent.

    A tangent to the right needs feasible points right of x; there is none, at any distance h.
    """
    run = ISOLATED.but(h="1/10")
    return this.refuted(run, instead="psi(x + h) < 0")


@line(
    "notes/condition-a",
    REFUTED,
    about="run",
    given=[HYPOTHESES, ACTS],
    concludes=SOME,
    severity="boundary",
    why="At an infeasible midpoint the qualification fails, and V is empty.",
    meant="notes/condition-a/scaling",
)
def conclusion(this):
    """So the velocity set is not empty where a constraint is violated.

    The argument, without MFCQ, at an infeasible midpoint: no u serves.
    """
    return this.refuted(MIDPOINT, instead="slope(x) == 0 and psi(x) < 0")


@repair(
    "notes/condition-a", title="The velocity set is empty exactly at infeasible midpoints",
    source="In place of the notes' Condition A", parts=lambda: proved("notes/condition-a/repaired"),
    latex=r"V = \emptyset \iff \exists i:\ \psi_i < 0 = \psi'_i",
)  # fmt: skip
def repaired(this):
    """V(w) is empty if and only if some coordinate lies at a midpoint with psi < 0.

    For both psi and every epsilon >= 0.
    """
    return this.conjunction()
