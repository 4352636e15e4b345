"""From an experiment's model to a network with a leading seed axis.

A perceptron has all its seeds in one :class:`~.network.Network`. Every other model is an ordinary
module for one seed; :class:`Alone` gives it the same face, so that training is written once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from askewtheory.errors import InputError
from askewtheory.experiments.config import CONVOLUTIONAL
from askewtheory.experiments.data import Data
from askewtheory.experiments.network import Network


class Alone(nn.Module):
    """One ordinary module as a network of one seed.

    Parameters
    ----------
    inner
        Has ``quantized_weights()``, the list of its weights with levels. Where it carries
        something from batch to batch, such as a hidden state, ``begin()`` forgets it.
    """

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def quantized_weights(self) -> list[Tensor]:
        """Return the weights that have levels."""
        return self.inner.quantized_weights()  # pyright: ignore[reportCallIssue]

    def begin(self) -> None:
        """Begin a pass over some data."""
        if hasattr(self.inner, "begin"):
            self.inner.begin()  # pyright: ignore[reportCallIssue]

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs, shape (1, n, classes), for inputs with a leading axis of size 1."""
        return self.inner(x[0])[None]


def build_network(model: Mapping[str, Any], seeds: Sequence[int], data: Data) -> Network | Alone:
    """Return an experiment's network, initialised from its seeds.

    Parameters
    ----------
    model
        The experiment's table.
    seeds
        One, but for perceptrons.
    data
        Numbers of channels and of classes, and the size of a vocabulary, come from here.

    Raises
    ------
    InputError
        If there are several seeds for a model that takes one, or an entry is not the model's.
    """
    entries = {key: value for key, value in model.items() if key != "name"}
    if model["name"] == "perceptron":
        return Network(**entries, seeds=seeds)
    if len(seeds) != 1:
        raise InputError(f"seeds of a {model['name']} must be trained one by one, got {seeds}.")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seeds[0])
        if model["name"] in CONVOLUTIONAL:
            from askewtheory.experiments.resnet import ResNet

            channels = data.train_x.shape[1]
            return Alone(ResNet(model["name"], channels, data.classes, **entries))
        if model["name"] == "layers":
            from askewtheory.experiments.layers import Layers

            return Alone(Layers(**entries))
        from askewtheory.experiments.language import LanguageModel

        return Alone(LanguageModel(data.classes, **entries))
