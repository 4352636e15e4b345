"""How large is a model before and after its export? A table, tensor by tensor."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from askewtheory.optim.contents import Contents


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
    """What a file holds, tensor by tensor; ``str()`` gives a table.

    Attributes
    ----------
    entries : tuple of Entry
        One for each stored tensor: its name, shape, bits per weight, and bytes before and after.
    file : int
        Bytes of the whole file.
    difference : float or None
        Where the exported model was run on the example: the largest difference between its
        outputs and the quantized model's.
    """

    entries: tuple[Entry, ...]
    file: int
    difference: float | None = None

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
        sizes = {"before": self.before, "after": self.after, "file": self.file}
        tensors = [asdict(entry) for entry in self.entries]
        return {**sizes, "difference": self.difference, "tensors": tensors}

    def __str__(self) -> str:
        rows = [
            (e.name, "×".join(map(str, e.shape)), str(e.bits), str(e.before), str(e.after))
            for e in self.entries
        ]
        head = ("tensor", "shape", "bits", "bytes before", "bytes after")
        total = ("total", "", "", str(self.before), str(self.after))
        file = ("file", "", "", "", str(self.file))
        columns = list(zip(head, *rows, total, file, strict=True))
        widths = [max(map(len, column)) for column in columns]
        lines = []
        for row in zip(*columns, strict=True):
            left = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
            right = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
            lines.append("  ".join(left + right).rstrip())
        return "\n".join(lines)


def entries_of(contents: Contents, stored: dict[str, tuple[int, int]]) -> tuple[Entry, ...]:
    """Return the rows of a table.

    Parameters
    ----------
    contents
        What was exported.
    stored
        Bits of each weight and bytes of the whole, by the tensor's name; a tensor that is not
        named here was stored as it is.
    """
    rows = []
    for name, tensor in contents.tensors.items():
        size = tensor.dtype.itemsize
        before = tensor.shape.numel() * size
        bits, after = stored.get(name, (8 * size, before))
        rows.append(Entry(name, tuple(tensor.shape), bits, before, after))
    return tuple(rows)
