"""The geometry that the lemmas speak of: each level's feasible interval and its inner sides."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.errors import InputError
from askewtheory.exact import is_exact, number, simplified
from askewtheory.feasible import intervals_of
from askewtheory.grid import Grid, as_grids
from askewtheory.method import checked_epsilon

MOST_EXACT = 2048
"""Exact levels whose intervals are written out in a few seconds."""
MOST_GAPS = 200
"""Different gaps of exact levels whose conditions are compared within a minute."""


@dataclass(frozen=True)
class Cell:
    """A level with its feasible interval [lower, upper] and its basin [left, right).

    Parameters
    ----------
    level, lower, upper
        The level q and the ends q_- and q_+ of its feasible interval.
    left, right
        The midpoints to its neighbours, ``None`` at an end.
    """

    level: Any
    lower: Any
    upper: Any
    left: Any
    right: Any

    @property
    def width(self) -> Any:
        """q_+ - q_-."""
        return simplified(self.upper - self.lower)

    @property
    def left_half(self) -> Any:
        """q_- - m_left, half the infeasible middle on the left; ``None`` at the left end."""
        return None if self.left is None else simplified(self.lower - self.left)

    @property
    def right_half(self) -> Any:
        """m_right - q_+; ``None`` at the right end."""
        return None if self.right is None else simplified(self.right - self.upper)

    @property
    def halves(self) -> list[Any]:
        """Half the infeasible middle on each inner side: D/2."""
        return [half for half in (self.left_half, self.right_half) if half is not None]


def cells(grid: Grid, epsilon: Any, kind: str) -> tuple[Cell, ...]:
    """Return the cells of one grid.

    Raises
    ------
    InputError
        If epsilon does not separate the levels strictly, or exact levels are so many that their
        conditions would take more than about a minute.
    """
    if grid.exact and (grid.count > MOST_EXACT or len(set(grid.gaps)) > MOST_GAPS):
        raise InputError(
            f"exact levels must be at most {MOST_EXACT:,}, of at most {MOST_GAPS} different gaps, "
            f"got {grid.count:,} of {len(set(grid.gaps)):,}; levels given as floats may be more"
        )
    value, limit = checked_epsilon(epsilon), grid.separating_epsilon(kind)
    if value >= limit:
        raise InputError(
            f"epsilon must be below {limit} to separate the levels ({kind}), got {epsilon}"
        )
    intervals = intervals_of(grid, value, kind)
    middles = [None, *(grid if grid.exact else grid.to_float()).midpoints, None]
    return tuple(
        Cell(level, lower, upper, left, right)
        for level, (lower, upper), left, right in zip(
            grid.levels, intervals, middles, middles[1:], strict=False
        )
    )


def cells_in_scope(
    grid: Any, epsilon: Any, kind: str, start: Sequence[Any] | None, dimension: int
) -> list[Cell]:
    """Return the cells that matter: those that hold a coordinate of the start, or all of them.

    Of cells between the same gaps, which no condition tells apart, only the first is returned.
    """
    grids = as_grids(grid, dimension)
    if start is None:
        return _distinct(cell for item in grids for cell in cells(item, epsilon, kind))
    return _distinct(cells_at(grids, epsilon, kind, start))


def cells_at(grids: Sequence[Grid], epsilon: Any, kind: str, points: Sequence[Any]) -> list[Cell]:
    """Return the cell that holds each point, one for each coordinate; equal ones are found once."""
    known = {grid: cells(grid, epsilon, kind) for grid in dict.fromkeys(grids)}
    pairs = list(zip(itertools.cycle(grids), points, strict=False))
    found = {pair: known[pair[0]][pair[0].nearest(pair[1])] for pair in dict.fromkeys(pairs)}
    return [found[pair] for pair in pairs]


def _distinct(given: Iterable[Cell]) -> list[Cell]:
    """Return the first cell of each shape: epsilon and the gaps beside a level determine it."""
    first: dict[Any, Cell] = {}
    for cell in given:
        left = None if cell.left is None else cell.level - cell.left
        right = None if cell.right is None else cell.right - cell.level
        first.setdefault((left, right), cell)
    return list(first.values())


def start_points(start: Any, dimension: int) -> list[Any] | None:
    """Return the start as one number for each coordinate.

    Raises
    ------
    InputError
        If it is not finite or has another number of coordinates than ``dimension``.
    """
    if start is None:
        return None
    given = list(start) if hasattr(start, "__iter__") and not isinstance(start, str) else [start]
    points: list[Any] = [number(value, "start") for value in given]
    if len(points) == 1:
        points = points * dimension
    if len(points) != dimension:
        raise InputError(f"start must have {dimension} coordinates, got {len(points)}")
    for point in points:
        if isinstance(point, float) and point in (float("inf"), float("-inf")):
            raise InputError(f"start must be finite, got {point}")
    return points if all(is_exact(point) for point in points) else [float(p) for p in points]


def distance_to(cell: Cell, point: Any) -> Any:
    """Return the distance of a point of the cell's basin to its feasible interval."""
    from askewtheory.stepsize.order import sign

    if sign(point, cell.lower) < 0:
        return simplified(cell.lower - point)
    if sign(point, cell.upper) > 0:
        return simplified(point - cell.upper)
    return Fraction(0)
