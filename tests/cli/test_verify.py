"""Tests of ``askewtheory verify``: rows, JSON, one claim in full, pictures, exit codes."""

import json

import pytest
from click.testing import CliRunner
from matplotlib.image import imread

from askewtheory.audit.verdict import Severity
from askewtheory.cli import main
from askewtheory.cli.verify import SEVERITIES
from askewtheory.plotting import SINGLE

TOY = ("--claims", "tests.toy_claims", "--jobs", "1")


def run(*arguments):
    """Run the command."""
    return CliRunner().invoke(main, ["verify", *arguments])


def test_one_row_for_each_claim_within_100_columns():
    """Identifier, both verdicts, severity, the reason; then the counts."""
    result = run(*TOY)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    (row,) = (line for line in lines if "overshoot" in line)
    for cell in ("✗ refuted", "✓ proved", "hypothesis", "A step above 1 jumps over 0."):
        assert cell in row
    assert "solvers" in lines[lines.index(row) + 1]  # the kind of proof, under the verdict
    (row,) = (line for line in lines if line.startswith(" empty"))
    assert row.split()[1:5] == ["∅", "vacuous", "none", "wrong"]
    assert "What fails as printed: 1 hypothesis, 1 wrong." in lines
    assert "Repairs: 1 proved." in lines
    assert lines[-1] == "Every verdict on record was reproduced."
    assert result.stderr == ""


def test_claims_come_in_the_packages_order():
    """The order is that of the documents, whichever claim is done first."""
    result = run("--claims", "tests.toy_claims", "--jobs", "2", "--json", "-")
    names = [claim["id"] for claim in json.loads(result.stdout)["claims"]]
    assert names == ["halving", "overshoot", "empty", "unread", "sampled", "open"]


def test_json_is_the_designs_record(tmp_path):
    """Claims with steps, repair and evidence; summary; environment."""
    path = tmp_path / "verify.json"
    result = run(*TOY, "--json", str(path))
    assert result.exit_code == 0
    record = json.loads(path.read_text(encoding="utf-8"))
    assert set(record) == {"claims", "questions", "summary", "environment"}
    asked = [one for one in record["claims"][0]["evidence"] if one["kind"] == "smt"]
    assert asked
    assert all("check-sat" in record["questions"][one["detail"]] for one in asked)
    for claim in record["claims"]:
        assert {"id", "title", "source", "verdict", "reason", "seconds", "steps", "repair",
                "evidence", "as_meant", "severity", "why"} <= set(claim)  # fmt: skip
        if claim["verdict"] in ("proved", "supported", "undecided"):
            assert claim["as_meant"] is claim["severity"] is claim["why"] is None
        for item in claim["evidence"]:
            assert set(item) == {"kind", "tool", "version", "seconds", "detail", "control"}
        for step in claim["steps"]:
            assert {"id", "verdict", "reason"} <= set(step)
    repair = record["claims"][1]["repair"]
    assert (repair["id"], repair["verdict"]) == ("overshoot/repaired", "proved")
    assert record["summary"]["statements"]["refuted"] == 1
    assert record["environment"]["versions"]["python"]


def test_a_verdict_that_is_not_reproduced_is_named_and_exits_with_1():
    """The record says proved, the check refutes."""
    result = run("--claims", "tests.toy_claims_wrong", "--jobs", "1")
    assert result.exit_code == 1
    assert (
        "Not reproduced: wrong: on record proved, found ✗ refuted (x = 2: 1 = 2 is false)"
        in result.stdout
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing", *TOY), "'nothing'"),
        (("--explain", "nothing", *TOY), "'nothing'"),
        (("--claims", "no_such_package"), "no_such_package"),
        (("--plot", "x.png", *TOY), "plot must come with one claim's identifier"),
        (("empty", "--plot", "x.png", *TOY), "counterexample to draw"),
        (("overshoot", "--plot", "x.nothing", *TOY), "pdf, svg or png"),
    ],
)
def test_bad_input_is_one_sentence_and_exits_with_2(arguments, said):
    """Unknown claims and packages, and pictures of nothing."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_line_selects_its_claim():
    """Naming a line runs the claim that it belongs to, and no other."""
    result = run("halving/line-2", *TOY, "--json", "-")
    assert [claim["id"] for claim in json.loads(result.stdout)["claims"]] == ["halving"]


def test_a_severity_selects_the_statements_that_have_it():
    """Only those are run; where there is none, or no such severity, one sentence says so."""
    result = run("--severity", "wrong", *TOY, "--json", "-")
    (claim,) = json.loads(result.stdout)["claims"]
    assert (claim["id"], claim["severity"]) == ("empty", "wrong")
    for name in ("gap", "dreadful"):
        result = run("--severity", name, *TOY)
        assert result.exit_code == 2
        assert repr(name) in result.stderr


def test_the_choices_of_severity_are_all_there_are():
    """The help text's words are the library's."""
    assert list(SEVERITIES) == [one.value for one in Severity]


def test_listing_runs_nothing():
    """The list shows the verdicts on record, also where they are wrong."""
    result = run("--list", "--claims", "tests.toy_claims_wrong")
    assert result.exit_code == 0
    assert "✓ proved" in result.stdout
    listed = json.loads(run("--list", "--claims", "tests.toy_claims", "--json", "-").stdout)
    assert listed["claims"][0]["steps"] == ["halving/line-1", "halving/line-2"]


def test_explaining_a_claim_shows_all_that_a_person_needs():
    """Card, assumptions, counterexample as a table, and the repair."""
    result = run("--explain", "overshoot", *TOY)
    assert result.exit_code == 0
    for part in (
        "source     Toy, Lemma 2",
        "assumes    0 < γ < 2",
        "take       levels = {-1, 1}; ε = 1/5; stepsize = 3/2; start = 1",
        "holds      0 < γ < 2: 0 < 3/2 and 3/2 < 2",
        " 1   -1/2",
        "but        w_1·w_0 ≥ 0: -1/2 ≥ 0 is false",
        "overshoot/repaired: Steps of at most 1 keep the sign",
        "severity   hypothesis: true with a named hypothesis more",
        "why        A step above 1 jumps over 0.",
        "as meant   ✓ proved (overshoot/repaired), with γ ≤ 1",
    ):
        assert part in result.stdout


def test_explaining_a_line_shows_that_line():
    """Its statement, formula, verdict and counterexample, and no other line."""
    result = run("--explain", "halving/line-2", *TOY)
    assert "halving/line-2" in result.stdout
    assert "✗ refuted (computed): x/2 = x²/2: 1 = 2 is false" in result.stdout
    assert "halving/line-1" not in result.stdout


def test_the_plot_is_of_publication_width(tmp_path):
    """One column at 200 dots per inch."""
    path = tmp_path / "orbit.png"
    result = run("overshoot", "--plot", str(path), *TOY)
    assert result.exit_code == 0
    assert imread(path).shape[1] == SINGLE * 200


def test_json_on_standard_output_is_not_mixed_with_a_plots_path(tmp_path):
    """What goes to standard output parses."""
    result = run("overshoot", "--plot", str(tmp_path / "o.svg"), "--json", "-", *TOY)
    assert json.loads(result.stdout)["claims"]
