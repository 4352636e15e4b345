"""What does an exported file hold? Read from its integers, not from what is said of them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from askewtheory.errors import InputError, require, words_of
from askewtheory.optim import archive, checkpoint
from askewtheory.optim.contents import QuantizedTensor
from askewtheory.optim.digest import is_whole
from askewtheory.optim.packing import packed_bytes
from askewtheory.reading import content_of


@dataclass(frozen=True)
class Stored:
    """One tensor of a file.

    Attributes
    ----------
    name, shape, dtype
        As in the model; for a graph's integers, the type that they have in the file; of an
        archive, the name of a record and its bytes.
    levels : tuple or None
        Of a checkpoint: its levels. Of a graph: the integers that occur. None: no levels.
    bits : int
        Of each element in the file.
    scales : int
        How many scales there are; 0 for none, or where the graph keeps them elsewhere.
    size : int
        Bytes in the file.
    counts : tuple or None
        How many weights have each level.
    sha256 : str
        Of the stored bytes, codes first, then scales.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    levels: tuple[float, ...] | None
    bits: int
    scales: int
    size: int
    counts: tuple[int, ...] | None
    sha256: str


@dataclass(frozen=True)
class Inspection:
    """A file: its format, the version that wrote it, its size, its digest, and its tensors.

    ``checked`` says whether the file has a digest of its own, which was found to be right.
    """

    path: str
    format: str
    version: str
    size: int
    sha256: str
    checked: bool
    tensors: tuple[Stored, ...]
    aliases: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON would write it."""
        return asdict(self)


def inspect(path: str | os.PathLike[str]) -> Inspection:
    """Read a file that :func:`~askewtheory.optim.export` wrote and say what it holds.

    Parameters
    ----------
    path
        A checkpoint, an archive of torchao or ``torch.export``, or an ONNX graph (``.onnx``), whose
        own digest is checked. A graph that some other tool wrote has none. Of an archive the
        records are listed; nothing in it is unpickled.

    Raises
    ------
    InputError
        If the file is neither, or is damaged.
    """
    content = content_of(path, "path", None)
    size, digest = len(content), hashlib.sha256(content).hexdigest()
    if Path(path).suffix.lower() == ".onnx":
        version, checked, tensors = _graph(content, path)
        return Inspection(os.fspath(path), "onnx", version, size, digest, checked, tensors, {})
    if content.startswith(archive.BEGINS):
        kind, version, records = archive.decoded(content, path)
        tensors = tuple(_record(name, record) for name, record in records)
        return Inspection(os.fspath(path), kind, version, size, digest, True, tensors, {})
    contents, version = checkpoint.decoded(content, path)
    tensors = tuple(_stored(name, value) for name, value in sorted(contents.tensors.items()))
    return Inspection(
        os.fspath(path), checkpoint.FORMAT, version, size, digest, True, tensors, contents.aliases
    )


def _record(name: str, content: bytes) -> Stored:
    digest = hashlib.sha256(content).hexdigest()
    return Stored(name, (len(content),), "byte", None, 8, 0, len(content), None, digest)


def _stored(name: str, tensor: QuantizedTensor | Tensor) -> Stored:
    kind = str(tensor.dtype).removeprefix("torch.")
    shape = tuple(tensor.shape)
    if not isinstance(tensor, QuantizedTensor):
        content = _content(tensor)
        digest = hashlib.sha256(content).hexdigest()
        return Stored(
            name, shape, kind, None, 8 * tensor.element_size(), 0, len(content), None, digest
        )
    counts = torch.bincount(tensor.codes.flatten(), minlength=len(tensor.levels))
    scale = b"" if tensor.scale is None else _content(tensor.scale)
    digest = hashlib.sha256(_content(tensor.codes) + scale).hexdigest()
    return Stored(
        name,
        shape,
        kind,
        tensor.levels,
        tensor.bits,
        0 if tensor.scale is None else tensor.scale.numel(),
        packed_bytes(tensor.codes.numel(), tensor.bits) + len(scale),
        tuple(counts.tolist()),
        digest,
    )


def _content(tensor: Tensor) -> bytes:
    return tensor.contiguous().flatten().view(torch.uint8).numpy().tobytes()


def _graph(content: bytes, path: str | os.PathLike[str]) -> tuple[str, bool, tuple[Stored, ...]]:
    """Return who wrote a graph, whether its digest is right, and its constants.

    Small integers are its quantized weights.
    """
    onnx = require("onnx", extra="onnx")
    onnx_ir = require("onnx_ir", extra="onnx")
    from askewtheory.optim.to_onnx import METADATA

    try:
        proto = onnx.load_model_from_string(content)
        if not proto.HasField("graph"):
            raise ValueError("it has no graph")
        model = onnx_ir.from_proto(proto)
        constants = model.graph.initializers.items()
        if len(constants) != len(proto.graph.initializer):
            raise ValueError("two of its tensors have one name")
        for name, value in constants:
            if value.const_value is None or isinstance(value.const_value, onnx_ir.ExternalTensor):
                raise ValueError(f"{name} is not in it")  # no other file is opened
        tensors = tuple(_constant(name, value.const_value) for name, value in constants)
        version = str(model.metadata_props.get(METADATA, "another tool"))
        return version, _checked(content, model.metadata_props), tensors
    except Exception as error:  # of bytes that somebody else wrote the decoders raise almost any
        raise InputError(
            f"path must be an ONNX graph, got {os.fspath(path)!r} "
            f"({words_of(error) or type(error).__name__:.300})"
        ) from error


def _checked(content: bytes, metadata: dict[str, str]) -> bool:
    """Tell whether a graph has a digest; refuse one whose digest is another one's."""
    from askewtheory.optim.to_onnx import CHECKSUM, DIGEST

    if CHECKSUM not in metadata:
        return False
    if not is_whole(content, DIGEST, metadata[CHECKSUM].removeprefix(DIGEST.format(""))):
        raise ValueError("its content does not have the digest that it was exported with")
    return True


def _constant(name: str, constant: Any) -> Stored:
    integers = constant.dtype.is_integer() and name.endswith(".codes")
    levels = counts = None
    if integers:
        found, number = np.unique(constant.numpy().astype(np.int64), return_counts=True)
        levels, counts = tuple(map(float, found)), tuple(number.tolist())
    return Stored(
        name,
        tuple(constant.shape),
        constant.dtype.name.lower(),
        levels,
        constant.dtype.bitwidth,
        0,
        constant.nbytes,
        counts,
        hashlib.sha256(constant.tobytes()).hexdigest(),
    )
