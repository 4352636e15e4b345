r"""Psi as a Lipschitz-smooth function, and whether any Lipschitz-smooth one would do.

Valid for
    The quartic psi. The quadratic one has kinks at the levels, where it is positive and its slope
    is never used. Not any Lipschitz-smooth function will do: an infeasible maximum attracts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from askewtheory.audit.claim import PROVED, REFUTED, claim, line, probe, reading, repair
from askewtheory.audit.evaluate import value
from askewtheory.audit.orbits import Family
from askewtheory.audit.provers.trace import paths
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import (
    Formula,
    Term,
    eq,
    every,
    implies,
    reals,
    substitute,
    term,
)
from askewtheory.kernel import (
    PRINTED,
    QUADRATIC,
    remoteness_in_cell,
    slope_in_cell,
    velocity_of,
)
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A2_LIPSCHITZ, A5, UP_TO_ONE, Run

A, B, X, Y, EPSILON = reals("a b x y epsilon")
ORDER = {"a is left of b": A < B}


@claim(
    "psi-smooth", REFUTED,
    severity="hypothesis", meant="psi-smooth/repaired",
    why="The slope of the quadratic psi jumps at every level; inside a cell it is 2-Lipschitz.",
    changes=["within one cell, where the slope is used"],
    title="The remoteness is Lipschitz-smooth", about="run",
    source="Report, section 5.2.2, implied by the condition on psi after Theorem 6",
    latex=r"|\psi'(x) - \psi'(y)| \le M|x-y|", given=[UP_TO_ONE],
    concludes="abs(slope(x) - slope(y)) <= M * abs(x - y)",
    uses=["definition-3"],
)  # fmt: skip
def as_printed(this):
    """The constraint function psi of Definition 3 has a Lipschitz continuous slope.

    Across the level 1 the slope falls from 2 - 2h to -1 over a distance 2h, h = 1/(M + 1).
    """
    kink = Run((-1, 1), "1/5", constants={"x": "1 - 1/(M + 1)", "y": "1 + 1/(M + 1)", "M": "M"})
    return this.refuted(kink, parameters=["M > 0"],
                        instead="abs(slope(x) - slope(y)) <= 3")  # fmt: skip


@reading("psi-smooth", PROVED, latex=r"|\psi''| \le \max(2, 2\Delta^2)",
      parts=lambda: proved("psi-smooth/quartic"))  # fmt: skip
def quartic(this):
    """The psi of Definition 2 is Lipschitz-smooth.

    Its psi' has the Lipschitz constant 2, or twice the largest gap's square if that is larger.
    """
    return this.conjunction()


@dataclass(frozen=True)
class Trap:
    """A Lipschitz-smooth psi with an infeasible maximum, which attracts the iterates.

    psi = -1 - w^2 for |w| <= 1, continued by (|w| - 2)^2 - 3; w_k = (-1)^k/(k + 2).

    psi' is 2-Lipschitz and C = {|w| >= 2 + sqrt(3)}. The loss max(0, |w| - 1)^2/2 is coercive and
    1-smooth, with gradient 0 on [-1, 1]; alpha = M_c = 1, gamma_k = 1/(k + 2) + 1/(k + 3).
    """

    about = "run with any psi"
    forms = ("1/(2*n + 2)", "-1/(2*n + 3)")
    gammas = ("1/(2*n + 2) + 1/(2*n + 3)", "1/(2*n + 3) + 1/(2*n + 4)")

    @staticmethod
    def psi(w: Any) -> Any:
        """Return psi(w)."""
        if w < -1:
            return (w + 2) * (w + 2) - 3
        return (w - 2) * (w - 2) - 3 if w > 1 else -1 - w * w

    @staticmethod
    def slope(w: Any) -> Any:
        """Return psi'(w)."""
        if w < -1:
            return 2 * w + 4
        return 2 * w - 4 if w > 1 else -2 * w

    @staticmethod
    def gradient(w: Any) -> Any:
        """Return the gradient of the loss."""
        if w < -1:
            return w + 1
        return w - 1 if w > 1 else 0 * w

    def velocity(self, w: Any) -> Any:
        """Return the kernel's velocity for this psi."""
        return velocity_of(self.psi(w), self.slope(w), self.gradient(w), 1, 1, PRINTED)

    def names(self) -> dict[str, Any]:
        """Return the value of every name; M_psi and M_s are the smoothness of psi and the loss."""
        _ = generalization_smooth.judgement  # constants that are not proved are not named
        return {
            "w": Family(tuple(map(term, self.forms)), "n"),
            "gamma": Family(tuple(map(term, self.gammas)), "n"),
            "psi": self.psi, "feasible": 4, "M": 2, "M_psi": 2, "M_s": 1,
        }  # fmt: skip

    def obligations(self) -> Iterator[Formula]:
        """Yield that each step is one, for all n >= 0."""
        n = Term("var", ("n",))
        first, second = map(term, self.forms)
        moves = ((first, second), (second, substitute(first, {"n": n + 1})))
        for (form, after), gamma in zip(moves, map(term, self.gammas), strict=True):
            for way in paths(lambda w, g: w + g * self.velocity(w), form, gamma):
                yield implies(way.condition, eq(way.value, after))

    def setting(self) -> dict[str, Any]:
        """Return the choices, for readers."""
        return {"psi": "-1 - w^2 for |w| <= 1, (|w| - 2)^2 - 3 beyond", "alpha": 1, "clip": 1,
                "C": "|w| >= 2 + sqrt(3)", "loss": "max(0, |w| - 1)^2/2",
                "stepsize": "1/(k + 2) + 1/(k + 3)", "iterates": "(-1)^k/(k + 2)"}  # fmt: skip

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return the first rows."""
        names = self.names()
        points = [value(term(names["w"].at(k)), {}) for k in range(4)]
        return ("k", "w", "psi", "psi'"), [(k, w, self.psi(w), self.slope(w))
                                           for k, w in enumerate(points)]  # fmt: skip


@line("psi-smooth", REFUTED, about="run with any psi",
      given=[A5, A2_LIPSCHITZ, {"psi is M-smooth": "M_psi <= M",
                                "C is not empty": "psi(feasible) >= 0"}],
      concludes="psi(lim(w[k] for k in N)) >= 0",
      severity="wrong",
      why="A smooth psi may have an infeasible local maximum, where a run stays.")  # fmt: skip
def generalization(this):
    """Any Lipschitz-smooth constraint function may take the place of psi: limits are feasible."""
    return this.refuted(Trap(), parameters=["n >= 0"], instead="psi(lim(w[k] for k in N)) == -1")


def trap_smooth() -> list[Statement]:
    """Return: the trap's psi' is 2-Lipschitz and its loss 1-smooth."""

    def shown(function: Any, constant: int) -> Statement:
        return states(
            every(*(implies(every(one.condition, two.condition),
                            abs(one.value - two.value) <= constant * abs(X - Y))
                    for one in paths(function, X) for two in paths(function, Y)))
        )  # fmt: skip

    return [shown(Trap.slope, 2), shown(Trap.gradient, 1)]


@probe("psi-smooth", PROVED, parts=trap_smooth)
def generalization_smooth(this):
    """That counterexample's psi' is 2-Lipschitz, and its loss 1-smooth."""
    return this.conjunction()


def within_a_cell() -> list[Statement]:
    """Return: the quadratic slope is 2-Lipschitz in a cell, and psi = epsilon at its ends."""
    at_x, at_y = (slope_in_cell(point, 1, (A, B), QUADRATIC) for point in (X, Y))
    return [
        states(eq(abs(at_x - at_y), 2 * abs(X - Y))),
        *(states(eq(remoteness_in_cell(end, 1, (A, B), EPSILON, QUADRATIC), EPSILON))
          for end in (A, B)),
    ]  # fmt: skip


@repair(
    "psi-smooth", title="Smooth where it is used", source="In place of the condition in 5.2.2",
    latex=r"|\psi'(x) - \psi'(y)| = 2|x-y| \text{ within a cell}", parts=within_a_cell,
)  # fmt: skip
def repaired(this):
    """The quadratic slope is 2-Lipschitz within every cell; at its jumps, the levels, psi > 0.

    There psi = epsilon > 0, and the slope is not used.
    """
    return this.conjunction()
