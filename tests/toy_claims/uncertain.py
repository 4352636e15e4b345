"""A refuted statement with a picture and a repair, and those that nothing decides."""

from fractions import Fraction

from askewtheory.claims import Claim, Outcome, Verdict
from askewtheory.provers import Check, Instance, ill_posed, replay, supported


def overshoots() -> Outcome:
    """Steps of 3/2 on the loss w^2/2 from 1: 1, -1/2, 1/4."""
    orbit = [Fraction(1), Fraction(-1, 2), Fraction(1, 4)]
    return replay(
        Instance(
            {"levels": (-1, 1), "epsilon": Fraction(1, 5), "stepsize": Fraction(3, 2), "start": 1},
            [Check("gamma < 2", Fraction(3, 2), "<", 2)],
            Check("w_1 >= 0", orbit[1], ">=", 0),
            header=("k", "w"),
            rows=list(enumerate(orbit)),
            plot={"orbit": orbit, "bound": 0, "label": "w"},
        ),
        control=Instance({}, [], Check("w_0 >= 0", orbit[0], ">=", 0)),
    )


def samples() -> Outcome:
    """Ten experiments."""
    return supported(
        trials=10, worst_margin=0.5, seed=3, passed=True, detail="ten runs", control="2x fails"
    )


CLAIMS = (
    Claim(
        id="overshoot",
        title="Steps below 2 keep the sign",
        source="Toy, Lemma 2",
        statement="Gradient descent on w^2/2 with gamma < 2 keeps the sign of w.",
        formula=r"\gamma < 2 \Rightarrow w_{k+1} w_k \ge 0",
        assumptions=("0 < gamma < 2",),
        expected="refuted",
        check=overshoots,
        repair=Claim(
            id="overshoot/repaired",
            title="Steps of at most 1 keep the sign",
            source="Replaces Toy, Lemma 2",
            statement="With gamma <= 1 it does.",
            expected="proved",
            check=lambda: Outcome(Verdict.PROVED, "1 - gamma >= 0"),
        ),
    ),
    Claim(
        id="unread",
        title="A letter without meaning",
        source="Toy, Remark",
        statement="gamma < 1/L.",
        expected="ill-posed",
        check=lambda: ill_posed("L is not defined", ["sampled"]),
    ),
    Claim(
        id="sampled",
        title="Only tried",
        source="Toy, Remark",
        statement="It looks true.",
        expected="supported",
        check=samples,
    ),
    Claim(
        id="open",
        title="Not decided",
        source="Toy, Remark",
        statement="Nobody knows.",
        expected="undecided",
        check=lambda: Outcome(Verdict.UNDECIDED, "both timed out"),
    ),
)
