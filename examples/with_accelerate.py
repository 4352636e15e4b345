"""Hugging Face accelerate: ``prepare`` wraps, and ``unwrap_model`` unwraps for the export."""

from __future__ import annotations

from task import batches, deployed, needed, network, optimizer_of

import torch
from torch import nn

from askewtheory.optim import EpsilonSchedule

accelerate = needed("accelerate")


def main(epochs: int = 60, folder: str | None = None) -> tuple[float, float]:
    """Train, export and reload; return the test accuracy before and after."""
    torch.manual_seed(0)
    accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=1)
    model = network()
    optimizer = optimizer_of(model)
    annealing = EpsilonSchedule.exponential(optimizer, rate=0.88, start=epochs // 4)
    model, prepared, loader = accelerator.prepare(model, optimizer, batches())
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            with accelerator.accumulate(model):
                prepared.zero_grad()
                accelerator.backward(nn.functional.cross_entropy(model(x), y))
                prepared.step()
        annealing.step()
    accelerator.wait_for_everyone()
    return deployed(accelerator.unwrap_model(model).cpu(), optimizer, folder)


if __name__ == "__main__":
    main()
