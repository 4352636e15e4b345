"""Losses that are a sum over coordinates of one scalar formula.

Each parameter is a number for all coordinates or a sequence with one number for each.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from askewtheory.errors import InputError
from askewtheory.exact import in_range, is_exact, number
from askewtheory.losses import formulas
from askewtheory.losses.base import LoopParts, Loss, rows_of, shaped


class Separable(Loss):
    """A sum of scalar losses with up to three parameters for each coordinate.

    A subclass names its formula's code and its parameters in the formula's order, and declares
    the constants of one coordinate.

    Parameters
    ----------
    **given
        Each parameter by its name: a number, or one for each coordinate. Exact numbers stay exact.

    Raises
    ------
    InputError
        If a number is not finite, one that has to be positive is not, or two parameters have
        different numbers of coordinates.
    """

    code: ClassVar[int]
    names: ClassVar[tuple[str, ...]]
    positive: ClassVar[tuple[str, ...]] = ()
    rational = True

    def __init__(self, **given: Any) -> None:
        columns = [_parameter(name, given[name]) for name in self.names]
        lengths = {len(column) for column in columns if len(column) > 1}
        if len(lengths) > 1:
            raise InputError(
                f"parameters of {self.name} must have one number for each coordinate, "
                f"got {' and '.join(map(str, sorted(lengths)))} of them"
            )
        self.dimension = lengths.pop() if lengths else None
        for name, column in zip(self.names, columns, strict=True):
            if name in self.positive and min(column) <= 0:
                raise InputError(f"{name} must be positive, got {min(column)}")
        length = self.dimension or 1
        widened = [column * length if len(column) == 1 else column for column in columns]
        self._coordinates = list(zip(*widened, strict=True))
        self._given = dict(zip(self.names, columns, strict=True))
        self._exact = all(is_exact(x) for column in columns for x in column)
        self._check()
        self._declare()

    def _check(self) -> None:
        """Refuse parameters out of range; positivity is checked already."""

    def coordinate_bound(self, *parameters: Any) -> Any:
        """Return a bound on |slope| of one coordinate, or None."""
        return None

    def coordinate_smoothness(self, *parameters: Any) -> Any:
        """Return a Lipschitz constant of the slope of one coordinate, or None."""
        return None

    def _declare(self) -> None:
        self.gradient_bound = _largest(self.coordinate_bound(*p) for p in self._coordinates)
        self.smoothness = _largest(self.coordinate_smoothness(*p) for p in self._coordinates)
        self.lower_bound = Fraction(0)
        self.coercive = True

    @property
    def parameters(self) -> dict[str, Any]:
        """The keywords that construct this loss again."""
        return {
            name: column[0] if len(column) == 1 else tuple(column)
            for name, column in self._given.items()
        }

    def gradient_norm_bound(self, dimension: int) -> float | None:
        """Return the Euclidean bound: the root of the sum of the coordinates' squared bounds."""
        self.checked_dimension(dimension)
        bounds = [self.coordinate_bound(*p) for p in self._coordinates]
        if any(bound is None for bound in bounds):
            return None
        repeats = 1 if self.dimension else dimension
        return math.sqrt(repeats * sum(float(bound) ** 2 for bound in bounds))

    def value(self, w: Any) -> Any:
        """Return the sum of the coordinates' values; exact on fractions where the formula is."""
        flat = self._exact_points(w)
        if flat is None:
            from askewtheory.losses.loop_parts import values_of_rows

            rows = rows_of(w)
            self.checked_dimension(rows.shape[1])
            out = np.empty(len(rows))
            values_of_rows(rows, out, *self._data())
            return shaped(out, w)
        terms = [formulas.scalar_value(self.code, x, *self._padded(i)) for i, x in enumerate(flat)]
        return sum(terms, Fraction(0))

    def gradient(self, w: Any) -> Any:
        """Return the gradient, of the shape of ``w``; exact on fractions."""
        flat = self._exact_points(w)
        if flat is None:
            from askewtheory.losses.loop_parts import gradients_of_rows

            rows = rows_of(w)
            self.checked_dimension(rows.shape[1])
            out = np.empty_like(rows)
            gradients_of_rows(rows, out, *self._data())
            return float(out[0, 0]) if np.ndim(w) == 0 else out.reshape(np.shape(w))
        slopes = [formulas.scalar_slope(self.code, x, *self._padded(i)) for i, x in enumerate(flat)]
        if np.ndim(w) == 0:
            return slopes[0]
        out = np.empty(len(slopes), dtype=object)
        out[:] = slopes
        return out

    def loop_parts(self) -> LoopParts:
        """Return the compiled pieces: one pair of functions serves every separable loss."""
        from askewtheory.losses import loop_parts

        return LoopParts(
            loop_parts.separable_gradient_into,
            loop_parts.separable_value,
            loop_parts.no_batch,
            self._data(),
        )

    def _data(self) -> tuple[int, np.ndarray]:
        table = np.zeros((3, len(self._coordinates)))
        for row, values in enumerate(zip(*self._coordinates, strict=True)):
            table[row] = [float(value) for value in values]
        return self.code, table

    def _padded(self, i: int) -> tuple[Any, ...]:
        own = self._coordinates[i if self.dimension else 0]
        return (*own, 0, 0)[:3]

    def _exact_points(self, w: Any) -> list[Any] | None:
        """Return the coordinates of one exact point; None for floats or several points."""
        if not (self.rational and self._exact) or np.ndim(w) > 1:
            return None
        flat = [w] if np.ndim(w) == 0 else list(w)
        if any(isinstance(x, float | np.floating) for x in flat):
            return None
        points = [number(x, "w") for x in flat]
        if not all(isinstance(x, Fraction) for x in points):
            return None
        self.checked_dimension(len(points))
        return points


class Quadratic(Separable):
    """(curvature / 2) (w - center)^2: gradient unbounded, smoothness ``curvature`` >= 0.

    Parameters
    ----------
    curvature
        At least 0; a number for all coordinates, or a sequence of d numbers.
    center
        The minimum; a number or a sequence of d.

    Raises
    ------
    InputError
        If a parameter is not finite or out of range, or sequences differ in length.
    """

    name, code, names = "quadratic", formulas.QUADRATIC, ("curvature", "center")

    def __init__(self, *, curvature: Any = 1, center: Any = 0) -> None:
        super().__init__(curvature=curvature, center=center)

    def _check(self) -> None:
        lowest = min(self._given["curvature"])
        if lowest < 0:
            raise InputError(f"curvature must be at least 0, got {lowest}")

    def coordinate_bound(self, curvature: Any, center: Any) -> Any:
        """Return 0 for a flat coordinate, else None."""
        return Fraction(0) if curvature == 0 else None

    def coordinate_smoothness(self, curvature: Any, center: Any) -> Any:
        """Return the curvature."""
        return curvature

    def _declare(self) -> None:
        super()._declare()
        self.coercive = min(self._given["curvature"]) > 0


class Huber(Separable):
    """A parabola of half-width ``width`` around ``center``, then straight with ``slope``.

    Parameters
    ----------
    width
        Half the parabola's width, above 0; a number for all coordinates, or a sequence of d.
    center
        The minimum, likewise.
    slope
        The largest slope, above 0, likewise.

    Raises
    ------
    InputError
        If a parameter is not finite or out of range, or sequences differ in length.
    """

    name, code, names = "huber", formulas.HUBER, ("width", "center", "slope")
    positive = ("width", "slope")

    def __init__(self, *, width: Any = 1, center: Any = 0, slope: Any = 1) -> None:
        super().__init__(width=width, center=center, slope=slope)

    def coordinate_bound(self, width: Any, center: Any, slope: Any) -> Any:
        """Return the slope of the straight parts."""
        return slope

    def coordinate_smoothness(self, width: Any, center: Any, slope: Any) -> Any:
        """Return slope / width."""
        return slope / width


class Linear(Separable):
    """slope * w: bounded gradient, smoothness 0, no lower bound.

    Parameters
    ----------
    slope
        A number for all coordinates, or a sequence of d.

    Raises
    ------
    InputError
        If a parameter is not finite or out of range, or sequences differ in length.
    """

    name, code, names = "linear", formulas.LINEAR, ("slope",)

    def __init__(self, *, slope: Any = 1) -> None:
        super().__init__(slope=slope)

    def coordinate_bound(self, slope: Any) -> Any:
        """Return |slope|."""
        return abs(slope)

    def coordinate_smoothness(self, slope: Any) -> Any:
        """Return 0."""
        return Fraction(0)

    def _declare(self) -> None:
        super()._declare()
        flat = all(slope == 0 for slope in self._given["slope"])
        self.lower_bound, self.coercive = (Fraction(0) if flat else None), False


class Power(Separable):
    """Gradient slope sign(y) min(|y|, 1)^exponent, y = w - center, exponent in (0, 1).

    The gradient is bounded by ``slope`` and continuous, but has no Lipschitz constant at the
    center: near it the loss is slope |y|^(1 + exponent) / (1 + exponent).

    Parameters
    ----------
    exponent
        s in (0, 1); a number for all coordinates, or a sequence of d.
    center
        The minimum, likewise.
    slope
        The largest slope, above 0, likewise.

    Raises
    ------
    InputError
        If a parameter is not finite or out of range, or sequences differ in length.
    """

    name, code, names = "power", formulas.POWER, ("exponent", "center", "slope")
    positive = ("slope",)
    rational = False

    def __init__(self, *, exponent: Any = "1/2", center: Any = 0, slope: Any = 1) -> None:
        super().__init__(exponent=exponent, center=center, slope=slope)

    def _check(self) -> None:
        for exponent in self._given["exponent"]:
            if not 0 < exponent < 1:
                raise InputError(f"exponent must lie in (0, 1), got {exponent}")

    def coordinate_bound(self, exponent: Any, center: Any, slope: Any) -> Any:
        """Return the slope of the straight parts."""
        return slope


class Cosine(Separable):
    """amplitude (1 - cos(frequency (w - center))): smooth, nonconvex, minima at every period.

    Parameters
    ----------
    amplitude
        Half the height of the hills; a number for all coordinates, or a sequence of d.
    center
        A minimum, likewise.
    frequency
        Radians per unit of w, likewise.

    Raises
    ------
    InputError
        If a parameter is not finite or out of range, or sequences differ in length.
    """

    name, code, names = "cosine", formulas.COSINE, ("amplitude", "center", "frequency")
    positive = ("amplitude", "frequency")
    rational = False

    def __init__(self, *, amplitude: Any = 1, center: Any = 0, frequency: Any = 1) -> None:
        super().__init__(amplitude=amplitude, center=center, frequency=frequency)

    def coordinate_bound(self, amplitude: Any, center: Any, frequency: Any) -> Any:
        """Return amplitude * frequency."""
        return amplitude * frequency

    def coordinate_smoothness(self, amplitude: Any, center: Any, frequency: Any) -> Any:
        """Return amplitude * frequency^2."""
        return amplitude * frequency * frequency

    def _declare(self) -> None:
        super()._declare()
        self.coercive = False


class Saturating(Separable):
    """height y^2 / (y^2 + width^2), y = w - center: smooth, nonconvex, rational, bounded.

    Parameters
    ----------
    height
        The loss far away; a number for all coordinates, or a sequence of d.
    center
        The minimum, likewise.
    width
        The distance at which the loss is half the height, likewise.

    Raises
    ------
    InputError
        If a parameter is not finite or out of range, or sequences differ in length.
    """

    name, code, names = "saturating", formulas.SATURATING, ("height", "center", "width")
    positive = ("height", "width")

    def __init__(self, *, height: Any = 1, center: Any = 0, width: Any = 1) -> None:
        super().__init__(height=height, center=center, width=width)

    def coordinate_bound(self, height: Any, center: Any, width: Any) -> Any:
        """Return 13/20 height / width, a rational just above the sharp 3 sqrt(3)/8."""
        return Fraction(13, 20) * height / width

    def coordinate_smoothness(self, height: Any, center: Any, width: Any) -> Any:
        """Return 2 height / width^2, the curvature at the center."""
        return 2 * height / (width * width)

    def _declare(self) -> None:
        super()._declare()
        self.coercive = False


class DoubleWell(Separable):
    """height ((y / radius)^2 - 1)^2, y = w - center: neither constant exists, coercive.

    Parameters
    ----------
    height
        Of the hill between the minima; a number for all coordinates, or a sequence of d.
    center
        Where the hill is, likewise.
    radius
        The distance of each minimum from it, likewise.

    Raises
    ------
    InputError
        If a parameter is not finite or out of range, or sequences differ in length.
    """

    name, code, names = "double-well", formulas.DOUBLE_WELL, ("height", "center", "radius")
    positive = ("height", "radius")

    def __init__(self, *, height: Any = 1, center: Any = 0, radius: Any = 1) -> None:
        super().__init__(height=height, center=center, radius=radius)


def _parameter(name: str, given: Any) -> list[Any]:
    """Return a parameter as a list: one number, or one for each coordinate."""
    items = [given] if isinstance(given, str) or np.ndim(given) == 0 else list(given)
    if not items:
        raise InputError(f"{name} must be a number or a sequence of numbers, got an empty one")
    return [in_range(item, name) for item in items]


def _largest(bounds: Any) -> Any:
    listed = list(bounds)
    return None if any(bound is None for bound in listed) else max(listed)
