"""Refutations by instances that are none, and what people and experiments may not say."""

from fractions import Fraction as F
from math import inf, nan

import numpy as np
import sympy

from askewtheory.audit import rules
from askewtheory.audit.claim import ILL_POSED, REFUTED, SUPPORTED
from askewtheory.audit.orbits import Constant, Cycle, Family
from askewtheory.audit.statement import states
from askewtheory.audit.terms import Term, prose, reals, term
from proofs_checks.facts.runs import Pair
from proofs_checks.vocabulary import Run
from tests.audit.forged import forged
from tests.audit.forged.reported import squares

x, n = reals("x n")
STORY = prose("the iterates converge")


class Liar(F):
    """A number that multiplies as it likes."""

    def __mul__(self, other):
        return F(-1)

    def __pow__(self, other):
        return F(-1)

    def __eq__(self, other):
        return False

    __hash__ = F.__hash__


class Forgetful:
    """A sequence that answers differently each time."""

    def __init__(self):
        self.asked = 0

    def at(self, _):
        """Return how often it was asked."""
        self.asked += 1
        return F(self.asked)


class Walk:
    """A model: a walk that stays where it starts."""

    about = "a walk"

    def names(self):
        """Return its members."""
        return {"w": (F(0), F(0))}

    def obligations(self):
        """Return nothing: it does not move."""
        return ()

    def setting(self):
        """Return where it starts."""
        return {"start": 0}

    def table(self):
        """Return no table."""
        return (), ()


class Drunk(Walk):
    """A walk that says that it moves."""

    def names(self):
        """Return other members than the walk has."""
        return {"w": (F(0), F(1))}


class Twisted(Walk):
    """A walk that does not owe what a walk owes."""

    def setting(self):
        """Return something else."""
        return {"start": 5}


class Impostor:
    """A second definition of another subject."""

    about = "a rest"

    def names(self):
        """Return members that move."""
        return {"w": (F(0), F(1))}

    def obligations(self):
        """Return nothing."""
        return ()

    def setting(self):
        """Return nothing."""
        return {}

    def table(self):
        """Return no table."""
        return (), ()


class Rest(Impostor):
    """The first definition of that subject."""

    about = "a rest"

    def names(self):
        """Return members that rest."""
        return {"w": (F(0), F(0))}


counter = iter(range(1000))


@forged("refutation/liar", REFUTED, concludes="x^2 >= 0")
def liar(this):
    """A number with its own powers."""
    return this.refuted({"x": Liar(1)}, instead="x == 1")


@forged("refutation/forgetful", REFUTED, concludes="w[0] == w[0]")
def forgetful(this):
    """A sequence that answers differently each time."""
    return this.refuted({"w": Forgetful()}, instead="w[0] >= 0")


@forged("refutation/moody", REFUTED, concludes="f(0) == f(0)")
def moody(this):
    """A function that answers differently each time."""
    return this.refuted({"f": lambda v: F(next(counter)) + 0 * v}, instead="f(0) >= 0")


@forged("refutation/peeking", REFUTED, given=["all(f(w[k]) == 1 for k in N)"],
        concludes="f(w[3]) == 1")  # fmt: skip
def peeking(this):
    """A function that tells numbers from terms."""
    return this.refuted({"f": lambda v: 1 if isinstance(v, Term) else 0 * v,
                         "w": Family((term("n"),), "n")}, instead="w[3] == 3")  # fmt: skip


@forged("refutation/zero-test", REFUTED, given=["all(f(w[k]) == 1 for k in N)"],
        concludes="f(w[3]) == 1")  # fmt: skip
def zero_test(this):
    """A function that is 0 at 0 only."""
    return this.refuted({"f": lambda v: 0 if v == 0 else 1, "w": Family((term("n - 3"),), "n")},
                        instead="w[3] == 0", parameters=["n >= 0"])  # fmt: skip


@forged("refutation/late", REFUTED, given=["all(w[k] > 0 for k in N)"], concludes="w[0] > 0")
def late(this):
    """The hypothesis is checked from 5 on."""
    return this.refuted({"w": Family((term("n - 3"),), "n")}, instead="w[0] == -3",
                        parameters=["n >= 5"])  # fmt: skip


@forged("refutation/named-n", REFUTED, given=["all(w[k] == x for k in N)"],
        concludes="w[0] == w[1]")  # fmt: skip
def named_n(this):
    """A parameter with the name of the index along the sequence."""
    return this.refuted({"w": Family((term("m"),), "m"), "x": term("n")}, instead="w[0] == 0")


@forged(
    "refutation/two-indices", REFUTED,
    given=["all(all(w[k] == v[j] for j in N) for k in N)"], concludes="w[0] == w[1]",
)  # fmt: skip
def two_indices(this):
    """Two indices that run as one."""
    both = Family((term("n"),), "n")
    return this.refuted({"w": both, "v": both}, instead="w[0] == 0")


@forged("refutation/shifted-by-half", REFUTED, given=["all(w[k + 1/2] == w[k] for k in N)"],
        concludes="w[0] == w[1/2]")  # fmt: skip
def shifted(this):
    """A member between two members."""
    return this.refuted({"w": Cycle((), (F(0), F(1)))}, instead="w[0] == 0")


@forged("refutation/before-the-first", REFUTED, given=["all(w[k + -1] == w[k] for k in N)"],
        concludes="w[0] == 5")  # fmt: skip
def before(this):
    """A member before the first."""
    return this.refuted({"w": Cycle((), (F(0),))}, instead="w[0] == 0")


@forged("refutation/opaque-growth", REFUTED, given=["all(w[k] == 1 for k in N(1))"],
        concludes="lim(w[k] for k in N) == 1")  # fmt: skip
def opaque_growth(this):
    """A sum that grows is taken for a constant."""
    form = term("sum(1 for j in range(0, n + 1))/(n + 1)")
    return this.refuted({"w": Family((form,), "n")}, instead="w[1] == 1", parameters=["n >= 0"])


@forged("refutation/undefined-series", REFUTED, given=["converges(1/w[k]^2 for k in N)"],
        concludes="w[3] != 0")  # fmt: skip
def undefined_series(this):
    """A series with a term that divides by zero."""
    return this.refuted({"w": Family((term("n - 3"),), "n")}, instead="w[3] == 0",
                        parameters=["n >= 0"])  # fmt: skip


@forged("refutation/no-limit", REFUTED, given=["lim(w[k] for k in N) == 0"], concludes="w[0] == 0")
def no_limit(this):
    """A cycle has no limit."""
    return this.refuted({"w": Cycle((), (F(1), F(0)))}, instead="w[0] == 1")


@forged("refutation/short-cycle", REFUTED, given=["limsup(w[k] for k in N) == 0"],
        concludes="w[1] == 0")  # fmt: skip
def short_cycle(this):
    """The largest member comes again and again."""
    return this.refuted({"w": Cycle((), (F(0), F(1)))}, instead="w[1] == 1")


@forged("refutation/average", REFUTED, given=["average(w[k] for k in N) == 1"],
        concludes="w[0] == w[1]")  # fmt: skip
def average(this):
    """The average of 0 and 1 is not 1."""
    return this.refuted({"w": Cycle((), (F(0), F(1)))}, instead="w[0] == 0")


@forged("refutation/harmonic", REFUTED, given=["converges(w[k] for k in N)"],
        concludes="w[0] == 2")  # fmt: skip
def harmonic(this):
    """The harmonic series does not converge."""
    return this.refuted({"w": Family((term("1/(n + 1)"),), "n")}, instead="w[0] == 1",
                        parameters=["n >= 0"])  # fmt: skip


@forged("refutation/infinite-difference", REFUTED,
        concludes="limsup(w[k] for k in N) - limsup(w[k] for k in N) == 0")  # fmt: skip
def infinite_difference(this):
    """Infinity less infinity is no number."""
    return this.refuted({"w": Family((term("n"),), "n")}, instead="w[0] == 0")


@forged("refutation/undefined-or", REFUTED, given=["1/x > 0 or 1 == 1"], concludes="x != 0")
def undefined_or(this):
    """At 0 the hypothesis is undefined, whatever its second part says."""
    return this.refuted({"x": term("p")}, instead="x == 0", parameters=["p == 0"])


@forged("refutation/undefined-not-all", REFUTED,
        given=["not all(1/w[k] > 0 for k in range(0, 2))"], concludes="w[0] != 0")  # fmt: skip
def undefined_not_all(this):
    """A member is divided by that may be zero."""
    return this.refuted({"w": [term("p"), -1]}, instead="w[0] == 0", parameters=["p == 0"])


@forged("refutation/branch-not-taken", REFUTED, given=["x > 0"],
        concludes="if_(x > 0, 1, 1/y) == 1")  # fmt: skip
def branch_not_taken(this):
    """The branch that divides by zero is never taken."""
    return this.refuted({"x": term("p"), "y": 0}, instead="y == 0", parameters=["p > 0"])


@forged("refutation/part-not-asked", REFUTED, given=["x > 0"], concludes="x > 0 or 1/y > 0")
def part_not_asked(this):
    """The part that divides by zero is never asked."""
    return this.refuted({"x": term("p"), "y": 0}, instead="y == 0", parameters=["p > 0"])


@forged("refutation/no-parameters", REFUTED, concludes="x^2 >= 0")
def no_parameters(this):
    """No parameter meets what is assumed of it."""
    return this.refuted({"x": term("p")}, instead="x > 0", parameters=["p > 0", "p < 0"])


@forged("refutation/some-parameters", REFUTED, given=["x > 0"], concludes="x > 1")
def some_parameters(this):
    """Only some parameters break it."""
    return this.refuted({"x": term("p")}, instead="x > 0", parameters=["p > 0"])


@forged("refutation/hypothesis", REFUTED, given=["x > 1"], concludes="x > 0")
def hypothesis(this):
    """The instance does not meet the hypothesis."""
    return this.refuted(x=-1, instead="x < 0")


@forged("refutation/undefined-hypothesis", REFUTED, given=["1/x > 0"], concludes="x > 0")
def undefined_hypothesis(this):
    """At 0 the hypothesis is undefined."""
    return this.refuted(x=0, instead="x == 0")


@forged("refutation/instead-false", REFUTED, concludes="x > 1")
def instead_false(this):
    """What is meant instead is false of the same instance."""
    return this.refuted(x=0, instead="x > 2")


@forged("refutation/instead-nothing", REFUTED, concludes="x > 1")
def instead_nothing(this):
    """What is meant instead is arithmetic."""
    return this.refuted(x=0, instead="1 == 1")


@forged("refutation/float-in-a-list", REFUTED, concludes="3*w[0] == w[1]")
def float_in_a_list(this):
    """Floats dressed as fractions, in a list."""
    return this.refuted({"w": [F(0.1), F(0.3)]}, instead="w[0] > 0")


@forged("refutation/float-in-a-term", REFUTED, concludes="3*x == y")
def float_in_a_term(this):
    """Floats dressed as fractions, in terms."""
    return this.refuted({"x": Term("num", (F(0.1),)), "y": Term("num", (F(0.3),))}, instead="x > 0")


@forged("refutation/float-in-a-cycle", REFUTED, concludes="3*w[0] == w[1]")
def float_in_a_cycle(this):
    """Floats dressed as fractions, in a cycle."""
    return this.refuted({"w": Cycle((), (F(0.1), F(0.3)))}, instead="w[0] > 0")


@forged("refutation/constant-float", REFUTED, concludes="3*x[0] == y")
def constant_float(this):
    """A float dressed as a constant sequence."""
    return this.refuted({"x": Constant(F(0.1)), "y": "3/10"}, instead="x[0] > 0")


@forged("refutation/numpy", REFUTED, concludes="3*x == y")
def numpy_float(this):
    """NumPy's floats."""
    return this.refuted(x=np.float64(0.1), y=np.float64(0.3), instead="x > 0")


@forged("refutation/sympy", REFUTED, concludes="3*x == y")
def sympy_float(this):
    """SymPy's floats."""
    return this.refuted(x=sympy.Float(0.1), y=sympy.Float(0.3), instead="x > 0")


@forged("refutation/boolean", REFUTED, concludes="x == 0")
def boolean(this):
    """True is no number."""
    return this.refuted(x=True, instead="x > 0")


@forged("refutation/missing", REFUTED, concludes="x + y == 0")
def missing(this):
    """A name without a value."""
    return this.refuted(x=1, instead="x > 0")


@forged("refutation/no-model", REFUTED, concludes="w[1] == w[0]", about="a walk")
def no_model(this):
    """Numbers in place of a walk."""
    return rules.refutation(this.statement, {"w": [0, 1]}, "w[0] == 0")


@forged("refutation/overridden", REFUTED, concludes="w[1] == w[0]", about="a walk")
def overridden(this):
    """A walk that says that it moves."""
    return this.refuted(Drunk(), instead="w[0] == 0")


@forged("refutation/replaced", REFUTED, concludes="w[1] == w[0]", about="a walk")
def replaced(this):
    """A walk whose names are replaced by others."""
    walk = Walk()
    vars(walk)["names"] = Drunk().names
    return this.refuted(walk, instead="w[0] == 0")


class Bent(Run):
    """A run that goes where it likes."""

    def after(self, _w, _k):
        """Return 5."""
        return F(5)


class Own(F):
    """A number with its own product."""

    def __mul__(self, other):
        return F(-1)

    def __rmul__(self, other):
        return F(-1)


def bent(name, run):
    """Declare a true statement about a run, refuted by what is none."""

    @forged(f"run/{name}", REFUTED, concludes="w[1] == w[0] + gamma*v[0]", about="run")
    def check(this):
        """A run that moves otherwise."""
        return this.refuted(run(), instead="w[0] == 1/2")

    check.check.__module__ = __name__
    return check


def run(kind=Run, levels=(-1, 1), gamma: object = "1/8", **more):
    """Return a run of one step."""
    return kind(levels, "1/5", start="1/2", gamma=gamma, **more)


def remembered():
    """Return a run that remembers other iterates than it has."""
    made = run()
    vars(made)["iterates"] = (F(1, 2), F(5))
    return made


subclass = bent("subclass", lambda: run(Bent))
own_stepsize = bent("stepsize", lambda: run(gamma=Own(1, 8)))
own_level = bent("level", lambda: run(levels=(-1, Own(1))))
own_noise = bent("noise", lambda: run(noise=[Own(1)]))
own_memory = bent("memory", remembered)


@forged("run/pair", REFUTED, concludes="w_1[1] == w_1[0] + gamma*v_1[0]", about="two coordinates")
def pair(this):
    """Two runs, of which one goes where it likes."""
    return this.refuted(Pair(run(Bent), run()), instead="w_1[0] == 1/2")


@forged("refutation/impostor", REFUTED, concludes="w[1] == w[0]", about="a rest")
def impostor(this):
    """Two classes say what a rest is."""
    return this.refuted(Impostor(), instead="w[0] == 0")


@forged("refutation/other-model", REFUTED, concludes="w[1] == 1", about="a rest")
def other_model(this):
    """A walk is no rest."""
    return this.refuted(Walk(), instead="w[0] == 0")


@forged("refutation/model-of-a-scalar", REFUTED, concludes="w[1] == 1")
def model_of_a_scalar(this):
    """The statement is about no walk."""
    return this.refuted(Twisted(), instead="w[0] == 0")


@forged("refutation/conjunction", REFUTED, parts=[squares, states("x > 7")])
def of_many(this):
    """Several statements at once."""
    return rules.refutation(this.statement, {"x": 0}, "x == 0")


@forged("supported/scalar", SUPPORTED, concludes="1 == 2")
def scalar(this):
    """Arithmetic is no matter for experiments."""
    return this.supported([1], control=[-1], seed=0, detail="I tried")


@forged("supported/infinite", SUPPORTED, concludes=STORY)
def infinite(this):
    """An infinite margin."""
    return this.supported([inf], control=[-1], seed=0, detail="I tried")


@forged("supported/nan", SUPPORTED, concludes=STORY)
def no_number(this):
    """A margin that is no number."""
    return this.supported([1, nan], control=[-1], seed=0, detail="I tried")


@forged("supported/truth", SUPPORTED, concludes=STORY)
def truth(this):
    """Truth is no margin."""
    return this.supported([True, True], control=[-1], seed=0, detail="I tried")


@forged("supported/control", SUPPORTED, concludes=STORY)
def no_control(this):
    """The weakened statement was never contradicted."""
    return this.supported([1, 2], control=[0, 1], seed=0, detail="I tried")


@forged("supported/disagrees", SUPPORTED, concludes=STORY)
def disagrees(this):
    """One trial disagrees."""
    return this.supported([1, -1], control=[-1], seed=0, detail="I tried")


@forged("ill-posed/no-reading", ILL_POSED, concludes=STORY)
def no_reading(this):
    """There is no reading."""
    return this.ill_posed("it says too little")


@forged("ill-posed/unknown-reading", ILL_POSED, concludes=STORY)
def unknown_reading(this):
    """The reading does not exist."""
    return this.ill_posed("it says too little", "no/such/reading")


@forged("ill-posed/itself", ILL_POSED, concludes=STORY)
def itself(this):
    """Its reading is the statement itself."""
    return this.ill_posed("it says too little", "ill-posed/itself")


@forged("ill-posed/undecided", ILL_POSED, concludes=STORY)
def undecided(this):
    """Its reading is not decided."""
    return this.ill_posed("it says too little", "ill-posed/itself")


@forged("ill-posed/no-reason", ILL_POSED, concludes=STORY)
def no_reason(this):
    """No reason is given."""
    return this.ill_posed(" ", "refutation/liar")


@forged("refutation/instead-elsewhere", REFUTED, concludes="x > 1")
def instead_elsewhere(this):
    """What is true instead speaks of another number."""
    return this.refuted(x=0, y=1, instead="y > 0")
