"""``optimizer_for`` beside rounding and ProxQuant on scikit-learn's digits, at equal budgets.

``python -m benchmarks.recipe`` takes some ten minutes on two cores and prints a table. Each method
has three learning rates, chosen on a validation split with two seeds; the table is of five other
seeds on the test split, which nothing was chosen on. All train for the same number of epochs.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import warnings
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn

from askewtheory import optim
from askewtheory.optim.recipe import recipe_groups

BITS = (1, 2, 4)
EPOCHS, BATCH = 30, 64
CHOOSING, JUDGING = range(2), range(10, 15)
Made = tuple[optim.Quantizing, optim.EpsilonSchedule | None]


def recipe(model: nn.Module, bits: int, steps: int, rate: float) -> Made:
    """Make what one call of ``optimizer_for`` does."""
    return optim.optimizer_for(model, bits, steps=steps, ends=bits, lr=rate)


def rounding(base: Callable[..., Any]) -> Callable[..., Made]:
    """Return BinaryConnect on the recipe's levels and scales, over a base."""

    def make(model: nn.Module, bits: int, steps: int, rate: float) -> Made:
        del steps
        groups = recipe_groups(model, bits, bits, True)
        return optim.BinaryConnect(base(groups, lr=rate)), None

    return make


def proximal(model: nn.Module, bits: int, steps: int, rate: float) -> Made:
    """Make ProxQuant over Adam, its strength growing to a thirtieth at the last step."""
    groups = recipe_groups(model, bits, bits, True)
    base = torch.optim.Adam(groups, lr=rate)
    return optim.ProxQuant(base, strength_rate=1 / (30 * steps)), None


def _momentum(groups: Any, lr: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(groups, lr=lr, momentum=0.9)


METHODS: dict[str, tuple[Callable[..., Made], tuple[float, ...]]] = {
    "optimizer_for": (recipe, (0.05, 0.1, 0.2)),
    "BinaryConnect, SGD": (rounding(_momentum), (0.05, 0.1, 0.2)),
    "BinaryConnect, Adam": (rounding(torch.optim.Adam), (1e-3, 3e-3, 1e-2)),
    "ProxQuant, Adam": (proximal, (1e-3, 3e-3, 1e-2)),
}


def data() -> list[tuple[Tensor, Tensor]]:
    """Return training, validation and test images with their digits."""
    images, digits = load_digits(return_X_y=True)
    rest, test, rest_y, test_y = train_test_split(
        images / 16, digits, test_size=360, random_state=0, stratify=digits
    )
    train, valid, train_y, valid_y = train_test_split(
        rest, rest_y, test_size=300, random_state=1, stratify=rest_y
    )
    pairs = (train, train_y), (valid, valid_y), (test, test_y)
    return [(torch.tensor(x, dtype=torch.float32), torch.tensor(y)) for x, y in pairs]


def network() -> nn.Sequential:
    """Return 64-128-128-10 without biases, normalized after each layer."""
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise([64, 128, 128, 10]):
        layers += [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def accuracy(
    make: Callable[..., Made], bits: int, rate: float, seed: int, judged: int,
    parts: list[tuple[Tensor, Tensor]],
) -> float:  # fmt: skip
    """Train with a seed; return the quantized network's accuracy on a part, in percent."""
    torch.manual_seed(seed)
    (x, y), model = parts[0], network()
    optimizer, annealing = make(model, bits, EPOCHS * -(-len(x) // BATCH), rate)
    for _ in range(EPOCHS):
        model.train()
        for batch in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
            if annealing is not None:
                annealing.step()
    images, digits = parts[judged]
    with optim.quantized(model, optimizer), torch.no_grad():
        model.eval()
        return 100 * (model(images).argmax(1) == digits).double().mean().item()


def flips(share: float, parts: list[tuple[Tensor, Tensor]]) -> str:
    """Train a binary network that anneals after a share of its steps; say how many weights flip."""
    torch.manual_seed(0)
    (x, y), model = parts[0], network()
    steps = EPOCHS * -(-len(x) // BATCH)
    with patch("askewtheory.optim.recipe.FREE", share):
        optimizer, annealing = optim.optimizer_for(model, 1, steps=steps, ends=1)
    groups = [group for group in optimizer.param_groups if group["levels"] is not None]
    for group in groups:
        group["telemetry"] = 1
    weights = [p for group in groups for p in group["params"]]
    before = [p.detach().sign().clone() for p in weights]
    seen = []
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
            annealing.step()
            groups_seen = optimizer.telemetry  # type: ignore[attr-defined]
            flipped = sum(one.flips * one.weights for one in groups_seen)
            seen.append(flipped / sum(one.weights for one in groups_seen))
    quarter = steps // 4
    quarters = [statistics.mean(seen[k * quarter : (k + 1) * quarter]) for k in range(4)]
    changed = sum(int((p.sign() != s).sum()) for p, s in zip(weights, before, strict=True))
    total = changed / sum(p.numel() for p in weights)
    return (
        f"epsilon held for {share:.0%} of the steps: flips per step, by quarter, "
        + ", ".join(f"{part:.2e}" for part in quarters)
        + f"; {total:.1%} of the signs changed"
    )


def main() -> None:
    """Print the table, row after row; or what flips."""
    warnings.simplefilter("ignore", optim.QuantizationWarning)
    torch.set_num_threads(1)
    parts = data()
    if sys.argv[1:] == ["flips"]:
        print("\n".join(flips(share, parts) for share in (0.0, 0.25)))
        return
    print("| bits | method | learning rate | test accuracy, mean and range of five seeds |")
    print("| --- | --- | --- | --- |", flush=True)
    for bits, (name, (make, rates)) in itertools.product(BITS, METHODS.items()):
        means = {
            rate: statistics.mean(accuracy(make, bits, rate, s, 1, parts) for s in CHOOSING)
            for rate in rates
        }
        rate = max(rates, key=lambda r: means[r])
        found = [accuracy(make, bits, rate, seed, 2, parts) for seed in JUDGING]
        low, high, mean = min(found), max(found), statistics.mean(found)
        print(f"| {bits} | {name} | {rate:g} | {mean:.1f} ({low:.1f} to {high:.1f}) |", flush=True)


if __name__ == "__main__":
    main()
