"""The README's table is the audit's record, its example runs, and its links lead somewhere."""

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from askewtheory.audit.claim import Entry
from askewtheory.audit.package import discover
from askewtheory.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


PACKAGE = discover()


def row(claim: Entry) -> str:
    """Return a claim's row of the README's table."""
    repair = "".join(str(one.expected) for one in PACKAGE.within(claim.id, "repair"))
    meant = PACKAGE.entries[claim.meant].expected if claim.meant else ""
    severity = claim.severity or ""
    return f"| `{claim.id}` | {claim.title} | {claim.expected} | {meant} | {severity} | {repair} |"


def test_the_verdict_table_is_the_record():
    """Each printed statement has its row with the recorded verdicts, and no other row stands."""
    claims = [PACKAGE.entries[name] for name in PACKAGE.claims]
    expected = [row(claim) for claim in claims if claim.printed]
    found = [line for line in README.splitlines() if re.match(r"\| `[a-z0-9/-]+` \|", line)]
    assert found == expected, "\n".join(["the table should read:", *expected])


def test_the_python_example_runs(capsys):
    """The first Python block of the README runs and prints what it says."""
    block = re.search(r"```python\n(.*?)```", README, re.S)
    assert block
    exec(compile(block[1], "README.md", "exec"), {})
    printed = capsys.readouterr().out.strip()
    assert printed
    assert f"# {printed}" in block[1]


def test_the_stepsize_example_prints_what_is_said():
    """The numbers in the paragraph on an admissible stepsize are those that its command prints."""
    command = re.search(r"askewtheory (stepsize .*?) --plot", README, re.S)
    said = re.search(r"The answer comes first: (.*?)\n\n", README, re.S)
    assert command
    assert said
    shown = CliRunner().invoke(main, shlex.split(command[1].replace("\\\n", " "))).output
    assert "is admissible" in shown
    patterns = {
        r"≈ ([\d.]+)": r"largest admissible: .* = ([\d.]+)",
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


def test_links_and_pictures_exist():
    """Every relative link and picture of the README is a file of the project."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_example_package_verifies(tmp_path, monkeypatch):
    """The package in the page on claims has the verdicts on its record."""
    block = re.search(r"```python\n(.*?)```", (ROOT / "docs/claims.md").read_text("utf-8"), re.S)
    assert block
    (tmp_path / "descent").mkdir()
    (tmp_path / "descent/__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "descent/lemma_1.py").write_text(block[1], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    shown = CliRunner().invoke(main, ["verify", "--claims", "descent", "--jobs", "1"])
    assert shown.exit_code == 0, shown.output
    assert "Every verdict on record was reproduced." in shown.output
