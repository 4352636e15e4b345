"""Quantized weights in a model, checkpoints, annealing, telemetry."""

import re
import subprocess
import sys
import warnings
from typing import Any, cast

import pytest
import torch
from torch import nn
from torch.nn.utils import prune

from askewtheory import optim
from askewtheory.errors import InputError
from tests.optim.models import INPUTS, MAKERS, groups, net, state, train

SCHEDULE: Any = optim.EpsilonSchedule
"""The class, for calls that its types forbid."""


@pytest.mark.parametrize("name", MAKERS)
def test_quantized_weights_in_a_model(name, tmp_path):
    """In the context the model has quantized weights; the export gives the same outputs."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 5)
    before = state(model)
    values = optimizer.quantized()
    with optim.quantized(model, optimizer):
        assert all(torch.equal(p, value) for p, value in values.items())
        outputs = model(INPUTS)
    assert torch.equal(state(model), before)
    optim.export(model, optimizer, tmp_path / "model.safetensors")
    plain = net()
    plain.load_state_dict(optim.load_quantized(tmp_path / "model.safetensors"))
    assert torch.equal(plain(INPUTS), outputs)


def test_own_weights_come_back_after_an_exception():
    """An exception inside the context leaves the model with exactly its own weights."""
    model = net()
    optimizer = MAKERS["askewsgd"](groups(model))
    before = state(model)
    with pytest.raises(KeyError), optim.quantized(model, optimizer):
        raise KeyError
    assert torch.equal(state(model), before)


def test_latents_in_a_model():
    """``latents`` shows the weights that BinaryConnect updates, and gives the rounded ones back."""
    model, start = net(), net()
    optimizer = MAKERS["binaryconnect"](groups(model))
    before = state(model)
    with optim.latents(model, optimizer):
        assert torch.equal(state(model), state(start))
    assert torch.equal(state(model), before)


def test_another_model_is_refused(tmp_path):
    """A model that does not have the optimizer's parameters is an error, not a silent no-op."""
    optimizer = MAKERS["askewsgd"](groups(net()))
    with (
        pytest.raises(ValueError, match="2 of them are not in it"),
        optim.quantized(net(), optimizer),
    ):
        pass
    with pytest.raises(ValueError, match="2 of them are not in it"):
        optim.export(net(), optimizer, tmp_path / "x")


def annealed(epsilon: float | torch.Tensor = 1.0):
    """An optimizer to anneal."""
    return optim.ASkewSGD([nn.Parameter(torch.zeros(1))], epsilon=epsilon)


def test_exponential_annealing():
    """epsilon_t = epsilon_0 rate**(t - start), not below the smallest; tensors change in place."""
    tensor = torch.tensor(0.5)
    optimizer = annealed(tensor)
    schedule = optim.EpsilonSchedule.exponential(optimizer, 0.1, start=2, smallest=0.004)
    seen = []
    for _ in range(5):
        schedule.step()
        seen += schedule.get_last_epsilon()
    assert seen == pytest.approx([0.5, 0.5, 0.05, 0.005, 0.004])
    assert optimizer.param_groups[0]["epsilon"] is tensor


def test_stepwise_annealing():
    """Each milestone multiplies epsilon by the factor."""
    schedule = optim.EpsilonSchedule.steps(annealed(), [4, 2], 0.5)
    seen = []
    for _ in range(5):
        schedule.step()
        seen += schedule.get_last_epsilon()
    assert seen == [1.0, 0.5, 0.5, 0.25, 0.25]


def test_annealing_when_the_loss_stalls():
    """Epsilon falls after more than ``patience`` calls without progress, and again later."""
    schedule = optim.EpsilonSchedule.on_plateau(annealed(), 0.5, patience=1)
    seen = []
    for loss in (3.0, 2.0, 2.0, 2.0, 1.0, 1.0, torch.tensor(1.0)):
        schedule.step(loss)
        seen += schedule.get_last_epsilon()
    assert seen == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25]
    with pytest.raises(ValueError, match="loss must be given"):
        schedule.step()
    hasty = optim.EpsilonSchedule.on_plateau(annealed(), 0.5, patience=0)
    for loss in (1.0, 1.0):
        hasty.step(loss)
    assert hasty.get_last_epsilon() == [0.5]


def test_annealing_goes_on_from_a_checkpoint_without_its_start():
    """The schedule's state has what epsilon is relative to, where the optimizer's has not."""
    model = net()
    optimizer = optim.ASkewSGD(model.parameters(), lr=0.1, epsilon=0.8)
    schedule = optim.EpsilonSchedule.exponential(optimizer, 0.5)
    schedule.step()
    content = optimizer.state_dict()
    for group in content["param_groups"]:
        del group["initial_epsilon"]  # as flattened states have it
    other = optim.ASkewSGD(net().parameters(), lr=0.1, epsilon=0.8)
    for order in (0, 1):
        resumed = optim.EpsilonSchedule.exponential(other, 0.5)
        if order == 0:
            resumed.load_state_dict(schedule.state_dict())
        other.load_state_dict(content)
        if order == 1:
            resumed.load_state_dict(schedule.state_dict())
        resumed.step()
        assert resumed.get_last_epsilon() == [0.2]
        other = optim.ASkewSGD(net().parameters(), lr=0.1)
    with pytest.raises(InputError, match="lacks 'count'"):
        resumed.load_state_dict({})


def test_groups_that_share_a_tensor_anneal_together():
    """A group that is added later with the same tensor is not annealed from where that is now."""
    first, second = net(), net()
    optimizer = optim.ASkewSGD(first.parameters(), lr=0.1, epsilon=torch.tensor(0.8))
    schedule = optim.EpsilonSchedule.exponential(optimizer, 0.5)
    schedule.step()
    optimizer.add_param_group({"params": list(second.parameters())})
    schedule.step()
    assert schedule.get_last_epsilon() == [pytest.approx(0.2)] * 2


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda o: SCHEDULE.steps(o, 3), "milestones must be numbers of calls"),
        (lambda o: SCHEDULE.steps(o, ["a"]), "Invalid milestone value"),
        (lambda o: SCHEDULE(o, 0.5), "factor must be a function"),
        (lambda o: SCHEDULE(None, None), "optimizer must have groups"),
        (lambda o: SCHEDULE(o, lambda k: float("nan")).step(), "at least 0, got nan"),
        (lambda o: SCHEDULE(o, lambda k: -0.5).step(), "at least 0, got -0.5"),
        (lambda o: SCHEDULE(o, cast("Any", str)).step(), "at least 0, got '1'"),
        (lambda o: SCHEDULE(o, None, planned=0), "Invalid planned value: 0"),
        (lambda o: SCHEDULE(o, float).load_state_dict(cast("Any", None)), "got a NoneType"),
        (lambda o: SCHEDULE(o, lambda k: 3.0).step(), "at most 1"),
        (lambda o: SCHEDULE.on_plateau(o).step("low"), "loss must be a number"),
        (lambda o: SCHEDULE.on_plateau(o).step(torch.ones(2)), "loss must be a number"),
    ],
)
def test_schedules_that_are_refused(make: Any, words: str):
    """Each in a sentence, before any epsilon is written."""
    optimizer = optim.ASkewSGD(net().parameters(), lr=0.1, epsilon=0.5)
    with pytest.raises(InputError, match=words):
        make(optimizer)
    assert optimizer.param_groups[0]["epsilon"] == 0.5


def test_nothing_to_anneal():
    """A schedule for an optimizer without epsilon is refused."""
    with pytest.raises(ValueError, match="no group with levels and an epsilon"):
        optim.EpsilonSchedule.exponential(torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1))


@pytest.mark.parametrize("wrapped", [False, True])
def test_telemetry(wrapped):
    """The measurements are those of a hand-made step: one weight per branch, one flip."""
    # feasible; infeasible and pulled in by its gradient; too weakly; against it; a flip
    p = nn.Parameter(torch.tensor([1.0, 0.5, 0.5, 0.5, -0.01]))
    p.grad = torch.tensor([0.0, -9.0, -0.01, 9.0, -9.0])
    options = {"epsilon": 0.1, "alpha": 0.2, "clip": 1.0, "telemetry": 1}
    if wrapped:
        optimizer = optim.Skewed(torch.optim.SGD([p], lr=0.1), **options)
    else:
        optimizer = optim.ASkewSGD([p], lr=0.1, **options)
    optimizer.step()
    (found,) = optimizer.telemetry
    assert (found.step, found.group, found.weights) == (0, 0, 5)
    assert found.feasible == pytest.approx(1 / 5)
    # the last weight: slope 2 w < 0, its gradient moves it to the right, outward
    assert found.skewed_along == pytest.approx(1 / 5)
    assert found.skewed_against == pytest.approx(2 / 5)
    assert found.flips == 0
    nearest = torch.where(p >= 0, 1.0, -1.0)
    assert found.distance == pytest.approx((p - nearest).abs().mean().item())
    assert found.to_dict()["weights"] == 5


def test_the_shares_of_one_weight_are_whole():
    """A group of one weight that the force moves has a share of one, not of a half."""
    p = nn.Parameter(torch.tensor([0.5]))
    p.grad = torch.tensor([9.0])
    optimizer = optim.ASkewSGD([p], lr=0.1, epsilon=0.1, telemetry=1)
    optimizer.step()
    assert optimizer.telemetry[0].skewed_against == 1.0


def test_flips_are_counted():
    """A weight that its step carries over a midpoint counts as flipped."""
    p = nn.Parameter(torch.tensor([0.2, 0.9]))
    p.grad = torch.tensor([5.0, 0.0])
    optimizer = optim.ASkewSGD([p], lr=0.1, epsilon=1.0, telemetry=1)
    optimizer.step()
    assert optimizer.telemetry[0].flips == 0.5


def test_a_silent_force_warns_once(tmp_path, monkeypatch):
    """A run whose force never acts warns once: after the patience, or when it is exported."""
    monkeypatch.setattr("askewtheory.optim.guidance.ForceWatch.patience", 3)
    model = net()
    optimizer = optim.ASkewSGD(groups(model), lr=0.01, epsilon=1.0)
    train(model, optimizer, 2)
    with pytest.warns(optim.SilentForceWarning, match="has not acted in 3 steps"):
        train(model, optimizer, 1)
    train(model, optimizer, 3)
    optim.export(model, optimizer, tmp_path / "x")
    short = optim.Skewed(torch.optim.SGD(groups(model), lr=0.01), epsilon=1.0)
    train(model, short, 1)
    with pytest.warns(optim.SilentForceWarning):
        optim.export(model, short, tmp_path / "x")


@pytest.mark.parametrize("options", [{}, {"foreach": True}, {"fused": False}])
def test_an_acting_force_does_not_warn(options):
    """Every path notices that the force acted."""
    model = net()
    optimizer = optim.ASkewSGD(groups(model), lr=0.01, epsilon=0.1, **options)
    train(model, optimizer, 2)
    optimizer.warn_if_silent()


def test_without_torch():
    """Without PyTorch the import says which extra to install."""
    program = (
        "import sys; sys.modules['torch'] = None\n"
        "try:\n    import askewtheory.optim\n"
        "except ImportError as error:\n    print(error)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert re.search(r'extra torch.*pip install .*"torch>=', result.stdout)


class OwnNames(nn.Module):
    """A model whose own modules have the names that wrappers give."""

    def __init__(self):
        super().__init__()
        self._orig_mod = nn.Linear(4, 3)
        self.module = nn.Linear(3, 2)

    def forward(self, x):
        """Apply both."""
        return self.module(self._orig_mod(x))


def test_names_that_wrappers_use(tmp_path):
    """A module of the user's own that is called ``_orig_mod`` keeps its name; a wrapper's goes."""
    model = OwnNames()
    optimizer = optim.ASkewSGD(model.parameters(), lr=0.1, scale="max")
    wrapped: list[Any] = [model, torch.compile(model, backend="eager"), nn.DataParallel(model)]
    for one in wrapped:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optim.QuantizationWarning)
            optim.export(one, optimizer, tmp_path / "m.safetensors")
        found = optim.load_quantized(tmp_path / "m.safetensors")
        assert set(found) == set(model.state_dict())
        assert type(optim.quantized_copy(one, optimizer)) is OwnNames


def test_models_that_cannot_be_copied():
    """Computed tensors that hooks leave in a module are named, with what to do about them."""
    model = net()
    prune.random_unstructured(model[0], "weight", amount=0.5)
    optimizer = optim.ASkewSGD(model.parameters(), lr=0.1, scale="max")
    model(INPUTS)
    own = state(model)
    with pytest.raises(InputError, match="make those permanent"):
        optim.quantized_copy(model, optimizer)
    assert torch.equal(state(model), own)


def test_wrappers_of_other_libraries_are_refused():
    """What only looks like one of the optimizers is refused in a sentence."""
    model = net()
    for use in (optim.quantized, optim.latents):
        with (
            pytest.raises(InputError, match="must be one of askewtheory"),
            use(model, torch.optim.SGD(model.parameters())),  # type: ignore[arg-type]
        ):
            raise AssertionError


@pytest.mark.parametrize("take", ["parameters", "state_dict", "optimizer", "nothing"])
def test_what_is_no_model_is_refused(take, tmp_path):
    """A model's parameters or state, swapped arguments and None are one sentence everywhere."""
    model = net()
    optimizer = optim.ASkewSGD(groups(model), lr=0.1)
    given: Any = {
        "parameters": model.parameters(),
        "state_dict": model.state_dict(),
        "optimizer": optimizer,
        "nothing": None,
    }[take]
    for call in (
        lambda: optim.quantized(given, optimizer).__enter__(),
        lambda: optim.latents(given, optimizer).__enter__(),
        lambda: optim.quantized_copy(given, optimizer),
        lambda: optim.export(given, optimizer, tmp_path / "x"),
        lambda: optim.optimizer_for(given, 2, steps=3),
    ):
        with pytest.raises(InputError, match=r"model must be a torch\.nn\.Module, got "):
            call()


def test_more_steps_than_were_planned():
    """One step more warns, once; epsilon stays at its end, and before nothing is said."""
    optimizer, annealing = optim.optimizer_for(net(), 2, steps=10)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(10):
            annealing.step()
    end = optimizer.param_groups[0]["epsilon"]
    with pytest.warns(optim.QuantizationWarning, match="made for 10 steps, and this is one more"):
        annealing.step()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        annealing.step()
    assert optimizer.param_groups[0]["epsilon"] == end
    assert 0 < end < 0.01 * 0.25  # a hundredth after 95% of the steps
