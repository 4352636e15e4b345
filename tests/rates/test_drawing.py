from dataclasses import replace

import numpy as np
import pytest

from askewtheory.plotting import styled
from askewtheory.rates import Case, drawing
from askewtheory.rates.drawing import HIGHEST, LOWEST
from askewtheory.rates.measure import Measured, Track

HORIZONS = np.arange(1, 6)
FALLING = np.array([1.0, 1e-3, 1e-9, 1e-13, 0.0])


@pytest.fixture
def axis():
    """Return an axis of the project's style."""

    @styled
    def first():
        return drawing.subplots(1, 1)[1]

    return np.ravel(first())[0]


def measured(ratios=(0.5,), floors=(0.0, 0.0)) -> Measured:
    """Return a case that falls below what is drawn, with printed and repaired bounds."""
    values = np.tile(FALLING, (4, 1))
    bounds = {name: values / ratio for name, ratio in zip(("repaired", "printed"), ratios,
                                                          strict=False)}  # fmt: skip
    known = dict(zip(bounds, floors, strict=False))
    track = Track("quantity", HORIZONS, values, bounds, known)
    return Measured(Case("theorem-2", dimension=4), (track,), 0, 1.0, 1.0)


def test_every_line_is_named_and_every_axis_too(axis):
    """Also where a case stands apart: its curve, and the steps before a theorem applies."""
    apart = replace(measured(), case=Case("theorem-2", dimension=4, loss="kinked"), settled=3)
    drawing._beside_strip(axis, [apart], ["huber"])
    assert axis.get_ylabel() == "quantity"
    assert axis.get_xlabel()
    assert axis.get_title().startswith("Kinked")
    names = axis.get_legend_handles_labels()[1]
    assert "$d=4$" in names
    assert "$k < k_1$" in names


def test_a_curve_ends_where_it_is_too_small_to_be_drawn(axis):
    """No value is drawn at the edge: gaps below, and a dot on the last point above."""
    drawing._band(axis, measured(), measured().tracks[0], "blue")
    curve, dot = axis.get_lines()
    drawn = np.asarray(curve.get_ydata())
    np.testing.assert_array_equal(drawn[:3], FALLING[:3])
    assert np.isnan(drawn[3:]).all()
    assert (list(dot.get_xdata()), list(dot.get_ydata())) == ([3], [1e-9])
    (band,) = axis.collections
    assert max(path.vertices[:, 0].max() for path in band.get_paths()) == 3


def test_ratios_beyond_the_strip_are_arrows_that_the_legend_explains(axis):
    """A ratio below 1e-10 or above 1e3 is no point: an arrow at the edge, named in the legend."""
    study = [measured((LOWEST / 100, 0.5)), measured((0.25, HIGHEST * 10))]
    drawing._strip(axis, study, ["huber"])
    lines = {line.get_label(): line for line in axis.get_lines()}
    for version, inside in (("repaired", 0.25), ("printed", 0.5)):
        heights = np.asarray(lines[version].get_ydata(), dtype=float)
        assert heights[np.isfinite(heights)] == pytest.approx([inside])
    below, above = lines["below $10^{-10}$"], lines["above $10^{3}$"]
    assert (below.get_ydata()[0], above.get_ydata()[0]) == (LOWEST, HIGHEST)
    shown = [text.get_text() for text in axis.get_legend().get_texts()]
    assert {"below $10^{-10}$", "above $10^{3}$"} <= set(shown)


def test_a_panel_has_no_notes_and_its_series_have_markers(axis):
    """Nothing is written into a panel, and each series has a shape of its own."""
    case = measured((0.5, 0.5), (0.5, 3.0))
    drawing._panel(axis, [case, replace(case)], 0)
    assert not axis.texts
    series = [line for line in axis.get_lines() if str(line.get_label()).startswith("$d=")]
    shapes = [line.get_marker() for line in series]
    assert len(shapes) == 2
    assert len(set(shapes)) == 2
    assert axis.get_ylim()[0] >= LOWEST / 10
