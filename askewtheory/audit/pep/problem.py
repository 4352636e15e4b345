"""A method on a class of functions, written as its author writes it; it becomes a statement.

::

    p = Performance()
    f = p.function(smooth_convex(1))
    x0, minimum = p.point("x0"), f.minimum()
    x = x0
    for _ in range(3):
        x = x - f.gradient(x)
    STATEMENT = p.states(f.value(x) - minimum.f <= norm2(x0 - minimum.x) / 14)

The statement speaks of the points that the method visits: of x0, of the gradients and values there,
and of those at a minimum. Its hypotheses are what the class says of each two of them. It is proved
for every dimension and every function of the class; for why a refutation is one for the class
too, see :mod:`askewtheory.audit.pep.classes`.
"""

from __future__ import annotations

import itertools
from typing import Any

from askewtheory.audit.pep.classes import (
    FunctionClass,
    Sample,
    inner_product,
    needed,
    simple,
    squared_norm,
)
from askewtheory.audit.statement import Hypothesis, Statement
from askewtheory.audit.terms import Formula, Term, eq, formula, term

inner = inner_product
norm2 = squared_norm
_LETTERS = (("f", "g"), ("h", "s"), ("phi", "p"), ("xi", "q"))
"""Names for values and subgradients of the first function, of the second, ..."""


def norm(one: Term) -> Term:
    """Return |x|."""
    return Term("call", ("norm", one))


def sqrt(one: Any) -> Term:
    """Return the root of a number >= 0."""
    return Term("call", ("sqrt", term(one)))


def _unused(name: str, taken: set[str]) -> str:
    """Return a name, or where it is taken one that prints differently: xs, xs_2, ..."""
    numbered = (f"{name}_{k}" for k in itertools.count(2))
    return next(one for one in itertools.chain([name], numbered) if one not in taken)


class Function:
    """A function (or operator) of a class, asked at points; made by :meth:`Performance.function`.

    Asked twice at the same point it answers the same where the class has gradients, and with
    another subgradient (and the same value) where it has not.
    """

    def __init__(self, owner: Performance, kind: FunctionClass, letters: tuple[str, str]) -> None:
        self.kind = kind
        self.samples: list[Sample] = []
        self.minima: list[Sample] = []
        self._owner, self._letters = owner, letters

    def _next(self) -> str:
        """Return the number of the next sample; those with names of their own do not count."""
        return str(sum(one.name.isdigit() for one in self.samples))

    def sample(self, x: Term, g: Term | str | None = "", name: str = "") -> Sample:
        """Return a sample at a point; its subgradient is a new name where none is given."""
        x, known = simple(x), None
        for one in self.samples:
            if one.x == x:
                known = one
                if self.kind.smooth and g == "":
                    return one
        tag = name or self._next()
        tag = _unused(tag, {one.name for one in self.samples})
        if isinstance(g, str):
            g = self._owner.vector(f"{self._letters[1]}{tag}")
        value = self._owner.number(f"{self._letters[0]}{tag}") if known is None else known.f
        made = Sample(tag, x, g if g is None else simple(g), value)
        self.samples.append(made)
        if known is not None and self.kind.smooth and known.g is not None and made.g is not None:
            self._owner.assume("one gradient at each point", eq(norm2(known.g - made.g), 0))
        return made

    def gradient(self, x: Term) -> Any:
        """Return the gradient at a point; where there is none, a subgradient."""
        return self.sample(x).g

    image = gradient
    subgradient = gradient

    def value(self, x: Term) -> Term:
        """Return the value at a point."""
        x = simple(x)
        known = [one for one in self.samples if one.x == x]
        return (known[0] if known else self.sample(x)).f

    def minimum(self, name: str = "s") -> Sample:
        """Return a minimum: a new point with subgradient zero, and no value is below its own."""
        self.minima.append(self.zero(name))
        return self.minima[-1]

    def zero(self, name: str = "s") -> Sample:
        """Return a new point with subgradient (or image) zero."""
        return self.sample(self._owner.vector(f"x{name}"), None, name)

    def require_convex(self, what: str) -> None:
        """Refuse what is said by a subgradient of convex functions alone; assume it of a name.

        Raises
        ------
        ValueError
            If functions of the class need not be convex.
        """
        if isinstance(self.kind.convex, Formula):
            self._owner.assume(f"{what} is of a convex function", self.kind.convex)
        elif not self.kind.convex:
            raise ValueError(f"{what} must be of a convex function, got one that is "
                             f"{self.kind.words}: say what is meant with p.assume")  # fmt: skip

    def fixed_point(self, name: str = "s") -> Term:
        """Return a new point that the operator maps to itself."""
        x = self._owner.vector(f"x{name}")
        return self.sample(x, x, name).x

    def proximal(self, x: Term, stepsize: Any) -> Sample:
        """Return the sample at y = x - stepsize g with g a subgradient at y: a proximal step.

        Raises
        ------
        ValueError
            If functions of the class need not be convex, or the stepsize is below 0.
        """
        self.require_convex("a proximal step")
        words = "a proximal stepsize must be at least 0"
        for one in needed(term(stepsize) >= 0, words, stepsize):
            self._owner.assume(words, one)
        tag = self._next()
        g = self._owner.vector(f"{self._letters[1]}{tag}")
        return self.sample(x - term(stepsize) * g, g, tag)

    def linear_step(self, g: Term) -> Sample:
        """Return the sample at a minimum of <g, y> over the set whose indicator this is.

        Raises
        ------
        ValueError
            If functions of the class need not be convex.
        """
        self.require_convex("a linear step")
        tag = self._next()
        return self.sample(self._owner.vector(f"y{tag}"), -g, tag)

    def line_search(self, x: Term, *directions: Term) -> Sample:
        """Return the sample at the best point x + span(directions): its gradient is orthogonal."""
        self.require_convex("an exact line search")
        tag = self._next()
        y = self._owner.vector(f"x{tag}")
        g = self._owner.vector(f"{self._letters[1]}{tag}")
        self._owner.assume("exact line search", eq(inner(g, y - x), 0))
        for one in directions:
            self._owner.assume("exact line search", eq(inner(g, one), 0))
        return self.sample(y, g, tag)


class Performance:
    """The points, functions and assumptions of one statement about a method."""

    def __init__(self) -> None:
        self.functions: list[Function] = []
        self.assumed: list[Hypothesis] = []
        self._names: set[str] = set()

    def vector(self, name: str) -> Term:
        """Return a new vector."""
        return self._new(name)

    def number(self, name: str) -> Term:
        """Return a new number."""
        return self._new(name)

    point = vector

    def _new(self, name: str) -> Term:
        name = _unused(name, self._names)
        self._names.add(name)
        return Term("var", (name,))

    def function(self, kind: FunctionClass) -> Function:
        """Return a function of a class."""
        place = len(self.functions)
        letters = _LETTERS[place] if place < len(_LETTERS) else (f"f{place}_", f"g{place}_")
        self.functions.append(Function(self, kind, letters))
        return self.functions[-1]

    operator = function

    def minimum(self, *functions: Function, name: str = "s") -> Term:
        """Return a minimum of a sum: a new point where some subgradients add up to zero."""
        for function in functions:
            function.require_convex("a minimum of a sum")
        x, rest = self.vector(f"x{name}"), None
        for function in functions[1:]:
            g = self.vector(f"{function._letters[1]}{name}")
            function.sample(x, g, name)
            rest = g if rest is None else rest + g
        functions[0].sample(x, rest if rest is None else -rest, name)
        return x

    def inexact(self, gradient: Term, relative: Any, name: str = "d") -> Term:
        """Return a direction d with |d - gradient| <= relative |gradient|, where relative >= 0."""
        words = "a relative error must be at least 0"
        for one in needed(term(relative) >= 0, words, relative):
            self.assume(words, one)
        d = self.vector(name + str(len(self._names)))
        self.assume("the direction", norm2(d - gradient) <= term(relative) ** 2 * norm2(gradient))
        return d

    def assume(self, name: str, one: Formula | str) -> None:
        """Add a hypothesis."""
        self.assumed.append(Hypothesis(formula(one), name))

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """What was assumed, and what the classes say of each two points."""
        found = list(self.assumed)
        for function in self.functions:
            kind, samples = function.kind, function.samples
            letter = function._letters[0]
            for i in samples:
                words = f"{letter} is {kind.words}, at x{i.name}"
                found += [Hypothesis(one, words) for one in kind.single(i)]
                for s in function.minima:
                    if i is not s:
                        words = f"{letter} is {kind.words}, and has its minimum at x{s.name}"
                        found += [Hypothesis(one, words) for one in kind.least(s, i)]
                for j in samples:
                    if i is not j:
                        words = f"{letter} is {kind.words}, x{i.name} against x{j.name}"
                        found += [Hypothesis(one, words) for one in kind.pair(i, j)]
            words = f"{letter} is {kind.words}"
            found += [Hypothesis(one, words) for one in kind.exists]
        trivial = [one for one in found if one.formula.op in ("<=", ">=", "==")
                   and one.formula.args[0] == one.formula.args[1]]  # fmt: skip
        return tuple(dict.fromkeys(one for one in found if one not in trivial))

    def states(self, conclusion: Formula | str) -> Statement:
        """Return the statement that the assumptions imply a conclusion."""
        return Statement(self.hypotheses, formula(conclusion))
