"""Quantized weights as torchao's intx tensors, which compute what the quantized model computes."""

from __future__ import annotations

import io
import math
import os
from typing import Any

import torch
from torch import Tensor, nn

from askewtheory.errors import InputError, require
from askewtheory.optim import archive
from askewtheory.optim.contents import Contents, QuantizedTensor, naming
from askewtheory.optim.packing import as_integers

_LAYERS = (nn.Linear, nn.Embedding, nn.Conv1d, nn.Conv2d, nn.Conv3d)
_NOT_ALONE = nn.modules.linear.NonDynamicallyQuantizableLinear
"""Inside attention: its weight goes into one operation with others, which torchao does not have."""


def write(
    path: str | os.PathLike[str], contents: Contents, model: nn.Module
) -> dict[str, tuple[int, int]]:
    """Write a state dict of torchao tensors with ``torch.save``; return what was stored.

    torchao keeps an intx weight in a byte, whatever its bits. Weights of other layers than those
    it computes with (linear, convolutional, embedding) are stored as values.
    """
    require("torchao", extra="torchao")
    plain = naming(model)
    known = {
        plain(f"{place}.weight".removeprefix("."))
        for place, module in model.named_modules(remove_duplicate=False)
        if isinstance(module, _LAYERS) and not isinstance(module, _NOT_ALONE)
    }
    stored, state = {}, {}
    for name, tensor in contents.tensors.items():
        if isinstance(tensor, QuantizedTensor) and name in known:
            state[name] = intx(name, tensor)
            parts = [state[name].qdata, state[name].scale, state[name].zero_point]
            stored[name] = 8, sum(part.numel() * part.element_size() for part in parts)
        else:
            state[name] = tensor if isinstance(tensor, Tensor) else tensor.value()
    state |= {name: state[first] for name, first in contents.aliases.items()}
    buffer = io.BytesIO()
    torch.save(state | contents.extra, buffer)
    archive.write(path, buffer.getvalue(), "torchao")
    return stored


def intx(name: str, tensor: QuantizedTensor) -> Any:
    """Return a quantized tensor as torchao's, weight only: scale * (integer - zero point).

    Raises
    ------
    InputError
        If the levels are neither equally spaced nor integers of their bits times a step, are more
        than 256, or torchao knows no such type.
    """
    from torchao.quantization import (  # pyright: ignore[reportMissingImports]
        IntxUnpackedToInt8Tensor,
    )

    if tensor.dtype not in (torch.float32, torch.float16, torch.bfloat16):
        kind = str(tensor.dtype).removeprefix("torch.")
        raise InputError(
            f"weights must be of float32, float16 or bfloat16 for torchao, got {kind} in {name!r}"
        )
    bits, whole, step, zero = _numbered(name, tensor)
    one = torch.ones((), dtype=tensor.working, device="cpu")
    scale = one if tensor.scale is None else tensor.scale
    size = _block(name, tensor)
    blocks = tuple(n // m if m else 1 for n, m in zip(tensor.shape, size, strict=True))
    # One type for both: torchao multiplies in the scale's type.
    scales = (scale.double() * step).to(tensor.working).reshape(blocks).clone()
    kind = torch.float32 if zero else torch.int8
    point = torch.full(blocks, zero, dtype=kind, device="cpu")
    integers = torch.tensor(whole, dtype=torch.int8, device="cpu")[tensor.codes]
    kind = getattr(torch, f"int{bits}")
    made = IntxUnpackedToInt8Tensor(integers, scales, point, kind, size, tensor.dtype, None)
    value, other = tensor.value().double(), made.dequantize().double()
    bound = 4 * torch.finfo(tensor.dtype).eps * value.abs()
    if not bool(((value - other).abs() <= bound).all()):
        raise InputError(f"torchao's weights must be the quantized ones, they differ in {name!r}")
    return made


def _numbered(name: str, tensor: QuantizedTensor) -> tuple[int, tuple[int, ...], float, float]:
    """Return bits, integers, step and zero point: level = step * (integer - zero point).

    The zero point is 0 where the levels are integers of their bits, and may otherwise lie between
    two integers, as for -1.5, -0.5, 0.5, 1.5.
    """
    levels, bits = tensor.levels, max(2, tensor.bits)
    found = as_integers(levels)
    half = 2 ** (bits - 1)
    if found is not None and tensor.bits <= 8 and -half <= found[0][0] <= found[0][-1] < half:
        return bits, found[0], found[1], 0.0
    gap = (levels[-1] - levels[0]) / (len(levels) - 1)
    most = 2**-40 * max(map(abs, levels))
    even = all(abs(levels[0] + k * gap - level) <= most for k, level in enumerate(levels))
    if not even or tensor.bits > 8:
        raise InputError(
            f"levels must be equally spaced and at most 256 for torchao, got {len(levels)} levels"
            f" {list(levels)[:8]}{' and so on' * (len(levels) > 8)} in {name!r}"
        )
    low = -(2 ** (tensor.bits - 1))
    return tensor.bits, tuple(range(low, low + len(levels))), gap, low - levels[0] / gap


def _block(name: str, tensor: QuantizedTensor) -> tuple[int, ...]:
    """Return the sizes, along each dimension, of the part that has one scale."""
    if tensor.scale is None or not tensor.scale.dim():
        return tuple(tensor.shape)
    left = tensor.block
    sizes: list[int] = []
    for size in reversed(tensor.shape[1:]):
        sizes.insert(0, math.gcd(left, size))
        left //= sizes[0]
        if left > 1 and sizes[0] < size:
            raise InputError(
                f"block must fill whole dimensions of a weight for torchao, got {tensor.block} for"
                f" shape {tuple(tensor.shape)} in {name!r}"
            )
    return (1, *sizes)
