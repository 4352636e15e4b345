"""Running an experiment: its methods one after another, then its tables on disk."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from askewtheory import output
from askewtheory.errors import InputError
from askewtheory.experiments import tables
from askewtheory.experiments.config import Experiment
from askewtheory.experiments.data import Data, load_data
from askewtheory.experiments.enumeration import MOST, Optimum, optimum
from askewtheory.experiments.render import Table
from askewtheory.experiments.training import train
from askewtheory.provenance import provenance


def data_of(experiment: Experiment, data_dir: str | None = None) -> Data:
    """Return an experiment's data, which must fit its model."""
    keywords = dict(experiment.data)
    data = load_data(keywords.pop("name"), data_dir=data_dir, **keywords)
    inputs, outputs = experiment.model["widths"][0], experiment.model["widths"][-1]
    features, classes = data.train_x.shape[1], int(data.train_y.max()) + 1
    if inputs != features or max(outputs, 2) < classes:
        raise InputError(
            f"model widths must begin with {features} and have {classes} classes for this data, "
            f"got {experiment.model['widths']}."
        )
    return data


def with_data(experiment: Experiment, name: str, data_dir: str | None = None) -> Experiment:
    """Return the experiment on another data set, its first layer as wide as that data.

    Between the two sets of one format the number of training images stays the experiment's own.
    """
    images = ("mnist", "fashion-mnist")
    same = name in images and experiment.data["name"] in images
    keywords = {"train": experiment.data["train"]} if same and "train" in experiment.data else {}
    features = load_data(name, data_dir=data_dir, **keywords).train_x.shape[1]
    widths = [features, *experiment.model["widths"][1:]]
    changed = experiment.changed({"model": {"widths": widths}})
    return Experiment(**{**vars(changed), "data": {"name": name, **keywords}})


def run(
    experiment: Experiment,
    methods: Sequence[str],
    data: Data,
    *,
    seeds: int | None = None,
    epochs: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    obstacle: str = "",
    on_epoch: Callable[[list[dict[str, Any]]], None] | None = None,
) -> dict[str, Any]:
    """Train methods and return (and write) what they gave.

    Parameters
    ----------
    experiment, methods, data
        What to train on what.
    seeds, epochs, resume, on_epoch
        As for :func:`askewtheory.experiments.training.train`.
    folder
        Where the files go, ``results.json`` and ``tables.md``, ``.tex`` and ``.html`` among them.
    obstacle
        Why the results cannot be compared with printed ones, where they cannot.

    Returns
    -------
    dict
        ``experiment``, ``methods`` (summaries and comparisons), ``optimum`` (or None),
        ``tables`` and ``environment``.
    """
    runs: dict[str, Sequence[Mapping[str, Any]]] = {}
    options = {"seeds": seeds, "epochs": epochs, "folder": folder, "resume": resume}
    with threads(experiment):
        for method in methods:
            runs[method] = train(experiment, method, data, **options, on_epoch=on_epoch).rows
    short = epochs is not None and epochs != experiment.training["epochs"]
    obstacle = obstacle or (f"{epochs} epochs" if short else "")
    best = optimum(experiment, data) if enumerable(experiment) else None
    made = _tables(experiment, runs, best, obstacle)
    record = _record(experiment, runs, best, obstacle, made, data)
    if folder is not None:
        output.write_json(Path(folder) / "results.json", record)
        for suffix, write in (("md", Table.markdown), ("tex", Table.latex), ("html", Table.html)):
            output.write_text(Path(folder) / f"tables.{suffix}", "\n".join(map(write, made)))
    return record


@contextmanager
def threads(experiment: Experiment) -> Iterator[None]:
    """Take one thread for networks so small that handing work out costs more than doing it."""
    before = torch.get_num_threads()
    if max(experiment.model["widths"]) < 256:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def enumerable(experiment: Experiment) -> bool:
    """Tell whether all quantized weights can be tried: every parameter has levels, and few do."""
    model, widths = experiment.model, experiment.model["widths"]
    size = sum(a * b for a, b in itertools.pairwise(widths))
    count = len(experiment.training["levels"]) ** min(size, 64)
    return model["quantize"] == "all" and not model["bias"] and count <= MOST


def last_rows(run: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return a run's rows of its last epoch."""
    final = max(row["epoch"] for row in run)
    return [row for row in run if row["epoch"] == final]


def _tables(
    experiment: Experiment, runs: Mapping[str, Any], best: Optimum | None, obstacle: str
) -> list[Table]:
    lasts = {method: last_rows(run) for method, run in runs.items()}
    made = [tables.main_table(experiment, lasts, obstacle)]
    if best is not None:
        made.append(tables.gap_table(experiment, runs, best))
    if len(lasts) > 1:
        measure = "quantized_loss" if best is not None else "quantized_accuracy"
        made.append(tables.welch_table(experiment, lasts, measure))
    return made


def _record(
    experiment: Experiment,
    runs: Mapping[str, Any],
    best: Optimum | None,
    obstacle: str,
    made: Sequence[Table],
    data: Data,
) -> dict[str, Any]:
    methods = {}
    for method, rows in runs.items():
        found = tables.summaries(last_rows(rows))
        verdicts = tables.comparisons(experiment, method, found, obstacle)
        methods[method] = {
            "epochs": max(row["epoch"] for row in rows),
            "summary": found,
            "printed": experiment.printed.get(method, {}),
            "comparisons": verdicts,
        }
    seeds = sorted({row["seed"] for rows in runs.values() for row in rows})
    return {
        "experiment": experiment.to_dict(),
        "data": data.source,
        "methods": methods,
        "optimum": best,
        "tables": made,
        "environment": provenance(experiment.to_dict(), seeds),
    }
