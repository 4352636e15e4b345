"""Problems that break the conclusion just above the largest stepsize: Corollary 1'' is sharp.

Each witness is one step of the kernel in exact rationals: a linear loss, a rational start on or
near the feasible interval, and an alpha chosen for it (the largest stepsize does not depend on
alpha). The start is within gamma G of the interval, so that k_1 = k_0: what happens at the next
step contradicts Corollary 1 directly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy

from askewtheory import kernel
from askewtheory.errors import InputError
from askewtheory.exact import compare, number
from askewtheory.grid import Grid
from askewtheory.method import Method
from askewtheory.stepsize.cells import Cell, cells, distance_to
from askewtheory.stepsize.maximum import FORCE, SHARP_OVERSHOOT


@dataclass(frozen=True)
class Comparison:
    """An exact comparison with its words.

    Attributes
    ----------
    text : str
        Both sides as formulas.
    left, right : number
        Exact.
    relation : str
        ``<=``, ``<``, ``>=`` or ``>``.
    """

    text: str
    left: Any
    relation: str
    right: Any

    @property
    def holds(self) -> bool:
        """Whether it is true, decided exactly."""
        sign = compare(self.left, self.right)
        if sign == 0:
            return "=" in self.relation
        return (sign < 0) == ("<" in self.relation)


@dataclass(frozen=True)
class Witness:
    """An exact problem that contradicts Corollary 1 at a stepsize above the largest.

    Parameters
    ----------
    condition
        Which term of the maximum the stepsize exceeds.
    setting, header, rows
        The problem and its one step, for readers; the start is ``rows[0][1]``.
    slope, alpha
        Of the linear loss, and of the force.
    hypotheses, conclusion
        What the problem satisfies, and what it breaks.
    """

    condition: str
    setting: Mapping[str, Any]
    slope: Fraction
    alpha: Fraction
    hypotheses: tuple[Comparison, ...]
    conclusion: Comparison
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def refutes(self) -> bool:
        """Whether every hypothesis holds and the conclusion does not."""
        return all(one.holds for one in self.hypotheses) and not self.conclusion.holds


def witness(
    grid: Grid, epsilon: Any, *, clip: Any, gradient_bound: Any, stepsize: Any,
    kind: str = "quadratic",
) -> Witness | None:  # fmt: skip
    """Construct a problem that breaks the conclusion at ``stepsize``, in exact rationals.

    Parameters
    ----------
    grid, epsilon, clip, gradient_bound, stepsize
        Exact; epsilon separates the levels, the others are positive.
    kind
        ``"quadratic"`` or ``"quartic"``.

    Returns
    -------
    Witness or None
        None if the stepsize is at most :func:`askewtheory.stepsize.maximum.sharp`, and for the
        quartic kind possibly above it: there D/(3G) suffices but is not sharp.

    Raises
    ------
    InputError
        If a number is not exact.
    """
    values: list[Any] = [number(x, "witness") for x in (epsilon, clip, gradient_bound, stepsize)]
    if not grid.exact or not all(isinstance(x, Fraction) for x in values):
        raise InputError("a witness needs exact numbers, got a float")
    own = cells(grid, epsilon, kind)
    method = Method(grid, values[0], 1, values[1], kind)  # a witness chooses its own alpha
    problem = _Problem(method, values[2], values[3])
    for cell in own:
        for build in (problem.breaks_force_bound, problem.overshoots):
            found = build(cell)
            if found is not None:
                return found
    return None


@dataclass(frozen=True)
class _Problem:
    method: Method
    bound: Fraction
    gamma: Fraction

    def step(self, w: Fraction, slope: Fraction, alpha: Fraction) -> Fraction:
        return w + self.gamma * self.velocity(w, slope, alpha)

    def velocity(self, w: Fraction, slope: Fraction, alpha: Fraction) -> Fraction:
        return kernel.velocity(w, slope, *replace(self.method, alpha=alpha).arguments())

    def breaks_force_bound(self, cell: Cell) -> Witness | None:
        """Step out of the interval by gamma G > D/3: then |u| > 2 alpha gamma G."""
        reach = self.gamma * self.bound
        for half, end, outward in (
            (cell.right_half, cell.upper, 1),
            (cell.left_half, cell.lower, -1),
        ):
            if half is None or compare(3 * reach, 2 * half) <= 0:
                continue
            alpha = self.method.clip / (4 * reach)  # so that the clip exceeds 2 alpha gamma G
            slope = -outward * self.bound
            for w in _approach(end, -outward, cell.width):
                after = self.step(w, slope, alpha)
                if not self._inside(after, cell):
                    return self._left(cell, w, after, slope, alpha, FORCE)
                force = abs(self.velocity(after, slope, alpha))
                if compare(force, 2 * alpha * reach) > 0:
                    text = "|u_1| ≤ 2αγG"
                    check = Comparison(text, force, "<=", 2 * alpha * reach)
                    return self._witness(FORCE, cell, w, after, slope, alpha, check)
        return None

    def overshoots(self, cell: Cell) -> Witness | None:
        """Let the clipped force throw a settled point beyond gamma G on the other side."""
        reach = self.gamma * self.bound
        if compare(self.gamma * self.method.clip - reach, cell.width) <= 0:
            return None
        for end, inward in ((cell.lower, 1), (cell.upper, -1)):
            slope = inward * self.bound
            for w, alpha in self._outside(cell, end, inward):
                after = self.step(w, slope, alpha)
                far = distance_to(cell, after)
                if self._inside(after, cell) and compare(far, reach) > 0:
                    check = Comparison("d(w_1) ≤ γG", far, "<=", reach)
                    return self._witness(SHARP_OVERSHOOT, cell, w, after, slope, alpha, check)
                if not self._inside(after, cell):
                    return self._left(cell, w, after, slope, alpha, SHARP_OVERSHOOT)
        return None

    def _outside(self, cell: Cell, end: Any, inward: int) -> Any:
        """Points ever closer to ``end`` from outside, with an alpha at which the clip is active."""
        room = min(self.gamma * self.bound, min(self.method.grids[0].gaps) / 4)
        for w in _approach(end, -inward, room):
            distance = distance_to(cell, w)
            alpha = 3 * self.method.clip / Fraction(str(sympy.N(sympy.sympify(distance), 6)))
            if self._inside(w, cell) and compare(distance, self.gamma * self.bound) <= 0:
                yield w, alpha

    def _inside(self, w: Fraction, cell: Cell) -> bool:
        left = cell.left is None or w >= cell.left
        return left and (cell.right is None or w < cell.right)

    def _left(
        self, cell: Cell, w: Fraction, after: Fraction, slope: Fraction, alpha: Fraction, why: str
    ) -> Witness:
        if cell.right is not None and after >= cell.right:
            check = Comparison("w_1 stays below the midpoint", after, "<", cell.right)
        else:
            check = Comparison("w_1 stays at or above the midpoint", after, ">=", cell.left)
        return self._witness(why, cell, w, after, slope, alpha, check)

    def _witness(
        self, why: str, cell: Cell, w: Fraction, after: Fraction, slope: Fraction,
        alpha: Fraction, conclusion: Comparison,
    ) -> Witness:  # fmt: skip
        hypotheses = (
            Comparison("|∇ℓ| ≤ G", abs(slope), "<=", self.bound),
            Comparison(
                "start within γG: k_1 = k_0", distance_to(cell, w), "<=", self.gamma * self.bound
            ),
            Comparison("α > 0", alpha, ">", 0),
        )
        method = self.method
        setting = {
            "levels": ", ".join(str(level) for level in method.grids[0].levels),
            "kind": method.kind, "epsilon": method.epsilon, "alpha": alpha, "clip": method.clip,
            "stepsize": self.gamma, "loss": f"linear, slope {slope}", "gradient_bound": self.bound,
        }  # fmt: skip
        rows = tuple(
            (k, point, self.velocity(point, slope, alpha), distance_to(cell, point))
            for k, point in ((0, w), (1, after))
        )
        header = ("k", "w", "v", "d to its interval")
        return Witness(why, setting, slope, alpha, hypotheses, conclusion, header, rows)


def _approach(end: Any, side: int, room: Any) -> Any:
    """Yield rationals on one side of ``end``, at distances room/4, room/16, ... from it, about."""
    centre = sympy.sympify(end)
    for power in range(1, 30):
        gap = sympy.sympify(room) / 4**power
        target = sympy.N(centre + side * gap, 40)
        digits = int(-sympy.floor(sympy.log(sympy.N(gap, 5), 10))) + 2
        yield Fraction(str(round(target, digits)))
