"""One step of ASkewSGD beside PyTorch's own optimizers, on the shapes of three networks."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.measure import Result, at_most, seconds

TITLE = "Optimizer steps (PyTorch, CPU), where nothing is said after a forward and a backward pass"
ALONE = ", the same step in a row"
ONE_THREAD = ", processor time of one thread"

RATIOS = (
    ("ASkewSGD / SGD(foreach)", "binary", "sgd"),
    ("ASkewSGD / SGD(foreach), momentum", "momentum", "sgd momentum"),
    ("ASkewSGD / fused Adam", "binary", "adam"),
    ("3-bit integers / binary", "int3", "binary"),
    ("16 equally spaced levels on [-1, 1] / binary", "even", "binary"),
    ("16 uneven levels / binary", "table", "binary"),
    ("scale per channel / binary", "channels", "binary"),
    ("Skewed(SGD) / SGD(foreach)", "skewed", "sgd"),
    ("Skewed(Adam), the default of optimizer_for / Adam", "default", "plain adam"),
    ("gradients in another layout / SGD(foreach)", "strided", "sgd"),
    ("by tensor operations / SGD(foreach)", "tensors", "sgd"),
    ("naive eager / SGD(foreach)", "naive", "sgd"),
    ("BinaryConnect(SGD), 2 bits / SGD(foreach)", "rounding", "sgd"),
    ("ProxQuant(SGD), 2 bits / SGD(foreach)", "proximal", "sgd"),
    ("PARQ(SGD), 2 bits / SGD(foreach)", "parq", "sgd"),
)
SLOW = ("tensors", "naive", "rounding", "proximal", "parq")
"""Not timed again: in a row, and in processor time, which a busy machine changes less."""

AIMS: dict[tuple[str, ...], float] = {
    ("ResNet-18", "binary", "sgd"): 1.3,
    ("ResNet-18", "binary", "adam"): 1,
    ("200 × 64×64", "binary", "sgd"): 1.5,
    ("ResNet-18", "momentum", "sgd momentum"): 1.2,
    ("int3", "binary"): 1.5,
    ("even", "binary"): 1.5,
    ("strided", "sgd"): 6,
    ("table", "binary"): 5,
}
"""Upper bounds, for one network or for each."""

Shapes = list[tuple[int, ...]]


def run(quick: bool = False) -> list[Result]:
    """Return the time of a step as a multiple of SGD's, or of another's, by network."""
    if importlib.util.find_spec("torch") is None:
        return []
    repeats = 8 if quick else 30
    networks = {"MLP": mlp(), "200 × 64×64": [(64, 64)] * 200}
    if not quick:
        networks = {"ResNet-18": resnet_18(), **networks}
    results = []
    for name, shapes in networks.items():
        results += _compared(name, shapes, repeats)
    return results


def resnet_18() -> Shapes:
    """Return the shapes of ResNet-18 for CIFAR-10: 11.2 M weights in 62 tensors."""
    shapes: Shapes = [(64, 3, 3, 3), (64,), (64,)]
    inputs = 64
    for width in (64, 128, 256, 512):
        for block in range(2):
            shapes += [(width, inputs, 3, 3), (width,), (width,)]
            shapes += [(width, width, 3, 3), (width,), (width,)]
            if block == 0 and inputs != width:
                shapes += [(width, inputs, 1, 1), (width,), (width,)]
            inputs = width
    return [*shapes, (10, 512), (10,)]


def mlp() -> Shapes:
    """Return the shapes of the MLP 784-512-512-10 without biases."""
    return [(512, 784), (512, 512), (10, 512)]


def _compared(name: str, shapes: Shapes, repeats: int) -> list[Result]:
    import torch

    from askewtheory.optim import ASkewSGD, BinaryConnect, ProxQuant, Skewed

    common: dict[str, Any] = {"lr": 1e-4, "epsilon": 0.3}
    uneven = [k * abs(k) / 64 for k in range(-8, 9) if k]
    even = np.linspace(-1, 1, 16).tolist()
    steps = {
        "sgd": _sgd(shapes).step,
        "sgd momentum": _sgd(shapes, momentum=0.9).step,
        "momentum": ASkewSGD(_parameters(shapes), momentum=0.9, **common).step,
        "adam": torch.optim.Adam(_parameters(shapes), lr=1e-4, fused=True).step,
        "binary": ASkewSGD(_parameters(shapes), **common).step,
        "int3": ASkewSGD(_parameters(shapes), levels=3, **common).step,
        "even": ASkewSGD(_parameters(shapes), levels=even, **common).step,
        "table": ASkewSGD(_parameters(shapes), levels=uneven, **common).step,
        "channels": ASkewSGD(_parameters(shapes), scale="max", per_channel=True, **common).step,
        "skewed": Skewed(_sgd(shapes), epsilon=0.3).step,
        "plain adam": torch.optim.Adam(_parameters(shapes), lr=1e-4).step,
        "default": Skewed(torch.optim.Adam(_parameters(shapes), lr=1e-4), epsilon=0.3).step,
        "strided": ASkewSGD(_with_strided_gradients(_parameters(shapes)), **common).step,
        "tensors": ASkewSGD(_parameters(shapes), fused=False, **common).step,
        "naive": _naive(_parameters(shapes)),
        "rounding": BinaryConnect(_sgd(shapes), levels=2, scale="mean").step,
        "proximal": ProxQuant(_sgd(shapes), levels=2, scale="mean").step,
        **_parq(_parameters(shapes)),
    }
    for step in steps.values():  # compile and allocate
        step()
    results = _ratios(name, _after_passes(steps, repeats, time.perf_counter))
    fast = {key: step for key, step in steps.items() if key not in SLOW}
    results += _ratios(name + ALONE, _in_a_row(fast, repeats))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    one_thread = _after_passes(fast, repeats, time.process_time)
    torch.set_num_threads(threads)
    return results + _ratios(name + ONE_THREAD, one_thread)


def _after_passes(
    steps: dict[str, Callable[[], Any]], repeats: int, clock: Callable[[], float]
) -> dict[str, float]:
    """Return each step's least time, as in training: after a forward and a backward pass.

    The passes leave the caches with other data and PyTorch's threads awake, and each step finds
    its own weights in memory, not in a cache.
    """
    import torch

    layer, images = torch.nn.Conv2d(16, 32, 3), torch.randn(16, 16, 32, 32)
    spent = dict.fromkeys(steps, float("inf"))
    for _ in range(repeats):
        for name, step in steps.items():
            layer(images).square().mean().backward()
            spent[name] = min(spent[name], seconds(step, repeats=1, clock=clock)[0])
    return spent


def _in_a_row(steps: dict[str, Callable[[], Any]], repeats: int) -> dict[str, float]:
    """Return each step's least time when nothing comes between it and the step before it."""
    return {name: seconds(step, repeats=repeats)[0] for name, step in steps.items()}


def _ratios(name: str, spent: dict[str, float]) -> list[Result]:
    """Return the ratios of the steps that were timed, each beside its aim."""
    results = [Result(f"{name}: SGD(foreach)", 1e3 * spent["sgd"], "ms", "", None)]
    for label, key, other in RATIOS:
        if key in spent:
            value = spent[key] / spent[other]
            aim = AIMS.get((name, key, other), AIMS.get((key, other)))
            given = f"{name}: {label}", value
            results.append(Result(*given, "×", "", None) if aim is None else at_most(*given, aim))
    return results


def _parameters(shapes: Shapes) -> list[Any]:
    import torch

    generator = torch.Generator().manual_seed(0)
    parameters = []
    for shape in shapes:
        parameter = torch.nn.Parameter(torch.randn(shape, generator=generator))
        parameter.grad = torch.randn(shape, generator=generator)
        parameters.append(parameter)
    return parameters


def _sgd(shapes: Shapes, **settings: Any) -> Any:
    import torch

    return torch.optim.SGD(_parameters(shapes), lr=1e-4, foreach=True, **settings)


def _with_strided_gradients(parameters: list[Any]) -> list[Any]:
    """Lay the gradients of matrices and convolutions out with the first dimension innermost."""
    for parameter in parameters:
        if parameter.dim() > 1:
            parameter.grad = parameter.grad.transpose(0, 1).contiguous().transpose(0, 1)
    return parameters


def _naive(parameters: list[Any]) -> Callable[[], None]:
    """Return the report's cases as one would first write them in PyTorch, for levels -1 and 1."""
    import torch

    @torch.no_grad()
    def step() -> None:
        for p in parameters:
            g = p.grad
            inside = (p >= -1) & (p < 1)
            outer = torch.where(p < -1, -1 - p, p - 1)
            psi = 0.3 - torch.where(inside, (p + 1) * (1 - p), outer)
            slope = torch.where(inside, 2 * p, torch.where(p < -1, 1.0, -1.0))
            force = torch.clamp(-0.2 * psi / slope, -1, 1)
            force = torch.where(slope == 0, torch.ones_like(force), force)
            free = (psi > 0) | ((-g * slope >= -0.2 * psi) & (slope != 0))
            p += 1e-4 * torch.where(free, -g, force)

    return step


def _parq(parameters: list[Any]) -> dict[str, Callable[[], Any]]:
    """Return PARQ's step on the same parameters, where torchao is installed."""
    if importlib.util.find_spec("torchao") is None:
        return {}
    import torch
    from torchao.prototype.parq.optim import (  # pyright: ignore[reportMissingImports]
        ProxPARQ,
        QuantOptimizer,
    )
    from torchao.prototype.parq.quant import (  # pyright: ignore[reportMissingImports]
        UnifQuantizer,
    )

    quantized = [p for p in parameters if p.dim() > 1]
    base = torch.optim.SGD([{"params": quantized, "quant_bits": 2}], lr=1e-4, foreach=True)
    proximal = ProxPARQ(anneal_start=0, anneal_end=10_000)
    return {"parq": QuantOptimizer(base, UnifQuantizer(), proximal, warmup_steps=0).step}
