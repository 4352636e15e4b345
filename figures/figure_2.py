"""Figure 2 of the report: the remoteness for the INT3 levels."""

from __future__ import annotations

from typing import Any

from askewtheory.grid import Grid
from figures.remoteness import draw_remoteness

NAME = "figure-2"
CAPTION = (
    "The remoteness ψ over the 3-bit integers at ε = 0.2, close to the 0.25 at which neighbouring "
    "feasible intervals (shaded) merge: the infeasible middles are narrow."
)


def draw(quick: bool = False) -> Any:
    """Return the figure; ``quick`` changes nothing here."""
    return draw_remoteness([int(level) for level in Grid.integer(bits=3).levels], margin=0.6)
