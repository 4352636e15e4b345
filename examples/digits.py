"""A plain loop: train a binary network on scikit-learn's digits, export it, and reload it.

``python examples/digits.py`` takes a few seconds on one core. The network's weights are -1 and 1,
its batch normalizations stay in full precision, and the checkpoint holds one bit per weight.
"""

from __future__ import annotations

from task import batches, deployed, network, optimizer_of

import torch
from torch import nn

from askewtheory.optim import EpsilonSchedule


def main(epochs: int = 60, folder: str | None = None) -> tuple[float, float]:
    """Train, export and reload; return the test accuracy before and after."""
    torch.manual_seed(0)
    model = network()
    optimizer = optimizer_of(model)
    annealing = EpsilonSchedule.exponential(optimizer, rate=0.88, start=epochs // 4)
    loader = batches()
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        annealing.step()
    return deployed(model, optimizer, folder)


if __name__ == "__main__":
    torch.set_num_threads(1)  # layers this small are slower on more
    main()
