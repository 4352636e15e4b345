import math
from dataclasses import replace
from fractions import Fraction as F

import pytest

from askewtheory import bounds
from askewtheory.audit.evaluate import value
from askewtheory.errors import InputError
from proofs_checks import corollary_2
from proofs_checks.facts import descent
from proofs_checks.theorem_2 import printed as theorem_2
from proofs_checks.theorem_3 import printed as theorem_3

EXACT = bounds.Constants(
    alpha="1", clip="1/2", dimension=4, gradient_bound="2", smoothness="1", loss_gap="3",
    max_stepsize=F(1, 4),
)  # fmt: skip


def test_theorem_2_repaired_is_the_sum_of_its_terms_exactly():
    """Theorem 2' is 2Δℓ/(γ(T+1)) + 2M_cG√d + M_c²d, in fractions."""
    bound = bounds.theorem_2(EXACT, stepsize=F(1, 2), horizon=5)
    expected = 2 * F(3) / (F(1, 2) * 6) + 2 * F(1, 2) * 2 * 2 + F(1, 4) * 4
    assert bound.total == expected
    assert bound.floor == expected - 2
    assert isinstance(bound.total, F)


def test_theorem_2_printed_has_the_term_that_the_proof_never_needs():
    """The printed bound of Theorem 2 counts 4αdγL² and d where the repaired one has √d."""
    printed = bounds.theorem_2(EXACT, stepsize=F(1, 2), horizon=5, version="printed")
    names = {term.name: term.value for term in printed.terms}
    assert names["unexplained"] == 4 * 4 * F(1, 2) * 4
    assert names["force × gradient"] == 2 * F(1, 2) * 2 * 4


def test_a_printed_bound_names_its_reading_of_the_letter():
    """With smoothness declared the squared step takes it and says so; else every L is G."""
    mixed = bounds.theorem_2(EXACT, stepsize=F(1, 2), version="printed")
    step = next(term for term in mixed.terms if term.name == "squared step")
    assert (step.formula, step.value) == ("γ M_s M_c² d", F(1, 2) * 1 * F(1, 4) * 4)
    assert mixed.to_dict()["reading"].startswith("L of the squared step read as M_s")
    single = replace(EXACT, smoothness=None)
    for rule in (bounds.theorem_2, bounds.theorem_3):
        assert rule(single, stepsize=F(1, 8), version="printed").reading == ""
    step = bounds.theorem_2(single, stepsize=F(1, 2), version="printed").terms[-2]
    assert (step.formula, step.value) == ("γ L M_c² d", F(1, 2) * 2 * F(1, 4) * 4)
    assert bounds.theorem_2(EXACT, stepsize=F(1, 2)).reading == ""


def test_theorem_3_repaired_is_the_sum_of_its_terms_exactly():
    """Theorem 3' is 2Δℓ/(γ(T+1)) + 4α√dγG² + 4α²dγ²G²."""
    gamma = F(1, 8)
    bound = bounds.theorem_3(EXACT, stepsize=gamma, horizon=0)
    expected = 6 / gamma + 4 * 2 * gamma * 4 + 16 * gamma**2 * 4
    assert bound.total == expected


@pytest.mark.parametrize("dimension", [4, 9])
@pytest.mark.parametrize("version", ["printed", "repaired"])
def test_bounds_are_the_right_hand_sides_of_the_claims(dimension, version):
    """Theorems 2 and 3 and Corollary 2, printed and repaired, are what the statements conclude."""
    horizon, gap = 15, F(3)
    constants = replace(EXACT, dimension=dimension, smoothness=None if version == "printed" else 1)
    names = {
        "gamma": F(1, 4), "T": horizon, "l": [gap, *[F(0)] * (horizon + 1)], "x": gap, "y": F(0),
        "alpha": F(1), "M_c": F(1, 2), "G": F(2), "L": F(2), "R": F(4), "d": F(dimension),
        "r": F(math.isqrt(dimension)),
    }  # fmt: skip
    claimed = {
        "printed": (theorem_2.PRINTED, theorem_3.PRINTED, corollary_2.SUBSTITUTED),
        "repaired": (descent.finite_time.statement, descent.small_forces.statement,
                     corollary_2.REPAIRED),
    }[version]  # fmt: skip
    sides = [one.conclusion.args[1] if hasattr(one, "conclusion") else one for one in claimed]
    options = {"horizon": horizon, "version": version}
    found = [
        bounds.theorem_2(constants, stepsize=F(1, 4), **options),
        bounds.theorem_3(constants, stepsize=F(1, 4), **options),
        bounds.corollary_2(constants, **options),
    ]
    assert [one.total for one in found] == [value(side, names) for side in sides]


def test_smoothness_only_limits_the_stepsize_of_theorem_2():
    """The repaired bound has no term with the smoothness."""
    curved = bounds.theorem_2(replace(EXACT, smoothness=8), stepsize=F(1, 8), horizon=0)
    assert curved.total == bounds.theorem_2(EXACT, stepsize=F(1, 8), horizon=0).total


@pytest.mark.parametrize(
    ("rule", "gamma", "missing"),
    [(bounds.theorem_2, 2, "smoothness"), (bounds.theorem_3, "1/2", "stepsize at most")],
)
def test_a_repaired_bound_refuses_a_stepsize_beyond_its_hypothesis(rule, gamma, missing):
    """A stepsize above 1/M_s or above Corollary 1' is refused by the name of the hypothesis."""
    with pytest.raises(InputError, match=missing):
        rule(EXACT, stepsize=gamma, horizon=3)


@pytest.mark.parametrize("rule", [bounds.theorem_2, bounds.theorem_3])
def test_the_limit_of_the_smoothness_is_one(rule):
    """Where Corollary 1' allows more, 1/M_s still ends what is admissible, and is admissible."""
    wide = replace(EXACT, max_stepsize=F(2))
    assert rule(wide, stepsize=F(1), horizon=3).total > 0
    with pytest.raises(InputError, match="stepsize \\* smoothness"):
        rule(wide, stepsize=F(3, 2), horizon=3)


@pytest.mark.parametrize("name", ["gradient_bound", "smoothness"])
def test_a_missing_constant_is_named(name):
    """A problem without a constant that the theorem needs is refused by that constant's name."""
    given = {"gradient_bound": 1, "smoothness": 1, "loss_gap": 1}
    del given[name]
    constants = bounds.Constants(alpha=1, clip=1, dimension=1, **given)
    with pytest.raises(InputError, match=name):
        bounds.theorem_2(constants, stepsize="1/2", horizon=1)


def test_an_infinite_horizon_leaves_the_floor():
    """Without a horizon the descent term is zero, and total equals floor."""
    bound = bounds.theorem_2(EXACT, stepsize=F(1, 2))
    assert bound.total == bound.floor


def test_corollary_2_takes_its_stepsize_from_the_horizon_and_vanishes():
    """At T + 1 = 16 Corollary 2 is Theorem 3 at γ = 1/4, with no floor."""
    corollary = bounds.corollary_2(EXACT, horizon=15)
    theorem = bounds.theorem_3(EXACT, stepsize=F(1, 4), horizon=15)
    assert corollary.total == theorem.total
    assert corollary.floor == 0


ODD = bounds.Constants(
    alpha=F(3, 2), clip=F(5, 7), dimension=4, gradient_bound=F(11, 3), smoothness=F(13, 5),
    loss_gap=F(17), max_stepsize=F(1, 3),
)  # fmt: skip
"""Constants of which no two products are equal by accident."""


def as_written(formula: str, gamma: F) -> F:
    """Return the value of a product that is written like "4 α √d γ G²"."""
    letters = {
        "α": ODD.alpha, "d": F(ODD.dimension), "√d": F(2), "γ": gamma, "M_c": ODD.clip,
        "M_s": ODD.smoothness, "G": ODD.gradient_bound, "L": ODD.gradient_bound,
    }  # fmt: skip
    value = F(1)
    for factor in formula.split():
        name, power = factor.rstrip("²³"), {"²": 2, "³": 3}.get(factor[-1], 1)
        value *= F(name) if name.isdigit() else letters[name] ** power
    return value


@pytest.mark.parametrize("version", ["printed", "repaired"])
@pytest.mark.parametrize("theorem", [bounds.theorem_2, bounds.theorem_3])
def test_each_term_is_what_its_formula_says(theorem, version):
    """The value of every term but the first, 2Δℓ/(γ(T+1)), is that of the formula beside it."""
    gamma = F(2, 9)
    found = theorem(ODD, stepsize=gamma, horizon=0, version=version)
    assert found.terms[0].value == 2 * F(17) / gamma
    for term in found.terms[1:]:
        assert term.value == as_written(term.formula, gamma), term.formula
    with pytest.raises(InputError, match="horizon"):
        theorem(ODD, stepsize=gamma, horizon=-1, version=version)


def test_theorem_4_printed_is_its_three_terms():
    """Δℓ/H, 3dM_c²/2 and M M_c² d Σγ²/(2H), of which the second alone stays as H grows."""
    constants = bounds.Constants(
        alpha=1, clip=F(2), dimension=3, gradient_bound=1, smoothness=F(5), loss_gap=F(7)
    )
    found = bounds.theorem_4(
        constants, total_stepsize=F(4), total_square=F(1, 2), version="printed"
    )
    assert [term.value for term in found.terms] == [F(7, 4), 18, F(5 * 4 * 3, 2) / 8]
    assert found.floor == 18


def explicit(kind: str = "quadratic", **changes):
    """Return Theorem 4* on a problem inside its hypotheses."""
    given = {
        "total_stepsize": F(2), "total_square": F(1, 2), "distances": [F(1, 4)] * 4,
        "neighbourhood": F(1, 2), "largest_stepsize": F(1, 4), "kind": kind, **changes,
    }  # fmt: skip
    return bounds.theorem_4(EXACT, **given)


def test_theorem_4_repaired_counts_each_distance_once_and_twice_for_the_quartic():
    """C_i = δ_i² + G²Σγ² enters 4αΣC_i/H; the weaker quartic force doubles it."""
    each = F(1, 16) + 4 * F(1, 2)
    force = {term.name: term.value for term in explicit().terms}["force"]
    assert force == 4 * 4 * each / 2
    assert {t.name: t.value for t in explicit("quartic").terms}["force"] == 2 * force


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"distances": [F(1)] * 4}, "distance of the start"),
        ({"largest_stepsize": F(3, 4)}, "alpha"),
        ({"largest_stepsize": F(3, 8)}, "gradient_bound"),
        ({"distances": [F(1, 4)]}, "distances"),
    ],
)
def test_theorem_4_repaired_refuses_what_its_hypotheses_exclude(change, missing):
    """A start outside N and each stepsize beyond its limit are refused by name."""
    with pytest.raises(InputError, match=missing):
        explicit(**change)


def test_theorem_5_repaired_vanishes_as_the_stepsizes_add_up():
    """With Σγ² fixed, the bounds of Theorem 5* are inversely proportional to Σγ."""
    setting = bounds.Stationarity(
        smoothness=F(3), alpha=F(1), lyapunov_gap=F(2), second_moment=F(5),
        neighbourhood=F(1, 3), dimension=2,
    )  # fmt: skip
    assert setting.kappa == 3
    near, far = (
        bounds.theorem_5(setting, total_stepsize=F(h), total_square=F(1)).total for h in (1, 10)
    )
    assert near == (2 + (3 + 3) * 5 + 4 * 3 * 2 * F(1, 9)) / (2 * F(9)) == 10 * far
    for kind, expected in (("quadratic", 3), ("quartic", 6)):
        distance = bounds.theorem_5_distance(
            squared_distance=F(1), alpha=F(1), second_moment=F(5), total_stepsize=F(2),
            total_square=F(1), kind=kind,
        )  # fmt: skip
        assert distance.total == expected


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"distance": F(2, 5)}, "distance of the start"),
        ({"largest_stepsize": F(2, 3)}, "largest_stepsize at most 0.5"),
        ({"largest_stepsize": F(1, 3)}, "largest_stepsize at most 0.166667"),
    ],
)
def test_theorem_5_repaired_refuses_what_its_hypotheses_exclude(change, missing):
    """A start outside N, and stepsizes above 1/(2α) or δ*/B∞, are refused; equality is allowed."""
    setting = bounds.Stationarity(
        smoothness=F(3), alpha=F(1), lyapunov_gap=F(2), second_moment=F(5),
        neighbourhood=F(1, 3), dimension=2,
    )  # fmt: skip
    limits = {"noise_bound": F(2), "largest_stepsize": F(1, 6), "distance": F(1, 3)}
    bounds.require_theorem_5(setting, **limits)
    with pytest.raises(InputError, match=missing):
        bounds.require_theorem_5(setting, **{**limits, **change})


def test_theorem_5_knows_two_kinds_of_psi():
    """Any other kind is refused by name, for the constants and for the bound on the distance."""
    with pytest.raises(InputError, match="'cubic'"):
        bounds.theorem_5_distance(
            squared_distance=1, alpha=1, second_moment=1, total_stepsize=1, total_square=1,
            kind="cubic",
        )  # fmt: skip
    with pytest.raises(InputError, match="'cubic'"):
        bounds.Stationarity(
            smoothness=1, alpha=1, lyapunov_gap=0, second_moment=1, neighbourhood=1, dimension=1,
            kind="cubic",
        )  # fmt: skip


def test_theorem_5_repaired_has_a_larger_kappa_for_the_quartic():
    """The quartic force may be half as strong, so κ = (2M/α)(M - α)⁺."""
    constants = {"smoothness": F(3), "alpha": F(1), "lyapunov_gap": F(2), "second_moment": F(5),
                 "neighbourhood": F(1, 3), "dimension": 2}  # fmt: skip
    assert bounds.Stationarity(**constants, kind="quartic").kappa == 12
    assert bounds.Stationarity(**{**constants, "smoothness": F(1)}, kind="quartic").kappa == 0


def test_theorem_5_printed_keeps_a_floor():
    """The printed right-hand side of Theorem 5 does not fall below 2aδ."""
    bound = bounds.theorem_5_printed(
        EXACT, variance=F(1), total_stepsize=F(10), total_square=F(1), delta=F(1, 2)
    )
    weight = 2 * 4 * 2 * 1 + 2 * 4 * F(1, 2)
    assert bound.floor == 2 * weight * F(1, 2)
    assert bound.total == bound.floor + F(2 * 3, 10) + F(1 * 1, 10)


def test_a_bound_writes_its_terms():
    """The record of a bound holds every term with its formula, and they add up."""
    record = bounds.theorem_3(EXACT, stepsize="1/8", horizon=3).to_dict()
    assert record["total"] == pytest.approx(sum(term["value"] for term in record["terms"]))
    assert record["theorem"] == "theorem-3"
