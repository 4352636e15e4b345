"""A proved statement, one of whose lines is wrong, and a vacuous one."""

from fractions import Fraction

from askewtheory.claims import Claim, Evidence, Outcome, Step, Verdict
from askewtheory.provers import Check, Instance, by_hand, replay

SMT = tuple(
    Evidence("smt", tool, "1.0", 0.01, "(check-sat)", "x > 1: refuted at x = 1")
    for tool in ("Z3", "cvc5")
)


def halves() -> Outcome:
    """x/2 < x for x > 0."""
    return by_hand(Outcome(Verdict.PROVED, "both agree", SMT), "the sum: term by term")


def wrong_line() -> Outcome:
    """x/2 = x^2/2 fails at x = 2."""
    x = Fraction(2)
    return replay(
        Instance(
            {"x": x},
            [Check("x > 0", x, ">", 0)],
            Check("x/2 = x^2/2", x / 2, "==", x**2 / 2),
            header=("x", "x/2", "x^2/2"),
            rows=[(x, x / 2, x**2 / 2)],
        ),
        control=Instance({"x": 1}, [], Check("1/2 = 1/2", 1, "==", 1)),
    )


def nothing() -> Outcome:
    """No x has x < 0 < x."""
    return Outcome(Verdict.VACUOUS, "no x has x < 0 and x > 0", SMT)


CLAIMS = (
    Claim(
        id="halving",
        title="Half of a positive number is smaller",
        source="Toy, Lemma 1",
        statement="For every x > 0, x/2 < x & nothing else (delta_1 <= gap^2/4).",
        formula=r"\frac{x}{2} < x",
        assumptions=("x > 0",),
        expected="proved",
        check=halves,
        steps=(
            Step("halving/line-1", "True.", "proved", halves, r"x \le x"),
            Step("halving/line-2", "A square too many.", "refuted", wrong_line, r"= x^2/2"),
        ),
    ),
    Claim(
        id="empty",
        title="Numbers on both sides of 0",
        source="Toy, Lemma 3",
        statement="Every x with x < 0 and x > 0 is 7.",
        assumptions=("x < 0", "x > 0"),
        expected="vacuous",
        check=nothing,
    ),
)
