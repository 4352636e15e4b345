"""What a Dask cluster costs a sweep and a training, measured with two workers on this machine.

``python -m benchmarks.cluster`` prints what one task sends and returns, what the scheduler needs
for a task that does nothing, and a small sweep and a small training on the cluster and on as many
processes.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import click
import cloudpickle
import distributed

from askewtheory.experiments.config import load
from askewtheory.experiments.elsewhere import Elsewhere, Sent, train_elsewhere, train_there
from askewtheory.experiments.processes import jobs_of, train_apart
from askewtheory.experiments.runner import data_of, with_data
from askewtheory.provenance import code_digest
from askewtheory.rates.sweep import LIBRARIES, key_of, read_grid, run_row, run_sweep

WORKERS = 2
EMPTY = 300
"""Tasks that do nothing."""

SEEDS, EPOCHS = 6, 30

GRID = """
[[study]]
theorem = "theorem-2"
loss = ["huber", "saturating"]
dimension = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
steps = 10000
members = 16
"""


def nothing(number: int) -> int:
    """Do nothing, so that what is timed is the cluster."""
    return number


@click.command()
def main() -> None:
    """Print the measurements."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.toml"
        path.write_text(GRID)
        cases = read_grid(path)
        options: dict[str, Any] = {"threads_per_worker": 1, "dashboard_address": None}
        local: Any = distributed.LocalCluster(n_workers=WORKERS, **options)
        with local as cluster, distributed.Client(cluster) as client:
            _print_sizes(cases)
            begun = time.perf_counter()
            client.gather(client.map(nothing, range(EMPTY)))
            each = 1e3 * (time.perf_counter() - begun) / EMPTY
            print(f"a task that does nothing: {each:.2f} ms, {EMPTY} of them in one graph")
            ways: dict[str, dict[str, Any]] = {
                "processes": {"workers": WORKERS},
                "cluster": {"scheduler": cluster.scheduler_address},
            }
            for name, where in ways.items():
                run_sweep(cases[:WORKERS], Path(folder) / f"{name}-first", **where)
                begun = time.perf_counter()
                report = run_sweep(cases, Path(folder) / name, **where)
                spent = time.perf_counter() - begun
                assert report.finished == len(cases), report
                print(f"{len(cases)} cases, {WORKERS} workers, {name}: {spent:.2f} s")
            _print_training(Path(folder), cluster.scheduler_address)


def _print_training(folder: Path, scheduler: str) -> None:
    """Print what jobs of training send and return, and how long they take either way."""
    experiment = with_data(load("mnist-w1"), "digits")
    data, jobs = data_of(experiment), jobs_of(experiment, "askewsgd", SEEDS)
    place = Elsewhere(scheduler)
    first = Sent(jobs[0], {"epochs": 1, "resume": False}, place, data.digest(), {})
    sent, back = len(cloudpickle.dumps(first)), len(cloudpickle.dumps(train_there(first)))
    print(f"a job of training, {experiment.name} on digits: {sent:,} bytes there, {back:,} back")
    ways = {"processes": partial(train_apart, workers=WORKERS),
            "cluster": partial(train_elsewhere, place)}  # fmt: skip
    train_elsewhere(place, jobs[:WORKERS], data, epochs=1)
    for name, train in ways.items():
        begun = time.perf_counter()
        train(jobs, data, epochs=EPOCHS, folder=folder / f"train-{name}")
        spent = time.perf_counter() - begun
        print(f"{SEEDS} seeds of {EPOCHS} epochs, {WORKERS} workers, {name}: {spent:.2f} s")


def _print_sizes(cases: list[Any]) -> None:
    """Print the bytes of a task as it is sent and of its row as it comes back."""
    code = code_digest(*LIBRARIES)
    sent = [len(cloudpickle.dumps((run_row, case, f"{key_of(case)}-{code}"))) for case in cases]
    back = [len(cloudpickle.dumps(run_row(case))) for case in cases[:4]]
    print(f"graph: {len(cases)} tasks, none depends on another; {sum(sent):,} bytes in all")
    print(f"a task: {statistics.mean(sent):,.0f} bytes there, {statistics.mean(back):,.0f} back")


if __name__ == "__main__":
    main()
