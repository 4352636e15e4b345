"""Any text for any option: a documented exit code, and one sentence where it is bad input."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askewtheory.cli import COMMANDS, main

NUMBERS = st.sampled_from(
    ["0", "1", "-1", "1/5", "1/2", "0.25", "1e-3", "1e400", "nan", "inf", "-0", "1/0", "٣", "１",
     "0x1", "1_0", "+1", " 1 ", "", "1e", "--1", "1,2", "\u2212" "1", "1e-400", "9" * 400],
)  # fmt: skip
TEXTS = st.one_of(
    NUMBERS,
    st.text(max_size=12),
    st.sampled_from(
        [
            "binary",
            "ternary",
            "int3",
            "-1,1",
            "1,1",
            "-1,0,1",
            "[/red]",
            "\x1b[2J",
            "a\nb",
            "\udc80",
            "-",
            "--",
            "--help",
            "@x",
            "%s",
            "{}",
            "$HOME",
            "~",
            "🙂",
            "quadratic",
            "huber:width=1/2",
            "linear:slope=1,slope=2",
            "power",
            "gaussian:sigma=1/10",
            "two-point",
            "mini-batch:size=0",
        ]
    ),
)
OPTIONS = {
    "stepsize": ["--levels", "--epsilon", "--alpha", "--clip", "--gradient-bound", "--smoothness",
                 "--dimension", "--start", "--kind", "--horizon", "--loss-gap", "--clip-rule"],
    "simulate": ["--loss", "--levels", "--epsilon", "--alpha", "--clip", "--start", "--dimension",
                 "--kind", "--rule", "--noise", "--seed", "--every"],
    "figures": ["--format", "--figures", "--jobs"],
    "verify": ["--claims", "--explain", "--jobs"],
    "rates": ["--grid", "--backend", "--scheduler", "--workers"],
    "train": ["--method", "--reading", "--seeds", "--epochs", "--track"],
    "report": ["--claims", "--jobs"],
    "worst-case": ["--seed", "--restarts", "--iterations"],
}  # fmt: skip
GOOD = {
    "stepsize": {"--levels": "-1,1", "--epsilon": "1/5", "--alpha": "1", "--gradient-bound": "1"},
    "simulate": {"--loss": "quadratic", "--levels": "-1,1", "--epsilon": "1/5", "--alpha": "1",
                 "--clip": "1", "--stepsize": "1/100", "--steps": "5", "--start": "2"},
    "figures": {"--list": ""}, "verify": {"--list": "", "--claims": "tests.toy_claims"},
    "rates": {"nonsense": ""}, "train": {"no-such-experiment": ""},
    "report": {"--figures": "no_such_package", "--claims": "no_such_package"},
    "worst-case": {"nonsense": ""},
}  # fmt: skip
"""What else is given: something that works at once, or that is refused before any work."""


@st.composite
def command_lines(draw):
    """Return a command line with up to three options changed to anything."""
    name = draw(st.sampled_from(list(OPTIONS)))
    given = dict(GOOD[name])
    for option in draw(st.lists(st.sampled_from(OPTIONS[name]), min_size=1, max_size=3)):
        given[option] = draw(TEXTS)
    words = [f"{option}={value}" if value != "" else option for option, value in given.items()]
    return [name, *words, *draw(st.lists(st.text(max_size=5), max_size=1))]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(command_lines())
def test_any_command_line_ends_in_a_documented_way(arguments):
    """No exception, no traceback; and no file appears, since none was asked for."""
    before = sorted(os.listdir())
    result = CliRunner().invoke(main, arguments)
    assert isinstance(result.exception, SystemExit | None), (arguments, result.exception)
    assert result.exit_code in (0, 1, 2)
    if result.exit_code == 2:
        assert len(result.stderr.splitlines()) == 1, result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(os.listdir()) == before


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    "words",
    [["--nonsense"], ["--json"], ["--json", ""], ["--json", "/"], ["--json", "\udc80/"], ["-x"],
     ["--json=a", "--json=/dev/null"], ["--", "--json"], ["\0"], ["--help=1"], ["=", "--json="]],
    ids=repr,
)  # fmt: skip
def test_every_command_refuses_what_it_does_not_know(name, words, tmp_path, monkeypatch):
    """Unknown options, values that are missing, paths that are none: exit code 2, one sentence."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [name, *words])
    assert result.exit_code == 2, (result.output, result.exception)
    assert len(result.stderr.splitlines()) == 1
    assert list(Path().iterdir()) == []
