"""What each choice of ``optimizer_for`` does: one changed at a time, on validation parts.

``python -m benchmarks.ablations [digits] [fashion-mnist] [text] [BITS]`` prints it as it comes.
Rates that fall are for rivals too, so that what they bring is not taken for the method's.
"""

from __future__ import annotations

import math
import statistics
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any
from unittest.mock import patch

import click
import torch
from torch import nn

from askewtheory import optim
from benchmarks.recipe import BITS, METHODS, Made, accuracy, recipe
from benchmarks.recipe_tasks import TASKS

SEEDS = {"digits": 4, "fashion-mnist": 2, "text": 1}
RIVALS = "BinaryConnect, Adam", "ProxQuant, Adam"
RATE = 0.003

Making = Callable[[nn.Module, int, int, float | None], Made]


def with_constants(**constants: float) -> Making:
    """Return the recipe with other constants."""

    def make(model: nn.Module, bits: int, steps: int, rate: float | None) -> Made:
        with ExitStack() as stack:
            for name, value in constants.items():
                stack.enter_context(patch(f"askewtheory.optim.recipe.{name}", value))
            return recipe(model, bits, steps, rate)

    return make


def with_settings(**settings: Any) -> Making:
    """Return the recipe with other settings of the groups that have levels."""

    def make(model: nn.Module, bits: int, steps: int, rate: float | None) -> Made:
        made = recipe(model, bits, steps, rate)
        for group in made[0].param_groups:
            if group["levels"] is not None:
                group.update(settings)
        return made

    return make


class Falling:
    """Annealing with a learning rate that falls along half a cosine, from a share of the steps on.

    ``kept``: alpha rises as the rate falls, so that infeasible weights move as fast as before.
    """

    def __init__(self, made: Made, steps: int, start: float, kept: bool) -> None:
        optimizer, self.annealing = made
        self.forced = [group for group in optimizer.param_groups if "alpha" in group and kept]
        self.paces = [group["alpha"] * group["lr"] for group in self.forced]

        def factor(step: int) -> float:
            done = max(0.0, step / steps - start) / (1 - start)
            return (1 + math.cos(math.pi * min(done, 1.0))) / 2

        self.rates = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)

    def step(self) -> None:
        """Advance all of it."""
        self.rates.step()
        for group, pace in zip(self.forced, self.paces, strict=True):
            group["alpha"] = pace / max(group["lr"], 1e-12)
        if self.annealing is not None:
            self.annealing.step()


def falling(make: Making, start: float = 0.0, *, kept: bool = False) -> Making:
    """Return a method whose learning rate falls from a share of the steps on."""

    def made(model: nn.Module, bits: int, steps: int, rate: float | None) -> Made:
        one = make(model, bits, steps, rate)
        return one[0], Falling(one, steps, start, kept)  # type: ignore[return-value]

    return made


CHANGES: dict[str, Making] = {
    "the recipe": recipe,
    "epsilon falls from the start": with_constants(FREE=0.0),
    "epsilon is held for 80% of the steps": with_constants(FREE=0.8),
    "epsilon ends at a tenth": with_constants(END=0.1),
    "epsilon ends at a ten-thousandth": with_constants(END=1e-4),
    "alpha a tenth": with_constants(REACH=3.0),
    "alpha ten times": with_constants(REACH=300.0),
    "clip 1": with_settings(clip=1.0),
    "no clip": with_settings(clip=math.inf),
    "the projected rule": with_settings(rule="projected"),
    "scales of every step": with_settings(freeze_scale=False),
    "the rate falls": falling(recipe),
    "the rate falls, the force does not": falling(recipe, kept=True),
    "the rate falls from 60% on": falling(recipe, 0.6),
    "the rate falls from 60% on, the force does not": falling(recipe, 0.6, kept=True),
    **{name: partial(METHODS[name][0]) for name in RIVALS},
    **{f"{name}, the rate falls": falling(METHODS[name][0]) for name in RIVALS},
}
"""By what is changed."""


def rows(names: list[str], widths: list[int], chosen: list[str]) -> Iterator[str]:
    """Yield the table's rows, each as soon as it is known."""
    columns = [(name, bits) for name in names for bits in widths]
    yield "| change | " + " | ".join(f"{name}, {bits}" for name, bits in columns) + " |"
    yield "| --- |" + " --: |" * len(columns)
    tasks = {name: TASKS[name]() for name in names}
    for label in chosen:
        means = [
            statistics.mean(
                accuracy(tasks[name], CHANGES[label], bits, RATE, seed, 1)
                for seed in range(SEEDS[name])
            )
            for name, bits in columns
        ]
        yield f"| {label} | " + " | ".join(f"{mean:.1f}" for mean in means) + " |"


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*TASKS, *map(str, BITS)]))
@click.option("--change", "only", multiple=True, type=click.Choice(list(CHANGES)))
def main(names: tuple[str, ...], only: tuple[str, ...]) -> None:
    """Print the validation accuracy, in percent, of the recipe with one choice changed."""
    warnings.simplefilter("ignore", optim.QuantizationWarning)
    torch.set_num_threads(1)
    widths = [int(name) for name in names if name.isdigit()] or list(BITS)
    wanted = [name for name in names if name in TASKS] or list(TASKS)
    for row in rows(wanted, widths, list(only) or list(CHANGES)):
        print(row, flush=True)


if __name__ == "__main__":
    main()
