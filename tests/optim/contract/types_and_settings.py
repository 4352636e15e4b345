"""What the contract says of types and of settings, at construction and written in mid-run."""

from __future__ import annotations

import io
import pickle

import numpy as np
import torch
from torch import nn

from askewtheory import optim
from tests.optim.contract.items import NotThere, built, goes_on, item, latents, refused
from tests.optim.models import MAKERS, net, state, train


@item("float32, float64, bfloat16, float16; every other type is refused at construction")
def types(name):
    """Machine code never sees another type."""
    for kind in (torch.float32, torch.float64, torch.bfloat16, torch.float16):
        model = net(kind)
        optimizer = MAKERS[name](model.parameters())
        before = latents(optimizer)
        train(model, optimizer, 3)
        assert state(model).isfinite().all()
        assert latents(optimizer).isfinite().all()
        assert not torch.equal(latents(optimizer), before)
    for kind in (torch.float8_e4m3fn, torch.float8_e5m2, torch.complex64, torch.complex128):
        parameter = nn.Parameter(torch.zeros(2, 2).to(kind))
        refused(lambda parameter=parameter: MAKERS[name]([parameter]), "must be of type float32")


@item("levels that the type cannot tell apart, or that overflow, are refused")
def representable(name):
    """For the type of each parameter, at construction and when they are written later."""
    if name.startswith("ste") or name == "luq":
        raise NotThere  # their levels are their own
    optimizer = MAKERS[name]([nn.Parameter(torch.zeros(2, 2))])
    half = MAKERS[name]([nn.Parameter(torch.zeros(2, 2, dtype=torch.float16))])
    for levels, one in (
        ([0.0, 1.0, 1.0 + 1e-9], optimizer),
        ([-1e39, 1e39], optimizer),
        ([-1e25, 1e25], optimizer),
        ([0.0, 1.0, 1.0001], half),
        ([-1e5, 1e5], half),
    ):
        one.param_groups[0].update(levels=levels, scale=None, block=None)
        refused(one.step, "levels must")


@item("levels and scale changed in mid-run are checked, and a kept scale is taken anew")
def changed_settings(name):
    """A name becomes numbers at the next step; nonsense is an error there."""
    if name.startswith("ste"):
        raise NotThere
    model, optimizer = built(name, steps=2)
    group = optimizer.param_groups[0]
    group.update(levels="ternary", scale="max")
    train(model, optimizer, 1)
    assert group["levels"] == (-1.0, 0.0, 1.0)
    before = [optimizer.scale(p, group).clone() for p, _ in optimizer.quantized_parameters()]
    group["levels"] = 4
    train(model, optimizer, 1)
    after = [optimizer.scale(p, group) for p, _ in optimizer.quantized_parameters()]
    for one, other in zip(before, after, strict=True):
        assert one.max() / other.max() > 4  # the end level went from 1 to -8
    group["levels"] = "septenary"
    refused(optimizer.step, "Invalid levels value: 'septenary'")


@item("an EpsilonSchedule takes in groups added later, and pickles")
def schedules(name):
    """Epsilon is relative to what it was at first use."""
    model = net()
    optimizer = MAKERS[name]([{"params": [model[0].weight]}])
    if "epsilon" not in optimizer.param_groups[0]:
        raise NotThere
    for make in (
        lambda: optim.EpsilonSchedule.exponential(optimizer, 0.5),
        lambda: optim.EpsilonSchedule.steps(optimizer, [1], 0.5),
        lambda: optim.EpsilonSchedule.on_plateau(optimizer),
    ):
        schedule = make()
        pickle.loads(pickle.dumps(schedule)).step(1.0)
    schedule = optim.EpsilonSchedule.exponential(optimizer, 0.5)
    optimizer.add_param_group({"params": [model[2].weight], "epsilon": 0.2})
    schedule.step()
    assert optimizer.param_groups[1]["epsilon"] == 0.1
    for group in optimizer.param_groups:
        del group["initial_epsilon"]
    schedule.step()


@item("contexts of quantized weights nest and overlap, and a step inside is refused")
def contexts(name):
    """Whichever ends first; inside, latents, codes and quantized weights are what they were."""
    pair, twin = (built(name, steps=3) for _ in range(2))
    model, optimizer = pair
    own, hidden, wanted = state(model), latents(optimizer), optimizer.quantized()
    first, second = optim.quantized(model, optimizer), optim.latents(model, optimizer)
    first.__enter__()
    shown = state(model)
    with optim.quantized(model, optimizer):
        assert torch.equal(state(model), shown)
        found = optimizer.quantized()
        assert all(torch.equal(found[p], wanted[p]) for p in wanted)
        assert torch.equal(latents(optimizer), hidden)
    second.__enter__()
    first.__exit__(None, None, None)
    refused(optimizer.step, "must not step while the model carries other weights")
    for p, _group in optimizer.quantized_parameters():
        assert torch.equal(p.detach(), optimizer.latent(p))
    second.__exit__(None, None, None)
    assert torch.equal(state(model), own)
    goes_on(pair, twin)


@item("every setting that is written into a group in mid-run is checked")
def written_settings(name):
    """As at construction, at the next step; what NumPy's schedules give becomes a plain number."""
    wrong = {
        "epsilon": (-0.1, float("nan"), "small"),
        "alpha": (-1.0, float("nan")),
        "clip": (-1.0, "gap"),
        "kind": ("cubic",),
        "rule": ("drawn",),
        "telemetry": (-1, "often"),
        "per_channel": ("no",),
        "block": (0, "no"),
        "freeze_scale": ("no",),
        "stochastic": ("no",),
        "prox": ("l3",),
        "strength": (-1.0,),
        "strength_growth": (0.5,),
        "rounding_from": (-1, "late"),
        "gradient_bits": (1, 4.0),
        "bits": (0, 9),
    }
    model, optimizer = built(name, steps=2)
    group = optimizer.param_groups[0]
    for key, values in wrong.items():
        for value in values if key in group else ():
            kept, group[key] = group[key], value
            refused(optimizer.step, f"{key}")
            group[key] = kept
    before = state(model)
    for key in ("epsilon", "alpha", "strength"):
        if isinstance(group.get(key), float):
            group[key] = np.float32(group[key])
    train(model, optimizer, 1)
    assert not torch.equal(state(model), before)
    buffer = io.BytesIO()
    torch.save(optimizer.state_dict(), buffer)
    buffer.seek(0)
    torch.load(buffer, weights_only=True)


@item("what a scheduler or the base itself writes into the base's groups is taken over")
def base_groups(name):
    """A scheduler made of the base before it was wrapped works; a step by the base is an error."""
    model, optimizer = built(name)
    if not hasattr(optimizer, "base"):
        raise NotThere
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer.base, lambda k: 0.5**k)
    train(model, optimizer, 1)
    first = [group["lr"] for group in optimizer.param_groups]
    schedule.step()
    train(model, optimizer, 1)
    assert [group["lr"] for group in optimizer.param_groups] == [rate / 2 for rate in first]
    optimizer.param_groups[0]["lr"] = 1e-3  # the newest word counts, whoever says it
    train(model, optimizer, 1)
    assert optimizer.base.param_groups[0]["lr"] == 1e-3
    refused(optimizer.base.step, "must not step by itself any more")
    train(model, optimizer, 1)
    optimizer.base.load_state_dict(optimizer.state_dict())
    refused(optimizer.step, "must not step or load a state by itself")
