"""Running an experiment: its methods one after another, then its tables on disk."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from askewtheory import output
from askewtheory.errors import InputError
from askewtheory.experiments import tables
from askewtheory.experiments.config import CONVOLUTIONAL, Experiment
from askewtheory.experiments.data import Data, load_data
from askewtheory.experiments.distributed import count
from askewtheory.experiments.enumeration import MOST, Optimum, optimum
from askewtheory.experiments.processes import Rows, train_all
from askewtheory.experiments.render import Table
from askewtheory.experiments.statistics import last_rows
from askewtheory.files import check_path
from askewtheory.provenance import provenance
from askewtheory.reading import content_of, sealed


def data_of(
    experiment: Experiment, data_dir: str | None = None, download: bool | None = None
) -> Data:
    """Return an experiment's data, which must fit its model; see :func:`~.data.load_data`."""
    keywords = dict(experiment.data)
    if experiment.model["name"] in CONVOLUTIONAL:
        keywords["images"] = True
    where = {"data_dir": data_dir, "download": download}
    data = load_data(keywords.pop("name"), **(where | keywords))
    text, wants_text = data.train_x.dim() == 1, experiment.model["name"] == "lstm"
    if text != wants_text:
        wanted = "a text" if wants_text else "images or points"
        raise InputError(
            f"data of a {experiment.model['name']} must be {wanted}, got {data.source}."
        )
    if "widths" in experiment.model:
        inputs, outputs = experiment.model["widths"][0], experiment.model["widths"][-1]
        features = data.train_x.shape[1]
        if inputs != features or max(outputs, 2) < data.classes:
            raise InputError(
                f"model widths must begin with {features} and have {data.classes} classes for "
                f"this data, got {experiment.model['widths']}."
            )
    return data


def with_data(
    experiment: Experiment,
    name: str,
    data_dir: str | None = None,
    download: bool | None = None,
) -> Experiment:
    """Return the experiment on another data set, a perceptron's first layer as wide as that data.

    Between the two sets of one format the number of training images stays the experiment's own.
    """
    images = ("mnist", "fashion-mnist")
    same = name in images and experiment.data["name"] in images
    keywords = {"train": experiment.data["train"]} if same and "train" in experiment.data else {}
    changed = experiment
    if "widths" in experiment.model:
        data = load_data(name, data_dir=data_dir, download=download, **keywords)
        if data.train_x.dim() != 2:
            raise InputError(f"data of a perceptron must be images or points, got {data.source}.")
        features = data.train_x.shape[1]
        widths = [features, *experiment.model["widths"][1:]]
        if widths != experiment.model["widths"]:
            changed = experiment.changed({"model": {"widths": widths}})
            changed = changed.remarked(f"model.widths for this data: {widths}")
    return changed.on({"name": name, **keywords})


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
    by: Callable[..., list[Rows]] | None = None,
) -> dict[str, Any]:
    """Train methods and return (and write) what they gave.

    Parameters
    ----------
    experiment, methods, data
        What to train on what.
    seeds, epochs, resume, on_epoch, by
        As for :func:`askewtheory.experiments.processes.train_all`.
    folder
        Where the files go, ``results.json`` and ``tables.md``, ``.tex`` and ``.html`` among them;
        one with results of another experiment is refused.
    obstacle
        Why the results cannot be compared with printed ones, where they cannot.

    Returns
    -------
    dict
        ``experiment``, ``methods`` (summaries and comparisons), ``optimum`` (or None),
        ``tables`` and ``environment``.
    """
    if folder is not None:
        for name in RESULTS:
            check_path(Path(folder) / name, "out")
        _keep_apart(Path(folder), experiment, data)
    pairs = [(experiment, method) for method in methods]
    with threads(experiment):
        found = train_all(
            pairs, data,
            seeds=seeds, epochs=epochs, folder=folder, resume=resume, on_epoch=on_epoch, by=by,
        )  # fmt: skip
    runs = dict(zip(methods, found, strict=True))
    obstacle = "; ".join(filter(None, (obstacle, _other_epochs(experiment, runs))))
    best = optimum(experiment, data) if enumerable(experiment) else None
    made = _tables(experiment, runs, best, obstacle, data.source)
    record = _record(experiment, runs, best, obstacle, made, data)
    if folder is not None:
        output.write_json(Path(folder) / "results.json", sealed(record))
        for suffix, write in (("md", Table.markdown), ("tex", Table.latex), ("html", Table.html)):
            output.write_text(Path(folder) / f"tables.{suffix}", "\n".join(map(write, made)))
    return record


RESULTS = ("results.json", "tables.md", "tables.tex", "tables.html", "experiment.json")
"""What a run leaves beside the files of its methods."""


def _keep_apart(folder: Path, experiment: Experiment, data: Data) -> None:
    """Refuse a folder with results of another experiment, else note there whose they will be."""
    file = folder / "experiment.json"
    record = output.to_plain({**experiment.to_dict(), "source": data.source})
    try:
        if not os.path.lexists(file):
            output.write_json(file, record)
            return
        known = json.loads(content_of(file, "experiment"))
    except (OSError, ValueError, RecursionError):
        known = None
    if known != record:
        parts = known if isinstance(known, dict) else {}
        other = [name for name in record if parts.get(name) != record[name]]
        raise InputError(
            f"out must be a folder for this experiment alone, got {str(folder)!r} with results of "
            f"another (experiment.json differs in {', '.join(other) or 'its entries'}); give "
            "another --out, or remove them."
        )


@contextmanager
def threads(experiment: Experiment) -> Iterator[None]:
    """Take one thread for networks so small that handing work out costs more than doing it."""
    before = torch.get_num_threads()
    if max(experiment.model.get("widths", [256])) < 256:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def enumerable(experiment: Experiment) -> bool:
    """Tell whether all quantized weights can be tried: every parameter has levels, and few do."""
    model = experiment.model
    if model["name"] != "perceptron":
        return False
    widths = model["widths"]
    size = sum(a * b for a, b in itertools.pairwise(widths))
    count = len(experiment.training["levels"]) ** min(size, 64)
    return model["quantize"] == "all" and not model["bias"] and count <= MOST


def _other_epochs(experiment: Experiment, runs: Mapping[str, Any]) -> str:
    """Return how many epochs the runs have, where that is not what the experiment says.

    A run that is resumed keeps the epochs it had, so these are counted, not what was asked for.
    """
    planned = experiment.training["epochs"]
    had = {
        tables.label(experiment, method): sorted({row["epoch"] for row in last_rows(run)})
        for method, run in runs.items()
    }
    if all(epochs == [planned] for epochs in had.values()):
        return ""
    if len(every := set(itertools.chain(*had.values()))) == 1:
        return f"epochs: {every.pop()}, not {planned}"
    each = [f"{method} {' to '.join(map(str, epochs))}" for method, epochs in had.items()]
    return f"epochs: {', '.join(each)}, not {planned}"


def _tables(
    experiment: Experiment,
    runs: Mapping[str, Any],
    best: Optimum | None,
    obstacle: str,
    source: str,
) -> list[Table]:
    lasts = {method: last_rows(run) for method, run in runs.items()}
    made = [tables.main_table(experiment, lasts, obstacle, source)]
    if best is not None:
        made.append(tables.gap_table(experiment, runs, best))
    if len(lasts) > 1 and all(len(last) > 1 for last in lasts.values()):
        measure = "quantized_loss" if best is not None else experiment.measures[-1]
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
        found = tables.summaries(last_rows(rows), experiment.measures)
        verdicts = tables.comparisons(experiment, method, found, obstacle)
        methods[method] = {
            "epochs": max(row["epoch"] for row in rows),
            "summary": found,
            "printed": {
                measure: [float(value) for value in values]
                for measure, values in experiment.printed.get(method, {}).items()
            },
            "comparisons": verdicts,
        }
    seeds = sorted({row["seed"] for rows in runs.values() for row in rows})
    return {
        "experiment": experiment.to_dict(),
        "data": data.source,
        "processes": count(),
        "methods": methods,
        "optimum": best,
        "tables": made,
        "environment": provenance(experiment.to_dict(), seeds),
    }
