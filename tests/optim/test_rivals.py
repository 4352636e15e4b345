"""What each rival does in one step, against its paper's formula."""

import inspect

import numpy as np
import pytest
import torch
from torch import nn

from askewtheory import feasible, optim
from askewtheory.optim.prox import MAPS
from askewtheory.optim.scales import SAWB, sawb_clip, scale_of, spread
from tests.optim.models import MAKERS, groups, net, train

LEVELS = (-1.0, 0.0, 1.0)
POINTS = torch.linspace(-2, 2, 401, dtype=torch.float64)


def parameter(values, gradient):
    """A parameter with a gradient."""
    result = nn.Parameter(torch.as_tensor(values, dtype=torch.float64).clone())
    result.grad = torch.as_tensor(gradient, dtype=torch.float64).expand_as(result).clone()
    return result


def descent(p, rate=0.1):
    """Plain gradient descent as a base."""
    return torch.optim.SGD([p], lr=rate)


@pytest.mark.parametrize("name", MAKERS)
def test_every_method_trains_and_quantizes(name):
    """Each method lowers the loss of its forward pass, and its quantized weights lie on levels."""
    model = net()
    optimizer = MAKERS[name](groups(model))
    losses = train(model, optimizer, 60)
    for p, group in optimizer.quantized_parameters():
        scale = optimizer.scale(p, group)
        values = optimizer.quantized()[p].detach() / (1 if scale is None else spread(scale, p))
        levels = torch.tensor(group["levels"], dtype=torch.float32)
        assert (values.unsqueeze(-1) - levels).abs().amin(-1).max() < 1e-5
    if name != "projected":
        assert min(losses[-10:]) < losses[0]


def test_binary_connect():
    """The parameter is the sign of a latent that moves by the gradient taken there, clipped."""
    p = parameter([0.05, -0.3, 0.98], 1.0)
    optimizer = optim.BinaryConnect(descent(p))
    assert p.tolist() == [1, -1, 1]
    optimizer.step()
    assert optimizer.latent(p).tolist() == pytest.approx([-0.05, -0.4, 0.88])
    assert p.tolist() == [-1, -1, 1]
    p.grad = torch.full_like(p, -5.0)
    optimizer.step()
    assert optimizer.latent(p).tolist() == pytest.approx([0.45, 0.1, 1.0])


def test_stochastic_binary_connect_keeps_the_mean():
    """Stochastic rounding takes both neighbours with probabilities whose mean is the latent."""
    torch.manual_seed(0)
    p = parameter(torch.full((40_000,), 0.3), 0.0)
    optimizer = optim.BinaryConnect(descent(p), levels=LEVELS, stochastic=True)
    assert set(p.unique().tolist()) == {0.0, 1.0}
    assert p.mean().item() == pytest.approx(0.3, abs=0.01)
    assert optimizer.quantized()[p].unique().tolist() == [0.0]


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_ste_is_dorefa(bits):
    """The forward weights are DoReFa's, and the gradient is autograd's through its tanh."""
    torch.manual_seed(0)
    values = torch.randn(50, dtype=torch.float64)
    gradient = torch.randn(50, dtype=torch.float64)
    p = parameter(values, gradient)
    optimizer = optim.STE(descent(p), bits=bits)
    if bits == 1:
        want, slope = values.sign() * values.abs().mean(), torch.ones(50)
    else:
        most = 2**bits - 1
        largest = values.tanh().abs().max()
        unit = values.tanh() / (2 * largest) + 0.5
        want, slope = 2 * (most * unit).round() / most - 1, (1 - values.tanh() ** 2) / largest
    torch.testing.assert_close(p.detach(), want)
    optimizer.step()
    torch.testing.assert_close(optimizer.latent(p), values - 0.1 * gradient * slope)


@pytest.mark.parametrize("prox", ["l1", "squared_l2"])
@pytest.mark.parametrize("strength", [0.1, 0.7])
def test_proximal_maps_minimize(prox, strength):
    """The l1 and squared maps attain min 1/2 (w - x)**2 + lambda R(w), by search on a fine grid."""
    levels = torch.tensor(LEVELS, dtype=torch.float64)
    candidates = torch.linspace(-2.5, 2.5, 5001, dtype=torch.float64)
    away = (candidates.unsqueeze(1) - levels).abs().amin(1)
    penalty = away if prox == "l1" else away**2 / 2
    costs = (candidates - POINTS.unsqueeze(1)) ** 2 / 2 + strength * penalty
    p = parameter(POINTS, 0.0)
    optim.ProxQuant(descent(p), levels=LEVELS, prox=prox, strength=strength).step()
    found = p.detach()
    away = (found.unsqueeze(1) - levels).abs().amin(1)
    cost = (found - POINTS) ** 2 / 2 + strength * (away if prox == "l1" else away**2 / 2)
    assert (cost - costs.amin(1)).max() < 1e-3


def test_the_piecewise_linear_map_goes_from_identity_to_rounding():
    """It is the identity at strength 0, rounding at 1, and continuous and monotone between."""
    optimizer = optim.ProxConnect(descent(parameter([0.0], 0.0)), levels=LEVELS)
    cells = optimizer.cells(POINTS, optimizer.param_groups[0])
    assert torch.equal(MAPS["piecewise_linear"](POINTS, cells, 0.0), POINTS)
    assert torch.equal(MAPS["piecewise_linear"](POINTS, cells, 1.0), cells.rounded(POINTS))
    middle = MAPS["piecewise_linear"](POINTS, cells, 0.5)
    steps = middle.diff()
    assert steps.min() >= -1e-12
    assert steps.max() <= 0.01 / 0.5 + 1e-9
    for q in LEVELS:  # flat on half of each half gap
        near = (POINTS - q).abs() < 0.25
        torch.testing.assert_close(middle[near], torch.full_like(middle[near], q))


def test_schedules_of_the_strength():
    """ProxQuant's lambda is rate * (it - start) from start on, as the report prints it."""
    p = parameter([0.5], 0.0)
    optimizer = optim.ProxQuant(descent(p), strength_rate=0.01, start=2)
    ends = []
    for _ in range(5):
        optimizer.step()
        ends.append(p.item())
    assert ends == pytest.approx([0.5, 0.5, 0.51, 0.53, 0.56])


def test_binary_relax():
    """The forward weights are (w + lambda P(w)) / (1 + lambda), then P(w) in the second phase."""
    p = parameter([0.5], 0.0)
    options = {"strength": 1.0, "strength_growth": 2.0, "rounding_from": 3}
    optimizer = optim.BinaryRelax(descent(p), **options)
    seen = [p.item()]
    for _ in range(3):
        optimizer.step()
        seen.append(p.item())
    assert seen == pytest.approx([0.75, 2.5 / 3, 4.5 / 5, 1.0])
    assert optimizer.latent(p).item() == 0.5


@pytest.mark.parametrize("kind", ["quadratic", "quartic"])
def test_projected_gradient(kind):
    """The step ends in C_epsilon, on the projection that ``feasible`` computes."""
    away = POINTS[(POINTS.abs() - 0.5).abs() > 1e-6]  # no ties
    p = parameter(away, 0.0)
    epsilon = 0.1 if kind == "quadratic" else 0.01
    optim.ProjectedGradient(descent(p), levels=LEVELS, epsilon=epsilon, kind=kind).step()
    want = feasible.project(away.numpy(), LEVELS, epsilon=epsilon, kind=kind)
    np.testing.assert_allclose(p.detach().numpy(), want, atol=1e-12)
    p = parameter(away, 0.0)
    optim.ProjectedGradient(descent(p), levels=LEVELS, epsilon=0.0).step()
    assert set(p.unique().tolist()) == set(LEVELS)


def test_logarithmic_rounding_is_unbiased():
    """LUQ gives signed powers of two below the maximum, with the values as means."""
    torch.manual_seed(0)
    values = torch.tensor([1.0, -0.7, 0.3, 0.001, 0.0]).repeat(40_000, 1)
    found = optim.logarithmic_unbiased(values, bits=4)
    levels = torch.tensor([2.0**-j for j in range(7)])
    assert torch.isin(found.abs().unique(), torch.cat([torch.zeros(1), levels])).all()
    torch.testing.assert_close(found.mean(0), values[0], atol=0.006, rtol=0)
    assert optim.logarithmic_unbiased(torch.zeros(3)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("signed", [False, True])
def test_quantized_activations(signed):
    """Activations lie on 2**bits levels; the gradient passes where nothing was clipped."""
    torch.manual_seed(0)
    values = torch.randn(2000, requires_grad=True)
    module = optim.QuantizedActivation(bits=4, signed=signed)
    found = module(values)
    found.sum().backward()
    assert found.unique().numel() <= 16
    high = found.max()
    low = -high if signed else 0.0
    inside = (values >= low) & (values <= high)
    assert torch.equal(values.grad != 0, inside)
    error = (found - values).abs()[inside].max()
    assert error <= (high - low) / 15 / 2 + 1e-6
    assert "bits=4" in repr(module)


def test_scales():
    """max, mean and SAWB follow their definitions, per tensor and per channel."""
    torch.manual_seed(0)
    w = torch.randn(3, 50, dtype=torch.float64)
    assert scale_of(w, (-2.0, 0.0, 2.0), "max", False).item() == w.abs().max() / 2
    assert scale_of(w, (-1.0, 1.0), "mean", False).item() == w.abs().mean()
    torch.testing.assert_close(
        scale_of(w, (-2.0, 0.0, 2.0), "mean", False), w.abs().mean() / (4 / 3)
    )
    torch.testing.assert_close(
        scale_of(w, (-1.0, 1.0), "mean", True), w.abs().mean(1, keepdim=True)
    )
    square, linear = SAWB[2]
    want = square * w.pow(2).mean().sqrt() + linear * w.abs().mean()
    levels = (-1.0, -1 / 3, 1 / 3, 1.0)
    torch.testing.assert_close(scale_of(w, levels, "sawb", False), want)
    assert scale_of(torch.zeros(4), (-1.0, 1.0), "max", True).item() > 0
    with pytest.raises(ValueError, match="'sawb' is known for"):
        scale_of(w, (-1.0, 1.0), "sawb", False)


@pytest.mark.parametrize("bits", sorted(SAWB))
def test_sawb_clips_a_gaussian_nearly_best(bits):
    """For Gaussian weights the clip of SAWB is within a tenth of the one of least squared error."""
    quantiles = torch.linspace(0, 1, 4003, dtype=torch.float64)[1:-1]
    w = torch.special.ndtri(quantiles)
    most = 2**bits - 1

    def error(clip):
        codes = ((w.clamp(-clip, clip) / clip + 1) / 2 * most).round()
        return float((w - (2 * codes / most - 1) * clip).square().mean())

    best = min((0.5 + 0.02 * k for k in range(200)), key=error)
    levels = tuple(2 * k / most - 1 for k in range(most + 1))
    assert scale_of(w, levels, "sawb", False).item() == pytest.approx(best, rel=0.1)


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
def test_weights_and_activations_have_one_sawb(bits):
    """The clip of so many bits is that of so many levels, which a scale brings to its end."""
    values = torch.tensor([-2.0, -0.5, 0.25, 1.0, 3.0], dtype=torch.float64)
    levels = tuple(np.linspace(-1, 1, 2**bits).tolist())
    assert sawb_clip(values, bits) == scale_of(values, levels, "sawb", False)


def test_ste_of_one_bit_takes_zero_for_positive():
    """A weight of exactly zero goes to the upper level, as a midpoint does."""
    p = parameter([0.0, -1.0, 1.0], 0.0)
    optimizer = optim.STE(descent(p))
    assert optimizer.codes(p, optimizer.param_groups[0]).tolist() == [1, 0, 1]


LEVELLED = {
    **{"levels": (-1.0, 1.0), "scale": None, "per_channel": False, "block": None},
    "freeze_scale": True,
}
PULLED = {**LEVELLED, "strength": 0.0, "strength_rate": 1e-4, "strength_growth": 1.0, "start": 0}
DEFAULTS = {
    optim.BinaryConnect: {**LEVELLED, "stochastic": False, "clip_latents": True},
    optim.STE: {"bits": 1},
    optim.ProxQuant: {**PULLED, "prox": "l1"},
    optim.ProxConnect: {**PULLED, "prox": "piecewise_linear"},
    optim.BinaryRelax: {
        **LEVELLED, "strength": 1.0, "strength_growth": 1.02, "rounding_from": None,
    },
    optim.ProjectedGradient: {**LEVELLED, "epsilon": 0.1, "kind": "quadratic"},
    optim.LUQ: {"bits": 4, "gradient_bits": 4},
    optim.FullPrecision: {**LEVELLED, "freeze_scale": False},
}  # fmt: skip


@pytest.mark.parametrize("kind", DEFAULTS, ids=lambda kind: kind.__name__)
def test_defaults(kind):
    """Each method's defaults are these; whoever relies on one should not find it changed."""
    found = inspect.signature(kind).parameters
    given = {k: v.default for k, v in found.items() if v.default is not inspect.Parameter.empty}
    assert given == DEFAULTS[kind]


def test_full_precision_is_its_base():
    """FullPrecision is its base bit for bit; only quantized() knows the levels."""
    model, twin = net(), net()
    optimizer = optim.FullPrecision(torch.optim.Adam(model.parameters()))
    train(model, optimizer, 3)
    train(twin, torch.optim.Adam(twin.parameters()), 3)
    for p, q in zip(model.parameters(), twin.parameters(), strict=True):
        assert torch.equal(p, q)


@pytest.mark.parametrize(
    "make",
    [
        lambda base: optim.STE(base, bits=0),
        lambda base: optim.LUQ(base, bits=1),
        lambda base: optim.ProxQuant(base, prox="l3"),
        lambda base: optim.ProxQuant(base, strength_growth=0.5),
        lambda base: optim.ProjectedGradient(base, epsilon=-0.1),
        lambda base: optim.BinaryConnect(base, levels="septenary"),
    ],
)
def test_bad_settings(make):
    """A rival's bad settings are ValueErrors in PyTorch's wording."""
    with pytest.raises(ValueError, match="Invalid"):
        make(descent(parameter([0.0], 0.0)))
