"""Curves of a training run while it runs: in TensorBoard, or with Weights & Biases.

Tracking shows what the log holds already; no table is made from it.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from askewtheory.errors import InputError, require
from askewtheory.files import inside, slug

KINDS = ("auto", "tensorboard", "wandb", "none")

Row = Mapping[str, Any]


class Tracker:
    """Passes each epoch's numbers on to what draws them.

    Parameters
    ----------
    folder
        The run's folder; curves go into ``tensorboard`` or ``wandb`` in it.
    kind
        ``"auto"``: TensorBoard where it is installed, else nothing; ``"tensorboard"`` or
        ``"wandb"``: that one; ``"none"``: nothing. Weights & Biases reads its own environment
        variables; with ``WANDB_MODE=offline`` it needs no account and no network.
    resume
        Go on with the curves that the folder has, instead of beginning anew.
    config
        What decides the run's numbers; Weights & Biases keeps it beside them.

    Raises
    ------
    InputError
        If the kind is unknown, or Weights & Biases cannot begin.
    MissingExtraError
        If the package asked for is not installed.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        kind: str = "auto",
        *,
        resume: bool = False,
        config: Mapping[str, Any] | None = None,
    ) -> None:
        if kind not in KINDS:
            raise InputError(f"track must be one of {', '.join(KINDS)}, got {kind!r}.")
        if kind == "auto":
            kind = "tensorboard" if importlib.util.find_spec("tensorboard") else "none"
        self._board: _Board | None = None
        if kind == "tensorboard":
            self._board = _TensorBoard(Path(folder) / "tensorboard", resume)
        elif kind == "wandb":
            self._board = _WeightsAndBiases(Path(folder), config)

    def epoch(self, rows: Sequence[Row]) -> None:
        """Pass on the rows of an epoch; see :class:`~.training.Trained` for what they hold."""
        if self._board is not None:
            self._board.epoch(rows)

    def close(self) -> None:
        """Write what is not yet written."""
        if self._board is not None:
            self._board.close()


class _Board(Protocol):
    def epoch(self, rows: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


class _TensorBoard:
    """One run for each method and seed, so that seeds share a chart."""

    def __init__(self, folder: Path, resume: bool) -> None:
        require("tensorboard", extra="track")
        self.folder, self.resume = folder, resume
        self.writers: dict[tuple[str, int], Any] = {}

    def epoch(self, rows: Sequence[Row]) -> None:
        for row in rows:
            writer = self._writer(row)
            for name, value in _numbers(row):
                writer.add_scalar(name, value, row["epoch"])

    def close(self) -> None:
        for writer in self.writers.values():
            writer.close()

    def _writer(self, row: Row) -> Any:
        key = row["method"], row["seed"]
        if key not in self.writers:
            from torch.utils.tensorboard import SummaryWriter

            place = inside(self.folder.parent, self.folder.name, slug(key[0]), f"seed-{key[1]}")
            if not self.resume:
                for old in place.glob("events.out.tfevents.*"):
                    old.unlink()
            # An epoch that was drawn but not saved is drawn again: from here on the old is void.
            purge = row["epoch"] if self.resume else None
            self.writers[key] = SummaryWriter(str(place), purge_step=purge, flush_secs=10)
        return self.writers[key]


class _WeightsAndBiases:
    """One run for all methods and seeds, which may take turns."""

    def __init__(self, folder: Path, config: Mapping[str, Any] | None) -> None:
        wandb = require("wandb", extra="track")
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self.run = wandb.init(
                project="askewtheory",
                name=folder.name,
                dir=str(folder),
                config=dict(config or {}),
                settings=wandb.Settings(silent=True, console="off"),
            )
        except wandb.Error as error:
            reason = " ".join(str(error).split()).rstrip(".")
            raise InputError(
                f"track wandb must have an account, or WANDB_MODE=offline, got: {reason}."
            ) from None
        self.run.define_metric("*", step_metric="epoch")

    def epoch(self, rows: Sequence[Row]) -> None:
        values = {
            f"{row['method']}/{name}/seed-{row['seed']}": value
            for row in rows
            for name, value in _numbers(row)
        }
        self.run.log({"epoch": rows[0]["epoch"], **values})

    def close(self) -> None:
        self.run.finish()


def _numbers(row: Row) -> Iterator[tuple[str, float]]:
    """Yield what was measured; what was not is None."""
    for name, value in row.items():
        if name not in ("method", "seed", "epoch") and value is not None:
            yield name, float(value)
