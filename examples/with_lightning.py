"""Lightning: the optimizer is configured as any other, epsilon is annealed at each epoch's end."""

from __future__ import annotations

import tempfile
from task import batches, deployed, needed, network, optimizer_of
from typing import Any

from torch import Tensor, nn, optim

from askewtheory.optim import EpsilonSchedule

lightning = needed("lightning")


class Digits(lightning.LightningModule):
    """The network, its loss, its optimizer and its annealing."""

    def __init__(self, epochs: int) -> None:
        super().__init__()
        self.network = network()
        self.optimizer = optimizer_of(self.network)
        self.annealing = EpsilonSchedule.exponential(self.optimizer, 0.88, start=epochs // 4)

    def training_step(self, batch: Any, index: int) -> Tensor:
        """Return the loss of a batch."""
        return nn.functional.cross_entropy(self.network(batch[0]), batch[1])

    def configure_optimizers(self) -> optim.Optimizer:
        """Return the optimizer."""
        return self.optimizer

    def on_train_epoch_end(self) -> None:
        """Anneal."""
        self.annealing.step()

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Save the annealing with everything else."""
        checkpoint["annealing"] = self.annealing.state_dict()

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Load it."""
        self.annealing.load_state_dict(checkpoint["annealing"])


def main(epochs: int = 60, folder: str | None = None) -> tuple[float, float]:
    """Train, export and reload; return the test accuracy before and after."""
    lightning.seed_everything(0, verbose=False)
    module = Digits(epochs)
    trainer = lightning.Trainer(
        max_epochs=epochs, accelerator="cpu", logger=False, enable_progress_bar=False,
        default_root_dir=folder or tempfile.mkdtemp(),
    )  # fmt: skip
    trainer.fit(module, batches())
    return deployed(module.network, module.optimizer, folder)


if __name__ == "__main__":
    main()
