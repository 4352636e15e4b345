"""The scale of a tensor's levels: none, a number, or a statistic of the weights.

Levels are then scale * q, one scale for the whole tensor or one for each output channel (the
first dimension).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from askewtheory.errors import InputError

SCALES = ("max", "mean", "sawb")
"""Statistics: the largest weight meets the largest level; the mean weight meets the mean level;
statistics-aware weight binning (Choi et al., 2018)."""

SAWB = {
    2: (3.12, -2.064),
    3: (7.509, -6.892),
    4: (12.68, -12.80),
    5: (17.74, -18.64),
    8: (31.76, -35.04),
}
"""Bits: the coefficients (c1, c2) of the clip c1 sqrt(E w^2) + c2 E|w| of SAWB."""


def shape_of_scale(weights: Tensor, per_channel: bool) -> tuple[int, ...]:
    """Return the shape of a statistic as scale: one for each channel where there are channels."""
    if not per_channel or weights.dim() < 2 or weights.numel() == 0:
        return ()
    return (weights.shape[0], *(1 for _ in weights.shape[1:]))


def scale_of(weights: Tensor, levels: tuple[float, ...], scale: Any, per_channel: bool) -> Tensor:
    """Return the scale: of no dimension, or of shape (channels, 1, ..., 1).

    Parameters
    ----------
    weights
        The tensor that the levels are for; a sharded one (DTensor) gives the whole tensor's scale.
    levels
        The levels that are scaled.
    scale
        A positive number, ``"max"``, ``"mean"`` or ``"sawb"``.
    per_channel
        One scale for each index of the first dimension; tensors of fewer than two dimensions have
        one scale. A channel of zeros has the mean scale of the others.

    Raises
    ------
    InputError
        If ``"sawb"`` has no coefficients for this number of levels.
    """
    if not isinstance(scale, str) or weights.numel() == 0:  # no weights have no statistics
        number = 1.0 if isinstance(scale, str) else float(scale)
        return torch.full((), number, dtype=weights.dtype, device=weights.device)
    axes = tuple(range(1, weights.dim())) if shape_of_scale(weights, per_channel) else None
    size = weights.abs()
    largest = max(abs(level) for level in levels)
    if scale == "max":
        value = _reduced(size, "amax", axes) / largest
    elif scale == "mean":
        value = _reduced(size, "mean", axes) / (sum(map(abs, levels)) / len(levels))
    else:
        square, linear = sawb_coefficients(len(levels))
        value = square * _reduced(size * size, "mean", axes).sqrt()
        value = (value + linear * _reduced(size, "mean", axes)) / largest
    value = _whole(value, axes).clamp(min=smallest_scale(weights.dtype))
    return value if axes is None else _with_others(value)


def smallest_scale(dtype: torch.dtype) -> float:
    """Return what a statistic is at least; it is that of weights that are all zero."""
    return torch.finfo(dtype).tiny ** 0.5


def _with_others(value: Tensor) -> Tensor:
    """Give channels that have no scale of their own, as those of zeros, the mean of the others."""
    without = value <= smallest_scale(value.dtype)
    others = (value * ~without).sum() / (~without).sum().clamp(min=1)
    return torch.where(without & (others > 0), others, value)


def sawb_clip(values: Tensor, bits: int) -> Tensor:
    """Return the clip of statistics-aware weight binning for ``bits`` bits."""
    square, linear = sawb_coefficients(2**bits)
    return square * values.square().mean().sqrt() + linear * values.abs().mean()


def sawb_coefficients(count: int) -> tuple[float, float]:
    """Return SAWB's coefficients for a number of levels, or refuse it."""
    bits = (count - 1).bit_length()
    if bits not in SAWB:
        known = ", ".join(map(str, SAWB))
        raise InputError(f"Invalid scale value: 'sawb' is known for {known} bits, not {bits}")
    return SAWB[bits]


def _reduced(values: Tensor, how: str, axes: tuple[int, ...] | None) -> Tensor:
    if axes is None:
        return getattr(values, how)()
    return getattr(values, how)(dim=axes, keepdim=True)


def _whole(value: Tensor, axes: tuple[int, ...] | None) -> Tensor:
    """Finish a reduction that is still split over processes."""
    if not hasattr(value, "to_local"):
        return value
    from torch.distributed.tensor import DTensor, Replicate

    assert isinstance(value, DTensor)
    kept = [
        place if axes is not None and place.is_shard(0) else Replicate()
        for place in value.placements
    ]
    return value.redistribute(placements=kept)
