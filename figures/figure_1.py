"""Figure 1 of the report: the remoteness for five levels with unequal gaps."""

from __future__ import annotations

from typing import Any

from figures.remoteness import draw_remoteness

NAME = "figure-1"
CAPTION = (
    "The remoteness ψ over the levels {1, 3, 7, 8, 11} at ε = 0.2: wide gaps reach far below zero, "
    "and the feasible intervals (shaded) shrink on the side of a wide gap."
)


def draw(quick: bool = False) -> Any:
    """Return the figure; ``quick`` changes nothing here."""
    return draw_remoteness([1, 3, 7, 8, 11], margin=1.5)
