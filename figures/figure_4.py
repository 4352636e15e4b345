"""Figure 4: the two-moons data."""

from __future__ import annotations

from typing import Any

from askewtheory.plotting import BLUE, RED, SINGLE, styled, subplots
from figures.trained import needs_experiments

QUICK = False  # trains networks: left out of quick reports
NAME = "figure-4"
CAPTION = (
    "The two-moons data: 2000 points to train on (blue, orange) and 500 to test on (black, white), "
    "noise of standard deviation 0.1."
)


def scatter(axis: Any, data: Any, size: float = 1.0) -> None:
    """Plot training points in blue and red, test points in black and white."""
    for kind, (train, test) in enumerate(((BLUE, "black"), (RED, "white"))):
        points = data.train_x[data.train_y == kind]
        axis.scatter(*points.T, s=2 * size, c=train, alpha=0.5, lw=0, rasterized=True)
        points = data.test_x[data.test_y == kind]
        axis.scatter(*points.T, s=3 * size, c=test, edgecolors="black", lw=0.25, zorder=3)


@styled
@needs_experiments
def draw(quick: bool = False) -> Any:
    """Return the figure."""
    from askewtheory.experiments.config import load
    from askewtheory.experiments.runner import data_of

    figure, axis = subplots(width=SINGLE, height=2.0)
    scatter(axis, data_of(load("two-moons")))
    axis.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    return figure
