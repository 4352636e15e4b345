"""Inequalities of every step, summed: rates, averages and sums of equal terms."""

import pytest

from askewtheory.audit import rules
from askewtheory.audit.statement import states
from askewtheory.audit.summing import given_members, summed
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.audit.verdict import Kind

FALLS = "all(P[k + 1] <= P[k] - gamma/2*n[k]^2 for k in N)"
FLOOR = "all(P[k] >= Pstar for k in N)"
NEARER = "all(norm2(x[k+1] - s) <= norm2(x[k] - s) - 2*c*(f[k] - fs) + c^2*G^2 for k in N)"
RATES = {
    "the least gradient": (
        "min(n[k]^2 for k in range(T)) <= 2*(P[0] - Pstar)/(gamma*T)", [FALLS, FLOOR]),
    "all gradients": ("sum(n[k]^2 for k in range(T)) <= 2*(P[0] - Pstar)/gamma", [FALLS, FLOOR]),
    "from a later step": (
        "min(n[k]^2 for k in range(2, T + 2)) <= 2*(P[2] - Pstar)/(gamma*T)",
        [FALLS, FLOOR]),
    "from a step with a name": (
        "min(n[k]^2 for k in range(m, m + T)) <= 2*(P[m] - Pstar)/(gamma*T)",
        [FALLS, FLOOR, "m >= 3"]),
    "between two names": (
        "sum(n[k]^2 for k in range(m, M)) <= 2*(P[m] - P[M])/gamma", [FALLS, "0 <= m <= M"]),
    "steps that are numbered from 1": (
        "sum(n[k]^2 for k in range(1, T + 1)) <= P[0] - P[T]",
        ["all(P[k] <= P[k - 1] - n[k]^2 for k in N(1))"]),
    "differences to the one before": (
        "sum(P[k - 1] - P[k] for k in range(1, T + 1)) == P[0] - P[T]", []),
    "steps of a range": (
        "sum(n[k]^2 for k in range(T)) <= P[0] - P[T]",
        ["all(P[k + 1] <= P[k] - n[k]^2 for k in range(T))"]),
    "the mean of subgradient steps": (
        "sum(f[k] for k in range(T))/T - fs <= norm2(x[0] - s)/(2*c*T) + c*G^2/2", [NEARER]),
    "the best of subgradient steps": (
        "min(f[k] for k in range(T)) - fs <= norm2(x[0] - s)/(2*c*T) + c*G^2/2", [NEARER]),
    "steps of their own": (
        "sum(a[k]*n[k]^2 for k in range(T)) <= P[0] - Pstar",
        ["all(P[k + 1] <= P[k] - a[k]*n[k]^2 for k in N)", FLOOR]),
    "steps that a quotient gives": (
        "sum(r[k]*n[k]^2 for k in range(T)) <= P[0] - Pstar",
        ["all(P[k + 1] <= P[k] - r[k]*n[k]^2 for k in N)", "all(r[k]*(k + 1) == 1 for k in N)",
         FLOOR]),
    "what a recursion contracts": (
        "a*sum(b[k]*D[k] for k in range(T)) <= D[0] + B*sum(b[k]^2 for k in range(T))",
        ["all(D[k + 1] <= (1 - a*b[k])*D[k] + b[k]^2*B for k in N)", "all(D[k] >= 0 for k in N)"]),
    "beside what is no inequality": (
        "sum(x[k] for k in range(T)) <= T", ["all(x[k] <= 1 and x[k] != 0 for k in N)"]),
    "equations": ("x[T] == x[0] - sum(a[k]*g[k] for k in range(T))",
                  ["all(x[k + 1] == x[k] - a[k]*g[k] for k in N)"]),
    "absolute values": ("sum(abs(g[k])*2 for k in range(T)) <= 2*L*T",
                        ["all(abs(g[k]) <= L for k in N)"]),
    "orders of factors": (
        "sum(x[k]*y[k]*x[k] for k in range(T)) == sum(x[k]^2*y[k] for k in range(T))", []),
}  # fmt: skip
POSITIVE = ["gamma > 0", "c > 0", "T >= 1"]


@pytest.mark.parametrize("name", RATES)
def test_a_rate_follows_from_its_steps(name):
    """The usual sums of proofs need no more than what one step does."""
    concludes, given = RATES[name]
    whole = states(concludes, [*given, *POSITIVE])
    made = summed(whole, [rules.solvers(one) for one in given_members(whole)])
    assert made.statement == whole
    assert made.kind is Kind.SOLVERS


@pytest.mark.parametrize(("name", "before", "after"), [
    ("the least gradient", "2*(P[0]", "199/100*(P[0]"),
    ("the mean of subgradient steps", "G^2/2", "G^2/3"),
    ("equations", "x[0] - sum", "x[1] - sum"),
    ("what a recursion contracts", "D[0] +", "D[1] +"),
    ("from a step with a name", "P[m]", "P[m + 1]"),
])  # fmt: skip
def test_a_better_rate_does_not(name, before, after):
    """What is false, or follows from nothing that is given, is not proved."""
    concludes, given = RATES[name]
    whole = states(concludes.replace(before, after), [*given, *POSITIVE])
    with pytest.raises(NotEstablishedError):
        summed(whole, [rules.solvers(one) for one in given_members(whole)])


def test_a_quotient_by_what_the_index_gives_is_told_how_to_be_written():
    """The sentence says what is proved above: it needs a name."""
    falls = "all(P[k + 1] <= P[k] - n[k]^2/(k + 1) for k in N)"
    whole = states(
        "sum(n[k]^2/(k + 1) for k in range(T)) <= P[0] - Pstar", [falls, FLOOR, "T >= 1"]
    )
    with pytest.raises(NotEstablishedError, match=r"got n\[k\]\^2/\(k \+ 1\): name the quotient"):
        summed(whole, [rules.solvers(one) for one in given_members(whole)])


def test_a_range_that_may_begin_before_what_is_given_is_refused():
    """That every step from 3 on falls says nothing of those between m and 3."""
    falls = FALLS.replace("in N)", "in N(3))")
    whole = states("sum(n[k]^2 for k in range(m, M)) <= 2*(P[m] - P[M])/gamma",
                   [falls, "2 <= m <= M", *POSITIVE])  # fmt: skip
    with pytest.raises(NotEstablishedError):
        summed(whole, [rules.solvers(one) for one in given_members(whole)])


def test_what_has_to_be_given_of_a_beginning_is_said():
    """A range may begin at a name if it is given that it begins among what is given."""
    whole = states("sum(n[k]^2 for k in range(m, M)) <= 2*(P[m] - P[M])/gamma",
                   [FALLS, "m <= M", *POSITIVE])  # fmt: skip
    with pytest.raises(NotEstablishedError, match="must be given, or follow, that m >= 0"):
        summed(whole, [rules.solvers(one) for one in given_members(whole)])


def test_a_conclusion_without_sums_is_refused():
    """There is nothing to sum."""
    with pytest.raises(NotEstablishedError, match="no sum and no minimum"):
        summed(states("x[T] <= 1", ["all(x[k] <= 1 for k in N)"]), [])
