"""A proved statement, one of whose lines is wrong, and a vacuous one."""

from askewtheory.audit.claim import PROVED, REFUTED, VACUOUS, claim, fact, line
from askewtheory.audit.terms import prose


@fact(given={"x > 0": "x > 0"}, concludes="x / 2 < x")
def half(this):
    """Half of one positive number is smaller."""
    return this.solvers()


@claim("halving", PROVED, title="Half of a positive number is smaller", source="Toy, Lemma 1",
       latex=r"\frac{x}{2} < x", given={"x > 0": "x > 0"},
       concludes=prose("half of any sum of x is smaller than it"), parts=[half])  # fmt: skip
def halving(this):
    """For every x > 0, x/2 < x & nothing else (delta_1 <= gap^2/4)."""
    return this.hand("the sum: term by term, each half is smaller")


@line("halving", PROVED, latex=r"x \le x", parts=[half])
def line_1(this):
    """True."""
    return this.conjunction()


@line("halving", REFUTED, latex=r"= x^2/2", given={"x > 0": "x > 0"}, concludes="x / 2 == x^2 / 2",
      severity="misprint", why="x^2 is printed for x.", meant="halving/line-1")  # fmt: skip
def line_2(this):
    """A square too many."""
    return this.refuted(x=2, instead="x / 2 == x^2 / 4")


@claim("empty", VACUOUS, severity="wrong", why="No number is on both sides of 0.",
       title="Numbers on both sides of 0", source="Toy, Lemma 3",
       given={"x < 0": "x < 0", "x > 0": "x > 0"}, concludes="x == 7")  # fmt: skip
def empty(this):
    """Every x with x < 0 and x > 0 is 7."""
    return this.vacuous(instead=["x < 0 or x > 0"])
