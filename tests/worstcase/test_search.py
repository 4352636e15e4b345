from fractions import Fraction as F

import pytest

from askewtheory.errors import InputError
from askewtheory.losses import Huber, Linear
from askewtheory.trajectory import simulate_exact
from askewtheory.worstcase import TARGETS, search, targets_of
from askewtheory.worstcase.instance import Instance
from askewtheory.worstcase.search import evaluated


def target(theorem: str, version: str = "repaired"):
    """Return one target."""
    return next(t for t in TARGETS if (t.theorem, t.version) == (theorem, version))


@pytest.mark.parametrize("name", ["theorem-2", "theorem-3", "corollary-2"])
def test_bounds_said_to_be_tight_are_attained_exactly(name):
    """A linear loss pulled back by the force meets Theorems 2' and 3' with equality."""
    cube = [F(1), F(1, 4), F(1, 8), F(1, 4), F(1), F(0), F(1), F(1), F(1)]
    instance, measured, bound = evaluated(target(name), cube, 1, True)
    assert instance.exact
    assert measured == bound > 0


def test_the_search_finds_the_violation_of_a_printed_bound():
    """From random starts the search breaks Theorem 3 as printed, and the replay is exact."""
    attacked = next(t for t in TARGETS if t.note.startswith("L above"))
    worst = search(attacked, restarts=1, iterations=40)
    assert worst.instance.exact
    assert worst.verdict == "violated"
    assert worst.measured > worst.bound > 0


def test_the_search_does_not_exceed_a_repaired_bound():
    """A short search of Corollary 2's repaired bound ends at most at 1."""
    worst = search(target("corollary-2"), restarts=1, iterations=2)
    assert worst.measured <= worst.bound
    assert worst.to_dict()["verdict"] in ("holds", "attained")


def test_the_search_is_reproducible():
    """Equal seeds give equal instances."""
    options = {"seed": 3, "restarts": 1, "iterations": 1}
    first, second = (search(target("corollary-2"), **options) for _ in range(2))
    assert first.instance == second.instance


@pytest.mark.parametrize("width", [None, F(1, 2)])
def test_an_instance_moves_as_the_exact_simulation(width):
    """The instance's own replay is that of the trajectory module, in fractions."""
    case = Instance(
        inner=F(1, 4), middle=F(3, 2), alpha=F(1), clip=F(1, 2), slope=F(1), width=width,
        center=F(1), smoothness=F(2), start=F(-2), stepsize=F(1, 3), steps=5,
    )  # fmt: skip
    loss = Linear(slope=1) if width is None else Huber(width=width, center=1, slope=1)
    run = simulate_exact(
        loss, case.start, list(case.levels), epsilon=case.epsilon, alpha=1, clip=F(1, 2),
        stepsize=F(1, 3), steps=5, keep_iterates=True,
    )  # fmt: skip
    points, velocities = case.path()
    assert run.iterates is not None
    assert points == [row[0] for row in run.iterates]
    assert [v * v for v in velocities] == list(run.squared_velocity[:-1])
    assert case.distance(case.start) == run.distance[0]


def test_the_prox_point_minimises_its_objective():
    """No point of the box has a smaller l(y) + M|w - y|² than x-hat, on a fine exact grid."""
    for width, center in ((None, None), (F(1, 2), F(1, 8)), (F(2), F(-3))):
        case = Instance(
            inner=F(1, 4), middle=F(3, 2), alpha=F(1), clip=F(1), slope=F(1), width=width,
            center=center, smoothness=F(2), start=F(3, 8), stepsize=F(1, 4), steps=1,
        )  # fmt: skip
        low, high = case.box(case.start)
        _, best = case.prox(case.start)

        def objective(y, case=case):
            return case.value(y) + case.smoothness * (case.start - y) ** 2

        grid = [low + (high - low) * F(k, 40) for k in range(41)]
        assert low <= best <= high
        assert all(objective(best) <= objective(y) for y in grid)


def test_unknown_theorems_are_refused():
    """The error lists the theorems that can be searched."""
    with pytest.raises(InputError, match="theorem-2"):
        targets_of(("theorem-1",))
    assert {t.theorem for t in targets_of(("theorem-4",))} == {"theorem-4"}
