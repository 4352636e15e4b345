"""Points of a scalar statement: small fractions, a solver's points, random ones, ones close by."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Protocol

from askewtheory.audit.evaluate import UndefinedError, UnknownError, value
from askewtheory.audit.provers.solvers import SolverError
from askewtheory.audit.sampling import drawn, model
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import Term, free_names
from askewtheory.audit.twins import counterexample

GRID = tuple(
    Fraction(one) for one in ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "-3", "1/4", "10",
                              "1/10", "100", "1/100")
)  # fmt: skip
"""Values of the grid, in the order in which they are tried."""
SIMPLE, EXAMPLES = 300, 300
"""Points of the grid before a solver is asked, and examples of Hypothesis, where that is there."""
Instance = Mapping[str, Any]


class Search(Protocol):
    """What points are drawn for: a statement, what came closest, and what tries an instance."""

    statement: Statement
    closest: dict[str, str]

    def attempt(self, instance: Any) -> bool:
        """Evaluate an instance; tell whether it refutes."""
        ...


def points(found: Search, draw: random.Random, until: float) -> Iterator[Instance]:
    """Yield points of a scalar statement, from each source in turn."""
    statement = found.statement
    asked = _solved_for(statement)
    yield from itertools.islice(_grid(statement), SIMPLE)  # what is found there is easy to read
    point = _from_solver(statement, min(10.0, max(0.5, (until - time.monotonic()) / 4)))
    if point is not None:
        yield point
    if (point := _from_hypothesis(found, draw)) is not None:
        yield point
    sources = itertools.cycle((
        _grid(statement), _random(statement, draw), _near_models(statement, draw),
        _closer(found, draw),
    ))  # fmt: skip
    for source in sources:
        for point in itertools.islice(source, 50):
            yield point
            if len(asked) > 0:
                yield _with_equations(asked, point)


def _from_solver(statement: Statement, seconds: float) -> dict[str, Fraction] | None:
    try:
        return counterexample(statement, seconds=seconds)
    except (SolverError, UnknownError, TypeError):
        return None


def _from_hypothesis(found: Search, draw: random.Random) -> dict[str, Fraction] | None:
    """Return a counterexample as simple as Hypothesis can make it; None where it is missing."""
    try:
        from hypothesis import HealthCheck, Phase, find, settings
        from hypothesis import strategies as given
        from hypothesis.errors import NoSuchExample
    except ImportError:
        return None
    numbers = {name: given.fractions(max_denominator=1000) for name in found.statement.names}
    unhurried = (HealthCheck.too_slow, HealthCheck.filter_too_much)
    options = settings(max_examples=EXAMPLES, database=None, deadline=None,
                       phases=(Phase.generate, Phase.shrink),
                       suppress_health_check=unhurried)  # fmt: skip
    try:
        return find(given.fixed_dictionaries(numbers), lambda point: found.attempt(point),
                    settings=options, random=draw)  # fmt: skip
    except NoSuchExample:
        return None


def _grid(statement: Statement) -> Iterator[Instance]:
    """Yield the grid, small values first: those of the first places before all others."""
    names = statement.names
    for size in range(1, len(GRID) + 1):
        for places in itertools.product(range(size), repeat=len(names)):
            if max(places) == size - 1:
                yield dict(zip(names, (GRID[place] for place in places), strict=True))


def _random(statement: Statement, draw: random.Random) -> Iterator[Instance]:
    while True:
        yield {name: any_number(draw) for name in statement.names}


def any_number(draw: random.Random) -> Fraction:
    """Return a small fraction, or one of any size."""
    if draw.random() < 0.6:
        return drawn(draw)
    size = Fraction(draw.randint(1, 99), draw.randint(1, 99)) * Fraction(10) ** draw.randint(-4, 4)
    return size if draw.random() < 0.7 else -size


def _near_models(statement: Statement, draw: random.Random) -> Iterator[Instance]:
    """Yield a solver's points for the hypotheses, with some coordinates drawn anew."""
    for attempt in itertools.count():
        try:
            start = model(statement, attempt % 7)
        except (SolverError, UnknownError, TypeError):
            start = None
        if start is None:
            yield {name: drawn(draw) for name in statement.names}
            continue
        changed = draw.sample(statement.names, draw.randint(0, min(3, len(statement.names))))
        given = {name: start.get(name, Fraction(0)) for name in statement.names}
        yield given | {name: any_number(draw) for name in changed}


def _closer(found: Search, draw: random.Random) -> Iterator[Instance]:
    """Yield points near the one that came closest: one or two coordinates a little off."""
    while True:
        if not found.closest:
            yield {name: drawn(draw) for name in found.statement.names}
            continue
        point: dict[str, Any] = {name: Fraction(one) for name, one in found.closest.items()}
        for name in draw.sample(list(point), draw.randint(1, min(2, len(point)))):
            shift = Fraction(draw.randint(-9, 9), 10) * Fraction(10) ** draw.randint(-3, 1)
            scaled = point[name] * (1 + shift) if draw.random() < 0.5 else point[name] + shift
            point[name] = scaled.limit_denominator(10**6)
        yield point


def _solved_for(statement: Statement) -> list[tuple[str, Term]]:
    """Return the names that a hypothesis ``name == term`` gives from the others."""
    found: list[tuple[str, Term]] = []
    for one in statement.formulas:
        if one.op != "==":
            continue
        for left, right in (one.args, one.args[::-1]):
            known = {name for name, _ in found}
            if left.op == "var" and left.args[0] not in free_names(right) | known:
                found.append((left.args[0], right))
                break
    return found


def _with_equations(asked: list[tuple[str, Term]], point: Instance) -> Instance:
    """Return the point with some names computed from the others."""
    made = dict(point)
    for name, right in asked:
        try:
            made[name] = value(right, made)
        except (UndefinedError, UnknownError):
            return point
    return made
