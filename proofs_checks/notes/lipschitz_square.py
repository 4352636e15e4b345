r"""Notes of the second meeting: the square of the norm as an example of Lipschitz continuity.

Source
    Notes of the meetings, 3.2, the sentence after "First".
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, reading
from askewtheory.audit.terms import term

CONSTANT = {"any constant from 1 on": "L >= 1"}


@claim(
    "notes/lipschitz-square", REFUTED,
    severity="misprint", meant="notes/lipschitz-square/gradient",
    why="The gradient x is L-Lipschitz, as the display shows; x^T x/2 itself has no such constant.",
    changes=["the gradient of f is L-Lipschitz, in place of f"],
    title="Half of the squared norm is L-Lipschitz",
    source="Notes of the meetings, 3.2", latex=r"f(x) = \tfrac12 x^\top x",
    given=CONSTANT, concludes="abs(norm2(x)/2 - norm2(y)/2) <= L*norm(x - y)",
)  # fmt: skip
def as_printed(this):
    """With f(x) = |x|^2/2: |f(x) - f(y)| <= L |x - y| for all x and y, if L >= 1."""
    far = (term("2*L + 1"),)
    return this.refuted({"x": far, "y": (0,), "L": term("L")}, parameters=["L >= 1"],
                        instead="norm(x - y) <= L*norm(x - y)")  # fmt: skip


@line("notes/lipschitz-square", PROVED, given=CONSTANT,
      latex=r"\|\nabla f(x) - \nabla f(y)\| = \|x - y\| \le L\|x - y\|",
      concludes="norm(x - y) <= L*norm(x - y)")  # fmt: skip
def display(this):
    """The gradient of |x|^2/2, which is x, is L-Lipschitz for all L >= 1."""
    return this.solvers()


@reading("notes/lipschitz-square", PROVED, given=CONSTANT,
         concludes="norm(x - y) <= L*norm(x - y)")  # fmt: skip
def gradient(this):
    """The gradient of f, which is x, is L-Lipschitz."""
    return this.solvers()
