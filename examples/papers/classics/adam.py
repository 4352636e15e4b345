"""Adam without momentum on three-periodic linear losses: it stays at the worst point."""

# pyright: reportAttributeAccessIssue=false
# What rules return here proves one implication, not a conjunction.

from fractions import Fraction

import sympy

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, REFUTED, claim
from askewtheory.audit.orbits import Cycle, cycle
from askewtheory.audit.statement import states
from askewtheory.audit.summing import summed
from askewtheory.audit.terms import formula

GRADIENTS = (Fraction(3), Fraction(-1), Fraction(-1))
START = (0, Fraction(1), Fraction(119, 111))
"""Place in the period, point, and second moment: a multiple of 3 steps later all are the same."""


def orbit() -> dict[str, Cycle]:
    """Return the run with stepsize 1/20 and beta = 1/10 from ``START``, in exact numbers."""

    def step(state):
        place, x, v = state
        g = GRADIENTS[place]
        v = Fraction(1, 10) * v + Fraction(9, 10) * g**2
        moved = x - g / (20 * sympy.sqrt(sympy.Rational(v.numerator, v.denominator)))
        clipped = sympy.Max(-1, sympy.Min(1, moved))
        x = Fraction(int(clipped)) if clipped.is_Integer else sympy.radsimp(clipped)
        return (place + 1) % 3, x, v

    states_ = cycle(step, START)
    return {
        "g": states_.mapped(lambda one: GRADIENTS[one[0]]),
        "x": states_.mapped(lambda one: one[1]),
        "v": states_.mapped(lambda one: one[2]),
    }


@claim(
    "adam",
    REFUTED,
    title="A small stepsize makes Adam's average regret small",
    source="Kingma and Ba, International Conference on Learning Representations (2015), "
    "Theorem 4.1, with beta_1 = 0 and a constant stepsize, as it is true of gradient descent",
    latex=r"\limsup_T \tfrac1T \sum_{t < T} \big(f_t(x_t) - f_t(u)\big) \le \alpha G^2",
    given={
        "losses are linear with bounded slopes": "all(abs(g[k]) <= G for k in N)",
        "the second moment": "all(v[k + 1] == beta*v[k] + (1 - beta)*g[k]^2 for k in N)",
        "the projected step":
            "all(x[k + 1] == max(-1, min(1, x[k] - alpha*g[k]/sqrt(v[k + 1]))) for k in N)",
        "the constants": "alpha > 0 and 0 < beta and beta < 1 and v[0] >= 0",
        "the comparison": "-1 <= u and u <= 1",
    },
    concludes="average(g[k]*(x[k] - u) for k in N) <= alpha*G^2",
    severity="wrong",
    why="Its memory of a rare large slope is too short: it goes back to the worst point.",
)  # fmt: skip
def regret(this):
    """Against every fixed point u the average regret of Adam on [-1, 1] would be of order alpha."""
    return this.refuted(
        {**orbit(), "alpha": "1/20", "beta": "1/10", "G": 3, "u": -1},
        instead="average(g[k]*(x[k] - u) for k in N) <= 2*G",
    )


# --- every stepsize, also one that vanishes -------------------------------------------------------

GIVEN = {
    "the second moments":
        "all(u[k] == w[k]/10 + 81/10 and s[k] == u[k]/10 + 9/10 and w[k + 1] == s[k]/10 + 9/10"
        " for k in N)",
    "the slope 3": "all(y[k] == max(-1, min(1, x[k] - 3*a[k]/sqrt(u[k]))) for k in N)",
    "the slope -1": "all(z[k] == max(-1, min(1, y[k] + p[k]/sqrt(s[k]))) for k in N)",
    "again the slope -1": "all(x[k + 1] == max(-1, min(1, z[k] + q[k]/sqrt(w[k + 1]))) for k in N)",
    "stepsizes that decrease at most as 1/sqrt(t) does":
        "all(a[k] > 0 and p[k] >= 0 and q[k] >= 0 and 2*p[k]^2 >= a[k]^2 and 3*q[k]^2 >= a[k]^2"
        " for k in N)",
    "the start": "x[0] == 1 and w[0] >= 0 and w[0] <= 9",
}  # fmt: skip
INVARIANT = "x[k] == 1 and w[k] >= 0 and w[k] <= 9"


def _period():
    """Prove that a period that starts at x = 1 ends there, and the second moment stays bounded."""
    members = [one.args[3] for one in map(formula, GIVEN.values()) if one.op == "forall"]
    moments, three, one, again, steps = members
    bounds = ["u[k] >= 81/10 and u[k] <= 9", "s[k] > 0 and s[k] <= 9/5",
              "w[k + 1] > 0 and w[k + 1] <= 27/25"]  # fmt: skip
    bounded = [rules.solvers(states(text, [moments, "w[k] >= 0 and w[k] <= 9"]))
               for text in bounds]  # fmt: skip
    # r = sqrt(v): what a step divides by lies between bounds of which only squares are used
    down = rules.solvers(states("3*a[k]/sqrt(u[k]) <= 53/50*a[k]", [bounds[0], steps]))
    up = rules.solvers(states("p[k]/sqrt(s[k]) >= 13/25*a[k]", [bounds[1], steps]))
    last = rules.solvers(states("q[k]/sqrt(w[k + 1]) >= 11/20*a[k]", [bounds[2], steps]))
    moved = [str(one.statement.conclusion) for one in (down, up, last)]
    ended = rules.solvers(states(
        "x[k + 1] == 1", ["x[k] == 1", three, one, again, steps, *bounds, *moved]))  # fmt: skip
    next_ = rules.solvers(states("w[k + 1] >= 0 and w[k + 1] <= 9", [bounds[2]]))
    known = [*members, INVARIANT]
    then = "x[k + 1] == 1 and w[k + 1] >= 0 and w[k + 1] <= 9"
    start = rules.solvers(states("w[k] >= 0 and w[k] <= 9", [INVARIANT]))
    first = rules.solvers(states("x[k] == 1", [INVARIANT]))
    whole = rules.solvers(states(then, ["x[k + 1] == 1", "w[k + 1] >= 0 and w[k + 1] <= 9"]))
    return rules.chain(states(then, known),
                       [start, first, *bounded, down, up, last, ended, next_, whole])  # fmt: skip


@claim(
    "adam/stuck",
    PROVED,
    title="Adam returns to the worst point after every third loss",
    source="Reddi, Kale and Kumar, International Conference on Learning Representations (2018), "
    "Theorem 1, with C = 3 and beta_2 = 1/10",
    latex=r"x_{3k} = 1\quad\text{for every } k",
    given=GIVEN,
    concludes="all(x[k] == 1 for k in N)",
)
def stuck(this):
    """With slopes 3, -1, -1 in turn and steps like a/sqrt(t) the point x = 1 comes back for ever.

    x[k], y[k] and z[k] are the points of the k-th period, and a[k], p[k] and q[k] its stepsizes.
    """
    invariant = _invariant(this.statement)
    member = rules.solvers(states("x[k] == 1", [INVARIANT]))
    last = rules.generalisation(this.statement.under([invariant.statement.conclusion]), member)
    return this.chain(invariant, last)


def _invariant(statement):
    """Prove that every period starts at x = 1, from what is given."""
    whole = statement.under(GIVEN).concluding(f"all({INVARIANT} for k in N)")
    base = rules.solvers(states(states(INVARIANT).at({"k": 0}).conclusion, [GIVEN["the start"]]))
    return rules.induction(whole, base, _period())


REGRET = "3*(x[k] + 1) - (y[k] + 1) - (z[k] + 1)"


@claim(
    "adam/regret",
    PROVED,
    title="Adam's average regret stays above 2/3",
    source="Reddi, Kale and Kumar, International Conference on Learning Representations (2018), "
    "Theorem 1, with C = 3 and beta_2 = 1/10",
    latex=r"\sum_{t < 3T} \big(f_t(x_t) - f_t(-1)\big) \ge 2T",
    given={**GIVEN, "the horizon": "T >= 1"},
    concludes=f"sum({REGRET} for k in range(0, T)) >= 2*T",
    uses=["adam/stuck"],
)
def linear(this):
    """Over T periods of three losses the regret against -1 is at least 2T, for steps a/sqrt(t)."""
    invariant = _invariant(this.statement)
    everywhere = str(invariant.statement.conclusion)
    three, one = (formula(GIVEN[name]).args[3] for name in ("the slope 3", "the slope -1"))
    member = rules.solvers(states(f"{REGRET} >= 2", [INVARIANT, three, one]))
    return this.chain(invariant, summed(this.statement.having(everywhere), [member]))
