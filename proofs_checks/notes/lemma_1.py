r"""Notes, Lemma 1: the quadratic remoteness as a minimum of convex pieces.

Setting
    phi of the notes' Definition 3 (the product of the distances to both neighbours between two
    levels, the distance to the end level outside), psi = epsilon - phi, finitely many levels.
    Definition 4: piecewise convex means a minimum of finitely many convex functions.
Valid for
    Every epsilon, as Definition 4 reads. The proof restates it with "concave" and "maximum", which
    is false for psi (and true for phi).
Source
    Early notes, section 3: Definitions 3 and 4, Lemma 1.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, reading
from proofs_checks.facts import pieces
from proofs_checks.formal import proved
from proofs_checks.vocabulary import Run

HALF = Run((-1, 1), "1/2", steps=0)
SMALL = {"epsilon in [0, 1]": "0 <= epsilon and epsilon <= 1"}
F1, F2, F3 = "(q[1] - x)", "((q[1] - x)*(x - q[2]))", "(x - q[2])"
"""The displayed functions for two levels."""


@claim(
    "notes/lemma-1", PROVED, title="The quadratic remoteness is piecewise convex",
    source="Early notes, Lemma 1", parts=lambda: proved("notes/lemma-1"),
    latex=r"\hat\psi = \min\{f_1, \dots, f_m\},\ f_j \text{ convex}",
)  # fmt: skip
def as_printed(this):
    """psi = epsilon - phi is piecewise convex: the minimum of finitely many convex functions.

    These are its K + 1 pieces, each continued to the whole line.
    """
    return this.conjunction()


@line(
    "notes/lemma-1", REFUTED, about="run", given=SMALL,
    latex=r"\hat\psi = \max(f_1, \dots, f_m),\ f_j \text{ concave}",
    concludes="psi(x) >= (psi(x - h) + psi(x + h))/2",
    severity="misprint",
    why="phi = epsilon - psi is the maximum of concave functions, and not psi.",
    meant="notes/lemma-1/selection-phi",
)  # fmt: skip
def restated(this):
    """The lemma restated: psi is a maximum of finitely many concave functions.

    One of them would equal psi on an interval of (-1, 1), where psi would then be concave; it is
    not, at any point of the gap and for any step in it.
    """
    return this.refuted(HALF.but(x=0, h="1/2"), instead="psi(x) == (psi(x-h) + psi(x+h))/2 - h^2")


@line(
    "notes/lemma-1", REFUTED, about="run", given=SMALL,
    latex=r"f_1 = q_1 - w,\ f_j = (q_{j-1} - w)(w - q_j),\ f_{K+1} = w - q_K",
    concludes=f"psi(x) == max({F1}, {F2}, {F3})",
    severity="misprint",
    why="The displayed functions have the maximum phi = epsilon - psi, and not psi.",
    meant="notes/lemma-1/selection-phi",
)  # fmt: skip
def selection(this):
    """The displayed functions (no epsilon, signs of phi) have the maximum psi."""
    return this.refuted(HALF.but(x=0), instead=f"psi(x) == epsilon - max({F1}, {F2}, {F3})")


@reading(
    "notes/lemma-1", PROVED, latex=r"\hat\varphi = \max_j f_j", parts=[pieces.minimum_of_convex]
)
def selection_phi(this):
    """Reading: they are concave and have the maximum phi = epsilon - psi."""
    return this.conjunction()


@line("notes/lemma-1", PROVED, latex=r"f_j > 0 \Rightarrow f_k < 0\ (k \ne j)",
      parts=pieces.one_positive)  # fmt: skip
def one_positive(this):
    """Where one displayed function is positive, every other one is negative."""
    return this.conjunction()


@line("notes/lemma-1", REFUTED, about="run", given=SMALL,
      concludes="psi(x) <= (psi(x - h) + psi(x + h))/2",
      severity="misprint",
      why="psi is piecewise convex and not convex.",
      meant="notes/lemma-1")  # fmt: skip
def convexity(this):
    """psi is convex ("observing the convexity of psi"): it peaks at the level 1."""
    return this.refuted(HALF.but(x=1, h=1), instead="psi(x) == epsilon")
