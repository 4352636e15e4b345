"""Tests of a group's settings: a kind or rule that the update has no formula for is refused."""

import io
from fractions import Fraction
from typing import Any, cast

import numpy as np
import pytest
import torch

from askewtheory import grid, kernel
from askewtheory.errors import InputError
from askewtheory.optim import LUQ, STE, ASkewSGD, BinaryRelax
from askewtheory.optim.cells import cells_of
from askewtheory.optim.settings import GAP_RULE, clip_of, is_projected, is_quartic
from tests.optim.models import ALL, MAKERS, PATHS, sgd


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("table", "change"), [("_KINDS", {"kind": "third"}), ("_RULES", {"rule": "third"})]
)
def test_a_third_kind_or_rule_never_trains(path, table, change, monkeypatch):
    """A name that the kernel learns and the update does not is an error, not the quartic psi."""
    monkeypatch.setitem(getattr(grid, table), "third", 2)
    point = torch.nn.Parameter(torch.tensor([0.5, -3.0]))
    optimizer = ASkewSGD([point], lr=0.1, epsilon=0.1, alpha=1.0, clip=1.0, **change, **PATHS[path])
    point.grad = torch.ones(2)
    with pytest.raises(InputError, match="must have the kernel's code 0 or 1, got 2"):
        optimizer.step()
    assert point.tolist() == [0.5, -3.0]


def test_codes_are_read_one_by_one():
    """Each known code has its meaning; any other, though truthy, is refused by name."""
    assert [is_quartic(code) for code in (kernel.QUADRATIC, kernel.QUARTIC)] == [False, True]
    assert [is_projected(code) for code in (kernel.PRINTED, kernel.PROJECTED)] == [False, True]
    for name, read in (("kind", is_quartic), ("rule", is_projected)):
        for code in (2, -1):
            with pytest.raises(InputError, match=f"{name} must have the kernel's code 0 or 1"):
                read(code)


def test_numbers_of_other_kinds():
    """NumPy's and exact numbers, and tensors of one element, are the numbers that they are."""
    ends = []
    for make in (float, np.float32, Fraction, lambda x: torch.tensor([x], dtype=torch.float64)):
        for options in PATHS.values():
            points = [torch.nn.Parameter(torch.full(shape, 0.25)) for shape in ((), (3,))]
            given: Any = {"lr": make(0.5), "epsilon": make(0.125), "alpha": make(0.25)}
            optimizer = ASkewSGD(points, clip=1.0, **given, **options)
            for point in points:
                point.grad = torch.full_like(point, -0.0625)
            optimizer.step()
            kinds = {type(optimizer.param_groups[0][name]) for name in given}
            assert kinds <= {float, torch.Tensor}
            ends.append([point.detach() for point in points])
    for end in ends:
        assert all(torch.equal(one, other) for one, other in zip(end, ends[0], strict=True))
    assert not torch.equal(ends[0][0], torch.tensor(0.25))


def test_settings_in_numpys_numbers_are_read_back_by_weights_only():
    """Counts and factors of NumPy's kinds become plain, so that a state holds nothing else."""
    point = torch.nn.Parameter(torch.linspace(-1, 1, 8).view(2, 4))
    whole, real = np.int64(2), np.float64(0.5)
    given: Any = {"dampening": real, "momentum": real, "telemetry": whole, "block": whole}
    for optimizer in (
        ASkewSGD([point], scale="max", **given),
        BinaryRelax(sgd([point]), rounding_from=cast("Any", whole)),
        LUQ(sgd([point]), gradient_bits=cast("Any", whole)),
    ):
        file = io.BytesIO()
        torch.save(optimizer.state_dict(), file)
        file.seek(0)
        loaded = torch.load(file, weights_only=True)
        assert loaded["param_groups"] == optimizer.state_dict()["param_groups"]


@pytest.mark.parametrize(
    "name",
    ["nesterov", "maximize", "foreach", "fused", "compile", "capturable", "differentiable"],
)
def test_a_text_is_no_flag(name):
    """Every text is true, so that "no" would mean yes: at construction and in mid-run."""
    point = torch.nn.Parameter(torch.zeros(2))
    with pytest.raises(InputError, match=f"Invalid {name} value: 'no', not True or False"):
        ASkewSGD([point], **cast("Any", {name: "no"}))
    optimizer = ASkewSGD([point])
    optimizer.param_groups[0][name] = "no"
    with pytest.raises(InputError, match=f"Invalid {name} value"):
        optimizer.step()


@pytest.mark.parametrize("name", ["lr", "epsilon", "alpha"])
def test_tensors_of_whole_numbers_are_refused(name):
    """A schedule fills them in place: 1 would become 0."""
    point = torch.nn.Parameter(torch.zeros(2))
    with pytest.raises(InputError, match=f"Tensor {name} must be of a floating-point type"):
        ASkewSGD([point], **cast("Any", {name: torch.tensor(1)}))


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ({-1: 0, 1: 2}, "not a sequence"),
        ([-1e-40, 0, 1e-40], "far enough apart"),
        ([-1e-20, 0, 1e-20], "far enough apart"),
    ],
)
def test_levels_that_are_refused(levels, words):
    """Of a mapping only the keys would count; of levels too near the update knows no distance."""
    with pytest.raises(InputError, match=words):
        ASkewSGD([torch.nn.Parameter(torch.zeros(2))], levels=levels)


@pytest.mark.parametrize("where", ["argument", "group"])
def test_levels_from_an_iterator(where):
    """An iterator gives its levels once, and is read once; NumPy's integers are bits."""
    point = torch.nn.Parameter(torch.zeros(2))
    levels = iter([-1, 0, 1])
    if where == "argument":
        optimizer = ASkewSGD([point], levels=levels)
    else:
        optimizer = ASkewSGD([{"params": [point], "levels": levels}])
    assert optimizer.param_groups[0]["levels"] == (-1.0, 0.0, 1.0)
    point = torch.nn.Parameter(torch.zeros(2))
    assert ASkewSGD([point], levels=np.int64(1)).param_groups[0]["levels"] == (-1.0, 0.0)


def test_the_clip_by_gap_is_a_quarter_of_the_smallest():
    """``gap/(4*lr)`` times the learning rate is a quarter of the least distance of two levels."""
    cells = cells_of((-1.0, 0.5, 1.0), torch.float64)
    assert clip_of({"clip": GAP_RULE, "lr": 0.25}, cells) == (0.5, True)


def test_the_least_gap_that_is_taken():
    """Half a gap whose square is the smallest normal number is far enough, the next below not."""
    gap = 2 * 2.0**-63
    point = torch.nn.Parameter(torch.zeros(2))
    ASkewSGD([point], lr=0.1, epsilon=0.1, levels=(0.0, gap))
    below = float(np.nextafter(np.float32(gap), np.float32(0)))
    with pytest.raises(InputError, match="levels must be far enough apart for float32"):
        ASkewSGD([point], lr=0.1, epsilon=0.1, levels=(0.0, below))


@ALL
def test_freeze_scale_is_checked_in_mid_run(name):
    """As every other setting; "no" would be true."""
    point = torch.nn.Parameter(torch.zeros(2, 2))
    optimizer = MAKERS[name]([point])
    optimizer.param_groups[0]["freeze_scale"] = "no"
    with pytest.raises(InputError, match="Invalid freeze_scale value: 'no', not True or False"):
        optimizer.step()


@pytest.mark.parametrize("value", [-1.0, 0.0, 2.0, float("nan")])
def test_tensors_that_are_filled_in_place_are_checked(value):
    """A tensor is itself whatever it holds, so that it is looked at before every step."""
    point = torch.nn.Parameter(torch.tensor([0.3]))
    epsilon = torch.tensor(0.3)
    optimizer = ASkewSGD([point], lr=0.1, epsilon=epsilon)
    point.grad = torch.zeros(1)
    optimizer.step()
    before = point.detach().clone()
    epsilon.fill_(value)
    with pytest.raises(InputError, match="Invalid epsilon value"):
        optimizer.step()
    assert torch.equal(point, before)


def test_levels_of_ste_are_those_of_its_bits():
    """Others would be dropped without a word: at construction and in mid-run."""
    point = torch.nn.Parameter(torch.zeros(2))
    with pytest.raises(InputError, match="levels must be None or left out for STE"):
        STE(sgd([{"params": [point], "levels": [-1, 0, 1]}]), bits=2)
    optimizer = STE(sgd([point]), bits=2)
    optimizer.param_groups[0]["bits"] = 3
    optimizer.step()
    assert len(optimizer.param_groups[0]["levels"]) == 8
    optimizer.param_groups[0]["levels"] = "ternary"
    with pytest.raises(InputError, match="got 'ternary'"):
        optimizer.step()


@ALL
@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors", "ignore:Sparse")
@pytest.mark.parametrize("form", ["sparse_coo", "sparse_csr", "mkldnn", "nested"])
def test_parameters_of_other_layouts_are_refused(name, form):
    """At construction, in one sentence, as types are."""
    dense = torch.eye(4)
    data = {
        "sparse_coo": dense.to_sparse,
        "sparse_csr": dense.to_sparse_csr,
        "mkldnn": dense.to_mkldnn,
        "nested": lambda: torch.nested.nested_tensor([dense[0, :2], dense[1]]),
    }[form]()
    with pytest.raises(InputError, match=rf"must be dense, got one of layout _?{form}"):
        MAKERS[name]([torch.nn.Parameter(data)])
