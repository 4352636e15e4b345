"""The vectorised update against ``kernel.velocity``, bit for bit."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory import kernel
from askewtheory.grid import kind_code, rule_code
from askewtheory.optim import ASkewSGD, Skewed
from tests.optim.models import PATHS

GRIDS = {
    "pair": (-1.0, 1.0),
    "uneven pair": (-0.3, 1.7),
    "uniform": tuple(float(q) for q in range(-4, 4)),
    "table": (-1.0, -0.3, 0.2, 1.0),
    "inexact": (0.1, 0.2, 0.3, 0.4),
    "sixteen": tuple(np.linspace(-1, 1, 16).tolist()),
}
FEW = settings(max_examples=25)


def special_points(levels, generator):
    """Levels, their neighbours in floating point, midpoints, and points around and between."""
    q = np.array(levels)
    ends = np.concatenate([q, np.nextafter(q, -99), np.nextafter(q, 99), (q[1:] + q[:-1]) / 2])
    return np.concatenate([ends, generator.uniform(q[0] - 2, q[-1] + 2, 100)])


def gradients_at(points, levels, epsilon, alpha, kind, generator):
    """Random gradients; on every third point the one that meets the constraint with equality."""
    gradients = generator.normal(size=points.size) * generator.choice([0.0, 0.1, 1, 5], points.size)
    for i in range(0, points.size, 3):
        slope = kernel.slope(points[i], levels, kind)
        if abs(slope) > 1e-9:
            gradients[i] = alpha * kernel.remoteness(points[i], levels, epsilon, kind) / slope
    return gradients


def expected(points, gradients, levels, rate, numbers, codes):
    """The step of the definition, coordinate by coordinate."""
    moves = [
        kernel.velocity(w, g, levels, *numbers, *codes)
        for w, g in zip(points, gradients, strict=True)
    ]
    return np.array([w + rate * v for w, v in zip(points, moves, strict=True)])


def stepped(points, gradients, dtype=torch.float64, **options):
    """The step of the optimizer."""
    parameter = torch.nn.Parameter(torch.tensor(points, dtype=dtype))
    parameter.grad = torch.tensor(gradients, dtype=dtype)
    ASkewSGD([parameter], **options).step()
    return parameter.detach().numpy()


CASES = {
    "levels": st.sampled_from(sorted(GRIDS)),
    "seed": st.integers(0, 10**6),
    "epsilon": st.sampled_from([1.0, 0.25, 0.09, 0.01, 1e-6]),
    "alpha": st.sampled_from([0.0, 0.2, 1.0, 3.0]),
    "clip": st.sampled_from([0.0, 0.3, 2.0, float("inf")]),
}


@pytest.mark.parametrize("rule", ["printed", "projected"])
@pytest.mark.parametrize("kind", ["quadratic", "quartic"])
@given(**CASES)
@FEW
def test_every_path_is_the_kernel(kind, rule, levels, seed, epsilon, alpha, clip):
    """In float64 each path gives the bits of kernel.velocity, at levels, midpoints, equality."""
    levels, generator = GRIDS[levels], np.random.default_rng(seed)
    codes = kind_code(kind), rule_code(rule)
    points = special_points(levels, generator)
    gradients = gradients_at(points, levels, epsilon, alpha, codes[0], generator)
    want = expected(points, gradients, levels, 0.1, (epsilon, alpha, clip), codes)
    options = {"levels": levels, "epsilon": epsilon, "alpha": alpha, "clip": clip}
    for path in PATHS.values():
        found = stepped(points, gradients, lr=0.1, kind=kind, rule=rule, **options, **path)
        np.testing.assert_array_equal(found, want)


@given(seed=st.integers(0, 10**6), levels=st.sampled_from(sorted(GRIDS)))
@FEW
def test_scaled_levels_are_the_kernel_in_units_of_the_scale(seed, levels):
    """Per channel, the velocity is scale * kernel.velocity(w/scale, g/scale, clip/scale)."""
    levels, generator = GRIDS[levels], np.random.default_rng(seed)
    points = generator.normal(size=(3, 20)) * np.array([[0.1], [1.0], [7.0]])
    gradients = generator.normal(size=(3, 20))
    scale = np.abs(points).max(axis=1) / max(map(abs, levels))
    numbers = 0.01, 0.5
    want = np.empty_like(points)
    for r, (row, s) in enumerate(zip(points, scale, strict=True)):
        for c, w in enumerate(row):
            g = gradients[r, c]
            arguments = (w / s, g / s, levels, *numbers, 1.0 / s, 0, 0)
            skewed = kernel.branch(*arguments) != kernel.GRADIENT
            want[r, c] = w + 0.1 * (s * kernel.velocity(*arguments) if skewed else -g)
    options = {"levels": levels, "epsilon": numbers[0], "alpha": numbers[1], "clip": 1.0}
    for path in PATHS.values():
        found = stepped(points, gradients, lr=0.1, scale="max", per_channel=True, **options, **path)
        np.testing.assert_array_equal(found, want)


def exact_and_clear(points, gradients, levels, numbers):
    """The exact step of float32 points, and where no last bit decides the branch.

    Elsewhere the step itself jumps.
    """
    wide = points.astype(float), gradients.astype(float)
    want = expected(*wide, levels, 0.1, numbers, (0, 0))
    psi = np.array([kernel.remoteness(w, levels, numbers[0], 0) for w in wide[0]])
    slope = np.array([kernel.slope(w, levels, 0) for w in wide[0]])
    margin = np.minimum(np.abs(psi), np.abs(-wide[1] * slope + numbers[1] * psi))
    return want, (margin > 1e-4) & (np.abs(slope) > 1e-2)


ULPS = 4
"""How far a float32 step may be from the exact one, in ulps of the larger of |w| and 1."""


@pytest.mark.parametrize("levels", sorted(GRIDS))
def test_float32_paths_agree_and_stay_within_ulps(levels):
    """In float32 all paths agree bit for bit, within 4 ulps of the exact step off branch limits."""
    levels, generator = GRIDS[levels], np.random.default_rng(0)
    points = np.float32(generator.uniform(levels[0] - 2, levels[-1] + 2, 3000))
    gradients = np.float32(generator.normal(size=3000))
    numbers = (0.01, 0.5, 1.0)
    options = dict(zip(("epsilon", "alpha", "clip"), numbers, strict=True))
    found = [
        stepped(points, gradients, torch.float32, lr=0.1, levels=levels, **options, **path)
        for path in PATHS.values()
    ]
    for other in found[1:]:
        np.testing.assert_array_equal(found[0], other)
    want, clear = exact_and_clear(points, gradients, levels, numbers)
    error = np.abs(found[0] - want) / np.spacing(np.maximum(np.abs(points), np.float32(1)))
    assert clear.mean() > 0.9
    assert error[clear].max() <= ULPS


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@given(seed=st.integers(0, 10**6), levels=st.sampled_from(sorted(GRIDS)))
@FEW
def test_low_precision_is_the_rounded_float32_step(dtype, seed, levels):
    """A 16-bit weight is its float32 latent rounded, half an ulp from it, on every path and step.

    So it is within half an ulp of its own format and 4 of float32's of the exact step.
    """
    levels, generator = GRIDS[levels], np.random.default_rng(seed)
    numbers = (0.01, 0.5, 1.0)
    options = dict(zip(("epsilon", "alpha", "clip"), numbers, strict=True))
    points = torch.tensor(generator.uniform(levels[0] - 2, levels[-1] + 2, 200)).to(dtype)
    for path in PATHS.values():
        parameter = torch.nn.Parameter(points.clone())
        optimizer = ASkewSGD([parameter], lr=0.1, levels=levels, **options, **path)
        for _ in range(3):
            before = optimizer.latent(parameter).float().numpy().copy()
            parameter.grad = torch.tensor(generator.normal(size=200)).to(dtype)
            optimizer.step()
            latent, weight = optimizer.latent(parameter), parameter.detach()
            assert latent.dtype == torch.float32
            assert torch.equal(weight, latent.to(dtype))
            digits = 8 if dtype == torch.bfloat16 else 11
            half = torch.exp2(torch.frexp(latent.double()).exponent - digits - 1.0).clamp(2.0**-25)
            assert ((weight.double() - latent.double()).abs() <= half).all()
            gradients = parameter.grad.float().numpy()
            want, clear = exact_and_clear(before, gradients, levels, numbers)
            error = np.abs(weight.double().numpy() - want)
            slack = ULPS * np.spacing(np.maximum(np.abs(before), np.float32(1)))
            assert (error <= half.numpy() + slack)[clear].all()


def test_bfloat16_steps_on_a_float32_latent():
    """A bfloat16 parameter is the rounded float32 latent, so small steps are not lost."""
    parameter = torch.nn.Parameter(torch.full((4,), 0.9, dtype=torch.bfloat16))
    start = parameter.detach().float()
    optimizer = ASkewSGD([parameter], lr=1e-3, epsilon=1.0)
    for _ in range(50):
        parameter.grad = torch.full_like(parameter, 0.0625)
        optimizer.step()
    latent = optimizer.latent(parameter)
    assert latent.dtype == torch.float32
    assert torch.allclose(latent, start - 50 * 1e-3 * 0.0625, atol=1e-6)
    assert torch.equal(parameter.detach(), latent.bfloat16())


@given(seed=st.integers(0, 10**6), kind=st.sampled_from(["quadratic", "quartic"]))
@FEW
def test_skewed_keeps_or_replaces_the_base_step(seed, kind):
    """Skewed(SGD) keeps the base's bits where the constraint holds, else takes the force."""
    generator = np.random.default_rng(seed)
    levels = GRIDS["uniform"]
    points = special_points(levels, generator)
    gradients = generator.normal(size=points.size)
    twins = []
    for wrap in (False, True):
        parameter = torch.nn.Parameter(torch.tensor(points))
        parameter.grad = torch.tensor(gradients)
        optimizer = torch.optim.SGD([parameter], lr=0.1)
        if wrap:
            settings_ = {"epsilon": 0.1, "alpha": 0.5, "clip": 1.0, "kind": kind}
            optimizer = Skewed(optimizer, levels=levels, **settings_)
        optimizer.step()
        twins.append(parameter.detach().numpy())
    base, found = twins
    for w, after, end in zip(points, base, found, strict=True):
        arguments = (w, (w - after) / 0.1, levels, 0.1, 0.5, 1.0, kind_code(kind), 0)
        skewed = kernel.branch(*arguments) != kernel.GRADIENT
        assert end == (w + 0.1 * kernel.velocity(*arguments) if skewed else after)


@pytest.mark.parametrize(
    ("clip", "bound"),
    [(0.25, 0.25), ("0.02/lr", 0.2), ("gap/(4*lr)", 5.0)],
)
def test_clip_rules(clip, bound):
    """A clip rule bounds the force as its name says: here with gap 2 and lr 0.1."""
    # at w = 0.0001 next to the midpoint the unclipped force is huge; the gradient points outward
    found = stepped([0.0001], [0.5], lr=0.1, epsilon=0.01, alpha=50.0, clip=clip)
    assert found[0] == pytest.approx(0.0001 + 0.1 * bound)


@pytest.mark.parametrize("foreach", [False, True])
def test_no_step_without_a_learning_rate(foreach):
    """At lr = 0 nothing moves, whichever the clip rule and wherever the number lives."""
    for rate, clip in itertools.product((0.0, torch.tensor(0.0)), (1.0, "1/lr", "gap/(4*lr)")):
        points = np.linspace(-2, 2, 41)
        found = stepped(points, np.ones(41), lr=rate, epsilon=0.1, clip=clip, foreach=foreach)
        np.testing.assert_array_equal(found, points)
