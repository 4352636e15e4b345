"""Words that are put in for, that are formulas, and that bring a number along."""

from askewtheory.audit import rules
from askewtheory.audit.claim import ILL_POSED, PROVED, SUPPORTED, reading
from askewtheory.audit.statement import states
from askewtheory.audit.sums import sum_statement
from askewtheory.audit.terms import (
    Formula,
    choose,
    eq,
    every,
    for_all,
    implies,
    over,
    prose,
    some,
    term,
)
from askewtheory.audit.textbook import TABLE
from tests.audit.forged import forged
from tests.audit.forged.reported import squares

SADDLES = TABLE["strict saddles"].statement
SUN = prose("the sun shines")
LIKE_A_FORMULA = Formula("prose", ("x > 7",))


@forged("words/instance", given=SADDLES.formulas[:2], concludes=SADDLES.conclusion)
def instance(this):
    """Without a bound on the stepsize: 1/2 and 1 are put in for gamma and L, but not in words."""
    values = {"gamma": term("1/2"), "L": term(1)}
    short = SADDLES.at(values)
    known = rules.instance(short, rules.textbook(SADDLES, "strict saddles", []), values)
    return this.chain(rules.evaluation(states(short.formulas[2])), known)


@forged("words/induction", concludes=for_all("k", 0, prose("w_k is positive")), parts=[squares])
def induction(this):
    """What is told of w_0 has the words of w_k and of w_(k + 1)."""
    start = states(prose("w_k is positive"))
    told = rules.hand(start, [squares.judgement], "start: w_0 is positive")
    return this.induction(told, told)


ONE = prose("w_k is the number of a head, which is positive")


@forged("words/every-index", given=[ONE], concludes="all(w[k] > 0 for k in N)", parts=[squares])
def every_index(this):
    """What words say of w_k is said of one k, not of all."""
    member = rules.hand(states("w[k] > 0", [ONE]), [squares.judgement], "sign: it is said so")
    return this.generalisation(member)


@forged("words/formula", concludes=LIKE_A_FORMULA, parts=[squares])
def formula(this):
    """A formula that is made as words."""
    return this.hand("clear: as anybody can see")


@forged("words/hypothesis", given=[LIKE_A_FORMULA], concludes="y^2 >= 0")
def hypothesis(this):
    """A hypothesis that is made as words."""
    return this.solvers()


@forged("words/along", concludes="x > 7")
def along(this):
    """A number that a person tells together with words."""
    both = states(every(SUN, "x > 7"))
    return this.chain(rules.hand(both, [squares.judgement], "sun: it shines on large numbers"))


@forged("words/supported-beside", SUPPORTED, given=[SUN], concludes="x > 7")
def supported_beside(this):
    """Experiments with a number, under a hypothesis in words."""
    return this.supported([1], control=[-1], seed=0, detail="I tried")


@forged("words/supported-joined", SUPPORTED, concludes=every(SUN, every("x > 7", SUN)))
def supported_joined(this):
    """Experiments with a number beside words."""
    return this.supported([1], control=[-1], seed=0, detail="I tried")


# --- words that look like more of a formula than they are -----------------------------------------

RAIN, COLD, SNOW = map(prose, ("it rains", "it is cold", "it snows on x"))
BOTH, ANY = prose("it rains, it is cold"), Formula("prose", ("it rains or it is cold",))
THEN = prose("it is cold, it snows on x")


def alike(name, given, concludes):
    """Declare a conclusion that reads like its hypothesis, and is grouped otherwise."""

    @forged(f"words/alike-{name}", given=[given, "y > 0"], concludes=concludes)
    def check(this):
        """It reads the same."""
        return this.solvers()

    check.check.__module__ = __name__
    return check


def each(one):
    """Return that something is said for every index."""
    return for_all("k", 0, one)


commas = alike("commas", each(implies(BOTH, SNOW)), each(implies(RAIN, THEN)))
grouped = alike("grouped", each(some(RAIN, every(COLD, SNOW))), each(every(ANY, SNOW)))
quoted = alike("quoted", each(every(RAIN, COLD)), prose(str(each(every(RAIN, COLD)))))
quotes = alike("quotes", each(every(prose('a" and "b'), SNOW)),
               each(every(prose("a"), prose("b"), SNOW)))  # fmt: skip


@forged("words/alike-in-a-sum", concludes=lambda: eq(
    over("sum", "k", 0, "T", choose(implies(BOTH, SNOW), 1, 0)),
    over("sum", "k", 0, "T", choose(implies(RAIN, THEN), 1, 0))))  # fmt: skip
def alike_in_a_sum(this):
    """Two sums that read the same."""
    return this.certificate()


@forged("words/supported-parts", SUPPORTED, parts=[states("x > 7"), squares])
def supported_parts(this):
    """Experiments with several numbers."""
    return this.supported([1], control=[-1], seed=0, detail="I tried")


@reading("words/ill-posed-parts", PROVED, concludes="z^2 >= 0")
def read(this):
    """Something that can be read."""
    return this.solvers()


@forged("words/ill-posed-parts", ILL_POSED, parts=[states("x > 7"), squares])
def ill_posed_parts(this):
    """Several statements about numbers, each of which can be read."""
    return this.ill_posed("who knows what it means", "words/ill-posed-parts/read")


# --- words about an index -------------------------------------------------------------------------

EVEN = prose("j is even")


@forged(
    "words/at-another-index",
    given=[EVEN, for_all("j", 0, implies(EVEN, "w[j] > 0"))],
    concludes="all(w[k] > 0 for k in N)",
)
def at_another_index(this):
    """One j is even, and k is put in for j, but not in the words."""
    at_k = [EVEN, implies(EVEN, "w[k] > 0")]
    return this.generalisation(rules.solvers(states("w[k] > 0", at_k)))


WHERE_EVEN = choose(prose("k is even"), term("w[k]"), 0)


def summed_words(fact, *bodies):
    """Declare a fact about sums of terms that words decide, said of the index."""
    statement = sum_statement(fact, "k", 0, "T", *bodies)

    @forged(f"words/sum-{fact}", given=statement.formulas, concludes=statement.conclusion)
    def check(this):
        """In the sum the words are about the index, elsewhere about a name."""
        return rules.sum_fact(fact, "k", 0, "T", *bodies)

    check.check.__module__ = __name__
    return check


constant = summed_words("constant", choose(prose("k is even"), 1, 0))
linear = summed_words("linear", choose(prose("k is even"), 1, 0), term("w[k]"), term("v[k]"))
telescoping = summed_words("telescoping", WHERE_EVEN)
