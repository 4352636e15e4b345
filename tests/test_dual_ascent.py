import numpy as np
import pytest

from askewtheory.dual_ascent import Ending, dual_ascent
from askewtheory.errors import InputError
from askewtheory.muehlebach_jordan import Constraint

LIMIT = Constraint(lambda x: x[0] - 1, lambda x: np.array([1.0]))
"""x <= 1, written g <= 0."""


def test_closed_form_run() -> None:
    """For (x - 2)^2/2 with x <= 1: x = 2 - m, so m_k - 1 shrinks by 1 - s at every step."""
    run = dual_ascent(lambda m: 2 - m, [LIMIT], [0.0], 0.5, 12)
    assert run.ending is Ending.COMPLETED
    assert np.allclose(run.multipliers[:, 0], 1 - 0.5 ** np.arange(13))
    assert np.allclose(run.points[:, 0], 2 - run.multipliers[:-1, 0])


def test_sense_turns_both_signs() -> None:
    """The same set written as g >= 0 gives the same run; mixing the two conventions runs away."""
    other = Constraint(lambda x: 1 - x[0], lambda x: np.array([-1.0]))
    one = dual_ascent(lambda m: 2 - m, [LIMIT], [0.0], 0.5, 12)
    two = dual_ascent(lambda m: 2 - m, [other], [0.0], 0.5, 12, sense=">=")
    assert np.array_equal(one.multipliers, two.multipliers)
    wrong = dual_ascent(lambda m: 2 + m, [other], [0.0], 0.5, 12)
    assert wrong.to_dict()["multipliers"][-1] == [0.0]
    assert wrong.points[-1, 0] == 2.0  # infeasible for ever


@pytest.mark.parametrize("sense", ["<=", ">="])
def test_numerical_minimiser_solves_a_quadratic_program(sense: str) -> None:
    """For |x - (2, 1)|^2 on the disc of radius 1: x = (2, 1)/sqrt 5, multiplier sqrt 5 - 1."""
    sign = 1.0 if sense == "<=" else -1.0
    disc = Constraint(lambda x: sign * (x @ x - 1), lambda x: sign * 2 * x)
    centre = np.array([2.0, 1.0])
    run = dual_ascent(lambda m: centre / (1 + m[0]), [disc], [0.0], lambda k: 1.0, 60, sense=sense)
    assert np.allclose(run.points[-1], centre / 5**0.5, atol=1e-6)
    assert run.multipliers[-1] == pytest.approx([5**0.5 - 1], abs=1e-5)


def test_unbounded_lagrangian_ends_the_run() -> None:
    """A linear loss has no minimiser without its constraint: the record says so."""
    run = dual_ascent(lambda m: None, [LIMIT], [0.0], 0.5, 3)
    assert run.ending is Ending.NO_MINIMISER
    assert run.multipliers.tolist() == [[0.0]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"multipliers": [-1.0]}, "multipliers must be 1 numbers of at least 0"),
        ({"steps": 1.5}, "steps must be a whole number"),
        ({"sense": "=="}, "sense must be '<=' or '>='"),
        ({"stepsize": -1}, "stepsize must be positive"),
    ],
)
def test_bad_input_is_refused(change: dict, message: str) -> None:
    """Each bad argument is an error in one sentence."""
    arguments = {"multipliers": [0.0], "stepsize": 0.5, "steps": 2, "sense": "<="} | change
    with pytest.raises(InputError, match=message):
        dual_ascent(lambda m: 2 - m, [LIMIT], **arguments)
