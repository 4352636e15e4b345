"""Checkpoint and resume: a training that is interrupted ends bit for bit where it would have."""

from __future__ import annotations

import tempfile
from pathlib import Path
from task import batches, deployed, network, optimizer_of

import torch
from torch import nn

from askewtheory.optim import EpsilonSchedule


class Training:
    """A model, its optimizer and its annealing, which are saved and loaded together."""

    def __init__(self, epochs: int) -> None:
        torch.manual_seed(0)
        self.model = network()
        self.optimizer = optimizer_of(self.model)
        self.annealing = EpsilonSchedule.exponential(self.optimizer, 0.88, start=epochs // 4)

    def run(self, epochs: int) -> None:
        """Train so many epochs more."""
        for _ in range(epochs):
            self.model.train()
            for x, y in batches():
                self.optimizer.zero_grad()
                nn.functional.cross_entropy(self.model(x), y).backward()
                self.optimizer.step()
            self.annealing.step()

    def save(self, path: Path) -> None:
        """Save everything that the rest depends on, also the state of the random numbers."""
        parts = {name: part.state_dict() for name, part in vars(self).items()}
        torch.save({**parts, "random": torch.get_rng_state()}, path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint."""
        saved = torch.load(path, weights_only=True)
        for name, part in vars(self).items():
            part.load_state_dict(saved[name])
        torch.set_rng_state(saved["random"])


def main(epochs: int = 60, folder: str | None = None) -> tuple[float, float]:
    """Train, interrupted once; return the test accuracy before and after the export."""
    path = Path(folder or tempfile.mkdtemp()) / "checkpoint.pt"
    first, second = Training(epochs), Training(epochs)  # the second as in a new process
    first.run(epochs // 2)
    first.save(path)
    second.load(path)
    second.run(epochs - epochs // 2)
    return deployed(second.model, second.optimizer, folder)


if __name__ == "__main__":
    main()
