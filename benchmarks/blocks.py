"""What a scale per tensor, channel and block of 32 weights gives at two bits, on the digits.

``python -m benchmarks.blocks`` takes half a minute of one core and prints a table. All layers of
64-128-128-10 have two bits, either rounded after training in full precision (at one learning rate,
0.05) or trained by ``optimizer_for`` over SGD (at 0.1, which ``benchmarks.recipe`` chose on its
validation split for two bits and a scale per channel).
"""

from __future__ import annotations

import statistics
import tempfile
import warnings
from pathlib import Path
from typing import Any

import click
import torch
from torch import nn

from askewtheory import optim
from askewtheory.optim.recipe import recipe_groups
from benchmarks.recipe import Made, accuracy, over_sgd
from benchmarks.recipe_tasks import Task, digits

BITS, SEEDS = 2, range(10, 15)
SHARED: dict[str, dict[str, Any]] = {
    "tensor": {"per_channel": False},
    "channel": {"per_channel": True},
    "block of 32": {"per_channel": True, "block": 32},
}
"""What has one scale: settings of every group with levels."""


class Sharing:
    """Makes optimizers whose scales are shared in one way."""

    def __init__(self, shared: dict[str, Any]) -> None:
        self.shared = shared

    def rounded(self, model: nn.Module, bits: int, steps: int, rate: float) -> Made:
        """Train in full precision, and round at the end."""
        del steps
        groups = recipe_groups(model, bits, bits, True)
        base = torch.optim.SGD(self._in(groups), lr=rate, momentum=0.9)
        return optim.FullPrecision(base), None

    def trained(self, model: nn.Module, bits: int, steps: int, rate: float) -> Made:
        """Do what one call does over SGD, with all layers of the same kind."""
        made = over_sgd(model, bits, steps, rate)
        self._in(made[0].param_groups)
        return made

    def _in(self, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for group in groups:
            if group["levels"] is not None:
                group.update(self.shared)
        return groups

    def size(self, task: Task) -> int:
        """Return the bytes of the packed weights and their scales."""
        optimizer, _ = self.trained(model := task.network(), BITS, 1, 0.1)
        with tempfile.TemporaryDirectory() as folder:
            table = optim.export(model, optimizer, Path(folder) / "x")
        return sum(entry.after for entry in table.entries if entry.bits == BITS)


@click.command()
def main() -> None:
    """Print the table, row after row."""
    warnings.simplefilter("ignore", optim.QuantizationWarning)
    torch.set_num_threads(1)
    task = digits()
    print("| one scale per | bytes of the weights | rounded after training | optimizer_for, SGD |")
    print("| --- | --: | --: | --: |", flush=True)
    for name, shared in SHARED.items():
        sharing = Sharing(shared)
        cells = []
        for make, rate in ((sharing.rounded, 0.05), (sharing.trained, 0.1)):
            found = [accuracy(task, make, BITS, rate, seed, 2) for seed in SEEDS]
            low, high = min(found), max(found)
            cells.append(f"{statistics.mean(found):.1f} ({low:.1f} to {high:.1f})")
        print(f"| {name} | {sharing.size(task):,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
