"""The cycling example of the report: what large steps do, with and without the clip."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from askewtheory.feasible import feasible_intervals, velocity
from askewtheory.grid import Grid
from askewtheory.plotting import BLUE, DOUBLE, GREY, RED, THEORY, styled, subplots

NAME = "cycling"
CAPTION = (
    "Last values of |w| from 40 starts for Q = {−1, 1}, ε = 0.2, α = 1 and a loss that decreases "
    "away from 0 (grey: the feasible interval): without the clip the symmetric two-cycle, which "
    "needs γ α > 2, repels and what lies beyond it diverges; with M_c = 1 nothing diverges, and "
    "symmetric cycles |w| = γ M_c/2 exist once the clip acts on both sides."
)

EPSILON, ALPHA, CLIP, OUTWARD = 0.2, 1.0, 1.0, 0.05
INTERVAL = feasible_intervals(Grid.binary(), epsilon=EPSILON)[1]
STARTS, STEPS, SHOWN, HIGHEST = 40, 200, 24, 6.0
DIVERGED = 1e3


def cycle_radius(gain: np.ndarray) -> np.ndarray:
    """Return |w| of the unclipped symmetric cycle: gamma alpha (|w| - 1 - epsilon) = 2 |w|."""
    return gain * (1 + EPSILON) / (gain - 2)


def orbits(gains: np.ndarray, clip: float) -> list[np.ndarray]:
    """Return the last distinct |w| of all starts for each gamma alpha, all run side by side."""
    w = np.tile(np.linspace(0.05, HIGHEST, STARTS), (gains.size, 1))
    stepsizes = (gains / ALPHA)[:, None]
    shown = []
    for step in range(STEPS):
        outward = -OUTWARD * np.sign(w)
        speed = velocity(w, outward, Grid.binary(), epsilon=EPSILON, alpha=ALPHA, clip=clip)
        w = w + stepsizes * speed
        if step >= STEPS - SHOWN:
            shown.append(np.abs(w))
    return [np.unique(np.round(values, 3)) for values in np.concatenate(shown, axis=1)]


@styled
def draw(quick: bool = False) -> Any:
    """Return the figure; ``quick`` takes a third of the stepsizes."""
    gains = np.linspace(0.05, 5, 66 if quick else 199)
    figure, axes = subplots(1, 2, width=DOUBLE, height=2.7, sharey=True)
    beyond = np.linspace(2.05, 5, 300)
    for axis, clip, title in zip(
        axes, (math.inf, CLIP), ("without clip", "with clip"), strict=True
    ):
        found = orbits(gains, clip)
        shown = [ends[ends <= HIGHEST] for ends in found]
        across = np.repeat(gains, [ends.size for ends in shown])
        axis.plot(across, np.concatenate(shown), ".", color=BLUE, ms=1, rasterized=True)
        lost = gains[[ends[-1] > DIVERGED for ends in found]]
        if lost.size:  # an empty line that is not clipped has no size, and the layout would fail
            axis.plot(lost, np.full(lost.size, HIGHEST), "^", color=RED, ms=2, clip_on=False)
        feasible = axis.axhspan(*map(float, INTERVAL), color=GREY, alpha=0.25, lw=0)
        edge = axis.axvline(2, color=GREY, lw=0.6)
        axis.set(title=title, xlabel=r"$\gamma\alpha$", xlim=(0, 5), ylim=(0, HIGHEST))
    axes[0].plot(beyond, cycle_radius(beyond), **THEORY, label="two-cycle (repelling)")
    axes[0].plot([], [], ".", color=BLUE, ms=4, label="last $|w|$ of each start")
    axes[0].plot([], [], "^", color=RED, ms=3, label="a start diverges")
    feasible.set_label("feasible")
    edge.set_label(r"$\gamma\alpha = 2$")
    clipped = beyond[beyond * CLIP / ALPHA / 2 >= 1 + EPSILON + CLIP / ALPHA]
    clip_cycle = {**THEORY, "linestyle": "-.", "label": r"$|w| = \gamma M_c/2$"}
    axes[1].plot(clipped, clipped * CLIP / ALPHA / 2, **clip_cycle)
    axes[0].set_ylabel("$|w|$, last steps")
    figure.legend(loc="outside upper center", ncols=6, columnspacing=1.2, handlelength=1.6)
    return figure
