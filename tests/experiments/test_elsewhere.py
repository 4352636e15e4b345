"""Training on a Dask cluster: what it leaves is what one machine leaves."""

import functools
import os
import signal
import time

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")
distributed = pytest.importorskip("distributed")

from askewtheory.errors import IncompleteError, InputError  # noqa: E402
from askewtheory.experiments import elsewhere, processes  # noqa: E402
from askewtheory.experiments.elsewhere import Elsewhere, train_elsewhere, train_there  # noqa: E402
from askewtheory.experiments.processes import jobs_of, train_all  # noqa: E402
from askewtheory.experiments.runner import data_of  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # the cluster's own, on closing
METHODS = ("askewsgd", "proxquant")


@pytest.fixture
def runs(tiny):
    """Two methods whose seeds train apart, and one whose seeds train together."""
    apart = tiny.changed({"training": {"together": False, "epochs": 2, "seeds": 2}})
    together = tiny.changed({"training": {"epochs": 2, "seeds": 2}})
    return [*((apart, method) for method in METHODS), (together, "binary-connect")]


@pytest.fixture
def one_core(monkeypatch):
    """A machine of one core, where no process is started."""
    monkeypatch.setattr(processes, "cores", lambda: 1)


@pytest.fixture
def cluster():
    """A scheduler and a worker, as threads of this process."""
    options = {"n_workers": 1, "threads_per_worker": 1, "processes": False}
    with distributed.LocalCluster(**options, dashboard_address=None) as local:
        yield local


def by(cluster):
    """What trains on a cluster."""
    return functools.partial(train_elsewhere, Elsewhere(cluster.scheduler_address))


def contents(folder):
    """The bytes of every log of a folder, and the names of all files."""
    logs = {path.name: path.read_bytes() for path in folder.glob("*.jsonl")}
    return logs, sorted(path.name for path in folder.iterdir())


def test_a_cluster_leaves_what_one_machine_leaves(runs, cluster, tmp_path, one_core):
    """Rows, logs and files are the same, and every epoch is told."""
    data, seen = data_of(runs[0][0]), []
    there = train_all(runs, data, folder=tmp_path / "there", by=by(cluster), on_epoch=seen.append)
    here = train_all(runs, data, folder=tmp_path / "here")
    assert there == here
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert sorted(len(rows) for rows in seen) == [1] * 8 + [2] * 2


def test_what_one_machine_began_a_cluster_ends(runs, cluster, tmp_path, one_core):
    """A job is sent with its checkpoint, and goes on from there to the same end."""
    data = data_of(runs[0][0])
    train_all(runs, data, epochs=1, folder=tmp_path)
    resumed = train_all(runs, data, folder=tmp_path, resume=True, by=by(cluster))
    assert resumed == train_all(runs, data)
    again = train_all(runs, data, folder=tmp_path, resume=True, by=by(cluster))
    assert again == resumed


def test_a_cluster_that_does_not_answer_costs_nothing(runs, tmp_path, one_core, monkeypatch):
    """What an earlier run left is still there, and what is done again takes its place."""
    (experiment, method), data = runs[0], data_of(runs[0][0])
    train_all([(experiment, method)], data, folder=tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr("askewtheory.cluster.ANSWER", 0.5)
    nobody = functools.partial(train_elsewhere, Elsewhere("tcp://127.0.0.1:1"))
    with pytest.raises(InputError, match="address of a Dask scheduler that answers"):
        train_all([(experiment, method)], data, folder=tmp_path, by=nobody)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_job_done_anew_leaves_nothing_of_the_one_before(runs, cluster, tmp_path):
    """One epoch has no checkpoint before its own."""
    (experiment, method), data = runs[0], data_of(runs[0][0])
    jobs = jobs_of(experiment, method)[:1]
    by(cluster)(jobs, data, folder=tmp_path)
    assert list(tmp_path.glob("*.before"))
    by(cluster)(jobs, data, epochs=1, folder=tmp_path)
    assert not list(tmp_path.glob("*.before"))


@pytest.mark.parametrize("fault", ["code", "data", "method", "folder"])
def test_workers_that_are_not_alike_are_refused(runs, cluster, tmp_path, monkeypatch, fault):
    """Other code, other data, and a job's own error are each one sentence."""
    (experiment, method), data = runs[0], data_of(runs[0][0])
    jobs = jobs_of(experiment, method)
    if fault == "code":
        monkeypatch.setattr(elsewhere, "train_there", other_code)
        words = "a worker with other code"
    elif fault == "data":
        data = data_of(experiment.on({**experiment.data, "train": 100}))
        words = "must have workers with this machine's data"
    elif fault == "method":
        jobs = jobs_of(experiment.changed({"methods": {method: {"clip": -1.0}}}), method)
        words = "Invalid clip value"
    else:
        data = object.__new__(elsewhere.ImageFolder)
        words = "data that fits in memory"
    with pytest.raises(InputError, match=words):
        by(cluster)(jobs, data, folder=tmp_path)


def other_code(sent):
    """Return a job's rows as other code would."""
    return train_there(sent)._replace(code="0" * 16)


def slowly(sent):
    """Do a job slowly, so that its worker can be killed."""
    time.sleep(1)
    return train_there(sent)


def test_a_cluster_without_workers_keeps_what_is_done(runs, cluster, tmp_path, monkeypatch):
    """It is said so, and another machine goes on with the rest."""
    (experiment, method), data = runs[0], data_of(runs[0][0])
    jobs = jobs_of(experiment, method, 6)
    monkeypatch.setattr(elsewhere, "train_there", slowly)
    monkeypatch.setattr("askewtheory.cluster.PATIENCE", 2.0)
    seen = []

    def fail(rows):
        if not seen:
            cluster.scale(0)
        seen.append(rows)

    with pytest.raises(IncompleteError, match="the seeds that are finished are kept"):
        by(cluster)(jobs, data, folder=tmp_path, on_epoch=fail)
    resumed = processes.train_apart(jobs, data, folder=tmp_path, resume=True, workers=1)
    assert resumed == processes.train_apart(jobs, data, workers=1)
    assert 2 <= len(seen) < 12


@pytest.mark.slow
def test_a_job_whose_worker_dies_is_done_by_another(runs, tmp_path, monkeypatch):
    """With one of two workers killed the rows are the same."""
    (experiment, method), data = runs[0], data_of(runs[0][0])
    jobs = jobs_of(experiment, method, 6)
    monkeypatch.setattr(elsewhere, "train_there", slowly)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        victims = [worker.pid for worker in cluster.workers.values()]
        killed = []

        def kill(rows):
            if not killed:
                killed.append(1)
                os.kill(victims[0], signal.SIGKILL)

        found = by(cluster)(jobs, data, folder=tmp_path, on_epoch=kill)
    assert found == processes.train_apart(jobs, data, workers=1)
