"""Level indices packed to their real number of bits, and levels as small integers."""

from __future__ import annotations

import itertools

import numpy as np

from askewtheory.errors import InputError

MOST_BITS = 16
"""Of a code: a grid of more levels is not a quantization."""


def bits_for(count: int) -> int:
    """Return how many bits tell ``count`` levels apart (at least one)."""
    return max(1, (count - 1).bit_length())


def packed_bytes(count: int, bits: int) -> int:
    """Return how many bytes :func:`pack` needs."""
    return -(-count * bits // 8)


def pack(codes: np.ndarray, bits: int) -> np.ndarray:
    """Pack integers below 2**bits into bytes, lowest bit first, without gaps.

    Parameters
    ----------
    codes
        Flat array of integers.
    bits
        Bits of each.

    Returns
    -------
    uint8 array of ceil(len(codes) * bits / 8) bytes.
    """
    shifts = np.arange(bits, dtype=np.uint32)
    digits = (codes.astype(np.uint32)[:, None] >> shifts) & 1
    return np.packbits(digits.astype(np.uint8).ravel(), bitorder="little")


def unpack(packed: np.ndarray, bits: int, count: int) -> np.ndarray:
    """Return the ``count`` integers that :func:`pack` packed.

    Raises
    ------
    InputError
        If there are not exactly as many bytes as :func:`pack` writes, or the last one is not
        filled up with zeros.
    """
    if packed.size != packed_bytes(count, bits):
        raise InputError(
            f"packed weights must have {packed_bytes(count, bits)} bytes, got {packed.size}"
        )
    digits = np.unpackbits(packed, bitorder="little")
    if digits[count * bits :].any():
        raise InputError("packed weights must end in zeros, got other bits")
    digits = digits[: count * bits].reshape(count, bits)
    return digits.astype(np.int64) @ (1 << np.arange(bits, dtype=np.int64))


def as_integers(levels: tuple[float, ...]) -> tuple[tuple[int, ...], float] | None:
    """Return levels as (integers, step) with level = step * integer, where 8 bits suffice.

    The step is the smallest gap or half of it (levels -1 and 1 are -1 and 1, not -1/2 and 1/2),
    and every level is that product in floating point up to a relative 2**-40.

    Returns
    -------
    None where no such step gives integers from -128 to 255.
    """
    gap = min(right - left for left, right in itertools.pairwise(levels))
    largest = max(map(abs, levels))
    for step in (gap, gap / 2):
        if largest > 255.5 * step:
            return None
        whole = [round(level / step) for level in levels]
        exact = all(
            abs(n * step - q) <= 2**-40 * largest for n, q in zip(whole, levels, strict=True)
        )
        if exact and min(whole) >= -128 and max(whole) <= 255:
            return tuple(whole), step
    return None
