"""Pictures of counterexamples: an orbit against the bound that it breaks, or where a point lies.

A check may ask for its own picture (``orbit``, ``bound`` and ``label`` on record). Without one it
is made from the counterexample's setting and table: the orbit w_k over k with the feasible
intervals, or the remoteness of the setting's levels with the point marked.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from askewtheory.exact import parse_number
from askewtheory.plotting import BLUE, ORANGE, RED, SINGLE, THEORY, styled, subplots

_ALGEBRAIC = re.compile(r"(?!.*\*\s*\*)(?:sqrt|[\d\s+\-*/().]){1,200}", re.ASCII)
"""Of bounded length and without powers: whatever it is, its value is there at once."""


def number(value: Any) -> float | None:
    """Return an exact number, perhaps written as text such as ``1/5`` or ``sqrt(3)/2``, as float.

    None for anything else; this is for drawing only.
    """
    if isinstance(value, bool) or value is None:
        return None
    try:
        found = float(_written(value) if isinstance(value, str) else value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        found = _radical(value)
    return found if math.isfinite(found) else None


def _written(value: str) -> Fraction:
    """Return a number from its text: a fraction of any length, or one with a bounded exponent."""
    return parse_number(value) if "e" in value.lower() else Fraction(value)


def _radical(value: Any) -> float:
    """Return the value of a text made of numbers, signs and square roots; nan for any other."""
    if not isinstance(value, str) or not _ALGEBRAIC.fullmatch(value):
        return math.nan
    import sympy

    try:
        return float(str(sympy.N(sympy.sympify(value), 17)))
    except (sympy.SympifyError, TypeError, ValueError, SyntaxError):
        return math.nan


def describe(counterexample: Mapping[str, Any]) -> str:
    """Return the sentence that stands in for the picture, or an empty one where there is none."""
    if _own(counterexample):
        return f"The orbit over k against the bound that it breaks: {_label(counterexample)}."
    if _orbit(counterexample):
        return "The iterates w over k; the feasible intervals are shaded, the levels dotted."
    if _levels(counterexample):
        point = "; the dot is the point w" if _point(counterexample) is not None else ""
        return f"The remoteness ψ of this instance, its feasible intervals shaded{point}."
    return ""


@styled
def draw(counterexample: Mapping[str, Any]) -> Any:
    """Draw a counterexample.

    Parameters
    ----------
    counterexample
        As ``Counterexample.to_dict`` gives it.

    Returns
    -------
    matplotlib.figure.Figure or None
        One column wide; None if the instance holds nothing that can be drawn.
    """
    if not describe(counterexample):
        return None
    figure, axes = subplots(width=SINGLE, height=1.9)
    if _own(counterexample):
        _draw_own(axes, counterexample)
    elif orbit := _orbit(counterexample):
        _draw_orbit(axes, orbit, counterexample)
    else:
        _draw_remoteness(axes, counterexample)
    if axes.get_legend_handles_labels()[0]:
        figure.legend(loc="outside upper center", ncols=3, handlelength=1.5, columnspacing=1)
    return figure


def _draw_own(axes: Any, counterexample: Mapping[str, Any]) -> None:
    plot = counterexample["plot"]
    orbit = _numbers(plot["orbit"])
    steps = range(len(orbit))
    axes.plot(steps, orbit, color=BLUE, marker="o", ms=3, label="orbit")
    bound = plot.get("bound")
    if isinstance(bound, list):
        axes.plot(range(len(bound)), _numbers(bound), **THEORY, label="bound")
    elif (level := number(bound)) is not None:
        axes.axhline(level, **THEORY, label="bound")
    axes.set(xlabel="k", ylabel=_label(counterexample))
    _whole_steps(axes, len(orbit))


def _draw_orbit(axes: Any, orbit: list[float], counterexample: Mapping[str, Any]) -> None:
    for place, (low, high) in enumerate(_intervals(counterexample)):
        label = "feasible" if place == 0 else None
        axes.axhspan(low, high, color=ORANGE, alpha=0.3, lw=0, label=label)
    for level in _levels(counterexample):
        axes.axhline(level, color="black", ls=":", lw=0.6)
    axes.plot(range(len(orbit)), orbit, color=BLUE, marker="o", ms=3, label="$w_k$")
    axes.set(xlabel="k", ylabel="w")
    _whole_steps(axes, len(orbit))


def _draw_remoteness(axes: Any, counterexample: Mapping[str, Any]) -> None:
    import numpy as np

    from askewtheory.feasible import SeparationWarning, remoteness
    from askewtheory.grid import Grid

    setting, levels = counterexample["setting"], _levels(counterexample)
    point = _point(counterexample)
    edges = [*levels, *([point] if point is not None else [])]
    margin = 0.15 * (max(edges) - min(edges)) + number(setting["epsilon"])  # type: ignore[operator]
    w = np.union1d(np.linspace(min(edges) - margin, max(edges) + margin, 801), levels)
    with warnings.catch_warnings():  # a counterexample may lie just where the intervals merge
        warnings.simplefilter("ignore", SeparationWarning)
        options = {"epsilon": number(setting["epsilon"]), "kind": _kind(setting)}
        psi = remoteness(w, Grid(levels), **options)
        at = remoteness(np.array([point]), Grid(levels), **options) if point is not None else None
    for place, (low, high) in enumerate(_intervals(counterexample)):
        label = "feasible" if place == 0 else None
        axes.axvspan(low, high, color=ORANGE, alpha=0.3, lw=0, label=label)
    axes.axhline(0, color="black", lw=0.6)
    axes.plot(w, psi, color=BLUE, label=r"$\psi$")
    if at is not None:
        axes.plot([point], at, "o", color=RED, ms=4, label="$w$")
    axes.set(xlabel="w", ylabel=r"$\psi(w;\,\varepsilon)$", xlim=(w[0], w[-1]))


def _own(counterexample: Mapping[str, Any]) -> bool:
    plot = counterexample.get("plot") or {}
    return bool(_numbers(plot.get("orbit")))


def _label(counterexample: Mapping[str, Any]) -> str:
    return str(counterexample["plot"].get("label", "orbit"))


def _orbit(counterexample: Mapping[str, Any]) -> list[float]:
    """Return the column w of a table over k, where there is one with at least two rows."""
    header = list(counterexample["header"])
    rows = counterexample["rows"]
    if not header or header[0] != "k" or "w" not in header or len(rows) < 2:
        return []
    if _numbers([row[0] for row in rows]) != list(range(len(rows))):
        return []
    return _numbers([row[header.index("w")] for row in rows])


def _point(counterexample: Mapping[str, Any]) -> float | None:
    """Return the point of a counterexample that has just one."""
    setting, header, rows = (counterexample[name] for name in ("setting", "header", "rows"))
    if "w" in setting:
        return number(setting["w"])
    return number(rows[0][list(header).index("w")]) if "w" in header and len(rows) == 1 else None


def _levels(counterexample: Mapping[str, Any]) -> list[float]:
    """Return the levels of one grid; none where the setting has no grid and epsilon in (0, 1]."""
    setting = counterexample["setting"]
    epsilon = number(setting.get("epsilon"))
    if epsilon is None or not 0 < epsilon <= 1 or _kind(setting) not in ("quadratic", "quartic"):
        return []
    levels = _numbers(setting.get("levels"))
    return levels if len(levels) > 1 and levels == sorted(set(levels)) else []


def _intervals(counterexample: Mapping[str, Any]) -> list[tuple[float, float]]:
    from askewtheory.feasible import SeparationWarning, feasible_intervals
    from askewtheory.grid import Grid

    levels, setting = _levels(counterexample), counterexample["setting"]
    if not levels:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SeparationWarning)
        options = {"epsilon": number(setting["epsilon"]), "kind": _kind(setting)}
        found = feasible_intervals(Grid(levels), **options)
    return [(float(low), float(high)) for low, high in found]


def _kind(setting: Mapping[str, Any]) -> str:
    return str(setting.get("psi", setting.get("kind", "quadratic")))


def _numbers(values: Any) -> list[float]:
    """Return a list of numbers, or none where one of them is not a number."""
    if not isinstance(values, list | tuple):
        return []
    found = [number(value) for value in values]
    return [value for value in found if value is not None] if None not in found else []


def _whole_steps(axes: Any, count: int) -> None:
    if count <= 10:
        axes.set_xticks(range(count))
