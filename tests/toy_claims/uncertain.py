"""A refuted statement with a picture and a repair, and those that nothing decides."""

from fractions import Fraction

from askewtheory.audit.claim import (
    ILL_POSED,
    REFUTED,
    SUPPORTED,
    UNDECIDED,
    claim,
    repair,
)
from askewtheory.audit.terms import prose


class Descent:
    """Gradient descent on w^2/2 from 1 with steps of 3/2: 1, -1/2, 1/4."""

    about = "descent"

    def names(self):
        """Return the run."""
        gamma, w = Fraction(3, 2), [Fraction(1)]
        for _ in range(2):
            w.append((1 - gamma) * w[-1])
        return {"gamma": gamma, "w": w}

    def obligations(self):
        """Return nothing: the run is computed."""
        return ()

    def setting(self):
        """Return the choices."""
        return {"levels": (-1, 1), "epsilon": "1/5", "stepsize": "3/2", "start": 1}

    def table(self):
        """Return the iterates."""
        return ("k", "w"), list(enumerate(self.names()["w"]))


@claim("overshoot", REFUTED, severity="hypothesis", meant="overshoot/repaired",
       why="A step above 1 jumps over 0.", changes=["gamma <= 1"],
       title="Steps below 2 keep the sign", source="Toy, Lemma 2",
       latex=r"\gamma < 2 \Rightarrow w_{k+1} w_k \ge 0", about="descent",
       given={"0 < gamma < 2": "0 < gamma < 2"}, concludes="w[1] * w[0] >= 0")  # fmt: skip
def overshoot(this):
    """Gradient descent on w^2/2 with gamma < 2 keeps the sign of w."""
    return this.refuted(
        Descent(), instead="w[2] * w[0] >= 0",
        plot={"member": "w[k]", "bound": 0, "count": 3},
    )  # fmt: skip


@repair("overshoot", title="Steps of at most 1 keep the sign", source="Replaces Toy, Lemma 2",
        given={"gamma <= 1": "gamma <= 1"}, concludes="(1 - gamma) * w * w >= 0")  # fmt: skip
def repaired(this):
    """With gamma <= 1 it does."""
    return this.solvers()


@claim("unread", ILL_POSED, title="A letter without meaning", source="Toy, Remark",
       concludes=prose("gamma is below 1/L"))  # fmt: skip
def unread(this):
    """The stepsize is below 1/L."""
    return this.ill_posed("L is not defined", "sampled")


@claim("sampled", SUPPORTED, title="Only tried", source="Toy, Remark",
       concludes=prose("it looks true"))  # fmt: skip
def sampled(this):
    """It looks true."""
    return this.supported([0.5] * 10, control=[-1.0], seed=3, detail="ten runs")


@claim("open", UNDECIDED, title="Not decided", source="Toy, Remark",
       concludes=prose("nobody knows"))  # fmt: skip
def open_(this):
    """Nobody knows."""
    return this.undecided("both timed out")
