"""Figure 3: the network of the two-moons experiment."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from askewtheory.experiments.config import load
from askewtheory.plotting import BLUE, GREY, SINGLE, styled, subplots

QUICK = False  # trains networks: left out of quick reports
NAME = "figure-3"
CAPTION = (
    "The network of the two-moons experiment as it is trained here: layers of 2, 10, 8, 4 and 2 "
    "neurons, ReLU between them; the weights drawn blue have the levels −1 and 1, the dashed ones "
    "and the biases stay real. The report says five layers and leaves their widths open."
)

LEVELS: dict[str, Any] = {"color": BLUE, "alpha": 0.7}
REAL: dict[str, Any] = {"color": GREY, "linestyle": (0, (5, 3))}
"""Dashed, since grey makes the colours equal."""


def _heights(width: int) -> np.ndarray:
    return np.linspace(-1, 1, width) * (width - 1) / 2


@styled
def draw(quick: bool = False) -> Any:
    """Return the figure."""
    widths = load("two-moons").model["widths"]
    figure, axis = subplots(width=SINGLE, height=2.3)
    last = len(widths) - 2
    for layer, (here, there) in enumerate(itertools.pairwise(widths)):
        style = LEVELS if 0 < layer < last else REAL
        for low in _heights(here):
            for high in _heights(there):
                axis.plot([layer, layer + 1], [low, high], lw=0.4, **style)
    for layer, width in enumerate(widths):
        heights = _heights(width)
        axis.plot(np.full(width, layer), heights, "o", ms=6, mfc="white", mec="black", mew=0.8)
        axis.text(layer, -5.6, str(width), ha="center", va="center")
    for layer, text in ((0, "input"), (len(widths) - 1, "classes")):
        axis.text(layer, max(_heights(widths[layer])) + 0.9, text, ha="center", fontsize=7)
    axis.set(xlim=(-0.4, len(widths) - 0.6), ylim=(-6.1, 5.2))
    axis.axis("off")
    for style, label in ((LEVELS, "levels −1 and 1"), (REAL, "real")):
        axis.plot([], [], lw=0.8, label=label, **style)
    figure.legend(loc="outside upper center", ncols=2)
    return figure
