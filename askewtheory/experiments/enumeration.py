"""The exact optimum over all quantized weights, where they are few enough to try them all."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from askewtheory.errors import InputError
from askewtheory.experiments.config import Experiment
from askewtheory.experiments.data import Data
from askewtheory.experiments.models import build_network
from askewtheory.experiments.network import losses

MOST = 2**20
"""Configurations that are still enumerated."""


@dataclass(frozen=True)
class Optimum:
    """The best of all quantized weights.

    Attributes
    ----------
    loss
        The least loss on the data's test set.
    weights
        The best weights, matrix after matrix, row by row.
    configurations
        How many there are.
    ties
        How many of them have the least loss, up to 1e-6 (neurons can trade places).
    """

    loss: float
    weights: tuple[float, ...]
    configurations: int
    ties: int

    def to_dict(self) -> dict[str, Any]:
        """Return the optimum by parts."""
        return dict(vars(self))


@torch.no_grad()
def optimum(experiment: Experiment, data: Data, chunk: int = 64) -> Optimum:
    """Try every configuration of the levels.

    Parameters
    ----------
    experiment
        All of its network's parameters must have levels.
    data
        The loss is that on the test set.
    chunk
        Configurations evaluated at once, as members of one batched network.

    Raises
    ------
    InputError
        If some parameter has no levels, or there are more than 2**20 configurations.
    """
    levels = [float(level) for level in experiment.training["levels"]]
    single = build_network(experiment.model, [0], data)
    size = sum(weight.numel() for weight in single.quantized_weights())
    if size != sum(parameter.numel() for parameter in single.parameters()):
        raise InputError("model must have levels on all parameters to be enumerated, got others.")
    count = len(levels) ** size
    if count > MOST:
        raise InputError(f"model must have at most {MOST} configurations, got {count}.")
    data, found = data.double(), []
    for part in _chunks(itertools.product(levels, repeat=size), chunk):
        network = build_network(experiment.model, range(len(part)), data).double()
        _fill(network, torch.tensor(part, dtype=torch.float64))
        found.append(losses(network(data.test_x), data.test_y))
    values = torch.cat(found)
    best = int(values.argmin())
    weights = next(itertools.islice(itertools.product(levels, repeat=size), best, None))
    least = float(values[best])
    return Optimum(least, weights, count, int((values <= least + 1e-6).sum()))


def _chunks(items: Any, size: int) -> Any:
    while part := list(itertools.islice(items, size)):
        yield part


def _fill(network: nn.Module, members: torch.Tensor) -> None:
    """Write each member's weights from one row of numbers."""
    place = 0
    for weight in network.parameters():
        size = weight[0].numel()
        weight.copy_(members[:, place : place + size].reshape(weight.shape))
        place += size
