"""Tests of ``askewtheory new``: a package that verifies, reports and tests itself at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from askewtheory.cli import main

ROOT = Path(__file__).parents[2]
PAPER = r"""
\newtheorem{thm}{Theorem}
\title{A paper on \emph{squares}}
\begin{document}
\begin{thm}[Squares]\label{sq} For all real $x$, \[ x^2 \ge 0. \] \end{thm}
\begin{proof} \begin{align} x^2 &= |x|^2 \\ &\ge 0 \end{align} \end{proof}
\end{document}
"""


def run(folder, *command):
    """Run a program in a folder, as a user does."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, text=True,
        capture_output=True, check=False, timeout=200,
    )  # fmt: skip


def test_an_empty_package_verifies_and_its_tests_pass(tmp_path):
    """One claim proved, one refuted with its repair; the package's own tests run the engine."""
    made = run(tmp_path, "askewtheory", "new", "first")
    assert (made.returncode, made.stderr) == (0, "")
    assert "Made first/ with 2 examples: one is proved, one refuted." in made.stdout
    verified = run(tmp_path, "askewtheory", "verify", "--claims", "first", "--jobs", "1",
                   "--json", "-")  # fmt: skip
    assert verified.returncode == 0
    record = json.loads(verified.stdout)
    assert [claim["verdict"] for claim in record["claims"]] == ["proved", "refuted"]
    tested = run(tmp_path, "pytest", "-q", "first", "-p", "no:cacheprovider")
    assert "2 passed" in tested.stdout


def test_the_packages_tests_fail_where_a_verdict_is_wrong(tmp_path):
    """They run the engine: another verdict on record is found out."""
    run(tmp_path, "askewtheory", "new", "first")
    module = tmp_path / "first/lemma_2.py"
    module.write_text(module.read_text().replace("5*x*y", "4*x*y"))
    tested = run(tmp_path, "pytest", "-q", "first", "-p", "no:cacheprovider")
    assert tested.returncode == 1
    assert "1 failed, 1 passed" in tested.stdout


def test_a_paper_verifies_and_reports_at_once(tmp_path):
    """Undecided claims with the source quoted; the page has no figure of ours."""
    (tmp_path / "paper.tex").write_text(PAPER, encoding="utf-8")
    made = run(tmp_path, "askewtheory", "new", "squares", "--from", "paper.tex", "--json", "-")
    assert json.loads(made.stdout)["lines"] == 2
    root = (tmp_path / "squares/__init__.py").read_text("utf-8")
    assert 'TITLE = "A paper on squares"' in root
    assert 'SUBJECT = "the paper “A paper on squares”"' in root
    reported = run(tmp_path, "askewtheory", "report", "--claims", "squares", "--out", "page",
                   "--jobs", "1")  # fmt: skip
    assert (reported.returncode, reported.stderr) == (0, "")
    record = json.loads((tmp_path / "page/verify.json").read_text("utf-8"))
    (claim,) = record["claims"]
    assert claim["title"] == "Theorem 1 (Squares)"
    assert claim["source"] == "A paper on squares, Theorem 1 (sq)"
    assert claim["statement"] == "For all real x, x^2 ≥ 0."
    assert [step["formula"] for step in claim["steps"]] == ["x^2 = |x|^2", r"\ge 0"]
    assert {one["verdict"] for one in (claim, *claim["steps"])} == {"undecided"}
    page = (tmp_path / "page/index.html").read_text("utf-8")
    assert "<math" in page
    assert "≥" in page
    assert not (tmp_path / "page/figures").exists()
    assert page.count("<svg") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["for"], "name must be that of a Python package"),
        (["taken"], "in this folder already"),
        (["mine", "--from", "nowhere.tex"], "from must be a LaTeX file"),
        (["mine", "--from", "empty.tex"], "must hold theorem-like environments"),
        (["mine", "--from", "taken"], "from must be a LaTeX file"),
    ],
)
def test_what_is_refused_takes_one_sentence(tmp_path, monkeypatch, arguments, said):
    """Exit code 2, and nothing is made."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").mkdir()
    (tmp_path / "empty.tex").touch()
    result = CliRunner().invoke(main, ["new", *arguments])
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["empty.tex", "taken"]
