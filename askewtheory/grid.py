"""Quantization levels: gaps, midpoints, cells and rounding."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from askewtheory import kernel
from askewtheory.errors import InputError, shown
from askewtheory.exact import common, in_range, number, parse_number

MOST_LEVELS = 2**16


@dataclass(frozen=True)
class Grid:
    """The quantization levels of one coordinate.

    Parameters
    ----------
    levels
        From two to 65,536 finite numbers, strictly increasing. Integers, fractions and strings
        such as ``"1/5"`` stay exact; one float makes all of them floats.

    Raises
    ------
    InputError
        If there are fewer than two levels or more than 65,536, or one is not finite, or they do
        not increase.

    Examples
    --------
    >>> Grid([-1, 1]).midpoints
    (Fraction(0, 1),)
    """

    levels: tuple[Any, ...]
    exact: bool = field(init=False, compare=False, repr=False)

    def __init__(self, levels: Iterable[Any]) -> None:
        given = [number(level, "levels") for level in _listed(levels, MOST_LEVELS + 1)]
        if len(given) < 2:
            raise InputError(f"levels must be at least two numbers, got {len(given)}")
        if len(given) > MOST_LEVELS:
            raise InputError(f"levels must be at most {MOST_LEVELS:,} numbers, got more")
        for level in given:
            in_range(level, "levels")
        for left, right in itertools.pairwise(given):
            if not left < right:
                raise InputError(f"levels must be strictly increasing, got {left} before {right}")
        converted, exact = common(given)
        object.__setattr__(self, "levels", tuple(converted))
        object.__setattr__(self, "exact", exact)

    @classmethod
    def binary(cls) -> Grid:
        """Return the levels -1, 1."""
        return cls([-1, 1])

    @classmethod
    def ternary(cls) -> Grid:
        """Return the levels -1, 0, 1."""
        return cls([-1, 0, 1])

    @classmethod
    def integer(cls, bits: int) -> Grid:
        """Return the integers -2**(bits - 1) ... 2**(bits - 1) - 1 (section 6 of the report).

        Parameters
        ----------
        bits
            At least 1 and at most 16.
        """
        if isinstance(bits, bool) or not isinstance(bits, int) or not 1 <= bits <= 16:
            raise InputError(f"bits must be an integer from 1 to 16, got {bits!r}")
        return cls(range(-(2 ** (bits - 1)), 2 ** (bits - 1)))

    @classmethod
    def uniform(cls, low: Any, high: Any, count: int) -> Grid:
        """Return ``count`` equally spaced levels from ``low`` to ``high``, both included."""
        whole = isinstance(count, int) and not isinstance(count, bool)
        if not whole or not 2 <= count <= MOST_LEVELS:
            raise InputError(f"count must be an integer from 2 to {MOST_LEVELS:,}, got {count!r}")
        (low, high), exact = common([low, high], "low", "high")
        step = (high - low) / (count - 1)
        if exact:
            return cls(low + step * index for index in range(count))
        return cls(np.linspace(low, high, count).tolist())

    @property
    def count(self) -> int:
        """The number K of levels."""
        return len(self.levels)

    @cached_property
    def gaps(self) -> tuple[Any, ...]:
        """The K - 1 distances between neighbouring levels."""
        return tuple(b - a for a, b in zip(self.levels, self.levels[1:], strict=False))

    @cached_property
    def midpoints(self) -> tuple[Any, ...]:
        """The K - 1 midpoints between neighbouring levels."""
        return tuple((a + b) / 2 for a, b in zip(self.levels, self.levels[1:], strict=False))

    @cached_property
    def array(self) -> np.ndarray:
        """The levels as float64, shape (K,)."""
        values = np.array([float(level) for level in self.levels])
        values.flags.writeable = False
        return values

    def separating_epsilon(self, kind: str = "quadratic") -> Any:
        """Return the epsilon at which the first two feasible intervals touch.

        min gap**2 / 4 for the quadratic kind (Lemma 2), min gap**4 / 16 for the quartic one
        (Theorem 1). Strictly below it, C_epsilon is K disjoint intervals.
        """
        quarter = min(self.gaps) ** 2 / 4
        return quarter**2 if is_quartic(kind) else quarter

    def cell(self, w: Any) -> int:
        """Return the number of levels at or below ``w``: its cell, closed on the left."""
        return kernel.cell(number(w, "w"), self.levels)

    def nearest(self, w: Any) -> int:
        """Return the index (from 0) of the level nearest to ``w``; a midpoint goes to the right.

        The basin of an inner level is [m_left, m_right), as in Lemma 3'.
        """
        return kernel.cell(number(w, "w"), self.midpoints)

    def round(self, w: Any) -> Any:
        """Return the nearest level: a number for a number, an array for an array."""
        if np.ndim(w) == 0:
            return self.levels[self.nearest(w)]
        points = np.asarray(w)
        if points.dtype == object:
            nearest = [self.round(point) for point in points.ravel()]
            return np.array(nearest, dtype=object).reshape(points.shape)
        middles = np.array([float(middle) for middle in self.midpoints])
        return self.array[np.searchsorted(middles, points, side="right")]

    def to_float(self) -> Grid:
        """Return the same levels as floats."""
        return Grid(self.array.tolist())

    def to_dict(self) -> dict[str, Any]:
        """Return the levels as JSON would write them."""
        return {"levels": [str(x) if isinstance(x, Fraction) else x for x in self.levels]}


def parse_levels(text: str) -> Grid:
    """Read quantization levels.

    Parameters
    ----------
    text : str
        ``"binary"`` (-1, 1), ``"ternary"`` (-1, 0, 1), ``"int3"`` (the integers of 3 bits, and so
        for every number of bits up to 16), or increasing numbers such as ``"-1,1/2,1"``.

    Returns
    -------
    Grid
        The exact levels.

    Raises
    ------
    InputError
        If the text is none of these.
    """
    name = text.strip().lower()
    if name == "binary":
        return Grid.binary()
    if name == "ternary":
        return Grid.ternary()
    if bits := re.fullmatch(r"int(\d{1,3})", name):
        return Grid.integer(bits=int(bits[1]))
    if re.fullmatch(r"[a-z].*", name):
        raise InputError(
            f"levels must be numbers, binary, ternary or int<bits>, got {shown(text)}."
        )
    return Grid(parse_number(part, "levels") for part in text.split(","))


_KINDS = {"quadratic": kernel.QUADRATIC, "quartic": kernel.QUARTIC}
_RULES = {"printed": kernel.PRINTED, "projected": kernel.PROJECTED}


def kind_code(kind: str) -> int:
    """Return the kernel's code of a remoteness kind, ``"quadratic"`` or ``"quartic"``."""
    if not isinstance(kind, str) or kind not in _KINDS:
        raise InputError(f"kind must be 'quadratic' or 'quartic', got {kind!r}")
    return _KINDS[kind]


def is_quartic(kind: str) -> bool:
    """Tell whether a kind is quartic or quadratic; refuse one of which what is asked is not known.

    A kind that the kernel gains is refused here, rather than taken for the quadratic one, wherever
    a formula or a bound has not been stated for it.
    """
    code = kind_code(kind)
    if code not in (kernel.QUADRATIC, kernel.QUARTIC):
        raise InputError(f"kind must be 'quadratic' or 'quartic' for this, got {kind!r}")
    return code == kernel.QUARTIC


def rule_code(rule: str) -> int:
    """Return the kernel's code of a velocity rule, ``"printed"`` or ``"projected"``."""
    if not isinstance(rule, str) or rule not in _RULES:
        raise InputError(f"rule must be 'printed' or 'projected', got {rule!r}")
    return _RULES[rule]


def as_grids(grid: Any, dimension: int | None = None) -> tuple[Grid, ...]:
    """Return one grid for each coordinate, or a single one that all coordinates share.

    Parameters
    ----------
    grid
        A ``Grid``, a sequence of levels, or a sequence of grids.
    dimension
        The number of coordinates, if it is to be checked.
    """
    if isinstance(grid, Grid):
        return (grid,)
    items = _listed(grid)
    if not items or not all(isinstance(item, Grid) for item in items):
        return (Grid(items),)
    if dimension is not None and len(items) not in (1, dimension):
        raise InputError(
            f"grid must hold one grid for each of {dimension} coordinates, got {len(items)}"
        )
    return tuple(items)


def _listed(levels: Any, most: int | None = None) -> list[Any]:
    if isinstance(levels, str) or not isinstance(levels, Iterable):
        raise InputError(f"levels must be a sequence of numbers, got {levels!r}")
    return list(itertools.islice(levels, most))
