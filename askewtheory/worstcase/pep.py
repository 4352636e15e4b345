"""Performance estimation: solve numerically with PEPit, round the multipliers, prove exactly.

The solver's numbers are never evidence. Its dual multipliers are rounded to fractions, and
``certificate.certify`` checks in exact arithmetic that they prove a bound; where no rounding does,
the value is a numerical bound only and says so. A proved bound that misses the solver's value is
an upper bound on the worst case, and says so too.
"""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.errors import InputError, require
from askewtheory.exact import in_range
from askewtheory.worstcase.certificate import Certificate, Estimation, Form, certify
from askewtheory.worstcase.estimations import convex_step, gradient_branch, skewed_step

SOLVERS = ("CLARABEL", "SCS")
"""Tried in this order; the one that answered is recorded."""
PROVED, ABOVE, NUMERICAL = "proved", "upper bound proved", "numerical bound only"
UNBOUNDED = "unbounded"
MOST_STEPS = 20
"""Whose inequalities a solver takes in seconds."""
MOST = 10**6
"""Of all other numbers, beyond which the solvers' tolerances mean nothing."""
DENOMINATORS = range(1, 200)
CLOSE = 1e-6
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
    numerical, solver
        The solver's value and the solver; infinity and none where the worst case is unbounded.
    certificate
        The exact proof, or None.
    """

    problem: str
    setting: dict[str, Any]
    theorem: Fraction | None
    formula: str
    numerical: float
    solver: str | None
    certificate: Certificate | None

    @property
    def status(self) -> str:
        """Whether the bound is proved in exact arithmetic, and agrees with the solver's value."""
        if self.numerical == math.inf:
            return UNBOUNDED
        if self.certificate is None:
            return NUMERICAL
        return PROVED if _close(self.certificate, self.numerical) else ABOVE

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        proof = self.certificate
        return {
            "problem": self.problem,
            "setting": self.setting,
            "status": self.status,
            "value": None if proof is None else proof.value,
            "numerical": self.numerical,
            "theorem": self.theorem,
            "formula": self.formula,
            "solver": self.solver,
            "weights": None if proof is None else list(proof.weights),
            "multipliers": None if proof is None else proof.multipliers,
            "pivots": None if proof is None else list(proof.pivots),
        }


def estimate(problem: Estimation) -> tuple[float, str, list[float], dict[str, float]]:
    """Return the solver's value, its name, the weights and the multipliers.

    Raises
    ------
    InputError
        If no solver finds a value.
    """
    pepit = require("PEPit", "pep")
    for solver in SOLVERS:
        model = pepit.PEP()
        leaves = {name: pepit.Point() for name in _names(problem)[0]}
        scalars = {name: pepit.Expression() for name in _names(problem)[1]}

        def expression(form: Form, leaves: Any = leaves, scalars: Any = scalars) -> Any:
            total = 0
            for (a, b), value in form.quadratic.items():
                total = total + float(value) * (leaves[a] * leaves[b])
            for name, value in form.linear.items():
                total = total + float(value) * scalars[name]
            return total + float(form.constant)

        rows = []
        for row in problem.inequalities:
            body = expression(row.form)
            rows.append(body == 0 if row.equality else body <= 0)
            model.add_constraint(rows[-1])
        metrics = [expression(metric) for metric in problem.metrics]
        for metric in metrics:
            model.set_performance_metric(metric)
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            try:
                value = model.solve(wrapper="cvxpy", solver=solver, verbose=0)
            except Exception:
                continue
        if value is None:
            continue
        sent = model._list_of_constraints_sent_to_wrapper
        weights = [row.eval_dual() for row in sent if "erformance" in str(row.get_name())]
        duals = [row.eval_dual() for row in rows]
        multipliers = dict(zip((r.name for r in problem.inequalities), duals, strict=True))
        return float(value), solver, [float(w) for w in weights], multipliers
    raise InputError(
        f"no solver of {', '.join(SOLVERS)} found a bound for {problem.name}: it has none, "
        "or its numbers are too far apart for them"
    )


def _names(problem: Estimation) -> tuple[list[str], list[str]]:
    forms = [*problem.metrics, *(row.form for row in problem.inequalities)]
    leaves = {name for form in forms for key in form.quadratic for name in key}
    return sorted(leaves), sorted({name for form in forms for name in form.linear})


def rounded(
    weights: list[float], multipliers: dict[str, float]
) -> Iterator[tuple[list[Fraction], dict[str, Fraction]]]:
    """Yield roundings of the multipliers, simplest fractions first."""
    for limit in DENOMINATORS:
        near = [_near(weight, limit) for weight in weights]
        yield near, {name: _near(value, limit) for name, value in multipliers.items()}


def _near(value: float, limit: int) -> Fraction:
    return Fraction(0) if abs(value) < 1e-3 else Fraction(value).limit_denominator(limit)


def _close(proof: Certificate, value: float) -> bool:
    """Tell whether a proved bound is the solver's value, up to the solver's own errors."""
    return abs(float(proof.value) - value) <= CLOSE * max(1.0, abs(value))


def bounded(
    problem: Estimation, setting: dict[str, Any], theorem: Fraction | None, formula: str
) -> Bounded:
    """Solve one problem and prove its value where rounding allows."""
    value, solver, weights, multipliers = estimate(problem)
    proof = None
    for near, rows in rounded(weights, multipliers):
        found = certify(problem, near, rows)
        if found is not None and (proof is None or found.value < proof.value):
            proof = found
            if _close(proof, value):
                break
    return Bounded(problem.name, setting, theorem, formula, value, solver, proof)


def gradient_bound(steps: int, stepsize: Any, smooth: Any = 1) -> Bounded:
    """Bound min |grad l|^2 over N gradient steps, Δℓ <= 1, beside 4/(Nγ(4 − γM)) for γM <= 1.

    Unbounded for γ = 0, and for γM >= 2: on l = M w²/2 of any height no gradient shrinks.
    """
    n = _setting(steps=steps, stepsize=stepsize, smoothness=smooth)
    gamma, m, formula = n["stepsize"], n["smoothness"], "4 Δℓ / (N γ (4 − γM)), γM ≤ 1"
    if gamma == 0 or gamma * m >= 2:
        return Bounded("gradient branch", n, None, formula, math.inf, None, None)
    theorem = 4 / (n["steps"] * gamma * (4 - gamma * m)) if gamma * m <= 1 else None
    return bounded(gradient_branch(n["steps"], gamma, m), n, theorem, formula)


def convex_bound(steps: int, stepsize: Any, alpha: Any, smooth: Any = 1) -> Bounded:
    """Bound min |v|^2 over N Muehlebach-Jordan steps, beside 2/(Nγ(2 − γM)) for γM < 2, γα <= 1.

    For γα > 1 a step may leave the set, from where v = 0 is not admissible. Unbounded for γ = 0
    and for γM >= 2: as for gradient steps, which these are where nothing constrains them.
    """
    n = _setting(steps=steps, stepsize=stepsize, alpha=alpha, smoothness=smooth)
    gamma, m, formula = n["stepsize"], n["smoothness"], "2 Δℓ / (N γ (2 − γM)), γM < 2, γα ≤ 1"
    if gamma == 0 or gamma * m >= 2:
        return Bounded("convex set", n, None, formula, math.inf, None, None)
    inside = gamma * n["alpha"] <= 1
    theorem = 2 / (n["steps"] * gamma * (2 - gamma * m)) if inside else None
    return bounded(convex_step(n["steps"], gamma, m, n["alpha"]), n, theorem, formula)


def skewed_bound(steps: int, stepsize: Any, bound: Any, force: Any, smooth: Any = 1) -> Bounded:
    """Bound min |v|^2 over N skewed steps, |u| <= U, beside 2/(γN) + 2UG + U² for γM <= 1."""
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
