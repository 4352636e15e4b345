"""``optimizer_for`` as a method of an experiment, on a perceptron of PyTorch's own layers."""

import pytest

torch = pytest.importorskip("torch")

from askewtheory.errors import InputError  # noqa: E402
from askewtheory.experiments.config import load  # noqa: E402
from askewtheory.experiments.data import Data  # noqa: E402
from askewtheory.experiments.layers import Layers  # noqa: E402
from askewtheory.experiments.training import train  # noqa: E402
from askewtheory.optim import optimizer_for  # noqa: E402


@pytest.fixture
def small():
    """Return the experiment with a small net and few epochs."""
    training = {"epochs": 4, "batch": 10, "seeds": 2, "milestones": [2]}
    return load("mnist-recipe").changed({"model": {"widths": [6, 8, 8, 3]}, "training": training})


@pytest.fixture
def points():
    """Return forty points of three classes, some of them for testing."""
    generator = torch.Generator().manual_seed(0)
    x, y = torch.randn(40, 6, generator=generator), torch.arange(40) % 3
    return Data(x[:30], y[:30], x[30:], y[30:], "made here")


@pytest.mark.parametrize("reading", [None, *load("mnist-recipe").readings])
@pytest.mark.parametrize("method", load("mnist-recipe").methods)
def test_every_reading_trains(small, points, reading, method):
    """Each method of each reading ends with finite losses, and its weights on as many levels."""
    experiment = small if reading is None else small.reading(reading)
    run = train(experiment, method, points, seeds=1, epochs=1)
    assert 0 < run.last()[0]["quantized_loss"] < 100
    groups = run.session.optimizer.param_groups
    levels = [len(group["levels"]) for group in groups if group["levels"] is not None]
    assert set(levels) == {len(experiment.training["levels"])}
    assert sum(len(group["params"]) for group in groups if group["levels"] is not None) == 3


@pytest.mark.parametrize("epochs", [None, 2])
def test_the_annealing_is_as_long_as_the_run(small, points, epochs):
    """Epsilon ends where the call's own annealing does after as many steps, three an epoch."""
    run = train(small, "recipe", points, seeds=1, epochs=epochs)
    steps = 3 * (epochs or 4)
    own = optimizer_for(Layers([6, 8, 8, 3], bias=False), 2, steps=steps, ends=2)
    for _ in range(steps):
        own.annealing.step()
    group = run.session.optimizer.param_groups[0]
    assert group["epsilon"] == own.optimizer.param_groups[0]["epsilon"]
    assert run.rows[0]["epsilon"] == group["initial_epsilon"] > 20 * group["epsilon"]


def test_it_is_the_one_call(small, points):
    """The groups are those that a user's own call makes for such a model."""
    run = train(small, "recipe", points, seeds=1, epochs=1)
    torch.manual_seed(0)
    own = optimizer_for(Layers([6, 8, 8, 3], bias=False), 2, steps=3, ends=2)
    for made, wanted in zip(run.session.optimizer.param_groups, own.optimizer.param_groups,
                            strict=True):  # fmt: skip
        assert made["levels"] == wanted["levels"]
        assert (made["alpha"], made["clip"]) == (wanted["alpha"], wanted["clip"])
        assert [p.shape for p in made["params"]] == [p.shape for p in wanted["params"]]


def test_a_resumed_run_is_the_same(small, points, tmp_path):
    """Stopped after any epoch and resumed, a run with its annealing gives the same rows."""
    whole = train(small, "recipe", points, seeds=1).rows

    def stop(rows):
        if rows[0]["epoch"] == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(small, "recipe", points, seeds=1, folder=tmp_path, on_epoch=stop)
    assert train(small, "recipe", points, seeds=1, folder=tmp_path, resume=True).rows == whole


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"methods": {"recipe": {"alpha": 1.0}}}, "its base's alone, got alpha"),
        ({"methods": {"recipe": {"base": "rmsprop"}}}, "base must be one of sgd, adam"),
        ({"methods": {"recipe": {"momentum": 0.9}}}, "momentum must be sgd's, got 0.9 for adam"),
        ({"training": {"levels": [-1, 0, 1]}}, "a power of two in number, got 3"),
        ({"model": {"quantize": "none"}}, "'all' or 'hidden' for a recipe, got 'none'"),
        ({"model": {"name": "perceptron", "widths": [6, 8, 3]}}, "PyTorch's own layers"),
    ],
)
def test_what_the_recipe_is_not_for(small, points, changes, message):
    """What the recipe decides itself, and what it cannot work on, is refused in one sentence."""
    with pytest.raises(InputError, match=message):
        train(small.changed(changes), "recipe", points, seeds=1)
