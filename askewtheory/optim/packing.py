"""Level indices packed to their real number of bits."""

from __future__ import annotations

import numpy as np

from askewtheory.errors import InputError


def bits_for(count: int) -> int:
    """Return how many bits tell ``count`` levels apart (at least one)."""
    return max(1, (count - 1).bit_length())


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
    """Return the ``count`` integers that :func:`pack` packed."""
    if packed.size * 8 < count * bits:
        raise InputError(
            f"packed weights must have {-(-count * bits // 8)} bytes, got {packed.size}"
        )
    digits = np.unpackbits(packed, count=count * bits, bitorder="little").reshape(count, bits)
    return digits.astype(np.int64) @ (1 << np.arange(bits, dtype=np.int64))
