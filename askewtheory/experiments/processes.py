"""Seeds as processes: one thread each, as many at once as there are cores.

For a network whose products already fill a core, two processes of one thread do more in a second
than one process of two threads, and every seed keeps a log and a checkpoint of its own.
"""

from __future__ import annotations

import os
import queue
import signal
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import active_children, parent_process
from pathlib import Path
from typing import Any

import torch
from torch.multiprocessing import get_context

from askewtheory.errors import InputError
from askewtheory.experiments.config import Experiment
from askewtheory.experiments.data import Data
from askewtheory.experiments.distributed import count
from askewtheory.experiments.folder import ImageFolder
from askewtheory.experiments.storage import Store
from askewtheory.experiments.training import chosen_seeds, settings_of, train
from askewtheory.files import slug

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Job:
    """One method with one seed; its files are named after both."""

    experiment: Experiment
    method: str
    seed: int

    @property
    def file(self) -> str:
        """The name of the job's log and checkpoint."""
        return f"{slug(self.method)}.seed-{self.seed}"


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
        The first that a job raised, once the jobs that run have ended. What they had finished is
        in the folder.
    """
    options = {"epochs": epochs, "folder": folder, "resume": resume}
    alone = isinstance(data, ImageFolder)  # which has processes of its own
    at_once = 1 if alone else min(workers or _cores(), len(jobs))
    if at_once <= 1:  # nothing to share the cores with
        return [list(_run(job, data, options, on_epoch)) for job in jobs]
    context = get_context("spawn")
    news, others = context.Queue(), set(active_children())
    with tempfile.TemporaryDirectory() as scratch:
        shared = Path(scratch) / "data.pt"
        torch.save(vars(data), shared)
        with ProcessPoolExecutor(
            at_once, mp_context=context, initializer=_begin, initargs=(str(shared), news)
        ) as pool:
            futures = [pool.submit(_work, job, options) for job in jobs]
            try:
                _report(futures, news, on_epoch)
                return [future.result() for future in futures]
            except KeyboardInterrupt:  # what is on disk is whole at every moment
                for process in set(active_children()) - others:
                    process.terminate()
                raise
            finally:  # after a failure only what already runs goes on
                pool.shutdown(wait=True, cancel_futures=True)


def _run(
    job: Job, data: Data, options: dict[str, Any], on_epoch: Callable[[Rows], None] | None
) -> Sequence[dict[str, Any]]:
    return train(
        job.experiment, job.method, data,
        seeds=[job.seed], file=job.file, on_epoch=on_epoch, **options,
    ).rows  # fmt: skip


_here: dict[str, Any] = {}
"""What a worker process was given when it began."""


def _begin(shared: str, news: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    torch.set_num_threads(1)
    _here.update(data=Data(**torch.load(shared, mmap=True, weights_only=True)), news=news)


def _work(job: Job, options: dict[str, Any]) -> Rows:
    return list(_run(job, _here["data"], options, _tell))


def _tell(rows: Rows) -> None:
    parent = parent_process()
    if parent is not None and not parent.is_alive():  # it was killed: nobody waits for the rest
        os._exit(1)
    _here["news"].put(rows)


def _report(
    futures: Sequence[Future[Rows]], news: Any, on_epoch: Callable[[Rows], None] | None
) -> None:
    """Pass on what the processes tell, until all have ended or one has failed."""
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=0.1, return_when=FIRST_EXCEPTION)
        _pass_on(news, on_epoch)
        for future in done:
            future.result()
    _pass_on(news, on_epoch)


def _pass_on(news: Any, on_epoch: Callable[[Rows], None] | None) -> None:
    while True:
        try:
            rows = news.get_nowait()
        except queue.Empty:
            return
        if on_epoch is not None:
            on_epoch(rows)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def train_all(
    runs: Sequence[tuple[Experiment, str]],
    data: Data,
    *,
    seeds: int | Sequence[int] | None = None,
    epochs: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    on_epoch: Callable[[Rows], None] | None = None,
) -> list[Rows]:
    """Train methods of experiments, the way their seeds train: together, or in processes.

    Parameters
    ----------
    runs
        Experiment and method of each run.
    data, seeds, epochs, folder, resume, on_epoch
        As for :func:`~.training.train`; a folder gets one table for each run.

    Returns
    -------
    list of list of dict
        Each run's rows, epoch by epoch, seed by seed.

    Raises
    ------
    InputError
        If ``torchrun`` started several processes and the data is not images in a folder.
    """
    if count() > 1 and not isinstance(data, ImageFolder):
        raise InputError(
            f"data of a run in {count()} processes must be images in a folder, got {data.source}."
        )
    options: dict[str, Any] = {
        "epochs": epochs, "folder": folder, "resume": resume, "on_epoch": on_epoch,
    }  # fmt: skip
    apart = [run for run in runs if not run[0].together]
    jobs = [Job(*run, seed) for run in apart for seed in chosen_seeds(run[0], seeds)]
    ended = iter(train_apart(jobs, data, **options) if jobs else ())
    found = []
    for experiment, method in runs:
        if experiment.together:
            found.append(list(train(experiment, method, data, seeds=seeds, **options).rows))
            continue
        chosen = chosen_seeds(experiment, seeds)
        rows = [row for _ in chosen for row in next(ended)]
        rows.sort(key=lambda row: row["epoch"])  # stable: seeds stay in order
        if folder is not None:
            settings = settings_of(experiment, method, data, chosen)
            Store(folder, slug(method), settings).finish(rows, chosen)
        found.append(rows)
    return found
