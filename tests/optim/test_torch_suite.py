"""PyTorch's own list of optimizers, options and errors, tried on the optimizers of this package.

The list is what PyTorch's tests run over. It is part of PyTorch, in a module for its tests, which
needs ``expecttest``; where that is missing these tests are skipped.
"""

import copy
from typing import Any

import pytest
import torch
from torch import nn

from askewtheory import optim
from askewtheory.errors import InputError
from askewtheory.optim import ASkewSGD
from tests.optim.models import loss_of, net, state, train

pytest.importorskip("expecttest")

from torch.testing._internal.common_optimizers import OptimizerErrorEnum, optim_db

pytestmark = pytest.mark.filterwarnings("ignore")  # PyTorch's own, of its options

INFOS: dict[str, Any] = {getattr(info.optim_cls, "__name__"): info for info in optim_db}  # noqa: B009
WRAPPERS = {
    "Skewed": lambda base: optim.Skewed(base, epsilon=0.3),
    "BinaryConnect": optim.BinaryConnect,
    "STE": lambda base: optim.STE(base, bits=2),
    "ProxQuant": optim.ProxQuant,
    "ProxConnect": lambda base: optim.ProxConnect(base, strength_rate=0.02),
    "BinaryRelax": optim.BinaryRelax,
    "ProjectedGradient": optim.ProjectedGradient,
    "LUQ": optim.LUQ,
    "FullPrecision": optim.FullPrecision,
}


def matrices(model):
    """The parameters that every optimizer of PyTorch takes: one of them takes matrices only."""
    return [p for p in model.parameters() if p.dim() == 2]


def options_of(info):
    """PyTorch's combinations of options for one of its optimizers, on a CPU."""
    given = [copy.deepcopy(entry.kwargs) for entry in info.optim_inputs_func(device="cpu")]
    return [options for options in given if not options.get("differentiable")]


def stepped(model, optimizer, steps):
    """Take steps with closures, which LBFGS needs and all others allow."""

    def closure():
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        return loss

    for _ in range(steps):
        optimizer.step(closure)


REFUSE_LBFGS = ("BinaryConnect", "STE", "ProxConnect", "BinaryRelax", "LUQ")
SERVED = [name for name in INFOS if name != "SparseAdam"]


@pytest.mark.parametrize("base", SERVED)
def test_full_precision_is_every_base_with_every_option(base):
    """With levels that it ignores, each optimizer of PyTorch takes its own steps, bit for bit."""
    for options in options_of(INFOS[base]):
        model, twin = net(), net()
        kind = INFOS[base].optim_cls
        wrapped = optim.FullPrecision(kind(matrices(model), **copy.deepcopy(options)))
        stepped(model, wrapped, 3)
        stepped(twin, kind(matrices(twin), **options), 3)
        assert torch.equal(state(model), state(twin)), options


@pytest.mark.parametrize("base", SERVED)
@pytest.mark.parametrize("method", WRAPPERS)
def test_every_method_resumes_over_every_base(method, base):
    """A copy of the state goes on bit for bit, whatever options PyTorch tries; or it is refused."""
    for options in options_of(INFOS[base]):
        model, twin = net(), net()
        build = INFOS[base].optim_cls
        if base == "LBFGS" and method in REFUSE_LBFGS:
            with pytest.raises(InputError, match="its own references"):
                WRAPPERS[method](build(matrices(model)))
            return
        first = WRAPPERS[method](build(matrices(model), **copy.deepcopy(options)))
        stepped(model, first, 2)
        second = WRAPPERS[method](build(matrices(twin), **copy.deepcopy(options)))
        twin.load_state_dict(model.state_dict())
        second.load_state_dict(copy.deepcopy(first.state_dict()))
        for pair in ((model, first), (twin, second)):
            torch.manual_seed(0)
            stepped(*pair, 2)
        assert torch.equal(state(model), state(twin)), options


@pytest.mark.parametrize("base", SERVED)
@pytest.mark.parametrize("method", WRAPPERS)
def test_no_gradients_no_change(method, base):
    """Without gradients nothing moves, over every base that can step without a closure."""
    if base == "LBFGS":
        return
    for options in options_of(INFOS[base]):
        model = net()
        optimizer = WRAPPERS[method](INFOS[base].optim_cls(matrices(model), **options))
        before = state(model)
        optimizer.step()
        assert torch.equal(state(model), before), options


@pytest.mark.parametrize("method", WRAPPERS)
def test_a_base_for_sparse_gradients_is_refused(method):
    """SparseAdam serves no group with levels, and that is said at construction."""
    with pytest.raises(InputError, match="takes sparse gradients only"):
        WRAPPERS[method](torch.optim.SparseAdam(matrices(net())))


def test_the_options_of_sgd_are_those_of_askewsgd():
    """Where all weights are feasible, every combination that PyTorch tries is SGD's step."""
    for options in options_of(INFOS["SGD"]):
        ends = []
        for kind in (ASkewSGD, torch.optim.SGD):
            model = net(torch.float64)
            extra = {"epsilon": 1.0, "levels": [-0.5, 0.5]} if kind is ASkewSGD else {}
            given = {**options, "fused": None, "foreach": None}
            train(model, kind(matrices(model), **given, **extra), 5)
            ends.append(state(model))
        torch.testing.assert_close(*ends, atol=1e-12, rtol=0)


def test_the_errors_of_sgd_are_those_of_askewsgd():
    """Every wrong argument that PyTorch tries on SGD is an error of the same kind and words."""
    tried = INFOS["SGD"].optim_error_inputs_func(device="cpu", dtype=torch.float32)
    assert tried
    for case in tried:
        given = case.optimizer_error_input
        if case.error_on != OptimizerErrorEnum.CONSTRUCTION_ERROR:
            continue
        warned = issubclass(case.error_type, Warning)
        expected = pytest.warns if warned else pytest.raises
        with expected(case.error_type, match=case.error_regex):
            ASkewSGD(matrices(net()) if given.params is None else given.params, **given.kwargs)


def test_deepcopy_keeps_public_attributes():
    """As PyTorch asks of its optimizers: a copy has the same public attributes."""
    for method in WRAPPERS.values():
        optimizer = method(torch.optim.Adam([nn.Parameter(torch.zeros(2, 2))]))
        names = [
            {key for key in vars(o) if key[0] != "_"} for o in (optimizer, copy.deepcopy(optimizer))
        ]
        assert names[0] == names[1]


@pytest.mark.parametrize("method", WRAPPERS)
def test_a_base_with_derivatives_is_refused(method):
    """A wrapper would lose the derivative, in silence: said at construction, and of a group."""
    build = WRAPPERS[method]
    with pytest.raises(InputError, match=f"must not be differentiable: what {method} makes"):
        build(torch.optim.SGD(matrices(net()), lr=0.1, differentiable=True))
    first, second = matrices(net())
    optimizer = build(torch.optim.SGD([first], lr=0.1))
    with pytest.raises(InputError, match="must not be differentiable"):
        optimizer.add_param_group({"params": [second], "differentiable": True})
    assert len(optimizer.param_groups) == 1
