"""What several modules of this package share: symbols, cells of the kernel, and exact orbits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from askewtheory import kernel
from askewtheory.provers import Path

KINDS = {"quadratic": kernel.QUADRATIC, "quartic": kernel.QUARTIC}
"""Names of the two remoteness functions, as statements print them."""


def reals(names: str) -> tuple[Any, ...]:
    """Return real symbols and nothing more, as the solvers need them."""
    found = sympy.symbols(names, real=True)
    return found if isinstance(found, tuple) else (found,)


def equal(left: Any, right: Any) -> Any:
    """Return the formula left = right."""
    return sympy.Eq(left, right)


def every(*formulas: Any) -> Any:
    """Return the conjunction of formulas."""
    return sympy.And(*formulas)


def ratio(
    w: Any, index: int, levels: Any, epsilon: Any, alpha: Any, kind: int = kernel.QUADRATIC
) -> Any:
    """Return the force before the clip, -alpha psi / psi', from the formula of one cell."""
    psi = kernel.remoteness_in_cell(w, index, levels, epsilon, kind)
    return -alpha * psi / kernel.slope_in_cell(w, index, levels, kind)


def on_every_path(found: Iterable[Path], statement: Callable[[Any], Any]) -> Any:
    """Return the formula that ``statement`` holds for the value of every path."""
    return sympy.And(*(sympy.Implies(path.condition, statement(path.value)) for path in found))


@dataclass(frozen=True)
class Coordinate:
    """One coordinate with exact parameters: what a counterexample is made of.

    Parameters
    ----------
    levels, epsilon, alpha, clip
        Integers, fractions, or strings such as ``"3/4"``.
    kind, rule
        The kernel's codes.
    """

    levels: tuple[Any, ...]
    epsilon: Any
    alpha: Any = 1
    clip: Any = 1
    kind: int = kernel.QUADRATIC
    rule: int = kernel.PRINTED

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", tuple(Fraction(level) for level in self.levels))
        for name in ("epsilon", "alpha", "clip"):
            object.__setattr__(self, name, Fraction(getattr(self, name)))

    def psi(self, w: Any) -> Fraction:
        """Return psi(w; epsilon)."""
        return kernel.remoteness(Fraction(w), self.levels, self.epsilon, self.kind)

    def slope(self, w: Any) -> Fraction:
        """Return psi'(w), from the right at a level."""
        return kernel.slope(Fraction(w), self.levels, self.kind)

    def ratio(self, w: Any) -> Fraction:
        """Return the force before the clip, -alpha psi / psi'."""
        return -self.alpha * self.psi(w) / self.slope(w)

    def velocity(self, w: Any, gradient: Any) -> Fraction:
        """Return the velocity s(g, w)."""
        return Fraction(kernel.velocity(Fraction(w), Fraction(gradient), *self._numbers))

    def branch(self, w: Any, gradient: Any) -> int:
        """Return the kernel's branch code."""
        return kernel.branch(Fraction(w), Fraction(gradient), *self._numbers)

    @property
    def _numbers(self) -> tuple[Any, ...]:
        return (self.levels, self.epsilon, self.alpha, self.clip, self.kind, self.rule)

    def orbit(
        self, start: Any, gradient: Callable[[Fraction], Any], stepsizes: Iterable[Any]
    ) -> list[tuple[int, Fraction, Fraction, Fraction]]:
        """Return rows (k, w, gradient, velocity), one for each stepsize and one for the end."""
        w, rows = Fraction(start), []
        for k, stepsize in enumerate([*stepsizes, 0]):
            slope = Fraction(gradient(w))
            speed = self.velocity(w, slope)
            rows.append((k, w, slope, speed))
            w += Fraction(stepsize) * speed
        return rows

    def setting(self, **more: Any) -> dict[str, Any]:
        """Return the parameters, and ``more``, by name."""
        kind = {code: name for name, code in KINDS.items()}[self.kind]
        given = {
            "levels": self.levels,
            "epsilon": self.epsilon,
            "alpha": self.alpha,
            "clip": self.clip,
            "psi": kind,
        }
        return given | more
