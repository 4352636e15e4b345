"""Theorem 5: the stationarity at a random index, with noise."""

from __future__ import annotations

from typing import Any

NAME = "rate-theorem-5"
CAPTION = (
    "Theorem 5 with γ_k ∝ (k + 10)^(−3/4) and two-point noise, 100 seeds (mean, 10 % to 90 % band; "
    "bound for d = 4): E S² at the random index stays below the repaired bound, which vanishes; "
    "for d = 1 it is 0 where no curve is drawn."
)


def draw(quick: bool = False) -> Any:
    """Return the figure and what was measured; ``quick`` takes fewer runs and steps."""
    from askewtheory.rates import default_cases, run_all
    from askewtheory.rates.drawing import draw_study
    from askewtheory.rates.summary import sentences

    study = run_all(default_cases("theorem-5", quick=quick))
    return draw_study(study), sentences(study)
