"""The package of classics: every verdict on record is found again, and what it rests on."""

import importlib
import importlib.util
from fractions import Fraction as F

import pytest

from askewtheory.audit.package import discover
from askewtheory.audit.runner import run_claim
from askewtheory.audit.verdict import Kind, Verdict

PACKAGE = "examples.papers.classics"
SEARCHED = ("/tight", "/steps")
"""Claims whose certificate or points a solver of semidefinite programs finds first."""
FALSE = {"heavy-ball", "adam"}
PROBES = {
    "descent-lemma/half", "gradient-descent/tight/better", "gradient-descent/tight/long",
    "proximal-point/tight/better", "strongly-convex/steps/better", "polyak-step/twice",
    "subgradient/tight/better",
}  # fmt: skip
"""Constants that would be better, and steps that would be longer: no source claims them."""


def test_the_package_is_whole():
    """Its modules can be imported, and its order names every claim."""
    known = discover(PACKAGE)
    order = importlib.import_module(PACKAGE).ORDER
    assert not known.broken
    assert set(known.claims) == set(order)


@pytest.mark.parametrize("name", discover(PACKAGE).claims)
def test_each_verdict_is_found_again(name):
    """Refuted by exact instances where false, proved by machine where true."""
    if name.endswith(SEARCHED) and importlib.util.find_spec("cvxpy") is None:
        pytest.skip("needs the extra pep")
    found = run_claim(name, PACKAGE)
    assert found.reproduced, found.result.reason
    assert found.verdict is (Verdict.REFUTED if name in FALSE else Verdict.PROVED)
    assert {one.id for one in found.steps if one.verdict is Verdict.REFUTED} == {
        one for one in PROBES if one.rpartition("/")[0] == name
    }
    assert found.result.kind is not None
    assert found.result.kind <= Kind.SOLVERS


def test_the_heavy_ball_goes_round_three_points():
    """The cycle of Lessard, Recht and Packard, exactly: each point is the method's next."""
    from examples.papers.classics.heavy_ball import THREE

    x = THREE.names()["x"]
    assert x.first == ()
    assert x.again == (F(792, 1225), F(-2208, 1225), F(2592, 1225))
    for k in range(3):
        ahead = (
            x.at(k + 1) - F(1, 9) * THREE.gradient(x.at(k + 1)) + F(4, 9) * (x.at(k + 1) - x.at(k))
        )
        assert ahead == x.at(k + 2)


def test_another_function_of_the_heavy_ball_is_refused():
    """Curvature 26 far from the cycle breaks the obligation: nothing is refuted with it."""
    from askewtheory.audit.entry import This
    from askewtheory.audit.theorem import NotEstablishedError
    from examples.papers.classics.heavy_ball import THREE, PiecewiseQuadratic

    entry = discover(PACKAGE).entries["heavy-ball"]
    steep = PiecewiseQuadratic([1, 2, 100], [25, 1, 25, 26], 1, 25, THREE.start)
    with pytest.raises(NotEstablishedError):
        This(entry).refuted(steep, instead="limsup(abs(x[k]) for k in N) <= 3")


def test_adams_run_returns():
    """With algebraic second moments the point 1 comes back after each period, exactly."""
    from examples.papers.classics.adam import orbit

    run = orbit()
    assert len(run["x"].again) == 3
    assert run["x"].at(0) == run["x"].at(3) == 1
    assert float(run["x"].at(1)) < float(run["x"].at(2)) < 1
