"""What hypotheses say of single members, so that a contradiction among them is seen.

To a solver a sum, a limit or what holds for all indices is an unknown of its own. Here sums of few
terms are written out, what holds for all indices is said of the first ones and of those that are
named, and what follows for sums of squares and for limits is added. All of it *follows from* the
hypotheses: where that cannot hold, they cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import combinations
from typing import Any

from askewtheory.audit import polynomial, vectors
from askewtheory.audit.provers.ranges import of_ranges, renamed
from askewtheory.audit.terms import (
    BINDERS,
    BOUND,
    BUILT_IN,
    ENDLESS,
    QUANTIFIERS,
    Formula,
    Term,
    children,
    eq,
    every,
    for_all,
    free_names,
    iff,
    implies,
    mapped,
    maximum,
    minimum,
    negation,
    substitute,
    term,
    walk,
)

MANY = 8
"""Terms of a sum that are written out, and members of which is said what holds for all."""
_WEAK = {"<": "<=", "<=": "<=", ">": ">=", ">=": ">=", "==": "=="}
_TURNED = {"<=": ">=", ">=": "<=", "==": "=="}


def whole_names(formulas: Iterable[Any]) -> set[str]:
    """Return the names that stand for whole numbers: at the ends of ranges, and of members."""
    found: set[str] = set()
    for one in formulas:
        found |= _whole(one, frozenset())
    return found


def _whole(node: Any, bound: frozenset[str]) -> set[str]:
    found: set[str] = set()
    if node.op in BOUND:
        ends = [end for end in node.args[1:3] if end is not None]
        found = set().union(*(free_names(end) for end in ends)) - bound
        bound = bound | {node.args[0]}
    if node.op == "at":
        found = free_names(node.args[1]) - bound
    return found.union(*(_whole(part, bound) for part in children(node)))


def consequences(formulas: Sequence[Formula]) -> list[Formula]:
    """Return the formulas with sums written out, and what follows from them of members."""
    known = [part for one in map(written_out, formulas) for part in parts_of(one)]
    everywhere = [one for one in known if one.op == "forall"]
    outer = dict.fromkeys(node for one in known for node in _outer(one))
    everywhere += [_extreme(node) for node in outer if node.op in ("least", "largest")]
    rest = [one for one in known if one.op != "forall"]
    places = _places(rest, everywhere)
    members = [written_out(one) for each in everywhere for one in _members(each, places)]
    facts = [*_squares((*rest, *members)), *_limits(everywhere, rest), *_of_one_body(known),
             *of_ranges(outer)]  # fmt: skip
    return [*known, *members, *facts]


def _extreme(node: Any) -> Formula:
    """Return that no member is below the least of all, or above the largest."""
    index, low, high, body = node.args
    return for_all(index, low, node <= body if node.op == "least" else node >= body, high)


def parts_of(one: Formula) -> tuple[Formula, ...]:
    """Return what a formula joins by ``and``, at any depth."""
    return tuple(p for part in one.args for p in parts_of(part)) if one.op == "and" else (one,)


def written_out(node: Any) -> Any:
    """Return a term or formula with sums, minima and quantifiers over few numbers written out."""
    if node.op in BOUND and node.args[2] is not None and node.op not in ENDLESS:
        index, low, high, body = node.args
        first, last = _number(low), _number(high)
        if first is not None and last is not None and last - first < MANY:
            parts = [written_out(substitute(body, {index: term(k)}))
                     for k in range(first, last + 1)]  # fmt: skip
            if parts or node.op in ("sum", "forall"):
                return _JOINED[node.op](parts)
    return mapped(node, written_out)


_JOINED: dict[str, Any] = {
    "sum": lambda parts: reduce(lambda a, b: a + b, parts, term(0)),
    "forall": lambda parts: every(*parts, eq(0, 0)),
    "least": lambda parts: minimum(*parts),
    "largest": lambda parts: maximum(*parts),
}


def _number(node: Term) -> int | None:
    """Return a whole number that is written with numbers alone."""
    if free_names(node):
        return None
    try:
        above, below = polynomial.quotient(node)
    except (TypeError, ValueError):
        return None
    value = above.get((), 0) / below[()] if below.keys() == {()} else None
    return int(value) if value is not None and value.denominator == 1 else None


def _places(rest: Sequence[Formula], everywhere: Sequence[Formula]) -> list[Term]:
    """Return the indices at which something is said of single members, and those before them."""
    members = dict.fromkeys(node for one in rest for node in _free_members(one))
    used = dict.fromkeys(one.args[1] for one in members)
    used |= dict.fromkeys(place for each in everywhere for place in _met(each, members))
    numbers = {n for one in used if (n := _number(one)) is not None}
    for each in everywhere:
        low = _number(each.args[1])
        numbers |= {low, low + 1} if low is not None else set()
    steps = range(min(numbers, default=0), min(max(numbers, default=-1), MANY) + 1)
    named = [one for one in used if free_names(one)]
    return [*map(term, dict.fromkeys([*steps, *sorted(numbers)[:MANY]])), *named[:MANY]]


def _met(each: Formula, members: Iterable[Term]) -> Iterator[Term]:
    """Yield at which indices something speaks of given members: of w[3], where w[k - 5] has 8."""
    index, *_, body = each.args
    for node in walk(body):
        if node.op == "at" and index in free_names(node.args[1]):
            first, then = (substitute(node.args[1], {index: k}) for k in (0, 1))
            step, _ = polynomial.quotient(then - first)
            for one in members if step in ({(): 1}, {(): -1}) else ():
                if one.args[0] == node.args[0]:
                    ahead = one.args[1] - first
                    yield ahead if step[()] == 1 else -ahead


def _free_members(node: Any) -> Iterator[Term]:
    """Yield the members of sequences in a node, but for those that an index binds."""
    if node.op == "at":
        yield node
    if node.op not in BOUND:
        for part in children(node):
            yield from _free_members(part)


def _members(each: Formula, places: Sequence[Term]) -> Iterator[Formula]:
    """Yield what is said of all indices at each of some places that are among them."""
    index, low, high, body = each.args
    for place in places:
        if index in free_names(place) or any(
            node.op in BOUND and node.args[0] in free_names(place) for node in walk(body)
        ):
            continue  # it would be captured
        within = [place >= low, *([] if high is None else [place <= high])]
        said = substitute(body, {index: place})
        yield implies(every(*within), said)
        for part in parts_of(said):
            if part.op == "forall":
                yield from (implies(every(*within), one) for one in _members(part, places[:MANY]))


def _squares(formulas: Iterable[Formula]) -> Iterator[Formula]:
    """Yield that sums of squares are not negative."""
    for node in dict.fromkeys(node for one in formulas for node in _outer(one)):
        if node.op == "sum" and _is_square(node.args[3]):
            yield node >= 0


def _outer(node: Any) -> Iterator[Any]:
    """Yield the parts of a node that no index binds."""
    yield node
    if node.op not in BOUND:
        for part in children(node):
            yield from _outer(part)


def _is_square(one: Term) -> bool:
    if one.op == "^":
        return one.args[1] % 2 == 0
    if one.op in ("+", "*"):
        return all(map(_is_square, one.args))
    if one.op == "num":
        return one.args[0] >= 0
    return one.op == "abs" or (one.op == "call" and one.args[0] in ("norm", "norm2"))


def _limits(everywhere: Sequence[Formula], rest: Iterable[Formula]) -> Iterator[Formula]:
    """Yield that limits keep what all members keep: f(k) <= c gives lim f <= c.

    The terms of a series that converges tend to 0.
    """
    nodes = dict.fromkeys(node for one in rest for node in _outer(one)
                          if node.op in ("converges", *BINDERS))  # fmt: skip
    for each in everywhere:
        for part in parts_of(each.args[3]):
            for node in nodes if part.op in _WEAK else ():
                yield from _kept(each, part, node)


def _kept(each: Formula, part: Formula, node: Any) -> Iterator[Formula]:
    """Yield what a relation of all members to a number says of a limit, an extreme or a sum."""
    index, low, high, _ = each.args
    other, first, last, inside = node.args
    if last is None and (high is not None or node.op == "sum"):
        return
    there = [] if node.op in ENDLESS else [first >= low]
    there += [] if last is None else [last >= first]
    there += [] if high is None else [last <= high]
    there += [node] if node.op == "converges" else []
    left, right = part.args
    own = substitute(inside, {other: Term("var", (index,))})
    for side, number, op in ((left, right, part.op), (right, left, _TURNED[_WEAK[part.op]])):
        if own == side and index not in free_names(number):
            number = number * (last - first + 1) if node.op == "sum" else number
            found = term(0) if node.op == "converges" else node
            yield implies(every(eq(0, 0), *there), Formula(_WEAK[op], (found, number)))


def _of_one_body(formulas: Iterable[Formula]) -> Iterator[Formula]:
    """Yield what sums and limits of the same members have to do with each other.

    They are equal whatever their index is called; a limit is the upper and the lower one; a series
    that converges does not diverge. Of no members the sum is 0, and all is true.
    """
    nodes = dict.fromkeys(node for one in formulas for node in _outer(one) if node.op in BOUND)
    for node in nodes:
        _, low, high, _ = node.args
        if high is not None and node.op in ("sum", "forall"):
            yield implies(high < low, eq(node, 0) if node.op == "sum" else node)
    for left, right in combinations(nodes, 2):
        if renamed(left).args != renamed(right).args:
            continue
        pair = {left.op: left, right.op: right}
        if left.op == right.op:
            yield (iff if left.op in QUANTIFIERS else eq)(left, right)
        elif pair.keys() == {"converges", "diverges"}:
            yield iff(left, negation(right))
        elif pair.keys() == {"liminf", "limsup"}:
            yield pair["liminf"] <= pair["limsup"]
        elif pair.keys() == {"least", "largest"}:
            yield pair["least"] <= pair["largest"]
        elif pair.keys() <= {"sum", "least", "largest"}:
            yield _of_a_mean(pair.pop("sum"), *pair.values())
        elif pair.keys() <= {"lim", "liminf", "limsup", "average"} and "lim" in pair:
            yield eq(left, right)


def _of_a_mean(total: Any, extreme: Any) -> Formula:
    """Return that a mean is between the least and the largest."""
    _, low, high, _ = total.args
    bound = extreme * (high - low + 1)
    return implies(high >= low, bound <= total if extreme.op == "least" else bound >= total)


def same_values(formulas: Sequence[Formula]) -> list[Formula]:
    """Return for any two members of a sequence, or values of a function, when they are equal."""
    found = []
    points, _ = vectors.sorts(formulas)
    nodes = dict.fromkeys(node for one in formulas for node in _outer(one)
                          if node.op == "at" or _is_value(node))  # fmt: skip
    for left, right in combinations(nodes, 2):
        (name, *first), (other, *then) = left.args, right.args
        pairs = list(zip(first, then, strict=False))
        if left.op != right.op or name != other or len(first) != len(then):
            continue
        if any(_differ(i, j) for i, j in pairs):
            continue
        same = eq(left, right)
        if name in points:
            same = eq(Term("call", ("norm2", left - right)), 0)
        found.append(implies(every(*(eq(i, j) for i, j in pairs)), same))
    return found


def _is_value(node: Any) -> bool:
    return node.op == "call" and node.args[0] not in BUILT_IN and len(node.args) > 1


def _differ(left: Term, right: Term) -> bool:
    """Tell whether two indices are different whatever their names stand for, as k and k + 1."""
    try:
        above, below = polynomial.quotient(left - right)
    except (TypeError, ValueError):
        return False
    return set(above) == set(below) == {()}
