"""What a training loop of PyTorch expects of an optimizer, for every optimizer of the package.

What it expects of the state is in ``test_saving``, the options of ``ASkewSGD`` in
``test_askewsgd``.
"""

import pytest
import torch
from torch import nn

from askewtheory.optim import ASkewSGD, BinaryConnect, Skewed
from tests.optim.models import ALL, MAKERS, adam, groups, loss_of, net, state, train


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
def test_a_parameter_belongs_to_one_group(name):
    """A parameter twice in a group is a warning, in two groups an error, as in torch.optim."""
    parameter = nn.Parameter(torch.zeros(2, 2))
    with pytest.warns(UserWarning, match="duplicate parameters"):
        MAKERS[name]([parameter, parameter])
    with pytest.raises(ValueError, match="more than one parameter group"):
        MAKERS[name]([{"params": [parameter]}, {"params": [parameter]}])


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


class Twice(torch.optim.Optimizer):
    """Gradient descent that evaluates its closure twice per step, from its groups' parameters."""

    def __init__(self, params):
        super().__init__(params, {"lr": 0.1})

    def step(self, closure):  # type: ignore[override]
        """Take two half steps, each along a gradient of its own."""
        for _ in range(2):
            loss = closure()
            with torch.no_grad():
                for group in self.param_groups:
                    for p in group["params"]:
                        p.sub_(p.grad, alpha=group["lr"] / 2)
        return loss


def test_repeated_closures_see_quantized_weights():
    """A base that evaluates its closure again sees rounded weights every time."""
    model = net()
    weights = [p for p in model.parameters() if p.dim() == 2]
    optimizer = BinaryConnect(Twice(weights))
    calls = []

    def closure():
        optimizer.zero_grad()
        calls.append(all(set(w.detach().unique().tolist()) <= {-1.0, 1.0} for w in weights))
        loss = loss_of(model)
        loss.backward()
        return loss

    for _ in range(3):
        optimizer.step(closure)
    assert calls == [True] * 6


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
