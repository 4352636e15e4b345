"""The default study of each theorem: three losses, three dimensions, both kinds, stepsizes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from askewtheory.errors import InputError
from askewtheory.rates.problem import Case

DIMENSIONS = (1, 4, 16)
KINDS = ("quadratic", "quartic")
LOSSES = ("huber", "saturating", "logistic")
SHOWN_DIMENSION = 4
"""The dimension whose bounds are drawn."""

_SETTINGS: dict[str, dict[str, Any]] = {
    "theorem-2": {"clip": 0.05, "steps": 2000},
    "theorem-3": {"steps": 2000},
}
_SHARES = {"theorem-2": (1.0, 0.25), "theorem-3": (1.0, 0.25)}


def default_cases(theorem: str, *, quick: bool = False) -> list[Case]:
    """Return the cases of a theorem's study.

    Parameters
    ----------
    theorem
        ``"theorem-2"`` and so on.
    quick
        Fewer runs and steps, for a look.
    """
    if theorem not in _SETTINGS:
        raise InputError(f"theorem must be one of {', '.join(_SETTINGS)}, got {theorem!r}")
    settings = _SETTINGS[theorem]
    cases = [
        Case(theorem, loss=loss, dimension=d, kind=kind, share=share, **settings)
        for loss, kind, d, share in itertools.product(LOSSES, KINDS, DIMENSIONS, _SHARES[theorem])
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
    return []


def shown(case: Case) -> bool:
    """Tell whether a case is drawn as a curve: the larger stepsize; all are in the strip below."""
    return case.share == 1.0 and case.exponent in (0.0, 0.75)
