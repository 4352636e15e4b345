"""Table 1 of the report: the two-moons experiment."""

from __future__ import annotations

from typing import Any

from figures.trained import needs_experiments, trained
from figures.trained_tables import printed_rows

QUICK = False  # trains networks: left out of quick reports
NAME = "table-1-code"
CAPTION = (
    "Table 1 with the hyper-parameters of the author's published code (Adam at 0.02, leaky "
    "ReLU, annealing from epoch 20), beside the printed values."
)


@needs_experiments
def draw(quick: bool = False) -> Any:
    """Return the table; ``quick`` trains for 8 epochs."""
    experiment, _, runs = trained("two-moons-code", quick)
    return printed_rows(experiment, runs, quick)
