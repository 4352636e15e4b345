"""Indices that are no whole numbers, that hide names, and that run as one though they are two."""

# pyright: reportAttributeAccessIssue=false
# Facts are of one kind of statement.

from fractions import Fraction as F

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, REFUTED
from askewtheory.audit.orbits import Cycle, Family
from askewtheory.audit.statement import states
from askewtheory.audit.sums import sum_statement
from askewtheory.audit.terms import over, reals, some, term
from tests.audit.forged import forged

(n,) = reals("n")
RISING, ONES = Family((n,), "n"), Cycle((), (F(1),))


# --- what is true of whole numbers alone ----------------------------------------------------------

STEADY = "all(f(k + 1) == f(k) for k in N)"


def steady(statement):
    """Return the statement as a chain: its steps are true of whole T, by sums over 0, ..., T."""
    steps, nothing = (over("sum", "k", 0, "T", body) for body in ("f(k + 1) - f(k)", 0))
    member = rules.solvers(states("f(k + 1) - f(k) <= 0", ["f(k + 1) == f(k)"]))
    order = rules.sum_order(states(steps <= nothing, [STEADY]), member)
    ends = rules.sum_fact("telescoping", "k", 0, "T", "f(k)")
    zero = rules.sum_fact("constant", "k", 0, "T", 0)
    known = [one.statement.conclusion for one in (order, ends, zero)]
    last = rules.solvers(states("f(T + 1) <= f(0)", known))
    return rules.chain(statement, [order, ends, zero, last])


@forged("whole/lost", given=[STEADY, "T >= 0 - 1"], concludes="f(T + 1) <= f(0)")
def lost(this):
    """False at T = -1/2."""
    return steady(this.statement)


@forged("whole/lost-in-cases", given=[STEADY, "T >= 0 - 1"], concludes="f(T + 1) <= f(0)")
def lost_in_cases(this):
    """The cases are exhaustive for whole numbers."""
    count = rules.sum_fact("constant", "k", 0, "T", 1)
    whole, then = count.statement.conclusion, this.statement.conclusion
    either = rules.solvers(states(some(whole, then), [whole]))
    every_case = rules.chain(this.statement.concluding(either.statement.conclusion),
                             [count, either])  # fmt: skip
    first = steady(this.statement.having(whole))
    second = rules.solvers(this.statement.having(then))
    return this.cases(first, second, exhaustive=every_case)


def of_no_index(name, given, concludes):
    """Declare a conclusion about members that there are none of."""

    @forged(f"whole/{name}", PROVED, given=given, concludes=concludes)
    def check(this):
        """Anything is said of no index."""
        return this.solvers()

    check.check.__module__ = __name__
    return check


half_member = of_no_index("half-member", ["2*k == 1"], "w[k]^2 + k > 0")
half_range = of_no_index("half-range", ["2*T == 1"], "sum(w[k] for k in range(0, T))^2 + T > 0")
below_zero = of_no_index("below-zero", ["w[k] > 0", "k == 0 - 1"], "w[k] + 1 > 1")
concluded_below_zero = of_no_index("concluded-below-zero", ["k < 0"], "w[k]^2 - k > 0")


def at_half(name, concludes):
    """Declare a statement that is true of whole T, refuted at T = 1/2."""

    @forged(f"whole/{name}", REFUTED, concludes=concludes)
    def check(this):
        """T is no whole number."""
        return this.refuted({"T": "1/2", "w": [0, 1]}, instead="T > 0")

    check.check.__module__ = __name__
    return check


between = at_half("between", "if_(T <= 0 or T >= 1, 1 + w[T]^2, 0) >= 1")
between_in_range = at_half(
    "between-in-a-range", "if_(T <= 0 or T >= 1, 1 + max(w[k]^2 for k in range(0, T)), 1) == 0"
)


# --- members before the first ---------------------------------------------------------------------


def before_first(name, concludes, given=(), check=None):
    """Declare what is said of a member that no sequence has; or what follows from such."""

    @forged(f"before-first/{name}", PROVED, given=[*given], concludes=concludes)
    def decided(this):
        """The index is below 0."""
        return check(this) if check else this.solvers()

    decided.check.__module__ = __name__
    return decided


SQUARE = states("w[k]^2 + 1 > 0")
square = before_first("square", "w[k - 5]^2 >= 0")
identity = before_first("identity", "w[k - 5] == w[k - 5]", check=lambda this: this.certificate())
at_two = before_first("implied", "implies(k == 2, w[k - 5]^2 >= 0)")
on_one_side = before_first("on-one-side", "w[k - 5] > 0 or w[k - 5] <= 0", ["k < 5"])
given_there = before_first(
    "given", "x + 1 > 1", ["w[k - 5] > 0 or w[k - 5] <= 0", "k == 2", "x > 0"]
)
falling = before_first("falling", "w[2] >= 1", ["all(w[5 - k] >= 1 for k in N)"],
                       lambda this: this.member(3))  # fmt: skip
falling_sum = before_first("falling-sum", "x + 1 > 1",
                           ["sum(w[5 - k] for k in range(0, 11)) == 3", "x > 0"])  # fmt: skip
falling_to_name = before_first("falling-to-a-name", "x + 1 > 1",
                               ["sum(w[5 - k] for k in range(0, T)) == 3", "x > 0"])  # fmt: skip
shifted = before_first("shifted", "x + 1 > 1", ["all(w[k - m] >= 1 for k in N)", "x > 0"])
halves = before_first("halves", "x + 1 > 1", ["all(w[k/2] >= 1 for k in N)", "x > 0"])
begins_below = before_first("begins-below", "x + 1 > 1",
                            ["all(w[k] >= 1 for k in N(a))", "a == 0 - 3", "x > 0"])  # fmt: skip
beyond_its_range = before_first("beyond-its-range", "all(w[k - m]^2 >= 0 for k in N)",
    check=lambda this: this.generalisation(rules.solvers(states("w[k - m]^2 >= 0", ["k >= m"]))),
)  # fmt: skip
put_in = before_first(
    "put-in",
    "w[k - 5]^2 + 1 > 0",
    check=lambda this: this.instance(rules.solvers(SQUARE), k="k - 5"),
)
LATER = rules.solvers(states("w[k] >= 1", ["w[k] >= 1"]))
before_given = before_first("before-given", "all(w[k] >= 1 for k in N(2))",
                            ["all(w[k] >= 1 for k in N(3))"],
                            lambda this: this.generalisation(LATER))  # fmt: skip
before_name = before_first("before-a-name", "all(w[k] >= 1 for k in N(a))",
                           ["all(w[k] >= 1 for k in N(3))", "a >= 2"],
                           lambda this: this.generalisation(LATER))  # fmt: skip
before_other_name = before_first("before-another-name", "all(w[k] >= 1 for k in N(a))",
                                 ["all(w[k] >= 1 for k in N(b))", "a >= 2"],
                                 lambda this: this.generalisation(LATER))  # fmt: skip
NEXT = rules.solvers(states("w[k + 1] >= 1", ["w[k + 1] >= 1"]))


def beyond_last(name, end, ends, body="w[k] >= 1", known=LATER, more=()):
    """Declare for all indices of a range what is given of those of a shorter one."""
    given = [f"all(w[k] >= 1 for k in {end})", *more]

    @forged(f"beyond-last/{name}", given=given, concludes=f"all({body} for k in {ends})")
    def check(this):
        """The last is not among them."""
        return this.generalisation(known)

    check.check.__module__ = __name__
    return check


endless = beyond_last("endless", "range(0, T)", "N")
one_index_more = beyond_last("one-more", "range(0, T)", "range(0, T + 1)")
next_index = beyond_last("next", "range(0, T)", "range(0, T)", "w[k + 1] >= 1", NEXT)
other_last = beyond_last("another-name", "range(0, S)", "range(0, T)", more=["S >= 0"])
ENDS = sum_statement("telescoping", "k", 0, "T - 1", "w[T - 1 - k]")
end_below = before_first("end-of-a-sum", ENDS.conclusion, ENDS.formulas,
    lambda this: rules.sum_fact("telescoping", "k", 0, "T - 1", "w[T - 1 - k]"))  # fmt: skip
vector = before_first("vector", "norm2(x[k - 5]) >= 0")
cancelled = before_first("cancelled", "norm2(x[k - 5] - x[k - 5]) >= 0")
zero_vector = before_first("zero-vector", "a + 1 > 1", ["norm2(x[k - 5]) >= 0", "k == 2", "a > 0"])
no_term = before_first("no-term", "T >= 1", ["sum(v[T - 1] for k in range(0, T)) == 0"])


def below_in_instance(name, concludes):
    """Declare a statement about a member at k - m or w[k - 5], with an instance that has none."""

    @forged(f"before-first/{name}", REFUTED, concludes=concludes)
    def check(this):
        """The instance has no such member."""
        return this.refuted({"w": [1, 1, 1, 1], "k": 2, "m": 2}, instead="k + m == 4 and w[0] == 1")

    check.check.__module__ = __name__
    return check


refuted_there = below_in_instance("refuted", "w[k - 5] == 7 + m")
refuted_range = below_in_instance("refuted-in-a-range", "all(w[i - m] == k for i in range(0, 3))")


# --- what holds of all indices, said more than once -----------------------------------------------

LARGE, SMALL = "all(w[k] >= 1 for k in N)", "all(w[k] < 1 for k in N)"


def by_one_index(name, given, concludes="w[0] >= 1 or w[1] < 1"):
    """Declare a true statement, refuted by 0, 1, 2, ..., each of which is large or small."""

    @forged(f"one-index/{name}", REFUTED, given=given, concludes=concludes)
    def check(this):
        """Two indices that run as one."""
        return this.refuted({"w": RISING}, instead="w[1] == 1", parameters=["n >= 0"])

    check.check.__module__ = __name__
    return check


either = by_one_index("or", [f"{LARGE} or {SMALL}"])
unequal = by_one_index("iff", [f"iff({LARGE}, not {SMALL})"])
chosen = by_one_index("chosen", [f"if_({LARGE}, 1, 0) + if_({SMALL}, 1, 0) == 1"])
neither = by_one_index("neither", [f"not (not {LARGE} and not {SMALL})"])
in_a_range = by_one_index("in-a-range", [f"all({LARGE} or {SMALL} for i in range(0, 1))"])
EACH = "all((w[k] - 1)*(2*i - 1) >= 0 for k in N)"
some_of_range = by_one_index("some-of-a-range", [f"not all(not {EACH} for i in range(0, 2))"])
counted = by_one_index("counted", [f"max(if_({EACH}, 1, 0) for i in range(0, 2)) == 1"])
broken = by_one_index("broken", ["w[0] == 0 and w[1] == 1"], f"not {LARGE} and not {SMALL}")


# --- names that an index hides --------------------------------------------------------------------


def hidden(name, values, given, concludes):
    """Declare a statement that is true, or not known; a name's value is put in for an index."""

    @forged(f"hidden/{name}", REFUTED, given=given, concludes=concludes)
    def check(this):
        """The index of a limit is no name of the instance."""
        return this.refuted(values, instead="w[0] == 1", parameters=["n >= 0"])

    check.check.__module__ = __name__
    return check


series = hidden(
    "series", {"w": ONES, "k": 1}, ["all(w[k] == 1 for k in N)"],
    "converges(1/sum(w[j]*(k + 1)^2 for j in range(0, k + 1)) for k in N)",
)  # fmt: skip
weights = hidden(
    "weights", {"w": Family((1 / (n + 1),), "n"), "T": 1}, [],
    "lim(sum(w[j]*(T + 1) for j in range(0, T + 1))/sum(w[j] for j in range(0, T + 1))"
    " for T in N) > 5",
)  # fmt: skip
other_index = hidden(
    "other-index", {"w": Family((1 / (n + 1),), "n"), "j": 2}, [],
    "lim(sum(w[j] for j in range(0, T + 1))/sum(w[i]*j/(j + 1) for i in range(0, T + 1))"
    " for T in N) == (j + 1)/j",
)  # fmt: skip


# --- limits and sums that cannot be ---------------------------------------------------------------


def impossible(name, *given):
    """Declare a conclusion from hypotheses that hold of no sequence."""

    @forged(f"no-limit/{name}", PROVED, given=[*given, "x > 0"], concludes="x + 1 > 1")
    def check(this):
        """Anything is said of no sequence."""
        return this.solvers()

    check.check.__module__ = __name__
    return check


both = impossible("both", "converges(w[k] for k in N)", "diverges(w[k] for k in N)")
turned = impossible("turned", "liminf(w[k] for k in N) > limsup(w[k] for k in N)")
apart = impossible("apart", "lim(w[k] for k in N) == 1", "limsup(w[k] for k in N) == 2")
renamed = impossible(
    "renamed", "sum(w[k] for k in range(0, T)) == 1", "sum(w[j] for j in range(0, T)) == 2"
)
renamed_all = impossible(
    "renamed-all", "all(w[k] > v[T] for k in N)", "not all(w[j] > v[T] for j in N)"
)


empty_sum = impossible("empty-sum", "sum(w[k] for k in range(0, T)) == 5", "T <= 0")
empty_all = impossible("empty-all", "not all(w[k] <= 0 for k in range(0, T))", "T <= 0")
least_above = impossible(
    "least-above", "min(w[k] for k in range(0, T)) > max(w[k] for k in range(0, T))"
)
UP_TO_B = ["a >= 0", "b >= a"]
adjacent = impossible(
    "adjacent",
    *UP_TO_B,
    "sum(w[k] for k in range(0, a)) == 1",
    "sum(w[j] for j in range(a, b)) == 1",
    "sum(w[k] for k in range(0, b)) == 5",
)
adjacent_numbers = impossible(
    "adjacent-numbers",
    "sum(w[k] for k in range(0, 30)) == 1",
    "sum(w[k] for k in range(30, 60)) == 1",
    "sum(w[k] for k in range(0, 60)) == 5",
)
one_more = impossible(
    "one-more",
    "T >= 0",
    "sum(w[k] for k in range(0, T)) == 1",
    "sum(w[k] for k in range(0, T + 1)) == 1",
    "w[T] == 5",
)
there_and_back = impossible(
    "there-and-back", "sum(w[k] for k in range(a, b)) == 1", "sum(w[k] for k in range(b, a)) == -1"
)
inverted = impossible("inverted", "sum(w[k] for k in range(5, 3)) == 1")
constant_terms = impossible("constant-terms", "T >= 1", "sum(2 for k in range(0, T)) == 1")
all_in_parts = impossible(
    "all-in-parts",
    *UP_TO_B,
    "all(w[k] > 1 for k in range(0, a))",
    "all(w[k] > 1 for k in range(a, b))",
    "not all(w[k] > 1 for k in range(0, b))",
)
all_of_some = impossible(
    "all-of-some", "all(w[k] > 1 for k in N)", "not all(w[j] > 1 for j in range(2, a))"
)
least_in_parts = impossible(
    "least-in-parts",
    "a >= 1",
    "b > a",
    "min(w[k] for k in range(0, a)) == 3",
    "min(w[k] for k in range(a, b)) == 2",
    "min(w[k] for k in range(0, b)) == 1",
)
largest_of_some = impossible(
    "largest-of-some",
    *UP_TO_B,
    "max(w[k] for k in range(0, b)) == 3",
    "max(w[k] for k in range(0, a)) == 4",
)
below_the_mean = impossible(
    "below-the-mean", "min(w[k] for k in range(0, T)) == 3", "sum(w[k] for k in range(0, T)) == 2"
)
vanishing = impossible("vanishing", "converges(w[k] for k in N)", "all(w[k] == 1 for k in N)")
least_of_some = impossible(
    "least-of-some", "min(w[k] for k in range(0, T)) > 3", "all(w[k] < 2 for k in N)"
)


one_before = impossible("one-before", "all(w[k - 1] > 0 for k in N(1))", "w[T] < 0")
five_before = impossible("five-before", "all(w[k - 5] > 0 for k in N(5))", "w[3] < 0")
from_the_end = impossible("from-the-end", "all(w[T - k] > 0 for k in range(0, T + 1))", "w[0] < 0")
ALL_OF_ALL = "all(all(w[k + j] > 0 for j in N) for k in N)"
all_of_all = impossible("all-of-all", ALL_OF_ALL, "w[0] < 0")
one_below_least = impossible(
    "one-below-the-least", "min(w[k] for k in range(0, T)) > 3", "w[0] < 1", "T >= 1"
)
one_above_largest = impossible("one-above-the-largest", "max(w[k] for k in N) < 3", "w[7] > 4")
of_positive = impossible(
    "of-positive", "all(w[k] >= 0 for k in N)", "sum(w[k] for k in range(0, T)) < 0"
)
above_one = impossible(
    "above-one", "all(w[k] >= 1 for k in N)", "sum(w[k] for k in range(a, b)) < b - a", "b >= a"
)
above_in_range = impossible(
    "above-in-a-range", "all(2 <= w[k] for k in range(0, b))", "b >= a", "a >= 0",
    "sum(w[k] for k in range(a, b)) < b - a", "b > a",
)  # fmt: skip
between_whole = impossible(
    "between-whole", "all(w[k] > 0 for k in range(a, b))", "w[a] < 0", "b > a"
)


# --- limits and series of what does not exist at some index ---------------------------------------


def undefined(name, given, sequence, **more):
    """Declare a true statement: what is said of all members presupposes that each exists."""

    @forged(f"not-everywhere/{name}", REFUTED, given=[given], concludes="w[0] != 0 or a < 0")
    def check(this):
        """It does not exist at one index."""
        values = {"w": sequence, "a": 0, **more}
        return this.refuted(values, instead="w[0] == 0 or w[0] == 7")

    check.check.__module__ = __name__
    return check


ONE_BUT_FIRST = Cycle((F(0),), (F(1),))
first = undefined("first", "lim(1/w[k] for k in N) == 1", ONE_BUT_FIRST)
first_average = undefined("first-average", "average(1/w[k] for k in N) == 1", ONE_BUT_FIRST)
first_term = undefined("first-term", "converges((w[k] - 1)/w[k] for k in N)", ONE_BUT_FIRST)
fourth = undefined("fourth", "lim(1/(w[k] - 3) for k in N) == 0", RISING)
fourth_average = undefined("fourth-average", "average(1/(w[k] - 3) for k in N) == 0", RISING)
PARAMETER_FIRST = Cycle((term("p"),), (F(1),))


def undefined_parameter(name, given):
    """Declare the same of a member that is a parameter, which is zero."""

    @forged(f"not-everywhere/{name}", REFUTED, given=[given], concludes="w[0] != 0")
    def check(this):
        """It does not exist at the first index."""
        return this.refuted({"w": PARAMETER_FIRST}, instead="w[1] == 1", parameters=["p == 0"])

    check.check.__module__ = __name__
    return check


parameter = undefined_parameter("parameter", "lim(1/w[k] for k in N) == 1")
parameter_upper = undefined_parameter("parameter-above", "limsup(1/w[k] for k in N) == 1")
parameter_average = undefined_parameter("parameter-average", "average(1/w[k] for k in N) == 1")
parameter_term = undefined_parameter("parameter-term", "converges((w[k] - 1)/w[k] for k in N)")
below_first = undefined(
    "below-the-first", "lim(w[k] for k in N(a - 5)) == 1", Cycle((F(0),), (F(1),))
)
