"""Indices of members: whole numbers from 0 on.

A name in an index, or at the beginning of a range, stands for a whole number from 0 on. That an
index such as ``k - 5`` is not below 0 is then no matter of course: a member exists only where it is
so, as a quotient exists only where its denominator is not 0; within a range it has to be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from askewtheory.audit import polynomial
from askewtheory.audit.terms import BOUND, Term, children, free_names, is_whole, substitute

Ranges = tuple[tuple[str, Term, Term | None], ...]
"""Bound indices with the ends of their ranges, the outermost first."""


def from_zero(index: Term, ranges: Ranges = ()) -> bool:
    """Tell whether an index is visibly not below 0: expanded, it has no negative coefficient.

    A bound name is counted from the beginning of its range, or back from the end.
    """
    expanded = (polynomial.quotient(one)[0] for one in _counted(index, ranges))
    return any(all(factor >= 0 for factor in above.values()) for above in expanded)


def above_zero(one: Term, ranges: Ranges) -> bool:
    """Tell whether a term in bound names alone is visibly above 0, as ``k + 1`` is from 0 on.

    Counted as for :func:`from_zero` it has a positive constant and no negative coefficient.
    """
    counts = {f"ahead {depth}" for depth in range(len(ranges))}
    for counted in _counted(one, ranges):
        try:
            parts = polynomial.quotient(counted)
        except TypeError:  # abs and the like
            return False
        names = {name for part in parts for monomial in part for name, _ in monomial}
        positive = all(factor > 0 for part in parts for factor in part.values())
        if names and names <= counts and positive and () in parts[0]:
            return True
    return False


def _counted(one: Term, ranges: Ranges) -> Iterator[Term]:
    """Yield a term with each bound name counted from the beginning of its range, or the end."""
    if not ranges:
        yield one
        return
    *outer, (name, low, high) = ranges
    ends: list[Term] = []
    if name in free_names(one):
        ahead = Term("var", (f"ahead {len(outer)}",))  # a name that nothing else has
        ends = [low + ahead, *([] if high is None else [high - ahead])]
    for counted in [substitute(one, {name: end}) for end in ends] or [one]:
        yield from _counted(counted, tuple(outer))


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
