"""Quantized weights as torchao's intx tensors, which compute what the quantized model computes."""

from __future__ import annotations

import io
import math
import os
from typing import Any

import torch
from torch import Tensor, nn

from askewtheory.errors import InputError, require
from askewtheory.optim.contents import Contents, QuantizedTensor, naming
from askewtheory.optim.packing import as_integers
from askewtheory.output import write_bytes

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
    write_bytes(path, buffer.getvalue())
    return stored


def intx(name: str, tensor: QuantizedTensor) -> Any:
    """Return a quantized tensor as torchao's, weight only: scale * (integer - zero point).

    Raises
    ------
    InputError
        If the levels are not equally spaced integers of at most 8 bits times a step, or torchao
        knows no such type.
    """
    from torchao.quantization import (  # pyright: ignore[reportMissingImports]
        IntxUnpackedToInt8Tensor,
    )

    known = (torch.float32, torch.float16, torch.bfloat16)
    found = as_integers(tensor.levels)
    if found is None or tensor.bits > 8 or tensor.dtype not in known:
        kind = str(tensor.dtype).removeprefix("torch.")
        raise InputError(
            "levels must be equally spaced (integers from -128 to 255 times a step) and the weights"
            f" of float32, float16 or bfloat16 for torchao, got {kind} weights with levels"
            f" {list(tensor.levels)[:8]} in {name!r}"
        )
    whole, step = found
    bits = max(2, tensor.bits)
    zero = 0.0
    if not -(2 ** (bits - 1)) <= whole[0] <= whole[-1] < 2 ** (bits - 1):
        if whole[-1] - whole[0] != (len(whole) - 1) * (gap := whole[1] - whole[0]):
            raise InputError(f"levels must be equally spaced for torchao, got gaps in {name!r}")
        # Codes around zero, and a zero point that may lie between two of them.
        low = -(2 ** (tensor.bits - 1))
        bits, step, zero = tensor.bits, step * gap, low - whole[0] / gap
        whole = tuple(range(low, low + len(whole)))
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
