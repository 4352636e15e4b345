"""The classes' inequalities hold for their members, and tell others apart."""

from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory.audit.evaluate import holds
from askewtheory.audit.pep import classes
from askewtheory.audit.pep.classes import Sample
from askewtheory.audit.terms import reals

POINTS = st.lists(st.fractions(-4, 4, max_denominator=6), min_size=2, max_size=4, unique=True)


def huber(x):
    """Return value and slope of a function with curvature 1 near 0 and slope 1 elsewhere."""
    return (x * x / 2, x) if abs(x) <= 1 else (abs(x) - F(1, 2), F(1 if x > 0 else -1))


def bowl(x):
    """Return curvature 1 left of 0 and 3 right of it."""
    return (x * x / 2, x) if x < 0 else (3 * x * x / 2, 3 * x)


def absolute(x):
    """Return |x| with a subgradient."""
    return abs(x), F((x > 0) - (x < 0)) if x else F(1, 3)


def saddle(x):
    """Return curvature -1 near 0, then 1."""
    return (
        (-x * x / 2, -x) if abs(x) <= 1 else ((abs(x) - 2) ** 2 / 2 - 1, x - (2 if x > 0 else -2))
    )


def interval(x):
    """Return the indicator of [-1, 1] at the nearest point, with a normal there."""
    return F(0), x - max(F(-1), min(F(1), x))


MEMBERS = [
    (classes.convex(), absolute), (classes.convex(), huber), (classes.smooth_convex(1), huber),
    (classes.smooth_convex(3), bowl), (classes.strongly_convex(1), bowl),
    (classes.smooth_strongly_convex(1, 3), bowl), (classes.lipschitz_convex(1), huber),
    (classes.lipschitz_convex(1), absolute), (classes.smooth(1), saddle),
    (classes.smooth(1), huber),
    (classes.monotone(), bowl), (classes.strongly_monotone(1), bowl),
    (classes.cocoercive(F(1, 3)), bowl), (classes.lipschitz_operator(3), bowl),
]  # fmt: skip
OTHERS = [
    (classes.convex(), saddle), (classes.smooth_convex(F(9, 10)), huber),
    (classes.smooth_convex(2), bowl), (classes.strongly_convex(F(11, 10)), bowl),
    (classes.smooth_strongly_convex(1, 2), bowl), (classes.smooth_strongly_convex(2, 3), bowl),
    (classes.lipschitz_convex(F(9, 10)), huber), (classes.smooth(F(9, 10)), saddle),
    (classes.monotone(), saddle), (classes.strongly_monotone(2), bowl),
    (classes.cocoercive(1), bowl), (classes.lipschitz_operator(2), bowl),
    (classes.smooth_convex(5), absolute),
]  # fmt: skip


def satisfied(kind, function, points):
    """Return whether samples of a function satisfy everything that a class says."""
    found, names = [], {}
    for k, x in enumerate(points):
        value, slope = function(x)
        x_, g_, f_ = reals(f"x{k} g{k} f{k}")
        found.append(Sample(str(k), x_, g_, f_))
        names |= {f"x{k}": (x,), f"g{k}": (slope,), f"f{k}": value}
    said = [one for i in found for one in kind.single(i)]
    said += [one for i in found for j in found if i is not j for one in kind.pair(i, j)]
    return all(holds(one, names) is True for one in said)


@pytest.mark.parametrize(("kind", "function"), MEMBERS)
@settings(max_examples=25, deadline=None)
@given(points=POINTS)
def test_members_satisfy_the_inequalities(kind, function, points):
    """At any rational points: so a proof from the inequalities is one for every member."""
    assert satisfied(kind, function, points)


@pytest.mark.parametrize(("kind", "function"), OTHERS)
def test_other_functions_do_not(kind, function):
    """Each class refuses a function that is not its member, with points that show it."""
    points = [F(k, 4) for k in range(-12, 13)]
    assert not all(satisfied(kind, function, [a, b]) for a in points for b in points if a != b)


@pytest.mark.parametrize("points", [[F(-3), F(1, 2), F(2)], [F(5), F(-1)]])
def test_projections_are_samples_of_an_indicator(points):
    """Normals of the interval satisfy the indicator's inequalities; a diameter is one more."""

    def projected(x):
        _, normal = interval(x)
        return max(F(-1), min(F(1), x)), normal

    names, found = {}, []
    for k, x in enumerate(points):
        at, normal = projected(x)
        x_, g_, f_ = reals(f"x{k} g{k} f{k}")
        found.append(Sample(str(k), x_, g_, f_))
        names |= {f"x{k}": (at,), f"g{k}": (normal,), f"f{k}": F(0)}
    for diameter, expected in ((None, True), (2, True), (F(1, 10), False)):
        kind = classes.indicator(diameter)
        said = [one for i in found for one in kind.single(i)]
        said += [one for i in found for j in found if i is not j for one in kind.pair(i, j)]
        assert all(holds(one, names) is True for one in said) is expected


def test_words_name_the_class():
    """What readers see beside an inequality."""
    assert classes.smooth_strongly_convex(1, 3).words == "1-strongly convex and 3-smooth"
    assert classes.smooth(2).words == "2-smooth"
    assert classes.indicator(1).words == "the indicator of a convex set of diameter 1"
