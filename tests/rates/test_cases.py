import itertools
from dataclasses import replace

import numpy as np
import pytest

from askewtheory import bounds
from askewtheory.errors import InputError
from askewtheory.feasible import feasible_intervals
from askewtheory.losses import Logistic
from askewtheory.rates import (
    Case,
    build,
    decaying,
    default_cases,
    measure,
    run,
    run_all,
    run_each,
    stationarity,
    summary,
)
from askewtheory.rates.case import THEOREMS
from askewtheory.rates.fitting import fit
from askewtheory.rates.measure import Track
from askewtheory.rates.stationarity import (
    box_minimisers,
    distance_to_stationary,
    kkt_residual,
    stationary,
)
from askewtheory.rates.summary import compared

SMALL = {"members": 6, "steps": 120}


def small(theorem: str, **changes) -> Case:
    """Return a small case of a theorem's study."""
    return replace(default_cases(theorem)[0], **{**SMALL, "dimension": 3, **changes})


@pytest.mark.parametrize("kind", ["quadratic", "quartic"])
@pytest.mark.parametrize("theorem", THEOREMS)
def test_no_repaired_bound_is_violated_and_the_force_acts(theorem, kind):
    """Each theorem's measure runs for both ψ, respects its repaired bound, and the force fires."""
    found = summary(run(small(theorem, kind=kind)))
    assert found["fired"] > 0.05
    for track in found["tracks"]:
        for name, bound in track["bounds"].items():
            assert bound["comparisons"] > 0
            assert name != "repaired" or bound["violations"] == 0


def test_processes_measure_the_same_and_in_the_order_given():
    """The rows of all theorems do not depend on how many processes measured them."""
    cases = [small(theorem) for theorem in THEOREMS]
    alone = [summary(m) for m in run_all(cases, workers=1)]
    assert [summary(m) for m in run_each(cases, workers=2)] == alone
    assert [row["case"]["theorem"] for row in alone] == list(THEOREMS)


def test_a_process_refuses_a_case_in_the_words_of_this_one():
    """The sentence that refuses a case reaches the caller from a process."""
    case = replace(default_cases("theorem-6")[0], noise="none")
    with pytest.raises(InputError, match="theorem-6 needs noise"):
        run_all([case, case], workers=2)


def test_every_study_covers_losses_dimensions_kinds_and_stepsizes():
    """Each study has three losses, three dimensions, both ψ and at least 100 runs."""
    for theorem in THEOREMS:
        cases = default_cases(theorem)
        assert len({c.loss for c in cases}) >= 3
        assert len({c.dimension for c in cases}) >= 3
        assert {c.kind for c in cases} == {"quadratic", "quartic"}
        assert all(c.members >= 100 for c in cases)


@pytest.mark.parametrize("theorem", ["theorem-2", "theorem-3", "theorem-4"])
def test_the_printed_bound_is_shown_to_fail(theorem):
    """The last case of the studies of Theorems 2 to 4 meets printed hypotheses and breaks them."""
    case = replace(default_cases(theorem)[-1], **SMALL)
    (track,) = summary(run(case))["tracks"]
    broken = [row for name, row in track["bounds"].items() if name.startswith("printed")]
    assert broken[0]["violations"] > 0
    assert "repaired" in track["refused"]


def test_the_bound_on_s_of_the_quartic_allows_for_its_weaker_force():
    """With M above α the quartic's κ counts: its bound on E S² exceeds the quadratic's formula."""
    case = small("theorem-5", kind="quartic", loss="saturating")
    problem = build(case)
    assert case.alpha < float(problem.loss.smoothness)
    bound = run(case).tracks[0].bounds["repaired"]
    weaker = decaying._stationarity_constants(case, problem, problem.starts[0])
    assert weaker.kappa > 0 == replace(weaker, kind="quadratic").kappa
    gammas = measure.decaying(case, problem)
    totals = {"total_stepsize": gammas.sum(), "total_square": (gammas**2).sum()}
    assert bound[-1] == pytest.approx(float(bounds.theorem_5(weaker, **totals).total))
    assert bound[-1] > float(bounds.theorem_5(replace(weaker, kind="quadratic"), **totals).total)


def test_no_bound_is_drawn_where_none_is_promised():
    """Theorem 6 is a limit: no bound, and a sentence that says so."""
    found = summary(run(small("theorem-6")))["tracks"][0]
    assert found["bounds"] == {}
    assert "no rate" in found["refused"]["repaired"]


def test_a_case_is_the_same_on_every_run():
    """Two runs of a case agree bit for bit, and a dictionary gives the case back."""
    case = small("theorem-5")
    first, second = (run(case).tracks[0].values for _ in range(2))
    assert np.array_equal(first, second)
    assert Case.from_dict(case.to_dict()) == case


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"theorem": "theorem-9"}, "theorem"),
        ({"theorem": "theorem-2", "loss": "none"}, "loss"),
        ({"theorem": "theorem-2", "members": 1}, "members"),
        ({"theorem": "theorem-2", "share": -1.0}, "share"),
        ({"theorem": "theorem-2", "share": True}, "share must be a finite number"),
        ({"theorem": "theorem-2", "share": 10**400}, "share must be a finite number"),
        ({"theorem": "theorem-2", "seed": 2**70}, "seed must be at most"),
        ({"theorem": "theorem-2", "dimension": 10**7}, r"dimension \* members must be at most"),
        ({"theorem": "theorem-2", "steps": 10**9}, r"steps \* members must be at most"),
        ({"theorem": "theorem-2", "levels": 3}, "levels must be text"),
        ({"theorem": "theorem-2", "levels": "one,two"}, "levels must be numbers"),
        ({"theorem": "theorem-2", "noise": "loud"}, "noise"),
        ({"theorem": "theorem-4", "exponent": "x"}, "exponent must be a finite number"),
        ({"theorem": "theorem-2", "exponent": float("nan")}, "exponent must be a finite number"),
        ({"theorem": "theorem-5", "exponent": -1.0}, "exponent must be a finite number, at least"),
        ({"theorem": "theorem-2", "speed": 3}, "speed"),
        ({"loss": "huber"}, "theorem"),
    ],
)
def test_a_wrong_case_is_refused_by_name(given, name):
    """Unknown names and values out of range are refused in a sentence that names them."""
    with pytest.raises(InputError, match=name):
        Case.from_dict(given)


@pytest.mark.parametrize(
    "name", ["theorem", "loss", "seed", "epsilon", "levels", "noise", "x" * 9**4]
)
def test_a_sentence_is_not_as_long_as_what_a_case_was_given(name):
    """Long values and names are cut, and an integer of thousands of digits is said to be one."""
    for value in ("y" * 5000, 10**5000, ["y"] * 5000):
        with pytest.raises(InputError) as caught:
            Case.from_dict({"theorem": "theorem-2", name: value})
        assert len(str(caught.value)) < 500


@pytest.mark.parametrize("theorem", ["theorem-2", "theorem-3", "corollary-2", "theorem-4"])
def test_noise_is_refused_where_the_theorem_knows_none(theorem):
    """A statement about exact gradients is not compared with noisy runs, which can exceed it."""
    with pytest.raises(InputError, match=f"noise must be none for {theorem}"):
        Case(theorem, noise="gaussian:sigma=2")
    assert Case(theorem, noise="none").noise == "none"


def test_whole_numbers_are_the_same_case_as_floats():
    """A share of 1 in a grid file names the case that a share of 1.0 names."""
    given = {"theorem": "theorem-4", "share": 1, "exponent": 1}
    assert Case.from_dict(given).to_dict() == Case("theorem-4", exponent=1.0).to_dict()
    assert isinstance(Case.from_dict(given).share, float)


def test_theorem_5_is_not_compared_beyond_its_hypotheses():
    """A share of 20 breaks γ <= min(1/(2α), δ*/B∞): measured, refused, and no bound compared."""
    tracks = summary(run(small("theorem-5", share=20.0)))["tracks"]
    assert ["repaired" in track["bounds"] for track in tracks] == [False, False, False]
    for track in tracks[:2]:
        assert "Theorem 5* needs largest_stepsize at most" in track["refused"]["repaired"]


def test_theorem_5_needs_bounded_noise():
    """Gaussian noise has no bound, and the sentence names loss and noise."""
    with pytest.raises(InputError, match="got loss huber with noise gaussian"):
        run(small("theorem-5", noise="gaussian:sigma=1/4"))


@pytest.mark.parametrize("theorem", ["theorem-4", "theorem-5"])
def test_the_largest_stepsize_is_what_the_hypotheses_limit(theorem, monkeypatch):
    """Negative control: stepsizes that grow beyond the limit after a small start are refused."""
    monkeypatch.setattr(
        decaying, "decaying", lambda case, problem: np.linspace(0.01, 5, case.steps)
    )
    track = run(small(theorem)).tracks[0]
    assert "repaired" not in track.bounds
    assert "stepsize" in track.refused["repaired"]


def test_a_power_law_is_fitted_with_its_slope():
    """Values c_m T^(-1/2) with random c_m give the slope -1/2 for every resample."""
    horizons = np.geomspace(1, 1e4, 30)
    scale = np.random.default_rng(0).uniform(1, 2, (50, 1))
    slope = fit(horizons, scale * horizons**-0.5, 0.0)
    assert slope.value == pytest.approx(-0.5)
    assert slope.low == pytest.approx(-0.5)
    assert slope.region == "no floor"


def test_no_slope_is_fitted_through_rounding_errors():
    """A residual that ends at 1e-15 has the slope of its part above 1e-12, not of the noise."""
    horizons = np.geomspace(1, 1e6, 60)
    noise = np.random.default_rng(0).uniform(1e-16, 1e-14, (20, 60))
    values = horizons**-3.0 + noise
    slope = fit(horizons, values, 0.0, resolution=1e-12)
    assert slope.value == pytest.approx(-3, abs=0.01)
    assert slope.points == (horizons**-3.0 > 1e-12).sum()
    through = fit(horizons, values, 0.0)  # negative control: noise is a square's value here
    assert through.points == 60
    assert through.region == "no power of the horizon"
    assert fit(horizons, noise, 0.0, resolution=1e-12).region.endswith("above rounding errors")
    first, second = run(small("theorem-6")).tracks
    assert first.resolution == second.resolution == 1e-12
    assert run(small("theorem-2")).tracks[0].resolution == pytest.approx(1e-24)


def test_only_a_power_has_a_slope():
    """A geometric decay and one that levels off are no powers, and no slope is fitted to them."""
    horizons = np.geomspace(1, 1e3, 40)
    for values in (0.99**horizons, 1 / horizons + 0.01):
        slope = fit(horizons, np.tile(values, (5, 1)), 0.0)
        assert (slope.value, slope.region) == (None, "no power of the horizon")


def test_few_points_above_a_floor_are_not_a_floor_above_everything():
    """With three medians above twice the floor all points are fitted, and the region says why."""
    horizons = np.arange(1, 9)
    values = np.tile(1.0 / horizons, (5, 1))
    slope = fit(horizons, values, 0.15)
    assert (slope.region, slope.points) == ("too few points above the floor", 8)
    assert slope.value == pytest.approx(-1)
    assert fit(horizons, values, 0.01).region == "above the floor"


def test_a_floor_above_everything_is_said_to_be_vacuous():
    """Where the floor exceeds all that is observed, in every run, the comparison says so."""
    values = np.array([[0.5, 0.2], [0.4, 0.1]])
    track = Track("x", np.array([1, 2]), values, {"repaired": values + 3}, {"repaired": 3.0})
    row = compared(track, "repaired")
    assert row["vacuous"]
    assert row["violations"] == 0
    between = replace(track, floors={"repaired": 0.45})  # above both medians, below one value
    assert not compared(between, "repaired")["vacuous"]
    broken = replace(track, bounds={"repaired": values - 0.1})  # the loss grew: below its floor
    assert not compared(broken, "repaired")["vacuous"]


def test_a_value_above_its_bound_counts():
    """Negative control: one value above its bound is one violation in one run."""
    values = np.array([[0.5, 0.2], [0.4, 0.1]])
    bound = np.array([[0.6, 0.1], [0.6, 0.3]])
    track = Track("x", np.array([1, 2]), values, {"repaired": bound}, {"repaired": 0.0})
    row = compared(track, "repaired")
    assert (row["violations"], row["runs_violated"]) == (1, 1)
    assert row["tightness"] == pytest.approx(2)


def test_stationary_points_have_no_residual_and_others_do():
    """At a constrained minimiser S and the KKT residual vanish; half way to it neither does."""
    case = small("theorem-6", loss="huber", noise="none")
    problem = build(case)
    center = np.array(problem.loss.parameters["center"], dtype=float)
    lower, upper = (float(x) for x in (problem.scope[1].lower, problem.scope[1].upper))
    best = np.clip(center, lower, upper)[None]
    moved = best + (upper - lower) / 2
    assert kkt_residual(best, problem) == pytest.approx(0)
    assert stationary(best, problem, 0.0).squared == pytest.approx(0, abs=1e-12)
    assert kkt_residual(moved, problem) > 0.01
    assert stationary(moved, problem, 0.0).squared > 1e-4


@pytest.mark.parametrize("kind", ["quadratic", "quartic"])
def test_each_box_holds_one_stationary_point_of_a_convex_loss(kind):
    """The minimisers over all 8 boxes have no KKT residual; centres of boxes have one."""
    case = small("theorem-6", loss="logistic", kind=kind)
    problem = build(case)
    intervals = feasible_intervals(problem.grid, epsilon=case.epsilon, kind=kind)
    ends = np.array(intervals, dtype=float)
    found = box_minimisers(ends, problem.loss, 3)
    assert found.shape == (8, 3)
    assert len(np.unique(found > 0, axis=0)) == 8  # one in each box
    assert kkt_residual(found, problem).max() < 1e-7
    measured = distance_to_stationary(found, problem)
    assert measured is not None
    assert measured[0].max() == 0
    assert "numerically" in measured[1]
    centers = np.array(list(itertools.product(ends.mean(axis=1), repeat=3)))
    away = distance_to_stationary(centers, problem)
    assert away is not None
    assert kkt_residual(centers, problem).min() > 1e-3
    assert away[0].min() > 1e-3
    from_each = np.linalg.norm(centers[:, None] - found[None], axis=2)
    np.testing.assert_allclose(away[0], from_each.min(axis=1), rtol=1e-12)


def test_stationary_points_are_not_claimed_where_they_are_not_known():
    """Too many boxes, or a loss flat in a direction: only the KKT residual is reported."""
    large = small("theorem-6", loss="logistic", dimension=11)
    problem = build(large)
    assert distance_to_stationary(problem.starts, problem) is None
    flat = small("theorem-6", loss="logistic")
    problem = build(flat)
    assert isinstance(problem.loss, Logistic)
    problem.loss.rows[:] = problem.loss.rows[0]
    assert distance_to_stationary(problem.starts, problem) is None


def test_a_minimiser_that_is_none_is_refused(monkeypatch):
    """A search that stops early is noticed: some projected gradient is not small yet."""
    problem = build(small("theorem-6", loss="logistic", dimension=10))
    ends = np.array([[-5.0, 5.0]])
    assert box_minimisers(ends, problem.loss, 10).shape == (1, 10)
    monkeypatch.setattr(stationarity, "PROJECTED_STEPS", 20)
    with pytest.raises(ArithmeticError, match="no minimiser over every box"):
        box_minimisers(ends, problem.loss, 10)


def test_the_logistic_study_is_a_finite_sum():
    """The logistic family is the project's logistic loss in the case's dimension."""
    problem = build(small("theorem-2", loss="logistic"))
    assert isinstance(problem.loss, Logistic)
    assert problem.loss.dimension == 3
