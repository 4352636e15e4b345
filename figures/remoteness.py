"""What Figures 1 and 2 of the report share: the remoteness over a grid, with its feasible set."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory.feasible import SeparationWarning, feasible_intervals, remoteness
from askewtheory.grid import Grid
from askewtheory.plotting import BLUE, DOUBLE, GREY, ORANGE, styled, subplots

EPSILON = Fraction(1, 5)


@styled
def draw_remoteness(levels: list[int], *, margin: float) -> Any:
    """Draw psi (quadratic above, quartic dashed) and the intervals where it is non-negative.

    Parameters
    ----------
    levels
        The quantization levels.
    margin
        How far beyond the end levels to draw.
    """
    grid = Grid(levels)
    w = np.linspace(levels[0] - margin, levels[-1] + margin, 4001)
    w = np.union1d(w, grid.array)  # the kinks are at the levels
    figure, axes = subplots(width=DOUBLE, height=2.3)
    quadratic = remoteness(w, grid, epsilon=EPSILON)
    with warnings.catch_warnings():  # drawn for its shape; its intervals merge at this epsilon
        warnings.simplefilter("ignore", SeparationWarning)
        quartic = remoteness(w, grid, epsilon=EPSILON, kind="quartic")
    axes.axhline(0, color="black", linewidth=0.6)
    for number, (lower, upper) in enumerate(feasible_intervals(grid, epsilon=EPSILON)):
        label = r"feasible: quadratic $\psi \geq 0$" if number == 0 else None
        axes.axvspan(float(lower), float(upper), color=ORANGE, alpha=0.35, lw=0, label=label)
    axes.plot(w, quadratic, color=BLUE, label="quadratic (Definition 3)")
    axes.plot(w, quartic, color=GREY, ls=(0, (4, 2)), lw=0.9, label="quartic (Definition 2)")
    axes.plot(grid.array, [float(EPSILON)] * grid.count, "k.", ms=4, label="levels")
    low = float(quadratic.min())
    axes.set(
        xlabel="$w$",
        ylabel=rf"$\psi(w;\,\varepsilon)$, $\varepsilon = {float(EPSILON)}$",
        xticks=levels,
        ylim=(1.15 * low, 0.12 * abs(low) + 0.35),
        xlim=(w[0], w[-1]),
    )
    figure.legend(loc="outside upper center", ncols=4)
    return figure
