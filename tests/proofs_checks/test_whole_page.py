"""The main job on the report: one page, small enough to be sent."""

import pytest
from click.testing import CliRunner

from askewtheory.cli import main

MOST = 2_900_000
"""Bytes: a page that is to stay under 3 MB needs room for what the next change adds."""


@pytest.mark.slow
def test_the_page_with_all_cards_and_figures_is_well_under_3_mb(tmp_path):
    """Every claim and every figure of a whole run, as the browser loads them, in one file."""
    result = CliRunner().invoke(main, ["report", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    page = tmp_path / "index.html"
    text = page.read_text(encoding="utf-8")
    assert "A quick run" not in text
    assert text.count('<figure class="large"') >= 10
    assert page.stat().st_size < MOST
