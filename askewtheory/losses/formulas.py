"""The losses of one coordinate: value and derivative, each written once.

Like the kernel, every function here is scalar and uses comparison and arithmetic (``Power`` a
power, ``Cosine`` a cosine), so that the same source serves exact replay in fractions and compiled
loops. A loss is a code and three parameters ``a, b, c`` of the coordinate ``x``; the two
dispatching functions at the end let one compiled loop serve all of them.
"""

from __future__ import annotations

import math
from typing import Any

from askewtheory.kernel import clipped

QUADRATIC, HUBER, LINEAR, POWER, COSINE, SATURATING, DOUBLE_WELL = range(7)
"""Codes of the losses, in the order of the functions below."""


def quadratic(x: Any, curvature: Any, center: Any) -> Any:
    """Return (curvature / 2) (x - center)^2."""
    return curvature * (x - center) * (x - center) / 2


def quadratic_slope(x: Any, curvature: Any, center: Any) -> Any:
    """Return the derivative of :func:`quadratic`."""
    return curvature * (x - center)


def huber(x: Any, width: Any, center: Any, slope: Any) -> Any:
    """Return slope y^2 / (2 width) for |y| <= width, else slope (|y| - width / 2); y = x - c."""
    y = abs(x - center)
    if y <= width:
        return slope * y * y / (2 * width)
    return slope * (y - width / 2)


def huber_slope(x: Any, width: Any, center: Any, slope: Any) -> Any:
    """Return slope clip(y / width, 1): the derivative of :func:`huber`."""
    return slope * clipped(x - center, width) / width


def power(x: Any, exponent: Any, center: Any, slope: Any) -> Any:
    """Return slope |y|^(1 + s) / (1 + s) for |y| <= 1, continued linearly; s the exponent."""
    y = abs(x - center)
    if y <= 1:
        return slope * y ** (1 + exponent) / (1 + exponent)
    return slope * (y - exponent / (1 + exponent))


def power_slope(x: Any, exponent: Any, center: Any, slope: Any) -> Any:
    """Return slope sign(y) min(|y|, 1)^s: the derivative of :func:`power`."""
    y = x - center
    if y > 1:
        return slope
    if y < -1:
        return -slope
    if y < 0:
        return -slope * (-y) ** exponent
    return slope * y**exponent


def cosine(x: Any, amplitude: Any, center: Any, frequency: Any) -> Any:
    """Return amplitude (1 - cos(frequency (x - center)))."""
    return amplitude * (1 - math.cos(frequency * (x - center)))


def cosine_slope(x: Any, amplitude: Any, center: Any, frequency: Any) -> Any:
    """Return the derivative of :func:`cosine`."""
    return amplitude * frequency * math.sin(frequency * (x - center))


def saturating(x: Any, height: Any, center: Any, width: Any) -> Any:
    """Return height y^2 / (y^2 + width^2), which saturates at ``height``; y = x - center."""
    square = (x - center) * (x - center)
    return height * square / (square + width * width)


def saturating_slope(x: Any, height: Any, center: Any, width: Any) -> Any:
    """Return the derivative of :func:`saturating`."""
    y = x - center
    scale = y * y + width * width
    return 2 * height * width * width * y / (scale * scale)


def double_well(x: Any, height: Any, center: Any, radius: Any) -> Any:
    """Return height ((y / radius)^2 - 1)^2: minima at center -+ radius, a hill of ``height``."""
    y = (x - center) / radius
    return height * (y * y - 1) * (y * y - 1)


def double_well_slope(x: Any, height: Any, center: Any, radius: Any) -> Any:
    """Return the derivative of :func:`double_well`."""
    y = (x - center) / radius
    return 4 * height * y * (y * y - 1) / radius


def scalar_value(code: int, x: Any, a: Any, b: Any, c: Any) -> Any:
    """Return the value of the loss ``code`` at coordinate ``x``."""
    if code == QUADRATIC:
        return quadratic(x, a, b)
    if code == HUBER:
        return huber(x, a, b, c)
    if code == LINEAR:
        return a * x
    if code == POWER:
        return power(x, a, b, c)
    if code == COSINE:
        return cosine(x, a, b, c)
    if code == SATURATING:
        return saturating(x, a, b, c)
    if code == DOUBLE_WELL:
        return double_well(x, a, b, c)
    return math.nan  # no number can be taken for that of a code without a formula


def scalar_slope(code: int, x: Any, a: Any, b: Any, c: Any) -> Any:
    """Return the derivative of :func:`scalar_value` in ``x``."""
    if code == QUADRATIC:
        return quadratic_slope(x, a, b)
    if code == HUBER:
        return huber_slope(x, a, b, c)
    if code == LINEAR:
        return a
    if code == POWER:
        return power_slope(x, a, b, c)
    if code == COSINE:
        return cosine_slope(x, a, b, c)
    if code == SATURATING:
        return saturating_slope(x, a, b, c)
    if code == DOUBLE_WELL:
        return double_well_slope(x, a, b, c)
    return math.nan  # no number can be taken for that of a code without a formula


JITABLE = tuple(
    named for named in list(globals().values()) if getattr(named, "__module__", "") == __name__
)
"""Every function above, callees first: what ``askewtheory.losses.loop_parts`` registers."""
