"""The scale of a tensor's levels: none, a number, or a statistic of the weights.

Levels are then scale * q, one scale for the whole tensor, one for each output channel (the first
dimension), or one for each block of consecutive weights of a channel.
"""

from __future__ import annotations

import math
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


def shape_of_scale(weights: Tensor, per_channel: bool, block: int | None = None) -> tuple[int, ...]:
    """Return the shape of a statistic as scale: none, or (channels, blocks, 1, ..., 1).

    ``blocks`` is how many there are in a channel: 1 for one scale per channel.

    Raises
    ------
    InputError
        If the block does not divide the channels, or these are split over processes.
    """
    alone = block is None and not per_channel
    if alone or weights.dim() < 2 or weights.numel() == 0:
        return ()
    blocks = 1 if block is None else _blocks_in(weights, block)
    return (weights.shape[0], blocks, *(1 for _ in weights.shape[2:]))


def _blocks_in(weights: Tensor, block: int) -> int:
    """Return how many blocks a channel has, or refuse the block."""
    width = weights.numel() // weights.shape[0]
    shape = tuple(weights.shape)
    if width % block:
        near = " and ".join(map(str, _divisors_near(width, block)))
        raise InputError(
            f"block must divide the {width} weights of a channel, got {block} for a parameter of"
            f" shape {shape}; near it are {near}"
        )
    places = getattr(weights, "placements", ())
    if any(place.is_shard() and not place.is_shard(0) for place in places):
        raise InputError(
            "block must be of weights in one process, got a parameter of shape"
            f" {shape} that is sharded along another dimension than the first"
        )
    return width // block


def _divisors_near(width: int, block: int) -> list[int]:
    """Return the divisors next to a number that is none."""
    divisors = [d for d in range(1, width + 1) if width % d == 0]
    below = [d for d in divisors if d < block][-1:]
    return below + [d for d in divisors if d > block][:1]


def is_scale_shape(scale: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Tell whether weights of a shape can have a scale of that shape, read from elsewhere."""
    if len(scale) < 2:
        return not scale
    width = math.prod(shape[1:])
    ones = all(size == 1 for size in scale[2:])
    whole = scale[1] == 1 or (0 < scale[1] <= width and width % scale[1] == 0)
    return len(scale) == len(shape) and scale[0] == shape[0] and ones and whole


def spread(scale: Tensor, weights: Tensor) -> Tensor:
    """Return a scale such that it broadcasts: a block's number beside each of its weights."""
    if scale.dim() < 2 or scale.shape[1] == 1:
        return scale
    width = weights.numel() // max(weights.shape[0], 1)
    blocks = scale.reshape(*scale.shape[:2], 1)
    return blocks.expand(-1, -1, width // scale.shape[1]).reshape(weights.shape)


def scale_of(
    weights: Tensor,
    levels: tuple[float, ...],
    scale: Any,
    per_channel: bool,
    block: int | None = None,
) -> Tensor:
    """Return the scale: of no dimension, or of shape (channels, blocks, 1, ..., 1).

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
    block
        One scale for so many consecutive weights of a channel, whose weights count in their order
        in the flattened channel; None: a channel is not split. A block of zeros has the mean scale
        of the others.

    Raises
    ------
    InputError
        If ``"sawb"`` has no coefficients for this number of levels, or the block does not fit.
    """
    if not isinstance(scale, str) or weights.numel() == 0:  # no weights have no statistics
        number = 1.0 if isinstance(scale, str) else float(scale)
        return torch.full((), number, dtype=weights.dtype, device=weights.device)
    shape = shape_of_scale(weights, per_channel, block)
    axes = tuple(range(1, weights.dim())) if shape else None
    if shape and shape[1] > 1:
        weights, axes = weights.reshape(*shape[:2], -1), (2,)
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
    return value if axes is None else _with_others(value).reshape(shape)


def smallest_scale(dtype: torch.dtype) -> float:
    """Return what a statistic is at least; it is that of weights that are all zero."""
    return torch.finfo(dtype).tiny ** 0.5


def _with_others(value: Tensor) -> Tensor:
    """Give those that have no scale of their own, as of zeros, the mean of the others."""
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
