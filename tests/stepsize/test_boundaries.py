"""Where a condition meets its limit: at equality it holds, a hair beyond it fails."""

from fractions import Fraction as F

import pytest

from askewtheory import stepsize
from askewtheory.grid import Grid
from askewtheory.stepsize.annealing import anneal
from askewtheory.stepsize.cells import cells
from askewtheory.stepsize.settling import refusal, settling_steps

HAIR = F(1, 10**9)
MIDDLE = cells(Grid.ternary(), F(9, 100), "quadratic")[1]
"""The cell of 0 among -1, 0, 1 at epsilon 9/100: width 1/5, halves of the middles 2/5."""


@pytest.mark.parametrize(
    ("reach", "throw", "alpha", "words"),
    [
        (F(2, 5), F(3, 5), F(1, 2), None),
        (F(2, 5) + HAIR, F(3, 5), F(1, 2), "γG ≤ D/2 fails at level 0"),
        (F(3, 10), F(3, 5) + HAIR, F(1, 2), "γM_c ≤ q₊ − q₋ + D/2 fails at level 0"),
        (F(1, 10), F(3, 10), F(1, 2) + HAIR, None),
        (F(1, 10), F(3, 10) + HAIR, F(1, 2), None),
        (F(1, 10), F(3, 10) + HAIR, F(1, 2) + HAIR, "both fail at level 0"),
    ],
)
def test_what_the_settling_count_needs(reach, throw, alpha, words):
    """Each hypothesis of the settling count is met with equality, and refused a hair beyond."""
    numbers = {"alpha": 3 * alpha, "clip": 3 * throw, "gradient_bound": 3 * reach}
    found = refusal([MIDDLE], **numbers, stepsize=F(1, 3))
    assert (found is None) if words is None else words in str(found)


@pytest.mark.parametrize(("distance", "steps"), [(F(1), 90), (F(1) + HAIR, 91), (F(1, 10), 0)])
def test_a_whole_number_of_steps_is_not_rounded_up(distance, steps):
    """At a ratio that is a whole number the count is that number."""
    found = settling_steps(
        [distance], alpha=F(1), clip=F(1), gradient_bound=F(1), stepsize=F(1, 10), kind="quadratic"
    )
    assert found["coordinate"] == found["euclidean"] == steps


def test_a_start_at_rest_needs_no_step():
    """Without gradients a start inside its interval has settled, by every count."""
    found = settling_steps(
        [F(0)], alpha=F(1), clip=F(1), gradient_bound=F(0), stepsize=F(1, 10), kind="quadratic"
    )
    assert found == {"coordinate": 0, "euclidean": 0, "sharp": 0}


@pytest.mark.parametrize(("alpha", "holds"), [(F(5), True), (F(5) + HAIR, False)])
def test_no_overshoot_holds_with_equality(alpha, holds):
    """γα = 1/2 still rules out that the force overshoots; a hair more does not."""
    found = stepsize.check(Grid.ternary(), F(9, 100), alpha, F(1), F(1), stepsize=F(1, 10))
    (row,) = [row for row in found.conditions if row.name == "no overshoot at any ε"]
    assert row.repaired is not None
    assert row.repaired.holds is holds


@pytest.mark.parametrize(("smoothness", "holds"), [(F(10), True), (F(10) + HAIR, False)])
def test_descent_holds_with_equality(smoothness, holds):
    """γM_s = 1 is allowed by the repaired condition; the printed one, γL < 1, is strict."""
    found = stepsize.check(
        Grid.ternary(), F(9, 100), F(1), F(1), F(1), smoothness=smoothness, stepsize=F(1, 10)
    )
    (row,) = [row for row in found.conditions if row.name == "descent"]
    assert row.repaired is not None
    assert row.printed is not None
    assert row.repaired.holds is holds
    assert row.printed.holds is False


@pytest.mark.parametrize("epsilon", [F(24, 100), F(9, 100)])
def test_a_clipped_step_must_fit(epsilon):
    """Under the rule M_c = c/γ each condition admits stepsizes up to its room for c, not beyond."""
    own = cells(Grid.ternary(), epsilon, "quadratic")
    width, half = min(cell.width for cell in own), min(min(cell.halves) for cell in own)
    rooms = {"max_stepsize": min(width, half), "max_stepsize_annealing": half}
    for name, room in rooms.items():
        for clip, admits in ((room, True), (room + HAIR, False)):
            (stage,) = anneal(
                Grid.ternary(), lambda _t: epsilon, 1,
                alpha=F(1), gradient_bound=F(1), clip=clip, clip_rule="c/stepsize",
            )  # fmt: skip
            assert (getattr(stage, name) is not None) is admits


def test_without_a_stepsize_tau_is_that_of_half_the_largest():
    """Tau belongs to half of what Corollary 1' admits, as the record says."""
    (stage,) = anneal(
        Grid.ternary(), lambda _t: F(9, 100), 1, alpha=F(2), gradient_bound=F(1), clip=F(3)
    )
    assert stage.max_stepsize is not None
    assert stage.tau == min(2 * stage.max_stepsize / 2, F(3))


@pytest.mark.parametrize(("epsilon", "admits"), [(F(3, 16), True), (F(3, 16) + HAIR, False)])
def test_a_quarter_of_the_gap_must_fit(epsilon, admits):
    """Under gap/(4*stepsize) a clipped step is a quarter of the gap: half the middle, or less."""
    (stage,) = anneal(
        Grid.ternary(), lambda _t: epsilon, 1,
        alpha=F(1), gradient_bound=F(1), clip_rule="gap/(4*stepsize)",
    )  # fmt: skip
    assert (stage.max_stepsize_annealing is not None) is admits
