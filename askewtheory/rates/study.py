"""The default study of each theorem: three losses, three dimensions, both kinds, stepsizes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from askewtheory.errors import InputError
from askewtheory.rates.case import THEOREMS, Case

DIMENSIONS = (1, 4, 16)
KINDS = ("quadratic", "quartic")
SHOWN_DIMENSION = 4
"""The dimension whose bounds are drawn."""

_BOUNDED = ("huber", "saturating", "logistic")
LOSSES: dict[str, tuple[str, ...]] = dict.fromkeys(THEOREMS, _BOUNDED) | {
    "theorem-6": ("quadratic", "huber", "logistic")
}
"""Theorem to the three losses of its panels: Theorem 6 asks for no bounded gradient."""

_SETTINGS: dict[str, dict[str, Any]] = {
    "theorem-2": {"clip": 0.05, "steps": 2000},
    "theorem-3": {"steps": 2000},
    "corollary-2": {"steps": 1024},
    "theorem-4": {"steps": 3000},
    "theorem-5": {"steps": 400, "noise": "two-point:sigma=1/4"},
    "theorem-6": {"steps": 4000, "noise": "gaussian:sigma=1/4"},
}
_CONSTANT = ((1.0, 0.0), (0.25, 0.0))
_DECAYING = ((1.0, 0.75), (1.0, 0.6), (0.25, 0.75))
_RULES: dict[str, tuple[tuple[float, float], ...]] = {
    "theorem-2": _CONSTANT,
    "theorem-3": _CONSTANT,
    "corollary-2": ((1.0, 0.0),),
    "theorem-4": _DECAYING,
    "theorem-5": _DECAYING[:2],
    "theorem-6": _DECAYING[:2],
}
"""Theorem to pairs of share and exponent; the first pair is drawn as curves."""


def default_cases(theorem: str, *, quick: bool = False) -> list[Case]:
    """Return the cases of a theorem's study.

    Parameters
    ----------
    theorem
        ``"theorem-2"`` and so on.
    quick
        Fewer runs and steps, for a look.

    Returns
    -------
    list of Case

    Raises
    ------
    InputError
        If there is no such theorem.
    """
    if theorem not in _SETTINGS:
        raise InputError(f"theorem must be one of {', '.join(_SETTINGS)}, got {theorem!r}")
    settings = _SETTINGS[theorem]
    cases = [
        Case(theorem, loss=loss, dimension=d, kind=kind, share=share, exponent=p, **settings)
        for loss in LOSSES[theorem]
        for kind in KINDS
        for d in DIMENSIONS
        for share, p in _RULES[theorem]
    ]
    cases += _adversarial(theorem, settings)
    if quick:
        cases = [replace(c, members=20, steps=max(300, c.steps // 5)) for c in cases]
    return cases


def _adversarial(theorem: str, settings: dict[str, Any]) -> list[Case]:
    """Return cases that meet the printed hypotheses and violate the printed bound."""
    small = {**settings, "clip": 0.003, "alpha": 0.003}
    if theorem in ("theorem-2", "theorem-3"):
        return [Case(theorem, loss="kinked", dimension=SHOWN_DIMENSION, share=share, **small)
                for share in (1.0, 0.25)]  # fmt: skip
    if theorem == "theorem-4":
        outward = {**settings, "clip": 0.4, "exponent": 0.75}
        return [Case(theorem, loss="linear", dimension=SHOWN_DIMENSION, **outward)]
    return []


def shown(case: Case) -> bool:
    """Tell whether a case is drawn as a curve: the larger stepsize; all are in the strip below."""
    return (case.share, case.exponent) == _RULES[case.theorem][0]
