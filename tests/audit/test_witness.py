"""Sequences that meet hypotheses are found, and none is found where there are none."""

import pytest

from askewtheory.audit.provers.together import whole_names
from askewtheory.audit.statement import states
from askewtheory.audit.terms import prose
from askewtheory.audit.witness import is_met
from tests.audit.forged.by_meeting import IMPOSSIBLE


def met(given):
    """Return whether values are found that meet hypotheses."""
    formulas = states("x > 0", given).formulas
    return is_met(formulas, whole_names(formulas))


POSSIBLE = {
    "averages": [
        "all(m[k]*(k + 1) == sum(x[i] for i in range(0, k + 1)) for k in N)",
        "all(x[k + 1] == x[k] - gamma*g[k] for k in N)",
    ],
    "what is accumulated": [
        "b0 > 0",
        "all(b[k]^2 == b0^2 + sum(g[i]^2 for i in range(0, k + 1)) for k in N)",
        "all(b[k] > 0 for k in N)",
        "all(b[k]*(x[k + 1] - x[k]) == -eta*g[k] for k in N)",
    ],
    "stepsizes that fall": [
        "c > 0",
        "all(gamma[k] == c/(k + 1) for k in N)",
        "all(a[k + 1] <= (1 - gamma[k])*a[k] + gamma[k]^2 for k in N)",
        "all(a[k] >= 0 for k in N)",
    ],
    "a linear rate": [
        "all(e[k + 1] <= rho*e[k] for k in N)",
        "0 < rho < 1",
        "all(e[k] > 0 for k in N)",
        "lim(e[k] for k in N) == 0",
    ],
    "a linear rate to a value": [
        "all(f[k + 1] - fs <= (1 - mu*gamma)*(f[k] - fs) for k in N)",
        "mu > 0 and gamma > 0 and mu*gamma < 1",
        "all(f[k] > fs for k in N)",
    ],
    "momentum": ["all(x[k + 1] == x[k] + b*(x[k] - x[k - 1]) for k in N(1))", "b > 0"],
    "even": ["all(w[2*k] > 0 for k in N)", "w[2*T+1] < 5"],
    "rm": ["all(g[k] > 0 for k in N)", "diverges(g[k] for k in N)", "converges(g[k]^2 for k in N)"],
    "rm-rec": [
        "all(g[k] > 0 for k in N) and diverges(g[k] for k in N) and converges(g[k]^2 for k in N)",
        "all(D[k+1] <= (1-a*g[k])*D[k] + g[k]^2*B for k in N)",
        "all(D[k] >= 0 for k in N)",
        "a > 0",
        "B > 0",
    ],
    "rm-rec3": [
        "all(g[k] > 0 for k in N) and diverges(g[k] for k in N) and converges(g[k]^2 for k in N)",
        "all(l[k+1] <= l[k] - g[k]*v[k]^2 + g[k]^2*B for k in N)",
        "all(l[k] >= m for k in N)",
        "B > 0",
    ],
    "geom": [
        "c > 0",
        "c < 1",
        "r[0] == 1",
        "all(r[k+1] == c*r[k] and f[k+1] <= c*f[k] for k in N)",
    ],
    "limpos": ["lim(w[k] for k in N) == 0", "all(w[k] > 0 for k in N)"],
    "limdec": ["lim(w[k] for k in N) == L", "all(w[k+1] <= w[k] for k in N)"],
    "limsum": [
        "lim(w[k] for k in N) == 1",
        "lim(v[k] for k in N) == 2",
        "lim(w[k]+v[k] for k in N) == 3",
    ],
    "cycle3": ["w[0] == 0", "w[1] == 1", "w[2] == 2", "all(w[k+3] == w[k] for k in N)"],
    "osc": ["all(w[k+1] == 1 - w[k] for k in N)", "w[0] == 0"],
    "fmono": ["all(f(k+1) > f(k) for k in N)", "f(0) == 3"],
    "sumT": ["sum(w[k] for k in range(0,T)) == 7", "T >= 5", "all(w[k] > 0 for k in N)"],
    "sumbig": ["T >= 1000", "sum(w[k]^2 for k in range(0,T)) <= 1"],
    "vec": [
        "all(norm2(x[k+1] - (x[k] - gamma*g[k])) == 0 for k in N)",
        "gamma > 0",
        "all(norm(g[k]) <= G for k in N)",
    ],
    "vecdesc": [
        "all(f[k+1] <= f[k] - gamma*norm2(g[k])/2 for k in N)",
        "all(f[k] >= fs for k in N)",
        "gamma > 0",
    ],
    "adam": [
        "all(m[k+1] == b*m[k] + (1-b)*g[k] for k in N)",
        "all(abs(g[k]) <= G for k in N)",
        "m[0] == 0",
        "0 < b",
        "b < 1",
    ],
    "all-T": ["all(w[k] > 0 for k in range(0,T))", "T >= 3"],
    "nested": ["all(all(w[k] < v[j] for j in N) for k in N)"],
    "sqrtstep": ["all(g[k]^2*(k+1) == 1 for k in N)", "all(g[k] > 0 for k in N)"],
    "minN": ["min(w[k] for k in N) == 0", "w[3] == 1"],
    "notall": ["not all(w[k] > 0 for k in N)"],
    "growth": ["all(w[k] >= k^2 for k in N)"],
    "quad-rec": ["w[0] == 1/2", "all(w[k+1] == w[k] - w[k]^2 for k in N)"],
    "lips": ["all(abs(f(k+1) - f(k)) <= L for k in N)", "L > 0"],
    "strict-inc": ["all(w[k+1] > w[k] for k in N)", "w[0] == 0"],
    "strict-inc-bdd": ["all(w[k+1] > w[k] for k in N)", "all(w[k] < 1 for k in N)"],
    "contr": ["all(abs(w[k+1]) <= q*abs(w[k]) for k in N)", "0 < q", "q < 1", "w[0] == 1"],
    "contr-dist": [
        "all(norm2(x[k+1]-xs) <= q*norm2(x[k]-xs) for k in N)",
        "0 < q",
        "q < 1",
        "norm2(x[0]-xs) > 0",
    ],
    "prose": ["all(w[k] > 0 for k in N)", prose("the loss is smooth")],
}
"""What optimizers" statements suppose of sequences."""


NOT_FOUND = {
    "above its index and below a number": ["all(w[k] > k for k in N)", "all(w[k] < 5 for k in N)"],
    "its index, and steady": ["all(w[k] == k for k in N)", "all(w[k + 1] == w[k] for k in N)"],
    "1/(k + 1), and above a number": [
        "all(w[k]*(k + 1) == 1 for k in N)",
        "all(w[k] >= 1/10 for k in N)",
    ],
    "a negative sum of squares": [
        "all(s[k] == sum(g[i]^2 for i in range(0, k + 1)) for k in N)",
        "all(s[k] < 0 for k in N)",
    ],
    "a sum of ones that is bounded": [
        "all(s[k] == sum(1 for i in range(0, k + 1)) for k in N)",
        "all(s[k] <= 7 for k in N)",
    ],
    "a sum of nothing": [
        "all(s[k] == sum(a[i] for i in range(0, k - 3)) for k in N)",
        "all(a[k] == 1 for k in N)",
        "s[0] == 0 - 3",
    ],
    "a linear rate above a number": [
        "all(e[k + 1] <= rho*e[k] for k in N)",
        "0 < rho < 1",
        "all(e[k] >= 1 for k in N)",
    ],
    "halved, to a limit of 1": [
        "all(e[k + 1] == e[k]/2 for k in N)",
        "lim(e[k] for k in N) == 1",
    ],
    "summable, to a limit of 1": [
        "converges(e[k] for k in N)",
        "lim(e[k] for k in N) == 1",
    ],
    "not all, and all": ["not all(e[k] >= 0 for k in N)", "all(e[k] > 1 for k in N)"],
    "either sign, and zero": [
        "all(e[k] > 0 for k in N) or all(e[k] < 0 for k in N)",
        "e[0] == 0",
    ],
}


@pytest.mark.parametrize("name", POSSIBLE)
def test_what_can_be_is_met(name):
    """Steps, rates, limits and bounds that do not contradict each other."""
    assert met(POSSIBLE[name])


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_is_not_met(name):
    """Nothing is found where nothing is."""
    assert not met(IMPOSSIBLE[name])


@pytest.mark.parametrize("name", NOT_FOUND)
def test_signs_of_coefficients_make_up_no_sequence(name):
    """What stands still or shrinks is looked for, and found only where it is."""
    assert not met(NOT_FOUND[name])
