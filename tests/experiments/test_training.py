"""Training: seeds in one program, resumed runs, and agreement with the compiled trajectories."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("sklearn")

from askewtheory.errors import InputError  # noqa: E402
from askewtheory.experiments.config import load  # noqa: E402
from askewtheory.experiments.processes import train_all  # noqa: E402
from askewtheory.experiments.session import Session  # noqa: E402
from askewtheory.experiments.training import train  # noqa: E402
from askewtheory.files import leftovers  # noqa: E402

METHODS = list(load("two-moons").methods)


@pytest.mark.parametrize("method", METHODS)
def test_seeds_do_not_mix(tiny, tiny_data, method):
    """A seed trained among others ends where it ends alone, up to rounding."""
    together = train(tiny, method, tiny_data, seeds=2).session
    alone = train(tiny, method, tiny_data, seeds=1).session
    for many, one in zip(together.network.parameters(), alone.network.parameters(), strict=True):
        torch.testing.assert_close(many[0], one[0], rtol=1e-4, atol=1e-4)


def test_same_run_twice(tiny, tiny_data):
    """Two runs of one experiment give the very same rows."""
    first, second = (train(tiny, "askewsgd", tiny_data).rows for _ in range(2))
    assert first == second


def test_binary_connect_measures_both_weights(tiny, tiny_data):
    """The loss is that of the latents, the quantized loss that of weights on the levels."""
    run = train(tiny, "binary-connect", tiny_data)
    row, session = run.last()[0], run.session
    assert row["loss"] != row["quantized_loss"]
    for weight in session.network.quantized_weights():
        assert set(np.unique(weight.detach().numpy())) <= {-1.0, 1.0}


def test_learning_rate_and_epsilon_follow_the_schedule(tiny, tiny_data):
    """Rates halve at the milestones, epsilon is 1 until the annealing epoch and falls after it."""
    changed = tiny.changed(
        {
            "training": {"milestones": [2], "epochs": 4},
            "methods": {"askewsgd": {"anneal_from": 2, "anneal_rate": 0.5}},
        }
    )
    run = train(changed, "askewsgd", tiny_data, seeds=1)
    assert [row["epsilon"] for row in run.rows] == [1.0, 1.0, 0.5, 0.25]
    assert run.session.optimizer.param_groups[0]["lr"] == pytest.approx(0.166 / 2)


def test_logistic_agrees_with_the_compiled_trajectory():
    """Full-batch ASkewSGD on the logistic loss is the trajectory that ``simulate`` computes."""
    from askewtheory.experiments.runner import data_of
    from askewtheory.losses import Logistic
    from askewtheory.trajectory import simulate

    changed = load("logistic").changed(
        {
            "data": {"samples": 60},
            "training": {"batch": 60, "epochs": 25, "seeds": 1},
            "methods": {"askewsgd-never": {"epsilon": 0.2}},
        }
    )
    data = data_of(changed)
    run = train(changed, "askewsgd-never", data)
    begin = Session(changed, "askewsgd-never", data, [0]).network.quantized_weights()[0]
    expected = simulate(
        Logistic(samples=60, dimension=10, seed=0), begin.detach().numpy().ravel(), [-1, 1],
        epsilon=0.2, alpha=1.0, clip=1.0, stepsize=0.1, steps=25,
    )  # fmt: skip
    reached = run.session.network.quantized_weights()[0].detach().numpy().ravel()
    # The features pass through float32 in the data set, hence the tolerance.
    np.testing.assert_allclose(reached, expected.last, atol=1e-5)
    counts = expected.branch_counts[:-1]
    share = np.mean([row["force_share"] for row in run.rows])
    assert share == pytest.approx(counts[:, 1:].sum() / counts.sum())


def test_epsilon_one_never_fires():
    """With epsilon = 1 the force never acts on logistic regression; annealed it does."""
    from askewtheory.experiments.runner import data_of

    changed = load("logistic").changed(
        {
            "data": {"samples": 500},
            "training": {"epochs": 10, "seeds": 3},
            "methods": {"askewsgd": {"anneal_from": 1, "anneal_rate": 0.5}},
        }
    )
    data = data_of(changed)
    silent = train(changed, "askewsgd-never", data).rows
    annealed = train(changed, "askewsgd", data).rows
    assert {row["force_share"] for row in silent} == {0.0}
    assert max(row["force_share"] for row in annealed) > 0


@pytest.mark.parametrize("method", METHODS)
def test_resume_is_bit_exact(tiny, tiny_data, tmp_path, method):
    """A run stopped after an epoch and resumed leaves the same log, weights and state."""
    straight, halted = tmp_path / "straight", tmp_path / "halted"
    expected = train(tiny, method, tiny_data, folder=straight)
    train(tiny, method, tiny_data, folder=halted, epochs=1)
    found = train(tiny, method, tiny_data, folder=halted, resume=True)
    log = f"{method}.jsonl"
    assert (straight / log).read_bytes() == (halted / log).read_bytes()
    assert list(found.rows) == list(expected.rows)
    for one, other in zip(
        expected.session.network.parameters(), found.session.network.parameters(), strict=True
    ):
        assert torch.equal(one, other)


KILLED = """
import os, signal, sys, tempfile
from askewtheory import output
from askewtheory.experiments.config import load
from askewtheory.experiments.runner import data_of
from askewtheory.experiments.training import train

made = 0
fdopen = os.fdopen

class Dying:
    def __init__(self, stream): self.stream = stream
    def __enter__(self): return self
    def __exit__(self, *rest): self.stream.close()
    def write(self, content):
        self.stream.write(content[: len(content) // 2])
        self.stream.flush()
        os.kill(os.getpid(), signal.SIGKILL)

def dying(descriptor, mode):
    global made
    made += 1
    stream = fdopen(descriptor, mode)
    return Dying(stream) if made == 3 else stream  # 1: the empty log; 2, 3: checkpoints

output.os.fdopen = dying
tiny = load("two-moons").changed(
    {"data": {"train": 200, "test": 100}, "training": {"epochs": 3, "seeds": 3}}
)
train(tiny, "askewsgd", data_of(tiny), folder=sys.argv[1])
"""


def test_killed_while_a_checkpoint_is_written(tiny, tiny_data, tmp_path):
    """After kill -9 in the middle of a checkpoint's bytes, resuming ends as if nothing happened."""
    straight, killed = tmp_path / "straight", tmp_path / "killed"
    expected = train(tiny, "askewsgd", tiny_data, folder=straight)
    done = subprocess.run([sys.executable, "-c", KILLED, str(killed)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert leftovers(killed / "askewsgd.pt")  # the half that was written
    assert len((killed / "askewsgd.jsonl").read_text().splitlines()) == 2 * 3  # one epoch too many
    found = train(tiny, "askewsgd", tiny_data, folder=killed, resume=True)
    assert found.rows == expected.rows
    assert (straight / "askewsgd.jsonl").read_bytes() == (killed / "askewsgd.jsonl").read_bytes()
    assert sorted(os.listdir(killed)) == sorted(os.listdir(straight))


@pytest.mark.parametrize("name", ["../../victim/x", "/tmp/askewtheory-x", "..", "a/b", "A", "con"])
@pytest.mark.parametrize("together", [True, False])
def test_a_method_of_any_name_writes_into_its_folder_only(
    tiny, tiny_data, tmp_path, name, together
):
    """A name is words: what it could be read into as a path is neither written nor removed."""
    victim = tmp_path / "victim" / "x.pt"
    victim.parent.mkdir()
    victim.write_text("old")
    settings = tiny.method("askewsgd")
    named = tiny.changed(
        {"methods": {name: settings}, "training": {"together": together, "seeds": 1, "epochs": 1}}
    )
    out = tmp_path / "a" / "b"
    (rows,) = train_all([(named, name)], tiny_data, folder=out)
    assert rows[0]["method"] == name
    written = {path for path in tmp_path.rglob("*") if path.is_file()} - {victim}
    assert len(written) >= 3
    assert {path.parent for path in written} == {out}
    assert not list(Path("/tmp").glob("askewtheory-x*"))
    assert victim.read_text() == "old"


def test_seeds_and_epochs_have_bounds(tiny, tiny_data):
    """More seeds or epochs than anyone waits for are refused before anything is built."""
    refused: list[tuple[dict[str, Any], str]] = [
        ({"seeds": 10**8}, "seeds must be from 1 to 1,000, got 100,000,000"),
        ({"seeds": list(range(1001))}, "seeds must be from 1 to 1,000, got 1,001"),
        ({"epochs": 10**30}, "epochs must be from 1 to 100,000"),
        ({"epochs": -1}, "epochs must be from 1 to 100,000, got -1"),
    ]
    for keywords, message in refused:
        with pytest.raises(InputError, match=message):
            train(tiny, "askewsgd", tiny_data, **keywords)
    wide = tiny.changed({"model": {"widths": [2, 5000, 5000, 2]}})
    with pytest.raises(InputError, match="weights in all seeds"):
        train(wide, "askewsgd", tiny_data, seeds=900)


def test_diverged_run_is_resumed(tiny, tiny_data, tmp_path):
    """Losses that are not finite come back from the log as what they were."""
    wild = tiny.changed({"methods": {"full-precision": {"lr": 1e6}}})
    first = train(wild, "full-precision", tiny_data, folder=tmp_path, epochs=2).rows
    again = train(wild, "full-precision", tiny_data, folder=tmp_path, epochs=2, resume=True).rows
    assert any(not np.isfinite(row["train_loss"]) for row in first)
    for row, other in zip(first, again, strict=True):
        assert row.keys() == other.keys()
        np.testing.assert_equal(row, other)


def test_checkpoint_of_other_settings_is_refused(tiny, tiny_data, tmp_path):
    """Resuming with other settings is refused, and so is a file that is no checkpoint."""
    train(tiny, "askewsgd", tiny_data, folder=tmp_path, epochs=1)
    other = tiny.changed({"methods": {"askewsgd": {"alpha": 0.3}}})
    with pytest.raises(InputError, match="resume"):
        train(other, "askewsgd", tiny_data, folder=tmp_path, resume=True)
    (tmp_path / "askewsgd.pt").write_bytes(b"no checkpoint")
    with pytest.raises(InputError, match="checkpoint"):
        train(tiny, "askewsgd", tiny_data, folder=tmp_path, resume=True)


def test_parquet_carries_rows_and_provenance(tiny, tiny_data, tmp_path):
    """The finished table holds every row and says where it came from."""
    parquet = pytest.importorskip("pyarrow.parquet")
    run = train(tiny, "proxquant", tiny_data, folder=tmp_path)
    table = parquet.read_table(tmp_path / "proxquant.parquet")
    assert table.to_pylist() == list(run.rows)
    assert b"configuration" in table.schema.metadata[b"provenance"]
