"""Pictures of the admissible stepsizes in two planes, and along annealing."""

from __future__ import annotations

from typing import Any

import numpy as np

from askewtheory.grid import as_grids
from askewtheory.plotting import BLUE, DOUBLE, GREEN, GREY, ORANGE, RED, styled, subplots
from askewtheory.stepsize import maximum
from askewtheory.stepsize.annealing import Stage, first_failure
from askewtheory.stepsize.cells import cells_in_scope, start_points

POINTS = 160
CURVES = (
    (maximum.PLAIN, "max_stepsize", BLUE, "-", r"$\gamma_{\max}$, Corollary 1$'$"),
    (maximum.ALTERNATIVE, "max_stepsize_annealing", ORANGE, "--",
     r"alternative with $1/(2\alpha)$"),
    (maximum.SHARPER, "max_stepsize_sharper", GREEN, "-.", r"Corollary 1$''$"),
)  # fmt: skip
"""The conditions that are proved: name, field of a stage, colour, dashes, label."""


@styled
def draw_regions(
    grid: Any,
    *,
    epsilon: Any,
    alpha: Any,
    clip: Any,
    gradient_bound: Any,
    stepsize: Any = None,
    start: Any = None,
    dimension: int = 1,
    kind: str = "quadratic",
) -> Any:
    """Draw the admissible region in both planes, with the user's point where one is given.

    It is what lies below one of the proved maxima at least.

    Parameters are those of :func:`askewtheory.stepsize.check`.
    """
    grids = tuple(g.to_float() for g in as_grids(grid, dimension))
    points = start_points(start, dimension)
    floats = None if points is None else [float(p) for p in points]
    speeds: dict[str, Any] = {"gradient_bound": float(gradient_bound), "clip": float(clip)}

    def limits(e: float, a: float) -> list[float]:
        scope = cells_in_scope(grids, e, kind, floats, dimension)
        tops = maximum.proved(scope, **speeds, alpha=a)
        return [tops[name].value for name, *_ in CURVES]

    top = min(1.0, float(min(g.separating_epsilon(kind) for g in grids)))
    epsilons = np.linspace(top / POINTS, top * (1 - 1e-6), POINTS)
    alphas = np.geomspace(0.05, 20, POINTS) * float(alpha)
    figure, axes = subplots(1, 2, width=DOUBLE, height=2.5, sharey=True)
    by_epsilon = np.array([limits(e, float(alpha)) for e in epsilons])
    by_alpha = np.array([limits(float(epsilon), a) for a in alphas])
    _region(axes[0], epsilons, by_epsilon, r"$\varepsilon$")
    _region(axes[1], alphas, by_alpha, r"$\alpha$")
    axes[1].set_xscale("log")
    axes[0].set_ylabel(r"stepsize $\gamma$")
    axes[0].set_ylim(0, 1.15 * max(by_epsilon.max(), by_alpha.max(), float(stepsize or 0)))
    if stepsize is not None:
        for axis, x in zip(axes, (epsilon, alpha), strict=True):
            axis.plot(float(x), float(stepsize), "*", color=RED, ms=9, mec="black", mew=0.5,
                      label="yours", zorder=5)  # fmt: skip
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


def _region(axis: Any, x: np.ndarray, limits: np.ndarray, label: str) -> None:
    axis.fill_between(x, limits.max(axis=1), color=BLUE, alpha=0.15, lw=0)
    for values, (_, _, colour, dashes, name) in zip(limits.T, CURVES, strict=True):
        axis.plot(x, values, color=colour, ls=dashes, label=name)
    axis.set(xlabel=label, xlim=(x[0], x[-1]))


@styled
def draw_annealing(stages: list[Stage], stepsize: Any = None) -> Any:
    """Draw largest stepsizes and interval widths over t, and where a fixed stepsize fails."""
    figure, axis = subplots(width=DOUBLE, height=2.4)
    t = [stage.t for stage in stages]
    width = ("width", "width", GREY, ":", r"narrowest interval $q_+ - q_-$")
    for _, name, colour, dashes, label in (*CURVES, width):
        values = [getattr(stage, name) for stage in stages]
        floats = [np.nan if value is None else float(value) for value in values]
        axis.plot(t, floats, color=colour, ls=dashes, marker=".", ms=4, label=label)
    if stepsize is not None:
        axis.axhline(float(stepsize), color=RED, lw=0.9, label="fixed stepsize")
        failure = first_failure(stages)
        if failure is not None:
            axis.axvline(failure, color=RED, ls=":", label=f"not admissible from t = {failure}")
    axis.set(xlabel="$t$", ylabel="stepsize or length", yscale="log")
    figure.legend(loc="outside upper center", ncols=3)
    return figure
