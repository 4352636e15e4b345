"""Worst cases that PEPit's examples compute, as statements with their exact bounds.

Each function returns a statement and its bound: the method and the class are those of PEPit's
example of the same name; the numbers are rational, so that the bound is rational or has one root.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction as F
from functools import reduce
from typing import Any

from askewtheory.audit.pep import (
    Performance,
    cocoercive,
    convex,
    indicator,
    lipschitz_convex,
    lipschitz_operator,
    monotone,
    norm2,
    smooth,
    smooth_convex,
    smooth_strongly_convex,
    sqrt,
    strongly_monotone,
)
from askewtheory.audit.pep.classes import inner_product as inner
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import Term, eq, minimum, term

MU = F(1, 10)


@dataclass(frozen=True)
class Case:
    """A statement, its bound, and PEPit's example: folder, function, arguments."""

    name: str
    build: Callable[[], tuple[Statement, Term]]
    folder: str
    function: str
    arguments: dict[str, Any]


CASES: list[Case] = []


def case(folder: str, function: str = "", **arguments: Any):
    """Put a case on the list; PEPit's function has its name if none is given."""

    def mark(build: Callable[[], tuple[Statement, Term]]):
        name = build.__name__
        CASES.append(Case(name, build, folder, function or name, arguments))
        return build

    return mark


def _start(kind: Any):
    p = Performance()
    f = p.function(kind)
    return p, f, p.point("x0"), f.minimum()


def _bound(p: Performance, metric: Term, rate: Any, initial: Any = 1):
    rate = term(rate)
    right = rate if initial == 1 else rate * initial
    return p.states(metric <= right), rate


UNCONSTRAINED = "unconstrained_convex_minimization"


@case(UNCONSTRAINED, L=1, gamma=1, n=4)
def gradient_descent():
    """f(x_4) - f* <= L R^2 / 18."""
    p, f, x0, s = _start(smooth_convex(1))
    x = reduce(lambda x, _: x - f.gradient(x), range(4), x0)
    return _bound(p, f.value(x) - s.f, F(1, 18), norm2(x0 - s.x))


@case(UNCONSTRAINED, gamma=1, n=4)
def proximal_point():
    """f(x_4) - f* <= R^2 / 16."""
    p, f, x0, s = _start(convex())
    y = reduce(lambda y, _: f.proximal(y.x, 1), range(3), f.proximal(x0, 1))
    return _bound(p, y.f - s.f, F(1, 16), norm2(x0 - s.x))


@case(UNCONSTRAINED, M=1, gamma=5**-0.5, n=4)
def subgradient_method():
    """Min f(x_k) - f* <= M R / sqrt(5)."""
    p, f, x0, s = _start(lipschitz_convex(1))
    p.assume("the start", norm2(x0 - s.x) <= 1)
    x, gaps = x0, []
    for _ in range(5):
        one = f.sample(x)
        gaps.append(one.f - s.f)
        x = x - one.g / sqrt(5)
    return _bound(p, minimum(*gaps), sqrt(5) / 5)


@case("tutorials", L=1, mu=0.1, gamma=1, n=1)
def gradient_descent_contraction():
    """|x_1 - y_1|^2 <= (1 - mu)^2 |x_0 - y_0|^2."""
    p = Performance()
    f = p.function(smooth_strongly_convex(MU, 1))
    x, y = p.point("x0"), p.point("y0")
    one, two = x - f.gradient(x), y - f.gradient(y)
    return _bound(p, norm2(one - two), F(81, 100), norm2(x - y))


@case("nonconvex_optimization", "gradient_descent", L=1, gamma=1, n=3)
def gradient_descent_nonconvex():
    """Min |grad f(x_k)|^2 <= (4/3) L (f_0 - f_N) / 3."""
    p = Performance()
    f = p.function(smooth(1))
    x = x0 = p.point("x0")
    gradients = [f.gradient(x)]
    for _ in range(3):
        x = x - gradients[-1]
        gradients.append(f.gradient(x))
    return _bound(p, minimum(*map(norm2, gradients)), F(4, 9), f.value(x0) - f.value(x))


@case(UNCONSTRAINED, mu=0, L=1, n=2)
def accelerated_gradient_convex_simplified():
    """f(x_2) - f* <= 2 L R^2 / 20."""
    p, f, x0, s = _start(smooth_convex(1))
    new = y = x0
    for i in range(2):
        old, new = new, y - f.gradient(y)
        y = new + F(i, i + 3) * (new - old)
    return _bound(p, f.value(new) - s.f, F(1, 10), norm2(x0 - s.x))


@case(UNCONSTRAINED, L=1, mu=0.1, n=2)
def gradient_exact_line_search():
    """f(x_2) - f* <= ((L - mu)/(L + mu))^4 (f_0 - f*)."""
    p, f, x0, s = _start(smooth_strongly_convex(MU, 1))
    one = f.sample(x0)
    for _ in range(2):
        one = f.line_search(one.x, one.g)
    return _bound(p, one.f - s.f, F(9, 11) ** 4, f.value(x0) - s.f)


@case(UNCONSTRAINED, L=1, mu=0.1, epsilon=0.1, n=1)
def inexact_gradient_exact_line_search():
    """Bound the same with a direction of relative error 1/10."""
    p, f, x0, s = _start(smooth_strongly_convex(MU, 1))
    d = p.inexact(f.gradient(x0), F(1, 10))
    one = f.line_search(x0, d)
    above, below = F(11, 10) - F(9, 100), F(11, 10) + F(9, 100)
    return _bound(p, one.f - s.f, (above / below) ** 2, f.value(x0) - s.f)


@case(UNCONSTRAINED, L=1, mu=0.1, epsilon=0.1, n=1)
def inexact_gradient_descent():
    """f(x_1) - f* <= ((L_eps - mu_eps)/(L_eps + mu_eps))^2 (f_0 - f*)."""
    p, f, x0, s = _start(smooth_strongly_convex(MU, 1))
    above, below = F(11, 10) - F(9, 100), F(11, 10) + F(9, 100)
    x = x0 - 2 / below * p.inexact(f.gradient(x0), F(1, 10))
    return _bound(p, f.value(x) - s.f, (above / below) ** 2, f.value(x0) - s.f)


@case(UNCONSTRAINED, mu=0.1, L=1, alpha=0.5, beta=(19 / 40) ** 0.5, n=2)
def heavy_ball_momentum():
    """f(x_2) - f* <= (1 - alpha mu)^2 (f_0 - f*), beta = sqrt(19/40)."""
    p, f, x0, s = _start(smooth_strongly_convex(MU, 1))
    new = old = x0
    for _ in range(2):
        step = F(1, 2) * f.gradient(new)
        new, old = new - step + sqrt(F(19, 40)) * (new - old), new
    return _bound(p, f.value(new) - s.f, F(19, 20) ** 2, f.value(x0) - s.f)


@case(UNCONSTRAINED, mu=0.25, L=1, n=2)
def triple_momentum():
    """f(x_2) - f* <= rho^4 (L/2) kappa R^2 with rho = 1/2."""
    p, f, x0, s = _start(smooth_strongly_convex(F(1, 4), 1))
    rho = F(1, 2)
    alpha, beta = 1 + rho, rho**2 / (2 - rho)
    gamma, delta = rho**2 / (1 + rho) / (2 - rho), rho**2 / (1 - rho**2)
    new = old = y = x = x0
    for _ in range(2):
        between = (1 + beta) * new - beta * old - alpha * f.gradient(y)
        y = (1 + gamma) * between - gamma * new
        x = (1 + delta) * between - delta * new
        new, old = between, new
    return _bound(p, f.value(x) - s.f, rho**4 * 2, norm2(x0 - s.x))


@case(UNCONSTRAINED, L=1, n=1)
def optimized_gradient():
    """f(y_1) - f* <= L R^2 / 8."""
    p, f, x0, s = _start(smooth_convex(1))
    x = x0 - f.gradient(x0)
    y = x + F(1, 2) * (x - x0)
    return _bound(p, f.value(y) - s.f, F(1, 8), norm2(x0 - s.x))


@case(UNCONSTRAINED, L=1, n=1)
def optimized_gradient_for_gradient():
    """|grad f(x_1)|^2 <= (2 L / 4) (f_0 - f*)."""
    p, f, x0, s = _start(smooth_convex(1))
    x = x0 - F(3, 2) * f.gradient(x0)
    return _bound(p, norm2(f.gradient(x)), F(1, 2), f.value(x0) - s.f)


@case(UNCONSTRAINED, L=1, n=1)
def conjugate_gradient():
    """f(x_1) - f* <= L R^2 / 8."""
    p, f, x0, s = _start(smooth_convex(1))
    one = f.line_search(x0, f.gradient(x0))
    return _bound(p, one.f - s.f, F(1, 8), norm2(x0 - s.x))


@case(UNCONSTRAINED, mu=0.25, L=1, n=2)
def accelerated_gradient_strongly_convex():
    """f(x_2) - f* <= (1 - sqrt(mu/L))^2 (f_0 - f* + (mu/2) R^2)."""
    p, f, x0, s = _start(smooth_strongly_convex(F(1, 4), 1))
    new = y = x0
    for _ in range(2):
        old, new = new, y - f.gradient(y)
        y = new + F(1, 3) * (new - old)
    initial = f.value(x0) - s.f + F(1, 8) * norm2(x0 - s.x)
    return _bound(p, f.value(new) - s.f, F(1, 4), initial)


@case(UNCONSTRAINED, mu=0.25, L=1, lam=0)
def robust_momentum():
    """Show that a Lyapunov function shrinks by rho^2, rho = 1 - sqrt(mu/L) = 1/2."""
    p, f, x0, s = _start(smooth_strongly_convex(F(1, 4), 1))
    x1 = p.point("x1")
    mu, kappa, rho = F(1, 4), F(4), F(1, 2)
    alpha, beta = kappa * (1 - rho) ** 2 * (1 + rho), kappa * rho**3 / (kappa - 1)
    gamma = rho**3 / ((kappa - 1) * (1 - rho) ** 2 * (1 + rho))
    factor = mu**2 * (kappa - kappa * rho**2 - 1) / (2 * rho * (1 - rho))

    def energy(one: Any, z: Term) -> Term:
        shifted = one.g - mu * (one.x - s.x)
        gap = one.f - s.f - mu / 2 * norm2(one.x - s.x)
        return factor * norm2(z - s.x) + (1 - mu) * gap - F(1, 2) * norm2(shifted)

    y0 = f.sample(x1 + gamma * (x1 - x0))
    x2 = x1 + beta * (x1 - x0) - alpha * y0.g
    y1 = f.sample(x2 + gamma * (x2 - x1))
    x3 = x2 + beta * (x2 - x1) - alpha * y1.g
    z1 = 1 / (1 - rho**2) * (x2 - rho**2 * x1)
    z2 = 1 / (1 - rho**2) * (x3 - rho**2 * x2)
    return _bound(p, energy(y1, z2), rho**2, energy(y0, z1))


@case(UNCONSTRAINED, M=2, n=3, gamma=0.5, eps=0.1, R=1)
def epsilon_subgradient_method():
    """Min f(x_k) - f* <= (R^2 + 2 (n+1) gamma eps + (n+1) gamma^2 M^2) / (2 (n+1) gamma)."""
    p, f, x0, s = _start(convex())
    p.assume("the start", norm2(x0 - s.x) <= 1)
    x, gaps = x0, []
    for k in range(4):
        one = f.sample(x) if k == 3 else f.sample(p.vector(f"z{k}"))
        p.assume("subgradients", norm2(one.g) <= 4)
        if k < 3:  # g is an epsilon-subgradient at x: one of f at another point z
            p.assume("epsilon", f.value(x) - one.f - inner(one.g, x - one.x) <= F(1, 10))
        gaps.append(f.value(x) - s.f)
        x = x - F(1, 2) * one.g
    return _bound(p, minimum(*gaps), F(27, 20))


@case("adaptive_methods", L=1, mu=0.1, gamma=2 / 1.1)
def polyak_steps_in_distance_to_optimum():
    """|x_1 - x*|^2 <= rate |x_0 - x*|^2 where gamma |g_0|^2 = 2 (f_0 - f*)."""
    p, f, x0, s = _start(smooth_strongly_convex(MU, 1))
    gamma = F(20, 11)
    g = f.gradient(x0)
    p.assume("Polyak's step", eq(gamma * norm2(g), 2 * (f.value(x0) - s.f)))
    x1 = x0 - gamma * g
    f.sample(x1)
    rate = (gamma - 1) * (1 - gamma * MU) / (gamma * (1 + MU) - 1)
    return _bound(p, norm2(x1 - s.x), rate, norm2(x0 - s.x))


@case("adaptive_methods", L=1, mu=0.1, gamma=2 / 1.1)
def polyak_steps_in_function_value():
    """f(x_1) - f* <= rate (f_0 - f*) where |g_0|^2 = 2 L (2 - L gamma) (f_0 - f*)."""
    p, f, x0, s = _start(smooth_strongly_convex(MU, 1))
    gamma = F(20, 11)
    g = f.gradient(x0)
    p.assume("the step", eq(norm2(g), 2 * (2 - gamma) * (f.value(x0) - s.f)))
    rate = (gamma - 1) * (gamma * (3 - gamma * (1 + MU)) - 1)
    return _bound(p, f.value(x0 - gamma * g) - s.f, rate, f.value(x0) - s.f)


@case("potential_functions", L=1, gamma=1, n=10)
def gradient_descent_lyapunov_1():
    """11 (f_1 - f*) + |x_1 - x*|^2/2 <= 10 (f_0 - f*) + |x_0 - x*|^2/2."""
    p, f, x0, s = _start(smooth_convex(1))
    x1 = x0 - f.gradient(x0)
    before = 10 * (f.value(x0) - s.f) + F(1, 2) * norm2(x0 - s.x)
    after = 11 * (f.value(x1) - s.f) + F(1, 2) * norm2(x1 - s.x)
    return p.states(after - before <= 0), term(0)


@case("potential_functions", L=1, gamma=1, n=10)
def gradient_descent_lyapunov_2():
    """23 (f_1 - f*) + 143 |g_1|^2 + |x_1 - x*|^2 is at most the same before with 21 and 120."""
    p, f, x0, s = _start(smooth_convex(1))
    g0 = f.gradient(x0)
    x1 = x0 - g0
    g1 = f.gradient(x1)
    before = 21 * (f.value(x0) - s.f) + 120 * norm2(g0) + norm2(x0 - s.x)
    after = 23 * (f.value(x1) - s.f) + 143 * norm2(g1) + norm2(x1 - s.x)
    return p.states(after - before <= 0), term(0)


@case("potential_functions", L=1, gamma=1, lam=2)
def accelerated_gradient_method():
    """One step of the accelerated method, lambda = 2 and (1 + sqrt(17))/2."""
    p, f, x, s = _start(smooth_convex(1))
    z, lam = p.point("z0"), sqrt(17) / 2 + F(1, 2)
    tau = sqrt(17) / 8 - F(1, 8)
    y = (1 - tau) * x + tau * z
    g = f.gradient(y)
    then, after = z - (lam**2 - 4) * g, y - g
    before = 4 * (f.value(x) - s.f) + F(1, 2) * norm2(z - s.x)
    end = lam**2 * (f.value(after) - s.f) + F(1, 2) * norm2(then - s.x)
    return p.states(end - before <= 0), term(0)


@case("fixed_point_problems", n=3)
def halpern_iteration():
    """|x_3 - T x_3|^2 <= (2/4)^2 R^2."""
    p = Performance()
    t, x0 = p.operator(lipschitz_operator(1)), p.point("x0")
    s, x = t.fixed_point(), x0
    for i in range(3):
        x = F(1, i + 2) * x0 + F(i + 1, i + 2) * t.image(x)
    return _bound(p, norm2(x - t.image(x)), F(1, 4), norm2(x0 - s))


@case("fixed_point_problems", n=2, gamma=0.75)
def krasnoselskii_mann_constant_step_sizes():
    """|x_2 - T x_2|^2/4 <= (1/3)(2/3)^2/(4 gamma (1 - gamma)) R^2, gamma = 3/4."""
    p = Performance()
    t, x0 = p.operator(lipschitz_operator(1)), p.point("x0")
    s, x = t.fixed_point(), x0
    for _ in range(2):
        x = F(1, 4) * x + F(3, 4) * t.image(x)
    metric = F(1, 4) * norm2(x - t.image(x))
    return _bound(p, metric, F(16, 81), norm2(x0 - s))


@case("fixed_point_problems", n=2, gamma=2)
def optimal_contractive_halpern_iteration():
    """|x_2 - T x_2|^2 <= (1 + 1/2)^2 (1/7)^2 R^2 for a 1/2-contraction."""
    p = Performance()
    t, x0 = p.operator(lipschitz_operator(F(1, 2))), p.point("x0")
    s, x = t.fixed_point(), x0
    for i in range(2):
        phi = F(2 ** (2 * i + 4) - 1, 3)
        x = 1 / phi * x0 + (1 - 1 / phi) * t.image(x)
    return _bound(p, norm2(x - t.image(x)), F(9, 4) / 49, norm2(x0 - s))


INCLUSIONS = "monotone_inclusions_variational_inequalities"


@case(INCLUSIONS, "proximal_point", alpha=1, n=3)
def proximal_point_monotone():
    """|x_3 - x_2|^2 <= (1 - 1/3)^2 (1/3) R^2."""
    p = Performance()
    a, x0 = p.operator(monotone()), p.point("x0")
    s, x = a.zero(), [x0]
    for _ in range(3):
        x.append(a.proximal(x[-1], 1).x)
    return _bound(p, norm2(x[3] - x[2]), F(4, 27), norm2(x0 - s.x))


@case(INCLUSIONS, alpha=1, n=3)
def accelerated_proximal_point():
    """|x_3 - y_3|^2 <= R^2 / 9."""
    p = Performance()
    a, x0 = p.operator(monotone()), p.point("x0")
    s, n = a.zero(), 3
    x, y = [x0] * (n + 1), [x0] * (n + 1)
    for i in range(n - 1):
        x[i + 1] = a.proximal(y[i + 1], 1).x
        y[i + 2] = x[i + 1] + F(i, i + 2) * (x[i + 1] - x[i]) - F(i, i + 2) * (x[i] - y[i])
    x[n] = a.proximal(y[n], 1).x
    return _bound(p, norm2(x[n] - y[n]), F(1, 9), norm2(x0 - s.x))


@case(INCLUSIONS, beta=1.2, mu=0.1, alpha=0.3, theta=1.5)
def douglas_rachford_splitting_2():
    """|z_1 - z_0|^2 <= (1 - theta beta/(beta + 1))^2 |w_1 - w_0|^2, both scaled by alpha."""
    p = Performance()
    a, b = p.operator(cocoercive(F(6, 5))), p.operator(strongly_monotone(MU))
    w, alpha, theta = [p.point("w0"), p.point("w1")], F(3, 10), F(3, 2)
    z = []
    for one in w:
        x = b.proximal(one, alpha).x
        y = a.proximal(2 * x - one, alpha).x
        z.append(one - theta * (x - y))
    return _bound(p, norm2(z[0] - z[1]), (1 - theta * MU * alpha / (MU * alpha + 1)) ** 2,
                  norm2(w[0] - w[1]))  # fmt: skip


@case(INCLUSIONS, n=2, mu=0.5)
def optimal_strongly_monotone_proximal_point():
    """|y_1 - x_2|^2 <= (2 mu/((1 + 2 mu)^2 - 1))^2 R^2, mu = 1/2."""
    p = Performance()
    a, x0 = p.operator(strongly_monotone(F(1, 2))), p.point("x0")
    s = a.zero()

    def phi(k: int) -> F:
        return F(0) if k < 0 else sum((F(2) ** (2 * j) for j in range(k + 1)), F(0))

    x = y = last = x0
    for i in range(2):
        new = a.proximal(y, 1).x
        ahead = (phi(i) - 1) / phi(i + 1) * (new - x) - phi(i) / phi(i + 1) * (y - new)
        then = new + ahead + 2 * phi(i - 1) / phi(i + 1) * (last - x)
        x, last, y = new, y, then
    return _bound(p, norm2(last - x), F(1, 9), norm2(x0 - s.x))


COMPOSITE = "composite_convex_minimization"


@case(COMPOSITE, L=1, mu=0.1, gamma=1, n=2)
def proximal_gradient():
    """|x_2 - x*|^2 <= (1 - mu)^4 R^2."""
    p = Performance()
    f, h = p.function(smooth_strongly_convex(MU, 1)), p.function(convex())
    x0 = p.point("x0")
    s, x = p.minimum(f, h), x0
    for _ in range(2):
        x = h.proximal(x - f.gradient(x), 1).x
    return _bound(p, norm2(x - s), F(9, 10) ** 4, norm2(x0 - s))


@case(COMPOSITE, L=1, D=1, R=float("inf"), center=None, n=3)
def frank_wolfe():
    """f(x_3) - f* <= 2 L D^2 / 5."""
    p = Performance()
    f, h = p.function(smooth_convex(1)), p.function(indicator(1))
    s, x = p.minimum(f, h), p.point("x0")
    h.sample(x)
    for i in range(3):
        y = h.linear_step(f.gradient(x)).x
        x = F(i, i + 2) * x + F(2, i + 2) * y
    return _bound(p, f.value(x) - f.value(s), F(2, 5))


@case(COMPOSITE, mu=0, L=1, n=3)
def accelerated_proximal_gradient_simplified():
    """F(x_3) - F* <= 2 L R^2 / 26."""
    p = Performance()
    f, h = p.function(smooth_convex(1)), p.function(convex())
    x0 = p.point("x0")
    s, new, y = p.minimum(f, h), x0, x0
    for i in range(3):
        old, new = new, h.proximal(y - f.gradient(y), 1).x
        y = new + F(i, i + 3) * (new - old)
    metric = f.value(new) + h.value(new) - f.value(s) - h.value(s)
    return _bound(p, metric, F(1, 13), norm2(x0 - s))


@case(COMPOSITE, mu=0.1, L=1, alpha=3, theta=1, n=1)
def douglas_rachford_splitting_contraction():
    """|w_1 - w_1'|^2 <= max(1/(1 + mu alpha), alpha L/(1 + alpha L))^2 |w_0 - w_0'|^2."""
    p = Performance()
    f, h = p.function(smooth_strongly_convex(MU, 1)), p.function(convex())
    starts, ends = [p.point("w0"), p.point("v0")], []
    for w in starts:
        x = h.proximal(w, 3).x
        ends.append(w + f.proximal(2 * x - w, 3).x - x)
    return _bound(p, norm2(ends[0] - ends[1]), F(100, 169), norm2(starts[0] - starts[1]))


STOCHASTIC = "stochastic_and_randomized_convex_minimization"


@case(STOCHASTIC, L=1, mu=0.1, gamma=2.3, n=2)
def sgd_overparametrized():
    """Bound the mean of |x_1 - x*|^2 over two functions by (13/10)^2 R^2."""
    p = Performance()
    both = [p.function(smooth_strongly_convex(MU, 1)) for _ in range(2)]
    x0, xs = p.point("x0"), p.point("xs")
    for f in both:
        f.sample(xs, None, "s")
    ends = [norm2(x0 - F(23, 10) * f.gradient(x0) - xs) for f in both]
    return _bound(p, F(1, 2) * (ends[0] + ends[1]), F(13, 10) ** 2, norm2(x0 - xs))


@case("online_learning", M=1, D=0.5, n=2)
def online_gradient_descent():
    """Bound the regret of two steps by M D sqrt(2)."""
    p = Performance()
    both = [p.function(lipschitz_convex(1)) for _ in range(2)]
    h = p.function(indicator(F(1, 2)))
    ref, x = p.point("xref"), p.point("x1")
    h.sample(ref)
    h.sample(x)
    regret: Term | None = None
    for f in both:
        one, other = f.sample(x), f.sample(ref)
        gap = one.f - other.f
        regret = gap if regret is None else regret + gap
        x = h.proximal(x - sqrt(2) / 4 * one.g, 1).x
    assert regret is not None
    return _bound(p, regret, sqrt(2) / 2)
