"""Training: all seeds of one method at once, measured and saved after every epoch.

Randomness has no state that could be lost: the order of an epoch's samples is a function of seed
and epoch, an initial weight one of the seed. A run can therefore stop after any epoch and go on
bit for bit, and a seed's run does not depend on which others it shares the program with.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from askewtheory.experiments.config import Experiment
from askewtheory.experiments.data import Data
from askewtheory.experiments.methods import annealing, build, epsilon_of
from askewtheory.experiments.network import Network, accuracies, losses
from askewtheory.experiments.storage import Store
from askewtheory.optim import SilentForceWarning, latents, quantized

CHUNK = 4000
"""Samples that an evaluation takes at a time."""


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

    def last(self) -> list[dict[str, Any]]:
        """Return the rows of the last epoch, one for each seed."""
        final = self.rows[-1]["epoch"]
        return [row for row in self.rows if row["epoch"] == final]


class Session:
    """Networks, optimizer and schedules of one method; epochs are counted from 1."""

    def __init__(self, experiment: Experiment, method: str, data: Data, seeds: list[int]) -> None:
        training = experiment.training
        self.experiment, self.name, self.seeds = experiment, method, seeds
        self.settings = experiment.method(method)
        self.network = Network(**experiment.model, seeds=seeds)
        self.data = data
        if training["double"]:
            self.network.double()
            self.data = data.double()
        levels = [float(level) for level in training["levels"]]
        self.optimizer = build(self.settings, self.network, levels, training["telemetry"])
        self.annealing = annealing(self.settings, self.optimizer)
        self.epoch = 0

    def run_epoch(self) -> list[dict[str, Any]]:
        """Train for one epoch; return its rows."""
        self.epoch += 1
        training = self.experiment.training
        passed = sum(milestone <= self.epoch for milestone in training["milestones"])
        for group in self.optimizer.param_groups:
            falling = self.epoch ** -self.settings.get("lr_decay", 0.0)
            group["lr"] = self.settings["lr"] * training["factor"] ** passed * falling
        epsilon = epsilon_of(self.optimizer)
        self.network.train()
        total, count, shares = torch.zeros(len(self.seeds)).double(), 0, []
        for x, y in self._batches(training["batch"]):
            total += self._step(x, y)
            shares += self._force_share(count)
            count += 1
        if self.annealing is not None:
            self.annealing.step()
        share = sum(shares) / len(shares) if shares else None
        return self._rows(total / count, epsilon, share)

    def _step(self, x: Tensor, y: Tensor) -> Tensor:
        each = losses(self.network(x), y)
        self.optimizer.zero_grad()
        each.sum().backward()
        with warnings.catch_warnings():  # recorded in the rows instead
            warnings.simplefilter("ignore", SilentForceWarning)
            self.optimizer.step()
        return each.detach()

    def _force_share(self, step: int) -> list[float]:
        """Return the share of weights that the force moved, if this step measured it."""
        every = self.experiment.training["telemetry"]
        steps_done = (self.epoch - 1) * self._steps_per_epoch + step
        reports = getattr(self.optimizer, "telemetry", [])
        return [
            report.skewed_along + report.skewed_against
            for report in reports
            if every and report.step == steps_done
        ]

    @property
    def _steps_per_epoch(self) -> int:
        return -(-len(self.data.train_x) // self.experiment.training["batch"])

    def _batches(self, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield batches, shape (seeds, size, features): each seed has its own order."""
        samples = len(self.data.train_x)
        orders = [np.random.default_rng([s, self.epoch]).permutation(samples) for s in self.seeds]
        order = torch.from_numpy(np.stack(orders))
        for first in range(0, samples, size):
            chosen = order[:, first : first + size]
            yield self.data.train_x[chosen], self.data.train_y[chosen]

    def _rows(
        self, train_loss: Tensor, epsilon: float | None, share: float | None
    ) -> list[dict[str, Any]]:
        with latents(self.network, self.optimizer):
            loss, accuracy = self.evaluate()
        with quantized(self.network, self.optimizer):
            quantized_loss, quantized_accuracy = self.evaluate()
        return [
            {
                "method": self.name,
                "seed": seed,
                "epoch": self.epoch,
                "train_loss": float(train_loss[k]),
                "loss": float(loss[k]),
                "accuracy": float(accuracy[k]),
                "quantized_loss": float(quantized_loss[k]),
                "quantized_accuracy": float(quantized_accuracy[k]),
                "epsilon": epsilon,
                "force_share": share,
            }
            for k, seed in enumerate(self.seeds)
        ]

    @torch.no_grad()
    def evaluate(self) -> tuple[Tensor, Tensor]:
        """Return each seed's loss and accuracy (percent) on the test set, as the network stands."""
        self.network.eval()
        x, y = self.data.test_x, self.data.test_y
        loss, right = torch.zeros(2, len(self.seeds), dtype=torch.float64)
        for part, wanted in zip(x.split(CHUNK), y.split(CHUNK), strict=True):
            outputs = self.network(part)
            loss += losses(outputs, wanted) * (len(part) / len(x))
            right += accuracies(outputs, wanted) * (len(part) / len(x))
        self.network.train()
        return loss, right

    def state(self) -> dict[str, Any]:
        """Return everything that going on needs."""
        return {
            "epoch": self.epoch,
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "steps": self._watch_steps(),
            "annealing": self.annealing.state_dict() if self.annealing else None,
            "random": torch.get_rng_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a saved state."""
        self.epoch = state["epoch"]
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.annealing is not None:
            self.annealing.load_state_dict(state["annealing"])
        watch = getattr(self.optimizer, "_watch", None)
        if watch is not None:  # which steps are measured
            watch.steps = state["steps"]
        torch.set_rng_state(state["random"])

    def _watch_steps(self) -> int:
        watch = getattr(self.optimizer, "_watch", None)
        return watch.steps if watch is not None else 0


def train(
    experiment: Experiment,
    method: str,
    data: Data,
    *,
    seeds: int | Sequence[int] | None = None,
    epochs: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    on_epoch: Callable[[list[dict[str, Any]]], None] | None = None,
) -> Trained:
    """Train one method of an experiment.

    Parameters
    ----------
    experiment, method, data
        What to train, how, on what.
    seeds
        How many, 0 to seeds - 1, or which; the experiment's own number by default.
    epochs
        The experiment's own number by default.
    folder
        Where log, checkpoint and table go; None writes nothing.
    resume
        Go on from the folder's checkpoint where there is one.
    on_epoch
        Called with the rows of each epoch once they are saved.

    Returns
    -------
    Trained
    """
    given = seeds or experiment.training["seeds"]
    chosen = list(range(given)) if isinstance(given, int) else list(given)
    last = epochs or experiment.training["epochs"]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        session = Session(experiment, method, data, chosen)
        rows: list[dict[str, Any]] = []
        store = None
        if folder is not None:
            config = {**experiment.to_dict(), "method": method, "seeds": chosen}
            store = Store(folder, method, {**config, "source": data.source})
            found = store.load() if resume else None
            if found is None:
                store.begin()
            else:
                session.restore(found[0])
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
