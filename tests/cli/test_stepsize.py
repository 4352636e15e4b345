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
    good = run("--stepsize", "3/10", "--start", "1/2", "--all")
    assert good.exit_code == 0
    assert "is admissible" in good.output
    assert "6/5 - 2*sqrt(5)/5 = 0.305573" in good.output
    assert max(map(len, good.output.splitlines())) <= 100
    bad = run("--stepsize", "3/5")
    assert bad.exit_code == 1
    assert "NOT admissible" in bad.output


def test_one_notion_of_admissible():
    """Headline, exit code and annealing row agree, and name the condition that admits."""
    sharper = run("--all", "--stepsize", "2/5", "--anneal", "1/5,1/2,1")
    assert sharper.exit_code == 0
    assert "2/5 (0.4) is admissible by Corollary 1''" in sharper.output
    assert "yes: sharper" in sharper.output
    gentle = run("--all", "--stepsize", "2/5", "--clip", "2", "--anneal", "1/5,1/2,1")
    assert gentle.exit_code == 0
    assert "is admissible by Corollary 1' with the 1/(2α) alternative" in gentle.output
    assert "yes: 1/(2α)" in gentle.output
    neither = run("--all", "--stepsize", "3/5", "--anneal", "1/5,1/2,1")
    assert neither.exit_code == 1
    assert "yes:" not in neither.output


def test_no_settling_step_where_the_lemma_does_not_apply():
    """An orbit that never settles gets no k_1: the failing hypothesis is named, JSON holds null."""
    cycle = ["--alpha", "20", "--clip", "5", "--gradient-bound", "1/10", "--start", "4/5",
             "--stepsize", "1"]  # fmt: skip
    shown = run(*cycle)
    assert shown.exit_code == 1
    words = " ".join(shown.output.split())
    assert "Lemma 5' does not apply: γM_c ≤ q₊ − q₋ + D/2 fails at level 1" in words
    assert "sharper count" not in words
    record = json.loads(run(*cycle, "--json", "-").output)
    assert record["settling_step"] is None
    assert record["settling_refused"].startswith("γM_c")


@pytest.mark.parametrize("stepsize", ["1/4", "3/5"])
def test_the_answer_takes_fifteen_lines(stepsize):
    """With a start, a schedule and an annealing; what fails is named, the rest is behind --all."""
    long = ["--stepsize", stepsize, "--start", "1/2", "--smoothness", "2", "--dimension", "10",
            "--schedule", "power:c=1,k0=10,p=3/4", "--anneal", "1,0.88,30"]  # fmt: skip
    lines = run(*long).output.splitlines()
    assert len(lines) <= 15
    assert max(map(len, lines)) <= 100
    assert "conditions as printed: " in "".join(lines)
    assert "second term" in "".join(lines)
    assert lines[-1].startswith("--all")
    assert "margin" in run(*long, "--all").output


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
        (["--anneal", "1/5,1/2,99999999999999"], "with at most 500 times"),
        (["--anneal", f"1/5,1/{'7' * 99},60"], "r^times of at most 1,000 digits"),
        (["--anneal", "1/5,1/2,400", "--levels", "int4"], "at most 2,000 times * levels"),
        (["--start", "9" * 299], "start must be so near that its steps can be counted"),
        (["--levels", "int16"], "levels must be at most 2,048, of at most 200 different gaps"),
        (["--levels", ",".join(str(i * i) for i in range(300))], "got 300 of 299"),
        (["--levels", ",".join(map(str, range(70_000)))], "levels must be at most 65,536"),
        (["--alpha", "1e9_9999999"], "number must be a number such as"),
        (["--epsilon", "1/" + "7" * 4200], "number must have at most 300 digits"),
        (["--gradient-bound", "\u0663"], "number must be a number such as"),
        (["--start", "1,2", "--dimension", "3"], "start must have 3 coordinates"),
        (["--horizon", "-1"], "horizon must be a non-negative integer, got -1"),
        (["--alpha", "1e400"], "must be finite and at most 1.8e308 in size, got '1e400'"),
        (["--stepsize", "1e99999999"], "must have an exponent below 1000"),
        (["--alpha", "1e300"], "numbers must stay in the range of floats"),
        (["--epsilon", "1e-300"], "epsilon must not be so small"),
        (["--start", "1/2", "--dimension", "999999999999999"], "must fit in memory"),
        (["--schedule", "9**9**9**9/k"], "no number of thousands of digits"),
        (["--schedule", "power:c=1,c=2,k0=1,p=1"], "schedule must give c once"),
        (["--plot", "region.foo"], "plot must be a path ending in pdf, svg or png"),
        (["--plot", "/proc/region.png"], "plot must be a file that can be written"),
    ],
)
def test_bad_input_exits_with_2(more, words):
    """Bad input gives one sentence, no traceback, exit code 2."""
    result = run(*more)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
    assert "Traceback" not in result.output
