"""Figure 4: the two-moons data."""

from __future__ import annotations

from typing import Any

from askewtheory.plotting import BLUE, DOUBLE, ORANGE, SINGLE, styled, subplots
from figures.trained import needs_experiments

QUICK = False  # trains networks: left out of quick reports
NAME = "figure-4"
CAPTION = (
    "The two-moons data: 2000 points to train on (blue dots, orange triangles) and 500 to test on "
    "(filled dots, hollow triangles), noise of standard deviation 0.1 (the report's "
    "text says variance, its code means this)."
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


def name_points(figure: Any) -> None:
    """Say above a figure which points are which."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], ls="", marker=marker, ms=4, mew=0.5, color=colour, markeredgecolor=edge,
               label=f"class {kind}, {name}")
        for kind, (train, test, marker) in enumerate(CLASSES)
        for name, colour, edge in (("training", train, train), ("test", test, "black"))
    ]  # fmt: skip
    few = figure.get_figwidth() < DOUBLE
    figure.legend(handles=handles, loc="outside upper center", ncols=2 if few else 4,
                  handletextpad=0.2)  # fmt: skip


@styled
@needs_experiments
def draw(quick: bool = False) -> Any:
    """Return the figure."""
    from askewtheory.experiments.config import load
    from askewtheory.experiments.runner import data_of

    figure, axis = subplots(width=SINGLE, height=2.4)
    scatter(axis, data_of(load("two-moons")))
    name_points(figure)
    axis.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    return figure
