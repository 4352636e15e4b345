import json
import sys

from click.testing import CliRunner

from askewtheory.cli import main

SHORT = ["--restarts", "1", "--iterations", "1"]


def test_a_search_is_printed_and_written():
    """The command writes the exact instance, measured value and bound of what it found."""
    result = CliRunner().invoke(main, ["worst-case", "5", *SHORT, "--json", "-"])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    found = record["worst_cases"]
    assert [row["version"] for row in found] == ["repaired, E S²", "repaired, E d²"]
    assert all(row["exact"] and row["ratio_value"] <= 1 for row in found)
    assert record["performance_estimation"] == []


def test_the_problem_is_printed_exactly():
    """Every number of the instance stands in the output as a fraction, as in the record."""
    shown = CliRunner().invoke(main, ["worst-case", "5", *SHORT])
    record = json.loads(CliRunner().invoke(main, ["worst-case", "5", *SHORT, "--json", "-"]).stdout)
    words = " ".join(shown.output.split())
    for row in record["worst_cases"]:
        instance = row["instance"]
        for name, given in (("ε", "epsilon"), ("α", "alpha"), ("w_0", "start"), ("γ", "stepsize")):
            assert f"{name} = {instance[given]}" in words
        assert f"bound = {row['bound']}" in words


def test_an_attained_bound_that_the_search_misses_is_exit_code_1(monkeypatch):
    """Where a bound said to be tight is not reached, the command fails."""
    from askewtheory.worstcase import search as module

    def misses(*arguments, **options):
        found = module(*arguments, **options)
        return type(found)(**{**found.__dict__, "measured": found.bound / 2})

    monkeypatch.setattr("askewtheory.worstcase.search", misses)
    assert CliRunner().invoke(main, ["worst-case", "corollary-2", *SHORT]).exit_code == 1


def test_an_unknown_theorem_is_exit_code_2():
    """The sentence lists the theorems that can be searched."""
    result = CliRunner().invoke(main, ["worst-case", "7"])
    assert result.exit_code == 2
    assert "theorem-2" in result.output


def test_a_misspelt_theorem_is_recognised():
    """The sentence says which may be meant."""
    result = CliRunner().invoke(main, ["worst-case", "theorm-2"])
    assert "did you mean theorem-2" in result.output
    assert "did you mean theorem-2" in CliRunner().invoke(main, ["rates", "theorm-2"]).output


def test_a_missing_solver_is_said_before_the_search(monkeypatch):
    """Whoever asks for certificates without the extra does not wait for the search first."""

    def searches(*arguments, **options):
        raise AssertionError("the search began")

    monkeypatch.setitem(sys.modules, "cvxpy", None)
    monkeypatch.setattr("askewtheory.worstcase.search", searches)
    result = CliRunner().invoke(main, ["worst-case", "5", "--pep"])
    assert result.exit_code == 2, result.output
    assert "cvxpy is needed here and is not installed (extra pep)" in result.output
