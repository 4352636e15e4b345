"""The stepsize check of an optimizer's groups, with its estimated gradient bound."""

from typing import Any, cast

import pytest

torch = pytest.importorskip("torch")

from askewtheory import stepsize  # noqa: E402
from askewtheory.errors import InputError  # noqa: E402
from askewtheory.optim import ASkewSGD, Skewed, check_optimizer, watch_gradients  # noqa: E402


def weights(*gradients: float):
    """Return a parameter with the given gradient."""
    parameter = torch.nn.Parameter(torch.full((len(gradients),), 0.5))
    parameter.grad = torch.tensor(gradients)
    return parameter


def test_the_check_is_the_stepsize_check():
    """A group's maximum is that of stepsize.check with the largest gradient entry as bound."""
    settings = {"levels": [-1, 1], "epsilon": 0.2, "alpha": 1.0, "clip": 1.0}
    (found,) = check_optimizer(ASkewSGD([weights(0.5, -2.0)], lr=0.1, **settings))
    expected = stepsize.check([-1, 1], 0.2, 1.0, 1.0, 2.0, stepsize=0.1)
    assert found.gradient_bound == 2.0
    assert found.result is not None
    assert found.result.max_stepsize == expected.max_stepsize
    assert found.result.admissible
    assert "an estimate (largest of the present batch" in " ".join(str(found).split())
    (above,) = check_optimizer(ASkewSGD([weights(2.0)], lr=0.5, **settings))
    assert "NOT admissible" in str(above)


def test_a_scale_changes_the_units():
    """With scale s the check runs in units of s: bound and clip are divided by it."""
    settings = {"levels": [-1, 1], "epsilon": 0.2, "alpha": 1.0}
    (scaled,) = check_optimizer(ASkewSGD([weights(1.0)], lr=0.1, scale=0.5, clip=0.5, **settings))
    (plain,) = check_optimizer(ASkewSGD([weights(2.0)], lr=0.1, clip=1.0, **settings))
    assert scaled.result is not None
    assert plain.result is not None
    assert scaled.result.max_stepsize == plain.result.max_stepsize


def test_the_largest_gradient_is_remembered():
    """After watch_gradients the bound is the largest seen before any step, not the last one."""
    parameter = weights(3.0)
    optimizer = ASkewSGD([parameter], lr=0.01, levels=[-1, 1], epsilon=0.2)
    watch_gradients(optimizer)
    optimizer.step()
    parameter.grad = torch.tensor([1.0])
    assert check_optimizer(optimizer)[0].gradient_bound == 3.0


def test_what_is_not_covered_is_said():
    """Unquantized groups, missing gradients, touching intervals, momentum and bases are named."""
    silent = torch.nn.Parameter(torch.ones(1))
    groups = [{"params": [weights(1.0)], "levels": None}, {"params": [silent]}]
    plain, unseen = check_optimizer(ASkewSGD(groups, lr=0.1, levels=[-1, 1], epsilon=0.2))
    assert "plain training" in str(plain)
    assert "no gradient seen" in str(unseen)
    (touching,) = check_optimizer(ASkewSGD([weights(1.0)], lr=0.1, levels=[-1, 1], epsilon=1.0))
    assert "must be below" in str(touching)
    settings = {"levels": [-1, 1], "epsilon": 0.2}
    (moving,) = check_optimizer(ASkewSGD([weights(1.0)], lr=0.1, momentum=0.9, **settings))
    assert "without momentum, and with that no theorem says anything" in " ".join(
        str(moving).split()
    )
    base = torch.optim.Adam([weights(1.0)], lr=0.1)
    (skewed,) = check_optimizer(Skewed(base, **settings))
    assert "the base optimizer's own step" in " ".join(str(skewed).split())
    with pytest.raises(InputError, match="must be ASkewSGD or Skewed, got SGD"):
        check_optimizer(torch.optim.SGD([weights(1.0)], lr=0.1))


def test_the_checks_print_as_one_line_for_each_group():
    """Printed or shown in a notebook the checks are short; a bound of one batch is called so."""
    settings = {"levels": [-1, 1], "epsilon": 0.2}
    groups = [{"params": [weights(1.0)]}, {"params": [weights(2.0)], "levels": None}]
    found = check_optimizer(ASkewSGD(groups, lr=0.1, **settings))
    assert str(found) == repr(found) == "\n".join(map(str, found))
    assert len(str(found)) < 500
    assert "of the present batch: call watch_gradients" in " ".join(str(found).split())


def test_gradients_that_are_no_numbers_are_no_bound():
    """A NaN or an infinite entry does not become the bound; the largest finite one does."""
    broken = weights(0.5, float("nan"), float("inf"))
    (found,) = check_optimizer(ASkewSGD([broken], lr=0.1, levels=[-1, 1], epsilon=0.2))
    assert found.gradient_bound == 0.5


def test_gradients_of_other_optimizers_are_not_watched():
    """What check_optimizer would refuse later is refused at once."""
    for other in (torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))]), None):
        with pytest.raises(InputError, match="optimizer must be ASkewSGD or Skewed"):
            watch_gradients(cast("Any", other))
