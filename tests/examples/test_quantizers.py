"""The package on quantizers in the literature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.package import discover
from askewtheory.audit.runner import run_claim

PACKAGE = "examples.papers.quantizers"
WEIGHTS = st.fractions(-4, 4, max_denominator=16)


@pytest.mark.parametrize("name", discover(PACKAGE).claims)
def test_every_verdict_is_reproduced(name):
    """Each claim, its lines and its repair have the verdict on record."""
    found = run_claim(name, PACKAGE)
    assert found.reproduced, [(one.id, one.reason) for one in found.all_results]


@given(t=WEIGHTS, x=WEIGHTS, strength=st.fractions(0, 4, max_denominator=16))
def test_the_maps_are_those_that_the_optimizers_run(t, x, strength):
    """The optimizers' proximal maps have no larger objective than any x: what is proved of them."""
    torch = pytest.importorskip("torch")
    from askewtheory.optim import prox
    from askewtheory.optim.cells import Cells

    weight = torch.tensor([float(t)], dtype=torch.float64)
    cells = Cells((-1.0, 1.0), torch.float64)
    penalties = {prox.soft_threshold: lambda one: abs(one), prox.shrink: lambda one: one**2 / 2}
    for proximal_map, penalty in penalties.items():

        def objective(one, penalty=penalty):
            nearest = min(penalty(one - 1), penalty(one + 1))
            return (one - float(t)) ** 2 / 2 + float(strength) * nearest

        mapped = float(proximal_map(weight, cells, float(strength)))
        assert objective(mapped) <= objective(float(x)) + 1e-12
