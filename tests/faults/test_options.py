"""Numbers, clocks and shells of any kind, on any option: read as they are meant, or refused."""

import os

import pytest
from click.testing import CliRunner

from askewtheory.cli import main
from askewtheory.errors import InputError
from askewtheory.plotting import check_clock

WHOLE = {
    "simulate --steps": ["simulate", "--steps"], "verify --jobs": ["verify", "--list", "--jobs"],
    "figures --jobs": ["figures", "--list", "--jobs"],
    "worst-case --seed": ["worst-case", "--seed"],
    "train --seeds": ["train", "--list", "--seeds"], "rates --workers": ["rates", "--workers"],
    "report --jobs": ["report", "--jobs"], "fuzz --seed": ["fuzz", "one", "--seed"],
}  # fmt: skip
NO_NUMBERS = ["1_0", "٣", "１", "0x10", "1e1", " 1", "1\n", "", "1/1", "+", "9" * 10**6, "1.0"]


@pytest.mark.parametrize("option", WHOLE)
@pytest.mark.parametrize("text", NO_NUMBERS, ids=lambda text: repr(text[:8]))
def test_a_whole_number_is_ascii_digits(option, text):
    """Python's int() takes more than a person would write, and a million digits are not shown."""
    result = CliRunner().invoke(main, [*WHOLE[option], text])
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.stderr
    assert "is not a valid integer" in result.stderr
    assert len(result.stderr) < 1000


@pytest.mark.parametrize("text", ["nan", "inf", "1e400", "1_0", "٣", " 1", "1\n", "0", "1e999"])
def test_seconds_are_a_number_in_their_range(text):
    """What is not a number is below no bound and above none."""
    result = CliRunner().invoke(main, ["fuzz", "one", f"--seconds={text}"])
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.stderr
    assert "not a valid number" in result.stderr or "not in the range" in result.stderr


@pytest.mark.parametrize("name", ["stepsize", "simulate", "verify"])
def test_a_sentence_is_not_as_long_as_what_was_given(name):
    """Both ends of it are shown."""
    result = CliRunner().invoke(main, [name, "x" * 10**6])
    assert result.exit_code == 2
    assert len(result.stderr) < 11_000


def test_a_clock_that_is_none_is_refused_before_the_work(monkeypatch, tmp_path):
    """The library that draws would stumble on it afterwards."""
    for given in ("abc", "-1", "", "9" * 30, "1.5", "٣"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
        with pytest.raises(InputError, match="SOURCE_DATE_EPOCH must be whole seconds since 1970"):
            check_clock()
        plot = ["--plot", str(tmp_path / "a.pdf")]
        for command in (["simulate", *plot], ["stepsize", *plot], ["verify", "one", *plot]):
            result = CliRunner().invoke(main, command)
            assert (result.exit_code, "SOURCE_DATE_EPOCH" in result.stderr) == (2, True)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    check_clock()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "shell",
    [{}, {"COMP_WORDS": "askewtheory ver", "COMP_CWORD": "abc"},
     {"COMP_WORDS": "'", "COMP_CWORD": "9"},
     {"COMP_WORDS": "askewtheory verify --claims ../.. x", "COMP_CWORD": "4"},
     {"COMP_WORDS": "askewtheory verify --claims \x1b x", "COMP_CWORD": "4"}],
)  # fmt: skip
def test_a_shell_that_asks_oddly_gets_no_error_in_its_prompt(shell, monkeypatch):
    """Silence, whatever is in its variables."""
    for instruction in ("bash_complete", "zsh_complete", "nonsense", "bash"):
        monkeypatch.setenv("_ASKEWTHEORY_COMPLETE", instruction)
        for name in ("COMP_WORDS", "COMP_CWORD"):
            monkeypatch.delenv(name, raising=False)
        for name, value in shell.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(main, [], prog_name="askewtheory")
        assert isinstance(result.exception, SystemExit | None), result.exception
        assert (result.exit_code in (0, 2), result.stderr) == (True, "")
