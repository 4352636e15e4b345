r"""Section 6: its settings against each other and against sections 2 to 5, and its tables.

Settings and tables are those of the library's experiments, which transcribe the report. What the
text says of a measurement itself has no claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, probe, reading
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Formula, prose
from askewtheory.experiments.config import load
from askewtheory.grid import Grid

MOONS, ONE_BIT, TWO_BIT = (load(name) for name in ("two-moons", "mnist-w1", "mnist-w2"))


def exact(number: Any) -> Fraction:
    """Return a printed decimal as a fraction."""
    return Fraction(str(number))


def levels(experiment: Any) -> tuple[Any, ...]:
    """Return the levels of an experiment."""
    return tuple(exact(level) for level in experiment.training["levels"])


# --- levels ---------------------------------------------------------------------------------------


@claim("section-6/levels", REFUTED,
       severity="boundary", meant="section-6/levels/two-bit",
       why="For one bit the formula gives -1 and 0.",
       changes=["x is 2; for one bit the levels -1 and 1 are a convention of their own"],
       title="The levels of x-bit weights",
       source="Report, section 6", latex=r"\{-2^{x-1}, \dots, 2^{x-1}-1\} = \{-1, +1\}, \ x = 1",
       given={"q: the integers from -h to h - 1": "q[0] == -h and q[1] == h - 1",
              "h is 2^(x-1) for x = 1": "h == 1", "p: the set Q of [W1/A32]":
              "p[0] == -1 and p[1] == 1"},
       concludes="q[0] == p[0] and q[1] == p[1]")  # fmt: skip
def levels_(this):
    """For x bits the levels are the integers from -2^(x-1) to 2^(x-1) - 1, so {-1, +1} for one.

    For one bit they are -1 and 0.
    """
    return this.refuted(q=Grid.integer(1).levels, p=levels(MOONS), h=1,
                        instead="q[0] == p[0] and q[1] == p[1] - 1")  # fmt: skip


@reading("section-6/levels", PROVED,
      given={"the integers from -h to h - 1": "first == -h and last == h - 1",
             "h is 2^(x-1) for x = 2": "h == 2"},
      concludes=f"first == {min(levels(TWO_BIT))} and last == {max(levels(TWO_BIT))}")  # fmt: skip
def levels_two_bit(this):
    """For two bits the integers end where the levels of [W2/A32] do, at -2 and 1."""
    return this.solvers()


# --- when ProxQuant starts ------------------------------------------------------------------------


def starts() -> list[Statement]:
    """Return: lambda is 0 in the first iteration of the epoch T_PQ, counted from 1."""
    found = []
    for experiment, epoch in ((MOONS, 11), (ONE_BIT, 21), (TWO_BIT, 1)):
        data, start = experiment.data, experiment.methods["proxquant"]["start"]
        found.append(states("(T_PQ - 1) * n / batch == start", {
            "training samples": f"n == {data['train']}",
            "batch size": f"batch == {experiment.training['batch']}",
            "T_PQ": f"T_PQ == {epoch}", "lambda grows from": f"start == {start}",
        }))  # fmt: skip
    return found


@claim("section-6/proxquant-start", PROVED, title="Epochs and iterations of ProxQuant agree",
       source="Report, section 6", latex=r"(T_{PQ} - 1)\,n/N_b = 400,\ 20000,\ 0",
       parts=starts)  # fmt: skip
def proxquant_start(this):
    """The printed lambda is 0 at iterations 400, 20000 and 0, where epochs 11, 21 and 1 start."""
    return this.conjunction()


# --- epsilon --------------------------------------------------------------------------------------

START = {"epsilon is 1 when the annealing starts": "epsilon[T_AS] == 1"}
EVERY_EPOCH = {**START, "0.88 in each epoch":
               "all(epsilon[t + 1] == 0.88 * epsilon[t] for t in range(1, T))"}  # fmt: skip
FROM_THERE = {**START, "0.88 in each epoch from there":
              "all(epsilon[t + 1] == 0.88 * epsilon[t] for t in range(T_AS, T))"}  # fmt: skip
GAP = {"the gap of {-1, +1}": "Delta == 2"}
CLOSED, STRICT = "4 * epsilon[t] <= Delta^2", "4 * epsilon[t] < Delta^2"


@dataclass(frozen=True)
class Annealing:
    """The annealing of an experiment: epsilon in the epochs 0 ... T, by the printed formula."""

    experiment: Any

    about = "annealing"

    @property
    def _numbers(self) -> tuple[Fraction, int, int]:
        method = self.experiment.methods["askewsgd"]
        return (exact(method["anneal_rate"]), method["anneal_from"],
                self.experiment.training["epochs"])  # fmt: skip

    def names(self) -> dict[str, Any]:
        """Return the value of every name; Delta is the smallest gap."""
        rate, first, epochs = self._numbers
        return {"epsilon": tuple(rate ** (t - first) for t in range(epochs + 1)), "T_AS": first,
                "T": epochs, "Delta": min(Grid(levels(self.experiment)).gaps)}  # fmt: skip

    def obligations(self) -> tuple[Formula, ...]:
        """Nothing is left to show: there are no parameters."""
        return ()

    def setting(self) -> dict[str, Any]:
        """Return the choices, for readers."""
        rate, first, epochs = self._numbers
        return {"levels": levels(self.experiment), "rate": rate, "T_AS": first, "T": epochs}

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return epsilon at the ends, where the annealing starts and where limits are met."""
        rate, first, epochs = self._numbers
        rows = [(t, f"{float(rate ** (t - first)):.4f}")
                for t in (1, first, first + 10, first + 11, first + 21, first + 22, epochs)
                if t <= epochs]  # fmt: skip
        return ("t", "epsilon (rounded)"), rows


@claim("section-6/epsilon", REFUTED,
       severity="hypothesis", meant="section-6/epsilon/from-start",
       why="Before the annealing starts the formula gives more than 1.",
       changes=["t >= T_AS"],
       about="annealing", title="The annealed epsilon is in (0, 1]",
       source="Report, section 6, MNIST; Definitions 2 and 3", given=EVERY_EPOCH,
       latex=r"\varepsilon_t = 0.88^{t - T_{AS}} \in (0, 1], \ t = 1, \dots, T",
       concludes="all(epsilon[t] <= 1 for t in range(1, T + 1))")  # fmt: skip
def epsilon(this):
    """In each epoch t, epsilon_t = 0.88^(t - T_AS) is an epsilon of the definitions, at most 1.

    Before the epoch T_AS the formula gives more than 1 (here up to 0.88^-20); what epsilon is
    there is not printed.
    """
    return this.refuted(Annealing(ONE_BIT),
                        instead="all(epsilon[t] <= 1 for t in range(T_AS, T + 1))")  # fmt: skip


@reading("section-6/epsilon", PROVED,
      given={"epsilon is 1 when the annealing starts": "epsilon[0] == 1",
             "0.88 in each epoch": "all(epsilon[t + 1] == 0.88 * epsilon[t] for t in N)"},
      concludes="all(epsilon[t] > 0 and epsilon[t] <= 1 for t in N)")  # fmt: skip
def epsilon_from_start(this):
    """From the start of the annealing on, t epochs after it, epsilon is positive and at most 1."""
    body = "epsilon[{0}] > 0 and epsilon[{0}] <= 1"
    base = states(body.format(0), ["epsilon[0] == 1"])
    step = states(body.format("t + 1"), ["epsilon[t + 1] == 0.88 * epsilon[t]", body.format("t")])
    return this.induction(base, step)


@claim("section-6/epsilon-limit", REFUTED,
       severity="hypothesis", meant="section-6/epsilon-limit/one-bit",
       why="For two bits the gap is 1, and epsilon is above 1/4 in the first epochs of annealing.",
       changes=["the setting is that of one bit"],
       about="annealing",
       title="The settings meet the limit on epsilon",
       source="Report, section 6, 2-bit setting, against the limits of sections 4 and 5",
       given={**FROM_THERE, "the gap of the 2-bit integers": "Delta == 1"},
       latex=r"\varepsilon_t \le \min_j |q^{(j)} - q^{(j+1)}|^2/4",
       concludes=f"all({CLOSED} for t in range(T_AS, T + 1))",
       uses=["section-6/levels", "section-6/epsilon"])  # fmt: skip
def epsilon_limit(this):
    """While it is annealed epsilon is within the limit of Lemma 2, Theorems 5 and 6.

    For two bits it is not in the first eleven epochs of annealing: then everything between the
    outer levels is feasible.
    """
    return this.refuted(Annealing(TWO_BIT),
                        instead=f"all({CLOSED} for t in range(T_AS + 11, T + 1))")  # fmt: skip


@probe("section-6/epsilon-limit", REFUTED, about="annealing",
      given={**FROM_THERE, "the gap of the 2-bit integers": "Delta == 1"},
      concludes="all(16 * epsilon[t] <= Delta^4 for t in range(T_AS, T + 1))",
      severity="hypothesis",
      why=("For two bits gap^4/16 is 1/16, and epsilon is above it as the annealing "
           "starts."))  # fmt: skip
def epsilon_limit_quartic(this):
    """The same for the psi of Definition 2 and the limit of Theorem 1, gap^4/16."""
    return this.refuted(Annealing(TWO_BIT), instead=(
        "all(16 * epsilon[t] <= Delta^4 for t in range(T_AS + 22, T + 1))"))  # fmt: skip


@probe("section-6/epsilon-limit", REFUTED, about="annealing", given={**FROM_THERE, **GAP},
      concludes=f"all({STRICT} for t in range(T_AS, T + 1))",
      severity="boundary",
      why="In the epoch T_AS, epsilon is 1, which is the limit.",
      meant="section-6/epsilon-limit/one-bit")  # fmt: skip
def epsilon_limit_strict(this):
    """For one bit epsilon is below the limit, as the repairs of the theorems need it.

    In the epoch T_AS it equals the limit, where the two intervals touch.
    """
    return this.refuted(Annealing(MOONS),
                        instead=f"all({STRICT} for t in range(T_AS + 1, T + 1))")  # fmt: skip


@reading("section-6/epsilon-limit", PROVED,
      given={"epsilon is 1 when the annealing starts": "epsilon[0] == 1",
             "0.88 in each epoch": "all(epsilon[t + 1] == 0.88 * epsilon[t] for t in N)", **GAP},
      concludes=f"all(epsilon[t] > 0 and {CLOSED} for t in N)")  # fmt: skip
def epsilon_limit_one_bit(this):
    """For one bit epsilon is within the closed limit, t epochs after the start of annealing."""
    body = f"epsilon[{{0}}] > 0 and {CLOSED.replace('[t]', '[{0}]')}"
    base = states(body.format(0), ["epsilon[0] == 1", GAP])
    step = states(body.format("t + 1"), ["epsilon[t + 1] == 0.88 * epsilon[t]", body.format("t")])
    return this.induction(base, step)


# --- the noise of the two moons -------------------------------------------------------------------


@claim("section-6/noise", REFUTED,
       severity="constant", meant="section-6/noise/squared",
       why="0.1 is the standard deviation, and the variance is 0.01.",
       changes=["the variance is 0.01"],
       title="The variance of the noise", source="Report, section 6",
       given={"make_moons takes a standard deviation": "variance == noise^2",
              "the noise of the author's code": "noise == 0.1"},
       latex=r"\xi = 0.1", concludes="variance == 0.1")  # fmt: skip
def noise(this):
    """The Gaussian noise, 0.1 in the author's code, has the variance 0.1."""
    given = exact(MOONS.data["noise"])
    return this.refuted(noise=given, variance=given**2, instead="variance == 0.01")


@reading("section-6/noise", PROVED,
      given={"make_moons takes a standard deviation": "variance == noise^2",
             "the noise of the author's code": "noise == 0.1"},
      concludes="variance == 0.01")  # fmt: skip
def noise_squared(this):
    """The variance is the square of 0.1."""
    return this.solvers()


# --- tables ---------------------------------------------------------------------------------------

SHORT = {"binary-connect": "BC", "proxquant": "PQ", "askewsgd": "AS"}


def printed(experiment: Any, column: str, place: int = 0) -> dict[str, str]:
    """Return a column's printed means (or deviations) as hypotheses BC == ..., PQ, AS."""
    return {f"{experiment.methods[name]['label']}, {column}":
            f"{short} == {experiment.printed[name][column][place]}"
            for name, short in SHORT.items()}  # fmt: skip


@claim("section-6/proxquant-lags", ILL_POSED,
       severity="misprint", meant="section-6/proxquant-lags/askewsgd",
       why="The text does not say behind what.",
       changes=["ProxQuant lags behind ASkewSGD"],
       title="ProxQuant lags behind",
       source="Report, section 6, MNIST",
       concludes=prose("ProxQuant continues to lag behind in quantized accuracy"))  # fmt: skip
def proxquant_lags(this):
    """In this task ProxQuant continues to lag behind: the text does not say behind what."""
    return this.ill_posed("behind which method is not said", "section-6/proxquant-lags/askewsgd",
                          "section-6/proxquant-lags/all")  # fmt: skip


@reading("section-6/proxquant-lags", PROVED,
      parts=[states("PQ < AS", printed(one, "quantized_accuracy"))
             for one in (MOONS, ONE_BIT, TWO_BIT)])  # fmt: skip
def proxquant_lags_askewsgd(this):
    """Behind ASkewSGD: in Table 1 and, for one and for two bits, in Table 2."""
    return this.conjunction()


@reading("section-6/proxquant-lags", REFUTED, given=printed(ONE_BIT, "quantized_accuracy"),
      concludes="PQ < BC and PQ < AS",
      severity="hypothesis",
      why="It holds for two bits; for one bit BinaryConnect is behind ProxQuant.")  # fmt: skip
def proxquant_lags_all(this):
    """Behind both other methods: for one bit BinaryConnect is behind it."""
    table = ONE_BIT.printed
    values = {short: exact(table[name]["quantized_accuracy"][0]) for name, short in SHORT.items()}
    return this.refuted(values, instead="PQ > BC and PQ < AS")


@claim("section-6/best", PROVED, title="ASkewSGD has the best quantized accuracy",
       source="Report, section 6, Tables 1 and 2",
       parts=[states("BC < AS and PQ < AS", printed(one, "quantized_accuracy"))
              for one in (MOONS, ONE_BIT, TWO_BIT)])  # fmt: skip
def best(this):
    """ASkewSGD has the largest mean of the quantized accuracy in Table 1 and twice in Table 2.

    In Table 1 it leads BinaryConnect by 0.03, at standard deviations of 2.4 and 4.0.
    """
    return this.conjunction()


@line("section-6/best", PROVED,
      parts=[states("PQ > BC and PQ > AS", printed(MOONS, "quantized_accuracy", 1))])  # fmt: skip
def best_inconsistent(this):
    """ProxQuant is inconsistent on the two moons: its deviation is the largest of the three."""
    return this.conjunction()


def averages() -> list[Statement]:
    """Return: each mean accuracy of Table 1 is a share of right answers, to its two decimals."""
    answers = MOONS.data["test"] * MOONS.training["seeds"]
    found = []
    for name in MOONS.printed:
        mean = exact(MOONS.printed[name]["quantized_accuracy"][0])
        right = round(mean * answers / 100)
        found.append(states("abs(mean - 100 * right / answers) <= 0.005", {
            "the printed mean": f"mean == {mean}", "right answers": f"right == {right}",
            "500 answers in each of 15 experiments": f"answers == {answers}"}))  # fmt: skip
    return found


@probe("section-6/best", PROVED, parts=averages)
def best_averages(this):
    """Table 1's mean accuracies are averages over 15 experiments with 500 test samples."""
    return this.conjunction()


FULL = "full-precision"


MEAN, DEVIATION = ONE_BIT.printed[FULL]["quantized_accuracy"]
TABLE_2 = {"the table's mean of five runs": f"mean == {MEAN}",
           "and their deviation": f"sd == {DEVIATION}"}  # fmt: skip
BEST_RUN = {"the table's column Top-1, read as the best run": "top == 94.94"}


@claim("section-6/rounded", ILL_POSED,
       severity="misprint", meant="section-6/rounded/best",
       why="94.94 is the best of five runs, which the text leaves out; their mean is 93.54.",
       changes=["94.94% is the best of five runs, and their mean is 93.54%"],
       title="Full precision, rounded to one bit",
       source="Report, section 6, text after Table 2",
       concludes=prose("without quantization-aware training the accuracy under 1-bit "
                       "quantization is 94.94%"))  # fmt: skip
def rounded(this):
    """Without quantization-aware training the accuracy under 1-bit quantization is 94.94%.

    The text does not say of which run; the methods are compared by their means.
    """
    return this.ill_posed("the text does not say whether a mean or the best run is given",
                          "section-6/rounded/best", "section-6/rounded/mean")  # fmt: skip


@reading("section-6/rounded", PROVED, given={**TABLE_2, **BEST_RUN},
         concludes="top - mean == 1.40 and top <= mean + 2 * sd")  # fmt: skip
def rounded_best(this):
    """Read as the best run of the table: 94.94 is 1.40 above the mean, within two deviations."""
    return this.solvers()


@reading("section-6/rounded", REFUTED, given=TABLE_2, concludes="mean == 94.94",
         severity="constant",
         why="The mean in the table is 93.54.",
         meant="section-6/rounded/best")  # fmt: skip
def rounded_mean(this):
    """Read as the mean of five runs, by which the methods are compared: that is 93.54."""
    return this.refuted(mean=exact(MEAN), sd=exact(DEVIATION),
                        instead="mean < 94.94 and 94.94 <= mean + 2 * sd")  # fmt: skip
