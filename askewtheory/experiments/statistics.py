"""Means over seeds, their confidence, and the verdict on a printed value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from askewtheory.errors import InputError

REPRODUCED, NOT_REPRODUCED, NOT_COMPARABLE = "reproduced", "not reproduced", "not comparable"
INCONCLUSIVE = "inconclusive"
_HUGE = 1e5
SIGNIFICANT = 0.05
"""Below this p, a test decides."""


@dataclass(frozen=True)
class Sample:
    """Mean, standard deviation (n - 1 in the denominator) and size of a sample.

    ``low`` and ``high`` are the ends of the mean's 95 % confidence interval (Student's t); they
    and the deviation are undefined (nan) for one value.
    """

    mean: float
    deviation: float
    n: int
    low: float = math.nan
    high: float = math.nan

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers by name."""
        return asdict(self)

    def text(self, digits: int = 2) -> str:
        """Return mean and deviation as tables show them; one value has no deviation."""
        if self.n == 1:
            return fixed(self.mean, digits)
        return f"{fixed(self.mean, digits)} ± {fixed(self.deviation, digits)}"

    def interval(self, digits: int = 2) -> str:
        """Return the confidence interval as tables show it; one value has none."""
        if self.n == 1:
            return "–"
        return f"[{fixed(self.low, digits)}, {fixed(self.high, digits)}]"


def fixed(value: float, digits: int) -> str:
    """Return a number with so many decimals (a huge one with its power); zero has no sign."""
    if abs(value) >= _HUGE:
        return f"{value:.2e}"
    return f"{round(value, digits) + 0.0:.{digits}f}"


def sample(values: Sequence[float], least: float = -math.inf, largest: float = math.inf) -> Sample:
    """Summarize values, one for each seed.

    Parameters
    ----------
    values
        At least one.
    least, largest
        Between them every value lies by its meaning (0 and 100 for a percentage); the confidence
        interval is cut there.

    Raises
    ------
    InputError
        If there is none.
    """
    from scipy.stats import t

    n = len(values)
    if n == 0:
        raise InputError("values must hold at least one number, got none.")
    mean = math.fsum(values) / n
    if n == 1:
        return Sample(mean, math.nan, 1)
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    half = float(t.ppf(0.975, n - 1)) * deviation / math.sqrt(n)
    return Sample(mean, deviation, n, max(least, mean - half), min(largest, mean + half))


def welch(first: Sample, second: Sample, difference: float = 0.0, side: str = "both") -> float:
    """Return the p-value of Welch's test of a difference of two means; nan where none is defined.

    Parameters
    ----------
    first, second
        The samples.
    difference
        Of the first mean from the second, under the hypothesis that is tested.
    side
        What the alternative says of the true difference: another one (``both``), a ``greater`` or
        a ``less`` one.
    """
    from scipy.stats import ttest_ind_from_stats

    if min(first.n, second.n) < 2 or math.isnan(first.deviation + second.deviation):
        return math.nan
    found = first.mean - second.mean - difference
    if first.deviation == second.deviation == 0:  # both certain
        holds = {"both": found != 0, "greater": found > 0, "less": found < 0}[side]
        return 0.0 if holds else 1.0
    result = ttest_ind_from_stats(
        found, first.deviation, first.n, 0.0, second.deviation, second.n, equal_var=False,
        alternative="two-sided" if side == "both" else side,
    )  # fmt: skip
    return float(result[1])


def equivalence(first: Sample, second: Sample, margin: float) -> float:
    """Return the p-value of two one-sided Welch tests that two means differ by less than a margin.

    Small values speak for the equivalence (Schuirmann 1987); nan where no test is defined.
    """
    return max(welch(first, second, -margin, "greater"), welch(first, second, margin, "less"))


@dataclass(frozen=True)
class Comparison:
    """A measured value beside a printed one.

    ``reproduced``: two one-sided tests show that the means differ by less than ``margin`` (``p``
    below 0.05). ``not reproduced``: they do not, and Welch's test shows a difference
    (``p_different`` below 0.05). ``inconclusive``: the spread is too wide for either.
    ``not comparable``: see ``reason``.
    """

    verdict: str
    p: float
    reason: str
    p_different: float = math.nan
    margin: float = math.nan

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison by name."""
        return asdict(self)


def compare(
    measured: Sample, printed: Sample | None, margin: float, obstacle: str = ""
) -> Comparison:
    """Return the verdict on a printed mean.

    Parameters
    ----------
    measured
        What was measured here.
    printed
        What the report prints, with the number of its experiments; None where it prints nothing.
    margin
        Two means that differ by less count as the same; in the unit of the measure.
    obstacle
        Why the two cannot be compared at all, such as other data.
    """
    if printed is None:
        return Comparison(NOT_COMPARABLE, math.nan, "the report prints no value")
    if obstacle:
        return Comparison(NOT_COMPARABLE, math.nan, obstacle)
    if not math.isfinite(measured.mean):
        return Comparison(NOT_REPRODUCED, math.nan, "training diverged: the mean is not finite")
    same, different = equivalence(measured, printed, margin), welch(measured, printed)
    if math.isnan(same):
        single = "measured" if measured.n < 2 else "printed"
        return Comparison(NOT_COMPARABLE, same, f"one {single} experiment has no spread")
    verdict = NOT_REPRODUCED if different < SIGNIFICANT else INCONCLUSIVE
    verdict = REPRODUCED if same < SIGNIFICANT else verdict
    side = "above" if measured.mean > printed.mean else "below"
    reason = (
        f"measured mean {side} the printed one: within {margin:.3g} with p = {same:.2g}, "
        f"different with p = {different:.2g}"
    )
    return Comparison(verdict, same, reason, different, margin)


def last_rows(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the row of each seed's last epoch; seeds that go on apart may end at different ones.

    Parameters
    ----------
    rows
        Of one method; those of a seed by epoch.
    """
    return list({row["seed"]: row for row in rows}.values())
