"""Statements about worst cases, decided: a dual certificate proves, exact points refute.

What is found here is handed to the rules of the trusted core, which check it in exact numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory.audit import rules
from askewtheory.audit.pep.faces import common_kernel
from askewtheory.audit.pep.forms import Form, Linear, as_term, linear, sides_of
from askewtheory.audit.pep.search import PRECISELY, answered, certificate
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, formula, minimum, term
from askewtheory.audit.theorem import Judgement, NotEstablishedError
from askewtheory.audit.twins import breaks
from askewtheory.errors import require

DENOMINATORS = (1, 2, 6, 12, 60, 360, 10**3, 10**4, 10**6)


def proved(statement: Statement) -> Judgement:
    """Return the judgement that a statement follows from a combination of its hypotheses.

    A bound on the least of several numbers is one on a weighted mean of them.

    Raises
    ------
    NotEstablishedError
        If no certificate was found, or the statement is of another kind.
    """
    found = certificate(statement)
    sides = sides_of(statement)
    if len(sides) == 1:
        return rules.certificate(statement, found.parts())
    bound = sides[0][1]
    mean = _mean([one for one, _ in sides], found.weights)
    first = rules.certificate(statement.concluding(mean <= bound), found.parts())
    names = [Term("var", (f"m{k}",)) for k in range(len(sides))]
    limit = Term("var", ("bound",))
    least = rules.solvers(states(minimum(*names) <= limit, [_mean(names, found.weights) <= limit]))
    values = {f"m{k}": one for k, (one, _) in enumerate(sides)} | {"bound": bound}
    then = rules.instance(states(statement.conclusion, [mean <= bound]), least, values)
    return rules.chain(statement, [first, then])


def _mean(numbers: Sequence[Term], weights: Sequence[Any]) -> Term:
    total: Term | None = None
    for one, weight in zip(numbers, weights, strict=True):
        if weight:
            own = as_term(weight) * one
            total = own if total is None else total + own
    return term(0) if total is None else total


def counterexample(statement: Statement) -> dict[str, Any]:
    """Return exact points and values that satisfy every hypothesis and break the conclusion.

    They are rounded from a solver's, so that some margin has to be left: a bound that is only just
    false, or equations between inner products, are out of reach.

    Raises
    ------
    NotEstablishedError
        If none was found.
    """
    problem = linear(statement)
    numbers = _numbers(problem)
    gram = _worst(problem, numbers)
    if gram is None:
        raise NotEstablishedError("no points break it by a margin")
    values, columns = np.linalg.eigh(_translated(problem, gram))
    for rank in range(1, len(values) + 1):
        top = columns[:, -rank:] * np.sqrt(np.maximum(values[-rank:], 0))
        for size, below in itertools.product((np.abs(top).max(), 1.0), DENOMINATORS):
            points = {
                name: tuple(Fraction(round(x / size * below), below) for x in row)
                for name, row in zip(problem.names, top, strict=True)
            }
            known = _values(problem, numbers, points)
            for finer in (1, 10, 1000) if known else ():
                rounded = {name: Fraction(round(x * below * finer), below * finer)
                           for name, x in (known or {}).items()}  # fmt: skip
                if breaks(statement, points | rounded):
                    return {**points, **rounded}
    raise NotEstablishedError("points break it, and none was found in exact numbers")


def refuted(statement: Statement, instead: Any) -> Judgement:
    """Return the judgement that exact points break a statement, and not what is true instead."""
    return rules.refutation(statement, counterexample(statement), formula(instead))


def largest(statement: Statement) -> float | None:
    """Return, in floats, how large the number gets that is said to be at most 0, or None."""
    cp = require("cvxpy", "pep")
    problem = linear(statement)
    gram = cp.Variable((len(problem.names),) * 2, PSD=True)
    values = {name: cp.Variable() for name in _numbers(problem)}
    found = cp.Variable()

    def expression(one: Form) -> Any:
        return _expression(one, problem.names, gram, values)

    limits = [found <= -expression(one) for one in problem.aims]
    for one, equation in zip(problem.given, problem.equations, strict=True):
        limits.append(expression(one) == 0 if equation else expression(one) >= 0)
    asked = cp.Problem(cp.Maximize(found), limits)
    answered(asked, PRECISELY)
    return None if found.value is None or asked.status == "unbounded" else float(found.value)


def _numbers(problem: Linear) -> list[str]:
    """Return the names of the numbers that are no inner products."""
    forms = (*problem.given, *problem.aims)
    return sorted({key[0] for one in forms for key in one if len(key) == 1})


def _translated(problem: Linear, gram: Any) -> Any:
    """Return the Gram matrix after a translation that puts some point at zero, if there is one."""
    for vector in common_kernel(problem):
        along = np.array([float(x) for x in vector])
        place = int(np.flatnonzero(along)[-1])
        shift = np.eye(len(along))
        shift[:, place] -= along / along[place]
        gram = shift @ gram @ shift.T
    return gram


def _worst(problem: Linear, numbers: Sequence[str]) -> Any:
    """Return a Gram matrix, of small trace, that breaks the conclusion and leaves margins."""
    cp = require("cvxpy", "pep")
    size = len(problem.names)
    gram = cp.Variable((size, size), PSD=True)
    values = {name: cp.Variable() for name in numbers}
    margin = cp.Variable()

    def expression(one: Form) -> Any:
        return _expression(one, problem.names, gram, values)

    limits = [margin <= 1, cp.trace(gram) <= 100]
    for one, equation in zip(problem.given, problem.equations, strict=True):
        limits.append(expression(one) == 0 if equation else expression(one) >= margin)
    limits += [-expression(one) >= margin for one in problem.aims]
    answered(cp.Problem(cp.Maximize(margin), limits))
    if margin.value is None or margin.value < 1e-7:
        return None
    fixed = float(margin.value) / 4
    if not answered(cp.Problem(cp.Minimize(cp.trace(gram)), [*limits, margin >= fixed])):
        return None
    return None if gram.value is None else (gram.value + gram.value.T) / 2


def _expression(one: Form, names: Sequence[str], gram: Any, values: Mapping[str, Any]) -> Any:
    place = {name: k for k, name in enumerate(names)}
    total: Any = 0
    for key, x in one.items():
        if len(key) == 2:
            total = total + float(x) * gram[place[key[0]], place[key[1]]]
        else:
            total = total + float(x) * (values[key[0]] if key else 1)
    return total


def _values(
    problem: Linear, numbers: Sequence[str], points: Mapping[str, Sequence[Fraction]]
) -> dict[str, float] | None:
    """Return values that leave the largest margin at given points, or None."""
    cp = require("cvxpy", "pep")
    names = problem.names
    array = np.array([[float(x) for x in points[name]] for name in names])
    gram = array @ array.T
    values = {name: cp.Variable() for name in numbers}
    margin = cp.Variable()
    limits: list[Any] = [margin <= 1]
    for one, equation in zip(problem.given, problem.equations, strict=True):
        found = _expression(one, names, gram, values)
        limits.append(found == 0 if equation else found >= margin)
    limits += [-_expression(one, names, gram, values) >= margin for one in problem.aims]
    answered(cp.Problem(cp.Maximize(margin), limits))
    if margin.value is None or margin.value < -1e-9:
        return None
    return {name: float(one.value) for name, one in values.items()}
