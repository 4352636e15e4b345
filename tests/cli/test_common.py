"""Tests of the option types, the console and the progress bar that commands share."""

import io
import json
import sys
from fractions import Fraction

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import Grid
from askewtheory.cli import common
from askewtheory.errors import InputError
from askewtheory.output import write_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", Fraction(3)),
        ("-1", Fraction(-1)),
        ("1/5", Fraction(1, 5)),
        ("0.2", Fraction(1, 5)),
        (" 1e-3 ", Fraction(1, 1000)),
    ],
)
def test_numbers_are_read_exactly(text, value):
    """A decimal is the fraction it denotes, not the float nearest to it."""
    assert common.parse_number(text) == value
    assert isinstance(common.parse_number(text), Fraction)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1e400", "alpha must be finite and at most 1.8e308 in size, got '1e400'"),
        ("-9e308", "alpha must be finite and at most 1.8e308 in size, got '-9e308'"),
        ("1e9999999999", "alpha must have an exponent below 1000, got '1e9999999999'"),
    ],
)
def test_numbers_that_no_float_holds_are_refused(text, words):
    """A number too large is refused where it is read, and is never written out in full."""
    with pytest.raises(InputError, match=words):
        common.parse_number(text, "alpha")
    assert common.parse_number("1e308") == 10**308


@given(st.fractions())
def test_every_fraction_is_read_back(value):
    """Reading what was printed gives the same number."""
    assert common.parse_number(str(value)) == value


@pytest.mark.parametrize("text", ["", "x", "1/0", "nan", "inf", "1,2"])
def test_what_is_not_a_finite_number_is_bad_input(text):
    """The error names the option, the pattern and the text given."""
    with pytest.raises(InputError, match=r"alpha must be a number such as .*, got ") as caught:
        common.parse_number(text, "alpha")
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("-1,1", Grid.binary()),
        ("binary", Grid.binary()),
        ("Ternary", Grid.ternary()),
        ("int3", Grid.integer(bits=3)),
        ("0,1/2, 1", Grid([0, "1/2", 1])),
    ],
)
def test_levels_are_read_by_name_or_by_value(text, grid):
    """Names and lists of numbers give the grid they describe, exactly."""
    assert common.parse_levels(text) == grid
    assert common.parse_levels(text).exact


@pytest.mark.parametrize("text", ["quaternary", "int99", "1", "1,1", "2,1", "1,,2", ""])
def test_bad_levels_are_bad_input(text):
    """Unknown names, and lists that are no grid, are errors about the levels."""
    with pytest.raises(InputError, match=r"levels|bits"):
        common.parse_levels(text)


@pytest.fixture
def command():
    """Return a command with one option of each kind."""

    @click.command()
    @click.option("--levels", type=common.LEVELS, default="binary")
    @click.option("--epsilon", type=common.NUMBER, default=Fraction(1, 5))
    @click.option("--start", type=common.NUMBERS, default="1/2,-1")
    @common.json_option
    def run(levels, epsilon, start, json_path):
        content = {"levels": levels.levels, "epsilon": epsilon, "start": start}
        if json_path is not None:
            write_json(json_path, content)

    return run


def test_options_deliver_exact_values(command):
    """Defaults and given texts reach the command as exact numbers, and JSON keeps them."""
    result = CliRunner().invoke(command, ["--levels=-1,0.5", "--json", "-"])
    assert json.loads(result.stdout) == {
        "levels": ["-1", "1/2"],
        "epsilon": "1/5",
        "start": ["1/2", "-1"],
    }


def test_bad_option_names_the_option(command):
    """A text that is no number exits with 2 and says which option it was given to."""
    result = CliRunner().invoke(command, ["--epsilon", "a"])
    assert result.exit_code == 2
    assert "'--epsilon': number must be a number such as 3, 1/5 or 0.2, got 'a'." in result.stderr


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("250", 100)])
def test_console_is_at_most_100_wide(monkeypatch, columns, width):
    """Tables fit the terminal and never grow past 100 characters."""
    monkeypatch.setenv("COLUMNS", columns)
    assert common.console().width == width


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("stream", [io.StringIO, _Terminal])
def test_progress_is_shown_on_a_terminal_only(monkeypatch, stream):
    """Pipes and logs get nothing; a terminal gets the bar."""
    shown = stream()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    with common.progress("checking claims", total=2) as advance:
        advance()
        advance(description="drawing")
    assert ("drawing" in shown.getvalue()) == shown.isatty()
    assert bool(shown.getvalue()) == shown.isatty()
