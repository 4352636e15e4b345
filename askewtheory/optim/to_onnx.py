"""A quantized model as an ONNX graph whose weights are integers of 2, 4 or 8 bits.

How weights become integers is in :mod:`askewtheory.optim.onnx_weights`. The graph is run in
onnxruntime before it is kept.
"""

from __future__ import annotations

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
    warn_if_fixed,
)
from askewtheory.optim.contents import Contents
from askewtheory.optim.digest import NO_DIGEST, sealed
from askewtheory.optim.onnx_weights import Writer
from askewtheory.output import write_bytes

OPSET, IR_VERSION = 25, 13
"""The first that have two-bit integers."""
METADATA, CHECKSUM = "askewtheory", "askewtheory.sha256"
"""The keys under which a graph names the version that wrote it, and the digest of its file."""
DIGEST = "sha256:{}"


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
    writer = Writer(exported.model.graph, matmul_nbits)
    stored = {
        name: writer.replace(weights[name], tensor) if weights[name] else (0, 0)
        for name, tensor in contents.quantized.items()
    }
    proto = _proto(exported.model)
    with foreign("onnxruntime can run"):
        found = _run(proto, inputs)
    off = difference(found, expected)
    warn_if_fixed(exported.exported_program)
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
    model.metadata_props[CHECKSUM] = DIGEST.format(NO_DIGEST)
    try:
        return sealed(onnx_ir.to_proto(model).SerializeToString(), DIGEST)
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
