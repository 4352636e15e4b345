"""Curves of a run, in TensorBoard or with Weights & Biases."""

import math
import sys
from types import SimpleNamespace

import pytest

from askewtheory.errors import InputError, MissingExtraError
from askewtheory.experiments.track import Tracker


def _rows(epoch, method="askewsgd", seeds=(0, 1)):
    return [
        {"method": method, "seed": seed, "epoch": epoch, "loss": epoch + seed, "epsilon": None}
        for seed in seeds
    ]


def _curve(place):
    """Return the points of the loss that TensorBoard shows."""
    accumulator = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator"
    ).EventAccumulator(str(place))
    accumulator.Reload()
    assert accumulator.Tags()["scalars"] == ["loss"]  # what was not measured has no curve
    return [(event.step, event.value) for event in accumulator.Scalars("loss")]


@pytest.fixture
def board():
    """TensorBoard and PyTorch are installed."""
    pytest.importorskip("torch")
    pytest.importorskip("tensorboard")


def _track(folder, epochs, **keywords):
    tracker = Tracker(folder, **keywords)
    for epoch in epochs:
        tracker.epoch(_rows(epoch))
    tracker.close()


def test_each_seed_has_its_curve(board, tmp_path):
    """By default every method and seed has a curve of what was measured, epoch by epoch."""
    _track(tmp_path, [1, 2])
    folder = tmp_path / "tensorboard" / "askewsgd"
    assert _curve(folder / "seed-0") == [(1, 1.0), (2, 2.0)]
    assert _curve(folder / "seed-1") == [(1, 2.0), (2, 3.0)]


@pytest.mark.parametrize(("resume", "expected"), [(True, [1, 2, 3]), (False, [2, 3])])
def test_resume_goes_on_with_the_curve(board, tmp_path, resume, expected):
    """A resumed run continues its curve, an epoch drawn twice counting once; others begin anew."""
    _track(tmp_path, [1, 2])
    _track(tmp_path, [2, 3], resume=resume)
    curve = _curve(tmp_path / "tensorboard" / "askewsgd" / "seed-0")
    assert [step for step, _ in curve] == expected


def test_nothing_happens_without_tensorboard(tmp_path, monkeypatch):
    """Where TensorBoard is not installed, or not wanted, nothing is written."""
    _track(tmp_path, [1], kind="none")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    _track(tmp_path, [1])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["tensorboard", "wandb"])
def test_a_missing_package_is_named(tmp_path, monkeypatch, kind):
    """What is asked for by name and not installed is an error that names the extra."""
    monkeypatch.setitem(sys.modules, kind, None)
    with pytest.raises(MissingExtraError, match=rf"{kind} is needed.*pip install .*\"{kind}>="):
        Tracker(tmp_path, kind)


def test_unknown_kind(tmp_path):
    """Another word is refused with those there are."""
    with pytest.raises(InputError, match="auto, tensorboard, wandb, none, got 'paper'"):
        Tracker(tmp_path, "paper")


class _Wandb(SimpleNamespace):
    """Stands in for the package, which is large; ``wrong`` is raised at the beginning."""

    class Error(Exception):
        """The package's errors."""

    def __init__(self, wrong=None):
        super().__init__(logged=[], begun={}, wrong=wrong, Settings=dict)

    def init(self, **keywords):
        """Begin a run."""
        if self.wrong:
            raise self.Error(self.wrong)
        self.begun.update(keywords)
        return SimpleNamespace(
            define_metric=lambda *_, **__: None, log=self.logged.append, finish=lambda: None
        )


def test_weights_and_biases_gets_every_number(tmp_path, monkeypatch):
    """One run holds all methods and seeds against the epoch, and the configuration."""
    wandb = _Wandb()
    monkeypatch.setitem(sys.modules, "wandb", wandb)  # pyright: ignore[reportArgumentType]
    tracker = Tracker(tmp_path / "run", "wandb", config={"seed": 3})
    tracker.epoch(_rows(1))
    tracker.epoch([{"method": "adam", "seed": 2, "epoch": 4, "loss": math.inf}])
    tracker.close()
    assert wandb.logged[0] == {"epoch": 1, "askewsgd/loss/seed-0": 1, "askewsgd/loss/seed-1": 2}
    assert wandb.logged[1] == {"epoch": 4, "adam/loss/seed-2": math.inf}
    assert wandb.begun["config"] == {"seed": 3}
    assert wandb.begun["dir"] == str(tmp_path / "run")


def test_no_account_is_one_sentence(tmp_path, monkeypatch):
    """Without account or network the message says how to do without."""
    wandb = _Wandb("No API key.\nLog in.")
    monkeypatch.setitem(sys.modules, "wandb", wandb)  # pyright: ignore[reportArgumentType]
    with pytest.raises(InputError, match=r"WANDB_MODE=offline, got: No API key\. Log in\.$"):
        Tracker(tmp_path, "wandb")
