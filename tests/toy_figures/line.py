"""A line with one point more when not quick."""

from askewtheory.plotting import styled, subplots

NAME = "line"
CAPTION = "A line from x_1 to x_2, where gamma <= 1."


@styled
def draw(quick: bool = False):
    """Return the figure."""
    figure, axes = subplots()
    axes.plot(range(2 if quick else 3))
    axes.set_ylabel(r"$\gamma$")
    return figure
