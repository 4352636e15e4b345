"""State of every optimizer: what is saved, how it loads, and that training goes on bit for bit."""

import copy
import io
import pickle

import pytest
import torch

from askewtheory.optim import ASkewSGD, EpsilonSchedule
from tests.optim.models import ALL, MAKERS, groups, net, state, train


def reloaded(name, model, optimizer):
    """A fresh pair with the state of both, through a file that is read with weights_only=True."""
    buffer = io.BytesIO()
    torch.save([model.state_dict(), optimizer.state_dict()], buffer)
    buffer.seek(0)
    fresh = net(model[0].weight.dtype)
    pair = fresh, MAKERS[name](groups(fresh))
    for part, content in zip(pair, torch.load(buffer, weights_only=True), strict=True):
        part.load_state_dict(content)
    return pair


@ALL
def test_resume_is_bit_exact(name):
    """Training goes on bit for bit after a state_dict round trip, a deepcopy and a pickle."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 5)
    twins = [(model, optimizer), copy.deepcopy((model, optimizer))]
    twins.append(pickle.loads(pickle.dumps((model, optimizer))))
    twins.append(reloaded(name, model, optimizer))
    ends = []
    for twin in twins:
        torch.manual_seed(3)
        train(*twin, 5)
        ends.append(state(twin[0]))
    assert all(torch.equal(ends[0], end) for end in ends[1:])


@ALL
@pytest.mark.parametrize("model_first", [True, False])
def test_loading_shows_the_saved_forward_weights(name, model_first):
    """In either order of loading the parameters hold what the forward pass used when saved."""
    torch.manual_seed(1)
    model = net()
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 3)
    saved = [copy.deepcopy(part.state_dict()) for part in (model, optimizer)]
    fresh = net()
    if model_first:
        fresh.load_state_dict(saved[0])
    resumed = MAKERS[name](groups(fresh))
    random = torch.get_rng_state()
    resumed.load_state_dict(saved[1])
    assert torch.equal(torch.get_rng_state(), random)
    if not model_first:
        fresh.load_state_dict(saved[0])
    for one, other in zip(model.parameters(), fresh.parameters(), strict=True):
        assert torch.equal(one, other)


@ALL
def test_latents_stay_float32_for_bfloat16_parameters(name):
    """With bfloat16 parameters the latents and the base's state are float32, also after loading."""
    model = net(torch.bfloat16)
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 3)
    fresh, resumed = reloaded(name, model, optimizer)
    weight = fresh[0].weight
    assert resumed.latent(weight).dtype == torch.float32
    assert torch.equal(resumed.latent(weight), optimizer.latent(model[0].weight))
    for twin in ((model, optimizer), (fresh, resumed)):
        torch.manual_seed(3)
        train(*twin, 3)
    assert torch.equal(state(model), state(fresh))
    full = resumed.state_dict()
    entries = [full["state"][index] for index in full["param_groups"][0]["params"]]
    values = [entry[key] for entry in entries for key in entry if key != "shown"]
    kinds = {value.dtype for value in values if isinstance(value, torch.Tensor)}
    assert kinds <= {torch.float32}


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
def test_a_pickle_of_an_earlier_version(name):
    """Settings that its groups do not have yet count as their defaults, and training goes on."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    for group in (optimizer.defaults, *optimizer.param_groups):
        del group["block"]
    twin, loaded = pickle.loads(pickle.dumps((model, optimizer)))
    assert all(group["block"] is None for group in loaded.param_groups)
    train(twin, loaded, 2)
    assert state(twin).isfinite().all()


def test_a_schedule_that_was_pickled_without_a_plan():
    """One of an earlier version, which knew of no planned steps, goes on for any number."""
    model = net()
    annealing = EpsilonSchedule.exponential(MAKERS["askewsgd"](groups(model)), rate=0.5)
    del vars(annealing)["planned"]
    loaded = pickle.loads(pickle.dumps(annealing))
    loaded.step()
    assert loaded.planned is None
    assert loaded.get_last_epsilon()[0] == pytest.approx(annealing.get_last_epsilon()[0] / 2)
