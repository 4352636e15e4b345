"""Faces of the cone of certificates: where multipliers are zero and forms vanish.

A bound that is tight has certificates on the boundary of the cone only. The smallest face that has
them is read from a solver's floats, refined to the last digit, and rounded; a wrong reading costs a
proof and never makes one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory.audit.pep.forms import Form, Linear
from askewtheory.audit.pep.quadratic import kernel, near


@dataclass(frozen=True)
class Face:
    """Where the multipliers live: those of ``kept``, and forms C W C^T that vanish on ``null``."""

    problem: Linear
    kept: list[int]
    aims: list[int]
    null: list[list[Any]]

    def basis(self) -> list[list[Any]]:
        """Return vectors that span what is orthogonal to ``null``."""
        size = len(self.problem.names)
        rows = [{k: x for k, x in enumerate(one) if x} for one in self.null]
        return kernel(rows, size)


@dataclass(frozen=True)
class Solution:
    """In floats: how far inside of the cone, multipliers and weights, the constant, and W."""

    inside: float
    scalars: np.ndarray
    constant: float
    matrix: np.ndarray


def common_kernel(problem: Linear) -> list[list[Any]]:
    """Return vectors on which every form vanishes, such as a common translation."""
    rows = []
    for one in (*problem.given, *problem.aims):
        rows += _matrix_rows(problem.names, one)
    return kernel(rows, len(problem.names))


def _matrix_rows(names: Sequence[str], one: Form) -> list[dict[int, Any]]:
    place = {name: k for k, name in enumerate(names)}
    rows: dict[int, dict[int, Any]] = {}
    for key, value in one.items():
        if len(key) == 2:
            i, j = place[key[0]], place[key[1]]
            half = value if i == j else value / 2
            rows.setdefault(i, {})[j] = half
            rows.setdefault(j, {})[i] = half
    return list(rows.values())


def keys_of(problem: Linear) -> list[tuple[str, ...]]:
    """Return every inner product and number of which the two sides must agree."""
    names = problem.names
    gram = [tuple(sorted((a, b))) for k, a in enumerate(names) for b in names[k:]]
    numbers = {key for one in (*problem.given, *problem.aims) for key in one if len(key) == 1}
    return [*gram, *sorted(numbers), ()]


def columns_of(face: Face) -> tuple[list[Form], list[tuple[int, int]]]:
    """Return the unknowns' forms: multipliers, weights, the matrix W, the constant."""
    problem, basis = face.problem, face.basis()
    found = [{key: -x for key, x in problem.given[k].items()} for k in face.kept]
    found += [problem.aims[k] for k in face.aims]
    entries = [(r, s) for r in range(len(basis)) for s in range(r, len(basis))]
    for r, s in entries:
        made: Form = {}
        left = [(n, x) for n, x in zip(problem.names, basis[r], strict=True) if x]
        right = [(n, x) for n, x in zip(problem.names, basis[s], strict=True) if x]
        for a, x in left:
            for b, y in right:
                key = (a, b) if a <= b else (b, a)
                made[key] = made.get(key, Fraction(0)) - x * y * (1 if r == s else 2)
        found.append({key: x for key, x in made.items() if x})
    found.append({(): Fraction(-1)})
    return found, entries


def in_floats(face: Face) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Return the equations' matrix; its columns are the unknowns."""
    columns, entries = columns_of(face)
    keys = {key: k for k, key in enumerate(keys_of(face.problem))}
    matrix = np.zeros((len(keys), len(columns)))
    for place, column in enumerate(columns):
        for key, x in column.items():
            matrix[keys[key], place] = float(x)
    return matrix, entries


def narrowed(face: Face, solution: Solution) -> Iterator[Face]:
    """Yield smaller faces: without multipliers that are zero, and vanishing on more vectors.

    Where small numbers end is not certain, so that several readings are tried.
    """
    problem, many = face.problem, len(face.kept)
    values = np.abs(solution.scalars)
    sizes = np.linalg.eigvalsh(solution.matrix) if len(solution.matrix) else np.zeros(0)
    signed = [x for k, x in enumerate(values)
              if k >= many or not problem.equations[face.kept[k]]]  # fmt: skip
    seen = set()
    for first, second in itertools.product((_gap(signed), 1e-5, 1e-4, 1e-3), (_gap(sizes), 1e-5)):
        kept = [place for k, place in enumerate(face.kept)
                if problem.equations[place] or values[k] > first]  # fmt: skip
        aims = [place for k, place in enumerate(face.aims) if values[many + k] > first]
        rank = int(np.sum(sizes > second))
        shrunk = len(kept) < many or len(aims) < len(face.aims) or rank < len(sizes)
        if not shrunk or not aims or (tuple(kept), tuple(aims), rank) in seen:
            continue
        seen.add((tuple(kept), tuple(aims), rank))
        if rank == len(sizes):
            yield Face(problem, kept, aims, face.null)
            continue
        null = _null(face, kept, aims, solution, rank)
        for close in (1e-9, 1e-6, 1e-4):
            yield Face(problem, kept, aims, _rounded_space(null, problem.radicand, close))


def _null(
    face: Face, kept: list[int], aims: list[int], solution: Solution, rank: int
) -> np.ndarray:
    """Return a basis of where the form vanishes, after the solution was refined.

    With W = V V^T of the rank that it has, Newton's method satisfies the equations to the last
    digit, which a solver of semidefinite programs does not.
    """
    matrix, entries = in_floats(face)
    used = [k for k, place in enumerate(face.kept) if place in kept]
    used += [len(face.kept) + k for k, place in enumerate(face.aims) if place in aims]
    many, size = len(face.kept) + len(face.aims), len(solution.matrix)
    sizes, vectors = np.linalg.eigh(solution.matrix)
    V = vectors[:, size - rank :] * np.sqrt(np.maximum(sizes[size - rank :], 0))
    x = solution.scalars[used]
    sum_row = np.array([1.0 if k >= len(face.kept) else 0.0 for k in used])
    for _ in range(120):  # where the program is degenerate each step only halves the error
        W = V @ V.T
        flat = np.array([W[r, s] for r, s in entries])
        residual = matrix[:, used] @ x + matrix[:, many:-1] @ flat
        residual = np.append(residual + matrix[:, -1] * solution.constant, sum_row @ x - 1)
        slope = np.zeros((len(entries), V.size))
        for k, (r, s) in enumerate(entries):
            for j in range(rank):
                slope[k, r * rank + j] += V[s, j]
                slope[k, s * rank + j] += V[r, j]
        left = np.vstack([matrix[:, used], sum_row])
        right = np.vstack([matrix[:, many:-1] @ slope, np.zeros(V.size)])
        step = np.linalg.lstsq(np.hstack([left, right]), -residual, rcond=1e-11)[0]
        x, V = x + step[: len(used)], V + step[len(used) :].reshape(V.shape)
        if np.abs(step).max() < 1e-14:
            break
    columns, _, _ = np.linalg.svd(V, full_matrices=True)
    basis = np.array([[float(y) for y in one] for one in face.basis()])
    # the form is basis^T W basis: it vanishes on v if W vanishes on basis v
    span = basis.T @ np.linalg.solve(basis @ basis.T, columns[:, rank:])
    old = np.array([[float(y) for y in one] for one in face.null]).reshape(-1, basis.shape[1])
    return np.vstack([old, span.T])


def _gap(values: Iterable[float]) -> float:
    """Return where small values end: in the widest gap on a logarithmic scale."""
    logs = sorted(float(np.log10(max(x, 1e-9))) for x in values)
    best, limit = 0.0, -5.0
    for low, high in itertools.pairwise(logs):
        if low < -3 and high - low > best:
            best, limit = high - low, (low + high) / 2
    return 10.0**limit


def _rounded_space(rows: np.ndarray, radicand: int, close: float) -> list[list[Any]]:
    """Return an exact basis near a space of float vectors: in echelon form, entries rounded."""
    a = np.array(rows, dtype=float)
    place, found = 0, []
    for column in range(a.shape[1]):
        if place >= a.shape[0]:
            break
        best = place + int(np.argmax(np.abs(a[place:, column])))
        if abs(a[best, column]) < max(1e-6, 10 * close):
            continue
        a[[place, best]] = a[[best, place]]
        a[place] /= a[place, column]
        for k in range(a.shape[0]):
            if k != place:
                a[k] -= a[k, column] * a[place]
        place += 1
    for row in a[:place]:
        found.append([near(x, radicand, close) if abs(x) > close else Fraction(0) for x in row])
    return found
