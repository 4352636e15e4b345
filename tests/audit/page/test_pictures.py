"""Tests of the pictures of counterexamples."""

import re

import pytest

from askewtheory.audit.page import pictures
from askewtheory.audit.page.svg import inline_svg
from askewtheory.plotting import SINGLE

SETTING = {"levels": [-1, 1], "epsilon": "1/5", "psi": "quadratic"}


def example(**changes):
    """Return a counterexample's record."""
    return {"setting": SETTING, "header": [], "rows": [], "plot": None} | changes


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1/2", 0.5),
        (3, 3.0),
        ("sqrt(3)/2", 3**0.5 / 2),
        ("any", None),
        (True, None),
        (None, None),
        ("1/0", None),
        ("__import__('os')", None),
    ],
)
def test_exact_numbers_are_read_for_drawing(written, value):
    """Fractions and radicals become floats; anything else, code above all, is no number."""
    assert pictures.number(written) == (value if value is None else pytest.approx(value))


def test_the_orbit_is_drawn_against_its_bound():
    """A check's own picture shows all its points and a dashed line at the bound."""
    plot = {"orbit": [1, "-1/2", "1/4"], "bound": "1/3", "label": "loss"}
    axes = pictures.draw(example(plot=plot)).axes[0]
    orbit, bound = axes.lines
    assert list(orbit.get_ydata()) == [1, -0.5, 0.25]
    assert list(bound.get_ydata()) == pytest.approx([1 / 3, 1 / 3])
    assert bound.get_linestyle() == "--"
    assert axes.get_ylabel() == "loss"


def test_a_table_over_k_is_drawn_as_an_orbit_in_the_feasible_set():
    """Without a picture of its own, the column w is drawn over the shaded intervals."""
    table = {"header": ["k", "w"], "rows": [[0, "1/2"], [1, -1]]}
    axes = pictures.draw(example(**table)).axes[0]
    assert list(axes.lines[-1].get_ydata()) == [0.5, -1]
    assert len(axes.patches) == 2


def test_a_point_is_marked_on_the_remoteness():
    """An instance with a single w is shown where it lies."""
    axes = pictures.draw(example(setting={**SETTING, "w": "3/2"})).axes[0]
    ((x,), (y,)) = axes.lines[-1].get_data()
    assert (x, y) == (1.5, pytest.approx(1 / 5 - 1 / 2))


@pytest.mark.parametrize(
    "setting",
    [{}, {"levels": [-1, 1]}, {**SETTING, "levels": "any"}, {**SETTING, "epsilon": "epsilon"},
     {**SETTING, "psi": "-1 - w^2"}, {**SETTING, "levels": [[-1, 1], [0, 1]]}],
)  # fmt: skip
def test_what_cannot_be_drawn_has_no_picture(setting):
    """No grid, no number, another psi: then there is no picture and no sentence for one."""
    assert pictures.draw(example(setting=setting)) is None
    assert pictures.describe(example(setting=setting)) == ""


def test_pictures_are_one_column_wide():
    """The width is the publication's."""
    assert pictures.draw(example()).get_figwidth() == SINGLE


def test_two_inline_pictures_share_no_identifier():
    """Each has its own prefix, and nothing in it refers outside the page."""
    import re

    figure = pictures.draw(example())
    one, other = (set(re.findall(r'id="([^"]+)"', inline_svg(figure, p, "x"))) for p in "ab")
    assert one
    assert not one & other
    text = inline_svg(figure, "a/b", "a < b")
    assert text.startswith("<svg ")
    assert 'aria-label="a &lt; b"' in text
    references = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text))
    assert {a or b for a, b in references} <= set(re.findall(r'id="([^"]+)"', text))


def test_labels_keep_their_digits():
    """Places in a drawing are rounded; what an axis says is not, or 0.25 and 0.3 would be alike."""
    plot = {"orbit": ["3/8"] * 4, "bound": "1/5", "label": "distance"}
    figure = pictures.draw(example(plot=plot))
    figure.axes[0].set_yticks([0.25, 0.375])
    shown = inline_svg(figure, "c", "labels")
    assert ">0.250<" in shown
    assert ">0.375<" in shown
    assert re.search(r' d="[^"]*\.\d\d', shown) is None
