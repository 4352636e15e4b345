"""Tests of what a shell completes."""

import click
import pytest
from click.shell_completion import BashComplete

from askewtheory.cli import main


def completed(arguments, incomplete):
    """Return what Tab offers after these words."""
    found = BashComplete(main, {}, "askewtheory", "_ASKEWTHEORY_COMPLETE")
    return [item.value for item in found.get_completions(arguments, incomplete)]


def test_commands_are_completed():
    """From the table, without importing any."""
    assert completed([], "ver") == ["verify"]


def test_claims_lines_and_repairs_are_completed():
    """In the argument and after --explain, of the package that is named."""
    assert set(completed(["verify"], "lemma-4/")) >= {"lemma-4/left", "lemma-4/left/line-2"}
    assert completed(["verify", "--explain"], "theorem-3/rep")[0] == "theorem-3/repaired"
    toy = ["verify", "--claims", "tests.toy_claims"]
    assert completed(toy, "halv") == ["halving", "halving/line-1", "halving/line-2"]
    assert completed(["verify", "--claims", "no_such_package"], "") == []


@pytest.mark.parametrize("command", ["rates", "worst-case"])
def test_theorems_are_completed(command):
    """Full names."""
    assert completed([command], "corol") == ["corollary-2"]


def test_figures_are_completed():
    """Names of the package's figures."""
    assert completed(["figures", "--figures", "tests.toy_figures"], "l") == ["line"]


def test_the_script_for_the_shell_is_clicks():
    """The documented command prints a completion function."""
    script = BashComplete(main, {}, "askewtheory", "_ASKEWTHEORY_COMPLETE").source()
    assert "_askewtheory_completion" in script
    assert isinstance(main, click.Group)
