"""Theorem 2: the running minimum of the squared velocity against its bounds."""

from __future__ import annotations

from typing import Any

NAME = "rate-theorem-2"
CAPTION = (
    "Theorem 2, 100 starts for each curve (median, 10 % to 90 % band; bounds for d = 4): the "
    "running minimum of |v|² stays below the repaired bound everywhere and ends far below its "
    "floor 2 M_c G √(d) + M_c² d, while under A3 alone, whose constant says nothing about the "
    "gradient's own Lipschitz constant, a kinked loss crosses the printed bound (bottom left); "
    "curves end below 10⁻¹⁰."
)


def draw(quick: bool = False) -> Any:
    """Return the figure and what was measured; ``quick`` takes fewer runs and steps."""
    from askewtheory.rates import default_cases, run_all
    from askewtheory.rates.drawing import draw_study
    from askewtheory.rates.summary import sentences

    study = run_all(default_cases("theorem-2", quick=quick))
    return draw_study(study), sentences(study)
