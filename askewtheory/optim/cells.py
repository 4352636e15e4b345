"""Levels of a group as the update needs them: which cell holds a point, which level is nearest."""

from __future__ import annotations

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
    """

    def __init__(self, levels: tuple[float, ...], dtype: torch.dtype) -> None:
        self.levels = levels
        self.dtype = dtype
        kind = np.float64 if dtype == torch.float64 else np.float32
        self.array = np.array(levels, dtype=kind)
        low, high = self.array[0], self.array[-1]
        gap = kind(self.array[1] - low)
        self.spacing = (low, high, gap, kind(1 / gap), kind(0.5), kind(1))
        steps = np.arange(len(levels), dtype=kind)
        exact = np.array_equal(low + steps * gap, self.array) and np.array_equal(
            self.array[:-1] + gap, self.array[1:]
        )
        self.mode = PAIR if len(levels) == 2 else UNIFORM if exact else TABLE
        self.midpoints = (self.array[:-1] + self.array[1:]) / 2

    @cached_property
    def smallest_gap(self) -> float:
        """The smallest gap between neighbouring levels."""
        return float(np.diff(np.array(self.levels)).min())

    def constants(self, device: torch.device) -> tuple[Tensor, ...]:
        """Return (low, high, gap, 1/gap, 1/2, 1) as tensors without dimensions."""
        return tuple(self._tensor(value, device) for value in self.spacing)

    def zero_and_one(self, device: torch.device) -> tuple[Tensor, Tensor]:
        """Return 0 and 1 as tensors without dimensions."""
        one = self.spacing[-1]
        return self._tensor(one - one, device), self._tensor(one, device)

    def cell(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return (left, right) of each point, the end level twice outside the levels."""
        low, high, gap, inverse, half, _one = self.constants(x.device)
        if self.mode == PAIR:
            return formula.cell_of_pair(x, low, high)
        if self.mode == UNIFORM:
            return formula.cell_of_uniform(x, low, high, gap, inverse, half)
        levels = self._tensor(self.array, x.device)
        index = torch.bucketize(x, levels, right=True)
        last = len(self.levels) - 1
        return levels[(index - 1).clamp(min=0)], levels[index.clamp(max=last)]

    def nearest(self, x: Tensor) -> Tensor:
        """Return the index of the level nearest to each point; a midpoint goes to the right."""
        if self.mode == PAIR:
            return (x >= float(self.midpoints[0])).long()
        return torch.bucketize(x, self._tensor(self.midpoints, x.device), right=True)

    def value(self, index: Tensor) -> Tensor:
        """Return the levels of these indices."""
        return self._tensor(self.array, index.device)[index]

    def _tensor(self, value: Any, device: torch.device) -> Tensor:
        if torch.compiler.is_compiling():  # a constant of the graph, not to be kept
            return torch.tensor(value, dtype=self.dtype, device=device)
        return _constant(np.asarray(value).tobytes(), np.ndim(value), self.dtype, device)


@lru_cache(maxsize=256)
def _constant(content: bytes, dimensions: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    kind = np.float64 if dtype == torch.float64 else np.float32
    array = np.frombuffer(content, dtype=kind)
    return torch.tensor(array if dimensions else array[0], dtype=dtype, device=device)


@lru_cache(maxsize=256)
def cells_of(levels: tuple[float, ...], dtype: torch.dtype) -> Cells:
    """Return the cells of these levels, made once."""
    return Cells(levels, dtype)
