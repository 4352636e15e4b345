"""The contract of a PyTorch optimizer, item by item: a function that fails where it is not held.

``python -m tests.optim.contract`` prints the table of the documentation, which ``test_table``
compares with what the functions find.
"""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from askewtheory import optim
from askewtheory.errors import InputError
from tests.optim.models import MAKERS, adam, groups, loss_of, net, sgd, state, train

CLASSES = {
    "ASkewSGD": ("askewsgd", "askewsgd-scaled", "askewsgd-blocks"),
    "Skewed": ("skewed",),
    "BinaryConnect": ("binaryconnect", "binaryconnect-stochastic", "binaryconnect-blocks"),
    "STE": ("ste-1", "ste-2"),
    "ProxQuant": ("proxquant",),
    "ProxConnect": ("proxconnect",),
    "BinaryRelax": ("binaryrelax",),
    "ProjectedGradient": ("projected",),
    "LUQ": ("luq",),
    "FullPrecision": ("full",),
}
"""Each class with the names of its makers."""

ITEMS: dict[str, Callable[[str], None]] = {}
"""The contract: what is promised, and the function that tries it for one maker."""


class NotThere(Exception):  # noqa: N818 (an outcome, not an error)
    """The item is about something that the method does not have."""


def item(words: str) -> Callable[[Callable[[str], None]], Callable[[str], None]]:
    """Add a function to the contract."""

    def add(function: Callable[[str], None]) -> Callable[[str], None]:
        ITEMS[words] = function
        return function

    return add


def built(name, dtype=torch.float32, steps=0):
    """A model and its optimizer after some steps, the same every time."""
    torch.manual_seed(1)
    model = net(dtype)
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, steps)
    return model, optimizer


def latents(optimizer):
    """The latents of all parameters, as one vector."""
    return torch.cat([optimizer.latent(p).flatten().double() for g in optimizer.param_groups
                      for p in g["params"]])  # fmt: skip


def other_weights(model):
    """Weights unlike the model's own."""
    generator = torch.Generator().manual_seed(9)
    return {
        name: torch.randn(value.shape, generator=generator).mul(0.3).to(value.dtype)
        for name, value in model.state_dict().items()
    }


def still(model, optimizer):
    """Take a step that moves nothing by itself: zero gradients at a tiny learning rate."""
    for group in optimizer.param_groups:
        group["lr"] = 1e-30
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()


def taken_over(name, dtype):
    """Weights loaded after construction, and after steps, are where the next step starts."""
    for steps in (0, 3):
        torch.manual_seed(1)
        model = net(dtype)
        weights = [{"params": groups(model)[0]["params"]}]
        optimizer = MAKERS[name](weights)
        train(model, optimizer, steps)
        for group in optimizer.param_groups:  # the method's own part is to leave weights alone
            group.update({key: value for key, value in NEUTRAL.items() if key in group})
        shown = [p.detach().clone() for p in weights[0]["params"]]
        model.load_state_dict(other_weights(model))
        # where the same value was written, more precise latents stay
        new = [p != s for p, s in zip(weights[0]["params"], shown, strict=True)]
        assert all(where.float().mean() > 0.9 for where in new)
        want = [p.detach().clone() for p in weights[0]["params"]]
        for moving in (False, True):
            if moving:
                still(model, optimizer)
            for p, w, where in zip(weights[0]["params"], want, new, strict=True):
                found = optimizer.latent(p).to(dtype)
                torch.testing.assert_close(found[where], w[where], atol=1e-6, rtol=0)


NEUTRAL = {
    "strength": 0.0,
    "strength_rate": 0.0,
    "epsilon": 1.0,
    "clip": 0.0,
    "levels": (-1.0, 1.0),
    "scale": None,
    "block": None,
}
"""Settings at which the methods' own parts change no latent."""


@item("weights written after construction are taken over")
def written(name):
    """A parameter is the truth, in float32."""
    taken_over(name, torch.float32)


@item("also in bfloat16 and float16")
def written_in_low_precision(name):
    """A parameter is the truth, in 16 bits."""
    taken_over(name, torch.bfloat16)
    taken_over(name, torch.float16)


@item("the order of loading model and optimizer does not matter")
def order_of_loading(name):
    """Other weights than the checkpoint's (an average over time, say) count in every order."""
    model, optimizer = built(name, steps=3)
    content = copy.deepcopy(optimizer.state_dict())
    for weights in (copy.deepcopy(model.state_dict()), other_weights(model)):
        ends = []
        for order in ("before construction", "before the state", "after the state"):
            fresh = net()
            if order == "before construction":
                fresh.load_state_dict(weights)
            torch.manual_seed(4)
            resumed = MAKERS[name](groups(fresh))
            if order == "before the state":
                fresh.load_state_dict(weights)
            resumed.load_state_dict(copy.deepcopy(content))
            if order == "after the state":
                fresh.load_state_dict(weights)
            torch.manual_seed(5)
            train(fresh, resumed, 3)
            ends.append(state(fresh))
        assert torch.equal(ends[0], ends[1])
        assert torch.equal(ends[0], ends[2])


@item("state_dict resumes bit for bit")
def resumes(name):
    """Through a file, weights only."""
    model, optimizer = built(name, steps=5)
    buffer = io.BytesIO()
    torch.save([model.state_dict(), optimizer.state_dict()], buffer)
    buffer.seek(0)
    twin, resumed = built(name)
    for part, content in zip((twin, resumed), torch.load(buffer, weights_only=True), strict=True):
        part.load_state_dict(content)
    goes_on((model, optimizer), (twin, resumed))


@item("before the first step too")
def resumes_from_the_start(name):
    """A state that is saved before any step has the latents all the same."""
    model, optimizer = built(name)
    content = copy.deepcopy([model.state_dict(), optimizer.state_dict()])
    twin, resumed = built(name)
    with torch.no_grad():
        [p.add_(0.25) for p in twin.parameters()]
    twin.load_state_dict(content[0])
    resumed.load_state_dict(content[1])
    goes_on((model, optimizer), (twin, resumed))


def goes_on(*pairs):
    """All pairs of model and optimizer train on to the same bits."""
    ends = []
    for pair in pairs:
        torch.manual_seed(3)
        model, optimizer = pair
        train(model, optimizer, 4)
        ends.append(torch.cat([state(model).double(), latents(optimizer)]))
    assert all(torch.equal(ends[0], end) for end in ends[1:])


@item("deepcopy and pickle")
def copies(name):
    """At any time, with and without steps."""
    for steps in (0, 4):
        pair = built(name, steps=steps)
        goes_on(pair, copy.deepcopy(pair), pickle.loads(pickle.dumps(pair)))


@item("the state is in optimizer.state: empty at first, all of it later")
def all_state(name):
    """Nothing is hidden in the base."""
    model, optimizer = built(name)
    assert not optimizer.state
    train(model, optimizer, 2)
    saved = optimizer.state_dict()["state"]
    order = [p for g in optimizer.param_groups for p in g["params"]]
    held = {k: set(optimizer.state[p]) for k, p in enumerate(order) if optimizer.state.get(p)}
    assert held == {key: set(value) for key, value in saved.items() if value}
    if name not in ("askewsgd-scaled",):  # which has neither momentum nor a base
        names = set().union(*held.values())
        assert names & {"exp_avg", "momentum_buffer"}


@item("optimizer.state.clear() starts anew from the parameters")
def reset(name):
    """As a new optimizer would, from the weights that the model shows."""
    model, optimizer = built(name, steps=4)
    twin = net()
    twin.load_state_dict(model.state_dict())
    optimizer.state.clear()
    torch.manual_seed(3)
    fresh = MAKERS[name](groups(twin))
    for group, other in zip(fresh.param_groups, optimizer.param_groups, strict=True):
        group["iteration"] = other.get("iteration", 0)
    twin.load_state_dict(model.state_dict())
    goes_on((model, optimizer), (twin, fresh))


@item("torch.distributed.checkpoint, flattened or not")
def distributed_checkpoint(name):
    """Saved and loaded by its functions, also by an optimizer that has made no step."""
    from torch.distributed.checkpoint import state_dict as dcp

    for flat in (False, True):
        options = dcp.StateDictOptions(flatten_optimizer_state_dict=flat)
        model, optimizer = built(name, steps=3)
        content = dcp.get_state_dict(model, optimizer, options=options)
        content = copy.deepcopy(content)
        twin, resumed = built(name)
        dcp.set_state_dict(
            twin, resumed, model_state_dict=content[0], optim_state_dict=content[1],
            options=options,
        )  # fmt: skip
        goes_on((model, optimizer), (twin, resumed))


@item("its step without gradients, at learning rate zero, changes nothing")
def init_step(name):
    """What get_optimizer_state_dict does to a fresh optimizer; numbers and tensors as rates."""
    for rate in (0.0, torch.tensor(0.0)):
        model, optimizer = built(name)
        settings = copy.deepcopy([{k: v for k, v in g.items() if k != "params"}
                                  for g in optimizer.param_groups])  # fmt: skip
        before = state(model), latents(optimizer)
        rates = [group["lr"] for group in optimizer.param_groups]
        for group in optimizer.param_groups:
            group["lr"] = rate
        for parameter in model.parameters():
            parameter.grad = torch.zeros_like(parameter)
        optimizer.step()
        for group, old in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = old
        assert torch.equal(state(model), before[0])
        assert torch.equal(latents(optimizer), before[1])
        for group, old in zip(optimizer.param_groups, settings, strict=True):
            assert {k: v for k, v in group.items() if k != "params"} == old
        # a scale that such a step took is not kept: the weights may be loaded afterwards
        model.load_state_dict(other_weights(model))
        fresh = MAKERS[name](groups(other := net()))
        other.load_state_dict(other_weights(model))
        for p, q in zip(groups(model)[0]["params"], groups(other)[0]["params"], strict=True):
            found = [o.scale(x, o.param_groups[0]) for o, x in ((optimizer, p), (fresh, q))]
            assert found[0] is None or torch.equal(*found)


@item("a plain optimizer's checkpoint: levels stay, latents come from the parameters")
def foreign(name):
    """The base's moments are loaded, settings that it does not know keep their values."""
    model = net()
    base = sgd if type(MAKERS[name](groups(net()))).__name__ == "ASkewSGD" else adam
    plain = base([{"params": [p]} for p in ()] or [
        {"params": group["params"]} for group in groups(model)])  # fmt: skip
    train(model, plain, 3)
    twin, optimizer = built(name)
    optimizer.param_groups[0]["levels"] = [-1, 0, 1] if not name.startswith("ste") else None
    wanted = [group["levels"] for group in optimizer.param_groups]
    optimizer.load_state_dict(copy.deepcopy(plain.state_dict()))
    twin.load_state_dict(model.state_dict())
    found = [group["levels"] for group in optimizer.param_groups]
    assert [f and list(f) for f in found] == [w and list(w) for w in wanted]
    assert torch.equal(latents(optimizer).float().sort()[0], state(model).sort()[0])
    train(twin, optimizer, 1)
    assert len(optimizer.quantized()) == (0 if name.startswith("ste") else 2)


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
    optimizer.base.step()
    refused(optimizer.step, "must not step or load a state by itself")


def refused(call, words):
    """The call is an InputError with these words."""
    with pytest.raises(InputError, match=words):
        call()


def outcome(words, kind):
    """What the documentation's table says of an item and a class: yes, refused, or a dash."""
    found = set()
    for name in CLASSES[kind]:
        try:
            ITEMS[words](name)
            found.add("yes")
        except InputError:
            found.add("refused")
        except NotThere:
            found.add("–")
    (one,) = found
    return one


def table():
    """The table of the documentation."""
    lines = ["| | " + " | ".join(CLASSES) + " |", "| --- |" + " --- |" * len(CLASSES)]
    for words in ITEMS:
        cells = [outcome(words, kind) for kind in CLASSES]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    print(table())
