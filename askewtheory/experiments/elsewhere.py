"""Jobs of training on a Dask cluster: each worker has the data, and sends back all files of a job.

Only this machine writes into the folder, so that no disk is shared. A job that was begun, here or
there, is sent with its checkpoint and goes on from its last whole epoch.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import torch

from askewtheory import output
from askewtheory.cluster import run_on_cluster
from askewtheory.errors import IncompleteError, InputError
from askewtheory.experiments.data import Data
from askewtheory.experiments.folder import ImageFolder
from askewtheory.experiments.processes import Job, Rows, run_job
from askewtheory.experiments.runner import data_of
from askewtheory.experiments.storage import Store
from askewtheory.experiments.training import settings_of
from askewtheory.provenance import code_digest

KEPT = "the seeds that are finished are kept, and --resume goes on with the others"


class Elsewhere(NamedTuple):
    """A cluster: its scheduler's address, and where its workers find the data."""

    scheduler: str
    data_dir: str | None = None
    download: bool | None = None


class Sent(NamedTuple):
    """What a worker gets: a job, its options, where the data is and what it is, files so far."""

    job: Job
    options: dict[str, Any]
    place: Elsewhere
    data_digest: str
    files: dict[str, bytes]

    @property
    def key(self) -> str:
        """A digest of all that the rows depend on."""
        told = [_code(), self.data_digest, self.job.experiment.to_dict(), self.options]
        found = hashlib.sha256(json.dumps(output.to_plain([*told, str(self.job)])).encode())
        for name, content in self.files.items():
            found.update(name.encode() + hashlib.sha256(content).digest())
        return f"train-{found.hexdigest()[:20]}"


class Returned(NamedTuple):
    """What a worker sends back."""

    rows: Rows
    files: dict[str, bytes]
    code: str


def _code() -> str:
    """Return the digest of the code that decides the numbers."""
    return code_digest("numpy", "torch")


def train_elsewhere(
    place: Elsewhere,
    jobs: Sequence[Job],
    data: Data,
    *,
    epochs: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    on_epoch: Callable[[Rows], None] | None = None,
) -> list[Rows]:
    """Train jobs on a cluster; return the rows of each.

    Parameters
    ----------
    place
        The cluster.
    jobs, data, epochs, folder, resume
        As for :func:`~.processes.train_apart`.
    on_epoch
        Called with the rows of each epoch when its job is done.

    Raises
    ------
    Exception
        The first that a job raised, once all others have ended.
    IncompleteError
        If the cluster is lost, or a job's workers keep dying.
    InputError
        If no scheduler answers, or workers have other code or other data.
    """
    if isinstance(data, ImageFolder):
        raise InputError("--scheduler must be used with data that fits in memory, got a folder.")
    options = {"epochs": epochs, "resume": resume}
    stores = {job.file: _store(folder, job, data) for job in jobs}
    sent = [Sent(job, options, place, data.digest(), _begun(stores[job.file], resume))
            for job in jobs]  # fmt: skip
    tasks = {one.key: one for one in sent}
    rows: dict[str, Rows] = {}
    failed: list[Exception] = []
    for one, found in run_on_cluster(train_there, tasks, place.scheduler, KEPT):
        if isinstance(found, Exception):
            failed.append(_told(one.job, found))
            continue
        if found.code != _code():
            raise InputError(
                "--scheduler must have workers with this machine's version of askewtheory and its "
                f"libraries, got a worker with other code ({found.code}, not {_code()})"
            )
        _keep(stores[one.job.file], found.files)
        rows[one.key] = found.rows
        if on_epoch is not None:
            for _, epoch in groupby(found.rows, itemgetter("epoch")):
                on_epoch(list(epoch))
    if failed:
        raise failed[0]
    return [rows[one.key] for one in sent]


def _store(folder: str | os.PathLike[str] | None, job: Job, data: Data) -> Store | None:
    if folder is None:
        return None
    return Store(folder, job.file, settings_of(job.experiment, job.method, data, job.seeds))


def _begun(store: Store | None, resume: bool) -> dict[str, bytes]:
    """Return what there is of a job that is resumed."""
    return _contents(store.files) if store is not None and resume else {}


def _keep(store: Store | None, files: Mapping[str, bytes]) -> None:
    """Put a job's files in place of what there was of it."""
    if store is None:
        return
    for path in store.files:
        if path.name in files:
            output.write_bytes(path, files[path.name])
        else:
            path.unlink(missing_ok=True)


def _contents(paths: Iterable[Path]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths if path.exists()}


def _told(job: Job, error: Exception) -> Exception:
    """Return a job's own error, or that its workers ended."""
    if type(error).__module__.startswith("distributed"):
        return IncompleteError(f"{job} did not end ({error}); {KEPT}.")
    return error


_data: dict[str, Data] = {}
"""What this worker has loaded, by its digest."""


def train_there(sent: Sent) -> Returned:
    """Do a job, on the worker, in a folder of its own."""
    job, place = sent.job, sent.place
    data = _data.get(sent.data_digest)
    if data is None:
        data = data_of(job.experiment, place.data_dir, place.download)
        if data.digest() != sent.data_digest:
            raise InputError(
                f"--scheduler must have workers with this machine's data, got {data.source} with "
                f"other content ({data.digest()}, not {sent.data_digest})"
            )
        _data[sent.data_digest] = data
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name, content in sent.files.items():
                (Path(folder) / name).write_bytes(content)
            rows = list(run_job(job, data, {**sent.options, "folder": folder}))
            return Returned(rows, _contents(sorted(Path(folder).iterdir())), _code())
    finally:
        torch.set_num_threads(before)
