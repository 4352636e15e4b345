"""What a run leaves behind."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from askewtheory.output import to_plain, write_bytes
from askewtheory.provenance import provenance


@dataclass(frozen=True)
class Run:
    """The records of one run of T steps, at n recorded steps k = 0, every, 2 every, ..., T.

    At the last record, k = T, the velocity is evaluated and no step is taken, so ``last`` is w_T.
    """

    steps: np.ndarray
    """The recorded k, shape (n,)."""
    squared_velocity: np.ndarray
    """|v_k|^2, shape (n,): with noise the velocity *taken*, made of the noisy gradient."""
    true_squared_velocity: np.ndarray
    """|v_k|^2 of the velocity made of the true gradient; without noise the same numbers."""
    running_minimum: np.ndarray
    """The least |v_j|^2 (velocity taken) over *all* j from ``minimum_from`` to k, recorded or not;
    infinite before that."""
    weighted_average: np.ndarray
    """sum gamma_j |v_j|^2 / sum gamma_j (velocity taken) over all j <= k; at k = T over j < T."""
    loss: np.ndarray
    """The loss at w_k, shape (n,)."""
    distance: np.ndarray
    """The Euclidean distance of w_k to C_epsilon, shape (n,)."""
    branch_counts: np.ndarray
    """Shape (n, 3): coordinates on each branch, summed over the steps *since the previous record*
    up to and with k. With every = 1 a row counts step k alone and adds up to d; ``cumsum(axis=0)``
    counts from the start, however thin the records."""
    last: np.ndarray
    """w_T, shape (d,)."""
    iterates: np.ndarray | None
    """w_k at the recorded steps, shape (n, d), if they were kept."""
    configuration: dict[str, Any] = field(default_factory=dict)
    """The arguments of the run, as JSON would write them."""

    def branch_shares(self) -> np.ndarray:
        """Return the share of each branch in each row of ``branch_counts``, shape (n, 3)."""
        return self.branch_counts / self.branch_counts.sum(axis=1, keepdims=True)

    def to_dict(self) -> dict[str, Any]:
        """Return all records; what ``--json`` writes."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the arrays to a NumPy archive, with configuration and provenance as JSON text.

        Exact runs are written as text (``"1/5"``), since an archive holds no fractions.
        """
        return write_bytes(path, _archive(self))


@dataclass(frozen=True)
class Ensemble:
    """The records of m runs: every array of :class:`Run` with the member as its first axis.

    Attributes
    ----------
    steps : array of int
        The recorded k, shape (n,): all members record the same.
    squared_velocity, true_squared_velocity, running_minimum, weighted_average : array
        Shape (m, n), see :class:`Run`.
    loss, distance : array
        Shape (m, n).
    branch_counts : array of int
        Shape (m, n, 3).
    last : array
        Shape (m, d).
    iterates : array or None
        Shape (m, n, d), if they were kept.
    configurations : tuple of dict
        The arguments of each run.
    """

    steps: np.ndarray
    squared_velocity: np.ndarray
    true_squared_velocity: np.ndarray
    running_minimum: np.ndarray
    weighted_average: np.ndarray
    loss: np.ndarray
    distance: np.ndarray
    branch_counts: np.ndarray
    last: np.ndarray
    iterates: np.ndarray | None
    configurations: tuple[dict[str, Any], ...] = ()

    def __len__(self) -> int:
        return len(self.last)

    def member(self, index: int) -> Run:
        """Return one run: bit for bit what :func:`simulate` gives for its arguments."""
        arrays = {
            item.name: getattr(self, item.name)
            for item in fields(self)
            if item.name not in ("steps", "configurations")
        }
        rows: dict[str, Any] = {n: None if a is None else a[index] for n, a in arrays.items()}
        return Run(steps=self.steps, configuration=self.configurations[index], **rows)

    def to_dict(self) -> dict[str, Any]:
        """Return all records."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the arrays to a NumPy archive, with configurations and provenance as JSON."""
        return write_bytes(path, _archive(self))


def _archive(result: Run | Ensemble) -> bytes:
    arrays: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    for item in fields(result):
        value = getattr(result, item.name)
        if isinstance(value, np.ndarray):
            arrays[item.name] = value if value.dtype != object else value.astype(str)
        elif value is not None:
            texts[item.name] = value
    configuration = texts.get("configuration") or {"members": list(texts["configurations"])}
    record = to_plain(provenance(config=configuration, seed=configuration.get("seed")))
    stream = io.BytesIO()
    np.savez_compressed(stream, provenance=np.array(json.dumps(record)), **arrays)
    return stream.getvalue()
