"""No silent failure: each way to a bad quantized network warns once, with the remedy."""

import warnings
from typing import Any

import pytest
import torch
from torch import nn

from askewtheory import optim
from askewtheory.optim import QuantizationWarning
from askewtheory.optim.guidance import clip_notes, usage
from askewtheory.optim.telemetry import Telemetry
from tests.optim.models import ALL, MAKERS, PATHS, groups, net, train

FREE = ("ste-1", "ste-2", "luq")
"""Methods whose scale is their own."""


def said(action):
    """The warnings that an action gives."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        action()
    return [str(w.message) for w in caught if issubclass(w.category, QuantizationWarning)]


def unsuited(name):
    """A model with integer levels of 2 bits and no scale, as the defaults have it."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    optimizer.param_groups[0].update(levels=2, scale=None, block=None)
    return model, optimizer


@ALL
def test_levels_that_do_not_suit_the_weights(name):
    """Multi-bit levels without a scale warn at the first step, once, and name the scale."""
    if name in FREE:
        return
    model, optimizer = unsuited(name)
    (found,) = [text for text in said(lambda: train(model, optimizer, 1)) if "one level" in text]
    assert "of the weights round to the one level 0" in found
    assert 'scale="max"' in found
    assert not [t for t in said(lambda: train(model, optimizer, 3)) if "one level" in t]
    model, optimizer = unsuited(name)
    optimizer.param_groups[0]["scale"] = "max"
    assert not [t for t in said(lambda: train(model, optimizer, 3)) if "one level" in t]


@ALL
def test_quantized_weights_warn_without_a_step(name):
    """Whoever takes quantized weights that are all alike hears of it, trained or not."""
    if name in FREE:
        return
    _model, optimizer = unsuited(name)
    (found,) = said(optimizer.quantized)
    assert "one level" in found
    assert said(optimizer.quantized) == []


def test_weights_far_from_all_levels():
    """Weights much larger than all levels warn as well."""
    p = nn.Parameter(torch.linspace(-40, 40, 50))
    optimizer = optim.BinaryConnect(torch.optim.SGD([p], lr=0.1))
    (found,) = said(optimizer.quantized)
    assert "gaps away from their levels" in found


@pytest.mark.parametrize("wrapped", [False, True])
def test_an_epsilon_that_constrains_nothing(wrapped):
    """An epsilon above gap**2 / 4 that nothing anneals warns at the first step."""

    def optimizer(epsilon, kind="quadratic"):
        p = nn.Parameter(torch.linspace(-1.9, 0.9, 40))
        p.grad = torch.zeros_like(p)
        options: Any = {"levels": 2, "epsilon": epsilon, "kind": kind}
        if wrapped:
            return optim.Skewed(torch.optim.SGD([p], lr=0.1), **options)
        return optim.ASkewSGD([p], lr=0.1, **options)

    (found,) = said(optimizer(0.3).step)
    assert "epsilon 0.3 leaves every weight between the levels free" in found
    assert "above 0.25" in found
    assert "EpsilonSchedule" in found
    assert said(optimizer(0.25).step) == []
    assert "above 0.0625" in said(optimizer(0.07, "quartic").step)[0]
    assert "above 0.25" in said(optimizer(torch.tensor(0.3)).step)[0]
    annealed = optimizer(0.3)
    optim.EpsilonSchedule.exponential(annealed)
    assert said(annealed.step) == []


@ALL
def test_weights_that_have_not_arrived(name):
    """At export, methods that lead weights to the levels warn where these are still away."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 1)
    texts = [text for text in said(optimizer.warn_if_silent) if "rounding changes" in text]
    if optimizer.arrives and name != "projected":
        (found,) = texts
        assert ("anneal epsilon further" in found) == ("epsilon" in optimizer.param_groups[0])
        with torch.no_grad():
            for p, value in optimizer.quantized().items():
                p.copy_(value)
        optimizer._guide = type(optimizer._guide)()
        assert not [t for t in said(optimizer.warn_if_silent) if "rounding changes" in t]
    else:
        assert texts == []
    assert not [text for text in said(optimizer.warn_if_silent) if "rounding changes" in text]


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_clip_that_always_binds(wrapped):
    """Where the clip decides the force everywhere, the 101st step says so, telemetry or not."""
    for clip, binds in ((1e-3, True), (100.0, False)):
        p = nn.Parameter(torch.linspace(-0.9, 0.9, 40))
        options: Any = {"epsilon": 0.1, "alpha": 1.0, "clip": clip}
        if wrapped:
            optimizer = optim.Skewed(torch.optim.SGD([p], lr=1e-4), **options)
        else:
            optimizer = optim.ASkewSGD([p], lr=1e-4, **options)
        texts = []
        for _ in range(102):
            p.grad = torch.zeros_like(p)
            texts += said(optimizer.step)
        assert len(texts) == binds
        assert all("the clip bounds the force on 100%" in text for text in texts)
        assert any("the clip bounds" in note for note in optimizer.report()[0].notes) == binds
        assert optimizer.telemetry == []


def test_a_clip_that_binds_now_and_then_is_no_fault():
    """The note needs one weight in a hundred with a force, and the clip on nearly all of those."""
    numbers: Any = {
        "step": 0,
        "group": 0,
        "weights": 100,
        "feasible": 0.0,
        "distance": 0.0,
        "flips": 0.0,
        "not_finite": 0.0,
    }
    for along, against, clipped, notes in (
        (0.1, 0.1, 0.2, 1),
        (0.1, 0.1, 0.19, 0),
        (0.004, 0.004, 0.008, 0),
        (0.005, 0.005, 0.01, 1),
    ):
        one = Telemetry(skewed_along=along, skewed_against=against, clipped=clipped, **numbers)
        assert len(clip_notes(one)) == notes


@ALL
def test_one_tensor_among_many(name):
    """A tensor whose weights all round to one level is spoken of, however large the others are."""
    if name in FREE:
        return
    torch.manual_seed(0)
    large, small = nn.Parameter(torch.randn(40, 40)), nn.Parameter(torch.full((4, 8), 0.01))
    optimizer = MAKERS[name]([large, small])
    optimizer.param_groups[0].update(levels=[-1, 0, 1], scale=None, block=None)
    (found,) = said(optimizer.quantized)
    assert "in 1 of 2 tensors, the first of shape (4, 8)" in found
    assert 'scale="max"' in found
    assert any("in 1 of 2 tensors" in note for note in optimizer.report()[0].notes)
    whole = usage(optimizer, optimizer.param_groups[0])
    assert [part.weights for part in whole.parts] == [1600, 32]
    assert whole.weights == 1632


def test_weights_without_a_scale_of_their_own():
    """A channel of zeros has the mean scale of the others; a tensor of zeros is warned of."""
    p = nn.Parameter(torch.tensor([[1.0, -3.0], [0.0, 0.0], [2.0, 2.0]]).repeat(1, 10))
    options: Any = {"levels": "binary", "scale": "mean", "per_channel": True, "epsilon": 0.1}
    optimizer = optim.ASkewSGD([p], lr=0.1, **options)
    scale = optimizer.scale(p, optimizer.param_groups[0])
    assert scale is not None
    assert scale.flatten().tolist() == [2.0, 2.0, 2.0]
    assert said(optimizer.quantized) == []
    lost = nn.Parameter(torch.zeros(3, 20))
    optimizer = optim.ASkewSGD([p, lost], lr=0.1, **options)
    (found,) = said(optimizer.quantized)
    assert "3 of the scales have nothing to go by" in found
    assert "give a number as scale" in found
    notes = optim.ASkewSGD([lost], lr=0.1, **options).report()[0].notes
    assert [note for note in notes if "epsilon" in note] == []
    with torch.no_grad():
        p[0, 0] = float("nan")
    scale = optimizer.scale(p, optimizer.param_groups[0])
    assert scale is not None
    assert scale.isnan().flatten().tolist() == [True, False, False]


def test_a_force_that_has_not_acted_is_a_note():
    """The report says so with the remedy, from the first step on and until it acts."""
    p = nn.Parameter(torch.full((30,), 0.9))
    optimizer = optim.ASkewSGD([p], lr=0.1, epsilon=0.5)
    assert not any("has not acted" in note for note in optimizer.report()[0].notes)
    p.grad = torch.zeros_like(p)
    optimizer.step()
    (note,) = [n for n in optimizer.report()[0].notes if "has not acted in 1 steps" in n]
    assert "a smaller epsilon makes it act" in note
    optimizer.param_groups[0]["epsilon"] = 0.01
    optimizer.step()
    assert not any("has not acted" in note for note in optimizer.report()[0].notes)


@pytest.mark.parametrize("path", PATHS)
def test_a_force_on_one_weight_has_acted(path):
    """One weight of many that the force has moved is enough for it to have acted."""
    p = nn.Parameter(torch.tensor([0.0, *[0.9] * 29]))
    optimizer = optim.ASkewSGD([p], lr=0.1, epsilon=0.5, **PATHS[path])
    p.grad = torch.zeros_like(p)
    optimizer.step()
    assert not any("has not acted" in note for note in optimizer.report()[0].notes)


def test_one_lost_weight_of_many_is_counted():
    """A share that would print as 0% is a number of weights."""
    p = nn.Parameter(torch.linspace(-1, 1, 1000))
    with torch.no_grad():
        p[3] = float("nan")
    optimizer = optim.ProxQuant(torch.optim.SGD([p], lr=0.1))
    assert said(optimizer.quantized)[0].startswith("group 0: 1 of the weights are NaN or infinite")


def test_lost_gradients_are_counted():
    """Telemetry says what share of the gradients was NaN or infinite, and where the clip acted."""
    p = nn.Parameter(torch.tensor([0.9, 0.5, 0.5, 0.001]))
    p.grad = torch.tensor([float("nan"), float("inf"), 0.0, 0.0])
    optimizer = optim.ASkewSGD([p], lr=0.1, epsilon=0.1, clip=1.0, telemetry=1)
    optimizer.step()
    (found,) = optimizer.telemetry
    assert found.not_finite == 0.5
    assert found.clipped == 0.25
    assert p.isfinite().tolist() == [False, False, True, True]


def test_usage_counts_each_level():
    """Shares, distance in gaps, and weights that are no numbers are those of a case by hand."""
    p = nn.Parameter(torch.tensor([-2.0, -0.5, 0.25, 1.0, float("nan")]))
    optimizer = optim.ProxQuant(torch.optim.SGD([p], lr=0.1), levels=[-2, 0, 2])
    found = usage(optimizer, optimizer.param_groups[0])
    assert found.shares == (0.25, 0.5, 0.25)  # the midpoint 1 goes to the right
    assert found.distance == pytest.approx((0 + 0.5 + 0.25 + 1) / 4 / 2)
    assert (found.weights, found.not_finite) == (5, 0.2)
    assert not found.crowded
    (text,) = said(optimizer.quantized)
    assert "20% of the weights are NaN" in text


@ALL
def test_the_report_reads(name):
    """The summary has a paragraph for each group, with levels, scale, distance and notes."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    train(model, optimizer, 3)
    report = optimizer.report()
    text = str(report)
    assert repr(report) == text
    assert text.splitlines()[-1] == "group 1: not quantized"
    first = report[0]
    assert sum(first.usage.shares) == pytest.approx(1)
    assert f"{first.usage.weights} weights on {len(first.levels)} levels, scale" in text
    assert "gaps from the nearest level" in text
    assert ("epsilon" in text) == ("epsilon" in optimizer.param_groups[0])
    assert ("learning rate" in text) == ("alpha" in optimizer.param_groups[0])
    assert first.to_dict()["group"] == 0
    assert len(text) < 1500


def test_the_report_of_a_known_step():
    """Feasible share, force, clip and notes are those of a case by hand."""
    p = nn.Parameter(torch.tensor([0.95, 0.5, -0.5, -1.0] * 10))
    p.grad = torch.full_like(p, 0.01)
    optimizer = optim.ASkewSGD([p], lr=0.1, epsilon=0.1, clip=0.05, telemetry=1)
    optimizer.step()
    (found,) = optimizer.report()
    assert found.feasible == 0.5
    assert found.force == "acted on 50.0% of the weights in step 0, 50.0% clipped"
    assert found.scale == (1.0, 1.0)
    assert any("the clip bounds the force" in note for note in found.notes)
    assert "  note          " in str(found)
    assert "watch_gradients" in str(found.learning_rate)
    untold = optim.ASkewSGD([p], lr=0.1, epsilon=0.1)
    assert "has not acted in 0 steps" in untold.report()[0].force


def test_many_levels_are_summed_up():
    """Of more than eight levels the report names the ends and the most common one."""
    p = nn.Parameter(torch.linspace(-8, 7, 64))
    optimizer = optim.ASkewSGD([p], lr=0.1, levels=4, epsilon=0.1)
    assert "-8 to 7; most at" in str(optimizer.report())


def test_frozen_parameters_are_rounded_too():
    """A parameter without a gradient in a group with levels shows its rounded value, and stays."""
    p, q = nn.Parameter(torch.tensor([0.3, -0.2])), nn.Parameter(torch.tensor([0.3, -0.2]))
    q.requires_grad_(False)
    optimizer = optim.BinaryConnect(torch.optim.SGD([p, q], lr=0.1))
    for _ in range(2):
        p.grad = torch.ones(2)
        optimizer.step()
    assert q.tolist() == [1.0, -1.0]
    torch.testing.assert_close(optimizer.latent(q), torch.tensor([0.3, -0.2]))
    kept = optim.ASkewSGD([q], lr=0.1)
    kept.step()
    assert q.tolist() == [1.0, -1.0]


@ALL
def test_scales_per_channel_that_there_are_none_of(name):
    """per_channel=True without a statistic to take is said once, and in the report."""
    if name in FREE:
        return
    model = net()
    optimizer = MAKERS[name](groups(model))
    for scale, words in ((None, "scale=None"), (0.5, "scale=0.5"), ("max", None)):
        optimizer.param_groups[0].update(scale=scale, per_channel=True, block=None)
        found = [note for note in optimizer.report()[0].notes if "per_channel" in note]
        assert [words in note for note in found] == ([] if words is None else [True])
    optimizer.param_groups[0].update(scale=None)
    assert len([t for t in said(lambda: train(model, optimizer, 2)) if "per_channel" in t]) == 1


@ALL
def test_weights_that_are_rounded_untrained(name):
    """Frozen weights in a group with levels are said once, at the first step, and in the report."""
    model = net()
    model[0].weight.requires_grad_(False)
    optimizer = MAKERS[name](groups(model))
    words = "1 of 2 tensors do not require a gradient"
    assert len([t for t in said(lambda: train(model, optimizer, 2)) if words in t]) == 1
    assert any(words in note for note in optimizer.report()[0].notes)
    model.requires_grad_(True)
    assert not any(words in note for note in optimizer.report()[0].notes)
