"""Levels of a group as the update needs them: which cell holds a point, which level is nearest."""

from __future__ import annotations

import itertools
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from askewtheory.errors import InputError
from askewtheory.grid import Grid
from askewtheory.optim import formula

PAIR, UNIFORM, TABLE = 0, 1, 2
"""How cells are found: two levels, equally spaced levels by arithmetic, or a table."""


def as_levels(levels: Any) -> tuple[float, ...] | None:
    """Return a group's levels as plain numbers.

    Parameters
    ----------
    levels
        None (not quantized), a ``Grid``, a list of numbers, ``"binary"``, ``"ternary"``, or an
        integer b for the 2**b integers of b bits.

    Raises
    ------
    InputError
        If the levels are not two or more finite, increasing numbers.
    """
    if levels is None:
        return None
    if isinstance(levels, Grid):
        grid = levels
    elif isinstance(levels, str):
        named = {"binary": Grid.binary, "ternary": Grid.ternary}
        if levels not in named:
            raise InputError(f"Invalid levels value: {levels!r}, not 'binary' or 'ternary'")
        grid = named[levels]()
    elif isinstance(levels, int):
        grid = Grid.integer(bits=levels)
    else:
        grid = Grid(levels.tolist() if isinstance(levels, Tensor) else levels)
    return tuple(grid.array.tolist())


class Cells:
    """The cells of one list of levels in one floating-point type.

    Parameters
    ----------
    levels : tuple of float
        Finite and increasing.
    dtype : torch.dtype
        ``torch.float32`` or ``torch.float64``.

    Attributes
    ----------
    mode : int
        ``PAIR``, ``UNIFORM`` or ``TABLE``. Equally spaced levels count as uniform where sums of
        them are exact in float32 (multiples of 2**-8 below 2**15); others keep their table, so
        that arithmetic never puts a level beside itself.
    """

    def __init__(self, levels: tuple[float, ...], dtype: torch.dtype) -> None:
        self.levels = levels
        self.dtype = dtype
        gaps = [right - left for left, right in itertools.pairwise(levels)]
        self.smallest_gap = min(gaps)
        exact = all(level * 256 % 1 == 0 and abs(level) < 2**15 for level in levels)
        if len(levels) == 2:
            self.mode = PAIR
        else:
            self.mode = UNIFORM if exact and max(gaps) == self.smallest_gap else TABLE

    @cached_property
    def array(self) -> np.ndarray:
        """The levels, for compiled loops."""
        return np.array(self.levels, dtype=self._real)

    @cached_property
    def spacing(self) -> tuple[Any, ...]:
        """Low, high, gap, 1/gap, 1/2 and 1, for compiled loops."""
        low, high = self.array[0], self.array[-1]
        gap = self._real(self.array[1] - low)
        return low, high, gap, self._real(1 / gap), self._real(0.5), self._real(1)

    @property
    def _real(self) -> type[np.floating]:
        return np.float64 if self.dtype == torch.float64 else np.float32

    def cell(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return (left, right) of each point, the end level twice outside the levels."""
        levels = constant(self.levels, self.dtype, x.device)
        low, high = levels[0], levels[-1]
        if self.mode == PAIR:
            return formula.cell_of_pair(x, low, high)
        if self.mode == UNIFORM:
            gap = levels[1] - low
            return formula.cell_of_uniform(x, low, high, gap, 1 / gap, 0.5)
        index = torch.bucketize(x, levels, right=True)
        last = len(self.levels) - 1
        return levels[(index - 1).clamp(min=0)], levels[index.clamp(max=last)]

    def nearest(self, x: Tensor) -> Tensor:
        """Return the index of the level nearest to each point; a midpoint goes to the right."""
        levels = constant(self.levels, self.dtype, x.device)
        midpoints = (levels[:-1] + levels[1:]) / 2
        if self.mode == PAIR:
            return (x >= midpoints[0]).long()
        return torch.bucketize(x, midpoints, right=True)

    def value(self, index: Tensor) -> Tensor:
        """Return the levels of these indices."""
        return constant(self.levels, self.dtype, index.device)[index]


def constant(value: float | tuple[float, ...], dtype: torch.dtype, device: torch.device) -> Tensor:
    """Return numbers as a tensor, made once outside of compiled graphs."""
    if torch.compiler.is_compiling():  # part of the graph, not to be kept
        return torch.tensor(value, dtype=dtype, device=device)
    return _kept(value, dtype, device)


@lru_cache(maxsize=256)
def _kept(value: float | tuple[float, ...], dtype: torch.dtype, device: torch.device) -> Tensor:
    with torch.inference_mode(False):
        return torch.tensor(value, dtype=dtype, device=device)


def cells_of(levels: tuple[float, ...], dtype: torch.dtype) -> Cells:
    """Return the cells of these levels, made once outside of compiled graphs."""
    if torch.compiler.is_compiling():
        return Cells(levels, dtype)
    return _kept_cells(levels, dtype)


_kept_cells = lru_cache(maxsize=256)(Cells)
