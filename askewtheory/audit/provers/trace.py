"""Symbolic branches of a function, taken from the function itself.

The function is called with traced symbols. Each comparison of traced values is answered yes or no
in turn, and the answer is recorded as a condition; all combinations of answers are explored. The
result is the function as a list of (condition, value) pairs: the statement that a solver is asked
about is built from the very code that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from askewtheory.audit.terms import (
    Formula,
    Term,
    choose,
    eq,
    every,
    implies,
    negation,
    term,
)

MOST = 4096
"""Paths that one function may have."""


@dataclass(frozen=True)
class Path:
    """One way through a function: under ``conditions`` it returns ``value``."""

    conditions: tuple[Formula, ...]
    value: Any

    @property
    def condition(self) -> Formula:
        """All conditions at once."""
        return every(*self.conditions) if self.conditions else eq(0, 0)


class _Decisions:
    """Answers to comparisons: those prescribed first, then yes; a repeated one as before."""

    def __init__(self, prescribed: tuple[bool, ...]) -> None:
        self.prescribed = prescribed
        self.answers: list[bool] = []
        self.asked: dict[Formula, bool] = {}

    def ask(self, relation: Formula) -> bool:
        if relation in self.asked:
            return self.asked[relation]
        place = len(self.answers)
        answer = self.prescribed[place] if place < len(self.prescribed) else True
        self.answers.append(answer)
        self.asked[relation] = answer
        return answer

    @property
    def conditions(self) -> tuple[Formula, ...]:
        return tuple(one if yes else negation(one) for one, yes in self.asked.items())


class _Traced:
    """A term whose comparisons ask a list of decisions."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, expression: Term, decisions: _Decisions) -> None:
        self.expression = expression
        self.decisions = decisions

    def _lift(self, expression: Term) -> _Traced:
        return _Traced(expression, self.decisions)

    def __add__(self, other: Any) -> _Traced:
        return self._lift(self.expression + _plain(other))

    def __sub__(self, other: Any) -> _Traced:
        return self._lift(self.expression - _plain(other))

    def __mul__(self, other: Any) -> _Traced:
        return self._lift(self.expression * _plain(other))

    def __truediv__(self, other: Any) -> _Traced:
        return self._lift(self.expression / _plain(other))

    def __radd__(self, other: Any) -> _Traced:
        return self._lift(_plain(other) + self.expression)

    def __rsub__(self, other: Any) -> _Traced:
        return self._lift(_plain(other) - self.expression)

    def __rmul__(self, other: Any) -> _Traced:
        return self._lift(_plain(other) * self.expression)

    def __rtruediv__(self, other: Any) -> _Traced:
        return self._lift(_plain(other) / self.expression)

    def __pow__(self, exponent: int) -> _Traced:
        return self._lift(self.expression**exponent)

    def __neg__(self) -> _Traced:
        return self._lift(-self.expression)

    def __abs__(self) -> _Traced:
        return self if self >= 0 else -self

    def __lt__(self, other: Any) -> bool:
        return self.decisions.ask(self.expression < _plain(other))

    def __le__(self, other: Any) -> bool:
        return self.decisions.ask(self.expression <= _plain(other))

    def __gt__(self, other: Any) -> bool:
        return self.decisions.ask(self.expression > _plain(other))

    def __ge__(self, other: Any) -> bool:
        return self.decisions.ask(self.expression >= _plain(other))

    def __eq__(self, other: object) -> bool:
        return self.decisions.ask(eq(self.expression, _plain(other)))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return self != 0


def paths(function: Callable[..., Any], *arguments: Any) -> list[Path]:
    """Return every way through ``function`` called with ``arguments``.

    Parameters
    ----------
    function
        A function, or a lambda around one, that compares and computes only. Terms that it closes
        over must be passed as arguments too if they are compared with numbers alone.
    arguments
        Terms, one for each argument.

    Returns
    -------
    list of Path
        Conditions are exclusive and exhaust the function's domain.

    Raises
    ------
    ValueError
        If there are more than ``MOST``.
    """
    found: list[Path] = []
    pending: list[tuple[bool, ...]] = [()]
    while pending:
        if len(found) > MOST:
            raise ValueError(f"the function has more than {MOST} paths")
        decisions = _Decisions(pending.pop())
        value = function(*(_Traced(term(one), decisions) for one in arguments))
        start = len(decisions.prescribed)
        if len(decisions.answers) < start:
            raise ValueError(
                "the function does not compare the same numbers each time it is called"
            )
        for place in range(start, len(decisions.answers)):
            pending.append((*decisions.answers[:place], False))
        found.append(Path(decisions.conditions, _untraced(value)))
    return found


def traced(function: Callable[..., Any], *arguments: Any) -> Term:
    """Return the function's value as one term, with ``if_`` where it branches."""
    result, *rest = reversed(paths(function, *arguments))
    shown = result.value
    for path in rest:
        shown = choose(path.condition, path.value, shown)
    return shown


def on_every_path(found: Iterable[Path], statement: Callable[[Any], Any]) -> Formula:
    """Return the formula that ``statement`` holds for the value of every path."""
    parts = [
        implies(path.condition, statement(path.value)) if path.conditions
        else statement(path.value)
        for path in found
    ]  # fmt: skip
    return every(*parts)


def _plain(value: Any) -> Term:
    return value.expression if isinstance(value, _Traced) else term(value)


def _untraced(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_untraced(one) for one in value)
    return _plain(value)
