"""The gap to an optimum known by enumeration: two-moons-enumerated."""

from __future__ import annotations

from typing import Any

from figures.trained import needs_experiments, trained
from figures.trained_tables import gap_rows

QUICK = False  # trains networks: left out of quick reports
NAME = "two-moons-enumerated"
CAPTION = (
    "Two moons with a 2-3-1 net of nine binary weights, 100 seeds: each method's quantized "
    "loss beside the best of all 512 configurations."
)


@needs_experiments
def draw(quick: bool = False) -> Any:
    """Return the table; ``quick`` trains for 8 epochs."""
    return gap_rows(*trained("two-moons-enumerated", quick))
