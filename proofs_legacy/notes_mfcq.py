r"""Notes, the Fact after Lemma 2: MFCQ on the feasible set.

Setting
    Constraints psi_i(w_i) >= 0 of the notes' Definition 3 (or 1).
Assumptions
    0 < epsilon <= min gap^2/4, the condition of the notes' Theorem 1.
Claim
    MFCQ holds at every point of C_epsilon.
Valid for
    0 < epsilon < min gap^2/4 (quartic: gap^4/16).
Source
    Early notes, the Fact after Lemma 2.
"""

from __future__ import annotations

import sympy

from askewtheory.claims import Claim, Outcome
from askewtheory.provers import Check, Instance, replay
from proofs_legacy import mfcq
from proofs_legacy.common import Coordinate


def qualified() -> Outcome:
    """MFCQ on C_epsilon strictly below the limit, for both psi."""
    return mfcq.repaired()


def touching_qualification() -> Outcome:
    """Q = {-1, 1}, epsilon = 1 = gap^2/4, w = 0: in C with psi = psi' = 0, no v has 0 v > 0."""
    coordinate, v = Coordinate((-1, 1), 1), sympy.Symbol("v", real=True)
    end = coordinate.slope(2)
    return replay(
        Instance(
            coordinate.setting(w=0, v="any"),
            [
                Check("0 < epsilon <= gap^2/4", coordinate.epsilon, "<=", 1),
                Check("w in C and the constraint acts: psi(0) = 0", coordinate.psi(0), "==", 0),
            ],
            Check("psi'(0) v > 0 for some v", v * sympy.Rational(str(coordinate.slope(0))), ">", 0),
            header=("w", "psi", "psi'"),
            rows=[(0, coordinate.psi(0), coordinate.slope(0))],
        ),
        control=Instance(
            coordinate.setting(w=2, v=-1),
            [Check("psi(2) = 0", coordinate.psi(2), "==", 0)],
            Check("at the outer end, v = -1", -end, ">", 0),
        ),
    )


CLAIM = Claim(
    id="notes/mfcq-on-c",
    title="MFCQ holds on the feasible set",
    source="Early notes, Fact after Lemma 2",
    statement="MFCQ is automatically satisfied for x in C_epsilon by construction.",
    formula=r"\forall x \in C_\varepsilon\ \exists v:\ \nabla g_i(x)^\top v > 0,\ i \in I(x)",
    assumptions=("0 < epsilon <= gap^2/4, equality allowed (the condition of Theorem 1)",),
    expected="refuted",
    check=touching_qualification,
    repair=Claim(
        id="notes/mfcq-on-c/repaired",
        title="MFCQ on the feasible set, strictly below the limit",
        source="In place of the notes' Fact",
        statement=(
            "For 0 < epsilon < min gap^2/4 (quartic: gap^4/16), v_i = psi'_i serves at every "
            "point of C_epsilon."
        ),
        formula=r"0 < \varepsilon < \min \Delta^2/4",
        expected="proved",
        check=qualified,
    ),
)

CLAIMS = (CLAIM,)
