"""What a training run leaves on disk, so that it survives being killed at any moment.

``METHOD.jsonl`` gets one line for each seed after every epoch; ``METHOD.pt`` is the checkpoint,
replaced in one step, and knows how long the log was when it was made; ``METHOD.parquet`` is the
finished table. A run that is resumed first cuts the log back to its checkpoint, so that the files
end up as if nothing had happened.
"""

from __future__ import annotations

import io
import json
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from askewtheory import output
from askewtheory.errors import InputError
from askewtheory.experiments.config import MEASURES
from askewtheory.files import check_path, leftovers
from askewtheory.provenance import provenance


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
        self.table = self.folder / f"{method}.parquet"
        for path in (self.log, self.checkpoint, self.table):
            check_path(path, "out")

    def begin(self) -> None:
        """Remove what an earlier run left, and begin an empty log."""
        for path in (self.checkpoint, self.table):
            path.unlink(missing_ok=True)
        output.write_text(self.log, "")

    def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows to the log; they are on disk when this returns."""
        text = "".join(json.dumps(output.to_plain(row)) + "\n" for row in rows)
        with self.log.open("a", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())

    def save(self, state: Mapping[str, Any]) -> None:
        """Replace the checkpoint, in one step."""
        content = {**state, "config": self.config, "log_size": self.log.stat().st_size}
        stream = io.BytesIO()
        torch.save(content, stream)
        output.write_bytes(self.checkpoint, stream.getvalue())

    def load(self) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
        """Return the checkpoint and the rows before it, the log cut back; None without one.

        Raises
        ------
        InputError
            If the checkpoint cannot be read, or belongs to other settings.
        """
        for leftover in leftovers(self.checkpoint):
            leftover.unlink()  # a write that was interrupted
        if not self.checkpoint.exists():
            return None
        try:
            state = torch.load(self.checkpoint, weights_only=True, map_location="cpu")
        except Exception as error:
            raise InputError(
                f"checkpoint must be one of this program's, got {str(self.checkpoint)!r} "
                f"({type(error).__name__})."
            ) from error
        if state["config"] != self.config:
            raise InputError(
                f"resume must continue the settings of {str(self.checkpoint)!r}, got others; "
                "without --resume the run begins anew."
            )
        if not self.log.exists() or self.log.stat().st_size < state["log_size"]:
            raise InputError(f"log must belong to its checkpoint, got a shorter {str(self.log)!r}.")
        os.truncate(self.log, state["log_size"])
        lines = self.log.read_text("utf-8").splitlines()
        return state, [_row(json.loads(line)) for line in lines]

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


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as it was before JSON, which has no infinite or undefined numbers."""
    for name in (*MEASURES, "train_loss"):
        row[name] = math.nan if row[name] is None else float(row[name])
    return row
