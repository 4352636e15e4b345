"""The method: levels, epsilon, alpha, clip, kind and rule, checked once and handed on as one.

Exact in, exact out: each number is kept as it was given, a ``Fraction`` where it is exact, else a
float. Whoever holds a :class:`Method` need check none of the six again; the public functions with
keywords (``velocity``, ``simulate``) make one from their arguments.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from askewtheory import kernel
from askewtheory.errors import InputError
from askewtheory.exact import is_exact, number, to_float
from askewtheory.grid import Grid, as_grids, is_quartic, kind_code, rule_code
from askewtheory.mapping import apply


class SeparationWarning(UserWarning):
    """epsilon does not keep the feasible intervals of neighbouring levels apart."""


@dataclass(frozen=True)
class Method:
    """What the velocity depends on besides the point and the gradient.

    Parameters
    ----------
    grids
        Given as a ``Grid`` or levels for all coordinates, or as a sequence with one grid for each;
        kept as a tuple of grids, of length 1 if all coordinates share one.
    epsilon
        In (0, 1].
    alpha, clip
        At least 0; clip (M_c) may be infinite.
    kind
        ``"quadratic"`` (Definition 3 of the report) or ``"quartic"`` (Definition 2).
    rule
        ``"printed"``, the report's cases, or ``"projected"``, the projection on the clipped
        constraint.

    Raises
    ------
    InputError
        That names the argument, what was expected and what was given.
    """

    grids: Any
    epsilon: Any
    alpha: Any
    clip: Any
    kind: str = "quadratic"
    rule: str = "printed"
    codes: tuple[int, int] = field(init=False, compare=False, repr=False)
    """The kernel's codes of kind and rule."""

    def __post_init__(self) -> None:
        keep = object.__setattr__
        keep(self, "grids", as_grids(self.grids))
        keep(self, "codes", (kind_code(self.kind), rule_code(self.rule)))
        keep(self, "epsilon", checked_epsilon(self.epsilon))
        for name in ("alpha", "clip"):
            value = number(given := getattr(self, name), name)
            if value < 0:
                raise InputError(f"{name} must be at least 0, got {given}")
            keep(self, name, value)
        if math.isinf(self.alpha):
            raise InputError("alpha must be finite, got inf")

    @property
    def numbers(self) -> tuple[Any, Any, Any]:
        """Epsilon, alpha and clip as they were given: for the kernel."""
        return self.epsilon, self.alpha, self.clip

    @cached_property
    def floats(self) -> tuple[float, float, float]:
        """Epsilon, alpha and clip as floats: for compiled code."""
        epsilon, alpha, clip = self.numbers
        return to_float(epsilon, "epsilon"), to_float(alpha, "alpha"), to_float(clip, "clip")

    @property
    def exact(self) -> bool:
        """Whether every level and every number is exact."""
        return all(grid.exact for grid in self.grids) and all(map(is_exact, self.numbers))

    def to_float(self) -> Method:
        """Return the same method in floats."""
        grids = tuple(grid.to_float() for grid in self.grids)
        return Method(grids, *self.floats, self.kind, self.rule)

    @property
    def separating_epsilon(self) -> Any:
        """The epsilon below which the feasible intervals of every grid are disjoint."""
        return min(grid.separating_epsilon(self.kind) for grid in self.grids)

    def arguments(self, coordinate: int = 0) -> tuple[Any, ...]:
        """Return what the kernel's ``velocity`` and ``branch`` take after point and gradient."""
        levels = self.grids[coordinate % len(self.grids)].levels
        return levels, *self.numbers, *self.codes

    def velocity(self, w: Any, gradient: Any) -> Any:
        """Return the velocity s(g, w) of numbers or arrays."""
        return apply(kernel.velocity, (w, gradient), self.grids, self.numbers, self.codes)

    def branch(self, w: Any, gradient: Any) -> Any:
        """Return which branch :meth:`velocity` takes."""
        return apply(kernel.branch, (w, gradient), self.grids, self.numbers, self.codes)

    def skewing_force(self, w: Any) -> Any:
        """Return the skewing force u where psi <= 0, else zero."""
        return apply(kernel.skewing_force, (w,), self.grids, self.numbers, self.codes[:1])

    def remoteness(self, w: Any) -> Any:
        """Return psi(w; epsilon)."""
        return apply(kernel.remoteness, (w,), self.grids, self.numbers[:1], self.codes[:1])


def effective_alpha(alpha: Any, kind: str) -> Any:
    """Return the constant c with |u| >= min(c delta, M_c): alpha, or alpha/2 for the quartic psi.

    The quartic force is the quadratic one times (sqrt(eps) + p)/(2 p), which lies in (1/2, 1]
    where p >= sqrt(eps).

    Parameters
    ----------
    alpha
        Of the method, at least 0.
    kind
        ``"quadratic"`` or ``"quartic"``.

    Returns
    -------
    number
        Of the kind of ``alpha``.

    Raises
    ------
    InputError
        If the kind is any other.
    """
    return alpha / 2 if is_quartic(kind) else alpha


def users_method(
    grid: Any, epsilon: Any, alpha: Any, clip: Any, kind: str, rule: str = "printed"
) -> Method:
    """Return the method of a public function's arguments; warn where intervals are not apart.

    Parameters
    ----------
    grid, epsilon, alpha, clip, kind, rule
        As for :func:`askewtheory.velocity`.

    Returns
    -------
    Method

    Raises
    ------
    InputError
        If one of them is out of range.
    """
    method = Method(grid, epsilon, alpha, clip, kind, rule)
    warn_unless_separated(method.grids, method.epsilon, kind, stacklevel=4)
    return method


def checked_epsilon(epsilon: Any) -> Any:
    """Return epsilon as a number.

    Parameters
    ----------
    epsilon
        In (0, 1], exact or a float.

    Returns
    -------
    number
        A ``Fraction`` where it is exact.

    Raises
    ------
    InputError
        If it is no number, or outside (0, 1].
    """
    value = number(epsilon, "epsilon")
    if not 0 < value <= 1:
        raise InputError(f"epsilon must lie in (0, 1], got {epsilon}")
    return value


def warn_unless_separated(
    grids: Sequence[Grid], epsilon: Any, kind: str, *, stacklevel: int = 3
) -> None:
    """Warn where epsilon lets feasible intervals of neighbouring levels touch or merge.

    Parameters
    ----------
    grids, epsilon, kind
        Checked ones.
    stacklevel
        Of the warning: by default it names the line that called this function's caller.
    """
    limit = min(levels.separating_epsilon(kind) for levels in grids)
    if epsilon < limit:
        return
    bound = "gap**4/16" if kind == "quartic" else "gap**2/4"
    lost = "touch at a midpoint" if epsilon == limit else "merge"
    warnings.warn(
        f"epsilon = {epsilon} is not below min {bound} = {limit}: neighbouring feasible intervals "
        f"{lost}, so C_epsilon is no longer one interval per level and Lemmas 3 to 5 of the report "
        "do not apply",
        SeparationWarning,
        stacklevel=stacklevel,
    )
