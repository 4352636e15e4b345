"""What a reader would take for another statement, or for less wrong than it is."""

from fractions import Fraction as F

from askewtheory.audit.claim import PROVED, REFUTED, claim, line
from askewtheory.audit.orbits import Cycle
from askewtheory.audit.terms import Term
from tests.audit.forged import forged


def alike(name, given, concludes, **values):
    """Declare a false statement that reads like a true one."""

    @forged(f"print/{name}", REFUTED, given=[given], concludes=concludes)
    def check(this):
        """A positive number is above -1."""
        return this.refuted(values, instead=given)

    check.check.__module__ = __name__
    return check


index = alike("index", "x1 > 0", "x_1 > -1", x1=1, x_1=-5)
member = alike("member", "w_0 > 0", "w[0] > -1", w_0=1, w=[-5])
named_member = alike("named-member", "w_k > 0", "w[k] > -1", w_k=1, k=0, w=[-5])
LAMBDA = Term("var", ("lambda",))
greek = alike("greek", "lam > 0", LAMBDA > -1, **{"lam": 1, "lambda": -5})
by_symbol = alike("by-symbol", "x > 0", "posing > -1", x=1, posing=-5)
trailing = alike("trailing", "x_ > 0", "x > -1", x_=1, x=-5)


def severe(name, severity):
    """Return the decorator of a false claim of a severity that what is meant contradicts."""
    return claim(
        f"print/{name}", REFUTED, title=name, source="forged", concludes="x > 7",
        severity=severity, why="So it is.", meant=f"print/{name}/meant", changes=["7 is meant"],
    )  # fmt: skip


@severe("no-misprint", "misprint")
def no_misprint(this):
    """What is meant is false as well."""
    return this.refuted(x=0, instead="x < 1")


@line("print/no-misprint", REFUTED, concludes="x > 8")
def meant(this):
    """Larger than 8."""
    return this.refuted(x=0, instead="x < 1")


@severe("not-that-wrong", "wrong")
def not_that_wrong(this):
    """What is meant is true, so that something of its kind holds."""
    return this.refuted(x=0, instead="x < 1")


@line("print/not-that-wrong", PROVED, concludes="x^2 > -7")
def not_that_wrong_meant(this):
    """A square is larger than -7."""
    return this.solvers()


NAMED = ("diverges(w[k] for k in N)", "w[0] > 1")
"""Two formulas, of which the first is no name of the second."""


@forged("print/named-by-a-formula", REFUTED, given=[NAMED], concludes="w[0] < 1")
def named_by_a_formula(this):
    """The instance converges."""
    return this.refuted({"w": Cycle((F(2),), (F(0),))}, instead="w[0] == 2")
