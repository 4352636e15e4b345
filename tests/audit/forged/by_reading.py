"""What a reader takes for something that he knows, or for another name of the statement."""

from fractions import Fraction as F

from askewtheory.audit import rules, theorem
from askewtheory.audit.claim import REFUTED, fact
from askewtheory.audit.orbits import Family
from askewtheory.audit.statement import states
from askewtheory.audit.terms import Term, for_all, prose, reals
from askewtheory.audit.verdict import Kind, Verdict
from tests.audit.forged import forged
from tests.audit.forged.reported import squares

lam, n = reals("lam n")


def refuted(name, concludes, instead, *, given=(), parameters=(), **values):
    """Declare a statement that is true as it is read, refuted by values of one's own."""

    @forged(f"reading/{name}", REFUTED, given=given, concludes=concludes)
    def check(this):
        """Refuted by other values than a reader thinks of."""
        return this.refuted(values, instead=instead, parameters=parameters)

    check.check.__module__ = __name__
    return check


# --- functions and numbers that readers know ------------------------------------------------------

capital = refuted("capital", "Exp(x) > 0", "x < 0", Exp=lambda t: t, x=-1)
size = refuted("size", "Abs(x) >= 0", "x < 0", Abs=lambda t: t, x=-1)
cube = refuted("cube-root", "cbrt(x)^3 == x", "x == 2", cbrt=lambda t: t, x=2)
divisor = refuted("divisor", "gcd(4, 6) == 2", "gcd(4, 6) == 0", gcd=lambda a, b: 0 * a)
rest = refuted("rest", "mod(x, 1) >= 0", "x == 1", mod=lambda a, b: 0 * a - 1, x=1)
power = refuted("power", "pow(x, 2) >= 0", "x == 1", pow=lambda a, b: 0 * a - 1, x=1)
error = refuted("error-function", "erf(0) == 0", "erf(0) == 1", erf=lambda t: t + 1)
root = refuted("logarithm", "log1p(0) == 0", "log1p(0) == 1", log1p=lambda t: t + 1)
largest = refuted("largest", "maximum(x, y) >= x", "x == 1", maximum=lambda a, b: 0 * a, x=1, y=1)
upper = refuted("upper-bound", "sup(x, y) >= x", "x == 1", sup=lambda a, b: 0 * a, x=1, y=1)
endless = refuted("infinity", "infty > 3", "infty == 0", infty=0)


# --- words of the grammar as functions ------------------------------------------------------------

total = refuted("sum", "sum(x, y) == x + y", "x == 1", sum=lambda a, b: a, x=1, y=1)
limit = refuted("limit", "lim(x) == x", "x == 1", lim=lambda t: 0 * t, x=1)
mean = refuted("average", "average(x, x) == x", "x == 1", average=lambda a, b: 0 * a, x=1)
numbers = refuted("range", "range(x) == x", "x == 1", range=lambda t: 0 * t, x=1)


# --- names that print alike in more places than a name stands in ----------------------------------

member = refuted("member", "other[0] > -1", "w[0] > 0", given=["w[0] > 0"], w=[1], other=[-5])
value = refuted("value", "other(1) > -1", "f(1) > 0", given=["f(1) > 0"],
                f=lambda t: t, other=lambda t: -5 * t)  # fmt: skip
LAMBDA = Term("var", ("lambda",))


@forged("reading/index", given=[LAMBDA < 0], concludes=for_all("lam", 0, lam > LAMBDA))
def index(this):
    """A number that prints like the index: it reads as less than itself."""
    return this.generalisation(states(lam > LAMBDA, [LAMBDA < 0, lam >= 0]))


@forged("reading/unused-index", given=[LAMBDA < 0],
        concludes=for_all("lam", 0, LAMBDA < 0))  # fmt: skip
def unused_index(this):
    """It reads as if every number from 0 on were below 0."""
    return this.generalisation(states(LAMBDA < 0, [LAMBDA < 0]))


# --- words with signs that nobody sees ------------------------------------------------------------


def told(name, sign):
    """Declare a formula with an invisible sign, which a person shall argue."""

    @forged(f"reading/{name}", concludes=lambda: prose(f"x{sign} >= 7"), parts=[squares])
    def check(this):
        """A person says so."""
        return this.hand("evident: as anybody can see")

    check.check.__module__ = __name__
    return check


joiner = told("word-joiner", "\u2060")
soft = told("soft-hyphen", "\u00ad")
turned = told("right-to-left", "\u202e")
double = told("double-bar", " ≧ 7 and x")


# --- values that are none, and what nobody has shown ----------------------------------------------

infinite = refuted("power-of-infinity", "lim(w[k] for k in N)^0 == 1", "w[0] == 0",
                   w=Family((n,), "n"))  # fmt: skip
argument = refuted("any-argument", "f(x)^2 >= 0", "x == 0", parameters=["t__any > 0"],
                   f=lambda t: 1 / t, x=F(0))  # fmt: skip


@fact(concludes="x >= x")
def itself(this):
    """True of each number and itself."""
    return this.solvers()


@forged("reading/unfinished", concludes="x > 7")
def unfinished(this):
    """What the rules call when all is shown, called when nothing is."""
    return rules._proved(this.statement, Kind.COMPUTED, "certificate", "an identity")


@forged("reading/among-the-rules", concludes="x > 7")
def among_the_rules(this):
    """Asked for by code that has the rules' names and their file's."""
    names = {"establish": theorem.establish, "s": this.statement, "v": Verdict, "k": Kind}
    code = "made.append(establish(s, v.PROVED, k.COMPUTED, 'solvers', 'so'))"
    made = []
    inner = {**names, "made": made}
    exec(compile(code, rules.__file__, "exec"), rules.__dict__, inner)
    return made[0]


twice = refuted("parameter-with-a-value", "x > 0", "y > 0", given=["y > 0"],
                parameters=["y < 0"], x="y", y=1)  # fmt: skip
