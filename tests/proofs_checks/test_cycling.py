"""The cycling example: when the cycle exists, in fractions."""

from fractions import Fraction as F

from hypothesis import given

from proofs_checks.facts.losses import quadratic_loss
from proofs_checks.vocabulary import Run
from tests.strategies import fractions


@given(
    epsilon=fractions(F(1, 24), 1),
    beyond=fractions(F(1, 8), 8, 8),
    alpha=fractions(F(1, 8), 8, 8),
    clip=fractions(F(1, 8), 8, 8),
)
def test_the_repaired_stepsize_makes_every_start_cycle(epsilon, beyond, alpha, clip):
    """Gamma = 2|w|/min(alpha (|w| - 1 - epsilon), M_c) alternates w and -w, clipped or not."""
    w = -1 - epsilon - beyond
    gamma = -2 * w / min(alpha * beyond, clip)
    run = Run((-1, 1), epsilon, alpha, clip, loss=outward(), start=w, gamma=gamma, steps=4)
    assert run.iterates == (w, -w, w, -w, w)
    assert gamma * alpha > 2


def outward():
    """Return the loss -w^2/2, which decreases away from the interval."""
    from dataclasses import replace

    return replace(quadratic_loss(1), value=lambda w: -w * w / 2, slope=lambda w: -w, proofs=())
