"""Gradient descent on smooth convex functions: for every N, and the best constant for small N."""

# pyright: reportAttributeAccessIssue=false
# What rules return here proves one implication, not a conjunction.

from fractions import Fraction

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, REFUTED, claim, probe
from askewtheory.audit.pep import Performance, norm2, smooth_convex
from askewtheory.audit.pep.decide import counterexample
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, term
from examples.papers.classics.shared import multiplied, searched

DRORI = "Drori and Teboulle, Mathematical Programming 145 (2014), Section 3"


def run(steps: int, rate: Fraction, stepsize: Fraction = Fraction(1)) -> Statement:
    """Return: f(x_N) - f* <= rate |x_0 - x*|^2 for gradient steps on 1-smooth convex functions."""
    p = Performance()
    f = p.function(smooth_convex(1))
    x = x0 = p.point("x0")
    best = f.minimum()
    for _ in range(steps):
        x = x - stepsize * f.gradient(x)
    return p.states(f.value(x) - best.f <= term(rate) * norm2(x0 - best.x))


TIGHT = [run(n, Fraction(1, 4 * n + 2)) for n in (1, 2, 3, 4)]


@claim(
    "gradient-descent/tight",
    PROVED,
    title="Gradient descent: the best constant",
    source=DRORI,
    latex=r"f(x_N) - f^\star \le \frac{L R^2}{4N + 2},\qquad N = 1, 2, 3, 4",
    parts=[searched(one) for one in TIGHT],
)
def tight(this):
    """N = 1, 2, 3, 4 steps of length 1/L lower the gap to L R^2/(4N + 2); L = 1."""
    return this.conjunction()


BETTER = run(2, Fraction(1, 11))


@probe(
    "gradient-descent/tight",
    REFUTED,
    latex=r"f(x_2) - f^\star \le \frac{L R^2}{11}",
    given=BETTER.hypotheses,
    concludes=BETTER.conclusion,
    severity="constant",
    why="The constant is 1/10 for two steps.",
)
def better(this):
    """Two steps would lower the gap to L R^2/11."""
    return this.refuted(counterexample(BETTER), instead=TIGHT[1].conclusion)


@probe(
    "gradient-descent/tight",
    REFUTED,
    latex=r"f(x_2) - f^\star \le \tfrac12 L R^2\quad\text{for } \gamma = 9/(4L)",
    given=lambda: LONG.hypotheses,
    concludes=lambda: LONG.conclusion,
    severity="hypothesis",
    why="Beyond 2/L a step moves away from the minimum of a parabola.",
)
def long(this):
    """Steps of length 9/(4L) would keep the gap below L R^2/2."""
    return this.refuted(counterexample(LONG), instead="f2 - fs <= 2*norm2(x0 - xs)")


LONG = run(2, Fraction(1, 2), Fraction(9, 4))

# --- every N --------------------------------------------------------------------------------------

H = "all(norm2(x[k + 1] - x[k] + h*g[k]) == 0 for k in N)"
NEXT = "f[k] >= f[k + 1] + inner(g[k + 1], x[k] - x[k + 1]) + h*norm2(g[k] - g[k + 1])/2"
BEST = "fs >= f[k] + inner(g[k], xs - x[k]) + h*norm2(g[k])/2"
GIVEN = {
    "the step": H,
    "f is convex and 1/h-smooth, x[k] against x[k + 1]": f"all({NEXT} for k in N)",
    "f is convex and 1/h-smooth, the minimum against x[k]": f"all({BEST} for k in N)",
    "h is positive": "h > 0",
}
POTENTIAL = "h*k*(f[k] - fs) + norm2(x[k] - xs)/2 <= norm2(x[0] - xs)/2"
V = "(x[k + 1] - x[k] + h*g[k])"


def _base():
    return rules.solvers(states(states(POTENTIAL).at({"k": 0}).conclusion))


def _step():
    """Prove the potential at k + 1 from that at k."""
    equations = [multiplied(V, w) for w in ("x[k] - xs", "g[k]", "g[k + 1]")]
    known = [f"norm2({V}) == 0", NEXT, BEST, "h > 0", POTENTIAL, "k >= 0"]
    then = states(POTENTIAL).at({"k": Term("var", ("k",)) + 1}).conclusion
    own = states(then, [*known, *(one.statement.conclusion for one in equations)])
    parts = [
        (1, [4]),  # the potential at k
        (1, [3, 5, 1]), (1, [3, 1]),  # h (k + 1) times the step's decrease
        (1, [3, 2]),  # h times the distance to the minimum
        ("h^2*norm2(g[k])/2", [5]), ("h^2*norm2(g[k])/2", []),
        ("h^2*norm2(g[k + 1])/2", [5]), ("h^2*norm2(g[k + 1])/2", []),
        (-1, [6]), ("h", [7]), ("-h*(k + 1)", [8]), ("-1/2", [0]),
    ]  # fmt: skip
    last = rules.certificate(own, parts)
    return rules.chain(states(then, known), [*equations, last])


@claim(
    "gradient-descent",
    PROVED,
    title="Gradient descent: every N",
    source="Beck and Teboulle, SIAM Journal on Imaging Sciences 2 (2009), Theorem 3.1, "
    "for one function",
    latex=r"f(x_N) - f^\star \le \frac{L R^2}{2N}",
    given=GIVEN,
    concludes="all(f[k] - fs <= norm2(x[0] - xs)/(2*h*k) for k in N(1))",
)
def every(this):
    """After N steps of length h = 1/L the gap is at most R^2/(2hN), for every N >= 1."""
    whole = this.statement.concluding(f"all({POTENTIAL} for k in N)")
    potential = rules.induction(whole, _base(), _step())
    known = [POTENTIAL, "h > 0", "k >= 1"]
    member = rules.solvers(states("f[k] - fs <= norm2(x[0] - xs)/(2*h*k)", known))
    last = rules.generalisation(this.statement.under([whole.conclusion, "h > 0"]), member)
    return this.chain(potential, last)
