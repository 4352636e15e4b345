"""Equal tuning: every method gets the same learning rates to try, on data and seeds of their own.

A rate is chosen by what it does on a part of the training set that is held out of the tries: the
test set takes no part in a search, and the final runs train on the whole training set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from askewtheory.errors import InputError
from askewtheory.experiments.config import MEASURES, Experiment
from askewtheory.experiments.data import Data
from askewtheory.experiments.folder import ImageFolder
from askewtheory.experiments.processes import train_all
from askewtheory.experiments.statistics import last_rows, sample

RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Learning rates that a search tries unless told otherwise."""

SEEDS = 20
"""Seeds of each try unless told otherwise."""

FIRST_SEED = 10_000
"""Seeds from here on serve searches, so that results come from seeds that chose nothing."""

HELD_OUT = 5
"""One in so many training samples is held out of a search's tries, to be measured on."""

HELD_SEED = 20_000
"""Draws which samples are held out: the same ones for every method, rate and search."""


def held_out(data: Data) -> Data:
    """Return data whose test set is a fifth of the training set, which trains on the rest.

    Samples are drawn by a fixed seed; of a text it is the last fifth, which keeps its order. Data
    that is measured on its own training set has no test set to spare, and stays as it is.

    Raises
    ------
    InputError
        If there are fewer than five training samples.
    """
    if in_sample(data):
        return data
    count = len(data.train_y)
    if count < HELD_OUT:
        raise InputError(f"training data of a search must be at least {HELD_OUT}, got {count}.")
    text = data.train_x.dim() == 1
    drawn = np.random.default_rng(HELD_SEED).permutation(count)
    order = np.arange(count)[::-1] if text else drawn
    held, kept = (np.sort(part) for part in np.split(order, [count // HELD_OUT]))
    parts: dict[str, Any] = {
        "train_y": data.train_y[torch.from_numpy(kept)],
        "test_y": data.train_y[torch.from_numpy(held)],
        "source": f"{data.source}, a fifth of the training set held out",
    }
    if isinstance(data, ImageFolder):
        parts |= {"train_files": data.train_files[kept], "test_files": data.train_files[held]}
    else:
        x = data.train_x
        parts |= {"train_x": x[torch.from_numpy(kept)], "test_x": x[torch.from_numpy(held)]}
    return replace(data, **parts)


def in_sample(data: Data) -> bool:
    """Tell whether data is measured on its own training set."""
    return not isinstance(data, ImageFolder) and torch.equal(data.train_x, data.test_x)


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

    The measure is that of training samples held out of the tries, see :func:`held_out`; what
    counts steps, such as ProxQuant's ``start``, has a fifth fewer of them in each epoch of a try.

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
        With the chosen learning rates, and a remark that says how they were chosen.
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
    rows = train_all(runs, held_out(data), seeds=chosen, epochs=epochs, on_epoch=on_epoch)
    for (method, rate), run in zip(tries, rows, strict=True):
        found[method][rate] = sample([row[measure] for row in last_rows(run)]).mean
    best = {
        method: max(means, key=lambda rate: sign * _finite(means[rate], sign))
        for method, means in found.items()
    }
    tuned = experiment.changed({"methods": {method: {"lr": lr} for method, lr in best.items()}})
    where = "the training set itself" if in_sample(data) else "a fifth of the training set held out"
    drawn = f"seed {FIRST_SEED}" + (f" to {chosen[-1]}" if seeds > 1 else "")
    by = f"(in place of all others) by the mean {measure.replace('_', ' ')} on {where}, {drawn}"
    remark = f"learning rates searched {by}: {_spelled(experiment, best, rates)}"
    return tuned.remarked(remark, ", learning rates searched"), found


def _spelled(experiment: Experiment, best: Mapping[str, float], rates: Sequence[float]) -> str:
    """Return the chosen rates, and which of them are at an end of what was tried."""
    ends = {min(rates): " (the least tried)", max(rates): " (the largest tried)"}
    return ", ".join(
        f"{experiment.methods[method].get('label', method)} {rate:g}{ends.get(rate, '')}"
        for method, rate in best.items()
    )


def _finite(value: float, sign: float) -> float:
    """Return a mean, or the worst of all where a run diverged."""
    return value if value == value else -sign * float("inf")
