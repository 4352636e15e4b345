"""The early notes: all their statements are there, and the lemmas hold on random exact inputs."""

from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import kernel
from askewtheory.audit.package import discover
from askewtheory.muehlebach_jordan import EmptyVelocitySetError, velocity
from proofs_checks.notes.explicit_formula import notes_velocity
from tests.strategies import fractions, grids


def test_every_statement_of_the_notes_is_there():
    """The twenty statements of the notes are claims; all that fail have a repair or a reading."""
    known = discover()
    claims = [name for name in known.claims if name.startswith("notes/")]
    assert len(claims) == 20
    for name in claims:
        assert known.entries[name].expected == "proved" or known.within(name, "repair", "reading")


@given(grid=grids(), w=fractions(-8, 16), epsilon=fractions(0, 1))
def test_psi_is_the_least_of_its_pieces(grid, w, epsilon):
    """Lemma 1, for any number of levels: psi(w) is the minimum of all continued pieces at w."""
    pieces = [
        kernel.remoteness_in_cell(w, index, grid.levels, epsilon, kernel.QUADRATIC)
        for index in range(grid.count + 1)
    ]
    assert kernel.remoteness(w, grid.levels, epsilon, kernel.QUADRATIC) == min(pieces)
    positive = [index for index, piece in enumerate(pieces) if piece < epsilon]
    assert len(positive) <= 1  # at most one displayed f_j is positive


@pytest.mark.parametrize("kind", [kernel.QUADRATIC, kernel.QUARTIC])
@given(data=st.data(), grid=grids(), epsilon=fractions(0, 1))
def test_the_velocity_set_is_empty_exactly_at_infeasible_midpoints(kind, data, grid, epsilon):
    """Condition A, repaired: psi < 0 = psi' at midpoints only; there Algorithm 1 has no step."""
    w = data.draw(st.one_of(st.sampled_from(grid.midpoints), fractions(-8, 16)))
    psi = kernel.remoteness(w, grid.levels, epsilon, kind)
    slope = kernel.slope(w, grid.levels, kind)
    empty = psi < 0 and slope == 0
    assert empty == (w in grid.midpoints and psi < 0)
    if empty:
        with pytest.raises(EmptyVelocitySetError):
            velocity(np.array([0.0]), [0.0], [float(psi)], [[float(slope)]], alpha=1.0)


@given(
    psi=fractions(-2, 2, 8),
    slope=fractions(-2, 2, 8).filter(bool),
    g=fractions(-2, 2, 8),
    alpha=fractions(F(1, 8), 2, 8),
)
def test_the_notes_formula_differs_at_the_boundary_only(psi, slope, g, alpha):
    """Without a clip, the strict formula is the report's except at psi = 0 pointing inside."""
    clip = F(10**6)
    notes = notes_velocity(psi, slope, g, alpha, clip)
    report = kernel.velocity_of(psi, slope, g, alpha, clip, kernel.PRINTED)
    assert (notes != report) == (psi == 0 and -g * slope > 0)


@given(
    rows=st.lists(st.tuples(fractions(F(1, 8), 2, 8), fractions(-2, 0, 8)), min_size=1, max_size=4),
    alpha=fractions(0, 2, 8),
)
def test_a_multiple_of_the_direction_of_mfcq_is_a_slater_point(rows, alpha):
    """Lemma 2: with grad g_i . u > 0 for all active i, the point of the step is strictly inside."""
    factor = 1 + sum(-alpha * value / along for along, value in rows)
    assert all(factor * along + alpha * value > 0 for along, value in rows)


@given(
    rows=st.lists(st.tuples(fractions(-2, 2, 4), fractions(-2, 0, 4)), min_size=1, max_size=3),
    g=fractions(-2, 2, 4),
)
def test_the_repaired_dual_has_no_gap_in_one_dimension(rows, g):
    """Lemma 2: where V is not empty, the best dual value over the vertices is the primal value."""
    lows = [-value / a for a, value in rows if a > 0]
    highs = [-value / a for a, value in rows if a < 0]
    if any(a == 0 and value < 0 for a, value in rows) or max(lows, default=-99) > min(
        highs, default=99
    ):
        return
    best = min(max(-g, max(lows, default=-g)), min(highs, default=max(-g, *lows, -g)))
    primal = (best + g) ** 2 / 2
    # one multiplier at a time suffices in one dimension
    duals = [F(0)]
    for a, value in rows:
        if a:
            weight = max(F(0), (a * g - value) / a**2)
            duals.append(-((weight * a - g) ** 2) / 2 - weight * value + g**2 / 2)
    assert max(duals) == primal
