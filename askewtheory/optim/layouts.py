"""Tensors of any strides as flat memory in one common order, for machine code."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from askewtheory.optim.truth import PLAIN


def is_plain_memory(tensor: Tensor, kind: torch.dtype) -> bool:
    """Tell whether machine code can take a tensor: a plain one of a type in CPU memory."""
    return (
        not torch.compiler.is_compiling()
        and type(tensor) in PLAIN
        and tensor.is_cpu
        and tensor.dtype is kind
        and kind in (torch.float32, torch.float64)
        and tensor.layout is torch.strided
        and _can_compile()
    )


@cache
def _can_compile() -> bool:
    """Tell whether Numba may compile (``NUMBA_DISABLE_JIT=1`` forbids it)."""
    from numba.core import config

    return not getattr(config, "DISABLE_JIT")  # noqa: B009 (set by Numba as it loads)


def are_in_order(target: Tensor, source: Tensor) -> bool:
    """Tell whether both are flat memory as they are, as most are."""
    return (
        target.is_contiguous()
        and source.is_contiguous()
        and not (target.is_neg() or source.is_neg())
    )


def in_one_order(target: Tensor, source: Tensor, rows: int) -> tuple[Tensor, Tensor]:
    """Return both tensors such that element k in memory is the same element of both.

    A tensor that has to be moved is copied. ``target`` is itself wherever its memory has no gaps
    and, if it has several rows with a scale each, holds row after row: contiguous tensors,
    ``channels_last`` ones but for rows within a channel, and most transposed ones.

    Parameters
    ----------
    target, source
        CPU tensors of one shape; the result of a step goes to the first.
    rows
        How many scales there are: 1, one for each index of the first dimension, or for each of
        equally many consecutive elements there.
    """
    if are_in_order(target, source):
        return target, source
    if target.is_neg() or not _is_dense(target, rows):
        target = torch.empty_like(target, memory_format=torch.contiguous_format).copy_(target)
    if source.is_neg() or source.stride() != target.stride():
        form = {"dtype": source.dtype, "device": source.device}
        source = torch.empty_strided(target.shape, target.stride(), **form).copy_(source)
    return target, source


def _is_dense(tensor: Tensor, rows: int) -> bool:
    """Tell whether the memory has no gaps and no overlaps, and holds one row after another."""
    expected = 1
    for stride, size in sorted(zip(tensor.stride(), tensor.shape, strict=True)):
        if size > 1 and stride != expected:
            return False
        expected *= size
    if tensor.dim() and rows > max(tensor.shape[0], 1):
        return tensor.is_contiguous()
    outermost = tensor.numel() // max(tensor.shape[0], 1) if tensor.dim() else 1
    return rows == 1 or tensor.stride(0) == outermost
