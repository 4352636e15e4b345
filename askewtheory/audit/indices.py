"""Indices of members: whole numbers from 0 on.

A name in an index, or at the beginning of a range, stands for a whole number from 0 on. That an
index such as ``k - 5`` is not below 0 is then no matter of course: a member exists only where it is
so, as a quotient exists only where its denominator is not 0; within a range it has to be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from askewtheory.audit import polynomial
from askewtheory.audit.terms import BOUND, Term, children, free_names, is_whole, substitute

Ranges = tuple[tuple[str, Term, Term | None], ...]
"""Bound indices with the ends of their ranges, the outermost first."""


def from_zero(index: Term, ranges: Ranges = ()) -> bool:
    """Tell whether an index is visibly not below 0: expanded, it has no negative coefficient.

    A bound name is counted from the beginning of its range, or back from the end.
    """
    if not ranges:
        above, _ = polynomial.quotient(index)
        return all(factor >= 0 for factor in above.values())
    *outer, (name, low, high) = ranges
    if name not in free_names(index):
        return from_zero(index, tuple(outer))
    ahead = Term("var", (f"{name} {len(outer)}",))  # a name that nothing else has
    ends = [low + ahead, *([] if high is None else [high - ahead])]
    return any(from_zero(substitute(index, {name: end}), tuple(outer)) for end in ends)


def counting(formulas: Iterable[Any]) -> set[str]:
    """Return the free names that stand for whole numbers from 0 on."""
    return set().union(*(_counting(one, frozenset()) for one in formulas))


def _counting(node: Any, bound: frozenset[str]) -> set[str]:
    found: set[str] = set()
    if node.op == "at":
        found = free_names(node.args[1]) - bound
    if node.op in BOUND:
        found = free_names(node.args[1]) - bound
        bound = bound | {node.args[0]}
    return found.union(*(_counting(part, bound) for part in children(node)))


def check(node: Any, ranges: Ranges = ()) -> None:
    """Refuse members that no sequence has: the index is below 0, or no whole number.

    Names in an index stand for whole numbers. Within a range the index must be seen to be one that
    a sequence has; elsewhere that is a condition for the member to exist.

    Raises
    ------
    TypeError
        If there is one.
    """
    if node.op == "at":
        index, names = node.args[1], free_names(node.args[1])
        free = names and not names & {name for name, *_ in ranges}
        if not is_whole(index, names) or not (free or from_zero(index, ranges)):
            raise TypeError(f"members have whole numbers from 0 on, got '{node}'{_within(ranges)}")
    for part in children(node):
        inside = node.op in BOUND and part is node.args[3]
        check(part, (*ranges, node.args[:3]) if inside else ranges)


def _within(ranges: Ranges) -> str:
    shown = (f"{name} from {low}" + ("" if high is None else f" to {high}")
             for name, low, high in ranges)  # fmt: skip
    return f" for {', '.join(shown)}" if ranges else ""
