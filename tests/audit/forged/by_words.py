"""Words that are put in for, that are formulas, and that bring a number along."""

from askewtheory.audit import rules
from askewtheory.audit.claim import ILL_POSED, PROVED, SUPPORTED, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import Formula, every, for_all, prose, term
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
