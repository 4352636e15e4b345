"""The tables of trained networks on the page."""

import json

from askewtheory.audit.page.about import About, about
from askewtheory.audit.page.runs import runs_section
from askewtheory.experiments.render import Table
from askewtheory.provenance import provenance
from askewtheory.reading import sealed


def test_tables_of_runs_are_shown(tmp_path):
    """Each record's tables are on the page, escaped, with data, epochs and time."""
    record = {
        "tables": [Table("A < B", ("method", "loss"), (("one", "0.5 ± 0.1"),)).to_dict()],
        "data": "digits (1500 + 297)",
        "methods": {"askewsgd": {"epochs": 3}},
        "environment": provenance({}, 0),
    }
    place = tmp_path / "train" / "mine"
    place.mkdir(parents=True)
    (place / "results.json").write_text(json.dumps(sealed(record)))
    shown = runs_section(tmp_path, About("p"))
    assert "<caption>A &lt; B</caption>" in shown
    assert "digits (1500 + 297)" in shown
    assert "askewsgd 3" in shown
    assert "train/mine" in shown


def test_what_is_no_record_is_named(tmp_path):
    """Files that hold something else are named; a package that trains nothing has no part."""
    assert runs_section(tmp_path, About("p")) == ""
    assert runs_section(None, About("p")) == ""
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "results.json").write_text("{}")
    assert "is not a record of a run" in runs_section(tmp_path, About("p"))


def test_stored_tables_are_shown_where_no_newer_run_is(tmp_path):
    """The package's own, with their numbers; a run beside the page takes their place."""
    ours = about("proofs_checks")
    shown = runs_section(tmp_path, ours)
    assert ours.results is not None
    assert shown.count("<details>") == len(list(ours.results.glob("*.md"))) > 0
    assert "<td>" in shown
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "results.json").write_text("{}")
    assert "<details>" not in runs_section(tmp_path, ours)
