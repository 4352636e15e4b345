"""Seeds as processes: one thread each, as many at once as there are cores, or on a cluster.

For a network whose products already fill a core, two processes of one thread do more in a second
than one process of two threads, and every seed keeps a log and a checkpoint of its own.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from askewtheory.errors import IncompleteError, InputError
from askewtheory.experiments.config import Experiment
from askewtheory.experiments.data import Data
from askewtheory.experiments.distributed import count
from askewtheory.experiments.folder import ImageFolder
from askewtheory.experiments.storage import Store
from askewtheory.experiments.training import as_long, chosen_seeds, settings_of, train
from askewtheory.files import slug
from askewtheory.pool import Lost, cores, run_items, tell

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Job:
    """One method with one seed, or with several that train together."""

    experiment: Experiment
    method: str
    seeds: tuple[int, ...]

    @property
    def file(self) -> str:
        """The name of the job's log and checkpoint, made of the method and a seed that is alone."""
        name = slug(self.method)
        return name if self.experiment.together else f"{name}.seed-{self.seeds[0]}"

    def __str__(self) -> str:
        seeds = "seed" if len(self.seeds) == 1 else "seeds"
        return f"method {self.method} with {seeds} {', '.join(map(str, self.seeds))}"


def jobs_of(
    experiment: Experiment, method: str, seeds: int | Sequence[int] | None = None
) -> list[Job]:
    """Return the jobs of a method: one for each seed, or one for all that train together."""
    chosen = chosen_seeds(experiment, seeds)
    parts = [chosen] if experiment.together else [[seed] for seed in chosen]
    return [Job(experiment, method, tuple(part)) for part in parts]


Task = tuple[int, Job, dict[str, Any]]
"""A job with its number and the options of its training."""


def train_apart(
    jobs: Sequence[Job],
    data: Data,
    *,
    epochs: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    on_epoch: Callable[[Rows], None] | None = None,
    workers: int | None = None,
) -> list[Rows]:
    """Train jobs in processes of their own; return the rows of each.

    Parameters
    ----------
    jobs
        What is trained, in this order.
    data
        Handed over as a file that all processes map.
    epochs, folder, resume, on_epoch
        As for :func:`~.training.train`.
    workers
        Processes at once; by default one for each core.

    Raises
    ------
    Exception
        The first that a job raised, once all others have ended. What they had finished is in the
        folder.
    IncompleteError
        If a job's process was killed, and again when it went on from the last epoch on disk.
    """
    options = {"epochs": epochs, "folder": folder, "resume": resume}
    alone = isinstance(data, ImageFolder)  # which has processes of its own
    at_once = 1 if alone else min(workers or cores(), len(jobs))
    if at_once <= 1:  # nothing to share the cores with
        return [list(run_job(job, data, {**options, "on_epoch": on_epoch})) for job in jobs]
    with tempfile.TemporaryDirectory() as scratch:
        shared = Path(scratch) / "data.pt"
        _share(data, shared)
        tasks = [(number, job, options) for number, job in enumerate(jobs)]
        begin = partial(_begin, str(shared))
        ended = run_items(_work, tasks, at_once, begin=begin, heard=on_epoch, again=_going_on)
        ended = {number: rows for (number, *_), rows in ended}
    found = []
    for number, job in enumerate(jobs):
        rows = ended[number]
        if isinstance(rows, Exception):
            raise rows
        if isinstance(rows, Lost):
            raise IncompleteError(
                f"{job} did not end: {rows.reason}; --resume goes on from its last whole epoch."
            )
        found.append(rows)
    return found


def _share(data: Data, path: Path) -> None:
    try:
        torch.save(vars(data), path)
    except (OSError, RuntimeError) as error:  # the latter is what PyTorch says of a full disk
        raise InputError(
            f"TMPDIR must be a folder with room for the data, got {str(path.parent)!r}."
        ) from error


def run_job(
    job: Job,
    data: Data,
    options: dict[str, Any],
) -> Sequence[dict[str, Any]]:
    """Train a job in this process, with the options of :func:`~.training.train`."""
    seeds, file = list(job.seeds), job.file
    return train(job.experiment, job.method, data, seeds=seeds, file=file, **options).rows


_here: dict[str, Any] = {}
"""What a worker process was given when it began."""


def _begin(shared: str) -> None:
    torch.set_num_threads(1)
    _here.update(data=Data(**torch.load(shared, mmap=True, weights_only=True)))


def _work(task: Task) -> Rows | Exception:
    """Do a job; its exception is its result, so that it does not end the others."""
    _, job, options = task
    try:
        return list(run_job(job, _here["data"], {**options, "on_epoch": tell}))
    except Exception as error:
        return error


def _going_on(task: Task) -> Task:
    """Return the job of a process that was killed as it goes on from what is on disk."""
    number, job, options = task
    return number, job, {**options, "resume": options["folder"] is not None}


def train_all(
    runs: Sequence[tuple[Experiment, str]],
    data: Data,
    *,
    seeds: int | Sequence[int] | None = None,
    epochs: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    on_epoch: Callable[[Rows], None] | None = None,
    by: Callable[..., list[Rows]] | None = None,
) -> list[Rows]:
    """Train methods of experiments, the way their seeds train: together, or in processes.

    Parameters
    ----------
    runs
        Experiment and method of each run.
    data, seeds, epochs, folder, resume, on_epoch
        As for :func:`~.training.train`; a folder gets one table for each run.
    by
        What trains all jobs instead of this machine, called like :func:`train_apart`.

    Returns
    -------
    list of list of dict
        Each run's rows, epoch by epoch, seed by seed.

    Raises
    ------
    InputError
        If ``torchrun`` started several processes and the data is not images in a folder; if
        ``resume`` finds a checkpoint of other settings, before anything is trained.
    """
    if count() > 1 and not isinstance(data, ImageFolder):
        raise InputError(
            f"data of a run in {count()} processes must be images in a folder, got {data.source}."
        )
    options: dict[str, Any] = {
        "epochs": epochs, "folder": folder, "resume": resume, "on_epoch": on_epoch,
    }  # fmt: skip
    parts = [jobs_of(*run, seeds) for run in runs]
    jobs = [job for part in parts for job in part]
    if resume and folder is not None:
        for job in jobs:
            trained = as_long(job.experiment, job.method, epochs)
            settings = settings_of(trained, job.method, data, job.seeds)
            Store(folder, job.file, settings).refuse_others()
    if by is None:
        jobs = [job for job in jobs if not job.experiment.together]
    ended = iter((by or train_apart)(jobs, data, **options) if jobs else ())
    found = []
    for (experiment, method), part in zip(runs, parts, strict=True):
        if experiment.together:
            found.append(next(ended) if by else list(run_job(part[0], data, options)))
            continue
        rows = [row for _ in part for row in next(ended)]
        rows.sort(key=lambda row: row["epoch"])  # stable: seeds stay in order
        if folder is not None:
            chosen = [seed for job in part for seed in job.seeds]
            settings = settings_of(experiment, method, data, chosen)
            Store(folder, slug(method), settings).finish(rows, chosen)
        found.append(rows)
    return found
