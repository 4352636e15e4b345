"""Drawing a study: a panel for each loss and kind, one for the printed bound, and all cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from askewtheory.plotting import (
    COLOURS,
    DOUBLE,
    FLOOR,
    GREY,
    MARKERS,
    RED,
    THEORY,
    styled,
    subplots,
)
from askewtheory.rates.measure import Measured, Track
from askewtheory.rates.study import DIMENSIONS, KINDS, LOSSES, SHOWN_DIMENSION, shown
from askewtheory.rates.summary import compared, track_summary

PRINTED = {"color": GREY, "linestyle": (0, (4, 2)), "linewidth": 1.0}
CLOSE = {"columnspacing": 1.2, "handlelength": 1.6, "handletextpad": 0.5}
"""For a legend of up to eight entries in one row."""
LOWEST = 1e-10
"""What is below this is not drawn: curves end in a dot, bands are cut, the strip has arrows."""
HIGHEST = 1e3
"""The same from above, in the strip."""
MOST_DECADES = 4
"""Beyond as many on the upright axis, the ticks between powers of ten would be a grey bar."""


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
    losses = LOSSES[study[0].case.theorem]
    figure, axes = subplots(3, 3, width=DOUBLE, height=6.4)
    for row, kind in enumerate(KINDS):
        for column, loss in enumerate(losses):
            chosen = [m for m in study if _in_panel(m, loss, kind)]
            _panel(axes[row, column], chosen, track)
            axes[row, column].set_title(f"{loss.capitalize()}, {kind} ψ")
        axes[row, 0].set_ylabel(study[0].tracks[track].quantity)
    _last_row(figure, axes[2], study, losses)
    named = zip(*axes[0, 0].get_legend_handles_labels(), strict=True)
    series_first = sorted(named, key=lambda entry: not entry[1].startswith("$d="))
    handles, labels = (list(part) for part in zip(*series_first, strict=True))
    if any((_typical(m.tracks[track]) < LOWEST).any() for m in study if shown(m.case)):
        handles.append(axes[0, 0].plot([], [], ".", color="black", ms=4)[0])
        labels.append(f"falls below {_power(LOWEST)}")
    figure.legend(handles, labels, loc="outside upper center", ncols=8, **CLOSE)
    return figure


def _last_row(figure: Any, axes: Any, study: Sequence[Measured], losses: Sequence[str]) -> None:
    """Draw a case apart or the second quantity, and beside it all cases in one strip."""
    grid = axes[0].get_gridspec()
    bounded = any(curve.bounds for m in study for curve in m.tracks)
    fitted = any(track_summary(m.tracks[0])["slope"]["value"] is not None for m in study)
    if not bounded and not fitted:
        for axis in axes:
            axis.remove()
        _beside_strip(figure.add_subplot(grid[2, :]), study, losses)
        return
    first = int(_beside_strip(axes[0], study, losses))
    for axis in axes[first:]:
        axis.remove()
    (_strip if bounded else _slopes)(figure.add_subplot(grid[2, first:]), study, losses)


def _typical(curve: Track) -> np.ndarray:
    """Return the mean over the runs where the bound speaks of it, else the median."""
    return curve.values.mean(axis=0) if curve.in_mean else np.median(curve.values, axis=0)


def _curve(axis: Any, x: np.ndarray, y: np.ndarray, **style: Any) -> None:
    """Draw a curve with gaps where it is too small, and a dot where it ends."""
    seen = y >= LOWEST
    ends = np.flatnonzero(seen[:-1] & ~seen[1:])
    axis.plot(x, np.where(seen, y, np.nan), **style)
    axis.plot(x[ends], y[ends], ".", color=style["color"], ms=4)


def _power(value: float) -> str:
    return f"$10^{{{round(math.log10(value))}}}$"


def _in_panel(measured: Measured, loss: str, kind: str) -> bool:
    return measured.case.loss == loss and measured.case.kind == kind and shown(measured.case)


def _panel(axis: Any, chosen: Sequence[Measured], track: int) -> None:
    for colour, marker, measured in zip(COLOURS, MARKERS, chosen, strict=False):
        curve = measured.tracks[track]
        _band(axis, measured, curve, colour, marker)
        if measured.case.dimension == SHOWN_DIMENSION:
            _bounds(axis, measured, curve)
    _finish(axis, "$T + 1$" if chosen and chosen[0].case.theorem == "corollary-2" else "$k + 1$")


def _band(axis: Any, measured: Measured, curve: Track, colour: str, marker: str = "") -> None:
    steps = measured.settled + curve.horizons
    low, high = np.quantile(curve.values, (0.1, 0.9), axis=0)
    axis.fill_between(
        steps, np.maximum(low, LOWEST), high, where=high > LOWEST, color=colour, alpha=0.2, lw=0
    )
    label = f"$d={measured.case.dimension}$"
    style = {"marker": marker, "ms": 3, "markevery": max(1, len(steps) // 8)}
    _curve(axis, steps, _typical(curve), color=colour, label=label, **style)


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
        axis.axvspan(1, measured.settled, color=GREY, alpha=0.2, lw=0, label="$k < k_1$")


def _finish(axis: Any, steps: str = "$k + 1$") -> None:
    axis.set(xscale="log", yscale="log")
    low, high = axis.get_ylim()
    axis.set_ylim(max(low, LOWEST / 10), high)
    axis.set_xlabel(steps)
    axis.xaxis.set_minor_formatter("")  # on a short axis they would overlap
    axis.yaxis.set_minor_formatter("")
    from matplotlib.ticker import NullLocator

    if np.log10(np.divide(*axis.get_ylim()[::-1])) > MOST_DECADES:
        axis.yaxis.set_minor_locator(NullLocator())


def _beside_strip(axis: Any, study: Sequence[Measured], losses: Sequence[str]) -> bool:
    """Draw the case that crosses the printed bound, or the second quantity; False if neither."""
    extra = [m for m in study if m.case.loss not in losses and shown(m.case)]
    if extra:
        measured, curve = extra[0], extra[0].tracks[0]
        title = f"{measured.case.loss.capitalize()}: the printed bound fails"
    else:
        found = [m for m in study if m.case.dimension == SHOWN_DIMENSION and shown(m.case)]
        if all(len(m.tracks) < 2 for m in found):
            return False
        if not any(m.tracks[1].bounds for m in found):
            _second_quantity(axis, found)
            return True
        measured, curve = found[0], found[0].tracks[1]
        title = f"{measured.case.loss.capitalize()}, {measured.case.kind} ψ"
    axis.set_ylabel(curve.quantity)
    _band(axis, measured, curve, RED)
    axis.legend(loc="best")  # of the curve alone: the lines of the bounds are named above
    _bounds(axis, measured, curve)
    axis.set_title(title)
    _finish(axis)
    return True


def _second_quantity(axis: Any, found: Sequence[Measured]) -> None:
    """Draw the second quantity of every loss, where no bound asks for the panel of one of them."""
    first_kind = [m for m in found if m.case.kind == KINDS[0] and len(m.tracks) > 1]
    for colour, marker, measured in zip(COLOURS, MARKERS, first_kind, strict=False):
        curve = measured.tracks[1]
        style = {"color": colour, "marker": marker, "label": measured.case.loss.capitalize()}
        style |= {"ms": 3, "markevery": max(1, len(curve.horizons) // 8)}
        _curve(axis, measured.settled + curve.horizons, _typical(curve), **style)
    name = first_kind[0].tracks[1].quantity.replace("Z_ε", "$Z_ε$")
    axis.set_ylabel(f"median of {name}")
    axis.set_title(f"$d={SHOWN_DIMENSION}$, {KINDS[0]} ψ")
    _finish(axis)
    axis.legend(loc="lower left")


def _place(measured: Measured, groups: Sequence[str]) -> float:
    """Return where a case stands in the strip: by loss, then dimension, then kind."""
    shift = DIMENSIONS.index(measured.case.dimension) / 4 - 0.25
    shift += 0.06 if measured.case.kind == "quartic" else -0.06
    return groups.index(measured.case.loss) + shift


def _groups(axis: Any, study: Sequence[Measured], losses: Sequence[str]) -> list[str]:
    groups = [*losses, *sorted({m.case.loss for m in study} - set(losses))]
    axis.set(xlim=(-0.5, len(groups) - 0.1), xticks=range(len(groups)))
    below = {name: "\n$d$ = 1, 4, 16" if name in losses else "" for name in groups}
    axis.set_xticklabels([name.capitalize() + below[name] for name in groups])
    return groups


def _strip(axis: Any, study: Sequence[Measured], losses: Sequence[str]) -> None:
    """Draw measured / bound of every case, the largest over runs and horizons."""
    groups = _groups(axis, study, losses)
    beyond: list[tuple[str, float, str]] = []
    styles = {"repaired": ("o", "black"), "printed": ("x", GREY), "printed, A3 only": ("^", RED)}
    for version, (marker, colour) in styles.items():
        points = [
            (_place(measured, groups), compared(curve, version)["tightness"])
            for measured in study
            for curve in measured.tracks
            if version in curve.bounds
        ]
        if points:
            x, y = np.array(points).T
            inside = np.where((y >= LOWEST) & (y <= HIGHEST), y, np.nan)
            axis.plot(x, inside, marker, color=colour, ms=3, mfc="none", label=version)
            beyond += [("below", point, colour) for point in x[y < LOWEST]]
            beyond += [("above", point, colour) for point in x[y > HIGHEST]]
    _arrows(axis, beyond)
    axis.axhline(1, color="black", lw=0.6)
    axis.set(yscale="log", title="the largest ratio of every case", ylabel="measured / bound")
    axis.legend(loc="lower right")


def _arrows(axis: Any, beyond: Sequence[tuple[str, float, str]]) -> None:
    """Draw arrows at the edge for ratios that the strip does not reach; the legend explains."""
    named = set()
    for side, x, colour in beyond:
        edge, marker = (LOWEST, r"$\downarrow$") if side == "below" else (HIGHEST, r"$\uparrow$")
        label = None if side in named else f"{side} {_power(edge)}"
        named.add(side)
        axis.plot(x, edge, marker=marker, linestyle="none", color=colour, ms=5, label=label)


def _slopes(axis: Any, study: Sequence[Measured], losses: Sequence[str]) -> None:
    """Draw the fitted slope of every case with its interval, where there is no bound."""
    groups = _groups(axis, study, losses)
    for measured in study:
        slope = track_summary(measured.tracks[0])["slope"]
        if slope["value"] is None:
            continue
        x, colour = _place(measured, groups), COLOURS[DIMENSIONS.index(measured.case.dimension)]
        axis.plot([x, x], [slope["low"], slope["high"]], color=colour, lw=0.8)
        axis.plot(x, slope["value"], "o", color=colour, ms=3, mfc="none")
    axis.axhline(0, color="black", lw=0.6)
    axis.set(title="all cases, 95 % intervals", ylabel="fitted slope")
