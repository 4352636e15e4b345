"""An exponential moving average of the weights: averaged while it trains, then quantized."""

from __future__ import annotations

from task import batches, deployed, network, optimizer_of

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from askewtheory.optim import EpsilonSchedule


def main(epochs: int = 60, folder: str | None = None) -> tuple[float, float]:
    """Train, export the average and reload it; return the test accuracy before and after."""
    torch.manual_seed(0)
    model = network()
    optimizer = optimizer_of(model)
    annealing = EpsilonSchedule.exponential(optimizer, rate=0.88, start=epochs // 4)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.98), use_buffers=True)
    loader = batches()
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
            average.update_parameters(model)
        annealing.step()
    # The optimizer knows the levels of the model's parameters, so the average goes into them.
    model.load_state_dict(average.module.state_dict())
    return deployed(model, optimizer, folder)


if __name__ == "__main__":
    main()
