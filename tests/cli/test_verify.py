"""Tests of ``askewtheory verify``: rows, JSON, one claim in full, pictures, exit codes."""

import io
import json

import pytest
from click.testing import CliRunner
from matplotlib.image import imread
from rich.console import Console

from askewtheory.audit.verdict import JUDGED, Severity
from askewtheory.cli import main, verify_tables
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
    assert "Statements that fail as printed: 1 hypothesis, 1 wrong." in lines
    assert "Lines and parts that fail as printed: 1 misprint." in lines
    assert "Repairs: 1 proved." in lines
    assert f"{JUDGED}." in lines
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
    assert set(record) == {"claims", "questions", "summary", "environment", "format"}
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
        (("overshot", *TOY), "'overshot' (did you mean overshoot"),
        (("--explain", "halving/lime-2", *TOY), "did you mean halving/line-"),
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


def test_a_named_line_has_a_row_alone_and_its_claim_is_named():
    """The line's verdicts, severity and reason; nothing else is run but the statement."""
    result = run("halving/line-2", *TOY)
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    (row,) = (line for line in lines if line.startswith(" halving"))
    for cell in ("halving/line-2", "✗ refuted", "✓ proved", "misprint", "x² is printed for x."):
        assert cell in row
    assert "line-1" not in result.stdout
    assert (
        "halving/line-2 stands under halving: Half of a positive number is smaller (Toy, Lemma 1)."
        in result.stdout
    )
    record = json.loads(run("halving/line-2", *TOY, "--json", "-").stdout)
    steps = record["claims"][0]["steps"]
    assert [step["id"] for step in steps] == ["halving/line-1", "halving/line-2"]  # the meant one
    assert steps[1]["as_meant"]["verdict"] == "proved"
    alone = json.loads(run("halving/line-1", *TOY, "--json", "-").stdout)["claims"][0]["steps"]
    assert [step["id"] for step in alone] == ["halving/line-1"]


def test_a_named_claim_has_rows_for_its_lines_and_its_repair():
    """Lines are indented under their claim; a repair is not printed."""
    rows = {line.split()[0]: line for line in run("overshoot", "halving", *TOY).stdout.splitlines()
            if line.startswith("  ") and line.strip()[:1] == "/"}  # fmt: skip
    assert set(rows) == {"/line-1", "/line-2", "/repaired"}
    assert "not printed" in rows["/repaired"]
    assert "misprint" in rows["/line-2"]


def test_a_severity_selects_lines_too():
    """Those of all claims, or of the claims that are named."""
    shown = run("--severity", "misprint", *TOY)
    assert "halving/line-2" in shown.stdout
    assert "overshoot" not in shown.stdout
    assert run("overshoot", "--severity", "misprint", *TOY).exit_code == 2
    listed = json.loads(run("--severity", "misprint", "--list", *TOY, "--json", "-").stdout)
    assert [(one["id"], one["role"]) for one in listed["claims"]] == [("halving/line-2", "line")]


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
    assert "proved" in result.stdout
    assert "✓" not in result.stdout
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
        "as meant   ✓ proved (overshoot/repaired)",
        "with       γ ≤ 1",
    ):
        assert part in result.stdout


def test_explaining_a_line_shows_that_line():
    """Its statement, formula, verdict and counterexample, and no other line."""
    result = run("--explain", "halving/line-2", *TOY)
    assert "halving/line-2" in result.stdout
    assert "✗ refuted (computed): x/2 = x²/2: 1 = 2 is false" in result.stdout
    assert "Under halving: Half of a positive number is smaller" in result.stdout
    assert "formula    = x²/2" in result.stdout
    assert "as meant   ✓ proved (halving/line-1)" in result.stdout
    assert "\nhalving/line-1" not in result.stdout


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


def test_where_json_was_written_is_said_in_a_new_folder_too(tmp_path):
    """The folder is made, and the last line names the file."""
    path = tmp_path / "new" / "folder" / "verify.json"
    result = run("empty", *TOY, "--json", str(path))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"wrote {path}"
    assert json.loads(path.read_text(encoding="utf-8"))["claims"]


def test_what_was_mended_has_a_line_for_each_change():
    """A change may hold any separator, so that none is joined to another."""
    terminal = io.StringIO()
    changes = ["one; two", "three, four"]
    meant = {"id": "a/repaired", "verdict": "proved", "changes": changes}
    item = {"severity": "misprint", "why": "w.", "as_meant": meant}
    verify_tables._severity(Console(file=terminal, width=100), item)
    shown = [" ".join(line.split()) for line in terminal.getvalue().splitlines()]
    assert shown[-2:] == ["with one; two", "with three, four"]


def test_a_setting_that_holds_a_semicolon_is_listed_line_by_line():
    """Otherwise it could not be told where one value ends."""
    terminal = io.StringIO()
    found = {"setting": {"loss": "Huber(y; width 1)", "start": "1"}, "hypotheses": [], "rows": [],
             "header": [], "conclusion": "x > 1"}  # fmt: skip
    verify_tables._counterexample(Console(file=terminal, width=100), found)
    shown = [" ".join(line.split()) for line in terminal.getvalue().splitlines()]
    assert shown[:2] == ["take loss = Huber(y; width 1)", "take start = 1"]


@pytest.mark.parametrize(("kind", "sign"), [("solvers", "✓"), ("library", "¶"), ("hand", "✎")])
def test_a_tick_belongs_to_what_a_machine_checked(kind, sign):
    """Other proofs have the page's signs, which a line under the table explains."""
    terminal = io.StringIO()
    claim = {"id": "a", "role": "claim", "title": "t", "statement": "s.", "why": "", "steps": [],
             "severity": None, "verdict": "proved", "proof_kind": kind, "repair": None}  # fmt: skip
    verify_tables.verdicts(Console(file=terminal, width=100), [claim])
    shown = terminal.getvalue()
    assert f"{sign} proved" in shown
    assert ("✎ argued by hand" in shown) == (sign != "✓")
