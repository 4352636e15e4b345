"""The record in the documentation is the audit's, and its numbers are those of the commands."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from askewtheory.audit.entry import Entry
from askewtheory.audit.package import discover
from askewtheory.cli import main
from benchmarks import record

DOCS = Path(__file__).parents[2] / "docs"
PACKAGE = discover()


def row(claim: Entry) -> str:
    """Return a claim's row of the table."""
    repair = "".join(str(one.expected) for one in PACKAGE.within(claim.id, "repair"))
    meant = PACKAGE.entries[claim.meant].expected if claim.meant else ""
    severity = claim.severity or ""
    return f"| `{claim.id}` | {claim.title} | {claim.expected} | {meant} | {severity} | {repair} |"


def test_the_verdict_table_is_the_record():
    """Each printed statement has its row with the recorded verdicts, and no other row stands."""
    claims = [PACKAGE.entries[name] for name in PACKAGE.claims]
    expected = [row(claim) for claim in claims if claim.printed]
    lines = (DOCS / "verdicts.md").read_text("utf-8").splitlines()
    found = [line for line in lines if re.match(r"\| `[a-z0-9/-]+` \|", line)]
    assert found == expected, "\n".join(["the table should read:", *expected])


def test_the_stepsize_example_prints_what_is_said():
    """The numbers in the paragraph on an admissible stepsize are those that its command prints."""
    page = (DOCS / "stepsizes.md").read_text("utf-8")
    command = re.search(r"askewtheory (stepsize .*?) --plot", page, re.S)
    said = re.search(r"The answer comes first: (.*?)\n\n", page, re.S)
    assert command
    assert said
    shown = CliRunner().invoke(main, shlex.split(command[1].replace("\\\n", " "))).output
    assert "is admissible" in shown
    patterns = {
        r"≈ ([\d.]+)": r"largest: .* = ([\d.]+)",
        r"< −([\d.]+) as printed": r"≥ -([\d.]+)",
        r"k₁ = (\d+) steps": r"k₁ per coordinate \(Lemma 5'\) +(\d+)",
        r"\((\d+) by the printed count": r"k₁ with .* (\d+) *\n",
        r"‖v‖² ≤ ([\d.]+) in the limit": r"theorem-3, repaired: .*floor ([\d.]+)\)",
    }
    for text, line in patterns.items():
        quoted, printed = re.search(text, said[1]), re.search(line, shown)
        assert quoted and printed, (text, line)  # noqa: PT018 (both are named)
        digits = len(quoted[1].partition(".")[2])
        assert quoted[1] == f"{float(printed[1]):.{digits}f}", (text, printed[1])


@pytest.mark.parametrize("page", record.PAGES)
def test_the_speed_tables_are_the_record(page):
    """No number of a page's table stands there that was not measured and kept."""
    expected = record.written(page, record.load())
    assert (DOCS.parent / page).read_text("utf-8") == expected, "run python -m benchmarks.record"


def test_missed_is_what_misses_its_aim():
    """Whether an aim is met follows from value and aim, and every number has its origin."""
    for group in record.load().values():
        assert {"date", "commit", "processor", "processors", "versions"} <= set(group["measured"])
        assert group["results"]
        for one in group["results"]:
            sign, _, aim = one["aim"].partition(" ")
            met = {"≥": lambda v, a: v >= a, "≤": lambda v, a: v <= a}.get(sign)
            assert one["met"] is (met and met(one["value"], float(aim))), one["name"]
