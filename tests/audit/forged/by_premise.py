"""Conclusions about no values, subjects of no model, and functions that are not what they are."""

from askewtheory.audit.claim import PROVED, REFUTED
from askewtheory.audit.statement import states
from tests.audit.forged import forged


def of_nothing(name, given, concludes, about=""):
    """Declare what solvers prove, and nobody would say."""

    @forged(f"premise/{name}", PROVED, given=given, concludes=concludes, about=about)
    def check(this):
        """Anything follows."""
        return this.solvers()

    check.check.__module__ = __name__
    return check


never = of_nothing("never", [], "implies(x^2 < 0, x > 7)")
not_here = of_nothing("not-here", ["x > 1"], "implies(x < 0, x > 7)")
within = of_nothing("within", ["x > 1"], "implies(y > 0, implies(x < 0, x > 7))")
both = of_nothing("both", ["x > 1"], "implies(x < 0, x > 7) and implies(x < 1, x > 8)")
no_model = of_nothing("no-model", ["x > 1"], "x > 0", "all numbers, negative ones too")
exponential = of_nothing("exponential", ["exp(x) < 0"], "exp(x) < 1")
sine = of_nothing("sine", ["sin(x) > 2"], "sin(x) > 1")
logarithm = of_nothing("logarithm", ["log(1) == 5"], "log(1) > 4")
floor = of_nothing("floor", ["floor(x) > x + 1"], "floor(x) > x")
circle = of_nothing("circle", ["pi < 0"], "pi < 1")
least = of_nothing("least", ["f(x) < f(argmin(f))"], "f(x) < f(argmin(f)) + 1")
of_all = of_nothing("of-all", ["all(exp(w[k]) < 0 for k in N)", "x > 0"], "x + 1 > 1")


@forged("premise/no-index", given=["all(w[k] == 7 for k in N)"],
        concludes="all(w[k] == 7 for k in range(5, 3))")  # fmt: skip
def no_index(this):
    """There is none from 5 to 2."""
    return this.generalisation(states("w[k] == 7", ["w[k] == 7"]))


@forged("premise/in-parts", parts=[states("implies(x < 0 and x > 1, x == 7)")])
def in_parts(this):
    """A part that says nothing."""
    return this.conjunction()


def spoken(name, concludes, **values):
    """Declare a statement that is true as it is read, refuted by values of one's own."""

    @forged(f"premise/{name}", REFUTED, concludes=concludes)
    def check(this):
        """Refuted by other values than a reader thinks of."""
        return this.refuted(values, instead="x == 2 or x < 2")

    check.check.__module__ = __name__
    return check


euler = spoken("euler", "e < 3 or x > 2", e=5, x=2)
variance = spoken("variance", "Var(x) >= 0", Var=lambda t: -t, x=2)
mean = spoken("mean", "E(x)^2 <= E(x^2)", E=lambda t: t - 3, x=2)
