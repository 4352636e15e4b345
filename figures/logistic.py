"""The gap to an optimum known by enumeration: logistic."""

from __future__ import annotations

from typing import Any

from figures.trained import needs_experiments, trained
from figures.trained_tables import gap_rows

QUICK = False  # trains networks: left out of quick reports
NAME = "logistic"
CAPTION = (
    "Logistic regression, 6000 samples, 10 weights, 20 seeds: each method's quantized loss "
    "beside the best of all 1024 vertices, and how often the skewing force acted (with ε = 1 "
    "and weights in [−1, 1] only where rounding decides)."
)


@needs_experiments
def draw(quick: bool = False) -> Any:
    """Return the table; ``quick`` trains for 8 epochs."""
    return gap_rows(*trained("logistic", quick))
