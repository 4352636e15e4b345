"""Quantized checkpoints: packed to the bit, read back without any optimizer.

A checkpoint is a safetensors file. A quantized tensor ``name`` is stored as ``name.codes`` (level
indices, packed), and ``name.scale`` where its levels have one; every other entry of the model's
state is stored as it is. The file's metadata says, per quantized tensor, its shape, type, levels
and bits, and which names share one tensor.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

from askewtheory.errors import InputError
from askewtheory.optim.base import Quantizing
from askewtheory.optim.packing import bits_for, pack, unpack
from askewtheory.output import write_bytes

FORMAT = "askewtheory-quantized-1"
_PREFIXES = ("module.", "_orig_mod.")


@dataclass(frozen=True)
class Entry:
    """One stored tensor: its name, shape, bits per weight, and bytes before and after."""

    name: str
    shape: tuple[int, ...]
    bits: int
    before: int
    after: int


@dataclass(frozen=True)
class SizeTable:
    """What a checkpoint holds, tensor by tensor; ``str()`` gives a table."""

    entries: tuple[Entry, ...]

    @property
    def before(self) -> int:
        """Bytes of the model's state as it was."""
        return sum(entry.before for entry in self.entries)

    @property
    def after(self) -> int:
        """Bytes of the stored tensors, without the file's header."""
        return sum(entry.after for entry in self.entries)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as JSON would write it."""
        entries = [asdict(entry) for entry in self.entries]
        return {"before": self.before, "after": self.after, "tensors": entries}

    def __str__(self) -> str:
        rows = [
            (e.name, "×".join(map(str, e.shape)), str(e.bits), str(e.before), str(e.after))
            for e in self.entries
        ]
        head = ("tensor", "shape", "bits", "bytes before", "bytes after")
        total = ("total", "", "", str(self.before), str(self.after))
        columns = list(zip(head, *rows, total, strict=True))
        widths = [max(map(len, column)) for column in columns]
        lines = []
        for row in zip(*columns, strict=True):
            left = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
            right = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
            lines.append("  ".join(left + right).rstrip())
        return "\n".join(lines)


@torch.no_grad()
def export(model: nn.Module, optimizer: Quantizing, path: str | os.PathLike[str]) -> SizeTable:
    """Write the model with its quantized weights, each packed to its number of bits.

    Parameters
    ----------
    model
        The model whose parameters the optimizer has.
    optimizer
        Any optimizer of :mod:`askewtheory.optim`.
    path
        The safetensors file to write, atomically.

    Returns
    -------
    SizeTable
        Bytes before and after, tensor by tensor.
    """
    from safetensors.torch import save

    optimizer.warn_if_silent()
    groups = dict(optimizer.quantized_parameters())
    stored: dict[str, Tensor] = {}
    described: dict[str, Any] = {}
    aliases: dict[str, str] = {}
    entries, seen = [], {}
    for name, value in model.state_dict(keep_vars=True).items():
        name = _plain_name(name)
        first = seen.setdefault(id(value), name)
        if first != name:
            aliases[name] = first
            continue
        if value in groups:
            described[name], pieces = _packed(value, optimizer, groups[value])
            stored |= {f"{name}.{key}": piece for key, piece in pieces.items()}
            entries.append(_entry(name, value, described[name]["bits"], pieces.values()))
        else:
            stored[name] = _whole(value).contiguous().cpu()
            entries.append(_entry(name, value, 8 * value.element_size(), [value]))
    if missing := len(groups) - len(described):
        raise InputError(
            f"model must have the optimizer's parameters, {missing} of them are not in it"
        )
    tables = {"quantized": described, "aliases": aliases}
    texts = {key: json.dumps(table, sort_keys=True) for key, table in tables.items()}
    metadata = {"format": FORMAT, **texts}
    write_bytes(path, save(stored, metadata))
    return SizeTable(tuple(entries))


def _entry(name: str, value: Tensor, bits: int, pieces: Iterable[Tensor]) -> Entry:
    """Return a row of the table of sizes."""
    before = value.numel() * value.element_size()
    after = sum(piece.numel() * piece.element_size() for piece in pieces)
    return Entry(name, tuple(value.shape), bits, before, after)


def load_quantized(path: str | os.PathLike[str]) -> dict[str, Tensor]:
    """Read a quantized checkpoint as a plain state dict.

    Parameters
    ----------
    path
        A file that :func:`export` wrote.

    Returns
    -------
    dict
        For ``model.load_state_dict``: the quantized weights in the parameters' own type, and
        everything else as it was.

    Raises
    ------
    InputError
        If the file is not such a checkpoint.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(os.fspath(path), framework="pt") as file:
            metadata = file.metadata() or {}
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise InputError(
            f"path must be a checkpoint of export(), got {path!s} ({error})"
        ) from error
    if metadata.get("format") != FORMAT:
        found = metadata.get("format", "none")
        raise InputError(f"path must be a checkpoint of format {FORMAT}, got {found}")
    described = json.loads(metadata["quantized"])
    result = {}
    for name, description in described.items():
        scale = stored.pop(f"{name}.scale", None)
        result[name] = _unpacked(stored.pop(f"{name}.codes"), scale, description)
    result |= stored
    for name, first in json.loads(metadata["aliases"]).items():
        result[name] = result[first]
    return result


def _packed(
    parameter: Tensor, optimizer: Quantizing, group: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Tensor]]:
    levels = group["levels"]
    bits = bits_for(len(levels))
    codes = _whole(optimizer.codes(parameter, group)).cpu().numpy().ravel()
    pieces = {"codes": torch.from_numpy(pack(codes, bits))}
    scale = optimizer.scale(parameter, group)
    if scale is not None:
        pieces["scale"] = _whole(scale).contiguous().cpu()
    description = {
        "shape": list(parameter.shape),
        "dtype": str(parameter.dtype).removeprefix("torch."),
        "levels": list(levels),
        "bits": bits,
        "working": str(optimizer.cells(parameter, group).dtype).removeprefix("torch."),
    }
    return description, pieces


def _unpacked(codes: Tensor, scale: Tensor | None, description: dict[str, Any]) -> Tensor:
    shape = description["shape"]
    count = int(torch.Size(shape).numel())
    index = torch.from_numpy(unpack(codes.numpy(), description["bits"], count)).reshape(shape)
    working = getattr(torch, description["working"])
    value = torch.tensor(description["levels"], dtype=working)[index]
    return (value if scale is None else value * scale).to(getattr(torch, description["dtype"]))


def _whole(tensor: Tensor) -> Tensor:
    """Gather a sharded tensor (DTensor)."""
    gather = getattr(tensor, "full_tensor", None)
    return tensor.detach() if gather is None else gather().detach()


def _plain_name(name: str) -> str:
    """Drop what data-parallel and compiled wrappers put before a module's own names."""
    while prefix := next((p for p in _PREFIXES if name.startswith(p)), ""):
        name = name.removeprefix(prefix)
    return name.replace("._orig_mod.", ".")
