"""How much Table 1 depends on what the report leaves open."""

from __future__ import annotations

from typing import Any

import numpy as np

from askewtheory.plotting import DOUBLE, GREY, styled, subplots
from figures.trained import STYLES, needs_experiments, trained

QUICK = False  # trains networks: left out of quick reports
NAME = "two-moons-readings"
CAPTION = (
    "Quantized accuracy on the two moons under different readings of the report's text: mean of "
    "15 seeds with its 95 % interval; crosses are the printed means. Readings that concern one "
    "method show that method only."
)
CHOSEN = "as chosen"
NAMES = {
    "clip 10": "$M_c = 10$",
    "lambda times learning rate": "$λ$ times learning rate",
    "start on [-1, 1]": "start on [−1, 1]",
}
"""Readings that have a letter; the others are called as in the experiment's file."""


@styled
@needs_experiments
def draw(quick: bool = False) -> Any:
    """Return the figure; ``quick`` trains for 8 epochs."""
    from askewtheory.experiments.config import load
    from askewtheory.experiments.tables import label, summaries

    experiment = load("two-moons")
    readings = [CHOSEN, *experiment.readings]
    figure, axis = subplots(width=DOUBLE, height=0.34 * len(readings) + 0.8)
    methods = list(experiment.methods)
    offsets = dict(zip(methods, np.linspace(-0.27, 0.27, len(methods)), strict=True))
    for row, reading in enumerate(readings):
        change = experiment.readings.get(reading, {})
        concerned = list(change.get("methods", methods))
        _, _, runs = trained("two-moons", quick, concerned, "" if reading == CHOSEN else reading)
        for method, run in runs.items():
            found = summaries(run.last())["quantized_accuracy"]
            colour, marker = STYLES[method]
            height = row + offsets[method]
            axis.plot([found.low, found.high], [height] * 2, color=colour, lw=1)
            name = label(experiment, method) if row == 0 else None
            axis.plot(found.mean, height, marker, color=colour, ms=4, ls="", label=name)
    for method in methods:
        printed = float(experiment.printed[method]["quantized_accuracy"][0])
        axis.plot(printed, offsets[method], "x", color=STYLES[method][0], ms=4)
    axis.plot([], [], "x", color="black", ms=4, label="printed")
    for row in range(1, len(readings)):
        axis.axhline(row - 0.5, color=GREY, lw=0.3)
    axis.set(
        yticks=range(len(readings)), ylim=(len(readings) - 0.5, -0.5),
        xlabel="quantized accuracy, %",
    )  # fmt: skip
    axis.set_yticklabels([NAMES.get(one, one) for one in readings])
    axis.legend(loc="upper center", bbox_to_anchor=(0.4, 1.12), ncols=len(methods) + 1)
    return figure
