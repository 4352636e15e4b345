"""The update as machine code over many tensors at once, on CPU memory.

One call serves all tensors of a group: it receives their addresses, walks over them in blocks that
fit the innermost cache, and evaluates ``askewtheory.optim.formula`` on each block with vector
instructions. Several threads take equal shares of the elements (``askewtheory.optim.threads``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import torch
from numba.core.types import int64, none, voidptr
from numba.extending import intrinsic, overload, register_jitable
from numba.np.numpy_support import carray
from torch import Tensor

from askewtheory.compiled import compiled, variant
from askewtheory.optim import formula
from askewtheory.optim.cells import Cells
from askewtheory.optim.settings import Step, is_projected, is_quartic, plain
from askewtheory.optim.spacing import PAIR, TABLE, UNIFORM, level_of
from askewtheory.optim.threads import in_shares

BLOCK = 192
"""Elements of one block: few, since what is next in memory is fetched while one is computed."""

CACHE_LINE = 64
"""Bytes; where they are more, some are asked for twice."""


# Numba compares the parameters of an overload, annotations included, with those of its result.
@overload(formula.choose)
def _choose(condition, yes, no):  # type: ignore[no-untyped-def]
    return lambda condition, yes, no: yes if condition else no


@overload(formula.rounded)
def _rounded(value):  # type: ignore[no-untyped-def]
    return lambda value: np.rint(value)


@overload(formula.clamped)
def _clamped(value, low, high):  # type: ignore[no-untyped-def]
    def clamp(value, low, high):  # type: ignore[no-untyped-def]
        raised = low if value < low else value
        return high if raised > high else raised

    return clamp


@overload(formula.opposite)
def _opposite(condition):  # type: ignore[no-untyped-def]
    return lambda condition: not condition


_level_of = register_jitable(level_of)
_cell_of_pair = register_jitable(formula.cell_of_pair)
_cell_of_uniform = register_jitable(formula.cell_of_uniform)
_cell_of_even = register_jitable(formula.cell_of_even)
_remoteness_and_slope = register_jitable(formula.remoteness_and_slope)
_skewed = register_jitable(formula.skewed)


def _as_pointer(_typing: Any, address: Any) -> Any:
    """Turn an integer address into a pointer."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())

    return voidptr(int64), build


_pointer: Any = intrinsic(_as_pointer)


def _fetched(_typing: Any, _address: Any) -> Any:
    """Ask for a line of memory before it is needed; an address that is nobody's does no harm."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        number = ir.IntType(32)
        pointer = builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())
        signature = ir.FunctionType(ir.VoidType(), [pointer.type, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [pointer.type], signature)
        # To be written too (1), into the innermost cache (3), as data (1).
        builder.call(prefetch, [pointer, number(1), number(3), number(1)])
        return _context.get_dummy_value()

    return none(int64), build


_prefetch: Any = intrinsic(_fetched)


@register_jitable
def _in_table(x: Any, left: Any, right: Any, table: Any) -> None:
    """Write the ends of each point's cell; one pass for four levels."""
    left[:] = table[0, 0]
    right[:] = table[0, 0]
    for j in range(0, table.shape[1], 4):
        a, b, c, d = table[0, j], table[0, j + 1], table[0, j + 2], table[0, j + 3]
        e, f, g, h = table[1, j], table[1, j + 1], table[1, j + 2], table[1, j + 3]
        for i in range(x.size):
            v, low, high = x[i], left[i], right[i]
            low, high = (a if v >= a else low), (e if v >= a else high)
            low, high = (b if v >= b else low), (f if v >= b else high)
            low, high = (c if v >= c else low), (g if v >= c else high)
            left[i], right[i] = (d if v >= d else low), (h if v >= d else high)


def _measurer(mode: int, scaled: bool, quartic: bool) -> Callable[..., Any]:
    """Return what writes psi and psi' of a block's points into the first two rows."""

    def measure(w, scale, rows, table, spacing, one, epsilon):  # type: ignore[no-untyped-def]
        psi, slope = rows[0][: w.size], rows[1][: w.size]
        if mode == TABLE:
            x, left, right = rows[2][: w.size], rows[3][: w.size], rows[4][: w.size]
            for i in range(w.size):
                x[i] = w[i] / scale if scaled else w[i]
            _in_table(x, left, right, table)
            for i in range(w.size):
                cell = left[i], right[i], left[i] == right[i]
                psi[i], slope[i] = _remoteness_and_slope(x[i], *cell, one, epsilon, quartic)
        else:
            for i in range(w.size):
                point = w[i] / scale if scaled else w[i]
                if mode == PAIR:
                    cell = _cell_of_pair(point, spacing)
                elif mode == UNIFORM:
                    cell = _cell_of_uniform(point, spacing)
                else:
                    cell = _cell_of_even(point, spacing, one)
                psi[i], slope[i] = _remoteness_and_slope(point, *cell, one, epsilon, quartic)

    return register_jitable(variant(measure, mode, scaled, quartic))


def _mover(scaled: bool, projected: bool, displaced: bool) -> Callable[..., Any]:
    """Return what advances a block and counts where the force acted, given psi and psi'.

    Separate from the measuring, so that chains of dependent instructions are short enough to
    overlap.
    """

    def move(w, g, scale, clip, rows, one, step, alpha):  # type: ignore[no-untyped-def]
        psi, slope = rows[0][: w.size], rows[1][: w.size]
        followed = np.int32(0)  # as wide as float32, so that counting vectorises
        for i in range(w.size):
            gradient = (w[i] - g[i]) / step if displaced else g[i]
            pull = gradient / scale if scaled else gradient
            follows, force = _skewed(psi[i], slope[i], pull, alpha, clip, one - one, projected)
            force = scale * force if scaled else force
            if displaced:
                g[i] = g[i] if follows else w[i] + step * force
            else:
                w[i] = w[i] + step * (-gradient if follows else force)
            followed = np.int32(followed + np.int32(1 if follows else 0))
        return w.size - followed

    return register_jitable(variant(move, scaled, projected, displaced))


@cache
def _loop(
    mode: int, scaled: bool, quartic: bool, projected: bool, displaced: bool
) -> Callable[..., int]:
    """Return the compiled walk over all elements, for one way to find cells and one rule.

    ``displaced``: the second array holds the points that a base optimizer moved to, and receives
    the result. Otherwise it holds gradients, and the first array receives the result.
    """
    measure = _measurer(mode, scaled, quartic)
    move = _mover(scaled, projected, displaced)

    def walk(addresses, sizes, channels, start, stop, rows, table, spacing, numbers, relative):  # type: ignore[no-untyped-def]
        one, step, epsilon, alpha, clip = numbers
        fired = 0
        offset = 0
        for k in range(sizes.size):
            begin = max(start - offset, 0)
            end = min(stop - offset, sizes[k])
            offset += sizes[k]
            if begin >= end:
                continue
            w = carray(_pointer(addresses[0, k]), (sizes[k],), dtype=rows.dtype)
            g = carray(_pointer(addresses[1, k]), (sizes[k],), dtype=rows.dtype)
            scales = carray(_pointer(addresses[2, k]), (channels[k],), dtype=rows.dtype)
            width = sizes[k] // channels[k]
            while begin < end:
                scale = scales[begin // width]
                until = min(end, (begin // width + 1) * width, begin + rows.shape[1])
                limit = clip if relative else clip / scale
                ahead = (until + rows.shape[1]) * rows.itemsize
                for line in range(ahead, ahead + rows.shape[1] * rows.itemsize, CACHE_LINE):
                    _prefetch(addresses[0, k] + line)
                    _prefetch(addresses[1, k] + line)
                measure(w[begin:until], scale, rows, table, spacing, one, epsilon)
                fired += move(w[begin:until], g[begin:until], scale, limit, rows, one, step, alpha)
                begin = until
        return fired

    return compiled(variant(walk, mode, scaled, quartic, projected, displaced))


def advance(
    points: Sequence[Tensor],
    others: Sequence[Tensor],
    scales: Sequence[Tensor | None],
    cells: Cells,
    step: Step,
) -> int:
    """Move all points by one step and return how many coordinates the skewing force moved.

    Parameters
    ----------
    points, others
        Dense CPU tensors of ``cells.dtype``, pairwise of one shape and stride. ``others`` holds
        gradients, or, if ``step.displaced``, the points that a base optimizer moved to; then it
        receives the result, else ``points`` does.
    scales
        For each tensor None, or a contiguous tensor of one number or one for each row: equally
        many elements that follow each other in memory.
    cells, step
        The levels and the numbers of the step.
    """
    real = np.float64 if cells.dtype == torch.float64 else np.float32
    one = torch.ones(1, dtype=cells.dtype, device="cpu")
    scaled = any(scale is not None for scale in scales)
    columns = [[w.data_ptr() for w in points], [g.data_ptr() for g in others]]
    sizes = np.array([w.numel() for w in points], dtype=np.int64)
    if scaled:
        units = [one if scale is None else scale for scale in scales]
        columns.append([unit.data_ptr() for unit in units])
        channels = np.array([unit.numel() for unit in units], dtype=np.int64)
    else:
        columns.append([one.data_ptr()] * len(points))
        channels = np.ones(len(points), dtype=np.int64)
    addresses = np.array(columns, dtype=np.int64)
    loop = _loop(cells.mode, scaled, is_quartic(step.kind), is_projected(step.rule), step.displaced)
    given = 1.0, step.step, step.epsilon, step.alpha, step.clip
    numbers = tuple(real(plain(number)) for number in given)
    settings = cells.table, cells.spacing, numbers, step.relative
    total = int(sizes.sum())

    def share(start: int, stop: int) -> int:
        rows = np.empty((5, BLOCK), dtype=real)
        return loop(addresses, sizes, channels, start, stop, rows, *settings)

    return sum(in_shares(share, total))
