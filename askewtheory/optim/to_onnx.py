"""A quantized model as an ONNX graph whose weights are integers of 2, 4 or 8 bits.

A weight whose levels are integers of at most 4 bits times a step is a ``DequantizeLinear`` of
those integers; other levels are looked up by their codes (``Gather``). With ``matmul_nbits``
linear layers are onnxruntime's own ``MatMulNBits`` instead. The graph is run in onnxruntime before
it is kept.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from askewtheory import __version__
from askewtheory.errors import InputError, require
from askewtheory.optim.compared import (
    difference,
    flat_tensors,
    foreign,
    outputs_of,
    traceable,
)
from askewtheory.optim.contents import Contents, QuantizedTensor
from askewtheory.optim.packing import as_integers
from askewtheory.output import write_bytes

OPSET, IR_VERSION = 25, 13
"""The first that have two-bit integers."""
METADATA = "askewtheory"
"""The key under which a graph names the version that wrote it."""
BLOCKS = (256, 128, 64, 32, 16)
"""Sizes of a block of inputs that ``MatMulNBits`` knows; each has a scale of its own."""
MOST_DEQUANTIZED = 4
"""Bits: onnxruntime turns a linear layer with eight-bit ``DequantizeLinear`` into a product that
also rounds the layer's inputs; a table of levels it leaves alone."""
SIGNED, UNSIGNED = ("int2", "int4", "int8"), ("uint2", "uint4", "uint8", "uint16")


def write(
    path: str | os.PathLike[str],
    contents: Contents,
    model: nn.Module,
    inputs: tuple[Any, ...],
    matmul_nbits: bool,
) -> tuple[dict[str, tuple[int, int]], float]:
    """Write the graph; return what was stored, and how far its outputs are off.

    Parameters
    ----------
    path
        The file.
    contents
        What was collected from the model.
    model
        The model with its quantized weights, in evaluation mode.
    inputs
        Its inputs.
    matmul_nbits
        Whether linear layers are to be ``MatMulNBits`` where their sizes allow.
    """
    for module in ("onnx", "onnx_ir", "onnxscript", "onnxruntime", "ml_dtypes"):
        require(module, extra="onnx")
    expected = outputs_of(model, inputs)
    traced, shapes = traceable(inputs)
    with _quietly(), foreign("PyTorch can export to ONNX"):
        exported = torch.onnx.export(
            model, traced, dynamo=True, optimize=False, verbose=False, dynamic_shapes=shapes
        )
    assert exported is not None
    weights = {
        name: _taken_out(exported.model.graph, name, contents) for name in contents.quantized
    }
    with _quietly(), foreign("onnxscript can simplify"):
        exported.optimize()  # what is left is simplified; the quantized weights stay as they are
    writer = _Writer(exported.model.graph, matmul_nbits)
    stored = {
        name: writer.replace(weights[name], tensor) if weights[name] else (0, 0)
        for name, tensor in contents.quantized.items()
    }
    proto = _proto(exported.model)
    with foreign("onnxruntime can run"):
        found = _run(proto, inputs)
    off = difference(found, expected)
    write_bytes(path, proto)
    return stored, off


def _taken_out(graph: Any, name: str, contents: Contents) -> Any:
    """Turn a weight into an input of the graph, so that nothing is computed from its values yet.

    A weight that the model does not use is not in the graph: None.
    """
    names = [name, *(alias for alias, first in contents.aliases.items() if first == name)]
    found = next((n for n in names if n in graph.initializers), None)
    if found is None:
        return None
    weight = graph.initializers.pop(found)
    weight.const_value = None
    graph.inputs.append(weight)
    return weight


class _Writer:
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
        scale = torch.ones((), device="cpu") if tensor.scale is None else tensor.scale
        scale = (scale.double() * step).float()
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
        sides = tensor.shape
        if len(sides) != 2:
            return None
        alike = math.gcd(tensor.block, sides[1])  # inputs that have one scale
        block = next((b for b in BLOCKS if alike % b == 0), None)
        single = tensor.dtype == tensor.working == torch.float32
        if found is None or block is None or not single or tensor.bits > 4:
            return None
        product = _linear(node, weight)
        if product is None:
            return None
        outputs, width = sides
        bits = 2 if tensor.bits <= 2 else 4
        codes, step, zero = _centred(found, tensor, bits)
        scale = torch.ones((), device="cpu") if tensor.scale is None else tensor.scale
        scales = (scale.double() * step).float().expand(outputs, *scale.shape[1:] or (1,))
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


def _proto(model: Any) -> bytes:
    import onnx_ir

    model.opset_imports[""] = max(OPSET, model.opset_imports.get("", 0))
    if any(node.domain == "com.microsoft" for node in model.graph):
        model.opset_imports["com.microsoft"] = 1
    model.ir_version = max(IR_VERSION, model.ir_version)
    for node in model.graph.all_nodes():  # the exporter's notes: stack traces, paths
        node.metadata_props.clear()
        node.doc_string = None
    model.metadata_props[METADATA] = __version__
    try:
        return onnx_ir.to_proto(model).SerializeToString()
    except ValueError as error:
        raise InputError(f"an ONNX file must be smaller than 2 GiB ({error})") from error


def _run(proto: bytes, inputs: tuple[Any, ...]) -> list[Tensor]:
    """Run a graph in onnxruntime on the model's inputs."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(proto, options, providers=["CPUExecutionProvider"])
    names = [given.name for given in session.get_inputs()]
    tensors = flat_tensors(inputs)
    if len(names) != len(tensors):
        raise InputError(f"example must be the graph's {len(names)} inputs, got {len(tensors)}")
    fed = {n: t.detach().cpu().numpy() for n, t in zip(names, tensors, strict=True)}
    return [torch.from_numpy(np.asarray(output)) for output in session.run(None, fed)]


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep back what PyTorch's exporter logs of its own inner workings."""
    import logging

    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
