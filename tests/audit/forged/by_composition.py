"""Rules that make a statement from others: what does not follow from what they are given."""

from pathlib import Path

from askewtheory.audit import rules
from askewtheory.audit.claim import fact
from askewtheory.audit.statement import states
from askewtheory.audit.terms import coq, every, for_all, over, prose, reals, term
from tests.audit.forged import forged
from tests.audit.forged.reported import squares

x, y, k = reals("x y k")


@fact(given=["x > 0"], concludes="x + 1 > 0")
def after(this):
    """True for positive x."""
    return this.solvers()


@fact(given=[prose("the sun shines")], concludes=prose("x is above seven"), about="a story",
      parts=[squares])  # fmt: skip
def story(this):
    """A person says something of another subject."""
    return this.hand("story: it is told so")


@fact(concludes="x > 7 or x <= 7")
def everything(this):
    """True of every number."""
    return this.solvers()


@forged("conjunction/one-of-two", parts=[squares, states("x > 7")])
def one_of_two(this):
    """The second part is false."""
    return this.conjunction()


@forged("conjunction/other-parts", parts=[squares, states("x > 7")])
def other_parts(this):
    """The parts of another conjunction."""
    return rules.conjunction([squares.judgement, squares.judgement])


@forged("conjunction/refuted", parts=[squares, states("x > 7")])
def refuted_part(this):
    """A refuted part."""
    no = rules.refutation(states("x > 7"), {"x": 7}, "x >= 7")
    return rules.conjunction([squares.judgement, no])


@forged("cases/missing", concludes="abs(x) == x")
def missing(this):
    """Negative numbers are left out."""
    one = rules.solvers(this.statement.having("x >= 0"))
    return this.cases(one, exhaustive=states("x >= 0 or x >= 1 or x < 0"))


@forged("cases/exhaustive-elsewhere", concludes="abs(x) == x")
def elsewhere(this):
    """The cases are exhaustive under a hypothesis of their own."""
    one = rules.solvers(this.statement.having("x >= 0"))
    return this.cases(one, exhaustive=states("x >= 0", ["x >= 1"]))


@forged("cases/two-hypotheses", concludes="abs(x) == x")
def two(this):
    """A case with two further hypotheses."""
    one = rules.solvers(this.statement.having("x >= 0 or x < 0", "x >= 0"))
    return this.cases(one, exhaustive=states("x >= 0 or x < 0"))


@forged("cases/conclusion", concludes="abs(x) == x")
def conclusion(this):
    """The case concludes something else."""
    one = rules.solvers(states("abs(x) >= x", ["x >= 0 or x < 0"]))
    return this.cases(one, exhaustive=states("x >= 0 or x < 0"))


@forged("cases/none", concludes="abs(x) == x")
def none(this):
    """No case at all."""
    return this.cases(exhaustive=states("x >= 0 or x < 0"))


@forged("cases/another-subject", given=["y > 0"], concludes=prose("x is above seven"))
def cases_of_a_story(this):
    """What a story says of its own x."""
    told = rules.hand(states(this.statement.conclusion, ["y > 0", "x > 0 or x <= 0"], "a story"),
                      [squares.judgement], "story: it is told so")  # fmt: skip
    return this.cases(told, exhaustive=states("x > 0 or x <= 0"))


@forged("cases/unsatisfiable", given=["x > 1", "x < 0"], concludes="x + 1 > 0")
def cases_of_nothing(this):
    """No number meets the hypotheses."""
    one = rules.solvers(states("x + 1 > 0", ["x > 1", "x > 0"]))
    return this.cases(one, exhaustive=states("x > 0", ["x > 1"]))


@forged("instance/undefined", concludes="(1/y)^2 >= 0")
def instance_undefined(this):
    """1/y in place of x, for every y."""
    return this.instance(squares, x=1 / y)


@forged("instance/hypothesis", concludes="y + 1 > 0")
def instance_hypothesis(this):
    """The hypothesis is lost."""
    return this.instance(after, x=y)


@forged("instance/unsatisfiable", given=["x > 0", "x < -1"], concludes="x + 1 > 0")
def instance_of_nothing(this):
    """No number meets the hypotheses."""
    return this.instance(after, x=x)


@forged("instance/half", given=["1/2 >= 0 - 1"],
        concludes="sum(1 for k in range(0, 1/2 + 1)) == 1*(1/2 - 0 + 1)")  # fmt: skip
def half(this):
    """A sum over one and a half numbers."""
    return this.instance(rules.sum_fact("constant", "k", 0, "T", 1), T="1/2")


@forged("instance/captured", concludes="all(k^2 >= k for k in N)")
def captured(this):
    """The index is put under its own binder."""
    made = rules.generalisation(
        states(for_all("k", 0, term("c") ** 2 >= 0)), rules.solvers(states("c^2 >= 0"))
    )
    return rules.instance(this.statement, made, {"c": "k"})


@forged("instance/another-conclusion", concludes="x^2 >= 1")
def another(this):
    """The instance says something else."""
    return this.instance(squares, x=x)


@forged("chain/circle", given=["x > 7"], concludes="x > 7")
def circle(this):
    """It follows from itself, in no step."""
    return rules.chain(this.statement, [])


@forged("chain/assumed", given=["x > 7"], concludes="x > 7")
def assumed(this):
    """It follows from itself, and solvers agree."""
    return this.solvers()


@forged("chain/order", concludes="x + 1 > 0")
def order(this):
    """What is used comes after its use."""
    return this.chain(after, states("x > 0", ["x + 1 > 0", "x > 1"]))


@forged("chain/unsatisfiable", given=["x > 0", "x < -1"], concludes="x + 1 > 0")
def chain_of_nothing(this):
    """No number meets the hypotheses."""
    return this.chain(after)


@forged("chain/subject", given=story.given, concludes=story.concludes)
def chain_of_a_story(this):
    """What a story says of its own x."""
    return this.chain(story)


@forged("chain/refuted", concludes="x > 7")
def refuted(this):
    """What is refuted is a judgement, and no proof."""
    return this.chain(rules.refutation(this.statement, {"x": 7}, "x >= 7"))


@forged("chain/part-of-or", concludes="x > 7")
def part_of_or(this):
    """One side of a disjunction."""
    return this.chain(everything)


@forged("chain/cycle", concludes="x > 7")
def cycle(this):
    """Two claims that prove each other."""
    return this.chain(cycle_back)


@forged("chain/cycle-back", concludes="x > 7")
def cycle_back(this):
    """The other of the two."""
    return this.chain(cycle)


@forged("induction/no-base", concludes="all(k >= 1 for k in N)")
def no_base(this):
    """It fails at 0."""
    base = rules.evaluation(states("1 >= 1"))
    return this.induction(base, states("k + 1 >= 1", ["k >= 1"]))


@forged("induction/other-step", concludes="all(k <= 5 for k in N)")
def other_step(this):
    """The step uses a hypothesis that nobody gave."""
    return this.induction(states("0 <= 5"), states("k + 1 <= 5", ["k <= 4"]))


@forged("induction/step", concludes="all(k <= 5 for k in N)")
def step(this):
    """The step concludes something else."""
    return this.induction(states("0 <= 5"), states("k + 1 <= 6", ["k <= 5"]))


@forged("induction/base", given=["all(x[k + 1] >= x[k] for k in N)"],
        concludes="all(x[k] >= 0 for k in N)")  # fmt: skip
def base(this):
    """The base uses a hypothesis that nobody gave."""
    return this.induction(states("x[0] >= 0", ["x[0] >= 1"]),
                          states("x[k + 1] >= 0", ["x[k] >= 0", "x[k + 1] >= x[k]"]))  # fmt: skip


@forged("induction/fractional-start", concludes="all(k != 1 for k in N(1/2))")
def fractional_start(this):
    """From 1/2 in steps of 1 the number 1 is left out."""
    return this.induction(states("1/2 != 1"), states("k + 1 != 1", ["k >= 1/2", "k != 1"]))


@forged("induction/free-index", given=["k == 0"], concludes="all(k <= 5 for k in N)")
def free_index(this):
    """The hypothesis is about the index itself."""
    return this.induction(states("0 <= 5", ["k == 0"]), states("k + 1 <= 5", ["k == 0"]))


@forged("induction/later", given=["all(x[k] >= 0 for k in N(3))"],
        concludes="all(x[k] >= 0 for k in N)")  # fmt: skip
def later(this):
    """What holds from 3 on is used at 0."""
    return this.induction(states("x[0] >= 0", ["x[0] >= 0"]),
                          states("x[k + 1] >= 0", ["x[k + 1] >= 0"]))  # fmt: skip


@forged("generalisation/member", concludes="all(x[k] >= 0 for k in N)")
def member(this):
    """A hypothesis about one member."""
    return this.generalisation(states("x[k] >= 0", ["x[k] >= 1"]))


@forged("generalisation/free-index", given=["x[k] >= 1"], concludes="all(x[k] >= 0 for k in N)")
def general_free_index(this):
    """A hypothesis about the index itself."""
    return this.generalisation(states("x[k] >= 0", ["x[k] >= 1"]))


@forged("generalisation/conclusion", concludes="all(k <= 5 for k in N)")
def general_conclusion(this):
    """The member concludes something else."""
    return this.generalisation(states("k >= 0 - 1", ["k >= 0"]))


@forged("generalisation/beyond", concludes="all(k <= 5 for k in N)")
def beyond(this):
    """The upper end is another one."""
    return this.generalisation(states("k <= 5", ["k >= 0", "k <= 5", "k <= 4"]))


@forged("generalisation/subject", given=story.given, concludes=for_all("k", 0, story.concludes))
def general_story(this):
    """What a story says of its own x."""
    return this.generalisation(story)


@forged("sum-order/ranges", concludes="sum(k for k in range(0, 9)) <= sum(k for k in range(0, 8))")
def ranges(this):
    """The ranges differ."""
    return this.sum_order(states("k <= k"))


@forged("sum-order/members", concludes="sum(x[k] for k in range(0, T)) <= "
        "sum(x[k]^2 for k in range(0, T))")  # fmt: skip
def members(this):
    """It holds for large members only."""
    return this.sum_order(states("x[k] <= x[k]^2", ["x[k] >= 1"]))


@forged("sum-order/strict", concludes="sum(x[k] for k in range(0, T)) < "
        "sum(x[k] + 1 for k in range(0, T))")  # fmt: skip
def strict(this):
    """There may be no members, and then nothing is smaller."""
    return this.sum_order(states("x[k] < x[k] + 1"))


@forged("sum-order/index-in-range", concludes=lambda:
        over("sum", "k", 0, 5 - k, k) <= over("sum", "k", 0, 5 - k, term("5/2")))  # fmt: skip
def index_in_range(this):
    """The index stands in its own range."""
    return this.sum_order(states(k <= term("5/2"), [k >= 0, k <= 5 - k]))


@forged("sum-fact/constant", given=["T - 1 >= 0 - 1"],
        concludes="sum(k for k in range(0, T)) == k*(T - 1 - 0 + 1)")  # fmt: skip
def constant(this):
    """The term is not constant."""
    return rules.sum_fact("constant", "k", 0, "T - 1", "k")


@forged("sum-fact/half", given=["1/2 >= 0 - 1"],
        concludes="sum(1 for k in range(0, 1/2 + 1)) == 1*(1/2 - 0 + 1)")  # fmt: skip
def sum_to_half(this):
    """A range that ends between two numbers."""
    return rules.sum_fact("constant", "k", 0, "1/2", 1)


@forged("sum-fact/linear", given=["T - 1 >= 0 - 1"],
        concludes="sum(k*k + 0 for k in range(0, T)) == k*sum(k for k in range(0, T)) + "
        "sum(0 for k in range(0, T))")  # fmt: skip
def linear(this):
    """The factor is not constant."""
    return rules.sum_fact("linear", "k", 0, "T - 1", "k", "k", 0)


@forged("sum-fact/telescoping", given=["T - 1 >= 0 - 2"],
        concludes="sum(x[k + 1] - x[k] for k in range(0, T)) == x[T] - x[0]")  # fmt: skip
def telescoping(this):
    """At T = -2 the sum is empty, and its ends are not."""
    return rules.sum_fact("telescoping", "k", 0, "T - 1", "x[k]")


@forged("sum-fact/minimum", given=["T - 1 >= 0 - 1"], concludes="(T - 1 - 0 + 1)*"
        "min(x[k] for k in range(0, T)) <= sum(x[k] for k in range(0, T))")  # fmt: skip
def minimum(this):
    """There may be no member to be the least."""
    return rules.sum_fact("minimum", "k", 0, "T - 1", "x[k]")


@forged("sum-fact/cauchy-schwarz", given=["T - 1 >= 0 - 1"], concludes="sum((1/x[k])*x[k] for k in "
        "range(0, T))^2 <= sum((1/x[k])^2 for k in range(0, T))*"
        "sum(x[k]^2 for k in range(0, T))")  # fmt: skip
def cauchy_schwarz(this):
    """Members are divided by."""
    return rules.sum_fact("Cauchy-Schwarz", "k", 0, "T - 1", "1/x[k]", "x[k]")


@forged("sum-fact/unknown", concludes="x > 7")
def unknown(this):
    """There is no such fact."""
    return rules.sum_fact("whatever I need", "k", 0, "T", "x[k]")


GRADIENT = "f is differentiable and |grad f| <= G on the segment from x to y"


@forged("textbook/undischarged", concludes=prose("|f(y) - f(x)| <= G |y - x|"))
def undischarged(this):
    """The hypothesis is left out."""
    return this.textbook("mean value inequality")


@forged("textbook/weakened", given=[prose(GRADIENT.replace("differentiable", "a function"))],
        concludes=prose("|f(y) - f(x)| <= G |y - x|"))  # fmt: skip
def weakened(this):
    """The hypothesis is another one."""
    return this.textbook("mean value inequality")


@forged("textbook/concludes-more", given=[prose(GRADIENT)],
        concludes=prose("|f(y) - f(x)| <= 0 |y - x|"))  # fmt: skip
def concludes_more(this):
    """The conclusion is another one."""
    return this.textbook("mean value inequality")


@forged("textbook/no-such", concludes=prose("every bounded sequence converges"))
def no_such(this):
    """No textbook has it."""
    return this.textbook("a theorem of mine")


@forged("textbook/subject", given=[prose("the sun shines")],
        concludes=prose("|f(y) - f(x)| <= G |y - x|"))  # fmt: skip
def textbook_of_a_story(this):
    """Its hypothesis is discharged by a story."""
    told = rules.hand(states(prose(GRADIENT), [prose("the sun shines")], "a story"),
                      [squares.judgement], "story: it is told so")  # fmt: skip
    return rules.textbook(this.statement, "mean value inequality", [told])


FORMAL = Path(__file__).parents[3] / "proofs_checks" / "formal"


@forged("formal/no-such-theorem", concludes=coq("sums.no_such_theorem", "1 = 2"))
def no_such_theorem(this):
    """There is no such theorem."""
    return this.formal(FORMAL)


@forged("formal/given", given=["x > 0"], concludes=coq("sums.any", "1 = 2"))
def formal_given(this):
    """Hypotheses outside of the Coq statement."""
    return this.formal(FORMAL)


@forged("formal/solvers", concludes=coq("sums.any", "x = x"))
def formal_by_solvers(this):
    """Solvers do not read Coq."""
    return this.solvers()


@forged("formal/hand", concludes=coq("sums.any", "1 = 2"), parts=[squares])
def formal_by_hand(this):
    """Nor does a person replace it."""
    return this.hand("Coq: it would be proved")


@forged("hand/scalar", concludes="x > 7", parts=[squares])
def scalar(this):
    """A statement about numbers."""
    return this.hand("numbers: they are large")


@forged("hand/arithmetic", given=[prose("the sun shines")], concludes="1 == 2", parts=[squares])
def arithmetic(this):
    """Arithmetic under a hypothesis in words."""
    return this.hand("sun: it shines, so they are equal")


@forged("hand/beside-words", given=[prose("the sun shines")], concludes="x > 7", parts=[squares])
def beside_words(this):
    """A number under a hypothesis in words, which has nothing to do with it."""
    return this.hand("sun: it shines on large numbers")


@forged("hand/joined", concludes=every(prose("the sun shines"), "x > 7"), parts=[squares])
def joined(this):
    """A number beside words."""
    return this.hand("sun: it shines on large numbers")


@forged("hand/of-each", concludes="all(x > 7 for k in N)", parts=[squares])
def of_each(this):
    """A number, said for every index."""
    return this.hand("each: it is large for each index")


@forged("hand/of-a-model", concludes="w[0] > 7", about="a walk", parts=[squares])
def of_a_model(this):
    """A number of a model, which is replayed and not argued."""
    return this.hand("walk: it starts far away")


@forged("hand/coq-joined", concludes=every(prose("the sun shines"), coq("sums.any", "x = 2")),
        parts=[squares])  # fmt: skip
def coq_joined(this):
    """A Coq statement beside words."""
    return this.hand("Coq: it would be proved")


@forged("hand/two-words", concludes=prose("one is two"), parts=[squares])
def two_words(this):
    """An argument of two words."""
    return this.hand("it is")


@forged("hand/conjunction", parts=[squares, states(prose("one is two"))])
def hand_of_many(this):
    """Several statements by one argument."""
    return this.hand("several: one after the other")
