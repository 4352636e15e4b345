"""``optimizer_for`` beside rounding and ProxQuant, at equal budgets, on images and text.

``python -m benchmarks.recipe [digits] [fashion-mnist] [text] [BITS]`` takes hours on one core and
prints a table. Each method has four learning rates to choose from, on a validation part with seeds
of their own; the table is of five other seeds on the test part, which nothing was chosen on. All
layers are quantized, and all methods train for the same number of epochs.
"""

from __future__ import annotations

import statistics
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from unittest.mock import patch

import click
import torch
from torch import nn

from askewtheory import optim
from askewtheory.experiments.statistics import SIGNIFICANT, Sample, sample, welch
from askewtheory.optim.recipe import recipe_groups
from benchmarks.recipe_tasks import TASKS, Task, digits

BITS = (1, 2, 3, 4)
OWN = "optimizer_for", "optimizer_for, SGD"
RATES = (1e-3, 2e-3, 3e-3, 1e-2)
"""Those of which the default was chosen."""

JUDGING = range(10, 15)
MARGIN = 1.0
"""Points of accuracy by which the recipe may be behind."""

Made = tuple[optim.Quantizing, optim.EpsilonSchedule | None]


def recipe(model: nn.Module, bits: int, steps: int, rate: float | None) -> Made:
    """Make what one call of ``optimizer_for`` does; None is its own rate."""
    return optim.optimizer_for(model, bits, steps=steps, ends=bits, lr=rate)


def over_sgd(model: nn.Module, bits: int, steps: int, rate: float) -> Made:
    """Make what the same call does over SGD."""

    def base(groups: Any) -> torch.optim.Optimizer:
        return _momentum(groups, rate)

    return optim.optimizer_for(model, bits, steps=steps, ends=bits, base=base)


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
    "optimizer_for": (recipe, (3e-4, 1e-3, 3e-3, 1e-2)),
    "optimizer_for, SGD": (over_sgd, (0.02, 0.05, 0.1, 0.2)),
    "BinaryConnect, SGD": (rounding(_momentum), (0.02, 0.05, 0.1, 0.2)),
    "BinaryConnect, Adam": (rounding(torch.optim.Adam), (3e-4, 1e-3, 3e-3, 1e-2)),
    "ProxQuant, Adam": (proximal, (3e-4, 1e-3, 3e-3, 1e-2)),
}


def accuracy(
    task: Task, make: Callable[..., Made], bits: int, rate: float | None, seed: int, judged: int
) -> float:
    """Train with a seed; return the quantized network's accuracy on a part, in percent."""
    torch.manual_seed(seed)
    model = task.network()
    optimizer, annealing = make(model, bits, task.steps, rate)
    for _ in _epochs(task, model, optimizer, annealing):
        pass
    inputs, wanted = task.parts[judged]
    with optim.quantized(model, optimizer), torch.no_grad():
        model.eval()
        right = [
            (model(some).argmax(-1) == those).double().flatten()
            for some, those in zip(inputs.split(500), wanted.split(500), strict=True)
        ]
    return 100 * torch.cat(right).mean().item()


def _epochs(
    task: Task, model: nn.Module, optimizer: Any, annealing: optim.EpsilonSchedule | None
) -> Iterator[None]:
    """Train step by step."""
    x, y = task.parts[0]
    model.train()
    for _ in range(task.epochs):
        for batch in torch.randperm(len(x)).split(task.batch):
            optimizer.zero_grad()
            outputs = model(x[batch]).flatten(0, -2)
            nn.functional.cross_entropy(outputs, y[batch].flatten()).backward()
            optimizer.step()
            if annealing is not None:
                annealing.step()
            yield


def flips(share: float, task: Task) -> str:
    """Train a binary network that anneals after a share of its steps; say how many weights flip."""
    torch.manual_seed(0)
    model = task.network()
    steps = task.steps
    with patch("askewtheory.optim.recipe.FREE", share):
        optimizer, annealing = over_sgd(model, 1, steps, 0.1)
    groups = [group for group in optimizer.param_groups if group["levels"] is not None]
    for group in groups:
        group["telemetry"] = 1
    weights = [p for group in groups for p in group["params"]]
    before = [p.detach().sign().clone() for p in weights]
    seen = []
    for _ in _epochs(task, model, optimizer, annealing):
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


def judged(task: Task, bits: int, name: str) -> tuple[float, Sample]:
    """Choose a method's learning rate on the validation part; return it, and the test's results."""
    make, rates = METHODS[name]
    means = {
        rate: statistics.mean(accuracy(task, make, bits, rate, s, 1) for s in task.choosing)
        for rate in rates
    }
    rate = max(rates, key=lambda r: means[r])
    found = [accuracy(task, make, bits, rate, seed, 2) for seed in JUDGING]
    return rate, sample(found, 0, 100)


def beside(own: Sample, best: Sample) -> str:
    """Say whether the recipe is at most a point behind the best rival, and how sure that is."""
    behind = best.mean - own.mean
    if welch(own, best, -MARGIN, "greater") < SIGNIFICANT:
        return f"{-behind:+.1f}: within a point"
    if welch(own, best, -MARGIN, "less") < SIGNIFICANT:
        return f"{-behind:+.1f}: more than a point behind"
    return f"{-behind:+.1f}: undecided"


def table(name: str, widths: Iterable[int]) -> None:
    """Print the rows of one data set, as they come."""
    task = TASKS[name]()
    for bits in widths:
        found: dict[str, Sample] = {}
        for method, (_, rates) in METHODS.items():
            rate, one = judged(task, bits, method)
            found[method] = one
            chosen = f"{rate:g}" + (", the largest" if rate == rates[-1] else "")
            chosen += ", the least" if rate == rates[0] else ""
            print(
                f"| {name} | {bits} | {method} | {chosen} | {one.mean:.1f} {one.interval(1)} |",
                flush=True,
            )
        best = max((one for method, one in found.items() if method not in OWN), key=_mean)
        for own in OWN:
            verdict = beside(found[own], best)
            print(f"| {name} | {bits} | {own}, less the best rival | | {verdict} |", flush=True)


def rates(name: str, widths: Iterable[int]) -> None:
    """Print the validation accuracy at each rate that could be the default, as they come."""
    task = TASKS[name]()
    for bits in widths:
        means = [
            statistics.mean(accuracy(task, recipe, bits, rate, s, 1) for s in task.choosing)
            for rate in RATES
        ]
        print(
            f"| {name} | {bits} | " + " | ".join(f"{mean:.1f}" for mean in means) + " |", flush=True
        )


def defaults(name: str, widths: Iterable[int]) -> None:
    """Print the test accuracy at default rates: the recipe's own, and over SGD the former one."""
    task = TASKS[name]()
    made = {"optimizer_for": (recipe, None), "optimizer_for, SGD": (over_sgd, 0.1)}
    for bits in widths:
        found = {
            method: sample([accuracy(task, make, bits, rate, seed, 2) for seed in JUDGING], 0, 100)
            for method, (make, rate) in made.items()
        }
        cells = " | ".join(f"{one.mean:.1f} {one.interval(1)}" for one in found.values())
        print(f"| {name} | {bits} | {cells} |", flush=True)


def _mean(one: Sample) -> float:
    return one.mean


HEADS = {
    "rates": (rates, ("data", "bits", *(f"lr {rate:g}" for rate in RATES))),
    "defaults": (defaults, ("data", "bits", "optimizer_for, lr 0.003", "over SGD, lr 0.1")),
    "tuned": (
        table,
        ("data", "bits", "method", "learning rate", "test accuracy, %: mean and 95 % interval"),
    ),
}
"""The tables, each with what prints its rows, and its columns."""


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*TASKS, *map(str, BITS), *HEADS, "flips"]))
def main(names: tuple[str, ...]) -> None:
    """Print the tables of the data sets and numbers of bits that are named, or of all: hours.

    ``tuned`` (or none) is each method at the rate that it does best at; ``rates`` is what the
    default rate was chosen by, ``defaults`` what it gives; ``flips`` is how often signs change.
    """
    warnings.simplefilter("ignore", optim.QuantizationWarning)
    torch.set_num_threads(1)
    if "flips" in names:
        print("\n".join(flips(share, digits()) for share in (0.0, 0.25)))
        return
    widths = [int(name) for name in names if name.isdigit()] or BITS
    rows, head = HEADS[next((name for name in names if name in HEADS), "tuned")]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head), flush=True)
    for name in [name for name in names if name in TASKS] or TASKS:
        rows(name, widths)


if __name__ == "__main__":
    main()
