"""Training in two processes that torchrun starts.

Batch norm normalises each process's share of a batch alone, so two processes do not do what one
does. What they must do is written here for one process: :class:`Halves` takes both shares of each
batch in turn, lets the first have the running statistics, and averages the losses.
"""

import json
import subprocess
import sys
import time

import pytest

torch = pytest.importorskip("torch")
psutil = pytest.importorskip("psutil")
pytest.importorskip("PIL.Image")
pytest.importorskip("pyarrow")

from askewtheory.experiments import training  # noqa: E402
from askewtheory.experiments.config import MEASURES, load  # noqa: E402
from askewtheory.experiments.network import losses  # noqa: E402
from askewtheory.experiments.runner import data_of  # noqa: E402
from askewtheory.experiments.storage import read_checkpoint  # noqa: E402

SMALL = {"size = 224": "size = 32", "resize = 256": "resize = 36", "workers = 4": "workers = 1"}
SMALL |= {"width = 64": "width = 8", "batch = 256": "batch = 8", "telemetry = 500": "telemetry = 1"}
SMALL |= {"lr = 0.1\n": "lr = 0.01\n", "lr = 0.06": "lr = 0.01"}


class Halves(training.Session):
    """What two processes do with a batch, in one."""

    def _step(self, x, y):
        """Take one step by the mean gradient of two halves that know nothing of each other."""
        self.optimizer.zero_grad()
        total = torch.zeros(1)
        for half in (slice(1, None, 2), slice(0, None, 2)):
            kept = [buffer.clone() for buffer in self.network.buffers()]
            each = losses(self._outputs(x[:, half]), y[:, half]) / 2
            each.sum().backward()
            total += each.detach()
            if half.start:  # the second process's statistics are forgotten
                for buffer, value in zip(self.network.buffers(), kept, strict=True):
                    buffer.copy_(value)
        self.optimizer.step()
        return total


@pytest.fixture
def file(tmp_path):
    """A small copy of the experiment's file."""
    from importlib.resources import files

    text = (files("askewtheory.experiments") / "files" / "imagenet.toml").read_text("utf-8")
    for old, new in SMALL.items():
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "small.toml"
    path.write_text(text)
    return path


def command(file, root, out, *arguments):
    """Return the command line that trains in two processes."""
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    program = ["--nproc_per_node=2", "-m", "askewtheory", "train", str(file)]
    places = ["--data-dir", str(root), "--out", str(out), "--track", "none"]
    return [*launcher, *program, *places, *arguments]


def run(*arguments):
    """Train in two processes to the end; return what was said."""
    done = subprocess.run(command(*arguments), capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    return done


def rows_of(folder, method):
    """Return the rows of a run's log."""
    lines = (folder / f"{method}.seed-0.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def network_of(folder, method):
    """Return the network in a run's checkpoint."""
    return read_checkpoint(folder / f"{method}.seed-0.pt")["network"]


@pytest.mark.slow
@pytest.mark.timeout(1300)
def test_two_processes_do_what_two_halves_do(file, image_folder, tmp_path, monkeypatch):
    """Rows, weights and statistics are those of the halves, up to rounding; not those of one."""
    methods = ("binary-connect", "askewsgd")
    chosen = [part for method in methods for part in ("--method", method)]
    done = run(file, image_folder, tmp_path / "two", *chosen, "--epochs", "2")
    assert done.stdout.count("wrote") == 1  # only the first process tells
    experiment = load(str(file)).changed({"data": {"workers": 0}, "training": {"epochs": 2}})
    data = data_of(experiment, str(image_folder))
    for method in methods:
        plain = training.train(experiment, method, data).rows
        with monkeypatch.context() as patch:
            patch.setattr(training, "Session", Halves)
            halves = training.train(experiment, method, data)
        found = rows_of(tmp_path / "two", method)
        assert len(found) == 2
        for row, expected, other in zip(found, halves.rows, plain, strict=True):
            assert row["force_share"] == expected["force_share"]
            for measure in ("train_loss", *MEASURES):
                assert row[measure] == pytest.approx(expected[measure], rel=1e-3)
            assert row["train_loss"] != pytest.approx(other["train_loss"], rel=1e-3)
        network = halves.session.network.state_dict()
        for name, value in network_of(tmp_path / "two", method).items():
            torch.testing.assert_close(value, network[name], rtol=1e-3, atol=1e-4)


@pytest.mark.slow
@pytest.mark.timeout(1300)
def test_killed_processes_resume_bit_for_bit(file, image_folder, tmp_path):
    """Both processes killed after an epoch: the run that goes on ends like one never killed."""
    options = ("--method", "askewsgd", "--epochs", "4")
    run(file, image_folder, tmp_path / "straight", *options)
    cut = tmp_path / "cut"
    process = subprocess.Popen(command(file, image_folder, cut, *options))
    log, until = cut / "askewsgd.seed-0.jsonl", time.monotonic() + 400
    while not log.exists() or len(log.read_text().splitlines()) < 2:
        assert time.monotonic() < until
        time.sleep(0.01)
    for one in [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]:
        one.kill()
    process.wait(20)
    assert not (cut / "results.json").exists()
    run(file, image_folder, cut, *options, "--resume")
    assert rows_of(cut, "askewsgd") == rows_of(tmp_path / "straight", "askewsgd")
    expected = network_of(tmp_path / "straight", "askewsgd")
    for name, value in network_of(cut, "askewsgd").items():
        assert torch.equal(value, expected[name])


@pytest.mark.slow
@pytest.mark.timeout(1300)
def test_other_number_of_processes_is_refused(file, image_folder, tmp_path):
    """A checkpoint of one process is not gone on with by two; both end, and one says why."""
    experiment = load(str(file))
    data = data_of(experiment, str(image_folder))
    options = {"seeds": [0], "file": "askewsgd.seed-0", "folder": tmp_path / "out", "epochs": 1}
    training.train(experiment, "askewsgd", data, **options)
    arguments = (file, image_folder, tmp_path / "out", "--method", "askewsgd", "--resume")
    done = subprocess.run(command(*arguments), capture_output=True, text=True, timeout=400)
    assert done.returncode == 1
    assert done.stderr.count("Error: resume must continue the settings") == 1
