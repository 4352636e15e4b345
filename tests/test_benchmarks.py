"""Tests that the benchmarks compare equals: the hand-written loops do what the library does."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from askewtheory import simulate
from askewtheory.audit.provers.certificates import Contradiction
from askewtheory.audit.provers.coq import coq_version
from askewtheory.audit.statement import states
from benchmarks import __main__ as command
from benchmarks import c_loop, commands, cores, deployment, numpy_loop, record
from benchmarks.measure import GRID, LOSS, OPTIONS, STEPSIZE, Result, start


def _run(dimension, steps):
    return simulate(LOSS, start(dimension), GRID, **OPTIONS, stepsize=STEPSIZE, steps=steps)


@pytest.mark.parametrize("dimension", [10, 500])
def test_numpy_loop_is_the_run(dimension):
    """The loop of NumPy calls ends at the compiled run's last point, bit for bit."""
    ours = _run(dimension, 300).last
    np.testing.assert_array_equal(numpy_loop.numpy_run(start(dimension), 300), ours)


@pytest.mark.skipif(c_loop.compiler() is None, reason="no C compiler")
@pytest.mark.parametrize("dimension", [10, 500])
def test_c_loop_is_the_run(dimension, tmp_path):
    """The C loop has the compiled run's last point, minimum and branches, bit for bit."""
    run_in_c, w, ours = c_loop.build(Path(tmp_path)), start(dimension), _run(dimension, 300)
    least, branches = run_in_c(w, 300)
    np.testing.assert_array_equal(w, ours.last)
    assert least == pytest.approx(ours.running_minimum[-1], rel=1e-15)
    np.testing.assert_array_equal(branches, ours.branch_counts.sum(axis=0))
    assert (branches > 0).all()


@pytest.mark.skipif(c_loop.compiler() is None, reason="no C compiler")
def test_c_programs_run_and_their_failure_is_an_error(tmp_path):
    """Two programs run at once; where they fail, the benchmark does not time it."""
    command = [str(c_loop.build_program(Path(tmp_path))), "1000"]
    cores._at_once(command)
    cores._in_turn(command)
    with pytest.raises(subprocess.CalledProcessError):
        cores._at_once(["false"])


def test_table_and_json(monkeypatch):
    """The command prints value, aim and whether it is met, and writes the same as JSON."""
    results = [Result("one", 2.0, "×", "≥ 1", True), Result("two", 3e8, "/ s", "", None)]
    monkeypatch.setattr(numpy_loop, "run", lambda quick: results)
    shown = CliRunner().invoke(command.main, ["numpy_loop"])
    assert "3.00e+08 / s" in shown.output
    assert max(map(len, shown.output.splitlines())) <= 100
    written = json.loads(CliRunner().invoke(command.main, ["numpy_loop", "--json", "-"]).output)
    assert written["benchmarks"][numpy_loop.TITLE][0]["met"] is True


@pytest.fixture
def docs(monkeypatch, tmp_path):
    """Return a folder of pages with empty tables, which the record writes to."""
    for page in record.PAGES:
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / page).write_text(f"before\n{record.START}\n{record.END}\nafter\n", "utf-8")
    kept = json.loads(record.RECORD.read_text("utf-8"))
    monkeypatch.setattr(record, "ROOT", tmp_path)
    monkeypatch.setattr(record, "RECORD", tmp_path / "docs/benchmarks.json")
    record.RECORD.write_text(json.dumps(kept), "utf-8")
    return tmp_path / "docs"


def test_a_benchmark_measured_alone_replaces_its_own_numbers(docs, monkeypatch):
    """The other groups keep value and origin; the page has the new value, and says "missed"."""
    before = record.load()
    slow = [Result("one", 1.23123, "×", "≥ 100", False)]
    monkeypatch.setattr(numpy_loop, "run", lambda quick: slow)
    done = CliRunner().invoke(command.main, ["numpy_loop", "--record"])
    assert done.exit_code == 0, done.output
    after = record.load()
    assert after["numpy_loop"]["results"][0]["value"] == 1.231
    assert {k: v for k, v in after.items() if k != "numpy_loop"} == {
        k: v for k, v in before.items() if k != "numpy_loop"
    }
    page = (docs / "speed.md").read_text("utf-8")
    assert page.startswith("before\n")
    assert page.endswith("after\n")
    assert "| one | 1.23&nbsp;× | ≥&nbsp;100 | **missed** |" in page
    origins = {json.dumps(group["measured"]) for group in after.values()}
    assert page.count("virtual processors") == len(origins)  # a sentence for each measurement


def test_quick_measurements_are_not_kept(docs):
    """Smaller sizes are refused in the record before anything is measured."""
    done = CliRunner().invoke(command.main, ["--quick", "--record"])
    assert done.exit_code == 2
    assert "none of --quick" in done.output


def test_an_optimizers_cell_has_each_use_and_its_aim():
    """In training, alone and in processor time; what was not measured is a dash."""
    names = ("net", "net" + record.ALONE)
    rows = [Result(f"{name}: SGD(foreach)", 2.0, "ms", "", None).to_dict() for name in names]
    found = {row["name"]: row for row in rows}
    assert record._cell(found, "net", "SGD(foreach)") == "2 / 2 / – ms"
    found["net: b / a"] = Result("net: b / a", 1.4, "×", "≤ 1.3", False).to_dict()
    assert record._cell(found, "net", "b / a") == "1.4 / – / – (aim ≤ 1.3, **missed**)"
    assert record._cell(found, "other", "b / a") == ""


def test_a_command_that_fails_is_not_timed():
    """Seconds are those of a process that did its work, in a folder with nothing of the project."""
    assert commands.spent(commands.QUICK["import askewtheory"]) > 0
    with pytest.raises(subprocess.CalledProcessError):
        commands.spent([*commands.PROGRAM, "stepsize", "--levels=1"])


def test_the_deployment_table_goes_between_its_marks(monkeypatch, tmp_path):
    """The page keeps its text; the table compares sizes and times with the first row's."""
    rows = [
        deployment.Row("net", "float32", "PyTorch", 4096, (1e-3, 2e-3)),
        deployment.Row("net", "1 bit", "onnxruntime", 1024, (2e-3, 1e-3)),
    ]
    monkeypatch.setattr(deployment, "rows", lambda: rows)
    page = tmp_path / "page.md"
    page.write_text(f"before\n{deployment.START}\nold\n{deployment.END}\nafter\n")
    deployment.main(str(page))
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| 1 bit | onnxruntime | 1 (0.25×) | 2 ms (2×) | 1 ms (0.5×) |" in text


@pytest.mark.parametrize("name", ["optimized_gradient", "gradient_descent_contraction"])
def test_exact_bounds_are_pepits_numbers(name, capsys):
    """A row has a proof in exact numbers, and the float that PEPit finds beside it."""
    pytest.importorskip("cvxpy")
    pytest.importorskip("PEPit")
    from benchmarks import pep
    from benchmarks.pep_cases import CASES

    (one,) = (case for case in CASES if case.name == name)
    found = pep.row(one)
    assert found.verdict == "proved"
    assert found.tight
    assert found.bound == {"optimized_gradient": "1/8"}.get(name, "81/100")
    pep._print([found])
    assert "1 of 1 proved exactly" in capsys.readouterr().out


def test_every_example_of_pepit_is_a_statement():
    """More than twenty of them have a statement with hypotheses and a bound."""
    from benchmarks.pep_cases import CASES

    assert len({one.name for one in CASES}) == len(CASES) >= 20
    for one in CASES:
        statement, bound = one.build()
        assert statement.hypotheses
        assert bound is not None


def test_certificates_are_counted(capsys, tmp_path):
    """Each scalar goal of the solvers has a row; what has no certificate is named, not counted."""
    from benchmarks import certificates

    asked, open_ = certificates.goals("tests.toy_claims", ("halving", "overshoot/repaired"))
    assert "x > 0 |- x/2 < x" in [str(one) for one in asked]
    assert not open_
    rows = [certificates.row((one, name, 20.0)) for one, name in asked.items()]
    assert all(one.cases and one.products for one in rows)
    rows.append(replace(rows[0], goal="none of them", cases=0, products=0))
    certificates._print(rows, [], ["open"], False)
    shown = capsys.readouterr().out
    assert f"{len(rows) - 1} of {len(rows)} goals" in shown
    assert "none: " in shown
    assert "not established here" in shown


def test_coq_closes_open_cases(monkeypatch):
    """Coq's nra contradicts a case that was left open, and does not one that is none."""
    from benchmarks import certificates_coq

    if coq_version() is None:
        pytest.skip("Coq is not installed")
    monkeypatch.setattr(certificates_coq, "split_up", lambda *_: Contradiction(()))
    assert certificates_coq.closed(states("x*y <= 1", ["x^2 <= 1", "y^2 <= 1"]), 10.0)
    assert not certificates_coq.closed(states("x*y <= 1/2", ["x^2 <= 1", "y^2 <= 1"]), 5.0)
