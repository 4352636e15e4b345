"""CIFAR-10 in its authors' Python batches, packed or unpacked, verified by hash.

The batches are pickles, which could run any code. They are read only once their hash is the known
one, and even then by a reader that builds nothing but arrays, lists and strings.
"""

from __future__ import annotations

import gzip
import io
import os
import pickle
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.experiments.download import MOST, check_hash
from askewtheory.experiments.homes import REMOTES
from askewtheory.reading import content_of

# The MD5 sums that torchvision.datasets.CIFAR10 checks.
BATCHES: dict[str, str] = {
    "data_batch_1": "md5:c99cafc152244af753f735de768cd75f",
    "data_batch_2": "md5:d4bba439e000b95fd0a9bffe97cbabec",
    "data_batch_3": "md5:54ebc095f3ab1f0389bbae665268c751",
    "data_batch_4": "md5:634d18415352ddfa80567beed471001a",
    "data_batch_5": "md5:482c414d41f54cd18b22e5b47cb7c3cb",
    "test_batch": "md5:40351d587109b95175f43aff81a1287e",
}
"""The six batches, the last one for testing, and their hashes."""

FOLDER = "cifar-10-batches-py"
SHAPE = (3, 32, 32)
MOST_BATCH = 1 << 26
"""Bytes of a batch; they have 31 million."""

_ALLOWED: dict[tuple[str, str], Any] = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    # The function that pickles of arrays call, under the name it had and the one it has.
    ("numpy.core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
    ("numpy._core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
}


def read_cifar10(folder: str | os.PathLike[str]) -> tuple[np.ndarray, ...]:
    """Return training images and labels, test images and labels.

    Parameters
    ----------
    folder
        Holds ``cifar-10-batches-py`` or ``cifar-10-python.tar.gz``, or is the former itself.

    Returns
    -------
    tuple of ndarray
        Images of shape (n, 3, 32, 32), uint8, and labels of shape (n,).

    Raises
    ------
    InputError
        If a file is missing, cut short, or not the one it should be.
    """
    images, labels = [], []
    for (content, path), known in zip(_batches(Path(folder)), BATCHES.values(), strict=True):
        check_hash(content, known, path)
        batch = unpickle(content)
        images.append(batch[b"data"].reshape(-1, *SHAPE))
        labels.append(np.array(batch[b"labels"]))
    return np.concatenate(images[:-1]), np.concatenate(labels[:-1]), images[-1], labels[-1]


def unpickle(content: bytes) -> Any:
    """Return what a pickle holds, if that is arrays, lists, dictionaries, strings and numbers.

    Raises
    ------
    InputError
        If it refers to anything else.
    """
    try:
        return _Reader(io.BytesIO(content), encoding="bytes").load()
    except Exception as error:  # of damaged pickles almost any
        said = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"a batch must be a pickle of arrays and lists, got: {said}.") from None


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"a reference to {module}.{name}")
        return _ALLOWED[module, name]


def _batches(folder: Path) -> Iterator[tuple[bytes, Path]]:
    """Yield each batch's content and where it was read."""
    for place in (folder / FOLDER, folder):
        if (place / next(iter(BATCHES))).exists():
            yield from (
                (content_of(place / name, "batch", MOST_BATCH), place / name) for name in BATCHES
            )
            return
    remote = REMOTES["cifar10"][0]
    archive = folder / remote.file
    content = content_of(archive, "archive", MOST)
    check_hash(content, remote.hash, archive)
    # Unpacked as a whole: going back in a packed file would unpack it again for every batch.
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(content))) as packed:
        for name in BATCHES:
            stream = packed.extractfile(f"{FOLDER}/{name}")
            yield stream.read() if stream else b"", archive / name
