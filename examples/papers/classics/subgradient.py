"""The subgradient method on convex Lipschitz functions."""

# pyright: reportAttributeAccessIssue=false
# What rules return here proves one implication, not a conjunction.

from fractions import Fraction
from typing import Any

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, REFUTED, claim, probe
from askewtheory.audit.pep import Performance, lipschitz_convex, norm2, sqrt
from askewtheory.audit.pep.decide import counterexample
from askewtheory.audit.statement import Statement, states
from askewtheory.audit.terms import Term, minimum, term
from examples.papers.classics.shared import multiplied, searched


def run(steps: int, rate: Any, stepsize: Any) -> Statement:
    """Return: min f(x_k) - f* <= rate, k = 0, ..., N, for subgradients of norm <= 1 and R = 1."""
    p = Performance()
    f = p.function(lipschitz_convex(1))
    x = x0 = p.point("x0")
    best = f.minimum()
    p.assume("the start", norm2(x0 - best.x) <= 1)
    gaps = []
    for k in range(steps + 1):
        one = f.sample(x)
        gaps.append(one.f - best.f)
        if k < steps and one.g is not None:
            x = x - term(stepsize) * one.g
    return p.states(minimum(*gaps) <= term(rate))


TIGHT = [run(n, sqrt(Fraction(1, n + 1)), sqrt(Fraction(1, n + 1))) for n in (1, 2, 3, 4)]


@claim(
    "subgradient/tight",
    PROVED,
    title="Subgradient method: the best constant",
    source="Drori and Teboulle, Mathematical Programming 160 (2016), Section 3",
    latex=r"\min_{k \le N} f(x_k) - f^\star \le \frac{M R}{\sqrt{N + 1}},\qquad N = 1, 2, 3, 4",
    parts=[searched(one) for one in TIGHT],
)
def tight(this):
    """N steps of length R/(M sqrt(N + 1)) reach MR/sqrt(N + 1), N = 1, 2, 3, 4; M = R = 1."""
    return this.conjunction()


BETTER = run(1, Fraction(7, 10), Fraction(5, 7))


@probe(
    "subgradient/tight",
    REFUTED,
    latex=r"\min_{k \le 1} f(x_k) - f^\star \le \tfrac{7}{10} M R",
    given=BETTER.hypotheses,
    concludes=BETTER.conclusion,
    severity="constant",
    why="No step makes one iteration better than 1/sqrt(2), which is more than 7/10.",
)
def better(this):
    """A step of 5/7 would lower the least gap to 7/10."""
    return this.refuted(counterexample(BETTER), instead="min(f0 - fs, f1 - fs) <= 1")


# --- every N --------------------------------------------------------------------------------------

BEST = "fs >= f[k] + inner(g[k], xs - x[k])"
GIVEN = {
    "the step": "all(norm2(x[k + 1] - x[k] + h*g[k]) == 0 for k in N)",
    "f is convex, the minimum against x[k]": f"all({BEST} for k in N)",
    "subgradients are bounded": "all(norm2(g[k]) <= M^2 for k in N)",
    "s adds the gaps up": "all(s[k + 1] == s[k] + f[k] - fs for k in N)",
    "s starts at 0": "s[0] == 0",
    "h is positive": "h > 0",
}
POTENTIAL = "2*h*s[k] + norm2(x[k] - xs) <= norm2(x[0] - xs) + k*h^2*M^2"
V = "(x[k + 1] - x[k] + h*g[k])"


def _step():
    equations = [multiplied(V, w) for w in ("x[k] - xs", "g[k]")]
    known = [f"norm2({V}) == 0", BEST, "norm2(g[k]) <= M^2", "s[k + 1] == s[k] + f[k] - fs",
             "h > 0", POTENTIAL]  # fmt: skip
    then = states(POTENTIAL).at({"k": Term("var", ("k",)) + 1}).conclusion
    own = states(then, [*known, *(one.statement.conclusion for one in equations)])
    parts = [(1, [5]), (2, [4, 1]), ("h^2", [2]), ("-2*h", [3]),
             (-2, [6]), ("2*h", [7]), (-1, [0])]  # fmt: skip
    return rules.chain(states(then, known), [*equations, rules.certificate(own, parts)])


@claim(
    "subgradient",
    PROVED,
    title="Subgradient method: every N",
    source="Nesterov, Lectures on Convex Optimization (2018), Section 3.2.3",
    latex=r"\frac1N\sum_{k < N} f(x_k) - f^\star \le \frac{R^2}{2hN} + \frac{h M^2}{2}",
    given=GIVEN,
    concludes="all(s[k]/k <= norm2(x[0] - xs)/(2*h*k) + h*M^2/2 for k in N(1))",
)
def every(this):
    """With steps h the mean gap is at most R^2/(2hN) + hM^2/2: R M/sqrt(N) for the best h."""
    whole = this.statement.concluding(f"all({POTENTIAL} for k in N)")
    start = states(POTENTIAL, ["s[0] == 0"]).at({"k": 0})
    potential = rules.induction(whole, rules.solvers(start), _step())
    known = [POTENTIAL, "h > 0", "k >= 1"]
    mean = states("S/k <= D/(2*h*k) + h*M^2/2", ["2*h*S <= D + k*h^2*M^2", "h > 0", "k >= 1"])
    values = {"S": "s[k]", "D": "norm2(x[0] - xs)"}
    parts = [rules.solvers(states("2*h*s[k] <= norm2(x[0] - xs) + k*h^2*M^2", known)),
             rules.instance(mean.at(values), rules.solvers(mean), values)]  # fmt: skip
    member = rules.chain(mean.at(values).under(known), parts)
    last = rules.generalisation(this.statement.under([whole.conclusion, "h > 0"]), member)
    return this.chain(potential, last)
