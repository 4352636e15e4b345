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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory.audit.pep.forms import Form, Linear, as_term, linear
from askewtheory.audit.pep.quadratic import kernel, near, pivots_of, reduced, sign
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import Term
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.errors import require

ROUNDS = 6
"""How often vectors and multipliers are found to be zero before the search gives up."""
STRICT = 1e-6
"""What is larger than this is positive, in the numbers of the solver."""
DENOMINATORS = (1, 2, 4, 12, 60, 1000, 10**5, 10**8)
Parts = list[tuple[Term, list[int]]]


@dataclass
class _Face:
    """Where the multipliers live: those of ``kept``, and forms C W C^T that vanish on ``null``."""

    problem: Linear
    kept: list[int]
    aims: list[int]
    null: list[list[Any]] = field(default_factory=list)

    def basis(self) -> list[list[Any]]:
        """Return vectors that span what is orthogonal to ``null``."""
        size = len(self.problem.names)
        rows = [{k: x for k, x in enumerate(one) if x} for one in self.null]
        return kernel(rows, size)


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
    face = _Face(problem, list(range(len(problem.given))), list(range(len(problem.aims))))
    face.null = common_kernel(problem)
    for _ in range(ROUNDS):
        solution = _solved(face)
        if solution is None:
            raise NotEstablishedError("no multipliers: the bound is false, or not of this form")
        if solution[0] > STRICT:
            found = _exact(face, solution)
            if found is None:
                raise NotEstablishedError("multipliers exist, and none was found in exact numbers")
            return found
        found = _exact(face, solution)
        if found is not None:
            return found
        if not _narrowed(face, solution):
            raise NotEstablishedError("the multipliers' zeros were not found")
    raise NotEstablishedError("the multipliers' zeros were not found")


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


def _solved(face: _Face) -> tuple[float, np.ndarray, np.ndarray] | None:
    """Return how far inside of the cone a solution is, the multipliers, and the matrix W."""
    cp = require("cvxpy", "pep")
    columns, entries = _columns(face)
    keys = {key: k for k, key in enumerate(_keys(face.problem))}
    matrix = np.zeros((len(keys), len(columns)))
    for place, column in enumerate(columns):
        for key, x in column.items():
            matrix[keys[key], place] = float(x)
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
        flat = cp.vec(W, order="C")
        chosen = np.zeros((len(entries), size * size))
        for k, (r, s) in enumerate(entries):
            chosen[k, r * size + s] = 1
        total = total + matrix[:, many:-1] @ (chosen @ flat)
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
    matrix_w = np.zeros((0, 0)) if W is None else np.array(W.value)
    return float(inside.value), np.append(scalars.value, float(constant.value)), matrix_w


def _narrowed(face: _Face, solution: tuple[float, np.ndarray, np.ndarray]) -> bool:
    """Leave out multipliers that are zero, and add the vectors on which the form vanishes."""
    _, scalars, matrix = solution
    values = [abs(x) for x in scalars[:-1]]
    eigenvalues, eigenvectors = (
        np.linalg.eigh(matrix) if len(matrix) else (np.zeros(0), np.zeros((0, 0)))
    )
    signed = [x for k, x in enumerate(values)
              if k >= len(face.kept) or not face.problem.equations[face.kept[k]]]  # fmt: skip
    limit = _gap([*signed, *np.abs(eigenvalues)])
    kept = [place for k, place in enumerate(face.kept)
            if face.problem.equations[place] or values[k] > limit]  # fmt: skip
    aims = [place for k, place in enumerate(face.aims) if values[len(face.kept) + k] > limit]
    small = [k for k, x in enumerate(eigenvalues) if abs(x) <= limit]
    changed = len(kept) < len(face.kept) or len(aims) < len(face.aims) or bool(small)
    face.kept, face.aims = kept, aims
    if small:
        basis = np.array([[float(x) for x in one] for one in face.basis()])
        # x^T (C W C^T) x = 0 exactly if W vanishes on C^T x; x in the span of C
        gram = basis @ basis.T
        span = basis.T @ np.linalg.solve(gram, eigenvectors[:, small])
        old = np.array([[float(x) for x in one] for one in face.null]).reshape(-1, basis.shape[1])
        face.null = _rounded_space(np.vstack([old, span.T]), face.problem.radicand)
    return changed


def _gap(values: Sequence[float]) -> float:
    """Return where small values end: in the widest gap on a logarithmic scale."""
    logs = sorted(np.log10(max(float(x), 1e-12)) for x in values)
    best, limit = 0.0, -5.0
    for low, high in itertools.pairwise(logs):
        if low < -3 and high > -7 and high - low > best:
            best, limit = high - low, (low + high) / 2
    return 10.0**limit


def _rounded_space(rows: np.ndarray, radicand: int) -> list[list[Any]]:
    """Return an exact basis near a space of float vectors: in echelon form, entries rounded."""
    a = np.array(rows, dtype=float)
    place, found = 0, []
    for column in range(a.shape[1]):
        if place >= a.shape[0]:
            break
        best = place + int(np.argmax(np.abs(a[place:, column])))
        if abs(a[best, column]) < 1e-4:
            continue
        a[[place, best]] = a[[best, place]]
        a[place] /= a[place, column]
        for k in range(a.shape[0]):
            if k != place:
                a[k] -= a[k, column] * a[place]
        place += 1
    for row in a[:place]:
        found.append([near(x, radicand) if abs(x) > 1e-5 else Fraction(0) for x in row])
    return found


def _exact(face: _Face, solution: tuple[float, np.ndarray, np.ndarray]) -> Certificate | None:
    """Round the free unknowns, solve for the others, and check signs and pivots."""
    _, scalars, matrix = solution
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
    values = [*scalars[:-1], *(matrix[r, s] for r, s in entries), scalars[-1]]
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
