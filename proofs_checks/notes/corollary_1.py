r"""Notes, Corollary 1: one constraint replaced by one for each piece.

Valid for
    epsilon - f_j in place of f_j: the displayed functions are never all non-negative.
Source
    Early notes, Corollary 1; f_j as displayed in the proof of Lemma 1.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, repair
from askewtheory.audit.statement import states
from proofs_checks.formal import proved
from proofs_checks.vocabulary import Run

MINIMUM = states("iff(min(a, b, c) >= 0, a >= 0 and b >= 0 and c >= 0)")
ALL = "q[1] - x >= 0 and (q[1] - x)*(x - q[2]) >= 0 and x - q[2] >= 0"


@claim(
    "notes/corollary-1", REFUTED,
    severity="misprint", meant="notes/corollary-1/repaired",
    why="The pieces of psi are epsilon - f_j, and not f_j.",
    changes=["epsilon - f_j in place of f_j"],
    title="One constraint replaced by one for each piece",
    source="Early notes, Corollary 1", about="run",
    latex=r"\{\hat\psi \ge 0\} = \{(f_1, \dots, f_{K+1}) \succeq 0\}",
    given={"epsilon in [0, 1]": "0 <= epsilon and epsilon <= 1"},
    concludes=f"iff(psi(x) >= 0, {ALL})",
    uses=["notes/lemma-1"],
)  # fmt: skip
def as_printed(this):
    """psi(w) >= 0 can be replaced by f_1(w) >= 0, ..., f_{K+1}(w) >= 0, f_j as in Lemma 1."""
    return this.refuted(
        Run((-1, 1), "1/2", steps=0, constants={"x": -1}),
        instead="iff(psi(x) >= 0, epsilon - (q[1] - x) >= 0 and "
        "epsilon - (q[1] - x)*(x - q[2]) >= 0 and epsilon - (x - q[2]) >= 0)",
    )


@line("notes/corollary-1", PROVED, parts=[MINIMUM])
def direct(this):
    """A minimum is non-negative exactly if all its parts are."""
    return this.conjunction()


@repair(
    "notes/corollary-1", title="One constraint replaced by the pieces of psi",
    source="In place of the notes' Corollary 1", parts=lambda: proved("notes/corollary-1/repaired"),
    latex=r"\hat\psi \ge 0 \iff \varepsilon - f_j \ge 0 \text{ for all } j",
)  # fmt: skip
def repaired(this):
    """psi(w) >= 0 exactly if every continued piece of psi, epsilon - f_j, is >= 0."""
    return this.conjunction()
