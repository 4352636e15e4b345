"""Drawing a study: a panel for each loss and kind, one for the printed bound, and all cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from askewtheory.plotting import COLOURS, DOUBLE, FLOOR, GREY, RED, THEORY, styled, subplots
from askewtheory.rates.measure import Measured, Track
from askewtheory.rates.study import DIMENSIONS, KINDS, LOSSES, SHOWN_DIMENSION, shown
from askewtheory.rates.summary import compared, track_summary

PRINTED = {"color": GREY, "linestyle": (0, (4, 2)), "linewidth": 1.0}
LOWEST = 1e-16
"""Squared velocities below this are drawn at it."""


@styled
def draw_study(study: Sequence[Measured], *, track: int = 0) -> Any:
    """Return the figure of a study.

    Parameters
    ----------
    study
        All measured cases of one theorem.
    track
        Which quantity.
    """
    figure, axes = subplots(3, 3, width=DOUBLE, height=6.4)
    for row, kind in enumerate(KINDS):
        for column, loss in enumerate(LOSSES):
            chosen = [m for m in study if _in_panel(m, loss, kind)]
            _panel(axes[row, column], chosen, track)
            axes[row, column].set_title(f"{loss}, {kind} ψ")
        axes[row, 0].set_ylabel(study[0].tracks[track].quantity)
    extra = [m for m in study if m.case.loss not in LOSSES and shown(m.case)]
    _extra_panel(axes[2, 0], extra, track)
    grid = axes[2, 1].get_gridspec()
    for axis in axes[2, 1:]:
        axis.remove()
    _strip(figure.add_subplot(grid[2, 1:]), study, track)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=6)
    return figure


def _in_panel(measured: Measured, loss: str, kind: str) -> bool:
    return measured.case.loss == loss and measured.case.kind == kind and shown(measured.case)


def _panel(axis: Any, chosen: Sequence[Measured], track: int) -> None:
    for colour, measured in zip(COLOURS, chosen, strict=False):
        curve = measured.tracks[track]
        _band(axis, measured, curve, colour)
        if measured.case.dimension == SHOWN_DIMENSION:
            _bounds(axis, measured, curve)
            _notes(axis, measured, curve)
    _finish(axis)


def _band(axis: Any, measured: Measured, curve: Track, colour: str) -> None:
    steps = measured.settled + curve.horizons
    low, median, high = np.maximum(np.quantile(curve.values, (0.1, 0.5, 0.9), axis=0), LOWEST)
    if curve.in_mean:
        median = np.maximum(curve.values.mean(axis=0), LOWEST)
    axis.fill_between(steps, low, high, color=colour, alpha=0.2, lw=0)
    axis.plot(steps, median, color=colour, label=f"$d={measured.case.dimension}$")


def _bounds(axis: Any, measured: Measured, curve: Track) -> None:
    steps = measured.settled + curve.horizons
    for name, bound in curve.bounds.items():
        typical = np.median(np.atleast_2d(bound), axis=0)
        style = THEORY if name == "repaired" else PRINTED
        if (typical > 0).all():
            axis.plot(steps, typical, label=name, **style)
        if curve.floors.get(name, 0) > 0:
            line = {**FLOOR, "color": style["color"]}
            label = "floor" if name == "repaired" else None
            axis.axhline(curve.floors[name], label=label, **line)
    if measured.settled > 1:
        axis.axvspan(1, measured.settled, color=GREY, alpha=0.2, lw=0)


def _notes(axis: Any, measured: Measured, curve: Track) -> None:
    """Print slope, violations, tightness, and how often the force fired."""
    found = track_summary(curve)
    slope = found["slope"]
    lines = []
    if slope["value"] is not None:
        width = (slope["high"] - slope["low"]) / 2
        lines.append(f"slope {slope['value']:.2f}±{width:.2f}")
    for name, row in found["bounds"].items():
        short = {"printed, A3 only": "printed"}.get(name, name)
        tight = row["tightness"]
        value = "∞" if math.isinf(tight) else f"{tight:.2g}"
        lines.append(f"{short}: {row['violations']} viol., ×{value}")
    if any(row["vacuous"] for row in found["bounds"].values()):
        lines.append("floor above all observed")
    lines.append(f"force fires {measured.fired:.0%}")
    axis.text(0.03, 0.03, "\n".join(lines), transform=axis.transAxes, fontsize=5.5, va="bottom")


def _finish(axis: Any) -> None:
    axis.set(xscale="log", yscale="log")
    low, high = axis.get_ylim()
    low = max(low, LOWEST / 10)
    axis.set_ylim(low * (low / high) ** 0.7, high)  # room for the notes
    axis.set_xlabel("$k + 1$")


def _extra_panel(axis: Any, extra: Sequence[Measured], track: int) -> None:
    """Draw the admissible problem that violates the printed bound."""
    if not extra:
        axis.remove()
        return
    measured = extra[0]
    curve = measured.tracks[track]
    _band(axis, measured, curve, RED)
    _bounds(axis, measured, curve)
    _notes(axis, measured, curve)
    axis.set_title(f"{measured.case.loss}: printed bound fails")
    _finish(axis)


def _strip(axis: Any, study: Sequence[Measured], track: int) -> None:
    """Draw measured / bound of every case, the largest over runs and horizons."""
    versions = [("repaired", "o"), ("printed", "x"), ("printed, A3 only", "^")]
    groups = sorted({m.case.loss for m in study}, key=lambda name: (name not in LOSSES, name))
    for version, marker in versions:
        points = []
        for measured in study:
            curve = measured.tracks[track]
            if version not in curve.bounds:
                continue
            value = compared(curve, version)["tightness"]
            place = groups.index(measured.case.loss)
            shift = DIMENSIONS.index(measured.case.dimension) / 4 - 0.25
            shift += 0.06 if measured.case.kind == "quartic" else -0.06
            points.append((place + shift, value))
        finite = [(x, min(y, 1e3)) for x, y in points]
        if finite:
            colour = {"repaired": "black"}.get(version, RED if "A3" in version else GREY)
            axis.plot(*zip(*finite, strict=True), marker, color=colour, ms=3, mfc="none",
                      label=version)  # fmt: skip
    axis.axhline(1, color="black", lw=0.6)
    axis.set(yscale="log", xticks=range(len(groups)), title="largest measured / bound, all cases")
    axis.set_xticklabels(groups)
    axis.legend(loc="lower right")
