"""Classes of functions and operators, each by what it says of two points.

A class is written once, as inequalities between a point i and a point j with their subgradients
and values. They hold for every function of the class, so that what is proved from them is proved
for every such function. They are *sufficient* too: for finitely many points that satisfy them there
is a function of the class with these subgradients and values (Taylor, Hendrickx and Glineur,
Mathematical Programming 161 and SIAM Journal on Optimization 27, both 2017; for operators Ryu,
Taylor, Bergeling and Giselsson, SIAM Journal on Optimization 30, 2020). That theorem is not checked
here; with it, exact points that satisfy the inequalities refute a statement about all functions of
the class as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from askewtheory.audit import vectors
from askewtheory.audit.evaluate import UndefinedError, holds, value
from askewtheory.audit.terms import Formula, Term, eq, free_names, term
from askewtheory.exact import compare


@dataclass(frozen=True)
class Sample:
    """A point with a subgradient and a value there; a subgradient of None is zero."""

    name: str
    x: Term
    g: Any
    f: Term


@dataclass(frozen=True)
class FunctionClass:
    """A class of functions, or of operators (which have no values).

    Parameters
    ----------
    words
        What is said of a function of the class.
    pair, single
        What holds between two samples, in this order, and of one: formulas.
    smooth
        Whether a gradient is given by its point, so that there is one sample for each point.
    values
        Whether members have values.
    least
        What holds between a minimum and another sample beyond ``pair``: of functions that are not
        convex, where a subgradient of zero is not enough.
    convex
        Whether a point is a minimum where zero is a subgradient; a formula where a named constant
        decides that.
    exists
        What constants with a name have to satisfy, so that there are such functions.
    """

    words: str
    pair: Callable[[Sample, Sample], Iterator[Formula]]
    single: Callable[[Sample], Iterator[Formula]] = lambda one: iter(())
    smooth: bool = False
    values: bool = True
    least: Callable[[Sample, Sample], Iterator[Formula]] = lambda minimum, other: iter(())
    convex: bool | Formula = True
    exists: tuple[Formula, ...] = ()


def needed(condition: Formula, words: str, *given: Any) -> tuple[Formula, ...]:
    """Return what constants have to satisfy: of numbers it is decided, of names it is assumed.

    Raises
    ------
    ValueError
        If all constants are numbers, and not as they have to be.
    """
    if free_names(condition):
        return (condition,)
    if holds(condition, {}) is not True:
        raise ValueError(f"{words}, got {' and '.join(str(term(one)) for one in given)}")
    return ()


def constant(one: Any) -> Term:
    """Return a constant as a term: what is computed from rational numbers alone as its value.

    Raises
    ------
    ValueError
        If it is not defined.
    """
    found = term(one)
    if free_names(found):
        return found
    try:
        known = value(found, {})
    except UndefinedError as error:
        raise ValueError(f"a constant must be a number, got {found}: {error}") from None
    return term(known) if isinstance(known, Fraction) else found


def inner_product(left: Term | None, right: Term | None) -> Term:
    """Return <x, y>; None is the zero vector."""
    if left is None or right is None:
        return term(0)
    return Term("call", ("inner", left, right))


def squared_norm(one: Term | None) -> Term:
    """Return |x|^2; None is the zero vector."""
    return term(0) if one is None else Term("call", ("norm2", one))


def difference(left: Term | None, right: Term | None) -> Term | None:
    """Return x - y; None is the zero vector."""
    if right is None or left == right:
        return None if left == right else left
    return -right if left is None else simple(left - right)


def simple(one: Term) -> Term:
    """Return a vector with each of its names once."""
    parts = [(name, factor) for name, factor in vectors.combination(one).items()
             if factor != term(0)]  # fmt: skip
    parts.sort(key=lambda one: _negative(one[1]))
    total: Term | None = None
    for name, factor in parts:
        if total is not None and _negative(factor):
            size = term(-factor.args[0])
            total = total - (name if size == term(1) else size * name)
            continue
        own = name if factor == term(1) else factor * name
        total = own if total is None else total + own
    return one if total is None else total


def _negative(factor: Term) -> bool:
    return factor.op == "num" and factor.args[0] < 0


def _is_negative(one: Term) -> bool:
    """Tell whether a constant is a number below 0."""
    return not free_names(one) and compare(value(one, {}), 0) < 0


def _sum(*parts: Term) -> Term:
    """Return a sum without its zeros."""
    kept = [one for one in parts if one != term(0)]
    total = kept[0] if kept else term(0)
    for one in kept[1:]:
        total = total + one
    return total


def _times(factor: Term, one: Term) -> Term:
    if factor.op == one.op == "num":
        return term(factor.args[0] * one.args[0])
    if one == term(0) or factor == term(0):
        return term(0)
    return one if factor == term(1) else factor * one


def _quotient(above: Any, below: Any) -> Term:
    above, below = term(above), term(below)
    if above.op == below.op == "num" and below.args[0]:
        return term(above.args[0] / below.args[0])
    return above / below


def _supported(i: Sample, j: Sample, *more: Term) -> Formula:
    """Return f_i >= f_j + <g_j, x_i - x_j> + ..."""
    return i.f >= _sum(j.f, inner_product(j.g, difference(i.x, j.x)), *more)


def convex() -> FunctionClass:
    """Return the closed proper convex functions, by their subgradients."""

    def pair(i: Sample, j: Sample) -> Iterator[Formula]:
        yield _supported(i, j)

    return FunctionClass("convex", pair)


def strongly_convex(mu: Any) -> FunctionClass:
    """Return the mu-strongly convex functions; mu < 0 makes them weakly convex.

    The greater of a function and of its least value is as weakly convex and has the same
    subgradients, so that the least value may be at most each other, and no more has to be said.
    """
    mu = constant(mu)
    modulus = _quotient(mu, 2)
    negative = _is_negative(mu)

    def pair(i: Sample, j: Sample) -> Iterator[Formula]:
        yield _supported(i, j, _times(modulus, squared_norm(difference(i.x, j.x))))

    def least(minimum: Sample, other: Sample) -> Iterator[Formula]:
        if negative or free_names(mu):
            yield other.f >= minimum.f

    words = f"{_size(mu)}-weakly convex" if negative else f"{term(mu)}-strongly convex"
    return FunctionClass(words, pair, least=least, convex=_convex(mu, negative))


def _convex(mu: Term, negative: bool) -> bool | Formula:
    """Return whether functions of a modulus are convex, or when they are."""
    return mu >= 0 if free_names(mu) and not negative else not negative


def _size(number: Term) -> Term:
    """Return the number below 0 without its sign."""
    return term(-number.args[0]) if number.op == "num" else -number


def smooth_strongly_convex(mu: Any, L: Any) -> FunctionClass:
    """Return the mu-strongly convex functions with an L-Lipschitz gradient.

    mu = 0 makes them convex; mu < 0 bounds the curvature from below. mu and L are numbers or, for
    proofs in general, terms; that 0 < L and mu < L is a hypothesis then, and mu may be below 0.

    Where mu < 0, a gradient step of length 1/L lowers f by |g|^2/(2 L), and not below the minimum.
    That is sufficient too: the convex hull of the parabolas f_i + <g_i, d> + L |d|^2/2 less
    mu |x|^2/2, and mu |x|^2/2 added again, is a function of the class with these gradients and
    values, and nowhere below the lowest of the parabolas.
    """
    mu, L = constant(mu), constant(L)
    opposite = mu.op == "neg" and mu.args[0] == L
    exists = needed(L > 0, "a Lipschitz constant of the gradient must be above 0", L)
    exists += () if opposite else needed(mu < L, "mu must be below L", mu, L)
    negative = _is_negative(mu) or opposite
    words = f"{mu}-strongly convex and {L}-smooth"
    if _is_negative(mu):
        words = f"{_size(mu)}-weakly convex and {L}-smooth"

    def least(minimum: Sample, other: Sample) -> Iterator[Formula]:
        if negative or free_names(mu):
            part = _times(_quotient(1, _times(term(2), L)), squared_norm(other.g))
            yield other.f >= _sum(minimum.f, part)

    return FunctionClass(words, lambda i, j: _curvature(i, j, mu, L), smooth=True, least=least,
                         convex=_convex(mu, negative), exists=exists)  # fmt: skip


def _curvature(i: Sample, j: Sample, mu: Term, L: Term) -> Iterator[Formula]:
    """Yield f_i >= f_j + <g_j, d> + (|e|^2/L + mu |d|^2 - 2 (mu/L) <e, d>) / (2 (1 - mu/L)).

    d = x_i - x_j and e = g_i - g_j.
    """
    d, e = difference(i.x, j.x), difference(i.g, j.g)
    if mu == term(0):
        yield _supported(i, j, _times(_quotient(1, _times(term(2), L)), squared_norm(e)))
        return
    gap = term(L.args[0] - mu.args[0]) if mu.op == L.op == "num" else L - mu
    inside = _sum(
        squared_norm(e),
        _times(_times(mu, L), squared_norm(d)),
        _times(_times(term(-2), mu), inner_product(e, d)),
    )
    yield _supported(i, j, _times(_quotient(1, _times(term(2), gap)), inside))


def smooth_convex(L: Any) -> FunctionClass:
    """Return the convex functions with an L-Lipschitz gradient."""
    found = smooth_strongly_convex(0, L)
    return replace(found, words=f"convex and {term(L)}-smooth")


def smooth(L: Any) -> FunctionClass:
    """Return the functions with an L-Lipschitz gradient, convex or not."""
    L = constant(L)
    negative = term(-L.args[0]) if L.op == "num" else -L
    found = smooth_strongly_convex(negative, L)
    return replace(found, words=f"{L}-smooth")


def lipschitz_convex(M: Any) -> FunctionClass:
    """Return the convex functions with subgradients of norm at most M."""
    M = constant(M)
    exists = needed(M >= 0, "a bound on subgradients must be at least 0", M)

    def single(one: Sample) -> Iterator[Formula]:
        if one.g is not None:
            yield squared_norm(one.g) <= term(M) ** 2

    return FunctionClass(f"convex and {term(M)}-Lipschitz", convex().pair, single, exists=exists)


def indicator(diameter: Any = None) -> FunctionClass:
    """Return the indicators of closed convex sets, of at most a diameter; values are 0."""
    exists: tuple[Formula, ...] = ()
    if diameter is not None:
        diameter = constant(diameter)
        exists = needed(diameter >= 0, "a diameter must be at least 0", diameter)

    def pair(i: Sample, j: Sample) -> Iterator[Formula]:
        if j.g is not None:
            yield inner_product(j.g, difference(i.x, j.x)) <= 0
        if diameter is not None and i.name < j.name:
            yield squared_norm(difference(i.x, j.x)) <= term(diameter) ** 2

    words = "the indicator of a convex set"
    if diameter is not None:
        words += f" of diameter {term(diameter)}"
    return FunctionClass(words, pair, lambda one: iter((eq(one.f, 0),)), exists=exists)


# --- operators: g is the image of x ---------------------------------------------------------------


def _operator(
    words: str, pair: Callable[[Term | None, Term | None], Formula], **more: Any
) -> FunctionClass:
    """Return a class of operators from what holds for d = x_i - x_j and e = A x_i - A x_j.

    Either may be zero, written None: what is strongly monotone has one zero at most, and what is
    cocoercive one image of each point.
    """

    def both(i: Sample, j: Sample) -> Iterator[Formula]:
        if i.name < j.name:
            yield pair(difference(i.x, j.x), difference(i.g, j.g))

    return FunctionClass(words, both, values=False, **more)


def monotone() -> FunctionClass:
    """Return the maximal monotone operators."""
    return _operator("monotone", lambda d, e: inner_product(e, d) >= 0)


def strongly_monotone(mu: Any) -> FunctionClass:
    """Return the mu-strongly monotone operators."""
    mu = constant(mu)
    exists = needed(mu >= 0, "a modulus of monotonicity must be at least 0", mu)
    return _operator(
        f"{term(mu)}-strongly monotone",
        lambda d, e: inner_product(e, d) >= _times(term(mu), squared_norm(d)),
        exists=exists,
    )


def cocoercive(beta: Any) -> FunctionClass:
    """Return the beta-cocoercive operators."""
    beta = constant(beta)
    exists = needed(beta > 0, "a modulus of cocoercivity must be above 0", beta)
    return _operator(
        f"{term(beta)}-cocoercive",
        lambda d, e: inner_product(e, d) >= _times(term(beta), squared_norm(e)),
        smooth=True,
        exists=exists,
    )


def lipschitz_operator(L: Any) -> FunctionClass:
    """Return the L-Lipschitz operators; L = 1 are the nonexpansive ones."""
    L = constant(L)
    exists = needed(L >= 0, "a Lipschitz constant must be at least 0", L)
    return _operator(
        f"{term(L)}-Lipschitz",
        lambda d, e: squared_norm(e) <= _times(term(L) ** 2, squared_norm(d)),
        smooth=True,
        exists=exists,
    )
