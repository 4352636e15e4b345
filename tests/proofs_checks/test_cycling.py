"""The cycling example and when the cycle exists."""

from fractions import Fraction as F

from hypothesis import given

from proofs_checks import cycling
from proofs_checks.common import Coordinate
from tests.strategies import fractions


def test_the_recorded_verdicts_come_out_again(reproduced):
    """The stepsize fails under the clip, one interval below epsilon = 1; the repair holds."""
    verdicts = reproduced(cycling.CLAIM)
    wrong = [name for name, verdict in verdicts.items() if verdict == "refuted"]
    assert wrong == ["cycling", "cycling/interval", "cycling/line-2-force"]


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
    rows = Coordinate((-1, 1), epsilon, alpha, clip).orbit(w, lambda x: -x, [gamma] * 4)
    assert [row[1] for row in rows] == [w, -w, w, -w, w]
    assert gamma * alpha > 2
