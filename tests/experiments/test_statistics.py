"""Means, intervals, tests of difference and of equivalence, and verdicts."""

import math

import numpy as np
import pytest

from askewtheory.errors import InputError
from askewtheory.experiments.statistics import (
    Sample,
    compare,
    equivalence,
    last_rows,
    sample,
    welch,
)


def test_sample_matches_scipy():
    """Mean, deviation and interval are SciPy's."""
    from scipy import stats

    values = [1.0, 2.5, 3.0, 7.0]
    found = sample(values)
    error = stats.sem(values)
    low, high = stats.t.interval(0.95, 3, loc=np.mean(values), scale=error)
    assert (found.mean, found.n) == (np.mean(values), 4)
    assert found.deviation == pytest.approx(np.std(values, ddof=1))
    assert (found.low, found.high) == pytest.approx((low, high))


def test_one_value_has_no_spread():
    """One seed gives a mean without deviation or interval, and none gives an error."""
    assert math.isnan(sample([2.0]).deviation)
    with pytest.raises(InputError, match="values"):
        sample([])


def test_zero_has_no_sign():
    """A mean that rounds to zero is shown without a sign."""
    assert Sample(-1e-9, 0.5, 3, -1e-9, 1e-9).text() == "0.00 ± 0.50"
    assert Sample(-1e-9, 0.5, 3, -1e-9, 1e-9).interval() == "[0.00, 0.00]"


def test_welch_matches_scipy():
    """The test is SciPy's on the values themselves."""
    from scipy.stats import ttest_ind

    first, second = [1.0, 2.0, 4.0], [3.0, 5.0, 6.0, 9.0]
    expected = np.asarray(ttest_ind(first, second, equal_var=False))[1]
    assert welch(sample(first), sample(second)) == pytest.approx(expected)


def test_welch_without_spread():
    """Two means without any spread are equal or not."""
    assert welch(Sample(1, 0, 5), Sample(1, 0, 5)) == 1
    assert welch(Sample(1, 0, 5), Sample(2, 0, 5)) == 0


def test_an_interval_stays_where_values_can_be():
    """The interval of a percentage does not leave 0 to 100, its mean and deviation stay."""
    free, cut = sample([90.0, 100.0]), sample([90.0, 100.0], 0, 100)
    assert free.high > 100
    assert (cut.high, cut.low) == (100, max(0, free.low))
    assert (cut.mean, cut.deviation) == (free.mean, free.deviation)


def test_equivalence_is_two_one_sided_tests():
    """Its p-value is the larger of SciPy's two one-sided ones on shifted values."""
    from scipy.stats import ttest_ind

    first, second, margin = [1.0, 2.0, 4.0, 3.0], [1.5, 2.5, 3.5], 4.0
    sides = ((-margin, "greater"), (margin, "less"))
    expected = max(
        np.asarray(ttest_ind(first, np.add(second, shift), equal_var=False, alternative=side))[1]
        for shift, side in sides
    )
    found = equivalence(sample(first), sample(second), margin)
    assert found == pytest.approx(expected)
    assert found < 0.05 < equivalence(sample(first), sample(second), 0.1)


@pytest.mark.parametrize(
    ("measured", "printed", "obstacle", "verdict"),
    [
        (Sample(1.0, 0.1, 15), Sample(1.1, 0.1, 15), "", "reproduced"),
        (Sample(1.0, 0.5, 15), Sample(1.0, 0.5, 15), "", "inconclusive"),
        (Sample(1.0, 0.1, 15), Sample(2.0, 0.1, 15), "", "not reproduced"),
        (Sample(1.0, 0.1, 15), Sample(1.0, 0.1, 15), "other data", "not comparable"),
        (Sample(1.0, 0.1, 15), None, "", "not comparable"),
        (Sample(math.nan, math.nan, 15), Sample(1.0, 0.1, 15), "", "not reproduced"),
        (Sample(1.0, math.nan, 1), Sample(1.0, 0.1, 15), "", "not comparable"),
    ],
)
def test_verdicts(measured, printed, obstacle, verdict):
    """Each verdict is given where it should be, with a reason."""
    found = compare(measured, printed, 0.3, obstacle)
    assert found.verdict == verdict
    assert found.reason


def test_last_rows_are_those_of_each_seed():
    """Seeds that end at different epochs each give the row of their own last one."""
    rows = [{"seed": s, "epoch": e} for e in (1, 2, 3) for s in (0, 1) if (s, e) != (1, 3)]
    assert last_rows(rows) == [{"seed": 0, "epoch": 3}, {"seed": 1, "epoch": 2}]
