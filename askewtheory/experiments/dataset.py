"""What every data set is, wherever it comes from: inputs and classes, and how a batch is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import torch
from torch import Tensor


@dataclass(frozen=True)
class Data:
    """Inputs and classes for training and for measuring.

    Attributes
    ----------
    train_x, test_x : Tensor
        Points (n, features) as float32, or images (n, channels, height, width) as bytes, or a text
        (n,), the numbers of its words as int64.
    train_y, test_y : Tensor
        Classes (n,) as int64; those of a text are the words that follow.
    source : str
        Where they come from; it is written beside every result.
    mean, deviation : tuple of float
        Of each channel of the training images, on the scale of their bytes; empty without images.
    classes : int
        How many classes (or words) there are; found from the data unless given.
    """

    train_x: Tensor
    train_y: Tensor
    test_x: Tensor
    test_y: Tensor
    source: str
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    classes: int = 0

    def __post_init__(self) -> None:
        if not self.classes:
            found = int(max(self.train_y.max(), self.test_y.max())) + 1
            object.__setattr__(self, "classes", found)

    def inputs(self, x: Tensor) -> Tensor:
        """Return a batch as the network takes it: images normalised to float32, others as is.

        Parameters
        ----------
        x
            Some of ``train_x`` or ``test_x``; images may have further axes in front.
        """
        if not self.mean:
            return x
        mean, deviation = (
            torch.tensor(part, device=x.device).view(-1, 1, 1)
            for part in (self.mean, self.deviation)
        )
        return x.float().sub_(mean).div_(deviation)

    def digest(self) -> str:
        """Return a digest of the points, images or words and their classes."""
        found = hashlib.sha256()
        for part in (self.train_x, self.train_y, self.test_x, self.test_y):
            found.update(f"{part.dtype} {tuple(part.shape)}\0".encode())
            found.update(part.contiguous().numpy().data)
        return found.hexdigest()[:16]

    def double(self) -> Data:
        """Return the same data with points, or normalised images, in float64; texts as they are."""
        parts = [self.inputs(part) for part in (self.train_x, self.test_x)]
        train_x, test_x = (part.double() if part.is_floating_point() else part for part in parts)
        return replace(self, train_x=train_x, test_x=test_x, mean=(), deviation=())
