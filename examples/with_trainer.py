"""Hugging Face Trainer: the optimizer is handed over, a callback anneals epsilon."""

from __future__ import annotations

import tempfile
from task import data, deployed, needed, network, optimizer_of
from typing import Any

import torch
from torch import Tensor, nn

from askewtheory.optim import EpsilonSchedule

transformers = needed("transformers")


class Digits(nn.Module):
    """The network in the form that Trainer asks for: named inputs, a dictionary of outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.network = network()

    def forward(self, images: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """Return loss and logits."""
        logits = self.network(images)
        return {"loss": nn.functional.cross_entropy(logits, labels), "logits": logits}


def main(epochs: int = 60, folder: str | None = None) -> tuple[float, float]:
    """Train, export and reload; return the test accuracy before and after."""
    folder = folder or tempfile.mkdtemp()
    torch.manual_seed(0)
    model = Digits()
    optimizer = optimizer_of(model)
    annealing = EpsilonSchedule.exponential(optimizer, 0.88, start=epochs // 4)
    callback = transformers.TrainerCallback()
    callback.on_epoch_end = lambda *given, **named: annealing.step()
    x, _, y, _ = data()
    rows: Any = [{"images": image, "labels": label} for image, label in zip(x, y, strict=True)]
    # Trainer clips gradients to norm 1 unless told otherwise, which slows this training down.
    arguments = transformers.TrainingArguments(
        folder, num_train_epochs=epochs, per_device_train_batch_size=64, use_cpu=True,
        report_to="none", save_strategy="no", logging_strategy="no", disable_tqdm=True,
        max_grad_norm=0.0,
    )  # fmt: skip
    constant = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0)
    transformers.Trainer(
        model, arguments, train_dataset=rows, callbacks=[callback], optimizers=(optimizer, constant)
    ).train()
    return deployed(model.network, optimizer, folder)


if __name__ == "__main__":
    main()
