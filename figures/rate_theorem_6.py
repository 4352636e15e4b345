"""Theorem 6: the KKT residual and the distance to Z_epsilon with Gaussian noise."""

from __future__ import annotations

from typing import Any

NAME = "rate-theorem-6"
CAPTION = (
    "Theorem 6 with γ_k ∝ (k + 10)^(−3/4) and Gaussian noise, 100 seeds (median, 10 % to 90 % "
    "band): the KKT residual and the distance to Z_ε decrease for both ψ, at rates that no theorem "
    "promises; curves end below 10⁻¹⁰."
)


def draw(quick: bool = False) -> Any:
    """Return the figure and what was measured; ``quick`` takes fewer runs and steps."""
    from askewtheory.rates import default_cases, run_all
    from askewtheory.rates.drawing import draw_study
    from askewtheory.rates.summary import sentences

    study = run_all(default_cases("theorem-6", quick=quick))
    return draw_study(study), sentences(study)
