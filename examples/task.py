"""What the examples share: scikit-learn's digits, a network, its optimizer, and the last step."""

# ruff: noqa: E402  (what is missing is said before it is imported)
from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import Any

from askewtheory.errors import MissingExtraError, require


def needed(module: str, extra: str = "recipes") -> Any:
    """Import a module as ``import`` does; where it is missing, end with how to install it."""
    try:
        return require(module, extra)
    except MissingExtraError as error:
        raise SystemExit(str(error)) from None


needed("torch", "experiments")
needed("sklearn", "experiments")

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from askewtheory.optim import ASkewSGD, Quantizing, export, load_quantized, quantized


def data() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return images in [0, 1] and their digits: training, then test."""
    images, digits = load_digits(return_X_y=True)
    parts = train_test_split(images / 16, digits, test_size=360, random_state=0, stratify=digits)
    train_x, test_x = (torch.tensor(part, dtype=torch.float32) for part in parts[:2])
    train_y, test_y = (torch.tensor(part) for part in parts[2:])
    return train_x, test_x, train_y, test_y


def batches(size: int = 64) -> DataLoader[tuple[Tensor, ...]]:
    """Return shuffled batches of the training data."""
    train_x, _, train_y, _ = data()
    return DataLoader(TensorDataset(train_x, train_y), batch_size=size, shuffle=True)


def network() -> nn.Sequential:
    """Return 64-128-128-10 without biases, normalized after each layer."""
    sizes = [64, 128, 128, 10]
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def optimizer_of(model: nn.Module) -> ASkewSGD:
    """Return an optimizer under which matrices become -1 and 1, and norms stay as they are."""
    weights = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() == 1]
    return ASkewSGD(
        [{"params": weights}, {"params": others, "levels": None}],
        lr=0.05, momentum=0.9, levels=[-1, 1], epsilon=1.0, alpha=0.2,
    )  # fmt: skip


@torch.no_grad()
def accuracy(model: nn.Module) -> float:
    """Return the share of test digits that the model tells."""
    _, images, _, digits = data()
    model.eval()
    return (model(images).argmax(1) == digits).float().mean().item()


def deployed(
    model: nn.Module, optimizer: Quantizing, folder: str | Path | None
) -> tuple[float, float]:
    """Export the model; return its accuracy quantized, and reloaded into a plain model."""
    with quantized(model, optimizer):  # weights are -1 and 1 in here
        before = accuracy(model)
    path = Path(folder or tempfile.mkdtemp()) / "digits.safetensors"
    print(export(model, optimizer, path))
    plain = network()  # no optimizer of this library from here on
    plain.load_state_dict(load_quantized(path))
    after = accuracy(plain)
    print(f"test accuracy: {before:.2%} quantized, {after:.2%} reloaded")
    return before, after
