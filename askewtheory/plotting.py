"""Publication style for every figure: the AISTATS widths and fonts, colours that read in grey.

Single column 3.25 in, double 6.75 in; 9 pt text, 7 pt ticks; Type 42 fonts. The colours are
Okabe and Ito's, ordered so that neighbours differ in lightness too; lines also differ in dashes
or markers, so that nothing rests on colour alone.
"""

from __future__ import annotations

import functools
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from askewtheory.errors import InputError, shown

SINGLE, DOUBLE = 3.25, 6.75
"""Widths in inches."""

BLUE, ORANGE, GREEN, PURPLE, SKY, RED, GREY = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#777777",
)  # fmt: skip
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED)
MARKERS = ("o", "s", "^", "D", "v", "P")
"""One for each colour, so that series that grey makes equal still differ."""

THEORY = {"color": "black", "linestyle": "--", "linewidth": 1.0}
"""A bound that a theorem promises."""

FLOOR = {"color": "black", "linestyle": ":", "linewidth": 1.0}
"""The part of a bound that does not vanish."""

_STYLE: Any = {
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.labelsize": 9,
    "legend.fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "font.family": "DejaVu Sans",
    "mathtext.fontset": "dejavusans",
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "svg.fonttype": "path",  # the same picture on a machine without the font
    "svg.hashsalt": "askewtheory",  # the same file on every run
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.2,
    "grid.linewidth": 0.4,
    "grid.color": "#dddddd",
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 200,
}


def styled(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Run a drawing function in the style; legends and texts made inside it follow it too.

    Parameters
    ----------
    draw
        Any function that draws.

    Returns
    -------
    callable
    """

    @functools.wraps(draw)
    def drawn(*arguments: Any, **options: Any) -> Any:
        import matplotlib as mpl

        with mpl.rc_context(_STYLE):
            return draw(*arguments, **options)

    return drawn


def subplots(
    rows: int = 1, columns: int = 1, *, width: float = SINGLE, height: float = 2.2, **options: Any
) -> tuple[Any, Any]:
    """Return a figure that no window owns, and its axes; call it inside a ``styled`` function.

    Parameters
    ----------
    rows, columns
        The arrangement.
    width, height
        Inches: ``SINGLE`` or ``DOUBLE`` wide.
    options
        Passed to ``Figure.subplots``.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


FORMATS = ("pdf", "svg", "png")
"""What a figure can be written as."""
TABLES = ("tex", "md")
"""What a table is written as."""


def check_clock() -> None:
    """Refuse a ``SOURCE_DATE_EPOCH`` that is no time: the library that draws would stumble on it.

    Raises
    ------
    InputError
        If it is set, and not to whole seconds.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is not None and not re.fullmatch("[0-9]{1,11}", given):
        raise InputError(f"SOURCE_DATE_EPOCH must be whole seconds since 1970, got {shown(given)}.")


def save(figure: Any, path: Any, **options: Any) -> None:
    """Write a figure, fonts as the style says; a file is written in one step.

    Parameters
    ----------
    figure
        A matplotlib figure.
    path
        By its suffix pdf, svg or png; or an open binary stream.
    **options
        For ``Figure.savefig``.

    Raises
    ------
    InputError
        If the suffix is another, or the file cannot be written.
    """
    import matplotlib as mpl

    from askewtheory.files import check_path, write_bytes

    if hasattr(path, "write"):
        with mpl.rc_context(_STYLE):
            figure.savefig(path, **options)
        return
    check_path(path, "plot", suffixes=FORMATS)
    check_clock()
    stream = io.BytesIO()
    save(figure, stream, **{"format": Path(path).suffix[1:].lower(), **options})
    write_bytes(path, stream.getvalue(), "plot")
