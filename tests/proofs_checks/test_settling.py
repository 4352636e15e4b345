"""Lemma 5' and Corollary 1': cells, distances and forces on random problems, in fractions."""

from dataclasses import replace
from fractions import Fraction as F

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofs_checks.vocabulary import KINDS, Run
from tests.strategies import fractions


@st.composite
def problems(draw) -> tuple[Run, F, F]:
    """Levels -g, 0, h with rational middles; the coordinate, D, and M_c."""
    left, right = draw(fractions(1, 3, 4)), draw(fractions(1, 3, 4))
    share = draw(fractions(F(1, 8), F(7, 8), 8))
    wide = min(left, right) * share
    reach = (min(left, right) ** 2 - wide**2) / 4  # epsilon of the quadratic psi
    assume(reach < 1)
    alpha, clip = draw(fractions(F(1, 8), 8, 8)), draw(fractions(F(1, 8), 8, 8))
    kind = draw(st.sampled_from(list(KINDS)))
    epsilon = reach if kind == "quadratic" else reach**2
    gap = min(left, right)
    coordinate = Run((-gap, 0, gap), epsilon, alpha, clip, kind)
    return coordinate, wide, clip


@settings(max_examples=200)
@given(
    problem=problems(),
    bound=fractions(F(1, 8), 8, 8),
    share=fractions(F(1, 8), 1, 8),
    place=fractions(0, F(23, 24)),
    sign=fractions(-1, 1, 4),
    inner=st.booleans(),
)
def test_the_largest_stepsize_is_admissible(problem, bound, share, place, sign, inner):
    """Any gradient, one step: the cell is kept, d^+ <= max(d - gamma tau, gamma G), small force."""
    coordinate, wide, clip = problem
    if inner:
        gap = coordinate.levels[2]
        low, high = -(gap - wide) / 2, (gap - wide) / 2
    else:  # the first level: an outer and an inner side
        coordinate = replace(coordinate, levels=coordinate.levels[1:])
        gap = coordinate.levels[1]
        low, high = -(gap**2 - wide**2) / 4, (gap - wide) / 2
    limits = [wide / (3 * bound)]
    if clip > bound:
        limits.append((high - low) / (clip - bound))
    gamma = share * min(limits)
    bottom = -gap / 2 if inner else low - 2
    w = bottom + place * (gap / 2 - bottom)
    after = w + gamma * coordinate.velocity(w, sign * bound)
    assert after < gap / 2
    assert not inner or after >= bottom
    reach = gamma * bound
    factor = 1 if coordinate.kind == "quadratic" else 2
    tau = min(coordinate.alpha * reach / factor, clip)
    before, later = (max(low - x, x - high, F(0)) for x in (w, after))
    assert later <= max(before - gamma * tau, reach)
    if coordinate.psi(w) < 0 and before <= reach:
        assert abs(coordinate.force(w)) <= 2 * coordinate.alpha * reach


@given(
    alpha=fractions(F(1, 8), 2, 8),
    bound=fractions(F(1, 8), 2, 8),
    clip=fractions(F(1, 8), 4, 8),
    place=fractions(F(1, 24), F(23, 24)),
    share=fractions(F(1, 8), 1, 8),
    sign=fractions(-1, 1, 4),
)
def test_the_alternative_for_annealing_settles_too(alpha, bound, clip, place, share, sign):
    """Gamma <= min{1/(2 alpha), D/(2B), D/(3G)}, an interval of width 1/100, one step."""
    wide = F(99, 100)
    coordinate = Run((-1, 0, 1), (1 - wide**2) / 4, alpha, clip)
    gamma = share * min(1 / (2 * alpha), wide / (2 * max(bound, clip)), wide / (3 * bound))
    half, reach, w = (1 - wide) / 2, gamma * bound, place / 2
    after = w + gamma * coordinate.velocity(w, sign * bound)
    before, later = max(w - half, F(0)), max(abs(after) - half, F(0))
    assert later <= max(before - gamma * min(alpha * reach, clip), reach)
