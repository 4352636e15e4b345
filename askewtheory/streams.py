"""Random numbers by counter: number n of a stream is a function of the stream's key and n.

The words are SplitMix64's (Steele, Lea and Flood 2014): output n of the generator seeded with the
key, computed directly. A run needs no generator state, so a member of an ensemble draws the very
numbers that it draws alone, in whatever order or thread it runs.

Normal variates come from the ziggurat of 256 layers (Marsaglia and Tsang 2000; in the form of
Doornik 2005): one word, one multiplication and one comparison in 99 of 100 draws.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.extending import register_jitable

from askewtheory.compiled import compiled

_STRIDE = np.uint64(0x9E3779B97F4A7C15)
_MIX_ONE = np.uint64(0xBF58476D1CE4E5B9)
_MIX_TWO = np.uint64(0x94D049BB133111EB)
_LAYER_MASK = np.uint64(255)
# Where the tail begins, and the area of each of the 256 layers.
_R = 3.6541528853610088
_AREA = 0.00492867323399


def key_of(seed: int) -> np.uint64:
    """Return the stream of a seed; neighbouring seeds give unrelated streams."""
    return np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]


def _layers() -> np.ndarray:
    """Return the right ends of the ziggurat's layers, decreasing from beyond the tail to 0."""
    ends = np.zeros(257)
    ends[0], ends[1] = _AREA / math.exp(-_R * _R / 2), _R
    for i in range(2, 256):
        density = math.exp(-(ends[i - 1] ** 2) / 2)
        ends[i] = math.sqrt(-2 * math.log(_AREA / ends[i - 1] + density))
    return ends


_ENDS = _layers()


@register_jitable
def mixed(z: Any) -> Any:
    """Return SplitMix64's scrambling of a 64-bit word."""
    z = (z ^ (z >> np.uint64(30))) * _MIX_ONE
    z = (z ^ (z >> np.uint64(27))) * _MIX_TWO
    return z ^ (z >> np.uint64(31))


@register_jitable
def word(key: Any, counter: int) -> Any:
    """Return word ``counter`` (from 0) of the stream ``key``."""
    return mixed(key + (np.uint64(counter) + np.uint64(1)) * _STRIDE)


@register_jitable
def index_below(key: Any, counter: int, count: int) -> Any:
    """Return an integer in 0 ... count - 1, each with probability 1/count up to count / 2^32."""
    high = word(key, counter) >> np.uint64(32)
    return np.int64((high * np.uint64(count)) >> np.uint64(32))


@register_jitable
def uniform(bits: Any) -> float:
    """Return a number in (-1, 1): an odd multiple of 2^-52, symmetric about 0."""
    return np.float64(np.int64(bits >> np.uint64(12)) * 2 + 1) * 2.0**-52 - 1.0


@register_jitable
def normal(key: Any, counter: int) -> float:
    """Return a standard normal variate made of word ``counter`` of the stream ``key``."""
    bits = word(key, counter)
    layer = np.int64(bits & _LAYER_MASK)
    x = uniform(bits) * _ENDS[layer]
    if abs(x) < _ENDS[layer + 1]:
        return x
    return _rare_normal(bits)


@register_jitable
def _rare_normal(bits: Any) -> float:
    """Finish the ziggurat's draw at a layer's edge or in the tail; further words by mixing."""
    while True:
        layer = np.int64(bits & _LAYER_MASK)
        side = uniform(bits)
        x = side * _ENDS[layer]
        if abs(x) < _ENDS[layer + 1]:
            return x
        bits = mixed(bits + _STRIDE)
        if layer == 0:
            return math.copysign(_tail(bits), side)
        outer = math.exp(-0.5 * (_ENDS[layer] * _ENDS[layer] - x * x))
        inner = math.exp(-0.5 * (_ENDS[layer + 1] * _ENDS[layer + 1] - x * x))
        if inner + _fraction(bits) * (outer - inner) < 1.0:
            return x
        bits = mixed(bits + _STRIDE)


@register_jitable
def _tail(bits: Any) -> float:
    """Return a normal variate beyond the last layer (Marsaglia 1964)."""
    while True:
        beyond = -math.log(_fraction(bits)) / _R
        bits = mixed(bits + _STRIDE)
        if -2.0 * math.log(_fraction(bits)) > beyond * beyond:
            return _R + beyond
        bits = mixed(bits + _STRIDE)


@register_jitable
def _fraction(bits: Any) -> float:
    """Return a number in (0, 1)."""
    return (1.0 + uniform(bits)) / 2.0


@compiled
def words(key: Any, first: int, out: np.ndarray) -> None:
    """Write words ``first``, ``first + 1``, ... of a stream into a uint64 array."""
    for i in range(out.size):
        out[i] = word(key, first + i)


@compiled
def normals(key: Any, first: int, out: np.ndarray) -> None:
    """Write normal variates ``first``, ``first + 1``, ... of a stream."""
    for i in range(out.size):
        out[i] = normal(key, first + i)
