"""``torch.compile``: the compiled model trains, and the file has the model's own names."""

from __future__ import annotations

from task import batches, deployed, network, optimizer_of
from typing import cast

import torch
from torch import nn

from askewtheory.optim import EpsilonSchedule


def main(
    epochs: int = 60, folder: str | None = None, backend: str = "inductor"
) -> tuple[float, float]:
    """Train, export and reload; return the test accuracy before and after."""
    torch.manual_seed(0)
    model = network()
    compiled = cast(nn.Module, torch.compile(model, backend=backend))
    optimizer = optimizer_of(model)  # the compiled model has the same parameters
    annealing = EpsilonSchedule.exponential(optimizer, rate=0.88, start=epochs // 4)
    loader = batches()
    for _ in range(epochs):
        compiled.train()
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(compiled(x), y).backward()
            optimizer.step()
        annealing.step()
    return deployed(compiled, optimizer, folder)


if __name__ == "__main__":
    main()
