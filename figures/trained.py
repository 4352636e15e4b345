"""What the figures of trained networks share: a gate, the runs, and the methods' styles."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

from askewtheory.plotting import BLUE, DOUBLE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, subplots

NEEDED = ("torch", "sklearn")
STYLES = {
    "full-precision": (GREY, "s"),
    "sgd": (GREY, "s"),
    "binary-connect": (ORANGE, "^"),
    "ste": (RED, "v"),
    "proxquant": (GREEN, "D"),
    "projected-gradient": (PURPLE, "P"),
    "askewsgd": (BLUE, "o"),
    "askewsgd-decreasing": (SKY, "<"),
    "askewsgd-never": (SKY, "X"),
}
"""Colour and marker of each method, the same in every figure."""
QUICK_EPOCHS = 8


def needs_experiments(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Draw one sentence instead where the extra is not installed, so that the rest still runs."""

    @functools.wraps(draw)
    def drawn(quick: bool = False) -> Any:
        missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
        if not missing:
            return draw(quick)
        figure, axis = subplots(width=DOUBLE, height=0.6)
        axis.axis("off")
        text = f"Not drawn: {', '.join(missing)} not installed (extra experiments)."
        axis.text(0.5, 0.5, text, ha="center", va="center")
        return figure

    return drawn


def trained(name: str, quick: bool, methods: Sequence[str] = (), reading: str = "") -> Any:
    """Train the methods of an experiment; return it, its data and the runs by method.

    ``quick`` takes 8 epochs, far too few to show what the experiment is about.
    """
    from askewtheory.experiments.config import load
    from askewtheory.experiments.runner import data_of, threads
    from askewtheory.experiments.training import train

    experiment = load(name)
    if reading:
        experiment = experiment.reading(reading)
    data = data_of(experiment)
    epochs = QUICK_EPOCHS if quick else None
    with threads(experiment):
        runs = {
            method: train(experiment, method, data, epochs=epochs)
            for method in methods or experiment.methods
        }
    return experiment, data, runs
