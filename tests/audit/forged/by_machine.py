"""Solvers, certificates, signs and arithmetic: what they do not establish."""

from decimal import Decimal
from fractions import Fraction as F

import numpy as np
import sympy

from askewtheory.audit import rules
from askewtheory.audit.claim import VACUOUS
from askewtheory.audit.statement import states
from askewtheory.audit.terms import Formula, Term, every, ne, prose, reals, term
from tests.audit.forged import forged

x, y = reals("x y")
ODD = F(0.1)


@forged("solvers/limit", concludes="lim(x[k] for k in N) == lim(x[k] for k in N)")
def limit(this):
    """Every sequence has a limit, since it equals itself."""
    return this.solvers()


@forged("solvers/upper-limit", concludes="limsup(x[k] for k in N) < limsup(x[k] for k in N) + 1")
def upper_limit(this):
    """Every sequence is bounded above."""
    return this.solvers()


@forged("solvers/least-of-nothing", concludes="min(x[k] for k in range(0, T)) <= 5 or "
        "min(x[k] for k in range(0, T)) > 5")  # fmt: skip
def least_of_nothing(this):
    """The least of no numbers is a number."""
    return this.solvers()


@forged("solvers/words-that-meet", given=["x > 0", prose("the |a| b of x")],
        concludes=prose("the !a! b of x"))  # fmt: skip
def words_that_meet(this):
    """Two sentences with one name in the script."""
    return this.solvers()


@forged("solvers/second-branch", concludes="if_(x > 0, 1, 1/(x + 1)) > 0")
def second_branch(this):
    """The second branch divides by zero at -1."""
    return this.solvers()


@forged("solvers/or", concludes="1/x > 0 or x <= 0")
def or_(this):
    """The first part is asked at 0."""
    return this.solvers()


@forged("solvers/iff", concludes="iff(1/x > 0, x > 0)")
def iff_(this):
    """Both sides of an equivalence are asked at 0."""
    return this.solvers()


@forged("solvers/zero-power", concludes="(1/x)^0 == 1")
def zero_power(this):
    """A power of 0 does not make 1/0 a number."""
    return this.solvers()


@forged("solvers/quotient-in-a-branch", concludes="if_(x == 0, x, 1/x) != 0")
def quotient_in_a_branch(this):
    """At 0 nothing is divided, and the value is 0."""
    return this.solvers()


@forged("solvers/unsatisfiable", given=["x > 1", "x < 0"], concludes="x == 7")
def unsatisfiable(this):
    """Anything follows from nothing."""
    return this.solvers()


@forged("solvers/undefined-hypotheses", given=["1/(x - x) > 0"], concludes="x == 7")
def undefined_hypotheses(this):
    """A hypothesis that is nowhere defined."""
    return this.solvers()


@forged("solvers/no-names", concludes="1 == 1")
def no_names(this):
    """Two literals."""
    return this.solvers()


@forged("solvers/bars", concludes=Term("var", ("x| |y",)) ** 2 >= 0)
def bars(this):
    """A name with bars in it."""
    return this.solvers()


OTHER = Term("var", ("\u0445",))


@forged("solvers/homoglyph", given=[OTHER > 0, "x < 0"], concludes=OTHER > -1)
def homoglyph(this):
    """A Cyrillic letter looks like a Latin one, which is negative."""
    return this.solvers()


@forged("solvers/true", given=[prose("false")], concludes="x == 7")
def true(this):
    """What is called false is not false."""
    return this.solvers()


@forged("solvers/max", concludes=Term("call", ("max", x, y)) >= Term("call", ("max", x, y)))
def max_(this):
    """A function that is called max is not the maximum."""
    return this.solvers()


@forged("solvers/bound-denominator", concludes="sum(1/x[k] for k in range(0, T)) == "
        "sum(1/x[k] for k in range(0, T))")  # fmt: skip
def bound_denominator(this):
    """A sum divides by each member."""
    return this.solvers()


@forged("floats/numpy", concludes=lambda: x**2 >= np.float64(0.1) - 1)
def numpy_float(this):
    """NumPy's float."""
    return this.solvers()


@forged("floats/float", concludes=lambda: x**2 >= 0.1 - 1)
def python_float(this):
    """Python's float."""
    return this.solvers()


@forged("floats/decimal", concludes=lambda: x**2 >= Decimal("-0.1"))
def decimal(this):
    """A decimal object, which may have been rounded."""
    return this.solvers()


@forged("floats/sympy", concludes=lambda: x**2 >= sympy.Float("-0.1"))
def sympy_float(this):
    """SymPy's float."""
    return this.solvers()


@forged("floats/fraction", concludes=lambda: x**2 >= -ODD)
def fraction(this):
    """A fraction made from a float."""
    return this.solvers()


@forged("floats/node", concludes=Formula(">=", (x**2, Term("num", (-ODD,)))))
def node(this):
    """A number node around such a fraction."""
    return this.solvers()


@forged("floats/raw", concludes=lambda: Formula(">=", (x**2, Term("num", (-0.5,)))))
def raw(this):
    """A number node around a float."""
    return this.solvers()


@forged("boolean/unequal", concludes=lambda: x**2 != y**2)
def unequal(this):
    """Python's own comparison of how two terms are written."""
    return this.solvers()


@forged("boolean/given", given=[True], concludes="x^2 >= 0")
def boolean_given(this):
    """A Python Boolean as a hypothesis."""
    return this.solvers()


@forged("boolean/numpy", concludes=np.bool_(True))
def boolean_numpy(this):
    """NumPy's Boolean as a conclusion."""
    return this.solvers()


@forged("certificate/negative-power", concludes=Formula("==", (Term("^", (x, -1)), term(1))))
def negative_power(this):
    """1/x = 1, since no factor is multiplied."""
    return this.certificate()


@forged("certificate/pole", concludes="(x^2 - 1)/(x - 1) == x + 1")
def pole(this):
    """An identity that is undefined at 1."""
    return this.certificate()


@forged("certificate/multiplier", given=["x >= 0"], concludes="x*y >= 0")
def multiplier(this):
    """The multiplier y has no sign."""
    return this.certificate((y, [0]))


@forged("certificate/strict", concludes="x > x")
def certified_strict(this):
    """That the sides are equal is no strict inequality."""
    return this.certificate()


@forged("certificate/odd", given=["x >= 0"], concludes="x*y^3 >= 0")
def odd(this):
    """A cube has no sign."""
    return this.certificate((y**3, [0]))


@forged("certificate/negative", given=["x >= 0"], concludes="-x >= 0")
def negative(this):
    """A negative multiplier."""
    return this.certificate((-1, [0]))


@forged("certificate/unsatisfiable", given=["x >= 1", "-x >= 0"], concludes="-1 >= 0")
def certified_nothing(this):
    """From x >= 1 and x <= 0 the sum of both."""
    return this.certificate((1, [0]), (1, [1]))


@forged("certificate/equality", given=["x == 1"], concludes="x - 2 >= 0")
def certified_equality(this):
    """An equation has the margin zero."""
    return this.certificate((1, [0]), (-1, [0]))


@forged("certificate/unequal", given=["x != 0"], concludes="-x >= 0")
def certified_unequal(this):
    """Nor has that two numbers differ."""
    return this.certificate((1, [0]))


@forged("certificate/no-sum", given=["x >= 0"], concludes="x >= 1")
def no_sum(this):
    """The difference is not the sum."""
    return this.certificate((1, [0]))


@forged("certificate/zero-denominator", concludes="1/(x - x) == 5")
def zero_denominator(this):
    """Everything times zero is the same."""
    return this.certificate()


@forged("signs/unknown", given=["x >= 0"], concludes="x*y >= 0")
def sign_unknown(this):
    """The sign of y is not known."""
    return this.signs()


@forged("signs/compound", given=["x - y >= 0"], concludes="x + y >= 0")
def sign_compound(this):
    """That a difference is not negative says nothing of its parts."""
    return this.signs()


@forged("signs/denominator", given=["x >= 0"], concludes="1/x >= 0")
def sign_denominator(this):
    """The denominator may be zero."""
    return this.signs()


@forged("signs/mixed", given=["x >= 0"], concludes="x^2 - x >= 0")
def mixed(this):
    """One coefficient is negative."""
    return this.signs()


@forged("signs/unsatisfiable", given=["x >= 0", "x < 0"], concludes="x^3 >= 0")
def signs_of_nothing(this):
    """Signs of nothing."""
    return this.signs()


@forged("evaluation/false", concludes="2 <= 0")
def false(this):
    """A false comparison of literals."""
    return this.evaluation()


@forged("evaluation/undefined", concludes="1/0 == 1/0")
def undefined(this):
    """1/0 is not equal to itself."""
    return this.evaluation()


@forged("evaluation/nothing", concludes=Formula("and", ()))
def nothing(this):
    """The conjunction of nothing, by hand."""
    return this.evaluation()


@forged("evaluation/unknowns", concludes="x == x")
def unknowns(this):
    """There are unknowns."""
    return this.evaluation()


@forged("evaluation/third-part", concludes=Formula("implies", tuple(
    Formula("==", (term(a), term(b))) for a, b in ((0, 0), (1, 1), (0, 1)))))  # fmt: skip
def third_part(this):
    """An implication with a third part that nobody reads."""
    return this.evaluation()


@forged("evaluation/hypothesis", given=["1 == 2"], concludes="1 == 1")
def hypothesis(this):
    """A false hypothesis."""
    return this.evaluation()


@forged("vacuity/satisfiable", VACUOUS, given=["x > 0"], concludes="x > 1")
def satisfiable(this):
    """Its hypotheses can be met."""
    return this.vacuous(["x > 0"])


@forged("vacuity/nothing-instead", VACUOUS, given=["x > 0", "x < 0"], concludes="x > 1")
def nothing_instead(this):
    """What is meant instead is not said."""
    return this.vacuous([])


@forged("vacuity/literal-instead", VACUOUS, given=["x > 0", "x < 0"], concludes="x > 1")
def literal_instead(this):
    """What is meant instead speaks of nothing."""
    return this.vacuous(["1 == 1"])


@forged("vacuity/anything-instead", VACUOUS, given=["x > 0", "x < 0"], concludes="x > 1")
def anything_instead(this):
    """What is meant instead holds of every number."""
    return this.vacuous(["x^2 >= 0", "x <= x + 1"])


@forged("vacuity/empty-too", VACUOUS, given=["x > 0", "x < 0"], concludes="x > 1")
def empty_too(this):
    """What is meant instead is empty as well."""
    return this.vacuous(["x > 1", "x < 1"])


@forged("vacuity/no-hypotheses", VACUOUS, concludes="x > 1")
def no_hypotheses(this):
    """There are no hypotheses."""
    return this.vacuous(["x > 1"])


@forged("parser/comparison", concludes="x > 0 > y > 1 if x else y")
def comparison(this):
    """A conditional expression is no formula."""
    return this.solvers()


@forged("parser/code", concludes="__import__('os').getpid() > 0")
def code(this):
    """Code is not evaluated."""
    return this.solvers()


@forged("parser/exponent", concludes="x^(1/2) >= 0")
def exponent(this):
    """A root is no power with a whole exponent."""
    return this.solvers()


@forged("parser/index-in-its-range", concludes="all(k <= 5/2 for k in range(0, 6 - k))")
def index_in_its_range(this):
    """The index stands in its own range, where it means something else."""
    k = term("k")
    member = rules.solvers(states(k <= term("5/2"), [k >= 0, k <= 6 - k - 1]))
    return this.generalisation(member)


@forged("parser/false-precedence", concludes="-2^2 == 4")
def precedence(this):
    """A power binds before the sign."""
    return this.evaluation()


@forged("parser/words-around-a-formula", concludes=lambda: every(prose("x > 7"), ne(x, y)))
def words_around(this):
    """A formula dressed as words."""
    return this.solvers()


@forged("vacuity/something-else", VACUOUS, given=["x > 0", "x < 0"], concludes="x > 1")
def something_else(this):
    """What is meant instead speaks of another number."""
    return this.vacuous(["y > 0"])
