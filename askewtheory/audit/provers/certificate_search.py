"""Looking for certificates: which cases to split into, and which products contradict each other.

A linear program over floats finds which products take part; their multipliers are then solved for
in fractions. What is found counts only if :mod:`.certificates` accepts it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

from askewtheory.audit.polynomial import Monomial, Polynomial, product
from askewtheory.audit.provers.cases import Case, Constraint, branches, constraints, splits, start
from askewtheory.audit.provers.certificates import (
    UNIT,
    Certificate,
    Contradiction,
    Frozen,
    Product,
    Split,
    check,
    expanded,
    no_contradiction,
)
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import Term

COLUMNS, TERMS, MANY, TINY = 4000, 400, 100, 1e-9
"""The most products of a linear program, monomials of a product, cases; and what counts as 0."""


class OutOfTimeError(Exception):
    """The search took longer than it was given."""


def _clock(seconds: float) -> Callable[[], None]:
    """Return what raises an error once this process has computed for so long."""
    import scipy.optimize  # noqa: F401  # its import is no search

    end = time.process_time() + seconds

    def clock() -> None:
        if time.process_time() > end:
            raise OutOfTimeError

    return clock


def find(statement: Statement, seconds: float = 20.0) -> Certificate | None:
    """Return a certificate of a statement that :func:`check` accepts, or None.

    Parameters
    ----------
    statement
        One implication over the reals.
    seconds
        How long to compute for it, on one core.
    """
    clock = _clock(seconds)

    try:
        for most, deep in ((3, 0), (3, 1), (4, 2)):
            found = _search(start(statement), most, deep, clock)
            if found is not None:
                return None if check(statement, found) else found
    except (OutOfTimeError, ValueError):
        pass
    return None


def split_up(statement: Statement, seconds: float = 20.0) -> Certificate | None:
    """Return a certificate some of whose cases may be left open, or None if there is no time.

    What is left open has no products; :func:`.certificates.open_cases` says what is to be shown.
    """
    clock = _clock(seconds)

    def followed(case: Case) -> Certificate:
        closed = contradiction(constraints(case), 1)
        if closed:
            return closed
        on, _ = _best_split(case, clock)
        if on is None:
            return contradiction(constraints(case), 2) or Contradiction(())
        return Split(on, tuple(followed(one) for one in branches(case, on)))

    try:
        return followed(start(statement))
    except (OutOfTimeError, ValueError):
        return None


def _search(case: Case, most: int, deep: int, clock: Callable[[], None]) -> Certificate | None:
    """Return a certificate of a case with products of at most ``most`` constraints.

    ``deep`` says how often it may also be split on the sign of a name.
    """
    clock()
    known = constraints(case)
    closed = contradiction(known, 1)
    if closed:
        return closed
    on, left = _best_split(case, clock)
    if left > 1:  # before there are two cases to follow
        closed = contradiction(known, 2)
        if closed:
            return closed
    if on is not None:
        return _split(case, on, most, deep, clock)
    for level in range(3, most + 1):
        clock()
        closed = contradiction(known, level)
        if closed:
            return closed
    if deep:
        names = {name for one in known for m, _ in one.polynomial for name, _ in m}
        for name in sorted(names):
            signed = {c.polynomial for c in known}
            if ((((name, 1),), Fraction(1)),) not in signed:
                found = _split(case, Term("var", (name,)), most, deep - 1, clock)
                if found is not None:
                    return found
    return None


def _split(
    case: Case, on: Any, most: int, deep: int, clock: Callable[[], None]
) -> Certificate | None:
    parts = []
    for one in branches(case, on):
        found = _search(one, most, deep, clock)
        if found is None:
            return None
        parts.append(found)
    return Split(on, tuple(parts))


def _best_split(case: Case, clock: Callable[[], None]) -> tuple[Any, int]:
    """Return the split that leaves the fewest cases open, and how many; None if there is none."""
    best, least = None, MANY
    for on in splits(case):
        clock()
        left = sum(contradiction(constraints(one), 1) is None for one in branches(case, on))
        if left < least:
            best, least = on, left
        if left <= 1:
            break
    return best, least


def contradiction(known: Sequence[Constraint], level: int) -> Contradiction | None:
    """Return a sum of products of at most ``level`` constraints that contradicts them, or None."""
    candidates = list(_candidates(known, level))
    columns = _columns(known, candidates)
    equations = [any(known[p].relation == "==" for p in one.places) for one in candidates]
    positive = [
        one.square == one.factor == UNIT
        and all(known[place].relation == ">" for place in one.places)
        for one in candidates
    ]
    chosen = _linear_program(columns, equations, positive)
    if chosen is None:
        return None
    solved = _solved([columns[i] for i in chosen], [positive[i] for i in chosen])
    if solved is None:
        return None
    products = [
        Product(value, one.places, one.square, one.factor)
        for value, one in zip(solved, (candidates[i] for i in chosen), strict=True)
        if value
    ]
    return None if no_contradiction(known, products) else Contradiction(tuple(products))


def _columns(known: Sequence[Constraint], candidates: Sequence[Product]) -> list[Polynomial]:
    """Return the products multiplied out; those of constraints alone by one constraint each."""
    made: dict[tuple[int, ...], Polynomial] = {(): dict(UNIT)}
    result = []
    for one in candidates:
        if one.square == one.factor == UNIT and one.places[:-1] in made:
            last = dict(known[one.places[-1]].polynomial) if one.places else dict(UNIT)
            made[one.places] = product(made[one.places[:-1]], last)
            result.append(made[one.places])
        else:
            result.append(expanded(known, one))
    return result


def _candidates(known: Sequence[Constraint], level: int) -> Iterator[Product]:
    """Yield the products that a linear program may use, the simplest first."""
    one = Fraction(1)
    count = 0
    equal = [i for i, c in enumerate(known) if c.relation == "=="]
    other = [i for i, c in enumerate(known) if c.relation != "=="]
    factors = _monomials(known)
    squares = list(_squares(known, factors)) if level > 1 else [((m, one),) for m in factors]
    yield from (Product(one, places) for places in _known_signs(known, level))
    for places in _products(known, other, level):
        yield Product(one, places)
        count += 1
        if count > COLUMNS:
            return
    for i in equal:
        for degree in range(1, level):
            for names in combinations_with_replacement(factors, degree):
                monomial = next(iter(_times(names)))
                yield Product(one, (i,), factor=((monomial, one),))
                count += 1
        yield from (Product(one, (i, j)) for j in other if level > 1)
        yield Product(one, (i,))
    for square in squares:
        yield Product(one, (), square)
        if level > 1:
            yield from (Product(one, (i,), square) for i in other)
            count += len(other)
        if level > 2:
            yield from (Product(one, pair, square) for pair in combinations(other, 2))
            count += len(other) ** 2 // 2
        if count > COLUMNS:
            return


def _known_signs(known: Sequence[Constraint], level: int) -> Iterator[tuple[int, ...]]:
    """Yield products that are monomials: of names that are known to be >= 0, as high as they occur.

    What :func:`_products` yields is left out.
    """
    signed = {
        one.polynomial[0][0][0][0]: place
        for place, one in enumerate(known)
        if len(one.polynomial) == 1 and one.relation != "==" and one.polynomial[0][1] == 1
        and len(one.polynomial[0][0]) == 1 and one.polynomial[0][0][0][1] == 1
    }  # fmt: skip
    for monomial in dict.fromkeys(m for one in known for m, _ in one.polynomial):
        if all(name in signed for name, _ in monomial):
            places = tuple(sorted(signed[name] for name, power in monomial for _ in range(power)))
            if len(places) > level:
                yield places


def _products(
    known: Sequence[Constraint], other: list[int], level: int
) -> Iterator[tuple[int, ...]]:
    for degree in range(level + 1):
        for places in combinations_with_replacement(other, degree):
            size = 1
            for place in places:
                size *= len(known[place].polynomial)
            if size <= TERMS:
                yield places


def _times(names: Sequence[Monomial]) -> Polynomial:
    result = dict(UNIT)
    for one in names:
        result = product(result, {one: Fraction(1)})
    return result


def _monomials(known: Sequence[Constraint]) -> list[Monomial]:
    names = {name for one in known for monomial, _ in one.polynomial for name, _ in monomial}
    return [((name, 1),) for name in sorted(names)]


def _squares(known: Sequence[Constraint], factors: list[Monomial]) -> Iterator[Frozen]:
    one = Fraction(1)
    for monomial in factors:
        yield ((monomial, one),)
    for a, b in combinations([(), *factors], 2):
        yield ((a, one), (b, one))
        yield ((a, one), (b, -one))
    for constraint in known:
        if len(constraint.polynomial) > 1:
            yield constraint.polynomial


def _linear_program(
    columns: Sequence[Polynomial], free: Sequence[bool], positive: Sequence[bool]
) -> list[int] | None:
    """Return the columns of a basic solution of: sum c P = 0, sum of the positive ones' c = 1."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    rows: dict[Monomial, int] = {}
    entries = [
        (rows.setdefault(monomial, len(rows)), j, float(value))
        for j, column in enumerate(columns) for monomial, value in column.items()
    ]  # fmt: skip
    last = len(rows)
    entries += [(last, j, 1.0) for j, one in enumerate(positive) if one]
    i, j, values = zip(*entries, strict=True)
    matrix = coo_array((values, (i, j)), shape=(last + 1, len(columns))).tocsc()
    right = [0.0] * last + [1.0]
    cost = [0.0 if one else float(len(c)) for one, c in zip(free, columns, strict=True)]
    bounds = [(None if one else 0, None) for one in free]
    found = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds",
                    options={"time_limit": 5.0})  # fmt: skip
    if found.x is None or found.status != 0:
        return None
    return [k for k, value in enumerate(found.x) if abs(value) > TINY]


def _solved(columns: Sequence[Polynomial], positive: Sequence[bool]) -> list[Fraction] | None:
    """Return the exact solution of sum c P = 0, sum of positive c = 1, by elimination."""
    rows: dict[Any, dict[int, Fraction]] = {"one": {-1: Fraction(1)}}
    for place, column in enumerate(columns):
        for monomial, value in column.items():
            rows.setdefault(monomial, {})[place] = value
        if positive[place]:
            rows["one"][place] = Fraction(1)
    pivots: dict[int, dict[int, Fraction]] = {}
    for row in rows.values():
        for place, pivot in pivots.items():
            _reduce(row, pivot, place)
        place = next((k for k in row if k >= 0), None)
        if place is None:
            if row:
                return None
            continue
        row = {k: value / row[place] for k, value in row.items()}
        for pivot in pivots.values():
            _reduce(pivot, row, place)
        pivots[place] = row
    return [pivots.get(k, {}).get(-1, Fraction(0)) for k in range(len(columns))]


def _reduce(row: dict[int, Fraction], pivot: dict[int, Fraction], place: int) -> None:
    """Take away the multiple of ``pivot`` (with a 1 at ``place``) that empties the row there."""
    factor = row.get(place)
    if factor:
        for k, value in pivot.items():
            row[k] = row.get(k, Fraction(0)) - factor * value
            if not row[k]:
                del row[k]
