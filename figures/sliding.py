"""Theorem 6 in motion: sliding along a boundary stationary point under noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from askewtheory.feasible import feasible_intervals
from askewtheory.grid import Grid
from askewtheory.kernel import GRADIENT
from askewtheory.losses import Huber
from askewtheory.noise import Gaussian
from askewtheory.plotting import BLUE, DOUBLE, ORANGE, RED, SKY, styled, subplots
from askewtheory.trajectory import Ensemble, ensemble

NAME = "sliding"
CAPTION = (
    "A boundary stationary point under noise: with a constant stepsize the noisy gradient throws "
    "the iterate across the boundary and the force draws it back towards it from outside "
    "(left, one seed); with γ_k ∝ (k + 10)^(−3/4) the excursions of 200 seeds to both sides shrink "
    "(right)."
)

EPSILON, START, CONSTANT = 0.2, 0.9, 0.1
LOSS, NOISE = Huber(width=0.5, center=0.0, slope=0.5), Gaussian(0.5)
METHOD: dict[str, Any] = {"epsilon": EPSILON, "alpha": 1.0, "clip": 1.0}
BOUNDARY = float(feasible_intervals(Grid.binary(), epsilon=EPSILON)[1][0])


def runs(stepsizes: Any, steps: int, seeds: int) -> Ensemble:
    """Return runs from just inside the boundary."""
    return ensemble(
        LOSS, [START], Grid.binary(), **METHOD, stepsizes=stepsizes, steps=steps, noise=NOISE,
        seeds=list(range(seeds)), keep_iterates=True,
    )  # fmt: skip


@styled
def draw(quick: bool = False) -> Any:
    """Return the figure; ``quick`` takes a tenth of the seeds."""
    figure, axes = subplots(1, 2, width=DOUBLE, height=2.4)
    _one_seed(axes[0])
    _many_seeds(axes[1], 20 if quick else 200)
    return figure


def _one_seed(axis: Any) -> None:
    found = runs(CONSTANT, 120, 1)
    assert found.iterates is not None
    points = found.iterates[0, :, 0]
    forced = found.branch_counts[0, :, GRADIENT] == 0  # one coordinate, every step recorded
    offset = points - BOUNDARY
    axis.axhspan(0, offset.max() * 1.1, color=ORANGE, alpha=0.35, lw=0, label="feasible")
    axis.plot(offset, color=BLUE, lw=0.6)
    axis.plot(np.flatnonzero(~forced), offset[~forced], ".", color=BLUE, ms=3, label="gradient")
    axis.plot(np.flatnonzero(forced), offset[forced], "x", color=RED, ms=3, label="force")
    axis.set(xlabel="$k$", ylabel="$w_k$ − boundary", title=f"γ = {CONSTANT}")
    axis.set_ylim(bottom=1.3 * offset.min())  # room for the legend
    axis.legend(loc="lower center", ncols=3)


def _many_seeds(axis: Any, seeds: int) -> None:
    steps = 20_000
    gammas = CONSTANT * 4 * (10 / (np.arange(steps) + 10)) ** 0.75
    found = runs(gammas, steps, seeds)
    assert found.iterates is not None
    shown = np.unique(np.geomspace(1, steps, 200).astype(int))
    offset = found.iterates[:, shown, 0] - BOUNDARY
    low, middle, high = np.quantile(offset, (0.05, 0.5, 0.95), axis=0)
    axis.axhspan(0, high.max() * 1.1, color=ORANGE, alpha=0.35, lw=0, label="feasible")
    axis.fill_between(shown, low, high, color=SKY, alpha=0.6, lw=0, label="5 % to 95 %")
    axis.plot(shown, middle, color=BLUE, label="median")
    counts = found.branch_counts.sum(axis=(0, 1))
    share = 1 - counts[GRADIENT] / counts.sum()
    axis.set(
        xscale="log",
        xlabel="$k$",
        ylabel="$w_k$ − boundary",
        title=f"decaying γ; force on {share:.0%} of the steps",
    )
    axis.legend(loc="lower right")
