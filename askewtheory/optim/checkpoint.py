"""Quantized checkpoints: packed to the bit, read back without any optimizer.

A checkpoint is a safetensors file. A quantized tensor ``name`` is stored as ``name.codes`` (level
indices, packed), and ``name.scale`` where its levels have one; every other tensor of the model's
state is stored as it is. The file's metadata holds the format, the digest of the whole file, and
as JSON a :class:`Description`. Nothing in a file is believed: the digest covers every byte, the
description is decoded by its types, and every size is compared with what is there.
"""

from __future__ import annotations

import math
import os
from typing import Annotated, Any, Literal

import msgspec
import torch
from torch import Tensor

from askewtheory import __version__
from askewtheory.errors import InputError
from askewtheory.optim.contents import Contents, QuantizedTensor
from askewtheory.optim.digest import NO_DIGEST, is_whole, sealed
from askewtheory.optim.packing import MOST_BITS, bits_for, pack, unpack
from askewtheory.optim.scales import is_scale_shape
from askewtheory.output import write_bytes
from askewtheory.reading import content_of

FORMAT = "askewtheory-quantized-2"
_DIGEST = '"sha256":"{}"'
_LENGTH = 8
"""Bytes of the header's length, which come first in a safetensors file."""

Size = Annotated[int, msgspec.Meta(ge=0, le=2**40)]
Bits = Annotated[int, msgspec.Meta(ge=1, le=MOST_BITS)]


class Described(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the metadata says of one quantized tensor."""

    shape: tuple[Size, ...]
    dtype: Literal["float16", "bfloat16", "float32", "float64"]
    working: Literal["float32", "float64"]
    levels: Annotated[tuple[float, ...], msgspec.Meta(min_length=2)]
    bits: Bits
    scale: tuple[Size, ...] | None

    def __post_init__(self) -> None:
        if self.bits != bits_for(len(self.levels)):
            raise ValueError(f"{len(self.levels)} levels do not have {self.bits} bits")
        pairs = zip(self.levels[:-1], self.levels[1:], strict=True)
        if not all(math.isfinite(q) for q in self.levels) or any(p >= q for p, q in pairs):
            raise ValueError("levels must be finite and increase")
        if self.scale is not None and not is_scale_shape(self.scale, self.shape):
            raise ValueError(f"a scale of shape {self.scale} does not fit a shape {self.shape}")


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the metadata says of the whole file."""

    version: str
    quantized: dict[str, Described]
    aliases: dict[str, str]
    extra: dict[str, Any]


class Metadata(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The metadata of the safetensors header, which knows texts only."""

    format: Literal["askewtheory-quantized-2"]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    content: str


class _Header(msgspec.Struct, frozen=True):
    metadata: dict[str, str] = msgspec.field(name="__metadata__", default_factory=dict)


def write(path: str | os.PathLike[str], contents: Contents) -> dict[str, tuple[int, int]]:
    """Write a checkpoint atomically.

    Returns
    -------
    dict
        Bits of each weight, and bytes of the whole, of every quantized tensor.
    """
    from safetensors.torch import save

    flat = {name: value for name, value in contents.tensors.items() if isinstance(value, Tensor)}
    stored, described = {}, {}
    for name, tensor in contents.quantized.items():
        described[name] = _described(tensor)
        packed = torch.from_numpy(pack(tensor.codes.numpy().ravel(), tensor.bits))
        pieces = {f"{name}.codes": packed}
        if tensor.scale is not None:
            pieces[f"{name}.scale"] = tensor.scale.contiguous()
        if taken := pieces.keys() & flat.keys():
            raise InputError(f"names must differ from the stored pieces', got {min(taken)!r} twice")
        flat |= pieces
        stored[name] = tensor.bits, sum(p.numel() * p.element_size() for p in pieces.values())
    description = Description(__version__, described, contents.aliases, contents.extra)
    metadata = {
        "format": FORMAT,
        "sha256": NO_DIGEST,
        "content": msgspec.json.encode(description, order="deterministic").decode(),
    }
    write_bytes(path, sealed(save(flat, metadata), _DIGEST))
    return stored


def read(path: str | os.PathLike[str]) -> tuple[Contents, str]:
    """Read a checkpoint into this process's own memory; return it, and the version that wrote it.

    Raises
    ------
    InputError
        If the file cannot be read, is not a checkpoint of this format, or is damaged.
    """
    return decoded(content_of(path, "path", None), path)


def decoded(blob: bytes, path: str | os.PathLike[str]) -> tuple[Contents, str]:
    """Return what the content of a checkpoint's file holds; see :func:`read`."""
    try:
        return _decoded(blob)
    except _DAMAGE as error:
        raise InputError(
            f"path must be an undamaged checkpoint of format {FORMAT}, got {os.fspath(path)!r}"
            f" ({_first_line(error)}); fetch it anew, or export the model again"
        ) from error


# What a decoder raises on bytes that somebody else wrote; msgspec's and safetensors' own errors
# are ValueErrors or plain Exceptions, torch's are RuntimeErrors.
_DAMAGE = (ValueError, RuntimeError, TypeError, LookupError, OverflowError, MemoryError)


def _decoded(blob: bytes) -> tuple[Contents, str]:
    from safetensors import SafetensorError
    from safetensors.torch import load

    size = int.from_bytes(blob[:_LENGTH], "little")
    if not 0 < size <= len(blob) - _LENGTH:
        raise ValueError("it has no header of safetensors")
    header = msgspec.json.decode(blob[_LENGTH : _LENGTH + size], type=_Header)
    if (found := header.metadata.get("format")) != FORMAT:
        raise ValueError(f"its format is {found}")
    metadata = msgspec.convert(header.metadata, Metadata)
    if not is_whole(blob, _DIGEST, metadata.sha256):
        raise ValueError("its content does not have the digest that it was written with")
    description = msgspec.json.decode(metadata.content, type=Description)
    try:
        flat = load(blob)
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    quantized = {
        name: _tensor(flat.pop(f"{name}.codes", None), flat.pop(f"{name}.scale", None), described)
        for name, described in description.quantized.items()
    }
    names = [*quantized, *flat, *description.aliases, *description.extra]
    tensors = quantized | flat
    if len(set(names)) < len(names) or not {*description.aliases.values()} <= tensors.keys():
        raise ValueError("its names do not fit together")
    return Contents(tensors, description.aliases, description.extra), description.version


def _described(tensor: QuantizedTensor) -> Described:
    names = (str(kind).removeprefix("torch.") for kind in (tensor.dtype, tensor.working))
    scale = None if tensor.scale is None else tuple(tensor.scale.shape)
    return Described(tuple(tensor.shape), *names, tensor.levels, tensor.bits, scale)  # type: ignore[arg-type]


def _tensor(packed: Tensor | None, scale: Tensor | None, described: Described) -> QuantizedTensor:
    """Return a quantized tensor, after its pieces were compared with what is said of them."""
    working = getattr(torch, described.working)
    if packed is None:
        raise ValueError("the codes of a tensor that is described are not there")
    if packed.dtype != torch.uint8 or packed.dim() != 1:
        raise ValueError("its codes are not bytes")
    codes = torch.from_numpy(unpack(packed.numpy(), described.bits, math.prod(described.shape)))
    if codes.numel() and int(codes.max()) >= len(described.levels):
        raise ValueError("it has codes without a level")
    found = None if scale is None else tuple(scale.shape)
    if found != described.scale:
        raise ValueError(f"it has a scale of shape {found} where {described.scale} is described")
    if scale is not None and scale.dtype != working:
        raise ValueError(f"it has a scale of {scale.dtype} where {working} is described")
    if scale is not None and not bool(((scale > 0) & scale.isfinite()).all()):
        raise ValueError("it has a scale that is not a positive number")
    dtype = getattr(torch, described.dtype)
    return QuantizedTensor(codes.reshape(described.shape), described.levels, scale, dtype, working)


def _first_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return text[0] if text else type(error).__name__
