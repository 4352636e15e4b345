"""Running a case: what the theorem bounds, measured, beside its printed and repaired bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from askewtheory import bounds
from askewtheory.errors import InputError
from askewtheory.kernel import GRADIENT
from askewtheory.rates.case import DELAY, Case, Problem, build
from askewtheory.rates.fitting import ROUNDING
from askewtheory.stepsize.cells import distance_to
from askewtheory.stepsize.settling import settling_steps
from askewtheory.trajectory import Ensemble
from askewtheory.trajectory.ensembles import run_members
from askewtheory.trajectory.setup import Setup

POINTS = 40
"""How many horizons, evenly spaced in their logarithm."""


@dataclass(frozen=True)
class Track:
    """One measured quantity over growing horizons, and its bounds.

    Parameters
    ----------
    quantity
        In words.
    horizons
        The number of steps T + 1 that enter, shape (n,).
    values
        Shape (m, n), one row for each run.
    bounds
        Version (``"printed"``, ``"printed, A3 only"``, ``"repaired"``) to array of shape (m, n)
        or (n,).
    floors
        Version to the part of the bound that does not vanish.
    refused
        Version to the sentence that refuses this problem: no bound is drawn there.
    in_mean
        Whether the bound speaks of the expectation over the runs.
    note
        How the quantity was found, where that needs saying.
    resolution
        Values up to this are rounding errors: of squares, unless it is said otherwise.
    """

    quantity: str
    horizons: np.ndarray
    values: np.ndarray
    bounds: dict[str, np.ndarray] = field(default_factory=dict)
    floors: dict[str, float] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    in_mean: bool = False
    note: str = ""
    resolution: float = ROUNDING**2


@dataclass(frozen=True)
class Measured:
    """A case with its tracks.

    Parameters
    ----------
    case
        What was run.
    tracks
        The quantities; the first one is the theorem's own.
    settled
        k_1, from where the theorem applies (0 where it applies from the start).
    fired
        The share of coordinate updates that took the skewing force, and of runs where it acted.
    fired_runs
        The share of runs where the force acted at least once.
    """

    case: Case
    tracks: tuple[Track, ...]
    settled: int
    fired: float
    fired_runs: float


def horizons_of(steps: int) -> np.ndarray:
    """Return about ``POINTS`` horizons T + 1 from 1 to ``steps``."""
    return np.unique(np.round(np.geomspace(1, steps, POINTS)).astype(int))


def run_ensemble(
    case: Case,
    problem: Problem,
    stepsizes: Any,
    *,
    steps: int | None = None,
    minimum_from: int = 0,
    keep_iterates: bool = False,
) -> Ensemble:
    """Run all members of a case on one core: studies run their cases side by side."""
    setup = Setup(
        problem.loss, problem.method, case.dimension, case.steps if steps is None else steps,
        problem.noise, minimum_from=minimum_from, keep_iterates=keep_iterates,
    )  # fmt: skip
    seeds = range(case.seed, case.seed + case.members)
    return run_members(setup, problem.starts, stepsizes, seeds, workers=1)


def fired_shares(runs: Ensemble) -> tuple[float, float]:
    """Return the share of updates that took the force, and of runs where one did."""
    counts = runs.branch_counts.sum(axis=1)
    forced = counts.sum(axis=1) - counts[:, GRADIENT]
    return float(forced.sum() / counts.sum()), float((forced > 0).mean())


def top_stepsize(case: Case, problem: Problem) -> float:
    """Return the largest stepsize of a case: its share of what the theorem allows."""
    smooth, bound = problem.loss.smoothness, problem.gradient_bound
    limits = []
    literal = case.loss == "kinked"
    if smooth and not literal:
        limits.append(1 / float(smooth))
    if literal and bound:
        limits.append(0.99 / bound)  # A3's own constant: gamma < 1/L
    if case.theorem == "theorem-3" and problem.max_stepsize is not None:
        limits.append(problem.max_stepsize)
    if case.theorem in ("theorem-4", "theorem-5"):
        limits.append(1 / (2 * case.alpha))
        pace = problem.noise_bound if case.theorem == "theorem-5" else bound
        if pace:
            limits.append(problem.neighbourhood / pace)
    return case.share * min(limits, default=1.0)


def decaying(case: Case, problem: Problem) -> np.ndarray:
    """Return gamma_k = top (k_0 / (k + k_0))^p for all steps."""
    k = np.arange(case.steps)
    return top_stepsize(case, problem) * (DELAY / (k + DELAY)) ** case.exponent


def constant_stepsize(case: Case) -> Measured:
    """Measure Theorem 2 or 3: the running minimum of |v_k|^2 over a constant stepsize."""
    problem = build(case)
    gamma = top_stepsize(case, problem)
    settled = settling(case, problem, gamma) if case.theorem == "theorem-3" else 0
    if settled is None or settled > case.steps - 10:
        raise InputError(f"steps must exceed the settling step {settled}, got {case.steps}")
    runs = run_ensemble(case, problem, gamma, minimum_from=settled)
    horizons = horizons_of(case.steps - settled)
    last = settled + horizons - 1
    gaps = runs.loss[:, [settled]] - runs.loss[:, last + 1]
    rule = bounds.theorem_2 if case.theorem == "theorem-2" else bounds.theorem_3
    parts = _affine_bounds(case, problem, rule, gamma, horizons, gaps)
    track = Track("running minimum of |v|²", horizons, runs.running_minimum[:, last], *parts)
    return Measured(case, (track,), settled, *fired_shares(runs))


def _affine_bounds(
    case: Case,
    problem: Problem,
    rule: Callable[..., bounds.Bound],
    gamma: float,
    horizons: np.ndarray,
    gaps: np.ndarray,
) -> tuple[dict, dict, dict]:
    """Return bounds, floors and refusals; a bound is affine in the decrease of the loss."""
    found, floors, refused = {}, {}, {}
    readings = {"printed": False, "repaired": False}
    if case.loss == "kinked":
        readings = {"printed, A3 only": True, "repaired": False}
    for name, literal in readings.items():
        version = name.partition(",")[0]
        unit = problem.constants(case, literal=literal)
        try:
            rows = [
                rule(unit, stepsize=gamma, horizon=int(h) - 1, version=version) for h in horizons
            ]
        except InputError as error:
            refused[name] = str(error)
            continue
        floor = float(rows[0].floor)
        scale = np.array([float(row.total) for row in rows]) - floor
        found[name], floors[name] = gaps * scale + floor, floor
    return found, floors, refused


def settling(case: Case, problem: Problem, gamma: float) -> int | None:
    """Return k_1 of Lemma 5', the largest over all starts."""
    farthest = max(_distances(problem).max(axis=1).tolist())
    return settling_steps(
        [farthest], alpha=problem.method.alpha, clip=problem.method.clip, stepsize=gamma,
        kind=problem.method.kind, gradient_bound=problem.gradient_bound,
    )["coordinate"]  # fmt: skip


def _distances(problem: Problem) -> np.ndarray:
    """Return each coordinate's distance to the interval of the cell that holds it."""
    flat = [
        float(distance_to(problem.scope[problem.grid.nearest(point)], point))
        for point in problem.starts.ravel().tolist()
    ]
    return np.array(flat).reshape(problem.starts.shape)
