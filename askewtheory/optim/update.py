"""One step of a group's tensors, by machine code, by tensor operations, or compiled by PyTorch.

All paths evaluate ``askewtheory.optim.formula`` and agree bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from torch import Tensor

from askewtheory.optim.cells import Cells, constant
from askewtheory.optim.formula import choose, remoteness_and_slope, skewed
from askewtheory.optim.layouts import are_in_order, in_one_order, is_plain_memory
from askewtheory.optim.scales import spread
from askewtheory.optim.settings import Step, is_projected, is_quartic, plain

CHUNK = 1 << 15
"""Elements that tensor operations take at a time on a CPU: temporaries stay in its cache."""


def sharded(values: Tensor, like: Tensor) -> Tensor:
    """Return this process's values as part of a tensor that is sharded as ``like`` is."""
    if not hasattr(like, "to_local"):
        return values
    from torch.distributed.tensor import DTensor

    assert isinstance(like, DTensor)
    form = {"shape": like.shape, "stride": like.stride()}
    return DTensor.from_local(values, like.device_mesh, like.placements, run_check=False, **form)


def clip_in(scale: Tensor | None, step: Step, dtype: torch.dtype, device: torch.device) -> Tensor:
    """Return the clip in units of the scale, as a tensor."""
    number = isinstance(step.clip, Tensor)
    clip = step.clip if number else constant(float(step.clip), dtype, device)
    return clip if step.relative or scale is None else clip / scale


def moved(
    w: Tensor, other: Tensor, scale: Tensor | None, cells: Cells, step: Step
) -> tuple[Tensor, Tensor]:
    """Return where one step leads, and where the gradient was followed.

    Parameters
    ----------
    w
        The points, of ``cells.dtype``.
    other
        Gradients, or the points that a base optimizer moved to (``step.displaced``).
    scale
        None, or a scale of ``w``: of no dimension, per channel, or per block.
    cells, step
        The levels and the numbers of the step.
    """
    zero = constant(0.0, cells.dtype, w.device)
    one = constant(1.0, cells.dtype, w.device)
    scale = None if scale is None else spread(scale, w)
    gradient = (w - other) / step.step if step.displaced else other
    x, pull = (w, gradient) if scale is None else (w / scale, gradient / scale)
    psi, slope = remoteness_and_slope(x, *cells.cell(x), one, step.epsilon, is_quartic(step.kind))
    clip = clip_in(scale, step, cells.dtype, w.device)
    follows, force = skewed(psi, slope, pull, step.alpha, clip, zero, is_projected(step.rule))
    if scale is not None:
        force = scale * force
    if step.displaced:
        return choose(follows, other, w + step.step * force), follows
    return w + step.step * choose(follows, -gradient, force), follows


def advance(
    points: Sequence[Tensor],
    others: Sequence[Tensor],
    scales: Sequence[Tensor | None],
    cells: Cells,
    step: Step,
    path: str,
) -> Any:
    """Move tensors in place by one step; return whether (or how often) the force acted.

    The result goes to ``others`` where ``step.displaced``, else to ``points``.

    Parameters
    ----------
    points, others, scales
        As for :func:`moved`, one of each for each tensor.
    cells, step
        The levels and the numbers of the step.
    path
        ``"fused"``: machine code (dense CPU tensors). ``"foreach"``: all tensors in one flat
        batch. ``"single"``: one by one. ``"compile"``: one by one through ``torch.compile``.
    """
    if path == "fused":
        return _by_machine_code(points, others, scales, cells, step)
    if path == "foreach":
        return _batched(points, others, scales, cells, step)
    fired = []
    for w, other, scale in zip(points, others, scales, strict=True):
        target = other if step.displaced else w
        if path == "compile":
            result, follows = _compiled_moved(w, other, scale, cells, step)
            target.copy_(result)
            fired.append(_missed(follows))
        elif _chunkable(w, other, scale):
            fired += _chunked(w.view(-1), other.view(-1), scale, cells, step)
        else:
            # Derivatives of the step need the points that it is about to overwrite.
            start = w.clone() if torch.is_grad_enabled() else w
            result, follows = moved(start, other, scale, cells, step)
            target.copy_(result)
            fired.append(_missed(follows))
    return torch.stack(fired).any() if fired else False


def tensor_path(points: Sequence[Tensor]) -> str:
    """Return how tensor operations take these tensors: as ``torch.optim``, together off the CPU.

    Accelerators pay for each kernel, and a CPU for memory beyond its caches.
    """
    remote = points[0].device.type != "cpu" and not torch.compiler.is_compiling()
    return "foreach" if remote else "single"


def _missed(follows: Tensor) -> Tensor:
    """Tell, on the tensor's device, whether the force acted; counting is faster than ``all``."""
    return follows.count_nonzero() < follows.numel()


def fusible(points: Sequence[Tensor], others: Sequence[Tensor], cells: Cells) -> bool:
    """Tell whether machine code can take these tensors."""
    return all(is_plain_memory(w, cells.dtype) for pair in (points, others) for w in pair)


def _by_machine_code(
    points: Sequence[Tensor],
    others: Sequence[Tensor],
    scales: Sequence[Tensor | None],
    cells: Cells,
    step: Step,
) -> int:
    """Lay tensors out in one order, move them, and say to autograd that they changed."""
    from askewtheory.optim import fused

    targets, sources = (others, points) if step.displaced else (points, others)
    if all(map(are_in_order, targets, sources)):
        fired = fused.advance(points, others, scales, cells, step)
        torch.autograd.graph.increment_version(targets)
        return fired
    rows = [1 if scale is None else scale.numel() for scale in scales]
    given = zip(targets, sources, rows, strict=True)
    laid_out = [in_one_order(target, source, count) for target, source, count in given]
    results, starts = ([pair[k] for pair in laid_out] for k in (0, 1))
    pair = (starts, results) if step.displaced else (results, starts)
    fired = fused.advance(*pair, scales, cells, step)
    for target, result in zip(targets, results, strict=True):
        if result is target:
            torch.autograd.graph.increment_version(target)
        else:
            target.copy_(result)
    return fired


def _chunkable(w: Tensor, other: Tensor, scale: Tensor | None) -> bool:
    return (
        not torch.compiler.is_compiling()
        and not torch.is_grad_enabled()
        and w.device.type == "cpu"
        and w.numel() > CHUNK
        and w.is_contiguous()
        and other.is_contiguous()
        and (scale is None or scale.numel() == 1)
    )


def _chunked(
    w: Tensor, other: Tensor, scale: Tensor | None, cells: Cells, step: Step
) -> list[Tensor]:
    fired = []
    for part, rest in zip(w.split(CHUNK), other.split(CHUNK), strict=True):
        result, follows = moved(part, rest, scale, cells, step)
        (rest if step.displaced else part).copy_(result)
        fired.append(_missed(follows))
    return fired


def _batched(
    points: Sequence[Tensor],
    others: Sequence[Tensor],
    scales: Sequence[Tensor | None],
    cells: Cells,
    step: Step,
) -> Tensor | bool:
    """Move all tensors as one flat one: a number of operations that does not grow with them."""
    if not points:
        return False
    w = torch.cat([point.reshape(-1) for point in points])
    other = torch.cat([gradient.reshape(-1) for gradient in others])
    scale = None
    if any(given is not None for given in scales):
        parts = [
            torch.ones_like(point) if given is None else spread(given, point).expand_as(point)
            for point, given in zip(points, scales, strict=True)
        ]
        scale = torch.cat([part.reshape(-1) for part in parts])
    result, follows = moved(w, other, scale, cells, step)
    targets = list(others if step.displaced else points)
    pieces = result.split([target.numel() for target in targets])
    shaped = [piece.view(target.shape) for piece, target in zip(pieces, targets, strict=True)]
    for target, piece in zip(targets, shaped, strict=True):
        target.copy_(piece)
    return _missed(follows)


def _compiled_moved(
    w: Tensor, other: Tensor, scale: Tensor | None, cells: Cells, step: Step
) -> tuple[Tensor, Tensor]:
    """Run :func:`moved` compiled, for any shape and any numbers.

    Numbers go in as tensors, so that none is compiled in. Tensors go in as rows, one for each
    scale, so that networks with tensors of many dimensions compile once or twice; detached, since
    ``torch.compile`` fixes the shapes of parameters.
    """
    names = ("step", "epsilon", "alpha", "clip")
    numbers = [
        value if isinstance(value, Tensor) else _number(value, cells.dtype)
        for value in (getattr(step, name) for name in names)
    ]
    codes = (step.relative, step.kind, step.rule, step.displaced)
    rows = 1 if scale is None else scale.numel()
    flat = [tensor.detach().reshape(rows, -1) for tensor in (w, other)]
    column = None if scale is None else scale.reshape(rows, 1)
    result, follows = _compiled()(*flat, column, cells, numbers, codes)
    return result.view(w.shape), follows


def _number(value: Any, dtype: torch.dtype) -> Tensor:
    return torch.tensor(plain(value), dtype=dtype, device="cpu")


@cache
def _compiled() -> Any:
    def call(w: Any, other: Any, scale: Any, cells: Any, numbers: Any, codes: Any) -> Any:
        return moved(w, other, scale, cells, Step(*numbers, *codes))

    return torch.compile(call, dynamic=True)
