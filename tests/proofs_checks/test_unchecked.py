"""The list of sentences without a verdict refers to claims that exist."""

import re
from pathlib import Path

from askewtheory.audit.package import discover

LIST = Path(__file__).parents[2] / "proofs_checks" / "unchecked.md"


def test_every_claim_that_the_list_names_exists():
    """Identifiers stand in backticks."""
    entries = discover("proofs_checks").entries
    named = re.findall("`([^`]+)`", LIST.read_text("utf-8"))
    assert named
    assert [name for name in named if name not in entries] == []


def test_every_row_says_where_what_and_why():
    """Rows have three cells, none of them empty."""
    rows = [row for row in LIST.read_text("utf-8").splitlines() if row.startswith("|")]
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 3, row
        assert all(cells), row
