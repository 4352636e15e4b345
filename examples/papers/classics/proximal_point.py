"""The proximal point method on convex functions."""

# pyright: reportAttributeAccessIssue=false
# What rules return here proves one implication, not a conjunction.

from fractions import Fraction

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, REFUTED, claim, probe
from askewtheory.audit.pep import Performance, convex, norm2
from askewtheory.audit.pep.decide import counterexample
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, term
from examples.papers.classics.shared import multiplied, searched


def run(steps: int, rate: Fraction) -> Statement:
    """Return: f(x_N) - f* <= rate |x_0 - x*|^2 for proximal steps of length 1."""
    p = Performance()
    f = p.function(convex())
    x0, best = p.point("x0"), f.minimum()
    one = f.proximal(x0, 1)
    for _ in range(steps - 1):
        one = f.proximal(one.x, 1)
    return p.states(one.f - best.f <= term(rate) * norm2(x0 - best.x))


TIGHT = [run(n, Fraction(1, 4 * n)) for n in (1, 2, 3, 4)]


@claim(
    "proximal-point/tight",
    PROVED,
    title="Proximal point method: the best constant",
    source="Taylor, Hendrickx and Glineur, SIAM Journal on Optimization 27 (2017), Section 4",
    latex=r"f(x_N) - f^\star \le \frac{R^2}{4\gamma N},\qquad N = 1, 2, 3, 4",
    parts=[searched(one) for one in TIGHT],
)
def tight(this):
    """N = 1, 2, 3, 4 proximal steps of length 1 lower the gap to R^2/(4N)."""
    return this.conjunction()


BETTER = run(2, Fraction(1, 9))


@probe(
    "proximal-point/tight",
    REFUTED,
    latex=r"f(x_2) - f^\star \le \frac{R^2}{9}",
    given=BETTER.hypotheses,
    concludes=BETTER.conclusion,
    severity="constant",
    why="The constant is 1/8 for two steps.",
)
def better(this):
    """Two proximal steps would lower the gap to R^2/9."""
    return this.refuted(counterexample(BETTER), instead=TIGHT[1].conclusion)


# --- every N --------------------------------------------------------------------------------------

NEXT = "f[k] >= f[k + 1] + inner(g[k + 1], x[k] - x[k + 1])"
BEST = "fs >= f[k + 1] + inner(g[k + 1], xs - x[k + 1])"
GIVEN = {
    "the step": "all(norm2(x[k + 1] - x[k] + h*g[k + 1]) == 0 for k in N)",
    "f is convex, x[k] against x[k + 1]": f"all({NEXT} for k in N)",
    "f is convex, the minimum against x[k + 1]": f"all({BEST} for k in N)",
    "h is positive": "h > 0",
}
POTENTIAL = "h*k*(f[k] - fs) + norm2(x[k] - xs)/2 <= norm2(x[0] - xs)/2"
V = "(x[k + 1] - x[k] + h*g[k + 1])"


def _step():
    """Prove the potential at k + 1 from that at k."""
    equations = [multiplied(V, w) for w in ("x[k + 1] - xs", "g[k + 1]")]
    known = [f"norm2({V}) == 0", NEXT, BEST, "h > 0", POTENTIAL, "k >= 0"]
    then = states(POTENTIAL).at({"k": Term("var", ("k",)) + 1}).conclusion
    own = states(then, [*known, *(one.statement.conclusion for one in equations)])
    # |x[k] - xs|^2 = |x[k + 1] - xs + h g - v|^2, with g = g[k + 1] and v the step's equation
    parts = [
        (1, [4]), (1, [3, 5, 1]), (1, [3, 2]),
        ("h^2*norm2(g[k + 1])", [5]), ("h^2*norm2(g[k + 1])/2", []),
        (-1, [6]), ("-h*(k + 1)", [7]), ("1/2", [0]),
    ]  # fmt: skip
    return rules.chain(states(then, known), [*equations, rules.certificate(own, parts)])


@claim(
    "proximal-point",
    PROVED,
    title="Proximal point method: every N",
    source="Güler, SIAM Journal on Control and Optimization 29 (1991), Theorem 2.1",
    latex=r"f(x_N) - f^\star \le \frac{R^2}{2\gamma N}",
    given=GIVEN,
    concludes="all(f[k] - fs <= norm2(x[0] - xs)/(2*h*k) for k in N(1))",
)
def every(this):
    """After N proximal steps of length h the gap is at most R^2/(2hN), for every N >= 1."""
    whole = this.statement.concluding(f"all({POTENTIAL} for k in N)")
    base = rules.solvers(states(states(POTENTIAL).at({"k": 0}).conclusion))
    potential = rules.induction(whole, base, _step())
    known = [POTENTIAL, "h > 0", "k >= 1"]
    member = rules.solvers(states("f[k] - fs <= norm2(x[0] - xs)/(2*h*k)", known))
    last = rules.generalisation(this.statement.under([whole.conclusion, "h > 0"]), member)
    return this.chain(potential, last)
