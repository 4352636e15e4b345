"""Theorem 6 in motion: the printed Lyapunov function and the repaired one, one trajectory."""

from __future__ import annotations

from typing import Any

import numpy as np

from askewtheory import kernel
from askewtheory.plotting import BLUE, DOUBLE, ORANGE, RED, styled, subplots
from askewtheory.worstcase.instance import Instance
from askewtheory.worstcase.targets import lyapunov

NAME = "lyapunov"
CAPTION = (
    "One trajectory that the force pulls back to the feasible interval (shaded) against the "
    "gradient: the printed Lyapunov function L = ℓ + (α/2)Σ min(0, ψ)² rises all the way to the "
    "stationary point, while Ψ = φ + κ d² falls at every step."
)

# Levels 0 and 2, epsilon = 0.19; the minimiser of the loss lies in the infeasible middle.
SETTING = Instance(
    inner=0.1, middle=1.8, alpha=0.25, clip=1.0, slope=0.5, width=0.5, center=1.2, smoothness=1.0,
    start=0.35, stepsize=0.05, steps=600,
)  # fmt: skip
KAPPA = SETTING.smoothness / SETTING.alpha * max(SETTING.smoothness - 2 * SETTING.alpha, 0)


def printed_function(w: float) -> float:
    """Return the report's L(w) = l(w) + (alpha/2) min(0, psi(w))^2 (proof of Theorem 6)."""
    psi = kernel.remoteness(w, SETTING.levels, SETTING.epsilon, kernel.QUADRATIC)
    return SETTING.value(w) + SETTING.alpha / 2 * min(0.0, psi) ** 2


def functions() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the points w_k, and both functions along them."""
    points = SETTING.path()[0]
    first = np.array([printed_function(w) for w in points])
    second = np.array([lyapunov(SETTING, w, KAPPA) for w in points])
    return np.array(points), first, second


@styled
def draw(quick: bool = False) -> Any:
    """Return the figure; ``quick`` changes nothing here."""
    points, first, second = functions()
    figure, axes = subplots(1, 2, width=DOUBLE, height=2.4)
    low, high = SETTING.intervals[0]
    axes[0].axhspan(low, high, color=ORANGE, alpha=0.35, lw=0, label="feasible")
    axes[0].plot(points, color=BLUE, label="$w_k$")
    axes[0].axhline(SETTING.center, color="black", lw=0.6, ls=":", label="minimiser of the loss")
    axes[0].set(xlabel="$k$", ylabel="$w$")
    axes[1].plot(first - first[-1], color=RED, ls="--", label="printed $L$: rises")
    axes[1].plot(second - second[-1], color=BLUE, label="Ψ: falls")
    axes[1].axhline(0, color="black", lw=0.6)
    axes[1].set(xlabel="$k$", ylabel="value − last value")
    for axis in axes:
        axis.legend(loc="center right")
    return figure
