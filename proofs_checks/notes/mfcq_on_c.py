r"""Notes, the Fact after Lemma 2: MFCQ on the feasible set.

Valid for
    0 < epsilon < min gap^2/4 (quartic: gap^4/16).
Source
    Early notes, the Fact after Lemma 2; the notes' Theorem 1 allows epsilon = gap^2/4.
"""

from __future__ import annotations

from askewtheory.audit.claim import REFUTED, claim, repair
from proofs_checks.formal import proved
from proofs_checks.vocabulary import CLOSED, Run


@claim(
    "notes/mfcq-on-c", REFUTED,
    severity="boundary", meant="notes/mfcq-on-c/repaired",
    why="At epsilon = gap^2/4 the midpoint is on the boundary of C, with psi' = 0.",
    changes=["epsilon < min gap^2/4 (quartic: gap^4/16)"],
    title="MFCQ holds on the feasible set", about="run",
    source="Early notes, Fact after Lemma 2",
    latex=r"\forall x \in C_\varepsilon\ \exists v:\ \nabla g_i(x)^\top v > 0,\ i \in I(x)",
    given=[CLOSED, {"x is feasible and its constraint acts": "psi(x) == 0"}],
    concludes="slope(x)*1 > 0 or slope(x)*(-1) > 0",
)  # fmt: skip
def as_printed(this):
    """MFCQ is automatically satisfied for x in C_epsilon by construction.

    For one coordinate some v with psi' v > 0 exists exactly if v = 1 or v = -1 serves.
    """
    return this.refuted(Run((-1, 1), 1, steps=0, constants={"x": 0}), instead="slope(x) == 0")


@repair(
    "notes/mfcq-on-c", title="MFCQ on the feasible set, strictly below the limit",
    source="In place of the notes' Fact", latex=r"0 < \varepsilon < \min \Delta^2/4",
    parts=lambda: proved("mfcq/repaired")[1:],
)  # fmt: skip
def repaired(this):
    """For 0 < epsilon < min gap^2/4 (quartic: gap^4/16), v_i = psi'_i serves everywhere on C."""
    return this.conjunction()
