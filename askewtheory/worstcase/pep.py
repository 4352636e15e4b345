"""Performance estimation: a solver's value, and an exact bound that the audited rules prove.

The solver's numbers are never evidence. A simple fraction beside its value, or else a decimal a
little above it, is stated as a bound and proved by :mod:`askewtheory.audit.pep`, whose certificate
the trusted rules check; where none is found, the value is a numerical bound only and says so. A
proved bound that misses the solver's value is an upper bound on the worst case, and says so too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from askewtheory.audit.pep.decide import largest, proved
from askewtheory.audit.theorem import Judgement, NotEstablishedError
from askewtheory.errors import InputError
from askewtheory.exact import in_range
from askewtheory.worstcase.estimations import Estimation, convex_step, gradient_branch, skewed_step

PROVED, ABOVE, NUMERICAL = "proved", "upper bound proved", "numerical bound only"
UNBOUNDED = "unbounded"
MOST_STEPS = 20
"""Whose inequalities a solver takes in seconds."""
MOST = 10**6
"""Of all other numbers, beyond which the solver's tolerances mean nothing."""
DENOMINATORS = (10, 100, 1000)
"""Up to which a fraction counts as simple."""
CLOSE = 1e-8
"""Relative distance to the solver's value at which a proved value counts as the same."""


@dataclass(frozen=True)
class Bounded:
    """A worst-case bound.

    Parameters
    ----------
    problem, setting
        What was bounded, and its numbers.
    theorem, formula
        The theorem's own bound at the same numbers, or None where these are outside its range, and
        how it is computed.
    numerical
        The solver's value; infinity where the worst case is unbounded.
    value, judgement
        The bound that is proved, and what the trusted rules say of it; None and none where the
        solver's value is all that is known.
    """

    problem: str
    setting: dict[str, Any]
    theorem: Fraction | None
    formula: str
    numerical: float
    value: Fraction | None = None
    judgement: Judgement | None = None

    @property
    def status(self) -> str:
        """Whether the bound is proved in exact arithmetic, and agrees with the solver's value.

        That no smaller bound holds is the solver's word in every case.
        """
        if self.numerical == math.inf:
            return UNBOUNDED
        if self.value is None or self.judgement is None:
            return NUMERICAL
        return PROVED if _close(self.value, self.numerical) else ABOVE

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        made = {name: getattr(self, name) for name in (
            "problem", "setting", "status", "value", "numerical", "theorem", "formula"
        )}  # fmt: skip
        if self.judgement is None:
            return {**made, "statement": None, "proof": None}
        premises = (self.judgement, *self.judgement.premises)
        proof = [one.detail for judgement in premises for one in judgement.evidence if one.detail]
        return {**made, "statement": str(self.judgement.statement), "proof": proof}


def bounded(
    problem: Estimation, setting: dict[str, Any], theorem: Fraction | None, formula: str
) -> Bounded:
    """Solve one problem, and prove its value, or what is a little above, in exact arithmetic.

    Parameters
    ----------
    problem
        What is to be estimated.
    setting
        Its numbers, for readers.
    theorem
        The theorem's own bound at these numbers; None where they are outside its range.
    formula
        How that is computed.

    Returns
    -------
    Bounded

    Raises
    ------
    InputError
        If the solver finds no value.
    """
    numerical = largest(problem.states(Fraction(0)))
    if numerical is None:
        raise InputError(
            f"the solver found no bound for {problem.name}: it has none, or its numbers are too far"
            " apart for it"
        )
    unproved = Bounded(problem.name, setting, theorem, formula, numerical)
    for bound in _candidates(numerical):
        try:
            return replace(unproved, value=bound, judgement=proved(problem.states(bound)))
        except NotEstablishedError:
            continue
    return unproved


def _candidates(value: float) -> Iterator[Fraction]:
    """Yield simple fractions that may be the solver's value, then larger and larger decimals."""
    near = [Fraction(value).limit_denominator(limit) for limit in DENOMINATORS]
    yield from dict.fromkeys(one for one in near if _close(one, value))
    for digits in (5, 4, 3, 2):  # the more room there is, the more surely rounding succeeds
        unit = Fraction(1, 10**digits)
        yield (math.ceil(value / unit) + 1) * unit


def _close(bound: Fraction, value: float) -> bool:
    """Tell whether a bound is the solver's value, up to the solver's own errors."""
    return abs(float(bound) - value) <= CLOSE * max(1.0, abs(value))


def gradient_bound(steps: int, stepsize: Any, smooth: Any = 1) -> Bounded:
    """Bound min |grad l|^2 over N gradient steps, Δℓ <= 1, beside 4/(Nγ(4 − γM)) for γM <= 1.

    Unbounded for γ = 0, and for γM >= 2: on l = M w²/2 of any height no gradient shrinks.

    Parameters
    ----------
    steps
        N, from 1 to 20.
    stepsize
        γ >= 0, exact.
    smooth
        M > 0, the Lipschitz constant of the gradient.

    Returns
    -------
    Bounded

    Raises
    ------
    InputError
        If a number is out of range, or the solver finds no value.
    """
    n = _setting(steps=steps, stepsize=stepsize, smoothness=smooth)
    gamma, m, formula = n["stepsize"], n["smoothness"], "4 Δℓ / (N γ (4 − γM)), γM ≤ 1"
    if gamma == 0 or gamma * m >= 2:
        return Bounded("gradient branch", n, None, formula, math.inf)
    theorem = 4 / (n["steps"] * gamma * (4 - gamma * m)) if gamma * m <= 1 else None
    return bounded(gradient_branch(n["steps"], gamma, m), n, theorem, formula)


def convex_bound(steps: int, stepsize: Any, alpha: Any, smooth: Any = 1) -> Bounded:
    """Bound min |v|^2 over N Muehlebach-Jordan steps, beside 2/(Nγ(2 − γM)) for γM < 2, γα <= 1.

    For γα > 1 a step may leave the set, from where v = 0 is not admissible. Unbounded for γ = 0
    and for γM >= 2: as for gradient steps, which these are where nothing constrains them.

    Parameters
    ----------
    steps
        N, from 1 to 20.
    stepsize
        γ >= 0, exact.
    alpha
        How fast constraints are restored, above 0.
    smooth
        M > 0, the Lipschitz constant of the gradient.

    Returns
    -------
    Bounded

    Raises
    ------
    InputError
        If a number is out of range, or the solver finds no value.
    """
    n = _setting(steps=steps, stepsize=stepsize, alpha=alpha, smoothness=smooth)
    gamma, m, formula = n["stepsize"], n["smoothness"], "2 Δℓ / (N γ (2 − γM)), γM < 2, γα ≤ 1"
    if gamma == 0 or gamma * m >= 2:
        return Bounded("convex set", n, None, formula, math.inf)
    inside = gamma * n["alpha"] <= 1
    theorem = 2 / (n["steps"] * gamma * (2 - gamma * m)) if inside else None
    return bounded(convex_step(n["steps"], gamma, m, n["alpha"]), n, theorem, formula)


def skewed_bound(steps: int, stepsize: Any, bound: Any, force: Any, smooth: Any = 1) -> Bounded:
    """Bound min |v|^2 over N skewed steps, |u| <= U, beside 2/(γN) + 2UG + U² for γM <= 1.

    Parameters
    ----------
    steps
        N, from 1 to 20.
    stepsize
        γ >= 0, exact.
    bound
        G > 0, on the gradient's norm.
    force
        U >= 0, on the force's norm.
    smooth
        M > 0, the Lipschitz constant of the gradient.

    Returns
    -------
    Bounded

    Raises
    ------
    InputError
        If a number is out of range, or the solver finds no value.
    """
    n = _setting(
        steps=steps, stepsize=stepsize, gradient_bound=bound, force=force, smoothness=smooth
    )
    gamma, m, g, u = (n[name] for name in ("stepsize", "smoothness", "gradient_bound", "force"))
    holds = 0 < gamma * m <= 1
    theorem = 2 / (gamma * n["steps"]) + 2 * u * g + u**2 if holds else None
    problem = skewed_step(n["steps"], gamma, m, g, u)
    return bounded(problem, n, theorem, "2 Δℓ / (γ N) + 2 U G + U², γM ≤ 1")


def _setting(steps: int, **given: Any) -> dict[str, Any]:
    """Return the numbers of a problem in exact form; a float is the decimal that it shows.

    Raises
    ------
    InputError
        If one is out of its range.
    """
    if isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= MOST_STEPS:
        raise InputError(f"steps must be an integer from 1 to {MOST_STEPS}, got {steps!r}")
    numbers: dict[str, Any] = {"steps": steps}
    for name, value in given.items():
        exact = Fraction(str(in_range(value, name)))
        zero = name in ("stepsize", "force")
        if exact < 0 or exact > MOST or (exact == 0 and not zero):
            least = "at least 0" if zero else "positive"
            raise InputError(f"{name} must be {least} and at most {MOST:,}, got {value}")
        numbers[name] = exact
    return numbers


def all_bounds() -> Iterator[Bounded]:
    """Yield the table: gradient branch, convex set, skewed step."""
    half = Fraction(1, 2)
    for steps, stepsize in ((1, 1), (2, 1), (3, 1), (5, 1), (1, half), (2, half), (5, half)):
        yield gradient_bound(steps, Fraction(stepsize))
    for steps, stepsize, alpha in ((1, 1, 1), (1, half, 1), (2, half, 1), (1, half, 2)):
        yield convex_bound(steps, Fraction(stepsize), Fraction(alpha))
    for steps, force in ((1, half), (1, Fraction(1, 4)), (2, half)):
        yield skewed_bound(steps, half, Fraction(2), force)
