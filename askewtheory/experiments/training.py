"""Training: all seeds of one method at once, measured and saved after every epoch."""

# ruff: noqa: E402  (the requirement comes before what needs it)
from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askewtheory.errors import require

require("torch", extra="experiments")

import torch

from askewtheory.errors import InputError
from askewtheory.experiments.config import Experiment, check_size
from askewtheory.experiments.data import Data
from askewtheory.experiments.distributed import count, told
from askewtheory.experiments.schema import MOST_EPOCHS
from askewtheory.experiments.session import Session
from askewtheory.experiments.statistics import last_rows
from askewtheory.experiments.storage import Store
from askewtheory.files import slug
from askewtheory.provenance import code_digest


@dataclass(frozen=True)
class Trained:
    """A finished (or interrupted) run of one method.

    Attributes
    ----------
    rows : tuple of dict
        One for each seed and epoch: ``method``, ``seed``, ``epoch`` (from 1), ``train_loss`` (mean
        over the epoch's batches, at the weights of the forward pass), ``loss`` and ``accuracy``
        (at the weights that the method updates), ``quantized_loss`` and ``quantized_accuracy``,
        ``epsilon``, ``force_share`` (weights on which the skewing force acted, of those measured;
        the share is that of all seeds together).
    session : Session
        The networks and the optimizer as they were left.
    """

    rows: tuple[dict[str, Any], ...]
    session: Session

    def last(self) -> list[Mapping[str, Any]]:
        """Return the rows of the last epoch, one for each seed."""
        return last_rows(self.rows)


def train(
    experiment: Experiment,
    method: str,
    data: Data,
    *,
    seeds: int | Sequence[int] | None = None,
    epochs: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    file: str = "",
    on_epoch: Callable[[list[dict[str, Any]]], None] | None = None,
) -> Trained:
    """Train one method of an experiment in this process.

    Parameters
    ----------
    experiment, method, data
        What to train, how, on what.
    seeds
        How many, 0 to seeds - 1, or which; the experiment's own number by default.
    epochs
        The experiment's own number by default.
    folder
        Where log, checkpoint and table go; None writes nothing. Of processes that train together
        only the first has one.
    resume
        Go on from the folder's checkpoint where there is one.
    file
        The name of the files; made of the method's by default.
    on_epoch
        Called with the rows of each epoch once they are saved.

    Returns
    -------
    Trained

    Raises
    ------
    InputError
        If ``seeds`` or ``epochs`` is out of range, there is no such method, or the folder is
        another run's.
    """
    chosen = chosen_seeds(experiment, seeds)
    if epochs is not None and not 1 <= epochs <= MOST_EPOCHS:
        raise InputError(f"epochs must be from 1 to {MOST_EPOCHS:,}, got {epochs:,}.")
    last = epochs or experiment.training["epochs"]
    experiment = as_long(experiment, method, last)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(chosen[0])
        session = Session(experiment, method, data, chosen)
        rows: list[dict[str, Any]] = []
        store = found = None
        if folder is not None:
            store = Store(
                folder, file or slug(method), settings_of(experiment, method, data, chosen)
            )
            found = store.load() if resume else None
            if found is None:
                store.begin()
        if found := told(found):
            _restore(session, found[0])
            rows = found[1]
        while session.epoch < last:
            added = session.run_epoch()
            rows += added
            if store is not None:
                store.append(added)
                store.save(session.state())
            if on_epoch is not None:
                on_epoch(added)
        if store is not None:
            store.finish(rows, chosen)
    return Trained(tuple(rows), session)


def as_long(experiment: Experiment, method: str, epochs: int | None) -> Experiment:
    """Return what is trained for so many epochs: a recipe's annealing is as long as the run.

    Parameters
    ----------
    experiment, method
        What is trained, and how.
    epochs
        None is the experiment's own number.
    """
    if epochs is None or experiment.method(method)["algorithm"] != "recipe":
        return experiment
    return experiment.changed({"training": {"epochs": epochs}})


def _restore(session: Session, state: dict[str, Any]) -> None:
    try:
        session.restore(state)
    except (AttributeError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise InputError(
            f"checkpoint must be one of this experiment's, got one that does not fit "
            f"({type(error).__name__}); without --resume the run begins anew."
        ) from None


def chosen_seeds(experiment: Experiment, seeds: int | Sequence[int] | None) -> list[int]:
    """Return which seeds are meant.

    Parameters
    ----------
    experiment
        Has a number of its own.
    seeds
        So many from 0, those given, or None for the experiment's number.

    Returns
    -------
    list of int

    Raises
    ------
    InputError
        If there are too many.
    """
    given = seeds or experiment.training["seeds"]
    check_size(experiment, given if isinstance(given, int) else len(given))
    return list(range(given)) if isinstance(given, int) else list(given)


def settings_of(
    experiment: Experiment, method: str, data: Data, seeds: Sequence[int]
) -> dict[str, Any]:
    """Return everything that decides the numbers of a run, digests of code and data among it.

    Parameters
    ----------
    experiment, method, data
        What is trained, how, on what.
    seeds
        Which.

    Returns
    -------
    dict
        As JSON would write it.

    Raises
    ------
    InputError
        If a file of the code cannot be read.
    """
    of_run: dict[str, Any] = {
        "method": method, "seeds": list(seeds), "source": data.source,
        "code": code_digest("numpy", "torch"), "data_digest": data.digest(),
    }  # fmt: skip
    if count() > 1:
        of_run["processes"] = count()
    return {**experiment.to_dict(), **of_run}
