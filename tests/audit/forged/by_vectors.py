"""False statements about vectors and roots, and certificates that do not show what they say."""

# pyright: reportArgumentType=false
# What a checker of types refuses is given to the rules on purpose.

from fractions import Fraction as F

import sympy

from askewtheory.audit import rules
from askewtheory.audit.claim import REFUTED, fact
from askewtheory.audit.orbits import Cycle
from askewtheory.audit.pep import Performance, norm2, smooth_convex
from askewtheory.audit.statement import states
from askewtheory.audit.terms import Term, formula, term
from tests.audit.forged import forged

CONVEX = ["f1 >= f0 + inner(g0, x1 - x0)", "f0 >= f1 + inner(g1, x0 - x1)"]


class Odd(F):
    """A number with its own product."""

    def __mul__(self, other):
        return F(5)


class OddVectors:
    """A model whose vector has a coordinate with its own product."""

    about = "odd vectors"

    def names(self):
        """Return a vector and its only coordinate."""
        return {"x": (Odd(2),), "first": F(2)}

    def obligations(self):
        """Return nothing."""
        return ()

    def setting(self):
        """Return nothing."""
        return {}

    def table(self):
        """Return nothing."""
        return (), ()


class Tuple(tuple):
    """A vector of any length."""

    def __len__(self):
        return 2


@fact(concludes="norm2(2*x) == 4*norm2(x)")
def doubled(this):
    """True, and not of the norm itself."""
    return this.certificate()


@fact(concludes="f(x) == f(x)")
def function(this):
    """True of every function that has a value everywhere."""
    return this.solvers()


@fact(given=["x >= 0"], concludes="sqrt(x)^2 == x")
def root(this):
    """True of the root."""
    return this.solvers()


# --- certificates ---------------------------------------------------------------------------------


@forged("vectors/negative-multiplier", given=["f <= norm2(x)"], concludes="f >= norm2(x)")
def negative_multiplier(this):
    """A hypothesis the wrong way round: its multiplier is -1."""
    return this.certificate((-1, [0]))


@forged("vectors/negative-square", concludes="norm2(x) <= 0*norm2(x)")
def negative_square(this):
    """-|x|^2 as a square."""
    return this.certificate((term(-1) * Term("call", ("norm2", term("x"))), []))


@forged("vectors/tiny-pivot",
        concludes="norm2(x) + norm2(y) >= 2000000000001/1000000000000*inner(x, y)")  # fmt: skip
def tiny_pivot(this):
    """An indefinite form: its second pivot is about -10^-12."""
    half = F(2000000000001, 2 * 10**12)
    return this.certificate(
        (norm2(term("x") - half * term("y")), []), ((1 - half**2) * norm2(term("y")), [])
    )


@forged("vectors/unsigned-multiplier", given=["a >= 0"], concludes="a*inner(x, y) >= 0")
def unsigned_multiplier(this):
    """An inner product as a multiplier: it has no sign."""
    return this.certificate(("inner(x, y)", [0]))


@forged("vectors/root-multiplier", given=["a >= 0"], concludes="a*sqrt(t) >= 0")
def root_multiplier(this):
    """A root as a multiplier that has no value for t < 0."""
    return this.certificate(("sqrt(t)", [0]))


@forged("vectors/negative-number", given=["a >= 0"], concludes="(7 - 5*sqrt(2))*a >= 0")
def negative_number(this):
    """7 - 5 sqrt(2) is about -0.07."""
    return this.certificate(("7 - 5*sqrt(2)", [0]))


@forged("vectors/other-points", given=CONVEX, concludes="inner(g2 - g0, x2 - x0) >= 0")
def other_points(this):
    """Convexity between two points, used for a third."""
    return this.certificate((1, [0]), (1, [1]))


@forged("vectors/class-once", given=CONVEX[:1], concludes="inner(g1 - g0, x1 - x0) >= 0")
def class_once(this):
    """The inequality of one order of the points, used for both."""
    return this.certificate((2, [0]))


@forged("vectors/other-statement", given=CONVEX, concludes="inner(g1 - g0, x1 - x0) <= 0")
def other_statement(this):
    """The certificate of the opposite."""
    return rules.certificate(states("inner(g1 - g0, x1 - x0) >= 0", CONVEX), [(1, [0]), (1, [1])])


@forged("vectors/float", given=["10*a >= norm2(x)"], concludes="a >= norm2(x)/10")
def float_(this):
    """A float as a multiplier."""
    return this.certificate((0.1, [0]))


@forged("vectors/float-as-fraction", concludes="1000000000001*norm2(x) >= norm2(y)")
def float_as_fraction(this):
    """A float as a fraction, as a multiplier of what is no hypothesis."""
    return this.certificate((F(0.1) * norm2(term("x")), []))


@forged("vectors/unequal", given=["x != y"], concludes="a*(x - y) >= 0")
def unequal(this):
    """What is only different, as an equation with a multiplier of any sign."""
    return this.certificate(("a", [0]))


@forged("vectors/inequality-as-equation", given=["b >= 0"], concludes="a*b >= 0")
def inequality_as_equation(this):
    """An inequality with a multiplier of any sign."""
    return this.certificate(("a", [0]))


@forged("vectors/tight-rate", given=lambda: one_step().hypotheses,
        concludes=lambda: one_step(F(1, 7)).conclusion)  # fmt: skip
def tight_rate(this):
    """f(x_1) - f* <= |x_0 - x*|^2/7 with the certificate of 1/6."""
    true = one_step()
    parts = [(F(1, 3), [0]), (F(2, 3), [1]), (F(2, 3), [3]), (F(1, 3), [5])]
    return rules.certificate(true.concluding(this.statement.conclusion), parts)


def one_step(rate=F(1, 6)):
    """Return that one gradient step on a 1-smooth convex function has a rate; 1/6 is true."""
    p = Performance()
    f = p.function(smooth_convex(1))
    x0, s = p.point("x0"), f.minimum()
    return p.states(f.value(x0 - f.gradient(x0)) - s.f <= rate * norm2(x0 - s.x))


@forged("vectors/difference", given=["a >= 0"], concludes="a*(norm2(x) - norm2(y)) >= 0")
def difference(this):
    """A difference of squares as a multiplier."""
    return this.certificate(("norm2(x) - norm2(y)", [0]))


@forged("vectors/opposite", concludes="norm2(x - y) == norm2(x) + 2*inner(x, y) + norm2(y)")
def opposite(this):
    """The square of a sum, said of the difference."""
    return this.certificate()


@forged("vectors/half", concludes="norm2(x/2) == 4*norm2(x)")
def half(this):
    """The square of the double, said of the half."""
    return this.certificate()


@forged("vectors/opaque", concludes="norm2(0*x) + norm2(y) - norm2(y) > norm2(0*x) - 1*norm2(0*x)")
def opaque(this):
    """Zero is positive."""
    return this.solvers()


# --- what stands for what -------------------------------------------------------------------------


@forged("vectors/both", concludes="norm2(x) + x^2 >= 0")
def both(this):
    """A name that is a vector and a number."""
    return this.solvers()


@forged("vectors/number-last", concludes="norm2(x*2) >= norm2(y)")
def number_last(this):
    """A number where a vector has to stand."""
    return this.solvers()


@forged("vectors/index", concludes="all(norm2(k) >= 0 for k in N(1))")
def index(this):
    """An index as a vector."""
    return rules.generalisation(this.statement, rules.solvers(states("norm2(k) >= 0")))


@forged("vectors/renamed", concludes="norm(2*x) == 4*norm(x)")
def renamed(this):
    """What is true of the squared norm, said of the norm."""
    return this.instance(doubled, norm2="norm")


@forged("vectors/any-function", concludes="f(2*x) == 4*f(x)")
def any_function(this):
    """What is true of the squared norm, said of any function."""
    return this.instance(doubled, norm2="f")


@forged("vectors/partial-function", concludes="sqrt(x) == sqrt(x)")
def partial_function(this):
    """What is true of functions with values everywhere, said of the root."""
    return this.instance(function, f="sqrt")


@forged("vectors/root-renamed", given=["x >= 0"], concludes="f(x)^2 == x")
def root_renamed(this):
    """What is true of the root, said of any function."""
    return this.instance(root, sqrt="f")


@forged("vectors/arguments", concludes="inner(x) >= 0")
def arguments(this):
    """An inner product of one vector."""
    return this.solvers()


# --- where it is defined, and in which dimension --------------------------------------------------


@forged("vectors/dimension-one", concludes="inner(x, y)^2 == norm2(x)*norm2(y)")
def dimension_one(this):
    """True on a line alone."""
    return this.solvers()


@forged("vectors/dimension-two", concludes=(
    "norm2(x)*norm2(y)*norm2(z) + 2*inner(x,y)*inner(y,z)*inner(x,z) == norm2(x)*inner(y,z)^2"
    " + norm2(y)*inner(x,z)^2 + norm2(z)*inner(x,y)^2"))  # fmt: skip
def dimension_two(this):
    """True in the plane alone: three vectors have no volume."""
    return this.solvers()


@forged("vectors/volume", concludes=(
    "norm2(x)*norm2(y)*norm2(z) - 2*inner(x,y)*inner(y,z)*inner(x,z) >= norm2(x)*inner(y,z)^2"
    " + norm2(y)*inner(x,z)^2 + norm2(z)*inner(x,y)^2"))  # fmt: skip
def volume(this):
    """The determinant of three vectors with a wrong sign."""
    return this.solvers()


@forged("vectors/pair", concludes="inner(x, y)^2 <= norm2(x)")
def pair(this):
    """Cauchy-Schwarz without the second vector."""
    return this.solvers()


@forged("vectors/norm", concludes="norm(x) == norm2(x)")
def norm(this):
    """A norm is its square."""
    return this.solvers()


@forged("vectors/quotient", concludes="t^2*norm2(x/t) == norm2(x)")
def quotient(this):
    """Undefined at t = 0."""
    return this.certificate()


@forged("vectors/quotient-of-nothing", concludes="inner(0*x, y/t) == 0")
def quotient_of_nothing(this):
    """Undefined at t = 0 though multiplied with zero."""
    return this.certificate()


@forged("vectors/product-with-nothing", concludes="inner(0*x, y/t) == 0")
def product_with_nothing(this):
    """The same for solvers."""
    return this.solvers()


@forged("vectors/branch", concludes="if_(t == 0, norm2(x), 0*norm(x/t)) == 0")
def branch(this):
    """What is known of a norm must not be used where its vector is undefined."""
    return this.solvers()


@forged("vectors/root-of-negative", concludes="sqrt(x)^2 == x")
def root_of_negative(this):
    """Undefined for x < 0."""
    return this.solvers()


@forged("vectors/root-of-minus-four", concludes="sqrt(-4) == sqrt(-4)")
def root_of_minus_four(this):
    """An identity between what does not exist."""
    return this.certificate()


@forged("vectors/root-exists", concludes="sqrt(x) == sqrt(x)")
def root_exists(this):
    """An identity between what does not exist for x < 0."""
    return this.certificate()


@forged("vectors/root-in-a-branch", concludes="x >= 0 or if_(x < 0, y, sqrt(x)) == 0")
def root_in_a_branch(this):
    """That a root is written down somewhere says nothing of x."""
    return this.solvers()


@forged("vectors/root-of-zero", concludes="a/sqrt(0) == a/sqrt(0)")
def root_of_zero(this):
    """A division by zero."""
    return this.certificate()


@forged("vectors/root-of-three", concludes="sqrt(3)*sqrt(3)*a == 9*a")
def root_of_three(this):
    """The square of the root of three is nine."""
    return this.certificate()


@forged("vectors/root-negative", given=["x >= 0", "y^2 == x"], concludes="y == sqrt(x)")
def root_negative(this):
    """A root may be negative, the root is not."""
    return this.solvers()


@forged("vectors/root-squared", concludes="sqrt(2)*sqrt(3)*sqrt(3) == 2*sqrt(3)")
def root_squared(this):
    """3 sqrt(2) is not 2 sqrt(3)."""
    return this.certificate()


@forged("vectors/impossible", given=["norm2(x) < 0"], concludes="1 == 2")
def impossible(this):
    """A hypothesis that no vector satisfies."""
    return this.solvers()


@forged("vectors/impossible-pair", given=["inner(x, y) > norm(x)*norm(y)"], concludes="a == 2")
def impossible_pair(this):
    """A hypothesis that contradicts Cauchy-Schwarz."""
    return this.solvers()


@forged("vectors/impossible-at-zero", given=["norm2(x/t) <= 1", "t == 0"], concludes="a == 2")
def impossible_at_zero(this):
    """Hypotheses of which one is undefined."""
    return this.solvers()


# --- counterexamples ------------------------------------------------------------------------------


@forged("vectors/own-product", REFUTED, concludes="inner(x, y)^2 <= norm2(x)*norm2(y)")
def own_product(this):
    """Cauchy-Schwarz, refuted by another inner product."""
    return this.refuted({"inner": lambda a, b: a * b * 7, "x": 1, "y": 1}, instead="norm2(x) >= 0")


@forged("vectors/other-dimensions", REFUTED, concludes="norm2(x + y) <= 2*norm2(x) + 2*norm2(y)")
def other_dimensions(this):
    """A plane's vector and a line's."""
    return this.refuted({"x": (1, 1), "y": 5}, instead="norm2(x) >= 0")


@forged("vectors/own-length", REFUTED, concludes="norm2(x + y) <= 2*norm2(x) + 2*norm2(y)")
def own_length(this):
    """A vector that is of any length."""
    return this.refuted({"x": Tuple((1,)), "y": Tuple((5, 1, 1))}, instead="norm2(x) >= 0")


@forged("vectors/floats", REFUTED, concludes="norm2(x) != norm2(y) or norm2(z) > 0")
def floats(this):
    """Coordinates that are floats."""
    return this.refuted({"x": (0.1,), "y": (0.1,), "z": (0.0,)}, instead="norm2(x) > 0")


@forged("vectors/own-coordinates", REFUTED, concludes="norm2(x) == first^2", about="odd vectors")
def own_coordinates(this):
    """A coordinate that multiplies in its own way."""
    return this.refuted(OddVectors(), instead="norm2(x) > first")


@forged("vectors/hypothesis-broken", REFUTED, given=CONVEX,
        concludes="inner(g1 - g0, x1 - x0) >= 0")  # fmt: skip
def hypothesis_broken(this):
    """Gradients of no convex function."""
    return this.refuted({"x0": (0,), "x1": (1,), "g0": (1,), "g1": (0,), "f0": 0, "f1": 0},
                        instead="norm2(g0) > 0")  # fmt: skip


@forged("vectors/negated-root", REFUTED, concludes=formula("norm(x) >= 0"))
def negated_root(this):
    """A norm, refuted by the other root."""
    return this.refuted({"norm": lambda a: -a, "x": (1,)}, instead="norm2(x) > 0")


# --- members of one sequence, at the same place ---------------------------------------------------


@forged("vectors/same-member", given=["k == j", "norm2(x[k] - x[j]) > 0"],
        concludes="norm2(x[k] - x[j]) + 1 > 0")  # fmt: skip
def same_member(this):
    """Two members that are one, and differ."""
    return this.solvers()


@forged("vectors/same-number", given=["k == j", "w[k] > w[j]"], concludes="w[k] >= w[j]")
def same_number(this):
    """The same of numbers."""
    return this.solvers()


@forged("vectors/four", given=[
    *(f"norm2({one}) == 1" for one in "abcd"),
    *(f"inner({one}, {two}) <= -1/2" for one, two in ("ab", "ac", "ad", "bc", "bd", "cd")),
], concludes="inner(a, b) + 1 >= inner(a, b)")  # fmt: skip
def four(this):
    """Four unit vectors at more than 120 degrees from each other, which no dimension has."""
    return this.solvers(seconds=5)


@forged("vectors/nine", given=["inner(a1, a2) == 2", *(f"norm2(a{k}) == 1" for k in range(1, 10))],
        concludes="norm2(a1) + 1 > norm2(a1)")  # fmt: skip
def nine(this):
    """More vectors than solvers are told every pair of, two of them against Cauchy-Schwarz."""
    return this.solvers(seconds=5)


@forged("vectors/triangle", concludes="norm(x + y) >= norm(x) + norm(y)")
def triangle(this):
    """The triangle inequality the wrong way round."""
    return this.solvers()


@forged("vectors/square-of-sum", concludes="norm2(x + y) <= norm2(x) + norm2(y)")
def square_of_sum(this):
    """True where the inner product is not positive."""
    return this.solvers()


@forged("vectors/unit", concludes="norm(x/norm(x)) == 1")
def unit(this):
    """Not at zero."""
    return this.solvers()


@forged("vectors/projection", concludes="norm2(x - inner(x, y)/norm2(y)*y) <= norm2(x)")
def projection(this):
    """A projection on zero is undefined."""
    return this.solvers()


@forged("vectors/product-of-roots", concludes="sqrt(x)*sqrt(y) == sqrt(x*y)")
def product_of_roots(this):
    """Two negative numbers."""
    return this.solvers()


@forged("vectors/signed-root", concludes="sqrt(x^2) == x")
def signed_root(this):
    """A negative number."""
    return this.solvers()


@forged("vectors/aligned", concludes="inner(x, y)*inner(y, z) == norm2(y)*inner(x, z)")
def aligned(this):
    """True on a line alone."""
    return this.solvers()


@forged("vectors/absolute", concludes="abs(inner(x, y)) == norm(x)*norm(y)")
def absolute(this):
    """Also true on a line alone."""
    return this.solvers()


@forged("vectors/complex", REFUTED, concludes="inner(x, y)^2 <= norm2(x)*norm2(y)")
def complex_(this):
    """An imaginary coordinate."""
    return this.refuted(x=(sympy.I, 0), y=(1, 0), instead="norm2(y) >= 0")


@forged("vectors/no-coordinates", REFUTED, concludes="norm(x) >= 0")
def no_coordinates(this):
    """A vector of no dimension."""
    return this.refuted(x=(), instead="norm2(x) >= 0")


@forged("vectors/unequal-members", REFUTED, concludes="all(norm2(x[k] - x[0]) >= 0 for k in N)")
def unequal_members(this):
    """A sequence whose members have different dimensions."""
    return this.refuted(x=Cycle((), ((1, 0), (0,))), instead="norm2(x[0]) >= 0")
