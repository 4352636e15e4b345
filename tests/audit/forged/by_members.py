"""Hypotheses that hold of no sequence or function, members that there are none of, and words."""

from askewtheory.audit import rules
from askewtheory.audit.claim import ILL_POSED, PROVED, SUPPORTED
from askewtheory.audit.statement import states
from askewtheory.audit.terms import prose
from tests.audit.forged import forged
from tests.audit.forged.reported import squares


def of_each(name, given, body, *uses):
    """Declare a conclusion about all indices, from hypotheses that hold of no sequence."""

    @forged(f"no-sequence/{name}", PROVED, given=given, concludes=f"all({body} for k in N)")
    def check(this):
        """Anything is said of no sequence."""
        return this.generalisation(states(body, uses))

    check.check.__module__ = __name__
    return check


def of_numbers(name, given, concludes):
    """Declare a conclusion for solvers, from hypotheses that hold of nothing."""

    @forged(f"no-sequence/{name}", PROVED, given=given, concludes=concludes)
    def check(this):
        """Anything is said of nothing."""
        return this.solvers()

    check.check.__module__ = __name__
    return check


STEP = "all(w[k+1] == w[k] for k in N)"
SAME = ("w[k]^2 >= 0 and w[k+1] == w[k]", "w[k+1] == w[k]")

each = of_each("signs", ["all(w[k] > 0 for k in N)", "all(w[k] < 0 for k in N)"],
               "w[k]^2 > 0", "w[k] > 0")  # fmt: skip
start = of_each("start", ["all(w[k] > 0 for k in N)", "w[0] == 0"], "w[k]^2 > 0", "w[k] > 0")
step = of_each("step", [STEP, "w[0] == 0", "w[1] == 1"], *SAME)
later = of_each("later", [STEP, "w[0] == 0", "w[2] == 1"], *SAME)
limit = of_each("limit", ["lim(w[k] for k in N) == 1", "all(w[k] == 0 for k in N)"],
                "w[k] <= 0", "w[k] == 0")  # fmt: skip
least = of_each("least", ["min(w[k] for k in N) < 0", "all(w[k] >= 0 for k in N)"],
                "w[k]^2 + w[k] >= 0", "w[k] >= 0")  # fmt: skip
within = of_numbers("range", ["all(w[k] > 0 for k in range(0, 3))", "w[1] == 0 - 1"], "w[1] < 0")
sums = of_numbers("sum", ["sum(w[k] for k in range(0, 2)) == 1", "w[0] == 0", "w[1] == 0"],
                  "w[0] + sum(w[k] for k in range(0, 2)) == 1")  # fmt: skip
of_squares = of_numbers("sum-of-squares", ["sum(w[k]^2 for k in range(0, T)) < 0", "T > 1000"],
                        "sum(w[k]^2 for k in range(0, T)) < 1")  # fmt: skip
values = of_numbers("values", ["f(0) == 1", "x == 0", "f(x) == 2"], "f(x) + f(0) == 3")
fractional = of_numbers("fraction", ["sum(w[k] for k in range(0, T)) > 0", "T == 1/2"],
                        "T + sum(w[k] for k in range(0, T)) > 1/2")  # fmt: skip
between = of_numbers("between-members", ["w[k] > 0", "2*k == 1"], "w[k] + k > 1/2")
half = of_numbers("half-member", ["w[1/2] > 0"], "w[1/2] + 1 > 1")
before = of_numbers("before-the-first", ["w[0-1] > 0"], "w[0-1] + 1 > 1")


@forged("no-sequence/before-the-first-of-all", concludes="all(w[k]^2 >= 0 for k in N(0-2))")
def before_all(this):
    """A sequence has no members of negative index."""
    return this.generalisation(states("w[k]^2 >= 0"))


@forged("no-sequence/index", concludes="all(k[0] <= 1 or k[0] > 1 for k in N)")
def index(this):
    """An index is no sequence."""
    return this.generalisation(states("k[0] <= 1 or k[0] > 1"))


@forged("no-sequence/induction",
        given=["w[a] == 0", "all(w[k+1] == w[k] for k in N(a))", "a == 1/2"],
        concludes="all(w[k] == 0 and a == 1/2 for k in N(a))")  # fmt: skip
def induction(this):
    """An induction that starts at one half."""
    base = states("w[a] == 0 and a == 1/2", ["w[a] == 0", "a == 1/2"])
    given = ["w[k+1] == w[k]", "w[k] == 0 and a == 1/2", "a == 1/2"]
    return this.induction(base, states("w[k+1] == 0 and a == 1/2", given))


# --- what a person need not be believed -----------------------------------------------------------


def told(name, concludes):
    """Declare a statement that a person shall argue."""

    @forged(f"told/{name}", PROVED, concludes=concludes, parts=[squares])
    def check(this):
        """A person says so."""
        return rules.hand(this.statement, [squares.judgement], "evident: as anybody can see")

    check.check.__module__ = __name__
    return check


member = told("member", "w[0] > w[0]")
value = told("value", "f(x) > f(x) + 1")
equals = told("equals", lambda: prose("x = 7"))
sign = told("sign", lambda: prose("x ≤ 7"))
stop = told("exclamation", lambda: prose("x >= 7 !"))
hidden = told("hidden", lambda: prose("x >= 7\u200b"))


@forged("told/experiment", SUPPORTED, concludes="w[0] > w[0]")
def experiment(this):
    """Experiments with one member of a sequence."""
    return this.supported([1], control=[-1], seed=0, detail="I tried")


@forged("told/ill-posed", ILL_POSED, concludes="w[0] > 7")
def unread(this):
    """A number above 7 can be read."""
    return this.ill_posed("who knows what it means", "told/experiment")
