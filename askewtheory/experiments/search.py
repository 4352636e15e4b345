"""Equal tuning: every method gets the same learning rates to try, on seeds of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from askewtheory.errors import InputError
from askewtheory.experiments.config import MEASURES, Experiment
from askewtheory.experiments.data import Data
from askewtheory.experiments.processes import train_all
from askewtheory.experiments.statistics import sample
from askewtheory.experiments.training import last_rows

RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Learning rates that a search tries unless told otherwise."""

SEEDS = 20
"""Seeds of each try unless told otherwise."""

FIRST_SEED = 10_000
"""Seeds from here on serve searches, so that results come from seeds that chose nothing."""


def search(
    experiment: Experiment,
    methods: Sequence[str],
    data: Data,
    *,
    rates: Sequence[float] = RATES,
    seeds: int = SEEDS,
    epochs: int | None = None,
    measure: str = "quantized_loss",
    on_epoch: Callable[[list[dict[str, Any]]], None] | None = None,
) -> tuple[Experiment, dict[str, dict[float, float]]]:
    """Choose each method's learning rate by the mean of a measure after the last epoch.

    Parameters
    ----------
    experiment, methods, data
        As for training; everything but the learning rates stays as it is.
    rates
        The learning rates that every method tries.
    seeds, epochs
        The budget of each try; the seeds are none of those that training takes.
    measure
        A loss is to be small, an accuracy large.
    on_epoch
        As for training.

    Returns
    -------
    Experiment
        With the chosen learning rates.
    dict
        The mean of the measure for each method and rate.
    """
    if measure not in MEASURES:
        raise InputError(f"measure must be one of {', '.join(MEASURES)}, got {measure!r}.")
    if not rates or not all(rate > 0 for rate in rates):
        raise InputError(f"rates must be positive numbers, got {list(rates)}.")
    sign = -1.0 if "loss" in measure else 1.0
    chosen = list(range(FIRST_SEED, FIRST_SEED + seeds))
    tries = [(method, rate) for method in methods for rate in rates]
    runs = [(experiment.changed({"methods": {m: {"lr": rate}}}), m) for m, rate in tries]
    found: dict[str, dict[float, float]] = {method: {} for method in methods}
    rows = train_all(runs, data, seeds=chosen, epochs=epochs, on_epoch=on_epoch)
    for (method, rate), run in zip(tries, rows, strict=True):
        found[method][rate] = sample([row[measure] for row in last_rows(run)]).mean
    best = {
        method: {"lr": max(means, key=lambda rate: sign * _finite(means[rate], sign))}
        for method, means in found.items()
    }
    return experiment.changed({"methods": best}), found


def _finite(value: float, sign: float) -> float:
    """Return a mean, or the worst of all where a run diverged."""
    return value if value == value else -sign * float("inf")
