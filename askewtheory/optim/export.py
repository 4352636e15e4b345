"""How does a trained network leave the laboratory? As a file of integers and scales.

``export`` writes one of :data:`FORMATS`; ``load_quantized`` reads the first of them back without
any optimizer. The other formats are read by the tools they are made for.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from torch import nn

from askewtheory.errors import InputError
from askewtheory.optim import checkpoint
from askewtheory.optim.base import Quantizing
from askewtheory.optim.contents import contents_of, own_module
from askewtheory.optim.context import own_optimizer, quantized, quantized_copy
from askewtheory.optim.sizes import SizeTable, entries_of

FORMATS = ("safetensors", "onnx", "torchao", "torch.export")
"""What ``export`` writes; each but the first has a module that says how."""


def export(
    model: nn.Module,
    optimizer: Quantizing,
    path: str | os.PathLike[str],
    format: str = "safetensors",
    *,
    example: Any = None,
    matmul_nbits: bool = False,
) -> SizeTable:
    """Write the model with its quantized weights as integers and scales.

    Parameters
    ----------
    model
        The model whose parameters the optimizer has. It may be wrapped by data-parallel or
        compiled modules, whose prefixes the file does not have.
    optimizer
        Any optimizer of :mod:`askewtheory.optim`.
    path
        The file to write, atomically.
    format
        ``"safetensors"``: codes packed to their real number of bits, and scales; read by
        :func:`load_quantized`. ``"onnx"``: a graph with integer weights of 2, 4 or 8 bits, for
        onnxruntime. ``"torchao"``: a state dict of torchao's intx tensors, for ``torch.load`` and
        ``load_state_dict(…, assign=True)``. ``"torch.export"``: a program with packed codes, for
        ``torch.export.load``, which wants a name that ends in ``.pt2``.
    example
        For a graph or program: the model's input, or a tuple of its inputs. The first dimension of
        each may vary afterwards. The exported model is run on it before the file is kept.
    matmul_nbits
        For ONNX: write linear layers as onnxruntime's ``MatMulNBits`` where their inputs are a
        multiple of 16, instead of the standard ``DequantizeLinear``.

    Returns
    -------
    SizeTable
        Bytes before and after, tensor by tensor.

    Raises
    ------
    InputError
        If the model lacks a parameter of the optimizer, a weight is not finite, the format cannot
        hold an entry, or the exported model's outputs differ from the quantized model's.
    """
    own_module(model)
    own_optimizer(optimizer)
    path = os.fsdecode(path)
    if format not in FORMATS:
        raise InputError(f"format must be one of {', '.join(FORMATS)}, got {format!r}")
    if matmul_nbits and format != "onnx":
        raise InputError(f"matmul_nbits must be left out for format {format!r}, got True")
    graph = format in ("onnx", "torch.export")
    if graph != (example is not None):
        expected = "inputs of the model" if graph else "left out"
        given = None if example is None else f"a {type(example).__name__}"
        raise InputError(f"example must be {expected} for format {format!r}, got {given}")
    if format == "torch.export" and Path(path).suffix != ".pt2":
        raise InputError(f"path must end in .pt2 for format {format!r}, got {path!r}")
    optimizer.warn_if_silent()
    with quantized(model, optimizer):  # so that views of the weights, among the buffers, fit them
        contents = contents_of(model, optimizer)
    difference = None
    if format == "safetensors":
        stored = checkpoint.write(path, contents)
    elif format == "torchao":
        from askewtheory.optim import to_torchao

        stored = to_torchao.write(path, contents, model)
    else:
        inputs = example if isinstance(example, tuple) else (example,)
        copy = quantized_copy(model, optimizer).eval()
        if format == "onnx":
            from askewtheory.optim import to_onnx

            stored, difference = to_onnx.write(path, contents, copy, inputs, matmul_nbits)
        else:
            from askewtheory.optim import to_program

            stored, difference = to_program.write(path, contents, copy, inputs)
    return SizeTable(entries_of(contents, stored), Path(path).stat().st_size, difference)


def load_quantized(path: str | os.PathLike[str], *, as_integers: bool = False) -> dict[str, Any]:
    """Read a quantized checkpoint as a plain state dict.

    Parameters
    ----------
    path
        A safetensors file that :func:`export` wrote.
    as_integers
        Return quantized tensors as :class:`~askewtheory.optim.contents.QuantizedTensor`: their
        codes, levels and scale.

    Returns
    -------
    dict
        For ``model.load_state_dict``: the quantized weights in the parameters' own type, and
        everything else as it was. The tensors are this process's own memory: what happens to the
        file afterwards does not change them.

    Raises
    ------
    InputError
        If the file is not such a checkpoint, or is damaged in any way.
    """
    contents, _version = checkpoint.read(path)
    state: dict[str, Any] = dict(contents.tensors)
    if not as_integers:
        state |= {name: tensor.value() for name, tensor in contents.quantized.items()}
    state |= {name: state[first] for name, first in contents.aliases.items()}
    return state | contents.extra
