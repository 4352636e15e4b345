"""One run in memory: networks, optimizer and schedules of a method, epoch after epoch.

Randomness has no state that could be lost: the order of an epoch's samples is a function of seed
and epoch, an initial weight one of the seed. A run can therefore stop after any epoch and go on
bit for bit, and a seed's run does not depend on which others it shares the program with.
"""

from __future__ import annotations

import copy
import itertools
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from operator import index
from typing import Any

import torch
from torch import Tensor, nn

from askewtheory.experiments.config import Experiment
from askewtheory.experiments.data import Data
from askewtheory.experiments.distributed import agree, count, device, parallel, summed
from askewtheory.experiments.feeds import feed_of
from askewtheory.experiments.methods import annealing, build, epsilon_of, recipe
from askewtheory.experiments.models import build_network
from askewtheory.experiments.network import accuracies, losses
from askewtheory.optim import (
    EpsilonSchedule,
    QuantizationWarning,
    QuantizedActivation,
    Quantizing,
    latents,
    quantized,
)


class Session:
    """Networks, optimizer and schedules of one method; epochs are counted from 1."""

    def __init__(self, experiment: Experiment, method: str, data: Data, seeds: list[int]) -> None:
        training = experiment.training
        self.experiment, self.name, self.seeds = experiment, method, seeds
        self.settings = experiment.method(method)
        self.device = torch.device("cpu") if experiment.together else device()
        self.network = build_network(experiment.model, seeds, data).to(self.device)
        self.parallel = parallel(self.network)
        if training["double"]:
            self.network.double()
            data = data.double()
        self.feed = feed_of(experiment, data, seeds)
        self.optimizer, self.annealing = self._optimizer()
        self.epoch = 0

    def _optimizer(self) -> tuple[Quantizing, EpsilonSchedule | None]:
        training, levels = self.experiment.training, self.experiment.training["levels"]
        if self.stepwise:
            steps = training["epochs"] * len(self.feed)
            quantize = self.experiment.model["quantize"]
            return recipe(self.settings, self.network, quantize, len(levels), steps)
        values = [float(level) for level in levels]
        optimizer = build(self.settings, self.network, values, training["telemetry"])
        return optimizer, annealing(self.settings, optimizer)

    @property
    def stepwise(self) -> bool:
        """Whether epsilon is annealed at every step rather than after every epoch."""
        return self.settings["algorithm"] == "recipe"

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
        self.network.begin()
        total, shares = torch.zeros(len(self.seeds), device=self.device).double(), []
        for number, (x, y) in enumerate(self.feed.batches(self.epoch)):
            total += self._step(x, y)
            shares += self._force_share(number)
        agree(self.network)
        (total,) = summed(total)
        if self.annealing is not None and not self.stepwise:
            self.annealing.step()
        share = sum(shares) / len(shares) if shares else None
        return self._rows(total / (len(self.feed) * count()), epsilon, share)

    def _step(self, x: Tensor, y: Tensor) -> Tensor:
        each = losses(self._outputs(x), y.to(self.device))
        self.optimizer.zero_grad()
        each.sum().backward()
        if largest := self.experiment.training["clip_norm"]:
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), largest)
        with warnings.catch_warnings():  # recorded in the rows instead
            warnings.simplefilter("ignore", QuantizationWarning)
            self.optimizer.step()
        if self.annealing is not None and self.stepwise:
            self.annealing.step()
        return each.detach()

    def _outputs(self, x: Tensor) -> Tensor:
        """Return the network's outputs; products in bfloat16 where the experiment asks for it."""
        half = self.experiment.training["bfloat16"]
        network = self.parallel if torch.is_grad_enabled() else self.network
        with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
            outputs = network(x.to(self.device))
        return outputs.float() if outputs.dtype == torch.bfloat16 else outputs

    def _force_share(self, step: int) -> list[float]:
        """Return the share of weights that the force moved, if this step measured it."""
        every = self.experiment.training["telemetry"]
        steps_done = (self.epoch - 1) * len(self.feed) + step
        reports = getattr(self.optimizer, "telemetry", [])
        return [
            report.skewed_along + report.skewed_against
            for report in reports
            if every and report.step == steps_done
        ]

    def _rows(
        self, train_loss: Tensor, epsilon: float | None, share: float | None
    ) -> list[dict[str, Any]]:
        with latents(self.network, self.optimizer):
            loss, accuracy = self.evaluate()
        with warnings.catch_warnings():  # the accuracies say it
            warnings.simplefilter("ignore", QuantizationWarning)
            values = quantized(self.network, self.optimizer)
            with values, self._recalibrated():
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

    @contextmanager
    def _recalibrated(self) -> Iterator[None]:
        """Let norms and clips have statistics of the weights that the network carries now."""
        kinds = nn.BatchNorm2d, QuantizedActivation
        norms = [m for m in self.network.modules() if isinstance(m, kinds)]
        if not self.experiment.training["recalibrate"] or not norms:
            yield
            return
        kept = [(copy.deepcopy(norm.state_dict()), norm.momentum) for norm in norms]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # the plain mean over the batches
        self.network.train()
        batches = self.feed.batches(self.epoch)
        with torch.no_grad():
            for x, _ in itertools.islice(batches, self.experiment.training["recalibrate"]):
                self._outputs(x)
        agree(self.network)
        try:
            yield
        finally:
            for norm, (state, momentum) in zip(norms, kept, strict=True):
                norm.load_state_dict(state)
                norm.momentum = momentum

    @torch.no_grad()
    def evaluate(self) -> tuple[Tensor, Tensor]:
        """Return each seed's loss and accuracy (percent) on the test set, as the network stands."""
        self.network.eval()
        self.network.begin()
        loss, right, size = torch.zeros(3, len(self.seeds), device=self.device).double()
        for x, y in self.feed.evaluation():
            outputs, y = self._outputs(x), y.to(self.device)
            loss += losses(outputs, y) * outputs.shape[1]
            right += accuracies(outputs, y) * outputs.shape[1]
            size += outputs.shape[1]
        self.network.train()
        loss, right, size = summed(loss, right, size)
        return loss / size, right / size

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
        self.epoch = index(state["epoch"])
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.annealing is not None:
            self.annealing.load_state_dict(state["annealing"])
        watch = getattr(self.optimizer, "_watch", None)
        if watch is not None:  # which steps are measured
            watch.steps = index(state["steps"])
        torch.set_rng_state(state["random"])

    def _watch_steps(self) -> int:
        watch = getattr(self.optimizer, "_watch", None)
        return watch.steps if watch is not None else 0
