"""Statements that are linear in inner products and numbers, as exact sparse forms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.audit import polynomial, vectors
from askewtheory.audit.pep.quadratic import Surd, surd
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import Term, term, walk
from askewtheory.audit.theorem import NotEstablishedError

Key = tuple[str, ...]
"""Of a coefficient: (a, b) of an inner product, (f,) of a number, () of the constant."""
Form = dict[Key, Any]


@dataclass(frozen=True)
class Linear:
    """A statement as forms: the conclusion is that one of ``aims`` is >= 0.

    Attributes
    ----------
    names
        The vectors.
    given
        Each hypothesis h >= 0 (or h = 0).
    equations
        Which hypotheses are equations.
    aims
        The conclusion's margins: several where it bounds the least of several numbers.
    radicand
        d where coefficients have sqrt(d), else 1.
    """

    names: tuple[str, ...]
    given: tuple[Form, ...]
    equations: tuple[bool, ...]
    aims: tuple[Form, ...]
    radicand: int


def linear(statement: Statement) -> Linear:
    """Return the forms of a statement.

    Raises
    ------
    NotEstablishedError
        If it is not linear in inner products and numbers, or has roots of different numbers.
    """
    formulas = (*statement.formulas, statement.conclusion)
    radicand = _radicand(formulas)
    given = tuple(form(margin(one.op, *one.args), radicand) for one in statement.formulas)
    equations = tuple(one.op == "==" for one in statement.formulas)
    aims = tuple(form(margin(statement.conclusion.op, *sides), radicand)
                 for sides in sides_of(statement))  # fmt: skip
    used = {name for one in (*given, *aims) for key in one if len(key) == 2 for name in key}
    return Linear(tuple(sorted(used)), given, equations, aims, radicand)


def sides_of(statement: Statement) -> list[tuple[Term, Term]]:
    """Return the sides of the conclusion, once for each number of which it bounds the least."""
    conclusion = statement.conclusion
    if conclusion.op not in ("<=", ">="):
        raise NotEstablishedError(f"a bound a <= b or a >= b is expected, got {conclusion}")
    left, right = conclusion.args
    if conclusion.op == "<=" and left.op == "min":
        return [(one, right) for one in left.args]
    return [(left, right)]


def margin(op: str, left: Term, right: Term) -> Term:
    """Return what a relation says to be >= 0 (or 0)."""
    if op in (">=", ">", "=="):
        return left - right
    if op in ("<=", "<"):
        return right - left
    raise NotEstablishedError(f"'{left} {op} {right}' is no inequality")


def _radicand(formulas: Any) -> int:
    found = set()
    for one in formulas:
        for node in walk(one):
            if node.op == "call" and node.args[0] == "sqrt":
                found.add(_root(node)[1])
    found.discard(1)
    if len(found) > 1:
        raise NotEstablishedError(f"roots of one number are expected, got {sorted(found)}")
    return found.pop() if found else 1


def _root(node: Term) -> tuple[Fraction, int]:
    """Return (c, d) with the root of a rational number = c sqrt(d), d whole and without squares."""
    inner = node.args[1]
    if inner.op != "num" or inner.args[0] < 0:
        raise NotEstablishedError(f"roots of numbers >= 0 are expected, got {node}")
    return polynomial.root(inner.args[0])


def form(one: Term, radicand: int) -> Form:
    """Return a term as a form."""
    try:
        above, below = polynomial.quotient(vectors.lifted(one))
    except (TypeError, ValueError) as error:
        raise NotEstablishedError(f"it is not linear in inner products: {error}") from None
    scale: Any = _number(below, radicand)
    found: Form = {}
    for monomial, value in above.items():
        key, factor = _key(monomial, radicand)
        found[key] = found.get(key, Fraction(0)) + value * factor / scale
    return {key: value for key, value in found.items() if value}


def _number(below: polynomial.Polynomial, radicand: int) -> Any:
    total: Any = Fraction(0)
    for monomial, value in below.items():
        key, factor = _key(monomial, radicand)
        if key != ():
            raise NotEstablishedError("it divides by what is no number")
        total = total + factor * value
    return total


def _key(monomial: polynomial.Monomial, radicand: int) -> tuple[Key, Any]:
    key: Key | None = None
    factor: Any = Fraction(1)
    for name, power in monomial:
        if name.startswith("sqrt("):
            c, d = _root(term(name))
            root = surd(Fraction(0), c, d) if d > 1 else c
            for _ in range(power):
                factor = factor * root
        elif power > 1 or key is not None or name.startswith("norm("):
            raise NotEstablishedError(f"it is not linear in inner products: {monomial}")
        elif name.startswith("inner("):
            key = tuple(sorted(map(str, term(name).args[1:])))
        else:
            key = (name,)
    return key or (), factor


def as_term(one: Any) -> Term:
    """Return an exact number as a term."""
    if not isinstance(one, Surd):
        return term(Fraction(one))
    root = term(one.b) * Term("call", ("sqrt", term(one.d)))
    return root if not one.a else term(one.a) + root
