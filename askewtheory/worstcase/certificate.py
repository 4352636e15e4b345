"""Certificates of performance estimation: forms in Gram variables, checked in exact arithmetic.

A problem has vectors (Gram variables), function values, metrics m_k, and inequalities h_j <= 0.
Multipliers mu_k >= 0 with sum 1 and lambda_j >= 0 (of any sign for an equality) prove that

    min_k m_k <= value      if      value - sum mu_k m_k + sum lambda_j h_j

has no function values left, no constant left, and a positive semidefinite quadratic part: where
all h_j <= 0, the left side is then at least that quadratic part, so at least zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from askewtheory.audit.pep.quadratic import pivots_of

Vector = dict[str, Fraction]
"""A linear combination of the problem's leaf vectors."""


def leaf(name: str) -> Vector:
    """Return a leaf vector."""
    return {name: Fraction(1)}


def combine(*parts: tuple[Fraction | int, Vector]) -> Vector:
    """Return a sum of multiples of vectors."""
    total: Vector = {}
    for factor, vector in parts:
        for name, value in vector.items():
            total[name] = total.get(name, Fraction(0)) + factor * value
    return {name: value for name, value in total.items() if value}


@dataclass(frozen=True)
class Form:
    """A quadratic form in vectors plus a linear form in function values plus a constant."""

    quadratic: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    linear: dict[str, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction(0)


def inner(left: Vector, right: Vector) -> Form:
    """Return the inner product of two vectors."""
    quadratic: dict[tuple[str, str], Fraction] = {}
    for a, x in left.items():
        for b, y in right.items():
            key = (min(a, b), max(a, b))
            quadratic[key] = quadratic.get(key, Fraction(0)) + x * y
    return Form(quadratic)


def values(constant: Fraction | int = 0, **linear: Fraction | int) -> Form:
    """Return a form in function values."""
    return Form({}, {name: Fraction(x) for name, x in linear.items()}, Fraction(constant))


def add(*parts: tuple[Fraction | int, Form]) -> Form:
    """Return a sum of multiples of forms."""
    quadratic: dict[tuple[str, str], Fraction] = {}
    linear: dict[str, Fraction] = {}
    constant = Fraction(0)
    for factor, form in parts:
        for key, value in form.quadratic.items():
            quadratic[key] = quadratic.get(key, Fraction(0)) + factor * value
        for name, value in form.linear.items():
            linear[name] = linear.get(name, Fraction(0)) + factor * value
        constant += factor * form.constant
    return Form(
        {key: value for key, value in quadratic.items() if value},
        {name: value for name, value in linear.items() if value},
        constant,
    )


@dataclass(frozen=True)
class Inequality:
    """form <= 0, or form = 0."""

    name: str
    form: Form
    equality: bool = False


@dataclass(frozen=True)
class Estimation:
    """A performance-estimation problem: the largest value of the least metric is asked for."""

    name: str
    metrics: tuple[Form, ...]
    inequalities: tuple[Inequality, ...]


@dataclass(frozen=True)
class Certificate:
    """Rational multipliers, and the bound that they prove.

    Parameters
    ----------
    value
        The proved upper bound on the least metric.
    weights, multipliers
        mu_k, and name of the inequality to lambda_j (zeros left out).
    pivots
        Of the exact LDL^T factorisation of the quadratic part, but for zeros: all are positive.
    """

    value: Fraction
    weights: tuple[Fraction, ...]
    multipliers: dict[str, Fraction]
    pivots: tuple[Fraction, ...]


def certify(
    problem: Estimation, weights: Sequence[Fraction], multipliers: Mapping[str, Fraction]
) -> Certificate | None:
    """Return the certificate if the multipliers prove a bound, else None; floats prove nothing."""
    if not all(isinstance(x, Fraction | int) for x in (*weights, *multipliers.values())):
        return None
    if sum(weights) != 1 or any(weight < 0 for weight in weights):
        return None
    for row in problem.inequalities:
        if not row.equality and multipliers.get(row.name, 0) < 0:
            return None
    parts = [(multipliers.get(row.name, Fraction(0)), row.form) for row in problem.inequalities]
    parts += [(-weight, m) for weight, m in zip(weights, problem.metrics, strict=True)]
    rest = add(*parts)
    if rest.linear:
        return None
    factors = pivots_of(matrix_of(rest))
    if factors is None:
        return None
    kept = {name: value for name, value in multipliers.items() if value}
    pivots = tuple(pivot for pivot, _ in factors)
    return Certificate(-rest.constant, tuple(weights), kept, pivots)


def matrix_of(form: Form) -> list[list[Fraction]]:
    """Return the symmetric matrix of the quadratic part."""
    names = sorted({name for key in form.quadratic for name in key})
    place = {name: i for i, name in enumerate(names)}
    matrix = [[Fraction(0)] * len(names) for _ in names]
    for (a, b), value in form.quadratic.items():
        i, j = place[a], place[b]
        matrix[i][j] += value / 2
        matrix[j][i] += value / 2
    return matrix
