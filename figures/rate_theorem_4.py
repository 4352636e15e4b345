"""Theorem 4: the weighted average of the squared velocity under decaying stepsizes."""

from __future__ import annotations

from typing import Any

NAME = "rate-theorem-4"
CAPTION = (
    "Theorem 4 with γ_k ∝ (k + 10)^(−3/4), from 100 starts (median, 10 % to 90 % band; bounds for "
    "d = 4): the weighted average vanishes, as the repaired bound says and the printed floor "
    "3 d M_c²/2 does not, and the inequality displayed in the printed proof fails where the loss "
    "decreases outwards faster than the clip (bottom left)."
)


def draw(quick: bool = False) -> Any:
    """Return the figure and what was measured; ``quick`` takes fewer runs and steps."""
    from askewtheory.rates import default_cases, run_all
    from askewtheory.rates.drawing import draw_study
    from askewtheory.rates.summary import sentences

    study = run_all(default_cases("theorem-4", quick=quick))
    return draw_study(study), sentences(study)
