"""Objects that equal, read as, or are kept in place of others."""

# pyright: reportArgumentType=false
# What a checker of types refuses is given to the engine on purpose.

import sys

from askewtheory.audit import polynomial, rules
from askewtheory.audit.provers import smtlib, solvers
from askewtheory.audit.statement import Hypothesis, Statement
from askewtheory.audit.terms import Formula, formula, reals, term
from tests.audit.forged import forged

x, y = reals("x y")


class Now(tuple):
    """Hypotheses that are there while solvers ask, and gone when a chain is checked."""

    __slots__ = ()

    def __iter__(self):
        above = [sys._getframe(k).f_code.co_name for k in range(1, 9)]
        return iter(()) if {"chain", "__str__"} & {*above} else super().__iter__()


class Sign(str):
    """An operation that is written as another."""

    __slots__ = ("shown",)

    def __format__(self, spec):
        return self.shown


def sign(real, shown):
    """Return an operation that is written as another."""
    made = Sign(real)
    made.shown = shown
    return made


class Like:
    """Something that equals a term and is made of other parts."""

    def __init__(self, real, op, args):
        self.real, self.op, self.args = real, op, args

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash(self.real)


class Question(str):
    """A question to a solver that equals another."""

    __slots__ = ("real",)

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash(self.real)


@forged("likeness/hypotheses", concludes="x > 7")
def hypotheses(this):
    """Hypotheses that come and go."""
    strong = Statement(Now((Hypothesis(formula("x > 8")),)), formula("x > 7"))
    return this.chain(rules.solvers(strong))


@forged("likeness/sign", concludes=lambda: Formula(sign("<=", ">="), (x**2, x**2 + 1)))
def relation(this):
    """It reads x^2 >= x^2 + 1."""
    return this.solvers()


@forged("likeness/definedness", concludes="y/(x + 1) == y/(x + 1)")
def definedness(this):
    """What is kept as defined everywhere is another term."""
    smtlib.defined(Like(formula("y/(x + 1) == y/(x + 1)"), "==", (x, x)))
    return this.solvers()


@forged("likeness/expansion", concludes="(x + y)^2 == x^2 + y^2")
def expansion(this):
    """What is kept as expanded is another term."""
    difference = term("(x + y)^2") - term("x^2 + y^2") - term(0)
    polynomial.quotient(Like(difference, "num", (term(0).args[0],)))
    return this.certificate()


@forged("likeness/answer", concludes="x > 7 + y^2")
def answer(this):
    """What is kept as answered is another question."""
    asked = Question("(declare-const x Real)\n(assert (< (* x x) 0.0))\n(check-sat)")
    asked.real = smtlib.question(this.statement)
    for name in ("z3", "cvc5"):
        solvers.ask(name, asked, seconds=rules.SECONDS)
    return this.solvers()
