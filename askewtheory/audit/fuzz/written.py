"""Instances as Python that a check takes, and as text for readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from askewtheory.audit.orbits import Cycle
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import Formula, negation
from askewtheory.exact import is_exact_number


def instead(statement: Statement, names: Mapping[str, Any]) -> Iterator[str]:
    """Yield what holds at the counterexample: the opposite, or else something that is given."""
    opposite = {"<=": ">", "<": ">=", ">=": "<", ">": "<=", "==": "!=", "!=": "=="}
    then = statement.conclusion
    if then.op in opposite:
        yield str(Formula(opposite[then.op], then.args))
    yield str(negation(then))
    yield from map(str, statement.formulas)
    for name in statement.names:
        if is_exact_number(names.get(name)):
            yield f"{name} == {names[name]}"


def arguments(given: Mapping[str, Any]) -> str:
    """Return the arguments of ``this.refuted`` that make an instance."""
    plain = all(name.isidentifier() and name not in _TAKEN for name in given)
    if plain:
        return ", ".join(f"{name}={written(one)}" for name, one in given.items())
    return "{" + ", ".join(f"{name!r}: {written(one)}" for name, one in given.items()) + "}"


_TAKEN = frozenset({"instance", "instead", "parameters", "plot", "self", "lambda", "in", "is"})
"""Names that are no keyword arguments of ``this.refuted``."""


def written(one: Any) -> str:
    """Return a value of an instance as Python that ``this.refuted`` takes."""
    if isinstance(one, Fraction):
        return str(one.numerator) if one.denominator == 1 else f'"{one}"'
    if isinstance(one, Cycle):
        return f"Cycle({_row(one.first)}, {_row(one.again)})"
    return _row(one) if isinstance(one, tuple) else repr(one)


def _row(members: tuple[Any, ...]) -> str:
    """Return numbers as a tuple in Python."""
    parts = [str(one) if one.denominator == 1 else f"Fraction({one.numerator}, {one.denominator})"
             for one in members]  # fmt: skip
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def shown(one: Any) -> str:
    """Return a value of an instance for readers."""
    return ", ".join(map(str, one)) if isinstance(one, tuple) else str(one)


def imports(given: Mapping[str, Any]) -> str:
    """Return what these arguments need."""
    texts = [written(one) for one in given.values()]
    needed = []
    if any("Fraction(" in one for one in texts):
        needed.append("from fractions import Fraction")
    if any("Cycle(" in one for one in texts):
        needed.append("from askewtheory.audit.orbits import Cycle")
    return "; ".join(needed)
