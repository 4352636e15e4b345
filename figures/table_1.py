"""Table 1 of the report: the two-moons experiment."""

from __future__ import annotations

from typing import Any

from figures.trained import needs_experiments, trained
from figures.trained_tables import printed_rows

QUICK = False  # trains networks: left out of quick reports
NAME = "table-1"
CAPTION = (
    "Table 1 with the hyper-parameters that the report prints: 15 seeds after 60 epochs, "
    "measured values beside the printed ones, each with a verdict that a test of equivalence gives."
)


@needs_experiments
def draw(quick: bool = False) -> Any:
    """Return the table; ``quick`` trains for 8 epochs."""
    experiment, _, runs = trained("two-moons", quick)
    return printed_rows(experiment, runs, quick)
