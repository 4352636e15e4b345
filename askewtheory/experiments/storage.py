"""What a training run leaves on disk, so that it survives being killed at any moment.

``METHOD.jsonl`` gets one line for each seed after every epoch; ``METHOD.pt`` is the checkpoint,
replaced in one step, and knows how long the log was when it was made and what it held;
``METHOD.pt.before`` is the checkpoint before it; ``METHOD.parquet`` is the finished table. A run
that is resumed first cuts the log back to its checkpoint, so that the files end up as if nothing
had happened.

A checkpoint begins with a line that has a version and the SHA-256 of what follows: a damaged one is
never loaded. Where the last one, or the end of the log, is damaged, the one before is taken.
"""

# ruff: noqa: E402  (the requirement comes before what needs it)
from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from askewtheory.errors import require

require("torch", extra="experiments")

import torch

from askewtheory import output
from askewtheory.errors import InputError
from askewtheory.experiments.choices import changed_entries
from askewtheory.experiments.config import MEASURES
from askewtheory.files import append_text, check_path, leftovers
from askewtheory.kept import check_kept
from askewtheory.provenance import provenance
from askewtheory.reading import content_of

HEAD = b"askewtheory checkpoint 1, sha256 "
ANEW = "without --resume the run begins anew"


class DamagedError(InputError):
    """A file that is not what was written."""


def read_checkpoint(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return what a checkpoint holds: ``network``, ``optimizer``, ``epoch``, ``config`` and more.

    Parameters
    ----------
    path
        ``METHOD.pt``, or ``METHOD.pt.before``.

    Returns
    -------
    dict

    Raises
    ------
    DamagedError
        If it is not whole, or of another version.
    """
    try:
        head, _, payload = content_of(path, "checkpoint", None).partition(b"\n")
    except InputError as error:
        raise DamagedError(str(error)) from None
    if head != HEAD + _hash(payload).encode():
        raise DamagedError(f"checkpoint must be whole and of version 1, got {os.fspath(path)!r}.")
    try:
        return torch.load(io.BytesIO(payload), weights_only=True, map_location="cpu")
    except Exception as error:
        raise DamagedError(
            f"checkpoint must be one of this program's, got {os.fspath(path)!r} "
            f"({type(error).__name__})."
        ) from None


class Store:
    """The files of one method's run in a folder.

    Parameters
    ----------
    folder
        Made where missing.
    method
        The name that the files have; see :func:`askewtheory.files.slug`.
    config
        What decides the run's numbers; a checkpoint of other numbers is refused.
    """

    def __init__(self, folder: str | os.PathLike[str], method: str, config: Mapping[str, Any]):
        self.folder = Path(folder)
        self.method = method
        self.config = output.to_plain(dict(config))
        self.log = self.folder / f"{method}.jsonl"
        self.checkpoint = self.folder / f"{method}.pt"
        self.before = self.folder / f"{method}.pt.before"
        self.table = self.folder / f"{method}.parquet"
        self._written = hashlib.sha256()  # what this process knows to be in the log
        self.files = self.log, self.checkpoint, self.before, self.table
        for path in self.files:
            check_path(path, "out")

    def begin(self) -> None:
        """Remove what an earlier run left, and begin an empty log."""
        check_kept(self.folder)
        for path in (self.checkpoint, self.before, self.table):
            path.unlink(missing_ok=True)
        output.write_text(self.log, "")
        self._written = hashlib.sha256()

    def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows to the log; they are on disk when this returns."""
        text = "".join(json.dumps(output.to_plain(row)) + "\n" for row in rows)
        append_text(self.log, text)
        self._written.update(text.encode("utf-8"))

    def save(self, state: Mapping[str, Any]) -> None:
        """Replace the checkpoint, in one step, and keep the one before."""
        check_kept(self.folder)
        content = {
            **state,
            "config": self.config,
            "log_size": self.log.stat().st_size,
            "log_hash": self._written.hexdigest(),
        }
        stream = io.BytesIO()
        torch.save(content, stream)
        payload = stream.getvalue()
        if self.checkpoint.exists():
            self.checkpoint.replace(self.before)
        head = HEAD + _hash(payload).encode() + b"\n"
        output.write_bytes(self.checkpoint, head + payload)

    def refuse_others(self) -> None:
        """Refuse, before anything is trained, a checkpoint of other settings; :meth:`load` heals.

        Raises
        ------
        InputError
            If the newest that can be read belongs to other settings.
        """
        for path in filter(Path.exists, (self.checkpoint, self.before)):
            with contextlib.suppress(DamagedError):
                self._state(path)
                return

    def load(self) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
        """Return the checkpoint and the rows before it, the log cut back; None without one.

        Where it or the log is damaged and the checkpoint before is whole, that one is returned, and
        a warning is logged.

        Raises
        ------
        InputError
            If no checkpoint can be read with its log, or it belongs to other settings.
        """
        check_kept(self.folder)
        for leftover in leftovers(self.checkpoint):
            leftover.unlink()  # a write that was interrupted
        damage = None
        for path in (self.checkpoint, self.before):
            if not path.exists():
                continue
            try:
                state, rows = self._state(path)
            except DamagedError as error:
                damage = damage or error
                continue
            if damage is not None:
                logging.getLogger("askewtheory").warning(
                    "%s Going on from the checkpoint before, of epoch %s.", damage, state["epoch"]
                )
                path.replace(self.checkpoint)
            os.truncate(self.log, state["log_size"])
            self._written = hashlib.sha256(content_of(self.log, "log", None))
            return state, rows
        if damage is not None:
            raise InputError(f"{str(damage).rstrip('.')}; {ANEW}.")
        return None

    def _state(self, path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return a checkpoint and the rows before it."""
        state = read_checkpoint(path)
        try:
            config, size, known = state["config"], state["log_size"], state["log_hash"]
            if not isinstance(config, dict):
                raise TypeError
        except (KeyError, TypeError, IndexError):
            raise DamagedError(f"checkpoint must be that of a run, got {str(path)!r}.") from None
        if config != self.config:
            changed = ", ".join(changed_entries(config, self.config)) or "other settings"
            raise InputError(
                f"resume must continue the settings of {str(path)!r}, got others: {changed}; "
                f"{ANEW}."
            )
        log = content_of(self.log, "log", None) if self.log.exists() else b""
        log = log[:size] if isinstance(size, int) and 0 <= size <= len(log) else b""
        if _hash(log) != known or len(log) != size:
            raise DamagedError(
                f"log must be as its checkpoint left it, got another {str(self.log)!r}."
            )
        return state, [_row(json.loads(line)) for line in log.decode("utf-8").splitlines()]

    def finish(self, rows: Sequence[Mapping[str, Any]], seeds: Sequence[int]) -> None:
        """Write the rows as a Parquet file that carries its provenance."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        record = output.to_json(provenance(self.config, seeds))
        table = pa.Table.from_pylist([dict(row) for row in rows])
        table = table.replace_schema_metadata({"provenance": record})
        stream = io.BytesIO()
        pq.write_table(table, stream)
        output.write_bytes(self.table, stream.getvalue())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as it was before JSON, which has no infinite or undefined numbers."""
    for name in (*MEASURES, "train_loss"):
        row[name] = math.nan if row[name] is None else float(row[name])
    return row
