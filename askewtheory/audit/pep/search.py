"""Dual certificates of statements about vectors: found with floats, rounded, exact in the end.

A statement that is linear in inner products and numbers follows from its hypotheses h_i >= 0 if

    conclusion = sum lambda_i h_i + (a positive semidefinite form) + (a number >= 0).

A semidefinite program finds the lambda_i >= 0. Its floats are never trusted: which multipliers are
zero and on which vectors the form vanishes is read from them (the worst cases lie there), the rest
is rounded and what remains is solved exactly. The rule ``certificate`` then multiplies everything
out again. Nothing is established in this module.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory.audit.pep.forms import Form, Linear, as_term, linear
from askewtheory.audit.pep.quadratic import kernel, near, pivots_of, reduced, sign
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import Term
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.errors import require

MOST = 24
"""Programs that one search may solve."""
STRICT = 1e-6
"""What is larger than this is positive, in the numbers of the solver."""
DENOMINATORS = (1, 2, 4, 12, 60, 1000, 10**5, 10**8)
Parts = list[tuple[Term, list[int]]]


@dataclass(frozen=True)
class _Face:
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
class _Solution:
    """In floats: how far inside of the cone, multipliers and weights, the constant, and W."""

    inside: float
    scalars: np.ndarray
    constant: float
    matrix: np.ndarray


@dataclass(frozen=True)
class Certificate:
    """Multipliers of the hypotheses, weights of the aims, and the squares of the form."""

    multipliers: dict[int, Any]
    weights: list[Any]
    squares: list[tuple[Any, dict[str, Any]]]
    constant: Any

    def parts(self) -> Parts:
        """Return what the rule ``certificate`` is given."""
        found: Parts = [(as_term(x), [place]) for place, x in self.multipliers.items()]
        for factor, vector in self.squares:
            total: Term | None = None
            for name, x in vector.items():
                one = as_term(x) * Term("var", (name,))
                total = one if total is None else total + one
            if total is not None:
                found.append((as_term(factor) * Term("call", ("norm2", total)), []))
        if self.constant:
            found.append((as_term(self.constant), []))
        return found


def certificate(statement: Statement) -> Certificate:
    """Return a dual certificate of a statement.

    Raises
    ------
    NotEstablishedError
        If there is none, or none was found.
    """
    problem = linear(statement)
    face = _Face(problem, list(range(len(problem.given))), list(range(len(problem.aims))),
                 common_kernel(problem))  # fmt: skip
    solved, pending = 0, [face]
    while pending and solved < MOST:
        face = pending.pop()
        solution = _solved(face)
        solved += 1
        if solution is None:
            continue
        found = _exact(face, solution)
        if found is not None:
            return found
        if solution.inside < STRICT:
            pending += reversed(list(_narrowed(face, solution)))
    if solved == 1:
        raise NotEstablishedError("no multipliers: the bound is false, or not of this form")
    raise NotEstablishedError("multipliers exist, and none was found in exact numbers")


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


def _keys(problem: Linear) -> list[tuple[str, ...]]:
    """Return every inner product and number of which the two sides must agree."""
    names = problem.names
    gram = [tuple(sorted((a, b))) for k, a in enumerate(names) for b in names[k:]]
    numbers = {key for one in (*problem.given, *problem.aims) for key in one if len(key) == 1}
    return [*gram, *sorted(numbers), ()]


def _columns(face: _Face) -> tuple[list[Form], list[tuple[int, int]]]:
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


def _floats(face: _Face) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Return the equations' matrix; its columns are the unknowns."""
    columns, entries = _columns(face)
    keys = {key: k for k, key in enumerate(_keys(face.problem))}
    matrix = np.zeros((len(keys), len(columns)))
    for place, column in enumerate(columns):
        for key, x in column.items():
            matrix[keys[key], place] = float(x)
    return matrix, entries


def _solved(face: _Face) -> _Solution | None:
    """Return a solution as far inside of the cone as there is one, in floats."""
    cp = require("cvxpy", "pep")
    matrix, entries = _floats(face)
    many, size = len(face.kept) + len(face.aims), len(face.basis())
    scalars, inside = cp.Variable(many), cp.Variable()
    constant = cp.Variable(nonneg=True)
    free = [k for k, place in enumerate(face.kept) if face.problem.equations[place]]
    signed = [k for k in range(many) if k not in free]
    rules = [cp.sum(scalars[len(face.kept) :]) == 1, inside <= 1]
    if signed:
        rules.append(scalars[signed] >= inside)
    total = matrix[:, :many] @ scalars + matrix[:, -1] * constant
    W: Any = None
    if size:
        W = cp.Variable((size, size), symmetric=True)
        rules.append(W >> inside * np.eye(size))
        chosen = np.zeros((len(entries), size * size))
        for k, (r, s) in enumerate(entries):
            chosen[k, r * size + s] = 1
        total = total + matrix[:, many:-1] @ (chosen @ cp.vec(W, order="C"))
    rules.append(total == 0)
    problem = cp.Problem(cp.Maximize(inside), rules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            problem.solve(solver="CLARABEL", tol_gap_abs=1e-10, tol_gap_rel=1e-10, tol_feas=1e-10)
        except Exception:
            return None
    if scalars.value is None or inside.value is None or float(inside.value) < -1e-4:
        return None
    found = np.zeros((0, 0)) if W is None else np.array(W.value)
    return _Solution(float(inside.value), np.array(scalars.value), float(constant.value), found)


def _narrowed(face: _Face, solution: _Solution) -> Iterator[_Face]:
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
            yield _Face(problem, kept, aims, face.null)
            continue
        null = _null(face, kept, aims, solution, rank)
        for close in (1e-9, 1e-6, 1e-4):
            yield _Face(problem, kept, aims, _rounded_space(null, problem.radicand, close))


def _null(
    face: _Face, kept: list[int], aims: list[int], solution: _Solution, rank: int
) -> np.ndarray:
    """Return a basis of where the form vanishes, after the solution was refined.

    With W = V V^T of the rank that it has, Newton's method satisfies the equations to the last
    digit, which a solver of semidefinite programs does not.
    """
    matrix, entries = _floats(face)
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


def _exact(face: _Face, solution: _Solution) -> Certificate | None:
    """Round the free unknowns, solve for the others, and check signs and pivots."""
    matrix = solution.matrix
    columns, entries = _columns(face)
    wide = len(columns)
    rows: dict[tuple[str, ...], dict[int, Any]] = {key: {} for key in _keys(face.problem)}
    for place, column in enumerate(columns):
        for key, x in column.items():
            rows[key][place] = x
    one: dict[int, Any] = {len(face.kept) + k: Fraction(1) for k in range(len(face.aims))}
    one[wide] = Fraction(1)
    done, pivots = reduced([*rows.values(), one], wide)
    if any(pivot >= wide for pivot in pivots):
        return None
    values = [*solution.scalars, *(matrix[r, s] for r, s in entries), solution.constant]
    for unknowns in _candidates(values, done, pivots, face.problem.radicand):
        found = _checked(face, unknowns, entries)
        if found is not None:
            return found
    return None


def _candidates(
    values: Sequence[float], done: Sequence[dict[int, Any]], pivots: Sequence[int], radicand: int
) -> Iterator[list[Any]]:
    """Yield exact solutions of the equations: free unknowns rounded more and more finely."""
    wide = len(values)
    free = [k for k in range(wide) if k not in set(pivots)]
    for below in DENOMINATORS if free else (1,):
        exact: list[Any] = [Fraction(0)] * wide
        for k in free:
            exact[k] = Fraction(round(values[k] * below), below)
        for pivot, row in zip(pivots, done, strict=True):
            total = row.get(wide, Fraction(0))
            for k in free:
                if k in row and exact[k]:
                    total = total - row[k] * exact[k]
            exact[pivot] = total
        yield exact


def _checked(face: _Face, unknowns: list[Any], entries: list[tuple[int, int]]) -> Any:
    """Return the certificate if every sign is right, else None."""
    many = len(face.kept)
    multipliers = dict(zip(face.kept, unknowns[:many], strict=True))
    weights = [Fraction(0)] * len(face.problem.aims)
    for place, x in zip(face.aims, unknowns[many:], strict=False):
        weights[place] = x
    signed = [x for k, x in multipliers.items() if not face.problem.equations[k]]
    if any(sign(x) < 0 for x in (*signed, *weights, unknowns[-1])):
        return None
    basis = face.basis()
    small = [[Fraction(0)] * len(basis) for _ in basis]
    for (r, s), x in zip(entries, unknowns[many + len(face.aims) : -1], strict=True):
        small[r][s] = small[s][r] = x
    factors = pivots_of(small)
    if factors is None:
        return None
    squares = []
    for pivot, column in factors:
        vector: dict[str, Any] = {}
        for factor, one in zip(column, basis, strict=True):
            for name, x in zip(face.problem.names, one, strict=True):
                if factor and x:
                    vector[name] = vector.get(name, Fraction(0)) + factor * x
        squares.append((pivot, {name: x for name, x in vector.items() if x}))
    return Certificate({k: x for k, x in multipliers.items() if x}, weights, squares, unknowns[-1])
