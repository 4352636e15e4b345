"""Stepsizes of a run: a number, an array, or a function of the step, read in chunks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.exact import number, to_float

CHUNK = 4_000_000
"""Coordinate updates between two returns to Python, where stepsizes are read."""


class Stepsizes:
    """The stepsizes gamma_0 ... gamma_(steps - 1).

    Parameters
    ----------
    given
        A positive number; an array with one number for each step; or a function of the step
        (from 0), which may have a method ``values(start, stop)`` that returns an array.
    steps
        The number of steps.
    """

    def __init__(self, given: Any, steps: int) -> None:
        self.given, self.steps = given, steps
        self.constant = None
        if callable(given):
            end = getattr(given, "horizon", None)
            if end is not None and end < steps:
                raise InputError(
                    f"stepsize must have one number for each of {steps} steps, got "
                    f"{self.described()} which ends after {end}"
                )
            return
        if np.ndim(given) == 0:
            self.constant = number(given, "stepsize")
            _checked(np.array([to_float(self.constant, "stepsize")]))
        elif len(given) < steps:
            raise InputError(f"stepsize must have one number for each of {steps} steps, got "
                             f"{len(given)}")  # fmt: skip
        elif np.asarray(given).dtype != object:
            _checked(np.asarray(given, dtype=np.float64))

    def values(self, start: int, stop: int) -> np.ndarray:
        """Return the stepsizes of the steps in [start, stop); one number if they are constant."""
        if self.constant is not None:
            return np.array([float(self.constant)])
        if isinstance(self.given, np.ndarray) and self.given.dtype == np.float64:
            return self.given[start:stop].copy()  # all members of an ensemble ask for these
        if not callable(self.given):
            return np.array([to_float(g, "stepsize") for g in self.given[start:stop]])
        chunk: Any = getattr(self.given, "values", None)
        if callable(chunk):
            return _checked(np.array(chunk(start, stop), dtype=np.float64), stop - start)
        schedule: Any = self.given
        listed = (float(schedule(k)) for k in range(start, stop))
        return _checked(np.fromiter(listed, dtype=np.float64, count=stop - start))

    def chunks(self, dimension: int) -> Iterator[tuple[int, int, np.ndarray]]:
        """Yield first step, number of steps and stepsizes; the last step has none of its own."""
        length = max(1, CHUNK // dimension)
        for first in range(0, self.steps, length):
            stop = min(first + length, self.steps)
            yield first, stop - first, self.values(first, stop)
        yield self.steps, 1, np.ones(1)

    def exact(self, step: int) -> Any:
        """Return the stepsize of one step as it was given, an exact number or a float."""
        if self.constant is not None:
            return self.constant
        given = self.given(step) if callable(self.given) else self.given[step]
        return number(given, "stepsize")

    def shared(self) -> Stepsizes:
        """Return the same stepsizes, evaluated once for many runs where memory allows."""
        if not callable(self.given) or self.steps > 4_000_000:
            return self
        return Stepsizes(self.values(0, self.steps), self.steps)

    def described(self) -> Any:
        """Return what a record says of the stepsizes."""
        if self.constant is not None:
            return self.constant
        if not callable(self.given):
            return f"array of {len(self.given)}"
        named = getattr(self.given, "name", None) or getattr(self.given, "__name__", "function")
        return str(named)


def _checked(values: np.ndarray, count: int | None = None) -> np.ndarray:
    if count is not None and values.shape != (count,):
        raise InputError(f"stepsize.values must return {count} numbers, got {values.shape}")
    good = (values > 0) & (values < math.inf)
    if not good.all():
        raise InputError(
            f"stepsize must be positive and finite, got {values[np.argmin(good)].item()}"
        )
    return values
