"""``askewtheory inspect``: what an exported network's file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from askewtheory.cli.common import Command, console, deliver, json_option
from askewtheory.cli.common import table as new_table

if TYPE_CHECKING:
    from rich.table import Table

    from askewtheory.optim.inspection import Inspection, Stored

MOST_LEVELS = 5
"""More are shown as the first, the last, and their number."""
MOST_ROWS = 1000
"""A table takes milliseconds for each, and nobody reads more."""


@click.command(cls=Command)
@click.argument("file")
@json_option
def command(file: str, json_path: str | None) -> None:
    """Show what an exported network's FILE holds: levels, bits, sizes and checksums.

    FILE is what askewtheory.optim.export wrote, in any of its formats; its checksum is verified.
    """
    from askewtheory.files import check_apart
    from askewtheory.optim.inspection import inspect

    check_apart({"file": file, "json": json_path})
    found = inspect(file)
    deliver(json_path, found, lambda: _show(found))


def _show(found: Inspection) -> None:
    from rich.text import Text

    terminal = console()
    terminal.print(
        Text(f"{found.path}: {found.format}, written by {found.version}"), soft_wrap=True
    )
    terminal.print(_table(found))
    for alias, name in sorted(found.aliases.items())[:MOST_ROWS]:
        terminal.print(Text(f"{alias} is {name}"))
    if more := sum(max(0, len(one) - MOST_ROWS) for one in (found.tensors, found.aliases)):
        terminal.print(f"... and {more:,} more, which --json has")
    stored = sum(tensor.size for tensor in found.tensors)
    terminal.print(f"{found.size:,} bytes, of which {stored:,} are tensors")
    checked = "undamaged" if found.checked else "no checksum inside to compare with"
    terminal.print(f"sha256 {found.sha256} ({checked})", soft_wrap=True)


def _table(found: Inspection) -> Table:
    from rich.text import Text

    table = new_table()
    table.padding = (0, 1, 0, 0)
    for column in ("tensor", "shape", "type", "levels", "most frequent"):
        table.add_column(column, overflow="fold", no_wrap=column in ("tensor", "shape", "type"))
    for column in ("bits", "scales", "bytes", "sha256"):
        table.add_column(column, justify="right")
    for tensor in found.tensors[:MOST_ROWS]:
        shape = "×".join(map(str, tensor.shape))
        cells = (tensor.name, shape, tensor.dtype, _levels(tensor), _most_frequent(tensor))
        numbers = (str(tensor.bits), str(tensor.scales or ""), f"{tensor.size:,}")
        table.add_row(*map(Text, (*cells, *numbers, tensor.sha256[:8])))
    return table


def _levels(tensor: Stored) -> str:
    if tensor.levels is None:
        return ""
    texts = [f"{level:.4g}" for level in tensor.levels]
    if len(texts) <= MOST_LEVELS:
        return ", ".join(texts)
    return f"{texts[0]} … {texts[-1]} ({len(texts)})"


def _most_frequent(tensor: Stored) -> str:
    if not tensor.levels or not tensor.counts or not sum(tensor.counts):
        return ""
    most = max(tensor.counts)
    level = tensor.levels[tensor.counts.index(most)]
    return f"{level:.4g}: {most / sum(tensor.counts):.0%}"
