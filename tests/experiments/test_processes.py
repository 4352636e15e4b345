"""Seeds in processes of their own."""

import importlib
import signal
import subprocess
import sys
import time

import pytest

psutil = pytest.importorskip("psutil")
pytest.importorskip("torch")
pytest.importorskip("sklearn")

from askewtheory.errors import IncompleteError, InputError  # noqa: E402
from askewtheory.experiments import processes  # noqa: E402
from askewtheory.experiments.processes import Job, train_all, train_apart  # noqa: E402


@pytest.fixture
def apart(tiny):
    """Two moons whose seeds do not train together."""
    return tiny.changed({"training": {"together": False, "epochs": 2, "seeds": 2}})


@pytest.fixture
def one_core(monkeypatch):
    """A machine of one core, where no process is started."""
    monkeypatch.setattr(processes, "cores", lambda: 1)


def test_processes_give_what_one_process_gives(apart, tiny_data, tmp_path):
    """Rows, logs and table do not depend on how many processes there were."""
    seen = []
    methods = ("askewsgd", "proxquant")
    jobs = [Job(apart, method, (seed,)) for method in methods for seed in (0, 1)]
    many = train_apart(jobs, tiny_data, folder=tmp_path / "many", workers=2, on_epoch=seen.append)
    one = train_apart(jobs, tiny_data, folder=tmp_path / "one", workers=1)
    assert many == one
    assert len(seen) == 4 * 2
    assert sorted(path.name for path in (tmp_path / "many").glob("*.jsonl")) == [
        f"{method}.seed-{seed}.jsonl" for method in methods for seed in (0, 1)
    ]


def test_runs_that_were_halted_go_on(apart, tiny_data, tmp_path, one_core):
    """Resuming trains only what is missing, and the merged table is that of one go."""
    parquet = pytest.importorskip("pyarrow.parquet")
    train_all([(apart, "askewsgd")], tiny_data, epochs=1, folder=tmp_path)
    resumed = train_all([(apart, "askewsgd")], tiny_data, folder=tmp_path, resume=True)
    straight = train_all([(apart, "askewsgd")], tiny_data)
    assert resumed == straight
    assert parquet.read_table(tmp_path / "askewsgd.parquet").to_pylist() == straight[0]
    assert [row["seed"] for row in straight[0]] == [0, 1, 0, 1]


@pytest.mark.parametrize("together", [False, True])
def test_another_checkpoint_is_refused_before_anything_is_trained(
    tiny, tiny_data, tmp_path, one_core, together
):
    """A method that cannot be resumed costs no training of the methods before it."""
    tiny = tiny.changed({"training": {"together": together, "epochs": 1, "seeds": 2}})
    train_all([(tiny, "proxquant")], tiny_data, folder=tmp_path)
    other = tiny.changed({"methods": {"proxquant": {"lr": 0.123}}})
    both = [(other, "askewsgd"), (other, "proxquant")]
    with pytest.raises(InputError, match=r"got others: methods\.proxquant\.lr"):
        train_all(both, tiny_data, folder=tmp_path, resume=True)
    assert not list(tmp_path.glob("askewsgd*"))


def test_apart_and_together_agree(apart, tiny, tiny_data, one_core):
    """A seed ends up the same in a process of its own, up to rounding."""
    (alone,) = train_all([(apart, "askewsgd")], tiny_data, epochs=1)
    (batched,) = train_all([(tiny, "askewsgd")], tiny_data, seeds=2, epochs=1)
    for one, other in zip(alone, batched, strict=True):
        assert one["seed"] == other["seed"]
        assert one["loss"] == pytest.approx(other["loss"], rel=1e-3)


@pytest.mark.slow
def test_failure_is_reported_and_the_rest_kept(apart, tiny_data, tmp_path):
    """A job that cannot run raises its own error; what another finished is on disk."""
    wrong = apart.changed({"methods": {"proxquant": {"speed": 1}}})
    jobs = [Job(apart, "askewsgd", (0,)), Job(wrong, "proxquant", (0,))]
    with pytest.raises(InputError, match="speed"):
        train_apart(jobs, tiny_data, folder=tmp_path, workers=2)
    assert len((tmp_path / "askewsgd.seed-0.jsonl").read_text().splitlines()) == 2


@pytest.mark.slow
def test_interrupt_ends_all_processes(tmp_path):
    """Ctrl-C ends with 130 at once, leaves no process behind, and what was done goes on."""
    arguments = ["mnist-w1", "--data", "digits", "--method", "askewsgd", "--seeds", "2"]
    command = [sys.executable, "-c", "from askewtheory.cli import main; main()", "train"]
    command += [*arguments, "--epochs", "400", "--out", str(tmp_path), "--track", "none"]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    logs = [tmp_path / f"askewsgd.seed-{seed}.jsonl" for seed in (0, 1)]
    until = time.monotonic() + 100
    while not all(log.exists() and log.read_text() for log in logs):
        assert time.monotonic() < until
        assert run.poll() is None
        time.sleep(0.1)
    children = psutil.Process(run.pid).children(recursive=True)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=20)
    assert run.returncode == 130
    assert "--resume" in told
    assert "Traceback" not in told
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


@pytest.mark.parametrize("times", [1, 9])
def test_a_killed_process_costs_no_other_and_goes_on(
    apart, tiny_data, tmp_path, monkeypatch, times
):
    """Killed once, a seed goes on from its checkpoint; killed again, it is named, the rest kept."""
    marks = tmp_path / "marks"
    (tmp_path / "dying.py").write_text(DYING.format(marks=str(marks), times=times))
    monkeypatch.syspath_prepend(tmp_path)
    dying = importlib.import_module("dying")
    monkeypatch.setattr(processes, "_work", dying.work)
    jobs = [Job(apart, "askewsgd", (seed,)) for seed in (0, 1)]
    out = tmp_path / "out"
    if times > 1:
        with pytest.raises(IncompleteError, match=r"askewsgd with seed 1 did not end.*--resume"):
            train_apart(jobs, tiny_data, folder=out, workers=2)
        monkeypatch.undo()
        found = train_apart(jobs, tiny_data, folder=out, workers=1, resume=True)
    else:
        found = train_apart(jobs, tiny_data, folder=out, workers=2)
    assert found == train_apart(jobs, tiny_data, workers=1)
    del sys.modules["dying"]
    assert len((out / "askewsgd.seed-1.jsonl").read_text().splitlines()) == 2


DYING = """
import os, signal
from askewtheory.experiments import processes, training

save, do = training.Store.save, processes._work

def dying(self, state):
    save(self, state)
    if "seed-1" in self.method:
        with open({marks!r}, "a") as marks:
            marks.write("x")
        if os.path.getsize({marks!r}) <= {times}:
            os.kill(os.getpid(), signal.SIGKILL)

def work(task):
    training.Store.save = dying
    return do(task)
"""
