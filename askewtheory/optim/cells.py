"""Levels of a group as the update needs them: which cell holds a point, which level is nearest."""

from __future__ import annotations

import itertools
import numbers
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from askewtheory.errors import InputError
from askewtheory.grid import Grid
from askewtheory.optim import formula
from askewtheory.optim.layouts import is_plain_memory
from askewtheory.optim.spacing import EVEN, PAIR, UNIFORM, Spacing, spacing_of

COMPARED = 16
"""Up to so many thresholds it is faster to compare with each than to search, whose branches on
random points a processor cannot foresee."""


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
    if isinstance(levels, Mapping):  # of which a grid would take the keys
        raise InputError(f"Invalid levels value: {levels!r}, not a sequence of numbers")
    if isinstance(levels, Grid):
        grid = levels
    elif isinstance(levels, str):
        named = {"binary": Grid.binary, "ternary": Grid.ternary}
        if levels not in named:
            raise InputError(f"Invalid levels value: {levels!r}, not 'binary' or 'ternary'")
        grid = named[levels]()
    elif isinstance(levels, numbers.Integral):
        grid = Grid.integer(bits=levels if isinstance(levels, bool) else int(levels))
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
        How a point's cell is found: see :mod:`askewtheory.optim.spacing`.
    smallest_gap : float
        The least distance between two levels.
    """

    def __init__(self, levels: tuple[float, ...], dtype: torch.dtype) -> None:
        self.levels = levels
        self.dtype = dtype
        self.smallest_gap = min(right - left for left, right in itertools.pairwise(levels))
        self.mode, self._numbers = _spacing(levels, dtype == torch.float64)

    @cached_property
    def spacing(self) -> Spacing:
        """The numbers of the formula, for compiled loops."""
        return Spacing(*(self._real(number) for number in self._numbers))

    @property
    def _real(self) -> type[np.floating]:
        return np.float64 if self.dtype == torch.float64 else np.float32

    @cached_property
    def table(self) -> np.ndarray:
        """The levels, and beside each the next one, for compiled loops; of shape (2, 4 n).

        Padded with what no point reaches, so that loops can take four levels at a time.
        """
        levels = np.array(self.levels, dtype=self._real)
        rows = np.stack([levels, np.append(levels[1:], levels[-1])])
        return np.pad(rows, ((0, 0), (0, -levels.size % 4)), constant_values=np.nan)

    def cell(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the ends of each point's cell, (near, other), and where it is outside.

        Outside the levels ``near`` is the end level and ``other`` has no meaning.
        """
        if self.mode in (PAIR, UNIFORM, EVEN):
            numbers = [constant(number, self.dtype, x.device) for number in self._numbers]
            spacing = Spacing(*numbers)
            if self.mode == PAIR:
                return formula.cell_of_pair(x, spacing)
            if self.mode == UNIFORM:
                return formula.cell_of_uniform(x, spacing)
            return formula.cell_of_even(x, spacing, constant(1.0, self.dtype, x.device))
        levels = constant(self.levels, self.dtype, x.device)
        index = _place(x, levels)
        last = len(self.levels) - 1
        left, right = levels[(index - 1).clamp(min=0)], levels[index.clamp(max=last)]
        return left, right, left == right

    def ends(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return (left, right) of each point's cell, the end level twice outside the levels."""
        near, other, outside = self.cell(x)
        other = torch.where(outside, near, other)
        return torch.minimum(near, other), torch.maximum(near, other)

    def nearest(self, x: Tensor) -> Tensor:
        """Return the index of the level nearest to each point; a midpoint goes to the right."""
        return _place(x, self._midpoints(x.device))

    def _midpoints(self, device: torch.device) -> Tensor:
        levels = constant(self.levels, self.dtype, device)
        return (levels[:-1] + levels[1:]) / 2

    def rounded(self, x: Tensor) -> Tensor:
        """Return the level nearest to each point, as a tensor of its own."""
        if is_plain_memory(x, self.dtype) and not x.is_neg():
            from askewtheory.optim.rounding import round_to  # loads Numba

            return round_to(
                constant(self.levels, self.dtype, x.device), self._midpoints(x.device), x
            )
        return self.value(self.nearest(x))

    def value(self, index: Tensor) -> Tensor:
        """Return the levels of these indices."""
        levels = constant(self.levels, self.dtype, index.device)
        return levels.index_select(0, index.reshape(-1)).view(index.shape)


def _place(x: Tensor, thresholds: Tensor) -> Tensor:
    """Return how many of the increasing thresholds each point has reached."""
    if len(thresholds) > COMPARED:
        return torch.bucketize(x.contiguous(), thresholds, right=True)  # as it asks for
    count = (x >= thresholds[0]).to(torch.uint8)
    for threshold in thresholds[1:]:
        count += x >= threshold
    return count.long()


def _spacing(levels: tuple[float, ...], double: bool) -> tuple[int, tuple[float, ...]]:
    """Return how cells are found, and the formula's numbers; not traced by ``torch.compile``."""
    mode, spacing = spacing_of(levels, np.float64 if double else np.float32)
    return mode, tuple(float(number) for number in spacing)


# As torch.compiler.assume_constant_result marks it, which loads the compiler: a second and more.
_spacing._dynamo_marked_constant = True  # type: ignore[attr-defined]


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
