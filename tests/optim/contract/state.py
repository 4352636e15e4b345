"""What the contract says of state: weights written, saved, loaded, copied, reset."""

from __future__ import annotations

import copy
import io
import pickle

import torch

from tests.optim.contract.items import built, goes_on, item, latents, other_weights, still
from tests.optim.models import MAKERS, adam, groups, net, sgd, state, train


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
