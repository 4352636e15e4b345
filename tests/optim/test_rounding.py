"""Rounding by machine code gives what rounding by tensor operations gives, bit for bit."""

import pytest

torch = pytest.importorskip("torch")

from askewtheory.optim.cells import Cells  # noqa: E402
from askewtheory.optim.layouts import is_plain_memory  # noqa: E402
from askewtheory.optim.rounding import BLOCK, round_to  # noqa: E402
from askewtheory.optim.threads import SHARE  # noqa: E402

LEVELS = {
    "binary": (-1.0, 1.0),
    "two bits": (-2.0, -1.0, 0.0, 1.0),
    "uneven": (-3.0, -0.25, 0.0, 0.1, 7.0),
    "eight bits": tuple(float(level) for level in range(-128, 128)),
}
STRANGE = [float("nan"), float("inf"), float("-inf"), 0.0, -0.0, 1e-40, -1e30]


def _points(levels, dtype, shape):
    """Return points around the levels, their midpoints among them, and what is no level's."""
    generator = torch.Generator().manual_seed(0)
    wide = max(map(abs, levels)) * 1.5
    points = torch.rand(shape, generator=generator, dtype=dtype) * 2 * wide - wide
    ends = torch.tensor(levels, dtype=dtype)
    special = torch.cat([ends, (ends[:-1] + ends[1:]) / 2, torch.tensor(STRANGE, dtype=dtype)])
    flat = points.view(-1)
    flat[: special.numel()] = special[: flat.numel()]
    return points


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", LEVELS)
@pytest.mark.parametrize("shape", [(), (0, 3), (7,), (BLOCK + 3,), (9, 5, 4, 3), (2 * SHARE + 1,)])
def test_both_ways_round_alike(name, dtype, shape):
    """Ends of blocks and of threads' shares, midpoints, infinities; NaN goes to some level."""
    cells = Cells(LEVELS[name], dtype)
    x = _points(LEVELS[name], dtype, shape)
    number = ~x.isnan()
    expected = cells.value(cells.nearest(x))
    assert is_plain_memory(x, dtype)
    found = cells.rounded(x)
    assert found.shape == x.shape
    assert torch.equal(found[number], expected[number])
    assert bool(torch.isin(found, torch.tensor(LEVELS[name], dtype=dtype)).all())
    found.add_(1)  # a tensor of its own
    assert torch.equal(cells.rounded(x)[number], expected[number])


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x.t(),
        lambda x: x[::2, 1:],
        lambda x: x[:1].expand(5, -1),
        lambda x: x.reshape(4, 3, 4, 1).to(memory_format=torch.channels_last),
        lambda x: torch._neg_view(x),
        lambda x: torch.nn.Parameter(x),
    ],
    ids=["transposed", "strided", "expanded", "channels last", "negated", "parameter"],
)
def test_points_of_any_strides(view):
    """The result has the points' places, whatever their memory looks like."""
    cells = Cells(LEVELS["uneven"], torch.float32)
    x = view(_points(LEVELS["uneven"], torch.float32, (6, 8)))
    number = ~x.isnan()
    assert torch.equal(cells.rounded(x)[number], cells.value(cells.nearest(x))[number])


def test_what_machine_code_does_not_take_is_rounded_by_tensor_operations():
    """Other types and devices: the result is the same, or has no values at all."""
    cells = Cells(LEVELS["two bits"], torch.float32)
    assert not is_plain_memory(torch.zeros(3, dtype=torch.bfloat16), torch.bfloat16)
    assert cells.rounded(torch.zeros(3, device="meta")).shape == (3,)


def test_a_control_sees_another_threshold():
    """One threshold moved by one place changes the result: the comparison can fail."""
    cells = Cells(LEVELS["two bits"], torch.float64)
    levels = torch.tensor(LEVELS["two bits"], dtype=torch.float64)
    middles = (levels[:-1] + levels[1:]) / 2
    x = _points(LEVELS["two bits"], torch.float64, (40,))
    assert torch.equal(round_to(levels, middles, x), cells.rounded(x))
    moved = middles.nextafter(torch.full_like(middles, float("inf")))
    assert not torch.equal(round_to(levels, moved, x), cells.rounded(x))
