"""Tests of ``askewtheory report``: what it writes, when, and its exit codes."""

import json

import pytest
from click.testing import CliRunner

from askewtheory.cli import main
from askewtheory.cli import report as command


def run(folder, *more, claims="tests.toy_claims", figures="tests.toy_figures"):
    """Run the command on toys."""
    packages = ["--claims", claims, "--figures", figures, "--jobs", "1"]
    return CliRunner().invoke(main, ["report", "--out", str(folder), *packages, *more])


def test_the_main_job_writes_record_figures_and_page(tmp_path):
    """The last line is the page's path; the page shows the figure."""
    result = run(tmp_path)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == str(tmp_path / "index.html")
    record = json.loads((tmp_path / "verify.json").read_text(encoding="utf-8"))
    assert len(record["claims"]) == 6
    assert record["summary"]["pending"] == 0
    assert (tmp_path / "figures" / "line.pdf").is_file()
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'id="figure/line"' in page
    assert "A quick run" not in page


def test_a_quick_run_decides_the_statements_and_says_what_it_left_out(tmp_path):
    """Lines and repairs are counted on the page, not shown as if they had run."""
    result = run(tmp_path, "--quick", "--json", "-")
    record = json.loads(result.stdout)
    assert all(claim["steps"] == [] and claim["repair"] is None for claim in record["claims"])
    assert record["environment"]["configuration"]["quick"] is True
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "lines of proofs: 2, repairs: 1;" in page


def test_a_quick_run_leaves_out_the_figures_that_say_so(tmp_path):
    """The page names them."""
    assert run(tmp_path, "--quick", figures="tests.toy_figures_failing").exit_code == 0
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "figures: broken" in page
    assert 'id="figure/line"' in page


def test_results_are_written_as_they_come(tmp_path):
    """After each claim the record on disk holds what is known, and how much is missing."""
    for count, record in enumerate(command._verify("tests.toy_claims", tmp_path, False, 1), 1):
        written = json.loads((tmp_path / "verify.json").read_text(encoding="utf-8"))
        assert len(written["claims"]) == count
        assert written["summary"]["pending"] == record["summary"]["pending"] == 6 - count


def test_the_verdicts_have_a_page_before_the_figures_are_drawn(tmp_path, monkeypatch):
    """An interruption while drawing leaves the page with every verdict."""

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_draw", interrupt)
    assert run(tmp_path).exit_code == 130
    assert 'id="overshoot"' in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "packages", [{"claims": "tests.toy_claims_wrong"}, {"figures": "tests.toy_figures_failing"}]
)
def test_a_wrong_verdict_or_a_failed_figure_exits_with_1(tmp_path, packages):
    """The page is written all the same and says what is wrong."""
    assert run(tmp_path, **packages).exit_code == 1
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Not reproduced" in page or "could not be drawn" in page
