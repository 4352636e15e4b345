"""The check: exact numbers, equality, rows, refusals and its record."""

import json
from fractions import Fraction as F
from typing import Any

import pytest

from askewtheory import stepsize
from askewtheory.errors import InputError
from askewtheory.grid import Grid
from askewtheory.stepsize.cells import cells, cells_at, cells_in_scope
from askewtheory.stepsize.maximum import proved

check: Any = stepsize.check

BASE: dict[str, Any] = {
    "grid": Grid.binary(), "epsilon": "1/5", "alpha": 1, "clip": 1, "gradient_bound": 1,
}  # fmt: skip


def test_exact_algebraic_output():
    """Rational input gives radicals with their decimals."""
    record = check(**BASE).to_dict()
    top = record["max_stepsize"]
    assert top["exact"] == "6/5 - 2*sqrt(5)/5"
    assert top["value"] == pytest.approx(0.3055728090000841, abs=1e-15)
    assert top["binding_condition"].startswith("Lemma 5'")
    assert record["max_stepsize_annealing"]["exact"] == "1/2"
    assert record["tau"]["exact"] == "3/5 - sqrt(5)/5"
    assert record["feasible_intervals"][1][1] == {"exact": "6/5", "value": 1.2}
    assert record["settling_step"] is None
    json.dumps(record)


def test_one_coordinate_is_the_default():
    """Without a dimension there is one coordinate, whatever else is given."""
    numbers = BASE | {"smoothness": 2, "stepsize": "1/4", "horizon": 10, "loss_gap": 1}
    assert check(**numbers).to_dict() == check(**numbers, dimension=1).to_dict()
    assert check(**numbers).to_dict() != check(**numbers, dimension=2).to_dict()


@pytest.mark.parametrize("start", [0.75, "3/4"])
def test_a_start_may_be_a_float_and_must_be_finite(start):
    """A finite start is taken as a float or exactly; an infinite one is refused."""
    assert check(**BASE, start=start).to_dict()["settling_step"] is not None
    with pytest.raises(InputError, match="start"):
        check(**BASE, start=[start, float("-inf")], dimension=2)


def test_floats_stay_floats():
    """One float makes the answer a float, close to the exact one."""
    record = check(**(BASE | {"epsilon": 0.2})).to_dict()
    assert record["max_stepsize"]["exact"] is None
    assert record["max_stepsize"]["value"] == pytest.approx(0.3055728090000841, rel=1e-12)


def test_equality_is_decided_exactly():
    """At the maximum itself the stepsize is admissible; a hair above it is not."""
    base = BASE | {"epsilon": "9/25"}
    top = check(**base).max_stepsize.value
    assert top == F(8, 15)
    assert check(**base, stepsize=top).admissible
    assert not check(**base, stepsize=top + F(1, 10**30)).admissible
    row = next(r for r in check(**base, stepsize=top).conditions if r.source.startswith("Coroll"))
    assert row.repaired is not None
    assert row.repaired.margin == 0
    assert row.repaired.holds
    assert row.printed is None  # an end level: the corollary prints no such term
    inner = BASE | {"grid": Grid.ternary(), "epsilon": "9/100"}
    top = check(**inner).variants["sharper (Corollary 1'')"]
    rows = [r for r in check(**inner, stepsize=top).conditions if r.name.startswith("the force is")]
    assert [row.printed is None for row in rows] == [False, True]
    assert rows[0].repaired.margin == rows[1].repaired.margin == 0
    assert not rows[0].printed.holds  # printed with <


def test_the_printed_conditions_that_nothing_satisfies():
    """Lemma 3's third term and Lemma 4's right condition have negative right sides, and say so."""
    rows = check(**(BASE | {"grid": Grid.ternary(), "epsilon": "3/16"})).conditions
    impossible = [r for r in rows if r.printed and r.printed.note.startswith("unsatisfiable")]
    assert {r.source for r in impossible} == {"Lemma 3, third term", "Lemma 4, right, second term"}
    for row in impossible:
        assert row.printed is not None
        assert float(row.printed.right) < 0
        assert row.printed.holds is False
    found = check(**(BASE | {"grid": Grid.ternary(), "epsilon": "3/16"}))
    assert found.variants["printed (Corollary 1 as it stands)"] is None


def test_the_start_chooses_the_cells():
    """With a start only the cells that hold it count, and the settling steps are given."""
    grid = Grid([0, 1, 5])
    wide = check(**(BASE | {"grid": grid, "epsilon": "6/25"}), start=[5])
    narrow = check(**(BASE | {"grid": grid, "epsilon": "6/25"}), start=[0])
    assert float(wide.max_stepsize.value) > float(narrow.max_stepsize.value)
    found = check(**BASE, start=["1/2", "1"], stepsize="1/4")
    assert found.settling_step == {"coordinate": 3, "euclidean": 3, "sharp": 2}
    assert found.configuration["dimension"] == 2


def test_cells_between_the_same_gaps_are_looked_at_once():
    """Of equally spaced levels the two ends and one inner level count; no maximum changes."""
    for grid, count in ((Grid.integer(4), 3), (Grid([0, 1, 3, 4, 6, 7]), 4)):
        every = list(cells(grid, F(1, 5), "quadratic"))
        scope = cells_in_scope(grid, F(1, 5), "quadratic", None, 1)
        assert len(scope) == count
        force: dict[str, Any] = {"gradient_bound": F(1), "clip": F(2), "alpha": F(1)}
        assert proved(scope, **force) == proved(every, **force)


def test_equal_coordinates_settle_together():
    """A start repeated over many coordinates has the count of one, and a longer Euclidean one."""
    one = check(**BASE, start="1/2", stepsize="1/4").settling_step
    many = check(**BASE, start="1/2", stepsize="1/4", dimension=400).settling_step
    assert many["coordinate"] == one["coordinate"]
    assert many["sharp"] == one["sharp"]
    assert many["euclidean"] > one["euclidean"]
    mixed = check(**(BASE | {"grid": [Grid.binary(), Grid([0, 5])]}), start=["1/2", "2"])
    assert [cell.level for cell in cells_at([Grid.binary(), Grid([0, 5])], F(1, 5), "quadratic",
                                            [F(1, 2), F(2)])] == [1, 0]  # fmt: skip
    assert mixed.settling_step is not None


def test_the_dimension_enters_only_the_bounds():
    """The maximum does not depend on d; the conservative variant does."""
    one, many = check(**BASE), check(**BASE, dimension=100)
    assert one.max_stepsize == many.max_stepsize
    name = "conservative (Corollary 1 with its slips mended, d enters)"
    assert float(many.variants[name]) < float(one.variants[name])


def test_quartic_halves_tau():
    """The quartic force is at least half the quadratic one, so tau takes alpha/2."""
    base = BASE | {"epsilon": "1/25", "stepsize": "1/10"}
    assert check(**base).tau == F(1, 10)
    assert check(**base, kind="quartic").tau == F(1, 20)


def test_bounds_refuse_what_they_cannot_use():
    """Without smoothness the repaired bounds are refused by name; with it they are given."""
    refused = check(**BASE).bounds["theorem-2"]["repaired"]
    assert isinstance(refused, str)
    assert "needs smoothness" in refused
    found = check(**BASE, smoothness=2, horizon=100, loss_gap=1).bounds
    for theorem in ("theorem-2", "theorem-3", "corollary-2"):
        assert not isinstance(found[theorem]["repaired"], str)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stepsize": 0}, "stepsize must be positive"),
        ({"stepsize": "-1/2"}, "stepsize must be positive"),
        ({"epsilon": 1}, "epsilon must be below 1 to separate the levels"),
        ({"epsilon": 2}, "epsilon must lie in"),
        ({"alpha": 0}, "alpha must be positive"),
        ({"clip": "inf"}, "clip must be positive and finite"),
        ({"gradient_bound": -1}, "gradient_bound must be positive"),
        ({"dimension": 0}, "dimension must be an integer"),
        ({"dimension": 3, "start": [1, 2]}, "start must have 3 coordinates, got 2"),
        ({"start": [float("inf")]}, "start must be finite"),
        ({"kind": "cubic"}, "kind must be"),
        ({"grid": [Grid.binary(), Grid.ternary()], "dimension": 3}, "one grid for each of 3"),
    ],
)
def test_bad_input(change, words):
    """Each bad argument is refused in one sentence that names it."""
    with pytest.raises(InputError, match=words):
        check(**(BASE | change))
