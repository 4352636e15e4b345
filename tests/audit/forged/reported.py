"""Thirteen forgeries that an earlier verifier accepted."""

from fractions import Fraction as F

from askewtheory.audit.claim import REFUTED, SUPPORTED, fact
from askewtheory.audit.provers.trace import Path, on_every_path
from askewtheory.audit.terms import Formula, eq, prose, reals
from askewtheory.audit.theorem import Judgement
from tests.audit.forged import forged

x, p = reals("x p")


@fact(concludes="x^2 >= 0")
def squares(this):
    """True, and not what is claimed below."""
    return this.solvers()


@forged("bare", concludes="1 == 2")
def bare(this):
    """1 = 2: a verdict without any evidence."""
    return Judgement(this.statement, "proved", "trust me")


@forged("empty", concludes="1 == 2")
def empty(this):
    """1 = 2: a conjunction of nothing."""
    return this.conjunction()


@forged("hand", concludes="1 == 2", parts=[squares])
def hand(this):
    """1 = 2: a hand proof."""
    return this.hand("obvious: see above, it is clear")


@forged("hand-around-nothing", concludes=prose("one is two"))
def hand_around_nothing(this):
    """1 = 2 in words: a hand proof around nothing."""
    return this.hand("obvious: see above, it is clear")


@forged("unrelated", concludes="x > 7", parts=[squares])
def unrelated(this):
    """Every x is above 7: another theorem as evidence."""
    return squares.judgement


@forged("denominator", given=["x == 0"], concludes="1/x > 5")
def denominator(this):
    """X = 0 implies 1/x > 5: hypotheses that cannot hold beside the conclusion's denominator."""
    return this.solvers()


@forged("branch", concludes="x != 0 and implies(x > 0, 1/x > 0)")
def branch(this):
    """X is never 0: a division inside one branch must not be assumed everywhere."""
    return this.solvers()


@forged("folded", concludes=p > 0)
def folded(this):
    """Every real p is positive."""
    return this.solvers()


@forged("integer", concludes="2*n != 1")
def integer(this):
    """No real n has 2n = 1."""
    return this.solvers()


@forged("no-path", concludes=lambda: on_every_path([], lambda value: eq(value, 99)))
def no_path(this):
    """|x| = 99 for all x: no path of the function at all."""
    return this.solvers()


@forged("impossible-path", concludes=lambda: on_every_path(
    [Path((x > 0, Formula("not", (x > 0,))), x)], lambda value: eq(value, 99)))  # fmt: skip
def impossible_path(this):
    """|x| = 99 for all x: only an impossible path, so that it says nothing of |x|."""
    return this.certificate()


@forged("pole", given=["x >= 0"], concludes="(x - 1)^2/(x - 1)^2 >= 1/2")
def pole(this):
    """(x-1)^2/(x-1)^2 >= 1/2 for all x >= 0: undefined at 1."""
    return this.signs()


@forged("no-hypotheses", REFUTED, given=["x > 0"], concludes="x^2 > 0")
def no_hypotheses(this):
    """A refutation of a true statement by numbers that are not its own."""
    return this.refuted({"y": 3}, instead="y == 3")


@forged("float", REFUTED, concludes="3*tenth == three_tenths")
def float_(this):
    """3/10 is not 3 * 1/10: floats dressed as fractions."""
    return this.refuted(tenth=F(0.1), three_tenths=F(0.3), instead="tenth < three_tenths")


@forged("no-trials", SUPPORTED, concludes=prose("it is so"))
def no_trials(this):
    """Supported by no experiment."""
    return this.supported([], control=[-1], seed=0, detail="nothing")
