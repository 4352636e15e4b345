"""Data sets: generated ones, scikit-learn's digits, and image files from a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from askewtheory.errors import InputError, require


@dataclass(frozen=True)
class Data:
    """Inputs (n, features) as float32 and classes (n,) as int64, for training and for measuring.

    ``source`` says where they come from; it is written beside every result.
    """

    train_x: Tensor
    train_y: Tensor
    test_x: Tensor
    test_y: Tensor
    source: str

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return int(max(self.train_y.max(), self.test_y.max())) + 1

    def inputs(self, x: Tensor) -> Tensor:
        """Return a batch as the network takes it."""
        return x

    def double(self) -> Data:
        """Return the same data with inputs in float64."""
        return replace(self, train_x=self.train_x.double(), test_x=self.test_x.double())


def load_data(name: str, *, data_dir: str | None = None, **keywords: Any) -> Data:
    """Return a data set.

    Parameters
    ----------
    name
        ``two-moons`` (train, test, noise, seed), ``logistic`` (samples, dimension, seed),
        ``digits``, ``mnist`` or ``fashion-mnist`` (from ``data_dir``).
    data_dir
        The folder with the files, for those that need some.
    keywords
        The data set's own, and ``evaluate="train"`` to measure on the training set.

    Raises
    ------
    InputError
        If the name or a keyword is unknown, or a file is missing or not what it should be.
    """
    if name not in SETS:
        raise InputError(f"data must be one of {', '.join(SETS)}, got {name!r}.")
    evaluate = keywords.pop("evaluate", "test")
    if evaluate not in ("test", "train"):
        raise InputError(f"data evaluate must be 'test' or 'train', got {evaluate!r}.")
    needs_folder = name in ("mnist", "fashion-mnist")
    extra = {"data_dir": data_dir} if needs_folder else {}
    try:
        data = SETS[name](**extra, **keywords)
    except TypeError as error:
        raise InputError(f"data {name} must have its own keywords only, got: {error}.") from None
    if evaluate == "train":
        return replace(data, test_x=data.train_x, test_y=data.train_y)
    return data


def two_moons(*, train: int = 2000, test: int = 500, noise: float = 0.1, seed: int = 0) -> Data:
    """Generate two interleaved half circles; ``noise`` is the standard deviation."""
    sets = require("sklearn.datasets", extra="experiments")
    x, y = sets.make_moons(train, noise=noise, random_state=2 * seed)
    u, v = sets.make_moons(test, noise=noise, random_state=2 * seed + 1)
    return _data(x, y, u, v, f"make_moons({train} + {test}, noise={noise}, seed={seed})")


def logistic(*, samples: int = 6000, dimension: int = 10, seed: int = 0) -> Data:
    """Generate the data of :class:`askewtheory.losses.Logistic`; both sets are the same."""
    from askewtheory.losses import Logistic

    loss = Logistic(samples=samples, dimension=dimension, seed=seed)
    x, y = loss.features, loss.labels > 0
    return _data(x, y, x, y, f"logistic({samples} x {dimension}, seed={seed})")


def digits(*, test: int = 297, seed: int = 0) -> Data:
    """Return the 8 x 8 digits that come with scikit-learn, 1,797 in all, on [0, 1]."""
    sets = require("sklearn.datasets", extra="experiments")
    x, y = sets.load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(x))
    kept, held = order[test:], order[:test]
    source = f"scikit-learn digits ({len(kept)} + {len(held)}, seed={seed})"
    return _data(x[kept] / 16, y[kept], x[held] / 16, y[held], source)


def mnist(*, data_dir: str | None, train: int | None = None) -> Data:
    """Read MNIST from idx files; pixels on [0, 1]."""
    return _images("mnist", data_dir, train)


def fashion_mnist(*, data_dir: str | None, train: int | None = None) -> Data:
    """Read Fashion-MNIST from idx files; pixels on [0, 1]."""
    return _images("fashion-mnist", data_dir, train)


SETS: dict[str, Callable[..., Data]] = {
    "two-moons": two_moons,
    "logistic": logistic,
    "digits": digits,
    "mnist": mnist,
    "fashion-mnist": fashion_mnist,
}


def _images(name: str, data_dir: str | None, train: int | None) -> Data:
    from askewtheory.experiments.idx import read_set

    if data_dir is None:
        raise InputError(
            f"data {name} must be read from the folder given by --data-dir, got none; "
            "--data digits needs no files."
        )
    x, y, u, v = read_set(name, data_dir)
    count = len(x) if train is None else train
    pixels = [images.reshape(len(images), -1) / np.float32(255) for images in (x[:count], u)]
    return _data(pixels[0], y[:count], pixels[1], v, f"{name} ({count} + {len(u)})")


def _data(x: Any, y: Any, u: Any, v: Any, source: str) -> Data:
    inputs = [torch.tensor(np.asarray(part), dtype=torch.float32) for part in (x, u)]
    classes = [torch.tensor(np.asarray(part), dtype=torch.int64) for part in (y, v)]
    return Data(inputs[0], classes[0], inputs[1], classes[1], source)
