"""What the contract says of what surrounds an optimizer: averages, closures, hooks, scalers."""

from __future__ import annotations

import copy

import pytest
import torch

from askewtheory.errors import InputError
from tests.optim.contract.items import NotThere, built, goes_on, item, latents
from tests.optim.models import MAKERS, groups, loss_of, net, state, train


@item("an average over time (EMA) can be swapped in, exported, and swapped back")
def average(name):
    """Codes are those of the average, and training goes on as if nothing had been."""
    pair, twin = (built(name, steps=4) for _ in range(2))
    model, optimizer = pair
    kept = copy.deepcopy(model.state_dict())
    ema = {key: value * 0.7 + 0.05 for key, value in kept.items()}
    model.load_state_dict(ema)
    for p, group in optimizer.quantized_parameters():
        assert torch.equal(optimizer.latent(p), p.detach())
        optimizer.codes(p, group)
    optimizer.quantized()
    model.load_state_dict(kept)
    goes_on(pair, twin)


@item("Lookahead")
def lookahead(name):
    """Every third step weights go back half the way, and the next step starts there."""
    model, optimizer = built(name)
    slow = [p.detach().clone() for p in model.parameters()]
    for k in range(1, 10):
        train(model, optimizer, 1)
        if k % 3 == 0:
            for p, s in zip(model.parameters(), slow, strict=True):
                shown = p.detach().clone()
                s.add_(shown - s, alpha=0.5)
                p.data.copy_(s)
                where = p != shown
                assert torch.equal(optimizer.latent(p)[where], s[where])


@item("SAM, which perturbs and restores by copying or by subtracting")
def sharpness(name):
    """Perturbations that are taken back leave the latents."""
    ends = []
    for subtract in (False, True):
        model, optimizer = built(name)
        torch.manual_seed(3)
        for _ in range(4):
            optimizer.zero_grad()
            loss_of(model).backward()
            kept = [p.detach().clone() for p in model.parameters()]
            directions = [torch.zeros(1) if p.grad is None else p.grad for p in model.parameters()]
            moves = [0.05 * d / d.norm() for d in directions]
            with torch.no_grad():
                [p.add_(m) for p, m in zip(model.parameters(), moves, strict=True)]
            optimizer.zero_grad()
            loss_of(model).backward()
            with torch.no_grad():
                for p, m, k in zip(model.parameters(), moves, kept, strict=True):
                    p.sub_(m) if subtract else p.copy_(k)
            optimizer.step()
        ends.append(latents(optimizer))
    torch.testing.assert_close(*ends, atol=1e-5, rtol=1e-4)


@item("one optimizer per parameter, stepped inside backward")
def in_backward(name):
    """Hooks that step and clear one parameter after the other give the step of one optimizer."""
    if name in ("binaryconnect-stochastic", "luq"):  # draws in another order
        return
    pair = built(name)
    train(*pair, 3)
    torch.manual_seed(1)
    model = net()
    optimizers = {}
    for group in groups(model):
        for p in group["params"]:
            optimizers[p] = MAKERS[name]([{**group, "params": [p]}])

            def stepped(parameter):
                optimizers[parameter].step()
                optimizers[parameter].zero_grad()

            p.register_post_accumulate_grad_hook(stepped)
    for _ in range(3):
        loss_of(model).backward()
    torch.testing.assert_close(state(model), state(pair[0]), atol=1e-6, rtol=1e-5)


@item("LBFGS as a base")
def lbfgs(name):
    """It evaluates its closure many times; where it works, the loss falls."""
    optimizer = MAKERS[name](groups(net()))
    if not hasattr(optimizer, "base"):
        raise NotThere
    model = net()
    wrapped = type(optimizer)(torch.optim.LBFGS(model.parameters(), lr=0.1, max_iter=4))

    def closure():
        wrapped.zero_grad()
        loss = loss_of(model)
        loss.backward()
        return loss

    before = state(model)
    wrapped.step(closure)
    assert not torch.equal(state(model), before)
    assert state(model).isfinite().all()


@item("NaN and infinite gradients reach the weights, as in torch.optim.SGD")
def not_finite(name):
    """Such a weight is never finite again, does not round, and no momentum hides it."""
    for value in (float("nan"), float("inf"), -float("inf")):
        model, optimizer = built(name, steps=2)
        weight = groups(model)[0]["params"][0]
        for p in model.parameters():
            p.grad = torch.zeros_like(p)
        weight.grad.view(-1)[3] = value
        optimizer.step()
        for _ in range(2):
            for p in model.parameters():
                p.grad = torch.zeros_like(p)
            optimizer.step()
        assert not weight.detach().view(-1)[3].isfinite()
        assert not optimizer.latent(weight).view(-1)[3].isfinite()
        assert not optimizer.quantized()[weight].view(-1)[3].isfinite()
        if "scale" not in name and name not in ("luq", "ste-1", "ste-2", "full"):
            rest = optimizer.latent(weight).view(-1)[4:]
            assert rest.isfinite().all()
        with pytest.raises(InputError, match="must be finite"):
            optimizer.codes(weight, optimizer.param_groups[0])


@item("GradScaler: a step with infinite gradients is skipped")
def scaler(name):
    """Whole, and others are unscaled."""
    model, optimizer = built(name, steps=1)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**8)
    scaler.scale(loss_of(model)).backward()
    for p in model.parameters():
        p.grad = torch.full_like(p, float("inf"))
    before = state(model), latents(optimizer)
    scaler.step(optimizer)
    assert torch.equal(state(model), before[0])
    assert torch.equal(latents(optimizer), before[1])
