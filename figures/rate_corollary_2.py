"""Corollary 2: the minimum over horizons that set their own stepsize."""

from __future__ import annotations

from typing import Any

NAME = "rate-corollary-2"
CAPTION = (
    "Corollary 2, γ = 1/√(T+1), one run of k₁ + T steps for each T from 100 starts (median, 10 % "
    "to 90 % band; bounds for d = 4): both bounds fall like 1/√(T) and the minimum far faster, "
    "soon below 10⁻¹⁰, where curves end; below T = 32 the 16-dimensional logistic problem has no "
    "admissible horizon yet."
)


def draw(quick: bool = False) -> Any:
    """Return the figure and what was measured; ``quick`` takes fewer runs and steps."""
    from askewtheory.rates import default_cases, run_all
    from askewtheory.rates.drawing import draw_study
    from askewtheory.rates.summary import sentences

    study = run_all(default_cases("corollary-2", quick=quick))
    return draw_study(study), sentences(study)
