"""MNIST and Fashion-MNIST in their standard idx files, plain or gzipped, verified by hash.

The SHA-256 is that of the uncompressed content, so that a file packed anew is still the same file.
"""

from __future__ import annotations

import gzip
import io
import math
import os
import zlib
from pathlib import Path

import numpy as np

from askewtheory.errors import InputError
from askewtheory.experiments.download import check_hash
from askewtheory.reading import content_of

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
HASHES: dict[str, tuple[str, ...]] = {
    "mnist": (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    "fashion-mnist": (
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
}
"""The uncompressed content of the four files, in the order of ``FILES``."""

MOST = 1 << 26
"""Bytes of a file, packed or not; the largest of ``FILES`` has 47,040,016."""
_UNSIGNED_BYTE = 8


def read_set(name: str, folder: str | os.PathLike[str]) -> tuple[np.ndarray, ...]:
    """Return training images and labels, test images and labels.

    Parameters
    ----------
    name
        ``"mnist"`` or ``"fashion-mnist"``.
    folder
        Holds the four files of ``FILES``, with or without ``.gz``.

    Raises
    ------
    InputError
        If a file is missing, cut short, or not the one it should be.
    """
    return tuple(
        read_idx(_found(Path(folder), file), expected)
        for file, expected in zip(FILES, HASHES[name], strict=True)
    )


def read_idx(path: str | os.PathLike[str], expected: str | None = None) -> np.ndarray:
    """Return the array of bytes in an idx file.

    Parameters
    ----------
    path
        The file; ``.gz`` is unpacked.
    expected
        The SHA-256 of its uncompressed content; None accepts any.

    Raises
    ------
    InputError
        If the file cannot be read, has another hash, or is no idx file of bytes.
    """
    content = _content(Path(path))
    if expected is not None:
        check_hash(content, f"sha256:{expected}", path)
    dimensions = content[3] if len(content) > 3 else 0
    start = 4 + 4 * dimensions
    if (
        content[:3] != bytes([0, 0, _UNSIGNED_BYTE])
        or not 0 < dimensions <= 4
        or len(content) < start
    ):
        raise InputError(f"{path} must be an idx file of bytes, got one that begins otherwise.")
    shape = tuple(int(size) for size in np.frombuffer(content[4:start], dtype=">u4"))
    if len(content) != start + math.prod(shape):
        raise InputError(
            f"{path} must hold {math.prod(shape)} bytes after its head, got {len(content) - start}."
        )
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)


def _found(folder: Path, file: str) -> Path:
    for path in (folder / f"{file}.gz", folder / file):
        if path.is_file():
            return path
    raise InputError(f"data-dir must hold {file} or {file}.gz, got {str(folder)!r}.")


def _content(path: Path) -> bytes:
    """Return a file's bytes, unpacked; a small file that unpacks without end is refused."""
    content = content_of(path, "idx file", MOST)
    if path.suffix != ".gz":
        return content
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            unpacked = stream.read(MOST + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise InputError(
            f"{path} must be a whole file, got one that cannot be read: {error}."
        ) from None
    if len(unpacked) > MOST:
        raise InputError(f"{path} must unpack to at most {MOST:,} bytes, got more.")
    return unpacked
