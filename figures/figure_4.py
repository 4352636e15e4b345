"""Figure 4: the two-moons data."""

from __future__ import annotations

from typing import Any

from askewtheory.plotting import BLUE, ORANGE, SINGLE, styled, subplots
from figures.trained import needs_experiments

QUICK = False  # trains networks: left out of quick reports
NAME = "figure-4"
CAPTION = (
    "The two-moons data: 2000 points to train on (blue dots, orange triangles) and 500 to test on "
    "(black dots, white triangles), noise of standard deviation 0.1."
)
CLASSES = ((BLUE, "black", "o"), (ORANGE, "white", "^"))
"""Of each class: colour of the training points, of the test points, and the shape of both."""


def scatter(axis: Any, data: Any, size: float = 1.0) -> None:
    """Plot training points in blue and orange, test points in black and white.

    The classes differ in lightness and in shape too.
    """
    for kind, (train, test, marker) in enumerate(CLASSES):
        points = data.train_x[data.train_y == kind]
        axis.scatter(
            *points.T, s=3 * size, c=train, marker=marker, alpha=0.5, lw=0, rasterized=True
        )
        points = data.test_x[data.test_y == kind]
        axis.scatter(
            *points.T, s=4 * size, c=test, marker=marker, edgecolors="black", lw=0.25, zorder=3
        )


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
