"""The gallery shows every figure, and what trains shows the table of its recorded run."""

import importlib
import re
from pathlib import Path

import pytest

from askewtheory.audit.page.about import about
from askewtheory.figures_runner import discover_figures

DOCS = Path(__file__).parents[2] / "docs"
KNOWN = discover_figures()


@pytest.fixture
def gallery(monkeypatch):
    """Return the module of the gallery, which lies beside the pages."""
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module("gallery")


def test_every_figure_is_in_one_group(gallery):
    """No figure is left out or shown twice, and no group names one that is gone."""
    names = [name for group in gallery.grouped(KNOWN).values() for name in group]
    assert sorted(names) == sorted(KNOWN)
    assert {name for group in gallery.GROUPS.values() for name in group} <= set(KNOWN)


def test_a_recorded_table_is_that_of_the_results(gallery):
    """Each row stands in the page of results; Table 1 shows the rows that the report prints."""
    for name, one in gallery.RECORDED.items():
        page = (DOCS / f"results/{one.page}.md").read_text("utf-8").splitlines()
        rows = gallery.recorded(one).splitlines()
        assert set(rows) <= set(page), name
        assert len(rows) > 5
    printed = gallery.recorded(gallery.RECORDED["table-1"]).splitlines()[2:]
    assert len(printed) == 12
    assert not any("accuracy" in row and "quantized" not in row for row in printed)
    with pytest.raises(ValueError, match="two-moons has no table"):
        gallery.recorded(gallery.Recorded("two-moons", "no such title"))


@pytest.mark.parametrize("name", KNOWN)
def test_a_caption_is_typeset(gallery, name):
    """On the report's page no root is empty and nothing falls back to code; here no _ is left."""
    caption = KNOWN[name].caption
    page = about("proofs_checks").typesetter().words(caption)
    assert "<msqrt><mrow></mrow></msqrt>" not in page
    assert "<code>" not in page
    assert not re.search(r"<mtext>\w\w+</mtext></msub>", page)
    site = gallery.letters(caption)
    assert not re.search(r"_|\^", site)
    assert re.sub(r"<sub>(.)</sub>", r"_\1", re.sub(r"<sup>(.*?)</sup>", r"^(\1)", site)) == caption
