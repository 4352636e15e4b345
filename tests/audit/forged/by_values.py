"""Counterexamples whose values are no numbers, and do not exist; limits, minima and roots."""

from fractions import Fraction as F
from math import inf

import sympy

from askewtheory.audit.claim import PROVED, REFUTED
from askewtheory.audit.orbits import Cycle, Family
from askewtheory.audit.terms import Term, reals, term
from tests.audit.forged import forged

n, t = reals("n t")
ROOT = Term("call", ("sqrt", n - 3))


def by(name, values, *, concludes, given=(), instead, parameters=()):
    """Declare a true statement, or one without sense, and what shall refute it."""

    @forged(name, REFUTED, given=given, concludes=concludes)
    def check(this):
        """Refuted by what is no instance."""
        return this.refuted(values, instead=instead, parameters=parameters)

    check.check.__module__ = __name__
    return check


# --- infinity is no number ------------------------------------------------------------------------

CUBE = {"given": ["x^3 == x"], "concludes": "x <= 1", "instead": "x > 0"}
CUBES = {"given": ["w[0]^3 == w[0]"], "concludes": "w[0] <= 1", "instead": "w[0] > 0"}
RISING = Family((n,), "n")
RISING_FASTER = Family((n**2 + 5,), "n")

infinite = by("infinite/value", {"x": inf}, **CUBE)
infinite_sympy = by("infinite/sympy", {"x": sympy.oo}, **CUBE)
infinite_complex = by("infinite/complex", {"x": sympy.zoo}, **CUBE)
infinite_listed = by("infinite/list", {"w": (inf,)}, **CUBES)
infinite_cycle = by("infinite/cycle", {"w": Cycle((), (inf,))}, **CUBES)
infinite_limit = by(
    "infinite/limit", {"w": RISING},
    given=["lim(w[k] for k in N)^2 == lim(w[k] for k in N)"],
    concludes="lim(w[k] for k in N) <= 1", instead="w[1] == 1",
)  # fmt: skip
infinite_upper = by(
    "infinite/upper-limit", {"w": RISING},
    given=["limsup(w[k] for k in N)^3 == limsup(w[k] for k in N)"],
    concludes="limsup(w[k] for k in N) <= 1", instead="w[1] == 1",
)  # fmt: skip
infinite_bound = by(
    "infinite/above-a-bound", {"w": RISING},
    given=["lim(w[k] for k in N) > 5"], concludes="w[0] > 0", instead="w[1] == 1",
)  # fmt: skip
infinite_negated = by(
    "infinite/negated", {"w": RISING},
    given=["not lim(w[k] for k in N) < 5"], concludes="w[0] > 0", instead="w[1] == 1",
)  # fmt: skip
infinite_chosen = by(
    "infinite/chosen", {"w": RISING},
    given=["if_(lim(w[k] for k in N) < 5, 1, 0) == 0"], concludes="w[0] > 0", instead="w[1] == 1",
)  # fmt: skip
infinite_both = by(
    "infinite/equal", {"w": RISING, "v": RISING_FASTER},
    given=["lim(w[k] for k in N) == lim(v[k] for k in N)"],
    concludes="w[0] == v[0]", instead="w[1] == 1",
)  # fmt: skip


# --- numbers that are not real, and those that readers know ------------------------------------

imaginary = by("complex/unit", {"x": sympy.I}, concludes="x^2 >= 0", instead="x^2 < 0")
imaginary_root = by("complex/root", {"x": sympy.sqrt(-2)}, concludes="x^2 >= 0", instead="x^2 < 0")
root_of_unity = by(
    "complex/root-of-unity", {"x": sympy.Rational(-1, 2) + sympy.sqrt(3) * sympy.I / 2},
    given=["x^2 + x + 1 == 0"], concludes="x > 0", instead="x^3 == 1",
)  # fmt: skip
imaginary_member = by("complex/member", {"w": Cycle((), (sympy.I, F(0)))},
                      concludes="w[0]^2 >= 0", instead="w[1] == 0")  # fmt: skip
imaginary_vector = by("complex/coordinate", {"x": (sympy.I, F(0))},
                      concludes="norm2(x) >= 0", instead="norm2(x) < 0")  # fmt: skip
imaginary_value = by("complex/value", {"f": lambda t: t * term("sqrt(0 - 1)"), "x": 1},
                     concludes="f(x)^2 >= 0", instead="x == 1")  # fmt: skip
known_function = by("known/function", {"exp": lambda t: t, "x": -1},
                    concludes="exp(x) > 0", instead="x < 0")  # fmt: skip
known_number = by("known/number", {"pi": 0}, concludes="pi > 3", instead="pi == 0")
known_given = by("known/given", {"sin": lambda t: t, "x": 2}, given=["sin(x) == x"],
                 concludes="x == 0", instead="x == 2")  # fmt: skip


# --- what does not exist breaks nothing -----------------------------------------------------------

SQUARE = {"concludes": "w[0]^2 >= 0", "instead": "w[1] == 1"}
VALUE = {"concludes": "f(x)^2 >= 0", "instead": "x == 0"}

missing_member = by("missing/member", {"w": Cycle((), (term("1/0"), F(1)))}, **SQUARE)
missing_listed = by("missing/list", {"w": (term("1/0"), 1)}, **SQUARE)
missing_root = by("missing/root", {"w": (term("sqrt(0 - 1)"), 1)}, **SQUARE)
missing_vector = by("missing/vector", {"x": (term("1/0"),), "y": 0},
                    concludes="norm2(x) >= 0 or y > 0", instead="y == 0")  # fmt: skip
missing_value = by("missing/value", {"f": lambda t: 1 / t, "x": 0}, **VALUE)
missing_branch = by("missing/branch", {"f": lambda t: 1 / t if t >= 0 else t, "x": 0}, **VALUE)
missing_second = by("missing/second-argument", {"f": lambda t, s: t / s, "x": 0},
                    concludes="f(x, x)^2 >= 0", instead="x == 0")  # fmt: skip
missing_argument = by(
    "missing/argument-of-a-parameters-name", {"f": lambda t: 1 / t, "x": 0, "y": "t"},
    concludes="f(x)^2 >= 0", instead="y > 0", parameters=["t > 0"],
)  # fmt: skip
missing_first = by("missing/first", {"w": Family((1 / n,), "n")},
                   concludes="w[0]^2 >= 0", instead="w[1] == 1")  # fmt: skip
missing_later = by(
    "missing/later", {"w": Family((1 / (n - 5),), "n")},
    given=["lim(w[k] for k in N) == 0"], concludes="w[5]^2 >= 0", instead="w[6] == 1",
)  # fmt: skip
missing_roots = by("missing/roots", {"w": Family((ROOT,), "n")},
                   concludes="w[0]^2 >= 0", instead="w[4] == 1")  # fmt: skip
missing_parameter = by(
    "missing/parameter", {"w": Family((1 / (n + t),), "n"), "t": "t"},
    given=["lim(w[k] for k in N) == 0"], concludes="t >= 0", instead="t < 0",
    parameters=["t == 0 - 3"],
)  # fmt: skip
missing_place = by("missing/place", {"w": Cycle((), (1, 2)), "x": F(1, 2)},
                   concludes="w[x] == w[x]", instead="x == 1/2")  # fmt: skip


# --- the least of infinitely many, and what is said of finitely many ------------------------------

least = by(
    "least/difference", {"w": RISING},
    given=["max(w[k] for k in N) - min(w[k] for k in N) == 0"],
    concludes="w[1] == w[0]", instead="w[1] == 1", parameters=["n >= 0"],
)  # fmt: skip
least_missing = by(
    "least/not-attained", {"w": Family((1 / (n + 1),), "n")},
    given=["min(w[k] for k in N) > 0"],
    concludes="lim(w[k] for k in N) != 0", instead="w[0] == 1", parameters=["n >= 0"],
)  # fmt: skip
finite_series = by(
    "finite/series", {"w": Cycle((), (1,))},
    concludes="converges(w[k] for k in range(0, 5))", instead="w[0] == 1",
)  # fmt: skip
finite_divergence = by(
    "finite/divergence", {"w": Cycle((), (1,))},
    given=["diverges(w[k] for k in range(0, 3))"], concludes="w[0] == 5", instead="w[0] == 1",
)  # fmt: skip
finite_average = by(
    "finite/average", {"w": Cycle((0, 0), (1,))},
    concludes="w[0] != 0 or average(w[k] for k in range(0, 2)) == 0", instead="w[0] == 0",
)  # fmt: skip
finite_limit = by(
    "finite/limit", {"w": Cycle((0, 0), (1,))},
    concludes="w[0] != 0 or lim(w[k] for k in range(0, 1)) == 0", instead="w[0] == 0",
)  # fmt: skip


# --- numbers with an arithmetic of their own, and numbers near each other -------------------------


class Posing:
    """A number that says that it is SymPy's."""

    __module__ = "sympy.core.numbers"
    is_number = is_algebraic = True
    args = ()

    def _sympy_(self):
        return sympy.sqrt(2)

    def __pow__(self, exponent):
        return F(-1)


class Pow(sympy.Expr):
    """A number of SymPy's with powers of its own, and the name of one that has the right ones."""

    __module__ = "sympy.core.power"

    def _sympystr(self, printer):
        return "own"

    def _eval_evalf(self, prec):
        return sympy.sqrt(2)._eval_evalf(prec)

    def __pow__(self, exponent):
        return F(-1)


for pretended in ("is_Float", "is_Rational"):
    setattr(Posing, pretended, False)
    setattr(Pow, pretended, False)
for pretended in ("is_number", "is_algebraic"):
    setattr(Pow, pretended, True)
BELOW_ZERO = {"concludes": "x^2 >= 0", "instead": "x^2 < 0"}
posing = by("number/posing", {"x": Posing()}, **BELOW_ZERO)
overriding = by("number/overriding", {"x": Pow()}, **BELOW_ZERO)
inside = by("number/inside", {"x": sympy.Add(1, Pow(), evaluate=False)}, **BELOW_ZERO)

LARGE = sympy.Integer(10) ** 140
NEAR = 1 / (sympy.sqrt(LARGE**2 + 1) - LARGE)
near = by("number/large", {"x": NEAR}, concludes="x > 0", instead="x < 0")
SIZE = "(10^64*10^64*10^12)"


@forged("number/root", PROVED, concludes=f"sqrt({SIZE}^2 + 1) == {SIZE}")
def root(this):
    """A root that hundreds of digits do not tell from a whole number."""
    return this.evaluation()


@forged("number/root-below", PROVED, concludes=f"(sqrt({SIZE}^2 + 1) - {SIZE})*{SIZE}^2 < 0")
def root_below(this):
    """What is lost in a difference, and enlarged again."""
    return this.evaluation()
