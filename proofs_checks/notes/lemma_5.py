r"""Notes, Lemma 5: an unfinished sentence about the last large step.

Setting
    k_0 = sup over i and 1 <= j <= K_i of sup{k : gamma_k M >= max(c_- - m, m - c_+)}, m the
    midpoint of levels j and j + 1; the sentence "Since w must" ends there. M, c_- and c_+ are not
    defined, and level K_i + 1 does not exist.
Valid for
    c_+ and c_- the feasible ends left and right of the same midpoint (the two distances are then
    equal), M a bound on |v|. If the distances are those of one level to its two midpoints, the
    maximum must be a minimum.
Source
    Early notes, Lemma 5.
"""

from __future__ import annotations

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, reading, repair
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import eq, every, prose, reals, some
from askewtheory.kernel import QUADRATIC, QUARTIC, remoteness_in_cell
from proofs_checks.facts.losses import linear
from proofs_checks.formal import proved
from proofs_checks.vocabulary import Run

W, SPEED, GAMMA, BOUND, LOW, HIGH, LEFT, RIGHT, A, B, H, EPSILON = reals(
    "w v gamma M q_minus q_plus m_l m_r a b h epsilon"
)


def symmetric() -> list[Statement]:
    """Return: psi is symmetric about a midpoint, so both feasible ends are equally far from it."""
    middle = (A + B) / 2
    return [
        states(eq(remoteness_in_cell(middle + H, 1, (A, B), EPSILON, kind),
                  remoteness_in_cell(middle - H, 1, (A, B), EPSILON, kind)))
        for kind in (QUADRATIC, QUARTIC)
    ]  # fmt: skip


CONFINED = states(
    every(LEFT < W + GAMMA * SPEED, W + GAMMA * SPEED < RIGHT),
    {"the interval lies in the cell": every(LEFT < LOW, LOW <= HIGH, HIGH < RIGHT),
     "w is in the open cell": every(LEFT < W, W < RIGHT), "gamma > 0": GAMMA > 0,
     "left of the interval the step goes right": some(W >= LOW, SPEED >= 0),
     "right of it, left": some(W <= HIGH, SPEED <= 0),
     "M bounds the speed": every(SPEED <= BOUND, SPEED >= -BOUND),
     "gamma M is below the left distance": GAMMA * BOUND < LOW - LEFT,
     "and below the right one": GAMMA * BOUND < RIGHT - HIGH},
)  # fmt: skip
"""One step of length at most gamma M does not leave an open cell."""


@claim(
    "notes/lemma-5", ILL_POSED,
    severity="misprint", meant="notes/lemma-5/one-gap",
    why="The statement breaks off, and M and c_+ are not defined.",
    changes=["M bounds |v|",
             "c_+ < m < c_- are the feasible ends beside the midpoint m",
             "an open cell that a coordinate is in after k_0 is kept"],
    title="The last step that can change a level",
    source="Early notes, Lemma 5", concludes=prose("the sentence 'Since w must' ends"),
    latex=r"k_0 = \sup_{i,j} \sup\{k : \gamma_k M \ge \max(c_- - \tfrac{c_j + c_{j+1}}2, "
    r"-c_+ + \tfrac{c_j + c_{j+1}}2)\}",
    uses=["notes/lemma-4"],
)  # fmt: skip
def as_printed(this):
    """With k_0 the last k for which gamma_k M >= max(c_- - m, m - c_+) for some m: (unfinished)."""
    return this.ill_posed(
        "the statement stops after 'Since w must'; M, c_- and c_+ are not defined, and for j = K_i "
        "there is no level j + 1",
        "notes/lemma-5/one-gap", "notes/lemma-5/two-gaps",
    )  # fmt: skip


@reading("notes/lemma-5", PROVED,
      parts=lambda: [*symmetric(), CONFINED, *proved("notes/lemma-5/repaired")])  # fmt: skip
def one_gap(this):
    """Reading: c_+ < m < c_- are the feasible ends beside the midpoint m, M bounds |v|.

    A coordinate that is in an open cell at a step after k_0 stays in it.
    """
    return this.conjunction()


@reading("notes/lemma-5", REFUTED, about="run", latex=r"\max(q_- - m_{j-1},\ m_j - q_+)",
      given={"M bounds the speed": "abs(v[0]) <= M", "it starts in the open cell": "m_l < w[0] and "
             "w[0] < m_r", "k > k_0 for every level": "gamma*M < max(q_minus - m_l, m_r - q_plus)"},
      concludes="m_l < w[1] and w[1] < m_r",
      severity="misprint",
      why="The larger of two distances is printed, and the smaller one is needed.",
      meant="notes/lemma-5/repaired")  # fmt: skip
def two_gaps(this):
    """Reading: the two distances are those of one level's ends to its two midpoints.

    Gaps 2, 7/4, 2, epsilon = 3/4: distances 1/2 and 1/8, and gamma M = 1/4 leaves the cell.
    """
    run = Run((-2, 0, "7/4", "15/4"), "3/4", loss=linear(-1), start="11/16", gamma="1/4",
              constants={"M": 1})  # fmt: skip
    return this.refuted(run, instead="w[1] <= w[0] + gamma*M")


@repair(
    "notes/lemma-5", title="Confinement after the last large step",
    source="In place of the notes' Lemma 5", latex=r"\gamma_k M < \min(q_- - m_l,\ m_r - q_+)",
    parts=lambda: proved("notes/lemma-5/repaired"),
)  # fmt: skip
def repaired(this):
    """A coordinate that is in an open cell at a step after k_0 is in it at all later steps.

    For k > k_0, gamma_k M is below the distance of every feasible end to its midpoint, and M is a
    bound on |v|. A coordinate that is at a midpoint at k_0 + 1 is in no open cell yet; its cell is
    kept from the first later step on at which it is in one.
    """
    return this.conjunction()
