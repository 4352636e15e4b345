"""Vectors: statements in inner products and norms, in any dimension.

Inside of ``inner(x, y)``, ``norm(x)`` and ``norm2(x)`` (the squared norm) stand *vectors*: names,
members of sequences, and their sums, differences, multiples (the number stands first: ``gamma*g``)
and quotients by numbers. A name that stands there is a vector of one real inner product space of
finite dimension; every other name is a real number. Which is which is seen from where it stands.

Solvers and certificates see a statement *lifted*: inner products are multiplied out, so that only
those of two names are left. They are numbers of which nothing more is assumed than some
inequalities that hold in every dimension; a proof is therefore one in every dimension.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from askewtheory.audit.terms import (
    BOUND,
    BUILT_IN,
    Formula,
    Term,
    children,
    eq,
    mapped,
    term,
)

MOST = 8
"""Vectors of which solvers are told every pair's Cauchy-Schwarz inequality."""


def takes_vectors(node: Any) -> bool:
    """Tell whether a node is an inner product or a norm."""
    return node.op == "call" and node.args[0] in BUILT_IN and node.args[0] != "sqrt"


def has_vectors(node: Any) -> bool:
    """Tell whether an inner product or a norm stands anywhere in a node."""
    return takes_vectors(node) or any(map(has_vectors, children(node)))


# --- which names are vectors ----------------------------------------------------------------------


def sorts(nodes: Iterable[Any]) -> tuple[set[str], set[str]]:
    """Return the names that stand for vectors, and those that stand for numbers.

    Raises
    ------
    TypeError
        If a name stands for both, or something that is no vector stands where one must.
    """
    vectors: set[str] = set()
    numbers: set[str] = set()
    for one in nodes:
        _number(one, frozenset(), vectors, numbers)
    if vectors & numbers:
        names = ", ".join(sorted(vectors & numbers))
        raise TypeError(f"{names} must be a vector or a number, got both")
    return vectors, numbers


def _number(node: Any, bound: frozenset[str], vectors: set[str], numbers: set[str]) -> None:
    """Collect the names of a formula, or of a term that is a number."""
    if node.op == "call" and node.args[0] in BUILT_IN:
        wanted = 2 if node.args[0] == "inner" else 1
        if len(node.args) != wanted + 1:
            raise TypeError(f"{node.args[0]} must have {wanted} arguments, got '{node}'")
    if takes_vectors(node):
        for part in node.args[1:]:
            _vector(part, bound, vectors, numbers)
        return
    if node.op in ("var", "at") and node.args[0] not in bound:
        numbers.add(node.args[0])
    if node.op in BOUND:
        bound = bound | {node.args[0]}
    for part in children(node):
        _number(part, bound, vectors, numbers)


def _vector(node: Term, bound: frozenset[str], vectors: set[str], numbers: set[str]) -> None:
    """Collect the names of a term that is a vector."""
    op, args = node.op, node.args
    if op in ("var", "at") and args[0] not in bound:
        vectors.add(args[0])
        for part in args[1:]:
            _number(part, bound, vectors, numbers)
    elif op in ("+", "-", "neg"):
        for part in args:
            _vector(part, bound, vectors, numbers)
    elif op in ("*", "/"):
        scalar, vector = args if op == "*" else reversed(args)
        _number(scalar, bound, vectors, numbers)
        _vector(vector, bound, vectors, numbers)
    else:
        raise TypeError(
            f"a vector must be a name, a sum, or a multiple with the number first, got '{node}'"
        )


# --- lifted: only inner products of two names are left --------------------------------------------


def lifted(node: Any) -> Any:
    """Return a term or formula with its inner products multiplied out.

    No coefficient is dropped that may be undefined, so that the result is defined where it was.
    """
    if node.op == "^" and node.args[0].op == "call" and node.args[0].args[0] == "norm":
        power, odd = divmod(node.args[1], 2)
        square = lifted(Term("call", ("norm2", *node.args[0].args[1:]))) ** power
        return square * lifted(node.args[0]) if odd else square
    if not takes_vectors(node):
        return mapped(node, lifted)
    function, *vectors = node.args
    parts = [combination(one) for one in vectors]
    if function == "norm":
        return Term("call", ("norm", _written(parts[0])))
    left, right = parts[0], parts[-1]
    total = term(0)
    for a, x in left.items():
        for b, y in right.items():
            factor = _product(x, y)
            if factor != term(0):
                total = total + factor * atom(a, b)
    return total


def atom(left: Term, right: Term) -> Term:
    """Return the inner product of two names, which does not depend on their order."""
    return Term("call", ("inner", *sorted((left, right), key=str)))


def combination(node: Term) -> dict[Term, Term]:
    """Return a vector as its names with their coefficients, which are lifted themselves."""
    found: dict[Term, Term] = {}
    for factor, name in _parts(node):
        found[name] = _sum(found[name], factor) if name in found else factor
    return dict(sorted(found.items(), key=lambda one: str(one[0])))


def _parts(node: Term) -> Iterator[tuple[Term, Term]]:
    op, args = node.op, node.args
    if op in ("var", "at"):
        yield term(1), node
    elif op in ("+", "-"):
        yield from _parts(args[0])
        sign = term(1 if op == "+" else -1)
        yield from ((_product(sign, factor), name) for factor, name in _parts(args[1]))
    elif op == "neg":
        yield from ((_product(term(-1), factor), name) for factor, name in _parts(args[0]))
    elif op == "*":
        scalar = lifted(args[0])
        yield from ((_product(scalar, factor), name) for factor, name in _parts(args[1]))
    elif op == "/":
        scalar = lifted(args[1])
        yield from ((_quotient(factor, scalar), name) for factor, name in _parts(args[0]))
    else:
        raise TypeError(f"no vector: {node}")


def _plain(*terms: Term) -> bool:
    return all(one.op == "num" for one in terms)


def _sum(left: Term, right: Term) -> Term:
    return term(left.args[0] + right.args[0]) if _plain(left, right) else left + right


def _product(left: Term, right: Term) -> Term:
    if _plain(left, right):
        return term(left.args[0] * right.args[0])
    return right if left == term(1) else left if right == term(1) else left * right


def _quotient(left: Term, right: Term) -> Term:
    if _plain(left, right) and right.args[0]:
        return term(left.args[0] / right.args[0])
    return left / right


def _written(parts: dict[Term, Term]) -> Term:
    """Return a combination as a vector; one of nothing cannot be written."""
    total: Term | None = None
    for name, factor in parts.items():
        one = name if factor == term(1) else factor * name
        total = one if total is None else total + one
    if total is None:
        raise TypeError("a vector without names")
    return total


# --- what holds in every dimension ----------------------------------------------------------------


def facts(nodes: Iterable[Any]) -> list[Formula]:
    """Return what solvers may assume of the inner products and norms in formulas, lifted.

    Squares are non-negative, Cauchy-Schwarz for each pair of a few vectors, the determinant of
    three; a norm is the non-negative root of its square.
    """
    nodes = tuple(nodes)
    written = dict.fromkeys(one for node in nodes for one in _atoms(node))
    found = dict.fromkeys(one for node in nodes for one in _atoms(lifted(node)))
    norms = [one for one in found if one.args[0] == "norm"]
    result: list[Formula] = [lifted(one) >= 0 for one in written if one.args[0] == "norm2"]
    for one in norms:
        square = lifted(Term("call", ("norm2", one.args[1])))
        result += [one >= 0, eq(one * one, square)]
        found |= dict.fromkeys(_atoms(square))
    names = sorted({v for one in found if one.args[0] == "inner" for v in one.args[1:]}, key=str)
    result += [atom(a, a) >= 0 for a in names]
    if len(names) <= MOST:
        result += [
            atom(a, b) ** 2 <= atom(a, a) * atom(b, b)
            for place, a in enumerate(names)
            for b in names[place + 1 :]
        ]
    if len(names) == 3:
        result.append(_determinant(*names) >= 0)
    return result


def _determinant(a: Term, b: Term, c: Term) -> Term:
    """Return the determinant of the Gram matrix of three vectors."""
    mixed = 2 * atom(a, b) * atom(b, c) * atom(a, c)
    rest = (
        atom(a, a) * atom(b, c) ** 2 + atom(b, b) * atom(a, c) ** 2 + atom(c, c) * atom(a, b) ** 2
    )
    return atom(a, a) * atom(b, b) * atom(c, c) + mixed - rest


def _atoms(node: Any) -> Iterator[Term]:
    """Yield the outermost inner products and norms of a node; what an index binds is opaque."""
    if takes_vectors(node):
        yield node
    elif node.op not in BOUND:
        for part in children(node):
            yield from _atoms(part)


# --- in coordinates -------------------------------------------------------------------------------


def realised(node: Any, dimension: int) -> Any:
    """Return a term or formula in coordinates: x in three dimensions is x_1, x_2, x_3.

    In dimension 0 every vector is zero.
    """
    if not takes_vectors(node):
        return mapped(node, lambda part: realised(part, dimension))
    function, *vectors = node.args
    left, right = (_coordinates(one, dimension) for one in (vectors[0], vectors[-1]))
    if function == "norm" and dimension == 1:
        return abs(left[0])
    total = term(0)
    for a, b in zip(left, right, strict=True):
        total = total + a * b
    return Term("call", ("sqrt", total)) if function == "norm" and dimension else total


def _coordinates(node: Term, dimension: int) -> list[Term]:
    names = combination(node)
    found = []
    for place in range(1, max(dimension, 1) + 1):
        total = term(0)
        for name, factor in names.items():
            own = coordinate(name, place) if dimension else term(0)
            total = total + realised(factor, dimension) * own
        found.append(total)
    return found


def coordinate(name: Term, place: int) -> Term:
    """Return the name of a coordinate: of x[k + 1] the first one is x_k_plus_1_1."""
    own = "".join(_SPELLED.get(sign, sign) for sign in str(name))
    return Term("var", (f"{own}_{place}",))


_SPELLED = {"[": "_", "]": "", " ": "", "+": "_plus_", "-": "_minus_", "*": "_times_",
            "(": "_of_", ")": "_end_"}  # fmt: skip


def grouped(point: dict[str, Fraction], names: Iterable[str], dimension: int) -> dict[str, Any]:
    """Return coordinates gathered to vectors again: those of ``names``; other values as given."""
    found: dict[str, Any] = dict(point)
    for name in names:
        parts = [coordinate(Term("var", (name,)), k).args[0] for k in range(1, dimension + 1)]
        found[name] = tuple(found.pop(part, Fraction(0)) for part in parts)
    return found
