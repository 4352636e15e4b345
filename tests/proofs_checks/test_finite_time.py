"""Theorems 2, 3 and 4: the repaired bounds on random runs, in fractions."""

from fractions import Fraction as F

from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory import kernel
from askewtheory.losses.formulas import huber, huber_slope
from proofs_checks.vocabulary import KINDS, Run
from tests.strategies import fractions

DIMENSION = 4
"""sqrt(4) is rational."""


@settings(max_examples=60)
@given(
    start=st.lists(fractions(-4, 4), min_size=4, max_size=4),
    center=st.lists(fractions(-3, 3), min_size=4, max_size=4),
    width=fractions(F(1, 4), 2),
    bound=fractions(F(1, 8), 3),
    alpha=fractions(F(1, 8), 4),
    clip=fractions(F(1, 8), 4),
    share=fractions(F(1, 8), 1, 8),
    kind=st.sampled_from(list(KINDS)),
)
def test_the_repaired_theorem_2_holds_on_random_runs(
    start, center, width, bound, alpha, clip, share, kind
):
    """Four coordinates, a Huber loss of slope G/2 in each: |grad| <= G, smoothness G/(2 width)."""
    slope = bound / 2
    gamma = share * width / slope
    coordinate = Run((-1, 0, 1), F(1, 10), alpha, clip, kind)
    w, values, squares = list(start), [], []
    for _ in range(3):
        gradient = [huber_slope(x, width, c, slope) for x, c in zip(w, center, strict=True)]
        v = [coordinate.velocity(x, g) for x, g in zip(w, gradient, strict=True)]
        values.append(sum(huber(x, width, c, slope) for x, c in zip(w, center, strict=True)))
        squares.append(sum(x * x for x in v))
        w = [x + gamma * y for x, y in zip(w, v, strict=True)]
    values.append(sum(huber(x, width, c, slope) for x, c in zip(w, center, strict=True)))
    floor = 2 * clip * bound * 2 + clip**2 * DIMENSION
    assert min(squares) <= 2 * (values[0] - values[-1]) / (gamma * 3) + floor
    for before, after, square in zip(values, values[1:], squares, strict=False):
        assert square <= 2 * (before - after) / gamma + floor


@given(
    width=fractions(F(1, 4), F(7, 4)),
    share=fractions(F(1, 24), 1),
    alpha=fractions(F(1, 8), 4),
    bound=fractions(F(1, 8), 4),
    kind=st.sampled_from(list(KINDS)),
)
def test_the_repaired_theorem_3_is_attained_and_not_exceeded(width, share, alpha, bound, kind):
    """A step uphill from distance gamma G: equality for the quadratic psi at gamma G = D/3."""
    gamma = share * width / (3 * bound)
    root = (4 - width**2) / 4
    epsilon = root if kind == "quadratic" else root**2
    coordinate = Run((-1, 1), epsilon, alpha, 100 * alpha * (1 + bound), kind)
    w = -width / 2 + gamma * bound
    u = coordinate.velocity(w, -bound)
    gain = bound * gamma * u  # the loss is -bound w
    limit = 2 * gain / gamma + 4 * alpha * gamma * bound**2 + (2 * alpha * gamma * bound) ** 2
    assert u < 0
    assert u * u <= limit
    if share == 1 and kind == "quadratic":
        assert u * u == limit


@given(
    w=fractions(-4, 4),
    center=fractions(-6, 6),
    curvature=fractions(F(1, 8), 4),
    share=fractions(F(1, 24), 1),
    alpha=fractions(F(1, 8), 4),
    clip=fractions(F(1, 8), 4),
)
def test_the_one_step_inequality_of_theorem_4(w, center, curvature, share, alpha, clip):
    """Gamma M_s <= 1, quadratic loss: exact, and the cross term lives on S- off midpoints."""
    coordinate = Run((-1, 0, 2), F(1, 5), alpha, clip)
    gamma, g = share / curvature, curvature * (w - center)
    v, branch = coordinate.velocity(w, g), coordinate.branch(w, g)
    change = gamma * v * g + curvature * (gamma * v) ** 2 / 2
    forced = branch != kernel.GRADIENT
    cross = max(v * g, F(0)) if forced else F(0)
    squares = v * v if forced else F(0)
    right = -change + gamma * cross + gamma / 2 * (1 + gamma * curvature) * squares
    assert gamma / 2 * v * v <= right
    if forced and coordinate.slope(w) != 0:
        assert (v * g > 0) == (branch == kernel.SKEW_AGAINST and v != 0)
