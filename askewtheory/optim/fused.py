"""The update as machine code over many tensors at once, on CPU memory.

One call serves all tensors of a group: it receives their addresses, walks over them in blocks that
fit the innermost cache, and evaluates ``askewtheory.optim.formula`` on each block with vector
instructions. Several threads take equal shares of the elements; they are Python threads, which the
compiled loop leaves free to run (it holds no interpreter lock), so that no second thread pool
competes with PyTorch's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import torch
from numba.core.types import int64, voidptr
from numba.extending import intrinsic, overload, register_jitable
from numba.np.numpy_support import carray
from torch import Tensor

from askewtheory.compiled import compiled
from askewtheory.optim import formula
from askewtheory.optim.cells import PAIR, TABLE, Cells
from askewtheory.optim.settings import Step, plain

BLOCK = 1024
"""Elements of one block: its five rows of float32 take 20 KiB."""

SHARE = 1 << 17
"""Elements that are worth a thread of their own."""


# Numba compares the parameters of an overload, annotations included, with those of its result.
@overload(formula.choose)
def _choose(condition, yes, no):  # type: ignore[no-untyped-def]
    return lambda condition, yes, no: yes if condition else no


@overload(formula.floored)
def _floored(value):  # type: ignore[no-untyped-def]
    return lambda value: np.floor(value)


_cell_of_pair = register_jitable(formula.cell_of_pair)
_cell_of_uniform = register_jitable(formula.cell_of_uniform)
_remoteness_and_slope = register_jitable(formula.remoteness_and_slope)
_skewed = register_jitable(formula.skewed)


def _as_pointer(_typing: Any, address: Any) -> Any:
    """Turn an integer address into a pointer."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())

    return voidptr(int64), build


_pointer: Any = intrinsic(_as_pointer)


@register_jitable
def _cells(x: Any, left: Any, right: Any, levels: Any, spacing: Any, mode: int) -> None:
    """Write the cell of each point; for a table by one pass for each level."""
    low, high, gap, inverse, half, _one = spacing
    if mode != TABLE:
        for i in range(x.size):
            left[i], right[i] = _cell_of_uniform(x[i], low, high, gap, inverse, half)
        return
    left[:] = low
    right[:] = low
    for j in range(levels.size):
        level = levels[j]
        above = levels[min(j + 1, levels.size - 1)]
        for i in range(x.size):
            right[i] = above if x[i] >= level else right[i]
            left[i] = level if x[i] >= level else left[i]


def _mover(quartic: bool, projected: bool, displaced: bool) -> Callable[..., Any]:
    """Return what advances one coordinate, for :func:`_loop`'s arguments."""

    def move(w, g, i, x, left, right, scale, clip, one, numbers):  # type: ignore[no-untyped-def]
        step, epsilon, alpha = numbers
        psi, slope = _remoteness_and_slope(x, left, right, one, epsilon, quartic)
        gradient = (w[i] - g[i]) / step if displaced else g[i]
        follows, force = _skewed(psi, slope, gradient / scale, alpha, clip, one - one, projected)
        if displaced:
            g[i] = g[i] if follows else w[i] + step * (scale * force)
        else:
            w[i] = w[i] + step * (-gradient if follows else scale * force)
        return np.int32(0 if follows else 1)

    return register_jitable(move)


def _blocks(move: Callable[..., Any]) -> Callable[..., Any]:
    """Return what advances one block and counts where the force acted.

    Pairs and uniform levels without a scale take one pass; everything else finds the cells first.
    """

    def block(w, g, scale, clip, rows, levels, spacing, numbers, mode):  # type: ignore[no-untyped-def]
        low, high, gap, inverse, half, one = spacing
        fired = np.int32(0)  # as wide as float32, so that counting vectorises
        if scale == one and mode == PAIR:
            for i in range(w.size):
                left, right = _cell_of_pair(w[i], low, high)
                moved = move(w, g, i, w[i], left, right, one, clip, one, numbers)
                fired = np.int32(fired + moved)
        elif scale == one and mode != TABLE:
            for i in range(w.size):
                left, right = _cell_of_uniform(w[i], low, high, gap, inverse, half)
                moved = move(w, g, i, w[i], left, right, one, clip, one, numbers)
                fired = np.int32(fired + moved)
        else:
            x, lefts, rights = rows[0][: w.size], rows[1][: w.size], rows[2][: w.size]
            for i in range(w.size):
                x[i] = w[i] / scale
            _cells(x, lefts, rights, levels, spacing, mode)
            for i in range(w.size):
                moved = move(w, g, i, x[i], lefts[i], rights[i], scale, clip, one, numbers)
                fired = np.int32(fired + moved)
        return fired

    return register_jitable(block)


@cache
def _loop(quartic: bool, projected: bool, displaced: bool) -> Callable[..., int]:
    """Return the compiled walk over all elements for one kind, one rule and one meaning of ``g``.

    ``displaced``: the second array holds the points that a base optimizer moved to, and receives
    the result. Otherwise it holds gradients, and the first array receives the result.
    """
    block = _blocks(_mover(quartic, projected, displaced))

    def walk(addresses, sizes, channels, start, stop, rows, levels, spacing, numbers, clips, mode):  # type: ignore[no-untyped-def]
        clip, relative = clips
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
                part, rest = w[begin:until], g[begin:until]
                fired += block(part, rest, scale, limit, rows, levels, spacing, numbers, mode)
                begin = until
        return fired

    return compiled(walk)


@cache
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="askewtheory")


# A forked child has none of its parent's threads; it starts its own when it needs them.
os.register_at_fork(after_in_child=_pool.cache_clear)


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
        For each tensor None, or a contiguous tensor of one number or one for each row.
    cells, step
        The levels and the numbers of the step.
    """
    real = np.float64 if cells.dtype == torch.float64 else np.float32
    one = torch.ones(1, dtype=cells.dtype)
    units = [one if scale is None else scale for scale in scales]
    columns = [points, others, units]
    addresses = np.array([[t.data_ptr() for t in column] for column in columns], dtype=np.int64)
    sizes = np.array([w.numel() for w in points], dtype=np.int64)
    channels = np.array([unit.numel() for unit in units], dtype=np.int64)
    loop = _loop(bool(step.kind), bool(step.rule), step.displaced)
    numbers = real(plain(step.step)), real(plain(step.epsilon)), real(plain(step.alpha))
    table = cells.array, cells.spacing, numbers, (real(plain(step.clip)), step.relative), cells.mode
    total = int(sizes.sum())

    def share(start: int, stop: int) -> int:
        rows = np.empty((3, BLOCK), dtype=real)
        return loop(addresses, sizes, channels, start, stop, rows, *table)

    threads = max(1, min(torch.get_num_threads(), total // SHARE))
    if threads == 1:
        return share(0, total)
    ends = [total * t // threads for t in range(threads + 1)]
    rest = [_pool(threads - 1).submit(share, *ends[t : t + 2]) for t in range(1, threads)]
    return share(*ends[:2]) + sum(future.result() for future in rest)
