"""A binary network on scikit-learn's digits: train, export, reload in a plain model.

``python examples/digits.py`` takes a few seconds. The network's weights are -1 and 1, its batch
normalizations stay in full precision, and the checkpoint holds one bit per weight.
"""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn

from askewtheory.optim import ASkewSGD, EpsilonSchedule, export, load_quantized, quantized


def data() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return images in [0, 1] and their digits: training, then test."""
    images, digits = load_digits(return_X_y=True)
    parts = train_test_split(images / 16, digits, test_size=360, random_state=0, stratify=digits)
    train_x, test_x = (torch.tensor(part, dtype=torch.float32) for part in parts[:2])
    train_y, test_y = (torch.tensor(part) for part in parts[2:])
    return train_x, test_x, train_y, test_y


def network() -> nn.Sequential:
    """Return 64-128-128-10 without biases, normalized after each layer."""
    sizes = [64, 128, 128, 10]
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


@torch.no_grad()
def accuracy(model: nn.Module, images: Tensor, digits: Tensor) -> float:
    """Return the share of digits that the model tells."""
    model.eval()
    return (model(images).argmax(1) == digits).float().mean().item()


def main(epochs: int = 60, folder: str | None = None) -> tuple[float, float]:
    """Train, export and reload; return the test accuracy before and after."""
    torch.manual_seed(0)
    train_x, test_x, train_y, test_y = data()
    model = network()
    weights = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() == 1]
    optimizer = ASkewSGD(
        [{"params": weights}, {"params": others, "levels": None}],
        lr=0.05,
        momentum=0.9,
        levels=[-1, 1],
        epsilon=1.0,
        alpha=0.2,
    )
    annealing = EpsilonSchedule.exponential(optimizer, rate=0.88, start=epochs // 4)
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(train_x)).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(train_x[batch]), train_y[batch]).backward()
            optimizer.step()
        annealing.step()

    with quantized(model, optimizer):  # weights are -1 and 1 in here
        before = accuracy(model, test_x, test_y)
    path = Path(folder or tempfile.mkdtemp()) / "digits.safetensors"
    print(export(model, optimizer, path))
    plain = network()  # no optimizer of this library from here on
    plain.load_state_dict(load_quantized(path))
    after = accuracy(plain, test_x, test_y)
    print(f"test accuracy: {before:.2%} quantized, {after:.2%} reloaded")
    return before, after


if __name__ == "__main__":
    main()
