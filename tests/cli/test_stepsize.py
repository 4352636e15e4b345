"""The command ``askewtheory stepsize`` as a user runs it."""

import json

import pytest
from click.testing import CliRunner

from askewtheory.cli import main

ARGUMENTS = [
    "stepsize", "--levels=-1,1", "--epsilon", "1/5", "--alpha", "1", "--gradient-bound", "1",
]  # fmt: skip


def run(*more: str):
    """Run the command."""
    return CliRunner().invoke(main, [*ARGUMENTS, *more])


def test_table_and_exit_code():
    """The answer comes first, lines fit 100 columns, and an inadmissible stepsize exits with 1."""
    good = run("--stepsize", "3/10", "--start", "1/2")
    assert good.exit_code == 0
    assert "is admissible" in good.output
    assert "6/5 - 2*sqrt(5)/5 = 0.305573" in good.output
    assert max(map(len, good.output.splitlines())) <= 100
    bad = run("--stepsize", "1/3")
    assert bad.exit_code == 1
    assert "NOT admissible" in bad.output


def test_json_to_standard_output():
    """``--json -`` prints the record alone, with the named fields and the environment."""
    result = run("--json", "-", "--dimension", "10", "--schedule", "power:c=1,k0=10,p=3/4",
                 "--anneal", "1,0.88,4")  # fmt: skip
    record = json.loads(result.output)
    named = {"max_stepsize", "max_stepsize_annealing", "tau", "settling_step", "conditions"}
    also = {"bounds", "feasible_intervals", "schedule", "annealing", "environment"}
    assert named | also <= set(record)
    assert record["schedule"]["robbins_monro"]["holds"] == "yes"
    assert len(record["annealing"]) == 4


@pytest.mark.parametrize("more", [[], ["--anneal", "1,0.88,12", "--stepsize", "1/10"]])
def test_plot(tmp_path, more):
    """The region and the annealing plots are written."""
    path = tmp_path / "region.png"
    assert run("--plot", str(path), *more).exit_code == 0
    assert path.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--stepsize", "0"], "stepsize must be positive"),
        (["--epsilon", "1"], "epsilon must be below 1"),
        (["--schedule", "k-5"], "stepsize must be positive"),
        (["--anneal", "1,2"], "anneal must be c,r,times"),
        (["--start", "1,2", "--dimension", "3"], "start must have 3 coordinates"),
    ],
)
def test_bad_input_exits_with_2(more, words):
    """Bad input gives one sentence, no traceback, exit code 2."""
    result = run(*more)
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output
