r"""Notes of the second meeting: the spectral norm of a symmetric matrix and its eigenvalues.

The matrix has the rows (a, b) and (b, c), the trace t and the determinant d. Its eigenvalues are
lam >= low; N^2 >= n^2 are those of its square, so that N is its norm: the largest |A x| of all unit
x. The square has the trace t^2 - 2 d and the determinant d^2.

Valid for
    Matrices that are positive semidefinite; of others N is the largest size of an eigenvalue. Both
    are shown of two rows.
Source
    Notes of the meetings, 3.2, the last sentence.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, part, reading
from askewtheory.audit.statement import states

MATRIX = {
    "the trace of A": "t == a + c",
    "the determinant of A": "d == a*c - b^2",
    "lam and low are the eigenvalues of A": "lam + low == t and lam*low == d",
    "lam is the largest": "lam >= low",
    "N^2 and n^2 are the eigenvalues of A^2": "N^2 + n^2 == t^2 - 2*d and N^2*n^2 == d^2",
    "N is the norm of A": "N >= 0 and N^2 >= n^2",
}
SEMIDEFINITE = {"A is positive semidefinite": "low >= 0"}
SQUARES = "N^2 + n^2 == lam^2 + low^2 and N^2*n^2 == lam^2*low^2"
EITHER, SIGNS = "N^2 == lam^2 or N^2 == low^2", "N == lam or N == -lam or N == low or N == -low"


def steps():
    """Return that N is the largest size of an eigenvalue: its square is one of their squares."""
    of_a, largest, of_square, norm = list(MATRIX.values())[2:]
    other = [f"N^2 == {one}^2 or n^2 == {one}^2" for one in ("lam", "low")]
    return [
        states(SQUARES, [of_a, of_square]),
        states("(N^2 - lam^2)*(N^2 - low^2) == 0", [SQUARES]),
        states(EITHER, ["(N^2 - lam^2)*(N^2 - low^2) == 0"]),
        *(states(one, [EITHER, SQUARES]) for one in other),
        states("N >= lam", [other[0], norm]),
        states("N >= -low", [other[1], norm]),
        states(SIGNS, [EITHER]),
        states("N == max(lam, -low)", ["N >= lam", "N >= -low", SIGNS, largest, norm]),
    ]


@claim(
    "notes/spectral-norm", REFUTED,
    severity="hypothesis", meant="notes/spectral-norm/semidefinite",
    why="A negative eigenvalue may be larger in size: diag(1, -2) has the norm 2.",
    changes=["A is positive semidefinite"],
    title="The norm of a symmetric matrix is its largest eigenvalue",
    source="Notes of the meetings, 3.2", latex=r"\|A\|_2 = \lambda_{\max}(A)",
    given=MATRIX, concludes="N == lam",
)  # fmt: skip
def as_printed(this):
    """A symmetric real matrix A (here of two rows) has |A|_2 = lambda_max(A)."""
    values = {"a": 1, "b": 0, "c": -2, "t": -1, "d": -2, "lam": 1, "low": -2, "N": 2, "n": 1}
    return this.refuted(values, instead="N == max(lam, -low)")


@part("notes/spectral-norm", PROVED, concludes="a^2 + 2*b^2 + c^2 == (a + c)^2 - 2*(a*c - b^2)")
def square(this):
    """The square of A has the trace t^2 - 2 d."""
    return this.certificate()


@part("notes/spectral-norm", PROVED, given=MATRIX, concludes="N == max(lam, -low)")
def size(this):
    """The norm of any symmetric matrix of two rows is the largest size of an eigenvalue."""
    return this.chain(*steps())


@reading("notes/spectral-norm", PROVED, given=[MATRIX, SEMIDEFINITE], concludes="N == lam")
def semidefinite(this):
    """If A is positive semidefinite, then |A|_2 = lambda_max(A), for two rows."""
    last = states("N == lam", ["N == max(lam, -low)", "low >= 0", "lam >= low"])
    return this.chain(*steps(), last)
