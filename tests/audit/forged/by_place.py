"""What is given of all indices, said of a place that is none of them; and sums of other terms."""

from askewtheory.audit.claim import PROVED
from askewtheory.audit.statement import states
from askewtheory.audit.terms import for_all, prose
from tests.audit.forged import forged

EACH = "all(x[k] >= 0 for k in N)"


def of_place(name, given, concludes, place):
    """Declare a conclusion from what is given of all indices, which does not give it."""

    @forged(f"member/{name}", PROVED, given=given, concludes=concludes)
    def check(this):
        """As if it were one of them."""
        return this.member(place)

    check.check.__module__ = __name__
    return check


no_whole = of_place("no-whole-number", ["all(k == 0 or k >= 1 for k in N)", "T >= 0"],
                    "T == 0 or T >= 1", "T")  # fmt: skip
of_function = of_place("of-a-function", ["all(f(k) >= 0 for k in N)", "T >= 0"], "f(T) >= 0", "T")
half = of_place("half", ["all(f(k) >= 0 for k in N)"], "f(1/2) >= 0", "1/2")
halved = of_place("halved", ["all(f(k) >= x[T] for k in N)", "T/2 >= 0"], "f(T/2) >= x[T]", "T/2")
before = of_place("before", ["all(x[k] >= 0 for k in N(1))"], "x[0] >= 0", 0)
before_open = of_place("before-nobody-knows", [EACH, "x[T]^2 >= 1"], "x[T] >= 0", "T")
after = of_place("after", ["all(x[k] >= 0 for k in range(0, T))", "T >= 0"], "x[T] >= 0", "T")
other_place = of_place("other-place", ["all(x[k] >= k for k in N)", "T >= 0"], "x[T] >= T + 1", "T")
one_of_two = of_place("one-of-two", ["all(x[k] >= 0 or y[k] >= 0 for k in N)"], "x[3] >= 0", 3)
not_all = of_place("not-all", [f"not {EACH}"], "x[3] >= 0", 3)
under = of_place("under-a-condition", [f"implies(c > 0, {EACH})"], "x[3] >= 0", 3)
captured = of_place(
    "captured", ["all(all(x[k] >= y[j] for j in N) for k in N)", "w[j] >= 0", "j >= 0"],
    "all(x[j] >= y[j] for j in N)", "j")  # fmt: skip


@forged("member/in-words", given=[for_all("k", 0, prose("x_k is large"))],
        concludes=prose("x_k is large"))  # fmt: skip
def in_words(this):
    """Words about k are no words about 3."""
    return this.member(3)


# --- sums -----------------------------------------------------------------------------------------


def of_sum(name, given, concludes, *members):
    """Declare a bound on a sum or a minimum that the terms do not give."""

    @forged(f"summed/{name}", PROVED, given=given, concludes=concludes)
    def check(this):
        """As if it added up."""
        return this.summed(*(states(*one) for one in members))

    check.check.__module__ = __name__
    return check


FALLS = "all(P[k + 1] <= P[k] - n[k]^2 for k in N)"
LEAST = "min(n[k]^2 for k in range(T))"

no_floor = of_sum("no-floor", [FALLS, "T >= 1"], f"{LEAST} <= P[0]/T")
too_small = of_sum("too-small", [FALLS, "all(P[k] >= 0 for k in N)", "T >= 1"],
                   f"{LEAST} <= P[0]/(T + 1)")  # fmt: skip
no_step = of_sum("no-step", [FALLS, "all(P[k] >= 0 for k in N)", "T >= 0"], f"{LEAST} <= P[0]/T")
other_range = of_sum("other-range", ["all(x[k] <= 1 for k in range(0, T))", "T >= 1"],
                     "sum(x[k] for k in range(0, T + 1)) <= T + 1")  # fmt: skip
one_more = of_sum("one-more", ["all(x[k] == 1 for k in N)", "T >= 0"],
                  "sum(x[k] for k in range(0, T)) == T + 1")  # fmt: skip
moving = of_sum("moving-factor", [FALLS, "all(P[k] >= 0 for k in N)", "all(c[k] > 0 for k in N)",
                                  "T >= 1"],
                "sum(c[k]*n[k]^2 for k in range(0, T)) <= c[0]*P[0]")  # fmt: skip
sharp = of_sum("squares-of-sums", ["all(x[k] >= 0 for k in N)", "T >= 1"],
               "sum(x[k]^2 for k in range(0, T)) >= sum(x[k] for k in range(0, T))^2")  # fmt: skip
assumed = of_sum("member-from-elsewhere", ["T >= 1"], "sum(x[k] for k in range(0, T)) <= T",
                 ("x[k] <= 1", ["x[k] <= 1"]))  # fmt: skip
two_apart = of_sum("two-apart", ["all(n[k] == P[k + 2] - P[k] for k in N)", "T >= 1"],
                   "sum(n[k] for k in range(0, T)) == P[T] - P[0]")  # fmt: skip
undefined = of_sum("undefined", ["all(x[k] >= 0 for k in N)", "T >= 1"],
                   "sum(1/x[k] for k in range(0, T)) >= 0")  # fmt: skip
