"""Dual gradient ascent for convex problems (Algorithm 3 of the early notes).

minimise loss(x) subject to g_i(x) <= 0, loss and g_i convex. The Lagrangian
loss + sum multipliers_i g_i is minimised over x for fixed multipliers, then the multipliers climb
the dual function, whose gradient is g at that minimiser:

    x_k = argmin loss + multipliers . g,    multipliers <- max(multipliers + stepsize g(x_k), 0).

The signs are those of g <= 0. For a feasible set written as g >= 0, as everywhere else in this
package, ``sense=">="`` turns both signs round; g must then be concave.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.muehlebach_jordan import Constraint, Stepsize, checked_stepsize, vector

_SIGNS = {"<=": 1.0, ">=": -1.0}


class Ending(StrEnum):
    """How a run ended, in words."""

    COMPLETED = "all steps were taken"
    NO_MINIMISER = "no minimiser of the Lagrangian was found for the last multipliers"


@dataclass(frozen=True)
class DualRun:
    """What :func:`dual_ascent` records; ``taken`` steps, n coordinates, m constraints.

    Parameters
    ----------
    points
        The minimisers x_1, x_2, ..., shape (taken, n).
    multipliers
        Those before every step and after the last, shape (taken + 1, m).
    values
        g_i(x_k), shape (taken, m).
    ending
        How the run ended, a sentence.
    """

    points: np.ndarray
    multipliers: np.ndarray
    values: np.ndarray
    ending: Ending

    def to_dict(self) -> dict[str, Any]:
        """Return the run as JSON would write it."""
        arrays = ("points", "multipliers", "values")
        return {name: getattr(self, name).tolist() for name in arrays} | {
            "ending": str(self.ending)
        }


def dual_ascent(
    argmin: Callable[[np.ndarray], Any],
    constraints: Sequence[Constraint],
    multipliers: Any,
    stepsize: Stepsize,
    steps: int,
    *,
    sense: str = "<=",
) -> DualRun:
    """Run Algorithm 3 of the notes.

    Parameters
    ----------
    argmin
        Takes multipliers of shape (m,), returns a minimiser of the Lagrangian, shape (n,), or
        None if there is none.
    constraints
        The g_i.
    multipliers
        The first guess, shape (m,), at least 0.
    stepsize
        A positive number, or a function of k = 1, 2, ...
    steps
        How many.
    sense
        ``"<="`` as the notes print it, or ``">="``.

    Raises
    ------
    InputError
        If a multiplier is negative, the sense is unknown or the steps are not a whole number.
    """
    sign = _sign(sense)
    current = vector(multipliers, "multipliers")
    if current.size != len(constraints) or (current < 0).any():
        raise InputError(
            f"multipliers must be {len(constraints)} numbers of at least 0, got {multipliers!r}"
        )
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0:
        raise InputError(f"steps must be a whole number of at least 0, got {steps!r}")
    history, points, values = [current], [], []
    ending = Ending.COMPLETED
    for k in range(1, steps + 1):
        found = argmin(current)
        if found is None:
            ending = Ending.NO_MINIMISER
            break
        x = vector(found, "minimiser")
        value = np.array([float(constraint.value(x)) for constraint in constraints])
        current = np.maximum(current + checked_stepsize(stepsize, k) * sign * value, 0.0)
        points.append(x)
        values.append(value)
        history.append(current)
    return DualRun(
        points=np.array(points).reshape(len(points), -1) if points else np.empty((0, 0)),
        multipliers=np.array(history),
        values=np.array(values).reshape(-1, len(constraints)),
        ending=ending,
    )


def _sign(sense: str) -> float:
    if sense not in _SIGNS:
        raise InputError(f"sense must be '<=' or '>=', got {sense!r}")
    return _SIGNS[sense]
