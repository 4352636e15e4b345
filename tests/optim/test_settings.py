"""Tests of a group's settings: a kind or rule that the update has no formula for is refused."""

import pytest
import torch

from askewtheory import grid, kernel
from askewtheory.errors import InputError
from askewtheory.optim import ASkewSGD
from askewtheory.optim.settings import is_projected, is_quartic
from tests.optim.models import PATHS


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
