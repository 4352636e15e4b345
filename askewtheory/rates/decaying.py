"""Theorems 4 to 6 and Corollary 2: stepsizes that decay, or that the horizon sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from askewtheory import bounds
from askewtheory.errors import InputError
from askewtheory.rates.case import Case, Problem, build
from askewtheory.rates.fitting import ROUNDING
from askewtheory.rates.measure import (
    Measured,
    Track,
    decaying,
    fired_shares,
    horizons_of,
    run_ensemble,
    settling,
    top_stepsize,
)
from askewtheory.rates.stationarity import (
    box_minimum,
    boxes,
    distance_to_stationary,
    kkt_residual,
    stationary,
)
from askewtheory.trajectory import Ensemble


def theorem_4(case: Case) -> Measured:
    """Measure the weighted average of |v_k|^2 / 2 over decaying stepsizes, without noise."""
    problem = build(case)
    gammas = decaying(case, problem)
    runs = run_ensemble(case, problem, gammas)
    horizons = horizons_of(case.steps)[::3]
    sums = np.cumsum(gammas)[horizons - 1].tolist()
    squares = np.cumsum(gammas**2)[horizons - 1].tolist()
    gaps = runs.loss[:, [0]] - runs.loss[:, horizons]
    box = boxes(problem.starts, problem)
    distances = np.abs(problem.starts - box.projection).tolist()
    found: dict[str, np.ndarray] = {}
    floors: dict[str, float] = {}
    refused: dict[str, str] = {}
    unit = problem.constants(case)  # a bound is affine in the decrease of the loss, its first term

    def bound(delta: list[float], total: float, square: float, version: str) -> bounds.Bound:
        return bounds.theorem_4(
            unit, total_stepsize=total, total_square=square, distances=delta,
            neighbourhood=problem.neighbourhood, kind=case.kind,
            largest_stepsize=float(gammas.max()), version=version,
        )  # fmt: skip

    # The printed bound does not depend on the start.
    for version, starts in (("printed", distances[:1]), ("repaired", distances)):
        try:
            rows = [[bound(delta, *total, version) for total in zip(sums, squares, strict=True)]
                    for delta in starts]  # fmt: skip
        except InputError as error:
            refused[version] = str(error)
            continue
        scale = np.array([[float(row.terms[0].value) for row in member] for member in rows])
        whole = np.array([[float(row.total) for row in member] for member in rows])
        found[version] = gaps * scale + (whole - scale)
        floors[version] = float(rows[0][0].floor)
    values = runs.weighted_average[:, horizons - 1] / 2
    track = Track("weighted average of |v|²/2", horizons, values, found, floors, refused)
    return Measured(case, (track,), 0, *fired_shares(runs))


def corollary_2(case: Case) -> Measured:
    """Measure the minimum over k_1 ... k_1 + T at gamma = 1/sqrt(T + 1), one run for each T."""
    problem = build(case)
    horizons, values, fired = [], [], []
    found: dict[str, list[np.ndarray]] = {"printed": [], "repaired": []}
    refused: dict[str, str] = {}
    horizon = 16
    while horizon <= case.steps:
        gamma = horizon**-0.5
        settled = settling(case, problem, gamma) or 0
        runs = run_ensemble(case, problem, gamma, steps=settled + horizon, minimum_from=settled)
        gaps = runs.loss[:, settled] - runs.loss[:, settled + horizon]
        for version, rows in found.items():
            try:
                unit = bounds.corollary_2(
                    problem.constants(case), horizon=horizon - 1, version=version
                )
            except InputError as error:
                refused[version] = f"horizon {horizon}: {error}"
                rows.append(np.full(case.members, np.nan))
                continue
            descent = float(unit.terms[0].value)
            rows.append(gaps * descent + float(unit.total) - descent)
        values.append(runs.running_minimum[:, settled + horizon - 1])
        fired.append(fired_shares(runs))
        horizons.append(horizon)
        horizon *= 2
    bound = {name: np.stack(rows, axis=1) for name, rows in found.items()}
    bound = {name: rows for name, rows in bound.items() if np.isfinite(rows).any()}
    track = Track(
        "min |v|², γ = 1/√(T+1)", np.array(horizons), np.stack(values, axis=1), bound,
        dict.fromkeys(bound, 0.0), refused,
    )  # fmt: skip
    shares = np.mean(fired, axis=0)
    return Measured(case, (track,), 0, float(shares[0]), float(shares[1]))


def theorem_5(case: Case) -> Measured:
    """Measure E S^2, E d^2 and the printed quantity at a random index, over the seeds."""
    base = build(case)
    start = base.starts[0]  # the theorem fixes w_{k0}: every seed starts there
    problem = replace(base, starts=np.tile(start, (case.members, 1)))
    gammas = decaying(case, problem)
    runs = run_ensemble(case, problem, gammas, keep_iterates=True)
    assert runs.iterates is not None
    points = runs.iterates[:, :-1].reshape(-1, case.dimension)
    setting = _stationarity_constants(case, problem, start)
    found = stationary(points, problem, float(setting.kappa))
    horizons = horizons_of(case.steps)
    sums = np.cumsum(gammas)[horizons - 1]

    def averaged(per_step: np.ndarray) -> np.ndarray:
        weighted = np.cumsum(per_step.reshape(case.members, -1) * gammas, axis=1)
        return weighted[:, horizons - 1] / sums

    bounded, refused = _bounds_theorem_5(case, problem, setting, start, gammas, horizons)
    quantities = {
        "E S² at a random index": found.squared, "E d² at a random index": found.squared_distance,
    }  # fmt: skip
    repaired = [
        Track(
            quantity, horizons, averaged(squares),
            {"repaired": bounded[quantity]} if bounded else {},
            {"repaired": 0.0} if bounded else {}, refused, in_mean=True,
        )
        for quantity, squares in quantities.items()
    ]  # fmt: skip
    printed = _printed_theorem_5(case, problem, runs, gammas, horizons, averaged)
    return Measured(case, (*repaired, printed), 0, *fired_shares(runs))


def _bounds_theorem_5(
    case: Case,
    problem: Problem,
    setting: bounds.Stationarity,
    start: np.ndarray,
    gammas: np.ndarray,
    horizons: np.ndarray,
) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Return the bounds on E S² and E d² by quantity, or the sentence that refuses both."""
    box = boxes(start[None], problem)
    gaps = np.abs(start - box.projection)
    try:
        bounds.require_theorem_5(
            setting, noise_bound=problem.noise_bound, largest_stepsize=float(gammas.max()),
            distance=float(gaps.max()),
        )  # fmt: skip
    except InputError as error:
        return {}, {"repaired": str(error)}
    totals: list[dict[str, Any]] = [
        {"total_stepsize": float(h), "total_square": float(square)}
        for h, square in zip(
            np.cumsum(gammas)[horizons - 1], np.cumsum(gammas**2)[horizons - 1], strict=True
        )
    ]
    given = {
        "squared_distance": float((gaps**2).sum()), "alpha": case.alpha,
        "second_moment": problem.second_moment, "kind": case.kind,
    }  # fmt: skip
    rows = {
        "E S² at a random index": [bounds.theorem_5(setting, **total) for total in totals],
        "E d² at a random index": [bounds.theorem_5_distance(**given, **total) for total in totals],
    }
    return {name: np.array([float(row.total) for row in own]) for name, own in rows.items()}, {}


def _stationarity_constants(case: Case, problem: Problem, start: np.ndarray) -> Any:
    smooth = float(problem.loss.smoothness)
    if problem.second_moment is None or problem.noise_bound is None:
        raise InputError(
            "Theorem 5* needs a bounded gradient and bounded noise, "
            f"got loss {case.loss} with noise {case.noise}"
        )
    unset = bounds.Stationarity(
        smoothness=smooth, alpha=case.alpha, lyapunov_gap=0.0, dimension=case.dimension,
        second_moment=problem.second_moment, neighbourhood=problem.neighbourhood, kind=case.kind,
    )  # fmt: skip
    first = stationary(start[None], problem, float(unset.kappa)).lyapunov[0]
    return replace(unset, lyapunov_gap=float(first) - box_minimum(start, problem))


def _printed_theorem_5(
    case: Case,
    problem: Problem,
    runs: Ensemble,
    gammas: np.ndarray,
    horizons: np.ndarray,
    averaged: Any,
) -> Track:
    """Return the printed inequality: squared gradients over the coordinates that follow g-hat."""
    assert runs.iterates is not None
    points = runs.iterates[:, :-1].reshape(-1, case.dimension)
    taken = (np.diff(runs.iterates, axis=1) / gammas[:, None]).reshape(points.shape)
    force = problem.method.skewing_force(points)
    follows = (problem.method.remoteness(points) > 0) | (np.abs(taken - force) > 1e-9)
    squares = (np.where(follows, problem.loss.gradient(points), 0.0) ** 2).sum(axis=1)
    variance = problem.noise.variance_bound(problem.loss, case.dimension) if problem.noise else 0.0
    delta = float(runs.distance.max())
    h, g2 = np.cumsum(gammas), np.cumsum(gammas**2)
    unit = problem.constants(case)
    rows = [
        bounds.theorem_5_printed(
            unit, variance=variance, total_stepsize=float(h[k - 1]),
            total_square=float(g2[k - 1]), delta=delta,
        )
        for k in horizons
    ]  # fmt: skip
    descent = np.array([float(row.terms[0].value) for row in rows])
    rest = np.array([float(row.total) for row in rows]) - descent
    gaps = runs.loss[:, [0]] - runs.loss[:, horizons]
    return Track(
        "E of squared gradients, types 1 and 2", horizons, averaged(squares),
        {"printed": gaps * descent + rest}, {"printed": float(rows[0].floor)}, in_mean=True,
    )  # fmt: skip


def theorem_6(case: Case) -> Measured:
    """Measure the KKT residual and d(w_k, Z_epsilon); the theorem is a limit without a bound."""
    problem = build(case)
    if problem.noise is None:
        raise InputError("theorem-6 needs noise such as gaussian:sigma=1/5, got none")
    runs = run_ensemble(case, problem, decaying(case, problem), keep_iterates=True)
    assert runs.iterates is not None
    horizons = horizons_of(case.steps)
    kept = runs.iterates[:, horizons]
    points = kept.reshape(-1, case.dimension)
    shape = kept.shape[:2]
    none = {"repaired": "Theorem 6* is a limit: it promises no rate"}
    tracks = [
        Track("KKT residual", horizons, kkt_residual(points, problem).reshape(shape),
              refused=none, resolution=ROUNDING)
    ]  # fmt: skip
    distances = distance_to_stationary(points, problem)
    if distances is not None:
        gaps, note = distances
        tracks.append(Track("d(w, Z_ε)", horizons, gaps.reshape(shape), refused=none, note=note,
                            resolution=ROUNDING))  # fmt: skip
    return Measured(case, tuple(tracks), 0, *fired_shares(runs))


__all__ = ["corollary_2", "theorem_4", "theorem_5", "theorem_6", "top_stepsize"]
