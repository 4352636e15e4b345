"""The tables of an experiment: measured beside printed, methods against each other, readings."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from askewtheory.experiments.config import MEASURES, PERPLEXITIES, Experiment
from askewtheory.experiments.render import Table
from askewtheory.experiments.statistics import (
    REPRODUCED,
    Comparison,
    Sample,
    compare,
    last_rows,
    sample,
    welch,
)

HEADINGS = {
    "loss": "loss",
    "accuracy": "accuracy, %",
    "quantized_loss": "quantized loss",
    "quantized_accuracy": "quantized accuracy, %",
    "perplexity": "perplexity",
    "quantized_perplexity": "quantized perplexity",
}
DIGITS = {name: 4 if name in ("loss", "quantized_loss") else 2 for name in HEADINGS}
PERCENT = 100.0
POINTS, SHARE = 2.0, 0.1
"""Means count as the same within so many points of accuracy, or this share of a printed value."""
RULE = (
    f"reproduced: the means differ by less than {POINTS:g} points of accuracy, or {SHARE:.0%} of a "
    "printed loss or perplexity (at least a unit of its last decimal), by two one-sided tests (p "
    "below 0.05); not reproduced: that is not shown, and Welch's test tells the means apart "
    "(p below 0.05); inconclusive: the spread is too wide for either; printed deviations are taken "
    "as those of single experiments"
)

if TYPE_CHECKING:
    from askewtheory.experiments.enumeration import Optimum

Rows = Sequence[Mapping[str, Any]]
_LARGEST = 700.0  # a loss whose exponential is still a float
SAME = 1e-6
"""Losses this close are those of the same weights; they are sums in float32."""


def summaries(last: Rows, measures: Sequence[str] = MEASURES) -> dict[str, Sample]:
    """Return mean, deviation and interval of each measure over the seeds of a method."""
    return {
        measure: sample([_value(row, measure) for row in last], 0.0, largest(measure))
        for measure in measures
    }


def largest(measure: str) -> float:
    """Return the largest value that a measure can have; the least is 0 for all."""
    return PERCENT if measure.endswith("accuracy") else math.inf


def margin(measure: str, printed: Decimal) -> float:
    """Return the difference from a printed mean below which two means count as the same.

    Of a loss or perplexity it is never less than a unit of the last decimal that is printed.
    """
    unit = 10.0 ** int(Decimal(printed).as_tuple().exponent)
    return POINTS if measure.endswith("accuracy") else max(SHARE * abs(float(printed)), unit)


def _value(row: Mapping[str, Any], measure: str) -> float:
    if measure not in PERPLEXITIES:
        return float(row[measure])
    loss = float(row[PERPLEXITIES[measure]])
    return math.exp(loss) if not loss > _LARGEST else math.inf


def comparisons(
    experiment: Experiment, method: str, found: Mapping[str, Sample], obstacle: str = ""
) -> dict[str, Comparison]:
    """Return the verdicts on what the report prints for a method."""
    printed = experiment.printed.get(method, {})
    count = int(experiment.printed.get("experiments", {}).get("n", 15))
    return {
        measure: compare(
            found[measure],
            _printed(printed[measure], count),
            margin(measure, printed[measure][0]),
            obstacle,
        )
        for measure in experiment.measures
        if measure in printed
    }


def main_table(
    experiment: Experiment, lasts: Mapping[str, Rows], obstacle: str = "", source: str = ""
) -> Table:
    """Return the table of measured and printed values, one row for each method and measure.

    Parameters
    ----------
    experiment
        Whose printed values stand beside.
    lasts
        Each method's rows of the last epoch.
    obstacle
        Why measured and printed cannot be compared, where they cannot.
    source
        Where the data comes from, for a note; none by default.
    """
    rows = []
    for method, last in lasts.items():
        found = summaries(last, experiment.measures)
        verdicts = comparisons(experiment, method, found, obstacle)
        for measure in experiment.measures:
            value, verdict = found[measure], verdicts.get(measure)
            printed = experiment.printed.get(method, {}).get(measure)
            shown = "–" if printed is None else " ± ".join(map(str, printed))
            rows.append(
                (
                    label(experiment, method),
                    HEADINGS[measure],
                    value.text(DIGITS[measure]),
                    value.interval(DIGITS[measure]),
                    str(value.n),
                    shown,
                    "–" if verdict is None else _verdict(verdict),
                )
            )
    columns = ("method", "measure", "mean ± deviation", "95 % interval", "n", "printed", "verdict")
    about_printed = (f"not comparable with what is printed: {obstacle}",) if obstacle else ()
    notes = (
        *((*about_printed, RULE) if experiment.printed else ()),
        *((f"data: {source}",) if source else ()),
        *experiment.notes,
    )
    return Table(experiment.title, columns, tuple(rows), notes)


def welch_table(
    experiment: Experiment, lasts: Mapping[str, Rows], measure: str = "quantized_accuracy"
) -> Table:
    """Return Welch's test between every two methods."""
    found = {method: summaries(last, [measure])[measure] for method, last in lasts.items()}
    rows = []
    for first, second in itertools.combinations(found, 2):
        p = welch(found[first], found[second])
        rows.append(
            (
                label(experiment, first),
                label(experiment, second),
                f"{found[first].mean - found[second].mean:+.{DIGITS[measure]}f}",
                "–" if math.isnan(p) else f"{p:.2g}",
            )
        )
    title = f"Differences of means, {HEADINGS[measure]}"
    notes = ("p of Welch's test for each pair alone, not corrected for their number",)
    return Table(title, ("method", "less", "difference", "p"), tuple(rows), notes)


def readings_table(
    experiment: Experiment, results: Mapping[str, Mapping[str, Sample]], measure: str
) -> Table:
    """Return one measure under each reading (rows) for each method (columns)."""
    methods = list(next(iter(results.values())))
    rows = [
        (reading, *(found[method].text(DIGITS[measure]) for method in methods))
        for reading, found in results.items()
    ]
    columns = ("reading", *(label(experiment, method) for method in methods))
    return Table(f"What the open choices do to the {HEADINGS[measure]}", columns, tuple(rows))


def gap_table(experiment: Experiment, runs: Mapping[str, Rows], best: Optimum) -> Table:
    """Return how far each method ends above the best quantized weights.

    Parameters
    ----------
    experiment
        Whose methods these are.
    runs
        Each method's rows of *all* epochs.
    best
        From :func:`askewtheory.experiments.enumeration.optimum`.
    """
    rows = []
    for method, run in runs.items():
        last = last_rows(run)
        ends = [float(row["quantized_loss"]) for row in last]
        gap = sample([end - best.loss for end in ends], 0.0)  # nothing is better than the best
        reached = sum(end <= best.loss + SAME for end in ends)
        rows.append(
            (
                label(experiment, method),
                sample([row["loss"] for row in last]).text(4),
                sample(ends).text(4),
                gap.text(4),
                gap.interval(4),
                f"{reached} of {gap.n}",
                _force(run),
            )
        )
    columns = (
        "method", "loss", "quantized loss", "gap to the best", "95 % interval", "best reached",
        "force acted",
    )  # fmt: skip
    notes = (
        f"best of {best.configurations} configurations by enumeration: loss {best.loss:.6f}, "
        f"had by {best.ties} of them",
        "force acted: share of the measured weight updates, over all epochs and seeds",
    )
    return Table(f"{experiment.title}: gap to the optimum", columns, tuple(rows), notes)


def _force(run: Rows) -> str:
    shares = [float(row["force_share"]) for row in run if row["force_share"] is not None]
    if not shares:
        return "–"
    mean = 100 * math.fsum(shares) / len(shares)
    return "never" if mean == 0 else f"{mean:.3g} %"


def _printed(values: Sequence[float], count: int) -> Sample:
    """Return a printed mean with its deviation, or a number printed for one experiment."""
    if len(values) == 1:
        return Sample(float(values[0]), math.nan, 1)
    mean, deviation = map(float, values)
    return Sample(mean, deviation, count)


def label(experiment: Experiment, method: str) -> str:
    """Return a method's name as tables and figures show it."""
    return str(experiment.methods[method].get("label", method))


def _verdict(comparison: Comparison) -> str:
    if math.isnan(comparison.p):
        return comparison.verdict
    reproduced = comparison.verdict == REPRODUCED
    p = comparison.p if reproduced else comparison.p_different
    return f"{comparison.verdict} (p = {p:.2g})"
