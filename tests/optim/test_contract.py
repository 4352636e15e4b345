"""What PyTorch expects of an optimizer, for every optimizer of the package."""

import copy
import io
import pickle
import warnings
from typing import Any

import pytest
import torch
from torch import nn

from askewtheory.optim import ASkewSGD, BinaryConnect, EpsilonSchedule, ProxQuant, Skewed
from tests.optim.models import MAKERS, adam, groups, loss_of, net, sgd, state, train

ALL = pytest.mark.parametrize("name", MAKERS)


def saved(model, optimizer):
    """State of both through a file, read with weights_only=True."""
    buffer = io.BytesIO()
    torch.save([model.state_dict(), optimizer.state_dict()], buffer)
    buffer.seek(0)
    return torch.load(buffer, weights_only=True)


@ALL
def test_resume_is_bit_exact(name):
    """Training goes on bit for bit after a state_dict round trip, a deepcopy and a pickle."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 5)
    twins = [(model, optimizer), copy.deepcopy((model, optimizer))]
    twins.append(pickle.loads(pickle.dumps((model, optimizer))))
    fresh = net()
    resumed = MAKERS[name](groups(fresh))
    for part, content in zip((fresh, resumed), saved(model, optimizer), strict=True):
        part.load_state_dict(content)
    twins.append((fresh, resumed))
    ends = []
    for twin in twins:
        torch.manual_seed(3)
        train(*twin, 5)
        ends.append(state(twin[0]))
    assert all(torch.equal(ends[0], end) for end in ends[1:])


@ALL
def test_latents_stay_float32_for_bfloat16_parameters(name):
    """With bfloat16 parameters the latents and the base's state are float32, also after loading."""
    model = net(torch.bfloat16)
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 3)
    fresh = net(torch.bfloat16)
    resumed = MAKERS[name](groups(fresh))
    for part, content in zip((fresh, resumed), saved(model, optimizer), strict=True):
        part.load_state_dict(content)
    weight = fresh[0].weight
    assert resumed.latent(weight).dtype == torch.float32
    assert torch.equal(resumed.latent(weight), optimizer.latent(model[0].weight))
    for twin in ((model, optimizer), (fresh, resumed)):
        torch.manual_seed(3)
        train(*twin, 3)
    assert torch.equal(state(model), state(fresh))
    full = resumed.state_dict()
    entries = [full["state"][index] for index in full["param_groups"][0]["params"]]
    values = [value for entry in entries for value in entry.values()]
    kinds = {value.dtype for value in values if isinstance(value, torch.Tensor)}
    assert kinds <= {torch.float32}


@ALL
def test_gradients_that_are_none(name):
    """A step without any gradient changes nothing."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    before = state(model)
    optimizer.step()
    assert torch.equal(state(model), before)


@ALL
def test_sparse_gradients_are_refused(name):
    """A sparse gradient of a quantized parameter is a clear error."""
    table = nn.Embedding(5, 2, sparse=True)
    optimizer = MAKERS[name]([{"params": list(table.parameters())}])
    table(torch.tensor([1, 2])).sum().backward()
    with pytest.raises(RuntimeError, match="does not support sparse gradients"):
        optimizer.step()


@ALL
def test_groups_can_be_added_after_stepping(name):
    """add_param_group works at any time, with settings of its own."""
    model = net()
    optimizer = MAKERS[name]([{"params": [model[0].weight]}])
    train(model, optimizer, 2)
    optimizer.add_param_group({"params": [model[2].weight], "lr": 0.02})
    optimizer.add_param_group({"params": [model[0].bias], "levels": None})
    before = state(model)
    train(model, optimizer, 2)
    assert optimizer.param_groups[1]["lr"] == 0.02
    assert len(optimizer.quantized()) == 2
    assert not torch.equal(state(model), before)


@ALL
def test_without_a_quantized_group(name):
    """With no levels at all the method is its base optimizer, bit for bit."""
    model, twin = net(), net()
    optimizer = MAKERS[name]([{"params": list(model.parameters()), "levels": None}])
    if isinstance(optimizer, ASkewSGD):
        options = {key: optimizer.defaults[key] for key in ("lr", "momentum")}
        base: torch.optim.Optimizer = torch.optim.SGD(twin.parameters(), **options)
    else:
        base = type(optimizer.base)(twin.parameters(), lr=optimizer.defaults["lr"])
        base.param_groups[0]["momentum"] = optimizer.defaults.get("momentum", 0)
    train(model, optimizer, 4)
    train(twin, base, 4)
    assert torch.equal(state(model), state(twin))
    assert optimizer.quantized() == {}


@ALL
def test_param_groups_hold_plain_values(name):
    """Groups hold tensors and plain values only, as sharded training expects."""
    optimizer = MAKERS[name](groups(net()))
    for group in optimizer.param_groups:
        for key, value in group.items():
            if key in ("levels", "betas"):
                value = value or ()
                assert isinstance(value, tuple)
                assert all(isinstance(item, float) for item in value)
            elif key != "params":
                assert value is None or isinstance(value, torch.Tensor | float | int | str | bool)


@ALL
def test_hooks_see_finished_weights(name):
    """A post-hook sees what the next forward pass uses; a pre-hook what the last one used."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    seen = {}
    optimizer.register_step_pre_hook(lambda *_: seen.__setitem__("pre", state(model)))
    optimizer.register_step_post_hook(lambda *_: seen.__setitem__("post", state(model)))
    before = state(model)
    train(model, optimizer, 1)
    assert torch.equal(seen["pre"], before)
    assert torch.equal(seen["post"], state(model))
    assert not torch.equal(seen["pre"], seen["post"])


def test_hooks_of_the_base_run_once_with_finished_weights():
    """A hook that was registered on the base optimizer runs once, after the method's own part."""
    model = net()
    base = adam(groups(model))
    seen = []
    base.register_step_post_hook(lambda *_: seen.append(state(model)))
    optimizer = BinaryConnect(base)
    train(model, optimizer, 1)
    assert len(seen) == 1
    assert torch.equal(seen[0], state(model))


@ALL
def test_closures_are_evaluated_at_the_forward_weights(name):
    """step(closure) returns the loss at the weights of the method's forward pass, and moves."""
    model, twin = net(), net()
    torch.manual_seed(5)
    optimizer = MAKERS[name](groups(model))
    torch.manual_seed(5)
    other = MAKERS[name](groups(twin))
    want = loss_of(model).item()

    def closure():
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        return loss

    torch.manual_seed(6)
    found = optimizer.step(closure)
    torch.manual_seed(6)
    train(twin, other, 1)
    assert found.item() == want
    assert torch.equal(state(model), state(twin))


def test_repeated_closures_see_quantized_weights():
    """LBFGS under BinaryConnect evaluates the loss at rounded weights every time."""
    model = net()
    weights = [p for p in model.parameters() if p.dim() == 2]
    optimizer = BinaryConnect(torch.optim.LBFGS(weights, lr=0.1, max_iter=4))
    calls = []

    def closure():
        optimizer.zero_grad()
        calls.append(all(set(w.detach().unique().tolist()) <= {-1.0, 1.0} for w in weights))
        loss = loss_of(model)
        loss.backward()
        return loss

    optimizer.step(closure)
    assert len(calls) > 1
    assert all(calls)


@ALL
def test_learning_rate_schedulers(name):
    """A scheduler on the optimizer changes the steps, without a warning about their order."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.0)
    train(model, optimizer, 1)
    scheduler.step()
    assert scheduler.get_last_lr() == [0.0, 0.0]
    before = [optimizer.latent(p).clone() for p in model.parameters()]
    if not name.startswith(("prox", "projected")):  # whose own part does not depend on lr
        train(model, optimizer, 1)
        for p, w in zip(model.parameters(), before, strict=True):
            assert torch.equal(optimizer.latent(p), w)


def test_gradient_scaler_with_a_fused_base():
    """Under GradScaler a step with infinite gradients is skipped whole, others are unscaled."""
    model, twin = net(), net()
    optimizer = Skewed(torch.optim.Adam(groups(model), lr=0.01, fused=True), epsilon=0.3)
    other = Skewed(torch.optim.Adam(groups(twin), lr=0.01, fused=True), epsilon=0.3)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**10)
    for k in range(4):
        optimizer.zero_grad()
        scaler.scale(loss_of(model)).backward()
        if k == 2:
            [p.grad.fill_(float("inf")) for p in model.parameters() if p.grad is not None]
        before = state(model)
        scaler.step(optimizer)
        scaler.update()
        if k == 2:
            assert torch.equal(state(model), before)
        else:
            train(twin, other, 1)
    assert torch.allclose(state(model), state(twin), atol=1e-6)


@pytest.mark.parametrize(
    "options",
    [{}, {"momentum": 0.9, "levels": 3, "scale": "max"}, {"levels": [-0.9, -0.3, 0.3, 0.9]}],
)
def test_a_step_compiles_without_graph_breaks(options):
    """torch.compile(fullgraph=True) takes ASkewSGD's step and gives the same weights."""
    model, twin = net(), net()
    optimizers = [ASkewSGD(m.parameters(), lr=0.05, epsilon=0.1, **options) for m in (model, twin)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch._dynamo.reset()
        compiled = torch.compile(optimizers[0].step, backend="eager", fullgraph=True)
        for _ in range(3):
            for m, optimizer, step in zip(
                (model, twin), optimizers, (compiled, optimizers[1].step), strict=True
            ):
                optimizer.zero_grad()
                loss_of(m).backward()
                step()
    assert torch.equal(state(model), state(twin))


def test_the_displacement_is_differentiable():
    """With differentiable=True a step carries gradients to what it was computed from."""
    rate = torch.tensor(0.1, dtype=torch.float64, requires_grad=True)
    start = torch.tensor([0.2, -0.7, 1.4], dtype=torch.float64)

    def end(lr):
        leaf = start.clone().requires_grad_()
        parameter = leaf.clone()
        parameter.grad = torch.tensor([0.3, -0.2, 0.1], dtype=torch.float64)
        ASkewSGD([parameter], lr=lr, epsilon=0.1, differentiable=True).step()
        return parameter

    assert torch.autograd.gradcheck(end, rate)


BAD = {
    "lr": (-0.1, "Invalid learning rate: -0.1"),
    "momentum": (-1.0, "Invalid momentum value: -1.0"),
    "weight_decay": (-1.0, "Invalid weight_decay value: -1.0"),
    "epsilon": (0.0, "Invalid epsilon value: 0.0"),
    "alpha": (-1.0, "Invalid alpha value: -1.0"),
    "clip": ("lr", "Invalid clip value: 'lr'"),
    "scale": ("median", "Invalid scale value: 'median'"),
    "kind": ("cubic", "kind must be"),
    "rule": ("exact", "rule must be"),
    "levels": ([1.0], "levels must be at least two numbers"),
    "nesterov": (True, "Nesterov momentum requires a momentum and zero dampening"),
}


@pytest.mark.parametrize("argument", BAD)
def test_bad_arguments(argument):
    """A bad argument is a ValueError in PyTorch's wording, at construction and in a new group."""
    value, message = BAD[argument]
    model = net()
    with pytest.raises(ValueError, match=message):
        ASkewSGD(model.parameters(), **{argument: value})
    optimizer = ASkewSGD([model[0].weight])
    with pytest.raises(ValueError, match=message):
        optimizer.add_param_group({"params": [model[2].weight], argument: value})
    assert len(optimizer.param_groups) == 1


def test_wrong_kinds_of_arguments():
    """An empty list, a tensor lr of two numbers, and a base that is none are refused."""
    with pytest.raises(ValueError, match="empty parameter list"):
        ASkewSGD([])
    with pytest.raises(ValueError, match="Tensor lr must be 1-element"):
        ASkewSGD(net().parameters(), lr=torch.tensor([0.1, 0.2]))
    with pytest.raises(TypeError, match="base must be an optimizer"):
        Skewed(net().parameters())  # type: ignore[arg-type]
    parameter = nn.Parameter(torch.empty(4, device="meta"))
    parameter.grad = torch.empty(4, device="meta")
    optimizer = ASkewSGD([parameter], fused=True)
    with pytest.raises(RuntimeError, match="requires parameters in CPU memory"):
        optimizer.step()


@pytest.mark.parametrize("maximize", [False, True])
@pytest.mark.parametrize("nesterov", [False, True])
def test_feasible_weights_take_the_step_of_sgd(maximize, nesterov):
    """Where everything is feasible, momentum, decay and maximize are torch.optim.SGD's."""
    options = {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}
    options |= {"nesterov": nesterov, "maximize": maximize}
    ends = []
    for kind in (ASkewSGD, torch.optim.SGD):
        model = net(torch.float64)
        extra = {"epsilon": 1.0, "levels": [-0.5, 0.5]} if kind is ASkewSGD else {}
        train(model, kind(model.parameters(), **options, **extra), 5)
        ends.append(state(model))
    assert torch.allclose(*ends, atol=1e-12)


def test_schedules_resume():
    """Epsilon and learning rate schedules together resume bit for bit."""

    def build():
        model = net()
        optimizer = ASkewSGD(groups(model), lr=0.05, scale="mean")
        rates = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
        return model, optimizer, rates, EpsilonSchedule.exponential(optimizer, 0.5, start=2)

    def go(run, epochs):
        for _ in range(epochs):
            train(run[0], run[1], 2)
            run[2].step()
            run[3].step()

    run = build()
    go(run, 4)
    states = [part.state_dict() for part in run]
    resumed = build()
    for part, content in zip(resumed, copy.deepcopy(states), strict=True):
        part.load_state_dict(content)
    go(run, 3)
    go(resumed, 3)
    assert torch.equal(state(run[0]), state(resumed[0]))
    assert run[3].get_last_epsilon() == resumed[3].get_last_epsilon() == [0.5**5]


def test_loading_another_methods_state_is_refused():
    """A state without latents does not load into a method that has them."""
    model, twin = net(), net()
    plain = ProxQuant(sgd(groups(model)))
    with pytest.raises(ValueError, match="no latent weights"):
        BinaryConnect(sgd(groups(twin))).load_state_dict(plain.state_dict())


@ALL
def test_state_hooks_see_the_whole_state(name):
    """Hooks of state_dict and load_state_dict see, and may replace, what a file would hold."""
    model = net(torch.bfloat16)
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 2)
    full = optimizer.state_dict()
    entries = {key: set(value) for key, value in full["state"].items()}
    seen = []

    def note(_optimizer, state):
        seen.append({key: set(value) for key, value in state["state"].items()})
        return {**state, "note": 1}

    calls: list[torch.dtype] = []
    optimizer.register_state_dict_pre_hook(lambda _: seen.append("before"))
    optimizer.register_state_dict_post_hook(note)
    optimizer.register_load_state_dict_pre_hook(note)
    optimizer.register_load_state_dict_post_hook(
        lambda opt: calls.append(opt.latent(model[0].weight).dtype)
    )
    changed = optimizer.state_dict()
    assert changed["note"] == 1
    optimizer.load_state_dict(changed)
    assert seen == ["before", entries, entries]
    assert calls == [torch.float32]


@ALL
def test_states_of_named_parameters_and_of_earlier_versions_load(name):
    """Named parameters keep their names; states without names or newer settings load too."""
    model, twin = net(), net()
    optimizer = MAKERS[name](model.named_parameters())
    train(model, optimizer, 2)
    full = optimizer.state_dict()
    assert full["param_groups"][0]["param_names"] == [n for n, _ in model.named_parameters()]
    other = MAKERS[name](twin.named_parameters())
    older = copy.deepcopy(full)
    for key in ("maximize", "foreach", "fused", "rule", "freeze_scale", "param_names"):
        older["param_groups"][0].pop(key, None)
    twin.load_state_dict(model.state_dict())
    for content in (full, older):
        other.load_state_dict(copy.deepcopy(content))
    for pair in ((model, optimizer), (twin, other)):
        torch.manual_seed(0)
        train(*pair, 2)
    assert torch.equal(state(model), state(twin))


@ALL
def test_loading_changes_nothing_that_is_saved(name):
    """Loading leaves the state that was given as it is, and the optimizer then has that state."""
    model, twin = net(), net()
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 2)
    content = optimizer.state_dict()
    text = repr(content)
    other = MAKERS[name](groups(twin))
    twin.load_state_dict(model.state_dict())
    other.load_state_dict(content)
    assert repr(content) == text
    assert repr(other.state_dict()) == text
    public = [{key for key in o.__dict__ if key[0] != "_"} for o in (other, copy.deepcopy(other))]
    assert public[0] == public[1]
    assert type(optimizer).__name__ in repr(optimizer)


@ALL
def test_a_parameter_belongs_to_one_group(name):
    """A parameter twice in a group is a warning, in two groups an error, as in torch.optim."""
    parameter = nn.Parameter(torch.zeros(2, 2))
    with pytest.warns(UserWarning, match="duplicate parameters"):
        MAKERS[name]([parameter, parameter])
    with pytest.raises(ValueError, match="more than one parameter group"):
        MAKERS[name]([{"params": [parameter]}, {"params": [parameter]}])


@ALL
def test_the_learning_rate_may_be_a_tensor(name):
    """A tensor as learning rate, filled in place by a scheduler, gives the step of its number."""
    ends = []
    for rate in (0.03, torch.tensor(0.03)):
        model = net()
        optimizer = MAKERS[name](groups(model))
        for group in optimizer.param_groups:
            group["lr"] = rate
        torch.optim.lr_scheduler.LambdaLR(optimizer, lambda _epoch: 0.5)
        torch.manual_seed(0)
        train(model, optimizer, 1)
        ends.append(state(model))
    torch.testing.assert_close(*ends)


@pytest.mark.parametrize("path", [{"fused": True}, {"fused": False}, {"foreach": True}])
def test_autograd_notices_a_step(path):
    """A backward pass through weights that a step has changed is an error, on every path."""
    weight = nn.Parameter(torch.ones(2, 2))
    inputs = torch.ones(2, requires_grad=True)
    loss = (weight @ inputs).square().sum()
    loss.backward(retain_graph=True)
    ASkewSGD([weight], lr=0.1, epsilon=0.1, **path).step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


@ALL
def test_mixed_types_and_missing_gradients_in_one_group(name):
    """One group takes float32, float64 and bfloat16, empty tensors, and gradients that are None."""
    kinds = (torch.float32, torch.float64, torch.bfloat16, torch.float32)
    torch.manual_seed(0)
    params = [nn.Parameter(torch.randn(3, 4).to(kind)) for kind in kinds]
    params.append(nn.Parameter(torch.zeros(0, 4)))
    optimizer = MAKERS[name](params)
    before = [optimizer.latent(p).clone() for p in params]
    for p in (*params[:3], params[4]):
        p.grad = torch.ones_like(p)
    optimizer.step()
    moved = [not torch.equal(optimizer.latent(p), w) for p, w in zip(params, before, strict=True)]
    assert moved == [True, True, True, False, False]


@pytest.mark.parametrize("scaled", [False, True])
def test_gradient_scaler(scaled):
    """GradScaler unscales ASkewSGD's gradients, and skips a step with infinite ones whole."""
    model, twin = net(), net()
    options = {"lr": 0.05, "epsilon": 0.3, "scale": "mean" if scaled else None}
    optimizers = [ASkewSGD(m.parameters(), **options) for m in (model, twin)]
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**10)
    scaler.scale(loss_of(model)).backward()
    scaler.step(optimizers[0])
    train(twin, optimizers[1], 1)
    torch.testing.assert_close(state(model), state(twin))
    before = state(model)
    for p in model.parameters():
        p.grad = torch.full_like(p, float("inf"))
    scaler.update()
    scaler.step(optimizers[0])
    assert torch.equal(state(model), before)


@pytest.mark.parametrize("path", [{"foreach": False}, {"foreach": True}])
@pytest.mark.parametrize("scale", [None, "max", "mean"])
@pytest.mark.parametrize("levels", [[-1, 1], 3, [-0.9, -0.3, 0.3, 0.9], [-1, 0.2, 1]])
def test_a_capturable_step_looks_at_no_value(levels, scale, path):
    """With capturable=True a step runs where tensors have no values, so it never waits for one."""
    numbers: dict[str, Any]
    numbers = {name: torch.full((), 0.1, device="meta") for name in ("lr", "epsilon", "alpha")}
    options: dict[str, Any] = {"levels": levels, "scale": scale, "clip": "1/lr"}
    options["per_channel"] = scale == "max"
    params = [nn.Parameter(torch.empty(3, 4, device="meta")) for _ in range(2)]
    optimizer = ASkewSGD(params, momentum=0.9, capturable=True, **options, **numbers, **path)
    for p in params:
        p.grad = torch.empty_like(p)
    for _ in range(2):
        optimizer.step()
    assert optimizer.state[params[0]]["momentum_buffer"].is_meta


def test_capturable_steps_are_the_same():
    """capturable=True changes no bit of a step."""
    ends = []
    for capturable in (False, True):
        model = net()
        rate, epsilon = torch.tensor(0.1), torch.tensor(0.1)
        train(model, ASkewSGD(model.parameters(), rate, epsilon=epsilon, capturable=capturable), 4)
        ends.append(state(model))
    assert torch.equal(*ends)


@pytest.mark.parametrize("scale", [None, 0.7])
def test_a_step_is_differentiable_in_weights_and_gradients(scale):
    """With differentiable=True derivatives in the weights and gradients are the true ones."""
    weights = torch.tensor([0.2, -0.7, 1.4, -0.05], dtype=torch.float64, requires_grad=True)
    gradients = torch.tensor([0.3, -0.2, 0.1, 4.0], dtype=torch.float64, requires_grad=True)

    def end(w, g):
        parameter = w.clone()
        parameter.grad = g.clone()
        options = {"levels": [-1, 0, 1], "scale": scale, "momentum": 0.9, "weight_decay": 0.1}
        ASkewSGD([parameter], lr=0.1, epsilon=0.1, differentiable=True, **options).step()
        return parameter

    assert torch.autograd.gradcheck(end, (weights, gradients))
