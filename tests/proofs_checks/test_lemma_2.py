"""Lemma 2, its proof line by line, and the remark after it."""

from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from askewtheory import kernel
from proofs_checks import lemma_2, lemma_2_remark
from proofs_checks.common import Coordinate
from tests.strategies import fractions


def test_the_recorded_verdicts_come_out_again(reproduced):
    """The statement holds; lines 1, 7 and 11 of its proof do not."""
    verdicts = reproduced(lemma_2.CLAIM)
    wrong = [name for name, verdict in verdicts.items() if verdict == "refuted"]
    assert wrong == ["lemma-2/line-1", "lemma-2/line-7", "lemma-2/line-11"]


def test_the_remark_is_refuted_and_its_repair_proved(reproduced):
    """A uniform distance bound alone does not bound the force."""
    verdicts = reproduced(lemma_2_remark.CLAIM)
    assert verdicts["lemma-2/remark"] == "refuted"
    assert verdicts["lemma-2/remark/repaired"] == "proved"


@given(
    gap=fractions(F(1, 4), 4, 8),
    width=fractions(F(1, 24), F(23, 24)),
    share=fractions(F(1, 24), F(1, 3)),
    alpha=fractions(F(1, 8), 8, 8),
    left=st.booleans(),
)
def test_the_force_lies_between_one_and_two_distances(gap, width, share, alpha, left):
    """On both sides of a gap, alpha delta <= |u| <= 2 alpha delta for delta <= D/3, exactly."""
    wide = gap * width
    epsilon = (gap**2 - wide**2) / 4
    delta = share * wide
    w = (gap - wide) / 2 + delta if left else (gap + wide) / 2 - delta
    coordinate = Coordinate((0, gap), epsilon, alpha, 1, kernel.QUADRATIC)
    force = coordinate.ratio(w)
    assert (force < 0) == left
    assert alpha * delta <= abs(force) <= 2 * alpha * delta
    assert abs(force) == alpha * delta * (wide - delta) / (wide - 2 * delta)
