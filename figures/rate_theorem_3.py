"""Theorem 3: the running minimum of the squared velocity from k_1 on, admissible stepsizes."""

from __future__ import annotations

from typing import Any

NAME = "rate-theorem-3"
CAPTION = (
    "Theorem 3 at the largest admissible stepsize, from 100 starts (median, 10 % to 90 % band; "
    "bounds for d = 4; k < k₁ shaded): with the force acting nearly always, |v|² falls "
    "geometrically below 10⁻¹⁰, where curves end, so that the floors of both bounds lie above all "
    "that is observed, while under A3 alone the printed bound is crossed (bottom left)."
)


def draw(quick: bool = False) -> Any:
    """Return the figure and what was measured; ``quick`` takes fewer runs and steps."""
    from askewtheory.rates import default_cases, run_all
    from askewtheory.rates.drawing import draw_study
    from askewtheory.rates.summary import sentences

    study = run_all(default_cases("theorem-3", quick=quick))
    return draw_study(study), sentences(study)
