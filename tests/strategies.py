"""Random admissible inputs in exact fractions, shared by the tests."""

from fractions import Fraction

from hypothesis import strategies as st

from askewtheory.grid import Grid


def fractions(
    low: int | Fraction, high: int | Fraction, denominator: int = 24
) -> st.SearchStrategy:
    """Fractions in [low, high] with a small denominator."""
    low, high = Fraction(low), Fraction(high)
    steps = st.integers(0, int((high - low) * denominator))
    return steps.map(lambda k: low + Fraction(k, denominator))


@st.composite
def grids(draw: st.DrawFn, most: int = 5) -> Grid:
    """Grids of two to ``most`` exact levels."""
    start = draw(fractions(-3, 3, 4))
    gaps = draw(st.lists(fractions(Fraction(1, 4), 3, 4), min_size=1, max_size=most - 1))
    levels = [start]
    for gap in gaps:
        levels.append(levels[-1] + gap)
    return Grid(levels)


@st.composite
def separated(draw: st.DrawFn, kind: str = "quadratic", most: int = 5) -> tuple[Grid, Fraction]:
    """A grid and an epsilon strictly below what separates its levels."""
    grid = draw(grids(most))
    share = draw(fractions(Fraction(1, 24), Fraction(23, 24)))
    return grid, min(share * grid.separating_epsilon(kind), Fraction(1))
