"""Symbolic branches of a kernel function, taken from the function itself.

The function is called with traced symbols. Each comparison of traced values is answered yes or no
in turn, and the answer is recorded as a condition; all combinations of answers are explored. The
result is the function as a list of (condition, value) pairs: the statement that a solver is asked
about is built from the very code that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sympy


@dataclass(frozen=True)
class Path:
    """One way through a function: under ``condition`` it returns ``value``."""

    condition: Any
    value: Any


class _Decisions:
    """Answers to comparisons: those prescribed first, then yes."""

    def __init__(self, prescribed: tuple[bool, ...]) -> None:
        self.prescribed = prescribed
        self.answers: list[bool] = []
        self.conditions: list[Any] = []

    def ask(self, relation: Any) -> bool:
        if relation is sympy.true or relation is sympy.false:
            return bool(relation)
        place = len(self.answers)
        answer = self.prescribed[place] if place < len(self.prescribed) else True
        self.answers.append(answer)
        self.conditions.append(relation if answer else sympy.Not(relation))
        return answer


class _Traced:
    """A SymPy expression whose comparisons ask a list of decisions."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, expression: Any, decisions: _Decisions) -> None:
        self.expression = expression
        self.decisions = decisions

    def _lift(self, expression: Any) -> _Traced:
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

    def __neg__(self) -> _Traced:
        return self._lift(-self.expression)

    def __abs__(self) -> _Traced:
        return self if self >= 0 else -self

    def __lt__(self, other: Any) -> bool:
        return self.decisions.ask(sympy.Lt(self.expression, _plain(other)))

    def __le__(self, other: Any) -> bool:
        return self.decisions.ask(sympy.Le(self.expression, _plain(other)))

    def __gt__(self, other: Any) -> bool:
        return self.decisions.ask(sympy.Gt(self.expression, _plain(other)))

    def __ge__(self, other: Any) -> bool:
        return self.decisions.ask(sympy.Ge(self.expression, _plain(other)))

    def __eq__(self, other: object) -> bool:
        return self.decisions.ask(sympy.Eq(self.expression, _plain(other)))

    def __ne__(self, other: object) -> bool:
        return not self == other


def paths(function: Callable[..., Any], *symbols: Any, given: Iterable[Any] = ()) -> list[Path]:
    """Return every way through ``function`` called with ``symbols``.

    Parameters
    ----------
    function
        A kernel function or a lambda around one; it may compare and compute only. Symbols that it
        closes over must be passed as arguments too if they are compared with numbers alone.
    symbols
        SymPy real symbols, one for each argument.
    given
        Hypotheses; a path whose condition they visibly contradict (as a literal) is left out.

    Returns
    -------
    list of Path
        Conditions are exclusive and exhaust the function's domain.
    """
    known = set(given)
    found: list[Path] = []
    pending: list[tuple[bool, ...]] = [()]
    while pending:
        decisions = _Decisions(pending.pop())
        value = function(*(_Traced(symbol, decisions) for symbol in symbols))
        start = len(decisions.prescribed)
        for place in range(start, len(decisions.answers)):
            pending.append((*decisions.answers[:place], False))
        condition = sympy.And(*decisions.conditions)
        if condition is sympy.false or any(sympy.Not(c) in known for c in decisions.conditions):
            continue
        found.append(Path(condition, _plain(value)))
    return found


def _plain(value: Any) -> Any:
    return value.expression if isinstance(value, _Traced) else sympy.sympify(value)
