"""Machine code, tensor operations and compiled code: any layout, size and number of threads."""

import tracemalloc

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from askewtheory import kernel
from askewtheory.optim import ASkewSGD, Skewed
from askewtheory.optim.cells import cells_of
from askewtheory.optim.settings import Step
from askewtheory.optim.update import advance
from tests.optim.models import PATHS

LAYOUTS = {
    "channels first": lambda t: t,
    "channels last": lambda t: t.contiguous(memory_format=torch.channels_last),
    "transposed": lambda t: t.transpose(0, 1).contiguous().transpose(0, 1),
    "reversed": lambda t: t.permute(3, 2, 1, 0).contiguous().permute(3, 2, 1, 0),
    "every other": lambda t: torch.stack([t, t], -1).flatten(3)[..., ::2],
    "negative bit": lambda t: torch.complex(t, -t).conj().imag,
}


@pytest.mark.parametrize("scale", [None, 0.7, "max"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("gradient_layout", ["channels first", "transposed", "negative bit"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_layouts_agree(layout, gradient_layout, scale, wrapped):
    """Machine code takes weights and gradients of any strides, and gives the same step."""
    generator = torch.Generator().manual_seed(0)
    weights, gradients = torch.randn(2, 4, 3, 3, 3, generator=generator)
    options = {"levels": 2, "scale": scale, "per_channel": scale == "max", "epsilon": 0.1}
    ends = []
    for shaped, along in (("channels first",) * 2, (layout, gradient_layout)):
        parameter = torch.nn.Parameter(LAYOUTS[shaped](weights.clone()))
        parameter.grad = LAYOUTS[along](gradients.clone())
        if wrapped:
            Skewed(torch.optim.SGD([parameter], lr=0.1), **options).step()
        else:
            ASkewSGD([parameter], lr=0.1, fused=True, **options).step()
        ends.append(parameter.detach().contiguous())
    assert torch.equal(*ends)
    assert not torch.equal(ends[0], weights)


def test_threads_share_the_work(monkeypatch):
    """A step that is split over threads gives the bits of one that is not."""
    torch.manual_seed(0)
    weights = [torch.randn(size) for size in (3, 200_001, 77, 180_000)]
    gradients = [torch.randn_like(w) for w in weights]
    results = []
    for threads in (1, 3):
        monkeypatch.setattr(torch, "get_num_threads", lambda threads=threads: threads)
        params = [torch.nn.Parameter(w.clone()) for w in weights]
        for p, g in zip(params, gradients, strict=True):
            p.grad = g
        ASkewSGD(params, lr=0.1, epsilon=0.3, fused=True).step()
        results.append(torch.cat([p.detach() for p in params]))
    assert torch.equal(*results)


def test_large_tensors_take_chunks():
    """Tensor operations on a large CPU tensor, chunk by chunk, give the machine code's bits."""
    torch.manual_seed(0)
    weights, gradients = torch.randn(100_000), torch.randn(100_000)
    results = []
    for fused in (True, False):
        parameter = torch.nn.Parameter(weights.clone())
        parameter.grad = gradients
        ASkewSGD([parameter], lr=0.1, epsilon=0.3, scale="mean", fused=fused).step()
        results.append(parameter.detach())
    assert torch.equal(*results)


class Sizes(TorchDispatchMode):
    """Remembers how many elements the tensors have that operations return."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        """Run an operation and note the size of what it returns."""
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor):
            self.seen.append(result.numel())
        return result


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("uneven", [False, True])
def test_no_allocation_grows_with_the_number_of_levels(path, uneven):
    """A step with 200 levels allocates what one with 6 does, but for the levels themselves."""
    tensors, memory = [], []
    for count in (6, 200):
        levels = np.linspace(-1, 1, count) ** (3 if uneven else 1)
        parameter = torch.nn.Parameter(torch.linspace(-1.5, 1.5, 10_000))
        parameter.grad = torch.ones_like(parameter)
        optimizer = ASkewSGD([parameter], levels=levels.tolist(), epsilon=1e-4, **PATHS[path])
        optimizer.step()
        tracemalloc.start()
        with Sizes() as sizes:
            optimizer.step()
        memory.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        tensors.append(sum(sizes.seen))
    assert tensors[1] - tensors[0] <= 200
    assert memory[1] - memory[0] <= 4096


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # raised inside PyTorch's compiler
def test_the_compiled_path_agrees():
    """``compile=True`` gives the bits of machine code, and a new epsilon compiles nothing new."""
    torch.manual_seed(0)
    weights = [torch.randn(64, 32), torch.randn(100, 33), torch.randn(8, 3, 3, 3)]
    gradients = [torch.randn_like(w) for w in weights]
    torch._dynamo.reset()
    compiled_or_not: list[dict] = [{"fused": True}, {"compile": True}]
    settings_: list[dict] = [{}, {"levels": 3, "scale": "max", "per_channel": True}]
    for options in settings_:
        ends = []
        for path in compiled_or_not:
            params = [torch.nn.Parameter(w.clone()) for w in weights]
            for p, g in zip(params, gradients, strict=True):
                p.grad = g
            optimizer = ASkewSGD(params, lr=0.1, epsilon=0.3, **options, **path)
            optimizer.step()
            with torch._dynamo.config.patch(error_on_recompile=True):
                for epsilon in (0.2, 0.1):
                    optimizer.param_groups[0]["epsilon"] = epsilon
                    optimizer.step()
            ends.append(torch.cat([p.detach().flatten() for p in params]))
        assert torch.equal(*ends)


@pytest.mark.parametrize("displaced", [False, True])
@pytest.mark.parametrize("given", [(None, None), (None, 0.5), (0.5, (0.5, 2.0))])
def test_one_step_on_every_path(displaced, given):
    """Gradients or displaced points, with scales for some tensors only: all paths are one step."""
    generator = torch.Generator().manual_seed(3)
    starts = [torch.randn(2, 30, generator=generator) for _ in given]
    moves = [torch.randn(2, 30, generator=generator) for _ in given]
    scales = [None if s is None else torch.tensor(s).reshape(-1, 1) for s in given]
    cells = cells_of((-1.0, 0.0, 1.0), torch.float32)
    step = Step(0.1, 0.05, 0.5, 1.0, False, 0, 0, displaced)
    ends, fired = [], []
    for path in ("fused", "single", "foreach"):
        points = [w.clone() for w in starts]
        pairs = zip(starts, moves, strict=True)
        others = [w - 0.1 * m if displaced else m.clone() for w, m in pairs]
        fired.append(bool(advance(points, others, scales, cells, step, path)))
        ends.append(torch.cat(others if displaced else points))
        assert torch.equal(torch.cat(points), torch.cat(starts)) is displaced
    assert torch.equal(ends[0], ends[1])
    assert torch.equal(ends[0], ends[2])
    assert fired == [True] * 3
    want = []
    for w, m, s in zip(starts, moves, given, strict=True):
        unit = np.broadcast_to(np.reshape(1.0 if s is None else s, (-1, 1)), (2, 30))
        for x, g, u in zip(w.flatten().tolist(), m.flatten().tolist(), unit.flatten(), strict=True):
            velocity = kernel.velocity(x / u, g / u, (-1, 0, 1), 0.05, 0.5, 1.0 / u, 0, 0)
            want.append(x + 0.1 * u * velocity)
    close = np.isclose(ends[0].flatten().numpy(), want, atol=2e-6)
    assert close.mean() > 0.97  # elsewhere a last bit decides the branch


@pytest.mark.parametrize("displaced", [False, True])
@pytest.mark.parametrize("path", ["fused", "single", "foreach"])
@pytest.mark.parametrize("size", [40, 70_000])
def test_a_step_without_force_says_so(path, displaced, size):
    """Where every weight follows its gradient, no path reports the force; with one, each does."""
    cells = cells_of((-1.0, 1.0), torch.float32)
    step = Step(0.1, 0.3, 0.5, 1.0, False, 0, 0, displaced)
    for middle, acts in ((1.0, False), (0.3, True)):
        point = torch.full((size,), 1.0)
        point[size // 2] = middle
        other = point.clone() if displaced else torch.zeros(size)
        fired = advance([point], [other], [None], cells, step, path)
        assert bool(fired) is acts
    assert not bool(advance([], [], [], cells, step, path))
