"""Names, lists and tables that are one thing where they are checked, and another later."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# What a checker of types refuses is given to the rules on purpose.

import inspect
from fractions import Fraction as F

from askewtheory.audit import rules
from askewtheory.audit.claim import ILL_POSED, REFUTED, fact, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import prose, reals
from askewtheory.audit.textbook import TABLE
from tests.audit.forged import forged
from tests.audit.forged.reported import squares

x, y = reals("x y")


class Name(str):
    """A name that equals its text only when it is asked for the times that it likes."""

    __slots__ = ("asked", "likes")

    def __eq__(self, other):
        if type(other) is not str:
            return False
        self.asked += 1
        return self.likes(self.asked) and str.__eq__(self, other)

    def __hash__(self):
        return str.__hash__(self)


def name(text, likes):
    """Return a name that equals its text the first, second, ... time if it likes that number."""
    made = Name(text)
    made.asked, made.likes = 0, likes
    return made


class Shy(dict):
    """A table that does not show what it puts in."""

    def values(self):
        """Return nothing."""
        return ()


class Called:
    """A function whose argument is called by a name that equals itself only at times."""

    def __init__(self, argument):
        kind = inspect.Parameter.POSITIONAL_ONLY
        self.__signature__ = inspect.Signature([inspect.Parameter(argument, kind)])

    def __call__(self, value):
        """Return the argument."""
        return value


@fact(concludes="x >= x")
def itself(this):
    """True of each number and itself."""
    return this.solvers()


@forged("changing/instance", concludes="y >= x")
def instance(this):
    """Y is put in for x on one side."""
    return rules.instance(this.statement, itself.judgement, {name("x", lambda k: k <= 2): y})


@forged("changing/undefined", concludes="(1/y)^2 >= 0")
def undefined(this):
    """That 1/y exists is asked of a table that hides it."""
    return rules.instance(this.statement, squares.judgement, Shy(x=1 / y))


@forged("changing/values", REFUTED, concludes="x >= x")
def values(this):
    """X is 0 on one side and 1 on the other."""
    table = {name("x", lambda k: k <= 2): F(0), name("x", lambda k: True): F(1)}
    return this.refuted(table, instead="x >= 0")


@forged("changing/argument", REFUTED, concludes="f(0) == f(0)")
def argument(this):
    """The argument is the parameter of that name when it likes."""
    called = Called(name("t", lambda k: k >= 4))
    return this.refuted({"f": called}, instead="f(0) >= 0", parameters=["t == 5"])


@forged("changing/sum-fact", given=["T - 1 >= 0 - 1"],
        concludes="sum(k for k in range(0, T)) == k*(T - 1 - 0 + 1)")  # fmt: skip
def sum_fact(this):
    """What is summed is taken for constant where that is not asked."""
    return rules.sum_fact(name("constant", lambda k: k in (1, 4)), "k", 0, "T - 1", "k")


@forged("changing/textbook", given=TABLE["strict saddles"].statement.formulas,
        concludes=TABLE["strict saddles"].statement.conclusion)  # fmt: skip
def textbook(this):
    """A theorem of the table under a name that is none."""
    return this.textbook(name("strict saddles", lambda k: True))


@reading("changing/ill-posed", REFUTED, concludes="x > 7")
def read(this):
    """Larger than 7."""
    return this.refuted(x=0, instead="x < 1")


@forged("changing/ill-posed", ILL_POSED, concludes=prose("it is so"))
def ill_posed(this):
    """Its reading has a name that is another one's where it is looked up."""
    return this.ill_posed("who knows", name("changing/ill-posed/read", lambda k: True))


@fact(concludes=prose("the moon is made of cheese"), parts=[squares])
def moon(this):
    """A person says so."""
    return this.hand("moon: anybody can see it")


class Two(list):
    """A list of other judgements each time."""

    def __init__(self, *each):
        super().__init__(each[0])
        self.each = list(each)

    def __iter__(self):
        return iter(self.each.pop(0) if len(self.each) > 1 else self.each[0])


def hidden(rule):
    """Return what a rule makes of what a person says, and shows what solvers say."""
    told, seen = [moon.judgement], [squares.judgement]
    statement = moon.statement
    return {
        "chain": lambda: rules.chain(statement, Two(told, seen)),
        "conjunction": lambda: rules.conjunction(Two(told, seen)),
        "cases": lambda: rules.cases(
            statement,
            Two([rules.hand(statement.having("x >= 0 or x < 0"), told, "moon: so it is")], seen),
            rules.solvers(states("x >= 0 or x < 0")),
        ),
        "textbook": lambda: rules.textbook(
            TABLE["mean value inequality"].statement.having(*statement.formulas),
            "mean value inequality", Two(told, seen)),
        "hand": lambda: rules.hand(statement, Two(told, seen), "moon: so it is"),
    }[rule]()  # fmt: skip


HIDING = ("chain", "conjunction", "cases", "textbook", "hand")
