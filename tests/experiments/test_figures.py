"""The figures of trained networks."""

import importlib.util

import pytest

from askewtheory.experiments.render import Table
from figures import figure_3, figure_4, trained


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


def test_table_picture_holds_every_cell():
    """A table as a picture shows each of its texts."""
    table = Table("title", ("a", "b"), (("1", "2"), ("3", "4")))
    assert _texts(trained.table_picture(table, (1, 1))) == ["a", "b", "1", "2", "3", "4"]
