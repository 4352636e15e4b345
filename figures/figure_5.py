"""Figure 5: decision contours of the trained networks, before and after quantization."""

from __future__ import annotations

from typing import Any

import numpy as np

from askewtheory.plotting import BLUE, DOUBLE, ORANGE, styled, subplots
from figures.figure_4 import name_points, scatter
from figures.trained import needs_experiments, trained

QUICK = False  # trains networks: left out of quick reports
NAME = "figure-5"
CAPTION = (
    "Decision contours of seed 0 after 60 epochs on the two moons, hyper-parameters as printed: "
    "the weights that each method updates (top) and its quantized weights (bottom), with their "
    "accuracy on the test points. The shade is the probability of class 1; the line is where both "
    "classes are equally probable."
)
POINTS = 160


@styled
@needs_experiments
def draw(quick: bool = False) -> Any:
    """Return the figure; ``quick`` trains for 8 epochs."""
    from askewtheory.experiments.tables import label
    from askewtheory.optim import latents, quantized

    experiment, data, runs = trained("two-moons", quick)
    figure, axes = subplots(2, len(runs), width=DOUBLE, height=3.2, sharex=True, sharey=True)
    for column, (method, run) in enumerate(runs.items()):
        session, first = run.session, run.last()[0]
        shown = (
            (latents, first["accuracy"], label(experiment, method)),
            (quantized, first["quantized_accuracy"], "quantized"),
        )
        for axis, (carrying, accuracy, title) in zip(axes[:, column], shown, strict=True):
            with carrying(session.network, session.optimizer):
                _contour(axis, session.network, data)
            axis.set_title(f"{title}, {accuracy:.1f} %", fontsize=7)
            axis.set(xticks=[-1, 0, 1, 2], yticks=[-0.5, 0, 0.5, 1])
    for axis in axes[-1]:
        axis.set_xlabel("$x_1$")
    for axis in axes[:, 0]:
        axis.set_ylabel("$x_2$")
    name_points(figure)
    return figure


def _contour(axis: Any, network: Any, data: Any) -> None:
    """Draw the probability of the second class for the network's first member."""
    import torch

    low, high = data.train_x.amin(0) - 0.3, data.train_x.amax(0) + 0.3
    sides = [np.linspace(float(a), float(b), POINTS) for a, b in zip(low, high, strict=True)]
    mesh = np.meshgrid(*sides)
    points = torch.tensor(np.stack([part.ravel() for part in mesh], axis=1), dtype=torch.float32)
    network.eval()
    with torch.no_grad():
        second = network(points)[0].softmax(1)[:, 1].reshape(POINTS, POINTS).numpy()
    colours = _between(BLUE, ORANGE)
    axis.contourf(*mesh, second, levels=np.linspace(0, 1, 9), cmap=colours, alpha=0.55)
    if second.min() < 0.5 < second.max():
        axis.contour(*mesh, second, levels=[0.5], colors="black", linewidths=0.8)
    scatter(axis, data, 0.3)


def _between(first: str, second: str) -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("classes", [first, "white", second])
