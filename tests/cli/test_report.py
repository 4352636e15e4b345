"""Tests of ``askewtheory report``: what it writes, when, and its exit codes."""

import json
import random

import pytest
from click.testing import CliRunner

from askewtheory.audit.erratum.engine import Compiled, engine
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
    for count, record in enumerate(
        command._verify("tests.toy_claims", tmp_path, False, command.Work(1, 60)), 1
    ):
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


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """The record of the toys, in a file."""
    path = tmp_path_factory.mktemp("record") / "verify.json"
    arguments = ["verify", "--claims", "tests.toy_claims", "--jobs", "1", "--json", str(path)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    return path


def erratum(folder, *more):
    """Run the command for an erratum of the toys."""
    arguments = ["report", "--claims", "tests.toy_claims", "--erratum", str(folder), *more]
    return CliRunner().invoke(main, arguments)


def test_the_erratum_of_a_record_is_written_in_both_forms(tmp_path, record):
    """Markdown alone, or LaTeX with its PDF where an engine is installed; no page is made."""
    assert erratum(tmp_path, "--record", str(record), "--format", "md").exit_code == 0
    assert "# Erratum to" in (tmp_path / "erratum.md").read_text(encoding="utf-8")
    result = erratum(tmp_path, "--record", str(record))
    assert result.exit_code == 0
    assert f"wrote {tmp_path / 'erratum.tex'}" in result.stdout
    assert (tmp_path / "erratum.pdf").is_file() == (engine() is not None)
    assert not (tmp_path / "index.html").exists()


def test_without_a_record_the_claims_run_first(tmp_path):
    """What was found can be kept as JSON."""
    path = tmp_path / "verify.json"
    result = erratum(tmp_path / "out", "--format", "md", "--jobs", "1", "--json", str(path))
    assert result.exit_code == 0
    assert len(json.loads(path.read_text(encoding="utf-8"))["claims"]) == 6


def test_where_no_engine_is_installed_the_source_is_written_and_that_is_said(
    tmp_path, record, monkeypatch
):
    """The author can compile it elsewhere."""
    monkeypatch.setattr("askewtheory.audit.erratum.engine.shutil.which", lambda name: None)
    result = erratum(tmp_path, "--record", str(record))
    assert result.exit_code == 0
    assert (tmp_path / "erratum.tex").is_file()
    assert "no PDF: neither latexmk with pdflatex nor tectonic is installed" in result.stderr


def test_an_engine_that_fails_costs_the_pdf_alone(tmp_path, record, monkeypatch):
    """And an old PDF does not stay beside the new source."""
    (tmp_path / "erratum.pdf").write_bytes(b"old")
    failed = Compiled("latexmk", None, "! It broke.")
    monkeypatch.setattr("askewtheory.audit.erratum.engine.compiled", lambda source: failed)
    result = erratum(tmp_path, "--record", str(record))
    assert result.exit_code == 1
    assert "no PDF: latexmk failed (! It broke.)" in result.stderr
    assert not (tmp_path / "erratum.pdf").exists()


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "{}", '{"summary": {}, "claims": []}', "9" * 5000]
)
def test_a_file_that_is_no_record_is_refused(tmp_path, content):
    """In one sentence, with nothing written."""
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    result = erratum(tmp_path / "out", "--record", str(path))
    assert result.exit_code == 2
    assert "record must be a file that `askewtheory verify --json` wrote" in result.stderr
    assert not list((tmp_path / "out").glob("erratum*"))


def test_a_record_that_was_changed_is_refused(tmp_path, record):
    """Any digit and any bit of one that this program wrote; one without a checksum is anybody's."""
    content, draw = record.read_bytes(), random.Random(0)
    path = tmp_path / "changed.json"
    for _ in range(20):
        changed = bytearray(content)
        place = draw.randrange(len(content))
        digits = [at for at, byte in enumerate(content) if chr(byte).isdigit()]
        if draw.random() < 0.5:
            place = draw.choice(digits)
            changed[place] = ord("0") + (content[place] - ord("0") + 1) % 10
        else:
            changed[place] ^= 1 << draw.randrange(7)
        path.write_bytes(changed)
        if changed.split() == content.split():  # between two entries one blank is as good
            continue
        result = erratum(tmp_path / "out", "--record", str(path), "--format", "md")
        assert result.exit_code == 2, (place, content[place], changed[place])
    plain = json.loads(content)
    del plain["format"]
    path.write_text(json.dumps(plain), encoding="utf-8")
    assert erratum(tmp_path / "out", "--record", str(path), "--format", "md").exit_code == 0


def test_options_that_do_not_go_together_are_refused(tmp_path, record):
    """A record is for the erratum only, and is that result already."""
    assert run(tmp_path, "--record", str(record)).exit_code == 2
    both = erratum(tmp_path, "--record", str(record), "--json", str(tmp_path / "a.json"))
    assert both.exit_code == 2
    assert "json must come without --record" in both.stderr
    assert erratum(tmp_path, "--quick").exit_code == 2
    missing = erratum(tmp_path, "--record", str(tmp_path / "none.json"))
    assert missing.exit_code == 2
