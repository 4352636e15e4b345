"""Performance estimation: solve numerically with PEPit, round the multipliers, prove exactly.

The solver's numbers are never evidence. Its dual multipliers are rounded to fractions, and
``certificate.certify`` checks in exact arithmetic that they prove a bound; where no rounding does,
the value is a numerical bound only and says so. A proved bound that misses the solver's value is
an upper bound on the worst case, and says so too.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.errors import InputError, require
from askewtheory.worstcase.certificate import Certificate, Estimation, Form, certify
from askewtheory.worstcase.estimations import convex_step, gradient_branch, skewed_step

SOLVERS = ("CLARABEL", "SCS")
"""Tried in this order; the one that answered is recorded."""
PROVED, ABOVE, NUMERICAL = "proved", "upper bound proved", "numerical bound only"
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
        The theorem's own bound at the same numbers, and how it is computed.
    numerical, solver
        The solver's value and the solver.
    certificate
        The exact proof, or None.
    """

    problem: str
    setting: dict[str, Any]
    theorem: Fraction
    formula: str
    numerical: float
    solver: str
    certificate: Certificate | None

    @property
    def status(self) -> str:
        """Whether the bound is proved in exact arithmetic, and agrees with the solver's value."""
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
    raise InputError(f"no solver of {', '.join(SOLVERS)} found a bound for {problem.name}")


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
    problem: Estimation, setting: dict[str, Any], theorem: Fraction, formula: str
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


def gradient_bound(steps: int, stepsize: Fraction, smooth: Fraction = Fraction(1)) -> Bounded:
    """Bound min |grad l|^2 over N gradient steps, Δℓ <= 1, beside 4/(Nγ(4 − γM))."""
    return bounded(
        gradient_branch(steps, stepsize, smooth),
        {"steps": steps, "stepsize": stepsize, "smoothness": smooth},
        4 / (steps * stepsize * (4 - stepsize * smooth)), "4 Δℓ / (N γ (4 − γM))",
    )  # fmt: skip


def convex_bound(
    steps: int, stepsize: Fraction, alpha: Fraction, smooth: Fraction = Fraction(1)
) -> Bounded:
    """Bound min |v|^2 over N Muehlebach-Jordan steps, beside 2/(Nγ(2 − γM))."""
    return bounded(
        convex_step(steps, stepsize, smooth, alpha),
        {"steps": steps, "stepsize": stepsize, "alpha": alpha, "smoothness": smooth},
        2 / (steps * stepsize * (2 - stepsize * smooth)), "2 Δℓ / (N γ (2 − γM))",
    )  # fmt: skip


def skewed_bound(
    steps: int, stepsize: Fraction, bound: Fraction, force: Fraction,
    smooth: Fraction = Fraction(1),
) -> Bounded:  # fmt: skip
    """Bound min |v|^2 over N skewed steps, |u| <= U, beside 2/(γN) + 2UG + U²."""
    return bounded(
        skewed_step(steps, stepsize, smooth, bound, force),
        {"steps": steps, "stepsize": stepsize, "gradient_bound": bound, "force": force,
         "smoothness": smooth},
        2 / (stepsize * steps) + 2 * force * bound + force**2,
        "2 Δℓ / (γ N) + 2 U G + U²",
    )  # fmt: skip


def all_bounds() -> Iterator[Bounded]:
    """Yield the table: gradient branch, convex set, skewed step."""
    half = Fraction(1, 2)
    for steps, stepsize in ((1, 1), (2, 1), (3, 1), (5, 1), (1, half), (2, half), (5, half)):
        yield gradient_bound(steps, Fraction(stepsize))
    for steps, stepsize, alpha in ((1, 1, 1), (1, half, 1), (2, half, 1), (1, half, 2)):
        yield convex_bound(steps, Fraction(stepsize), Fraction(alpha))
    for steps, force in ((1, half), (1, Fraction(1, 4)), (2, half)):
        yield skewed_bound(steps, half, Fraction(2), force)
