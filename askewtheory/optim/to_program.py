"""A quantized model as a program of ``torch.export``, whose weights are packed codes."""

from __future__ import annotations

import io
import os
from typing import Any

import torch
from torch import Tensor, nn

from askewtheory.optim import archive
from askewtheory.optim.compared import (
    difference,
    flat_tensors,
    foreign,
    outputs_of,
    traceable,
    warn_if_fixed,
)
from askewtheory.optim.contents import Contents, QuantizedTensor
from askewtheory.optim.packing import pack, packed_bytes
from askewtheory.optim.scales import spread


class Unpacked(nn.Module):
    """One quantized tensor, unpacked at every call: code bits, then levels, then the scale."""

    codes: Tensor
    levels: Tensor
    scale: Tensor | None

    def __init__(self, tensor: QuantizedTensor) -> None:
        super().__init__()
        self.bits, self.shape, self.dtype = tensor.bits, tensor.shape, tensor.dtype
        packed = pack(tensor.codes.numpy().ravel(), tensor.bits)
        self.register_buffer("codes", torch.from_numpy(packed))
        self.register_buffer(
            "levels", torch.tensor(tensor.levels, dtype=tensor.working, device="cpu")
        )
        self.register_buffer("scale", tensor.scale)

    def forward(self) -> Tensor:
        """Return the weights."""
        eight = torch.arange(8, dtype=torch.uint8, device=self.codes.device)
        digits = ((self.codes[:, None] >> eight) & 1).flatten()
        count = self.shape.numel()
        digits = digits[: count * self.bits].view(count, self.bits)
        places = 2 ** torch.arange(self.bits, dtype=torch.int32, device=self.codes.device)
        index = (digits * places).sum(1).view(self.shape)
        value = self.levels[index]
        return (value if self.scale is None else value * spread(self.scale, value)).to(self.dtype)


class Deployed(nn.Module):
    """A model whose quantized weights are computed from codes at every call."""

    def __init__(self, model: nn.Module, quantized: dict[str, QuantizedTensor]) -> None:
        super().__init__()
        self.model = model
        self.names = list(quantized)
        self.weights = nn.ModuleList(Unpacked(tensor) for tensor in quantized.values())
        parameters = dict(model.named_parameters())
        for name in self.names:
            parameters[name].data = parameters[name].data.new_empty(0)

    def forward(self, *inputs: Any) -> Any:
        """Run the model."""
        weights = {name: unpack() for name, unpack in zip(self.names, self.weights, strict=True)}
        return torch.func.functional_call(self.model, weights, inputs)


def write(
    path: str | os.PathLike[str], contents: Contents, model: nn.Module, inputs: tuple[Any, ...]
) -> tuple[dict[str, tuple[int, int]], float]:
    """Write the program; return what was stored, and how far its outputs are off."""
    expected = outputs_of(model, inputs)
    quantized = contents.quantized
    traced, shapes = traceable(inputs)
    with torch.no_grad(), foreign("torch.export can trace"):
        program = torch.export.export(
            Deployed(model, quantized), traced, dynamic_shapes=(shapes,), strict=False
        )
        found = flat_tensors(program.module()(*inputs))
    off = difference(found, expected)
    warn_if_fixed(program)
    buffer = io.BytesIO()
    torch.export.save(program, buffer)
    archive.write(path, buffer.getvalue(), "torch.export")
    return {name: (tensor.bits, _bytes(tensor)) for name, tensor in quantized.items()}, off


def _bytes(tensor: QuantizedTensor) -> int:
    table = tensor.working.itemsize * len(tensor.levels)
    scale = 0 if tensor.scale is None else tensor.scale.numel() * tensor.scale.element_size()
    return packed_bytes(tensor.shape.numel(), tensor.bits) + table + scale
