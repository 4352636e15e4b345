"""Dual certificates of statements about vectors: found with floats, rounded, exact in the end.

A statement that is linear in inner products and numbers follows from its hypotheses h_i >= 0 if

    conclusion = sum lambda_i h_i + (a positive semidefinite form) + (a number >= 0).

A semidefinite program finds the lambda_i >= 0. Its floats are never trusted: which multipliers are
zero and on which vectors the form vanishes is read from them (the worst cases lie there), the rest
is rounded and what remains is solved exactly. The rule ``certificate`` then multiplies everything
out again. Nothing is established in this module.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory.audit.pep.faces import (
    Face,
    Solution,
    columns_of,
    common_kernel,
    in_floats,
    keys_of,
    narrowed,
)
from askewtheory.audit.pep.forms import as_term, linear
from askewtheory.audit.pep.quadratic import pivots_of, reduced, sign
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
    face = Face(problem, list(range(len(problem.given))), list(range(len(problem.aims))),
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
            pending += reversed(list(narrowed(face, solution)))
    if solved == 1:
        raise NotEstablishedError("no multipliers: the bound is false, or not of this form")
    raise NotEstablishedError("multipliers exist, and none was found in exact numbers")


PRECISELY = {"tol_gap_abs": 1e-10, "tol_gap_rel": 1e-10, "tol_feas": 1e-10}


def answered(problem: Any, tolerances: Mapping[str, float] | None = None) -> bool:
    """Solve a program in floats, quietly; tell whether the solver ended without an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            problem.solve(solver="CLARABEL", **(tolerances or {}))
        except Exception:
            return False
    return True


def _solved(face: Face) -> Solution | None:
    """Return a solution as far inside of the cone as there is one, in floats."""
    cp = require("cvxpy", "pep")
    matrix, entries = in_floats(face)
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
    answered(cp.Problem(cp.Maximize(inside), rules), PRECISELY)
    if scalars.value is None or inside.value is None or float(inside.value) < -1e-4:
        return None
    found = np.zeros((0, 0)) if W is None else np.array(W.value)
    return Solution(float(inside.value), np.array(scalars.value), float(constant.value), found)


def _exact(face: Face, solution: Solution) -> Certificate | None:
    """Round the free unknowns, solve for the others, and check signs and pivots."""
    matrix = solution.matrix
    columns, entries = columns_of(face)
    wide = len(columns)
    rows: dict[tuple[str, ...], dict[int, Any]] = {key: {} for key in keys_of(face.problem)}
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


def _checked(face: Face, unknowns: list[Any], entries: list[tuple[int, int]]) -> Any:
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
