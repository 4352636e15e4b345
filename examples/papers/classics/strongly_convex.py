"""Linear rates of gradient descent on smooth and strongly convex functions."""

from fractions import Fraction

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, REFUTED, claim, probe
from askewtheory.audit.pep import Performance, norm2, smooth_strongly_convex
from askewtheory.audit.pep.classes import Sample
from askewtheory.audit.pep.decide import counterexample
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import reals, term
from examples.papers.classics.shared import searched

X, G, XS, F0, FS, MU, L = reals("x g xs f fs mu L")
HERE, BEST = Sample("x", X, G, F0), Sample("xs", XS, None, FS)
CLASS = smooth_strongly_convex(MU, L)
GIVEN = {
    "f is mu-strongly convex and L-smooth, x against the minimum": next(CLASS.pair(HERE, BEST)),
    "f is mu-strongly convex and L-smooth, the minimum against x": next(CLASS.pair(BEST, HERE)),
    "mu is positive": "mu > 0",
    "mu is below L": "L > mu",
    "the stepsize 2/(mu + L)": "h*(mu + L) == 2",
}
MONOTONE = "(mu + L)*inner(g, x - xs) >= mu*L*norm2(x - xs) + norm2(g)"


@claim(
    "strongly-convex",
    PROVED,
    title="Gradient descent under strong convexity",
    source="Nesterov, Lectures on Convex Optimization (2018), Theorem 2.1.15",
    latex=r"\|x^+ - x^\star\|^2 \le \Big(\frac{L - \mu}{L + \mu}\Big)^2\|x - x^\star\|^2",
    given=GIVEN,
    concludes="norm2(x - h*g - xs)*(L + mu)^2 <= (L - mu)^2*norm2(x - xs)",
)
def every(this):
    """Each step of length 2/(mu + L) shrinks the distance to the minimum by (L - mu)/(L + mu)."""
    monotone = rules.certificate(this.statement.concluding(MONOTONE), [(1, [3, 0]), (1, [3, 1])])
    known = [MONOTONE, "h*(mu + L) == 2"]
    # (L + mu)^2 |d - h g|^2 = (L + mu)^2 |d|^2 - 4 (L + mu) <g, d> + 4 |g|^2 with s = h (L + mu)
    last = rules.certificate(
        this.statement.under(known),
        [(4, [0]), ("2*(mu + L)*inner(g, x - xs) - (h*(mu + L) + 2)*norm2(g)", [1])],
    )
    return this.chain(monotone, last)


def run(steps: int, rate: Fraction) -> Statement:
    """Return: |x_N - x*|^2 <= rate |x_0 - x*|^2 for mu = 1, L = 4 and steps of length 2/5."""
    p = Performance()
    f = p.function(smooth_strongly_convex(1, 4))
    x = x0 = p.point("x0")
    best = f.minimum()
    for _ in range(steps):
        x = x - Fraction(2, 5) * f.gradient(x)
    return p.states(norm2(x - best.x) <= term(rate) * norm2(x0 - best.x))


STEPS = [run(n, Fraction(3, 5) ** (2 * n)) for n in (1, 2, 3)]


@claim(
    "strongly-convex/steps",
    PROVED,
    title="Several steps under strong convexity",
    source="Nesterov, Lectures on Convex Optimization (2018), Theorem 2.1.15",
    latex=r"\|x_N - x^\star\|^2 \le (3/5)^{2N} R^2,\qquad \mu = 1,\ L = 4,\ N = 1, 2, 3",
    parts=[searched(one) for one in STEPS],
)
def steps(this):
    """For mu = 1 and L = 4 the squared distance shrinks by 9/25 in each of N = 1, 2, 3 steps."""
    return this.conjunction()


BETTER = run(1, Fraction(1, 3))


@probe(
    "strongly-convex/steps",
    REFUTED,
    latex=r"\|x^+ - x^\star\|^2 \le \tfrac13\|x - x^\star\|^2",
    given=BETTER.hypotheses,
    concludes=BETTER.conclusion,
    severity="constant",
    why="The rate is 9/25 for mu = 1 and L = 4.",
)
def better(this):
    """One step would shrink the squared distance by 1/3."""
    return this.refuted(counterexample(BETTER), instead=STEPS[0].conclusion)
