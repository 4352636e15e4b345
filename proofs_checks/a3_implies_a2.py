r"""Assumptions A2 and A3: neither is a case of the other, and their constants are square roots.

Valid for
    The second half of the remark only. A3 bounds the gradient (by the square root of L as
    displayed); A2 bounds its change (by the square root of M). On a bounded set A2 implies A3,
    never the reverse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, fact, line, part, probe, repair
from askewtheory.audit.evaluate import UnknownError
from askewtheory.audit.terms import Formula, eq, every, iff, minimum, reals, term
from askewtheory.losses.formulas import quadratic as quadratic_value
from proofs_checks.facts.losses import linear, quadratic_loss
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A2_DISPLAYED, A3_DISPLAYED, A3_LIPSCHITZ, Run

BOUND, X, ROOT, CONSTANT = reals("L x r M")
CHANGE, DISTANCE, SIZE, RADIUS, HERE, START = reals("t s w R g g_0")
SMOOTH = "(grad(x) - grad(y))^2 <= M * (x - y)^2"
POSITIVE_M = {"M is positive": CONSTANT > 0}
STEEP = {**POSITIVE_M, "r is small": eq(ROOT, 1 / (CONSTANT + 1))}


@probe("a3-implies-a2", PROVED, given=STEEP,
      concludes=every(ROOT > 0, ROOT <= 1, ROOT**2 > CONSTANT * (ROOT**2) ** 2))  # fmt: skip
def special_case_root(this):
    """At x = r^2, r = 1/(M + 1), the root r is at most 1, and |r - 0|^2 exceeds M |x - 0|^2."""
    return this.solvers()


@fact(given={"r is a root": ROOT >= 0, "of min(|w|, 1)": eq(ROOT**2, minimum(abs(SIZE), 1))},
      concludes=ROOT <= 1)  # fmt: skip
def bounded_root(this):
    """The root of min(|w|, 1) is at most 1."""
    return this.solvers()


@dataclass(frozen=True)
class RootLoss:
    """(2/3)|w|^(3/2) for |w| <= 1, |w| - 1/3 beyond: its gradient is sign(w) min(|w|, 1)^(1/2).

    It is taken at x = r^2 with r = 1/(M + 1), and at 0, for every M > 0.
    """

    about = "a loss"

    def grad(self, w: Any) -> Any:
        """Return the gradient at one of the two points."""
        if w == term("1/(M + 1)") ** 2:
            return term("1/(M + 1)")
        if w == 0:
            return 0
        raise UnknownError(f"the gradient at {w} is not part of the instance")

    def names(self) -> dict[str, Any]:
        """Return the value of every name; G bounds the gradient."""
        _ = bounded_root.judgement  # a constant that is not proved is not named
        return {"grad": self.grad, "x": term("1/(M + 1)") ** 2, "y": 0, "M": term("M"), "G": 1,
                "L": 1}  # fmt: skip

    def obligations(self) -> Iterator[Formula]:
        """Yield that the gradient at x is the root of x, and in [0, 1], as G = 1 bounds it."""
        root = term("1/(M + 1)")
        yield every(eq(root**2, term("1/(M + 1)") ** 2), root >= 0, root <= 1)

    def setting(self) -> dict[str, Any]:
        """Return the choices, for readers."""
        return {"loss": "(2/3)|w|^(3/2) for |w| <= 1, |w| - 1/3 beyond", "L": 1, "M": "any",
                "x": "1/(M + 1)^2", "y": 0}  # fmt: skip

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return points, gradients and squared quotients."""
        rows = [(f"1/{n * n}", f"1/{n}", n * n) for n in (1, 2, 10, 100)]
        return ("x", "gradient", "|grad(x) - grad(0)|^2 / x^2"), rows


@claim(
    "a3-implies-a2", REFUTED,
    severity="wrong",
    why="A bounded gradient need not be Lipschitz: neither assumption implies the other.",
    title="A3 as a special case of A2", about="a loss",
    source="Report, remark after Theorem 1", latex=r"\text{A3} \Rightarrow \text{A2}",
    given=[A3_DISPLAYED, A3_LIPSCHITZ], concludes=SMOOTH,
)  # fmt: skip
def as_printed(this):
    """Every loss that satisfies A3, in either reading, satisfies A2 with some M (here: with none).

    As a consequence A3 rules out many functions, such as the quadratic one.
    """
    return this.refuted(RootLoss(), parameters=["M > 0"], instead="abs(grad(x)) <= L")


@part("a3-implies-a2", REFUTED, about="a loss", given=[A3_DISPLAYED, A3_LIPSCHITZ],
      concludes=SMOOTH,
      severity="wrong",
      why="A bounded gradient need not be Lipschitz.")  # fmt: skip
def special_case(this):
    """A3 implies A2."""
    return this.refuted(RootLoss(), parameters=["M > 0"], instead="abs(grad(x)) <= L")


@part("a3-implies-a2", PROVED, latex=r"\tfrac14 x^4 > L x^2",
      given={"L is positive": BOUND > 0, "x is far": eq(X, 2 * BOUND + 2)},
      concludes=(quadratic_value(X, 1, 0) - quadratic_value(term(0), 1, 0)) ** 2
      > BOUND * X**2)  # fmt: skip
def quadratic(this):
    """A3 rules out the quadratic loss, whatever L is."""
    return this.solvers()


@line("a3-implies-a2", REFUTED, about="run", given=[A2_DISPLAYED],
      latex=r"\|\nabla\ell_j(x) - \nabla\ell_j(y)\|^2 \le M_{\ell_j}\|x-y\|^2",
      concludes="abs(grad(x) - grad(y)) <= M * abs(x - y)",
      severity="misprint",
      why=("The norms are squared and the constant is not: it makes the gradient "
           "sqrt(M)-Lipschitz."),
      meant="a3-implies-a2/repaired/roots")  # fmt: skip
def squared_norms_a2(this):
    """The display of A2 says M-smooth."""
    half = Run((-1, 1), "1/5", loss=quadratic_loss("1/2"), constants={"M": "1/4", "x": 2, "y": 0})
    return this.refuted(half, instead="abs(grad(x) - grad(y)) <= M_s * abs(x - y)")


@line("a3-implies-a2", REFUTED, about="run", given=[A3_DISPLAYED],
      latex=r"|\ell_j(x) - \ell_j(y)|^2 \le L_{\ell_j}\|x-y\|^2",
      concludes="abs(loss(x) - loss(y)) <= L * abs(x - y)",
      severity="misprint",
      why=("The norms are squared and the constant is not: it makes the loss "
           "sqrt(L)-Lipschitz."),
      meant="a3-implies-a2/repaired/roots")  # fmt: skip
def squared_norms_a3(this):
    """The display of A3 says L-Lipschitz."""
    half = Run((-1, 1), "1/5", loss=linear("1/2"), constants={"L": "1/4", "x": 2, "y": 0})
    return this.refuted(half, instead="abs(loss(x) - loss(y)) <= G * abs(x - y)")


@line("a3-implies-a2/repaired", PROVED, latex=r"t^2 \le L s^2 \iff t \le \sqrt{L}\,s",
      given={"t is a change": CHANGE >= 0, "s is a distance": DISTANCE >= 0,
             "r is the root of L": every(ROOT >= 0, eq(ROOT**2, BOUND))},
      concludes=iff(CHANGE**2 <= BOUND * DISTANCE**2, CHANGE <= ROOT * DISTANCE))  # fmt: skip
def repaired_roots(this):
    """The constants are the square roots."""
    return this.solvers()


@line("a3-implies-a2/repaired", PROVED,
      given={"triangle inequality, with norms g, g_0, t": HERE <= START + CHANGE,
             "A2, with the root r of M": CHANGE <= ROOT * SIZE, "within radius R": SIZE <= RADIUS,
             "r is a root": ROOT >= 0},
      concludes=HERE <= START + ROOT * RADIUS)  # fmt: skip
def repaired_bounded_set(this):
    """On a bounded set A2 bounds the gradient, in any dimension."""
    return this.solvers()


@repair(
    "a3-implies-a2", title="What A2 and A3 say, and how they relate",
    source="In place of the remark after Theorem 1",
    latex=r"\|\nabla\ell\| \le \sqrt{L},\quad \|\nabla\ell(x) - \nabla\ell(y)\| \le"
    r" \sqrt{M}\,\|x-y\|",
    parts=lambda: proved("a3-implies-a2/repaired"),
)  # fmt: skip
def repaired(this):
    """A3 bounds the gradient by sqrt(L), A2 makes it sqrt(M)-Lipschitz.

    On a ball of radius R, A2 bounds the gradient by |grad(0)| + sqrt(M) R, so that it implies A3
    there; neither implies the other on the whole space: for w^2/2 no L serves, and for the loss
    whose derivative is min(|w|, 1)^(1/2) no M does.
    """
    return this.conjunction()
