"""The explicit velocity, the constraint qualification, the sign rule, and Definition 4."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import kernel
from proofs_checks import definition_4, mfcq, stationarity_signs, velocity_formula
from tests.strategies import fractions, separated

NUMBERS = fractions(-4, 4, 8)


@pytest.mark.parametrize(
    ("module", "refuted"),
    [
        (
            velocity_formula,
            {
                "velocity-formula",
                "velocity-formula/clip",
                "velocity-formula/infeasible-midpoint",
                "velocity-formula/zero-midpoint",
            },
        ),
        (mfcq, {"mfcq", "mfcq/quartic", "mfcq/feasible-set"}),
        (
            stationarity_signs,
            {
                "stationarity-signs",
                "stationarity-signs/only-if",
                "stationarity-signs/if-anywhere",
            },
        ),
        (definition_4, {"definition-4/update"}),
    ],
)
def test_the_recorded_verdicts_come_out_again(module, refuted, reproduced):
    """Each claim's verdicts are recomputed, and only the named ones are refutations."""
    verdicts = reproduced(module.CLAIM)
    assert {name for name, verdict in verdicts.items() if verdict == "refuted"} == refuted


@given(
    place=separated(),
    w=fractions(-8, 16),
    gradients=st.tuples(NUMBERS, NUMBERS),
    alpha=fractions(F(1, 8), 4, 8),
    clip=fractions(F(1, 8), 4, 8),
)
def test_the_projected_rule_is_a_bounded_projection(place, w, gradients, alpha, clip):
    """It lies in its set, is at most max(|g|, M_c), and is 1-Lipschitz in the gradient."""
    grid, epsilon = place
    psi = kernel.remoteness(w, grid.levels, epsilon, kernel.QUADRATIC)
    slope = kernel.slope(w, grid.levels, kernel.QUADRATIC)
    found = [kernel.velocity_of(psi, slope, g, alpha, clip, kernel.PROJECTED) for g in gradients]
    for g, v in zip(gradients, found, strict=True):
        assert psi > 0 or v * slope >= min(-alpha * psi, clip * abs(slope))
        assert abs(v) <= max(abs(g), clip)
    assert abs(found[0] - found[1]) <= abs(gradients[0] - gradients[1])


@given(psi=NUMBERS, slope=NUMBERS, g=NUMBERS, alpha=fractions(F(1, 8), 4, 8))
def test_definition_4_is_a_partition(psi, slope, g, alpha):
    """Exactly one of the three printed conditions holds for every choice of values."""
    along, needed = -g * slope, -alpha * psi
    cases = (
        psi <= 0 and needed > along >= 0,
        psi <= 0 and needed >= 0 > along,
        psi > 0 or along >= needed >= 0,
    )
    assert sum(cases) == 1
