"""Numbers a + b sqrt(d) with rational a and b: exact arithmetic, exact signs, linear equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

Row = dict[int, Any]


@dataclass(frozen=True)
class Surd:
    """The number a + b sqrt(d); d is a positive whole number that is no square."""

    a: Fraction
    b: Fraction
    d: int

    def __add__(self, other: Any) -> Any:
        a, b = _parts(other)
        return surd(self.a + a, self.b + b, self.d)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        a, b = _parts(other)
        return surd(self.a - a, self.b - b, self.d)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __neg__(self) -> Any:
        return Surd(-self.a, -self.b, self.d)

    def __mul__(self, other: Any) -> Any:
        a, b = _parts(other)
        return surd(self.a * a + self.d * self.b * b, self.a * b + self.b * a, self.d)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        a, b = _parts(other)
        norm = a * a - self.d * b * b
        return self * surd(a / norm, -b / norm, self.d)

    def __rtruediv__(self, other: Any) -> Any:
        norm = self.a**2 - self.d * self.b**2
        return surd(self.a / norm, -self.b / norm, self.d) * other

    def __float__(self) -> float:
        return float(self.a) + float(self.b) * sqrt(self.d)

    def __bool__(self) -> bool:
        return True  # a surd has b != 0


def surd(a: Fraction, b: Fraction, d: int) -> Any:
    """Return a + b sqrt(d), as a fraction where b = 0."""
    return Surd(a, b, d) if b else a


def _parts(one: Any) -> tuple[Fraction, Fraction]:
    return (one.a, one.b) if isinstance(one, Surd) else (Fraction(one), Fraction(0))


def sign(one: Any) -> int:
    """Return the sign of a number, exactly."""
    if not isinstance(one, Surd):
        return (one > 0) - (one < 0)
    first, second = (one.a > 0) - (one.a < 0), (one.b > 0) - (one.b < 0)
    if first in (0, second):
        return second
    return first if one.a**2 > one.d * one.b**2 else second


def near(value: float, d: int, close: float) -> Any:
    """Return a simple number near a float: a fraction, or one with sqrt(d) where d > 1.

    The simplest that is near is taken, not the nearest: floats have errors.
    """
    close = close * max(1.0, abs(value))
    small, large = (24, 60), (200, 1000, 10**4, 10**5)
    for largest in small:
        found = Fraction(value).limit_denominator(largest)
        if abs(float(found) - value) < close:
            return found
    candidates = _with_root(value, d, close) if d > 1 else ()
    simplest = min(candidates, key=lambda one: one[:2], default=None)
    if simplest is not None:
        return simplest[2]
    for largest in large:
        found = Fraction(value).limit_denominator(largest)
        if abs(float(found) - value) < close:
            return found
    return Fraction(value).limit_denominator(1000)


def _with_root(value: float, d: int, close: float) -> Iterator[tuple[int, float, Any]]:
    """Yield numbers a + b sqrt(d) near a float, after how large their parts are."""
    for below in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 24):
        for above in range(-4 * below, 4 * below + 1):
            if not above:
                continue
            b = Fraction(above, below)
            a = Fraction(value - float(b) * sqrt(d)).limit_denominator(60)
            error = abs(float(a) + float(b) * sqrt(d) - value)
            if error < close:
                size = a.denominator + abs(a.numerator) + b.denominator + abs(b.numerator)
                yield size, error, surd(a, b, d)


def reduced(rows: Sequence[Row], width: int) -> tuple[list[Row], list[int]]:
    """Return the reduced row echelon form of sparse rows, and its pivot columns.

    Pivots are taken from the first ``width`` columns only.
    """
    done: list[Row] = []
    pivots: list[int] = []
    for given in rows:
        row = dict(given)
        for pivot, other in zip(pivots, done, strict=True):
            if pivot in row:
                _subtract(row, row[pivot], other)
        places = [k for k in row if k < width]
        if not places:
            if row:
                done.append(row)
                pivots.append(min(row))
            continue
        pivot = min(places)
        factor = row[pivot]
        row = {k: x / factor for k, x in row.items()}
        for other in done:
            if pivot in other:
                _subtract(other, other[pivot], row)
        done.append(row)
        pivots.append(pivot)
    return done, pivots


def _subtract(row: Row, factor: Any, other: Mapping[int, Any]) -> None:
    for k, x in other.items():
        value = row.get(k, Fraction(0)) - factor * x
        if value:
            row[k] = value
        else:
            row.pop(k, None)


def kernel(rows: Sequence[Row], width: int) -> list[list[Any]]:
    """Return a basis of the vectors that all rows annihilate."""
    done, pivots = reduced(rows, width)
    basis = []
    for free in range(width):
        if free in pivots:
            continue
        vector = [Fraction(0)] * width
        vector[free] = Fraction(1)
        for pivot, row in zip(pivots, done, strict=True):
            vector[pivot] = -row.get(free, Fraction(0))
        basis.append(vector)
    return basis


def pivots_of(matrix: Sequence[Sequence[Any]]) -> list[tuple[Any, list[Any]]] | None:
    """Return the LDL^T factors (d, column) of a symmetric matrix; None if it is not semidefinite.

    A zero pivot is allowed only with a zero row: otherwise a 2 by 2 minor is negative.
    """
    a = [list(row) for row in matrix]
    size, found = len(a), []
    for k in range(size):
        pivot = a[k][k]
        if sign(pivot) < 0 or (not pivot and any(a[i][k] for i in range(k + 1, size))):
            return None
        if not pivot:
            continue
        column = [Fraction(0)] * k + [a[i][k] / pivot for i in range(k, size)]
        found.append((pivot, column))
        for i in range(k + 1, size):
            if column[i]:
                for j in range(k + 1, size):
                    a[i][j] = a[i][j] - column[i] * column[j] * pivot
    return found
