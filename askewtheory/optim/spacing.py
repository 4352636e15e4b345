"""Equally spaced levels by arithmetic: which formula gives exactly the levels of a table.

An index found by arithmetic costs the same for 3 levels and for 300, and needs no table. What the
levels are in floating point was decided elsewhere, though (``numpy.linspace``, decimal literals),
so a formula is used only where it gives every one of them bit for bit; the check is made once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

PAIR, UNIFORM, EVEN, TABLE = 0, 1, 2, 3
"""How cells are found: two levels; a neighbour is one gap away, exactly; a formula gives every
level from its number; a table."""

MOST = 4096
"""Levels whose number single precision finds with certainty."""


class Spacing(NamedTuple):
    """Numbers of a formula for levels; level k is (base + k gap) + (rest + k fine).

    ``under`` is the largest number below the last level ``high``; ``inverse`` is 1/gap. ``rest``
    and ``fine`` are zero where base and gap have few enough digits.
    """

    low: Any
    high: Any
    under: Any
    base: Any
    gap: Any
    inverse: Any
    rest: Any
    fine: Any


def spacing_of(levels: tuple[float, ...], real: type[np.floating]) -> tuple[int, Spacing]:
    """Return how cells of these levels are found in a floating-point format, and the numbers."""
    array = np.array(levels, dtype=real) + real(0)  # no negative zero
    zero = real(0)
    gap = real(array[1] - array[0])
    ends = array[0], array[-1], np.nextafter(array[-1], real(-np.inf))
    plain = Spacing(*ends, array[0], gap, real(1) / gap, zero, zero)
    if len(levels) == 2:
        return PAIR, plain
    if len(levels) > MOST or not _nearly_even(levels, real):
        return TABLE, plain
    numbers = np.arange(len(levels), dtype=real)
    for first, base, step, rest, fine in _candidates(levels, real):
        found = {"base": base, "gap": step, "inverse": real(1) / step, "rest": rest, "fine": fine}
        spacing = plain._replace(**found)
        if np.array_equal(level_of(numbers - real(first), spacing), array):
            whole = rest == fine == 0  # else the gap is only a part of the levels' own
            return UNIFORM if whole and _is_even(array, step) else EVEN, spacing
    return TABLE, plain


def level_of(k: Any, spacing: Spacing) -> Any:
    """Return level number k; which level has k = 0 depends on the numbers."""
    return (spacing.base + k * spacing.gap) + (spacing.rest + k * spacing.fine)


def _nearly_even(levels: tuple[float, ...], real: type[np.floating]) -> bool:
    """Tell whether rounding a point's place between equally spaced levels finds its cell.

    The place, as computed, must be off by less than half a gap: by an eighth for the levels' own
    deviations, and by much less for rounding errors.
    """
    low, gap = levels[0], (levels[-1] - levels[0]) / (len(levels) - 1)
    uneven = max(abs(level - (low + k * gap)) for k, level in enumerate(levels))
    largest = max(map(abs, levels))
    return uneven <= gap / 8 and largest * float(np.finfo(real).eps) <= gap / 64


def _is_even(array: np.ndarray, gap: Any) -> bool:
    """Tell whether adding and subtracting the gap leads exactly from level to level."""
    left, right = array[:-1], array[1:]
    return np.array_equal(left + gap, right) and np.array_equal(right - gap, left)


def _candidates(
    levels: tuple[float, ...], real: type[np.floating]
) -> Iterator[tuple[int, Any, Any, Any, Any]]:
    """Yield (number of the level that has k = 0, base, gap, rest, fine).

    First as ``numpy.linspace`` counts, from the lowest level; then from the level of least
    magnitude, with base and gap split into coarse and fine parts. Coarse parts are multiples of
    one power of two, so that base + k gap is exact and the last addition is the only rounding.
    """
    zero = real(0)
    yield 0, real(levels[0]), real((levels[-1] - levels[0]) / (len(levels) - 1)), zero, zero
    first = min(range(len(levels)), key=lambda k: abs(levels[k]))
    base = Fraction(levels[first])
    gap = (Fraction(levels[-1]) - Fraction(levels[0])) / (len(levels) - 1)
    digits = np.finfo(real).nmant
    quantum = Fraction(2) ** (math.frexp(max(map(abs, levels)))[1] + 1 - digits)
    coarse = [round(value / quantum) * quantum for value in (base, gap)]
    rest, fine = base - coarse[0], gap - coarse[1]
    start, step = (real(float(part)) for part in coarse)
    yield first, start, step, real(float(rest)), real(float(fine))
