"""The figures of trained networks."""

import importlib.util

import numpy as np
import pytest

from askewtheory.experiments.render import Table
from figures import figure_3, figure_4


def _texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def test_architecture_shows_the_widths():
    """Figure 3 shows as many neurons in each layer as the experiment has."""
    shown = [text for text in _texts(figure_3.draw()) if text.isdigit()]
    assert shown == ["2", "10", "8", "4", "2"]


def test_data_figure_shows_every_point():
    """Figure 4 shows all training and test points."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    axis = figure_4.draw().axes[0]
    assert sum(len(points.get_offsets()) for points in axis.collections) == 2500


def test_without_the_extra_a_sentence_is_drawn(monkeypatch):
    """Where the extra is missing the figure says so, and nothing fails."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "not installed" in _texts(figure_4.draw())[0]


def test_the_tables_are_tables():
    """The rows that the report prints come as a table, printed zeros kept."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    from figures import table_1

    table = table_1.draw(quick=True)
    assert isinstance(table, Table)
    assert "98.80 ± 2.3833" in {row[5] for row in table.rows}
    assert all(row[5] != "–" for row in table.rows)


def test_classes_differ_in_grey():
    """The two classes of figures 4 and 5 differ in lightness and in shape."""
    from matplotlib.colors import to_rgb

    (blue, _, dot), (orange, _, triangle) = figure_4.CLASSES
    light = [float(np.dot(to_rgb(one), (0.2126, 0.7152, 0.0722))) for one in (blue, orange)]
    assert dot != triangle
    assert abs(light[0] - light[1]) > 0.2
