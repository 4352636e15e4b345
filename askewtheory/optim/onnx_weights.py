"""Quantized weights inside an ONNX graph: integers, and the operations that make weights of them.

A weight whose levels are integers of at most 4 bits times a step is a ``DequantizeLinear`` of
those integers; other levels are looked up by their codes (``Gather``). On request linear layers
are onnxruntime's own ``MatMulNBits`` instead.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from askewtheory.optim.contents import QuantizedTensor
from askewtheory.optim.packing import as_integers

BLOCKS = (256, 128, 64, 32, 16)
"""Sizes of a block of inputs that ``MatMulNBits`` knows; each has a scale of its own."""
MOST_DEQUANTIZED = 4
"""Bits: onnxruntime turns a linear layer with eight-bit ``DequantizeLinear`` into a product that
also rounds the layer's inputs; a table of levels it leaves alone."""
SIGNED, UNSIGNED = ("int2", "int4", "int8"), ("uint2", "uint4", "uint8", "uint16")


class Writer:
    """Puts integers and what makes weights of them in the place of a graph's weights."""

    def __init__(self, graph: Any, matmul_nbits: bool) -> None:
        import onnx_ir

        self.ir, self.graph, self.matmul_nbits = onnx_ir, graph, matmul_nbits
        self.stored, self.first = 0, next(iter(graph), None)

    def replace(self, weight: Any, tensor: QuantizedTensor) -> tuple[int, int]:
        """Replace one weight wherever it is used; return its bits, and the bytes stored."""
        self.stored, bits = 0, 0
        uses = list(weight.uses())
        if self.matmul_nbits:
            for node in [use.node for use in uses]:
                bits = self._as_matmul(node, weight, tensor) or bits
        if weight.uses():
            value, bits = self._dequantized(weight.name, tensor)
            self.ir.convenience.replace_all_uses_with(weight, value)
        self.graph.inputs.remove(weight)
        return bits, self.stored

    def _dequantized(self, name: str, tensor: QuantizedTensor) -> tuple[Any, int]:
        """Return the weights as a value computed from integers, and the integers' bits."""
        found = as_integers(tensor.levels) if tensor.working == torch.float32 else None
        table = _fitting(0, len(tensor.levels) - 1)
        kind = None if found is None else _fitting(found[0][0], found[0][-1])
        if found is None or kind is None or _bits(kind) > min(_bits(table), MOST_DEQUANTIZED):
            value, kind = self._looked_up(name, tensor, table), table
        else:
            value = self._multiplied(name, tensor, *found, kind)
        if tensor.dtype != tensor.working:
            to = self.ir.DataType[str(tensor.dtype).removeprefix("torch.").upper()]
            value = self._node("Cast", [value], f"{name}.cast", to=to)
        return value, _bits(kind)

    def _looked_up(self, name: str, tensor: QuantizedTensor, kind: str | None) -> Any:
        """Return levels[codes] times the scale."""
        codes, scale = tensor.codes, tensor.scale
        if tensor.blocked and scale is not None:  # they spread along a dimension of their own
            codes, scale = codes.reshape(*scale.shape[:2], -1), scale.reshape(*scale.shape[:2], 1)
        index = self._constant(f"{name}.codes", codes.numpy(), kind)
        index = self._node("Cast", [index], f"{name}.index", to=self.ir.DataType.INT32)
        levels = torch.tensor(tensor.levels, dtype=tensor.working, device="cpu").numpy()
        levels = self._constant(f"{name}.levels", levels)
        value = self._node("Gather", [levels, index], f"{name}.value", axis=0)
        if scale is not None:
            value = self._node("Mul", [value, self._constant(f"{name}.scale", scale.numpy())],
                               f"{name}.scaled")  # fmt: skip
        return self._shaped(value, name, codes, tensor)

    def _multiplied(
        self, name: str, tensor: QuantizedTensor, integers: tuple[int, ...], step: float, kind: str
    ) -> Any:
        """Return integers times step and scale."""
        codes = tensor.codes
        scale = (_scale(tensor).double() * step).float()
        options = {"axis": 0}
        if tensor.blocked:
            codes, scale = codes.flatten(1), scale.flatten(1)
            options = {"axis": 1, "block_size": tensor.block}
        elif scale.dim():
            scale = scale.reshape(-1)
        whole = self._constant(f"{name}.codes", np.array(integers)[codes.numpy()], kind)
        factor = self._constant(f"{name}.scale", scale.numpy())
        value = self._node("DequantizeLinear", [whole, factor], f"{name}.value", **options)
        return self._shaped(value, name, codes, tensor)

    def _shaped(self, value: Any, name: str, codes: Tensor, tensor: QuantizedTensor) -> Any:
        """Return weights that were computed in the shape of these codes in their own."""
        if codes.shape == tensor.shape:
            return value
        shape = self._constant(f"{name}.shape", np.array(tensor.shape, np.int64))
        return self._node("Reshape", [value, shape], f"{name}.shaped")

    def _as_matmul(self, node: Any, weight: Any, tensor: QuantizedTensor) -> int | None:
        """Turn a linear layer into MatMulNBits where that can hold it; return the bits."""
        found = as_integers(tensor.levels)
        block = _matmul_block(tensor)
        single = tensor.dtype == tensor.working == torch.float32
        if found is None or block is None or not single or tensor.bits > 4:
            return None
        product = _linear(node, weight)
        if product is None:
            return None
        outputs, width = tensor.shape
        bits = 2 if tensor.bits <= 2 else 4
        codes, step, zero = _centred(found, tensor, bits)
        scales = (_scale(tensor).double() * step).float()
        scales = scales.expand(outputs, *scales.shape[1:] or (1,))
        scales = scales.repeat_interleave(width // block // scales.shape[1], 1)
        name = f"{weight.name}.{node.name or node.outputs[0].name}"
        packed = _packed(codes.reshape(outputs, width // block, block), bits)
        inputs = [product.inputs[0], self._constant(f"{name}.packed", packed)]
        inputs.append(self._constant(f"{name}.scale", scales.reshape(-1).numpy()))
        if zero is not None:
            points = np.full(outputs * (width // block), zero, np.float32)
            inputs.append(self._constant(f"{name}.zero", points))
        made = self._new(
            "MatMulNBits", inputs, f"{name}.product", domain="com.microsoft",
            K=width, N=outputs, bits=bits, block_size=block, accuracy_level=1,
        )  # fmt: skip
        product.append(made)
        value = made.outputs[0]
        if product.op_type == "Gemm" and len(product.inputs) == 3:
            add = self._new("Add", [value, product.inputs[2]], f"{name}.sum")
            made.append(add)
            value = add.outputs[0]
        result = product.outputs[0]
        self.ir.convenience.replace_all_uses_with(result, value, replace_graph_outputs=True)
        result.name, value.name = f"{name}.unused", result.name
        if self.first in (product, node):
            self.first = made
        self.graph.remove({product, node}, safe=True)
        return bits

    def _constant(self, name: str, values: np.ndarray, kind: str | None = None) -> Any:
        """Add an initializer, of a small integer type where one is named."""
        import ml_dtypes

        if kind is not None:
            values = values.astype(getattr(ml_dtypes, kind, None) or np.dtype(kind))
        constant = self.ir.val(name, const_value=self.ir.tensor(values, name=name))
        self.graph.register_initializer(constant)
        self.stored += constant.const_value.nbytes
        return constant

    def _new(self, kind: str, inputs: list[Any], name: str, domain: str = "", **given: Any) -> Any:
        node = self.ir.node(kind, inputs, given, domain=domain)
        node.outputs[0].name = name
        return node

    def _node(self, kind: str, inputs: list[Any], name: str, **given: Any) -> Any:
        """Add a node before all others; return its output."""
        node = self._new(kind, inputs, name, **given)
        if self.first is None:
            self.graph.append(node)
        else:
            self.graph.insert_before(self.first, node)
        return node.outputs[0]


def _scale(tensor: QuantizedTensor) -> Tensor:
    return torch.ones((), device="cpu") if tensor.scale is None else tensor.scale


def _matmul_block(tensor: QuantizedTensor) -> int | None:
    """Return the largest of ``MatMulNBits``' blocks in which all inputs have one scale."""
    if tensor.codes.dim() != 2:
        return None
    alike = math.gcd(tensor.block, tensor.shape[1])
    return next((block for block in BLOCKS if alike % block == 0), None)


def _linear(node: Any, weight: Any) -> Any:
    """Return the node that multiplies by the transposed weight, where ``node`` leads to one."""
    if node.op_type == "Gemm" and node.inputs[1] is weight:
        given = {key: attribute.value for key, attribute in node.attributes.items()}
        plain = given.get("alpha", 1.0) == given.get("beta", 1.0) == 1.0
        return node if given.get("transB") == 1 and not given.get("transA") and plain else None
    if node.op_type == "Transpose" and len(node.outputs[0].uses()) == 1:
        (use,) = node.outputs[0].uses()
        return use.node if use.node.op_type == "MatMul" and use.idx == 1 else None
    return None


def _centred(
    found: tuple[tuple[int, ...], float], tensor: QuantizedTensor, bits: int
) -> tuple[np.ndarray, float, float | None]:
    """Return unsigned integers, step and zero point; None stands for the middle, 2**(bits - 1)."""
    whole, step = found
    middle = 2 ** (bits - 1)
    codes = tensor.codes.numpy()
    if -middle <= whole[0] and whole[-1] < middle:
        return np.array(whole)[codes] + middle, step, None
    return codes, step * (whole[1] - whole[0]), -whole[0] / (whole[1] - whole[0])


def _packed(codes: np.ndarray, bits: int) -> np.ndarray:
    """Pack unsigned integers along the last dimension, lowest bits first."""
    shifts = bits * np.arange(8 // bits)
    parts = codes.reshape(*codes.shape[:-1], -1, 8 // bits) << shifts
    return parts.sum(-1).astype(np.uint8)


def _fitting(low: int, high: int) -> str | None:
    """Return the smallest integer type that holds a range."""
    for signed, unsigned in zip((*SIGNED, None), UNSIGNED, strict=True):
        bits = _bits(unsigned)
        if signed and -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1):
            return signed
        if low >= 0 and high < 2**bits:
            return unsigned
    return None


def _bits(kind: str | None) -> int:
    return int(kind.lstrip("uint")) if kind else math.inf  # type: ignore[return-value]
