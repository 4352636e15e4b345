"""Tests of the command line's frame: lazy loading, messages and exit codes."""

import subprocess
import sys
import time
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

import askewtheory
from askewtheory import cli
from askewtheory.errors import InputError, MissingExtraError

HEAVY = ("numpy", "scipy", "sympy", "numba", "matplotlib", "z3", "cvc5", "torch", "rich")


@pytest.fixture
def run_with(monkeypatch):
    """Return a function that runs ``askewtheory report`` with a given body for the command."""

    def run(body, *arguments):
        module = ModuleType("askewtheory.cli.report")
        module.command = click.command("report")(body)  # type: ignore[attr-defined]
        monkeypatch.setattr(cli.LazyGroup, "list_commands", lambda self, ctx: ["report"])
        monkeypatch.setitem(sys.modules, module.__name__, module)
        return CliRunner().invoke(cli.main, ["report", *arguments])

    return run


def _raise(error):
    raise error


def test_help_lists_commands_and_imports_nothing_heavy():
    """The list of commands comes from the table; no command's module is imported for it."""
    program = (
        "import sys\nfrom askewtheory.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as done:\n    assert done.code == 0\n"
        f"print('HEAVY', [m for m in {HEAVY} if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.rstrip().endswith("HEAVY []")
    listed = cli.main.list_commands(click.Context(cli.main))
    assert all(f"  {name} " in result.stdout for name in listed)
    assert listed == [name for name in cli.COMMANDS if name in listed]


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_that_exists_has_help(name):
    """Each command's module loads and explains itself."""
    context = click.Context(cli.main)
    if name not in cli.main.list_commands(context):
        pytest.skip("this command is not written yet")
    result = CliRunner().invoke(cli.main, [name, "--help"])
    assert result.exit_code == 0
    assert "--json" in result.stdout


def test_version():
    """--version prints the package's version."""
    assert askewtheory.__version__ in CliRunner().invoke(cli.main, ["--version"]).stdout


def test_unknown_command_is_bad_input():
    """A misspelled command exits with 2 and names what was typed."""
    result = CliRunner().invoke(cli.main, ["verfy"])
    assert result.exit_code == 2
    assert "'verfy' (did you mean verify?)" in result.stderr


def test_no_command_shows_the_help():
    """Whoever types the program's name alone reads which commands there are."""
    alone, asked = (CliRunner().invoke(cli.main, given) for given in ([], ["--help"]))
    assert (alone.exit_code, alone.output) == (0, asked.output)


@pytest.mark.parametrize("error", [InputError, MissingExtraError])
def test_user_error_is_one_sentence_and_exit_code_2(run_with, error):
    """What the user can mend is printed without a traceback."""
    result = run_with(lambda: _raise(error("epsilon must be positive, got -1.")))
    assert result.exit_code == 2
    assert result.stderr == "Error: epsilon must be positive, got -1.\n"
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("error", "words"), [(OverflowError, "range of floats"), (MemoryError, "must fit in memory")]
)
def test_numbers_too_large_are_bad_input(run_with, error, words):
    """What floats or memory cannot hold is said in one sentence, with exit code 2."""
    result = run_with(lambda: _raise(error("inner text")))
    assert result.exit_code == 2
    assert words in result.stderr
    assert "inner text" not in result.stderr


def test_other_errors_are_not_hidden(run_with):
    """A defect of the program keeps its traceback."""
    assert isinstance(run_with(lambda: _raise(ZeroDivisionError())).exception, ZeroDivisionError)


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (1, 1)])
def test_returned_number_is_the_exit_code(run_with, returned, code):
    """A command reports a failed check by returning 1."""
    assert run_with(lambda: returned).exit_code == code


def test_interruption_is_one_line_and_exit_code_130(run_with):
    """Ctrl-C says so in one line, as a shell expects."""
    result = run_with(lambda: _raise(KeyboardInterrupt()))
    assert result.exit_code == 130
    assert result.stderr == "Interrupted.\n"


def test_module_can_be_run():
    """``python -m askewtheory`` is the same command line."""
    result = subprocess.run(
        [sys.executable, "-m", "askewtheory", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == f"askewtheory, version {askewtheory.__version__}\n"


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_an_error_that_a_signal_led_to_is_the_signal(number, tmp_path):
    """A library that catches the interruption and then fails leaves no traceback of its own."""
    program = f"""
import os, signal, sys
from askewtheory.cli.frame import framed

def command():
    try:
        os.kill(os.getpid(), signal.{number})
        while True:
            pass
    except BaseException:
        pass
    raise ImportError("half a module")

sys.exit(framed(command))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == (130 if number == "SIGINT" else -15)
    assert done.stderr == ("Interrupted.\n" if number == "SIGINT" else "")


def test_a_command_that_does_not_notice_is_ended():
    """Machine code that does not look for signals is ended within two seconds or so."""
    program = """
import os, signal, sys, threading
import numba
from askewtheory.cli.frame import framed

@numba.njit(nogil=True)
def loop(count):
    total = 0.0
    for i in range(count):
        total += (i % 7) / (i + 1.0)
    return total

loop(1)
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
sys.exit(framed(lambda: loop(10**13)))
"""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 130
    assert done.stderr == "Interrupted.\n"
    assert time.monotonic() - start < 30  # of which most is Numba's own start
