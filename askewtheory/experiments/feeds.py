"""In which order a network sees its data: shuffled samples, or windows of a text in its order.

The order of an epoch is a function of seed and epoch alone, so that a run can stop after any epoch
and go on bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from askewtheory.errors import InputError
from askewtheory.experiments.config import Experiment
from askewtheory.experiments.data import Data
from askewtheory.experiments.folder import Files, ImageFolder

CHUNK = 4000
"""Samples that an evaluation takes at a time; images, which need more memory, an eighth of it."""

SHIFT = 4
"""Pixels by which ``crop-flip`` moves an image at most."""

Batches = Iterator[tuple[Tensor, Tensor]]


class Feed(Protocol):
    """What training asks of its data; inputs and classes have a leading axis, the seeds."""

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        ...

    def batches(self, epoch: int) -> Batches:
        """Yield an epoch's batches."""
        ...

    def evaluation(self) -> Batches:
        """Yield what is measured on, the same for every seed."""
        ...


def feed_of(experiment: Experiment, data: Data, seeds: Sequence[int]) -> Feed:
    """Return the feed that an experiment's model needs."""
    training = experiment.training
    if experiment.model["name"] == "lstm":
        return Windows(data, training["batch"], training["window"])
    if isinstance(data, ImageFolder):
        return Files(data, seeds[0], training["batch"], training["augment"])
    return Shuffled(data, seeds, training["batch"], training["augment"])


class Shuffled:
    """Samples in an order that each seed draws anew for each epoch.

    Parameters
    ----------
    data
        Inputs of shape (n, features), or images (n, channels, height, width).
    seeds
        Each has an order of its own.
    batch
        Samples in a batch; the last one of an epoch may have fewer.
    augment
        ``"crop-flip"`` moves and mirrors training images.
    """

    def __init__(self, data: Data, seeds: Sequence[int], batch: int, augment: str = "none") -> None:
        if augment != "none" and data.train_x.dim() != 4:
            raise InputError(f"augment must be 'none' for data without images, got {augment!r}.")
        self.data, self.seeds, self.batch, self.augment = data, list(seeds), batch, augment

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return -(-len(self.data.train_x) // self.batch)

    def batches(self, epoch: int) -> Batches:
        """Yield batches, shape (seeds, batch, ...)."""
        generators = [np.random.default_rng([seed, epoch]) for seed in self.seeds]
        samples = len(self.data.train_x)
        order = torch.from_numpy(np.stack([g.permutation(samples) for g in generators]))
        for first in range(0, samples, self.batch):
            chosen = order[:, first : first + self.batch]
            x = self.data.inputs(self.data.train_x[chosen])
            if self.augment == "crop-flip":
                x = torch.stack([crop_flip(part, g) for part, g in zip(x, generators, strict=True)])
            yield x, self.data.train_y[chosen]

    def evaluation(self) -> Batches:
        """Yield the test set in chunks."""
        x, y = self.data.test_x, self.data.test_y
        size = CHUNK if x.dim() == 2 else CHUNK // 8
        for part, wanted in zip(x.split(size), y.split(size), strict=True):
            inputs = self.data.inputs(part)
            yield inputs.expand(len(self.seeds), *inputs.shape), wanted


class Windows:
    """A text cut into ``batch`` strands that are read side by side, ``window`` words at a time.

    Parameters
    ----------
    data
        ``train_x`` and ``train_y`` are a text's words and their next words, shape (n,).
    batch
        Strands; the words left over at the end of the text are not used.
    window
        Words of each strand in a batch; the last batch of a pass may have fewer.
    """

    def __init__(self, data: Data, batch: int, window: int) -> None:
        for name, text in (("training", data.train_x), ("test", data.test_x)):
            if text.dim() != 1 or len(text) < batch:
                raise InputError(
                    f"{name} data of a language model must be a text of at least {batch} words, "
                    f"got shape {tuple(text.shape)}."
                )
        self.data, self.batch, self.window = data, batch, window

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return -(-(len(self.data.train_x) // self.batch) // self.window)

    def batches(self, epoch: int) -> Batches:
        """Yield inputs of shape (1, batch, window) and next words of shape (1, batch window)."""
        return self._windows(self.data.train_x, self.data.train_y)

    def evaluation(self) -> Batches:
        """Yield the test text likewise."""
        return self._windows(self.data.test_x, self.data.test_y)

    def _windows(self, x: Tensor, y: Tensor) -> Batches:
        length = len(x) // self.batch
        strands = [part[: length * self.batch].view(self.batch, length) for part in (x, y)]
        windows = [part.split(self.window, dim=1) for part in strands]
        for words, following in zip(*windows, strict=True):
            yield words[None], following.reshape(1, -1)


def crop_flip(images: Tensor, generator: np.random.Generator) -> Tensor:
    """Return images moved by up to 4 pixels each way, half of them mirrored.

    Parameters
    ----------
    images
        Shape (n, channels, height, width). Zeros come in at the sides: of normalised images, as
        :class:`Shuffled` hands them over, the mean of each channel.
    generator
        Draws one move and one coin for each image.
    """
    n, _, height, width = images.shape
    padded = torch.nn.functional.pad(images, (SHIFT,) * 4)
    down, right = torch.from_numpy(generator.integers(0, 2 * SHIFT + 1, size=(2, n)))
    mirrored = torch.from_numpy(generator.random(n) < 0.5)
    rows = down[:, None] + torch.arange(height)
    across = torch.arange(width).expand(n, width)
    columns = right[:, None] + torch.where(mirrored[:, None], across.flip(1), across)
    image = torch.arange(n)[:, None, None]
    # Advanced indexing moves the channels to the end.
    return padded[image, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
