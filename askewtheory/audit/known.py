"""Functions and numbers of which every reader knows what they are, and no solver does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice, product
from typing import Any

from askewtheory.audit.terms import BOUND, Formula, Term, children, eq, term

_FUNCTIONS = (
    "abs exp exp2 expm1 log log1p log2 log10 lg ln sin cos tan cot sec csc arcsin arccos arctan "
    "arctan2 asin acos atan atan2 sinh cosh tanh coth asinh acosh atanh arsinh arcosh artanh floor "
    "ceil ceiling frac trunc round sgn sign signum mod rem gcd lcm factorial binomial pow power "
    "square cbrt hypot max min maximum minimum sup inf argmax argmin mean median prod product "
    "erf erfc det trace rank"
)
KNOWN = {
    "call": set(_FUNCTIONS.split()),
    "var": {"pi", "inf", "infty", "infinity", "oo", "nan"},
}
"""What they are called, in small letters or capital ones."""
OFTEN = {"call": {"E", "Var", "Cov", "Pr", "Prob", "var", "cov", "prob"}, "var": {"e"}}
"""What is as often known as it is somebody's own: a value of one's own refutes nothing."""
_AT_ZERO = {
    0: "expm1 log1p sin tan arcsin arctan asin atan sinh tanh asinh atanh arsinh artanh ceil "
       "ceiling trunc round floor sgn sign signum square cbrt erf abs",
    1: "exp exp2 cos sec cosh factorial erfc",
}  # fmt: skip
_ELSEWHERE = {
    "1 0": "log log2 log10 lg ln acosh arcosh", "1 1": "sgn sign signum square cbrt abs",
    "-1 -1": "sgn sign signum cbrt", "-1 1": "square abs", "2 1": "log2", "10 1": "log10 lg",
    "1/2 0": "floor trunc", "-1/2 -1": "floor", "1/2 1": "ceil ceiling", "-1/2 0": "trunc",
    "1 2": "exp2", "3 6": "factorial", "7 7": "floor ceil ceiling trunc round",
}  # fmt: skip
_TRIED = 200
"""Choices of places at which values are known."""


def is_known(node: Any) -> bool:
    """Tell whether a node is such a function's value, or such a number."""
    return node.op in KNOWN and node.args[0].lower() in KNOWN[node.op]


def may_be_known(node: Any) -> bool:
    """Tell whether a reader may take a node for such a function's value, or such a number."""
    return is_known(node) or (node.op in OFTEN and node.args[0] in OFTEN[node.op])


def real_values(formulas: Iterable[Formula]) -> Iterator[list[Formula]]:
    """Yield what such functions are at some places: each time of all that stand in formulas.

    Nothing is yielded where no value is known, and one empty list where there is no such function.
    """
    nodes = dict.fromkeys(node for one in formulas for node in _said(one))
    yield from islice(map(_joined, product(*map(_values, nodes))), _TRIED)


def _joined(parts: Iterable[list[Formula]]) -> list[Formula]:
    return [one for part in parts for one in part]


def _said(node: Any) -> Iterator[Term]:
    """Yield such functions' values and numbers; within what an index binds as one unknown."""
    if is_known(node):
        yield node
    for part in children(node):
        within = [*_said(part)]
        yield from [term("inf")] if within and node.op in BOUND else within


def _values(node: Term) -> list[list[Formula]]:
    """Return what a function is, where it is known: its argument and its value."""
    name, *arguments = node.args
    if node.op == "var":
        return [[node > term("3.14159"), node < term("3.1416")]] if name.lower() == "pi" else []
    found = [(Fraction(0), Fraction(value)) for value, names in _AT_ZERO.items()
             if name.lower() in names.split()]  # fmt: skip
    for place, names in _ELSEWHERE.items():
        if name.lower() in names.split():
            found.append((Fraction(place.split()[0]), Fraction(place.split()[1])))
    if len(arguments) != 1:
        return []
    return [[eq(arguments[0], place), eq(node, value)] for place, value in found]
