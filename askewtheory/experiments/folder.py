"""Images in folders as ImageNet has them, read when they are needed and never all in memory.

``DIR/train/CLASS/*.JPEG`` and ``DIR/val/CLASS/*.JPEG``; a class is a folder, classes are numbered
in the order of their names. What is drawn for an image in training is a function of seed, epoch
and the image's number, whoever reads it: neither the number of reading processes nor that of
training processes changes a pixel, and a run can stop after any epoch and go on bit for bit.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from askewtheory.errors import InputError, require
from askewtheory.experiments import distributed
from askewtheory.experiments.crops import middle, resized_crop
from askewtheory.experiments.dataset import Data
from askewtheory.reading import content_of

SUFFIXES = (".jpeg", ".jpg", ".png")
MOST_HASHED = 4096
MEAN = (0.485 * 255, 0.456 * 255, 0.406 * 255)
DEVIATION = (0.229 * 255, 0.224 * 255, 0.225 * 255)
"""ImageNet's usual moments of red, green and blue, on the scale of bytes."""


@dataclass(frozen=True)
class ImageFolder(Data):
    """Classes and files of the images of a folder; ``train_x`` and ``test_x`` stay empty.

    Attributes
    ----------
    root : str
        The folder.
    train_files, test_files : ndarray of bytes
        Paths from the root, shape (n,).
    size : int
        Height and width of the images that the network gets.
    resize : int
        The shorter side of an image before its middle is cut out.
    workers : int
        Processes that read ahead, for each one that trains; 0 reads in the training process.
    """

    root: str = ""
    train_files: np.ndarray = field(default_factory=lambda: np.empty(0, "S1"))
    test_files: np.ndarray = field(default_factory=lambda: np.empty(0, "S1"))
    size: int = 224
    resize: int = 256
    workers: int = 4

    def digest(self) -> str:
        """Return a digest of all names and sizes and of the content of evenly spaced files.

        Of up to :data:`MOST_HASHED` files that is all of them; of more, a file that was replaced by
        one of the same size may not be noticed.
        """
        names = [*self.train_files, *self.test_files]
        every, found = -(-len(names) // MOST_HASHED), hashlib.sha256()
        for number, name in enumerate(names):
            path = os.path.join(self.root, os.fsdecode(name))
            try:
                size = os.stat(path).st_size
                found.update(b"%b\0%d\0" % (name, size))
                if number % every == 0:
                    found.update(hashlib.sha256(content_of(path, "image", None)).digest())
            except OSError as error:
                raise InputError(
                    f"image must be a file that can be read, got {path!r} ({error.strerror})."
                ) from None
        return found.hexdigest()[:16]

    def double(self) -> Data:
        """Refuse float64, for which all images would have to be in memory."""
        raise InputError("training double must be false for images in a folder, got true.")


def read_folder(
    data_dir: str | None, *, size: int = 224, resize: int = 256, workers: int = 4
) -> ImageFolder:
    """List the images of a folder; see :class:`ImageFolder` for the parameters.

    Raises
    ------
    InputError
        If there is no such folder, it lacks ``train`` or ``val``, a class has no images or is in
        one of the two only, or a number is out of its range.
    """
    require("PIL.Image", extra="experiments")
    for name, value, least in (
        ("size", size, 1),
        ("resize", resize, size),
        ("workers", workers, 0),
    ):
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise InputError(f"data {name} must be an integer of at least {least}, got {value!r}.")
    if data_dir is None:
        raise InputError(
            "data imagenet must be in the folder given by --data-dir, got none; "
            "--data digits needs no files."
        )
    parts = {part: _classes(Path(data_dir), part) for part in ("train", "val")}
    for part, other in (("train", "val"), ("val", "train")):
        if alone := sorted(set(parts[part]) - set(parts[other])):
            raise InputError(
                f"data-dir must have the same classes in train and val, got {alone[0]!r} "
                f"in {part} only."
            )
    files, classes = {}, {}
    for part, found in parts.items():
        files[part] = np.array([os.fsencode(file) for each in found.values() for file in each])
        sizes = torch.tensor([len(each) for each in found.values()])
        classes[part] = torch.arange(len(found)).repeat_interleave(sizes)
    counts = f"{len(files['train'])} + {len(files['val'])}, {len(parts['train'])} classes"
    none = torch.empty(0, 3, size, size, dtype=torch.uint8)
    return ImageFolder(
        none, classes["train"], none, classes["val"], f"imagenet ({counts}, {size} pixels)",
        MEAN, DEVIATION, len(parts["train"]),
        data_dir, files["train"], files["val"], size, resize, workers,
    )  # fmt: skip


def _classes(root: Path, part: str) -> dict[str, list[str]]:
    """Return the images of each class, as paths from the root, both in the order of names."""
    folder = root / part
    if not folder.is_dir():
        raise InputError(f"data-dir must have a folder {part}, got {str(root)!r}.")
    found = {}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or not entry.is_dir():
            continue
        names = sorted(name for name in os.listdir(entry.path) if _is_image(name))
        if not names:
            raise InputError(f"class folder must have images, got none in {entry.path!r}.")
        found[entry.name] = [f"{part}/{entry.name}/{name}" for name in names]
    if not found:
        raise InputError(
            f"data-dir must have a folder for each class, got none in {str(folder)!r}."
        )
    return found


def _is_image(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


class _Images(Dataset):
    """The images of a folder by number; what cannot be read is returned as its error.

    An exception of a reading process would reach the user with that process's traceback.
    """

    def __init__(self, data: ImageFolder, files: np.ndarray, classes: Tensor, draw: Any) -> None:
        self.data, self.files, self.classes = data, files, classes
        self.draw = draw  # (seed, epoch) of what is drawn, or None: the middle

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, number: int) -> tuple[Tensor, Tensor] | InputError:
        path = os.path.join(self.data.root, os.fsdecode(self.files[number]))
        from PIL import Image

        try:
            with Image.open(io.BytesIO(content_of(path, "image", None))) as opened:
                image = opened.convert("RGB")
        except InputError as error:
            return error
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            return InputError(
                f"image must be a whole JPEG or PNG file, got {path!r} ({type(error).__name__})."
            )
        if self.draw is None:
            image = middle(image, self.data.size, self.data.resize)
        else:
            image = resized_crop(image, self.data.size, np.random.default_rng([*self.draw, number]))
        pixels = torch.from_numpy(np.array(image)).permute(2, 0, 1)
        return pixels, self.classes[number]


def _together(items: Sequence[Any]) -> Any:
    """Return the images and classes of a batch, or the first error in it."""
    for item in items:
        if isinstance(item, InputError):
            return item
    images, classes = zip(*items, strict=True)
    return torch.stack(images), torch.stack(classes)


class Files:
    """The share of a folder that this process has, in an order drawn anew for each epoch.

    Parameters
    ----------
    data
        The folder.
    seed
        Draws the order and the parts of images.
    batch
        Images in a batch of all processes together. Those left over at the end of an epoch are
        not used in it.
    augment
        ``"crop-flip"`` trains on random parts, mirrored half the time; ``"none"`` on the middle.

    Raises
    ------
    InputError
        If the processes cannot share a batch evenly, or there are not enough images for one.
    """

    def __init__(self, data: ImageFolder, seed: int, batch: int, augment: str = "none") -> None:
        rank, count = distributed.rank(), distributed.count()
        if batch % count or batch > len(data.train_files):
            raise InputError(
                f"training batch must be a multiple of {count} and at most "
                f"{len(data.train_files)}, got {batch}."
            )
        self.data, self.seed, self.batch, self.augment = data, seed, batch, augment
        self.share = slice(rank, None, count)
        self.size = batch // count
        self.device = distributed.device()

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return len(self.data.train_files) // self.batch

    def order(self, epoch: int) -> np.ndarray:
        """Return the numbers of this process's images, one row for each batch of an epoch."""
        drawn = np.random.default_rng([self.seed, epoch]).permutation(len(self.data.train_files))
        return drawn[: len(self) * self.batch].reshape(len(self), self.batch)[:, self.share]

    def batches(self, epoch: int) -> Any:
        """Yield images of shape (1, share, 3, size, size) and classes of shape (1, share)."""
        draw = (self.seed, epoch) if self.augment != "none" else None
        images = _Images(self.data, self.data.train_files, self.data.train_y, draw)
        return self._read(images, self.order(epoch).tolist())

    def evaluation(self) -> Any:
        """Yield this process's share of the images to measure on."""
        images = _Images(self.data, self.data.test_files, self.data.test_y, None)
        numbers = np.arange(len(images))[self.share]
        return self._read(images, [part.tolist() for part in _parts(numbers, self.size)])

    def _read(self, images: _Images, numbers: list[list[int]]) -> Any:
        loader = DataLoader(
            images,
            batch_sampler=numbers,
            num_workers=self.data.workers,
            collate_fn=_together,
            pin_memory=self.device.type == "cuda",
        )
        for found in loader:
            if isinstance(found, InputError):
                raise found
            x, y = (part.to(self.device, non_blocking=True)[None] for part in found)
            yield self.data.inputs(x), y


def _parts(numbers: np.ndarray, size: int) -> list[np.ndarray]:
    return [numbers[first : first + size] for first in range(0, len(numbers), size)]
